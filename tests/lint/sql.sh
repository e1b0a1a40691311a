#!/bin/bash
# SQL: columns by name, a schema that is whole, tests that end.
. "$(dirname "$0")/common.sh"

search '(select|returning)[[:space:]]+([a-z_]+\.)?\*|^[[:space:]]*([a-z_]+\.)?\*,?$' \
    'sql/*.sql' | grep -vE '^sql/(demo|schema)/' | breach 'columns must be named: SELECT *'

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
# Of what is shown a row for each value, state is computed: the planner guesses one row in two hundred where nearly all pass.
files 'sql/*.sql' | grep -v '^sql/demo/' | xargs -r -d '\n' awk '
	function check(    rest, alias, known) {
		rest = text
		while (match(rest, /zhiheng\.(return_value|return_cell|accepted_cell|sheet_cell|sheet_list)( AS [a-z_]+|[^a-z_])|zhiheng\.(return_cells|return_values_at|accepted_cells)\([^;]*\) AS [a-z_]+/)) {
			alias = substr(rest, RSTART, RLENGTH)
			# The last AS within reach is that of a longer match: each is looked at.
			rest = substr(rest, RSTART + 8)
			while (match(alias, / AS [a-z_]+/)) {
				known[substr(alias, RSTART + 4, RLENGTH - 4)]
				alias = substr(alias, RSTART + RLENGTH)
			}
		}
		for (alias in known)
			if (match(text, "(WHERE|AND|OR|ON|FILTER \\(WHERE) \\(?" alias "\\.state = .value."))
				print FILENAME ": " substr(text, RSTART, RLENGTH)
		text = ""
	}
	FNR == 1 { text = "" }
	!/^[[:space:]]*--/ { text = text " " $0 }
	/;[[:space:]]*$/ { check() }
' | breach 'state sought among rows of values: write value IS NOT NULL'
files 'tests/db/*.sql' | grep -v /include/ | xargs -r -d '\n' grep -L 'finish()' |
    breach 'a test of the database that says nowhere that it came to its end: finish()'

exit $failed
