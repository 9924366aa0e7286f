#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# watch --existing: what is held and what comes live, each once: while a process opens or maps
# files as fast as it can; what comes first; filters and --count across both.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317 # called by wait_for
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
mkdir files
# where a file is made fastest
mount -t tmpfs none files || cannot_run "no tmpfs can be mounted"
trap 'umount -l "$work/files"; clean_up' EXIT

mkfifo end
exec {end}<> end # it ends with this test, which alone has it open for writing

# ---- no gap, no duplicate ---------------------------------------------------------------------

files_made() { find files -name 'kept-*' | wc -l; }
has_finished() { grep -q kept said; }
has_gone_on() { (($(files_made) >= enough)) || has_finished; }

# race NAME open|map [churn]: attaches in the middle of open_many's work
race() {
    local name=$1 how=$2 op=$2 pause=4000 many enough why
    [[ $how == open ]] || op=mmap pause=1000 # more maps may be held than descriptors
    for ((; pause < 500000; pause *= 3)); do # until this machine is there before it has finished
        find files -mindepth 1 -delete
        : > said
        "$helpers/open_many" "$how" files "$pause" "${@:3}" < end > said {end}>&- &
        many=$!
        wait_for 20 grep -q begun said || fail "$name" "the helper did not begin"
        start_fileaudit --existing --strict --json -o events --buffer 64M --pid "$many" \
            --op "$op" --path "$work/files/"
        enough=$(($(files_made) + 500))
        wait_for 20 has_gone_on
        has_finished || break
        stop_fileaudit
        kill "$many"
        wait "$many" 2> /dev/null
    done
    kill -USR1 "$many"
    wait_for 20 has_finished || fail "$name" "the helper did not stop"
    stop_fileaudit
    expect_equal "$name: status" $? 0
    kill "$many"
    wait "$many" 2> /dev/null
    # shellcheck disable=SC2046 # words they are
    if why=$(python3 "$tests/oracle/each_once.py" events "$work/files/" "$op" \
        $(tail -n 1 said) 2>&1); then
        ok "$name: $why"
    else
        fail "$name: each once" "$(tail -n 1 said): $why"
    fi
}
for i in 1 2; do race "opens $i" open; done
race maps map
for i in 1 2; do race "opens, another thread closes $i" open churn; done
race "maps, another thread unmaps" map churn

# ---- what is held, then what comes ------------------------------------------------------------

# A process that holds files and opens one at every line it gets: its name.
mkdir few
cat > few.py << 'PY'
import os, sys
kept = [os.open(f"few/held-{i}", os.O_CREAT | (os.O_RDWR if i % 2 else os.O_RDONLY))
        for i in range(6)]
child = os.fork()
if child == 0:
    kept.append(os.open("few/child", os.O_CREAT | os.O_RDWR))
    os.setpgid(0, 0)
open(f"ready-{'child' if child == 0 else 'parent'}", "w").close()
for line in sys.stdin if child else iter(lambda: open("go-child").readline(), ""):
    name, flags = line.split()
    kept.append(os.open(name, getattr(os, flags) | os.O_CREAT))
    os.rename(name + ".asked", name + ".done")
PY
mkfifo go go-child
python3 few.py < go {end}>&- &
few=$!
exec {go}> go {go_child}<> go-child
both_ready() { [[ -e ready-parent && -e ready-child ]]; }
wait_for 20 both_ready || fail "few" "it did not start"
child=$(pgrep -P "$few")
ask() { # DESCRIPTOR NAME FLAGS: returns when it is open
    : > "$2.asked"
    echo "$2 $3" >&"$1"
    wait_for 20 test -e "$2.done" || fail "ask $2" "it was not opened"
    rm -f "$2.done"
}
seen() { jq -r '.op + " " + (.path | split("/") | last)' events | xargs; }
expect_seen() { # NAME WORDS
    local name=$1
    shift
    stop_fileaudit
    expect_equal "$name" "$(seen)" "$*"
}

