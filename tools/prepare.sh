#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools/prepare.sh [--sanitizers] [demo|tests|nodes|long|bench [sqlite|postgresql|mariadb]]: install what is missing (Debian's packages) and build into ./build
#
# Does nothing that was done already, so that a second run takes a second. Each failure is one clear
# sentence on standard error; what the tools said is in build/prepare.log.
set -eu
cd "$(dirname "$0")/.."
top=$(pwd)

build=build
options=
if [ "${1:-}" = --sanitizers ]; then
    build=build-sanitizers
    options=--enable-sanitizers
    shift
fi
what=${1:-demo}
database=${2:-sqlite}
mkdir -p "$build"
log=$top/$build/prepare.log

fail() {
    echo "$(basename "$0"): $1" >&2
    [ ! -s "$log" ] || tail -n 15 "$log" >&2
    exit 1
}

# What the module, myaccountctl and the demo need.
packages="apache2 apache2-dev autoconf automake libtool make gcc pkg-config libc6-dev libcrypt-dev
    libxml2-dev libxslt1-dev libssl-dev libicu-dev libjansson-dev libargon2-dev libgumbo-dev libcurl4-openssl-dev libsqlite3-dev
    libaprutil1-dbd-sqlite3 sqlite3 curl"
# What only the long tests and the benchmark need, and then what all tests need.
case $what in
long)
    packages="$packages valgrind"
    what=tests
    ;;
nodes)
    packages="$packages libaprutil1-dbd-pgsql postgresql-15 postgresql-client-15 pgbouncer
        libaprutil1-dbd-mysql mariadb-server-core mariadb-client galera-4 rsync lsof haproxy"
    galera=1
    what=tests
    ;;
bench)
    packages="$packages php8.2-fpm php8.2-xml php8.2-opcache wrk"
    case $database in
    postgresql) packages="$packages php8.2-pgsql" ;;
    mariadb) packages="$packages php8.2-mysql" ;;
    *) packages="$packages php8.2-sqlite3" ;;
    esac
    command -v node >/dev/null 2>&1 || packages="$packages nodejs"
    ;;
esac
if [ "$what" = tests ]; then
    packages="$packages libcmocka-dev libxml2-utils chromium default-jre-headless binutils wrk
        clang-14 libclang-rt-14-dev php8.2-cgi"
    # A Node that is there already (Debian's or a newer one) is good enough from 18 on.
    node --version 2>/dev/null | grep -Eq '^v(1[89]|[2-9][0-9])\.' || packages="$packages nodejs"
    command -v npm >/dev/null 2>&1 || packages="$packages npm"
fi

# A server of that kind, which tools/database.sh starts.
case $database in
postgresql) packages="$packages libaprutil1-dbd-pgsql postgresql-15 postgresql-client-15" ;;
mariadb) packages="$packages libaprutil1-dbd-mysql mariadb-server-core mariadb-client" ;;
esac

missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' \
        || missing="$missing $package"
done
if [ -n "$missing" ]; then
    sudo=
    by_hand="As root: apt-get install --no-install-recommends$missing"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || fail "Debian's packages are missing, and only root can install them. $by_hand"
        sudo=sudo
    fi
    echo "installing:$missing"
    { $sudo apt-get update -qq -o DPkg::Lock::Timeout=900 \
        && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq -o DPkg::Lock::Timeout=900 \
            --no-install-recommends $missing; } >"$log" 2>&1 \
        || fail "Debian's packages could not be installed. $by_hand"
fi

# Galera copies a server by a script in the package mariadb-server, which would also start one: only that is taken out.
if [ -n "${galera:-}" ] && [ ! -x build/galera/usr/bin/wsrep_sst_rsync ]; then
    mkdir -p build/galera
    { (cd build/galera && apt-get download -qq mariadb-server) && dpkg-deb -x build/galera/mariadb-server_*.deb build/galera; } >"$log" 2>&1 \
        || fail "the package mariadb-server could not be had"
    rm -f build/galera/*.deb
fi

if [ ! -x configure ] || [ configure.ac -nt configure ] || [ Makefile.am -nt Makefile.in ] \
    || [ sources.am -nt Makefile.in ]; then
    echo "making configure"
    mkdir -p m4
    autoreconf -i >"$log" 2>&1 || fail "autoreconf failed; the end of $log:"
fi
# A build that was made for the demo knows no unit tests.
if [ "$what" = tests ] && ! grep -qs '^CMOCKA_LIBS = .*cmocka' "$build/Makefile"; then
    rm -f "$build/Makefile"
fi
if [ ! -f "$build/Makefile" ] || [ configure -nt "$build/Makefile" ]; then
    echo "configuring in $build"
    (cd "$build" && "$top/configure" $options) >"$log" 2>&1 || fail "configure failed; the end of $log:"
fi
make -q -C "$build" >/dev/null 2>&1 || echo "building, for a minute or so (what make says: $log)"
make -s -C "$build" -j"$(nproc)" >"$log" 2>&1 || fail "the build failed; the end of $log:"
