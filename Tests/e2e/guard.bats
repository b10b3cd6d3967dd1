#!/usr/bin/env bats
# guard.bats - with-rollback(1): what is taken back when COMMAND has ended, and the status

load helper
load guard

# ten, half, all - shares by the record in r.json; check - its verdict; unsure - no verdict
setup_file() {
	start_local_aws
	export ten='shift-weight --record r.json --weight 10%;'
	export half='shift-weight --record r.json --weight 50% --force;'
	export all='shift-weight --record r.json --weight 100% --force;'
	export check='healthcheck --record r.json --probes 1;'
}

# unsure - the next check has no verdict: one failure in 90 probes
unsure() {
	control fault '{"match":"Invoke","do":"answer","status":200,"headers":{"X-Amz-Function-Error":"Unhandled","X-Amz-Executed-Version":"2"},"body":{"errorMessage":"bad"}}' >/dev/null
}

# --- COMMAND ---------------------------------------------------------------------------------------

@test "the words, the streams and the status of COMMAND are its own" {
	run -5 --separate-stderr with-rollback sh -c 'cat; printf "<%s>" "$@"; echo words >&2; exit 5' - -q --record x --help '' 'a b' -- --version <<<in
	is "$output" $'in\n<-q><--record><x><--help><><a b><--><--version>'
	has "$stderr" words
	is "$(calls)" 0
}

@test "-- ends the options of the guard" {
	run -0 --separate-stderr with-rollback -q -- printf '%s' one
	is "$output" one
}

@test "COMMAND may have as many words as the system takes" {
	run -0 --separate-stderr timeout 120 with-rollback -q printf '%s ' $(seq 20000)
	is "$output" "$(printf '%s ' $(seq 20000))"
}

@test "without COMMAND, or with words that it does not know, the status is 64 and nothing starts" {
	refuses 64 '' with-rollback
	refuses 64 '' with-rollback --unless-promoted
	refuses 64 '' with-rollback --
	refuses 64 '' with-rollback --no-such-option touch started
	refuses 64 '' with-rollback --on-inconclusive holt touch started
	refuses 64 '' with-rollback --record
	[[ ! -e started ]]
}

@test "127 for a command that is not there, 126 for one that cannot be started" {
	refuses 127 no-such-command with-rollback no-such-command
	refuses 127 no/such/path with-rollback no/such/path
	printf 'true\n' >plain
	refuses 126 plain with-rollback ./plain
	refuses 126 "$PWD" with-rollback "$PWD"
	is "$(calls)" 0
}

@test "a script without #! runs under /bin/sh" {
	printf 'printf "%%s " "$0" "$@"; exit 7\n' >script
	chmod +x script
	run -7 --separate-stderr with-rollback ./script a 'b c'
	is "$output" './script a b c '
	mkdir -p steps
	mv script steps/no-interpreter
	run -7 with-rollback no-interpreter
}

@test "COMMAND's own 126 and 127 come through, and what was out is taken back" {
	guarded 127 "$ten no-such-command"
	is "$(live)" 1
	cp two.json r.json
	guarded 126 "$ten exit 126"
	is "$(live)" 1
}

@test "a COMMAND that ends by a signal: 128 and the number where the table has it, else 70" {
	local pair
	# Not ALRM: GNU parallel leaves it ignored in the tests that it runs.
	for pair in HUP=129 INT=130 QUIT=131 TERM=143 KILL=70 SEGV=70 PIPE=70 USR1=70; do
		cp two.json r.json
		guarded "${pair#*=}" "ulimit -c 0; $ten kill -${pair%=*} \$\$; sleep 60"
		is "$(live)" 1
	done
}

# --- what is taken back ----------------------------------------------------------------------------

@test "a share goes when COMMAND fails, with COMMAND's status" {
	local number
	for number in 1 2 5 64 69 75 78 255; do
		cp two.json r.json
		guarded "$number" "$ten $check exit $number"
		is "$(live)" 1
	done
	has "$stderr" 'rolled back'
	is "$(note)" '[1, not 2]'
}

@test "a release that is promoted with status 0 stays" {
	guarded 0 "set -e; $ten $check shift-weight --record r.json --weight 100%"
	is "$(live)" 2
}

