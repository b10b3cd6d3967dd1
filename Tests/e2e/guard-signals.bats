#!/usr/bin/env bats
# guard-signals.bats - with-rollback(1): signals, process groups, terminals, and steps that outlive it

load helper
load guard

# shares - a flow: a share, a wait, another share; $guard is its guard, and the share is out
shares() {
	step shares 'echo $$ >child' 'shift-weight --record r.json --weight 10%' hold \
		'shift-weight --record r.json --weight 50% --force; echo $? >later.new; mv later.new later'
	begins "$@" with-rollback shares
	eventually 20 weighted
	eventually 20 test -s child
}

# number SIGNAL - 128 and its number
number() { echo $((128 + $(kill -l "$1"))); }

# permitted COMMAND... - skips the test where COMMAND is not permitted
permitted() { "$@" true 2>/dev/null || skip "not permitted here: $*"; }

@test "HUP, INT, QUIT and TERM to the guard alone take back at once, each with its status" {
	local signal
	for signal in HUP INT QUIT TERM; do
		cp two.json r.json
		shares
		kill -"$signal" "$guard"
		eventually 10 unweighted
		ended
		is "$ended" "$(number "$signal")"
		is "$(live)" 1
		has "$(cat guard.err)" 'rolled back'
	done
}

@test "a signal before anything is out sends nothing, and it is said that nothing was shifted" {
	local signal
	for signal in HUP INT TERM; do
		rm -f started
		begins with-rollback sh -c ': >started; hold'
		eventually 20 test -e started
		kill -"$signal" "$guard"
		ended
		is "$ended" "$(number "$signal")"
		is "$(calls)" 0
		has "$(cat guard.err)" "interrupted by $signal: nothing was shifted"
	done
	begins with-rollback --quiet sh -c ': >quiet; hold'
	eventually 20 test -e quiet
	kill -TERM "$guard"
	ended
	is "$ended $(cat guard.err)" '143 '
}

@test "nothing was shifted is not said when a share was, even one that a rollback took back" {
	step shared 'shift-weight --record r.json --weight 10%' 'rollback --record r.json' ': >started' hold
	begins with-rollback shared
	eventually 20 test -e started
	kill -TERM "$guard"
	ended
	is "$ended $(live)" '143 1'
	lacks "$(cat guard.err)" 'nothing was shifted'
}

@test "a flow that is interrupted before its first share says that nothing was shifted" {
	# Each probe takes its time, and the check before traffic many of them.
	package slow "[time.sleep(0.5), {'statusCode': 200}][1]"
	control settings '{"canned":{}}' >/dev/null
	begins "$root/bin/canary" --function name-searcher --weights 10% --bake 0s slow.zip
	checking() { [[ $(control log?operation=Invoke | grep -c .) -gt 3 ]]; }
	eventually 40 checking
	kill -INT "$guard"
	ended
	is "$ended $(live)" '130 1'
	has "$(cat guard.err)" 'interrupted by INT: nothing was shifted'
	lacks "$(cat guard.err)" 'nothing ran guarded'
}

