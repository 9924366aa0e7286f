#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is tested inside a guest whose kernel is too old: it is told so, whatever is asked for, and
# nothing was attached.
set -u
# shellcheck source=tests/vm/checks.sh
. "$(dirname "$(realpath "$0")")/checks.sh"

refused() { # OPTION...
    "$fileaudit" "$@" -o /dev/null -- touch ran 2> words
    local status=$?
    ((status == 5)) || { echo "status $status, not 5"; cat words; return 1; }
    [[ ! -e ran ]] || { echo 'the command ran'; return 1; }
    expect_words 'bpf_loop' && cat words && [[ $(wc -l < words) == 1 ]]
}

doctor() {
    "$fileaudit" doctor --json > report
    local status=$?
    ((status == 5)) || { echo "status $status, not 5"; cat report; return 1; }
    jq -e '.verdict == "not_possible" and (.sentence | test("bpf_loop"))
        and (.findings[] | select(.key == "kernel") | .state == "missing"
            and (.remedy | test("6.1")))' report > verdict || { cat report; return 1; }
}

uname -r
each_backend() { # also lsm: there is one in such kernels
    local some
    for some in lsm fentry tracepoint; do
        refused watch --backend "$some" > said || { cat said; return 1; }
        printf 'backend:\t%s\trefused\t%s\n' "$some" "$(sed 's/^fileaudit: //' words)"
    done
}

check refused refused watch
check refused_failed refused watch --failed
check each_backend each_backend
check refused_top refused top
check doctor doctor
exit "$failed"
