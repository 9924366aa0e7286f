#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a real terminal (a private tmux server): the header, an event that shows up at once, Ctrl-C.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
type -P tmux > /dev/null || cannot_run "no tmux here"

# shellcheck source=../tmux.sh
. "$tests/tmux.sh"

screen() { mux capture-pane -p -J -t fa; }
shows() { screen | grep -qE -e "$1"; }
in_terminal() { # SCRIPT: under a shell that survives Ctrl-C and tells the status
    printf 'trap : INT\ncd %q\n%s\necho "status=$?"\nexec cat\n' "$work" "$1" > pane.sh
    new_terminal 180 40
}
seen() { # NAME PATTERN
    if wait_for 20 shows "$2"; then
        ok "$1"
    else
        fail "$1" "no $2 on the screen: $(screen | grep -v '^$')"
    fi
}

echo > file
in_terminal "'$fileaudit' watch --path '$work/file'"
seen "header at once" '^TIME +PID COMM +OP +ACCESS +PATH'
begin=$(date +%s%N)
until shows "open .*$work/file"; do
    cat file > /dev/null
    (($(date +%s%N) - begin < 10000000000)) || break
done
seen "an event shows up" "cat +open +r +$work/file"
# One open, and how long until it can be read; the bound leaves room for a loaded machine.
before=$(screen | grep -c "open .*$work/file")
begin=$(date +%s%N)
cat file > /dev/null
more_lines() { (($(screen | grep -c "open .*$work/file") > before)); }
wait_for 20 more_lines
took=$((($(date +%s%N) - begin) / 1000000))
expect_equal "an event shows up soon ($took ms)" "$((took < 3000))" 1
mux send-keys -t fa C-c
seen "Ctrl-C: closing line" '^(\^C)?fileaudit: [0-9]+ events? shown, [0-9]+ filtered, 0 lost'
seen "Ctrl-C: status" '^status=0'

in_terminal "'$fileaudit' watch -q --path '$work/file' --count 1"
begin=$(date +%s%N)
until ended_screen=$(screen) && [[ $ended_screen == *status=* ]]; do
    cat file > /dev/null
    (($(date +%s%N) - begin < 20000000000)) || break
done
seen "quiet: it ends" '^status=0'
expect_equal "quiet: no header, no closing line" "$(screen | grep -cE '^TIME|fileaudit:')" 0

in_terminal "'$fileaudit' watch -o events -v -- bash -c 'trap \"echo caught; exit 5\" INT
echo armed; while :; do sleep 0.05; done'"
seen "command: runs" '^armed'
mux send-keys -t fa C-c
seen "Ctrl-C is the command's" '^(\^C)?caught'
seen "Ctrl-C: the command's status" '^status=5'
seen "Ctrl-C: closing line with a command" '^fileaudit: [0-9]+ events? shown'

in_terminal "'$fileaudit' watch -o events -- bash -c 'trap \"echo caught\" INT
echo armed; for i in {1..100}; do sleep 0.05; done; exit 6'"
seen "command that goes on: runs" '^armed'
mux send-keys -t fa C-c
seen "command that goes on: caught" '^(\^C)?caught'
mux send-keys -t fa C-c
seen "command that goes on: it is waited for" '^status=6'

in_terminal "'$fileaudit' watch -o events -- sh -c 'echo armed; kill -INT \$\$; sleep 20'"
seen "command killed by SIGINT" '^status=130'

in_terminal "'$fileaudit' watch --path '$work/none' -v"
seen "terminal lost: runs" '^fileaudit: ready'
watcher=$(pgrep -f "^$fileaudit watch --path $work/none -v" | head -n 1)
mux kill-session -t fa
if [[ -n $watcher ]] && wait_for 10 ended "$watcher"; then
    ok "terminal lost: it ends"
else
    fail "terminal lost: it ends" "process '$watcher' is still there"
fi
finish