@test "a share with a healthy verdict given since it was set stays with status 0: a pause" {
	guarded 0 "set -e; $ten $check"
	is "$(live)" '1 2=0.1'
	is "$(calls UpdateAlias)" 2
	has "$stderr" 'rollback --alias live --function name-searcher'
}

@test "status 0 with a share that has no verdict is 2, and the share goes" {
	guarded 2 "$ten"
	is "$(live)" 1
}

@test "a verdict that is older than the share does not count" {
	guarded 2 "$check $ten"
	is "$(live)" 1
	cp two.json r.json
	guarded 2 "$ten $check shift-weight --record r.json --weight 50%"
	is "$(live)" 1
}

@test "status 0 with an unhealthy verdict is 1: a pipe without pipefail hid it" {
	sick
	guarded 1 'shift-weight --weight 10% <two.json | healthcheck --probes 1 | cat >out.json; true'
	is "$(live)" 1
}

@test "status 0 with an inconclusive verdict is 2" {
	unsure
	guarded 2 "$ten healthcheck --record r.json --max-probes 90; true"
	is "$(live)" 1
}

@test "the last verdict counts: unhealthy after healthy, and healthy after unhealthy" {
	step turn "curl -sf '$REHEARSAL_URL/_rehearsal/settings' -d '{\"canned\":{\"name-searcher:2\":{\"function_error\":\"Unhandled\"}}}' >/dev/null"
	guarded 1 "$ten $check turn; $check true"
	is "$(live)" 1
	step turn "curl -sf '$REHEARSAL_URL/_rehearsal/settings' -d '{\"canned\":{\"name-searcher:2\":{\"body\":{\"statusCode\":200}}}}' >/dev/null"
	cp two.json r.json
	guarded 0 "$ten $check turn; $check true"
	is "$(live)" '1 2=0.1'
}

@test "hold keeps a share when COMMAND ends with 2, and with 2 alone" {
	unsure
	guarded 2 "set -e; $ten healthcheck --record r.json --max-probes 90" --on-inconclusive hold
	is "$(live)" '1 2=0.1'
	has "$stderr" 'rollback --alias live --function name-searcher'
	control reset-faults '{}' >/dev/null
	guarded 1 "$half exit 1" --on-inconclusive hold
	is "$(live)" 1
}

@test "hold does not keep a share that was found unhealthy" {
	sick
	guarded 2 "$ten $check exit 2" --on-inconclusive hold
	is "$(live)" 1
}

@test "without hold, or with rollback, a share goes with status 2" {
	unsure
	guarded 2 "set -e; $ten healthcheck --record r.json --max-probes 90"
	is "$(live)" 1
	cp two.json r.json
	guarded 2 "$ten exit 2" --on-inconclusive rollback
	is "$(live)" 1
}

@test "a promotion is taken back when COMMAND fails, in one go and after shares" {
	guarded 5 "$all exit 5"
	is "$(live)" 1
	is "$(note)" '[1 since T, not 2]'
	cp two.json r.json
	guarded 5 "$ten $check shift-weight --record r.json --weight 100%; exit 5"
	is "$(live)" 1
}

@test "--unless-promoted leaves a promotion, with status 0" {
	guarded 0 "$ten $check shift-weight --record r.json --weight 100%; exit 5" --unless-promoted
	is "$(live)" 2
	alias_to 1
	cp two.json r.json
	guarded 0 "$all kill -KILL \$\$" --unless-promoted
	is "$(live)" 2
}

@test "--unless-promoted takes a share back as ever" {
	guarded 5 "$ten exit 5" --unless-promoted
	is "$(live)" 1
	cp two.json r.json
	guarded 2 "$ten" --unless-promoted
	is "$(live)" 1
}

@test "what was live before is no promotion of this run's" {
	shift-weight --record r.json --weight 100% --force 2>/dev/null
	mark
	guarded 5 "$all exit 5"
	is "$(live)" 2
	is "$(asked)" ''
}

@test "nothing out, nothing sent: before a share, after 0%, after a rollback" {
	guarded 1 "$check exit 1"
	is "$(calls UpdateAlias)" 0
	guarded 5 "$ten shift-weight --record r.json --weight 0%; exit 5"
	is "$(live)" 1
	is "$(asked)" 'name-searcher 0.1,name-searcher'
	cp two.json r.json
	mark
	guarded 5 "$ten rollback --record r.json; exit 5"
	is "$(live)" 1
	is "$(asked)" 'name-searcher 0.1,name-searcher'
}

