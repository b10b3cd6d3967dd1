#!/usr/bin/env bats
# install.bats - the installation, its pages, and the archive on a machine without Swift
#
# The release build takes minutes: LAMBDA_RELEASE_TEST_INSTALL=1 bats Tests/e2e/install.bats
# With LAMBDA_RELEASE_TEST_INSTALL=built it takes the release build that is there.
# LAMBDA_RELEASE_DEBIAN=DIR names a Debian 12 made by
#   debootstrap --variant=minbase --include=libcurl4,ca-certificates bookworm DIR
# in which the archive is run as well; it needs root.

load helper

setup_file() {
	test -n "${LAMBDA_RELEASE_TEST_INSTALL:-}" || return 0
	start_local_aws
	local built=''
	test "$LAMBDA_RELEASE_TEST_INSTALL" != built || built=--skip-build
	"$root/bin/install" ${built:+"$built"} --destdir "$BATS_FILE_TMPDIR/plain" >"$BATS_FILE_TMPDIR/log" 2>&1 || {
		tail -20 "$BATS_FILE_TMPDIR/log" >&2
		return 1
	}
}

teardown_file() {
	stop_local_aws
}

setup() {
	test -n "${LAMBDA_RELEASE_TEST_INSTALL:-}" || skip "LAMBDA_RELEASE_TEST_INSTALL=1 runs it (minutes)"
	cd "$BATS_TEST_TMPDIR" || return
	unset LAMBDA_RELEASE_BIN
	plain=$BATS_FILE_TMPDIR/plain/opt/lambda-release
	commands='upload publish shift-weight healthcheck rollback with-rollback release-status'
}

# hidden_swift COMMAND... - runs it where the Swift toolchain is not to be seen
hidden_swift() {
	local toolchain
	toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
	case $toolchain in
	/usr | /) skip "the toolchain lies in $toolchain and cannot be hidden" ;;
	esac
	unshare -m sh -c 'mount -t tmpfs none "$0" && shift 0 && exec "$@"' "$toolchain" "$@"
}

# in_debian COMMAND... - runs it in the bare Debian, with /proc and nothing else of this machine
in_debian() {
	unshare -m sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$LAMBDA_RELEASE_DEBIAN" "$@"
}

@test "what a command needs of the system is libcurl, libcrypto and the C library" {
	for command in $commands; do
		needed=$(objdump -p "$plain/bin/$command" | sed -n 's/^ *NEEDED *//p' | LC_ALL=C sort | tr '\n' ' ')
		[ "$needed" = "ld-linux-x86-64.so.2 libc.so.6 libcrypto.so.3 libcurl.so.4 libm.so.6 " ]
	done
}

@test "the commands are stripped and have no path of the machine that built them" {
	for command in $commands; do
		run -0 objdump -t "$plain/bin/$command"
		[[ $output == *"no symbols"* ]]
		run ! grep -aq -e "$root" "$plain/bin/$command"
		run ! objdump -p "$plain/bin/$command" -j RUNPATH
	done
}

@test "a command is small: it does not contain Foundation" {
	for command in $commands; do
		[ "$(wc -c <"$plain/bin/$command")" -lt 20000000 ]
	done
}

@test "an installed command describes itself as the tested one does, byte for byte" {
	for command in $commands; do
		"$root/.build/debug/$command" --experimental-dump-help >tested.json
		"$plain/bin/$command" --experimental-dump-help >installed.json
		[ "$(jq -r .command.commandName installed.json)" = "$command" ]
		cmp tested.json installed.json
	done
}

@test "every file is in the list, and the list has every file" {
	run -0 sh -c 'cd "$1" && find . -type f | sed "s|^\./||" | grep -v installed$ | LC_ALL=C sort' sh "$plain"
	[ "$output" = "$(cat "$plain/share/lambda-release/installed")" ]
}

@test "the flows find their siblings in their own folder, through a link too" {
	ln -s "$plain/bin/canary" here
	for flow in "$plain/bin/canary" "$plain/bin/all-at-once" ./here; do
		run -0 env -i PATH=/usr/bin:/bin "$flow" --version
		[ "$output" = "$("$plain/bin/upload" --version)" ]
	done
}

@test "there are completions for every command and flow" {
	for command in $commands canary all-at-once; do
		grep -q "^complete .* $command\$" "$plain/share/bash-completion/completions/$command"
		grep -q "^#compdef $command\$" "$plain/share/zsh/site-functions/_$command"
		grep -q "complete -c '$command'" "$plain/share/fish/vendor_completions.d/$command.fish"
	done
}

@test "bash, zsh and fish complete at a terminal, told of the installation as README says" {
	test -r /usr/share/bash-completion/bash_completion || skip "bash-completion is not installed"
	export HOME=$BATS_TEST_TMPDIR PATH=$plain/bin:$PATH
	for shell in bash zsh fish; do
		"$root/Tests/docs/typed" "$shell" "$plain/share" 'canary --wei' ghts >"$shell.flow" &
		"$root/Tests/docs/typed" "$shell" "$plain/share" 'rollback --if-unh' ealthy >"$shell.command" &
	done
	wait
	for shell in bash zsh fish; do
		grep -q ghts "$shell.flow"
		grep -q ealthy "$shell.command"
	done
}

@test "README's line for each shell is the one that is tried" {
	grep -qF 'XDG_DATA_DIRS=/opt/lambda-release/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}' "$root/README.md"
	grep -qF 'fpath=(/opt/lambda-release/share/zsh/site-functions $fpath)' "$root/README.md"
	grep -qF 'set -p fish_complete_path /opt/lambda-release/share/fish/vendor_completions.d' "$root/README.md"
}

