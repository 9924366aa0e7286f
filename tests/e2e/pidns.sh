#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pid namespaces: watching into one from outside, and from inside one.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
touch file

# From outside: pid is ours, ns_pid the inner one. NSpid in /proc/PID/status is the oracle: the
# process, whose /proc is ours, reads its own and stays to be it.
cat > inner.py << 'PY'
import os
status = open("/proc/self/status").read()
open("nspid", "w").write(status.split("NSpid:")[1].splitlines()[0])
os.close(os.open("file", os.O_RDONLY))
PY
for depth in 1 2 3; do
    words_inside=(/usr/bin/python3 inner.py)
    for ((i = 0; i < depth; i++)); do
        words_inside=(unshare -pf --kill-child "${words_inside[@]}")
    done
    run_fileaudit --json -o events --op open --path "$work/file" -- "${words_inside[@]}"
    check_events "from outside, $depth deep" events "$(< nspid)" "$depth" << 'PY'
numbers = [int(number) for number in args[0].split()]
assert len(numbers) == int(args[1]) + 1, numbers
event, = events
agree(event, pid=numbers[0], ns_pid=numbers[-1])
PY
done
run_fileaudit --json -o events --op open --path "$work/file" -- cat file
expect_equal "the same pid twice is told once" "$(jq 'has("ns_pid")' events)" false

# From inside: all pids are those of the namespace.
cat > inside.sh << 'SH'
"$fileaudit" watch -q --json -o launched --op open --path "$PWD/*" -- sh -c 'echo $$ > pid; cat file'
bash -c 'read -r < go; : > watched-file; (exec cat file); exit' &
echo $! > watched
: > "$words"
"$fileaudit" watch -v --json -o attached --op open --path "$PWD/*" -p $! --follow 2> "$words" &
until grep -qx 'fileaudit: ready' "$words"; do sleep 0.05; done
cat file # not watched
echo > go
wait $!
"$fileaudit" snapshot -q --json -o held --pid $$
"$fileaudit" watch -q --json -o all --op open --path "$PWD/*" --duration 60s -n 1 &
own=$!
until [[ -s all ]] || ! kill -0 $own; do cat file; done > /dev/null
wait $own
SH
mkfifo go
export fileaudit words
run_inside() { timeout 90 unshare -pf --mount-proc --kill-child bash inside.sh > out 2> said; }
run_inside
expect_equal "inside: status" $? 0
check_events "inside: a command's pids" launched "$(< pid)" << 'PY'
assert events and only(comm="sh")[0]["pid"] == int(args[0])
assert all(e["ppid"] == int(args[0]) for e in only(comm="cat")), events
assert not any("ns_pid" in e for e in events)
PY
check_events "inside: --pid and --follow" attached "$(< watched)" << 'PY'
assert only(pid=int(args[0])) and only(ppid=int(args[0])), events
assert {e["comm"] for e in events} == {"bash", "cat"}, events
PY
check_events "inside: a snapshot" held << 'PY'
assert {e["pid"] for e in events} == {1} and {e["op"] for e in events} == {"held-open", "held-map"}
PY
expect_equal "inside: its own opens are left out" "$(jq -r .comm all)" cat

# From inside one, a process outside has no number: 0.
touch outside
(until [[ -e stop ]]; do cat outside; done) > /dev/null &
timeout 60 unshare -pf --mount-proc --kill-child "$fileaudit" watch -q --json -o events --op open \
    --path "$work/outside" -n 1
touch stop
check_events "a process that is not in the namespace" events << 'PY'
event, = events
agree(event, pid=0, tid=0, ppid=0)
assert event["ns_pid"] > 1, event
PY
finish
