# Names with an underscore in comments of C, scripts and SQL that no code has: what was called so is gone or renamed.
# Letters with an index (x_i, sigma_i) are formulas; what begins with gsl_ or pg_ is another's.
#   awk -f tests/lint/names.awk FILE...
function gather(text, comment,    name) {
	while (match(text, /[A-Za-z0-9_]+/)) {
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (!comment)
			code[tolower(name)]
		else if (name ~ /^[a-z]+(_[a-z0-9]+)+$/ && name !~ /_[a-z]$|^(gsl|pg)_/)
			said[name] = said[name] "\n" FILENAME ":" FNR ": " name
	}
}

FNR == 1 {
	inside = 0
	style = FILENAME ~ /\.(c|h|js|scss)$/ ? "c" : FILENAME ~ /\.sql$/ ? "sql" : ""
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\..*/, "", name)
	code[name]
}
style == "sql" && /^-- :name / { gather($0, 0); next }
style == "sql" && match($0, /--/) { gather(substr($0, 1, RSTART - 1), 0); gather(substr($0, RSTART), 1); next }
style != "c" { gather($0, 0); next }
{
	text = $0
	while (match(text, inside ? "[*]/" : "/[*]|(^|[ \t])//")) {
		gather(substr(text, 1, RSTART - 1), inside)
		if (!inside && substr(text, RSTART, RLENGTH) !~ /[*]/) {
			gather(substr(text, RSTART), 1)
			text = ""
			break
		}
		text = substr(text, RSTART + RLENGTH)
		inside = !inside
	}
	gather(text, inside)
}
END {
	for (name in said)
		if (!(name in code))
			print substr(said[name], 2)
}
