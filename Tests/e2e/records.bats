#!/usr/bin/env bats
# records.bats - release-record(5): --record FILE, History, and what FILE tells after a crash

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	fresh ',"alias_version":"published"'
	package two '{"statusCode": 200, "body": "two"}'
	export f='--function name-searcher' a='--alias live' r='--record release.json'
}

# keeps STATUS COMMAND... - ends so, and writes nothing on standard output
keeps() {
	local expected=$1
	shift
	run "-$expected" --separate-stderr "$@" </dev/null
	is "$output" ''
	no_secrets "$stderr"
}

# recorded FILTER - of the record file, which is one line of JSON
recorded() {
	is "$(wc -l <release.json)" 1
	jq -c "$1" release.json
}

# begun - version 2 is published; release.json is the record
begun() {
	keeps 0 upload $r --bucket lambda-sources two.zip
	keeps 0 publish $r $f $a
	mark
}

# shifted WEIGHT - and then a share of it
shifted() {
	begun
	keeps 0 shift-weight $r --force --weight "$1"
	mark
}

# killed_after N COMMAND... - KILL meets the command right after its Nth UpdateAlias took effect
killed_after() {
	control fault "{\"match\":\"UpdateAlias\",\"nth\":$1,\"kill\":{\"pid\":\"peer\",\"when\":\"after\"}}" >/dev/null
	shift
	run -137 --separate-stderr "$@" </dev/null
	control reset-faults '{}' >/dev/null
}

@test "a whole release in one file: nothing on standard output, every act in History" {
	keeps 0 upload $r --bucket lambda-sources two.zip
	keeps 0 publish $r $f $a
	keeps 0 shift-weight $r --weight 10%
	keeps 0 healthcheck $r --probes 3
	keeps 0 shift-weight $r --weight 100%
	is "$(live)" 2
	keeps 0 rollback $r
	is "$(live)" 1
	is "$(recorded '.History | map(.Command)')" '["upload","publish","shift-weight","healthcheck","shift-weight","rollback"]'
	is "$(recorded '.History | map(.Version)')" '[null,"2","2","2","2","2"]'
	is "$(recorded '.History | map(.Weight)')" '[null,0,0.1,0.1,1,0]'
	is "$(recorded '.History | map(.At | fromdateiso8601 > 0) | unique')" '[true]'
	is "$(recorded '.History | map(.Seconds | type == "number" and . >= 0) | unique')" '[true]'
	is "$(recorded '.History[2].To')" '{"FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}}'
	is "$(recorded '.History[4] | [.From, .To]')" '[{"FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}},{"FunctionVersion":"2"}]'
	is "$(recorded '.History[5] | [.From, .To]')" '["2","1"]'
	# The verdict outlives the promotion that used it up.
	is "$(recorded '[.Health, .Shifting]')" '[null,null]'
	is "$(recorded '.History[3] | [.Verdict, .Reason, .Evidence.Probes]')" '["healthy","all of 3 probes passed",3]'
	is "$(recorded '.History[3].Evidence | [.P50Milliseconds, .P95Milliseconds, .P99Milliseconds] | map(type) | unique')" '["number"]'
}

@test "History goes through pipes as well" {
	sh -c 'upload two.zip --bucket lambda-sources | publish $f $a | shift-weight --weight 10% |
		healthcheck --probes 2 | shift-weight --weight 100%' </dev/null >out.json 2>/dev/null
	is "$(jq -c '.History | map(.Command)' out.json)" '["upload","publish","shift-weight","healthcheck","shift-weight"]'
}

@test "healthcheck writes the file with 1 and 2 as well, with the ids of what failed" {
	begun
	control settings '{"canned":{"*":{"function_error":"Unhandled","body":{"errorMessage":"x"}}}}' >/dev/null
	keeps 1 healthcheck $r --probes 3
	is "$(recorded '[.Health.Verdict, .History[-1].Verdict]')" '["unhealthy","unhealthy"]'
	is "$(recorded '.History[-1].Evidence | [.Failed, (.Failures | map(.RequestId | length > 8) | unique)]')" '[1,[true]]'
	control settings '{"canned":{"*":{"status":429,"code":"TooManyRequestsException","reason":"CallerRateLimitExceeded"}}}' >/dev/null
	AWS_MAX_ATTEMPTS=1 keeps 2 healthcheck $r --probes 3
	is "$(recorded '[.Health.Verdict, .History[-1].Verdict]')" '["inconclusive","inconclusive"]'
	is "$(recorded '.History | map(.Status) | unique')" '[null]'
	control settings '{"canned":{}}' >/dev/null
}

