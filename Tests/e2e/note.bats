#!/usr/bin/env bats
# note.bats - the note that a release keeps in the alias's Description

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	mark
}

# shifted WEIGHT NAME [OPTION...] - the version of NAME.json gets a share, checked or not; the record
# is in NAME.at
shifted() {
	local weight=$1 name=$2
	shift 2
	shift-weight --alias live --force --weight "$weight" "$@" <"$name.json" >"$name.at" 2>"$name.log"
}

# described TEXT - somebody writes the alias's Description
described() {
	by_hand "\"Description\":$(jq -n --arg text "$1" '$text')"
}

# units TEXT - its length in UTF-16 units
units() { printf '%s' "$1" | iconv -t UTF-16LE | wc -c | awk '{ print $1 / 2 }'; }

@test "each act leaves its note, in the same write" {
	shifted 10% two
	is "$(note)" '[1; run R since T]'
	jq -c '.Health = {Verdict: "healthy", Version: "2"}' two.at >good.json
	shift-weight --weight 50% <good.json >half.json
	is "$(note)" '[1; run R since T]'
	jq -c '.Health = {Verdict: "healthy", Version: "2"}' half.json | shift-weight --weight 100% >done.json
	is "$(note)" '[2 since T, before 1]'
	released three '{"statusCode": 200, "body": "three"}'
	shifted 10% three
	is "$(note)" '[2 since T, before 1; run R since T]'
	rollback <three.at >/dev/null
	is "$(note)" '[2 since T, before 1, not 3]'
	shifted 10% three
	is "$(note)" '[2 since T, before 1, not 3; run R since T]'
	shifted 100% three
	is "$(note)" '[3 since T, before 2]'
	rollback <three.at >/dev/null
	is "$(note)" '[2 since T, not 3]'
	is "$(live)" 2
	# Every write of traffic has set it, and no write was made for it alone.
	is "$(control "log?since=$seen&operation=UpdateAlias" | jq -s '
		map(select(.request.RoutingConfig) | .request.Description) | [length, (map(select(. == null)) | length)]' | jq -c .)" '[8,0]'
	is "$(control "log?since=$seen&operation=UpdateAlias" | jq -s '
		[.[] | select(.request.Description and (.request.RoutingConfig == null))] | length')" 0
}

@test "the times are UTC, to the minute, and since does not move with the steps" {
	local began ended first
	began=$(date -u +%Y-%m-%dT%H:%MZ)
	shifted 10% two
	ended=$(date -u +%Y-%m-%dT%H:%MZ)
	first=$(description)
	[[ $first =~ \ since\ ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z)\]$ ]]
	[[ ! ${BASH_REMATCH[1]} < $began && ! ${BASH_REMATCH[1]} > $ended ]]
	shift-weight --force --weight 50% <two.at >half.json
	is "$(description)" "$first"
	began=$(date -u +%Y-%m-%dT%H:%MZ)
	shift-weight --force --weight 100% <half.json >done.json
	ended=$(date -u +%Y-%m-%dT%H:%MZ)
	[[ $(description) =~ ^\[2\ since\ ([^,]+),\ before\ 1\]$ ]]
	[[ ! ${BASH_REMATCH[1]} < $began && ! ${BASH_REMATCH[1]} > $ended ]]
}

@test "0% removes a share like a rollback" {
	shifted 10% two
	shift-weight --weight 0% <two.at >out.json
	is "$(live)" 1
	is "$(note)" '[1, not 2]'
	shifted 100% two
	released three '{"statusCode": 200, "body": "three"}'
	shifted 10% three
	shift-weight --weight 0% <three.at >out.json
	is "$(note)" '[2 since T, before 1, not 3]'
}

@test "the record shows the Description with the alias" {
	shifted 10% two
	is "$(jq -r .Alias.Description two.at)" "$(description)"
	is "$(jq -r .Run two.at)" "$(owner)"
	has "$(cat two.log)" "$(owner)"
	rollback <two.at >out.json
	is "$(jq -r .Alias.Description out.json)" "$(description)"
}

@test "the whole canary and all-at-once leave the note of a promotion" {
	promotes "$root/bin/canary" --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	is "$(note)" '[2 since T, before 1]'
	package three '{"statusCode": 200, "body": "three"}'
	promotes "$root/bin/all-at-once" --function name-searcher three.zip -- --probes 1
	is "$(note)" '[3 since T, before 2]'
}

@test "the first note says once what Terraform must leave alone" {
	shifted 10% two
	is "$(grep -c ignore_changes two.log)" 1
	shift-weight --force --weight 100% <two.at >done.json 2>log
	lacks "$(cat log)" ignore_changes
	rollback <done.json >/dev/null 2>log
	lacks "$(cat log)" ignore_changes
}

