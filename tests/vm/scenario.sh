#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is tested inside a guest, as root: fileaudit's words against those of strace, /proc, bpftool
# and the kernel's own getcwd and readlink. Prints `ok NAME` or `FAIL NAME` with the reason.
#
# What to expect comes from the kernel's command line (or the environment):
#   fa.backend=lsm|fentry|tracepoint   the backend that works best here
#   fa.resolver=kfunc|walk             how it tells paths
#   fa.only=NAME                       run one test, or those that a pattern names
set -u
# shellcheck source=tests/vm/checks.sh
. "$(dirname "$(realpath "$0")")/checks.sh"
oracle=${FA_ORACLE:-/oracle}

forced() {
    watch --backend "$backend" -- true && expect_words "backend $backend, paths by $resolver"
}

automatic() {
    watch -- true && expect_words "backend $backend, paths by $resolver"
}

lsm_refused() { # where bpf is not among the active security modules
    watch -- true && expect_words 'backend lsm refused: ' || return
    "$fileaudit" watch --backend lsm -o /dev/null -- true 2> words
    local status=$?
    ((status == 5)) || { echo "--backend lsm: status $status, not 5"; cat words; return 1; }
}

without_kfuncs() {
    watch --backend "$backend" --no-kfuncs -- true &&
        expect_words "backend $backend, paths by walk"
}

