#!/usr/bin/env bats
# healthcheck.bats - healthcheck(1): whether a version is healthy, by probes, live traffic and alarms

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	mark
}

# answers ANSWER - every version answers so without running code
answers() {
	control settings "{\"seed\":7,\"canned\":{\"*\":$1}}" >/dev/null
	mark
}

# finds STATUS VERDICT COMMAND... - ends so, and its one record says so; the record is in out.json
finds() {
	local expected=$1 verdict=$2
	shift 2
	run "-$expected" --separate-stderr "$@"
	printf '%s' "$output" >out.json
	is "${#lines[@]}" 1
	is "$(jq -r .Health.Verdict out.json)" "$verdict"
	no_secrets "$stderr"
}

# evidence MEMBER
evidence() {
	jq -c ".Health.Evidence.$1" out.json
}

# weighted - version 2 gets 10% of the alias's traffic; the record is in at.json
weighted() {
	shift-weight --alias live --weight 10% <two.json >at.json 2>/dev/null
}

# may ACTIONS - the function anew, whose CI user may do more
may() {
	fresh ",\"alias_version\":\"published\",\"also_allow\":[$1]"
	released two '{"statusCode": 200, "body": "two"}'
	weighted
}

# traffic VERSION INVOCATIONS ERRORS [MINUTES_AGO]
traffic() {
	control metrics "{\"function\":\"name-searcher\",\"alias\":\"live\",\"version\":\"$1\",
		\"invocations\":$2,\"errors\":$3,\"minutes_ago\":${4:-0}}" >/dev/null
}

# alarm NAME STATE - an alarm in that state
alarm() {
	local target=GraniteServiceVersion20100801
	control call "{\"service\":\"monitoring\",\"method\":\"POST\",\"path\":\"/\",
		\"headers\":{\"X-Amz-Target\":\"$target.PutMetricAlarm\",\"Content-Type\":\"application/x-amz-json-1.0\"},
		\"body\":{\"AlarmName\":\"$1\",\"Namespace\":\"own\",\"MetricName\":\"none\",\"Statistic\":\"Sum\",
			\"Period\":60,\"EvaluationPeriods\":1,\"Threshold\":1,\"ComparisonOperator\":\"GreaterThanThreshold\"}}" >/dev/null
	control call "{\"service\":\"monitoring\",\"method\":\"POST\",\"path\":\"/\",
		\"headers\":{\"X-Amz-Target\":\"$target.SetAlarmState\",\"Content-Type\":\"application/x-amz-json-1.0\"},
		\"body\":{\"AlarmName\":\"$1\",\"StateValue\":\"$2\",\"StateReason\":\"said so\"}}" >/dev/null
}

