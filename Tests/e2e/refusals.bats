#!/usr/bin/env bats
# refusals.bats - what AWS refuses for now is waited for; what it refuses for good has its way out

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
}

# second [MEMBERS] - publishes a second version as a release does; the record is in second.json
second() {
	package second '{"statusCode": 200, "body": "two"}'
	publish -n --function name-searcher --alias live --zip-file second.zip >second.json
}

# provisioned - the alias gets provisioned concurrency
provisioned() {
	control call '{"method":"PUT","path":"/2019-09-30/functions/name-searcher/provisioned-concurrency?Qualifier=live",
		"body":{"ProvisionedConcurrentExecutions":1},"caller":"operator"}' >/dev/null
}

# many COUNT - as many canaries of as many functions at once, against 15 control requests a second
many() {
	local number
	package second '{"statusCode": 200, "body": "two"}'
	for ((number = 1; number <= $1; number++)); do
		another "many-$number" ',"alias_version":"published"'
		printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >"keys-$number"
	done
	control settings '{"control_requests_per_second":15,"canned":{"*":{}},"update_seconds":0}' >/dev/null
	local pids=()
	for ((number = 1; number <= $1; number++)); do
		(
			. "./keys-$number"
			exec "$root/bin/canary" -q --bucket lambda-sources --function "many-$number" --weights 10% --bake 0s \
				second.zip -- --probes 1 </dev/null >"out-$number" 2>"err-$number" 3>&-
		) &
		pids+=($!)
	done
	for ((number = 1; number <= $1; number++)); do
		wait "${pids[number - 1]}" || {
			printf 'canary %s ended with %s\n' "$number" $? >&2
			cat "err-$number" >&2
			return 1
		}
		is "$(live "many-$number")" 2
	done
	# They were in each other's way.
	[[ $(control log | grep -c '"error": *"TooManyRequestsException"') -gt 0 ]]
}

@test "many canaries at once share the control plane's requests, and all are promoted" {
	many "${LAMBDA_RELEASE_TEST_CANARIES:-12}"
}

@test "a throttle in other clothes and an update in progress are waited for" {
	second
	local ec2='Your request has been throttled by EC2, please make sure you have enough API rate limit. EC2 Error Code: RequestLimitExceeded. EC2 Error Message: Request limit exceeded.'
	control fault "{\"match\":\"UpdateAlias\",\"do\":\"answer\",\"status\":400,\"code\":\"InvalidParameterValueException\",\"message\":\"$ec2\"}" >/dev/null
	control fault '{"match":"UpdateAlias","do":"answer","status":409,"code":"ResourceConflictException",
		"message":"The operation cannot be performed at this time. The function is currently in the following state: Pending"}' >/dev/null
	gives shift-weight --weight 10% <second.json
	is "$(live)" '1 2=0.1'
	control fault "{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"answer\",\"status\":400,\"code\":\"InvalidParameterValueException\",\"message\":\"$ec2\"}" >/dev/null
	AWS_MAX_ATTEMPTS=1 refuses 69 'throttled by EC2' shift-weight --weight 20% --force <second.json
}

@test "a function's own faults are no conflict and no matter of credentials" {
	second
	for code in 403:S3FilesMountFailureException 409:RuntimeVersionDeletedException 400:RecursiveInvocationException; do
		control settings "{\"canned\":{\"*\":{\"status\":${code%:*},\"code\":\"${code#*:}\"}}}" >/dev/null
		run -1 --separate-stderr healthcheck --probes 1 <second.json
		has "$stderr" "the version cannot run: ${code#*:}"
	done
	control fault '{"match":"Invoke","do":"answer","status":409,"code":"RuntimeAliasDeletedException"}' >/dev/null
	refuses 76 'hint: give the function a runtime alias that exists' healthcheck --dry-run <second.json
}

@test "a version with another role gets no share: the judge and the record know it" {
	terraform '"Role":"arn:aws:iam::123456789012:role/other"'
	package second '{"statusCode": 200, "body": "two"}'
	mark
	ends 76 "$root/bin/canary" --bucket lambda-sources --function name-searcher second.zip </dev/null
	has "$stderr" 'the new version has another Role than version 1'
	has "$stderr" 'hint: all-at-once releases it in one step'
	is "$(calls PutObject)" 0
	second
	is "$(jq -c .Differences second.json)" '["Role"]'
	mark
	refuses 76 'version 2 has another Role than version 1' shift-weight --weight 10% --force <second.json
	is "$(live)" 1
	# Without the record AWS itself refuses, and the way out is the same.
	refuses 76 'hint: all-at-once releases it in one step' shift-weight -n --function name-searcher --alias live \
		--to-version 2 --weight 10% --force
	gives shift-weight --weight 100% --force <second.json
	is "$(live)" 2
}

@test "provisioned concurrency is found before the first byte where that may be read, and told else" {
	fresh ',"alias_version":"published","also_allow":["lambda:GetProvisionedConcurrencyConfig"]'
	provisioned
	package second '{"statusCode": 200, "body": "two"}'
	mark
	ends 76 "$root/bin/canary" --bucket lambda-sources --function name-searcher second.zip </dev/null
	has "$stderr" 'alias live has provisioned concurrency'
	has "$stderr" 'hint: or remove the provisioned concurrency first'
	is "$(calls PutObject)" 0
	second
	refuses 76 'alias live has provisioned concurrency' shift-weight --dry-run --weight 10% --force <second.json
	fresh ',"alias_version":"published"'
	provisioned
	second
	refuses 76 'can not be used with Provisioned Concurrency' shift-weight --weight 10% --force <second.json
	has "$stderr" 'hint: all-at-once releases it in one step'
	promotes "$root/bin/all-at-once" --bucket lambda-sources --function name-searcher second.zip -- --probes 1 </dev/null
	is "$(live)" 2
}

@test "a version that failed to initialise is told to be found again, each time" {
	package second '{"statusCode": 200, "body": "two"}'
	control fault '{"match":"PublishVersion","count":2,"do":"alter","alter":{"State":"Failed",
		"StateReason":"init took too long","StateReasonCode":"FunctionError.InitTimeout"}}' >/dev/null
	for _ in 1 2; do
		refuses 76 'version 2 of function name-searcher has failed: init took too long (FunctionError.InitTimeout)' \
			publish -n --function name-searcher --alias live --zip-file second.zip
		has "$stderr" 'hint: FunctionError.InitTimeout does not pass by itself'
		has "$stderr" 'hint: AWS publishes no second version of the same code and configuration'
	done
	is "$(versions)" 2
}
