#!/usr/bin/env bats
# upload.bats - upload(1): a package into S3, once

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
	package search '{"statusCode": 200, "body": "search"}'
	sum=$(sha256sum search.zip | cut -d ' ' -f 1)
	digest=$(openssl dgst -sha256 -binary search.zip | base64)
}

# object_version RECORD - the version that S3 gave the object
object_version() {
	jq -r .Package.S3ObjectVersion "$1"
}

@test "upload records bucket, key, version, digest and size of what it put" {
	gives upload --bucket lambda-sources --function name-searcher search.zip </dev/null
	is "$(jq -c 'del(.Package, .History)' out.json)" '{"FunctionName":"name-searcher"}'
	is "$(jq -c '.History | map([.Command, .Changed])' out.json)" '[["upload",true]]'
	is "$(jq -c '.Package | keys_unsorted' out.json)" '["S3Bucket","S3Key","S3ObjectVersion","CodeSha256","CodeSize"]'
	is "$(jq -r .Package.S3Bucket out.json)" lambda-sources
	is "$(jq -r .Package.S3Key out.json)" "name-searcher/$sum.zip"
	is "$(jq -r .Package.CodeSha256 out.json)" "$digest"
	is "$(jq -r .Package.CodeSize out.json)" "$(stat -c %s search.zip)"
	is "$(jq -r '.Package.S3ObjectVersion | length > 0' out.json)" true
	# The other call reads what the function needs of its code.
	is "$(calls)" 2
	is "$(writes)" PutObject
	has "$stderr" " s3://lambda-sources/name-searcher/$sum.zip: put"
}

@test "upload tells S3 the digest, and to refuse an object that is there" {
	upload --bucket lambda-sources search.zip </dev/null >out.json
	control 'log?operation=PutObject' | jq -s 'last.request' >request.json
	is "$(jq -r '.["x-amz-checksum-sha256"]' request.json)" "$digest"
	is "$(jq -r '.["If-None-Match"]' request.json)" '*'
}

@test "upload names the key after --name, the function, the record's function or the file" {
	gives upload --bucket lambda-sources search.zip </dev/null
	is "$(jq -r .Package.S3Key out.json)" "search/$sum.zip"
	echo '{"FunctionName":"from-record"}' >record.json
	gives upload --bucket lambda-sources search.zip <record.json
	is "$(jq -r .Package.S3Key out.json)" "from-record/$sum.zip"
	gives upload --bucket lambda-sources --function name-searcher search.zip </dev/null
	is "$(jq -r .Package.S3Key out.json)" "name-searcher/$sum.zip"
	gives upload --bucket lambda-sources --function name-searcher --name mine search.zip </dev/null
	is "$(jq -r .Package.S3Key out.json)" "mine/$sum.zip"
	arn=arn:aws:lambda:eu-central-1:123456789012:function:name-searcher
	gives upload --bucket lambda-sources --function "$arn" search.zip </dev/null
	is "$(jq -r .Package.S3Key out.json)" "name-searcher/$sum.zip"
}

@test "uploading the same package again succeeds with the same object version" {
	upload --bucket lambda-sources search.zip </dev/null >first.json
	gives upload --bucket lambda-sources search.zip </dev/null
	is "$(object_version out.json)" "$(object_version first.json)"
	has "$stderr" 'there already'
}

@test "another content under the same key is refused as a conflict and left alone" {
	upload --bucket lambda-sources --key k.zip search.zip </dev/null >first.json
	package other '{"statusCode": 200, "body": "other"}'
	refuses 75 'another content' upload --bucket lambda-sources --key k.zip other.zip </dev/null
	has "$stderr" --overwrite
	gives upload --bucket lambda-sources --key k.zip search.zip </dev/null
	is "$(object_version out.json)" "$(object_version first.json)"
}

@test "--overwrite puts a new version of the object" {
	upload --bucket lambda-sources --key k.zip search.zip </dev/null >first.json
	package other '{"statusCode": 200, "body": "other"}'
	gives upload --bucket lambda-sources --key k.zip --overwrite other.zip </dev/null
	[[ $(object_version out.json) != "$(object_version first.json)" ]]
	is "$(jq -r .Package.CodeSha256 out.json)" "$(openssl dgst -sha256 -binary other.zip | base64)"
}

@test "a record passes through with each unknown member as it was" {
	printf '%s' '{"Note":1.50,"Big":12345678901234567890,"Deep":{"a":[null,true,1e400,"\u00e9\ud83d\ude00"]},"Region":"eu-central-1"}' >record.json
	gives upload --bucket lambda-sources search.zip <record.json
	has "$output" '"Note":1.50,"Big":12345678901234567890,"Deep":{"a":[null,true,1e400,"é😀"]}'
}