@test "a spotless version is healthy after 112 probes, ten at once, in real code" {
	finds 0 healthy healthcheck --parallel 10 <two.json
	is "$(calls Invoke)" 112
	is "$(evidence Probes)" 112
	is "$(evidence Failed)" 0
	is "$(jq -c '.Health | [.Reason, .Source, .Version]' out.json)" '["score +112 reached","probe","2"]'
	has "$stderr" '112 probes, 0 failed'
	has "$stderr" 'latency p50'
	has "$stderr" 'name-searcher:2: healthy: score +112 reached'
	((${#stderr_lines[@]} <= 6))
}

@test "Lambda's own figures come from text logs and from JSON logs" {
	local form
	for form in Text JSON; do
		control settings "{\"canned\":{\"*\":{}},\"reports\":{\"name-searcher:2\":{\"format\":\"$form\",
			\"duration\":40.5,\"init\":640,\"cold\":2,\"memory\":120}}}" >/dev/null
		finds 0 healthy healthcheck --probes 5 <two.json
		has "$stderr" 'billed p50 41 ms, p95 41 ms; init 640 ms (2 cold starts); memory 120 of 128 MB'
		has "$stderr" 'warning: memory 120 of 128 MB: 93% used'
		is "$(evidence 'Figures | [.Reports, .ColdStarts, .DurationMilliseconds.P50, .MaxMemoryUsed]')" '[5,2,40.5,120]'
	done
	control settings '{"reports":{"name-searcher:2":{"format":"None"}}}' >/dev/null
	finds 0 healthy healthcheck --probes 5 <two.json
	is "$(evidence Figures)" null
}

@test "the record goes on with every member that it had" {
	finds 0 healthy healthcheck --probes 3 <two.json
	is "$(jq -cS 'del(.Health, .History[-1])' out.json)" "$(jq -cS . two.json)"
}

@test "a version that crashes is unhealthy after three probes, and says where" {
	answers '{"function_error":"Unhandled","body":{"errorType":"KeyError","errorMessage":"name"},"log":"START RequestId: x\nKeyError: name\nEND RequestId: x\n"}'
	finds 1 unhealthy healthcheck <two.json
	is "$(calls Invoke)" 3
	is "$(evidence 'Failures[0].Why')" '"Unhandled: KeyError: name"'
	is "$(evidence 'Failures[0].LogLine')" '"KeyError: name"'
	has "$(evidence 'Failures[0].RequestId')" -
	has "$stderr" 'first failure: probe 1: Unhandled: KeyError: name (request '
	has "$stderr" 'name-searcher:2: unhealthy: score -117'
}

@test "a version that fails 1% is healthy, 5% and 50% are not" {
	answers '{"error_rate":0.01}'
	finds 0 healthy healthcheck <two.json
	answers '{"error_rate":0.05}'
	finds 1 unhealthy healthcheck <two.json
	answers '{"error_rate":0.5}'
	finds 1 unhealthy healthcheck <two.json
}

@test "null, an array, text, nothing and bytes that are no JSON are answers like any other" {
	for body in null '[1,2]' '"plain"' '""' '"\u0001\u0002{"'; do
		answers "{\"body\":$body}"
		finds 0 healthy healthcheck --probes 2 <two.json
	done
}

@test "a statusCode outside the range is a failure, and --expect-status any takes it" {
	answers '{"body":{"statusCode":503}}'
	finds 1 unhealthy healthcheck <two.json
	is "$(evidence 'Failures[0].Why')" '"statusCode 503"'
	finds 0 healthy healthcheck --probes 2 --expect-status any <two.json
	finds 0 healthy healthcheck --probes 2 --expect-status 200,503 <two.json
}

@test "--expect wants a value within each answer" {
	finds 0 healthy healthcheck --probes 2 --expect '{"body":"two"}' <two.json
	finds 1 unhealthy healthcheck --probes 2 --expect '{"body":"one"}' <two.json
	is "$(evidence 'Failures[0].Why')" '".body is \"two\", expected \"one\""'
}

@test "an answer slower than --slow-ms is a failure" {
	answers '{"milliseconds":150}'
	finds 1 unhealthy healthcheck --slow-ms 100 <two.json
	has "$(evidence 'Failures[0].Why')" 'slow: 1'
	finds 0 healthy healthcheck --probes 2 --slow-ms 5000 <two.json
}

@test "one bad line of many is found and named" {
	released picky '{"statusCode": 500 if event.get("n") == 17 else 200}'
	for n in $(seq 1 60); do printf '{"n":%d}\n' "$n"; done >lines.json
	mark
	finds 1 unhealthy healthcheck --parallel 4 --payload lines.json <picky.json
	is "$(jq -r .Health.Reason out.json)" 'payload line 17 failed 3 times and never succeeded'
	is "$(evidence 'Failures[0].Line')" 17
}

@test "every line of the payload must have succeeded" {
	released echo '{"statusCode": 200, "n": event["n"]}'
	for n in $(seq 1 130); do printf '{"n":%d}\n' "$n"; done >lines.json
	mark
	finds 0 healthy healthcheck --parallel 8 --payload lines.json <echo.json
	is "$(calls Invoke)" 130
	is "$(evidence LinesSucceeded)" 130
}

@test "throttling is no evidence: it passes, and what was asked goes on" {
	control fault '{"match":"Invoke","do":"answer","status":429,"code":"TooManyRequestsException","nth":3,"count":4}' >/dev/null
	finds 0 healthy healthcheck --probes 10 <two.json
	is "$(evidence Unjudged)" 4
	is "$(evidence Failed)" 0
	is "$(evidence UnjudgedBy)" '{"TooManyRequestsException":4}'
	is "$(calls Invoke)" 14
}

@test "a service that throttles for ever ends inconclusive" {
	answers '{"status":429,"code":"TooManyRequestsException","reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}'
	finds 2 inconclusive healthcheck --probes 10 <two.json
	is "$(evidence Probes)" 0
	has "$stderr" 'answers were no evidence (TooManyRequestsException'
}

@test "a package that can never run is unhealthy at once" {
	answers '{"status":502,"code":"InvalidZipFileException","message":"Lambda could not unzip the file"}'
	finds 1 unhealthy healthcheck <two.json
	is "$(calls Invoke)" 1
	has "$stderr" 'the version cannot run: InvalidZipFileException: Lambda could not unzip the file'
}

@test "an inactive function is woken and not judged" {
	control fault '{"match":"Invoke","do":"answer","status":502,"code":"ResourceNotReadyException","count":1}' >/dev/null
	finds 0 healthy healthcheck --probes 5 <two.json
	is "$(evidence Failed)" 0
	is "$(calls Invoke)" 6
	has "$stderr" 'waiting: ResourceNotReadyException'
}

@test "a lost connection is no evidence" {
	control fault '{"match":"Invoke","do":"lose","nth":2,"count":1}' >/dev/null
	finds 0 healthy healthcheck --probes 5 <two.json
	is "$(evidence UnjudgedBy)" '{"network":1}'
}

@test "without a permission the status says so, and no record is written" {
	control fault '{"match":"Invoke","do":"answer","status":403,"code":"AccessDeniedException","count":0}' >/dev/null
	refuses 77 AccessDeniedException healthcheck <two.json
}

@test "a version that does not exist is status 78" {
	refuses 78 'version 99 of function name-searcher does not exist' healthcheck -n --function name-searcher --to-version 99
}

@test "the plan prints the rule and sends nothing" {
	run -0 --separate-stderr healthcheck --plan
	has "$output" 'at +112  healthy'
	has "$output" 'the 3rd failure within 21 probes'
	has "$output" '0.996%'
	run -0 --separate-stderr healthcheck --plan --json --risk 5%
	is "$(jq -c '.Rule | [.Failure, .HealthyAt, .UnhealthyAt]' <<<"$output")" '[-39,72,-60]'
	is "$(calls)" 0
}

@test "what is wrong with the options or the payload is said before anything is sent" {
	unsent 64 'did you mean 5%?' healthcheck --reject 5 <two.json
	unsent 64 '--reject 1% must be above' healthcheck --reject 1% <two.json
	unsent 64 'cannot go with' healthcheck --probes 3 --risk 5% <two.json
	unsent 64 'goes with --watch' healthcheck --slower 1.2 <two.json
	unsent 64 'no JSON value' healthcheck --expect '{' <two.json
	unsent 66 'no such file' healthcheck --payload nothing <two.json
	printf '{}\n{"a":\n' >bad.json
	unsent 66 'bad.json: line 2: no JSON document' healthcheck --payload bad.json <two.json
	unsent 65 'no function' healthcheck -n
	unsent 65 'no version' healthcheck -n --function name-searcher
}

@test "--watch is unhealthy when the version fails more than tolerated and more than the other" {
	may '"cloudwatch:GetMetricData"'
	traffic 2 60 9
	traffic 1 540 1
	finds 1 unhealthy healthcheck --watch 1m <at.json
	is "$(jq -r .Health.Source out.json)" metrics
	is "$(evidence Candidate)" '{"Version":"2","Invocations":60,"Errors":9}'
	is "$(evidence Baseline)" '{"Version":"1","Invocations":540,"Errors":1}'
	is "$(evidence Share.Observed)" 0.9
	has "$stderr" 'worse than tolerated and worse than version 1'
}

@test "--watch without data is inconclusive with the reason" {
	may '"cloudwatch:GetMetricData"'
	finds 2 inconclusive healthcheck --watch 1s --give-up 1s <at.json
	has "$(jq -r .Health.Reason out.json)" 'no Invocations of version 2 on the alias in CloudWatch'
}

@test "--watch needs the permission, and two versions to compare" {
	weighted
	refuses 77 GetMetricData healthcheck --watch 1s <at.json
	refuses 65 'has all the traffic' healthcheck --watch 1s --alias live --to-version 1 -n --function name-searcher
}

@test "--alarm: one that does not exist is 78, a new ALARM is unhealthy, an old one is named" {
	may '"cloudwatch:DescribeAlarms"'
	refuses 78 'there is no alarm named nope' healthcheck --probes 1 --alarm nope <at.json
	alarm fires ALARM
	finds 0 healthy healthcheck --probes 1 --alarm fires <at.json
	has "$stderr" 'alarm fires is firing already'
	finds 1 unhealthy healthcheck --probes 1 --alarm fires --strict-alarms <at.json
	is "$(jq -r .Health.Reason out.json)" 'alarm fires is in ALARM: said so'
}

# pings - how the version was invoked since the mark: the types of Invoke, each once
pings() {
	control "log?since=$seen&operation=Invoke" | jq -rs 'map(.request.InvocationType) | unique | join(" ")'
}

@test "--bake waits first, and a check as ever follows" {
	finds 0 healthy healthcheck --bake 2s --probes 2 <two.json
	is "$(calls Invoke)" 2
	first=$(control "log?since=$seen&operation=Invoke" | jq -s 'map(.time) | min')
	begun=$(control "log?since=0" | jq -s 'map(select(.operation == "PublishVersion").time) | max')
	jq -en --argjson a "$begun" --argjson b "$first" '$b - $a >= 2' >/dev/null
	unsent 64 bake healthcheck --bake soon <two.json
}

@test "an alarm that goes off during the bake makes the version unhealthy, and nothing is probed" {
	may '"cloudwatch:DescribeAlarms"'
	alarm fires OK
	mark
	looked() { [[ $(calls DescribeAlarms) -ge 1 ]]; }
	{
		eventually 60 looked
		alarm fires ALARM
	} 3>&- &
	finds 1 unhealthy healthcheck --bake 10m --alarm fires <at.json
	wait
	is "$(jq -r .Health.Reason out.json)" 'alarm fires is in ALARM: said so'
	is "$(jq -r '.History[-1] | [.Verdict, .Weight] | join(" ")' out.json)" 'unhealthy 0.1'
	is "$(calls Invoke)" 0
	is "$(calls DescribeAlarms)" 2
}

@test "--before-traffic probes, whatever the options about live traffic say" {
	finds 0 healthy healthcheck --before-traffic --bake 10m --watch 10m --give-up 20m --slower 1.2 \
		--alarm nope --strict-alarms --metric a/b <two.json
	is "$(calls Invoke)" 112
	is "$(calls GetMetricData)$(calls DescribeAlarms)" 00
	unsent 64 watch healthcheck --before-traffic --watch 5mins <two.json
	unsent 64 probs healthcheck --before-traffic --probs 3 <two.json
	unsent 64 'about probes' healthcheck --before-traffic --watch 10m --probes 3 <two.json
	unsent 64 'goes with --watch' healthcheck --before-traffic --slower 1.2 <two.json
}

@test "--before-traffic hands on the record of a version that has traffic" {
	weighted
	judged healthy at.json >half.json
	mark
	gives healthcheck --before-traffic --probes 3 <half.json
	is "$(jq -cS . out.json)" "$(jq -cS . half.json)"
	has "$stderr" 'name-searcher:2: has 10% of the traffic of live already'
	jq -c '.Shifting = {Alias: "live", Version: "2", Weight: 0.5, At: "2026-11-27T10:12:00Z"}' two.json >open.json
	gives healthcheck --before-traffic --probes 3 <open.json
	has "$stderr" 'has 50% of the traffic'
	jq -c '.Alias = {Name: "live", FunctionVersion: "2", RevisionId: ""}' two.json >all.json
	gives healthcheck --before-traffic --probes 3 <all.json
	has "$stderr" 'has 100% of the traffic'
	is "$(calls)" 0
}

@test "--dry-run asks Lambda whether it may invoke, and runs nothing" {
	run -0 --separate-stderr healthcheck --dry-run --probes 3 <two.json
	has "$stderr" 'would send 3 probes to version 2 of name-searcher'
	is "$(pings)" DryRun
	is "$(calls Invoke) $(calls GetFunctionConfiguration) $(calls)" '1 1 2'
	is "$(control "log?since=$seen&operation=Invoke" | jq -rs '.[0].qualifier')" 2
	mark
	run -0 --separate-stderr healthcheck --dry-run -n --function name-searcher --alias live --bake 5m
	has "$stderr" 'would wait 5m, then send at most 500 probes to the new version of name-searcher'
	is "$(control "log?since=$seen&operation=Invoke" | jq -rs '.[0].qualifier')" live
	run -0 --separate-stderr healthcheck --dry-run -n --function name-searcher
	is "$(pings)" DryRun
}

@test "--dry-run: a mistyped name is 78, a payload that is missing 66, a wrong option 64" {
	local root=(env AWS_ACCESS_KEY_ID="$REHEARSAL_ROOT_KEY_ID" AWS_SECRET_ACCESS_KEY="$REHEARSAL_ROOT_SECRET")
	refuses 78 'function nome-searcher does not exist' "${root[@]}" healthcheck --dry-run -n --function nome-searcher --alias live
	refuses 78 'function nome-searcher does not exist' "${root[@]}" healthcheck --dry-run --create -n --function nome-searcher --alias live
	# Who may use one function only is not told which others there are.
	refuses 77 nome-searcher healthcheck --dry-run -n --function nome-searcher --alias live
	refuses 78 'function name-searcher has no alias life' healthcheck --dry-run -n --function name-searcher --alias life
	refuses 78 'version 99 of function name-searcher does not exist' healthcheck --dry-run -n --function name-searcher --to-version 99
	unsent 66 'no such file' healthcheck --dry-run --payload nothing <two.json
	unsent 64 'no JSON value' healthcheck --dry-run --expect '{' <two.json
	unsent 64 slow-ms healthcheck --dry-run --slow-ms 0 <two.json
	unsent 64 'no alias' healthcheck --dry-run -n --function name-searcher --watch 10m
	unsent 64 '--create goes with --dry-run' healthcheck --create <two.json
	run -0 --separate-stderr healthcheck --dry-run --create -n --function name-searcher --alias life
	is "$(pings)" DryRun
}

@test "--dry-run: reads what --watch and --alarm read, and needs what they need" {
	refuses 77 GetMetricData healthcheck --dry-run -n --function name-searcher --alias live --watch 10m
	refuses 77 DescribeAlarms healthcheck --dry-run -n --function name-searcher --alias live --alarm fires
	run -0 --separate-stderr healthcheck --dry-run --before-traffic -n --function name-searcher --alias live --watch 10m --alarm nope
	is "$(pings)" DryRun
	may '"cloudwatch:GetMetricData","cloudwatch:DescribeAlarms"'
	refuses 78 'there is no alarm named nope' healthcheck --dry-run --watch 10m --alarm nope <at.json
	alarm fires ALARM
	mark
	run -0 --separate-stderr healthcheck --dry-run --watch 10m --slower 1.2 --alarm fires <at.json
	has "$stderr" 'alarm fires is firing already'
	has "$stderr" 'would watch the traffic of alias live to version 2 of name-searcher for 10m, at most 30m, and an alarm'
	is "$(calls GetMetricData) $(calls DescribeAlarms) $(calls Invoke)" '1 1 1'
	is "$(pings)" DryRun
}

@test "--pace: what is wrong with the options is 64, and nothing is sent" {
	local at='{"Version":"2","Alias":{"Name":"live","FunctionVersion":"1"}}'
	for wrong in '--pace 0%' '--pace 51%' '--pace 5' '--pace 20% --cap 10%' '--cap 10%' '--pace 1% --cap 100%' '--pace 1% --cap 0%' \
		'--pace 1% --watch 5m' '--pace 1% --bake 60s' '--clump 3' '--pace 1% --clump 0' '--pace 1% --tolerate 0%' \
		'--pace 1% --give-up 10s' '--pace 1% --slower 0.5' '--watch 5m --clump x'; do
		# shellcheck disable=SC2086 # words
		unsent 64 '' healthcheck $wrong <<<"$at"
	done
	unsent 64 'did you mean 5%' healthcheck --pace 5 <<<"$at"
	unsent 64 'at most 50%' healthcheck --pace 51% <<<"$at"
	unsent 64 'goes with --watch or --pace' healthcheck --clump 3 <<<"$at"
}

@test "--pace looks at a share that its record names, and at no other" {
	may '"cloudwatch:GetMetricData"'
	refuses 65 'no record of a share' healthcheck --pace 1% -n --function name-searcher --alias live --to-version 2
	refuses 65 'no share of its traffic' healthcheck --pace 1% <<<"$(jq -c 'del(.Alias.RoutingConfig)' at.json)"
	refuses 65 'no record of a share' healthcheck --pace 1% <<<"$(jq -c '.Shifting = {Alias: "live", Version: "2", Weight: 0.5, At: "2026-11-27T10:12:00Z"}' at.json)"
}

@test "--dry-run with --pace needs the permission, and traffic" {
	local dry=(healthcheck --dry-run -n --function name-searcher --alias live --pace 1%)
	refuses 77 GetMetricData "${dry[@]}"
	may '"cloudwatch:GetMetricData"'
	refuses 64 'too few for --pace' "${dry[@]}"
	traffic 1 3600 4 5
	run -0 --separate-stderr "${dry[@]}"
	has "$stderr" 'at 2 requests a second a good version is promoted after'
	run -0 --separate-stderr "${dry[@]}" --give-up 20m
	has "$stderr" 'and the run gives up after 20 min: --pace 5% would do'
	traffic 1 176400 100 6
	run -0 --separate-stderr "${dry[@]}"
	has "$stderr" 'at 100 requests a second a good version is promoted after 14 min'
}

@test "--plan --pace: minutes by traffic, and at the alias's own" {
	run -0 --separate-stderr healthcheck --plan --pace 1%
	has "$output" 'requests a second'
	has "$output" '14 min'
	is "$(calls)" 0
	run -0 --separate-stderr healthcheck --plan --pace 1% --function name-searcher --alias live
	has "$stderr" 'GetMetricData is denied'
	has "$output" 'requests a second'
	may '"cloudwatch:GetMetricData"'
	traffic 1 18000 4 5
	run -0 --separate-stderr healthcheck --plan --pace 1% --function name-searcher --alias live
	has "$output" 'at 10 requests a second a good version is promoted after 2'
	run -0 --separate-stderr healthcheck --plan --json --pace 1% --function name-searcher --alias live
	is "$(jq '.RequestsPerSecond' <<<"$output")" 10
	control reset '{}' >/dev/null
	another name-searcher ',"alias_version":"published","also_allow":["cloudwatch:GetMetricData"]'
	refuses 64 'too few for --pace' healthcheck --plan --pace 1% --function name-searcher --alias live
}

@test "--watch says when both versions fail, and waits" {
	may '"cloudwatch:GetMetricData"'
	traffic 1 5400 5 10
	traffic 2 60 30
	traffic 1 540 270
	finds 2 inconclusive healthcheck --watch 1s --give-up 1s <at.json
	has "$stderr" 'both versions are failing: waiting'
	has "$(jq -r .Health.Reason out.json)" 'both versions were failing'
}

@test "a reader of messages that has stopped does not hold the check" {
	mkfifo messages
	# 4 reads nothing, and keeps the pipe open.
	exec 4<>messages
	head -c 65536 /dev/zero >&4
	run -0 timeout 120 sh -c 'healthcheck --probes 3 <two.json 2>messages'
	exec 4>&-
}

# versions SETTINGS - version 1 serves and version 2 is to be released; both answer by the table
versions() {
	control settings "{\"seed\":7,$1}" >/dev/null
	mark
}

@test "--compare tells in what two versions differ: answers, latency, init, memory, cost" {
	versions '"canned":{
		"name-searcher:1":{"body":{"statusCode":200,"body":"{\"price\":10,\"items\":[{\"tax\":1}]}"}},
		"name-searcher:2":{"body":{"statusCode":200,"body":"{\"price\":11,\"items\":[{}]}"}}},
		"reports":{
		"name-searcher:1":{"duration":41,"init":640,"memory":97},
		"name-searcher:2":{"duration":44,"init":812,"memory":110,"format":"JSON"}}'
	finds 0 healthy healthcheck --compare --probes 12 --parallel 4 <two.json
	has "$stderr" 'answers: 2 fields differ: .body.items[].tax (missing in 12 of 12), .body.price (12 of 12: 10, now 11)'
	has "$stderr" 'duration p50 41 -> 44 ms, p95 41 -> 44'
	has "$stderr" 'init 640 -> 812 ms'
	has "$stderr" 'memory 97 -> 110 of 128 MB'
	has "$stderr" 'cost +7%'
	((${#stderr_lines[@]} <= 10))
	is "$(jq -c '.Health.Comparison | [.Against, (.Differences[1] | .Path, .Kind, .Differing, .Of, .Serving, .Candidate)]' out.json)" \
		'["1",".body.price","value",12,12,"10","11"]'
	is "$(jq -c '.History[-1].Comparison == .Health.Comparison' out.json)" true
	is "$(calls GetAlias)" 0
	is "$(control 'log?operation=Invoke' | jq -r 'select(.qualifier == "2").qualifier' | wc -l)" 12
	run -0 --separate-stderr release-status --record out.json --markdown
	has "$output" '| .body.price | 12 of 12 | 10 | 11 |'
	finds 1 unhealthy healthcheck --compare --require same <two.json
	has "$stderr" 'same: differs in'
	finds 0 healthy healthcheck --compare --require same --ignore .body.price --ignore '.body.items[].tax' --probes 12 <two.json
	finds 1 unhealthy healthcheck --compare --require memory=80% --probes 12 <two.json
	finds 0 healthy healthcheck --compare --require memory --probes 12 <two.json
	finds 0 healthy healthcheck --compare --require latency=1.2 <two.json
	finds 1 unhealthy healthcheck --compare --require latency=1.05 <two.json
}

@test "--compare needs another version that can be invoked" {
	run -65 --separate-stderr healthcheck --compare --function name-searcher --to-version 1 --alias live -n
	has "$stderr" 'version 1 serves already'
	run -65 --separate-stderr healthcheck --compare --against 2 <two.json
	run -78 --separate-stderr healthcheck --compare --against 9 <two.json
	has "$stderr" 'version 9'
	run -78 --separate-stderr healthcheck --compare --function name-searcher --to-version 2 --alias gone -n
	has "$stderr" 'no alias gone'
	run -64 --separate-stderr healthcheck --compare --function name-searcher --to-version 2 -n
	has "$stderr" '--compare needs --alias or --against'
	versions '"canned":{"name-searcher:1":{"status":502,"code":"InvalidRuntimeException"},"*":{}}'
	run -78 --separate-stderr healthcheck --compare <two.json
	has "$stderr" 'version 1, which serves, cannot run'
	is "$output" ''
}