@test "a second signal, and a third, change nothing" {
	shares
	control fault '{"match":"UpdateAlias","count":0,"delay":0.5}' >/dev/null
	mark
	kill -TERM "$guard"
	eventually 10 hit
	kill -INT "$guard"
	kill -HUP "$guard"
	kill -QUIT "$guard"
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "a signal while a failure is being taken back changes nothing" {
	step fail 'shift-weight --record r.json --weight 10%' hold 'exit 5'
	begins with-rollback fail
	eventually 20 weighted
	control fault '{"match":"UpdateAlias","count":0,"delay":0.5}' >/dev/null
	: >"$go"
	eventually 10 hit
	kill -INT "$guard"
	kill -TERM "$guard"
	ended
	is "$ended" 5
	is "$(live)" 1
}

@test "--unless-promoted: a promotion stays, and the status is 0 after a signal too" {
	step promoted 'shift-weight --record r.json --weight 100% --force' ': >out' hold
	begins with-rollback --unless-promoted promoted
	eventually 20 test -e out
	kill -TERM "$guard"
	ended
	is "$ended" 0
	is "$(live)" 2
	# Without the option it goes.
	rm out
	alias_to 1
	cp two.json r.json
	begins with-rollback promoted
	eventually 20 test -e out
	kill -TERM "$guard"
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "hold, a healthy share and a pause do not outlive a signal" {
	step checked 'shift-weight --record r.json --weight 10%' 'healthcheck --record r.json --probes 1' ': >out' hold
	begins with-rollback --on-inconclusive hold checked
	eventually 20 test -e out
	kill -TERM "$guard"
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "the child gets TERM, never KILL; the rollback does not wait for it, the guard does" {
	step stubborn "trap ': >termed' TERM" 'shift-weight --record r.json --weight 10%' \
		": >ready; until test -e '$go'; do /bin/sleep 0.05; done" ': >done; exit 9'
	begins with-rollback stubborn
	eventually 20 test -e ready
	kill -TERM "$guard"
	eventually 10 unweighted
	eventually 10 test -e termed
	kill -0 "$guard"
	[[ ! -e done ]]
	: >"$go"
	ended
	is "$ended" 143
	[[ -e done ]]
}

@test "a child that is stopped gets CONT with the TERM, and ends" {
	shares
	kill -STOP "$(<child)"
	eventually 5 is_state "$(<child)" T
	kill -TERM "$guard"
	eventually 10 unweighted
	ended
	is "$ended" 143
}

@test "without a terminal the child leads a group of its own, and a signal ends what is below it" {
	shares
	is "$(ps -o pgid= -p "$(<child)" | tr -d ' ')" "$(<child)"
	kill -TERM "$guard"
	ended
	run ! kill -0 "$(<child)"
}

@test "a signal to the whole group, as CI sends it" {
	shares
	kill -TERM -- "-$guard"
	eventually 10 unweighted
	ended
	is "$ended" 143
}

@test "what was ignored at the start stays ignored, in the guard and in the child" {
	local signal
	for signal in HUP INT QUIT TERM; do
		rm -f later "$go"
		alias_to 1
		cp two.json r.json
		shares env --ignore-signal="$signal"
		kill -"$signal" "$guard" "$(<child)"
		kill -"$signal" -- "-$guard"
		# The guard takes a signal that counts at once: nothing is left pending when it is at rest.
		eventually 5 is_state "$guard" S
		is "$(live)" '1 2=0.1'
		: >"$go"
		ended
		is "$ended" 2
		is "$(cat later)" 0
		is "$(states | sed 's/.*, \(1 2=0.1, .*\)/\1/')" '1 2=0.1, 1 2=0.5, 1'
	done
}

@test "nohup, and a background job of a script" {
	step shares 'shift-weight --record r.json --weight 10%' hold 'healthcheck --record r.json --probes 1'
	begins nohup with-rollback shares
	eventually 20 weighted
	kill -HUP "$guard"
	kill -HUP -- "-$guard"
	: >"$go"
	ended
	is "$ended" 0
	is "$(live)" '1 2=0.1'
	rm "$go"
	alias_to 1
	cp two.json r.json
	begins sh -c 'with-rollback shares & echo $! >inner; wait $!'
	eventually 20 weighted
	kill -INT "$(<inner)"
	kill -QUIT "$(<inner)"
	: >"$go"
	ended
	is "$ended" 0
	is "$(live)" '1 2=0.1'
}

# inherited COMMAND... - the mask and what is ignored, of the signals that a program can name: the two
# that the C library keeps to itself are ignored in every child of its posix_spawn(3)
inherited() {
	env --default-signal "$@" sed -nE 's/^(Sig(Blk|Ign)).*(.{8})$/\1 \3/p' /proc/self/status |
		while read -r name bits; do printf '%s %x\n' "$name" $((0x$bits & 0x7fffffff)); done
}

@test "the child has the mask and the dispositions that the guard had at its start" {
	local -a odd=(--ignore-signal=INT,USR1 --block-signal=USR2,HUP)
	is "$(inherited "${odd[@]}")" $'SigBlk 801\nSigIgn 202'
	is "$(inherited "${odd[@]}" with-rollback -q)" "$(inherited "${odd[@]}")"
	is "$(inherited with-rollback -q)" "$(inherited)"
}

@test "a parent that ignores SIGCHLD: the status of COMMAND is still its own" {
	run -5 env --ignore-signal=CHLD with-rollback sh -c 'shift-weight --record r.json --weight 10%; exit 5'
	is "$(live)" 1
	cp two.json r.json
	shares env --ignore-signal=CHLD
	kill -TERM "$guard"
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "the guard works as PID 1, with the /proc of outside and with its own" {
	permitted unshare -pf
	local -a how
	for how in '-pf' '-pf --mount-proc'; do
		cp two.json r.json
		# An orphan is reaped, and is not taken for COMMAND.
		# shellcheck disable=SC2086 # words
		run -5 --separate-stderr unshare $how with-rollback sh -c '(true &); shift-weight --record r.json --weight 10%; (exit 0 &); exit 5'
		has "$stderr" 'version 2 10%'
		is "$(live)" 1
	done
	is "$(states)" '1, 1 2=0.1, 1, 1 2=0.1, 1'
}

@test "TERM to PID 1 takes back" {
	permitted unshare -pf
	shares unshare -pf
	kill -TERM "$(ps -o pid= --ppid "$guard" | tr -d ' ')"
	eventually 10 unweighted
	ended
	is "$ended" 143
}

# --- what outlives the guard -----------------------------------------------------------------------

# later - the step that came later has ended; its status must be 70
later() {
	eventually 30 test -s later
	is "$(cat later)" 70
}

@test "kill -9 of the guard alone: later steps end with 70 and change nothing" {
	shares
	kill -KILL "$guard"
	ended
	is "$ended" 137
	mark
	: >"$go"
	later
	is "$(calls)" 0
	is "$(live)" '1 2=0.1'
	# rollback needs no guard, not even with the variable of a guard that is gone.
	LAMBDA_RELEASE_GUARD="/proc/$$/fd/99:gone" rollback --record r.json 2>/dev/null
	is "$(live)" 1
}

@test "kill -9 of the guard alone: rollback in the script still takes back" {
	step shares 'echo $$ >child' 'shift-weight --record r.json --weight 10%' hold 'rollback --record r.json; echo $? >later'
	begins with-rollback shares
	eventually 20 weighted
	kill -KILL "$guard"
	ended
	: >"$go"
	eventually 20 test -s later
	is "$(cat later)" 0
	is "$(live)" 1
}

@test "kill -9 of the child alone: taken back, 70" {
	shares
	kill -KILL "$(<child)"
	eventually 10 unweighted
	ended
	is "$ended" 70
	is "$(live)" 1
}

@test "a step in another session that goes on after its guard ends with 70 and changes nothing" {
	local ending
	for ending in KILL TERM fail done; do
		rm -f later "$go" out
		alias_to 1
		cp two.json r.json
		step outlives hold 'shift-weight --record r.json --weight 50% --force; echo $? >later.new; mv later.new later'
		step shares 'shift-weight --record r.json --weight 10%' 'setsid outlives >/dev/null 2>&1 &' ': >out' \
			"case $ending in fail) exit 5 ;; done) exit 0 ;; esac" 'exec /bin/sleep 30'
		begins with-rollback shares
		eventually 20 test -e out
		case $ending in KILL | TERM) kill -"$ending" "$guard" ;; esac
		ended
		case $ending in
		KILL) is "$(live)" '1 2=0.1' ;;
		TERM) is "$ended $(live)" '143 1' ;;
		fail) is "$ended $(live)" '5 1' ;;
		done) is "$ended $(live)" '2 1' ;;
		esac
		mark
		: >"$go"
		later
		is "$(calls)" 0
	done
}

