#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests/bench/guest runs in a guest whose clock counts instructions: prints a line for each way to watch,
# with tabs: bench:, backend, resolver, format, instructions of an open and close that is shown, of one that the
# filter refuses, of a getppid, of the reader for an event. The least of some batches, so that the timer's
# interrupts are left out.
set -u
batches=7 opens=500 others=2000
target=/srv/one/two/target
mkdir -p "${target%/*}"
: > "$target"

serve() { # NAME: an opener that takes its orders from a pipe and answers in another; sets its process id
    mkfifo "/tmp/$1.in" "/tmp/$1.out"
    opener serve < "/tmp/$1.in" > "/tmp/$1.out" &
    declare -g "$1=$!"
}
serve watched
serve other
# shellcheck disable=SC2034 # least names them
exec {to_watched}> /tmp/watched.in {from_watched}< /tmp/watched.out {to_other}> /tmp/other.in \
    {from_other}< /tmp/other.out

least() { # WHO OPENER_WORD...: of the batches; opener prints wall clock and CPU time
    local to=to_$1 from=from_$1 batch answer
    shift
    for ((batch = 0; batch < batches; batch++)); do
        echo "$@" >&"${!to}"
        read -r _ answer <&"${!from}"
        echo "$answer"
    done | sort -n | head -n 1
}

ran_ns() { cut -d ' ' -f 1 "/proc/$1/schedstat"; }

# The reader stands still meanwhile: what is measured is the kernel's side alone, and the ring has room for all.
# shellcheck disable=SC2154 # watched is set by serve
measure() { # BACKEND RESOLVER FORMAT [OPTION...]
    local way="$1 $2 $3" pid begin shown refused call reader
    set -- --backend "$1" --format "$3" "${@:4}"
    [[ $way != "lsm walk "* ]] || set -- --no-kfuncs "$@"
    : > /tmp/words
    fileaudit watch -v --pid "$watched" -o /tmp/out "$@" 2> /tmp/words &
    pid=$!
    until grep -q '^fileaudit: ready' /tmp/words; do
        kill -0 "$pid" 2> /dev/null || { echo "$way: $(tail -n 1 /tmp/words)"; return; }
        sleep 0.05
    done
    sleep 0.5
    if [[ $way == "lsm kfunc "* ]] && ! grep -q 'paths by kfunc' /tmp/words; then # before 6.12
        kill "$pid"
        wait "$pid"
        return
    fi
    begin=$(ran_ns "$pid")
    kill -STOP "$pid"
    shown=$(least watched open "$target" "$opens")
    refused=$(least other open "$target" "$opens")
    call=$(least other getppid "$others")
    kill -CONT "$pid"
    sleep 1
    reader=$((($(ran_ns "$pid") - begin) / (batches * opens)))
    kill -INT "$pid"
    wait "$pid"
    [[ $(grep -c "$target" /tmp/out) == $((batches * opens)) ]] ||
        echo "$way: not every open was shown: $(tail -n 1 /tmp/words)"
    # shellcheck disable=SC2086 # three words
    printf 'bench:\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' $way "$shown" "$refused" "$call" "$reader"
    : > /tmp/out
}

# The floor of a backend: programs that do nothing where it has its own.
measure_empty() { # BACKEND PLACE...
    local pid
    : > /tmp/words
    empty "${@:2}" 2> /tmp/words &
    pid=$!
    until grep -q '^empty: ready' /tmp/words; do
        kill -0 "$pid" 2> /dev/null || { echo "empty, $1: $(tail -n 1 /tmp/words)"; return; }
        sleep 0.05
    done
    printf 'bench:\t%s\t-\tempty\t-\t%s\t%s\t-\n' "$1" "$(least other open "$target" "$opens")" \
        "$(least other getppid "$others")"
    kill "$pid"
    wait "$pid" || return 0 # it was killed
}

more=$(sed -n 's/.*\bfa\.more=\([^ ]*\).*/\1/p' /proc/cmdline) # an option of every run, as --args
printf 'bench:\tnothing\t-\t-\t%s\t%s\t%s\t-\n' "$(least watched open "$target" "$opens")" \
    "$(least other open "$target" "$opens")" "$(least other getppid "$others")"
for way in "lsm kfunc text" "lsm kfunc json" "lsm walk text" "fentry walk text" "tracepoint walk text" \
    "tracepoint walk json"; do
    # shellcheck disable=SC2086 # three words, and perhaps one
    measure $way $more
done
opener=do_filp_open
grep -q " $opener$" /proc/kallsyms || opener=do_file_open # from 7.2
measure_empty lsm lsm:file_open
measure_empty fentry "fexit:$opener"
measure_empty tracepoint sys_exit
