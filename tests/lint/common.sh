# What the rules of tests/lint share; each part sources it, and exits by `exit $failed`.
set -u
shopt -s lastpipe # breach, the end of a pipe, sets failed
cd "$(dirname "$0")/../.." || exit 1
failed=0
audiences='account institution commission disclosure'

# breach RULE: reports what comes on standard input, if anything does.
breach() {
	local lines
	lines=$(cat)
	[ -z "$lines" ] && return
	failed=1
	printf '%s:\n' "$1"
	sed 's/^/    /' <<< "$lines"
}

# files PATTERN...: what git tracks or would track.
files() {
	git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do
		[ -f "$file" ] && echo "$file"
	done
}

# search REGEX PATTERN...: file:line:text of the matches in these files.
search() {
	local regex=$1
	shift
	files "$@" | xargs -r -d '\n' grep -nHiE -- "$regex"
}
