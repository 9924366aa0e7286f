#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --sample and --rate: what is left out is counted, and the closing line adds up to what was made.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
touch file
made=20000

# The numbers of the closing line in front of the words given.
closing() {
    local word
    for word; do closing_line | sed -nE "s/.*[ ,]([0-9]+) $word.*/\1/p" | grep . || echo 0; done
}
burst() { # OPTION...: the opens of $work/file alone
    run_fileaudit --json -o events --op open --ino-of file "$@" -- "$helpers/burst" "$made" file
}
total() { closing 'events shown' folded 'sampled out' 'over the rate' lost | paste -sd+; }

burst
expect_equal "without: all are shown" "$(closing 'events shown')" "$made"

burst --sample 1/10
expect_equal "sample: adds up" $(($(total))) "$made"
# 10 standard deviations of a binomial distribution around its mean
python3 -c '
import math, sys
shown, made = int(sys.argv[1]), int(sys.argv[2])
sys.exit(abs(shown - made / 10) > 10 * math.sqrt(made * 0.1 * 0.9))' "$(wc -l < events)" "$made"
expect_equal "sample: one in ten" $? 0

for how in kernel 'user space'; do
    options=()
    [[ $how == kernel ]] || options=(--path '**')
    burst --rate 50/s "${options[@]}"
    expect_equal "rate in $how: adds up" $(($(total))) "$made"
    check_events "rate in $how: at most 50 in any second" events << 'PY'
import collections
seconds = collections.Counter(e["ts"][:19] for e in events)
# the seconds counted are those of the monotonic clock: one of the wall clock's touches two
assert events and max(seconds.values()) <= 100, seconds
assert len(events) <= 50 * (len(seconds) + 1), seconds
PY
    burst --uniq path "${options[@]}"
    expect_equal "uniq in $how: one is shown" "$(wc -l < events)" 1
    expect_equal "uniq in $how: the others are folded" "$(closing folded)" $((made - 1))
done

# What the rate holds back was not shown, so it is not folded for ever.
run_fileaudit --json -o events --op open --uniq comm,path --rate 1 --ino-of file -- \
    bash -c 'cat file; head -n 1 file; sleep 1.1; cat file; head -n 1 file; sleep 1.1; head -n 1 file'
check_events "uniq with rate: what was held back comes later" events << 'PY'
assert len(events) == len({e["comm"] for e in events}) == 2, events
PY
finish
