# shellcheck shell=bash disable=SC2154
# The steps of deploy/run, in their order.

# ---- before anything starts ---------------------------------------------------------------------

check_build()
{
	local name
	for name in $audiences; do
		[ -x "$build/bin/$name.fcgi" ] || fail "$build/bin/$name.fcgi is missing: run make first"
	done
	for name in worker importer zhiheng; do
		[ -x "$build/bin/$name" ] || fail "$build/bin/$name is missing: run make first"
	done
	if [ ! -x "$postgres_bin/initdb" ] || [ ! -x "$nginx" ] || ! command -v multiwatch >/dev/null ||
	    ! command -v spawn-fcgi >/dev/null; then
		fail 'packages are missing: run deploy/bootstrap first'
	fi
}

# owned USER MODE DIRECTORY
owned()
{
	mkdir -p "$3"
	chmod "$2" "$3"
	[ "$(id -u)" != 0 ] || chown "$1:$program_user" "$3"
}

# A tree that root keeps to itself, below /root say, is closed to the users that serve.  Then the
# data go below /var/lib, with var a link to them, and the programs are copied beside the data.
place_data()
{
	local elsewhere
	mkdir -p "$var"
	[ "$(id -u)" = 0 ] || return 0
	if "${as_database[@]}" test -x "$var" && "${as_program[@]}" test -x "$var"; then
		return
	fi
	if [ -n "$(ls -A "$var")" ]; then
		fail "users $database_user and $program_user cannot enter $var" \
		    'Open the directories above it (chmod o+x), or choose another with VAR='
	fi
	elsewhere=/var/lib/zhiheng-$(cksum <<<"$var_name" | cut -d ' ' -f 1)
	mkdir -p "$elsewhere"
	rmdir "$var"
	ln -s "$elsewhere" "$var_name"
	var=$elsewhere
	say "$var_name is closed to the users that serve: the data are in $var" '数据目录已改放他处'
}

