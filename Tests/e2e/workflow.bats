#!/usr/bin/env bats
# workflow.bats - the steps of README's workflow, as a runner runs them, as staging and as production

load helper
load guard

setup_file() {
	python=$("$BATS_TEST_DIRNAME/../venv")/bin/python
	export python
	start_local_aws
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh # for the package of version 1
	control reset '{}' >/dev/null
	local environment
	for environment in staging production; do
		another "name-searcher-$environment" ",\"bucket\":\"lambda-sources-123456789012-eu-central-1-an\",\"region\":\"eu-central-1\",\"alias_version\":\"published\",\"user\":\"$environment\""
		export "KEY_$environment=$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY"
	done
	export AWS_ENDPOINT_URL=$REHEARSAL_URL
	PATH=$root/bin:$PATH
	at_each_bake 'echo "$1" >>bakes'
	printf '{"name":"ada"}\n{"name":"grace"}\n' >names.jsonl
	well name-searcher-staging name-searcher-production
	printf 'def handler(event, context):\n    return {"statusCode": 200, "body": event}\n' >index.py
}

# by ENVIRONMENT FILE JOB [NAME=VALUE...] - the steps of an example's job, by the role of the environment
by() {
	local key=KEY_$1
	AWS_ACCESS_KEY_ID=${!key% *} AWS_SECRET_ACCESS_KEY=${!key#* } "$python" -B "$root/Tests/e2e/steps" \
		"$root/.github/examples/$2" "${@:3}"
}

# pushed BRANCH ENVIRONMENT - the workflow's steps for a push to the branch, by the role of the environment
pushed() { by "$2" release.yml release github.ref_name="$1"; }

# table - the headings of the job summary that the last job of the matrix makes of the records
table() {
	: >summary
	GITHUB_STEP_SUMMARY=$PWD/summary by production many/matrix.yml table >/dev/null || return
	grep -c '^### live of ' summary || :
}

@test "a push to develop releases staging, and one to main production, each by its own role" {
	run -0 --separate-stderr pushed develop staging
	is "$(live name-searcher-staging) $(live name-searcher-production)" '2 1'
	is "$(cat bakes 2>&1 | grep -c '^[0-9]' || :)" 0
	run -0 --separate-stderr pushed main production
	is "$(live name-searcher-staging) $(live name-searcher-production)" '2 2'
	is "$(paste -sd, bakes)" 300,300
	# The job's limit leaves room for the longest release and its rollback.
	local most limit
	most=$(printf '%s\n' "$stderr" | sed -nE 's/.*at most ([0-9]+) min.*while AWS answers.*/\1/p')
	limit=$(sed -nE 's/^    timeout-minutes: ([0-9]+).*/\1/p' "$root/.github/examples/release.yml")
	((most >= 10 && most + 1 + 15 <= limit))
	# The matrix's table: a single record lies there without its folder, several in theirs, or there is none.
	is "$(table)" 1
	mkdir record-one record-two
	cp release.json record-one
	mv release.json record-two
	is "$(table)" 2
	rm -r record-*
	run -0 table
	is "$output" 0
	# Staging's role may not release production.
	run ! pushed main staging
	is "$(live name-searcher-production)" 2
}

@test "a version that fails is taken back, and the workflow's step is red" {
	sick name-searcher-production
	run -1 --separate-stderr pushed main production
	is "$(live name-searcher-production)" 1
	is "$(jq -r '.History[-1].Command, .Health.Verdict' release.json | paste -sd,)" 'healthcheck,unhealthy' ||
		is "$(jq -r '.Health.Verdict' release.json)" unhealthy
}

@test "a release waits for a person at 10%, who lets it go on or refuses" {
	run -0 --separate-stderr by production approval.yml tenth
	is "$(live name-searcher-production)" '1 2=0.1'
	run -0 --separate-stderr by production approval.yml rest
	is "$(live name-searcher-production)" 2
	# Too late: what is promoted stays.
	run -0 --separate-stderr by production approval.yml take-back
	is "$(live name-searcher-production)" 2
	echo '# refused' >>index.py
	run -0 --separate-stderr by production approval.yml tenth
	is "$(live name-searcher-production)" '2 3=0.1'
	run -0 --separate-stderr by production approval.yml take-back
	is "$(live name-searcher-production)" 2
}
