#!/usr/bin/env bats
# guard-flows.bats - with-rollback(1): flows that users write, killed at each step, under three shells

load helper
load guard

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	guard=''
	go=$PWD/go
	export go
	PATH=$PWD/steps:$PATH
	fresh
	package good '{"statusCode": 200, "body": "two"}'
	step flow 'set -eu' 'echo $$ >flow.pid' \
		'upload --record release.json --bucket lambda-sources --function name-searcher good.zip' \
		'publish --record release.json --alias live' \
		'healthcheck --record release.json --probes 1' \
		'for weight in 10% 50%; do' \
		'	sh -c "shift-weight --weight $weight <release.json | tee shifted.json | healthcheck --probes 1 >checked.json"' \
		'	mv checked.json release.json' \
		'done' \
		'shift-weight --record release.json --weight 100%'
}

# shell WORD... - what sh(1) is, and what the flows run under
shell() {
	command -v "$1" >/dev/null || skip "there is no $1"
	printf '#!/bin/bash\nexec %s "$@"\n' "$(command -v "$1") ${*:2}" >steps/sh
	chmod +x steps/sh
}

# flow_is_over - nothing of its process group is left: a command may outlive its shell
flow_is_over() { ! kill -0 -- "-$(<flow.pid)" 2>/dev/null; }

# killed VICTIM WHEN NUMBER - the flow of a new function, with a signal at the request of that number: to
# the guard (KILL or TERM), the command (peer), or the shell above it (peer-parent); false when the flow
# has no such request
killed() {
	local victim=\"$1\" signal=KILL wait=0
	fresh ',"alias_version":"published"'
	well
	rm -f release.json checked.json shifted.json flow.pid
	case $1 in guard-*)
		# A process that is killed is gone a moment later: the answer waits for that.
		victim='PID' signal=${1#guard-} wait=0.2
		;;
	esac
	printf '%s' "{\"match\":{\"caller\":\"ci-name-searcher\"},\"nth\":$3,\"kill\":{\"pid\":$victim,\"signal\":\"$signal\",\"when\":\"$2\"},\"delay_after\":$wait}" >fault
	# The guard is this shell, once it is replaced.
	begins bash -c 'sed "s/PID/$$/" fault | curl -sSf "$REHEARSAL_URL/_rehearsal/fault" -d @- >/dev/null && exec with-rollback --unless-promoted sh steps/flow'
	ended
	eventually 30 flow_is_over
	control faults | jq -e '.[0].hit > 0' >/dev/null
}

# fits - the status tells the truth: promoted and 0, or all back and another one
fits() {
	case "$(live) $ended" in
	'2 0') ;;
	'1 0' | '2 '* | *=*) return 1 ;;
	esac
}

# survives VICTIM WHEN STRIDE - killed at each request, or each of so many
survives() {
	local number wrong=0 last
	for ((number = 1; ; number += $3)); do
		last=0
		killed "$1" "$2" "$number" || last=1
		if [[ $1 == guard-KILL && $last -eq 0 ]]; then
			# Nothing is exposed after the guard is gone; rollback alone cleans up.
			is "$ended" 137
			[[ $(live) == 2 ]] || rollback -n --function name-searcher --alias live >/dev/null 2>&1
			[[ $(live) == 1 || $(live) == 2 ]]
			unexposed || wrong=$((wrong + 1))
		elif ! fits; then
			wrong=$((wrong + 1))
			printf '%s %s at request %s: status %s, the alias is at %s\n' "$1" "$2" "$number" "$ended" "$(live)" >&2
			tail -n 5 guard.err >&2
		fi
		((last == 0)) || break
	done
	is "$ended $(live)" '0 2'
	((number > 12)) || return
	is "$wrong" 0
}

# unexposed - after the request at which the guard was killed no share was set
unexposed() {
	is "$(control log | jq -s '
		(map(select(.fault)) | .[0]) as $hit
		| map(select(.operation == "UpdateAlias" and .caller == "ci-name-searcher" and .seq > ($hit.seq // 0)))
		| map(select((.request.RoutingConfig.AdditionalVersionWeights // {} | length > 0) or .request.FunctionVersion == "2"))
		| if $hit then length else 0 end')" 0
}

@test "a flow of ten lines, its guard ended by TERM at each request" { survives guard-TERM before 2; }

@test "a flow of ten lines, each command killed after its request" { survives peer after 1; }

@test "a flow of ten lines, each command killed before its request" { survives peer before 2; }

@test "a flow of ten lines, the shell killed at each request" { survives peer-parent before 2; }

@test "a flow of ten lines, its guard killed at each request: nothing is exposed any more" { survives guard-KILL before 2; }

@test "the same under bash --posix" {
	shell bash --posix
	survives guard-TERM before 4
	survives peer after 4
	survives peer-parent before 5
}

@test "the same under busybox ash" {
	shell busybox ash
	survives guard-TERM before 4
	survives peer after 4
	survives peer-parent before 5
}

# --- several functions -----------------------------------------------------------------------------

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
