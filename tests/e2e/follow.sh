#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --pid --follow: descendants that are there, those that come, and nobody who got their pids.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# A process that runs the Python it reads, line by line, and tells when each is done.
cat > obey.py << 'PY'
import os, sys, threading, time
for number, line in enumerate(sys.stdin):
    exec(line)
    os.close(os.open(f"done{number}", os.O_CREAT | os.O_WRONLY))
PY
cat > tree.py << 'PY'
import os, sys, time
# A child and its child, there before anyone attaches; each opens a file of its own when told.
def opens(name):
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
def wait_for(name):
    while not os.path.exists(name):
        time.sleep(0.01)
if os.fork() == 0:
    if os.fork() == 0:
        opens("grandchild-there")
        wait_for("go")
        opens("grandchild")
        os._exit(0)
    wait_for("go")
    opens("child")
    if os.fork() == 0:  # born after the attaching, of one found by its parent
        opens("new-grandchild")
        os._exit(0)
    os.wait()
    os.wait()
    os._exit(0)
PY

pids_in_filter() { # the keys of fileaudit's map fa_pids
    local map
    for map in $(sed -n 's/^map_id:[[:space:]]*//p' /proc/"$fa_pid"/fdinfo/* | sort -u); do
        [[ $(bpftool -j map show id "$map" | jq -r .name) == fa_pids ]] || continue
        bpftool -j map dump id "$map" | jq -r '.[].formatted.key // .[].key' | sort -n
    done
}

mkfifo tell
/usr/bin/python3 obey.py < tell &
top=$!
exec 9> tell
told=0
# tell PYTHON: has the process do it, and waits until it has
tell() {
    echo "$1" >&9
    wait_for 200 test -e "done$told" || fail "the process" "did not do: $1"
    told=$((told + 1))
}
tell 'pass'
tell 'exec(open("tree.py").read())'
wait_for 20 test -e grandchild-there || fail "tree" "not there"
sleep 300 & # a bystander
bystander=$!

start_fileaudit --json -o events --op open,exec --path "$work/**,/usr/bin/*" --pid "$top" --follow
touch go
tell 'os.wait()'
tell 'threading.Thread(target=lambda: os.close(os.open("thread", os.O_CREAT))).start(); time.sleep(0.1)'
tell 'import subprocess; subprocess.run(["/usr/bin/cat", "go"])'
tell 'pid = os.posix_spawn("/usr/bin/true", ["true"], {}); os.waitpid(pid, 0)'
tell 'exec("pid = os.fork()\nif pid == 0:\n    os.setresuid(65534, 65534, 65534)\n    os.close(os.open(\"go\", os.O_RDONLY))\n    os._exit(0)\nos.waitpid(pid, 0)")'
cat > daemon.py << 'PY'
import os
reader, writer = os.pipe()
if os.fork() == 0:  # twice, in a session of its own: a daemon, whose parent is gone
    os.setsid()
    if os.fork() == 0:
        os.close(reader)
        parent = os.getsid(0)
        while os.getppid() == parent:
            pass
        os.close(os.open("daemon", os.O_CREAT))
    os._exit(0)
os.close(writer)
os.wait()
os.read(reader, 1)
PY
tell 'exec(open("daemon.py").read())'
tell "import subprocess; subprocess.run(['$helpers/fork_many', 'storm', 'storm', '10000'], check=True)"
only_the_top() { [[ $(pids_in_filter) == "$top" ]]; }
if wait_for 30 only_the_top; then
    ok "none of 10,000 children is left in the filter"
else
    fail "none of 10,000 children is left in the filter" "$(pids_in_filter | head -n 20 | xargs)"
fi
cat go
stop_fileaudit
check_events "follow: all of the tree" events "$work" "$top" << 'PY'
top = args[0]
names = [e["path"].removeprefix(top + "/") for e in events]
assert not any(name.endswith("-there") for name in names), "before the attaching"
for name in ("child", "grandchild", "new-grandchild", "thread", "daemon"):
    assert names.count(name) == 1, f"{name}: {names.count(name)}"
assert only(op="exec", path="/usr/bin/cat") and only(op="exec", path="/usr/bin/true")
assert len(only(comm="cat", path=f"{top}/go")) == 1, "only the followed cat"
assert only(uid=65534, path=f"{top}/go"), "after setuid"
storm = {name for name in names if name.startswith("storm/")}
assert len(storm) == 10000, f"{10000 - len(storm)} of the storm are missing"
PY
expect_match "follow: nothing lost" "$(closing_line)" '*, 0 lost'

# a subtree is left out
start_fileaudit --json -o events --op open --path "$work/**" --pid "$top,!$bystander" -f
cat go
tell 'os.close(os.open("mine", os.O_CREAT))'
stop_fileaudit
check_events "follow: a process besides it is not of the tree" events "$top" << 'PY'
assert events and {e["pid"] for e in events} == {int(args[0])}
PY
cat > child.py << 'PY'
import os, sys
pid = os.fork()
if pid == 0:
    while not os.path.exists("go2"):
        pass
    if os.fork() == 0:
        os.open("of-the-excluded", os.O_CREAT)
        os._exit(0)
    os.wait()
    os._exit(0)
open("child-pid", "w").write(str(pid))
PY
tell 'exec(open("child.py").read())'
start_fileaudit --json -o events --op open --path "$work/**" -p "$top,!$(< child-pid)" -f
touch go2
tell 'os.wait(); os.close(os.open("mine", os.O_CREAT))'
stop_fileaudit
check_events "follow: an excluded subtree" events "$work" << 'PY'
names = {e["path"].removeprefix(args[0] + "/") for e in events}
assert "mine" in names and "of-the-excluded" not in names, names
PY
exec 9>&-
kill "$bystander"

# 1,024 trees at once
mkfifo release
"$helpers/fork_many" forest forest 1024 pids < release &
exec 8> release
wait_for 30 test -e pids || fail "trees" "not there"
start_fileaudit -q --json -o events --op open --path "$work/forest/*" -f -p "$(< pids)"
head -c 1024 /dev/zero >&8
exec 8>&-
wait_fileaudit 60
expect_equal "1,024 trees: ends with the last" $? 0
check_events "1,024 trees: a child of each" events << 'PY'
assert len({e["path"] for e in events}) == 1024, len(events)
PY

# A pid that is used again is not the one that was watched. In a pid namespace, where the next
# pid can be chosen; by --pid, --tid and --ppid.
cat > reuse.py << 'PY'
import os, subprocess, sys, time
binary, option, words = sys.argv[1], sys.argv[2], open(sys.argv[3], "w")

def child(name):
    """One that opens NAME itself, and NAME-child in a child of its own."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writer)
        os.read(reader, 1)
        os.open(name, os.O_CREAT)
        if os.fork() == 0:
            os.open(f"{name}-child", os.O_CREAT)
            os._exit(0)
        os.wait()
        os._exit(0)
    os.close(reader)
    return pid, writer

first, go = child("first")
# something else that lives keeps the watch from ending
other, go_other = child("other")
watch = subprocess.Popen([binary, "watch", "-v", "--json", "-o", "events", "--op", "open",
                          "--path", os.getcwd() + "/**", option, f"{first},{other}"], stderr=words)
while "fileaudit: ready\n" not in open(sys.argv[3]).read():
    time.sleep(0.02)
os.write(go, b"x")
os.waitpid(first, 0)
open("/proc/sys/kernel/ns_last_pid", "w").write(str(first - 1))
second, go = child("second")
assert second == first, (first, second)
os.write(go, b"x")
os.waitpid(second, 0)
os.write(go_other, b"x")
os.waitpid(other, 0)
watch.terminate()
sys.exit(watch.wait(20))
PY
for option in --pid --tid --ppid; do
    rm -f first* second* other*
    unshare -pf --mount-proc --kill-child \
        /usr/bin/python3 reuse.py "$fileaudit" "$option" "$words"
    expect_equal "pid reuse, $option: status" $? 0
    check_events "pid reuse, $option" events "$option" << 'PY'
names = {e["path"].rsplit("/", 1)[1] for e in events}
end = "-child" if args[0] == "--ppid" else ""
assert names == {"first" + end, "other" + end}, names
PY
done
finish