@test "there are pages for every command and flow" {
	for command in $commands canary all-at-once rehearse; do [ -s "$plain/share/man/man1/$command.1" ]; done
}

@test "the installed pages refer to installed pages" {
	for page in "$plain"/share/man/man?/*; do
		for target in $(grep -o 'Xr [a-z-]* [1-8]' "$page" | sed 's/Xr \([a-z-]*\) \([1-8]\)/man\2\/\1.\2/'); do
			[ -e "$plain/share/man/$target" ]
		done
	done
}

@test "a release by the installed commands goes through" {
	fresh
	package again '{"statusCode": 200}'
	PATH=/usr/bin:/bin
	run -0 --separate-stderr "$plain/bin/all-at-once" --function name-searcher --alias live \
		again.zip -- --probes 3
	[ "$(printf '%s' "$output" | jq -r .Alias.Name)" = live ]
	package third '{"statusCode": 203}'
	run -0 --separate-stderr "$plain/bin/canary" --function name-searcher --weights 50% --bake 0 \
		third.zip -- --probes 3
	[ "$(printf '%s' "$output" | jq -r '.Alias | [.Name, (.RoutingConfig | tostring)] | join(" ")')" = "live null" ]
	package bad '1 / 0'
	run -1 --separate-stderr "$plain/bin/canary" --function name-searcher --weights 50% --bake 0 bad.zip -- --probes 3
	[[ $(live) != *=* ]]
}

@test "an installation over an older one leaves nothing of it, and uninstalling leaves nothing at all" {
	"$root/bin/install" --skip-build --destdir "$PWD" --prefix /usr/lambda
	touch usr/lambda/bin/older usr/lambda/bin/mine
	echo bin/older >>usr/lambda/share/lambda-release/installed
	"$root/bin/install" --skip-build --destdir "$PWD" --prefix /usr/lambda
	[ ! -e usr/lambda/bin/older ]
	[ -x usr/lambda/bin/upload ]
	"$root/bin/install" --destdir "$PWD" --prefix /usr/lambda --uninstall
	[ "$(find usr -type f)" = usr/lambda/bin/mine ]
	rm usr/lambda/bin/mine
	"$root/bin/install" --skip-build --destdir "$PWD" --prefix /usr/lambda
	"$root/bin/install" --destdir "$PWD" --prefix /usr/lambda --uninstall
	[ ! -e usr/lambda ]
	run -66 "$root/bin/install" --destdir "$PWD" --prefix /usr/lambda --uninstall
}

@test "an option that is wrong installs nothing" {
	run -64 "$root/bin/install" --prefix relative
	run -64 "$root/bin/install" --prefix /
	run -64 "$root/bin/install" --nonsense
	run -64 "$root/bin/install" --destdir
}

@test "a folder that cannot be written is found before the build" {
	touch file
	run -77 "$root/bin/install" --destdir "$PWD/file"
	[[ $output == "install: $PWD/file/opt/lambda-release cannot be written: "* ]]
	[[ $output != *building* ]]
}

@test "the same build makes the same archive" {
	"$root/bin/install" --skip-build --tar one.tar.gz
	next_second
	"$root/bin/install" --skip-build --tar two.tar.gz
	cmp one.tar.gz two.tar.gz
}

@test "every user may read an archive, whoever packed it" {
	(umask 077 && "$root/bin/install" --skip-build --tar archive.tar.gz)
	run -0 tar -tvzf archive.tar.gz
	[[ ${lines[0]} == "drwxr-xr-x "*" lambda-release/" ]]
	run ! grep -vE '^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) ' <<<"$output"
}

@test "the archive runs where Swift is not, wherever it is unpacked" {
	"$root/bin/install" --skip-build --tar archive.tar.gz
	mkdir elsewhere
	tar -xzf archive.tar.gz -C elsewhere
	run -0 hidden_swift sh -c '! command -v swift && exec env -i PATH=/usr/bin:/bin "$0" --version' \
		"$PWD/elsewhere/lambda-release/bin/canary"
	[ "${lines[-1]}" = "$("$plain/bin/upload" --version)" ]
}

@test "the archive releases a function from a bare Debian 12" {
	test -n "${LAMBDA_RELEASE_DEBIAN:-}" || skip "LAMBDA_RELEASE_DEBIAN names no Debian 12"
	fresh
	"$root/bin/install" --skip-build --tar archive.tar.gz
	rm -rf "$LAMBDA_RELEASE_DEBIAN/opt/lambda-release"
	tar -xzf archive.tar.gz -C "$LAMBDA_RELEASE_DEBIAN/opt"
	package debian '{"statusCode": 200, "body": "debian"}'
	cp debian.zip "$LAMBDA_RELEASE_DEBIAN/tmp/package.zip"
	run -0 --separate-stderr in_debian env -i PATH=/opt/lambda-release/bin:/usr/bin:/bin HOME=/root \
		AWS_ACCESS_KEY_ID="$AWS_ACCESS_KEY_ID" AWS_SECRET_ACCESS_KEY="$AWS_SECRET_ACCESS_KEY" AWS_REGION="$AWS_REGION" \
		AWS_ENDPOINT_URL="$AWS_ENDPOINT_URL" AWS_EC2_METADATA_DISABLED=true \
		canary --function name-searcher --alias live --weights 50% --bake 0 /tmp/package.zip -- --probes 3
	[ "$(printf '%s' "$output" | jq -r '.Alias | [.Name, (.RoutingConfig | tostring)] | join(" ")')" = "live null" ]
	run ! in_debian sh -c 'command -v swift'
	# Without /proc the command line is read all the same.
	run -64 chroot "$LAMBDA_RELEASE_DEBIAN" /opt/lambda-release/bin/rollback --dry-run
}
