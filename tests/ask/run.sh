#!/bin/bash
# A statement asked with another number of values than it takes does not compile.
#   tests/ask/run.sh COMPILER FLAG...
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v audience=ask -v part=h -f sql/embed.awk tests/ask/statements.sql > "$folder/ask_query.h"
awk -v audience=ask -v part=c -f sql/embed.awk tests/ask/statements.sql > "$folder/ask_query.c"
expected='NONE = 0
SHARED = 1
TEN = 10
TWICE = 1
TWO = 2'
found=$(sed -nE 's/^\tVALUES_OF_(.*),$/\1/p' "$folder/ask_query.h" | sort)
if [ "$found" != "$expected" ]; then
	printf 'embed.awk counts wrong:\n%s\n' "$found"
	exit 1
fi
if ! grep -q 'FROM ask\.thing WHERE id = \$1::bigint' "$folder/ask_query.c"; then
	echo 'embed.awk does not put the audience into what programs share'
	exit 1
fi

# compile SOURCE FLAG...: the same flags as the portal's own.
compile() {
	"${compiler[@]}" -I"$folder" -fsyntax-only "$@"
}
compiler=("$@")
compile "$folder/ask_query.c"
compile -DTRY=0 tests/ask/ask.c
for try in 1 2 3 4 5; do
	if compile -DTRY=$try tests/ask/ask.c 2> "$folder/errors"; then
		echo "asked wrongly and compiled: try $try"
		exit 1
	fi
	if ! grep -q 'takes another number of values' "$folder/errors"; then
		echo "try $try fails for another reason:"
		cat "$folder/errors"
		exit 1
	fi
done
echo 'ask: the number of values is checked'
