#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Beginning and ending: --count, --duration, signals, a reader that goes away or stops reading,
# a full disk; and whatever happens, nothing stays attached.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
touch file

# --count and --duration
start_fileaudit -o events --path "$work/file" --op open --count 3
"$helpers/burst" 10 file
wait_fileaudit 20
expect_equal "count: status" $? 0
expect_equal "count: lines" "$(wc -l < events)" 3
expect_match "count: closing line" "$(closing_line)" 'fileaudit: 3 events shown, *'
begin=$(date +%s%N)
run_fileaudit -o events --path "$work/file" --duration 1500ms
expect_equal "duration: status" $? 0
took=$((($(date +%s%N) - begin) / 1000000))
expect_equal "duration: $took ms" "$((took >= 1500 && took < 10000))" 1
run_fileaudit -o events --op open --path "$work/file" --count 2 -- \
    bash -c "'$helpers/burst' 5 file; exit 9"
status=$?
expect_equal "count with a command: lines" "$(wc -l < events)" 2
expect_equal "count with a command: status $status" "$((status == 0 || status == 9))" 1

# what the text looks like, and that it is there before the end
start_fileaudit --path "$work/file" --op open > out
cat file
if wait_for 20 grep -qE "^[0-9:.]{12} +[0-9]+ .* cat +open openat +r .* $work/file\$" out; then
    ok "live: the event is there while it runs"
else
    fail "live: the event is there while it runs" "$(< out)"
fi
stop_fileaudit INT
expect_equal "SIGINT: status" $? 0
expect_match "SIGINT: closing line" "$(closing_line)" \
    'fileaudit: 1 event shown, * filtered, 0 lost'
for signal in TERM HUP; do
    # with -o a SIGHUP would open the file anew, see rotate.sh
    start_fileaudit --path "$work/file" > events
    cat file
    stop_fileaudit "$signal"
    expect_equal "SIG$signal: status" $? 0
    expect_equal "SIG$signal: nothing is lost at the end" "$(wc -l < events)" 1
done
# after a silence it sleeps for a second, and an event wakes it
shown() { (($(wc -l < events) >= $1)); }
start_fileaudit -q -o events --path "$work/file" --op open
late=()
for event in 1 2 3 4 5 6; do
    sleep 0.5
    begin=$(date +%s%N)
    : < file
    wait_for 20 shown "$event"
    took=$((($(date +%s%N) - begin) / 1000000))
    ((took < 500)) || late+=("$took")
done
stop_fileaudit
expect_equal "after a silence: late (${late[*]} ms)" "$((${#late[@]} <= 3))" 1

start_fileaudit -q -o events --path "$work/file"
stop_fileaudit
expect_equal "quiet: no closing line" "$(closing_line)" ''

# a reader that goes away
: > "$words"
("$fileaudit" watch -v --path "$work/file" 2> "$words" < /dev/null |
    head -n 1 > out; echo "${PIPESTATUS[0]}" > status) &
pipeline=$!
wait_for_ready || fail "head: ready" "$(< "$words")"
cat file
if wait_for 10 ended "$pipeline"; then
    ok "head: it ends without a second event"
else
    fail "head: it ends without a second event" "still there after 10 s"
    pkill -P "$pipeline"
fi
wait "$pipeline"
expect_equal "head: status" "$(< status)" 0
expect_equal "head: a line" "$(wc -l < out)" 1

# a reader that stops reading
mkfifo pipe
bash -c 'exec < pipe; kill -STOP $$' &
reader=$!
start_fileaudit --json --path "$work/file" > pipe
"$helpers/burst" 20000 file
begin=$SECONDS
stop_fileaudit
status=$?
expect_equal "stopped reader: SIGTERM ends it ($((SECONDS - begin)) s)" \
    "$((status != 255 && SECONDS - begin <= 14))" 1
expect_equal "stopped reader: status" "$status" 1
expect_match "stopped reader: sentence" "$(< "$words")" '*fileaudit: the reader of the output *'
{ kill -9 "$reader"; wait "$reader"; } 2> /dev/null

# output that cannot be written
in_background timeout 30 "$fileaudit" watch --json --path "$work/file" -v > /dev/full
wait_for_ready
cat file
wait_fileaudit 30
expect_equal "/dev/full: status" $? 1
expect_match "/dev/full: sentence" "$(< "$words")" '*fileaudit: cannot write to *No space left*'
mkdir small
unshare -m bash -c 'mount -t tmpfs -o size=64k none small && exec "$0" watch --json -o small/f -- \
    "$1" 5000 file' "$fileaudit" "$helpers/burst" 2> "$words"
expect_equal "full disk: status" $? 1
expect_match "full disk: sentence" "$(< "$words")" \
    "*fileaudit: cannot write to 'small/f': No space left*"

# killed
start_fileaudit -o /dev/null --path "$work/file"
held=$(programs_of "$fa_pid")
expect_equal "kill -9: it had programs" "$(($(wc -w <<< "$held") >= 2))" 1
{ kill -9 "$fa_pid"; wait "$fa_pid"; } 2> /dev/null
if wait_for 20 no_programs_left; then
    ok "kill -9: nothing stays attached"
else
    fail "kill -9: nothing stays attached" "$(bpftool prog show | grep fa_)"
fi
start_fileaudit -o /dev/null -- sleep 300
sleeper=$(pgrep -P "$fa_pid")
wait_for 10 grep -qx sleep "/proc/$sleeper/comm" # it is let go once that is ready
{ kill -9 "$fa_pid"; wait "$fa_pid"; } 2> /dev/null
expect_equal "kill -9: the command runs on" "$(ended "$sleeper" || echo yes)" yes
kill "$sleeper"
finish
