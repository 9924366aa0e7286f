#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# top: tables one below the other where it is no terminal; on one (a private tmux server) a table
# that is drawn anew, with its keys, and a terminal that is afterwards as it was.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
type -P tmux > /dev/null || cannot_run "no tmux here"

mkdir place
head -c 65536 /dev/zero > place/file
cp "$(readlink -f "$(type -P true)")" place/program
for name in opens fails maps; do cp "$helpers/workload" "wl-$name"; done
top() { timeout 60 "$fileaudit" top "$@" 2> "$words"; }

# ---- no terminal
top --interval 200ms --by comm --op open,mmap --path "$work/place/" -o text -- bash -c '
    ./wl-opens place 2 30 3 0 1 0; sleep 2; ./wl-opens place 1 10 2 3 1000 0; exit 7'
expect_equal "plain: the command's status" $? 7
expect_equal "plain: several tables" "$(($(grep -c 'OPENS' text) >= 3))" 1
expect_equal "plain: each with its time" \
    "$(grep -cE '^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}' text)" "$(grep -c OPENS text)"
expect_equal "plain: the last one is exact" "$(grep ' wl-opens$' text | tail -n 1 | xargs)" \
    '70 8 3 0 3 2.9K wl-opens'
expect_equal "plain: counts never fall" "$(awk '/ wl-opens$/ { print $1 }' text | sort -nc 2>&1)" ''
expect_equal "plain: an earlier one" "$(grep -c '^ *60 \+6 \+0 .* wl-opens$' text | sed 's/[1-9].*/some/')" \
    some
expect_equal "plain: no escape sequences" "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c)" 0
top --interval 200ms --by comm --json --op open --path "$work/place/" -o events -- bash -c '
    ./wl-opens place 1 5 3 0 1 0; sleep 2; ./wl-fails place 1 1 8 0 1 0'
check_events "JSON" events << 'END'
rows = losses  # no path in them
assert {r["op"] for r in rows} == {"total"}, rows
last = {r["comm"]: (r["opens"], r["failures"], r["processes"]) for r in rows}
assert last == {"wl-opens": (5, 3, 1), "wl-fails": (1, 8, 1)}, last
assert len({r["ts"] for r in rows}) >= 3, rows
END
# it begins with what is not there yet, and ends as told
top --duration 2s --interval 200ms --path "$work/place/none at all" > text
expect_equal "--duration: status" $? 0
expect_equal "--duration: tables" "$(($(grep -c OPENS text) >= 2))" 1
in_background "$fileaudit" top -v --interval 100ms --by comm --path "$work/place/" > text
wait_for_ready || fail "a signal: it is ready" "$(< "$words")"
./wl-maps place 1 1 0 9 1 0
stop_fileaudit INT
expect_equal "a signal: status" $? 0
expect_equal "a signal: the last table is exact" "$(tail -n 2 text | head -n 1 | xargs)" \
    '1 0 9 0 1 9 wl-maps'
expect_equal "a signal: no program is left" "$(wait_for 20 no_programs_left && echo none)" none

# ---- a terminal
# shellcheck source=../tmux.sh
. "$tests/tmux.sh"
screen() { mux capture-pane -p -t fa; }
shows() { screen | grep -qE -e "$1"; }
seen() { # NAME PATTERN
    if wait_for 20 shows "$2"; then
        ok "$1"
    else
        fail "$1" "no $2 on the screen: $(screen | grep -v '^$')"
    fi
}
in_terminal() { # COMMAND: in 80 x 24; its status and what stty says before and after
    cat > pane.sh << END
cd '$work'
echo 'a line from before'
stty -g > stty.before
$1
echo "status=\$?"
stty -g > stty.after
exec sleep 1000
END
    new_terminal 80 24
}
has_scrolled_past() { mux capture-pane -p -S - -t fa | grep -qE -e "$1"; }
restored() { # NAME STATUS
    seen "$1: status" "^status=$2\$"
    if wait_for 20 has_scrolled_past '^a line from before'; then
        ok "$1: the screen from before"
    else
        fail "$1: the screen from before" "$(screen)"
    fi
    wait_for 20 test -s stty.after
    expect_equal "$1: settings of the terminal" "$(< stty.after)" "$(< stty.before)"
    expect_equal "$1: neither the alternate screen nor a hidden cursor" \
        "$(mux display-message -p -t fa '#{alternate_on} #{cursor_flag}')" '0 1'
    rm -f stty.after
}
first_row() { screen | sed -n 3p | awk '{ print $NF }'; }
first_is() { [[ $(first_row) == "$1" ]]; }

