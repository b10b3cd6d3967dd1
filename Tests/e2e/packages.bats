#!/usr/bin/env bats
# packages.bats - what is said of a package before it is sent: the table of packages.md, and a function's own needs

load helper

setup_file() {
	start_local_aws
	python3 -B "$BATS_TEST_DIRNAME/packages.py" "$BATS_FILE_TMPDIR/zips"
}

# judge FILE - the row of the table: what becomes of the file, and the words
judge() {
	local told status=0 outcome words
	told=$(upload -n --bucket lambda-sources "$1" 2>&1 >record.json) || status=$?
	words=$(printf '%s\n' "$told" | grep -v ': put, \|: there already' | sed "s|^upload: \(warning: \)\?$1: ||" | paste -sd ';' | sed 's/;/; /g')
	case $status in
	0) outcome=taken && test -z "$words" || outcome=warned ;;
	66) outcome=refused ;;
	*) outcome="status $status" ;;
	esac
	test "$status" -ne 0 || is "$(jq -r '.Package.Warnings // [] | join("; ")' record.json)" "$words"
	printf '%s | %s | %s\n' "$1" "$outcome" "$words"
}

# table - file, outcome and words of each row of packages.md
table() {
	sed -n 's/^| \([^ |]*\.\(zip\|jar\)\) |[^|]*|[^|]*| \([a-z]*\) | *`\?\([^`]*[^` ]\)\?`\? *|$/\1 | \3 | \4/p' "$BATS_TEST_DIRNAME/packages.md"
}

# known MEMBERS - makes the function anew with such a configuration
known() {
	fresh ",$1"
	mark
}

@test "each package of the table is taken, warned of or refused, as the table says" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	local file
	for file in *.zip *.jar; do judge "$file"; done >"$BATS_TEST_TMPDIR/found"
	LC_ALL=C sort "$BATS_TEST_TMPDIR/found" >"$BATS_TEST_TMPDIR/found.sorted"
	table | LC_ALL=C sort >"$BATS_TEST_TMPDIR/told"
	diff "$BATS_TEST_TMPDIR/told" "$BATS_TEST_TMPDIR/found.sorted"
	[[ $(wc -l <"$BATS_TEST_TMPDIR/told") -gt 80 ]]
}

@test "what is taken without a warning is taken by Python too" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	# Python's stops at an end record's signature in a comment, and at a directory's own signature.
	table | grep -v '^comment-\|^directory-signature' | sed -n 's/ | taken | .*//p' >"$BATS_TEST_TMPDIR/taken"
	[[ $(wc -l <"$BATS_TEST_TMPDIR/taken") -gt 20 ]]
	python3 - "$BATS_TEST_TMPDIR/taken" <<-'END'
		import sys, zipfile
		for name in open(sys.argv[1]).read().split():
		    assert zipfile.ZipFile(name).testzip() is None, name
	END
}

@test "--strict makes a warning an error before anything is sent, of a flow's environment too" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	unsent 66 'mode-600.zip: 1 entry is not readable for others' upload -n --strict --bucket lambda-sources mode-600.zip
	has "$stderr" 'hint: without --strict this is a warning'
	LAMBDA_RELEASE_STRICT=1 unsent 66 'one-folder.zip: everything is inside the folder app' upload -n -q --bucket lambda-sources one-folder.zip
	gives upload -n --strict --bucket lambda-sources python.zip
	LAMBDA_RELEASE_STRICT=0 gives upload -n -q --bucket lambda-sources mode-600.zip
	is "$stderr" ''
	is "$(jq '.Package.Warnings | length' out.json)" 1
	refuses 66 'not readable' publish -n --strict --function name-searcher --zip-file mode-600.zip
	is "$(writes)" 'PutObject PutObject'
	for flow in canary all-at-once; do
		ends 66 "$root/bin/$flow" --strict --function name-searcher mode-600.zip
		has "$stderr" 'not readable'
	done
	is "$(writes)" 'PutObject PutObject'
}

@test "warnings of publish --zip-file stand in the record, in that of a dry run too" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	echo '{"Package":{"S3Bucket":"other","S3Key":"other.zip"}}' >other.json
	for option in --dry-run --no-input; do
		gives publish "$option" --function name-searcher --zip-file mode-600.zip <other.json
		has "$stderr" 'publish: warning: mode-600.zip: 1 entry is not readable for others'
		is "$(jq -c '.Package | keys_unsorted' out.json)" '["CodeSha256","CodeSize","Warnings"]'
	done
	gives publish <out.json
	has "$stderr" 'is published already'
	gives publish -n --function name-searcher --zip-file python.zip
	is "$(jq -c '.Package | keys_unsorted' out.json)" '["CodeSha256","CodeSize"]'
	lacks "$stderr" warning
}

@test "with the function known, what it needs is looked for in the package" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	known '"runtime":"nodejs22.x","handler":"index.handler"'
	for command in 'upload -n --bucket lambda-sources' 'publish -n --zip-file'; do
		# shellcheck disable=SC2086 # words
		gives $command python.zip --function name-searcher
		has "$stderr" 'warning: python.zip: no index.js is in it, which function name-searcher needs (Handler index.handler)'
		has "$(jq -r '.Package.Warnings[]' out.json)" 'no index.js is in it'
	done
	known '"runtime":"python3.11","handler":"app.index.handler"'
	gives upload -n --strict --bucket lambda-sources --function name-searcher one-folder.zip
	known '"runtime":"provided.al2023","handler":"x","architectures":["arm64"]'
	refuses 66 '1 file is built for x86_64, and function name-searcher runs on arm64: bootstrap' \
		publish -n --strict --function name-searcher --zip-file bootstrap.zip
	is "$(writes)" ''
}

@test "the one read of the function may be denied, and is not repeated" {
	cd "$BATS_FILE_TMPDIR/zips" || return
	control fault '{"match":"GetFunctionConfiguration","do":"answer","status":503,"code":"ServiceException"}' >/dev/null
	gives upload -n --bucket lambda-sources --function name-searcher python.zip
	lacks "$stderr" ServiceException
	is "$(calls)" 2
	mark
	gives upload -n --bucket lambda-sources --function no-such-function python.zip
	lacks "$stderr" warning
	echo '{"FunctionName":"name-searcher"}' >known.json
	gives upload --bucket lambda-sources infozip-from-pipe.zip <known.json
	has "$stderr" 'no index.py is in it'
}

@test "a package of 200000 files goes through memory that hardly grows with it" {
	command -v /usr/bin/time >/dev/null || skip "no time(1)"
	PYTHONPATH=$BATS_TEST_DIRNAME python3 -B - <<-'END'
		from packages import Entry, layout

		names = (f"node_modules/package-{n // 20}/lib/file-{n}.js" for n in range(200_000))
		open("many.zip", "wb").write(layout(Entry("index.py"), *(Entry(name, b"") for name in names), wide="only"))
	END
	/usr/bin/time -f %M -o peak upload -n --strict --bucket lambda-sources --function name-searcher many.zip >out.json
	is "$(jq -r .Package.CodeSize out.json)" "$(stat -c %s many.zip)"
	[[ $(cat peak) -lt 60000 ]]
}

@test "app.jar becomes the key app/HASH.zip" {
	cp "$BATS_FILE_TMPDIR/zips/jdk.jar" app.jar
	gives upload -n --bucket lambda-sources app.jar
	is "$(jq -r .Package.S3Key out.json)" "app/$(sha256sum app.jar | cut -d ' ' -f 1).zip"
}
