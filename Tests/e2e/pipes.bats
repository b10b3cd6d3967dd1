#!/usr/bin/env bats
# pipes.bats - the commands in pipes of two and more, and how a pipe that breaks fails closed

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
	package two '{"statusCode": 200, "body": "two"}'
	package bad '1 / 0'
	export f='--function name-searcher' a='--alias live' p='--probes 2'
}

# pipe STATUS PIPE - the pipe's last status, without pipefail; its record is in out.json
pipe() {
	run "-$1" --separate-stderr sh -c "$2" </dev/null
	printf '%s' "$output" >out.json
	no_secrets "$output$stderr"
}

# recorded NAME PIPE - a record to start from
recorded() {
	sh -c "$2" </dev/null >"$1.json" 2>>recorded.log
	mark
}

@test "the whole release is one pipe" {
	pipe 0 'upload two.zip --bucket lambda-sources | publish $f $a | shift-weight --weight 10% |
		healthcheck $p | shift-weight --weight 100%'
	is "$(live)" 2
	is "$(jq -r '[.FunctionName, .Version, .PreviousVersion, .Alias.FunctionVersion] | join(" ")' out.json)" 'name-searcher 2 1 2'
	is "$(jq -r .Package.S3Bucket out.json)" lambda-sources
}

@test "upload | publish" {
	pipe 0 'upload two.zip --bucket lambda-sources | publish $f $a'
	is "$(jq -r .Version out.json)" 2
}

@test "upload | upload puts the last one" {
	pipe 0 'upload two.zip --bucket lambda-sources | upload bad.zip --bucket lambda-sources'
	has "$(jq -r .Package.S3Key out.json)" bad/
}

@test "publish | publish is one version" {
	pipe 0 'publish $f $a --zip-file two.zip -n | publish --zip-file two.zip'
	is "$(jq -r '[.Version, .Changed] | map(tostring) | join(" ")' out.json)" '2 false'
}

@test "publish | shift-weight" {
	pipe 0 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	is "$(live)" '1 2=0.1'
}

@test "publish | healthcheck" {
	pipe 0 'publish $f $a --zip-file two.zip -n | healthcheck $p'
	is "$(jq -r '[.Health.Verdict, .Health.Version] | join(" ")' out.json)" 'healthy 2'
	pipe 1 'publish $f $a --zip-file bad.zip -n | healthcheck $p'
	is "$(jq -r '[.Health.Verdict, .Health.Version] | join(" ")' out.json)" 'unhealthy 3'
}

@test "publish | rollback has nothing to undo" {
	pipe 0 'publish $f $a --zip-file two.zip -n | rollback'
	is "$(live)" 1
	has "$stderr" 'nothing to undo'
}

@test "healthcheck | shift-weight raises and promotes what is healthy, and stops what is not" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	pipe 0 'healthcheck $p <good.json | shift-weight --weight 50%'
	is "$(live)" '1 2=0.5'
	cp out.json half.json
	pipe 0 'healthcheck $p <half.json | shift-weight --weight 100%'
	is "$(live)" 2
	recorded bad 'publish $f $a --zip-file bad.zip -n | shift-weight --weight 10%'
	pipe 1 'healthcheck $p <bad.json | shift-weight --weight 100%'
	is "$output" ''
	is "$(live)" '2 3=0.1'
	is "$(writes)" ''
}

@test "healthcheck | rollback --if-unhealthy takes back what is unhealthy, and nothing else" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	pipe 0 'healthcheck $p <good.json | rollback --if-unhealthy'
	is "$(live)" '1 2=0.1'
	is "$(jq -r .Health.Verdict out.json)" healthy
	cp out.json checked.json
	pipe 0 'shift-weight --weight 100% <checked.json'
	recorded bad 'publish $f $a --zip-file bad.zip -n | shift-weight --weight 10%'
	pipe 0 'healthcheck $p <bad.json | rollback --if-unhealthy'
	is "$(live)" 2
	is "$(jq -r '[.Health.Verdict, .RolledBack.From] | join(" ")' out.json)" 'unhealthy 3'
}

@test "healthcheck | healthcheck gives the last verdict" {
	recorded good 'publish $f $a --zip-file two.zip -n'
	pipe 0 'healthcheck $p <good.json | healthcheck --probes 3'
	is "$(jq -r .Health.Verdict out.json)" healthy
}

@test "shift-weight | healthcheck" {
	recorded good 'publish $f $a --zip-file two.zip -n'
	pipe 0 'shift-weight --weight 10% <good.json | healthcheck $p'
	is "$(jq -r '[.Health.Verdict, .Alias.RoutingConfig.AdditionalVersionWeights["2"]] | map(tostring) | join(" ")' out.json)" 'healthy 0.1'
}

