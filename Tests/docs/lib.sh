# What the documents' tests share: where things are, and a count of what held.
# shellcheck shell=sh

unset CDPATH
docs=$(cd -- "$(dirname -- "$0")" && pwd -P)
root=${docs%/Tests/docs}
binaries=${LAMBDA_RELEASE_BIN:-$root/.build/debug}
commands='upload publish shift-weight healthcheck rollback' # each works on a record
guard=with-rollback
reader=release-status # reads a record and writes none
flows='canary all-at-once'
held=0
broken=0

# ok - one more thing holds
ok() { held=$((held + 1)); }

# broke WORD... - one more thing does not hold
broke() {
	broken=$((broken + 1))
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# same WHAT WANTED FOUND - both texts must agree
same() {
	if [ "$2" = "$3" ]; then
		ok
	else
		broke "$1: wanted '$2', found '$3'"
	fi
}

# summary WHAT - says the counts, and fails when something does not hold
summary() {
	printf '%s: %s of %s hold\n' "$1" "$held" $((held + broken))
	[ "$broken" -eq 0 ]
}
