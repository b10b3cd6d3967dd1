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
