#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --record and replay: what was shown is shown again, byte for byte; by any filter; of a file that is
# cut off, damaged, still being written, or none at all what is right, and a sentence.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
export TZ=Asia/Kathmandu # one that shows

# filters: each case of replay_cases.py
while IFS= read -r line; do
    case $line in
        ok\ *) ok "filter: ${line#ok }" ;;
        *) fail "filter" "$line" ;;
    esac
done < <(python3 "$tests/oracle/replay_cases.py" "$fileaudit" "$work" 2>&1)

# formats: the same options to both
workload='cat /etc/hostname /nowhere; (cd /tmp; ls) | wc -l; python3 -c "import json"'
same_case() { # NAME 'OPTIONS OF THE WATCH ALONE' 'OPTIONS OF BOTH'
    rm -f recording
    # shellcheck disable=SC2086
    run_fileaudit $2 $3 --record recording -o live -- bash -c "$workload" > /dev/null
    local lost
    lost=$(closing_line)
    # shellcheck disable=SC2086
    "$fileaudit" replay $3 recording > replayed 2> "$words"
    expect_equal "same, $1: status" $? 0
    if [[ ! -s live ]]; then
        fail "same, $1" "nothing was shown live"
    elif cmp live replayed; then
        ok "same, $1"
    else
        fail "same, $1" "$(diff live replayed | head -n 5)"
    fi
    expect_equal "same, $1: shown and lost" "$(closing_line | sed 's/, [0-9]* filtered//')" \
        "$(sed 's/, [0-9]* filtered//' <<< "$lost")"
}
same_case text '' ''
same_case wide '' --wide
same_case json '--latency' --json
same_case 'all that is told, json' '--args --ancestry 3 --ustack --latency --opener' '--json --failed'
same_case 'all that is told, text' '--args --ancestry 3 --ustack --latency --opener' '--failed'
same_case csv '--args --ancestry 2' '--format csv --failed'
same_case logfmt '--ustack' '--format logfmt --time delta'
same_case columns '' '--columns time,pid,user,cgroup,path'
same_case uniq '' '--uniq exe,path --json'
same_case 'uniq and rate' '' '--uniq path --rate 5/s'
same_case count '' '--count 7 --json'
same_case chains '' '--chains --json --op open'
same_case 'filters' '' '--path /usr/ --comm !bash --json'

# what is held, found once
exec 7< "$work"
for format in '' --json --wide; do
    rm -f recording
    # shellcheck disable=SC2086
    "$fileaudit" snapshot $format --pid "$$" --record recording > live 2> "$words"
    # shellcheck disable=SC2086
    "$fileaudit" replay $format recording > replayed 2> "$words"
    if [[ -s live ]] && cmp live replayed; then
        ok "same, snapshot $format"
    else
        fail "same, snapshot $format" "$(diff live replayed | head -n 5)"
    fi
done
rm -f recording
"$fileaudit" watch --existing --pid "$$" --json --count 5 --record recording > live 2> "$words"
"$fileaudit" replay --json recording > replayed 2> "$words"
expect_equal "same, --existing" "$(< replayed)" "$(< live)"

# losses: in their places, in the closing line, by --strict
rm -f recording
run_fileaudit --json --buffer 4096 -o live --record recording --op open --path "$work/live" -- \
    "$helpers/burst" 60000 live
expect_match "losses: some" "$(closing_line)" '* lost (*ring_full)'
live_line=$(closing_line)
"$fileaudit" replay --strict --json recording > replayed 2> "$words"
expect_equal "losses: --strict" $? 3
expect_equal "losses: in their places" "$(cmp live replayed 2>&1)" ""
expect_equal "losses: the closing line" "$(closing_line | grep -o '[0-9]* lost.*')" \
    "$(grep -o '[0-9]* lost.*' <<< "$live_line")"
if grep -q 'ring_full) while it was recorded$' "$words"; then
    ok "losses: told"
else
    fail "losses: told" "$(< "$words")"
fi

# without root, on a pipe, without a kernel
rm -f recording
run_fileaudit --failed --record recording -o live -- bash -c "$workload" > /dev/null
expect_equal "private: its mode" "$(stat -c %a recording)" 600
chmod 644 recording
setpriv --reuid 65534 --regid 65534 --clear-groups "$fileaudit" replay --failed - \
    < recording > replayed 2> "$words"
expect_equal "as nobody, from a pipe" "$? $(cmp live replayed 2>&1)" "0 "
strace -f -e trace=bpf,perf_event_open -o calls "$fileaudit" replay recording > /dev/null 2>&1
expect_equal "no BPF" "$(grep -c 'bpf(\|perf_event_open(' calls)" 0
"$fileaudit" replay recording > /dev/null 2> "$words"
expect_match "failures that are left out are said" "$(grep -v closing "$words" | head -n 1)" \
    'fileaudit: [0-9]* recorded failures are not shown; --failed shows them, too'
"$fileaudit" replay -v --count 1 recording > /dev/null 2> "$words"
expect_match "-v tells where it comes from" "$(head -n 1 "$words")" \
    "fileaudit: recorded on $(uname -n) ($(uname -m), Linux $(uname -r)) by fileaudit *: */fileaudit watch --failed *"
