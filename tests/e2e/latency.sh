#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How long opens took: of a FIFO that waits for its writer, against the helper's own clock.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

slow_open() { # OPTION...: prints how long it took at most, in ns
    rm -rf place events
    mkdir place
    run_fileaudit --json -o events --path "$work/place/" --strict "$@" -- \
        "$helpers/slow_open" place
}
within='
def check_slow(event, most):
    agree(event, op="open", path=args[0] + "/slow")
    assert 300000 <= event["latency_us"] <= most / 1000, (event["latency_us"], most)
'
took=$(slow_open --op open --access r --latency)
check_events "--latency" events "$work/place" "$took" << END
$within
slow, = only(path=args[0] + "/slow")
check_slow(slow, int(args[1]))
assert len(events) == 6001, len(events)
for e in events:
    assert e["latency_us"] > 0, e
# many; a machine that is busy holds up a few
quick = sorted(e["latency_us"] for e in only(path=args[0] + "/quick"))
assert quick[len(quick) // 2] < 100000, quick[len(quick) // 2]
END
# the writer finds a reader and waits for nobody
for time in 200 200ms 0.2s 200000us; do
    took=$(slow_open --slower-than "$time")
    check_events "--slower-than $time" events "$work/place" "$took" << END
$within
slow, = [e for e in events if e["latency_us"] >= 300000 and e["access"] == "r"]
check_slow(slow, int(args[1]))
assert len(events) < 50 and min(e["latency_us"] for e in events) >= 200000, events
END
    expect_match "--slower-than $time: the others are filtered" "$(closing_line)" \
        'fileaudit: [1-9]* shown, [1-9]???* filtered, 0 lost'
done
took=$(slow_open --slower-than 60s)
expect_equal "--slower-than 60s" "$(wc -l < events)" 0
took=$(slow_open)
check_events "without: no latency" events << 'END'
assert len(events) > 6000 and not [e for e in events if "latency_us" in e]
END
took=$(slow_open --latency)
check_events "of no map and no exec" events << 'END'
assert not [e for e in events if "latency_us" in e and e["op"] != "open"]
END

# failures take their time, too
run_fileaudit --json -o events --failed-only --latency --op open --path "$work/none" -- cat none \
    2> /dev/null
check_events "of a failure" events << 'END'
assert [e["latency_us"] > 0 for e in events] == [True], events
END
finish