@test "an alias that publish pins stays pinned" {
	fresh
	package good '{"statusCode": 200, "body": "two"}'
	rm -f r.json
	guarded 5 'publish --record r.json --function name-searcher --alias live --zip-file good.zip; exit 5'
	is "$(live)" 1
	is "$(states)" '$LATEST, 1'
}

@test "a command that is killed after its call has no say: the share goes" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"after"}}' >/dev/null
	guarded 137 "$ten exit \$?"
	is "$(live)" 1
	cp two.json r.json
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"after"}}' >/dev/null
	guarded 2 "$ten true"
	is "$(live)" 1
}

@test "a promotion whose answer never came: 0 where COMMAND ended 0 and it happened" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"after"}}' >/dev/null
	guarded 0 "$all true"
	is "$(live)" 2
}

@test "a promotion whose answer never came goes when COMMAND fails" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"after"}}' >/dev/null
	guarded 5 "$all exit 5"
	is "$(live)" 1
	is "$(states)" '1, 2, 1'
}

@test "a shift that AWS refused put nothing out: its own status, not 3" {
	control fault '{"match":"UpdateAlias","nth":2,"count":0,"do":"answer","status":403,"code":"AccessDeniedException"}' >/dev/null
	guarded 77 "$ten exit \$?"
	is "$(live)" 1
	is "$(calls UpdateAlias)" 2
}

@test "a write that lands late is fenced by the rollback" {
	control fault '{"match":"UpdateAlias","nth":2,"do":"late","requests":1000,"seconds":600}' >/dev/null
	control fault '{"match":"UpdateAlias","nth":3,"kill":{"pid":"peer","when":"before"}}' >/dev/null
	guarded 5 "$ten exit 5"
	control apply-late '{}' >/dev/null
	is "$(live)" 1
}

# --- whose share it is -----------------------------------------------------------------------------

@test "a 75 of shift-weight ends the claim, on earlier shares too: the alias is left alone" {
	step elsewhere "curl -sf '$REHEARSAL_URL/_rehearsal/call' -d '{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/live\",\"body\":{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":0.3}}},\"caller\":\"operator\"}' >/dev/null"
	guarded 75 'shift-weight --no-note --record r.json --weight 10%; elsewhere
		shift-weight --no-note --record r.json --weight 50% --force'
	is "$(live)" '1 2=0.3'
	is "$(asked | tr , '\n' | tail -n 1)" 'name-searcher 0.5'
}

@test "an operator's rollback is not overrun, and ends with 75" {
	step elsewhere "curl -sf '$REHEARSAL_URL/_rehearsal/call' -d '{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/live\",\"body\":{\"RoutingConfig\":{}},\"caller\":\"operator\"}' >/dev/null"
	guarded 75 "$ten $check elsewhere; shift-weight --record r.json --weight 50%"
	is "$(states)" '1, 1 2=0.1, 1'
}

@test "a 75 of another command is a failure like any other" {
	step conflict "curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"GetFunctionConfiguration\",\"do\":\"answer\",\"status\":412,\"code\":\"PreconditionFailedException\"}' >/dev/null"
	guarded 75 "$ten conflict; $check"
	is "$(live)" 1
}

@test "a share that another run has taken over is left alone, and that is not 3" {
	step takeover 'exec env -u LAMBDA_RELEASE_GUARD LAMBDA_RELEASE_RUN=otherrun shift-weight --weight 5% <two.json >/dev/null'
	guarded 5 "$ten takeover; exit 5"
	is "$(live)" '1 2=0.05'
	is "$(owner)" otherrun
}

@test "a promotion that somebody has moved on from is left alone, and that is not 3" {
	released three '{"statusCode": 200, "body": "three"}'
	step moveon "curl -sf '$REHEARSAL_URL/_rehearsal/call' -d '{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-searcher/aliases/live\",\"body\":{\"FunctionVersion\":\"3\"},\"caller\":\"operator\"}' >/dev/null"
	guarded 5 "$all moveon; exit 5"
	is "$(live)" 3
}

@test "a share that stood in FILE before COMMAND began is the guard's too" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	guarded 5 'exit 5' --record r.json
	is "$(live)" 1
	is "$(jq -c .RolledBack r.json)" '{"From":"2","To":"1"}'
}

