#!/usr/bin/env bats
# judges.bats - healthcheck --run: any program judges a version

load helper
load guard

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	well
	released two '{"statusCode": 200, "body": "two"}'
	mark
}

teardown() {
	if [[ -n ${server:-} ]]; then kill "$server" || :; fi
}

# judges STATUS COMMAND... - healthcheck with a --run for each command ends so; its record is in out.json
judges() {
	local expected=$1 options=() command
	shift
	for command; do options+=(--run "$command"); done
	run "-$expected" --separate-stderr healthcheck --probes 2 "${options[@]}" ${timeout:+--run-timeout "$timeout"} <two.json
	printf '%s' "$output" >out.json
	no_secrets "$stderr"
}

# runs - Health.Runs without what is not asked for
runs() { jq -c '.Health.Runs // empty | map([.Status, .Verdict, .Reason])' out.json; }

# asleep SECONDS - a sleep of that length runs
asleep() { pgrep -f "^sleep $1\$" >/dev/null; }

@test "a command gets the record and its variables, and all must find the version healthy" {
	export LAMBDA_RELEASE_FLOW='' SECRET_OF_USER=kept
	judges 0 'jq -r "[.FunctionName, .Version, .Alias.Name] | join(\" \")" >&2' \
		'echo "$LAMBDA_RELEASE_FUNCTION $LAMBDA_RELEASE_VERSION $LAMBDA_RELEASE_ALIAS $LAMBDA_RELEASE_WEIGHT $LAMBDA_RELEASE_REGION $SECRET_OF_USER ${LAMBDA_RELEASE_RECORD-none}" >&2' \
		'echo "{\"p95\": 81}"'
	is "$(runs)" "[[0,\"healthy\",\"name-searcher 2 live\"],[0,\"healthy\",\"name-searcher 2 live 0 $AWS_REGION kept none\"],[0,\"healthy\",null]]"
	is "$(jq -c '.Health.Runs[2].Evidence' out.json)" '{"p95":81}'
	"$root/Tests/docs/conforms" out.json
	is "$(jq -c '.Health.Runs == .History[-1].Runs' out.json)" true
	has "$(jq -r .Health.Reason out.json)" 'name-searcher 2 live 0'
	judges 1 'echo before >&2; printf "::error::bad\033[2J" >&2; exit 1' 'touch not-reached'
	is "$(runs)" '[[1,"unhealthy","::error::bad\\u{1b}[2J"]]'
	has "$stderr" ': before'
	lacks "$stderr" $'\n::error'
	test ! -e not-reached
	judges 2 'exit 3'
	is "$(runs)" '[[3,"inconclusive","status 3"]]'
	judges 2 'kill -KILL $$'
	is "$(runs)" '[[null,"inconclusive","ended by signal 9"]]'
	judges 2 no-such-command
	is "$(jq -c '.Health.Runs[0] | [.Status, .Verdict]' out.json)" '[127,"inconclusive"]'
	sick
	judges 1 'touch not-reached'
	is "$(runs)" ''
	test ! -e not-reached
}

@test "a command that hangs or floods is ended, whole, and what one leaves behind is ended with it" {
	timeout=1s judges 2 'setsid sleep 70701 & sleep 70702 & sleep 70703'
	is "$(runs)" '[[null,"inconclusive","timed out after 1 s"]]'
	judges 2 'setsid sleep 70704 & head -c 100000000 /dev/zero; sleep 70705'
	is "$(runs)" '[[null,"inconclusive","ended: it wrote more than 64 MiB"]]'
	judges 2 'head -c 100000000 /dev/zero >&2'
	judges 0 'setsid sleep 70706 & (setsid sh -c "sleep 70707 & sleep 70708" &) ; sleep 70709 & echo fine >&2'
	is "$(runs)" '[[0,"healthy","fine"]]'
	local number
	for number in 1 2 3 4 5 6 7 8 9; do run ! asleep 7070$number; done
}

@test "a signal to healthcheck ends the command and its children, and nothing is written" {
	sleep 70711 &
	other=$!
	begins healthcheck --probes 1 -n --function name-searcher --to-version 2 --run 'setsid sleep 70712 & sleep 70713'
	eventually 20 asleep 70712
	eventually 20 asleep 70713
	kill -TERM "$guard"
	ended
	is "$ended $(cat guard.out)" '143 '
	run ! asleep 70712
	run ! asleep 70713
	# Another child of whoever started it is nobody's orphan.
	kill "$other"
}

