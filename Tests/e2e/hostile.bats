#!/usr/bin/env bats
# hostile.bats - nothing of what a server says comes out raw, whatever member of an answer it is in
#
# hostile/ is a server that has its own answers, and the program that runs the commands against it.

load helper

setup_file() {
	forget_the_caller
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
	LAMBDA_RELEASE_BIN=$(cd "${LAMBDA_RELEASE_BIN:-$root/.build/debug}" && pwd -P)
	python=$("$root/Tests/venv")/bin/python3
	export root LAMBDA_RELEASE_BIN python
}

teardown_file() { :; }

setup() { :; }

# unharmed COMMAND... - no command that starts with one of these names lets a hostile text out
unharmed() {
	"$python" -B "$root/Tests/e2e/hostile" "$LAMBDA_RELEASE_BIN" "$@" 3>&-
}

@test "upload lets no hostile text out" { unharmed upload; }

@test "publish lets no hostile text out" { unharmed publish; }

@test "shift-weight lets no hostile text out" { unharmed shift-weight; }

@test "healthcheck lets no hostile text out" { unharmed healthcheck; }

@test "rollback lets no hostile text out" { unharmed rollback; }

@test "with-rollback lets no hostile text out" { unharmed with-rollback; }

@test "release-status lets no hostile text out" { unharmed release-status; }

@test "canary lets no hostile text out" { unharmed canary; }

@test "all-at-once lets no hostile text out" { unharmed all-at-once; }

@test "the sources of credentials let no hostile text out" { unharmed credentials; }