@test "shift-weight | shift-weight may take less, not more without a check in between" {
	recorded good 'publish $f $a --zip-file two.zip -n'
	pipe 65 'shift-weight --weight 10% <good.json | shift-weight --weight 50%'
	is "$(live)" '1 2=0.1'
	pipe 0 'shift-weight --weight 10% <good.json | shift-weight --weight 5%'
	is "$(live)" '1 2=0.05'
}

@test "shift-weight | rollback leaves the alias as it was" {
	recorded good 'publish $f $a --zip-file two.zip -n'
	pipe 0 'shift-weight --weight 10% <good.json | rollback'
	is "$(live)" 1
	pipe 0 'shift-weight --weight 100% --force <good.json | rollback'
	is "$(live)" 1
}

@test "rollback | publish | shift-weight releases anew" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	pipe 0 'rollback <good.json | publish --zip-file two.zip | shift-weight --weight 20%'
	is "$(live)" '1 2=0.2'
	is "$(jq -c .RolledBack out.json)" null
}

@test "rollback | rollback undoes once" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 100% --force'
	pipe 0 'rollback <good.json | rollback'
	is "$(live)" 1
}

@test "a pipe whose first command fails stops there, without pipefail" {
	mark
	pipe 65 'upload missing.zip --bucket lambda-sources | publish $f $a | shift-weight --weight 10%'
	is "$output" ''
	is "$(calls)" 0
	is "$(live)" '$LATEST'
	has "$stderr" 'upload: missing.zip'
	has "$stderr" 'publish: no record on standard input: the command before it failed'
	has "$stderr" 'shift-weight: no record on standard input: the command before it failed'
}

@test "behind the command that failed every other one ends with 65 and one line" {
	mark
	run -0 --separate-stderr bash -c 'upload missing.zip --bucket lambda-sources |
		publish $f $a | shift-weight --weight 10% | healthcheck $p | shift-weight --weight 100%
		echo "${PIPESTATUS[@]}"' </dev/null
	is "$output" '66 65 65 65 65'
	is "$(calls)" 0
	local command none='no record on standard input: the command before it failed'
	has "${stderr_lines[0]}" 'upload: missing.zip'
	is "$(grep -v '^upload: ' <<<"$stderr" | sort)" "$(printf '%s\n' "healthcheck: $none" "publish: $none" "shift-weight: $none" "shift-weight: $none")"
	# Whatever is missing, the alias included, it is the same line.
	for command in publish "publish $f" 'shift-weight --weight 10%' "shift-weight $f --weight 10%" \
		"shift-weight $f $a --weight 10%" healthcheck "healthcheck $f" rollback "rollback $f" "rollback $a"; do
		run -65 --separate-stderr bash -c ": | $command"
		is "$stderr" "${command%% *}: $none"
		is "$output" ''
	done
	# Where no record was to be read, what is missing is said; no command writes to /dev/null.
	run -65 --separate-stderr publish $f </dev/null
	has "$stderr" 'publish: no package: pass --zip-file'
	unsent 65 'no version' shift-weight -n $f $a --weight 10%
	unsent 64 'no alias' rollback -n $f
	echo '{}' >empty.json
	unsent 65 'no function' rollback $a <empty.json
	: >nothing.json
	unsent 65 'no function: nothing.json' rollback $a --record nothing.json
}

@test "a shift that a verdict stops says what is out, and both commands work as they are printed" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	pipe 65 'shift-weight --weight 50% <good.json'
	has "$stderr" 'hint: still out: alias live is at version 1 90%, version 2 10%'
	has "$stderr" 'hint: to go on: healthcheck --function name-searcher --alias live --region eu-central-1 --to-version 2 -n | shift-weight --function name-searcher --alias live --region eu-central-1 --to-version 2 --weight 50%'
	has "$stderr" 'hint: to take it back: rollback --function name-searcher --alias live --region eu-central-1 -n'
	sh -c "$(sed -n 's/.*to go on: //p' <<<"$stderr")" >/dev/null 2>&1
	is "$(live)" '1 2=0.5'
	sh -c "$(sed -n 's/.*to take it back: //p' <<<"$stderr")" >/dev/null 2>&1
	is "$(live)" 1
	# With a file, and a name that a shell would take apart.
	recorded "it's" 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	mv "it's.json" "it's mine.json"
	jq -c '.Health = {Verdict: "unhealthy", Version: .Version}' "it's mine.json" >bad.json
	cp bad.json "it's mine.json"
	run -1 --separate-stderr shift-weight --record "it's mine.json" --weight 100% --no-note
	has "$stderr" "to go on: healthcheck --function name-searcher --alias live --region eu-central-1 --record 'it'\\''s mine.json' && shift-weight"
	has "$stderr" '--weight 100% --no-note --record'
	sh -c "$(sed -n 's/.*to go on: //p' <<<"$stderr")" >/dev/null 2>&1
	is "$(live)" 2
	# Nothing is out before the first share.
	recorded new 'publish $f $a --zip-file bad.zip -n'
	jq -c '.Health = {Verdict: "inconclusive", Version: .Version}' new.json >unclear.json
	pipe 2 'shift-weight --weight 10% <unclear.json'
	has "$stderr" 'hint: to go on'
	lacks "$stderr" 'take it back'
}

