#!/usr/bin/env bats
# stores.bats - packages in other S3 servers than AWS: moto's, and rclone's

load helper

setup_file() {
	start_local_aws
	local venv port
	venv=$("$root/Tests/venv") || return
	# Below the ports that the system gives to whoever wants any.
	port=$((20000 + RANDOM % 12000))
	# 3 is bats's own: a server that kept it would keep bats waiting.
	"$venv/bin/python" -c 'import sys; from moto.server import main; main(sys.argv[1:])' -H 127.0.0.1 -p "$port" \
		>"$BATS_FILE_TMPDIR/moto.log" 2>&1 3>&- &
	moto_pid=$!
	mkdir -p "$BATS_FILE_TMPDIR/rclone/lambda-sources"
	"$venv/bin/rclone" serve s3 --addr "127.0.0.1:$((port + 1))" --config /dev/null "$BATS_FILE_TMPDIR/rclone" \
		>"$BATS_FILE_TMPDIR/rclone.log" 2>&1 3>&- &
	rclone_pid=$!
	moto=http://127.0.0.1:$port
	rclone=http://127.0.0.1:$((port + 1))
	export moto_pid rclone_pid moto rclone
	eventually 30 curl -sf -o /dev/null "$moto/moto-api/data.json"
	eventually 10 curl -s -o /dev/null "$rclone"
}

teardown_file() {
	kill "$moto_pid" "$rclone_pid"
	stop_local_aws
}

# at STORE - packages go to that server, and the local AWS takes them from there
at() {
	rm -rf "$BATS_FILE_TMPDIR/rclone/lambda-sources"/*
	curl -sf -o /dev/null -X POST "$moto/moto-api/reset"
	curl -sf -o /dev/null -X PUT "$moto/lambda-sources"
	control settings "{\"code_store\":\"http://id:secret@${1#http://}\"}" >/dev/null
	export AWS_ENDPOINT_URL_S3=$1
}

# twice WORDS COMMAND... - does the same a second time, and says so
twice() {
	local words=$1
	shift
	gives "$@" </dev/null
	jq -c .Package out.json >first.json
	gives "$@" </dev/null
	has "$stderr" "$words"
	is "$(jq -c .Package out.json)" "$(cat first.json)"
}

@test "an upload may be repeated at any store, and another content is a conflict" {
	package one 1
	package two 2
	local store
	for store in "$moto" "$rclone"; do
		at "$store"
		# rclone knows no If-None-Match: it gets the same object again.
		twice "$([[ $store == "$moto" ]] && printf 'there already' || printf put,)" \
			upload --bucket lambda-sources --name f one.zip
		twice 'there already' upload --bucket lambda-sources --key own.zip one.zip
		refuses 75 'another content' upload -n --bucket lambda-sources --key own.zip two.zip
		gives upload -n --bucket lambda-sources --key own.zip --overwrite two.zip
		run -0 --separate-stderr upload -n --dry-run --bucket lambda-sources --name f one.zip
	done
}

@test "a canary may be repeated with its package at any store" {
	local store version=1
	for store in "$moto" "$rclone"; do
		at "$store"
		version=$((version + 1))
		package next "{'statusCode': 200, 'body': '$store'}"
		promotes "$root/bin/canary" --bucket lambda-sources --function name-searcher --weights 50% --bake 0s next.zip -- --probes 2
		is "$(live)" "$version"
		promotes "$root/bin/canary" --bucket lambda-sources --function name-searcher --weights 50% --bake 0s next.zip -- --probes 2
		has "$stderr" 'nothing to release'
		is "$(live) $(versions)" "$version $version"
	done
}
