#!/usr/bin/env bats
# guard-hang.bats - AWS that takes a request and never answers does not outlast the time of a rollback

load helper
load guard

# hangs MODE - $way is a way to the local AWS that goes on so once the file MODE.mode has it
hangs() {
	mkfifo "$1.life"
	"$BATS_TEST_DIRNAME/hanging" "$1.port" "$1.mode" "${REHEARSAL_URL#http://}" <"$1.life" >"$1.log" 2>&1 3>&- &
	exec {life}>"$1.life"
	eventually 20 test -s "$1.port"
	way=http://127.0.0.1:$(<"$1.port")
}

@test "rollback --wait ends in time when AWS does not answer: 3, for it may have happened" {
	local mode began
	for mode in silent trickle; do
		cp two.json r.json
		shift-weight --record r.json --weight 10% 2>shift.log
		hangs "$mode"
		echo "$mode" >"$mode.mode"
		began=$SECONDS
		AWS_ENDPOINT_URL=$way refuses 3 'not confirmed' rollback -n --function name-searcher --alias live --wait 3s
		# One exchange alone may take 30 s else.
		[[ $((SECONDS - began)) -le 25 ]]
		rollback -n --function name-searcher --alias live 2>rollback.log >rollback.json
		control reset '{}' >/dev/null
		another name-searcher ',"alias_version":"published"'
		publish -n --function name-searcher --alias live --zip-file two.zip >two.json 2>publish.log
	done
}

@test "after a signal 30 s are all, whatever AWS does: 3, and the alias and the command are named (slow)" {
	local mode function began took
	local -A of=([silent]=name-searcher [trickle]=name-writer)
	several
	for mode in "${!of[@]}"; do
		function=${of[$mode]}
		hangs "$mode"
		AWS_ENDPOINT_URL=$way setsid sh -c '
			env --default-signal with-rollback sh -c "
				echo \$PPID >$1.guard
				shift-weight --record $2.json --weight 10% && : >$1.out; exec /bin/sleep 300"
			echo $? >$1.status.new
			date +%s >$1.end
			mv $1.status.new $1.status' - "$mode" "$function" </dev/null >"$mode.log" 2>"$mode.err" 3>&- &
	done
	for mode in "${!of[@]}"; do eventually 30 test -e "$mode.out"; done
	for mode in "${!of[@]}"; do echo "$mode" >"$mode.mode"; done
	began=$(date +%s)
	for mode in "${!of[@]}"; do kill -TERM "$(<"$mode.guard")"; done
	for mode in "${!of[@]}"; do
		eventually 150 test -e "$mode.status"
		is "$(<"$mode.status")" 3
		took=$(($(<"$mode.end") - began))
		[[ $took -ge 20 && $took -le 60 ]]
		function=${of[$mode]}
		is "$(live "$function")" '1 2=0.1'
		has "$(<"$mode.err")" 'THE ROLLBACK IS NOT CONFIRMED: look at the alias live'
		has "$(<"$mode.err")" "hint: rollback --alias live --function $function"
	done
}

@test "a signal during a rollback that hangs leaves it 30 s, and the status as it was: 3" {
	local began
	hangs silent
	AWS_ENDPOINT_URL=$way begins with-rollback sh -c "$(printf '%s' 'shift-weight --record r.json --weight 10%; echo silent >silent.mode; exit 5')"
	eventually 30 grep -q hangs silent.log
	began=$SECONDS
	kill -TERM "$guard"
	ended
	is "$ended" 3
	[[ $((SECONDS - began)) -le 50 ]]
	has "$(<guard.err)" 'THE ROLLBACK IS NOT CONFIRMED'
}

@test "an alias whose region does not answer keeps no other alias from its rollback" {
	several
	hangs silent
	begins with-rollback sh -c "
		shift-weight --record name-writer.json --weight 10%
		AWS_ENDPOINT_URL= shift-weight --record name-searcher.json --weight 10% --endpoint-url $way
		echo silent >silent.mode; exit 5"
	back() { [[ $(live name-writer) == 1 && -e silent.mode ]]; }
	# The silent one is newer, and has 15 minutes.
	eventually 100 back
	is "$(live name-searcher)" '1 2=0.1'
	kill -TERM "$guard"
	ended
	is "$ended" 3
	has "$(<guard.err)" 'not rolled back yet'
}