@test "a pipe stops at a publish that fails, whatever the options name" {
	recorded uploaded 'upload two.zip --bucket lambda-sources'
	control fault '{"match":"UpdateFunctionCode","do":"answer","status":400,"code":"InvalidParameterValueException","message":"no"}' >/dev/null
	pipe 65 'publish $f $a <uploaded.json | shift-weight $f $a --weight 100% --force'
	is "$output" ''
	is "$(live)" 1
	is "$(control log?operation=UpdateAlias | jq -s '[.[] | select(.request.FunctionVersion == "2" or .request.RoutingConfig)] | map(select(.request.FunctionVersion != "1")) | length')" 0
}

@test "a pipe stops at a verdict that cannot be reached" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	pipe 65 'healthcheck --endpoint-url http://127.0.0.1:9 <good.json | shift-weight --weight 100%'
	is "$(live)" '1 2=0.1'
}

@test "rollback --if-unhealthy behind a check that died still takes the release back" {
	recorded good 'publish $f $a --zip-file two.zip -n | shift-weight --weight 10%'
	# Nothing comes through the pipe, and function and alias say what to roll back.
	pipe 0 'healthcheck --endpoint-url http://127.0.0.1:9 <good.json | rollback --if-unhealthy $f $a'
	is "$(live)" 1
	# Without them it stops, and says what is missing.
	pipe 65 'healthcheck --endpoint-url http://127.0.0.1:9 <good.json | rollback --if-unhealthy'
}

@test "the record of each command is one line of JSON that the next and jq read alike" {
	pipe 0 'upload two.zip --bucket lambda-sources | tee 1.json | publish $f $a | tee 2.json |
		shift-weight --weight 10% | tee 3.json | healthcheck $p | tee 4.json | rollback | tee 5.json'
	local number
	for number in 1 2 3 4 5; do
		is "$(wc -l <$number.json)" 1
		jq -e 'type == "object"' $number.json >/dev/null
		is "$(jq -c . $number.json | jq -Rc 'fromjson' | jq -S .)" "$(jq -S . $number.json)"
	done
	is "$(live)" 1
}

# a_version - $output is a version, of a release or of a commit on the way to one
a_version() {
	[[ $output =~ ^[0-9]+\.[0-9]+\.[0-9]+(-dev)?(' ('[0-9a-f]+(', '[0-9-]+)?(', changed')?')')?$ ]]
}

@test "--version and --schema print alone, and beside other words are refused before anything is sent" {
	local command option
	for command in upload publish shift-weight healthcheck rollback; do
		run -0 "$command" --version
		a_version
		run -0 "$command" --schema
		unsent 64 '--version cannot be combined with other words' "$command" -n --function name-searcher --version 3
		unsent 64 '--version cannot be combined with other words' "$command" --version=3
		unsent 64 '--schema cannot be combined with other words' "$command" -n --function name-searcher --schema
		run -0 "$command" --function name-searcher --help
	done
	for command in publish with-rollback; do
		for option in --experimental-dump-help '--generate-completion-script bash'; do
			run -0 "$command" $option
			has "$output" "$command"
			unsent 64 "${option%% *} cannot be combined with other words" "$command" --debug $option
		done
	done
	for option in --version --experimental-dump-help --generate-completion-script; do
		unsent 64 "$option cannot be combined with other words" with-rollback $option true x
		# In COMMAND they are COMMAND's.
		run -0 --separate-stderr with-rollback sh -c 'echo "$*"' sh $option bash
		is "$output" "$option bash"
		run -0 --separate-stderr with-rollback -- sh -c 'echo "$*"' sh $option
		is "$output" "$option"
	done
	for command in shift-weight healthcheck rollback; do
		unsent 64 'did you mean --to-version 3?' "$command" -n --function name-searcher --alias live --version 3
	done
	mkdir bin
	ln -s "$LAMBDA_RELEASE_BIN/publish" bin
	for command in canary all-at-once rehearse; do
		cp "$root/bin/$command" bin
		command=bin/$command
		run -0 "$command" --version
		a_version
		unsent 64 '--version cannot be combined with other words' "$command" --version 3
	done
}

@test "what standard input holds is asked for in the same words by each command" {
	local command
	mkfifo silent
	# Whoever opens a FIFO for both never waits, and keeps its end open.
	exec 4<>silent
	shift-weight --function name-searcher --weight 10% <silent >out 2>shift-weight.said 3>&- 4>&- &
	for command in publish healthcheck rollback; do
		"$command" --function name-searcher <silent >out 2>"$command.said" 3>&- 4>&- &
	done
	for command in publish shift-weight healthcheck rollback; do
		eventually 30 grep -qxF "$command: waiting for a record on standard input (-n goes without)" "$command.said"
	done
	exec 4>&-
	wait
}
