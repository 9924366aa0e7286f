#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What may go wrong around a run: full disks, limits, signals that come in storms or are ignored, closed
# streams, clocks, type information that is none, another fileaudit. Each ends in what is right, or in a
# sentence with its status. (Beside this: live.sh, rotate.sh, record.sh, terminal.sh, faults_injected.sh.)
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016,SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
echo > file
burst=$helpers/burst

# fault NAME STATUS SENTENCE COMMAND...: SENTENCE is a shell pattern for all that was said
fault() {
    local name=$1 want=$2 sentence=$3 status
    shift 3
    timeout -s KILL 60 "$@" > stdout 2> "$words" < /dev/null
    status=$?
    if ((status != want)); then
        fail "$name" "status $status, not $want: $(tail -n 2 "$words")"
    else
        expect_match "$name" "$(< "$words")" "$sentence"
    fi
}

# ---- output ------------------------------------------------------------------------------------

fault "-o /dev/full" 1 "*cannot write to '/dev/full': No space left on device; *" \
    "$fileaudit" watch -o /dev/full -- "$burst" 10 file
mkdir small
fault "a full disk, with --rotate" 1 "*cannot write to 'small/f': No space left*" \
    unshare -m bash -c 'mount -t tmpfs -o size=64k none small && "$@"; status=$?
        cat small/f.* | jq -c .pid > rotated; exit "$status"' bash \
    "$fileaudit" watch --json -o small/f --rotate 16K,100 -- "$burst" 5000 file
expect_equal "a full disk, with --rotate: whole lines are there" "$(($(wc -l < rotated) > 50))" 1
fault "ulimit -f" 1 "*cannot write to 'limited': File too large; *" \
    prlimit --fsize=65536 "$fileaudit" watch --json -o limited -- "$burst" 5000 file
expect_equal "ulimit -f: up to it" "$(stat -c %s limited)" 65536
fault "ulimit -f, a recording: the watch goes on" 1 "*cannot record into 'limited.fa': File too large; *" \
    bash -c '"$@" 2>&1 > /dev/null | tee said | grep -v "^{" >&2; exit "${PIPESTATUS[0]}"' bash \
    prlimit --fsize=700000 "$fileaudit" watch --json --record limited.fa --path "$work/file" -- "$burst" 5000 file
expect_equal "ulimit -f, a recording: all is shown" "$(grep -c '"op":"open"' said)" 5000
fault "ulimit -f, a recording: what is there is whole" 1 '*was cut off after*' "$fileaudit" replay --json limited.fa
expect_equal "ulimit -f, a recording: a beginning" "$(($(wc -l < stdout) > 100))" 1

# What is said must not end up in a file that got a closed descriptor's number.
fault "standard error closed" 7 '' bash -c '"$@" 2>&-' bash \
    "$fileaudit" watch --json -v -o silent --record silent.fa -- sh -c 'cat file; exit 7'
expect_equal "standard error closed: nothing of it in the output" "$(jq -c .op silent | grep -c open > count; echo $?)" 0
fault "standard error closed: nor in the recording" 0 '*' "$fileaudit" replay silent.fa
fault "all three closed" 7 '' bash -c '"$@" <&- >&- 2>&-' bash \
    "$fileaudit" watch --json -o silent -- sh -c 'cat file; exit 7'
fault "standard output closed, with a file open for it" 2 'fileaudit: standard output is closed; *' \
    bash -c '"$@" >&-' bash "$fileaudit" watch --pid $$
fault "the command has the streams that we had" 0 '' bash -c '"$@" <&- 2>&-' bash \
    "$fileaudit" watch -o /dev/null -- python3 -c 'import os; print(os.listdir("/proc/self/fd"))'
python3 -c 'import os; print(os.listdir("/proc/self/fd"))' > want <&- 2>&-
expect_equal "… and nothing more" "$(< stdout)" "$(< want)"

# A FIFO that nobody reads is waited for, and that is said.
mkfifo pipe
in_background "$fileaudit" watch -o pipe --path "$work/file" -- cat file > /dev/null
wait_for 10 grep -qx "fileaudit: waiting for a reader of 'pipe'" "$words" || fail "a FIFO" "$(< "$words")"
cat pipe > read
wait_fileaudit 20
expect_match "a FIFO: waited for, then written" "$? $(< read)" '0 *cat *open *file'
in_background "$fileaudit" watch -o pipe -- true
wait_for 10 grep -q waiting "$words"
kill "$fa_pid"
wait_fileaudit 30
expect_equal "a FIFO: it can be interrupted" $? 143

