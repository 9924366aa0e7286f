#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All fields of a known process's events: of a command, and of a running process by --pid, held
# against what /proc says of that process.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root

# a command
cd "$work" || exit 1
echo hello > file
cat=$(readlink -f "$(type -P cat)")
run_fileaudit --json -o events -- bash -c 'echo $$ > pid; exec cat file' > out
expect_equal "command: status" $? 0
expect_equal "command: its output" "$(< out)" hello
check_events "command: exec" events "$(< pid)" "$cat" "$work" << 'PYTHON'
pid, cat, work = int(args[0]), *args[1:]
event, = only(op="exec", pid=pid, path=cat)
agree(event, tid=pid, comm="cat", uid=0, gid=0, exe=cat, cwd=work, root="/", access="x",
      path_status="ok", exe_status="ok", cwd_status="ok", root_status="ok")
PYTHON
check_events "command: open" events "$(< pid)" "$cat" "$work" << 'PYTHON'
pid, cat, work = int(args[0]), *args[1:]
event, = only(op="open", path=work + "/file")
stat = os.stat(work + "/file")
agree(event, pid=pid, tid=pid, comm="cat", uid=0, gid=0, exe=cat, cwd=work, root="/", access="r",
      flags="O_RDONLY", ino=stat.st_ino, dev=f"{os.major(stat.st_dev)}:{os.minor(stat.st_dev)}",
      path_status="ok", exe_status="ok", cwd_status="ok", root_status="ok")
assert event["ts"].endswith("Z")
PYTHON
check_events "command: mmap" events "$(< pid)" "$cat" << 'PYTHON'
pid, cat = int(args[0]), args[1]
maps = [e for e in only(op="mmap", pid=pid, exe=cat) if "/libc" in e["path"]]
assert maps, "no mmap of libc"
assert any(e["prot"] == "PROT_READ|PROT_EXEC" and e["access"] == "r-x private" for e in maps)
for e in maps:
    agree(e, path_status="ok", path=os.path.realpath(e["path"]))
PYTHON
check_events "command: in order of time, nothing of others" events "$(< pid)" << 'PYTHON'
assert {e["pid"] for e in events} == {int(args[0])}
assert [e["ts"] for e in events] == sorted(e["ts"] for e in events)
assert not losses
PYTHON

# a running process, as another user, in a place of its own
mkdir -m 777 place jail place/sub
mkfifo -m 666 ask answer
cp "$(readlink -f "$(type -P python3)")" own-python # an exe that nobody else runs
setpriv --reuid 1 --regid 1 --clear-groups ./own-python -u -c '
import mmap, os, sys
asked, answer = open("ask"), open("answer", "w")
os.chdir("place")
for line in asked:
    print(eval(line), file=answer, flush=True)' &
agent=$!
exec {ask}> ask {answer}< answer
ask() {
    echo "$1" >&"$ask"
    read -rt 20 -u "$answer" _ || fail "agent" "no answer to $1"
}
ask 'os.getcwd()'
start_fileaudit --json -o events --pid "$agent"
ask 'os.open("file", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)'
ask 'os.write(os.open("file", os.O_WRONLY | os.O_APPEND), b"0123456789")'
ask 'len(mmap.mmap(os.open("file", os.O_RDONLY), 10, prot=mmap.PROT_READ))'
ask 'os.chdir("sub") or os.close(os.open("../file", os.O_RDONLY))'
for name in exe cwd root; do
    readlink "/proc/$agent/$name"
done > links
cat file > /dev/null 2>&1 # by somebody else: not to be seen
cat place/file > /dev/null
stop_fileaudit
expect_equal "pid: status" $? 0
exec {ask}>&-
wait "$agent"
check_events "pid: open, mmap" events "$agent" "$$" "$work/place" "$(< links)" << 'PYTHON'
pid, shell, place, links = int(args[0]), int(args[1]), args[2], args[3]
exe, cwd, root = links.split("\n")
assert exe.endswith("/own-python") and cwd == place + "/sub" and root == "/"
assert {e["pid"] for e in events} == {pid}, "events of other processes"
opens = only(op="open", path=place + "/file")
assert [e["access"] for e in opens] == ["rw+create+trunc", "w+append", "r", "r"], \
    [e["access"] for e in opens]
for e in opens:
    agree(e, tid=pid, uid=1, gid=1, comm="own-python", exe=exe, root=root,
          path_status="ok", ppid=shell)
assert [e["cwd"] for e in opens] == [place] * 3 + [cwd], [e["cwd"] for e in opens]
event, = only(op="mmap", path=place + "/file")
agree(event, exe=exe, cwd=place, access="r-- shared", prot="PROT_READ", map_flags="MAP_SHARED")
PYTHON
expect_match "pid: closing line" "$(closing_line)" 'fileaudit: 5 events shown, *, 0 lost'

# threads: one pid, many tids
cat > threads.py << 'PYTHON'
import os, sys, threading
def work(i):
    name = f"{sys.argv[1]}/t{i}"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    os.write(1, f"{i} {threading.get_native_id()} {os.getpid()}\n".encode())  # in one piece
threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
PYTHON
run_fileaudit --json -o events --op open --path "$work/**" -- python3 threads.py "$work" > tids
check_events "threads: tid and pid" events "$work" tids << 'PYTHON'
for line in open(args[1]):
    i, tid, pid = map(int, line.split())
    found = only(op="open", path=f"{args[0]}/t{i}")
    assert len(found) == 1, f"{len(found)} events of t{i}; other records: {losses}"
    event = found[0]
    agree(event, pid=pid, tid=tid)
    assert tid != pid
PYTHON
finish
