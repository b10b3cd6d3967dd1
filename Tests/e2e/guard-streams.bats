#!/usr/bin/env bats
# guard-streams.bats - with-rollback(1): what becomes of its log decides nothing

load helper
load guard

# Each way to read a log, or not to.
readers=(cat 'tee release.log >/dev/null' 'head -n 1 >/dev/null' true 'read -r line; exec sleep 60' closed no-output no-error nobody)

# flow [LINE...] - a share, the lines, a check, and the promotion
flow() {
	step flow 'set -e' 'shift-weight --record r.json --weight 10%' "$@" \
		'healthcheck --record r.json --probes 1' 'shift-weight --record r.json --weight 100%' 'cat r.json'
}

# reads READER [LINE] - starts the guard of the flow with its log in that pipe
reads() {
	rm -f status status.group
	"$BATS_TEST_DIRNAME/log-reader" status "$1" with-rollback flow </dev/null >reader.out 2>&1 3>&- &
	other=$!
	eventually 20 test -s status.group
	group=$(<status.group)
}

# read_status - the guard has ended; $ended is its status
read_status() {
	eventually 30 test -s status
	ended=$(<status)
}

# again - version 1 has all the traffic, and the record is new
again() {
	alias_to 1
	cp two.json r.json
	rm -f "$go" out
}

teardown() {
	: >"$go"
	if [[ -n ${group:-} ]]; then kill -KILL -- "-$group" 2>/dev/null || :; fi
	if [[ -n ${other:-} ]]; then kill -KILL "$other" 2>/dev/null || :; fi
}

@test "a good version is promoted, with status 0, whoever reads the log" {
	local reader
	# Its own output is the flow's: one that is closed or dies is its end, as of any cat(1).
	step flow 'set -e' 'exec >/dev/null' 'shift-weight --record r.json --weight 10%' \
		'healthcheck --record r.json --probes 1' 'shift-weight --record r.json --weight 100%'
	for reader in "${readers[@]}"; do
		echo "reader: $reader"
		again
		reads "$reader"
		read_status
		is "$ended" 0
		is "$(live)" 2
	done
}

@test "a bad version goes, with status 1, whoever reads the log" {
	local reader
	sick
	flow
	for reader in "${readers[@]}"; do
		echo "reader: $reader"
		again
		reads "$reader"
		read_status
		is "$ended" 1
		is "$(live)" 1
	done
}

@test "a record that nobody takes makes the flow fail at its end, and what is promoted goes" {
	flow
	reads 'true'
	read_status
	[[ $ended != 0 ]]
	is "$(live)" 1
}

@test "--unless-promoted: a record that nobody takes does not undo a promotion, and the status is 0" {
	flow
	rm -f status
	"$BATS_TEST_DIRNAME/log-reader" status true with-rollback --unless-promoted flow </dev/null >reader.out 2>&1 3>&- &
	other=$!
	read_status
	is "$ended" 0
	is "$(live)" 2
}

@test "INT, TERM, HUP and QUIT to the whole pipeline take back, whoever reads the log" {
	local reader signal
	flow ': >out' hold
	for signal in INT TERM HUP QUIT; do
		for reader in "${readers[@]}"; do
			echo "signal: $signal, reader: $reader"
			again
			reads "$reader"
			eventually 20 weighted
			kill -"$signal" -- "-$group"
			eventually 10 unweighted
			read_status
			is "$ended" "$((128 + $(kill -l "$signal")))"
			is "$(live)" 1
		done
	done
}

@test "TERM to the guard alone takes back, whoever reads the log" {
	local reader
	flow ': >out' hold
	for reader in "${readers[@]}"; do
		echo "reader: $reader"
		again
		reads "$reader"
		eventually 20 weighted
		kill -TERM "$group"
		eventually 10 unweighted
		read_status
		is "$ended" 143
	done
}

@test "a full disk under the log changes nothing" {
	step flow 'exec 2>/dev/null' 'shift-weight --record r.json --weight 10%; exit 5'
	ended=0
	with-rollback flow >/dev/full 2>/dev/full || ended=$?
	is "$ended" 5
	is "$(live)" 1
	cp two.json r.json
	step flow 'set -e' 'shift-weight --record r.json --weight 10%' 'healthcheck --record r.json --probes 1' 'shift-weight --record r.json --weight 100%'
	with-rollback flow >/dev/full 2>/dev/full
	is "$(live)" 2
}

@test "standard input, closed or not, is COMMAND's" {
	run -0 --separate-stderr with-rollback cat <<<'a record'
	is "$output" 'a record'
	run -5 --separate-stderr bash -c 'with-rollback sh -c "shift-weight --record r.json --weight 10%; exit 5" <&- >&-'
	is "$(live)" 1
	mark
	# A guard reads nothing of it.
	printf 'one\ntwo\n' | (with-rollback -q true && cat) >left
	is "$(cat left)" $'one\ntwo'
}

@test "a folder for temporary files that is read-only, missing or cleaned changes nothing" {
	mkdir tmp
	TMPDIR=$PWD/missing run -5 with-rollback --record r.json sh -c 'shift-weight --record "$LAMBDA_RELEASE_RECORD" --weight 10%; exit 5'
	is "$(live)" 1
	cp two.json r.json
	TMPDIR=$PWD/tmp run -5 with-rollback sh -c 'cp two.json "$LAMBDA_RELEASE_RECORD"; shift-weight --record "$LAMBDA_RELEASE_RECORD" --weight 10%; rm -rf tmp; exit 5'
	is "$(states)" '1, 1 2=0.1, 1, 1 2=0.1, 1'
}