in_terminal "'$fileaudit' top --interval 200ms --by comm --path '$work/place/'"
seen "terminal: the keys, in the last line" '^q quit .*o opens.*f failed.*m maps.*e execs.*p procs.*b mapped'
expect_match "terminal: first line" "$(screen | head -n 1)" 'fileaudit top *'
expect_match "terminal: the header" "$(screen | sed -n 2p)" '*OPENS*FAILED*MAPS*EXECS*PROCS*MAPPED*COMM'
keys_are_last() { [[ $(screen | sed -n 24p) == *'q quit'* ]]; }
expect_equal "terminal: the keys in line 24" "$(wait_for 20 keys_are_last && echo yes)" yes
expect_equal "terminal: another screen, no cursor" \
    "$(mux display-message -p -t fa '#{alternate_on} #{cursor_flag}')" '1 0'
./wl-opens place 2 50 2 1 10000 0
seen "terminal: it is drawn anew" '^ *100 +4 +2 +0 +2 +19\.5K wl-opens'
./wl-opens place 1 50 0 0 1 0
seen "terminal: and again" '^ *150 +4 +2 +0 +3 +19\.5K wl-opens'
./wl-fails place 1 3 40 3 1 5
./wl-maps place 5 1 0 30 10 0
seen "terminal: three rows" 'wl-maps$'
key() { # KEY WORD COMM: the first row afterwards
    mux send-keys -t fa "$1"
    seen "key $1: marked" "\[$1 $2\]"
    if wait_for 10 first_is "$3"; then
        ok "key $1: first row"
    else
        fail "key $1: first row" "$(first_row), not $3"
    fi
}
key f failed wl-fails
key m maps wl-maps
key o opens wl-opens
key p procs wl-fails
key b mapped wl-opens
key e execs program
mux send-keys -t fa Up Left x o
seen "keys of several characters do nothing" '\[o opens\]'
mux send-keys -t fa Up q
restored "q" 0
seen "q: the last table stays" 'wl-opens$'
seen "q: closing line" '^fileaudit: [0-9]+ events '

for signal in INT TERM; do
    in_terminal "'$fileaudit' top --interval 200ms --by comm --path '$work/none'"
    seen "$signal: it runs" 'q quit'
    if [[ $signal == INT ]]; then
        mux send-keys -t fa C-c
    else
        kill "$(pgrep -f "^$fileaudit top .* --path $work/none" | head -n 1)"
    fi
    restored "$signal" 0
done

# long names, many rows, a smaller window
mkdir -p "place/$(printf 'd%.0s' {1..200})"
for n in {1..60}; do touch "place/$(printf 'd%.0s' {1..200})/ü世界 $n"; done
touch place/$'esc\e[31mred\nline'
many='for n in 1 2 3; do cat place/*/* place/esc* > /dev/null; done'
in_terminal "'$fileaudit' top --interval 200ms --by path,exe --path '$work/place/'"
seen "many rows: it runs" 'q quit'
bash -c "$many"
seen "many rows: they come" '^ *3 +0 .*'
for size in '80 24' '50 12' '200 50' '20 6' '80 24'; do
    mux resize-window -t fa -x "${size% *}" -y "${size#* }"
    # One look for both: a smaller window first shows the middle of what was drawn for the old one.
    is_drawn_for_it() {
        screen > look
        [[ $(head -n 1 look) == 'fileaudit top'* ]] && sed -n "${size#* }p" look | grep -q '^q quit'
    }
    if wait_for 10 is_drawn_for_it; then
        ok "many rows: $size"
    else
        fail "many rows: $size" "$(screen)"
    fi
done
mux send-keys -t fa q
restored "many rows" 0

for size in '80 24' '40 10' '20 6'; do
    bash -c "sleep 2; $many" &
    # shellcheck disable=SC2086
    TERM=xterm python3 "$tests/oracle/record_screen.py" $size 6 "$fileaudit" top --interval 300ms \
        --by path,exe --path "$work/place/" > verdict 2>&1
    expect_match "raw output, $size" "$(< verdict)" '[0-9]* screens'
    wait $!
done
# a terminal that cannot be drawn on has plain tables
in_terminal "TERM=dumb '$fileaudit' top --interval 200ms --duration 1s --path '$work/none'"
seen "a dumb terminal: plain tables" 'OPENS'
seen "a dumb terminal: ends" '^status=0'
expect_equal "a dumb terminal: no screen of its own" "$(mux capture-pane -p -S - -t fa | grep -c 'q quit')" 0
finish
