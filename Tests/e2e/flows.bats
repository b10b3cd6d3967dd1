#!/usr/bin/env bats
# flows.bats - canary(1) and all-at-once(1): whole releases, and every way in which they end

load helper
load flows

@test "a canary goes through every share and is promoted" {
	promotes "$canary" --bucket lambda-sources --function name-searcher --weights 10%,50% --bake 0s good.zip -- --probes 3
	is "$(states)" '$LATEST, 1, 1 2=0.1, 1 2=0.5, 2'
	has "$stderr" 'plan: 10%: 3 probes'
	has "$stderr" 'plan: 9 invocations'
	is "$(grep -cE '^(publish|shift-weight|healthcheck|canary): [0-9:]{8}Z [+][0-9]+:[0-9]{2} ' <<<"$stderr")" 8
	is "$(jq -r '[.Version, .PreviousVersion, .Alias.FunctionVersion] | join(" ")' out.json)" '2 1 2'
	has "$stderr" 'alias live is now at version 1'
	has "$stderr" ' live: 100% to version 2 in '
}

@test "a canary with the rule of healthcheck itself is promoted" {
	promotes "$canary" --function name-searcher --weights 10% --bake 0 good.zip
	is "$(live)" 2
	has "$stderr" healthy
}

@test "the flows do the same under bash" {
	promotes bash --posix "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 3
	is "$(states)" '$LATEST, 1, 1 2=0.1, 2'
	at_each_bake "touch '$broken'"
	ends 1 bash --posix "$canary" --function name-searcher --weights 10% --bake 1s turning.zip -- --probes 3
	is "$(live)" 2
	has "$stderr" 'rolled back'
}

@test "unhealthy before traffic: status 1, and no request ever reached the version" {
	ends 1 "$canary" --bucket lambda-sources --function name-searcher --bake 0 bad.zip
	is "$(states)" '$LATEST, 1'
	has "$stderr" 'before traffic: version 2 is unhealthy'
	lacks "$stderr" 'rolled back'
}

@test "unhealthy during a step: status 1, and the alias is back on the last good version" {
	at_each_bake "touch '$broken'"
	ends 1 "$canary" --bucket lambda-sources --function name-searcher --weights 10%,50% --bake 1s turning.zip -- --probes 3
	is "$(states)" '$LATEST, 1, 1 2=0.1, 1'
	has "$stderr" 'step 1: version 2 is unhealthy'
	has "$stderr" 'rolled back: live sends no traffic to version 2'
}

@test "a second release over a promoted one goes back to that one" {
	promotes "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 3
	at_each_bake "touch '$broken'"
	ends 1 "$canary" --function name-searcher --weights 25% --bake 1s turning.zip -- --probes 3
	is "$(states)" '$LATEST, 1, 1 2=0.1, 2, 2 3=0.25, 2'
}

@test "inconclusive rolls back with status 2, or holds when asked to" {
	# One failure in the 90 probes of the second check: no verdict.
	package unclear "{'statusCode': 500 if os.path.exists('$PWD/once') and not os.remove('$PWD/once') else 200}"
	at_each_bake 'touch once'
	ends 2 "$canary" --function name-searcher --weights 10%,50% --bake 1s unclear.zip -- --max-probes 90
	is "$(live)" 1
	has "$stderr" 'not enough evidence'
	ends 2 "$canary" --function name-searcher --weights 10%,50% --bake 1s --on-inconclusive hold --record state.json unclear.zip -- --max-probes 90
	is "$(live)" '1 2=0.1'
	has "$stderr" 'holding at 10%'
	rollback <state.json >/dev/null
	is "$(live)" 1
}

