#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The end of watched processes: it is said, and with the last of them the watch ends.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# start_sleeper NAME: a process of that comm; its pid is in $sleeper
start_sleeper() {
    [[ -e $1 ]] || cp "$(type -P sleep)" "$1"
    "./$1" 300 &
    sleeper=$!
    is_named() { [[ $(< "/proc/$sleeper/comm") == "$1" ]]; }
    wait_for 10 is_named "$1" || fail "sleeper" "$1 did not start"
}
end_of() { { kill "$1"; wait "$1"; } 2> /dev/null; }
says() { grep -qxF "fileaudit: $1" "$words"; }

start_sleeper napper
first=$sleeper
start_sleeper 'odd name'
second=$sleeper
start_fileaudit -o /dev/null --pid "$first,$second" --op open --path /nowhere
end_of "$first"
wait_for 10 says "process $first (napper) has ended"
expect_equal "the end of one is said" $? 0
expect_equal "it goes on with the other" "$(ended "$fa_pid" || echo yes)" yes
end_of "$second"
wait_fileaudit 30
expect_equal "ends with the last: status" $? 0
says "process $second (odd name) has ended"
expect_equal "the end of the last is said" $? 0
expect_equal "and the closing line" "$(closing_line | wc -l)" 1

# What it did last is still seen.
mkfifo go
bash -c 'read -r < go; : > last' &
doomed=$!
start_fileaudit --json -o events --pid "$doomed" --path "$work/last"
echo > go
wait_fileaudit 30
expect_equal "the last open of a process that ends" "$(jq -r .path events)" "$work/last"

# Quiet says nothing.
start_sleeper napper
start_fileaudit -q -o /dev/null --pid "$sleeper"
end_of "$sleeper"
wait_fileaudit 30
expect_equal "quiet: says nothing of it" "$(grep -c 'has ended' "$words")" 0

# Descendants: with --follow the watch is theirs as well, unless --exit-with-pid.
family() { # sets parent and child
    rm -f child
    bash -c 'sleep 300 & echo $! > child.new; mv child.new child; wait' &
    parent=$!
    wait_for 10 test -e child
    child=$(< child)
}
family
start_fileaudit -o /dev/null --pid "$parent" --follow
end_of "$parent"
wait_for 10 says "process $parent (bash) has ended"
expect_equal "follow: goes on with a descendant" "$(ended "$fa_pid" || echo yes)" yes
kill "$child"
wait_fileaudit 30
expect_equal "follow: ends with the last descendant" $? 0
family
start_fileaudit -o /dev/null --pid "$parent" --follow --exit-with-pid
end_of "$parent"
wait_fileaudit 30
expect_equal "exit-with-pid: ends with the one given" $? 0
expect_equal "exit-with-pid: the descendant lives" "$(ended "$child" || echo yes)" yes
kill "$child"

# A process that is excluded does not end the watch.
start_sleeper napper
start_fileaudit -o /dev/null --pid "!$sleeper"
end_of "$sleeper"
: > proof
expect_equal "excluded: goes on" "$(ended "$fa_pid" || echo yes)" yes
stop_fileaudit
expect_equal "excluded: status" $? 0
finish
