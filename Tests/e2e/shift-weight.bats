#!/usr/bin/env bats
# shift-weight.bats - shift-weight(1): a share of an alias's traffic to a version

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	released two '{"statusCode": 200, "body": "two"}'
	judged healthy two.json >healthy.json
	mark
}

# at WEIGHT - version 2 gets a first share; the record is in at.json
at() {
	shift-weight --alias live --weight "$1" <two.json >at.json 2>/dev/null
	mark
}

@test "shift-weight records the alias as it is now, and uses the verdict up" {
	gives shift-weight --alias live --weight 10% <healthy.json
	is "$(live)" '1 2=0.1'
	is "$(jq -r .Alias.Name out.json)" live
	is "$(jq -r .Alias.FunctionVersion out.json)" 1
	is "$(jq -c .Alias.RoutingConfig out.json)" '{"AdditionalVersionWeights":{"2":0.1}}'
	is "$(jq -r .Alias.RevisionId out.json)" "$(control 'state?function=name-searcher' | jq -r .aliases.live.RevisionId)"
	is "$(jq -r .PreviousVersion out.json)" 1
	is "$(jq -c .Health out.json)" null
	has "$stderr" 'live: version 1 90%, version 2 10%'
}

@test "a first share needs no verdict, and one record leads to one guarded write" {
	gives shift-weight --alias live --weight 10% <two.json
	is "$(live)" '1 2=0.1'
	is "$(calls UpdateAlias)" 2
	is "$(control 'history?function=name-searcher&alias=live' | jq -c 'last | [.guarded, .caller]')" '[true,"ci-name-searcher"]'
}

@test "a verdict that is not healthy stops even the first share" {
	judged unhealthy two.json >bad.json
	refuses 1 unhealthy shift-weight --alias live --weight 10% <bad.json
	judged inconclusive two.json >unclear.json
	refuses 2 'not enough evidence' shift-weight --alias live --weight 10% <unclear.json
	is "$(live)" 1
}

@test "raising a share and promoting need a healthy verdict about this version" {
	at 10%
	refuses 65 'run healthcheck first' shift-weight --weight 50% <at.json
	refuses 65 'run healthcheck first' shift-weight --weight 100% <at.json
	jq -c '.Health = {Verdict: "healthy", Version: "1"}' at.json >other.json
	refuses 65 'about version 1, not 2' shift-weight --weight 50% <other.json
	judged unhealthy at.json >bad.json
	refuses 1 unhealthy shift-weight --weight 100% <bad.json
	judged inconclusive at.json >unclear.json
	refuses 2 'not enough evidence' shift-weight --weight 100% <unclear.json
	is "$(live)" '1 2=0.1'
	is "$(writes)" ''
	judged healthy at.json >good.json
	gives shift-weight --weight 50% <good.json
	is "$(live)" '1 2=0.5'
}

@test "a verdict is good for one step alone" {
	gives shift-weight --alias live --weight 10% <healthy.json
	cp out.json ten.json
	refuses 65 'no verdict' shift-weight --weight 100% <ten.json
}

@test "less traffic needs no verdict" {
	at 50%
	gives shift-weight --weight 10% <at.json
	is "$(live)" '1 2=0.1'
}

@test "100% promotes in one call, never by a weight of 1" {
	at 10%
	judged healthy at.json >good.json
	gives shift-weight --weight 100% <good.json
	is "$(live)" 2
	is "$(calls UpdateAlias)" 1
	is "$(control log?operation=UpdateAlias | jq -cs 'last.request | [.FunctionVersion, .RoutingConfig]')" '["2",{"AdditionalVersionWeights":{}}]'
	is "$(jq -r .PreviousVersion out.json)" 1
	is "$(jq -c .Alias.RoutingConfig out.json)" null
	mark
	# Saying so again is no error and no change.
	cp out.json promoted.json
	gives shift-weight --weight 100% <promoted.json
	is "$(jq -r .PreviousVersion out.json)" 1
	has "$stderr" already
}

@test "0% clears the weight" {
	at 10%
	gives shift-weight --weight 0% <at.json
	is "$(live)" 1
	is "$(jq -c .Alias.RoutingConfig out.json)" null
}

@test "--force needs no verdict" {
	gives shift-weight --alias live --weight 100% --force <two.json
	is "$(live)" 2
	at 0 || :
}

