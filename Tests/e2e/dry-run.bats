#!/usr/bin/env bats
# dry-run.bats - dry runs in pipes, with --record and below a guard: nothing is changed, all is judged

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh
	package two '{"statusCode": 200, "body": "two"}'
	export f='--function name-searcher' a='--alias live' p='--probes 2' b='--bucket lambda-sources'
}

# pipe STATUS PIPE - the pipe's last status; its record is in out.json
pipe() {
	run "-$1" --separate-stderr sh -c "$2" </dev/null
	printf '%s' "$output" >out.json
	no_secrets "$output$stderr"
}

# unchanged - no write, and no Invoke but one of type DryRun, was sent; the alias is as it was
unchanged() {
	is "$(writes)" ''
	is "$(invokes)" ''
	is "$(live)" "${1:-\$LATEST}"
}

# invokes - the Invokes since the mark that ran the function
invokes() {
	control "log?since=$seen&operation=Invoke" | jq -r 'select(.request.InvocationType? != "DryRun") | .operation'
}

# statuses PIPE - the status of each command of the pipe
statuses() {
	bash -c "$1"'; printf "%s\n" "${PIPESTATUS[*]}"' </dev/null 2>words | tail -n 1
}

# story - publishes two.zip and gives it a share: the record is in two.json
story() {
	upload $b $f two.zip </dev/null | publish $a | shift-weight --weight 10% >two.json
	mark
}

@test "a whole release is judged in one pipe" {
	pipe 0 'upload --dry-run two.zip $b $f | publish $a | shift-weight --weight 10% | shift-weight --weight 100%'
	is "$(jq -c '[.DryRun, .FunctionName, .Version, .Alias, .Shifting.Weight, .History]' out.json)" \
		'[true,"name-searcher",null,{"Name":"live"},1,null]'
	has "$stderr" 'upload: would put s3://lambda-sources/name-searcher/'
	for name in publish shift-weight; do has "$stderr" "$name: the record is of a dry run: nothing is changed"; done
	has "$stderr" 'publish: would'
	has "$stderr" "shift-weight: would send 10% of alias live's traffic to the new version"
	has "$stderr" "shift-weight: would send 100% of alias live's traffic to the new version"
	unchanged
	is "$(statuses 'upload --dry-run two.zip $b $f | publish $a | shift-weight --weight 10% | shift-weight --weight 100%')" '0 0 0 0'
	# What was judged is not there: a release puts it.
	upload two.zip $b $f </dev/null >two.json
	has "$(writes)" PutObject
}

@test "a package that would be uploaded is not asked for, and so publish says" {
	publish $f $a --zip-file two.zip -n >published.json
	package three '{"statusCode": 200, "body": "three"}'
	mark
	pipe 0 'upload --dry-run three.zip $b $f | publish $a'
	has "$stderr" 'which is not there yet, so that AWS was not asked, then publish it as a new version'
	is "$(jq -c '[.Package.DryRun, .Package.S3ObjectVersion, .Package.CodeSize > 0]' out.json)" '[true,null,true]'
	unchanged 1
	# One that is there is asked for.
	upload three.zip $b $f </dev/null >three.json
	mark
	pipe 0 'upload --dry-run three.zip $b $f | publish $a'
	lacks "$stderr" 'not there yet'
	is "$(jq .Package.DryRun out.json)" null
	unchanged 1
}

@test "a wrong name ends the pipe at the first command that can see it" {
	pipe 78 'upload --dry-run two.zip --bucket no-such-bucket $f'
	has "$stderr" 'no-such-bucket'
	is "$(statuses 'upload --dry-run two.zip $b --function nobody | publish $a | shift-weight --weight 10%')" '0 77 65'
	has "$(cat words)" 'nobody' # who may see one function alone is refused every other name
	is "$(statuses 'upload --dry-run two.zip $b $f | publish --alias nowhere | shift-weight --weight 10%')" '0 78 65'
	is "$(statuses 'upload --dry-run none.zip $b $f | publish $a')" '66 65'
	unchanged
}