# A terminal that is gone, and was not the controlling one: EIO.
cat > gone.py << 'END'
import os, pty, subprocess, sys
master, slave = pty.openpty()
ours, theirs = os.pipe()
watch = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave, stderr=theirs)
os.close(slave)
os.close(theirs)
said = b""
while b"ready" not in said:
    more = os.read(ours, 4096)
    assert more, said
    said += more
os.close(master)
for _ in range(200):
    open("file").close()
    try:
        sys.exit(watch.wait(0.1))
    except subprocess.TimeoutExpired:
        pass
watch.kill()
sys.exit(99)
END
fault "a terminal gone" 0 '' python3 gone.py "$fileaudit" watch -v --path "$work/file"
fault "a terminal gone, top" 0 '' env TERM=xterm python3 gone.py "$fileaudit" top -v

# ---- limits ------------------------------------------------------------------------------------

# Whatever the limit is: right, or refused in a sentence.
limited() { # PRLIMIT-OPTION
    local name=limit$1 status
    timeout -s KILL 30 prlimit "$1" "$fileaudit" watch --json --path "$work/file" -o "$name.out" -- \
        bash -c 'cat file > /dev/null; : > "$0.ran"' "$name" > "$name.said" 2>&1 < /dev/null
    status=$?
    if grep -qE 'error while loading shared|^bash: |cannot create|prlimit: ' "$name.said"; then
        echo "ok $1: not ours: $status $(tail -n 1 "$name.said")" # the loader's, or the command's
    elif ((status == 0)) && jq -se 'any(.[]; .comm == "cat")' "$name.out" > /dev/null; then
        echo "ok $1: works"
    elif ((status == 1 || status == 4 || status == 5)) && [[ ! -e $name.ran ]] &&
        ! grep -qv '^fileaudit: ' "$name.said" && [[ -s $name.said ]]; then
        echo "ok $1: $(tail -n 1 "$name.said")"
    else
        echo "FAIL $1: status $status: $(tail -n 1 "$name.said")"
    fi
}
export -f limited
export work fileaudit
printf '%s\n' --nofile={8,12,16,20,24,28,32,40,48,64,96} --as={16,32,48,64,80,96,128}000000 --data={2,8,16,32}000000 \
    --stack={64000,256000} --memlock=0 --core=0 --nproc=1 --sigpending=0 --rss=0 --msgqueue=0 --locks=0 |
    xargs -P "$(nproc)" -I {} bash -c 'limited "$1"' limited {} > limits
while read -r verdict rest; do
    if [[ $verdict == ok ]]; then ok "$rest"; else fail "$rest"; fi
done < limits
expect_equal "limits: some are too tight, some not" \
    "$(($(grep -c works limits) > 5 && $(grep -c ': fileaudit: ' limits) > 3))" 1
chmod 755 "$work"
install -m 755 "$fileaudit" binary
fault "ulimit -u" 1 'fileaudit: cannot fork: Resource temporarily unavailable*' \
    setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+bpf,+perfmon --ambient-caps=-all,+bpf,+perfmon \
    prlimit --nproc=1 ./binary watch -o /dev/null -- true

# ---- signals -----------------------------------------------------------------------------------

cat > storm.py << 'END'
import os, signal, subprocess, sys, time
open("events", "w").close()
watch = subprocess.Popen(sys.argv[1:])
sent = 0
while watch.poll() is None:
    for number in (signal.SIGWINCH, signal.SIGCONT, signal.SIGCHLD, signal.SIGURG) * 8:
        watch.send_signal(number)
    # the kernel loads no program for those who are stopped over and over
    if sent % 8 == 0 and os.stat("events").st_size > 0:
        watch.send_signal(signal.SIGSTOP)
        time.sleep(0.002)
        watch.send_signal(signal.SIGCONT)
    sent += 1
    time.sleep(0.001)
