#!/usr/bin/env bats
# flows-signals.bats - canary(1) and all-at-once(1) when a signal ends them, at whatever moment

load helper
load flows

# begins COMMAND... - starts a flow in a process group of its own, whose id is $flow
begins() {
	# A shell starts background commands with INT ignored, and what is ignored cannot be trapped.
	setsid env --default-signal=INT,HUP,TERM "$@" >flow.out 2>flow.err 3>&- &
	flow=$!
	eventually 20 weighted
}

# ended - waits for the flow and puts its status into $ended
ended() {
	ended=0
	wait "$flow" || ended=$?
	flow=''
}

weighted() { [[ $(live) == *=* ]]; }
unweighted() { [[ $(live) != *=* ]]; }

@test "TERM, HUP and INT during the bake leave no weight, and end with their own statuses" {
	local pair
	for pair in TERM=143 HUP=129 INT=130; do
		begins "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1
		kill -"${pair%=*}" "$flow"
		eventually 2 unweighted
		ended
		is "$ended" "${pair#*=}"
		is "$(live)" 1
		is "$(cat flow.out)" ''
		has "$(cat flow.err)" 'rolled back'
	done
}

@test "TERM under bash leaves no weight" {
	begins bash --posix "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1
	kill -TERM "$flow"
	eventually 2 unweighted
	ended
	is "$ended" 143
}

@test "a signal to the whole group, as a terminal sends it, rolls back too" {
	begins "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1
	kill -INT -- "-$flow"
	eventually 2 unweighted
	ended
	is "$ended" 130
	begins "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1
	kill -TERM -- "-$flow"
	eventually 2 unweighted
	ended
	is "$ended" 143
}

@test "TERM during a check leaves no weight within the time of a call" {
	fresh ',"timeout":30'
	package slow "time.sleep(20) if os.path.exists('$broken') else {'statusCode': 200}"
	at_each_bake "touch '$broken'"
	begins "$canary" --function name-searcher --weights 10% --bake 1s slow.zip -- --probes 3
	probing() { control log?operation=Invoke | jq -se 'any(.status == null)' >/dev/null; }
	eventually 10 test -e "$broken"
	eventually 10 probing
	kill -TERM "$flow"
	eventually 2 unweighted
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "a second signal does not lose the rollback" {
	begins "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1
	control fault '{"match":"UpdateAlias","count":0,"delay":0.4}' >/dev/null
	kill -TERM "$flow"
	kill -INT "$flow"
	eventually 10 hit
	kill -TERM -- "-$flow"
	kill -HUP -- "-$flow"
	ended
	is "$(live)" 1
	[[ $ended -eq 143 || $ended -eq 130 ]]
}

@test "TERM while a weight is being set rolls it back, even when it lands later" {
	control fault '{"match":"UpdateAlias","nth":4,"delay":1}' >/dev/null
	setsid env --default-signal=TERM "$canary" --function name-searcher --weights 10% --bake 60s good.zip -- --probes 1 >flow.out 2>flow.err 3>&- &
	flow=$!
	eventually 20 hit
	kill -TERM "$flow"
	ended
	is "$ended" 143
	landed() { control log?operation=UpdateAlias | jq -se 'any(.fault and .status)' >/dev/null; }
	eventually 10 landed
	is "$(live)" 1
}

@test "TERM while the promotion is under way ends in one state, and the status tells which" {
	begins "$canary" --function name-searcher --weights 10% --bake 60s --record state.json good.zip -- --probes 1
	pkill -KILL -s "$flow"
	wait "$flow" || :
	jq -c '.Health = {Verdict: "healthy", Version: "2"}' state.json >record.json
	# The first is the touch of a run that goes on with another's share.
	control fault '{"match":"UpdateAlias","nth":2,"delay_after":1}' >/dev/null
	setsid env --default-signal=TERM "$canary" --function name-searcher --strategy AllAtOnce --no-check <record.json >flow.out 2>flow.err 3>&- &
	flow=$!
	promoted() { [[ $(live) == 2 ]]; }
	eventually 20 promoted
	kill -TERM "$flow"
	ended
	is "$ended" 0
	is "$(live)" 2
	has "$(cat flow.err)" 'the promotion had already happened'
}

@test "after kill -9 the same command converges" {
	begins "$canary" --function name-searcher --weights 10%,50% --bake 60s good.zip -- --probes 1
	pkill -KILL -s "$flow"
	wait "$flow" || :
	flow=''
	is "$(live)" '1 2=0.1'
	promotes "$canary" --function name-searcher --weights 10%,50% --bake 0s good.zip -- --probes 1
	is "$(live)" 2
	is "$(control 'state?function=name-searcher' | jq '.versions | length')" 2
}

@test "after kill -9 rollback alone cleans up" {
	begins "$canary" --function name-searcher --weights 10% --bake 60s --record state.json good.zip -- --probes 1
	pkill -KILL -s "$flow"
	wait "$flow" || :
	flow=''
	rollback --unless-promoted <state.json >/dev/null
	is "$(live)" 1
}

@test "a paused release that is killed in its second half: TERM takes back, after kill -9 it goes on or back" {
	local form
	half() { [[ $(live) == '1 2=0.5' ]]; }
	for form in file pipe; do
		fresh
		rm -f r.json
		paused --record r.json
		# In the background a shell gives a command no standard input.
		set -- sh -c 'exec "$@" <paused.json' - "$canary" --function name-searcher --weights 10%,50% --bake 60s --pause-at 10%
		if [[ $form == file ]]; then set -- "$@" --record r.json; fi
		begins "$@" -- --probes 1
		eventually 20 half
		kill -TERM "$flow"
		ended
		is "$ended" 143
		is "$(live)" 1
		fresh
		rm -f r.json
		paused --record r.json
		begins "$@" -- --probes 1
		eventually 20 half
		pkill -KILL -s "$flow"
		wait "$flow" || :
		flow=''
		is "$(live)" '1 2=0.5'
		if [[ $form == file ]]; then
			promotes "$canary" --function name-searcher --weights 10%,50% --bake 0s --pause-at 10% --record r.json -- --probes 1
			is "$(live)" 2
		else
			# The record of the first half names another run than the one that was killed.
			refuses 75 'belongs to run' rollback <paused.json
			rollback -n --function name-searcher --alias live >back.json
			is "$(live)" 1
		fi
	done
}
