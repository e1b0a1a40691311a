# Turns sql/query/<audience>.sql into a C table and an enum.
#   awk -v audience=account -v part=h -f embed.awk account.sql > account_query.h
# A statement begins with "-- :name page_verb"; comment lines are dropped, the rest is kept as is.
# Its number in C is QUERY_PAGE_VERB; the table is <audience>_statements.

function literal(text) {
	gsub(/\\/, "\\\\\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\\n\""
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
	body[count] = body[count] "\t\t" literal(line) "\n"
}

END {
	if (failed)
		exit 1
	if (part == "h") {
		guard = toupper(audience) "_QUERY_H"
		printf "/* Made from sql/query/%s.sql by embed.awk. */\n", audience
		printf "#ifndef %s\n#define %s\n\n#include \"core/db.h\"\n\nenum %s_query {\n", guard, guard, audience
		for (i = 1; i <= count; i++)
			printf "\tQUERY_%s,\n", toupper(names[i])
		printf "\tQUERY_COUNT\n};\n\nextern const struct statement %s_statements[QUERY_COUNT];\n\n#endif\n", audience
	} else {
		printf "/* Made from sql/query/%s.sql by embed.awk. */\n#include \"%s_query.h\"\n\n", audience, audience
		printf "const struct statement %s_statements[QUERY_COUNT] = {\n", audience
		for (i = 1; i <= count; i++)
			printf "\t[QUERY_%s] = {\"%s\",\n%s\t},\n", toupper(names[i]), names[i], body[i]
		printf "};\n"
	}
}
