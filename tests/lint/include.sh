#!/bin/bash
# What may know what: includes point one way.
. "$(dirname "$0")/common.sh"

includes=$(mktemp)
files 'cgi/*.[ch]' | xargs -r -d '\n' grep -nHE '^#include "' > "$includes"

# Audience -> dossier, edition, figure -> core and measure; these two know nothing of ours.
awk -F : '
	BEGIN {
		may["core"] = "core"; may["measure"] = "measure"
		may["figure"] = "figure|core|measure"
		may["dossier"] = "dossier|figure|core|measure"; may["edition"] = "edition|figure|core|measure"
		may["importer"] = "importer|core"
	}
	{
		split($1, path, "/")
		allowed = path[2] in may ? may[path[2]] : path[2] "|dossier|edition|figure|core|measure"
		if ($3 !~ "^#include \"((" allowed ")/([a-z]+/)?)?[a-z_0-9]+[.]h\"")
			print
	}' "$includes" | breach 'an include that points the wrong way'

# The console migrates before the views of its other statements are there.
awk -F : '
	/"[a-z]+_query\.h"/ {
		split($1, path, "/")
		match($3, /"[a-z]+_query/)
		program = substr($3, RSTART + 1, RLENGTH - 7)
		if (program != path[2] && !(path[2] == "console" && program == "migrate"))
			print
	}' "$includes" | breach 'the statements of another program'

# What two words of one audience share stands above them.
awk -F : '
	{
		depth = split($1, path, "/")
		if (match($3, /"[a-z]+\/[a-z_]+\//) == 0)
			next
		split(substr($3, RSTART + 1, RLENGTH - 1), other, "/")
		if (other[1] == path[2] && depth == 4 && other[2] != path[3])
			print "between: " $0
		else if (other[1] == path[2] && depth == 3)
			print "down: " $0
	}' "$includes" > "$includes.words"
sed -n 's/^between: //p' "$includes.words" | breach 'an include of another word of the same audience (move what they share up)'
sed -n 's/^down: //p' "$includes.words" | breach 'an include that goes down from what words share into a word'
rm -f "$includes" "$includes.words"

exit $failed
