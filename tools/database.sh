#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools/database.sh postgresql|mariadb start|stop FOLDER [--fast]: a database server of one's own, for the demo and the tests
#
# All of it lives in FOLDER: data, log, pid and the Unix socket, which is the only way in. It runs as www-data if root starts it. The
# superuser is "owner" (PostgreSQL) or "root" (MariaDB), without password. --fast: nothing survives a power cut.
# tools/prepare.sh has installed what it needs.
set -eu

fail() {
    echo "database.sh: $1" >&2
    exit 1
}

[ $# -ge 3 ] || { sed -n '3,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kind=$1
command=$2
mkdir -p "$3"
folder=$(cd "$3" && pwd)
fast=${4:-}
log=$folder/server.log
programs=/usr/lib/postgresql/15/bin
[ "${#folder}" -le 80 ] || fail "$folder is too long a path for a Unix socket"

# The servers refuse to be root.
server() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=www-data --regid=www-data --clear-groups -- "$@"
    else
        "$@"
    fi
}
[ "$(id -u)" -ne 0 ] || chown www-data:www-data "$folder"
server touch "$log"

running() { # the server's pid, if it is one of this folder
    pid=$(head -n 1 "$1" 2>/dev/null) || return 1
    [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$folder" && echo "$pid"
}

stop() { # PIDFILE SIGNAL
    pid=$(running "$1") || return 0
    kill "-$2" "$pid"
    i=0
    while [ -d "/proc/$pid" ]; do
        i=$((i + 1))
        [ "$i" -lt 300 ] || fail "the server (pid $pid) does not end"
        sleep 0.1
    done
}

start_postgresql() {
    options="-k $folder -c listen_addresses='' -c max_connections=200 -c lc_messages=C"
    [ "$fast" != --fast ] || options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    [ -d "$folder/pgdata" ] || server "$programs/initdb" -D "$folder/pgdata" -U owner -A trust -E UTF8 --locale=C.UTF-8 -N >"$log" 2>&1 \
        || fail "PostgreSQL could not be set up; see $log"
    running "$folder/pgdata/postmaster.pid" >/dev/null \
        || server "$programs/pg_ctl" -D "$folder/pgdata" -w -t 30 -l "$log" -o "$options" start >/dev/null \
        || fail "PostgreSQL does not start; see $log"
}

start_mariadb() {
    options=
    [ "$fast" != --fast ] || options="--innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync"
    [ -d "$folder/mydata" ] || server mariadb-install-db --no-defaults --datadir="$folder/mydata" --auth-root-authentication-method=normal \
        --skip-test-db >"$log" 2>&1 || fail "MariaDB could not be set up; see $log"
    running "$folder/pid" >/dev/null && return
    rm -f "$folder/socket"
    # shellcheck disable=SC2086
    (server setsid mariadbd --no-defaults --datadir="$folder/mydata" --socket="$folder/socket" --pid-file="$folder/pid" --skip-networking \
        --max-connections=200 --innodb-buffer-pool-size=64M $options) >>"$log" 2>&1 </dev/null &
    i=0
    until [ -S "$folder/socket" ] && mariadb --no-defaults -S "$folder/socket" -u root -e 'SELECT 1' >/dev/null 2>&1; do
        i=$((i + 1))
        [ "$i" -lt 600 ] || fail "MariaDB does not start; see $log"
        sleep 0.05
    done
}

case $kind-$command in
postgresql-start) start_postgresql ;;
postgresql-stop) stop "$folder/pgdata/postmaster.pid" INT ;;
mariadb-start) start_mariadb ;;
mariadb-stop) stop "$folder/pid" TERM ;;
*) fail "\"$kind $command\" is not known; say postgresql or mariadb, and start or stop" ;;
esac