@test "a command that fails adds its act and nothing else" {
	shifted 10%
	cp release.json before.json
	keeps 65 shift-weight $r --weight 50%
	has "$stderr" 'no verdict'
	is "$(recorded 'del(.History)')" "$(jq -c 'del(.History)' before.json)"
	is "$(recorded '.History[:-1]')" "$(jq -c .History before.json)"
	is "$(recorded '.History[-1] | [.Command, .Version, .Weight, .Status]')" '["shift-weight","2",0.1,65]'
	has "$(recorded '.History[-1].Reason')" 'no verdict'
	AWS_SECRET_ACCESS_KEY=x$AWS_SECRET_ACCESS_KEY keeps 77 rollback $r
	is "$(recorded '.History[-1] | [.Command, .Status]')" '["rollback",77]'
	is "$(recorded 'del(.History)')" "$(jq -c 'del(.History)' before.json)"
}

@test "a wrong command line is not recorded" {
	begun
	cp release.json before.json
	keeps 64 publish $r --function other --zip-file two.zip
	keeps 64 shift-weight $r --alias other --weight 10%
	keeps 64 shift-weight $r --region us-east-1 --weight 10%
	is "$(calls)" 0
	cmp release.json before.json
}

@test "a record of another function in the file is refused, and stays" {
	printf '{"FunctionName":"other","FunctionArn":"arn:aws:lambda:eu-central-1:123456789012:function:f"}\n' >release.json
	cp release.json before.json
	unsent 65 contradict rollback $r $a
	is "$(recorded '.History | length')" 1
	cp before.json release.json
	printf '{"FunctionName":"other","Version":"1"}\n' >release.json
	cp release.json before.json
	unsent 64 'the record is about other' rollback $r $f $a
	has "$stderr" 'hint: the record of another function cannot be used; give another --record'
	cmp release.json before.json
}

@test "a file that is missing or empty is an empty record" {
	: >empty.json
	printf ' \n' >blank.json
	local file
	for file in missing.json empty.json blank.json; do
		keeps 0 rollback --record "$file" $f $a
		is "$(jq -c '[.FunctionName, .History[0].Command]' "$file")" '["name-searcher","rollback"]'
	done
	# A name that was mistyped does not become a file.
	unsent 65 'no function: relase.json holds no record' rollback --record relase.json $a </dev/null
	[[ ! -e relase.json ]]
}

@test "standard input is not read, whatever it is" {
	begun
	printf 'nonsense' >nonsense
	run -0 --separate-stderr shift-weight $r --weight 10% <nonsense
	is "$output" ''
	# A pipe that nothing comes through keeps nobody waiting.
	mkfifo silent
	exec 9<>silent
	run -0 --separate-stderr timeout 120 rollback $r <&9
	exec 9>&-
	lacks "$stderr" waiting
	is "$(live)" 1
}

@test "-n, an empty name and - are usage errors beside --record" {
	unsent 64 'exclude each other' rollback -n $r $f $a
	unsent 64 '--record: its value is empty' rollback --record '' $f $a
	unsent 64 '--record: give a file' rollback --record - $f $a
	[[ ! -e release.json && ! -e - ]]
}

@test "a dry run does not write the file" {
	keeps 0 upload $r --bucket lambda-sources --dry-run two.zip
	[[ ! -e release.json ]]
	begun
	cp release.json before.json
	keeps 0 publish $r --dry-run
	keeps 0 shift-weight $r --weight 10% --dry-run
	keeps 65 shift-weight $r --weight 100% --dry-run
	keeps 0 rollback $r --dry-run
	cmp release.json before.json
	is "$(writes)" ''
}

