#!/usr/bin/env bats
# guard-journal.bats - with-rollback(1): the journal, who can append to it, and any script below it

load helper
load guard

setup_file() {
	start_local_aws
	export ten='shift-weight --record r.json --weight 10%;'
	export check='healthcheck --record r.json --probes 1;'
}

# each_refuses LAMBDA_RELEASE_GUARD - no command sends anything, and each ends with 70
each_refuses() {
	package two '{"statusCode": 200, "body": "two"}'
	unsent 70 '' env LAMBDA_RELEASE_GUARD="$1" upload --bucket lambda-sources --function name-searcher two.zip
	unsent 70 '' env LAMBDA_RELEASE_GUARD="$1" publish -n --function name-searcher --alias live --zip-file two.zip
	unsent 70 '' env LAMBDA_RELEASE_GUARD="$1" shift-weight --record r.json --weight 10%
	unsent 70 '' env LAMBDA_RELEASE_GUARD="$1" healthcheck --record r.json --probes 1
	unsent 70 '' env LAMBDA_RELEASE_GUARD="$1" with-rollback touch started
	[[ ! -e started ]]
	has "$stderr" 'hint: '
}

# --- the variable ----------------------------------------------------------------------------------

@test "the variable names a memfd of the guard: /proc/PID/fd/N:NAME, sealed against shrinking" {
	guarded 0 'printf "%s %s\n" "$LAMBDA_RELEASE_GUARD" "$PPID"; readlink "${LAMBDA_RELEASE_GUARD%%:*}"
		python3 -c "import fcntl, os, sys; print(fcntl.fcntl(os.open(sys.argv[1], os.O_RDONLY), 1034))" "${LAMBDA_RELEASE_GUARD%%:*}"'
	[[ ${lines[0]} =~ ^/proc/([0-9]+)/fd/[0-9]+:([^ ]+)\ ([0-9]+)$ ]]
	is "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}"
	is "${lines[1]}" "/memfd:${BASH_REMATCH[2]} (deleted)"
	# Neither shrunk nor executed, where the kernel knows that seal; and still open for appends.
	[[ $((lines[2] & 2)) -ne 0 && $((lines[2] & 12)) -eq 0 ]]
	if [[ $(uname -r | awk -F. '{ print ($1 * 100 + $2 >= 603) }') == 1 ]]; then [[ $((lines[2] & 32)) -ne 0 ]]; fi
}

@test "a name that is not the journal's, a number that is another's, a file that is none: 70" {
	local number
	each_refuses "/proc/$$/fd/99:gone"
	each_refuses '/proc/999999999/fd/3:x'
	exec {number}<>"$PWD/file"
	each_refuses "/proc/$$/fd/$number:file"
	each_refuses "$PWD/file:file"
	each_refuses nonsense
	each_refuses ' '
	exec {number}>&-
	guarded 70 'LAMBDA_RELEASE_GUARD=${LAMBDA_RELEASE_GUARD%:*}:another shift-weight --record r.json --weight 10%'
	is "$(calls)" 0
	has "$stderr" 'nothing ran guarded'
}

@test "an empty variable is no guard" {
	LAMBDA_RELEASE_GUARD='' shift-weight --record r.json --weight 10% 2>/dev/null
	is "$(live)" '1 2=0.1'
}

@test "a sealed journal: 70, nothing sent" {
	local seals
	for seals in 8 10; do
		run -70 "$BATS_TEST_DIRNAME/journal" copy $seals shift-weight --record r.json --weight 10%
		run -70 "$BATS_TEST_DIRNAME/journal" copy $seals healthcheck --record r.json --probes 1
	done
	is "$(calls)" 0
	is "$(cat r.json)" "$(cat two.json)"
}

@test "rollback needs no guard; release-status, a plan, a schedule and a dry run use none" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	export LAMBDA_RELEASE_GUARD="/proc/$$/fd/99:gone"
	healthcheck --plan >/dev/null
	shift-weight --schedule 10%,50% >/dev/null </dev/null
	shift-weight --dry-run --record r.json --weight 5% 2>/dev/null
	healthcheck --dry-run --record r.json 2>/dev/null
	rollback --record r.json 2>/dev/null
	is "$(live)" 1
	cp two.json r.json
	LAMBDA_RELEASE_GUARD='' shift-weight --record r.json --weight 10% 2>/dev/null
	run -0 "$BATS_TEST_DIRNAME/journal" copy 8 rollback --record r.json
	is "$(live)" 1
}

