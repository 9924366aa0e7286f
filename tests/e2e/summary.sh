#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --summary, --summary-only: counts by --by of work that is known exactly, also when the ring is
# too small for it by far.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

mkdir place
head -c 65536 /dev/zero > place/file
cp "$(readlink -f "$(type -P true)")" place/program
counts='[.opens, .failures, .maps, .execs, .processes, .map_bytes] | join(" ")'
work() { # OPTION...: 3 processes, each 20 opens, 7 failures, 5 maps of 12345 bytes, 4 execs
    run_fileaudit "$@" --path "$work/place/" -- \
        "$helpers/workload" place 3 20 7 5 12345 4 > out
}

# Of each exec there is a failure before it. A process that executes is another one: 12 of them.
work --json -o events --summary-only --failed --by path
expect_equal "by path: status" $? 0
expect_equal "by path: file" "$(jq -r "select(.path | endswith(\"/file\")) | $counts" events)" \
    "60 0 15 0 3 $((15 * 12345))"
expect_equal "by path: none" "$(jq -r "select(.path | endswith(\"/none\")) | $counts" events)" \
    "0 $((21 + 12)) 0 0 15 0"
expect_equal "by path: program" \
    "$(jq -r 'select(.path | endswith("/program")) | [.execs, .failures, .processes] | join(" ")' \
        events)" '12 0 12'
expect_equal "by path: all there is" \
    "$(jq -r '[.op, .path_status, (.path | split("/")[-1])] | join(" ")' events | sort)" \
    'total ok file
total ok program
total unresolved none'
expect_equal "by path: most opens first" "$(jq -rs '.[0].path' events)" "$work/place/file"
expect_match "by path: a time" "$(jq -r .ts events | head -n 1)" '20*T*Z'
expect_match "by path: nothing lost" "$(closing_line)" '*, 0 lost'

work --json -o events --summary-only --failed --op open,mmap --by comm
expect_equal "by comm" "$(jq -r "[.comm, ($counts)] | join(\" \")" events)" \
    "workload 60 21 15 0 3 $((15 * 12345))"
work --json -o events --summary-only --failed --op open,mmap
expect_equal "by pid and comm unless told otherwise" \
    "$(jq -r "[.comm, ($counts)] | join(\" \")" events)" \
    "$(yes "workload 20 7 5 0 1 $((5 * 12345))" | head -n 3)"
expect_equal "by pid: each its own" "$(jq -r .pid events | sort -u | wc -l)" 3
work --json -o events --summary-only --failed --by errno,via,op
expect_equal "by errno, via and op" "$(jq -r '
    [.of, .via, .errno // "-", .opens + .failures + .maps + .execs] | join(" ")' events |
    grep -v '^mmap exec' | sort)" \
    'exec exec - 12
exec exec ENOENT 12
mmap mmap - 15
open openat - 60
open openat ENOENT 21'
work --json -o events --summary-only --op open --by comm
expect_equal "without --failed" "$(jq -r "$counts" events)" "60 0 0 0 3 0"
work --json -o events --summary-only --failed-only --by comm
expect_equal "--failed-only" "$(jq -r '[.opens, .failures] | join(" ")' events)" "0 33"
run_fileaudit --json -o events --summary-only --failed --errno ENOENT --op open --by uid,exe \
    --path "$work/place/file,$work/place/none" -- "$helpers/workload" place 2 1 4 0 1 0
expect_equal "by uid and exe" "$(jq -r '[.uid, .exe, .opens, .failures] | join(" ")' events)" \
    "0 $(realpath "$helpers/workload") 2 8"

# order and rows
for column in opens failures maps; do
    run_fileaudit --json -o events --summary-only --failed --op open,mmap --by pid --path \
        "$work/place/" --sort "$column" -- bash -c '
            "$0" place 1 9 1 5 1 0; "$0" place 1 5 9 1 1 0; "$0" place 1 1 5 9 1 0' "$helpers/workload"
    expect_equal "--sort $column" "$(jq -r ".$column" events | xargs)" '9 5 1'
done
run_fileaudit --json -o events --summary-only --op mmap --by pid --sort mapped --path \
    "$work/place/" -- bash -c '"$0" place 1 1 0 3 100 0; "$0" place 1 1 0 1 5000 0' "$helpers/workload"
expect_equal "--sort mapped" "$(jq -r .map_bytes events | xargs)" '5000 300'
work --json -o events --summary-only --failed --by path --rows 1
expect_equal "--rows" "$(jq -r .path events)" "$work/place/file"

# the table in text, alone and below the events
work -o text --summary-only --failed --op open,mmap --by comm
expect_equal "text: header" "$(sed -n 1p text | xargs)" 'OPENS FAILED MAPS EXECS PROCS MAPPED COMM'
expect_equal "text: the row" "$(sed -n 2p text | xargs)" '60 21 15 0 3 180.8K workload'
expect_equal "text: the sum" "$(sed -n 3p text | xargs)" '60 21 15 0 - 180.8K total of 1 row'
expect_equal "text: no events" "$(wc -l < text)" 3
work -o text --summary --failed --op open,mmap --by comm
expect_equal "--summary: events too" "$(grep -c " workload .*$work/place/" text)" $((60 + 21 + 15))
expect_equal "--summary: the table last" "$(tail -n 2 text | head -n 1 | xargs)" \
    '60 21 15 0 3 180.8K workload'
work --json -o events --summary --failed --op open,mmap --by comm
expect_equal "--summary in JSON" \
    "$(jq -r .op events | sort | uniq -c | awk '{ print $2 "=" $1 }' | xargs)" \
    'mmap=15 open=81 total=1'
expect_equal "--summary in JSON: the table last" "$(tail -n 1 events | jq -r .op)" total
expect_equal "--summary in JSON: no other row in the rest" \
    "$(jq -r 'select(.op != "total") | .opens // empty' events)" ''

# a hostile name in a row
touch place/$'a\nb\e[31m\xff'
run_fileaudit -q -o text --summary-only --op open --by path,comm --path "$work/place/" -- \
    cat place/$'a\nb\e[31m\xff'
expect_equal "text: no control bytes" "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c)" 0
expect_equal "text: lines" "$(wc -l < text)" 3
run_fileaudit --json -o events --summary-only --op open --by path --path "$work/place/" -- \
    cat place/$'a\nb\e[31m\xff'
check_events "JSON: exact bytes" events "$work/place/" << 'END'
row, = events
agree(row, op="total", opens=1, path=args[0] + "a\nb\x1b[31m\udcff")
END

# a ring that is too small by far: what is counted is not lost
number() { closing_line | grep -oE '[0-9]+' | sed -n "$1p"; } # 1: shown, 2: filtered, 3: lost
burst=200000
run_fileaudit --json -o events --buffer 4096 --summary --op open --by path,pid \
    --path "$work/place/" -- "$helpers/burst" "$burst" place/file
expect_equal "overrun: the row is exact" \
    "$(jq -r "select(.op == \"total\") | [.path, ($counts)] | join(\" \")" events)" \
    "$work/place/file $burst 0 0 0 1 0"
expect_equal "overrun: some events were lost" "$(($(number 3) > 0))" 1
expect_equal "overrun: shown + lost" "$(($(number 1) + $(number 3)))" "$burst"
run_fileaudit --json -o events --strict --buffer 64K --summary-only --op open --by path,pid \
    --path "$work/place/" -- "$helpers/burst" "$burst" place/file
expect_equal "--summary-only: nothing is lost" $? 0
expect_equal "--summary-only: the row is exact" "$(jq -r "$counts" events)" "$burst 0 0 0 1 0"
expect_equal "--summary-only: no events" "$(jq -r .op events)" total

# many rows at once
cat > names.py << 'END'
import os, sys
for n in range(int(sys.argv[1])):
    for _ in range(2):
        try:
            os.open(f"place/none/{n}", os.O_RDONLY)
        except FileNotFoundError:
            pass
END
run_fileaudit --json -o events --strict --summary-only --failed-only --by path \
    --path "$work/place/none/" -- python3 names.py 3000
expect_equal "3000 rows: status" $? 0
check_events "3000 rows: each has its name, and its count" events "$work/place/none/" << 'END'
assert {e["path"] for e in events} == {f"{args[0]}{n}" for n in range(3000)}
assert {e["failures"] for e in events} == {2}
END
run_fileaudit --json -o events --buffer 4096 --summary-only --failed-only --by path \
    --path "$work/place/none/" -- python3 names.py 20000
expect_equal "a small ring: the sum of all rows" "$(jq -s 'map(.failures // 0) | add' events)" 40000
run_fileaudit --json -o events --summary-only --failed-only --by path \
    --path "$work/place/none/" -- python3 names.py 40000
expect_equal "too many rows: as many as there is room for" \
    "$(jq -s 'map(select(.op == "total") | .failures // 0) | add' events)" 65536
expect_match "too many rows: what they did is lost, and said so" "$(closing_line)" \
    '*, 14464 lost (14464 totals_full)'
finish
