#!/usr/bin/env bats
# answers.bats - success is read off the answer, and a rollback that cannot be sent is tried again

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	shift-weight --alias live --force --weight 10% <two.json >at.json 2>/dev/null
	mark
}

# alters MEMBERS [COUNT] - the answers of UpdateAlias from the second on have these members
alters() {
	control fault "{\"match\":\"UpdateAlias\",\"nth\":2,\"count\":${2:-0},\"do\":\"alter\",\"alter\":$1}" >/dev/null
}

@test "a rollback whose answers show a weight that stayed is not confirmed" {
	alters '{"RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}}'
	refuses 3 'not confirmed' rollback <at.json
}

@test "a rollback to a version whose answers show a weight that stayed is not confirmed" {
	local to
	shift-weight --alias live --force --weight 100% <two.json >done.json 2>/dev/null
	alters '{"RoutingConfig":{"AdditionalVersionWeights":{"2":0.5}}}'
	for to in previous 1; do
		refuses 3 'not confirmed' rollback -n --function name-searcher --alias live --to-version "$to"
		control reset-faults '{}' >/dev/null
		by_hand "\"FunctionVersion\":\"2\",\"Description\":\"[2 since 2026-11-27T10:12Z, before 1]\""
		alters '{"RoutingConfig":{"AdditionalVersionWeights":{"2":0.5}}}'
	done
	refuses 3 'not confirmed' rollback <done.json
}

@test "a rollback whose answers show another version is not confirmed" {
	alters '{"FunctionVersion":"9"}'
	refuses 3 'not confirmed' rollback -n --function name-searcher --alias live --to-version 1
}

@test "a rollback whose answers are about another alias is not confirmed" {
	alters '{"Name":"other","AliasArn":"arn:aws:lambda:eu-central-1:123456789012:function:name-searcher:other"}'
	refuses 3 'not confirmed' rollback <at.json
	control reset-faults '{}' >/dev/null
	shift-weight --alias live --force --weight 10% <two.json >at.json 2>/dev/null
	alters '{"AliasArn":"arn:aws:lambda:eu-central-1:123456789012:function:another:live"}'
	refuses 3 'not confirmed' rollback <at.json
}

@test "one answer that shows it otherwise leads to another round or to 3, and 0 is true" {
	local alteration
	for alteration in '{"RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}}' '{"FunctionVersion":"9"}' '{"Name":"other"}'; do
		control reset-faults '{}' >/dev/null
		shift-weight --alias live --force --weight 10% <two.json >at.json 2>/dev/null
		alters "$alteration" 1
		mark
		run --separate-stderr rollback <at.json
		[[ $status == 0 || $status == 3 ]]
		if [[ $status == 0 ]]; then [[ $(calls UpdateAlias) -gt 2 ]]; fi
		is "$(live)" 1
	done
}

@test "an answer that somebody else's share is in is a rollback that is not confirmed or 75" {
	alters '{"RoutingConfig":{"AdditionalVersionWeights":{"7":0.2}}}'
	run --separate-stderr rollback -n --function name-searcher --alias live
	[[ $status == 3 || $status == 75 ]]
	is "$output" ''
}

@test "a shift whose answer shows another state has not succeeded" {
	local alteration
	jq -c '.Health = {Verdict: "healthy", Version: "2"}' at.json >good.json
	for alteration in '{"RoutingConfig":{"AdditionalVersionWeights":{"2":0.9}}}' '{"RoutingConfig":null}' \
		'{"FunctionVersion":"9"}' '{"Name":"other"}'; do
		control reset-faults '{}' >/dev/null
		control fault "{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"alter\",\"alter\":$alteration}" >/dev/null
		run --separate-stderr shift-weight --weight 50% <good.json
		[[ $status != 0 && $status != 70 ]]
		is "$output" ''
	done
	for alteration in '{"RoutingConfig":{"AdditionalVersionWeights":{"9":0.9}}}' '{"FunctionVersion":"1"}' '{"Name":"other"}'; do
		control reset-faults '{}' >/dev/null
		control fault "{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"alter\",\"alter\":$alteration}" >/dev/null
		run --separate-stderr shift-weight --force --weight 100% <good.json
		[[ $status != 0 && $status != 70 ]]
		is "$output" ''
	done
}

