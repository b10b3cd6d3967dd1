# helper.bash - one local AWS for a file of tests, and for each test a function to release
#
# A file that loads this has the built commands first on PATH, works in an empty folder, and is the
# CI user of a function name-searcher whose alias live stands on $LATEST. Nothing of the caller's
# own AWS settings is left. A file that wants it otherwise defines setup_file or setup itself.
# shellcheck shell=bash disable=SC2154 # stderr and status are set by run

bats_require_minimum_version 1.5.0

setup_file() {
	start_local_aws
}

teardown_file() {
	stop_local_aws
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
}

# start_local_aws [OPTION...] - a local AWS that lives as long as this file's tests
start_local_aws() {
	forget_the_caller
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
	LAMBDA_RELEASE_BIN=$(cd "${LAMBDA_RELEASE_BIN:-$root/.build/debug}" && pwd -P)
	PATH=$LAMBDA_RELEASE_BIN:$PATH
	export root LAMBDA_RELEASE_BIN PATH
	command -v publish >/dev/null || {
		echo "the commands are not in $LAMBDA_RELEASE_BIN: swift build" >&2
		return 1
	}
	local told
	# 3 is bats's own: a server that kept it would keep bats waiting.
	told=$("$root/Tests/rehearsal/start" --with-parent "$BATS_ROOT_PID" --seed 7 \
		--update-seconds 0.03 "$@" 3>&-) || return
	eval "$told"
	export REHEARSAL_URL REHEARSAL_PID REHEARSAL_DIR REHEARSAL_REGION REHEARSAL_ACCOUNT
	export REHEARSAL_ROOT_KEY_ID REHEARSAL_ROOT_SECRET
}

stop_local_aws() {
	test -z "${REHEARSAL_PID:-}" || kill "$REHEARSAL_PID"
}

# forget_the_caller - no variable, file or proxy of the person who runs the tests counts
forget_the_caller() {
	local name
	for name in $(compgen -e); do
		case $name in
		AWS_* | GITHUB_* | ACTIONS_* | *_proxy | *_PROXY | NO_COLOR) unset "$name" ;;
		LAMBDA_RELEASE_FLOW | LAMBDA_RELEASE_RUN | LAMBDA_RELEASE_STARTED | LAMBDA_RELEASE_GUARD | LAMBDA_RELEASE_RECORD | LAMBDA_RELEASE_DRY_RUN | LAMBDA_RELEASE_QUIET | LAMBDA_RELEASE_DEBUG | LAMBDA_RELEASE_STRICT | LAMBDA_RELEASE_REGION | LAMBDA_RELEASE_PROFILE | LAMBDA_RELEASE_ENDPOINT_URL) unset "$name" ;;
		esac
	done
	export HOME=$BATS_FILE_TMPDIR/home
	export AWS_CONFIG_FILE=$HOME/config AWS_SHARED_CREDENTIALS_FILE=$HOME/credentials
	export AWS_EC2_METADATA_DISABLED=true
	mkdir -p "$HOME"
}