@test "a paused release goes on: the verdict in FILE counts" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	healthcheck --record r.json --probes 1 2>/dev/null
	guarded 0 true --record r.json
	is "$(live)" '1 2=0.1'
	guarded 0 "shift-weight --record r.json --weight 50%; $check shift-weight --record r.json --weight 100%" --record r.json
	is "$(live)" 2
}

@test "a share in FILE without a verdict goes with status 2 when COMMAND ends 0" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	guarded 2 true --record r.json
	is "$(live)" 1
}

@test "a promotion that stood in FILE is never taken back" {
	shift-weight --record r.json --weight 100% --force 2>/dev/null
	guarded 5 'exit 5' --record r.json
	is "$(live)" 2
	guarded 5 "$check exit 5" --record r.json
	is "$(live)" 2
}

@test "a share of 10% that stood in FILE and was promoted meanwhile by somebody else stays" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	alias_to 2
	guarded 5 'exit 5' --record r.json
	is "$(live)" 2
}

@test "Shifting in FILE: a command was killed, and its share may be out" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"after"}}' >/dev/null
	run -137 shift-weight --record r.json --weight 10%
	is "$(live)" '1 2=0.1'
	is "$(jq -r '.Shifting | type' r.json)" object
	guarded 5 'exit 5' --record r.json
	is "$(live)" 1
}

@test "Shifting in FILE of a promotion: taken back, unless --unless-promoted" {
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"before"}}' >/dev/null
	run -137 shift-weight --record r.json --weight 100% --force
	is "$(live)" 1
	guarded 5 'exit 5' --record r.json
	is "$(live)" 1
}

@test "a share of another run than FILE's is left alone, and that is not 3" {
	shift-weight --record r.json --weight 10% 2>/dev/null
	LAMBDA_RELEASE_RUN=otherrun shift-weight --weight 5% <two.json >/dev/null 2>&1
	is "$(owner)" otherrun
	guarded 5 'exit 5' --record r.json
	is "$(live)" '1 2=0.05'
}

@test "a record with a share that a command reads is this run's" {
	shift-weight --weight 10% <two.json >ten.json 2>/dev/null
	guarded 4 'healthcheck --probes 1 <ten.json >/dev/null; exit 4'
	is "$(live)" 1
}

@test "a record with a share that only the failing shift reads is this run's" {
	shift-weight --weight 10% <two.json >ten.json 2>/dev/null
	guarded 65 'shift-weight --weight 50% <ten.json >/dev/null'
	is "$(live)" 1
}

@test "a record with a promotion that a command reads is not" {
	shift-weight --weight 100% --force <two.json >done.json 2>/dev/null
	guarded 4 'healthcheck --probes 1 <done.json >/dev/null; exit 4'
	is "$(live)" 2
}

# --- a rollback that does not come through ----------------------------------------------------------

@test "3 wins over all: with a refusal it is there at once" {
	step deny "curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"answer\",\"status\":403,\"code\":\"AccessDeniedException\"}' >/dev/null"
	guarded 3 "$ten deny; exit 5"
	is "$(live)" '1 2=0.1'
	has "$stderr" 'rollback --alias live --function name-searcher'
	control reset-faults '{}' >/dev/null
	cp r.json ten.json
	guarded 3 "$ten deny" --quiet
	has "$stderr" 'rollback --alias live --function name-searcher'
	control reset-faults '{}' >/dev/null
	guarded 3 "$ten deny; kill -TERM \$\$"
}

@test "the network comes back, and the rollback that never gave up succeeds" {
	begins with-rollback sh -c "$ten hold; curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"lose\",\"applied\":false}' >/dev/null; exit 5"
	eventually 20 weighted
	mark
	: >"$go"
	# More than one rollback(1) tries, and gives up after.
	tried() { [[ $(calls UpdateAlias) -ge 8 ]]; }
	eventually 60 tried
	kill -0 "$guard"
	is "$(live)" '1 2=0.1'
	control reset-faults '{}' >/dev/null
	ended
	is "$ended" 5
	is "$(live)" 1
}

