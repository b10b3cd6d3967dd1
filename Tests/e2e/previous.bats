#!/usr/bin/env bats
# previous.bats - rollback --to-version previous: where the alias was before, and never a version
# that it was rolled back from

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	canary=$root/bin/canary
	mark
}

# promoted NAME [ALIAS] - a package of that name is published, and all traffic goes to it
promoted() {
	package "$1" "{\"statusCode\": 200, \"body\": \"$1\"}"
	publish --function name-searcher --alias "${2:-live}" --zip-file "$1.zip" </dev/null >"$1.json" 2>>log
	shift-weight --alias "${2:-live}" --force --weight 100% <"$1.json" >"$1.done" 2>>log
}

# previous [OPTION...] - an operator who knows the function and the alias alone
previous() {
	rollback -n --function name-searcher --alias "${alias:-live}" --to-version previous "$@"
}

# candidate VERSION - the refusal names it as one of those that it may be
candidate() { [[ $stderr == *hint:* && ${stderr#*hint:} =~ (^|[^0-9.])$1($|[^0-9.]) ]]; }

@test "previous is where the alias was, whatever was published while another version was live" {
	promoted two
	promoted three
	released four '{"statusCode": 200, "body": "four"}'
	gives previous
	is "$(live)" 2
	# Version 4 was published when 3 was live, and is released over 2.
	promotes "$canary" --function name-searcher --weights 10% --bake 0 four.zip -- --probes 1
	is "$(live)" 4
	is "$(versions)" 4
	gives previous
	is "$(live)" 2
	is "$(jq -c .RolledBack out.json)" '{"From":"4","To":"2"}'
}

@test "the same when the operator rolled back with the AWS CLI" {
	promoted two
	promoted three
	released four '{"statusCode": 200, "body": "four"}'
	by_hand '"FunctionVersion":"2"'
	promotes "$canary" --function name-searcher --weights 10% --bake 0 four.zip -- --probes 1
	gives previous
	is "$(live)" 2
	is "$(note)" '[2 since T, not 4]'
}

@test "each alias has a past of its own" {
	control call '{"method":"POST","path":"/2015-03-31/functions/name-searcher/aliases",
		"body":{"Name":"staging","FunctionVersion":"1"}}' >/dev/null
	promoted two staging
	promoted three staging
	is "$(live name-searcher staging)" 3
	is "$(live)" 1
	promotes "$canary" --function name-searcher --weights 10% --bake 0 three.zip -- --probes 1
	is "$(live)" 3
	is "$(versions)" 3
	gives previous
	is "$(live)" 1
	alias=staging gives previous
	is "$(live name-searcher staging)" 2
	is "$(live)" 1
	is "$(note staging)" '[2 since T, not 3]'
}

@test "asked for three times it moves once" {
	promoted two
	promoted three
	promoted four
	gives previous
	is "$(live)" 3
	before=$(description)
	for _ in 2 3; do
		gives previous
		has "$stderr" already
		is "$(live)" 3
		is "$(description)" "$before"
	done
	is "$(states)" '1, 2, 3, 4, 3'
}

@test "after a lost answer it may be asked for again" {
	promoted two
	promoted three
	control fault '{"match":"UpdateAlias","nth":2,"count":0,"do":"lose"}' >/dev/null
	refuses 3 'not confirmed' previous
	control reset-faults '{}' >/dev/null
	is "$(live)" 2
	gives previous
	is "$(live)" 2
	has "$stderr" already
}

@test "a finished release that is run again can be rolled back by its record" {
	package two '{"statusCode": 200, "body": "two"}'
	promotes "$canary" --state state.json --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	is "$(jq -r '.Version + " " + .PreviousVersion' state.json)" '2 1'
	promotes "$canary" --state state.json --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	is "$(jq -r '.Version + " " + .PreviousVersion' state.json)" '2 1'
	is "$(note)" '[2 since T, before 1]'
	gives rollback <state.json
	is "$(live)" 1
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
}

@test "a record says no previous version where none is known, and rollback refuses" {
	package two '{"statusCode": 200, "body": "two"}'
	promotes "$canary" --no-note --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	promotes "$canary" --no-note --state state.json --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	is "$(jq -c .PreviousVersion state.json)" null
	refuses 78 --to-version rollback <state.json
	is "$(live)" 2
}

@test "an alias that was moved by hand, with its Description left, has no previous version" {
	promoted two
	promoted three
	by_hand '"FunctionVersion":"1"'
	is "$(note)" '[3 since T, before 2]'
	refuses 78 --to-version previous
	is "$(live)" 1
	# Back by hand, the note holds again.
	by_hand '"FunctionVersion":"3"'
	gives previous
	is "$(live)" 2
}

@test "an alias that an older version promoted has none, and its candidates are named" {
	released two '{"statusCode": 200, "body": "two"}'
	by_hand '"FunctionVersion":"2"'
	refuses 78 --to-version previous
	candidate 1
	is "$(live)" 2
	is "$(description)" ''
	gives rollback -n --function name-searcher --alias live --to-version 1
	is "$(live)" 1
	is "$(note)" '[1 since T, not 2]'
	gives previous
	is "$(live)" 1
}

@test "Terraform that removes the Description removes the note" {
	promoted two
	by_hand '"Description":""'
	refuses 78 --to-version previous
	is "$(live)" 2
}

@test "a note that was edited into nonsense is none" {
	local text
	promoted two
	for text in '[2 since 2026-11-27T10:12Z, before]' '[2 before 1]' '[2 since 2026-11-27T10:12Z, before one]' \
		'[2 since 2026-11-27T10:12Z, before 1' '2 since 2026-11-27T10:12Z, before 1]' '[2 since now, before 1]' \
		'[2 since 2026-11-27T10:12Z, before -1]' '[2 since 2026-11-27T10:12Z, not 3, before 1]' '[]' '[[2]' \
		'[2 since 2026-11-27T10:12Z, before 1] !' '[2 since 2026-11-27T10:12Z, before 2]' \
		'[$LATEST since 2026-11-27T10:12Z, before 1]'; do
		by_hand "\"Description\":$(jq -n --arg text "$text" '$text')"
		refuses 78 --to-version previous
		is "$(live)" 2
		is "$(description)" "$text"
	done
}

@test "a version that was rolled back from is not named as the one to go to" {
	promoted two
	by_hand '"Description":"[2 since 2026-11-27T10:12Z, before 1, not 1]"'
	gives previous
	has "$stderr" already
	lacks "$stderr" '--to-version 1'
	is "$(live)" 2
}

@test "while a share is in flight previous removes it, and goes no further" {
	promoted two
	released three '{"statusCode": 200, "body": "three"}'
	shift-weight --alias live --weight 10% <three.json >/dev/null 2>&1
	is "$(note)" '[2 since T, before 1; run R since T]'
	gives previous
	is "$(live)" 2
	is "$(note)" '[2 since T, before 1, not 3]'
	# Whoever wants to go further learns where to.
	gives previous
	is "$(live)" 2
	has "$stderr" already
	has "$stderr" 1
	gives rollback -n --function name-searcher --alias live --to-version 1
	is "$(live)" 1
	is "$(note)" '[1 since T, not 2]'
}

@test "a share without a note, by the console or an older version, is removed too" {
	released two '{"statusCode": 200, "body": "two"}'
	alias_to 1 '{"2":0.2}'
	gives previous
	is "$(live)" 1
	is "$(note)" '[1, not 2]'
	gives previous
	is "$(live)" 1
}

@test "a rollback by a record is where the alias is, and previous stays there" {
	promoted two
	promoted three
	gives rollback <three.done
	is "$(live)" 2
	is "$(note)" '[2 since T, not 3]'
	gives previous
	is "$(live)" 2
	has "$stderr" already
}

@test "a version that was rolled back from can be promoted later, and previous goes there" {
	promoted two
	promoted three
	previous >/dev/null 2>&1
	# It was no fault of its own: promoted after all.
	shift-weight --alias live --force --weight 100% <three.json >/dev/null 2>&1
	is "$(note)" '[3 since T, before 2]'
	gives previous
	is "$(live)" 2
	promoted four
	gives previous
	is "$(live)" 2
	is "$(note)" '[2 since T, not 4]'
}

@test "AWS's own weight on the way from a promotion is not a share" {
	released two '{"statusCode": 200, "body": "two"}'
	control settings '{"settling":true}' >/dev/null
	shift-weight --alias live --force --weight 100% <two.json >two.done 2>/dev/null
	[[ $(live) =~ ^2\ 1=1(\.0)?$ ]]
	is "$(note)" '[2 since T, before 1]'
	gives previous
	is "$(live)" 1
	is "$(note)" '[1 since T, not 2]'
}

@test "a dry run of previous reports what it would do, and writes nothing" {
	promoted two
	mark
	plans 'to the version that its Description names' previous --dry-run
	is "$(writes)" ''
	is "$(live)" 2
}
