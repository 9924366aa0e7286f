#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The loss ledger: what is lost is counted to the event, and told live, in the output, in the
# closing line and by --strict. With the default buffer nothing is.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
touch file

number() { # 1: shown, 2: filtered, 3: lost
    closing_line | grep -oE '[0-9]+' | sed -n "$1p"
}

burst=60000
for format in --json ''; do
    # shellcheck disable=SC2086
    run_fileaudit --strict --buffer 4096 $format -o events --op open --path "$work/file" -- \
        "$helpers/burst" "$burst" file
    expect_equal "overrun $format: --strict's status" $? 3
    expect_equal "overrun $format: shown + lost = opened" "$(($(number 1) + $(number 3)))" "$burst"
    expect_equal "overrun $format: something was lost" "$(($(number 3) > 0))" 1
    expect_match "overrun $format: the reason in the closing line" "$(closing_line)" '*ring_full)'
    if grep -qE '^fileaudit: lost [0-9]+ events? \(.*ring_full\)' "$words"; then
        ok "overrun $format: told on stderr"
    else
        fail "overrun $format: told on stderr" "$(head -n 5 "$words")"
    fi
    told=$(sed -n 's/^fileaudit: lost \([0-9]*\) events\{0,1\} .*/\1/p' "$words" | paste -sd+)
    expect_equal "overrun $format: what was told adds up" "$((told))" "$(number 3)"
    if [[ $format == --json ]]; then
        check_events "overrun: shown and loss records add up" events "$(number 1)" "$(number 3)" \
            << 'END'
assert len(events) == int(args[0]), (len(events), args[0])
assert losses and all(r["op"] == "loss" for r in losses)
assert sum(r["lost"] for r in losses) == int(args[1])
reasons = ("ring_full", "scratch_busy", "recursion_skipped", "path_undecided", "track_full",
           "decode_error")
for r in losses:
    assert r["lost"] == sum(r[reason] for reason in reasons), r
END
    fi
done
run_fileaudit --buffer 4096 -o events --op open --path "$work/file" -- \
    "$helpers/burst" "$burst" file
expect_equal "overrun: without --strict the command's status" $? 0
run_fileaudit --strict --buffer 4096 -o events --op open --path "$work/file" -- \
    bash -c "'$helpers/burst' $burst file; exit 7"
expect_equal "overrun: --strict wins over the command's status" $? 3
run_fileaudit -q --buffer 4096 -o events --op open --path "$work/file" -- \
    "$helpers/burst" "$burst" file
expect_equal "overrun: quiet" "$(< "$words")" ''

# a process watched for while it runs: the ledger is told before the end
mkfifo go
bash -c 'read -r < go; exec "$0" 60000 file' "$helpers/burst" &
writer=$!
start_fileaudit --json -o events --buffer 4096 --op open --path "$work/file" --pid "$writer"
echo > go
wait "$writer"
if wait_for 10 grep -q '^fileaudit: lost ' "$words"; then
    ok "live: told while it runs"
else
    fail "live: told while it runs" "$(< "$words")"
fi
stop_fileaudit
expect_equal "live: shown + lost = opened" "$(($(number 1) + $(number 3)))" 60000

# storm NAME DISTURBANCES OPTION...: four processes; those of half of their opens are asked for, and
# what else this system opens is not.
storm() {
    local name=$1 disturbances=$2 made
    shift 2
    mkdir -p storm
    rm -f events
    made=$("$helpers/open_storm" storm 4 20000 "$disturbances" "$fileaudit" watch -v --json \
        -o "$work/events" --op open --path "$work/storm/kept" "$@")
    expect_equal "$name: status" $? 0
    cp storm/words "$words"
    echo "    $made"
    expect_equal "$name: shown + lost = opened" "$(($(number 1) + $(number 3)))" \
        "$(jq .kept <<< "$made")"
    expect_equal "$name: all is written" \
        "$(jq -s 'map(select(.op == "open")) | length' events)" "$(number 1)"
    expect_equal "$name: all that is lost is told" \
        "$(jq -s 'map(select(.op == "loss").lost) | add // 0' events)" "$(number 3)"
}
storm "signals to all" aw
expect_equal "signals to all: none lost" "$(number 1) $(number 3)" '40000 0'
storm "reader stopped" s --buffer 4096
expect_equal "reader stopped: something was lost" "$(($(number 3) > 0))" 1

# the default buffer
run_fileaudit --strict --json -o events --op open --path "$work/file" -- \
    "$helpers/burst" 200000 file
expect_equal "default buffer, 200000 opens: status" $? 0
expect_equal "default buffer, 200000 opens: none lost" "$(number 1) $(number 3)" '200000 0'
expect_equal "default buffer, 200000 opens: all written" "$(wc -l < events)" 200000
finish
