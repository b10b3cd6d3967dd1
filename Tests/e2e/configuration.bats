#!/usr/bin/env bats
# configuration.bats - what is released is what was asked for: code and configuration

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	canary=$root/bin/canary
	package two '{"statusCode": 200, "body": os.environ.get("GREETING", "none")}'
	package bad '1 / 0'
	mark
}

# releases PACKAGE [OPTION...] - a short canary of it is promoted
releases() {
	local package=$1
	shift
	promotes "$canary" "$@" --function name-searcher --weights 10% --bake 0 "$package" -- --probes 1
}

# greeting QUALIFIER - what the function answers there
greeting() {
	control call "{\"method\":\"POST\",\"path\":\"/2015-03-31/functions/name-searcher/invocations?Qualifier=$1\",\"body\":{}}" | jq -r .body
}

# layer - publishes one, and says its ARN
layer() {
	control call "{\"method\":\"POST\",\"path\":\"/2018-10-31/layers/l/versions\",
		\"body\":{\"Content\":{\"ZipFile\":\"$(base64 -w0 two.zip)\"}}}" | jq -r .LayerVersionArn
}

@test "the record of a finished release has the function's ARN, as any other" {
	gives publish --function name-searcher --alias live --zip-file "$BATS_FILE_TMPDIR/v1.zip"
	has "$stderr" 'nothing new was published'
	is "$(jq -r .FunctionArn out.json)" "arn:aws:lambda:$AWS_REGION:$REHEARSAL_ACCOUNT:function:name-searcher"
}

@test "a release of configuration alone is a release, with a way back" {
	releases two.zip
	is "$(greeting live)" none
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	is "$(greeting live)" none
	releases two.zip
	is "$(states)" '1, 1 2=0.1, 2, 2 3=0.1, 3'
	is "$(greeting live)" hello
	is "$(greeting 2)" none
	gives rollback -n --function name-searcher --alias live --to-version previous
	is "$(live)" 2
	is "$(greeting live)" none
}

@test "the same for all-at-once" {
	releases two.zip
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	promotes "$root/bin/all-at-once" --function name-searcher two.zip -- --probes 1
	is "$(live)" 3
	is "$(greeting live)" hello
}

@test "each member of the configuration counts, with a digest of the configuration and without" {
	local member digest expected=2 layer
	publish --function name-searcher --zip-file two.zip </dev/null >two.json 2>/dev/null
	shift-weight --alias live --force --weight 100% <two.json >/dev/null 2>&1
	layer=$(layer)
	for member in '"MemorySize":256' '"Timeout":9' '"Environment":{"Variables":{"GREETING":"a"}}' \
		'"Environment":{"Variables":{"GREETING":"b"}}' "\"Layers\":[\"$layer\"]" \
		'"VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]}' \
		'"VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-2"]}' \
		'"DeadLetterConfig":{"TargetArn":"arn:aws:sqs:eu-central-1:123456789012:q"}' \
		'"TracingConfig":{"Mode":"Active"}' '"EphemeralStorage":{"Size":1024}' \
		'"LoggingConfig":{"LogFormat":"JSON"}' '"Runtime":"python3.12"' \
		'"KMSKeyArn":"arn:aws:kms:eu-central-1:123456789012:key/k"' \
		'"FileSystemConfigs":[{"Arn":"arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-1","LocalMountPath":"/mnt/a"}]'; do
		digest=$((expected % 2))
		control settings "{\"config_sha256\":$([[ $digest == 1 ]] && echo true || echo false)}" >/dev/null
		terraform "$member"
		expected=$((expected + 1))
		gives publish --function name-searcher --alias live --zip-file two.zip </dev/null
		is "$(jq -r '.Version + " " + (.Changed | tostring)' out.json) $member" "$expected true $member"
		shift-weight --force --weight 100% <out.json >/dev/null 2>&1
	done
	is "$(calls UpdateFunctionCode)" 1
}