# --- what is in it ---------------------------------------------------------------------------------

@test "a share is announced before its call, and the act follows; a touch is not announced" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"before"}}' >/dev/null
	run -137 "$BATS_TEST_DIRNAME/journal" copy 2 sh -c "$ten exit \$?"
	jq -cs 'map(select(.Shifting)) | map([.Shifting, .Version, .Weight, .FunctionName, .Alias, .Region])' copy >found
	is "$(cat found)" '[[true,"2",0.1,"name-searcher","live","eu-central-1"]]'
	cp two.json r.json
	run -0 "$BATS_TEST_DIRNAME/journal" copy 2 sh -c "$ten $check shift-weight --record r.json --weight 100%; rollback --record r.json"
	is "$(jq -rs 'map(select(.Found | not) | "\(.Command)\(if .Shifting then "?" else "" end) \(.Weight // 0)") | join(", ")' copy | sed 's/rollback? [0-9], //')" \
		'shift-weight? 0.1, shift-weight 0.1, healthcheck 0.1, shift-weight? 1, shift-weight 1, rollback 0'
	is "$(jq -cs 'map(select(.Command == "healthcheck" and .Verdict and (.Found | not))) | map(.Verdict)' copy)" '["healthy"]'
}

@test "each line begins and ends with a line feed, is at most 16 KiB, and holds no secret" {
	# Failures with long reasons make long evidence.
	canned "{\"function_error\":\"Unhandled\",\"body\":{\"errorMessage\":\"$(head -c 30000 /dev/zero | tr '\0' x)\"}}"
	run "$BATS_TEST_DIRNAME/journal" copy 2 sh -c "$ten healthcheck --record r.json --parallel 8; rollback --record r.json"
	is "$(head -c 1 copy | od -An -tx1)" ' 0a'
	is "$(tail -c 1 copy | od -An -tx1)" ' 0a'
	is "$(awk 'length($0) > 16384' copy)" ''
	is "$(grep -c . copy)" "$(grep . copy | jq -c . | wc -l)"
	[[ $(grep -c . copy) -ge 4 ]]
	no_secrets "$(cat copy)"
	has "$(cat copy)" '"Verdict":"unhealthy"'
}

@test "profile and endpoint are in it as options gave them" {
	run -0 "$BATS_TEST_DIRNAME/journal" copy 2 env -u AWS_ENDPOINT_URL sh -c 'shift-weight --endpoint-url "$REHEARSAL_URL" --record r.json --weight 10%'
	is "$(jq -rs 'map(select(.Shifting)) | .[0].EndpointURL' copy)" "$REHEARSAL_URL"
}

@test "a line that is no complete object is skipped, before and after, and what is whole counts" {
	step torn 'printf "%s" "$1" >>"${LAMBDA_RELEASE_GUARD%%:*}"'
	guarded 5 "torn '{\"Command\":\"shift-weight\",\"Version\":\"7\",\"Fun'; $ten torn 'xyz'; exit 5"
	is "$(live)" 1
	cp two.json r.json
	guarded 5 "head -c 5000 /dev/urandom >>\"\${LAMBDA_RELEASE_GUARD%%:*}\"; torn '[]'; torn 'null'; torn '{}'; $ten torn '{\"a\":'; exit 5"
	is "$(live)" 1
	# A verdict behind a half line counts too.
	cp two.json r.json
	guarded 0 "$ten torn '{\"x\":'; $check torn '{'"
	is "$(live)" '1 2=0.1'
}

@test "nobody can empty it" {
	guarded 5 "$ten ( : >\"\${LAMBDA_RELEASE_GUARD%%:*}\" ) && exit 9; truncate -s 0 \"\${LAMBDA_RELEASE_GUARD%%:*}\" && exit 9; exit 5"
	is "$(live)" 1
}

