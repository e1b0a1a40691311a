#!/bin/bash
# run.sh BUILD SECONDS JOBS TARGET...: runs each fuzz target for that long, JOBS at a time, one line
# each.  What it learns is kept in BUILD/fuzz/corpus; an input that breaks a target in
# BUILD/fuzz/broken-*.
set -u
build=$1 seconds=$2 jobs=$3
shift 3
here=$(dirname "$0")
failed=0

# fuzz TARGET: fails if an input broke it.
fuzz()
{
	local target=$1 runs covered
	local corpus=$build/fuzz/corpus/$target log=$build/fuzz/$target.log
	mkdir -p "$corpus"
	if "$build/fuzz/$target" -max_len=2048 -max_total_time="$seconds" -timeout=5 \
	    -rss_limit_mb=1024 -close_fd_mask=2 -use_value_profile=1 -print_final_stats=1 \
	    -artifact_prefix="$build/fuzz/broken-$target-" \
	    "$corpus" "$here/seed/$target" > "$log" 2>&1; then
		runs=$(awk '/number_of_executed_units/ { print $2 }' "$log")
		covered=$(awk '/DONE/ { print $4 }' "$log")
		printf 'fuzz %-10s %9s inputs, %s places reached, none broke it\n' \
		    "$target" "$runs" "$covered"
	else
		printf 'fuzz %-10s BROKEN, see %s\n' "$target" "$log"
		grep -v '^#' "$log" | tail -n 40
		return 1
	fi
}

running=0
for target in "$@"; do
	if [ "$running" -ge "$jobs" ]; then
		wait -n || failed=1
		running=$((running - 1))
	fi
	fuzz "$target" &
	running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
	wait -n || failed=1
	running=$((running - 1))
done
exit $failed
