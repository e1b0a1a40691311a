#!/bin/bash
# The rules of this code base that a machine can hold, a subject a file in tests/lint.  Prints each breach; fails if
# there is any.  tests/lint.sh PART... runs some of them.
cd "$(dirname "$0")/.." || exit 1
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=($(ls tests/lint | sed -n '/^common\.sh$/d; s/\.sh$//p'))
# As many at once as there are processors; what each says stays together.
printf '%s\n' "${parts[@]}" | xargs -P "$(nproc)" -I{} bash -c '
	said=$(bash tests/lint/{}.sh 2>&1) || failed=1
	[ -z "$said" ] || printf "%s\n" "$said"
	exit ${failed:-0}' || exit 1
echo 'lint: nothing to complain of'