options=(--existing --json -o events --path "$work/few/*")
start_fileaudit "${options[@]}" --pid "$few"
ask "$go" few/new-1 O_RDWR
ask "$go" few/held-1 O_RDONLY # again
expect_seen "held, then opened" \
    held-open\ held-{0,1,2,3,4,5} open new-1 open held-1
start_fileaudit "${options[@]}" --pid "$few" --access w
ask "$go" few/new-2 O_RDONLY
ask "$go" few/new-3 O_RDWR
expect_seen "--access of both" \
    held-open\ held-{1,3,5} held-open new-1 open new-3
start_fileaudit "${options[@]}" --pid "$few" --op held-open,mmap
ask "$go" few/new-4 O_RDONLY
expect_seen "--op: only what is held" \
    held-open\ held-{0,1,2,3,4,5} held-open new-1 held-open held-1 held-open\ new-{2,3}
start_fileaudit "${options[@]}" --pid "$few" --uniq path
ask "$go" few/held-0 O_RDONLY # folded
ask "$go" few/new-5 O_RDONLY
expect_seen "--uniq of both" \
    held-open\ held-{0,1,2,3,4,5} held-open\ new-{1,2,3,4} open new-5
expect_match "--uniq of both: folded ones are counted" "$(closing_line)" \
    'fileaudit: 11 events shown, * 2 folded, 0 lost' # held-1 is held twice
start_fileaudit "${options[@]}" --pid "$few" --follow --path '!**/held-*' --path '!**/new-*'
ask "$go_child" few/by-child O_RDWR
expect_seen "--follow of both" held-open child open by-child
start_fileaudit "${options[@]}" --pid "$few,$child" --path '!**/new-*' -n 9
ask "$go" few/new-6 O_RDWR
ask "$go_child" few/last O_RDWR
wait_fileaudit 20 || fail "--count" "it does not end after the ninth"
check_events "--count within what is held" events "$few" "$child" << 'PY'
assert len(events) == 9 and len(only(op="held-open")) == 9, events
PY

# --count: the inventory counts
held=$(timeout 60 "$fileaudit" snapshot --json -p "$child" --path "$work/few/*" 2> /dev/null |
    wc -l)
start_fileaudit "${options[@]}" --pid "$child" -n $((held + 2))
ask "$go_child" few/counted-1 O_RDWR
ask "$go_child" few/counted-2 O_RDWR
wait_fileaudit 20
expect_equal "--count of both: status" $? 0
expect_match "--count of both" "$(seen)" "held-open * open counted-1 open counted-2"
expect_equal "--count of both: no more" "$(wc -l < events)" $((held + 2))
expect_match "--count of both: closing line" "$(closing_line)" \
    "fileaudit: $((held + 2)) events shown, *"

# The same process by its maps: libraries it has, then one more.
start_fileaudit --existing --json -o events --pid "$few" --op mmap --path '**/libc.so*'
stop_fileaudit
check_events "--op mmap: libraries held" events << 'PY'
assert len(events) >= 3 and all(e["op"] == "held-map" for e in events), events
PY

# Text: one table
start_fileaudit --existing -q -o events --pid "$few" --path "$work/few/*"
ask "$go" few/new-7 O_RDWR
stop_fileaudit
expect_equal "text: the same columns in both" \
    "$(awk '{ print index($0, "few/") }' events | sort -u | wc -l)" 1
expect_match "text: both are there" "$(< events)" '* held-open *held-0* open *new-7'

# A reader that goes away
(timeout 60 "$fileaudit" watch --existing -p "$few" 2> "$words" < /dev/null
    echo $? > status) | head -n 1 > out &
pipeline=$!
if wait_for 20 test -s status; then
    ok "head: it ends"
else
    fail "head: it ends" "still there"
fi
wait "$pipeline"
expect_equal "head: status" "$(< status)" 0
expect_equal "head: a line" "$(wc -l < out)" 1
wait_for 20 no_programs_left && ok "no BPF programs are left"
finish
