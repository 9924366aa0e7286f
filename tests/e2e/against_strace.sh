#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Real programs under strace under fileaudit: every successful open that strace saw is an event of
# the same thread with the same absolute path.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
export HOME=$work GIT_CONFIG_NOSYSTEM=1

against_strace() { # NAME COMMAND...
    local name=$1
    shift
    timeout 100 "$fileaudit" watch --json -o events -- strace -f -y \
        -e trace=openat,open,creat,openat2 -o strace.out "$@" > out 2> "$words"
    local status=$?
    if ((status != 0)); then
        fail "$name" "status $status: $(tail -n 3 "$words")"
    elif python3 "$tests/oracle/compare_strace.py" events strace.out > verdict 2>&1; then
        ok "$name"
        sed 's/^/    /' verdict
    else
        fail "$name" "$(head -c 2000 verdict)"
    fi
    expect_match "$name: nothing lost" "$(closing_line)" '*, 0 lost'
}

against_strace python_imports \
    python3 -c 'import json, email.message, http.client, unittest, sqlite3'

cat > git.sh << 'END'
set -e
git init -q repo
cd repo
git config user.email a@example.org
git config user.name a
for i in $(seq 20); do echo "$i" > "file $i"; done
git add -A
git commit -qm first
echo more >> 'file 1'
git status --short
git commit -qam second
git gc -q
END
against_strace git bash git.sh
cat > small.c << 'END'
#include <stdio.h>
#include <stdlib.h>
int main(void) { return printf("%d\n", abs(-1)) < 0; }
END
against_strace gcc gcc -O1 -o small small.c
expect_equal "gcc: it did its work" "$(./small)" 1
against_strace find find /usr/share/doc /etc -name '*.conf'
against_strace shell_in_directories \
    bash -c 'cd /etc; for f in *; do cd / && cd /etc && read -r l < "$f"; done 2> /dev/null; true'
finish
