#!/bin/bash
# Every function of measure is fuzzed; a kind of indicator is asked for its traits.
. "$(dirname "$0")/common.sh"

# Every public function of measure is under random bytes.
for header in cgi/measure/*.h; do
	sed -nE 's/^[a-z][a-z_0-9 ]*[ *]([a-z_0-9]+)\(.*/\1/p' "$header" | grep -vE '^(sizeof|if)$' |
	    while read -r function; do
		grep -qw "$function" tests/fuzz/fuzz_measure.c tests/fuzz/fuzz_number.c tests/fuzz/fuzz_period.c ||
		    echo "$header: $function"
	done
done | breach 'a function of cgi/measure that no fuzz target names'

# What a kind of indicator can do is asked of the table of kinds, never told from its name.
# chart.c: a control chart is of a kind; method*.c: worked examples, each of a kind.
kinds=$(sed -nE 's/^ *\[(MEASURE_[A-Z_]+)\] = \{\.name = "([a-z_]+)".*/\1 \2/p' cgi/measure/kind.c)
if [ -z "$kinds" ]; then
	echo 'no row' | breach 'cgi/measure/kind.c'
	exit $failed
fi
search "\\b($(cut -d ' ' -f 1 <<< "$kinds" | paste -sd '|'))\\b" 'cgi/*.[ch]' |
    grep -vE '^cgi/(measure/(kind\.[ch]|chart\.c)|disclosure/method/[a-z]+\.c):' |
    breach 'a kind of indicator outside cgi/measure/kind.c (ask for its trait)'
for kind in $(cut -d ' ' -f 2 <<< "$kinds"); do
	grep -qE "[\"，]$kind [^ ]" cgi/edition/content.c || echo "$kind"
done | breach 'a kind that the description of an edition does not explain (cgi/edition/content.c)'

# 'rate', 'mean', 'count' and 'level' are words of other things as well: only beside a kind.
kinds=$(cut -d ' ' -f 2 <<< "$kinds" | paste -sd '|')
search "'(proportion|ratio|checklist)'|kind[[:space:]]*(=|<>|!=|(not[[:space:]]+)?in[[:space:]]*\(|=[[:space:]]*any)[^;]*'($kinds)'|case[[:space:]]+([a-z_]+\.)?kind\b.*'($kinds)'" \
    'sql/*.sql' | grep -vE '^sql/(demo/|schema/[0-9]+_catalogue\.sql:)' |
    breach 'a kind of indicator outside zhiheng.measure_kind (join it, ask for its column)'

exit $failed
