#!/usr/bin/env bats
# release-status.bats - what an alias serves, with and without lambda:GetAlias, and nothing is written

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export f='--function name-searcher' a='--alias live'
}

# permitted [MEMBERS] - the function, whose user may read aliases
permitted() { fresh ",\"also_allow\":[\"lambda:GetAlias\"]${1:-}"; }

# promoted - version 2 is promoted over version 1
promoted() {
	released two '{"statusCode": 200, "body": "two"}'
	shift-weight --weight 100% --force <two.json >promoted.json 2>>two.log
}

# shared - promoted, and version 3 has a tenth
shared() {
	promoted
	released three '{"statusCode": 200, "body": "three"}'
	shift-weight --weight 10% <three.json >shared.json 2>>three.log
}

# revision - the alias's RevisionId
revision() { control 'state?function=name-searcher' | jq -r .aliases.live.RevisionId; }

# shows COMMAND... - succeeds without a word on standard error, sends no write, and leaves the RevisionId as it is
shows() {
	local before
	before=$(revision)
	mark
	run -0 --separate-stderr "$@"
	is "$stderr" ''
	is "$(writes)" ''
	is "$(revision)" "$before"
	no_secrets "$output"
}

# times TEXT - the same with T for each time and R for each name of a run
times() { sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z/T/g; s/run [a-z0-9]+ since/run R since/'; }

@test "what is live, what is in flight and whose, and previous, in three reads" {
	permitted
	shared
	shows release-status $f $a
	is "$(times <<<"$output" | sed -E 's/[0-9]+ bytes/N bytes/')" "name-searcher:live in $REHEARSAL_REGION
  version 2        90%
    live since    T, promoted over version 1
    modified      T, N bytes
  version 3        10%
    in flight     run R since T
    modified      T, N bytes
    against 2     other code, same configuration
  previous      removes the share of version 3: version 2 gets all traffic"
	is "$(calls)" 3
	run -0 release-status $f --json
	is "$(jq -r '.InFlight.Run' <<<"$output")" "$(owner)"
	# What it promises of previous is what previous does.
	run -0 --separate-stderr rollback -n $f $a --to-version previous
	is "$(live)" 2
	shows release-status $f --json
	printf '%s\n' "$output" >status.json
	is "$(jq -c '[.Traffic, .Previous, (.Versions | length), .InFlight]' status.json)" \
		'["steady",{"Act":"nothing","From":"3","To":"2"},1,null]'
}

@test "without lambda:GetAlias it says what it cannot see, and which permission shows it" {
	fresh
	shared
	shows release-status $f $a
	has "$output" '  version 2'
	has "$output" '  not visible   weights, note and previous: lambda:GetAlias shows them'
	lacks "$output" '%'
	is "$(calls)" 2
	shows release-status $f --json
	printf '%s\n' "$output" >status.json
	is "$(jq -c '[.Traffic, .NotPermitted, .Alias, .Previous, .InFlight, .Note, .Versions[0].Weight]' status.json)" \
		'["unseen",["lambda:GetAlias"],{"Name":"live","FunctionVersion":"2"},null,null,null,null]'
	is "$(jq -c 'keys' status.json)" '["Alias","FunctionName","NotPermitted","Region","Traffic","Versions"]'
	shows release-status $f --markdown
	has "$output" '- Not visible: weights, note and previous: lambda:GetAlias shows them'
}

@test "each state of an alias" {
	permitted
	shows release-status $f
	has "$output" '  version $LATEST   100%'
	has "$output" 'unpublished   each update of the code is live at once'
	shared
	rollback -n $f $a >/dev/null 2>&1
	alias_to 3
	shows release-status $f
	has "$output" 'stale note    it is about version 2: something else has moved the alias'
	by_hand '"FunctionVersion":"3","Description":"mine | own","RoutingConfig":{"AdditionalVersionWeights":{"2":0.25}}'
	shows release-status $f
	has "$output" "in flight     no run is noted; or AWS's own weight until provisioned"
	by_hand '"FunctionVersion":"3","Description":"[3 since 2026-11-27T10:12Z, before 2]","RoutingConfig":{"AdditionalVersionWeights":{"2":0.25}}'
	shows release-status $f --json
	printf '%s\n' "$output" >status.json
	is "$(jq -c '[.Traffic, .InFlight, .Previous.To]' status.json)" '["settling",null,"2"]'
}

@test "code and configuration are told apart" {
	permitted
	released two '{"statusCode": 200, "body": "two"}'
	shift-weight --weight 100% --force <two.json >/dev/null 2>&1
	terraform '"MemorySize":256,"Timeout":7'
	publish $f $a --zip-file two.zip -n 2>/dev/null | shift-weight --weight 10% >shared.json 2>/dev/null
	shows release-status $f
	has "$output" 'against 2     same code, another configuration (MemorySize, Timeout)'
	shows release-status $f --json
	is "$(jq -c '.Versions[1].Differences' <<<"$output")" '["MemorySize","Timeout"]'
}

@test "what does not exist is named" {
	permitted
	refuses 78 'release-status: alias nobody of function name-searcher does not exist' release-status $f --alias nobody
	export AWS_ACCESS_KEY_ID=$REHEARSAL_ROOT_KEY_ID AWS_SECRET_ACCESS_KEY=$REHEARSAL_ROOT_SECRET
	refuses 78 'release-status: function nobody does not exist' release-status --function nobody
}

@test "wrong words are refused before anything is sent" {
	permitted
	mark
	refuses 64 'no function: give --function' release-status
	refuses 64 '--json and --markdown exclude each other' release-status $f --json --markdown
	refuses 64 "'7' is no alias" release-status --function name-searcher:7
	refuses 64 '--record: its value is empty' release-status --record ''
	refuses 64 '--record - and -n exclude each other' release-status --record - -n
	refuses 66 'nowhere.json: cannot be read: No such file or directory' release-status --record nowhere.json
	refuses 66 '.: cannot be read: Is a directory' release-status --record .
	echo '[]' >list.json
	refuses 65 'list.json: no release record: not a JSON object' release-status --record list.json
	: >empty.json
	refuses 65 'no function: empty.json holds no record of one' release-status --record empty.json
	run -65 --separate-stderr sh -c ': | release-status --record -'
	has "$stderr" 'no record on standard input: the command before it failed'
	is "$(calls)" 0
}

@test "standard input is read with --record - only, and a file is left as it is" {
	permitted
	shared
	cp shared.json release.json
	chmod 400 release.json
	for command in "release-status --record release.json" "release-status --record - <release.json" \
		"release-status --record - --function name-searcher <release.json"; do
		run -0 --separate-stderr sh -c "$command"
		is "$stderr" ''
		has "$output" "name-searcher:live in"
		has "$output" 'shifted'
	done
	cmp release.json shared.json
	mkfifo open
	exec 9<>open
	run -0 --separate-stderr timeout 120 release-status $f --json <&9
	exec 9>&-
	run -0 --separate-stderr sh -c 'echo nonsense | release-status --function name-searcher'
	lacks "$output" shifted
	run -0 --separate-stderr release-status --record release.json --json
	printf '%s\n' "$output" >status.json
	is "$(jq -c .Record status.json)" "$(jq -c . release.json)"
	run -64 --separate-stderr release-status --record release.json --function other
	run -64 --separate-stderr release-status --record release.json --alias other
}

@test "what aws lambda get-alias prints names function and alias" {
	permitted
	promoted
	printf '{"AliasArn":"arn:aws:lambda:%s:%s:function:name-searcher:live","Name":"live"}' \
		"$REHEARSAL_REGION" "$REHEARSAL_ACCOUNT" >alias.json
	shows release-status --record alias.json
	has "$output" 'version 2       100%'
}

@test "on a terminal the shares are bars, in a log nothing but text; no line is wider than 80 columns" {
	permitted
	shared
	mkfifo keys
	"$root/Tests/e2e/terminal" keys shown release-status $f
	has "$(<shown)" '  version 2        90%  ██████████████████'
	lacks "$(<shown)" $'\e'
	run -0 release-status $f
	lacks "$output" '█'
	terraform "\"Description\":\"$(printf 'word %.0s' {1..50})\""
	released four '{"statusCode": 200, "body": "four"}'
	rollback -n $f $a >/dev/null 2>&1
	shift-weight --weight 10% --force <four.json >/dev/null 2>&1 || :
	"$root/Tests/e2e/terminal" keys shown release-status $f
	run -0 awk '{ sub(/\r$/, ""); gsub(/█/, "#"); if (length($0) > 80) print }' shown
	is "$output" ''
}

@test "eight at once over a list of functions" {
	permitted
	for number in 1 2 3 4 5 6 7 8 9; do
		another "fn-$number" ',"alias_version":"published","user":"ci-name-searcher","also_allow":["lambda:*"]'
		printf 'fn-%s\n' "$number"
	done >functions.txt
	mark
	xargs -P8 -I{} release-status --json --function {} <functions.txt >all.jsonl
	is "$(jq -r .FunctionName all.jsonl | sort | tr '\n' ' ')" "$(sort functions.txt | tr '\n' ' ')"
	is "$(jq -r .Traffic all.jsonl | sort -u)" steady
	is "$(writes)" ''
}

@test "below a guard it needs no journal, and in a dry run it is as ever" {
	permitted
	promoted
	shows with-rollback -q --dry-run sh -c 'release-status --function name-searcher --json'
	is "$(jq -r .Traffic <<<"$output")" steady
	LAMBDA_RELEASE_GUARD=/proc/1/fd/99:gone shows release-status $f --dry-run
}

@test "a refusal of the credentials is no missing permission" {
	permitted
	AWS_SECRET_ACCESS_KEY=wrong refuses 77 'secret access key' release-status $f
	AWS_ENDPOINT_URL=http://127.0.0.1:1 AWS_MAX_ATTEMPTS=1 refuses 69 '' release-status $f
}

# numbers - the versions that release-status --unused prints
numbers() { release-status --function name-searcher --unused "$@" | cut -f1 | paste -sd' ' -; }

@test "--unused lists what no alias serves, weights or goes back to, and the clean-up deletes just that" {
	fresh ',"also_allow":["lambda:ListVersionsByFunction","lambda:ListAliases","lambda:DeleteFunction"]'
	released two '{"statusCode": 200, "body": "two"}'
	shift-weight --weight 100% --force <two.json >/dev/null 2>&1
	local n
	control settings '{"update_seconds":0}' >/dev/null
	for n in {3..9}; do
		terraform "\"MemorySize\":$((200 + n))"
		control call '{"method":"POST","path":"/2015-03-31/functions/name-searcher/versions","body":{}}' >/dev/null
	done
	control call '{"method":"POST","path":"/2015-03-31/functions/name-searcher/aliases","body":{"Name":"old","FunctionVersion":"4","RoutingConfig":{"AdditionalVersionWeights":{"6":0.1}}}}' >/dev/null
	shows release-status --function name-searcher --unused --keep 0
	is "$(cut -f1 <<<"$output" | paste -sd' ' -)" '3 5 7 8 9'
	grep -qxE '3	[0-9]+	[0-9-]{10}T[0-9:]{8}Z' <<<"$output"
	is "$(numbers) $(numbers --keep 6)" '3 3'
	is "$(numbers --keep 7)" ''
	is "$(release-status --function name-searcher --unused --json | jq -c '[.FunctionName, .Region, (.Unused | map(.Version, (.CodeSize > 0)))]')" \
		"[\"name-searcher\",\"$REHEARSAL_REGION\",[\"3\",true]]"
	mkdir bin
	cat >bin/aws <<-'END'
		#!/usr/bin/env python3
		import os, sys
		import botocore.session
		assert sys.argv[1:4] == ["lambda", "delete-function", "--function-name"], sys.argv
		name, option, version = sys.argv[4:]
		assert option == "--qualifier" and version.isdigit(), sys.argv
		client = botocore.session.get_session().create_client("lambda", region_name=os.environ["AWS_REGION"])
		client.delete_function(FunctionName=name, Qualifier=version)
	END
	sed -i "1s|.*|#!${LAMBDA_RELEASE_VENV:-$root/.rehearsal/venv}/bin/python|" bin/aws
	chmod +x bin/aws
	PATH=$PWD/bin:$PATH
	release-status --function name-searcher --unused --keep 2 | cut -f1 |
		xargs -r -n1 aws lambda delete-function --function-name name-searcher --qualifier
	is "$(numbers --keep 2)" ''
	is "$(versions)" 6
	is "$(live) $(live name-searcher old)" '2 4 6=0.1'
}

@test "--unused needs its permissions, and options that fit" {
	fresh
	refuses 77 'needs the permission lambda:ListVersionsByFunction' release-status --function name-searcher --unused
	fresh ',"also_allow":["lambda:ListVersionsByFunction"]'
	refuses 77 'needs the permission lambda:ListAliases' release-status --function name-searcher --unused
	refuses 78 'function nobody does not exist' env AWS_ACCESS_KEY_ID="$REHEARSAL_ROOT_KEY_ID" \
		AWS_SECRET_ACCESS_KEY="$REHEARSAL_ROOT_SECRET" release-status --function nobody --unused
	local options
	for options in --keep\ 3 '--unused --keep -1' '--unused --keep=-1' '--unused --keep many' \
		'--unused --keep 1.5' '--unused --alias live' '--unused --markdown'; do
		# shellcheck disable=SC2086 # words
		unsent 64 '' release-status --function name-searcher $options
	done
}
