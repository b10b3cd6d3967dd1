#!/usr/bin/env bats
# publish.bats - publish(1): a package becomes the function's code and a version

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
	package search '{"statusCode": 200, "body": "search"}'
	digest=$(openssl dgst -sha256 -binary search.zip | base64)
}

# uploaded - the package lies in S3, and uploaded.json is the record
uploaded() {
	upload --bucket lambda-sources --function name-searcher search.zip </dev/null >uploaded.json 2>/dev/null
	mark
}

# invoked QUALIFIER - what the function answers there
invoked() {
	control call "{\"method\":\"POST\",\"path\":\"/2015-03-31/functions/name-searcher/invocations?Qualifier=$1\",\"body\":{}}" | jq -r .body
}

@test "publish records function, version, digest and what was live before" {
	uploaded
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(jq -r .FunctionName out.json)" name-searcher
	is "$(jq -r .FunctionArn out.json)" arn:aws:lambda:eu-central-1:123456789012:function:name-searcher
	is "$(jq -r .Region out.json)" eu-central-1
	is "$(jq -r .Version out.json)" 2
	is "$(jq -r .CodeSha256 out.json)" "$digest"
	is "$(jq -c .Changed out.json)" true
	is "$(jq -r .PreviousVersion out.json)" 1
	is "$(jq -c .Package out.json)" "$(jq -c .Package uploaded.json)"
	is "$(invoked 2)" search
}

@test "an alias on \$LATEST is pinned to its own code before the code changes" {
	uploaded
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(writes)" 'PublishVersion UpdateAlias UpdateAlias UpdateFunctionCode PublishVersion'
	is "$(live)" 1
	is "$(invoked live)" one
	has "$stderr" 'alias live is now at version 1, the same code'
	# The live code never changed without an alias write.
	is "$(control 'history?function=name-searcher&alias=live' | jq '[.[] | select(.operation == "UpdateFunctionCode")] | length')" 0
}

@test "an alias on a version is not written" {
	fresh ',"alias_version":"published"'
	uploaded
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(calls UpdateAlias)" 0
	is "$(jq -r .PreviousVersion out.json)" 1
}

@test "without --alias and an alias live every alias is left out of it" {
	fresh ',"alias":"none"'
	uploaded
	gives publish --function name-searcher <uploaded.json
	is "$(calls UpdateAlias)" 0
	is "$(jq -c .PreviousVersion out.json)" null
}

@test "publishing the same code again publishes nothing and sends no code" {
	uploaded
	publish --function name-searcher --alias live <uploaded.json >first.json
	mark
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(calls UpdateFunctionCode)" 0
	is "$(jq -c .Changed out.json)" false
	is "$(jq -r .Version out.json)" 2
	has "$stderr" 'nothing new was published'
	is "$(control 'state?function=name-searcher' | jq '.versions | length')" 2
}

@test "the code that is live already gives the live version" {
	upload --bucket lambda-sources "$BATS_FILE_TMPDIR/v1.zip" </dev/null >uploaded.json
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(jq -r .Version out.json)" 1
	is "$(jq -c '[.PreviousVersion, .Alias.FunctionVersion]' out.json)" '[null,"1"]'
	is "$(jq -c .Changed out.json)" false
	is "$(calls UpdateFunctionCode)" 0
}

@test "unknown members pass through, and an older verdict goes" {
	uploaded
	jq -c '.Health = {Verdict: "healthy", Version: "1"} | .RolledBack = {From: "1", To: "0"}' uploaded.json |
		sed 's/^{/{"Note":1.50,"Big":12345678901234567890,/' >record.json
	gives publish --function name-searcher --alias live <record.json
	has "$output" '"Note":1.50,"Big":12345678901234567890'
	is "$(jq -c '[.Health, .RolledBack]' out.json)" '[null,null]'
}