@test "a record that is marked changes nothing, whatever the command" {
	story
	jq -c '.DryRun = true' two.json >marked.json
	plans 'would set alias live to version 1 50%, version 2 50%' shift-weight --weight 50% <marked.json
	is "$(jq -c '.Shifting | [.Alias, .Version, .Weight]' out.json)" '["live","2",0.5]'
	plans 'would set alias live to version 2 100%' shift-weight --weight 100% <out.json
	plans 'would set alias live to version 1 100%' rollback <marked.json
	plans 'would set alias live to version 1 100%' rollback <out.json
	plans 'the record is of a dry run: nothing is changed' publish <marked.json
	plans 'would put' upload $b two.zip --key elsewhere.zip <marked.json
	unchanged '1 2=0.1'
}

@test "a paused release goes on in a dry run from where it is" {
	story
	pipe 0 'publish --dry-run <two.json | shift-weight --weight 50% | shift-weight --weight 100%'
	has "$stderr" 'publish: name-searcher: version 2 is published already, nothing new was published'
	has "$stderr" 'would set alias live to version 1 50%, version 2 50%, from version 1 90%, version 2 10%'
	is "$(jq -c '[.Version, .Shifting.Weight]' out.json)" '["2",1]'
	unchanged '1 2=0.1'
}

@test "a verdict that forbids a step forbids it in a dry run" {
	story
	judged unhealthy two.json | jq -c '.DryRun = true' >marked.json
	refuses 1 'version 2 is unhealthy' shift-weight --weight 50% <marked.json
	refuses 65 'no verdict' shift-weight --weight 50% --dry-run <two.json
	unchanged '1 2=0.1'
}

@test "a rollback of what is yet to be released is judged" {
	pipe 0 'upload --dry-run two.zip $b $f | publish $a | shift-weight --weight 10% | rollback'
	has "$stderr" "rollback: would take the new version's traffic away: alias live is at"
	unchanged
}

@test "a version that does not exist is found" {
	story
	refuses 78 'version 99' rollback --dry-run -n $f $a --to-version 99
	refuses 78 'version 99' shift-weight --dry-run -n $f $a --to-version 99 --weight 100% --force
	unchanged '1 2=0.1'
}

@test "--record is left alone, but for the copy that a guard's dry run names" {
	story
	cp two.json file.json
	run -0 shift-weight --dry-run --record file.json --weight 10% </dev/null
	cmp two.json file.json
	LAMBDA_RELEASE_RECORD=$PWD/file.json run -0 shift-weight --dry-run --record "$PWD/file.json" --weight 10% </dev/null
	cmp two.json file.json
	export LAMBDA_RELEASE_DRY_RUN=1
	LAMBDA_RELEASE_RECORD=$PWD/other.json run -0 shift-weight --record "$PWD/file.json" --weight 0% </dev/null
	cmp two.json file.json
	export LAMBDA_RELEASE_RECORD=$PWD/file.json
	run -0 --separate-stderr shift-weight --record "$LAMBDA_RELEASE_RECORD" --weight 0% </dev/null
	is "$output" ''
	is "$(jq -c '[.DryRun, .Shifting.Weight, (.History | length)]' file.json)" "[true,0,$(jq '.History | length' two.json)]"
	# A failure is no act of a dry run.
	cp file.json marked.json
	run -75 shift-weight --record "$LAMBDA_RELEASE_RECORD" --to-version 99 --weight 100% --force </dev/null
	cmp marked.json file.json
	unset LAMBDA_RELEASE_DRY_RUN LAMBDA_RELEASE_RECORD
	run -0 --separate-stderr shift-weight --record file.json --weight 0% </dev/null
	has "$stderr" 'the record is of a dry run: nothing is changed'
	cmp marked.json file.json
	unchanged '1 2=0.1'
}

@test "the variables of a guard count as the options" {
	LAMBDA_RELEASE_REGION=nowhere refuses 78 'LAMBDA_RELEASE_PROFILE=nobody' env LAMBDA_RELEASE_PROFILE=nobody rollback -n $f $a
	LAMBDA_RELEASE_DRY_RUN=maybe LAMBDA_RELEASE_QUIET=1 gives upload $b $f two.zip </dev/null
	is "$stderr" ''
	is "$(jq .DryRun out.json)" true
	unchanged
	LAMBDA_RELEASE_DRY_RUN=0 gives upload $b $f two.zip </dev/null
	is "$(jq .DryRun out.json)" null
}

