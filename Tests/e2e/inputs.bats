#!/usr/bin/env bats
# inputs.bats - what a person can get wrong: each answer names it, says what is wanted, and ends in the right status
#
# The inputs are in inputs.table; its head says how a line is read.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	package good '{"statusCode": 200, "body": "three"}'
	package other '{"statusCode": 200, "body": "four"}'
	PATH=$PATH:$root/bin
	long=$(printf 'x%.0s' {1..257})
	arn=arn:aws:lambda:eu-central-1:$REHEARSAL_ACCOUNT:function:name-searcher
	f='--function name-searcher' a='--alias live' b='--bucket lambda-sources'
	export PATH long arn f a b
	mkdir folder
	: >empty.zip
	: >empty.json
	echo 'hello world' >text.zip
	echo '{"n":1}' >payload.json
	cat two.json two.json >lines.json
	jq -c '[.]' two.json >array.json
	echo '<html>oops</html>' >page.json
	printf '\t; first\n[profile '"'a b'"']\n  role_arn = arn:aws:iam::1:role/r\n  source_profile = c d\n    # e\n' >spoken
	printf '[c d]\naws_access_key_id = AKIDCD\naws_secret_access_key = s\n' >keys
	printf '\377\376[\0a\0]\0' >utf16
	head -c 40 two.json >half.json
	jq -c '.Version = 2' two.json >number.json
	jq -c '.FunctionName = 7' two.json >name.json
	jq -c '.Alias = "live"' two.json >alias.json
	jq -c '.History = {}' two.json >history.json
	mark
	jq '{Configuration: {FunctionName, FunctionArn, Version: "$LATEST"}, Code: {}, Tags: {}}' two.json >get-function.json
}

# state - what must be as before after each input: the alias, and how many versions there are
state() { printf '%s; %s versions' "$(live)" "$(versions)"; }

# answers COMMAND - tries the lines of the table about a command; names each bad answer
answers() {
	local wanted sent words line word before tried=0 bad=0
	before=$(state)
	while IFS='|' read -r wanted sent words line; do
		line=${line# } wanted=${wanted// /} sent=${sent// /}
		case $wanted in '#'* | '') continue ;; esac
		grep -qE "(^|[ =/|])$1( |\$)" <<<"${line%% -*}" || continue
		tried=$((tried + 1))
		mark
		status=0
		bash -c "$line" </dev/null >out 2>err || status=$?
		complain=''
		[[ $status == "$wanted" ]] || complain+=" status $status instead of $wanted;"
		[[ ! -s out ]] || complain+=' something on standard output;'
		while read -r word; do
			[[ -z $word ]] || grep -qF -- "$word" err || complain+=" without: $word;"
		done <<<"${words//&/$'\n'}"
		case $sent in
		none) [[ $(calls) == 0 ]] || complain+=" $(calls) calls;" ;;
		reads) [[ -z $(writes) ]] || complain+=" sent $(writes);" ;;
		refused) [[ $(state) == "$before" ]] || complain+=" the state is $(state);" ;;
		*) complain+=" no such word: $sent;" ;;
		esac
		[[ -z $complain ]] || {
			bad=$((bad + 1))
			printf '%s\n%s\n' "$line:$complain" "$(cat err)" >&2
		}
	done <"$BATS_TEST_DIRNAME/inputs.table"
	is "$(state)" "$before"
	printf '%s of %s answers are bad\n' "$bad" "$tried" >&2
	((tried > 4 && bad == 0))
}

@test "what upload is given wrong" { answers upload; }
@test "what publish is given wrong" { answers publish; }
@test "what shift-weight is given wrong" { answers shift-weight; }
@test "what healthcheck is given wrong" { answers healthcheck; }
@test "what rollback is given wrong" { answers rollback; }
@test "what with-rollback is given wrong" { answers with-rollback; }
@test "what canary is given wrong" { answers canary; }
@test "what all-at-once is given wrong" { answers all-at-once; }

@test "the table has a hundred inputs" {
	[[ $(grep -cE '^[0-9]+ ' "$BATS_TEST_DIRNAME/inputs.table") -ge 100 ]]
}

@test "the region of a function's ARN is the one that upload calls" {
	unset AWS_REGION
	gives upload $b --function "$arn" good.zip -n
	is "$(jq -r '.Region + " " + .FunctionName' out.json)" 'eu-central-1 name-searcher'
	AWS_REGION=us-east-1 gives upload $b --function "$arn" other.zip -n
	has "$stderr" 'AWS_REGION us-east-1 is not used'
	lacks "$stderr" 'Lambda takes code only from'
}

@test "a dry run of canary with --create goes to its end without the alias" {
	promotes canary $f --alias next --create --dry-run good.zip
	has "$stderr" 'would create alias next'
	is "$(jq -c '[.DryRun, .Alias.New]' out.json)" '[true,true]'
	is "$(writes)" ''
}

@test "a flow that is named without a slash is the one that was read" {
	local flow
	mkdir decoy
	for flow in canary all-at-once; do
		printf '#!/bin/sh\necho decoy\n' >"decoy/$flow"
		chmod +x "decoy/$flow"
	done
	cd "$root/bin"
	for flow in canary all-at-once; do
		run -66 --separate-stderr env PATH="$BATS_TEST_TMPDIR/decoy:$PATH" sh "$flow" $f "$BATS_TEST_TMPDIR/missing.zip"
		has "$stderr" 'missing.zip: No such file'
	done
}

@test "what is wrong with the answer of AWS leads to the way out" {
	control fault '{"match":"PutObject","count":0,"do":"answer","status":400,"code":"ExpiredToken","message":"The provided token has expired."}' >/dev/null
	refuses 77 'have expired: get new ones' upload -n $b good.zip
	control reset-faults '{}' >/dev/null
	control fault '{"match":"UpdateFunctionCode","count":0,"do":"answer","status":400,"code":"CodeStorageExceededException","message":"Code storage limit exceeded."}' >/dev/null
	refuses 76 'delete versions and layers that nothing uses' publish -n $f $a --zip-file good.zip
}
