#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# -o FILE: --rotate and SIGHUP lose no line, split none, and go on in the old file when there can be
# no new one.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
mkdir "$work/logs"
cd "$work/logs" || exit 1
: > ../file

made=3000
rotated() { # the files from the oldest to the newest
    local number
    for ((number = 1000; number > 0; number--)); do
        [[ ! -e events.$number ]] || echo "events.$number"
    done
    echo events
}
burst() { # OPTION...
    rm -f events events.*
    run_fileaudit --strict -o events --op open --ino-of ../file "$@" -- "$helpers/burst" "$made" ../file
}
lines() { cat -- "$@" | jq -c 'select(.op == "open")' | wc -l; }

# nothing is lost or split over all the seams
burst --json --rotate 16K,1000
expect_equal "rotate: status" $? 0
mapfile -t files < <(rotated)
expect_equal "rotate: several files" "$((${#files[@]} > 20))" 1
expect_equal "rotate: every line, in one of them" "$(lines "${files[@]}")" "$made"
expect_equal "rotate: in their order" \
    "$(cat "${files[@]}" | jq -r .ts | sort -c 2>&1)" ""
check_sizes() { # every file but the newest: 16K, and less than a line more
    local file size line
    for file in "${files[@]:0:${#files[@]}-1}"; do
        size=$(stat -c %s "$file")
        line=$(tail -n 1 "$file" | wc -c)
        ((size >= 16384 && size - line < 16384)) || echo "$file has $size"
        [[ $(tail -c 1 "$file") == '' ]] || echo "$file ends in half a line"
    done
}
expect_equal "rotate: each as large as asked for" "$(check_sizes)" ""

# the oldest go
burst --json --rotate 16K,3
expect_equal "rotate: so many are kept" "$(rotated | xargs)" 'events.3 events.2 events.1 events'
burst --json --rotate 16K
expect_equal "rotate: five unless told otherwise" "$(rotated | wc -l)" 6
burst --rotate 16K --format csv
header=$(head -n 1 events)
expect_match "rotate: a header" "$header" '*pid*,*path*'
for file in $(rotated); do
    [[ $(head -n 1 "$file") == "$header" && $(grep -cxF "$header" "$file") == 1 ]] ||
        fail "rotate: a header in each" "$file: $(head -n 1 "$file")"
done
ok "rotate: one header in each"

# its mode goes with the name
rm -f events events.*
: > events
chmod 600 events
run_fileaudit -o events --op open --rotate 4K,2 --ino-of ../file -- "$helpers/burst" 1000 ../file
expect_equal "rotate: the mode stays" "$(stat -c %a events events.1 events.2 | xargs)" '600 600 600'

# refused before anything is attached
mkfifo pipe
ln -s events link
install -d -o 65534 -m 755 others
expect_refusal "refused: a pipe" 2 --rotate "'pipe'" regular -- \
    "$fileaudit" watch -o pipe --rotate 4K -- true
expect_refusal "refused: a link" 2 --rotate "'link'" symbolic -- \
    "$fileaudit" watch -o link --rotate 4K -- true
expect_refusal "refused: standard error" 2 --rotate '/dev/stderr' -- \
    "$fileaudit" watch -o /dev/stderr --rotate 4K -- true
expect_refusal "refused: a directory of another user" 2 --rotate "'others/'" 'uid 0' -- \
    "$fileaudit" watch -o others/events --rotate 4K -- true
expect_refusal "refused: too small" 2 --rotate 4095 4K -- \
    "$fileaudit" watch -o events --rotate 4095 -- true
expect_equal "without --rotate all of them are well" \
    "$(run_fileaudit -q -o others/events -- true && echo well)
$(run_fileaudit -q -o /dev/stderr -- true; grep -c /usr/bin/true "$words")
$(run_fileaudit -q -o link -- true && echo well)
$({ run_fileaudit -q -o /dev/fd/8 -- true; } 8>&1 | grep -c /usr/bin/true)
$(grep -c /usr/bin/true < pipe & run_fileaudit -q -o pipe -- true; wait $!)" \
    'well