@test "a write that is on its way when TERM comes does not stand, even when it lands after the rollback" {
	control fault '{"match":"UpdateAlias","nth":2,"delay":1}' >/dev/null
	step shares 'exec shift-weight --record r.json --weight 10%'
	begins with-rollback shares
	eventually 20 hit
	kill -TERM "$guard"
	ended
	is "$ended" 143
	landed() { [[ $(control "log?since=$seen&operation=UpdateAlias" | jq -s '[.[] | select(.fault)] | length') -ge 1 ]]; }
	eventually 10 landed
	is "$(live)" 1
}

@test "a guard that is stopped still has its journal, and goes on when it is continued" {
	shares
	kill -STOP "$guard"
	eventually 5 is_state "$guard" T
	: >"$go"
	eventually 20 test -s later
	is "$(cat later)" 0
	is "$(live)" '1 2=0.5'
	kill -CONT "$guard"
	ended
	is "$ended" 2
	is "$(live)" 1
}

@test "a step that runs while its guard is stopped is fenced by TERM and CONT" {
	shares
	kill -STOP "$guard"
	eventually 5 is_state "$guard" T
	kill -TERM "$guard"
	kill -CONT "$guard"
	eventually 10 unweighted
	ended
	is "$ended" 143
}

@test "after a signal the rollback is tried for 30 s, then the status is 3 (slow)" {
	local began
	shares
	control fault '{"match":"UpdateAlias","count":0,"do":"lose","applied":false}' >/dev/null
	began=$(date +%s)
	kill -TERM "$guard"
	ended
	is "$ended" 3
	[[ $(($(date +%s) - began)) -ge 25 && $(($(date +%s) - began)) -le 45 ]]
	is "$(live)" '1 2=0.1'
	has "$(cat guard.err)" 'rollback --alias live --function name-searcher'
}

