# flows.bash - what the tests of the flows share: packages that are good, bad, or turn bad
# shellcheck shell=bash disable=SC2154 # broken and the like are set by setup

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
	flow=''
	broken=$BATS_FILE_TMPDIR/broken
	canary=$root/bin/canary
	all_at_once=$root/bin/all-at-once
	package good '{"statusCode": 200, "body": "two"}'
	package bad '1 / 0'
	# Good until that file is there: what no check before the traffic can see.
	package turning "1 / 0 if os.path.exists('$broken') else {'statusCode': 200}"
}

teardown() {
	if [[ -n $flow ]]; then pkill -KILL -s "$flow" 2>/dev/null || :; fi
	rm -f "$broken"
}

# paused [OPTION...] - a canary that has paused at 10%; its record is in paused.json, its messages in $stderr
paused() {
	run -0 --separate-stderr "$canary" --function name-searcher --weights 10%,50% --bake 0s --pause-at 10% "$@" good.zip -- --probes 1
	printf '%s\n' "$output" >paused.json
	is "$(jq -r .Version paused.json)" 2
	is "$(live)" '1 2=0.1'
	mark
}