@test "a descriptor that is open already is refused once the guard has sealed" {
	step late 'import os, time
fd = os.open(os.environ["LAMBDA_RELEASE_GUARD"].split(":")[0], os.O_WRONLY | os.O_APPEND)
open("opened", "w").close()
while not os.path.exists(os.environ["go"]): time.sleep(0.02)
try:
    os.write(fd, b"\n{}\n")
    text = "written"
except PermissionError:
    text = "refused"
open("new", "w").write(text)
os.rename("new", "late")'
	sed -i '1s|.*|#!/usr/bin/env python3|' steps/late
	guarded 5 "setsid late >/dev/null 2>&1 & until test -e opened; do /bin/sleep 0.02; done; exit 5"
	: >"$go"
	eventually 20 test -e late
	is "$(cat late)" refused
}

# --- who cannot append -----------------------------------------------------------------------------

@test "another user cannot append: 70, nothing sent" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can become another user'
	local nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
	(cd / && $nobody shift-weight --version) >/dev/null 2>&1 || skip 'the user nobody cannot run the commands here'
	guarded 70 "cat two.json | (cd / && $nobody shift-weight --weight 10%)"
	is "$(calls)" 0
	has "$stderr" 'user'
	has "$stderr" 'nothing ran guarded'
}

@test "a command with a /proc of its own, as in a container, cannot append: 70" {
	unshare -pf --mount-proc true 2>/dev/null || skip 'unshare is not permitted here'
	guarded 70 'unshare -pf --mount-proc shift-weight --weight 10% <two.json'
	is "$(calls)" 0
}

@test "env -i drops the variable: the share stays, and the guard says that nothing ran guarded" {
	guarded 5 'env -i PATH="$PATH" AWS_REGION="$AWS_REGION" AWS_ENDPOINT_URL="$AWS_ENDPOINT_URL" \
		AWS_ACCESS_KEY_ID="$AWS_ACCESS_KEY_ID" AWS_SECRET_ACCESS_KEY="$AWS_SECRET_ACCESS_KEY" \
		AWS_EC2_METADATA_DISABLED=true HOME="$HOME" shift-weight --record r.json --weight 10%; exit 5'
	is "$(live)" '1 2=0.1'
	has "$stderr" 'nothing ran guarded'
}

@test "the message of the empty journal comes when it is empty alone" {
	guarded 0 true
	has "$stderr" 'nothing ran guarded'
	guarded 5 'exit 5'
	has "$stderr" 'nothing ran guarded'
	guarded 0 "set -e; $ten $check"
	lacks "$stderr" 'nothing ran guarded'
	guarded 0 "$check"
	lacks "$stderr" 'nothing ran guarded'
}

@test "without /proc the guard ends with 70 before COMMAND starts" {
	unshare -m sh -c 'umount -l /proc' 2>/dev/null || skip 'unshare is not permitted here'
	run -70 --separate-stderr unshare -m sh -c 'umount -l /proc && exec with-rollback touch started'
	[[ ! -e started ]]
	has "$stderr" 'with-rollback: no journal can be made, so nothing was started: /proc/self: '
	has "$stderr" 'with-rollback: hint: with-rollback needs Linux 3.17 or later and /proc mounted'
	# The others read their command line without it.
	run -0 unshare -m sh -c 'umount -l /proc && exec rollback --help'
}

# --- any script ------------------------------------------------------------------------------------

@test "a pipe in sh -c" {
	sick
	guarded 1 'shift-weight --weight 10% <two.json | healthcheck --probes 1 | shift-weight --weight 100% >done.json'
	is "$(states)" '1, 1 2=0.1, 1'
	well
	guarded 0 'shift-weight --weight 10% <two.json | healthcheck --probes 1 | shift-weight --weight 100% >done.json'
	is "$(live)" 2
}

@test "README's first pipe" {
	package good '{"statusCode": 200, "body": "three"}'
	canned '{"function_error":"Unhandled"}'
	control settings '{"canned":{"name-searcher:3":{"function_error":"Unhandled"}}}' >/dev/null
	guarded 1 'upload --bucket lambda-sources --function name-searcher good.zip </dev/null | publish --alias live |
		shift-weight --weight 10% | healthcheck --probes 1 | shift-weight --weight 100%'
	is "$(live)" 1
	is "$(states)" '1, 1 3=0.1, 1'
}

@test "a Python script" {
	step release 'import subprocess
for words in (["shift-weight", "--record", "r.json", "--weight", "10%"], ["healthcheck", "--record", "r.json", "--probes", "1"]):
    subprocess.run(words, check=True)
raise SystemExit("no")'
	sed -i '1s|.*|#!/usr/bin/env python3|' steps/release
	run -1 --separate-stderr with-rollback release
	is "$(states)" '1, 1 2=0.1, 1'
}