@test "the file keeps its mode, a link leads to its target, and nothing is left beside it" {
	mkdir kept links
	upload --bucket lambda-sources two.zip </dev/null >kept/real.json
	chmod 640 kept/real.json
	ln -s ../kept/real.json links/first
	ln -s "$PWD/links/first" links/second
	keeps 0 publish --record links/second $f $a
	[[ -L links/second && -L links/first ]]
	is "$(stat -c %a kept/real.json)" 640
	is "$(jq -r .Version kept/real.json)" 2
	# A link to nothing yet makes what it names; a new file follows the umask.
	ln -s ../kept/new.json links/third
	(umask 027 && rollback --record links/third $f $a 2>/dev/null)
	is "$(stat -c %a kept/new.json)" 640
	is "$(ls -A kept links | tr '\n' ' ')" 'kept: new.json real.json  links: first second third '
}

@test "a file that is not regular is refused before anything is sent" {
	mkfifo pipe
	mkdir folder
	local file
	for file in pipe folder /dev/null /dev/full; do
		unsent 66 "$file: not a regular file" timeout 60 rollback --record "$file" $f $a </dev/null
	done
	[[ -p pipe ]]
	unsent 66 '/dev/stdin: not a regular file' timeout 60 rollback --record /dev/stdin $f $a < <(echo '{}')
}

@test "a folder that is missing or cannot be written is found before anything is sent" {
	unsent 66 'nowhere/release.json: cannot be written: no folder nowhere' rollback --record nowhere/release.json $f $a
	unsent 66 'two.zip/release.json: cannot be read: no folder two.zip' rollback --record two.zip/release.json $f $a
	# Root writes where the mode forbids it, and nobody makes files in /sys.
	unsent 66 '/sys/release.json: cannot be written' rollback --record /sys/release.json $f $a
	mkdir closed
	chmod 555 closed
	[[ ! -w closed ]] || skip "root may write anywhere"
	unsent 66 'closed/release.json: cannot be written' rollback --record closed/release.json $f $a
}

@test "a full disk is found before anything is sent" {
	shifted 10%
	cp release.json before.json
	# A limit on the size of files is met as a full disk is.
	unsent 66 'release.json: cannot be written' sh -c 'ulimit -f 8 && exec rollback --record release.json'
	cmp release.json before.json
	mkdir small
	unshare -rm mount -t tmpfs -o size=64k none small 2>/dev/null || skip "no tmpfs can be mounted here"
	unsent 66 'small/release.json: cannot be written: No space left on device' unshare -rm sh -c '
		mount -t tmpfs -o size=64k none small && cp release.json small && exec rollback --record small/release.json'
	is "$(live)" '1 2=0.1'
}

@test "a shift is in the file before it is sent, and leaves it with the answer" {
	begun
	control fault '{"match":"UpdateAlias","nth":2,"delay":600}' >/dev/null
	shift-weight $r --weight 10% 2>/dev/null 3>&- &
	eventually 10 hit
	is "$(live)" 1
	is "$(recorded '.Shifting | [.Alias, .Version, .Weight]')" '["live","2",0.1]'
	is "$(recorded '.Alias.RoutingConfig')" null
	forward 600
	wait "$!"
	is "$(live)" '1 2=0.1'
	is "$(recorded .Shifting)" null
}

@test "a shift that meets somebody else's write takes what it announced back" {
	shifted 10%
	control fault '{"match":"UpdateAlias","foreign":{"do":"clear"}}' >/dev/null
	keeps 75 shift-weight $r --force --weight 50%
	is "$(recorded '[.Shifting, .History[-1].Status]')" '[null,75]'
}

@test "a shift without an answer stays announced, and a rollback takes it back" {
	begun
	control fault '{"match":"UpdateAlias","nth":2,"count":0,"do":"lose"}' >/dev/null
	keeps 69 shift-weight $r --weight 10%
	is "$(recorded '[.Shifting.Weight, .History[-1].Status]')" '[0.1,69]'
	control reset-faults '{}' >/dev/null
	is "$(live)" '1 2=0.1'
	keeps 0 rollback $r
	is "$(live)" 1
	is "$(recorded '[.Shifting, .RolledBack]')" '[null,{"From":"2","To":"1"}]'
}