@test "--bucket and --key name the package without a record" {
	upload --bucket lambda-sources --key a/b.zip search.zip </dev/null >uploaded.json
	gives publish -n --function name-searcher --alias live --bucket lambda-sources --key a/b.zip \
		--object-version "$(jq -r .Package.S3ObjectVersion uploaded.json)"
	is "$(jq -r .CodeSha256 out.json)" "$digest"
	is "$(jq -r .Version out.json)" 2
}

@test "the object version of the record is what is published, whatever came later" {
	upload --bucket lambda-sources --key k.zip search.zip </dev/null >uploaded.json
	package other '{"statusCode": 200, "body": "other"}'
	upload --bucket lambda-sources --key k.zip --overwrite other.zip </dev/null >/dev/null
	gives publish --function name-searcher <uploaded.json
	is "$(jq -r .CodeSha256 out.json)" "$digest"
}

@test "--zip-file sends the package itself" {
	gives publish --function name-searcher --alias live --zip-file search.zip </dev/null
	is "$(jq -r .CodeSha256 out.json)" "$digest"
	is "$(calls PutObject)" 0
	is "$(invoked 2)" search
	mark
	gives publish --function name-searcher --alias live --zip-file search.zip </dev/null
	is "$(calls UpdateFunctionCode)" 0
}

@test "a zip that is none, or too large for a request, ends with 66" {
	echo nonsense >text.zip
	unsent 66 text.zip publish --function name-searcher --zip-file text.zip </dev/null
	unsent 66 missing.zip publish --function name-searcher --zip-file missing.zip </dev/null
	head -c 53000000 /dev/urandom >random
	python3 -c 'import zipfile; zipfile.ZipFile("large.zip", "w").write("random")'
	unsent 66 52428800 publish --function name-searcher --zip-file large.zip </dev/null
	has "$stderr" 'hint: upload it to a bucket'
}

@test "a description is set as it was given" {
	uploaded
	publish --function name-searcher --alias live --description 'faster search' <uploaded.json >out.json
	is "$(control log?operation=PublishVersion | jq -rs 'last.request.Description')" 'faster search'
	refuses 64 'the description has 257 characters' publish --function name-searcher --alias live \
		--description "$(printf '%0257d' 0)" <uploaded.json
}

@test "an update that is going on is waited for" {
	uploaded
	control settings '{"update_seconds":1}' >/dev/null
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(jq -r .CodeSha256 out.json)" "$digest"
	# Somebody else's update: AWS answers 409 until it is done.
	control call '{"method":"PUT","path":"/2015-03-31/functions/name-searcher/configuration","body":{"Timeout":7}}' >/dev/null
	package other '{"statusCode": 200, "body": "other"}'
	gives publish --function name-searcher --alias live --zip-file other.zip </dev/null
	is "$(jq -r .Version out.json)" 3
	is "$(invoked 3)" other
}

@test "a wait that runs out of time ends with 69 and says for what" {
	uploaded
	control settings '{"update_seconds":30}' >/dev/null
	refuses 69 'still' publish --function name-searcher --timeout 1s <uploaded.json
}

@test "an update that fails ends at once with AWS's reason" {
	fresh ',"alias_version":"published"'
	uploaded
	control settings '{"update_seconds":60}' >/dev/null
	control fault '{"match":"GetFunctionConfiguration","nth":3,"do":"answer","status":200,
		"body":{"FunctionName":"name-searcher","FunctionArn":"arn:aws:lambda:eu-central-1:123456789012:function:name-searcher",
		"Version":"$LATEST","CodeSha256":"x","RevisionId":"r","State":"Active","LastUpdateStatus":"Failed",
		"LastUpdateStatusReason":"The image cannot be decoded","LastUpdateStatusReasonCode":"InvalidImage"}}' >/dev/null
	refuses 76 'The image cannot be decoded (InvalidImage)' publish --alias live <uploaded.json
	is "$(calls PublishVersion)" 0
}

