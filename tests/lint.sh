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

# Includes point one way: audience -> dossier, edition, figure -> core and measure; these two know nothing of ours.
for folder in cgi/*/; do
	folder=$(basename "$folder")
	case $folder in
	core | measure) allowed=$folder ;;
	figure) allowed='figure|core|measure' ;;
	dossier | edition) allowed="$folder|figure|core|measure" ;;
	importer) allowed='importer|core' ;;
	*) allowed="$folder|dossier|edition|figure|core|measure" ;;
	esac
	search '^#include "' "cgi/$folder/*.[ch]" |
	    grep -vE "#include \"(($allowed)/([a-z]+/)?)?[a-z_0-9]+\.h\"" |
	    breach "an include that points the wrong way in cgi/$folder"
	# The console migrates before the views of its other statements are there.
	statements=$folder
	[ "$folder" != console ] || statements='console|migrate'
	search '^#include "[a-z]+_query\.h"' "cgi/$folder/*.[ch]" |
	    grep -vE "\"($statements)_query\.h\"" |
	    breach "the statements of another program in cgi/$folder"
done

# Two words of one audience never include each other: what they share stands above them.
for word in cgi/*/*/; do
	word=${word%/}
	audience=$(basename "$(dirname "$word")")
	search "^#include \"$audience/[a-z_]+/" "$word/*.[ch]" |
	    breach 'an include of another word of the same audience (move what they share up)'
	search "^#include \"$audience/[a-z_]+/" "cgi/$audience/*.[ch]" | grep "^cgi/$audience/[a-z_]*\.[ch]:" |
	    breach 'an include that goes down from what words share into a word'
done

search '^#include <libpq-fe\.h>' 'cgi/*.[ch]' | grep -vE '^cgi/core/(db[a-z_]*|rows)\.[ch]:' |
    breach 'libpq outside core/db'
search '[^a-z_](malloc|calloc|realloc|free|exit)\(' cgi/{account,institution,commission,disclosure}/'*.c' |
    breach 'memory or exit by hand in a program of pages'

# A page asks with a table of ASK lines: statement, values and rows stand together (core/db.h).
search '\b(db_send|db_receive|db_push)\(' cgi/{account,institution,commission,disclosure}/'*.[ch]' |
    breach 'a page that sends and receives instead of asking (DB_ASK, DB_ASK_ALL)'
# Those that store a table take as many values as it has columns.
search '\bQUERY_[A-Z]' 'cgi/*.[ch]' | grep -E '\bQUERY_[A-Z]' |
    grep -vE '^cgi/core/|QUERY_(COUNT|STORE_)' |
    breach 'a statement whose values nobody counts (ASK, or QUERY in a table)'
search 'struct rows \*\*(const )?[a-z_]+\[\]' 'cgi/*.c' |
    breach 'rows in a list beside a list of statements (ASK)'

files 'cgi/*.c' | xargs -r -d '\n' awk '
	/^\{$/ { begin = FNR }
	/^\}$/ && begin { if (FNR - begin > 61) print FILENAME ":" begin ": " FNR - begin - 1 " lines"; begin = 0 }
' | breach 'a function longer than 60 lines'

# What only its own file uses is static: functions named in a header and in one source file.
uses=$(mktemp)
files 'cgi/*.c' 'tests/*.c' | xargs -r -d '\n' grep -ohwE '[a-z][a-z0-9_]*' --with-filename |
    sort -u | cut -d : -f 2 | sort | uniq -c | awk '$1 == 1 { print $2 }' > "$uses"
files 'cgi/*.h' | xargs -r -d '\n' grep -hE '^[a-z].*[ *][a-z0-9_]+\(' |
    sed -nE 's/^[a-z][a-z0-9_ *]*[ *]([a-z0-9_]+)\(.*/\1/p' | grep -vE '^(if|sizeof|static|console_run)$' | sort -u |
    comm -12 - <(sort "$uses") |
    comm -23 - <(files 'cgi/*.h' | xargs -r -d '\n' sed -nE '/^#define/,/[^\\]$/ { s/^#define [A-Za-z_]+(\([^)]*\))?//; p; }' |
	grep -oE '[a-z][a-z0-9_]*' | sort -u) |
    breach 'a public function that only its own file uses'
rm -f "$uses"