1
well
1
1'

# no new file can be made: said, and nothing is lost
rm -f events events.*
start_fileaudit --json -o events --rotate 4K,2 --op open --ino-of ../file
chmod 555 .
"$helpers/burst" 500 ../file
stop_fileaudit
chmod 755 .
expect_equal "no new file: all in the old one" "$(lines events)" 500
expect_equal "no new file: none" "$(rotated | xargs)" events
expect_match "no new file: said" "$(grep -m 1 '^fileaudit: --rotate' "$words")" \
    "fileaudit: --rotate: cannot rename 'events' to 'events.1': Permission denied; 'events' just grows on"

# SIGHUP, as logrotate goes about it
rm -f events events.*
hup() { # waits for what happened
    kill -HUP "$fa_pid"
    wait_for 10 "$@" || fail "SIGHUP" "not: $*; said $(tail -n 2 "$words")"
}
start_fileaudit --json -o events --op open --ino-of ../file
"$helpers/burst" 100 ../file
mv events events.old
hup test -e events
"$helpers/burst" 50 ../file
mv events events.older
install -m 640 /dev/null events # logrotate's `create`
echo '{"op":"mine"}' > events
kill -HUP "$fa_pid"
"$helpers/burst" 25 ../file
kill -HUP "$fa_pid" # nothing was renamed
"$helpers/burst" 25 ../file
stop_fileaudit
expect_equal "SIGHUP: status" $? 0
expect_equal "SIGHUP: no line is lost" "$(lines events.old events.older events)" 200
expect_equal "SIGHUP: those from before" "$(lines events.old)" 100
expect_match "SIGHUP: what is there is kept" "$(head -n 1 events) $(stat -c %a events)" \
    '{"op":"mine"} 640'
expect_equal "SIGHUP: each line is whole" "$(cat events* | jq -c . | wc -l)" 201

# the name is another's by now
rm -f events events.*
: > ../precious
start_fileaudit --json -o events --op open --ino-of ../file
"$helpers/burst" 10 ../file
mv events events.old
ln -s ../precious events
kill -HUP "$fa_pid"
wait_for 10 grep -q '^fileaudit: cannot open .*anew' "$words"
"$helpers/burst" 10 ../file
stop_fileaudit
expect_equal "SIGHUP: not through a link" "$(lines events.old) $(wc -c < ../precious)" '20 0'
expect_match "SIGHUP: said" "$(grep -m 1 anew "$words")" \
    "fileaudit: cannot open 'events' anew: *; events still go to the file that had this name"

# emptied in place (logrotate's `copytruncate`): no hole
rm -f events events.*
start_fileaudit --json -o events --op open --ino-of ../file
"$helpers/burst" 10 ../file
are_ten() { (($(lines events) == 10)); }
wait_for 10 are_ten || fail "emptied in place" "not ten before: $(lines events)"
: > events
"$helpers/burst" 10 ../file
stop_fileaudit
expect_equal "emptied in place" "$(jq -c . events | wc -l) $(tr -dc '\0' < events | wc -c)" '10 0'

# with a command it is ours, without -o it ends us
rm -f events events.*
# shellcheck disable=SC2016
start_fileaudit -o events -- bash -c 'trap "echo hup >> ../hups" HUP; : > ../up
    while [[ ! -e ../down ]]; do sleep 0.05; done'
wait_for 10 test -e ../up
mv events events.old
hup test -e events
: > ../down
wait_fileaudit 30
expect_equal "SIGHUP: not the command's" "$? $(ls ../hups 2> /dev/null)" '0 '
start_fileaudit --op open --ino-of ../file > /dev/null
stop_fileaudit HUP
expect_match "SIGHUP: without -o it ends" "$? $(closing_line)" '0 fileaudit: * shown*'
finish