@test "KILL right after the first share: rollback --record takes it back" {
	begun
	killed_after 2 shift-weight $r --weight 10%
	is "$(live)" '1 2=0.1'
	is "$(recorded '[.Shifting.Version, .Shifting.Weight, .Alias.RoutingConfig]')" '["2",0.1,null]'
	keeps 0 rollback $r
	is "$(live)" 1
	is "$(recorded '[.Shifting, .RolledBack]')" '[null,{"From":"2","To":"1"}]'
}

@test "KILL right after the first share, which another run takes over: rollback --record leaves it alone" {
	begun
	cp release.json other.json
	killed_after 2 shift-weight $r --weight 10%
	keeps 0 shift-weight --record other.json --weight 10%
	has "$stderr" "run $(jq -r .Run other.json)"
	keeps 75 rollback $r
	has "$stderr" "$(jq -r .Run other.json)"
	is "$(live)" '1 2=0.1'
	keeps 0 rollback --record other.json
	is "$(live)" 1
}

@test "KILL right after the promotion: rollback --record goes back to the version before" {
	shifted 10%
	killed_after 1 shift-weight $r --force --weight 100%
	is "$(live)" 2
	keeps 0 rollback $r
	is "$(live)" 1
	has "$stderr" 'rolled back from version 2'
	# At once to everything, as all-at-once does.
	keeps 0 publish $r
	killed_after 1 shift-weight $r --force --weight 100%
	is "$(live)" 2
	keeps 0 rollback $r
	is "$(live)" 1
}

@test "KILL right before the write, and before the read: nothing is exposed, and nothing is undone" {
	begun
	control fault '{"match":"UpdateAlias","nth":2,"kill":{"pid":"peer","when":"before"}}' >/dev/null
	run -137 --separate-stderr shift-weight $r --weight 10% </dev/null
	is "$(live)" 1
	is "$(recorded '.Shifting.Weight')" 0.1
	keeps 0 rollback $r
	has "$stderr" 'nothing to undo'
	is "$(recorded '[.Shifting, .RolledBack]')" '[null,null]'
	control fault '{"match":"UpdateAlias","kill":{"pid":"peer","when":"before"}}' >/dev/null
	cp release.json before.json
	run -137 --separate-stderr rollback $r </dev/null
	cmp release.json before.json
}

@test "KILL in the middle of a shift of a file that knew nothing: the file is enough for a rollback" {
	begun
	rm release.json
	killed_after 2 shift-weight $r $f $a --to-version 2 --weight 10%
	is "$(live)" '1 2=0.1'
	keeps 0 rollback $r
	is "$(live)" 1
}

@test "after a crash the same shift goes on, and reads the alias first" {
	shifted 10%
	killed_after 1 shift-weight $r --force --weight 50%
	is "$(live)" '1 2=0.5'
	mark
	keeps 0 shift-weight $r --force --weight 50%
	is "$(recorded '[.Shifting, .Alias.RoutingConfig.AdditionalVersionWeights]')" '[null,{"2":0.5}]'
	killed_after 1 shift-weight $r --force --weight 100%
	keeps 0 shift-weight $r --force --weight 100%
	is "$(recorded '[.Shifting, .Alias.FunctionVersion, .PreviousVersion]')" '[null,"2","1"]'
	is "$(live)" 2
	# A smaller share does not take a promotion back unasked, and its file still knows.
	keeps 0 rollback $r
	keeps 0 publish $r
	killed_after 1 shift-weight $r --force --weight 100%
	keeps 0 shift-weight $r --force --weight 20%
	is "$(live)" 2
	keeps 0 rollback $r
	is "$(live)" 1
}

