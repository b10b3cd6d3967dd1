# guard.bash - what the tests of with-rollback(1) share: a published version 2, and a guard to end
# shellcheck shell=bash disable=SC2154 # guard, go and the like are set by setup

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	guard=''
	go=$BATS_TEST_TMPDIR/go
	export go
	PATH=$PWD/steps:$PATH
	step hold "until test -e '$go' || test \$((i = \${i:-0} + 1)) -gt 1200; do /bin/sleep 0.05; done"
	fresh ',"alias_version":"published"'
	well
	released two '{"statusCode": 200, "body": "two"}'
	cp two.json r.json
	mark
}

teardown() {
	# Ends what waits by hold, and then the guard.
	: >"$go"
	if [[ -n $guard ]]; then kill -KILL -- "-$guard" 2>/dev/null || :; fi
	if [[ -n ${other:-} ]]; then kill -KILL -- "-$other" 2>/dev/null || :; fi
}

# step NAME LINE... - a script on PATH
step() {
	mkdir -p steps
	local name=$1
	shift
	{
		echo '#!/bin/sh'
		printf '%s\n' "$@"
	} >"steps/$name"
	chmod +x "steps/$name"
}

# shell WORD... - what sh(1) is, and what the flows run under
shell() {
	command -v "$1" >/dev/null || skip "there is no $1"
	mkdir -p steps
	printf '#!/bin/bash\nexec %s "$@"\n' "$(command -v "$1") ${*:2}" >steps/sh
	chmod +x steps/sh
}

# well, sick [FUNCTION...] - version 2 answers every probe, or fails each
well() { canned '{"body":{"statusCode":200}}' "$@"; }
sick() { canned '{"function_error":"Unhandled","body":{"errorMessage":"bad"}}' "$@"; }

# canned ANSWER [FUNCTION...] - what version 2 answers from now on
canned() {
	local answer=$1
	shift
	control settings "$(printf '%s\n' "${@:-name-searcher}" |
		jq -Rnc --argjson answer "$answer" '{canned: ([inputs | {"\(.):2": $answer}] | add)}')" >/dev/null
}

# guarded STATUS SCRIPT [OPTION...] - the guard of sh -c SCRIPT ends so
guarded() {
	local expected=$1 script=$2
	shift 2
	run "-$expected" --separate-stderr with-rollback "$@" sh -c "$script" </dev/null
	no_secrets "$output$stderr"
}

# begins COMMAND... - starts it in a session of its own, with every signal's default; it is $guard
begins() {
	setsid env --default-signal "$@" </dev/null >guard.out 2>guard.err 3>&- &
	guard=$!
}

# ended - waits for it and puts its status into $ended
ended() {
	ended=0
	wait "$guard" || ended=$?
	guard=''
	no_secrets "$(cat guard.out guard.err)"
}

weighted() { [[ $(live) == *=* ]]; }
unweighted() { [[ $(live) != *=* ]]; }
holds_line() { grep -qF -- "$2" "$1"; }

# of PID FIELD - a field of the process's status: PPid, State, SigIgn
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }

# is_state PID LETTER
is_state() { [[ $(of "$1" State) == "$2"* ]]; }

# by_another COMMAND... - another run's command, outside of the guard
by_another() {
	env -u LAMBDA_RELEASE_GUARD -u LAMBDA_RELEASE_RUN -u LAMBDA_RELEASE_RECORD "$@"
}

# asked - the shares that were asked for since the mark, in order: "name-searcher 0.1"
asked() {
	control "log?since=$seen&operation=UpdateAlias" | jq -r '
		select(.caller != "operator") | select(.request.RoutingConfig or .request.FunctionVersion)
		| "\(.function) \(.request.RoutingConfig.AdditionalVersionWeights // {} | to_entries | map(.value) | join(" "))\(.request.FunctionVersion // "" | if . == "" then "" else "=" + . end)"' |
		sed 's/ $//' | paste -sd,
}

# several - name-writer and name-index beside name-searcher; of each version 2 is published, and NAME.json the record
several() {
	local name
	three
	package two '{"statusCode": 200, "body": "two"}'
	for name in name-searcher name-writer name-index; do
		publish -n --function "$name" --alias live --zip-file two.zip >"$name.json" 2>several.log
	done
	mark
}

# three - the three functions, anew, and one user who may release them all
three() {
	local name
	control reset '{}' >/dev/null
	for name in name-searcher name-writer name-index; do
		another "$name" ',"alias_version":"published","user":"ci-name-searcher","also_allow":["lambda:*"]'
	done
	well name-searcher name-writer name-index
}