# control PATH [JSON] - one request to the local AWS's control endpoints, by bash alone: curl(1) takes longer than the answer
control() {
	local LC_ALL=C method=GET connection status line
	if (($# > 1)); then method=POST; fi
	exec {connection}<>"/dev/tcp/127.0.0.1/${REHEARSAL_URL##*:}" || return
	printf '%s /_rehearsal/%s HTTP/1.0\r\nContent-Length: %s\r\n\r\n%s' "$method" "$1" "${#2}" "${2-}" >&"$connection"
	read -r _ status _ <&"$connection"
	while read -r line && [[ $line != $'\r' ]]; do :; done <&"$connection"
	if [[ $status == 2* ]]; then cat; else cat >&2; fi <&"$connection"
	exec {connection}>&-
	[[ $status == 2* ]]
}

# fresh [MEMBERS] - forgets everything and makes the function anew; MEMBERS such as ',"alias":"none"'
# are added to its setup
fresh() {
	test -e "$BATS_FILE_TMPDIR/v1.zip" || (cd "$BATS_FILE_TMPDIR" && package v1 '{"statusCode": 200, "body": "one"}')
	control reset '{}' >/dev/null
	another name-searcher "${1:-}"
	export AWS_ENDPOINT_URL=$REHEARSAL_URL AWS_REGION=$REHEARSAL_REGION
	mark
}

# another FUNCTION [MEMBERS] - makes a function with all around it, and its CI user the caller
another() {
	control setup "{\"function\":\"$1\",\"package\":\"$BATS_FILE_TMPDIR/v1.zip\"${2:-}}" >setup.json
	[[ $(<setup.json) =~ '"AccessKeyId": "'([^\"]*)'", "SecretAccessKey": "'([^\"]*)'"' ]] || return
	AWS_ACCESS_KEY_ID=${BASH_REMATCH[1]}
	AWS_SECRET_ACCESS_KEY=${BASH_REMATCH[2]}
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
}

# package NAME EXPRESSION - NAME.zip, a function that answers with the value of a Python expression
package() {
	local made
	made=$BATS_FILE_TMPDIR/packages/$(printf '%s' "$2" | cksum | tr ' ' -)
	if [[ ! -e $made.zip ]]; then
		mkdir -p "${made%/*}"
		printf 'import os, random, time\n\n\ndef handler(event, context):\n    return %s\n' "$2" >"$made.py"
		python3 "$root/Tests/rehearsal/pack.py" source "$made.py" "$made.zip"
	fi
	cp "$made.zip" "$1.zip"
}

# released NAME EXPRESSION - packs, uploads and publishes; the record is in NAME.json
released() {
	package "$1" "$2"
	upload --bucket lambda-sources --function name-searcher "$1.zip" </dev/null >"$1.uploaded" 2>"$1.log"
	publish --function name-searcher --alias live <"$1.uploaded" >"$1.json" 2>>"$1.log"
}

# judged VERDICT RECORD - the record with a verdict about its own version
judged() {
	jq -c --arg verdict "$1" '.Health = {Verdict: $verdict, Version: .Version}' "$2"
}

# live [FUNCTION [ALIAS]] - where the alias sends its traffic: "1", or "1 2=0.1"
live() { control "live?function=${1:-name-searcher}&alias=${2:-live}"; }

# alias_to VERSION [WEIGHTS] - somebody else sets the alias
alias_to() {
	control call "{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/live\",
		\"body\":{\"FunctionVersion\":\"$1\",\"RoutingConfig\":{\"AdditionalVersionWeights\":${2:-{\}}}},
		\"caller\":\"operator\"}" >/dev/null
}

# by_hand MEMBERS [ALIAS] - somebody writes the alias with the AWS CLI: `"FunctionVersion":"3"`
by_hand() {
	control call "{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/${2:-live}\",
		\"body\":{$1},\"caller\":\"operator\"}" >/dev/null
}

# terraform MEMBERS - the function's configuration changes: `"MemorySize":256`
terraform() {
	control call "{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/configuration\",
		\"body\":{$1},\"caller\":\"operator\"}" >/dev/null
	eventually 20 at_rest
}

# at_rest - no update of the function is in progress
at_rest() { [[ $(control 'state?function=name-searcher' | jq -r .latest.LastUpdateStatus) == Successful ]]; }

# versions - how many versions the function has
versions() { control 'state?function=name-searcher' | jq '.versions | length'; }

# description [ALIAS] - the alias's Description as it is
description() {
	control 'state?function=name-searcher' | jq -r --arg alias "${1:-live}" '.aliases[$alias].Description'
}

# note [ALIAS] - the alias's Description, with T for each time and R for the name of a run
note() {
	description "$@" | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z/T/g; s/; run [^] ]+ since/; run R since/'
}

# owner [ALIAS] - the name of the run that the alias's Description names
owner() { description "$@" | sed -nE 's/.*; run ([^] ]+) since .*/\1/p'; }

# mark - calls are counted from here
mark() {
	seen=$(control log | sed -n '$s/^{"seq": *\([0-9]*\).*/\1/p')
	seen=${seen:-0}
}

# calls [OPERATION] - how many requests the tests' own commands have sent since the mark
calls() {
	control "log?since=$seen${1:+&operation=$1}" |
		grep -vcE '"caller": *"(root|control|operator|foreign)"' || :
}

# writes - the operations since the mark that change something, in order
writes() {
	control "log?since=$seen" | jq -rs '
		map(select(.caller != "root" and .caller != "control" and .caller != "operator" and .caller != "foreign"))
		| map(select(.request.DryRun? != true and (.operation | test("^(Get|Head|List|Invoke)") | not)) | .operation) | join(" ")'
}

# is GOT WANTED
is() {
	[[ $1 == "$2" ]] || {
		printf 'got:    %s\nwanted: %s\n' "$1" "$2" >&2
		return 1
	}
}

# has TEXT PART
has() {
	[[ $1 == *"$2"* ]] || {
		printf 'no:  %s\nin:  %s\n' "$2" "$1" >&2
		return 1
	}
}

# lacks TEXT PART
lacks() {
	[[ $1 != *"$2"* ]] || {
		printf 'found: %s\nin:    %s\n' "$2" "$1" >&2
		return 1
	}
}

# gives COMMAND... - succeeds; its record is in out.json, its words in $stderr
gives() {
	run -0 --separate-stderr "$@"
	printf '%s' "$output" >out.json
	is "$(jq -rs 'map(type) | join(" ")' out.json)" object
	is "${#lines[@]}" 1
}

# plans TEXT COMMAND... - a dry run: it says the text, changes nothing, and its marked record is in out.json
plans() {
	local text=$1
	shift
	gives "$@"
	is "$(jq .DryRun out.json)" true
	has "$stderr" "$text"
	no_secrets "$stderr"
	is "$(writes)" ''
}

# refuses STATUS TEXT COMMAND... - ends so, says the text, and writes nothing on standard output
refuses() {
	local expected=$1 text=$2
	shift 2
	run "-$expected" --separate-stderr "$@"
	is "$output" ''
	has "$stderr" "$text"
	no_secrets "$stderr"
}

# promotes COMMAND... - the flow ends with 0; its record is in out.json
promotes() {
	run -0 --separate-stderr "$@"
	printf '%s' "$output" >out.json
	is "$(jq -rs 'map(type) | join(" ")' out.json)" object
	no_secrets "$stderr"
}

# ends STATUS COMMAND... - the flow ends so, and writes no record
ends() {
	local expected=$1
	shift
	run "-$expected" --separate-stderr "$@"
	is "$output" ''
	no_secrets "$stderr"
}

# at_each_bake LINE... - a script that runs instead of each bake, with its seconds as $1
at_each_bake() {
	local command real=${unstubbed:=$LAMBDA_RELEASE_BIN}
	mkdir -p stubs
	for command in "$real"/*; do
		if [[ -f $command && -x $command && ! -e stubs/${command##*/} ]]; then ln -s "$command" stubs; fi
	done
	{
		printf '#!/bin/sh\ncd "%s"\nexec >/dev/null\n' "$PWD"
		printf '%s\n' "$@"
	} >stubs/bake
	rm -f stubs/healthcheck
	cat >stubs/healthcheck <<-END
		#!/bin/sh
		left=\$# bake=0
		while test "\$left" -gt 0; do
			case \$1 in
			--bake) bake=\${2%s} && shift && left=\$((left - 1)) ;;
			*) set -- "\$@" "\$1" ;;
			esac
			shift
			left=\$((left - 1))
		done
		test "\$bake" = 0 || "$PWD/stubs/bake" "\$bake"
		exec "$real/healthcheck" "\$@"
	END
	chmod +x stubs/bake stubs/healthcheck
	export LAMBDA_RELEASE_BIN=$PWD/stubs PATH=$PWD/stubs:$PATH
}

