#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is tested inside a guest, as root, while everything changes at full speed: what is told is
# checked against models (storms.py), and that it is all there. Prints `ok NAME`, `skipped NAME` or
# `FAIL NAME` with the reason. Parameters as in scenario.sh, and fa.seed=N, and fa.rounds=N: so many
# times everything, each with the next seed.
set -u
# shellcheck source=tests/vm/checks.sh
. "$(dirname "$(realpath "$0")")/checks.sh"
oracle=${FA_ORACLE:-/oracle}
seed=$(parameter seed)
seed=${seed:-$RANDOM}
rounds=$(parameter rounds)

for program in path_storm detach_storm fs_storm exe_storm exec_storm open_storm; do
    type -P "$program" > /dev/null || { echo "FAIL: no $program here"; failed=1; }
done
((failed == 0)) || exit 1

# ---- models -----------------------------------------------------------------------------------

top() { # NAME: a directory, whose storm's words go beside it
    mkdir "$PWD/$1" && echo "$PWD/$1"
}

storms() { # all in one run of fileaudit, since to start it takes seconds here
    local name kinds=(ddd dmdmmd dmd)
    for name in "${kinds[@]}"; do
        unshare -m --propagation private path_storm "$(top "$name")" "$name" \
            "$([[ $name == dmd ]] && echo 400 || echo 3)" 700 5000 "$seed" > "$name.did" || return
    done
    unshare -m --propagation private detach_storm "$(top detached)" 200 "$seed" > detached.did || return
    fs_storm "$(top fs)" 1000 "$seed" > fs.did || return
    exe_storm "$(top exe)" 600 "$seed" > exe.did || return
    top execs > where
    for name in ping pong-or-so; do
        cp "$(type -P exec_storm)" "execs/$name"
        touch execs/{mark,more}.$name
    done
    exec_storm "$PWD/execs" 3 15 > execs.did
}

models() {
    export seed
    watch --backend "$backend" --op open,exec --ancestry 1 --buffer 64M -- bash -c storms || return
    python3 "$oracle/storms.py" events 50 path "$PWD/ddd" path "$PWD/dmdmmd" path "$PWD/dmd" \
        detach "$PWD/detached" fs "$PWD/fs" exe "$PWD/exe" exec "$PWD/execs"
}

# ---- the ledger -------------------------------------------------------------------------------

# Nothing else runs here, so every open of the guest is one of the storm's, and each is shown,
# filtered or lost. Sets made, kept, dropped, shown, filtered, lost.
balance() { # WORKERS COUNT DISTURBANCES OPTION...
    local workers=$1 count=$2 disturbances=$3 skipped
    shift 3
    mkdir -p storm
    open_storm "$PWD/storm" "$workers" "$count" "$disturbances" "$fileaudit" watch -v --backend "$backend" \
        --op open -o "$PWD/events" --json "$@" > did || { cat did storm/words; return 1; }
    mv storm/words words
    kept=$(jq .kept did) dropped=$(jq .dropped did)
    made=$((kept + dropped))
    shown=$(count_of shown) filtered=$(count_of filtered) lost=$(count_of lost)
    skipped=$(lost_by recursion_skipped)
    echo "made $kept + $dropped; $(grep shown, words); $(jq -c '{turns, signals, victims, status}' did)"
    [[ $(jq .status did) == 0 ]] || { cat words; return 1; }
    ((made == workers * count)) || { echo 'not all were made'; return 1; }
    # What the kernel skips of fentry it counts by run of a program, and not each was of an open that is told.
    if [[ $backend == fentry ]] && ((skipped > 0)); then
        ((made <= shown + filtered + lost && shown + filtered + lost - skipped <= made))
    else
        ((made == shown + filtered + lost))
    fi || { echo 'it does not balance'; return 1; }
    [[ $backend == fentry || $skipped == 0 ]] || { echo 'skipped by the kernel'; return 1; }
    jq -s 'map(select(.op == "loss").lost) | add // 0' events > told
    [[ $(< told) == "$lost" ]] || { echo "loss records tell of $(< told)"; return 1; }
    jq -s 'map(select(.op == "open")) | length' events > told
    [[ $(< told) == "$shown" ]] || { echo "$(< told) are written"; return 1; }
}

