# The prototypes of a program's handlers and of their tables of parameters, out of the table of routes in its main.c.
#   awk -v audience=commission -f cgi/prototypes.awk cgi/commission/main.c
BEGIN {
	guard = toupper(audience) "_PAGE_GENERATED_H"
	printf "/* Made by cgi/prototypes.awk out of cgi/%s/main.c. */\n", audience
	printf "#ifndef %s\n#define %s\n\n#include \"core/route.h\"\n\n", guard, guard
}

/^static const struct route routes\[\]/ { inside = 1 }
/^};/ { inside = 0 }

inside {
	gsub(/"[^"]*"/, "")
	while (match($0, /[a-z][a-z_0-9]*_(get|post)[^a-z_0-9]/)) {
		name = substr($0, RSTART, RLENGTH - 1)
		$0 = substr($0, RSTART + RLENGTH - 1)
		if (!(name in seen))
			printf "enum status %s(struct context *context);\n", name
		seen[name] = 1
	}
	if (match($0, /[a-z][a-z_0-9]*_query\}/)) {
		name = substr($0, RSTART, RLENGTH - 1)
		if (!(name in seen))
			printf "extern const struct query %s[];\n", name
		seen[name] = 1
	}
}

END { printf "\n#endif\n" }