@test "an upload over an older record replaces Package alone" {
	echo '{"Package":{"S3Bucket":"old","S3Key":"old"},"Version":"3"}' >record.json
	gives upload --bucket lambda-sources search.zip <record.json
	is "$(jq -r .Package.S3Bucket out.json)" lambda-sources
	is "$(jq -r .Version out.json)" 3
}

@test "keys with blanks, plus, percent, dots, quotes and letters of any script arrive as they are" {
	local key
	for key in 'a b+c.zip' '100%25.zip' 'a//b/../c.zip' "it's \"q\".zip" 'schlüssel/名前.zip' 'a?b#c&d=e.zip' '~-_.!*()zip'; do
		gives upload --bucket lambda-sources --key "$key" search.zip </dev/null
		is "$(jq -r .Package.S3Key out.json)" "$key"
		gives publish --function name-searcher <out.json
		is "$(jq -r .CodeSha256 out.json)" "$digest"
	done
}

@test "a package whose own name is awkward is found and gives the key its name" {
	cp search.zip './-odd näme+.zip'
	gives upload --bucket lambda-sources -- '-odd näme+.zip' </dev/null
	is "$(jq -r .Package.S3Key out.json)" "-odd näme+/$sum.zip"
}

@test "a dry run reads and says what would be put" {
	plans 'would put s3://lambda-sources/search/' upload --bucket lambda-sources --dry-run search.zip </dev/null
	is "$(writes)" ''
	upload --bucket lambda-sources search.zip </dev/null >out.json
	mark
	plans 'there already' upload --bucket lambda-sources --dry-run search.zip </dev/null
	package other '{"statusCode": 200}'
	refuses 75 'there already with another content' upload --bucket lambda-sources --key "search/$sum.zip" --dry-run other.zip </dev/null
	plans 'would replace s3://lambda-sources/search/' upload --bucket lambda-sources --key "search/$sum.zip" --dry-run --overwrite other.zip </dev/null
	is "$(writes)" ''
}

@test "what is no package that Lambda could take ends with 66 before anything is sent" {
	unsent 66 'missing.zip' upload --bucket lambda-sources missing.zip </dev/null
	mkdir folder.zip
	unsent 66 'folder.zip' upload --bucket lambda-sources folder.zip </dev/null
	: >empty.zip
	unsent 66 'empty' upload --bucket lambda-sources empty.zip </dev/null
	echo 'this is no zip at all' >text.zip
	unsent 66 'no zip' upload --bucket lambda-sources text.zip </dev/null
	head -c 150 search.zip >cut.zip
	unsent 66 'cut off' upload --bucket lambda-sources cut.zip </dev/null
	mkfifo pipe.zip
	: >pipe.zip &
	unsent 66 'pipe.zip' upload --bucket lambda-sources pipe.zip </dev/null
	kill %1 2>/dev/null || :
	python3 -c 'import zipfile; zipfile.ZipFile("none.zip", "w").close()'
	unsent 66 'holds no file' upload --bucket lambda-sources none.zip </dev/null
}

@test "a file that cannot be read ends with 66" {
	[[ $(id -u) -ne 0 ]] || skip "root reads everything"
	chmod 0 search.zip
	unsent 66 'search.zip' upload --bucket lambda-sources search.zip </dev/null
}