# --- on a terminal ---------------------------------------------------------------------------------

# opens COMMAND... - on a terminal of its own; type reaches it, shown is what it shows
opens() {
	mkfifo keys
	: >shown
	# The terminal's own group, in the foreground, with every signal's default.
	setsid env --default-signal TERM=dumb "$BATS_TEST_DIRNAME/terminal" keys shown "$@" </dev/null >guard.out 2>guard.err 3>&- &
	guard=$!
	eventually 20 test -s shown || eventually 20 test -e out
}

type() { printf '%b' "$1" >keys; }
shows() { grep -aqF -- "$1" shown; }

# in_front - the guard runs and has the terminal: what is typed is for its child
in_front() {
	[[ $(ps -o pgid= -p "$(<parent)") -eq $(ps -o tpgid= -p "$(<parent)") ]] && is_state "$(<parent)" S
}

# flow - a share, a wait with a heartbeat, and a promotion
flow() {
	step flow 'echo $$ >child; echo $PPID >parent' 'shift-weight --record r.json --weight 10%' \
		': >out' hold 'shift-weight --record r.json --weight 100% --force; echo $? >later.new; mv later.new later'
}

@test "Ctrl-C and Ctrl-\\ on a terminal take back" {
	local pair
	flow
	for pair in '\003=130' '\034=131'; do
		rm -rf out keys
		cp two.json r.json
		opens with-rollback flow
		eventually 20 test -e out
		type "${pair%=*}"
		eventually 10 unweighted
		ended
		is "$ended" "${pair#*=}"
		is "$(live)" 1
	done
}

@test "the terminal that hangs up takes back" {
	flow
	opens with-rollback flow
	eventually 20 test -e out
	kill -KILL "$guard"
	eventually 5 unweighted
	guard=''
	is "$(live)" 1
}

@test "on a terminal the child stays in the guard's group, and the guard leaves the foreground alone" {
	flow
	opens with-rollback flow
	eventually 20 test -e out
	is "$(ps -o pgid=,tpgid= -p "$(<child)" | tr -s ' ')" "$(ps -o pgid=,tpgid= -p "$(<parent)" | tr -s ' ')"
	is "$(ps -o pgid= -p "$(<parent)" | tr -d ' ')" "$(ps -o tpgid= -p "$(<parent)" | tr -d ' ')"
	type '\003'
	ended
}