@test "shares are exact, whichever way they are written" {
	local pair
	for pair in 1%=0.01 0.1=0.1 12.5%=0.125 .5=0.5 29%=0.29 57.7%=0.577 0.0001=0.0001 99.99%=0.9999 0.000000001=1e-9; do
		jq -c '.Alias |= del(.RevisionId, .RoutingConfig) | .Health = null | del(.Health)' two.json >again.json
		gives shift-weight --alias live --force --weight "${pair%=*}" <again.json
		is "$(jq -r '.Alias.RoutingConfig.AdditionalVersionWeights["2"]' out.json)" "$(jq -n "${pair#*=}")"
		is "$(control log?operation=UpdateAlias | jq -s 'last.request.RoutingConfig.AdditionalVersionWeights["2"]')" "$(jq -n "${pair#*=}")"
	done
}

@test "a bare number above 1 is a usage error that says what was probably meant" {
	unsent 64 'did you mean 10%?' shift-weight --alias live --weight 10 <two.json
	unsent 64 'did you mean 50%?' shift-weight --alias live --weight 50 <two.json
	unsent 64 'did you mean 1.5%?' shift-weight --alias live --weight 1.5 <two.json
}

@test "what is no share is a usage error" {
	local weight
	for weight in '' % ten 10%% -10% +10% 0,1 1e-1 101% 1000 0.1.2 . ' 10%' 0x10 NaN 0.0000000001 10.1234567891% ١٠%; do
		unsent 64 weight shift-weight --alias live --weight "$weight" <two.json
	done
	unsent 64 weight shift-weight --alias live <two.json
}

@test "an alias that somebody else has changed ends with 75 and is left alone" {
	at 10%
	judged healthy at.json >good.json
	alias_to 1 '{"2":0.3}'
	refuses 75 'changed by someone else' shift-weight --weight 50% <good.json
	is "$(live)" '1 2=0.3'
	alias_to 1
	refuses 75 'changed by someone else' shift-weight --weight 50% <good.json
	is "$(live)" 1
	is "$(jq -r .Alias.RevisionId good.json | grep -c .)" 1
}

@test "an operator's rollback just before the write is not overrun" {
	at 10%
	judged healthy at.json >good.json
	control fault '{"match":"UpdateAlias","foreign":{"do":"clear"}}' >/dev/null
	refuses 75 'changed by someone else' shift-weight --weight 100% <good.json
	is "$(live)" 1
}

@test "a mere touch by somebody else does not stop a release that is out" {
	at 10%
	judged healthy at.json >good.json
	control fault '{"match":"UpdateAlias","foreign":{"do":"touch"}}' >/dev/null
	gives shift-weight --weight 50% <good.json
	is "$(live)" '1 2=0.5'
}

@test "another release's weight ends with 75 and is left alone" {
	released three '{"statusCode": 200, "body": "three"}'
	alias_to 1 '{"3":0.2}'
	refuses 75 "someone else's rollout" shift-weight --alias live --weight 10% <two.json
	is "$(live)" '1 3=0.2'
	refuses 75 "someone else's rollout" shift-weight --alias live --weight 10% --force <two.json
	is "$(live)" '1 3=0.2'
}

@test "a weight that an earlier run left on the same code is gone on with" {
	at 10%
	gives shift-weight --alias live --weight 10% <two.json
	is "$(live)" '1 2=0.1'
	has "$stderr" already
}

@test "a lost answer is settled, whether the write was done or not" {
	control fault '{"match":"UpdateAlias","nth":2,"do":"lose"}' >/dev/null
	gives shift-weight --alias live --weight 10% <two.json
	is "$(live)" '1 2=0.1'
	is "$(control 'history?function=name-searcher&alias=live' | jq '[.[] | select(.operation == "UpdateAlias" and .to.Weights != .from.Weights)] | length')" 1
	cp out.json at.json
	judged healthy at.json >good.json
	control fault '{"match":"UpdateAlias","do":"lose","applied":false}' >/dev/null
	gives shift-weight --weight 50% <good.json
	is "$(live)" '1 2=0.5'
}

@test "a busy Lambda is asked again" {
	control fault '{"match":"UpdateAlias","count":2,"do":"answer","status":429,"code":"TooManyRequestsException"}' >/dev/null
	gives shift-weight --alias live --weight 10% <two.json
	is "$(live)" '1 2=0.1'
}

@test "a Lambda that keeps failing ends with 69" {
	control fault '{"match":"UpdateAlias","count":0,"do":"answer","status":500,"code":"ServiceException"}' >/dev/null
	refuses 69 ServiceException shift-weight --alias live --weight 10% <two.json
	is "$(live)" 1
}

@test "an alias on \$LATEST can have no weights: the way out is named" {
	alias_to '$LATEST'
	refuses 78 'publish --alias live moves it to a version first' shift-weight --alias live --weight 10% <two.json
}

@test "an alias that does not exist ends with 78 and its name" {
	refuses 78 'alias nightly of function' shift-weight --function name-searcher --alias nightly --to-version 2 --weight 10% -n
	is "$(control 'state?function=name-searcher' | jq -c '.aliases | keys')" '["live"]'
}

@test "--create makes the alias that is missing, with all traffic" {
	fresh ',"alias":"none","also_allow":["lambda:CreateAlias"]'
	upload --bucket lambda-sources "$BATS_FILE_TMPDIR/v1.zip" </dev/null | publish --function name-searcher >one.json
	refuses 78 'alias live' shift-weight --alias live --weight 100% --force <one.json
	refuses 65 'no verdict' shift-weight --alias live --create --weight 100% <one.json
	judged healthy one.json >good.json
	gives shift-weight --alias live --create --weight 100% <good.json
	is "$(live)" 1
	has "$stderr" 'alias live is new'
	has "$stderr" 'nothing to go back to'
}

@test "a missing alias is a 78 that names --create, and a function that is missing is none" {
	refuses 78 '--create makes it' shift-weight --alias nightly --weight 10% <<<"$(jq -c 'del(.Alias)' two.json)"
	refuses 78 'does not exist' shift-weight -n --create --function name-searcher --alias nightly --to-version 99 --weight 10%
	is "$(writes | tr ' ' '\n' | grep -v '^UpdateAlias$' || :)" ''
}

@test "there is no share before an alias is made: the promotion alone makes it, and needs its verdict" {
	fresh ',"alias":"none","also_allow":["lambda:CreateAlias"]'
	publish --create --function name-searcher --alias live --zip-file two.zip -n >new.json 2>/dev/null
	mark
	run -0 --separate-stderr shift-weight --schedule 10%,50% <new.json
	is "$output" ''
	unsent 78 'no share of 10% to pause at' shift-weight --schedule 10%,50% --pause-at 10% <new.json
	refuses 78 '--create makes it' shift-weight --weight 10% <new.json
	gives shift-weight --create --weight 10% <new.json
	has "$stderr" 'alias live does not exist yet: version 1 gets all traffic when it is promoted'
	cp out.json waiting.json
	is "$(jq -c .Alias waiting.json)" '{"Name":"live","New":true}'
	judged unhealthy new.json >bad.json
	refuses 1 'unhealthy' shift-weight --create --weight 10% <bad.json
	# A verdict from before the share that was none is used up all the same.
	judged healthy new.json >good.json
	gives shift-weight --create --weight 10% <good.json
	is "$(jq -c .Health out.json)" null
	refuses 65 'no verdict' shift-weight --create --weight 100% <waiting.json
	is "$(control 'state?function=name-searcher' | jq -c '.aliases | keys')" '["none"]'
	is "$(calls CreateAlias)" 0
	healthcheck --probes 2 <waiting.json >checked.json 2>/dev/null
	gives shift-weight --create --weight 100% <checked.json
	is "$(live)" 1
	is "$(jq -c '[.Alias.FunctionVersion, .Alias.New, .PreviousVersion]' out.json)" '["1",null,null]'
	# What was made is not made again, and the release is over.
	gives shift-weight --create --weight 100% <checked.json
	has "$stderr" already
	run -0 shift-weight --schedule 10%,50% <out.json
	is "$output" ''
}

@test "an alias that somebody makes meanwhile does not lose all its traffic at once" {
	fresh ',"alias":"none","also_allow":["lambda:CreateAlias"]'
	publish --function name-searcher --zip-file "$BATS_FILE_TMPDIR/v1.zip" -n >/dev/null 2>&1
	publish --create --function name-searcher --alias live --zip-file two.zip -n >new.json 2>/dev/null
	judged healthy new.json >good.json
	control call '{"method":"POST","path":"/2015-03-31/functions/name-searcher/aliases","body":{"Name":"live","FunctionVersion":"1"},"caller":"operator"}' >/dev/null
	refuses 75 'made by someone else' shift-weight --create --weight 100% <good.json
	is "$(live)" 1
	# To publish again finds the alias: the release has its shares then.
	publish --zip-file two.zip <new.json >again.json 2>/dev/null
	run -0 shift-weight --schedule 10%,50% <again.json
	is "$output" $'10%:60s\n50%:60s'
	publish <new.json >again.json 2>/dev/null
	run -0 shift-weight --schedule 10%,50% <again.json
	is "$output" $'10%:60s\n50%:60s'
	gives shift-weight --create --weight 10% <new.json
	is "$(live)" '1 2=0.1'
}

@test "a version that does not exist ends with 78" {
	refuses 78 'does not exist' shift-weight -n --function name-searcher --alias live --to-version 99 --weight 10%
	is "$(live)" 1
}

@test "--to-version and -n need no record" {
	gives shift-weight -n --function name-searcher --alias live --to-version 2 --weight 10%
	is "$(live)" '1 2=0.1'
	is "$(jq -c '[.FunctionName, .Region, .Version, .PreviousVersion]' out.json)" '["name-searcher","eu-central-1","2","1"]'
}

@test "a dry run reads alone and says what would be shifted" {
	plans 'would set alias live to version 1 90%, version 2 10%' shift-weight --alias live --weight 10% --dry-run <two.json
	refuses 65 'no verdict' shift-weight --alias live --weight 100% --dry-run <two.json
	is "$(writes)" ''
	is "$(live)" 1
}

@test "unknown members pass through" {
	sed 's/^{/{"Note":1.50,"Big":12345678901234567890,/' two.json >record.json
	gives shift-weight --alias live --weight 10% <record.json
	has "$output" '"Note":1.50,"Big":12345678901234567890'
}

@test "records that are not one complete object end with 65 before anything is sent" {
	unsent 65 'no function' shift-weight -n --alias live --weight 10%
	unsent 65 'no version' shift-weight -n --function name-searcher --alias live --weight 10%
	printf '{"Version":' >cut.json
	unsent 65 'standard input' shift-weight --alias live --weight 10% <cut.json
	cat two.json two.json >double.json
	unsent 65 'more than one' shift-weight --alias live --weight 10% <double.json
	{ printf '{"A":"'; head -c 2097152 /dev/zero | tr '\0' x; printf '"}'; } >huge.json
	unsent 65 '1 MiB' shift-weight --alias live --weight 10% <huge.json
	jq -c '.Health = "healthy"' two.json >text.json
	unsent 65 Health shift-weight --alias live --weight 10% <text.json
	jq -c '.Health = {Verdict: "splendid", Version: "2"}' two.json >word.json
	unsent 65 Health shift-weight --alias live --weight 10% <word.json
	jq -c 'del(.Alias)' two.json >bare.json
	unsent 64 'no alias' shift-weight --weight 10% <bare.json
}

@test "a contradiction of function, alias or region is a usage error" {
	unsent 64 'the record is about' shift-weight --function other --weight 10% <two.json
	unsent 64 'alias live' shift-weight --alias staging --weight 10% <two.json
	unsent 64 'eu-central-1' shift-weight --region us-east-1 --weight 10% <two.json
	unsent 64 'version' shift-weight --to-version '$LATEST' --weight 10% <two.json
}

@test "a wrong secret ends with 77, a closed port with 69, a missing profile with 78" {
	AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY%?}x refuses 77 Signature shift-weight --weight 10% <two.json
	refuses 69 'no answer from AWS' shift-weight --endpoint-url http://127.0.0.1:9 --weight 10% <two.json
	refuses 78 nobody shift-weight --profile nobody --weight 10% <two.json
	is "$(live)" 1
	run -0 --separate-stderr shift-weight --debug --weight 10% <two.json
	no_secrets "$output$stderr"
}

@test "--schedule prints what is ahead of the record, and sends nothing" {
	run -0 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_REGION -u AWS_ENDPOINT_URL \
		shift-weight -n --schedule 10%,.5 --bake 5m --pause-at 10%
	is "$output" $'10%:300s:pause\n50%:300s'
	run -0 --separate-stderr shift-weight --schedule "$output" <two.json
	is "$output" $'10%:300s:pause\n50%:300s'
	is "$stderr" ''
	run -0 shift-weight --schedule CodeDeployDefault.LambdaLinear50PercentEvery1Minute </dev/null
	is "$output" 50%:60s
	run -0 shift-weight -n --schedule AllAtOnce
	is "$output" ''
	is "$(calls)" 0
	at 10%
	run -0 shift-weight --schedule 10%,50% <at.json
	is "$output" $'10%:60s\n50%:60s'
	judged healthy at.json >good.json
	run -0 shift-weight --schedule 10%,50% --record good.json
	is "$output" 50%:60s
	is "$(jq -r .Version good.json)" 2
	shift-weight --weight 100% <good.json >live.json
	run -0 --separate-stderr shift-weight --schedule 10%,50% <live.json
	is "$output" ''
}

# paced WEIGHT RECORD - the record with a look that allows that share
paced() {
	jq -c --argjson weight "$1" '.Health = {Verdict: "paced", Version: .Version, Weight: $weight}
		| .Pace = {First: 0.01, Cap: 0.5, Tolerate: 0.01, Reject: 0.05, Risk: 0.01, Clump: 1, GiveUpSeconds: 3600, LagSeconds: 180,
			Step: 4, Headroom: 10, BakeMinutes: 3, Version: .Version, Baseline: "1", Start: "2026-11-27T10:12:00Z",
			Weight: .Alias.RoutingConfig.AdditionalVersionWeights["2"], RevisionId: .Alias.RevisionId}' "$2"
}

@test "--schedule pace=1% prints the share that the last look allows, and shifts follow it" {
	run -0 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_REGION shift-weight -n --schedule pace=1%
	is "$output" 1%
	for wrong in pace= pace=0% pace=51% 'pace=1% --bake 5m' 'pace=1% --pause-at 1%' pace=1%,50%; do
		# shellcheck disable=SC2086 # words
		unsent 64 '' shift-weight -n --schedule $wrong
	done
	at 1%
	run -0 shift-weight --schedule pace=1% <at.json
	is "$output" 1%
	paced 0.026 at.json >more.json
	run -0 shift-weight --schedule pace=1% <more.json
	is "$output" 2.6%
	refuses 2 'allows 2.6%: not raised from 1% to 2.7%' shift-weight --weight 2.7% <more.json
	refuses 2 'allows 2.6%: not promoted' shift-weight --weight 100% <more.json
	run -0 shift-weight --weight 2.6% --record more.json
	is "$(live)" '1 2=0.026'
	is "$(jq -c '[.Health, .Pace.First]' more.json)" '[null,0.01]'
	# A share that stays is no write and no act.
	mark
	cp more.json same.json
	run -0 shift-weight --weight 2.6% --record same.json
	is "$(writes)" ''
	is "$(jq '.History | length' same.json)" "$(jq '.History | length' more.json)"
	# Another run goes on only from the alias as the record knows it.
	paced 0.104 more.json >other.json
	LAMBDA_RELEASE_RUN=other run -0 --separate-stderr shift-weight --weight 10.4% --record other.json
	is "$(live)" '1 2=0.104'
	is "$(jq -r .Pace.First other.json)" 0.01
	by_hand '"Description":"touched"'
	paced 0.416 other.json >stale.json
	LAMBDA_RELEASE_RUN=third run -0 --separate-stderr shift-weight --weight 41.6% --record stale.json
	has "$stderr" 'starting again at 1%'
	is "$(live)" '1 2=0.01'
	is "$(jq -r .Pace stale.json)" null
}

@test "--schedule refuses what is no schedule, and says which text" {
	unsent 64 "--schedule '50%,10%': shares must grow" shift-weight -n --schedule 50%,10%
	unsent 64 '--schedule: its value is empty' shift-weight -n --schedule ''
	unsent 64 'shares must stay between 0% and 100%' shift-weight -n --schedule 10%,100%
	unsent 64 'did you mean 10%?' shift-weight -n --schedule 10
	unsent 64 'more than 7 decimals' shift-weight -n --schedule 10.1234567891%
	unsent 64 'Linear10PercentEvery10Minutes or AllAtOnce' shift-weight -n --schedule Canary10Percent5Minuets
	unsent 64 'says its bake itself' shift-weight -n --schedule Canary10Percent5Minutes --bake 60s
	unsent 64 'no share of 20% to pause at' shift-weight -n --schedule 10%,50% --pause-at 20%
	unsent 64 '--weight and --schedule exclude each other' shift-weight -n --schedule 10% --weight 10%
	unsent 64 '--bake goes with --schedule' shift-weight -n --weight 10% --bake 60s
	unsent 64 '--pause-at goes with --schedule' shift-weight -n --weight 10% --pause-at 10%
	printf '{"Version":' >cut.json
	unsent 65 'standard input' shift-weight --schedule 10% <cut.json
}