@test "280 MB once unzipped is too large for Lambda, however small the zip" {
	python3 - <<-'END'
		import zipfile
		with zipfile.ZipFile("zeros.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
		    with package.open("zeros", "w") as zeros:
		        for _ in range(280):
		            zeros.write(bytes(1000000))
	END
	unsent 66 280000000 upload --bucket lambda-sources zeros.zip </dev/null
	has "$stderr" 262144000
	[[ $(stat -c %s zeros.zip) -lt 5000000 ]]
}

@test "a package of 60 MB goes through memory that does not grow with it" {
	head -c 60000000 /dev/urandom >random
	python3 -c 'import zipfile; zipfile.ZipFile("large.zip", "w").write("random")'
	command -v /usr/bin/time >/dev/null || skip "no time(1)"
	/usr/bin/time -f %M -o peak upload --bucket lambda-sources large.zip </dev/null >out.json
	is "$(jq -r .Package.CodeSize out.json)" "$(stat -c %s large.zip)"
	[[ $(cat peak) -lt 60000 ]]
}

@test "a bucket that does not exist ends with 78 and its name" {
	refuses 78 no-such-bucket-here upload --bucket no-such-bucket-here search.zip </dev/null
}

@test "a bucket of another account's policy ends with 77 and a hint" {
	another other-function ',"bucket":"other-sources"'
	refuses 77 AccessDenied upload --bucket lambda-sources search.zip </dev/null
	has "$stderr" 'lambda-release(7)'
}

@test "without a bucket, a package or a valid option it is a usage error" {
	unsent 64 bucket upload search.zip </dev/null
	unsent 64 package upload --bucket lambda-sources </dev/null
	unsent 64 sse upload --bucket lambda-sources --sse rot13 search.zip </dev/null
	unsent 64 '--frobnicate' upload --bucket lambda-sources --frobnicate search.zip </dev/null
	unsent 64 'key' upload --bucket lambda-sources --key '' search.zip </dev/null
	unsent 64 '1025' upload --bucket lambda-sources --key "$(printf '%01025d' 0)" search.zip </dev/null
	unsent 64 'not a function' upload --bucket lambda-sources --function 'not a function' search.zip </dev/null
}

@test "records that are not one complete object end with 65 before anything is sent" {
	printf '{"Version":"1"' >cut.json
	unsent 65 'standard input' upload --bucket lambda-sources search.zip <cut.json
	printf '{"Version":"1"}{"Version":"2"}' >double.json
	unsent 65 'more than one' upload --bucket lambda-sources search.zip <double.json
	printf '{"A":1,"A":2}' >twice.json
	unsent 65 'twice' upload --bucket lambda-sources search.zip <twice.json
	{ printf '{"A":"'; head -c 2097152 /dev/zero | tr '\0' x; printf '"}'; } >huge.json
	unsent 65 '1 MiB' upload --bucket lambda-sources search.zip <huge.json
	printf '[1]' >array.json
	unsent 65 'not a JSON object' upload --bucket lambda-sources search.zip <array.json
	printf '{"Version":7}' >number.json
	unsent 65 Version upload --bucket lambda-sources search.zip <number.json
	printf '{"A":"\377"}' >bytes.json
	unsent 65 UTF-8 upload --bucket lambda-sources search.zip <bytes.json
}

@test "--no-input leaves standard input alone" {
	printf 'nonsense' >nonsense
	gives upload -n --bucket lambda-sources search.zip <nonsense
}

@test "what standard input holds is asked for after three seconds" {
	mkfifo slow
	upload --bucket lambda-sources search.zip <slow >out.json 2>said 3>&- &
	exec 9>slow
	eventually 20 grep -q 'waiting for' said
	echo '{"Note":1}' >&9
	exec 9>&-
	wait "$!"
	is "$(jq -c .Note out.json)" 1
}

@test "a wrong secret ends with 77, a closed port with 69, a missing profile with 78" {
	local right=$AWS_SECRET_ACCESS_KEY
	AWS_SECRET_ACCESS_KEY=${right%?}x refuses 77 'SignatureDoesNotMatch' upload --bucket lambda-sources search.zip </dev/null
	has "$stderr" 'secret access key does not belong'
	lacks "$stderr" "$right"
	refuses 69 'no answer from AWS' upload --endpoint-url http://127.0.0.1:9 --bucket lambda-sources search.zip </dev/null
	refuses 78 nobody upload --profile nobody --bucket lambda-sources search.zip </dev/null
	AWS_REGION='' refuses 78 region upload --bucket lambda-sources search.zip </dev/null
	AWS_ACCESS_KEY_ID='' AWS_SECRET_ACCESS_KEY='' run -78 --separate-stderr upload --bucket lambda-sources search.zip </dev/null
	is "$output" ''
	has "$stderr" credentials
}

@test "--debug says each request and no secret" {
	run -0 --separate-stderr upload --debug --bucket lambda-sources search.zip </dev/null
	has "$stderr" 'debug: PutObject attempt 1: PUT'
	no_secrets "$output$stderr"
	lacks "$stderr" Authorization
}

@test "--quiet says nothing but errors" {
	run -0 --separate-stderr upload -q --bucket lambda-sources search.zip </dev/null
	is "$stderr" ''
	refuses 66 missing.zip upload -q --bucket lambda-sources missing.zip </dev/null
}

@test "a busy S3 is asked again, and a lost answer does not put twice" {
	control fault '{"match":"PutObject","do":"answer","status":503,"code":"SlowDown"}' >/dev/null
	run -0 --separate-stderr upload --debug --bucket lambda-sources search.zip </dev/null
	has "$stderr" 'PutObject attempt 2: PUT'
	package other '{"statusCode": 200, "body": "other"}'
	control fault '{"match":"PutObject","do":"lose"}' >/dev/null
	gives upload --bucket lambda-sources other.zip </dev/null
	is "$(jq -r .Package.CodeSha256 out.json)" "$(openssl dgst -sha256 -binary other.zip | base64)"
}

@test "a full disk behind standard output ends with 70" {
	[[ -e /dev/full ]] || skip "no /dev/full"
	run -70 --separate-stderr sh -c 'upload --bucket lambda-sources search.zip </dev/null >/dev/full'
	has "$stderr" 'standard output'
}