@test "code that somebody else puts in between is not published as ours" {
	uploaded
	control fault '{"match":"PublishVersion","do":"answer","status":400,"code":"InvalidParameterValueException",
		"message":"CodeSHA256 (a) is different from current CodeSHA256 in $LATEST (b). Please try again with the CodeSHA256 in $LATEST."}' >/dev/null
	refuses 75 'changed by someone else' publish --function name-searcher <uploaded.json
}

@test "PublishVersion is guarded by the package's digest" {
	uploaded
	publish --function name-searcher --alias live <uploaded.json >out.json
	is "$(control log?operation=PublishVersion | jq -rs 'last.request.CodeSha256')" "$digest"
}

@test "lost answers lead to one version all the same" {
	uploaded
	control fault '{"match":"UpdateFunctionCode","do":"lose"}' >/dev/null
	control fault '{"match":"PublishVersion","nth":2,"do":"lose"}' >/dev/null
	gives publish --function name-searcher --alias live <uploaded.json
	is "$(jq -r '[.Version, .CodeSha256] | join(" ")' out.json)" "2 $digest"
	is "$(control 'state?function=name-searcher' | jq '.versions | length')" 2
}

@test "a dry run reads alone and says what would be done" {
	uploaded
	plans 'would publish the code that function name-searcher has' publish --function name-searcher --alias live --dry-run <uploaded.json
	has "$stderr" 'alias live points at $LATEST'
	is "$(writes)" ''
	publish --function name-searcher --alias live <uploaded.json >/dev/null
	mark
	plans 'has already' publish --function name-searcher --alias live --dry-run <uploaded.json
	package other '{"statusCode": 200}'
	upload --function name-searcher --bucket lambda-sources other.zip </dev/null >other.json
	mark
	plans 'would replace the code of function name-searcher by s3://lambda-sources/name-searcher/' publish --function name-searcher --alias live --dry-run <other.json
	is "$(writes)" ''
}

@test "a function or alias that does not exist ends with 78 and its name" {
	fresh ',"alias":"none"'
	uploaded
	refuses 78 'alias live of function name-searcher does not exist' publish --function name-searcher --alias live <uploaded.json
	is "$(writes)" ''
	# The policy hides whether another function exists.
	jq -c '{Package}' uploaded.json >package.json
	refuses 77 AccessDenied publish --function no-such-function <package.json
}

@test "--create goes on without the alias, and the record says that it is to be made" {
	fresh ',"alias":"none"'
	uploaded
	refuses 78 '--create makes it' publish --function name-searcher --alias live <uploaded.json
	unsent 64 '--create: give --alias' publish --create <uploaded.json
	gives publish --create --function name-searcher --alias live <uploaded.json
	has "$stderr" 'alias live does not exist yet: version 1 gets all traffic when it is promoted'
	has "$stderr" 'nothing to go back to'
	is "$(jq -c '[.Version, .Alias, .PreviousVersion]' out.json)" '["1",{"Name":"live","New":true},null]'
	is "$(control 'state?function=name-searcher' | jq -c '.aliases | keys')" '["none"]'
	cp out.json new.json
	gives publish --create <new.json
	is "$(jq -c .Alias out.json)" '{"Name":"live","New":true}'
	jq -c 'del(.Package, .Alias)' new.json >bare.json
	gives publish --create --alias live <bare.json
	is "$(jq -c .Alias out.json)" '{"Name":"live","New":true}'
	jq -c 'del(.Package)' new.json >bare.json
	refuses 78 '--create makes it' publish <bare.json
}

@test "--create changes nothing where the alias exists" {
	uploaded
	gives publish --create --function name-searcher --alias live <uploaded.json
	is "$(jq -c '.Alias.FunctionVersion' out.json)" '"1"'
	is "$(live)" 1
	is "$(calls CreateAlias)" 0
}

@test "a function that does not exist ends with 78 where the policy lets it be seen" {
	uploaded
	control call '{"method":"DELETE","path":"/2015-03-31/functions/name-searcher"}' >/dev/null
	refuses 78 'name-searcher' publish --function name-searcher --alias live <uploaded.json
	refuses 78 'name-searcher' publish --function name-searcher <uploaded.json
	refuses 78 'name-searcher' publish --create --function name-searcher --alias live <uploaded.json
}