@test "commands that run at once, by xargs -P, over several functions" {
	local name
	control reset '{}' >/dev/null
	for name in f1 f2 f3 f4 f5 f6; do
		another "$name" ',"alias_version":"published","user":"ci-name-searcher","also_allow":["lambda:*"]'
	done
	well f1 f2 f3 f4 f5 f6
	package two '{"statusCode": 200, "body": "two"}'
	for name in f1 f2 f3 f4 f5 f6; do
		publish -n --function "$name" --alias live --zip-file two.zip >"$name.json" 2>/dev/null
	done
	guarded 5 'printf "%s\n" f1 f2 f3 f4 f5 f6 | xargs -P 6 -I{} sh -c "shift-weight --record {}.json --weight 10% && healthcheck --record {}.json --probes 1" || exit 9; exit 5'
	for name in f1 f2 f3 f4 f5 f6; do
		is "$(live "$name")" 1
		is "$(control "history?function=$name&alias=live" | jq '[.[] | select(.to.Weights != {})] | length > 0')" true
	done
	guarded 0 'printf "%s\n" f1 f2 f3 f4 f5 f6 | xargs -P 6 -I{} sh -c "rm -f {}.new; publish -n --function {} --alias live --zip-file two.zip >{}.new && shift-weight --record {}.new --weight 10% && healthcheck --record {}.new --probes 1"'
	for name in f1 f2 f3 f4 f5 f6; do is "$(live "$name")" '1 2=0.1'; done
}

@test "checks that run at once leave whole lines" {
	run -0 "$BATS_TEST_DIRNAME/journal" copy 2 sh -c 'seq 24 | xargs -P 8 -I{} sh -c "healthcheck --probes 1 <two.json >/dev/null 2>&1"'
	is "$(jq -cs 'map(select(.Verdict)) | length' copy)" 24
}

# --- guards in guards ------------------------------------------------------------------------------

@test "an act goes to each guard: what an inner one promoted goes back with the outer" {
	guarded 5 'with-rollback sh -c "shift-weight --record r.json --weight 100% --force"; test $? -eq 0 || exit 9; exit 5'
	is "$(states)" '1, 2, 1'
	cp two.json r.json
	guarded 0 'printf "%s\n" "$LAMBDA_RELEASE_GUARD"; with-rollback -q sh -c "echo \"\$LAMBDA_RELEASE_GUARD\""'
	is "${lines[1]% *}" "${lines[0]}"
	[[ ${lines[1]} == *' '* ]]
}

@test "what an inner guard has taken back is no affair of the outer" {
	guarded 0 "with-rollback sh -c '$ten exit 5' || true"
	is "$(live)" 1
	is "$(asked)" 'name-searcher 0.1,name-searcher'
}

@test "an inner guard whose outer one is gone still rolls back" {
	step inner 'shift-weight --record r.json --weight 10%' hold 'exit 5'
	begins with-rollback with-rollback inner
	eventually 20 weighted
	kill -KILL "$guard"
	ended
	is "$(live)" '1 2=0.1'
	: >"$go"
	eventually 20 unweighted
	is "$(live)" 1
}

@test "two nested guards and a signal to the outer: one rollback, and its status" {
	step inner 'shift-weight --record r.json --weight 10%' hold
	begins with-rollback with-rollback inner
	eventually 20 weighted
	kill -TERM "$guard"
	eventually 10 unweighted
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "nested guards are one run" {
	guarded 0 'echo "$LAMBDA_RELEASE_RUN"; with-rollback -q sh -c "echo \$LAMBDA_RELEASE_RUN"'
	is "${lines[0]}" "${lines[1]}"
	[[ -n ${lines[0]} ]]
}

@test "two guards are two runs, and the share has the guard's name" {
	guarded 0 "set -e; echo \"\$LAMBDA_RELEASE_RUN\"; $ten $check"
	is "$(owner)" "$output"
	guarded 0 'echo "$LAMBDA_RELEASE_RUN"'
	[[ $output != "$(owner)" ]]
}

@test "the commands below go on when a folder for temporary files is not there" {
	TMPDIR=$PWD/missing run -5 --separate-stderr with-rollback sh -c "$ten exit 5"
	is "$(states)" '1, 1 2=0.1, 1'
}