@test "a low limit of open files is COMMAND's, and does not hinder the rollback" {
	local limit
	for limit in 7 8 9 10; do
		cp two.json r.json
		run -5 timeout 120 sh -c "ulimit -Sn $limit; exec with-rollback sh -c 'ulimit -Sn; ulimit -Sn 1000; shift-weight --record r.json --weight 10%; exit 5'"
		is "${lines[0]}" "$limit"
		is "$(live)" 1
	done
}

@test "a server that fails, too, is asked again" {
	begins with-rollback sh -c "$ten hold; curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":\"UpdateAlias\",\"count\":0,\"do\":\"answer\",\"status\":503}' >/dev/null; exit 5"
	eventually 20 weighted
	mark
	: >"$go"
	tried() { [[ $(calls UpdateAlias) -ge 8 ]]; }
	eventually 60 tried
	control reset-faults '{}' >/dev/null
	ended
	is "$ended" 5
	is "$(live)" 1
}

# --- several ---------------------------------------------------------------------------------------

@test "several functions are one release: all go back, newest first" {
	several
	guarded 5 'for f in name-searcher name-writer name-index; do shift-weight --record $f.json --weight 10%; done; exit 5'
	is "$(asked)" 'name-searcher 0.1,name-writer 0.1,name-index 0.1,name-index,name-writer,name-searcher'
	is "$(live name-searcher) $(live name-writer) $(live name-index)" '1 1 1'
}

@test "promoted ones go back with those that have a share, and a pause of one does not keep another" {
	several
	guarded 5 'shift-weight --record name-searcher.json --weight 100% --force; shift-weight --record name-writer.json --weight 10%; exit 5'
	is "$(live name-searcher) $(live name-writer)" '1 1'
	several
	guarded 2 'for f in name-searcher name-writer; do shift-weight --record $f.json --weight 10%; done; healthcheck --record name-writer.json --probes 1'
	is "$(live name-searcher)" 1
}

@test "a rollback that fails does not keep the others from theirs; the status is 3" {
	several
	step deny "curl -sf '$REHEARSAL_URL/_rehearsal/fault' -d '{\"match\":{\"operation\":\"UpdateAlias\",\"function\":\"name-writer\"},\"count\":0,\"do\":\"answer\",\"status\":403,\"code\":\"AccessDeniedException\"}' >/dev/null"
	guarded 3 'for f in name-searcher name-writer name-index; do shift-weight --record $f.json --weight 10%; done; deny; exit 5'
	is "$(live name-searcher) $(live name-writer) $(live name-index)" '1 1 2=0.1 1'
	has "$stderr" 'rollback --alias live --function name-writer'
}

@test "a 75 about one function does not end the claim on another" {
	several
	step elsewhere "curl -sf '$REHEARSAL_URL/_rehearsal/call' -d '{\"method\":\"PUT\",\"path\":\"/2015-03-31/functions/name-writer/aliases/live\",\"body\":{\"RoutingConfig\":{}},\"caller\":\"operator\"}' >/dev/null"
	guarded 75 'set -e; for f in name-searcher name-writer; do shift-weight --record $f.json --weight 10%; done; elsewhere
		shift-weight --record name-writer.json --weight 50% --force'
	is "$(live name-searcher) $(live name-writer)" '1 1'
}

# --- the record ------------------------------------------------------------------------------------

@test "LAMBDA_RELEASE_RECORD is FILE by its absolute path" {
	guarded 0 'cd /; printf %s "$LAMBDA_RELEASE_RECORD"' --record r.json
	is "$output" "$PWD/r.json"
	guarded 0 'cd /; printf %s "$LAMBDA_RELEASE_RECORD"' --record "$PWD/new.json"
	is "$output" "$PWD/new.json"
}

@test "without --record the guard makes a file before COMMAND starts, and removes it at the end" {
	mkdir tmp
	TMPDIR=$PWD/tmp run -0 with-rollback sh -c 'cd /; case $LAMBDA_RELEASE_RECORD in /*) ;; *) exit 9 ;; esac
		shift-weight --record "$LAMBDA_RELEASE_RECORD" --function name-searcher --alias live --to-version 2 --weight 10% &&
		healthcheck --record "$LAMBDA_RELEASE_RECORD" --probes 1 && test -s "$LAMBDA_RELEASE_RECORD"'
	is "$(live)" '1 2=0.1'
	is "$(ls -A tmp)" ''
	TMPDIR=$PWD/tmp run -5 with-rollback sh -c 'exit 5'
	is "$(ls -A tmp)" ''
}

