#!/bin/bash
# Every file.
. "$(dirname "$0")/common.sh"

files '*.c' '*.h' '*.sql' '*.html' '*.sh' '*.js' '*.scss' '*.py' 'deploy/*' Makefile |
    xargs -r -d '\n' awk 'FNR == 501 { print FILENAME }' | breach 'longer than 500 lines'
search '"resolved"' '*package-lock.json' | cut -d : -f 1 | uniq -c |
    breach 'download addresses in a lock file (npm: omit-lockfile-registry-resolved)'

exit $failed
