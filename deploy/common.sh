# shellcheck shell=bash disable=SC2034
# What deploy/run, deploy/stop and deploy/reset share: where things are and who runs them.
#   VAR=       directory of the data, default var; several portals can run, each in its own
#   SANITIZE=1 the programs of build/sanitize
set -euo pipefail

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

absolute()
{
	case $1 in
	/*) echo "$1" ;;
	*) echo "$tree/$1" ;;
	esac
}

# var may be a symbolic link: deploy/run makes one when the tree is closed to the other users.
var_name=$(absolute "${VAR:-var}")
var=$(readlink -m "$var_name")
if [ -n "${SANITIZE:-}" ]; then
	build=$(absolute "${BUILD:-build/sanitize}")
else
	build=$(absolute "${BUILD:-build}")
fi
postgres_bin=/usr/lib/postgresql/15/bin
nginx=/usr/sbin/nginx
audiences='account institution commission disclosure'
# The folders of sql/ that `zhiheng migrate` reads.
sql_folders="schema common session dossier $audiences worker console"

# Nothing that serves runs as root: the database as one user, everything else as another.
if [ "$(id -u)" = 0 ]; then
	database_user=postgres
	program_user=www-data
	as_database=(setpriv --reuid=postgres --regid=postgres --clear-groups --no-new-privs --)
	as_program=(setpriv --reuid=www-data --regid=www-data --clear-groups --no-new-privs --)
else
	database_user=$(id -un)
	program_user=$database_user
	as_database=()
	as_program=()
fi

say()
{
	echo "==> $1  $2"
}

fail()
{
	printf '%s: %s\n' "deploy/${0##*/}" "$1" >&2
	shift
	[ $# = 0 ] || printf '    %s\n' "$@" >&2
	exit 1
}

# A data directory belongs to the user who made it: another's database could not be started, and
# its files would change hands half-way.
check_owner()
{
	local owner
	owner=$(stat -c %U "$var/.zhiheng" 2>/dev/null) || return 0
	[ "$owner" = "$(id -un)" ] ||
	    fail "$var was made by $owner" "Do this as $owner, or choose another directory with VAR="
}

# The directory of sockets and process ids; empty before the first start.
run_directory()
{
	readlink -f "$var/run" 2>/dev/null || true
}

# process_of FILE WORD: the process id in FILE if that process runs and WORD is in its command line.
# Process ids are used anew after a restart of the machine.
process_of()
{
	local id
	id=$(cat "$1" 2>/dev/null) || return 1
	case $id in
	'' | *[!0-9]*) return 1 ;;
	esac
	tr '\0' ' ' 2>/dev/null <"/proc/$id/cmdline" | grep -qF -- "$2" || return 1
	echo "$id"
}

# Whether a process of that group lives; the dead that nobody has fetched do not count.
group_lives()
{
	# A process that ends meanwhile makes sed complain.
	{ sed -s 's/.*) //' /proc/[0-9]*/stat 2>/dev/null || true; } |
	    awk -v group="$1" '$3 == group && $1 != "Z" { lives = 1 } END { exit !lives }'
}

# Ends a process group: TERM for its leader, which ends the others (multiwatch would start them
# again if they had the signal first); KILL for what is still there after ten seconds.
end_group()
{
	local tries
	kill -TERM "$1" 2>/dev/null || return 0
	for ((tries = 0; tries < 100; tries++)); do
		group_lives "$1" || return 0
		sleep 0.1
	done
	echo "    process group $1 did not end in ten seconds: killed"
	kill -KILL -- "-$1" 2>/dev/null || true
}

stop_program()
{
	local run id
	run=$(run_directory)
	id=$(process_of "$run/$1.pid" multiwatch) || return 1
	end_group "$id"
	rm -f "$run/$1.pid" "$run/$1.state" "$run/web/$1.sock"
}

stop_nginx()
{
	local run id
	run=$(run_directory)
	id=$(process_of "$run/web/nginx.pid" "$var/nginx/nginx.conf") || return 1
	end_group "$id"
}

postgres_runs()
{
	[ -s "$var/postgres/PG_VERSION" ] &&
	    "${as_database[@]}" "$postgres_bin/pg_ctl" status -D "$var/postgres" >/dev/null 2>&1
}

stop_postgres()
{
	postgres_runs || return 1
	"${as_database[@]}" "$postgres_bin/pg_ctl" stop -D "$var/postgres" -m fast -w >/dev/null
}

# Two starts of one portal at a time would trip over each other.  The descriptor is closed in what
# is started, or the lock would live as long as the portal.
take_lock()
{
	exec 9>"$var/.lock"
	flock --nonblock 9 || fail "another deploy/run, stop or reset works on $var; wait for it"
}

# Programs of the database complain when they cannot enter the directory they were started in.
cd /
