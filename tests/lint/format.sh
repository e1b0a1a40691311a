#!/bin/bash
# C as clang-format writes it.
. "$(dirname "$0")/common.sh"

files 'cgi/*.[ch]' 'tests/*.[ch]' | xargs -r -d '\n' -n 100 -P "$(nproc)" clang-format --dry-run 2>&1 |
    grep warning: | cut -d : -f 1 | sort | uniq -c |
    breach 'not as clang-format would have it (run clang-format -i)'

exit $failed
