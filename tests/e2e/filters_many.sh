#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --sample, --rate and --uniq: what is left out is counted, and the closing line adds up to what
# was made.
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
total() { closing 'events? shown' folded 'sampled out' 'over the rate' lost | paste -sd+; }

burst
expect_equal "without: all are shown" "$(closing 'events? shown')" "$made"

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

# From several CPUs at once, and all three together
for options in '--rate 50/s' '--rate 50/s --path **' '--sample 1/3 --uniq tid,path --rate 100' \
    '--sample 1/7 --uniq path,comm --cwd ** --rate 1'; do
    read -ra options <<< "$options"
    # shellcheck disable=SC2016 # for the inner shell
    run_fileaudit --json -o events --op open --ino-of file "${options[@]}" -- \
        bash -c '"$0" "$1" file & "$0" "$1" file & "$0" "$1" file & wait' "$helpers/burst" "$made"
    expect_equal "several CPUs, ${options[*]}: adds up" $(($(total))) $((3 * made))
    expect_equal "several CPUs, ${options[*]}: shown" "$(closing 'events? shown')" \
        "$(wc -l < events)"
    check_events "several CPUs, ${options[*]}: a limit" events "${options[*]}" << 'PY'
seconds = len({e["ts"][:19] for e in events}) + 1
most = 3 if "--uniq" in args[0] else 50 * seconds
assert 0 < len(events) <= most, len(events)
PY
done

# What the rate holds back was not shown, so it is not folded for ever.
run_fileaudit --json -o events --op open --uniq comm,path --rate 1 --ino-of file -- bash -c '
    for i in 1 2 3; do cat file; head -n 1 file; sleep 1.1; done'
check_events "uniq with rate: what was held back comes later" events << 'PY'
assert len(events) == len({e["comm"] for e in events}) == 2, events
PY
finish
