#!/usr/bin/env bats
# runs.bats - of two runs of one package exactly one goes on, and the other knows who

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	canary=$root/bin/canary
	released two '{"statusCode": 200, "body": "two"}'
	mark
}

# shifts WEIGHT FROM TO - the record TO comes of a shift by the record FROM, with a healthy verdict
shifts() {
	judged healthy "$2.json" | shift-weight --alias live --weight "$1" >"$3.json" 2>"$3.log"
}

@test "a share has the name of the run, and the record and the message say it" {
	shifts 10% two a
	is "$(note)" '[1; run R since T]'
	is "$(jq -r .Run a.json)" "$(owner)"
	has "$(cat a.log)" "$(owner)"
	shifts 50% a half
	is "$(jq -r .Run half.json)" "$(jq -r .Run a.json)"
	is "$(owner)" "$(jq -r .Run a.json)"
	shifts 100% half done
	is "$(owner)" ''
}

@test "two runs that go on from one publication have two names; the second has the share" {
	local since
	shifts 10% two a
	shifts 10% two b
	[[ $(jq -r .Run a.json) != "$(jq -r .Run b.json)" ]]
	is "$(owner)" "$(jq -r .Run b.json)"
	since=$(description | sed -nE 's/.* since ([0-9TZ:-]+)\]$/\1/p')
	is "$(live)" '1 2=0.1'
	judged healthy a.json >good.json
	refuses 75 "$(jq -r .Run b.json)" shift-weight --weight 50% <good.json
	has "$stderr" "$since"
	is "$(live)" '1 2=0.1'
	refuses 75 "$(jq -r .Run b.json)" shift-weight --weight 100% <good.json
	is "$(live)" '1 2=0.1'
	shifts 50% b half
	is "$(live)" '1 2=0.5'
	shifts 100% half done
	is "$(live)" 2
}

@test "who takes a share over gives it the share that was asked for, a lower one too" {
	shifts 10% two a
	shifts 50% a half
	shifts 10% two b
	is "$(live)" '1 2=0.1'
	is "$(owner)" "$(jq -r .Run b.json)"
}

@test "a rollback by the record of another run leaves the share alone" {
	shifts 10% two a
	shifts 10% two b
	refuses 75 "$(jq -r .Run b.json)" rollback <a.json
	is "$(live)" '1 2=0.1'
	is "$(owner)" "$(jq -r .Run b.json)"
	gives rollback <b.json
	is "$(live)" 1
	is "$(note)" '[1, not 2]'
}

@test "a rollback by hand removes any share, and the run that had it ends with 75" {
	shifts 10% two a
	gives rollback -n --function name-searcher --alias live
	is "$(live)" 1
	judged healthy a.json >good.json
	refuses 75 '' shift-weight --weight 50% <good.json
	is "$(live)" 1
}

@test "a record without the name of a run goes by the code, as before" {
	shifts 10% two a
	jq -c 'del(.Run)' a.json >old.json
	gives rollback <old.json
	is "$(live)" 1
}

@test "a touch by somebody else does not make a run lose its share" {
	shifts 10% two a
	by_hand ''
	shifts 50% a half
	is "$(live)" '1 2=0.5'
	is "$(owner)" "$(jq -r .Run a.json)"
}

@test "a Description that is edited meanwhile is kept, and the run goes on" {
	shifts 10% two a
	by_hand "\"Description\":\"search $(description)\""
	shifts 50% a half
	is "$(note)" 'search [1; run R since T]'
	shifts 100% half done
	is "$(note)" 'search [2 since T, before 1]'
}

@test "LAMBDA_RELEASE_RUN is the name" {
	LAMBDA_RELEASE_RUN=k3v9q2xw shifts 10% two a
	is "$(owner)" k3v9q2xw
	is "$(jq -r .Run a.json)" k3v9q2xw
}

@test "a check is about the version that gets the share" {
	package bad '1 / 0'
	mark
	run --separate-stderr "$canary" --function name-searcher --weights 10% --bake 0 bad.zip -- --probes 1 --to-version 1
	[[ $status == 64 || $status == 1 ]]
	if [[ $status == 64 ]]; then is "$(calls)" 0; fi
	is "$output" ''
	is "$(states)" 1
}

# meet DELAY - two canaries of one package, the second started DELAY seconds after the first; no
# bake ends before both bake, or one has ended. What became of them is in met: "0 75".
meet() {
	local each
	rm -rf bakes go -- *.status
	mkdir bakes
	at_each_bake ": >\"bakes/\$LAMBDA_RELEASE_RUN\"" 'until test -e go; do /bin/sleep 0.02; done'
	for each in one other; do
		(
			ended=0
			"$canary" --function name-searcher --weights 10%,50% --bake 1s same.zip -- --probes 2 \
				>"$each.out" 2>"$each.err" || ended=$?
			echo "$ended" >"$each.new"
			mv "$each.new" "$each.status"
		) 3>&- &
		if [[ $each == one ]]; then /bin/sleep "$1"; fi
	done
	eventually 120 met
	: >go
	wait
	met=$(sort -n -- *.status | tr '\n' ' ')
	met=${met% }
}

# met - both bake, or one has ended
met() {
	[[ -e one.status || -e other.status || $(find bakes -type f | wc -l) -ge 2 ]]
}

@test "of two runs of one package one is promoted and the other ends with 75, each time" {
	local number pairs=${LAMBDA_RELEASE_TEST_PAIRS:-4} wrong=0 loser winner digest
	# One of two that meet at the code may publish it a second time; a share is adopted all the same.
	local steady='^1, 1 ([23])=0\.1, 1 ([23])=0\.5, ([23])$'
	package same '{"statusCode": 200, "body": "same"}'
	digest=$(openssl dgst -sha256 -binary same.zip | base64)
	for ((number = 0; number < pairs; number++)); do
		fresh ',"alias_version":"published"'
		meet "$(awk -v i="$number" -v n="$pairs" 'BEGIN { printf "%.3f", i / (n > 1 ? n - 1 : 1) }')"
		if [[ $met != '0 75' || ! $(states) =~ $steady ||
			$(control 'state?function=name-searcher' | jq -r '.versions[.aliases.live.FunctionVersion]') != "$digest" ]]; then
			wrong=$((wrong + 1))
			printf 'pair %s: %s; the alias was at %s\n' "$number" "$met" "$(states)" >&2
			tail -n 3 one.err other.err >&2
			continue
		fi
		winner=one loser=other
		if [[ $(<one.status) != 0 ]]; then winner=other loser=one; fi
		is "$(jq -rs 'map(type) | join(" ")' "$winner.out")" object
		is "$(cat "$loser.out")" ''
	done
	printf '%s of %s pairs ended otherwise than with 0 and 75\n' "$wrong" "$pairs" >&2
	is "$wrong" 0
}
