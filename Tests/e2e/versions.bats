#!/usr/bin/env bats
# versions.bats - what --version says, and that CHANGELOG, the commands and the tags agree
#
# The trees are small ones with the files that bin/install and Tests/docs/versions read.

bats_require_minimum_version 1.5.0

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	number=$(sed -n 's/.* number = "\(.*\)"$/\1/p' "$root/Sources/CommandSupport/Version.swift")
	mkdir -p "$BATS_TEST_TMPDIR/tree/bin" "$BATS_TEST_TMPDIR/tree/Sources/CommandSupport" "$BATS_TEST_TMPDIR/fake"
	cd "$BATS_TEST_TMPDIR/tree" || return
	cp "$root/bin/install" bin
	changelog '## 1.2.0 - 2026-05-06' '' '- New.' '' '## 1.1.0 - 2026-04-05'
	version 1.2.0
	git init -q
	git config user.name Test
	git config user.email test@localhost
	commit
	# Stands in for the compiler: shows what bin/install gives the build.
	printf '#!/bin/sh\nprintf "%%s\\n" "origin:${LAMBDA_RELEASE_ORIGIN-none}"\nexit 1\n' >"$BATS_TEST_TMPDIR/fake/swift"
	chmod +x "$BATS_TEST_TMPDIR/fake/swift"
}

# changelog LINE... - a CHANGELOG of these lines
changelog() { printf '# Changes\n\n' >CHANGELOG.md && printf '%s\n' "$@" >>CHANGELOG.md; }

# version NUMBER - the number of the commands
version() { printf '  package static let number = "%s"\n' "$1" >Sources/CommandSupport/Version.swift; }

commit() { git add -A && GIT_COMMITTER_DATE=2026-05-06T23:30:00-0200 git commit -q -m 'A commit'; }

# agree [TAG] - whether the versions of the tree agree
agree() { LAMBDA_RELEASE_TREE=$PWD "$root/Tests/docs/versions" "$@"; }

# origin - what bin/install gives the build
origin() { PATH=$BATS_TEST_TMPDIR/fake:$PATH bin/install 2>&1 | sed -n 's/^origin://p'; }

@test "--version says the number and where the build comes from" {
	run -0 "${LAMBDA_RELEASE_BIN:-$root/.build/debug}/upload" --version
	[[ $output =~ ^${number//./\\.}-dev(\ \([0-9a-f]{12}(, [0-9-]{10}(, changed)?)?\))?$ ]] ||
		[[ $output =~ ^${number//./\\.}\ \([0-9a-f]{12},\ [0-9-]{10}\)$ ]]
}

@test "a release is a clean tree at the tag of its number, with commit and date in UTC" {
	hash=$(git rev-parse --short=12 HEAD)
	[ "$(origin)" = "-dev ($hash, 2026-05-07)" ]
	git tag v1.1.0
	[ "$(origin)" = "-dev ($hash, 2026-05-07)" ]
	git tag v1.2.0
	[ "$(origin)" = " ($hash, 2026-05-07)" ]
	TZ=America/New_York
	export TZ
	[ "$(origin)" = " ($hash, 2026-05-07)" ]
	touch new
	[ "$(origin)" = "-dev ($hash, 2026-05-07, changed)" ]
}

@test "without git, and in a folder of another project, there is no commit" {
	rm -rf .git
	[ "$(origin)" = none ]
	git -C .. init -q
	git -C .. -c user.name=Test -c user.email=test@localhost commit -q --allow-empty -m Other
	[ "$(origin)" = none ]
}

@test "CHANGELOG, commands and tags that agree" {
	run -0 agree
	git tag v1.2.0
	run -0 agree v1.2.0
	changelog '## Unreleased' '' '- Next.' '' '## 1.2.0 - 2026-05-06'
	version 1.3.0
	run -0 agree
	run -1 agree v1.3.0
	[[ $output == *"lines that CHANGELOG has as unreleased: wanted '0', found '1'"* ]]
}

@test "CHANGELOG, commands and tags that do not agree" {
	version 1.3.0
	run -1 agree
	[[ $output == *"the number of the commands is that of the newest version: wanted '1.2.0', found '1.3.0'"* ]]
	version 1.2.0
	run -1 agree v1.2.1
	changelog '## Unreleased' '' '- Next.' '' '## 1.2.0 - 2026-05-06'
	run -1 agree
	for heading in '## 1.2 - 2026-05-06' '## 1.2.0' '## v1.2.0 - 2026-05-06' '## 1.2.0 - 6 May 2026' '## 01.2.0 - 2026-05-06'; do
		changelog "$heading"
		run -1 agree
	done
	changelog '## 1.1.0 - 2026-04-05' '## 1.2.0 - 2026-05-06'
	run -1 agree
	changelog '## 1.2.0 - 2026-05-06' '## 1.2.0 - 2026-05-06'
	run -1 agree
	changelog '## 1.2.0 - 2026-05-06'
	run -0 agree
	git tag v1.1.0
	run -1 agree
	[[ $output == *"CHANGELOG has no version 1.1.0, but there is the tag v1.1.0"* ]]
}

@test "a tag at a commit whose commands have another number" {
	git tag v1.1.0
	run -1 agree
	[[ $output == *"the number of the commands at v1.1.0: wanted '1.1.0', found '1.2.0'"* ]]
}