# states [ALIAS] - every state that the alias was ever in, without repeats
states() {
	control "history?function=name-searcher&alias=${1:-live}" | jq -r '
		[.[] | select(.to) | [.to.FunctionVersion] + [.to.Weights | to_entries[] | "\(.key)=\(.value)"] | join(" ")]
		| reduce .[] as $x ([]; if last == $x then . else . + [$x] end) | join(", ")'
}

# no_secrets TEXT - neither the secret key nor a signature is in it
no_secrets() {
	lacks "$1" "$AWS_SECRET_ACCESS_KEY"
	lacks "$1" Signature=
}

# unsent STATUS TEXT COMMAND... - refuses, before any request was sent
unsent() {
	mark
	refuses "$@"
	is "$(calls)" 0
}

# eventually SECONDS COMMAND... - the command succeeds within so many seconds; a busy machine gets ten times as many
eventually() {
	local end=$((SECONDS + 10 * $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		# A test may have its own sleep(1) first on PATH.
		/bin/sleep 0.05
	done
}

# hit - a request has met the fault that was set first; what the fault holds up goes on by `forward`
hit() { control faults | jq -e '.[0].hit > 0' >/dev/null; }

# forward SECONDS - the local AWS's time moves on
forward() { control forward "{\"seconds\":$1}" >/dev/null; }

# next_second - the clock shows another second than before: times in a record have no fractions
next_second() {
	local now=$EPOCHSECONDS
	while ((EPOCHSECONDS == now)); do /bin/sleep 0.02; done
}