# The path of a unix socket has room for 107 characters.  A longer one, and the run directory lives
# elsewhere with var/run a link to it.
place_run()
{
	local longest="$var/run/postgres/.s.PGSQL.5432"
	if [ ${#longest} -le 107 ]; then
		mkdir -p "$var/run"
	elif [ ! -d "$var/run" ]; then
		run=$(mktemp -d "${XDG_RUNTIME_DIR:-/tmp}/zhiheng-XXXXXX")
		ln -sfn "$run" "$var/run"
		say "The path is too long for sockets: they are in $run" '套接字目录已改放他处'
	fi
	run=$(readlink -f "$var/run")
	chmod 711 "$run"
}

# Files that nginx and PostgreSQL open themselves must be theirs; the directory stays ours.
owned_file()
{
	[ -e "$2" ] || : >"$2"
	chmod 640 "$2"
	[ "$(id -u)" != 0 ] || chown "$1:$program_user" "$2"
}

prepare_data()
{
	place_data
	: >>"$var/.zhiheng"
	chmod 755 "$var"
	place_run
	mkdir -p "$var/log" "$var/nginx" "$var/loaded"
	chmod 711 "$var/log"
	owned "$program_user" 750 "$var/editions"
	owned "$program_user" 750 "$var/evidence"
	owned "$program_user" 750 "$var/cache"
	owned "$program_user" 750 "$run/web"
	owned "$database_user" 750 "$run/postgres"
	owned_file "$database_user" "$var/log/postgres.log"
	owned_file "$program_user" "$var/log/nginx.log"
	owned_file "$program_user" "$var/log/access.log"
}

# Where nginx and the programs find their files: the tree, or a copy if the tree is closed to them.
place_share()
{
	local static=$build/static
	[ -d "$static" ] || static=$tree/build/static
	share=$(dirname "$static")
	templates=$tree/templates
	programs=$build/bin
	if "${as_program[@]}" test -r "$programs/worker" -a -r "$templates" -a -r "$static"; then
		return
	fi
	rm -rf "$var/share.new"
	mkdir "$var/share.new"
	cp -a "$programs" "$templates" "$static" "$var/share.new/"
	chmod -R u=rwX,go=rX "$var/share.new"
	rm -rf "$var/share"
	mv "$var/share.new" "$var/share"
	share=$var/share
	templates=$share/templates
	programs=$share/bin
	say "The tree is closed to $program_user: programs run from a copy in $share" '程序从副本运行'
}

check_port()
{
	if process_of "$run/web/nginx.pid" "$var/nginx/nginx.conf" >/dev/null &&
	    grep -qsF "listen      $listen:$port " "$var/nginx/nginx.conf"; then
		return
	fi
	if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
		fail "port $port is taken by another program  端口 $port 已被占用" \
		    'Choose another: make run PORT=8090'
	fi
}

# ---- configuration out of templates -------------------------------------------------------------

escaped()
{
	sed 's/[&|\\]/\\&/g' <<<"$1"
}

# Puts a template of deploy/ with its words filled in to TARGET; true if that changed anything.
fill()
{
	local user='' new
	# Where nginx has to start as root its workers do not.
	[ "${#as_nginx[@]}" != 0 ] || [ "$(id -u)" != 0 ] || user="user $program_user;"
	new=$(sed -e "s|@RUN@|$(escaped "$run")|g" -e "s|@VAR@|$(escaped "$var")|g" \
	    -e "s|@NGINX@|$(escaped "$var/nginx")|g" -e "s|@SHARE@|$(escaped "${share:-}")|g" \
	    -e "s|@SOCKETS@|$(escaped "$run/web")|g" -e "s|@CACHE@|$(escaped "$var/cache")|g" \
	    -e "s|@EDITIONS@|$(escaped "$var/editions")|g" -e "s|@EVIDENCE@|$(escaped "$var/evidence")|g" -e "s|@USER@|$user|g" \
	    -e "s|@LISTEN@|$(escaped "$listen")|g" -e "s|@PORT@|$(escaped "$port")|g" \
	    -e "s|@SIGN_IN_RATE@|$(escaped "${SIGN_IN_RATE:-20r/s}")|g" \
	    -e "s|@SIGN_IN_BURST@|$(escaped "${SIGN_IN_BURST:-100}")|g" "$tree/deploy/$1")
	[ "$new" != "$(cat "$2" 2>/dev/null)" ] || return 1
	printf '%s\n' "$new" >"$2"
}

# ---- PostgreSQL ---------------------------------------------------------------------------------

make_cluster()
{
	say "Making a PostgreSQL cluster in $var/postgres" '新建数据库集群'
	# Under another name until it is whole: a start that was broken off begins anew.
	rm -rf "$var/postgres.new"
	owned "$database_user" 700 "$var/postgres.new"
	"${as_database[@]}" "$postgres_bin/initdb" --pgdata="$var/postgres.new" \
	    --username=zhiheng_operator --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
	    --auth=reject >>"$var/log/postgres.log" 2>&1 ||
	    fail 'initdb failed' "$(tail -n 5 "$var/log/postgres.log")"
	echo "include 'zhiheng.conf'" >>"$var/postgres.new/postgresql.conf"
	mv "$var/postgres.new" "$var/postgres"
}

start_postgres()
{
	local changed='' file
	[ -s "$var/postgres/PG_VERSION" ] || make_cluster
	! fill postgres/development.conf "$var/postgres/zhiheng.conf" || changed=1
	! fill postgres/pg_hba.development.conf "$var/postgres/pg_hba.conf" || changed=1
	# The server's user as well, whose the files are: tests open sessions from within a session.
	printf 'operator  %s  zhiheng_operator\n' "$(id -un)" "$database_user" >"$var/postgres/pg_ident.conf"
	for file in zhiheng.conf pg_hba.conf pg_ident.conf; do
		owned_file "$database_user" "$var/postgres/$file"
	done
	if postgres_runs; then
		if [ -z "$changed" ]; then
			say 'PostgreSQL runs already' '数据库已在运行'
			return
		fi
		stop_postgres
	fi
	say 'Starting PostgreSQL' '启动数据库'
	started_postgres=1
	"${as_database[@]}" "$postgres_bin/pg_ctl" start -D "$var/postgres" -w -t 60 \
	    -l "$var/log/postgres.log" >/dev/null 9>&- ||
	    fail 'PostgreSQL did not start' "$(tail -n 5 "$var/log/postgres.log")"
}

# ---- schema, catalogue, demonstration -----------------------------------------------------------

quoted()
{
	printf "'%s'" "$(sed "s/[\\\\']/\\\\&/g" <<<"$1")"
}

database()
{
	echo "host=$(quoted "$run/postgres") dbname=zhiheng user=$1"
}

console()
{
	ZHIHENG_DATABASE=$(database zhiheng_operator) ZHIHENG_SQL=$tree/sql "$build/bin/zhiheng" "$@" ||
	    fail "zhiheng $* failed" 'What it says above is the reason; make run goes on from here.'
}

digest()
{
	find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum
}

# loaded NAME DIGEST: whether that was loaded before in just this form.
loaded()
{
	[ "$(cat "$var/loaded/$1" 2>/dev/null)" = "$2" ]
}

load_database()
{
	local schema catalogue region
	# shellcheck disable=SC2086
	schema=$(cd "$tree/sql" && digest $sql_folders "$tree/deploy/postgres/roles.sql")
	catalogue=$(digest "$tree/sql/catalogue")
	[ -r "$build/region.csv" ] || fail "$build/region.csv is missing: run make first"
	region=$(digest "$build/region.csv")
	if [ -n "${started_postgres:-}" ] || ! loaded schema "$schema"; then
		say 'Bringing roles and schema up to date' '更新角色与数据库结构'
		psql --no-psqlrc --quiet --tuples-only --set=ON_ERROR_STOP=1 --file="$tree/deploy/postgres/roles.sql" \
		    "host=$(quoted "$run/postgres") dbname=postgres user=zhiheng_operator" ||
		    fail 'the roles could not be made'
		console migrate
		echo "$schema" >"$var/loaded/schema"
	fi
	if ! loaded catalogue "$catalogue"; then
		say 'Loading the official lists' '载入目标文件目录'
		console catalogue load "$tree/sql/catalogue"
		echo "$catalogue" >"$var/loaded/catalogue"
	fi
	if ! loaded region "$region"; then
		say 'Loading the regions' '载入行政区划'
		console region load "$build/region.csv"
		echo "$region" >"$var/loaded/region"
	fi
	[ "$demo" = 0 ] || load_demo
}

# Only once: what people did to the fictional city since is kept.
load_demo()
{
	local now
	now=$(digest "$tree/sql/demo")
	if [ ! -e "$var/loaded/demo" ]; then
		say 'Loading the fictional city' '载入演示数据'
		console demo load "$tree/sql/demo"
		echo "$now" >"$var/loaded/demo"
		demo_is_new=yes
	elif ! loaded demo "$now"; then
		say 'sql/demo has changed since it was loaded; make reset and make run to load it anew' \
		    '演示数据有更新,如需载入请先 make reset'
	fi
}

# ---- the programs -------------------------------------------------------------------------------

# What a running program was made of: when this changes it is started anew.
state_of()
{
	echo "$*"
	stat -c '%n %Y %s' "$1" "$build/bin/$(basename "$1")"
	# shellcheck disable=SC2086
	(cd "$tree/sql" && find "$tree/templates" $sql_folders -type f -printf '%p %T@\n' | sort | sha256sum)
}

# start_program NAME COUNT: true if it had to be started.
start_program()
{
	local name=$1 count=$2 program state listen_on=() key=''
	case $name in
	worker)
		program=$programs/worker
		key=$var/key/zhiheng.sec
		;;
	*)
		program=$programs/$name.fcgi
		listen_on=(spawn-fcgi -n -s "$run/web/$name.sock" -M 0660 -b 1024 --)
		;;
	esac
	state=$(state_of "$program" "$count")
	if process_of "$run/$name.pid" "$program" >/dev/null &&
	    [ "$(cat "$run/$name.state" 2>/dev/null)" = "$state" ]; then
		return 1
	fi
	stop_program "$name" || true
	owned_file "$(id -un)" "$var/log/$name.log"
	# A process that dies is started again; one that dies twenty times within its first second is not.
	setsid "${as_program[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 TZ=Asia/Shanghai \
	    ZHIHENG_DATABASE="$(database "zhiheng_$name") application_name=$name" \
	    ZHIHENG_TEMPLATES="$templates" ZHIHENG_STATIC="$share/static" ZHIHENG_EDITIONS="$var/editions" \
	    ZHIHENG_EVIDENCE="$var/evidence" \
	    ZHIHENG_KEY="$key" ZHIHENG_SITE="http://$listen:$port" \
	    ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1 \
	    "${listen_on[@]}" /usr/bin/multiwatch -f "$count" -r 20 -t 1000 -- "$program" \
	    </dev/null >>"$var/log/$name.log" 2>&1 9>&- &
	echo $! >"$run/$name.pid"
	echo "$state" >"$run/$name.state"
}

# The key that signs what is published: made once, the secret part for the worker alone.
make_key()
{
	owned "$program_user" 700 "$var/key"
	[ ! -s "$var/key/zhiheng.sec" ] || return 0
	rm -f "$var/key"/zhiheng.*
	say 'Making the key that signs editions' '生成签名密钥'
	console key "$var/key/zhiheng"
	[ "$(id -u)" != 0 ] || chown "$program_user:$program_user" "$var/key"/zhiheng.*
}

start_programs()
{
	local name count started=''
	place_share
	make_key
	for name in $audiences worker; do
		count=${WORKERS:-4}
		[ "$name" != account ] || count=${WORKERS:-2}
		[ "$name" != worker ] || count=1
		! start_program "$name" "$count" || started="$started $name"
	done
	if [ -z "$started" ]; then
		say 'The programs run already' '各程序已在运行'
		return
	fi
	say "Started$started" '启动各程序'
	# Pages of the programs as they were.
	find "$var/cache" -mindepth 1 -delete
	sleep 0.3
	for name in $started; do
		process_of "$run/$name.pid" multiwatch >/dev/null ||
		    fail "$name did not start" "$(tail -n 5 "$var/log/$name.log")"
	done
}

# ---- nginx --------------------------------------------------------------------------------------

start_nginx()
{
	local changed='' file id
	for file in http portal fastcgi disclosure zhiheng; do
		! fill "nginx/$file.conf" "$var/nginx/${file/zhiheng/nginx}.conf" || changed=1
	done
	for file in body fastcgi proxy scgi uwsgi; do
		owned "$program_user" 700 "$var/nginx/$file"
	done
	id=$(process_of "$run/web/nginx.pid" "$var/nginx/nginx.conf") || id=''
	if [ -n "$id" ] && [ -z "$changed" ]; then
		say 'nginx runs already' 'nginx 已在运行'
		return
	fi
	local command=("${as_nginx[@]}" "$nginx" -e "$var/log/nginx.log" -p "$var/nginx" -c "$var/nginx/nginx.conf")
	if ! "${command[@]}" -t -q; then
		rm "$var/nginx/nginx.conf"
		fail 'nginx refuses its configuration'
	fi
	if [ -n "$id" ]; then
		say "nginx takes over its new configuration, port $port" 'nginx 重新载入配置'
		kill -HUP "$id"
	else
		say "Starting nginx on port $port" '启动 nginx'
		"${command[@]}" 9>&- || fail "nginx did not start" "$(tail -n 3 "$var/log/nginx.log")"
	fi
}

# The status of a page, by bash alone: a minimal system has no HTTP client.
status_of()
{
	local status=000
	{
		exec 3<>"/dev/tcp/127.0.0.1/$port" || exit
		printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
		read -r -t 10 _ status _ <&3
	} 2>/dev/null
	echo "$status"
}

wait_for_answer()
{
	local page status tries
	for page in / /account/sign-in; do
		for ((tries = 0; tries < 50; tries++)); do
			status=$(status_of "$page" || true)
			case $status in
			[234]??) continue 2 ;;
			esac
			sleep 0.2
		done
		fail "$page answers with status ${status:-none}; the logs in $var/log say why" \
		    "$(tail -qn 2 "$var"/log/{account,disclosure,nginx}.log)"
	done
}

