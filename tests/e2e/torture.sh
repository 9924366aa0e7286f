#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything above a file, and the process itself, changing at full speed while files are opened:
# what is told was so at that time (tests/oracle/storms.py), or is said to be unstable; never pieced
# together. FILEAUDIT_SEED repeats a run; FILEAUDIT_TORTURE_ROUNDS is how many, each with the next seed.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
seed=${FILEAUDIT_SEED:-$RANDOM}

# storm NAME MODEL OPTION... -- COMMAND...: its words are for the model
storm() {
    local name=$1 model=$2 options=() status said
    shift 2
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    run_fileaudit --json -o events --buffer 64M "${options[@]}" "$@" > "$top.did"
    status=$?
    if ((status == 77)); then
        skip "$name" "$(tail -n 2 "$words" | head -n 1)"
        return
    fi
    expect_equal "$name: status" $status 0
    if said=$(python3 "$tests/oracle/storms.py" events 50 "$model" "$top" 2>&1); then
        ok "$name: $said"
    else
        fail "$name" "$said, seed $seed"
    fi
}

new_top() {
    top=$work/top$((++tops))
    mkdir "$top"
}

# paths NAME KINDS DEPTH OPENS PAUSE: see helpers/path_storm.c
paths() {
    new_top
    storm "$1" path --op open -- unshare -m --propagation private \
        "$helpers/path_storm" "$top" "$2" "$3" "$4" "$5" "$seed"
}

execs() { # HOPS
    local name
    new_top
    for name in ping pong-or-so; do
        cp "$helpers/exec_storm" "$top/$name"
        touch "$top"/{mark,more}."$name"
    done
    storm execs exec --op open,exec -- "$helpers/exec_storm" "$top" 3 "$1"
}

tops=0
for ((round = 0; round < ${FILEAUDIT_TORTURE_ROUNDS:-1}; round++, seed++)); do
    echo "seed $seed"
    paths renames ddd 3 12000 0
    paths "renames by two" dddddd 3 8000 1000
    paths mounts dmdmmd 3 8000 2000
    paths "deep renames and mounts" dmd 300 2500 10000
    paths "deep mounts" mmm 300 2500 30000
    new_top
    storm detached detach --op open -- unshare -m --propagation private \
        "$helpers/detach_storm" "$top" 6000 "$seed"
    new_top
    storm "cwd and root" fs --op open -- "$helpers/fs_storm" "$top" 10000 "$seed"
    new_top
    storm executables exe --op open --ancestry 1 -- "$helpers/exe_storm" "$top" 4000 "$seed"
    execs 100
done
finish
