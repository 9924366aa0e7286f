#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# No name, argument or word makes a terminal do anything: in a real one (a private tmux server) its title, colours,
# modes, bell and what is on its screen are after hostile names as they were before.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
type -P tmux > /dev/null || cannot_run "no tmux here"
# shellcheck source=../tmux.sh
. "$tests/tmux.sh"
printf 'set-option -g %s\n' 'allow-rename on' 'set-clipboard on' 'monitor-bell on' 'automatic-rename off' \
    'history-limit 100000' >> tmux.conf

# What a hostile name may be: titles, colours, the other screen, the cursor, modes, a report that would be
# typed as an answer, a clipboard, a bell, and all by C1 as well.
cat > nasty.py << 'END'
nasty = [b"\x1b]0;owned\x07", b"\x1b]2;owned\x1b\\", b"\x1bkowned\x1b\\", b"\x1b[31;42m", b"\x1b[?1049h", b"\x1b[2J",
         b"\x1b[1;1Howned", b"\x1b[5A", b"\x1b[?25l", b"\x1b[c", b"\x1b[6n", b"\x1b]52;c;b3duZWQ=\x07", b"\x07\x07",
         b"\x1b(0lqk", b"\x0e", b"\x1bc", b"\x1b[3;9r", b"\x1b[?1000h", b"\x1b[?7l", b"\x1b[4h", b"\r\nfileaudit: owned",
         b"\x08" * 40 + b"owned", b"\xc2\x9b31m", b"\xc2\x9d0;owned\xc2\x9c", b"\x9b31m", b"\x9d0;owned\x07", b"\x90q\x9c",
         b"\x1b[?2004h", b"\x1b=", b"\x1b#8", "\u202egnp".encode(), b"\x7f\x7f", b"\x1b[20h", b"\x1b[?1;5;6h"]
END
cat > act.py << 'END'
import ctypes, os
from nasty import nasty
prctl = ctypes.CDLL(None).prctl
os.makedirs("h", exist_ok=True)
os.chdir("h")
for name in nasty:
    os.makedirs(name, exist_ok=True)
    prctl(15, name[:15], 0, 0, 0)
    os.close(os.open(name + b"/" + name, os.O_CREAT))
    try:
        os.open(b"missing" + name, os.O_RDONLY)
    except OSError:
        pass
os.close(os.open("end", os.O_CREAT))
END
python3 act.py
python3 -c '
import os; from nasty import nasty
os.makedirs("said", exist_ok=True)
for i, name in enumerate(nasty): open(f"said/{i}", "wb").write(name)'

# The state of the terminal that text may change. Where the cursor is, is looked at where we know where it should be.
state() {
    mux display-message -p -t fa '#{pane_title} #{window_name} alt=#{alternate_on} cursor=#{cursor_flag}#{insert_flag}#{keypad_cursor_flag}#{keypad_flag}#{wrap_flag}#{origin_flag}#{mouse_any_flag} scroll=#{scroll_region_upper},#{scroll_region_lower} bell=#{window_bell_flag} buffers=#{buffer_name} column=#{cursor_x}'
}
screen() { mux capture-pane -p -J -S - -t fa; } # all of it, from the first line on
colours() { mux capture-pane -p -e -S - -t fa | grep -c "$(printf '\033')\[[0-9;]*\(31\|42\)m"; }
shows() { screen | grep -qE -e "$1"; }
in_terminal() { # SCRIPT
    printf 'cd %q\n%s\necho "status=$?"\nexec cat -v\n' "$work" "$1" > pane.sh
    new_terminal 160 50
}
innocent() { # what a terminal's state is after a run like those
    in_terminal 'printf "fileaudit: hello\n"; true'
    wait_for 20 shows '^status='
    state
}
untouched() { # NAME: once the script has ended
    wait_for 120 shows '^status=' || fail "$1" "not at its end: $(screen | grep -v '^$' | tail -n 3)"
    expect_equal "$1: the terminal is as after an innocent run" "$(state)" "$before"
    expect_equal "$1: nothing coloured, nothing typed" "$(colours) $(screen | grep -c '\^\[\[')" '0 0'
    expect_equal "$1: no line of a name's own" "$(screen | grep -cE '^(fileaudit: )?owned')" 0
}
before=$(innocent)
expect_match "an innocent run" "$before" '* alt=0 cursor=1* column=0'
# that this test can fail: the names do what they say
in_terminal 'cat said/0 said/3; echo coloured; printf "\033[0m"; true'
wait_for 20 shows '^status='
expect_match "the terminal obeys those names" "$(state) $(colours)" 'owned * 1'

# live, and all formats of a recording of it
"$fileaudit" watch --record h.fa --failed --args --ustack --ancestry 2 -o /dev/null --path "$work/h/" -- python3 act.py 2> "$words"
in_terminal "'$fileaudit' watch --color never --failed --path '$work/h/' -- python3 act.py 2>&1
replay() { '$fileaudit' replay -q --color never --failed \"\$@\" h.fa; }
replay --columns path; replay --columns comm,exe,cwd,name,args,path; replay --wide; replay --format csv; replay --json
replay --format logfmt; replay --group; replay --template '{comm} {path}'; replay --columns ancestry,ustack
replay --summary-only --by comm,path,exe"
untouched "watch, and all formats"

# top, while it runs and when it is left
in_terminal "TERM=screen '$fileaudit' top --by comm,path --failed --rows 40 --interval 100ms --path '$work/h/'"
wait_for 20 shows '^q quit' || fail "top" "$(screen | tail -n 3)"
during=
is_settled() { # not in the middle of a frame
    local now
    now=$(state)
    [[ $now == "$during" ]] || { during=$now; false; }
}
wait_for 20 is_settled || fail "top: it shows" "$(state)"
acts() { python3 act.py; sleep 0.3; shows 'x1b' && (($(screen | grep -c 'owned') > 5)); }
wait_for 20 acts || fail "top: names" "$(screen | head -n 5)"
is_as_before() { [[ $(state) == "$during" ]]; }
wait_for 10 is_as_before
expect_equal "top: the terminal while it shows them" "$(state)" "$during"
expect_equal "top: each row is one" "$(screen | grep -c 'owned' | awk '{ print ($1 > 5) }') $(colours)" '1 0'
mux send-keys -t fa q
untouched "top"

# what we say: of our own arguments, of files, of commands, of a process that ends
# shellcheck disable=SC2016 # for the inner shell
in_terminal "for word in said/*; do word=\$(cat \$word)
    '$fileaudit' watch --\"\$word\"; '$fileaudit' watch -o \"/none/\$word\"; '$fileaudit' watch -- \"\$word\"
done 2>&1 | tail -n 45"
untouched "our own words"
in_terminal "python3 -c 'import ctypes, time; ctypes.CDLL(None).prctl(15, b\"\\33]0;owned\\7\", 0, 0, 0); time.sleep(2)' & sleep 1
'$fileaudit' watch --pid \$!"
untouched "a process that has ended"
finish
