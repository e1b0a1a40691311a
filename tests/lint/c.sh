#!/bin/bash
# C: what belongs to core, questions, functions, sentences.
. "$(dirname "$0")/common.sh"

search '^#include <libpq-fe\.h>' 'cgi/*.[ch]' | grep -vE '^cgi/core/(db[a-z_]*|rows)\.[ch]:' |
    breach 'libpq outside core/db'
search '[^a-z_](malloc|calloc|realloc|free|exit)\(' cgi/{account,institution,commission,disclosure}/'*.c' |
    breach 'memory or exit by hand in a program of pages'

# A page asks with a table of ASK lines: statement, values and rows stand together (core/db.h).
search '\b(db_send|db_receive|db_push)\(' cgi/{account,institution,commission,disclosure}/'*.[ch]' |
    breach 'a page that sends and receives instead of asking (DB_ASK, DB_ASK_ALL)'
# Those that store a table take as many values as it has columns.
search '\bQUERY_[A-Z]' 'cgi/*.[ch]' | grep -E '\bQUERY_[A-Z]' | grep -vE '^cgi/core/|QUERY_(COUNT|STORE_)' |
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

exit $failed
