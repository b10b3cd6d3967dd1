#!/usr/bin/env bats
# rollback.bats - rollback(1): all traffic back to the last good version

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	mark
}

# at WEIGHT - version 2 gets a first share; the record is in at.json
at() {
	shift-weight --alias live --force --weight "$1" <two.json >at.json 2>/dev/null
	mark
}

@test "a share that is promoted while it is taken back is not called rolled back" {
	at 10%
	control fault '{"match":"UpdateAlias","nth":2,"foreign":{"do":"set","version":"2"}}' >/dev/null
	refuses 75 'version 2 was promoted meanwhile' rollback -n --function name-searcher --alias live
	has "$stderr" 'hint: rollback --to-version previous'
	is "$(live)" 2
	# Another version in its place is the truth, and nothing was undone by this command.
	by_hand '"FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}'
	control reset-faults '{}' >/dev/null
	control fault '{"match":"UpdateAlias","nth":2,"foreign":{"do":"clear"}}' >/dev/null
	gives rollback -n --function name-searcher --alias live
	is "$(live)" 1
}

@test "rollback clears the release's weight, names no version and says so in the record" {
	at 10%
	gives rollback <at.json
	is "$(live)" 1
	is "$(calls UpdateAlias)" 2
	is "$(control log?operation=UpdateAlias | jq -cs 'last.request | [.FunctionVersion, .RoutingConfig]')" '[null,{"AdditionalVersionWeights":{}}]'
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
	is "$(jq -c '[.Alias.Name, .Alias.FunctionVersion, .Alias.RoutingConfig]' out.json)" '["live","1",null]'
	has "$stderr" 'live: rolled back from version 2: version 1 100%'
}

@test "a rollback may be repeated at will: two calls at the most, and no change" {
	at 10%
	rollback <at.json >out.json
	mark
	cp out.json done.json
	gives rollback <done.json
	is "$(live)" 1
	[[ $(calls UpdateAlias) -le 2 ]]
	has "$stderr" 'nothing to undo'
	gives rollback <at.json
	is "$(live)" 1
}

@test "rollback needs a function and an alias alone" {
	at 10%
	gives rollback -n --function name-searcher --alias live
	is "$(live)" 1
	is "$(jq -c '[.FunctionName, .Region, .Alias.FunctionVersion]' out.json)" '["name-searcher","eu-central-1","1"]'
	gives rollback --function name-searcher --alias live </dev/null
	has "$stderr" 'nothing to undo'
}

@test "what aws lambda get-alias prints is enough, and a contradiction is an error" {
	at 10%
	control call '{"method":"GET","path":"/2015-03-31/functions/name-searcher/aliases/live","caller":"operator"}' >alias.json
	is "$(jq -r .Name alias.json)" live
	gives env -u AWS_REGION rollback <alias.json
	is "$(live)" 1
	is "$(jq -c '[.FunctionName, .Region, .Alias.Name]' out.json)" '["name-searcher","eu-central-1","live"]'
	gives rollback <out.json
	unsent 64 'name-searcher' rollback --function name-writer <alias.json
	unsent 64 'alias live' rollback --alias staging <alias.json
	jq -c '.Name="staging"' alias.json >torn.json
	unsent 65 AliasArn rollback <torn.json
}

@test "after a promotion the record leads back to the version before it" {
	at 100%
	is "$(live)" 2
	gives rollback <at.json
	is "$(live)" 1
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
	cp out.json done.json
	gives rollback <done.json
	is "$(live)" 1
}

@test "after a promotion --to-version previous leads back without a record" {
	at 100%
	gives rollback -n --function name-searcher --alias live --to-version previous
	is "$(live)" 1
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
}

@test "--to-version goes to a version by its number, weights cleared" {
	released three '{"statusCode": 200, "body": "three"}'
	alias_to 2 '{"3":0.5}'
	gives rollback -n --function name-searcher --alias live --to-version 1
	is "$(live)" 1
}

@test "--to-version previous needs a note that tells the version before" {
	refuses 78 'does not tell which version was live before version 1' rollback -n --function name-searcher --alias live --to-version previous
	is "$(live)" 1
}

@test "--to-version does not promote the version that is being rolled out" {
	at 10%
	refuses 64 'promotes it' rollback -n --function name-searcher --alias live --to-version 2
	is "$(live)" '1 2=0.1'
}

@test "a version that does not exist ends with 78, and the alias stays" {
	refuses 78 'version 99' rollback -n --function name-searcher --alias live --to-version 99
	is "$(live)" 1
	refuses 78 'alias nightly' rollback -n --function name-searcher --alias nightly
	unsent 64 'to-version' rollback -n --function name-searcher --alias live --to-version '$LATEST'
}