@test "Ctrl-Z stops guard and steps, fg goes on, and the end is the flow's" {
	flow
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'with-rollback flow; echo "status=<$?>"\r'
	eventually 20 test -e out
	type '\032'
	eventually 10 shows Stopped
	eventually 5 is_state "$(<child)" T
	eventually 5 is_state "$(<parent)" T
	: >"$go"
	is "$(live)" '1 2=0.1'
	type 'fg\r'
	eventually 20 test -s later
	is "$(cat later)" 0
	# The shell drops the rest of a line whose command was stopped.
	type 'echo "after=<$?>"\r'
	eventually 10 shows 'after=<0>'
	is "$(live)" 2
	type 'exit\r'
	ended
}

@test "Ctrl-Z, fg, and then Ctrl-C takes back; so does Ctrl-C after a start in the background" {
	flow
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'with-rollback flow\r'
	eventually 20 test -e out
	type '\032'
	eventually 10 shows Stopped
	type 'fg\r'
	eventually 10 in_front
	type '\003'
	eventually 10 unweighted
	type 'echo "after=<$?>"\r'
	eventually 10 shows 'after=<130>'
	rm out
	cp two.json r.json
	type 'with-rollback flow &\r'
	eventually 20 test -e out
	type 'fg\r'
	eventually 10 in_front
	type '\003'
	eventually 10 unweighted
	type 'exit\r'
	ended
}

@test "a prompt on the terminal, as for an MFA code, is answered; after fg too" {
	step asks 'echo $PPID >parent' 'printf "code: " >/dev/tty; read -r code </dev/tty; printf %s "$code" >code.new; mv code.new code'
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'with-rollback asks\r'
	eventually 20 shows 'code: '
	type '123456\r'
	eventually 10 test -e code
	is "$(cat code)" 123456
	rm code
	: >shown
	type 'with-rollback asks\r'
	eventually 20 shows 'code: '
	type '\032'
	eventually 10 shows Stopped
	type 'fg\r'
	eventually 10 in_front
	type '654321\r'
	eventually 10 test -s code
	is "$(cat code)" 654321
	type 'exit\r'
	ended
}

@test "stty tostop: a guard in the background is not stopped by its own message" {
	step flow 'exec >/dev/null 2>&1 </dev/null' 'echo $PPID >parent' 'shift-weight --record r.json --weight 10%' ': >out' hold
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'stty tostop; with-rollback flow &\r'
	eventually 20 test -e out
	kill -TERM "$(<parent)"
	eventually 10 unweighted
	type 'wait %1; echo "after=<$?>"\r'
	eventually 10 shows 'after=<143>'
	type 'exit\r'
	ended
}

@test "TERM to the guard alone on a terminal: what its child does later is refused" {
	step flow "trap '' TERM" 'echo $PPID >parent' 'shift-weight --record r.json --weight 10%' ': >out' hold \
		'shift-weight --record r.json --weight 100% --force; echo $? >later.new; mv later.new later'
	opens with-rollback flow
	eventually 20 test -e out
	kill -TERM "$(<parent)"
	eventually 10 unweighted
	mark
	: >"$go"
	later
	is "$(asked)" ''
	ended
	is "$ended" 143
	is "$(live)" 1
}

@test "kill -9 of the guard alone on a terminal: the promotion is refused" {
	flow
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'with-rollback flow\r'
	eventually 20 test -e out
	kill -KILL "$(<parent)"
	eventually 10 shows Killed
	mark
	: >"$go"
	later
	is "$(calls)" 0
	is "$(live)" '1 2=0.1'
	type 'exit\r'
	ended
}

@test "the log piped into tee on a terminal: Ctrl-C takes back, whatever becomes of tee" {
	flow
	opens env PS1='ready> ' bash --norc --noprofile -i
	eventually 20 shows 'ready> '
	type 'with-rollback flow 2>&1 | tee release.log; echo "status=<${PIPESTATUS[0]}>"\r'
	eventually 20 test -e out
	type '\003'
	eventually 10 unweighted
	type 'echo "after=<${PIPESTATUS[0]}>"\r'
	eventually 10 shows '=<130>'
	type 'exit\r'
	ended
}