@test "settings that are not part of a version change nothing" {
	releases two.zip --description 'the second'
	# Another digest of the configuration proves nothing.
	terraform '"Description":"a new description"'
	mark
	releases two.zip
	is "$(live)" 2
	has "$stderr" 'nothing to release'
	is "$(calls PublishVersion)" 0
	control settings '{"config_sha256":false}' >/dev/null
	releases two.zip
	is "$(live)" 2
	is "$(calls PublishVersion)" 0
}

@test "the values of the environment are neither stored nor shown" {
	releases two.zip
	terraform '"Environment":{"Variables":{"GREETING":"open-sesame"}}'
	releases two.zip --debug
	lacks "$output$stderr" open-sesame
}

@test "a share of the same code in an older configuration is not promoted: 75, with the way out" {
	publish --function name-searcher --alias live --zip-file two.zip </dev/null >two.json 2>/dev/null
	shift-weight --weight 10% <two.json >two.at 2>/dev/null
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	ends 75 "$canary" --function name-searcher --weights 10% --bake 0 two.zip -- --probes 1
	has "$stderr" 'hint: '
	has "$stderr" rollback
	is "$(live)" '1 2=0.1'
	rollback -n --function name-searcher --alias live >/dev/null 2>&1
	releases two.zip
	is "$(states)" '1, 1 2=0.1, 1, 1 3=0.1, 3'
	is "$(greeting live)" hello
}

@test "a run whose record names the version with the older configuration replaces it" {
	publish --function name-searcher --alias live --zip-file two.zip </dev/null >two.json 2>/dev/null
	shift-weight --weight 10% <two.json >two.at 2>/dev/null
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	publish --zip-file two.zip <two.at >three.json 2>/dev/null
	is "$(jq -r .Version three.json)" 3
	gives shift-weight --weight 10% <three.json
	is "$(live)" '1 3=0.1'
}

@test "a share of the same code and configuration is adopted" {
	local digest
	for digest in true false; do
		fresh ',"alias_version":"published"'
		control settings "{\"config_sha256\":$digest}" >/dev/null
		publish --function name-searcher --alias live --zip-file two.zip --description 'a name' </dev/null >two.json 2>/dev/null
		shift-weight --weight 10% <two.json >two.at 2>/dev/null
		releases two.zip
		is "$(states)" '1, 1 2=0.1, 2'
		is "$(versions)" 2
	done
}

@test "code and configuration that are live are a finished release, whatever was published since" {
	releases two.zip
	ends 1 "$canary" --function name-searcher --weights 10% --bake 0 bad.zip -- --probes 1
	is "$(versions)" 3
	mark
	releases two.zip
	has "$stderr" 'nothing to release'
	is "$(live)" 2
	is "$(versions)" 3
	# The touch alone, which changes nothing.
	is "$(writes)" 'UpdateAlias'
	promotes "$root/bin/all-at-once" --function name-searcher two.zip -- --probes 1
	gives publish --function name-searcher --alias live --zip-file two.zip </dev/null
	is "$(jq -r '.Version + " " + (.Changed | tostring)' out.json)" '2 false'
	is "$(writes)" 'UpdateAlias UpdateAlias'
	is "$(versions)" 3
}

@test "live code with another configuration after a bad release is not a finished release" {
	releases two.zip
	ends 1 "$canary" --function name-searcher --weights 10% --bake 0 bad.zip -- --probes 1
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	releases two.zip
	is "$(live)" 4
	is "$(greeting live)" hello
}

@test "a configuration that mends the code is what is judged" {
	package needy '{"statusCode": 200} if os.environ.get("GREETING") else 1 / 0'
	ends 1 "$canary" --function name-searcher --weights 10% --bake 0 needy.zip -- --probes 1
	terraform '"Environment":{"Variables":{"GREETING":"hello"}}'
	releases needy.zip
	is "$(states)" '1, 1 3=0.1, 3'
}
