#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A launched command is as if fileaudit were not there: its status, arguments, environment,
# streams, user and signals; and everything its descendants open is seen.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# status
for status in 0 1 7 126 127 255; do
    run_fileaudit -o /dev/null -- bash -c "exit $status"
    expect_equal "exit status $status" $? "$status"
done
for signal in TERM KILL SEGV INT HUP PIPE; do
    run=$(python3 -c '
import signal, subprocess, sys
args = [sys.argv[1], *"watch -q -o /dev/null -- bash -c".split(), f"kill -{sys.argv[2]} $$"]
print(subprocess.run(args, timeout=30).returncode == -getattr(signal, "SIG" + sys.argv[2]))' \
        "$fileaudit" "$signal" 2>&1)
    expect_equal "dies by the command's SIG$signal" "$run" True
done

# failures of exec
printf '#!/no/such/interpreter\n' > script
chmod +x script
run_fileaudit -o /dev/null -- ./script
expect_equal "missing interpreter: status" $? 127
expect_match "missing interpreter: sentence" "$(< "$words")" "fileaudit: *./script*"
printf '\177ELFnonsense' > broken
chmod +x broken
run_fileaudit -o /dev/null -- ./broken
expect_equal "not a program: status" $? 126
expect_match "not a program: sentence" "$(< "$words")" "fileaudit: *./broken*"

# arguments, environment, streams
run_fileaudit -o /dev/null -- python3 -c 'import sys; print(sys.argv[1:])' \
    'a b' '' $'x\ny' --json -- '*' $'\xff' > out
expect_equal "arguments" "$(< out)" \
    "['a b', '', 'x\\ny', '--json', '--', '*', '\\udcff']"
env=$(type -P env)
env -i A=1 'B=x y' $'C=n\nl' "$fileaudit" watch -o /dev/null -- "$env" > out 2> "$words"
expect_equal "environment" "$(< out)" $'A=1\nB=x y\nC=n\nl'
run_fileaudit -o events -- cat < <(printf 'abc\ndef') > out
expect_equal "its own stdin and stdout" "$(< out)" $'abc\ndef'
run_fileaudit -- cat < <(printf 'abc') > out
expect_equal "stdout is the command's alone" "$(< out)" abc
expect_match "events on stderr without -o" "$(< "$words")" '* cat *exec*'
run_fileaudit -o events -- bash -c 'cd /; pwd; umask; ulimit -n; ls -l /proc/self/fd' > out
(cd /; pwd; umask; ulimit -n) > want
expect_equal "directory, umask, limits" "$(head -n 3 out)" \
    "$(sed "1s,.*,/,"  want)"
for prefix in "$fileaudit watch -o events --" ''; do
    # shellcheck disable=SC2086 # words they are
    $prefix python3 -c 'import os; print(os.listdir("/proc/self/fd"))' 2> "$words" < /dev/null
done > out
expect_equal "no descriptors leak into it" "$(sed -n 1p out)" "$(sed -n 2p out)"
held='^Sig(Blk|Ign)|^Cap|^NoNewPrivs'
run_fileaudit -o events -- grep -E "$held" /proc/self/status > out
grep -E "$held" /proc/self/status > want
expect_equal "signal masks and capabilities" "$(< out)" "$(< want)"

# the user who called sudo: the one in passwd with the most groups
user=$(getent passwd | awk -F: '$3 > 0 { print $1 }' | while read -r name; do
    echo "$(id -G "$name" | wc -w) $name"
done | sort -rn | sed -n '1s/.* //p')
# shellcheck disable=SC2016 # for the inner shell
SUDO_UID=$(id -u "$user") SUDO_GID=$(id -g "$user") SUDO_USER=$user \
    run_fileaudit -o events --json -- \
    bash -c 'id -u; id -g; id -G; echo "$HOME $USER $LOGNAME"; cat /proc/self/status' > out
expect_equal "sudo: status" $? 0
groups=$(id -G "$user" | tr ' ' '\n' | sort | xargs)
expect_equal "sudo: user, group and groups of $user" \
    "$(sed -n 1,2p out) $(sed -n 3p out | tr ' ' '\n' | sort | xargs)" \
    "$(id -u "$user")"$'\n'"$(id -g "$user") $groups"
expect_equal "sudo: HOME, USER, LOGNAME" "$(sed -n 4p out)" \
    "$(getent passwd "$user" | cut -d: -f6) $user $user"
expect_equal "sudo: no capability left" "$(grep -cE '^Cap(Prm|Eff):.*[1-9a-f]' out)" 0
check_events "sudo: uid of the events" events "$(id -u "$user")" "$(id -g "$user")" << 'END'
assert events and {(e["uid"], e["gid"]) for e in events} == {(int(args[0]), int(args[1]))}
END
for odd in 0 12x -1 ''; do
    SUDO_UID=$odd run_fileaudit -o events -- id -u > out
    expect_equal "SUDO_UID='$odd' is nobody's" "$(< out)" 0
done

SUDO_UID=$((1 << 30)) run_fileaudit -o events -- touch touched
expect_equal "sudo: a uid without a name: status" $? 2
expect_match "sudo: a uid without a name" "$(< "$words")" "*cannot run the command as who called sudo: uid*--user*"
[[ ! -e touched ]] || fail "sudo: a uid without a name" "it ran"

# descendants
cat > storm.py << 'END'
import os, sys
top = sys.argv[1]
running = 0
for i in range(500):
    pid = os.fork()
    if pid == 0:
        os.open(f"{top}/{i}", os.O_CREAT | os.O_WRONLY)
        os._exit(0)
    running += 1
    if running == 20:
        os.wait()
        running -= 1
while running:
    os.wait()
    running -= 1
done = os.pipe()
if os.fork() == 0:  # twice, in a session of its own: a daemon, whose parent is gone
    os.setsid()
    if os.fork() == 0:
        os.close(done[0])
        while os.getppid() == os.getsid(0):
            pass
        os.open(f"{top}/daemon", os.O_CREAT | os.O_WRONLY)
    os._exit(0)
os.close(done[1])
os.wait()
os.read(done[0], 1)
END
mkdir storm
run_fileaudit --json -o events --op open --path "$work/storm/*" --strict -- \
    python3 storm.py "$work/storm"
expect_equal "descendants: status" $? 0
check_events "fork storm: all of 500 children" events "$work/storm" << 'END'
names = [e["path"].removeprefix(args[0] + "/") for e in events]
missing = {str(i) for i in range(500)} - set(names)
assert not missing, f"{len(missing)} missing"
assert len(names) == 501 and len({e["pid"] for e in events}) == 501, len(names)
END
check_events "daemon after a double fork" events "$work/storm/daemon" << 'END'
event, = only(path=args[0])
END

# signals: one sent to fileaudit goes on to the command, which answers it
cat > answers.sh << 'END'
trap 'echo got >> got; exit 9' TERM HUP
echo > armed
while :; do sleep 0.05; done
END
for signal in TERM HUP; do
    rm -f armed got
    start_fileaudit -- bash answers.sh # with -o a SIGHUP would open the file anew, see rotate.sh
    wait_for 20 test -e armed
    stop_fileaudit "$signal"
    expect_equal "SIG$signal is passed on: status" $? 9
    expect_equal "SIG$signal is passed on: once" "$(cat got)" got
done
sed 's/; exit 9//' answers.sh > deaf.sh
rm -f armed got
start_fileaudit -o events -- bash deaf.sh
wait_for 20 test -e armed
deaf=$(pgrep -P "$fa_pid")
kill -TERM "$fa_pid"
wait_for 20 test -e got
stop_fileaudit
expect_equal "a second signal ends the watch of a deaf command" $? 0
expect_equal "the deaf command runs on" "$(ended "$deaf" || echo yes)" yes
kill -9 "$deaf"
finish