@test "a hold names what goes on and what takes back, and both do" {
	package unclear "{'statusCode': 500 if os.path.exists('$PWD/once') and not os.remove('$PWD/once') else 200}"
	at_each_bake 'touch once'
	ends 2 "$canary" --function name-searcher --weights 10%,50% --bake 1s --on-inconclusive hold unclear.zip -- --max-probes 90
	has "$stderr" 'hint: no record is kept without --record FILE: the same command with the package takes the share over'
	lacks "$stderr" '--record state.json'
	at_each_bake true
	promotes "$canary" --function name-searcher --weights 10%,50% --bake 1s --on-inconclusive hold unclear.zip -- --max-probes 90
	is "$(live)" 2
	package again "{'statusCode': 500 if os.path.exists('$PWD/once') and not os.remove('$PWD/once') else 201}"
	at_each_bake 'touch once'
	ends 2 "$canary" --function name-searcher --weights 10%,50% --bake 1s --on-inconclusive hold --record state.json again.zip -- --max-probes 90
	has "$stderr" 'hint: the same command with --record state.json, without the package'
	is "$(live)" '2 3=0.1'
	sh -c "$(sed -n 's/^canary: hint: \(rollback .*\) takes it back$/\1/p' <<<"$stderr")" >taken.json
	is "$(live)" 2
}

# shares - the weights that were asked for since the mark
shares() {
	control "log?since=$seen&operation=UpdateAlias" |
		jq -r '.request | select(.RoutingConfig or .FunctionVersion) | .RoutingConfig.AdditionalVersionWeights // {} | to_entries | map(.value) | join(" ")' | paste -sd,
}

@test "a pause goes on by --record FILE without PACKAGE, and does not pause there again" {
	paused --record r.json
	has "$stderr" 'hint: the same command with --record r.json, without the package, goes on with it'
	promotes "$canary" --function name-searcher --weights 10%,50% --bake 0s --pause-at 10% --record r.json -- --probes 1
	is "$(live)" 2
	is "$(shares)" '0.5,'
	is "$(jq -r .Alias.FunctionVersion r.json)" 2
}

@test "a pause goes on by the record in a pipe, and does not pause there again" {
	paused
	has "$stderr" 'hint: the record on standard output goes on with it'
	promotes "$canary" --function name-searcher --weights 10%,50% --bake 0s --pause-at 10% -- --probes 1 <paused.json
	is "$(live)" 2
	is "$(shares)" '0.5,'
}

@test "the strategies of CodeDeploy say shares and bake" {
	at_each_bake 'echo "$1" >>bakes'
	promotes "$canary" --function name-searcher --strategy Canary10Percent5Minutes good.zip -- --probes 1
	is "$(states)" '$LATEST, 1, 1 2=0.1, 2'
	is "$(paste -sd+ bakes | bc)" 300
	rm bakes
	package other '{"statusCode": 200, "body": "three"}'
	promotes "$canary" --function name-searcher --strategy CodeDeployDefault.LambdaLinear10PercentEvery1Minute other.zip -- --probes 1
	has "$(states)" '2 3=0.1, 2 3=0.2, 2 3=0.3, 2 3=0.4, 2 3=0.5, 2 3=0.6, 2 3=0.7, 2 3=0.8, 2 3=0.9, 3'
	is "$(paste -sd+ bakes | bc)" 540
	package last '{"statusCode": 200, "body": "four"}'
	promotes "$canary" --function name-searcher --strategy AllAtOnce last.zip -- --probes 1
	is "$(live)" 4
}

@test "options that make no sense are usage errors before anything is sent" {
	mark
	local weights
	for weights in 10 0% 100% 50%,10% 10%,10% ten 10%,101% -5%; do
		ends 64 "$canary" --function name-searcher --weights "$weights" good.zip
		has "$stderr" --weights
	done
	ends 64 "$canary" --function name-searcher --strategy Sudden10Percent good.zip
	ends 64 "$canary" --function name-searcher --strategy Canary10Percent5Minutes --weights 10% good.zip
	ends 64 "$canary" --function name-searcher --strategy Linear0PercentEvery1Minute good.zip
	ends 64 "$canary" --function name-searcher --bake soon good.zip
	ends 64 "$canary" --function name-searcher --on-inconclusive panic good.zip
	ends 64 "$canary" --function name-searcher --frobnicate good.zip
	ends 64 "$canary" --function name-searcher good.zip bad.zip
	ends 66 "$canary" --function name-searcher --record no/such/folder/state good.zip
	ends 64 "$canary" --function
	ends 64 "$all_at_once" --function name-searcher --weights 10% good.zip
	ends 64 "$all_at_once" --function name-searcher --bake=10s good.zip
	is "$(calls)" 0
}