"$fileaudit" replay recording 2> "$words" | head -n 1 > /dev/null
expect_equal "a reader that goes away is no error" "${PIPESTATUS[0]}" 0

# nothing of the kernel's own
python3 - recording << 'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
at, events = struct.unpack_from("<I", data, 16)[0], 0
while at < len(data):
    kind, _, length = struct.unpack_from("<HHI", data, at)
    if kind == 1:
        events += 1
        assert struct.unpack_from("<Q", data, at + 16 + 96)[0] == 0, "an address"
    at += 16 + (length + 7) // 8 * 8
assert events > 20
END
expect_equal "no address of the kernel in it" $? 0

expect_refusal "no file" 2 'fileaudit replay' 'standard input' -- "$fileaudit" replay

# the file: never one that is there
for what in full link fifo directory; do
    rm -rf there
    case $what in
        full) echo precious > there ;;
        link) ln -s elsewhere there ;;
        fifo) mkfifo there ;;
        directory) mkdir there ;;
    esac
    expect_refusal "file: $what" 2 --record there -- "$fileaudit" watch --record there -- true
done
rm -rf there
echo precious > there
"$fileaudit" watch --record there -- true 2> /dev/null
expect_equal "file: what was there is there" "$(< there)" precious
expect_equal "file: nothing was made behind a link" "$(ls elsewhere 2> /dev/null)" ''
: > there
run_fileaudit --record there -- true > /dev/null 2>&1
"$fileaudit" replay there > replayed 2> /dev/null
expect_equal "file: an empty one is taken" "$? $(grep -c /usr/bin/true replayed)" '0 1'

# no recording
: > empty
head -c 1000 /dev/urandom > noise
head -c 20 recording > short
echo '{"op":"open"}' > json
cp recording newer
printf '\2' | dd of=newer conv=notrunc bs=1 seek=12 2> /dev/null
expect_refusal "none: empty" 2 "'empty'" record -- "$fileaudit" replay empty
expect_refusal "none: noise" 2 "'noise'" 'no recording' -- "$fileaudit" replay noise
expect_refusal "none: json" 2 "'json'" 'no recording' -- "$fileaudit" replay json
expect_refusal "none: cut in its header" 2 "'short'" header -- "$fileaudit" replay short
expect_refusal "none: not there" 2 "'nowhere'" 'No such file' -- "$fileaudit" replay nowhere
expect_refusal "none: a directory" 2 "'.'" 'is a directory' -- "$fileaudit" replay .
expect_refusal "none: of another format" 2 'format 2' -- "$fileaudit" replay newer

# cut off and damaged, at frames' bounds and at random: a beginning of what is right, never more
python3 "$tests/oracle/damage_recording.py" "$fileaudit" recording "${DAMAGE_CASES:-12}" \
    > verdict 2>&1
expect_equal "cut off and damaged: $(tail -n 1 verdict)" $? 0

# still being written, then killed
rm -f recording live
start_fileaudit --json -o live --record recording
: < /etc/hostname
shown() { "$fileaudit" replay --json recording 2> said | grep -q '"path":"/etc/hostname"'; }
if wait_for 10 shown; then
    ok "written: readable meanwhile"
else
    fail "written: readable meanwhile" "$(< said)"
fi
"$fileaudit" replay recording > /dev/null 2> said
expect_equal "written: status" $? 0
expect_match "written: said" "$(tail -n 1 said)" \
    "fileaudit: the recording in 'recording' is still being written; these are its first * events"
expect_refusal "written: one at a time" 2 "'recording'" 'recorded into' -- \
    "$fileaudit" watch --record recording -- true
stop_fileaudit KILL
"$fileaudit" replay --json recording > replayed 2> said
expect_equal "killed: status" $? 1
expect_match "killed: said" "$(tail -n 1 said)" \
    "fileaudit: the recording in 'recording' was cut off after * events"
if [[ -s live ]] && head -c "$(stat -c %s live)" replayed | cmp - live; then
    ok "killed: what was shown is recorded"
else
    fail "killed: what was shown is recorded" "$(wc -c live replayed)"
fi

# a full disk: said, the watch goes on, what is there is whole
mkdir small
: > file
# shellcheck disable=SC2016
unshare -m bash -c 'mount -t tmpfs -o size=64k none small && "$0" watch --json -o live \
    --record small/recording -- "$1" 3000 file 2> said; echo $? > status; cp small/recording full' \
    "$fileaudit" "$helpers/burst"
expect_equal "full disk: status" "$(< status)" 1
expect_equal "full disk: said" "$(grep -c '^fileaudit: cannot record into .*No space left' said)" 1
expect_equal "full disk: the watch went on" "$(grep -c "\"path\":\"$work/file\"" live)" 3000
"$fileaudit" replay --json full > replayed 2> said
expect_equal "full disk: what is there is whole" \
    "$? $(tail -n 1 said | grep -c 'was cut off after')" '1 1'
expect_equal "full disk: a beginning" \
    "$(head -c "$(stat -c %s replayed)" live | cmp - replayed 2>&1)" ""
finish