@test "what a killed step has left beside the guard's own record goes with it; the user's stays" {
	mkdir tmp mine
	: >mine/precious
	TMPDIR=$PWD/tmp run -5 with-rollback sh -c 'cd "${LAMBDA_RELEASE_RECORD%/*}" && : >record.json.123.new &&
		mkdir -p a/b && : >a/b/c && ln -s "$1" a/link && ln -s "$1" link; exit 5' - "$PWD/mine"
	is "$(ls -A tmp)" ''
	[[ -e mine/precious ]]
	: >r.json.123.new
	run -5 with-rollback --record r.json sh -c 'exit 5'
	[[ -e r.json.123.new && -e r.json ]]
}

@test "after its rollback the guard writes into FILE what rollback --record would have written" {
	guarded 5 "$ten exit 5" --record r.json
	is "$(live)" 1
	cp r.json guards.json
	cp two.json r.json
	shift-weight --record r.json --weight 10% 2>/dev/null
	rollback --record r.json 2>/dev/null
	plain='del(.Alias.RevisionId, .Alias.Description, .Run) | .History |= map(del(.At, .Run) | .Seconds |= type)'
	is "$(jq -S "$plain" guards.json)" "$(jq -S "$plain" r.json)"
	is "$(jq -c '.History[-1] | [.From, .To]' guards.json)" "$(jq -c '.History[-1] | [.From, .To]' r.json)"
}

@test "a FILE whose folder is missing, or that is no record, is found before COMMAND starts" {
	refuses 66 missing with-rollback --record missing/r.json touch started
	printf '{"Version":' >cut.json
	refuses 65 '' with-rollback --record cut.json touch started
	printf '[]' >array.json
	refuses 65 '' with-rollback --record array.json touch started
	refuses 66 '' with-rollback --record "$PWD" touch started
	[[ ! -e started ]]
}

@test "a FILE that is missing or empty is a new release" {
	: >empty.json
	guarded 0 true --record empty.json
	guarded 0 true --record fresh.json
}

# --- options that are handed on --------------------------------------------------------------------

@test "region and endpoint of the guard count below it, and in its rollback" {
	run -5 --separate-stderr env -u AWS_ENDPOINT_URL -u AWS_REGION with-rollback --region "$AWS_REGION" --endpoint-url "$REHEARSAL_URL" \
		sh -c "$ten exit 5"
	is "$(states)" '1, 1 2=0.1, 1'
}

@test "a command's own option wins over the guard's, and the rollback goes where the command went" {
	run -5 --separate-stderr env -u AWS_ENDPOINT_URL with-rollback --endpoint-url http://127.0.0.1:9 \
		sh -c 'shift-weight --endpoint-url "$REHEARSAL_URL" --record r.json --weight 10%; exit 5'
	is "$(states)" '1, 1 2=0.1, 1'
}

@test "the guard's profile wins over keys in the environment, and is not handed on as AWS_PROFILE" {
	printf '[profile nobody]\nregion = eu-central-1\n' >"$AWS_CONFIG_FILE"
	guarded 78 "$ten" --profile no-such-profile
	has "$stderr" no-such-profile
	guarded 0 'printf %s "${AWS_PROFILE-none}"' --profile no-such-profile
	is "$output" none
	printf '[ci]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >"$AWS_SHARED_CREDENTIALS_FILE"
	AWS_ACCESS_KEY_ID=AKIAWRONGWRONGWRONG1 AWS_SECRET_ACCESS_KEY=wrong run -5 --separate-stderr with-rollback --profile ci sh -c "$ten exit 5"
	is "$(states)" '1, 1 2=0.1, 1'
	rm "$AWS_CONFIG_FILE" "$AWS_SHARED_CREDENTIALS_FILE"
}

@test "-q and --debug of the guard count below it" {
	guarded 0 "set -e; $ten $check" -q
	is "$stderr" ''
	cp two.json r.json
	shift-weight --record r.json --weight 0% 2>/dev/null
	guarded 5 "$ten exit 5" --debug
	has "$stderr" 'UpdateAlias attempt 1: PUT'
	lacks "$stderr" Authorization
}

