#!/bin/bash
# The script of the pages.
. "$(dirname "$0")/common.sh"

search '=>|\b(let|const|class|async|await)\b|`' 'static/js/*.js' |
    grep -vE ':[0-9]+: *(/?\*|//)' | breach 'the script of the pages is ES5'

exit $failed
