# Turns sql/<audience>/<word>.query.sql into a C table and an enum.
#   awk -v audience=account -v part=h -f embed.awk account.sql > account_query.h
# A statement begins with "-- :name page_verb"; comment lines are dropped, the rest is kept as is.
# In what several programs share, :audience is the program's own schema.
# A statement's number in C is QUERY_PAGE_VERB, the number of values it takes (the highest $n outside of
# strings and comments) VALUES_OF_PAGE_VERB; the table is <audience>_statements.

function literal(text) {
	gsub(/\\/, "\\\\\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\\n\""
}

# Counts the values of a line; open is what goes on over its end: a quote, or "*" for a comment.
function count_values(line,    i, c, number) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (open == "*" && substr(line, i, 2) == "*/") {
			open = ""
			i++
		} else if (open != "") {
			if (c == open)
				open = ""
		} else if (substr(line, i, 2) == "--") {
			return
		} else if (substr(line, i, 2) == "/*") {
			open = "*"
			i++
		} else if (c == "\047" || c == "\"") {
			open = c
		} else if (c == "$" && match(substr(line, i + 1), /^[0-9]+/)) {
			number = substr(line, i + 1, RLENGTH) + 0
			if (number > values[count])
				values[count] = number
		}
	}
}

/^-- :name / {
	name = $3
	if (name in seen) {
		printf "%s:%d: statement %s twice\n", FILENAME, FNR, name > "/dev/stderr"
		failed = 1
		exit 1
	}
	seen[name] = 1
	names[++count] = name
	values[count] = 0
	open = ""
	next
}
/^[ \t]*--/ || /^[ \t]*$/ { next }
{
	if (count == 0) {
		printf "%s:%d: text before the first -- :name\n", FILENAME, FNR > "/dev/stderr"
		failed = 1
		exit 1
	}
	line = $0
	sub(/;[ \t]*$/, "", line)
	gsub(/:audience/, audience, line)
	count_values(line)
	body[count] = body[count] "\t\t" literal(line) "\n"
}

END {
	if (failed)
		exit 1
	if (part == "h") {
		guard = toupper(audience) "_QUERY_H"
		printf "/* Made from sql/%s by embed.awk. */\n", audience
		printf "#ifndef %s\n#define %s\n\n#include \"core/db.h\"\n\nenum %s_query {\n", guard, guard, audience
		for (i = 1; i <= count; i++)
			printf "\tQUERY_%s,\n", toupper(names[i])
		printf "\tQUERY_COUNT\n};\n\n/* The values that each takes. */\nenum {\n"
		for (i = 1; i <= count; i++)
			printf "\tVALUES_OF_%s = %d,\n", toupper(names[i]), values[i]
		printf "};\n\nextern const struct statement %s_statements[QUERY_COUNT];\n\n#endif\n", audience
	} else {
		printf "/* Made from sql/%s by embed.awk. */\n#include \"%s_query.h\"\n\n", audience, audience
		printf "const struct statement %s_statements[QUERY_COUNT] = {\n", audience
		for (i = 1; i <= count; i++)
			printf "\t[QUERY_%s] = {\"%s\", %d,\n%s\t},\n", toupper(names[i]), names[i], values[i], body[i]
		printf "};\n"
	}
}
