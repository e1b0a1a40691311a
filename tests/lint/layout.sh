#!/bin/bash
# One word, one folder: a page, its SQL and its templates are found by the word of its URL.
. "$(dirname "$0")/common.sh"

# ---- statements and views ----------------------------------------------------------------------
# A statement that a page names stands in <word>.query.sql or <word>_<part>.query.sql; one that several words name, or
# what they share, in a file of number 00.  The programs that are one word have one file.
for audience in $audiences; do
	files "sql/$audience/*.query.sql" "cgi/$audience/*.[ch]" | xargs -r -d '\n' awk -v audience="$audience" '
	FNR == 1 { depth = split(FILENAME, path, "/"); file = path[depth]; word = depth == 4 ? path[3] : "" }
	/^-- :name / && FILENAME ~ /[.]sql$/ { home[toupper($3)] = file; next }
	FILENAME ~ /[.]sql$/ { next }
	{
		line = $0
		gsub(/"[^"]*"/, "", line)
		while (match(line, /[A-Z][A-Z0-9_]+/)) {
			name = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			sub(/^QUERY_/, "", name)
			places[name] = places[name] " " FILENAME ":" FNR ":" word
		}
	}
	END {
		for (name in places) {
			if (!(name in home) || home[name] ~ /^00_/ || home[name] == audience ".query.sql" && !words(places[name]))
				continue
			count = split(places[name], place, " ")
			for (i = 1; i <= count; i++) {
				split(place[i], part, ":")
				if (part[3] == "" || index(home[name], part[3] ".") != 1 && index(home[name], part[3] "_") != 1)
					print part[1] ":" part[2] ": " name " stands in sql/" audience "/" home[name]
			}
		}
	}
	function words(text) { return text ~ /:[a-z_]+( |$)/ }'
done | sort | breach 'a statement that stands in the SQL of another word (several words: 00_base.query.sql)'

# What a statement reads stands there too; what that calls may stand anywhere.
for audience in $audiences; do
	files "sql/$audience/*.sql" | xargs -r -d '\n' awk -v audience="$audience" '
	FNR == 1 { count = split(FILENAME, path, "/"); file = path[count]; statements = file ~ /[.]query[.]sql$/ }
	/^[ \t]*--/ { next }
	!statements && match($0, /^CREATE (OR REPLACE )?(VIEW|FUNCTION|PROCEDURE) [a-z_]+[.][a-z_]+/) {
		name = substr($0, RSTART, RLENGTH)
		sub(/.*[.]/, "", name)
		home[name] = file
	}
	statements {
		line = $0
		while (match(line, "(^|[^a-z_.])" audience "[.][a-z_]+")) {
			name = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			sub(/.*[.]/, "", name)
			reads[FILENAME ":" FNR " " name]
		}
	}
	END {
		for (place in reads) {
			split(place, part, " ")
			word = part[1]
			sub(/.*\//, "", word)
			sub(/[._].*/, "", word)
			if (part[2] in home && home[part[2]] !~ ("^(00_|" word "[._])"))
				print part[1] ": " audience "." part[2] " is made in " home[part[2]]
		}
	}'
done | sort | breach 'a statement that reads what another word made (several words: a file of number 00)'

# ---- folders -----------------------------------------------------------------------------------
words=$(mktemp)
for folder in cgi/{institution,commission,disclosure}/*/; do
	word=${folder#cgi/}
	word=${word%/}
	own=(sql/"${word%/*}"/{,00_}"${word#*/}"{.,_}*sql)
	[ -n "$(ls "${own[@]}" 2> /dev/null)" ] || ! grep -qE 'ASK|QUERY\(' "$folder"*.c || echo "${folder}: no sql/$word*.sql"
	grep -HoE "\"${word%/*}/[a-z_]+/[a-z_]+\"" "$folder"*.c | tr -d '"' | while IFS=: read -r file template; do
		[ -f "templates/$template.html" ] || echo "$file: no templates/$template.html"
		[ "${template%/*}" = "$word" ] || echo "$file: shows templates/$template.html"
	done
done > "$words"
breach 'a word without its SQL or its templates' < "$words"
rm -f "$words"
for folder in templates/*/*/; do
	[ -d "cgi/${folder#templates/}" ] || echo "$folder"
done | breach 'a folder of templates whose word no program has'

# ---- routes ------------------------------------------------------------------------------------
# The folder of a handler is its URL's second segment; of what everybody may read, the first.  Otherwise only these:
exceptions='
institution /institution/return/#/upload upload
institution /institution/return/#/template upload
institution /api/ upload
disclosure /text/ home
disclosure /api/ api
disclosure /verify feed
disclosure /feed.atom feed
disclosure /sitemap.xml feed
disclosure /robots.txt feed'
for audience in $audiences; do
	files "cgi/$audience/*.c" | xargs -r -d '\n' awk -v audience="$audience" -v exceptions="$exceptions" '
	BEGIN {
		count = split(exceptions, line, "\n")
		for (i = 1; i <= count; i++)
			if (split(line[i], part, " ") == 3 && part[1] == audience)
				exception[part[2]] = part[3]
	}
	FNR == 1 { depth = split(FILENAME, path, "/"); word = depth == 4 ? path[3] : ""; inside = 0 }
	/^[a-z][a-z_0-9]*_(get|post)\(struct context/ { name = $0; sub(/\(.*/, "", name); folder[name] = word; next }
	/^static const struct route routes\[\]/ && word == "" { inside = 1 }
	/^};/ { inside = 0 }
	inside && match($0, /\{"[^"]*"/) { url = substr($0, RSTART + 2, RLENGTH - 3) }
	inside && match($0, /[a-z][a-z_0-9]*_(get|post)[^a-z_0-9]/) {
		name = substr($0, RSTART, RLENGTH - 1)
		routes[FILENAME ":" FNR ": " url " " name]
	}
	END {
		for (route in routes) {
			split(route, part, " ")
			count = split(part[2], segment, "/")
			expected = segment[audience == "disclosure" ? 2 : 3]
			if (expected == "")
				expected = "home"
			for (start in exception)
				if (index(part[2], start) == 1)
					expected = exception[start]
			if (audience == "account")
				expected = ""
			if (!(part[3] in folder))
				print route " is nowhere"
			else if (folder[part[3]] != expected)
				print route " is in cgi/" audience "/" folder[part[3]]
		}
	}'
done | sort | breach 'a route whose handler is not in the folder of its word'

# ---- lists -------------------------------------------------------------------------------------
# What lies in the tree is found there: a list that names files one by one is out of date one day.
names=$(mktemp)
files '*.c' '*.h' '*.sql' '*.js' '*.html' '*.scss' '*.css' '*.svg' '*.csv' | sed 's|.*/||; p; s|\..*||; p; s/^test_\|^fuzz_\|^[0-9]*_//' | sort -u > "$names"
files Makefile '*.mk' | xargs -r -d '\n' awk '
	listing && /^\t[^ \t]+( \\)?$/ { print FILENAME ":" FNR ": " $1 }
	{ listing = /\\$/ && (listing || /^[A-Za-z_]+ *[:+?]?=/) }' | while read -r place name; do
	name=${name##*/}
	grep -qxF -- "${name#*=}" "$names" && echo "$place $name"
done | breach 'a list of files kept by hand (wildcard)'
rm -f "$names"

exit $failed