@test "--if-unhealthy passes a healthy record on untouched, and rolls any other back" {
	at 10%
	judged healthy at.json >good.json
	gives rollback --if-unhealthy <good.json
	is "$(live)" '1 2=0.1'
	is "$(calls)" 0
	is "$(cat out.json)" "$(cat good.json)"
	judged unhealthy at.json >bad.json
	gives rollback --if-unhealthy <bad.json
	is "$(live)" 1
	is "$(jq -c .Health.Verdict out.json)" '"unhealthy"'
	at 10%
	judged inconclusive at.json >unclear.json
	gives rollback --if-unhealthy <unclear.json
	is "$(live)" 1
	at 10%
	gives rollback --if-unhealthy <at.json
	is "$(live)" 1
}

@test "--unless-promoted takes back a weight, and leaves what has all the traffic" {
	at 10%
	gives rollback --unless-promoted <at.json
	is "$(live)" 1
	at 100%
	gives rollback --unless-promoted <at.json
	is "$(live)" 2
	has "$stderr" 'nothing to undo'
}

@test "a promotion that the record does not show is somebody else's: 75, left alone" {
	at 10%
	alias_to 2
	refuses 75 'has been promoted' rollback <at.json
	is "$(live)" 2
	has "$stderr" '--to-version'
}

@test "another release's weight is left alone when the record names a version" {
	released three '{"statusCode": 200, "body": "three"}'
	at 10%
	alias_to 1 '{"3":0.2}'
	gives rollback <at.json
	is "$(live)" '1 3=0.2'
	# By hand, without a record, whatever weight there is goes.
	gives rollback -n --function name-searcher --alias live
	is "$(live)" 1
}

@test "somebody else's touch in between does not stop it" {
	at 10%
	control fault '{"match":"UpdateAlias","nth":2,"foreign":{"do":"touch"}}' >/dev/null
	gives rollback <at.json
	is "$(live)" 1
}

@test "a lost answer is settled" {
	at 10%
	control fault '{"match":"UpdateAlias","nth":2,"do":"lose"}' >/dev/null
	gives rollback <at.json
	is "$(live)" 1
	is "$(jq -c .RolledBack out.json)" '{"From":"2","To":"1"}'
	at 10%
	control fault '{"match":"UpdateAlias","nth":1,"do":"reset","applied":false}' >/dev/null
	gives rollback <at.json
	is "$(live)" 1
}

@test "a rollback that is not confirmed ends with 3 and says to look at the alias" {
	at 10%
	control fault '{"match":"UpdateAlias","count":0,"do":"lose","applied":false}' >/dev/null
	refuses 3 'hint: look at the alias, and roll back again' rollback <at.json
	is "$(live)" '1 2=0.1'
	control reset-faults '{}' >/dev/null
	gives rollback <at.json
	is "$(live)" 1
}

@test "a refusal is told from a rollback that is not confirmed" {
	at 10%
	AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY%?}x refuses 77 Signature rollback <at.json
	refuses 69 'no answer from AWS' rollback --endpoint-url http://127.0.0.1:9 <at.json
	refuses 78 nobody rollback --profile nobody <at.json
	is "$(live)" '1 2=0.1'
	run -0 --separate-stderr rollback --debug <at.json
	no_secrets "$output$stderr"
}

@test "an alias on \$LATEST has nothing to undo" {
	alias_to '$LATEST'
	gives rollback -n --function name-searcher --alias live
	is "$(live)" '$LATEST'
}

@test "a dry run reads alone and says what would be rolled back" {
	at 10%
	plans 'would set alias live to version 1 100%, from version 1 90%, version 2 10%' rollback --dry-run <at.json
	plans 'would clear any weight of alias live' rollback -n --function name-searcher --alias live --dry-run
	is "$(writes)" ''
	at 100%
	plans 'would set alias live to version 1 100%' rollback --dry-run <at.json
	plans 'would send alias live to the version that its Description names' rollback -n --function name-searcher --alias live --to-version previous --dry-run
	is "$(writes)" ''
	is "$(live)" 2
}

@test "unknown members pass through" {
	at 10%
	sed 's/^{/{"Note":1.50,"Big":12345678901234567890,/' at.json >record.json
	gives rollback <record.json
	has "$output" '"Note":1.50,"Big":12345678901234567890'
}

@test "records that are not one complete object end with 65 before anything is sent" {
	at 10%
	unsent 65 'no function' rollback -n --alias live
	unsent 64 'no alias' rollback -n --function name-searcher
	head -c 40 at.json >cut.json
	unsent 65 'standard input' rollback <cut.json
	cat at.json at.json >double.json
	unsent 65 'more than one' rollback <double.json
	{ printf '{"A":"'; head -c 67108864 /dev/zero | tr '\0' x; printf '"}'; } >huge.json
	unsent 65 '64 MiB' rollback <huge.json
	jq -c '.Health = {}' at.json >empty.json
	unsent 65 Health rollback --if-unhealthy <empty.json
	is "$(live)" '1 2=0.1'
}

@test "a contradiction of function, alias or region is a usage error" {
	at 10%
	unsent 64 'the record is about' rollback --function other <at.json
	unsent 64 'alias live' rollback --alias staging <at.json
	unsent 64 'eu-central-1' rollback --region us-east-1 <at.json
}