in_kernel() { # COUNT DISTURBANCES: half of them filtered, by a prefix
    balance 4 "$1" "$2" --buffer 64M --path "$PWD/storm/kept" || return
    half
}

by_reader() { # likewise, by a glob that has none
    balance 4 "$1" "$2" --buffer 64M --path '**/kept' || return
    half
}

half() {
    local skipped
    skipped=$(lost_by recursion_skipped)
    ((lost == skipped && shown <= kept && filtered <= dropped)) || { echo 'not half'; return 1; }
    expect_events '.op == "open"' ".path == \"$PWD/storm/kept\""
}

tiny_ring() { # COUNT DISTURBANCES
    balance 4 "$1" "$2" --buffer 4096 --path '**/kept' || return
    (($(lost_by ring_full) > 0 && shown > 0 && shown <= kept && filtered <= dropped))
}

cgroups() { # COUNT
    mkdir -p /sys/fs/cgroup/storm/{here,there} storm
    ln -sfn /sys/fs/cgroup/storm/here storm/here
    ln -sfn /sys/fs/cgroup/storm/there storm/there
    balance 3 "$1" c --buffer 64M --cgroup /storm/here || return
    expect_events '.op == "open"' '.cgroup == "/storm/here"' || return
    # Each open between whose moves the process was always, or never, there.
    jq '[.windows[][]] | {
        always: map(select(.[0] == .[1] and .[0] % 2 == 0)) | length,
        never: map(select(.[0] == .[1] and .[0] % 2 == 1)) | length}' did > where
    cat where
    local always never
    always=$(jq .always where) never=$(jq .never where)
    ((shown + $(lost_by recursion_skipped) >= always && filtered + lost >= never && always > 0 && never > 0))
}

# Reader, openers and one that takes too much share a cgroup, at its limit of memory all the time.
tight() { # COUNT
    grep -qw memory /sys/fs/cgroup/cgroup.controllers || { echo 'no memory cgroups'; return 77; }
    echo +memory > /sys/fs/cgroup/cgroup.subtree_control
    echo 0 > /proc/sys/vm/oom_dump_tasks # to the console
    mkdir -p /sys/fs/cgroup/tight
    local attempt
    for attempt in 1 2 3 4; do
        rm -rf storm
        mkdir storm
        echo max > /sys/fs/cgroup/tight/memory.max
        ln -sfn /sys/fs/cgroup/tight storm/tight
        balance 4 "$1" g --buffer 64M --path '**/kept' && break
        # Its output is a file in memory, charged to that cgroup as well. Without room for it it ends, and says so.
        [[ $attempt != 4 && $(jq .status did) == 1 ]] && grep -q '^fileaudit: cannot write to .*: Cannot allocate memory' \
            words || return
    done
    cat /sys/fs/cgroup/tight/memory.events
    half && (($(jq .victims did) >= 2))
}

export -f storms top
echo "$(uname -r), backend $backend, seed $seed, $(grep -ow 'preempt=[a-z]*' /proc/cmdline)"
for ((round = 1; round <= ${rounds:-1}; round++, seed++)); do
    [[ ${rounds:-1} == 1 ]] || name_of=$round
    for line in models 'in_kernel 1000 awh' 'by_reader 1000 dm' 'tiny_ring 1000 s' 'cgroups 1000' 'tight 5000'; do
        # shellcheck disable=SC2086 # words
        set -- $line
        check "$1${name_of:-}" "$@"
        cut -c 1-300 "$work/$1${name_of:-}.log" 2> /dev/null | tail -n 8 | sed 's/^/    /'
    done
done
exit "$failed"