@test "nothing to publish, or two things, is said before anything is sent" {
	unsent 65 'no package' publish -n --function name-searcher
	unsent 65 'no function' publish -n --zip-file search.zip
	unsent 64 'or --zip-file, or --image-uri' publish -n --function name-searcher --zip-file search.zip --image-uri i
	unsent 64 -- publish -n --function name-searcher --bucket lambda-sources
	unsent 64 --object-version publish -n --function name-searcher --object-version 1 --zip-file search.zip
	unsent 64 timeout publish -n --function name-searcher --timeout soon --zip-file search.zip
	unsent 64 'no alias' publish -n --function name-searcher --alias 12 --zip-file search.zip
	unsent 64 'no alias' publish -n --function name-searcher --alias 'a b' --zip-file search.zip
	unsent 64 'names no function' publish -n --function 'a b' --zip-file search.zip
}

@test "records that are not one complete object end with 65 before anything is sent" {
	printf '{"Package":' >cut.json
	unsent 65 'standard input' publish --function name-searcher <cut.json
	printf '{}{}' >double.json
	unsent 65 'more than one' publish --function name-searcher <double.json
	{ printf '{"A":"'; head -c 2097152 /dev/zero | tr '\0' x; printf '"}'; } >huge.json
	unsent 65 '1 MiB' publish --function name-searcher <huge.json
	printf '{"Package":"search.zip"}' >text.json
	unsent 65 Package publish --function name-searcher <text.json
	printf '{"Package":{"S3Bucket":"b"}}' >partial.json
	unsent 65 'no package' publish --function name-searcher <partial.json
}

@test "a record about another function, region or alias is a usage error" {
	uploaded
	publish --function name-searcher --alias live <uploaded.json >record.json
	unsent 64 'the record is about' publish --function other <record.json
	unsent 64 'eu-central-1' publish --region us-east-1 <record.json
	unsent 64 'alias live' publish --alias staging <record.json
	unsent 64 'names live' publish -n --function name-searcher:live --alias staging --zip-file search.zip
	jq -c '.FunctionName = "other"' record.json >torn.json
	unsent 65 'contradict' publish <torn.json
}

@test "an ARN names function, region and alias" {
	uploaded
	arn=arn:aws:lambda:eu-central-1:123456789012:function:name-searcher:live
	AWS_REGION='' gives publish --function "$arn" <uploaded.json
	is "$(jq -r .PreviousVersion out.json)" 1
	is "$(live)" 1
}

@test "an object that is not there ends with AWS's words and changes nothing" {
	run -76 --separate-stderr publish -n --function name-searcher --alias live --bucket lambda-sources --key nothing
	is "$output" ''
	has "$stderr" UpdateFunctionCode
	is "$(invoked live)" one
}

@test "a wrong secret ends with 77, a closed port with 69" {
	uploaded
	AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY%?}x refuses 77 Signature publish --function name-searcher --alias live <uploaded.json
	refuses 69 'no answer from AWS' publish --endpoint-url http://127.0.0.1:9 --function name-searcher <uploaded.json
	is "$(writes)" ''
}

@test "one bit of the secret changed is refused, the repeats included" {
	uploaded
	local last=${AWS_SECRET_ACCESS_KEY: -1}
	AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY%?}$(printf "\\$(printf %o $(($(printf %d "'$last") ^ 1)))") \
		refuses 77 Signature publish --function name-searcher --alias live <uploaded.json
}

@test "without --alias the alias live is made safe all the same" {
	uploaded
	gives publish <uploaded.json
	is "$(jq -r .Alias.Name out.json)" live
	is "$(live)" 1
	is "$(invoked 2)" search
}

# kept QUALIFIER - where a version's code is kept in S3; null when Lambda has copied it
kept() {
	control call "{\"method\":\"GET\",\"path\":\"/2015-03-31/functions/name-searcher?Qualifier=$1\"}" |
		jq -c '.Code.ResolvedS3Object | if . then [.S3Bucket, .S3Key, .S3ObjectVersion] else . end'
}