@test "after a crash an older verdict does not count for the exposed share" {
	shifted 10%
	keeps 0 healthcheck $r --probes 3
	killed_after 1 shift-weight $r --weight 50%
	is "$(recorded '[.Health.Verdict, .Shifting.Weight]')" '["healthy",0.5]'
	cp release.json crashed.json
	keeps 65 shift-weight $r --weight 100%
	has "$stderr" 'no verdict about version 2 since its last shift'
	is "$(live)" '1 2=0.5'
	# The verdict that was given since counts.
	next_second
	keeps 0 healthcheck $r --probes 3
	keeps 0 shift-weight $r --weight 100%
	is "$(live)" 2
	alias_to 1 '{"2":0.5}'
	keeps 0 rollback --if-unhealthy --record crashed.json
	is "$(live)" 1
}

@test "an operator's rollback is not overrun by the same shift after a crash" {
	local weight
	for weight in 50% 100%; do
		shifted 10%
		keeps 0 healthcheck $r --probes 3
		control fault '{"match":"UpdateAlias","kill":{"pid":"peer","when":"before"}}' >/dev/null
		run -137 --separate-stderr shift-weight $r --weight "$weight" </dev/null
		gives rollback -n $f $a
		is "$(live)" 1
		keeps 75 shift-weight $r --weight "$weight"
		has "$stderr" 'changed by someone else'
		has "$stderr" hint:
		keeps 75 shift-weight $r --force --weight "$weight"
		is "$(live)" 1
		keeps 0 rollback $r
		rm release.json
	done
}

@test "a rollback uses a healthy verdict up, its own and one by hand" {
	shifted 10%
	keeps 0 healthcheck $r --probes 3
	keeps 0 rollback $r
	keeps 65 shift-weight $r --weight 100%
	has "$stderr" 'no verdict about version 2 since its last shift'
	is "$(live)" 1
	keeps 0 shift-weight $r --weight 10%
	keeps 0 healthcheck $r --probes 3
	gives rollback -n $f $a
	keeps 0 rollback $r
	has "$stderr" 'nothing to undo'
	keeps 65 shift-weight $r --weight 100%
	is "$(live)" 1
}

@test "a rollback of 3 keeps what was announced" {
	begun
	killed_after 2 shift-weight $r --weight 10%
	control fault '{"match":"UpdateAlias","do":"lose","count":0}' >/dev/null
	keeps 3 rollback $r
	is "$(recorded '[.Shifting.Weight, .History[-1].Status]')" '[0.1,3]'
	control reset-faults '{}' >/dev/null
	keeps 0 rollback $r
	is "$(live)" 1
}

@test "a disk that fills up between two steps stops the shift before it is sent" {
	begun
	unshare -rm true 2>/dev/null || skip "no mount namespace can be made here"
	mkdir small
	# The look is held up while the disk fills.
	control fault '{"match":"UpdateAlias","delay":600}' >/dev/null
	export -f control forward hit
	run -66 --separate-stderr unshare -rm bash -c '
		mount -t tmpfs -o size=400k none small && cp release.json small || exit 77
		shift-weight --record small/release.json --weight 10% &
		until hit; do /bin/sleep 0.05; done
		head -c 1000000 /dev/zero >small/filler 2>/dev/null
		forward 600
		wait "$!"' </dev/null 3>&-
	is "$output" ''
	has "$stderr" 'small/release.json: cannot be written: No space left on device'
	is "$(live)" 1
	is "$(writes)" 'UpdateAlias'
}

@test "publish that finds the version again leaves a paused release as it is" {
	shifted 10%
	keeps 0 healthcheck $r --probes 3
	cp release.json before.json
	keeps 0 publish $r
	is "$(recorded '[.Alias, .Health, .PreviousVersion]')" "$(jq -c '[.Alias, .Health, .PreviousVersion]' before.json)"
	keeps 0 shift-weight $r --weight 50%
	is "$(live)" '1 2=0.5'
}

@test "publish without a package confirms the version of the record" {
	echo '{"FunctionName":"name-searcher","Version":"1","Note":1.50}' >release.json
	keeps 0 publish $r
	is "$(recorded '[.Version, .Changed, .History[0].Command]')" '["1",false,"publish"]'
	has "$(cat release.json)" '"Note":1.50'
	is "$(writes)" ''
	is "$(calls)" 1
	echo '{"FunctionName":"name-searcher","Version":"9"}' >release.json
	keeps 78 publish $r
	echo '{"FunctionName":"name-searcher","Version":"1","CodeSha256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}' >release.json
	keeps 65 publish $r
	has "$stderr" 'other code'
}

