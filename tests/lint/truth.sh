#!/bin/bash
# What comments and documents name is there.
. "$(dirname "$0")/common.sh"

tree=$(mktemp)
files '*' > "$tree"
files 'cgi/*' 'sql/*.sql' 'sql/*.awk' 'sql/*.md' 'tests/*' 'static/*.js' 'static/*.scss' 'templates/*' 'deploy/*' '*.md' Makefile |
    grep -E '\.(c|h|sql|awk|md|js|scss|css|html|sh|txt)$|^(Makefile$|deploy/|tests/[a-z]+$)' |
    grep -vE '^tests/(fuzz/seed|lint/planted)|/node_modules/' |
    xargs -r -d '\n' awk -v tree="$tree" -f tests/lint/truth.awk |
    breach 'a file or document that is not in the tree'
rm -f "$tree"
files 'cgi/*.[ch]' 'sql/*' 'tests/*' 'static/*.js' 'static/*.scss' 'templates/*.html' 'deploy/*' Makefile |
    grep -vE '/planted\.test\.js$|\.(json|png|xlsx)$|/seed/' | xargs -r -d '\n' awk -f tests/lint/names.awk |
    breach 'a name in a comment that is nowhere in the code'
search '\bmethods? section [0-9]' 'cgi/*' 'sql/*.sql' 'tests/*.[ch]' 'tests/*.js' 'static/js/*' | grep -v '^tests/lint/' |
    breach 'a section of a document that is not in the tree (cgi/measure/README.md)'

exit $failed