# placed RECORD - where the package lies
placed() { jq -c '.Package | [.S3Bucket, .S3Key, .S3ObjectVersion]' "$1"; }

@test "--storage reference leaves the code in the bucket, and so do later releases without it" {
	uploaded
	gives publish --function name-searcher --alias live --storage reference <uploaded.json
	is "$(kept 1) $(kept 2)" "null $(placed uploaded.json)"
	is "$(calls GetFunction)" 0
	released next '{"statusCode": 200, "body": "next"}'
	is "$(kept 3)" "$(placed next.json)"
	is "$(calls GetFunction)" 1
	publish <next.json >again.json
	is "$(calls GetFunction)" 1
	package last '{"statusCode": 200, "body": "last"}'
	upload --bucket lambda-sources --function name-searcher last.zip </dev/null | publish --storage copy --alias live >last.json
	is "$(kept 4)" null
	unsent 64 'a package in a bucket' publish -n --function name-searcher --zip-file search.zip --storage reference
	unsent 64 'a package in a bucket' publish -n --function name-searcher --image-uri r/i:t --storage copy
	jq -c 'del(.Package)' last.json >bare.json
	unsent 64 'no package in a bucket' publish --storage copy <bare.json
	unsent 64 storage publish -n --function name-searcher --bucket b --key k --storage link
}

# imaged TAG EXPRESSION - an image whose tag is made or moved; its URIs are $by_tag and $by_digest
imaged() {
	package image "$2"
	control image "{\"image\":\"$1\",\"package\":\"$PWD/image.zip\"}" >image.json
	by_tag=$(jq -r .ImageUri image.json)
	by_digest=$(jq -r .ResolvedImageUri image.json)
}

@test "an image is published by a tag that moved, by its digest, once, and after a kill" {
	fresh ',"image":"search:live"'
	imaged search:live '{"statusCode": 200, "body": "two"}'
	is "$(invoked live)" one
	gives publish -n --function name-searcher --alias live --image-uri "$by_tag"
	is "$(jq -r '[.Version, .PreviousVersion, .CodeSha256] | join(" ")' out.json)" "2 1 ${by_digest##*:}"
	is "$(invoked 1) $(invoked 2)" 'one two'
	mark
	gives publish -n --function name-searcher --alias live --image-uri "$by_digest"
	is "$(jq -r '[.Version, .Changed] | join(" ")' out.json)" '2 false'
	is "$(writes)" PublishVersion
	imaged search:live '{"statusCode": 200, "body": "three"}'
	control fault '{"match":"UpdateFunctionCode","kill":{"pid":"peer","when":"after"}}' >/dev/null
	run publish -n --function name-searcher --alias live --image-uri "$by_tag"
	is "$status" 137
	gives publish -n --function name-searcher --alias live --image-uri "$by_tag"
	is "$(jq -r '[.Version, .CodeSha256] | join(" ")' out.json)" "3 ${by_digest##*:}"
	unsent 64 image-uri publish -n --function name-searcher --image-uri ''
	refuses 76 'does not exist' publish -n --function name-searcher --alias live --image-uri "${by_tag%:*}:none"
	refuses 76 'provide ImageUri' publish -n --function name-searcher --alias live --zip-file search.zip
}

@test "an image goes through a canary" {
	fresh ',"image":"search:live"'
	imaged search:v2 '{"statusCode": 200, "body": "two"}'
	publish -n --function name-searcher --alias live --image-uri "$by_tag" >two.json
	run -0 --separate-stderr "$root/bin/canary" --function name-searcher --weights 50% --bake 0s -- --probes 2 <two.json
	is "$(live)" 2
	is "$(invoked live)" two
	run -0 --separate-stderr publish -n --function name-searcher --alias live --image-uri "$by_tag"
	is "$(versions)" 2
	has "$stderr" 'nothing to release'
}
