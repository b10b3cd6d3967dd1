#!/usr/bin/env bats
# many.bats - README's releases of many functions in three regions: by GNU parallel over hosts, and on one machine

load helper
load guard

setup() {
	command -v parallel >/dev/null || skip 'GNU parallel is not installed'
	cd "$BATS_TEST_TMPDIR" || return
	fresh # for the package of version 1
	control reset '{}' >/dev/null
	: >releases.tsv
	local region
	for region in eu-central-1 us-east-1 ap-southeast-2; do
		another "searcher-$region" ",\"region\":\"$region\",\"bucket\":\"sources-$region\",\"alias_version\":\"published\",\"user\":\"ci-all\",\"also_allow\":[\"lambda:*\",\"s3:*\"]"
		printf '%s\tsources-%s\tsearcher-%s\tnext.zip\n' "$region" "$region" "$region" >>releases.tsv
	done
	export AWS_ENDPOINT_URL=$REHEARSAL_URL
	unset AWS_REGION
	package next '{"statusCode": 200, "body": "next"}'
	bad none
	# A citation would be asked for on a terminal.
	mkdir -p "$HOME/.parallel" && : >"$HOME/.parallel/will-cite"
	PATH=$root/bin:$PATH
}

teardown() {
	if [[ -s sshd.pid ]]; then kill "$(cat sshd.pid)"; fi
}

# bad REGION - the new version of that region's function fails, and the others answer
bad() {
	control settings "$(cut -f 3 releases.tsv | jq -Rnc --arg bad "searcher-$1" '{canned: ([inputs | {"\(.):2":
		(if . == $bad then {function_error: "Unhandled", body: {}} else {body: {statusCode: 200}} end)}] | add)}')" >/dev/null
}

# recipe NAME [BAKE] - the marked commands of README, with two hosts of this machine and a canary that waits for BAKE or not at all
recipe() {
	awk -v mark="<!-- many: $1 -->" '$0 == mark { marked = 1; next } marked && /^```$/ { exit } marked && !/^```/' "$root/README.md" |
		sed -e "s/host1,host2/one,two/; s/--bake 5m/--bake ${2:-0s}/; s/--weights 10%,50%/--weights 50%/; s/ {4} ::::/ {4} -- --probes 1 ::::/" \
			-e 's/--sshlogin/--env PATH --env AWS_ENDPOINT_URL --env AWS_ACCESS_KEY_ID --env AWS_SECRET_ACCESS_KEY --sshlogin/' \
			-e 's/--jobs 16 --delay 0.1/--jobs 1/'
}

# hosts - sshd on a free port, for the user who runs the tests; `one` and `two` are this machine
hosts() {
	local port daemon
	daemon=$(PATH=$PATH:/usr/sbin command -v sshd) && command -v rsync >/dev/null || skip 'sshd or rsync is not installed'
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	ssh-keygen -q -t ed25519 -N '' -f "$PWD/key"
	printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $PWD/key" "AuthorizedKeysFile $PWD/key.pub" "PidFile $PWD/sshd.pid" \
		'StrictModes no' 'UsePAM no' 'MaxStartups 100' >sshd_config
	test "$(id -u)" -ne 0 || mkdir -p /run/sshd
	"$daemon" -f "$PWD/sshd_config" -E "$PWD/sshd.log" 3>&- || skip 'sshd does not run here'
	printf '%s\n' 'Host one two' 'HostName 127.0.0.1' "Port $port" "IdentityFile $PWD/key" 'StrictHostKeyChecking no' \
		'UserKnownHostsFile /dev/null' 'LogLevel ERROR' >ssh_config
	step ssh "exec $(command -v ssh) -F '$PWD/ssh_config' \"\$@\""
	export PATH=$PWD/steps:$PATH
	eventually 20 ssh one true || skip 'sshd takes no connection here'
}

# live_in REGION - where the alias of that region's function stands
live_in() {
	control "state?function=searcher-$1&region=$1" | jq -r '.aliases.live | [.FunctionVersion] + [.Weights | to_entries[] | "\(.key)=\(.value)"] | join(" ")'
}

@test "many functions over hosts: a bad one stops the rest, and the same line goes on where it stopped" {
	hosts
	# The first to begin, and it ends before traffic: the second is in progress then, and the third has not begun.
	bad eu-central-1
	run --separate-stderr sh -c "$(recipe hosts 4s)"
	((status != 0))
	is "$(awk 'NR > 1 { print $7 }' releases.log | sort | paste -sd,)" 0,1
	is "$(live_in eu-central-1) $(live_in us-east-1) $(live_in ap-southeast-2)" '1 2 1'
	bad none
	run -0 --separate-stderr sh -c "$(recipe hosts)"
	is "$(live_in eu-central-1) $(live_in us-east-1) $(live_in ap-southeast-2)" '2 2 2'
	sh -c "$(recipe table)"
	is "$(grep -c '^### live of searcher-' table.md)" 3
}

@test "with-rollback before parallel makes many functions one release" {
	bad ap-southeast-2
	run --separate-stderr with-rollback parallel --colsep '\t' --jobs 2 --halt soon,fail=1 \
		canary --region {1} --bucket {2} --function {3} --alias live --weights 50% --bake 0s --record {1}.{3}.json {4} -- --probes 1 :::: releases.tsv
	((status != 0))
	is "$(live_in eu-central-1) $(live_in us-east-1) $(live_in ap-southeast-2)" '1 1 1'
}
