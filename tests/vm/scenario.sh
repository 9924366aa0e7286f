#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is tested inside a guest, as root: fileaudit's words against those of strace, /proc, bpftool
# and the kernel's own getcwd and readlink. Prints `ok NAME` or `FAIL NAME` with the reason.
#
# What to expect comes from the kernel's command line (or the environment):
#   fa.backend=lsm|fentry|tracepoint   the backend that works best here
#   fa.resolver=kfunc|walk             how it tells paths
#   fa.doctor=yes                      also where bpf is active
#   fa.by_walk=without_failures        once, let the run by walk not ask for failures
#   fa.only=NAME                       run one test, or those that a pattern names
set -u
# shellcheck source=tests/vm/checks.sh
. "$(dirname "$(realpath "$0")")/checks.sh"
oracle=${FA_ORACLE:-/oracle}

report_backend() { # for results/, as fileaudit said it
    sed -nE 's/.*backend ([a-z]+), paths by ([a-z]+).*/backend:\t\1\tworks\t\2/p' words | head -n 1
}

automatic() { # also who nobody is, to a static program, which reads that itself
    watch --uid nobody --gid nogroup --user nobody -- cat /etc/passwd > said || return
    expect_words "backend $backend, paths by $resolver" || return
    [[ $backend == lsm ]] || expect_words 'backend lsm refused: ' || return
    report_backend
    expect_events '.path == "/etc/passwd"' '.comm == "cat" and .uid == 65534 and .gid == 65534'
}

lsm_refused() { # where bpf is not among the active security modules
    "$fileaudit" watch --backend lsm -o /dev/null -- true 2> words
    local status=$?
    ((status == 5)) || { echo "--backend lsm: status $status, not 5"; cat words; return 1; }
    expect_words 'bpf is not among the active LSMs'
}

one_program() { # open, exec and mmap of one known process, with the backend named
    local cat pid
    cat=$(readlink -f "$(type -P cat)")
    # shellcheck disable=SC2016 # for the inner shell
    watch --backend "$backend" -- \
        bash -c 'echo $$ > pid; exec cat /etc/passwd /proc/self/maps > maps' || return
    expect_words "backend $backend, paths by $resolver" || return
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

# Where there are both, the kernel's functions and the walk in one run, which must agree.
against_strace() {
    local some resolvers=("$resolver") both=()
    [[ $resolver != kfunc ]] || resolvers+=(walk) both=(--cross-check)
    busy_programs > programs
    watch --backend "$backend" --op open "${both[@]}" -- strace -f -y --seccomp-bpf \
        -e trace=open,openat,creat,openat2 -o strace.out bash ./programs || return
    for some in "${resolvers[@]}"; do
        jq -c --arg some "$some" 'select(.resolver == $some or (.resolver | not))' events > "by_$some"
        python3 "$oracle/compare_strace.py" --no-opath "by_$some" strace.out || return
    done
    [[ $resolver != kfunc ]] || agreement
}

agreement() { # of the resolvers
    # An exec is told by its tracepoint in every backend, once: its id is 0.
    jq -ces 'map(select(.id > 0)) | group_by(.id) |
        { ids: length,
          lonely: map(select(map(.resolver) | sort != ["kfunc", "walk"])),
          different: map(select(map({path, path_status, exe, exe_status}) | unique | length > 1)) }
        | { ids, lonely: (.lonely | length), different: (.different | length),
            examples: ((.lonely + .different)[:3]) }
        | ., (.ids >= 50 and .lonely == 0 and .different == 0)' events
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
    local least=$1 shown lost skipped
    shift
    mkdir -p here/below there
    touch here/below/f there/g
    # shellcheck disable=SC2016 # for the inner shell
    watch --op open --path "$PWD/*/**" "$@" -- bash -c '
        for i in 1 2 3 4; do
            (cd here && exec burst 1000 below/f) &
            (cd there && exec burst 1000 g) &
        done > /dev/null
        wait' || return
    # Nobody's record may hold what another task wrote.
    jq -r 'select(.op == "open") | [.comm, .path, .path_status, .cwd, .exe, .root] | @tsv' events |
        sort -u > seen
    printf '%s\t%s\tok\t%s\t%s\t/\n' \
        burst "$PWD/here/below/f" "$PWD/here" "$(type -P burst)" \
        burst "$PWD/there/g" "$PWD/there" "$(type -P burst)" | sort > wanted
    if [[ $least == exactly ]]; then
        diff wanted seen || return
    else # Whom the kernel preempts in a program has it for himself: of the others it may skip every run.
        [[ -s seen ]] || { echo 'nothing seen'; return 1; }
        ! grep -vxFf wanted seen || return
    fi
    shown=$(count_of shown) lost=$(count_of lost) skipped=$(lost_by recursion_skipped)
    grep shown words
    if [[ $least == exactly ]]; then # what is skipped is of a fork or an exit: 7.3 preempts tracepoints as well
        ((shown + lost - skipped <= 8000 && shown + lost + 1000 * skipped >= 8000))
    else # the kernel counts every program run it skipped, of whatever task
        ((shown + lost >= 8000))
    fi || { echo "8000 opens are not shown and lost"; return 1; }
    report_backend
}

without_results() { # COMMAND...: what is reported is all of runs with --failed
    "$@" > unfiltered
    local status=$?
    grep -v '^result:' unfiltered
    return "$status"
}

# The numbers of the BPF programs and links a process holds, or bpftool sees.
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
# looked for.
least_privilege() { # BACKEND...
    local some status
    type -P setpriv > /dev/null || { echo 'no setpriv here'; return 1; }
    for some in "$@"; do
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
        and (.remedy | test("boot with lsm=lockdown,landlock,yama,apparmor,(ima,evm,)?bpf,"))' report ||
        return
    # The best that works of each backend, or why none does.
    jq -r '.backends | group_by(.backend)[] | (map(select(.works))[0] // .[0]) |
        ["backend:", .backend, if .works then "works", .resolver else "refused", .refusal end] | @tsv' report
}

verified() { # each program as it is with all filters
    command verified --lines > counts
    local status=$?
    cat counts
    ((status == 0)) && [[ $(wc -l < counts) -ge 20 ]] && ! grep -v '^verified:' counts
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
check automatic automatic
check cases cases --backend "$backend" --failed
if [[ $backend == lsm ]]; then
    check one_program one_program
    check strace against_strace
    if [[ $(parameter by_walk) == without_failures ]]; then
        check cases_by_walk without_results cases --backend "$backend" --no-kfuncs
    elif [[ $resolver == kfunc ]]; then
        check cases_by_walk cases --backend "$backend" --no-kfuncs --failed
    fi
    check cases_tracepoint cases --backend tracepoint --failed
    if [[ $(type -P burst) ]]; then
        check crowd crowd exactly --backend lsm
        check crowd_fentry crowd about --backend fentry
        check crowd_tracepoint crowd about --backend tracepoint
    fi
    [[ $(type -P int80) ]] && check calls_of_32_bits calls_of_32_bits
    check nothing_left_after_kill nothing_left_after_kill
    check least_privilege least_privilege lsm tracepoint
else # of the rest, what does not depend on which modules are active is tried where bpf is
    check lsm_refused lsm_refused
    check least_privilege least_privilege fentry
    [[ ! $(type -P verified) ]] || check verified verified
fi
# It loads everything once more, so that not every kernel with bpf has it.
[[ $backend == lsm && $(parameter doctor) != yes ]] || check doctor doctor
check locked_down locked_down
exit "$failed"
