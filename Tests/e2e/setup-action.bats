#!/usr/bin/env bats
# setup-action.bats - the run: steps of .github/actions/setup, as a runner runs them, against a local server
#
# The archive is a small one of the same layout.

bats_require_minimum_version 1.5.0

setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export root
	python=$("$root/Tests/venv")/bin/python
	export python
	cd "$BATS_FILE_TMPDIR" || return
	mkdir -p lambda-release/bin served/v0.2.0
	printf '#!/bin/sh\necho "0.2.0 (1c0a8781bf67, 2026-11-28)"\n' >lambda-release/bin/upload
	chmod 755 lambda-release/bin/upload
	tar -czf served/v0.2.0/lambda-release-0.2.0-linux-amd64.tar.gz lambda-release
	cp served/v0.2.0/lambda-release-0.2.0-linux-amd64.tar.gz served/v0.2.0/lambda-release-0.2.0-linux-arm64.tar.gz
	# `cut` promises all and sends half, `slow` refuses twice.
	cat >server.py <<-'END'
		import http.server, os, sys

		counts = {}

		class Handler(http.server.SimpleHTTPRequestHandler):
		    def do_GET(self):
		        way, _, self.path = self.path[1:].partition("/")
		        self.path = "/" + self.path
		        counts[way] = counts.get(way, 0) + 1
		        if way == "cut":
		            body = open("." + self.path, "rb").read()
		            self.send_response(200)
		            self.send_header("Content-Length", str(len(body)))
		            self.end_headers()
		            self.wfile.write(body[: len(body) // 2])
		        elif way == "half":
		            body = open("." + self.path, "rb").read()
		            self.send_response(200)
		            self.end_headers()
		            self.wfile.write(body[: len(body) // 2])
		        elif way == "busy" and counts[way] < 2:
		            self.send_error(503)
		        else:
		            super().do_GET()

		os.chdir("served")
		server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		with open("../port.new", "w") as port:
		    port.write(str(server.server_address[1]))
		os.rename("../port.new", "../port")
		server.serve_forever()
	END
	python3 server.py >server.log 2>&1 3>&- &
	server=$!
	export server
	until test -s port; do :; done
	url=http://127.0.0.1:$(cat port)
	sum=$(sha256sum served/v0.2.0/lambda-release-0.2.0-linux-amd64.tar.gz)
	sum=${sum%% *}
	export url sum
}

teardown_file() {
	kill "$server"
}

setup() {
	export RUNNER_TEMP=$BATS_TEST_TMPDIR/temp RUNNER_OS=Linux RUNNER_ARCH=X64 STEPS_PATH=$BATS_TEST_TMPDIR/path
	mkdir "$RUNNER_TEMP"
}

# action WAY [NAME=VALUE...] - the action, with the releases served in a way
action() {
	"$python" -B "$root/Tests/e2e/steps" "$root/.github/actions/setup/action.yml" inputs.version=0.2.0 inputs.sha256="$sum" \
		inputs.releases="$url/$1" "${@:2}"
}

# leaves_nothing - no command on PATH, and nothing that a cache would keep
leaves_nothing() {
	[ ! -e "$STEPS_PATH" ]
	[ -z "$(find "$RUNNER_TEMP" -type f)" ]
}

@test "the action puts the version on PATH" {
	run -0 action good
	[ "$output" = "0.2.0 (1c0a8781bf67, 2026-11-28)" ]
	run -0 env PATH="$(cat "$STEPS_PATH")" upload
	# The archive of the cache is enough, and is checked again.
	run -0 action gone
	archive=$(find "$RUNNER_TEMP" -name '*.tar.gz')
	echo more >>"$archive"
	run -1 action good
	[[ $output == "::error title=lambda-release::"*"not the given one: nothing was unpacked" ]]
	run -0 action good
}

@test "the action takes a tag's name, the other architecture, and a server that is busy at first" {
	run -0 action good inputs.version=v0.2.0
	RUNNER_ARCH=ARM64 run -0 action good
	[ -n "$(find "$RUNNER_TEMP" -name '*-linux-arm64.tar.gz')" ]
	rm -rf "${RUNNER_TEMP:?}"/*
	run -0 action busy
}

@test "the action refuses another checksum than the given one" {
	run -1 action good inputs.sha256="$(printf %064d 0)"
	[[ $output == *"has the SHA-256 $sum, not the given one: nothing was unpacked" ]]
	leaves_nothing
}

@test "the action ends when a file is missing or the download is cut" {
	run -1 action good inputs.version=0.9.0
	[[ $output == *"::error title=lambda-release::lambda-release-0.9.0-linux-amd64.tar.gz could not be downloaded from $url/good/v0.9.0" ]]
	leaves_nothing
	run -1 action cut
	[[ $output == *"could not be downloaded from"* ]]
	leaves_nothing
	run -1 action half
	[[ $output == *"not the given one: nothing was unpacked" ]]
	leaves_nothing
	run -1 action good inputs.releases=http://127.0.0.1:1
	leaves_nothing
}

@test "the action refuses inputs that are not a version and a checksum, and runners without an archive" {
	for version in '' latest '0.2.0;id' '../0.2.0' '0.2.0/x'; do run -1 action good inputs.version="$version"; done
	for given in '' "${sum%?}" "${sum}0" "${sum%?}G" "${sum^^}"; do run -1 action good inputs.sha256="$given"; done
	RUNNER_OS=macOS run -1 action good
	[[ $output == *"there is no archive for macOS on X64" ]]
	RUNNER_ARCH=ARM run -1 action good
	leaves_nothing
}

@test "the notes of a release are its part of CHANGELOG" {
	cd "$BATS_TEST_TMPDIR"
	printf '# Changes\n\n## Unreleased\n\n- no\n\n## 0.2.0 - 2026-12-01\n\n### Added\n\n- yes\n\n## 0.2.0.1 - 2026-11-01\n\n- no\n' >CHANGELOG.md
	notes=$("$python" -c 'import sys, yaml
print([step["run"] for step in yaml.safe_load(open(sys.argv[1]))["jobs"]["publish"]["steps"] if step.get("name") == "Notes"][0])' \
		"$root/.github/workflows/release.yml")
	GITHUB_REF_NAME=v0.2.0 run -0 sh -ec "$notes"
	[ "$(grep . notes.md)" = "$(printf '### Added\n- yes')" ]
	GITHUB_REF_NAME=v0.3.0 run -1 sh -ec "$notes"
}