one_program() { # open, exec and mmap of one known process
    local cat pid
    cat=$(readlink -f "$(type -P cat)")
    # shellcheck disable=SC2016 # for the inner shell
    watch --backend "$backend" -- \
        bash -c 'echo $$ > pid; exec cat /etc/passwd /proc/self/maps > maps' || return
    pid=$(< pid)
    local place=".cwd == \"$PWD\" and .cwd_status == \"ok\" and .root == \"/\""
    expect_events ".op == \"open\" and .path == \"/etc/passwd\" and .exe == \"$cat\"" \
        ".pid == $pid and .tid == $pid and .comm == \"cat\" and .uid == 0 and
         .path_status == \"ok\" and .exe_status == \"ok\" and (.flags | startswith(\"O_RDONLY\"))
         and $place" || return
    expect_events ".op == \"exec\" and .pid == $pid and .path == \"$cat\"" \
        ".exe == \"$cat\" and .comm == \"cat\" and $place" || return
    # What the process says it has mapped executable; the loader and the program itself are
    # mapped by execve, not by mmap.
    sed -nE 's/^[^ ]+ r-xp .* (\/.*)$/\1/p' maps | grep -vE "^$cat\$|/ld-" > mapped
    [[ -s mapped ]] || { echo "nothing mapped?"; cat maps; return 1; }
    local library
    while read -r library; do
        expect_events ".op == \"mmap\" and .pid == $pid and .exe == \"$cat\" and
             .path == \"$library\" and (.prot | contains(\"PROT_EXEC\"))" \
            ".exe_status == \"ok\" and (.map_flags | contains(\"MAP_PRIVATE\")) and
             (.access | contains(\"x\"))" || return
    done < mapped
}

accounts() { # also of a static program, which reads them itself
    watch --backend "$backend" --uid nobody --gid nogroup --user nobody -- cat /etc/passwd > said || return
    expect_events '.path == "/etc/passwd"' '.comm == "cat" and .uid == 65534 and .gid == 65534'
}

busy_programs() { # the programs of the comparisons: threads, subshells, a walk over a tree
    cat << 'PROGRAMS'
python3 -c '
import ctypes, hashlib, json, os, threading
def work():
    for i in range(100):
        os.close(os.open("/etc/passwd", os.O_RDONLY))
        os.close(os.open(f"/tmp/{threading.get_native_id()}.{i}", os.O_CREAT | os.O_RDWR))
threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
fd = os.open("/tmp/gone", os.O_CREAT | os.O_RDWR); os.unlink("/tmp/gone")
os.open(f"/proc/self/fd/{fd}", os.O_RDONLY)'
bash -c 'cd /etc; for f in *; do while read -r l; do :; done < "$f"; done; cat < passwd > /dev/null'
find /usr/lib/python3* -name '*.pyc' > /dev/null
PROGRAMS
}

against_strace() {
    busy_programs > programs
    watch --backend "$backend" --op open "$@" -- strace -f -y \
        -e trace=open,openat,creat,openat2 -o strace.out bash ./programs || return
    python3 "$oracle/compare_strace.py" --no-opath events strace.out
}

# Every kind of place, as JSON and as text. Of each case a line with tabs is printed,
# `result: BACKEND RESOLVER CASE OUTCOME TITLE`: see check_cases.py.
cases() { # OPTION...
    local failed=() columns
    [[ " $* " != *' --failed '* ]] || failed=(--failed)
    watch --record recording --op open,mmap,exec "$@" -- \
        python3 "$oracle/path_cases.py" "$PWD/places" expected || return
    columns=$(python3 "$oracle/cases_text.py")
    "$fileaudit" replay "${failed[@]}" --columns "$columns" --color never recording > lines 2> said ||
        { cat said; return 1; }
    python3 "$oracle/check_cases.py" --guest "${failed[@]}" --text lines --print-results \
        --words words events expected
}

resolvers_agree() {
    busy_programs > programs
    watch --backend "$backend" --cross-check -- bash ./programs || return
    # An exec is told by its tracepoint in every backend, once: its id is 0.
    jq -ces 'map(select(.id > 0)) | group_by(.id) |
        { ids: length,
          lonely: map(select(map(.resolver) | sort != ["kfunc", "walk"])),
          different: map(select(map({path, path_status, exe, exe_status}) | unique | length > 1)) }
        | { ids, lonely: (.lonely | length), different: (.different | length),
            examples: ((.lonely + .different)[:3]) }
        | ., (.ids >= 50 and .lonely == 0 and .different == 0)' events
}

# The numbers of the BPF programs and links a process holds, or bpftool sees.
calls_of_32_bits() { # tracepoint: other numbers, other registers
    mkdir calls
    int80 calls || { echo "int80: status $?"; return 1; }
    rm calls/*
    watch --backend tracepoint --op open,mmap -- int80 calls || return
    jq -r --arg dir "$PWD/calls/" 'select(.path | strings | startswith($dir)) |
        "\(.path | ltrimstr($dir)) \(.op) \(.access)"' events | sort > seen
    sort > wanted << 'CALLS'
open open rw+create+excl
openat open w+create
creat open w+create+trunc
openat2 open w+create+trunc
mmap2 open rw+create
mmap2 mmap r-- private
mmap open rw+create
mmap mmap rw- shared
CALLS
    diff wanted seen
}

crowd() { # LEAST OPTION...: more tasks than CPUs inside the hooks, preempting each other
    local least=$1 shown lost
    shift
    mkdir -p here/below there
    touch here/below/f there/g
    # shellcheck disable=SC2016 # for the inner shell
    watch --op open --path "$PWD/*/**" "$@" -- bash -c '
        for i in 1 2 3 4; do
            (cd here && exec burst 3000 below/f) &
            (cd there && exec burst 3000 g) &
        done > /dev/null
        wait' || return
    # Nobody's record may hold what another task wrote.
    jq -r 'select(.op == "open") | [.comm, .path, .path_status, .cwd, .exe, .root] | @tsv' events |
        sort -u > seen
    printf '%s\t%s\tok\t%s\t%s\t/\n' \
        burst "$PWD/here/below/f" "$PWD/here" "$(type -P burst)" \
        burst "$PWD/there/g" "$PWD/there" "$(type -P burst)" | sort > wanted
    diff wanted seen || return
    shown=$(sed -n 's/^fileaudit: \([0-9]*\) events\{0,1\} shown.*/\1/p' words)
    lost=$(sed -n 's/^fileaudit: .* shown.* \([0-9]*\) lost.*/\1/p' words)
    grep shown words
    if [[ $least == exactly ]]; then
        ((shown + lost == 24000))
    else # the kernel counts every program run it skipped, of whatever task
        ((shown + lost >= 24000))
    fi || { echo "24000 opens are not shown and lost"; return 1; }
}

held() { sed -nE "s/^$2_id:\t([0-9]+)$/\1/p" /proc/"$1"/fdinfo/* 2> /dev/null | sort -u; }
loaded() { bpftool -j "$1" show | jq -r '.[].id'; }

nothing_left_after_kill() {
    local pid i
    "$fileaudit" watch --backend "$backend" -v -o /dev/null 2> words &
    pid=$!
    wait_for_ready || return
    held "$pid" prog > programs
    held "$pid" link > links
    loaded prog | grep -qFxf programs || { echo "no programs were loaded?"; return 1; }
    kill -9 "$pid"
    wait "$pid"
    for ((i = 0; i < 100; i++)); do # the kernel frees them some time later
        loaded prog | grep -Fxf programs > left
        loaded link | grep -Fxf links >> left
        [[ -s left ]] || return 0
        sleep 0.1
    done
    bpftool prog show
    bpftool link show
    return 1
}

as_nobody() { # CAPABILITIES COMMAND...: with no more than ,+bpf,+perfmon
    setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all$1" --ambient-caps="-all$1" "${@:2}"
}

# No root and no CAP_SYS_ADMIN, though functions of newer kernels and overlayfs's types are to be
# looked for; every backend that works for root.
least_privilege() {
    local some status
    type -P setpriv > /dev/null || { echo 'no setpriv here'; return 1; }
    for some in "$backend" tracepoint; do
        as_nobody ,+bpf,+perfmon "$fileaudit" watch -v --backend "$some" --failed --existing \
            --duration 100ms > out 2> words || { tail -n 1 words; return 1; }
        expect_words "backend $some, paths by " || return
    done
    as_nobody ,+bpf,+perfmon "$fileaudit" snapshot --json --pid 1 > out 2> words ||
        { tail -n 1 words; return 1; }
    [[ -s out ]] || { echo 'nothing held by process 1?'; return 1; }
    as_nobody ,+bpf "$fileaudit" watch > out 2> words
    status=$?
    ((status == 4)) && expect_words 'CAP_PERFMON is missing'
}

doctor() { # says what the other checks find
    "$fileaudit" doctor --json > report || { echo "status $?"; cat report; return 1; }
    jq -e --arg backend "$backend" --arg resolver "$resolver" '
        .backend == $backend and .resolver == $resolver and .works
        and .verdict == (if $backend == "lsm" then "best" else "works" end)
        and (.backends | map(select(.works) | .opened == .mapped and .opened != null) | all)
        and (.features | map({key, value: .available}) | from_entries
            | .failures and .latency and .denied_by and .io_uring and .inventory
              and .path_kfuncs == ($resolver == "kfunc"))
        and .system.active_lsms == ($lsms | rtrimstr("\n"))
        and .system.preempt == (if $boot | test("preempt=full") then "full" else .system.preempt end)' \
        --rawfile lsms /sys/kernel/security/lsm --rawfile boot /proc/cmdline report > verdict ||
        { cat report; return 1; }
    [[ $backend == lsm ]] || jq -e '.findings[] | select(.key == "active_lsms") | .state == "missing"
        and (.remedy | test("boot with lsm=lockdown,landlock,yama,apparmor,(ima,evm,)?bpf,"))' report
}

# Reading the kernel's memory is forbidden; it cannot be allowed again, so this comes last.
locked_down() {
    local status
    echo confidentiality > /sys/kernel/security/lockdown || return
    "$fileaudit" doctor --json > report
    status=$?
    ((status == 5)) || { echo "status $status, not 5"; cat report; return 1; }
    jq -e '.verdict == "not_possible" and ([.backends[].works] | any | not)
        and (.findings[] | select(.key == "lockdown") | .state == "missing"
            and (.remedy | test("lockdown=integrity")))' report > verdict || { cat report; return 1; }
    "$fileaudit" watch -o /dev/null -- true 2> words
    status=$?
    ((status == 5)) || { echo "watch: status $status, not 5"; cat words; return 1; }
    expect_words lockdown
}

echo "$(uname -r), expecting backend $backend, paths by $resolver;" \
    "LSMs $(cat /sys/kernel/security/lsm)"
check forced forced
check automatic automatic
[[ $backend == lsm ]] || check lsm_refused lsm_refused
check one_program one_program
check accounts accounts
check strace against_strace
check cases cases --backend "$backend"
if [[ $resolver == kfunc ]]; then
    check without_kfuncs without_kfuncs
    check strace_by_walk against_strace --no-kfuncs
    check cases_by_walk cases --backend "$backend" --no-kfuncs --failed
    check resolvers_agree resolvers_agree
fi
[[ $backend != lsm ]] || check cases_fentry cases --backend fentry --failed
check cases_tracepoint cases --backend tracepoint --failed
if [[ $(type -P burst) ]]; then
    [[ $backend != lsm ]] || check crowd crowd exactly --backend lsm
    check crowd_fentry crowd about --backend fentry
    check crowd_tracepoint crowd about --backend tracepoint
fi
[[ $(type -P int80) ]] && check calls_of_32_bits calls_of_32_bits
check nothing_left_after_kill nothing_left_after_kill
check least_privilege least_privilege
check doctor doctor
check locked_down locked_down
exit "$failed"