@test "a finished release that is run again still leads back to the version before it" {
	shifted 100%
	keeps 0 publish $r
	keeps 0 shift-weight $r --weight 100%
	is "$(recorded '[.Version, .PreviousVersion]')" '["2","1"]'
	keeps 0 rollback $r
	is "$(live)" 1
}

@test "a record of a version that was live already names no predecessor, and undoes nothing" {
	keeps 0 publish $r $f $a --zip-file "$BATS_FILE_TMPDIR/v1.zip"
	keeps 0 shift-weight $r --weight 100%
	is "$(recorded '[.Version, .PreviousVersion, .Alias.FunctionVersion]')" '["1",null,"1"]'
	keeps 78 rollback $r
	is "$(live)" 1
}

@test "a record of a newer version keeps what is not known, acts included" {
	begun
	jq -c '.Run = "k3x9" | .Tempo = {First: 0.5} | .History += [{Command: "of-2031", New: [0.5]}, "text", null]' release.json |
		sed 's/0\.5\([]}]\)/0.500\1/g' >newer.json
	cp newer.json release.json
	keeps 0 shift-weight $r --weight 10%
	keeps 0 rollback $r
	has "$(cat release.json)" '"Run":"k3x9","Tempo":{"First":0.500}'
	has "$(cat release.json)" '{"Command":"of-2031","New":[0.500]},"text",null,{"At":'
	is "$(recorded '.History[:-2]')" "$(jq -c .History newer.json)"
}

@test "an old record without History gets one" {
	begun
	jq -c 'del(.History)' release.json >old.json
	cp old.json release.json
	keeps 0 shift-weight $r --weight 10%
	is "$(recorded '.History | map(.Command)')" '["shift-weight"]'
}

@test "a History that is none, or a Shifting, is 65, and the file stays" {
	local member
	for member in 'History must be an array' 'Shifting must be an object'; do
		printf '{"FunctionName":"name-searcher","%s":"2"}' "${member%% *}" >release.json
		cp release.json before.json
		unsent 65 "release.json: $member" rollback $r $a </dev/null
		cmp release.json before.json
	done
	printf '{"FunctionName"' >release.json
	unsent 65 'release.json: no release record' rollback $r $a </dev/null
}

@test "a long History loses details of its oldest verdicts alone, and says so" {
	begun
	jq -c '.History += [range(300) | {Command: "healthcheck", Version: "2", Verdict: "healthy", Reason: "score",
		Evidence: {Probes: ., Failed: 0, Failures: [{Probe: 1, Why: "crashed", LogLine: ("x" * 3000)}]}}]' release.json >long.json
	cp long.json release.json
	keeps 0 shift-weight $r --weight 10%
	has "$stderr" 'longer than 768 KiB: the oldest'
	(($(wc -c <release.json) <= 786433))
	is "$(recorded '.History | length')" 303
	is "$(recorded '.History[2]')" '{"Command":"healthcheck","Version":"2","Verdict":"healthy","Evidence":{"Probes":0,"Failed":0}}'
	is "$(recorded '.History[301]')" "$(jq -c '.History[301]' long.json)"
	keeps 0 shift-weight $r --weight 5%
	lacks "$stderr" 'longer than'
}

@test "rollback takes a record of 5 MiB, from the file and from standard input; the others say how much they take" {
	shifted 10%
	jq -c --arg text "$(head -c 100000 /dev/zero | tr '\0' x)" '.Note = [range(53) | $text]' release.json >long.json
	(($(wc -c <long.json) > 5242880))
	cp long.json release.json
	unsent 65 'release.json: longer than 1 MiB' shift-weight $r --weight 5%
	cmp release.json long.json
	keeps 0 rollback $r
	is "$(live)" 1
	is "$(recorded '.Note | length')" 53
	gives rollback <long.json
	has "$stderr" 'nothing to undo'
}