# judged_flow FLOW SHARE [OPTION...] - the flow's dry run of two.zip ends with 0 at that share, changes nothing, and its
# marked record is in out.json
judged_flow() {
	local flow=$1 share=$2
	shift 2
	mark
	gives "$root/bin/$flow" --dry-run $f "$@" two.zip -- --probes 2
	is "$(jq -c '[.DryRun, .FunctionName, .Version, .Shifting.Weight, .Health, .History]' out.json)" \
		"[true,\"name-searcher\",null,$share,null,null]"
	no_secrets "$output$stderr"
	unchanged
	is "$(versions)" 0
}

@test "the whole of a flow is judged, from a bucket and without one" {
	judged_flow canary 1
	has "$stderr" "would send 10% of alias live's traffic to the new version"
	has "$stderr" "would send 50% of alias live's traffic to the new version"
	has "$stderr" "would send 100% of alias live's traffic to the new version"
	judged_flow canary 1 $b --strategy Canary10Percent5Minutes
	has "$stderr" "would send 100% of alias live's traffic to the new version"
	has "$stderr" 'upload: would put s3://lambda-sources/name-searcher/'
	has "$stderr" "would send 10% of alias live's traffic to the new version"
	judged_flow canary 0.9 $b --pause-at 90% --weights 10%,90% --create --no-note
	has "$stderr" "would send 90% of alias live's traffic to the new version"
	lacks "$stderr" 'would send 100%'
	judged_flow all-at-once 1
	has "$stderr" "would send 100% of alias live's traffic to the new version"
	judged_flow all-at-once 1 $b
	has "$stderr" "would send 100% of alias live's traffic to the new version"
	has "$stderr" 'upload: would put s3://lambda-sources/name-searcher/'
	judged_flow all-at-once 1 --no-check
	has "$stderr" "would send 100% of alias live's traffic to the new version"
	# What was judged can be released.
	promotes "$root/bin/all-at-once" $b $f two.zip -- --probes 1
}

@test "a flow's dry run does not touch its --record" {
	local flow
	story
	for flow in canary all-at-once; do
		run -0 --separate-stderr "$root/bin/$flow" --dry-run --record new.json $f two.zip -- --probes 2
		is "$(jq .DryRun <<<"$output")" true
		[[ ! -e new.json ]]
		cp two.json file.json
		run -0 --separate-stderr "$root/bin/$flow" --dry-run --record file.json -- --probes 2
		is "$(jq -c '[.DryRun, .Version]' <<<"$output")" '[true,"2"]'
		cmp two.json file.json
		unchanged '1 2=0.1'
	done
}

@test "a flow's dry run finds what is wrong with its names" {
	local flow
	for flow in canary all-at-once; do
		refuses 78 'no-such-bucket' "$root/bin/$flow" --dry-run --bucket no-such-bucket $f two.zip -- --probes 2
		refuses 78 'nowhere' "$root/bin/$flow" --dry-run --alias nowhere $f two.zip -- --probes 2
		refuses 66 'none.zip' "$root/bin/$flow" --dry-run $f none.zip -- --probes 2
		refuses 64 'probs' "$root/bin/$flow" --dry-run $f two.zip -- --probs 2
		unchanged
	done
}

@test "a marked record makes a real flow a dry run" {
	local flow
	released two '{"statusCode": 200, "body": "two"}'
	shift-weight --dry-run --alias live --weight 10% <two.json >marked.json
	mark
	for flow in "canary --bake 0s" all-at-once; do
		# shellcheck disable=SC2086 # a flow and its options
		run -0 --separate-stderr "$root"/bin/$flow --function name-searcher -- --probes 1 <marked.json
		is "$(jq .DryRun <<<"$output")" true
		has "$stderr" 'shift-weight: the record is of a dry run: nothing is changed'
		is "$(writes)" ''
		cp marked.json file.json
		# shellcheck disable=SC2086 # a flow and its options
		run -0 --separate-stderr "$root"/bin/$flow --function name-searcher --record file.json -- --probes 1
		cmp marked.json file.json
		is "$(writes)" ''
	done
}