@test "-q still says that a version is unhealthy" {
	sick
	guarded 1 "$ten $check" -q
	has "$stderr" unhealthy
}

@test "--dry-run reaches every command; nothing is written, the user's file neither" {
	cp two.json before.json
	guarded 0 'set -e; publish --record "$LAMBDA_RELEASE_RECORD"
		shift-weight --record "$LAMBDA_RELEASE_RECORD" --weight 10%
		healthcheck --record "$LAMBDA_RELEASE_RECORD" --probes 1
		shift-weight --record "$LAMBDA_RELEASE_RECORD" --weight 100%
		printf %s "$LAMBDA_RELEASE_RECORD"' --dry-run --record r.json
	is "$(writes | tr ' ' '\n' | grep -vcE '^(UpdateAlias|)$')" 0
	is "$(asked)" ''
	is "$(live)" 1
	is "$(cat r.json)" "$(cat before.json)"
	[[ $output != "$PWD/r.json" && ! -e $output ]]
	guarded 5 'exit 5' --dry-run --record r.json
}

@test "--help and --version are the guard's before COMMAND" {
	run -0 with-rollback --help
	has "$output" unless-promoted
	run -0 with-rollback --version
}

# --- GitHub ----------------------------------------------------------------------------------------

@test "each command that fails writes one annotation, a wrong command line too" {
	export GITHUB_ACTIONS=true
	local command PATH=$root/bin:$PATH
	for command in upload publish shift-weight healthcheck rollback with-rollback release-status canary all-at-once; do
		run --separate-stderr "$command" --no-such-option </dev/null
		is "$status" 64
		is "$(grep -c '^::error title=' <<<"$stderr")" 1
		has "$stderr" "::error title=$command::"
	done
	for command in upload publish shift-weight healthcheck rollback; do
		run --separate-stderr "$command" ${command/upload/upload --bucket b no.zip} </dev/null
		[[ $status != 0 ]]
		is "$(grep -c '^::error title=' <<<"$stderr")" 1
	done
	run -66 --separate-stderr upload --bucket b -n $'a%\nb.zip' </dev/null
	is "$(grep -c '^::error title=upload::a%25\\nb.zip' <<<"$stderr")" 1
}

@test "a job summary that cannot be written decides nothing" {
	local path
	mkfifo pipe
	for path in /dev/full "$PWD" "$PWD/no/such" "$PWD/pipe" /proc/version; do
		export GITHUB_STEP_SUMMARY=$path
		guarded 0 "shift-weight --record r.json --weight 10%; $check"
	done
}

@test "the job summary of functions that are released side by side tells them apart" {
	three
	export GITHUB_STEP_SUMMARY=$PWD/summary.md
	# A chart has one point a second.
	step checked 'publish -n --function "$1" --alias live --zip-file two.zip | shift-weight --weight 10% >"$1.shifted"' \
		'now=$(date +%s)' 'until test "$(date +%s)" -gt "$now"; do /bin/sleep 0.05; done' 'healthcheck --probes 3 <"$1.shifted" >/dev/null'
	guarded 0 'for f in name-searcher name-writer name-index; do checked $f & done; wait'
	is "$(grep -c '^### ' summary.md)" 1
	local name
	for name in name-searcher name-writer name-index; do
		is "$(grep -c "^\*\*live of $name\*\*$" summary.md)" 1
		is "$(grep -c "title \"share of the traffic, live of $name\"" summary.md)" 1
	done
	is "$(grep -c '10% | healthy: .* | 3 | 0 |' summary.md)" 3
}

@test "the job summary is written once, by the outermost guard; a command alone writes none" {
	export GITHUB_STEP_SUMMARY=$PWD/summary.md GITHUB_ACTIONS=true
	shift-weight --record r.json --weight 10% 2>/dev/null
	[[ ! -s summary.md ]]
	guarded 0 "with-rollback sh -c '$check'"
	is "$(grep -c '^###' summary.md)" 1
	rm summary.md
	sick
	guarded 1 "$check exit 1"
	is "$(grep -c '^###' summary.md)" 1
	has "$(cat summary.md)" '### with-rollback of name-searcher: unhealthy'
	has "$(cat summary.md)" '| rollback 2 -> 1 |'
	has "$stderr" '::error title='
	no_secrets "$(cat summary.md)"
}
