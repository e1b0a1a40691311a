#!/bin/bash
# The rules of this code base that a machine can hold.  Prints each breach; fails if there is any.
set -u
shopt -s lastpipe # breach, the end of a pipe, sets failed
cd "$(dirname "$0")/.." || exit 1
failed=0

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
	git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
		[ -f "$file" ] && echo "$file"
	done
}

# search REGEX PATTERN...: file:line:text of the matches in these files.
search() {
	local regex=$1
	shift
	files "$@" | xargs -r -d '\n' grep -nHiE -- "$regex"
}

# ---- C ---------------------------------------------------------------------------------------
files 'cgi/*.[ch]' 'tests/*.[ch]' | xargs -r -d '\n' clang-format --dry-run 2>&1 |
    grep warning: | cut -d : -f 1 | sort | uniq -c |
    breach 'not as clang-format would have it (run clang-format -i)'

# Includes point one way: audience -> edition -> result -> core and measure; these two know nothing of ours.
for folder in cgi/*/; do
	folder=$(basename "$folder")
	case $folder in
	core | measure) allowed=$folder ;;
	result) allowed='result|core|measure' ;;
	edition) allowed='edition|result|core|measure' ;;
	worker | console) allowed="$folder|edition|result|core|measure" ;;
	*) allowed="$folder|result|core|measure" ;;
	esac
	search '^#include "' "cgi/$folder/*.[ch]" |
	    grep -vE "#include \"(($allowed)/)?[a-z_0-9]+\.h\"" |
	    breach "an include that points the wrong way in cgi/$folder"
	# The console migrates before the views of its other statements are there.
	statements=$folder
	[ "$folder" != console ] || statements='console|migrate'
	search '^#include "[a-z]+_query\.h"' "cgi/$folder/*.[ch]" |
	    grep -vE "\"($statements)_query\.h\"" |
	    breach "the statements of another program in cgi/$folder"
done

search '^#include <libpq-fe\.h>' 'cgi/*.[ch]' | grep -vE '^cgi/core/(db[a-z_]*|rows)\.[ch]:' |
    breach 'libpq outside core/db'
search '[^a-z_](malloc|calloc|realloc|free|exit)\(' cgi/{account,institution,commission,disclosure}/'*.c' |
    breach 'memory or exit by hand in a program of pages'

files 'cgi/*.c' | xargs -r -d '\n' awk '
	/^\{$/ { begin = FNR }
	/^\}$/ && begin { if (FNR - begin > 61) print FILENAME ":" begin ": " FNR - begin - 1 " lines"; begin = 0 }
' | breach 'a function longer than 60 lines'

# Every public function of measure is under random bytes.
for header in cgi/measure/*.h; do
	sed -nE 's/^[a-z][a-z_0-9 ]*[ *]([a-z_0-9]+)\(.*/\1/p' "$header" | grep -vE '^(sizeof|if)$' |
	    while read -r function; do
		grep -qw "$function" tests/fuzz/fuzz_measure.c tests/fuzz/fuzz_number.c ||
		    echo "$header: $function"
	done
done | breach 'a function of cgi/measure that no fuzz target names'

# ---- SQL -------------------------------------------------------------------------------------
search '(select|returning)[[:space:]]+([a-z_]+\.)?\*|^[[:space:]]*([a-z_]+\.)?\*,?$' \
    'sql/query/*.sql' 'sql/api/*.sql' | breach 'columns must be named: SELECT *'

# ---- templates -------------------------------------------------------------------------------
search '\{\{\{' 'templates/*.html' | grep -v '^templates/layout\.html:' |
    breach 'unescaped output outside layout.html'
search '[[:space:]](style|on[a-z]+)=|<style|javascript:' 'templates/*.html' 'templates/*.svg' |
    breach 'inline style or script, which the content security policy stops'
files 'templates/*.html' | xargs -r -d '\n' grep -nHoiE '<script[^>]*>[^<]*' |
    grep -vE ':<script src="/static/[^"]*"( defer)?>$' |
    breach 'a script that is not a file of ours'
search '<form' 'templates/*.html' | grep -i 'method="post"' | grep -v novalidate |
    breach 'a form without novalidate'
search '<form' 'templates/*.html' | grep -i 'method="post"' | sed 's/:.*//' | sort -u |
    xargs -r -d '\n' awk '
	function judge() { if (parts < posts) print file; posts = parts = 0 }
	FNR == 1 { judge(); file = FILENAME }
	{ posts += gsub(/<form[^>]*method="post"/, ""); parts += gsub(/[{][{]> _post[}][}]|name="[{][{]csrf_name[}][}]"/, "") }
	END { judge() }' |
    breach 'a form that posts without {{> _post}}'
search 'zh-table-region' 'templates/*.html' | grep -vE 'role="region".* tabindex="0".* aria-labelledby="' |
    breach 'a scrolling region that the keyboard cannot reach (templates/README.md)'
known=$(mktemp)
search '.' static/icons.txt | sed 's/.*:[0-9]*://' | awk '!/^#/ { print $1 }' | sort -u > "$known"
files 'templates/*.html' | xargs -r -d '\n' grep -ohE 'icons\.svg#[a-z-]+"' | sed 's/.*#//; s/"//' |
    sort -u | comm -13 "$known" - | breach 'an icon that static/icons.txt does not name'
files 'static/css/*.scss' | xargs -r -d '\n' grep -ohE '\.zh-[a-z0-9-]+' | sed 's/^\.//' | sort -u > "$known"
files 'templates/*.html' 'templates/*.svg' | xargs -r -d '\n' grep -ohE 'class="[^"]*"' |
    grep -oE '(^|[ "}])zh-[a-z0-9-]+("|[ }{]|$)' | grep -v '{' | grep -oE 'zh-[a-z0-9-]+' |
    sort -u | comm -13 "$known" - | breach 'a class that static/css does not know'
rm -f "$known"

# ---- front end -------------------------------------------------------------------------------
search '=>|\b(let|const|class|async|await)\b|`' 'static/js/*.js' |
    grep -vE ':[0-9]+: *(/?\*|//)' | breach 'the script of the pages is ES5'

# ---- all -------------------------------------------------------------------------------------
files '*.c' '*.h' '*.sql' '*.html' '*.sh' '*.js' '*.scss' '*.py' 'deploy/*' Makefile cgi/modules.mk |
    xargs -r -d '\n' awk 'FNR == 501 { print FILENAME }' | breach 'longer than 500 lines'
search '"resolved"' '*package-lock.json' | cut -d : -f 1 | uniq -c |
    breach 'download addresses in a lock file (npm: omit-lockfile-registry-resolved)'

[ $failed -eq 0 ] && echo 'lint: nothing to complain of'
exit $failed