# A sentence goes on in the next literal only behind a mark: the formatter would chop it anywhere.
files 'cgi/*.[ch]' | xargs -r -d '\n' awk '
	/^[ \t]*"/ && before ~ /"$/ && (before $0) ~ /[^ -~\t]/ &&
	before !~ /(。|；|，|：|、|！|？|）|”|》|>|\\n)"$/ { print FILENAME ":" FNR ": " $0 }
	{ before = FNR == 1 && !/"$/ ? "" : $0 }
' | breach 'a sentence chopped in its middle'

# Every public function of measure is under random bytes.
for header in cgi/measure/*.h; do
	sed -nE 's/^[a-z][a-z_0-9 ]*[ *]([a-z_0-9]+)\(.*/\1/p' "$header" | grep -vE '^(sizeof|if)$' |
	    while read -r function; do
		grep -qw "$function" tests/fuzz/fuzz_measure.c tests/fuzz/fuzz_number.c ||
		    echo "$header: $function"
	done
done | breach 'a function of cgi/measure that no fuzz target names'

# What a kind of indicator can do is asked of the table of kinds, never told from its name.
# chart.c: a control chart is of a kind; method*.c: worked examples, each of a kind.
kinds=$(sed -nE 's/^ *\[(MEASURE_[A-Z_]+)\] = \{\.name = "([a-z_]+)".*/\1 \2/p' cgi/measure/kind.c)
[ -n "$kinds" ] || echo 'no row' | breach 'cgi/measure/kind.c'
search "\\b($(cut -d ' ' -f 1 <<< "$kinds" | paste -sd '|'))\\b" 'cgi/*.[ch]' |
    grep -vE '^cgi/(measure/(kind\.[ch]|chart\.c)|disclosure/method/[a-z]+\.c):' |
    breach 'a kind of indicator outside cgi/measure/kind.c (ask for its trait)'
for kind in $(cut -d ' ' -f 2 <<< "$kinds"); do
	grep -qE "[\"，]$kind [^ ]" cgi/edition/content.c || echo "$kind"
done | breach 'a kind that the description of an edition does not explain (cgi/edition/content.c)'

# ---- SQL -------------------------------------------------------------------------------------
search '(select|returning)[[:space:]]+([a-z_]+\.)?\*|^[[:space:]]*([a-z_]+\.)?\*,?$' \
    'sql/*.sql' | grep -vE '^sql/(demo|schema)/' | breach 'columns must be named: SELECT *'
# 'rate', 'mean', 'count' and 'level' are words of other things as well: only beside a kind.
kinds=$(cut -d ' ' -f 2 <<< "$kinds" | paste -sd '|')
search "'(proportion|ratio|checklist)'|kind[[:space:]]*(=|<>|!=|(not[[:space:]]+)?in[[:space:]]*\(|=[[:space:]]*any)[^;]*'($kinds)'|case[[:space:]]+([a-z_]+\.)?kind\b.*'($kinds)'" \
    'sql/*.sql' | grep -vE '^sql/(demo/|schema/[0-9]+_catalogue\.sql:)' |
    breach 'a kind of indicator outside zhiheng.measure_kind (join it, ask for its column)'

# The schema is whole: a table is made in one place, the file's head says what it is, and the last block checks it.
search 'ALTER TABLE|DROP (TABLE|COLUMN|CONSTRAINT)' 'sql/schema/*.sql' |
    grep -vE 'ALTER TABLE (%s|zhiheng\.[a-z_]+) ((ENABLE|FORCE) ROW LEVEL SECURITY|ALTER COLUMN %I SET STORAGE)' |
    breach 'a table that is changed after it was made: write it as it is to be'
files 'sql/schema/*.sql' | xargs -r -d '\n' awk '
	function done(    table) {
		if (file == "")
			return
		for (table in made) {
			if (split(kind[table], kinds, " ") != 1)
				print file ": " table " is " (kind[table] == "" ? "neither" : "more than one of") " Record, State, Derived"
			else if ((kind[table] == "Record ") != (table in frozen))
				print file ": " table " is " kind[table] "but " (table in frozen ? "" : "not ") "append-only"
		}
		for (table in altered)
			if (!(table in made))
				print file ": alters " table ", a table of another file"
		if (!checks || !ends)
			print file ": does not end in a block that calls check_comments and asserts"
		split("", made); split("", kind); split("", frozen); split("", altered)
		checks = ends = mark = 0
	}
	function words(text, set, value) {
		while (match(text, /[a-z][a-z_0-9]*/)) {
			set[substr(text, RSTART, RLENGTH)] = set[substr(text, RSTART, RLENGTH)] value
			text = substr(text, RSTART + RLENGTH)
		}
	}
	FNR == 1 { done(); file = FILENAME; mark = "" }
	/^-- (Record|State|Derived): / { mark = $2; sub(":", " ", mark); words(substr($0, length(mark) + 4), kind, mark); next }
	/^--     / && mark != "" { words($0, kind, mark); next }
	{ mark = "" }
	/^CREATE TABLE zhiheng\./ { split($3, name, "."); made[name[2]] }
	/ALTER TABLE zhiheng\./ { match($0, /ALTER TABLE zhiheng\.[a-z_]+/); altered[substr($0, RSTART + 20, RLENGTH - 20)] }
	/^CALL zhiheng\.make_append_only\(/ { listing = 1 }
	listing { line = $0; gsub(/zhiheng\./, "", line); words(line, frozen, ""); if (/\);/) listing = 0 }
	/^DO \$\$/ { checks = comments = 0 }
	/CALL zhiheng\.check_comments\(\)/ { comments = 1 }
	comments && /^\t(ASSERT|RAISE) / { checks = 1 }
	NF { ends = $0 == "$$;" }
	END { done() }
' | breach 'a file of the schema that does not say or check what it makes'
files 'tests/db/*.sql' | grep -v /include/ | xargs -r -d '\n' grep -L 'finish()' |
    breach 'a test of the database that says nowhere that it came to its end: finish()'

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
# Characters, not bytes.
LC_ALL=C.UTF-8 search '^.{161,}' 'templates/*.html' | sed -E 's/^([^:]*:[0-9]+):.*/\1/' |
    breach 'a template line of more than 160 characters (templates/README.md, Long lines)'
# The words of templates/README.md; official lists and the data of the demo speak for themselves.
LC_ALL=C.UTF-8 search '阈值|要求值|不可区分|公开发布|公布|勘误|订正|卫健局|卫计委|填报期|指标项|驳回|采纳|超期|汇总值|综合得分|0 分值|最低分母|数据摘要|哈希|账号|帐号|帐户|登陆|口令' \
    'templates/*.html' 'cgi/*.[ch]' 'static/js/*.js' 'static/api/*' 'sql/*.sql' | grep -vE '^sql/(demo|schema|worker)/' |
    breach 'a word that has another name (templates/README.md, Words)'
LC_ALL=C.UTF-8 search '卫生健康委' 'templates/*.html' 'cgi/*.[ch]' | grep -vE '示例[^ ]*卫生健康委员会' |
    breach 'a word that has another name: 卫健委 (templates/README.md, Words)'
# What nobody includes or wears any more.
for partial in $(files 'templates/*/_*.html' 'templates/_*.html'); do
	name=$(basename "$partial" .html)
	files 'templates/*.html' | xargs -r -d '\n' grep -qE "\{\{> *$name *\}\}" || echo "$partial"
done | breach 'a partial that no template includes'
worn=$(mktemp)
files 'templates/*.html' 'templates/*.svg' 'cgi/*.c' 'static/js/*.js' | xargs -r -d '\n' cat > "$worn"
files 'static/css/*.scss' | xargs -r -d '\n' grep -ohE '\.(zh|bulletin)-[a-z0-9-]+' | sed 's/^\.//' | sort -u |
    while read -r class; do
	# Whole, or made of a stem and a word of the program: zh-state-{{state}}.
	worn_as="$class[^a-z0-9-]"
	stem=${class%-*}
	while [ "$stem" != "${stem%-*}" ]; do
		worn_as="$worn_as|$stem-(\{\{|%|\")"
		stem=${stem%-*}
	done
	grep -qE "[^a-z0-9-]($worn_as)" "$worn" || echo "$class"
    done | breach 'a class that nothing wears'
rm -f "$worn"
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
files '*.c' '*.h' '*.sql' '*.html' '*.sh' '*.js' '*.scss' '*.py' 'deploy/*' Makefile |
    xargs -r -d '\n' awk 'FNR == 501 { print FILENAME }' | breach 'longer than 500 lines'
search '"resolved"' '*package-lock.json' | cut -d : -f 1 | uniq -c |
    breach 'download addresses in a lock file (npm: omit-lockfile-registry-resolved)'

[ $failed -eq 0 ] && echo 'lint: nothing to complain of'
exit $failed