@test "what a user wrote stays before the note" {
	local text
	for text in 'The alias of production' 'search [prod]' '[prod]' 'search [8 items]' 'search [2 since yesterday]' \
		'search [2 since T' '8]' 'Suche für 😀'; do
		fresh ',"alias_version":"published"'
		released two '{"statusCode": 200, "body": "two"}'
		described "$text"
		shifted 10% two
		is "$(note)" "$text [1; run R since T]"
		shift-weight --force --weight 100% <two.at >done.json 2>/dev/null
		is "$(note)" "$text [2 since T, before 1]"
		rollback <done.json >/dev/null 2>&1
		is "$(note)" "$text [1 since T, not 2]"
	done
}

@test "a user's text of almost 256 UTF-16 units is kept; the note goes, and previous refuses" {
	local text
	for text in "$(printf '%0250d' 0)" "$(printf '😀%.0s' {1..120})" "$(printf '%0256d' 0)"; do
		fresh ',"alias_version":"published"'
		released two '{"statusCode": 200, "body": "two"}'
		described "$text"
		shifted 10% two
		is "$(live)" '1 2=0.1'
		is "$(description)" "$text"
		has "$(cat two.log)" escription
		shift-weight --force --weight 100% <two.at >done.json 2>log
		is "$(live)" 2
		is "$(description)" "$text"
		refuses 78 --to-version rollback -n --function name-searcher --alias live --to-version previous
		is "$(live)" 2
		# By its record it is known all the same.
		gives rollback <done.json
		is "$(live)" 1
		is "$(description)" "$text"
	done
}

@test "characters outside the BMP count twice: what fits is written, to the last unit" {
	local text
	text=$(printf '😀%.0s' {1..80})
	described "$text"
	shifted 100% two
	is "$(note)" "$text [2 since T, before 1]"
	# The note takes 38 units with its blank.
	text=$(printf '😀%.0s' {1..109})
	described "$text"
	gives rollback <two.at
	is "$(note)" "$text [1 since T, not 2]"
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	described "$text"
	shifted 100% two
	is "$(note)" "$text [2 since T, before 1]"
	is "$(units "$(description)")" 256
}

@test "a note that does not fit any more is removed, never left stale" {
	shifted 100% two
	described "$(printf '%0210d' 0) $(description)"
	released three '{"statusCode": 200, "body": "three"}'
	# With the name of a run it does not fit.
	shifted 10% three
	is "$(description)" "$(printf '%0210d' 0)"
	rollback <three.at >/dev/null 2>&1
	is "$(live)" 2
	lacks "$(description)" before
	shifted 100% three
	is "$(note)" "$(printf '%0210d' 0) [3 since T, before 2]"
}

@test "the identical request has the identical text" {
	control fault '{"match":"UpdateAlias","nth":2,"do":"lose","applied":false}' >/dev/null
	shifted 10% two
	is "$(live)" '1 2=0.1'
	is "$(control "log?since=$seen&operation=UpdateAlias" | jq -s '
		map(select(.request.RoutingConfig and .request.Description)) | [length, (map(.request) | unique | length)]' | jq -c .)" '[2,1]'
}

@test "a promotion counts where the note is not as it was wanted" {
	shifted 10% two
	control fault '{"match":"UpdateAlias","do":"alter","alter":{"Description":"another text"},"count":0}' >/dev/null
	gives shift-weight --force --weight 100% <two.at
	is "$(live)" 2
}

@test "a share without a note on the version before is taken back by its record" {
	shifted 100% two
	shift-weight -n --function name-searcher --alias live --no-note --to-version 1 --weight 10% >share.json
	is "$(live)" '2 1=0.1'
	gives rollback --no-note <share.json
	is "$(live)" 2
	is "$(jq -c .RolledBack out.json)" '{"From":"1","To":"2"}'
}

@test "--no-note leaves the Description alone" {
	described 'mine [1 since 2026-11-27T10:12Z]'
	shifted 10% two --no-note
	shift-weight --no-note --force --weight 50% <two.at >half.json
	rollback --no-note <half.json >/dev/null
	shifted 100% two --no-note
	gives rollback --no-note <two.at
	is "$(live)" 1
	promotes "$root/bin/canary" --no-note --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	is "$(live)" 2
	is "$(description)" 'mine [1 since 2026-11-27T10:12Z]'
	is "$(control "log?since=$seen&operation=UpdateAlias&caller=ci-name-searcher" | jq -s '[.[] | select(.request.Description)] | length')" 0
	refuses 78 --to-version rollback -n --function name-searcher --alias live --to-version previous
}