@test "the commands' own statuses come through" {
	ends 66 "$canary" --bucket lambda-sources --function name-searcher missing.zip
	ends 78 "$canary" --bucket no-such-bucket-here --function name-searcher good.zip
	has "$stderr" no-such-bucket-here
	ends 78 "$canary" --function name-searcher --alias nightly good.zip
	has "$stderr" nightly
	ends 69 "$canary" --endpoint-url http://127.0.0.1:9 --function name-searcher good.zip
	ends 64 "$canary" --function name-searcher </dev/null
	ends 65 bash -c ": | '$canary' --function name-searcher"
	printf '{"Package":' >cut.json
	ends 65 "$canary" --function name-searcher <cut.json
	is "$(live)" '$LATEST'
}

@test "with one bit of the secret changed everything is refused and nothing changes" {
	local last=${AWS_SECRET_ACCESS_KEY: -1} right=$AWS_SECRET_ACCESS_KEY before
	before=$(control 'state?function=name-searcher')
	export AWS_SECRET_ACCESS_KEY=${right%?}$(printf '%b' "\\0$(printf %o $(($(printf %d "'$last") ^ 1)))")
	mark
	ends 77 "$canary" --bucket lambda-sources --function name-searcher good.zip
	ends 77 "$canary" --function name-searcher good.zip
	ends 77 "$all_at_once" --function name-searcher --no-check good.zip
	lacks "$stderr" "$right"
	is "$(control 'state?function=name-searcher')" "$before"
	is "$(control "log?since=$seen" | jq -s 'map(select(.applied)) | length')" 0
	[[ $(calls) -ge 3 ]]
}

@test "the state file has the record after each step, whole at every moment" {
	at_each_bake 'cp state.json "bake$(ls | grep -c "^bake").json"'
	promotes "$canary" --function name-searcher --weights 10%,50% --bake 1s --record state.json good.zip -- --probes 1
	is "$(jq -c '.Alias.RoutingConfig.AdditionalVersionWeights' bake0.json)" '{"2":0.1}'
	is "$(jq -c '.Alias.RoutingConfig.AdditionalVersionWeights' bake1.json)" '{"2":0.5}'
	is "$(cat state.json)" "$(cat out.json)"
	is "$(ls | grep -c '^state')" 1
}

@test "rollback reads the state file, before and after the promotion" {
	at_each_bake 'cp state.json ten.json'
	promotes "$canary" --function name-searcher --weights 10% --bake 1s --record state.json good.zip -- --probes 1
	rollback --unless-promoted <state.json >/dev/null
	is "$(live)" 2
	rollback --unless-promoted <ten.json >/dev/null
	is "$(live)" 2
	rollback <state.json >/dev/null
	is "$(live)" 1
}

@test "another release's weight ends with 75 and is not touched" {
	released two '{"statusCode": 200, "body": "two"}'
	released three '{"statusCode": 200, "body": "three"}'
	alias_to 1 '{"3":0.2}'
	ends 75 "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	is "$(live)" '1 3=0.2'
}

@test "an operator's rollback during the bake is not overrun" {
	at_each_bake "curl -sf '$REHEARSAL_URL/_rehearsal/call' -d '{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/live\",\"body\":{\"RoutingConfig\":{}},\"caller\":\"operator\"}'"
	ends 75 "$canary" --function name-searcher --weights 10%,50% --bake 1s good.zip -- --probes 1
	is "$(states)" '$LATEST, 1, 1 2=0.1, 1'
}

@test "a 75 that is not of shift-weight is rolled back like any other failure" {
	at_each_bake "curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"GetFunctionConfiguration\",\"do\":\"answer\",\"status\":412,\"code\":\"PreconditionFailedException\"}'"
	ends 75 "$canary" --function name-searcher --weights 10% --bake 1s good.zip -- --probes 1
	is "$(live)" 1
}

@test "a rollback that is not confirmed ends with 3, loudly" {
	at_each_bake "touch '$broken'" "curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"answer\",\"status\":403,\"code\":\"AccessDeniedException\"}'"
	ends 3 "$canary" --quiet --function name-searcher --weights 10% --bake 1s turning.zip -- --probes 3
	has "$stderr" 'THE ROLLBACK IS NOT CONFIRMED'
	has "$stderr" 'look at the alias live'
	has "$stderr" 'rollback --alias live --function name-searcher'
	is "$(live)" '1 2=0.1'
	control reset-faults '{}' >/dev/null
	rollback -n --function name-searcher --alias live >/dev/null
	is "$(live)" 1
}

@test "a record on standard input says what to release: of upload, or of publish" {
	upload --bucket lambda-sources --function name-searcher good.zip </dev/null >uploaded.json
	promotes "$canary" --function name-searcher --weights 10% --bake 0s -- --probes 1 <uploaded.json
	is "$(live)" 2
	released three '{"statusCode": 200, "body": "three"}'
	mark
	promotes "$canary" --weights 10% --bake 0s -- --probes 1 <three.json
	is "$(live)" 3
	is "$(calls UpdateFunctionCode)" 0
	has "$stderr" 'version 3 is published already'
}

@test "a member of the record that only looks like the release's own does not mislead" {
	upload --bucket lambda-sources --function name-searcher good.zip </dev/null >uploaded.json
	jq -c '{Build: {Version: "77", PreviousVersion: "77", Text: "a\",\"Version\":\"78\""}} + .' uploaded.json >record.json
	promotes "$canary" --function name-searcher --weights 10% --bake 0s -- --probes 1 <record.json
	is "$(live)" 2
	is "$(jq -r .Build.Version out.json)" 77
	has "$stderr" '100% to version 2'
}

@test "the code that is live already is nothing to release" {
	promotes "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	before=$(states)
	promotes "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	is "$(states)" "$before"
	has "$stderr" 'nothing to release'
	is "$(control 'state?function=name-searcher' | jq '.versions | length')" 2
}

# rows VERSION REGEX... - the job summary has these rows of the version, in this order
rows() {
	local version=$1 regex text
	text=$(grep "| $version |" summary.md)
	shift
	for regex; do
		[[ $text =~ [0-9]{4}-[0-9]{2}-[0-9]{2}\ [0-9:]{8}\ \|\ [0-9hms.]+\ \|\ $version\ \|\ $regex ]] || {
			printf 'no row of %s in:\n%s\n' "$regex" "$text" >&2
			return 1
		}
	done
}

@test "GitHub gets a table of the acts with charts, and errors as annotations" {
	export GITHUB_STEP_SUMMARY=$PWD/summary.md GITHUB_ACTIONS=true
	promotes "$canary" --function name-searcher --weights 10% --bake 1s good.zip -- --probes 1
	has "$(cat summary.md)" '### canary of name-searcher: released'
	has "$(cat summary.md)" '| time (UTC) | after | version | share | act | probes | failed | p50 | p95 | took |'
	rows 2 '░░░░░░░░░░ 0% \| healthy: .* \| 1 \| 0 \| [0-9.]+m?s \| [0-9.]+m?s' \
		'█░░░░░░░░░ 10% \| shifted \|' '█░░░░░░░░░ 10% \| healthy: .* \| 1 \| 0 \|' '██████████ 100% \| promoted \|'
	has "$(cat summary.md)" $'```mermaid\nxychart-beta\n  title "share of the traffic, live of name-searcher"'
	rm summary.md
	ends 1 "$canary" --function name-searcher --weights 10% --bake 0s bad.zip
	has "$(cat summary.md)" '### canary of name-searcher: unhealthy'
	rows 3 '░░░░░░░░░░ 0% \| unhealthy: .* \| [0-9]+ \| [1-9][0-9]* \|'
	has "$stderr" '::error title=canary::'
	no_secrets "$(cat summary.md)"
}

@test "--quiet says nothing of a release that goes well" {
	promotes "$canary" --quiet --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	is "$stderr" ''
	ends 1 "$canary" --quiet --function name-searcher --weights 10% --bake 0s bad.zip
	has "$stderr" unhealthy
}

@test "--debug says each request and no secret" {
	promotes "$canary" --debug --bucket lambda-sources --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	has "$stderr" 'UpdateAlias attempt 1: PUT'
	lacks "$stderr" Authorization
}

@test "a closed standard output does not undo a promotion, whose status is 0" {
	run --separate-stderr sh -c "'$canary' --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1 >/dev/full"
	is "$status" 0
	is "$(live)" 2
	has "$stderr" 'cat: '
}

@test "no file of the flow's is left behind" {
	mkdir tmp
	TMPDIR=$PWD/tmp promotes "$canary" --function name-searcher --weights 10% --bake 0s good.zip -- --probes 1
	TMPDIR=$PWD/tmp ends 1 "$canary" --function name-searcher --weights 10% --bake 0s bad.zip
	is "$(ls tmp)" ''
}

@test "names with blanks and quotes go through" {
	cp good.zip "it's \$(touch gone) good.zip"
	promotes "$canary" --bucket lambda-sources --function name-searcher --weights 10% --bake 0s --description "it's \"new\"" "it's \$(touch gone) good.zip" -- --probes 1
	is "$(live)" 2
	[[ ! -e gone ]]
	is "$(control log?operation=PublishVersion | jq -rs 'last.request.Description')" "it's \"new\""
}

@test "all-at-once probes the version and then moves the alias at once" {
	promotes "$all_at_once" --bucket lambda-sources --function name-searcher good.zip -- --probes 3
	is "$(states)" '$LATEST, 1, 2'
	has "$stderr" ' live: 100% to version 2 in '
	[[ $(calls Invoke) -ge 3 ]]
}

@test "all-at-once leaves the alias alone when the version is unhealthy" {
	ends 1 "$all_at_once" --function name-searcher bad.zip
	is "$(states)" '$LATEST, 1'
}

@test "all-at-once --no-check moves the alias without a probe" {
	promotes "$all_at_once" --function name-searcher --no-check good.zip
	is "$(states)" '$LATEST, 1, 2'
	is "$(calls Invoke)" 0
}

# told - the commands of the flow note their words in the file told before they run
told() {
	mkdir told.bin
	for command in upload publish shift-weight healthcheck rollback; do
		printf '#!/bin/sh\nprintf "%%s\\n" "%s $*" >>"%s/told"\nexec "%s/%s" "$@"\n' \
			"$command" "$PWD" "$LAMBDA_RELEASE_BIN" "$command" >"told.bin/$command"
		chmod +x "told.bin/$command"
	done
	export LAMBDA_RELEASE_BIN=$PWD/told.bin
}

@test "--no-note reaches every shift and the rollback, and no other command" {
	local before
	before=$(description)
	told
	at_each_bake "touch '$broken'"
	ends 1 "$canary" --function name-searcher --no-note --weights 10% --bake 1s turning.zip -- --probes 1
	is "$(grep -c -e --no-note told)" 1
	has "$(grep -e '^shift-weight' told)" '--weight 10% --no-note'
	is "$(live)" 1
	is "$(description)" "$before"
	rm told "$broken"
	promotes "$all_at_once" --function name-searcher --no-note --no-check good.zip
	is "$(grep -e --no-note told | cut -d' ' -f1)" shift-weight
	rm told
	promotes "$all_at_once" --function name-searcher --no-check good.zip
	lacks "$(cat told)" --no-note
}

@test "all-at-once rolls back by the record that it wrote" {
	promotes "$all_at_once" --function name-searcher good.zip -- --probes 1
	rollback <out.json >/dev/null
	is "$(live)" 1
}

# on_a_terminal COMMAND... - runs it with a terminal as standard error; what was shown is in shown
on_a_terminal() {
	run -0 script -qec "$(printf '%q ' "$@") </dev/null >record.json" /dev/null
	printf '%s' "$output" >shown
}

@test "on a terminal a live line shows the weight and the time that is left" {
	TERM=xterm on_a_terminal "$canary" --function name-searcher --weights 10% --bake 3s good.zip -- --probes 1
	lacks "$(cat shown)" plan:
	run ! grep -E '[0-9]{2}:[0-9]{2}Z [+]' shown
	has "$(cat shown)" $'\r\e[K'
	has "$(cat shown)" $'\e[36m'
	has "$(cat shown)" '[##' || has "$(cat shown)" '##..'
	has "$(cat shown)" '3 s left'
	grep -qE '[12] s left' shown
	is "$(jq -r .Version record.json)" 2
}

@test "NO_COLOR takes the colours away, TERM=dumb the whole live line" {
	TERM=xterm NO_COLOR=1 on_a_terminal "$canary" --function name-searcher --weights 10% --bake 1s good.zip -- --probes 1
	has "$(cat shown)" 's left'
	lacks "$(cat shown)" $'\e[36m'
	package other '{"statusCode": 200, "body": "three"}'
	TERM=dumb on_a_terminal "$canary" --function name-searcher --weights 10% --bake 1s other.zip -- --probes 1
	lacks "$(cat shown)" $'\e'
	lacks "$(cat shown)" 's left'
	has "$(cat shown)" 'canary: live: 100% to version 3'
}

@test "canary --pace: a wrong word is 64, a missing permission 77, and too little traffic 64, before anything is sent" {
	local pace=("$canary" --function name-searcher --pace)
	mark
	for wrong in '1% --weights 10%,50%' '1% --strategy AllAtOnce' '1% --bake 60s' '1% --pause-at 1%' '0%' '51%' '5' '1% --pace 2%'; do
		# shellcheck disable=SC2086 # words
		ends 64 "${pace[@]}" $wrong good.zip
	done
	ends 64 "${pace[@]}" 20% --cap 10% good.zip
	ends 64 "$canary" --function name-searcher --cap 10% good.zip
	ends 64 "$canary" --function name-searcher good.zip -- --pace 1%
	is "$(calls)" 0
	ends 77 "${pace[@]}" 1% good.zip
	is "$(writes)" ''
	fresh ',"alias_version":"published","also_allow":["cloudwatch:GetMetricData"]'
	ends 64 "${pace[@]}" 1% good.zip
	has "$stderr" 'too few for --pace'
	is "$(writes)" ''
	control metrics '{"function":"name-searcher","alias":"live","invocations":18000,"minutes_ago":5}' >/dev/null
	mark
	run -0 --separate-stderr "${pace[@]}" 1% --dry-run good.zip -- --probes 2
	has "$stderr" 'plan: 1%: follow the evidence up to 50%, a look a minute, for at most 60 min'
	has "$stderr" 'at 10 requests a second a good version is promoted after 22 min'
	is "$(writes)" ''
}

@test "words that are no check are refused before anything is sent" {
	local word
	mark
	for word in --plan --help -h --schema -n --record=x --to-version=1; do
		refuses 64 "$word" "$canary" --function name-searcher --no-check --weights 10% --bake 0 good.zip -- "$word"
	done
	is "$(calls)" 0
}
