#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One recording in every format: the same values in each. JSON against its schema. Columns, times,
# colours where there is a terminal (a private tmux server) and nowhere else.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
type -P tmux > /dev/null || cannot_run "no tmux here"
python3 -c 'import jsonschema' 2> /dev/null || cannot_run "no python3-jsonschema here"

mkdir 'a "b"'
cat > work.sh << 'END'
cd "$1"
for name in plain 'two words' 'com,ma' 'quo"te' 'equals=x' $'new\nline' $'\377bad' 'ünï' ' lead'; do
    echo > "$name"
    cat "$name" > /dev/null
done
cat "no such" 'no, "such"' 2> /dev/null
exec 5< plain
rm plain
cat /proc/self/fd/5 > /dev/null
cp "$(readlink -f "$(type -P true)")" 'co,mm "x"'
'./co,mm "x"' 'an "argument"' $'with\nnewline' ''
END
"$fileaudit" watch --record all.fa --failed --args --ancestry 3 --ustack --latency --opener \
    --json -- bash work.sh "$work/a \"b\"" 2> live || fail "the recording" "$(tail -n 3 live)"
replayed() { "$fileaudit" replay "$@" all.fa 2> "$words"; }
replayed --json > json
expect_equal "JSON" "$(($(wc -l < json) > 100))" 1
replayed --format csv --columns \
    +errno,denied_by,name,dir,dir_status,args,args_truncated,ancestry,latency_us,opener > csv ||
    fail "CSV" "$(< "$words")"
replayed --format logfmt --columns "$("$fileaudit" fields --json |
    jq -r '[.[] | select(.json and (.name | startswith("ustack") or . == "tried" | not)) | .name] |
        join(",")')" > logfmt || fail "logfmt" "$(< "$words")"
replayed --template '{pid}\t{path_status}\t{comm}\t{size}\t{path}' > lines ||
    fail "template" "$(< "$words")"
if why=$(python3 "$tests/oracle/compare_formats.py" json csv logfmt lines 2>&1); then
    ok "the same values in JSON, CSV, logfmt and a template"
else
    fail "the same values in JSON, CSV, logfmt and a template" "$(tail -n 2 <<< "$why")"
fi
expect_equal "a template's times" "$(replayed --time rel --template '{time}' | head -n 1)" 0.000000
expect_equal "--time none" "$(replayed --json --time none | jq -s 'map(has("ts")) | any')" false
expect_equal "--time epoch is a number" \
    "$(replayed --json --time epoch | jq -s 'map(.ts | type) | unique | join(",")' -r)" number
expect_equal "it is the time" "$(replayed --json --time epoch --columns ts | head -n 1 | jq '.ts | floor')" \
    "$(date -d "$(head -n 1 json | jq -r .ts)" +%s)"
expect_equal "--columns: keys in that order" \
    "$(replayed --json --columns path,pid | head -n 1 | jq -r 'keys_unsorted | join(",")')" \
    path,path_status,pid
replayed --columns +uid,+exe_status --color never > text
expect_equal "--columns: as many rows" "$(wc -l < text)" "$(wc -l < json)"
replayed --group > grouped
expect_equal "--group: all events" "$(grep -c '^  [0-9]' grouped)" "$(wc -l < json)"
expect_equal "--group: a line for each run of a process" "$(grep -c '^[0-9]' grouped)" \
    "$(jq -c '[.pid, .comm, .exe, .exe_status]' json | uniq | wc -l)"

# ---- the schema
"$fileaudit" schema > schema || fail "schema" "status"
"$fileaudit" snapshot --json -q --pid $$ > held
"$fileaudit" watch --json -q --buffer 4K -o lossy -- bash -c 'for n in {1..300}; do cat "$0"; done' \
    work.sh > /dev/null
"$fileaudit" watch --json -q --failed --summary-only --by \
    pid,tid,ppid,uid,gid,comm,op,access,mntns,fstype,ino,path,exe,cwd,root,errno,via,cgroup \
    -o rows -- bash work.sh "$work/a \"b\"" > /dev/null
kinds=$(python3 "$tests/oracle/validate_schema.py" schema json held lossy rows 2>&1)
expect_match "every line is as the schema says" "$kinds" 'event [0-9]* loss [0-9]* total [0-9]*'
expect_equal "fields: those of the schema" \
    "$(jq -r '.oneOf[0].properties | keys[]' schema | grep -v _hex | sort)" \
    "$("$fileaudit" fields --json | jq -r '.[] | select(.json or (.name |
        IN("backend", "resolver", "id"))) | .name | if . == "time" then "ts" else . end' | sort)"
expect_equal "fields: text and JSON" "$("$fileaudit" fields | awk 'NR > 1 { print $1 }')" \
    "$("$fileaudit" fields --json | jq -r '.[].name')"

# ---- colours
# shellcheck source=../tmux.sh
. "$tests/tmux.sh"
screen() { mux capture-pane -e -p -J -t fa; }
ended() { screen | grep -q 'status='; }
colors_in() { # COMMAND: the SGR codes that are on the screen of a terminal after it
    printf '%s\necho "status=$?"\nexec sleep 1000\n' "cd '$work'; $1" > pane.sh
    new_terminal 180 50
    wait_for 20 ended
    screen | grep -o $'\e\[[0-9;]*m' | tr -d '\e' | sort -u | tr '\n' ' '
}
show="'$fileaudit' replay -q all.fa --op open --access w --path '**/ünï'"
expect_match "a terminal has colours: a write" "$(colors_in "$show")" '*33m*'
expect_match "a failure" "$(colors_in "'$fileaudit' replay -q --failed-only --path '**/no such' all.fa")" \
    '*31m*'
expect_equal "NO_COLOR" "$(colors_in "NO_COLOR=1 $show")" ''
expect_equal "TERM=dumb" "$(colors_in "TERM=dumb $show")" ''
expect_equal "--color never" "$(colors_in "$show --color never")" ''
expect_equal "a pipe has none" "$(colors_in "$show | cat")" ''
expect_match "--color always: even there" "$(colors_in "$show --color always | cat")" '*33m*'
expect_equal "without colours they are the same rows" \
    "$(replayed --color always | sed 's/\x1b\[[0-9;]*m//g' | md5sum)" "$(replayed | md5sum)"
finish
