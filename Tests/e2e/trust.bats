#!/usr/bin/env bats
# trust.bats - keys stay inside: no cache that others can write, no log of TLS keys, no core dump

load helper

setup_file() {
	forget_the_caller
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
	LAMBDA_RELEASE_BIN=$(cd "${LAMBDA_RELEASE_BIN:-$root/.build/debug}" && pwd -P)
	PATH=$LAMBDA_RELEASE_BIN:$PATH
	export root LAMBDA_RELEASE_BIN PATH AWS_REGION=eu-central-1 AWS_MAX_ATTEMPTS=1
}

teardown_file() { :; }

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export AWS_SECRET_ACCESS_KEY=no-secret
	mkdir -p -m 700 home/.aws/sso/cache
	export HOME=$PWD/home AWS_CONFIG_FILE=$PWD/config
	cat >config <<-'END'
		[profile sso]
		sso_session = s
		sso_account_id = 123456789012
		sso_role_name = r
		[sso-session s]
		sso_region = eu-central-1
		sso_start_url = https://example.com
	END
	cache=$HOME/.aws/sso/cache/$(printf s | sha1sum | cut -d' ' -f1).json
	(umask 077 && printf '{"accessToken":"t","expiresAt":"2099-01-01T00:00:00Z"}' >"$cache")
	asks=(rollback -n --function f --alias live --endpoint-url http://127.0.0.1:9)
}

@test "a sign-in that others can write is not believed, nor one in a folder that they can write" {
	refuses 77 'cannot get credentials for role r' "${asks[@]}" --profile sso
	chmod 666 "$cache"
	refuses 78 'is not believed: other users can write it' "${asks[@]}" --profile sso
	chmod 600 "$cache"
	chmod 777 "${cache%/*}"
	refuses 78 "is not believed: other users can write ${cache%/*}" "${asks[@]}" --profile sso
}

@test "a sign-in of somebody else is not believed" {
	test "$(id -u)" -eq 0 || skip 'needs another user'
	chown 65534 "$cache"
	refuses 78 'belongs to another user (id 65534)' "${asks[@]}" --profile sso
	chown 0 "$cache"
	chown 65534 "${cache%/*}"
	refuses 78 'belongs to another user (id 65534)' "${asks[@]}" --profile sso
}

@test "SSLKEYLOGFILE is not obeyed, and COMMAND of with-rollback still has it" {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost 2>/dev/null
	openssl s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -www >server.log 2>&1 3>&- &
	local server=$! port
	eventually 5 grep -q '^ACCEPT ' server.log
	port=$(sed -n 's/^ACCEPT .*://p' server.log)
	export SSLKEYLOGFILE=$PWD/keys AWS_CA_BUNDLE=$PWD/cert.pem AWS_ACCESS_KEY_ID=AKID
	eventually 5 curl -so /dev/null --cacert cert.pem "https://localhost:$port/"
	test -s keys || {
		kill "$server"
		skip 'curl here writes none'
	}
	rm keys
	run timeout 4 "${asks[@]}" --endpoint-url "https://localhost:$port"
	kill "$server"
	test ! -e keys
	[[ $output != *'no answer from AWS'* ]]
	run -0 with-rollback printenv SSLKEYLOGFILE
	has "$output" "$SSLKEYLOGFILE"
}

@test "no command leaves a core dump, and the programs that it starts have the user's limit" {
	ulimit -Sc "$(ulimit -Hc)"
	local limit
	limit=$(ulimit -Sc)
	test "$limit" != 0 || skip 'core dumps are off here'
	# shellcheck disable=SC2016 # for the shells below
	run -0 with-rollback sh -c 'ulimit -Sc; grep core /proc/$PPID/limits; ls /proc/$PPID/fd >/dev/null && echo open'
	has "$output" "$limit"
	[[ $output =~ 'Max core file size'\ +0\  ]]
	has "$output" open
	cat >program <<-'END'
		#!/bin/sh
		# Its starter takes the user's limit for a moment, to hand it on.
		until grep 'core file size  *0 ' "/proc/$PPID/limits" >limits; do /bin/sleep 0.02; done
		{ ulimit -Sc; cat limits; stat -c %u:%a "/proc/$PPID/environ"; } >told
		exit 1
	END
	chmod +x program
	printf '[default]\ncredential_process = %s\n' "$PWD/program" >config
	unset AWS_SECRET_ACCESS_KEY
	run "${asks[@]}"
	is "$(head -n 1 told)" "$limit"
	[[ $(<told) =~ 'Max core file size'\ +0\  ]]
}
