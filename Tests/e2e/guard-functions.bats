#!/usr/bin/env bats
# guard-functions.bats - with-rollback(1): a flow of three functions, ended at each of its commands

load helper
load guard

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	guard=''
	go=$PWD/go
	PATH=$PWD/steps:$PATH
	fresh
	package good '{"statusCode": 200, "body": "two"}'
}

# counted - each command of the flow counts; at the number AT it does what DO says before or after
counted() {
	local command
	for command in upload publish shift-weight healthcheck; do
		# A bake is no part of this: the check comes at once, and is a short one.
		step "$command" "n=\$((\$(cat '$PWD/count') + 1)); echo \$n >'$PWD/count'" \
			'if test "$n" = "$AT" && test "$DO" = term; then kill -TERM "$GUARD"; fi' \
			'if test "$n" = "$AT" && test "$DO" = fail; then exit 76; fi' \
			"if test ${command} = healthcheck; then" \
			'	words=; for word; do' \
			"		case \$word in --bake) skip=1 ;; *) test -n \"\${skip-}\" || words=\"\$words \$word\"; skip= ;; esac" \
			'	done' \
			'	set -- $words --probes 1' \
			'fi' \
			"status=0; $LAMBDA_RELEASE_BIN/$command \"\$@\" || status=\$?" \
			'if test "$n" = "$AT" && test "$DO" = kill; then kill -KILL "$PPID"; fi' \
			'exit $status'
	done
}

# together DO AT - the flow of three functions, met by that at its command of that number
together() {
	three
	rm -rf packages
	mkdir packages
	cp good.zip packages/name-searcher.zip
	cp good.zip packages/name-writer.zip
	cp good.zip packages/name-index.zip
	echo 0 >count
	cp "$root/.github/examples/three-functions" steps/three-functions
	if [[ -x steps/sh ]]; then sed -i "1s|.*|#!$PWD/steps/sh|" steps/three-functions; fi
	DO=$1 AT=$2 begins sh -c 'GUARD=$$ exec three-functions lambda-sources "$PWD/packages"'
	ended
}

serve() { echo "$(live name-searcher) $(live name-writer) $(live name-index)"; }

# survive DO STRIDE - all are promoted or all are back, wherever it happens
survive() {
	local number wrong=0
	counted
	together nothing 0
	is "$ended $(serve)" '0 2 2 2' || cat guard.err >&2
	is "$ended" 0
	local commands
	commands=$(<count)
	is "$commands" 24
	for ((number = commands; number > 0; number -= $2)); do
		together "$1" "$number"
		if [[ $ended == 0 || $(serve) != '1 1 1' ]]; then
			wrong=$((wrong + 1))
			printf '%s at command %s: status %s, %s\n' "$1" "$number" "$ended" "$(serve)" >&2
			tail -n 5 guard.err >&2
		fi
	done
	is "$wrong" 0
}

@test "three functions, ended by TERM at each command: all back" { survive term 1; }

@test "three functions, the flow killed after a command: all back" { survive kill 3; }

@test "three functions, a command failing: all back" { survive fail 3; }

@test "three functions under bash --posix and busybox ash" {
	shell bash --posix
	survive term 7
	survive kill 7
	shell busybox ash
	survive term 7
	survive kill 7
}