@test "Prometheus, pytest, k6 and a person are judges" {
	mkdir -p www/api/v1
	printf '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000000,"0.004"]}]}}' >www/api/v1/query
	python3 -u -m http.server 0 --bind 127.0.0.1 --directory www >port 2>/dev/null 3>&- &
	server=$!
	eventually 20 holds_line port 'port '
	PROMETHEUS=http://127.0.0.1:$(sed -nE 's/.* port ([0-9]+) .*/\1/p' port)
	export PROMETHEUS
	local query='answer=$(curl -sSf "$PROMETHEUS/api/v1/query?query=errors") || exit 2
		rate=$(printf "%s" "$answer" | jq -er ".data.result[0].value[1]") || exit 2
		echo "error rate $rate" >&2; jq -en "$rate < LIMIT" >/dev/null'
	judges 0 "${query/LIMIT/0.01}"
	is "$(runs)" '[[0,"healthy","error rate 0.004"]]'
	judges 1 "${query/LIMIT/0.001}"
	PROMETHEUS=$PROMETHEUS/nowhere judges 2 "${query/LIMIT/0.01}"
	has "$(runs)" '404'

	python3 -c 'import pytest' 2>/dev/null && step pytest 'exec python3 -m pytest "$@"' ||
		step pytest 'exec python3 - "$2" <<-"END"
			import runpy, sys
			failed = 0
			for name, test in runpy.run_path(sys.argv[1]).items():
			    try:
			        if name.startswith("test_"): test()
			    except AssertionError:
			        failed += 1
			print(f"{failed} failed" if failed else "1 passed")
			sys.exit(1 if failed else 0)
			END'
	PATH=$PWD/steps:$PATH
	printf 'import os\ndef test_version():\n    assert os.environ["LAMBDA_RELEASE_VERSION"] == "2"\n' >smoke_test.py
	judges 0 'pytest -q smoke_test.py'
	has "$(runs)" '1 passed'
	sed -i 's/"2"/"3"/' smoke_test.py
	judges 1 'pytest -q smoke_test.py'
	has "$(runs)" '1 failed'

	step k6 'echo "thresholds on metrics http_req_duration have been crossed" >&2' 'exit 99'
	judges 2 'k6 run load.js'
	judges 1 'k6 run load.js; s=$?; exit $((s == 99 ? 1 : s))'
	has "$(runs)" 'have been crossed'
}

@test "a person is asked on /dev/tty, and the record says who approved" {
	mkfifo keys
	setsid "$root/Tests/e2e/terminal" keys shown sh -c 'healthcheck --probes 1 --run "$1" <two.json >out.json' sh '
		printf "version %s? (y/n) " "$LAMBDA_RELEASE_VERSION" >/dev/tty
		read -r answer </dev/tty; echo "$answer by ada" >&2; test "$answer" = y' 3>&- &
	local terminal=$!
	eventually 20 holds_line shown 'version 2? (y/n)'
	echo y >keys
	wait "$terminal"
	is "$(jq -r '.Health | .Verdict, .Runs[0].Reason' out.json | paste -sd,)" 'healthy,y by ada'
}

@test "a flow runs it at each check, and takes back what it does not find healthy" {
	export GITHUB_STEP_SUMMARY=$PWD/summary
	cp "$BATS_FILE_TMPDIR/v1.zip" next.zip
	package next '{"statusCode": 200, "body": "next"}'
	well
	run -1 --separate-stderr "$root/bin/canary" --bucket lambda-sources --function name-searcher --weights 10% --bake 0s next.zip -- \
		--probes 2 --run 'echo "weight $LAMBDA_RELEASE_WEIGHT" >&2; test "$LAMBDA_RELEASE_WEIGHT" = 0' </dev/null
	has "$stderr" 'weight 0.1'
	is "$(live)" 1
	has "$(cat summary)" 'weight 0&#46;1' || has "$(cat summary)" 'weight 0.1'
}

@test "--dry-run runs no command and names it; wrong options are found before anything is sent" {
	plans "and run 'touch reached'" healthcheck --dry-run --probes 2 --run 'touch reached' <two.json
	test ! -e reached
	unsent 64 '--run-timeout goes with --run' healthcheck --run-timeout 5s <two.json
	unsent 64 '--run-timeout 0' healthcheck --run true --run-timeout 0 <two.json
	unsent 64 'blank' healthcheck --run ' ' <two.json
	run -0 --separate-stderr "$root/bin/canary" --dry-run --function name-searcher --weights 10% --bake 0s "$BATS_FILE_TMPDIR/v1.zip" -- \
		--probes 2 --run 'touch reached' --run true </dev/null
	has "$stderr" '10%: 2 probes, 2 commands'
	test ! -e reached
}

@test "a function with tenant isolation is invoked for a tenant, and that is asked for before the first probe" {
	fresh ',"alias_version":"published","tenancy":{"TenantIsolationMode":"PER_TENANT"}'
	released two '{"statusCode": 200, "body": "two"}'
	mark
	refuses 64 'isolates tenants' healthcheck --probes 2 <two.json
	has "$stderr" 'hint: pass --tenant-id'
	refuses 64 'isolates tenants' healthcheck --dry-run --probes 2 <two.json
	is "$(calls Invoke)" 0
	unsent 64 '--tenant-id a,b' healthcheck --tenant-id a,b <two.json
	run -0 --separate-stderr healthcheck --probes 2 --tenant-id 'blue sky/1' <two.json
	promotes "$root/bin/canary" --function name-searcher --weights 10% --bake 0s "$BATS_FILE_TMPDIR/v1.zip" -- --probes 1 --tenant-id blue </dev/null
	run -0 --separate-stderr healthcheck --dry-run -n --function name-searcher --alias live --tenant-id blue
	fresh ',"alias_version":"published"'
	refuses 64 'no tenant isolation' healthcheck -n --function name-searcher --to-version 1 --tenant-id blue
}

@test "a durable function is probed by its version, if an answer can be waited for" {
	fresh ',"alias_version":"published","durable":{"ExecutionTimeout":60,"RetentionPeriodInDays":1}'
	released two '{"statusCode": 200, "body": "two"}'
	run -0 --separate-stderr healthcheck --probes 2 <two.json
	is "$(control 'log?operation=Invoke' | jq -rs '.[-1].qualifier')" 2
	fresh ',"alias_version":"published","durable":{"ExecutionTimeout":86400}'
	refuses 76 'ExecutionTimeout of 86400 s' healthcheck -n --function name-searcher --to-version 1
}