# gives_up - what a rollback sends that gets no answer at all, counted in $tried
gives_up() {
	control fault '{"match":"UpdateAlias","count":0,"do":"reset","applied":false}' >/dev/null
	run --separate-stderr rollback <at.json
	[[ $status == 3 || $status == 69 ]]
	tried=$(calls UpdateAlias)
	control reset-faults '{}' >/dev/null
	is "$(live)" '1 2=0.1'
}

@test "--wait goes on trying when AWS cannot be reached" {
	gives_up
	control fault "{\"match\":\"UpdateAlias\",\"count\":$((tried + 1)),\"do\":\"reset\",\"applied\":false}" >/dev/null
	gives rollback --wait 10m <at.json
	is "$(live)" 1
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
}

@test "--wait that runs out ends with 69 when nothing can have happened" {
	refuses 69 'no answer from AWS' rollback --wait 1s --endpoint-url http://127.0.0.1:9 <at.json
	unsent 64 wait rollback --wait soon <at.json
}

@test "--wait does not wait for what AWS refuses" {
	AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY%?}x refuses 77 Signature rollback --wait 10m <at.json
	refuses 78 'version 99' rollback --wait 10m -n --function name-searcher --alias live --to-version 99
}

# --- a write that may have happened ----------------------------------------------------------------

# loses OPERATION [MEMBERS] - no request of it is answered any more
loses() { control fault "{\"match\":\"$1\",\"count\":0,\"do\":\"lose\"${2:-}}" >/dev/null; }

@test "a lost PutObject, UpdateFunctionCode or PublishVersion may have happened, and that is said" {
	package three '{"statusCode": 200, "body": "three"}'
	loses PutObject ',"applied":true'
	refuses 69 'hint: PutObject may have happened' upload --bucket lambda-sources --function name-searcher --overwrite three.zip
	control reset-faults '{}' >/dev/null
	loses UpdateFunctionCode ',"applied":false'
	refuses 69 'hint: UpdateFunctionCode may have happened' publish -n --function name-searcher --alias live --zip-file three.zip
	control reset-faults '{}' >/dev/null
	loses PublishVersion ',"applied":true'
	refuses 69 'hint: PublishVersion may have happened' publish -n --function name-searcher --alias live --zip-file three.zip
	control reset-faults '{}' >/dev/null
	# As the hint says.
	gives publish -n --function name-searcher --alias live --zip-file three.zip
	is "$(jq -r .Version out.json)" 3
}

@test "a lost UpdateAlias may have happened; a lost touch has changed nothing" {
	loses UpdateAlias ',"applied":false'
	refuses 69 'hint: UpdateAlias may have happened: look at alias live' shift-weight --force --weight 50% <at.json
	control reset-faults '{}' >/dev/null
	loses UpdateAlias ',"applied":false'
	run --separate-stderr shift-weight --alias live --force --weight 50% <two.json
	is "$status" 69
	lacks "$stderr" 'may have happened'
}

@test "what cannot be read, and a server that fails, may have happened too" {
	control fault '{"match":"PublishVersion","count":0,"do":"answer","status":200,"body":"<html>"}' >/dev/null
	package three '{"statusCode": 200, "body": "three"}'
	refuses 69 'PublishVersion may have happened' publish -n --function name-searcher --alias live --zip-file three.zip
	control reset-faults '{}' >/dev/null
	control fault '{"match":"PutObject","count":0,"do":"answer","status":500}' >/dev/null
	refuses 69 'PutObject may have happened' upload --bucket lambda-sources --function name-searcher --overwrite three.zip
	control reset-faults '{}' >/dev/null
	control fault '{"match":"PutObject","count":0,"do":"answer","status":403,"code":"AccessDenied"}' >/dev/null
	run --separate-stderr upload --bucket lambda-sources --function name-searcher --overwrite three.zip
	is "$status" 77
	lacks "$stderr" 'may have happened'
}