assert sent > 20, sent
sys.exit(watch.returncode)
END
fault "a storm of signals from its start on" 0 'fileaudit: 30000 events shown, *, 0 lost' python3 storm.py \
    "$fileaudit" watch --json --strict -o events --op open --ino-of file -- "$burst" 30000 file
expect_equal "a storm of signals: each line once" "$(jq -r .pid events | wc -l)" 30000
fault "children of ours that are not the command" 7 '*' \
    bash -c 'sleep 0.1 & (sleep 0.2; exit 3) & exec "$@"' bash "$fileaudit" watch -o /dev/null -- sh -c 'sleep 0.4; exit 7'
fault "SIGCHLD ignored by who started us" 7 '*' python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])' \
    "$fileaudit" watch -o /dev/null -- sh -c 'exit 7'
: > "$words"
(trap '' HUP; exec "$fileaudit" watch -v -o nohup --path "$work/file") 2> "$words" < /dev/null &
fa_pid=$!
wait_for_ready || fail nohup "$(< "$words")"
kill -HUP "$fa_pid" # opens the file anew
(trap '' HUP; exec "$fileaudit" watch -v --path "$work/file" > nohup.pipe) 2> said < /dev/null &
piped=$!
wait_for 20 grep -q ready said
kill -HUP "$piped" # would end it, were it not for nohup
cat file
wait_for 10 grep -q "/file\$" nohup.pipe || fail "nohup: it goes on" "$(< said)"
kill -INT "$piped"
wait "$piped"
expect_equal "nohup: SIGHUP ends nothing" "$? $(grep -c 'cat .* open .*/file$' nohup.pipe)" '0 1'
stop_fileaudit
expect_equal "nohup: nor here" "$? $(grep -c 'cat .* open .*/file$' nohup)" '0 1'

# ---- clocks ------------------------------------------------------------------------------------

if unshare --time --monotonic 1 true 2> /dev/null; then
    before=$(date +%s)
    fault "a time namespace" 0 '*' unshare --time --monotonic 5000000 --boottime 5000000 --fork \
        "$fileaudit" watch --json --time epoch -o events --path "$work/file" -- cat file
    expect_equal "a time namespace: the time is that of the wall" \
        "$(jq -s "length > 0 and all(.[]; .ts >= $before and .ts < $before + 60)" events)" true
else
    skip "a time namespace" "none here"
fi

# ---- type information --------------------------------------------------------------------------

btf=/sys/kernel/btf
head -c 100000 $btf/vmlinux > truncated
head -c 100000 /dev/urandom > noise
: > empty
{ head -c 24 $btf/vmlinux; head -c 5000000 /dev/zero; } > zeros
printf '\237\353\1\0\30\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0' > typeless # well-formed
for what in truncated noise empty zeros typeless; do
    fault "BTF: $what" 5 'fileaudit: *' unshare -m bash -c 'mount --bind "$1" '$btf'/vmlinux && shift && exec "$@"' \
        bash "$what" "$fileaudit" watch -o /dev/null -- touch ran
done
fault "BTF: absent" 5 'fileaudit: *BTF*' unshare -m bash -c 'mount -t tmpfs none '$btf' && exec "$@"' bash \
    "$fileaudit" watch -o /dev/null -- touch ran
expect_equal "BTF: no command was run" "$(ls ran 2> /dev/null)" ''

# ---- two at once -------------------------------------------------------------------------------

start_fileaudit --json -o first --path "$work/"
first=$fa_pid
cp "$words" first.words
start_fileaudit --json -o second --path "$work/"
"$burst" 500 file
stop_fileaudit
expect_equal "two at once: the second's status" $? 0
kill "$first"
fa_pid=$first
wait_fileaudit 30
expect_equal "two at once: the first's" $? 0
events_of() { jq -c --arg path "$work/file" 'select(.path == $path) | [.pid, .tid, .op, .fd]' "$1"; }
expect_equal "two at once: they see the same" "$(events_of first | wc -l) $(diff <(events_of first) <(events_of second))" '500 '
expect_equal "two at once: the first sees the second, which does not see itself" \
    "$(jq -c --arg path "$work/second" 'select(.path == $path) | .comm' first second | cut -c 1-10)" '"fileaudit'
expect_equal "nothing is left attached" "$(wait_for 20 no_programs_left && echo none)" none
finish