# The worker publishes what the fictional city has published, and computes its lists of signals; who opens the
# address shall find both there.
wait_for_editions()
{
	local waiting tries
	[ -n "${demo_is_new:-}" ] || return 0
	say 'Publishing its past quarters' '公开演示数据'
	for ((tries = 0; tries < 600; tries++)); do
		waiting=$(psql --no-psqlrc --quiet --tuples-only --no-align \
		    --command="SELECT count(*) FROM zhiheng.job WHERE state IN ('queued', 'running')" \
		    "host=$(quoted "$run/postgres") dbname=zhiheng user=zhiheng_operator")
		[ "$waiting" != 0 ] || return 0
		sleep 0.5
	done
	say 'The worker goes on publishing' '仍在公开，稍后可见'
}

# ---- at the end ---------------------------------------------------------------------------------

# For tests and for people at a shell: `. var/environment`.
write_environment()
{
	{
		printf 'export BASE_URL=%q\n' "http://$listen:$port"
		printf 'export PORT=%q\n' "$port"
		printf 'export VAR=%q\nexport RUN=%q\n' "$var" "$run"
		printf 'export ZHIHENG_DATABASE=%q\n' "$(database zhiheng_operator)"
		printf 'export PGHOST=%q\nexport PGDATABASE=zhiheng\n' "$run/postgres"
		printf 'export PGUSER=zhiheng_operator\n'
	} >"$var/environment"
}

print_accounts()
{
	say 'Demonstration accounts, sql/demo/accounts.csv:' '演示账户'
	tr -d '"\r' <"$tree/sql/demo/accounts.csv" |
	    awk -F, '{ printf "    %-16s  %-26s  %-14s", $1, $2, $3
	        for (i = 4; i <= NF; i++) printf "  %s", $i
	        print "" }'
}
