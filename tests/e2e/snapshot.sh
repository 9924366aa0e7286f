#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `fileaudit snapshot`: what processes hold open and mapped, against what /proc and lsof say of
# the same processes; filters; output.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
type -P lsof > /dev/null || cannot_run "no lsof here"
oracle=$tests/oracle
cd "$work" || exit 1

snapshot() { timeout 60 "$fileaudit" snapshot "$@" 2> "$words"; }

# ---- processes that hold things ---------------------------------------------------------------

mkfifo end
exec {end}<> end # it ends with this test, which alone has it open for writing
declare -A held=()

# hold NAME COMMAND...: in the background; COMMAND runs hold_kinds in the directory NAME
hold() {
    local name=$1
    shift
    mkdir -p "$name"
    chmod 777 "$name"
    "$@" < end > "$name.says" {end}>&- &
    held[$name]=$!
    wait_for 20 grep -q ready "$name.says" || fail "hold $name" "it did not start"
}
in_namespace() { # SCRIPT [ARGUMENT...]: becomes it, in a mount namespace of its own
    exec unshare -m --propagation private bash -ec "$@"
}

hold plain "$helpers/hold_kinds" plain
hold own-table "$helpers/hold_kinds" own-table own-table
hold no-main "$helpers/hold_kinds" no-main no-main
cp "$helpers/hold_kinds" gone-program
hold deleted-exe exec ./gone-program deleted-exe
rm gone-program
hold user setpriv --reuid 65534 --regid 65533 --clear-groups "$helpers/hold_kinds" user
# shellcheck disable=SC2016 # for the inner shell
hold mounted in_namespace '
    mkdir mnt
    mount -t tmpfs none mnt
    cp "$1" mnt/program
    mkdir mnt/files
    exec mnt/program mnt/files' bash "$helpers/hold_kinds"
# A file from outside the chroot is held as well.
: > outside
# shellcheck disable=SC2016
hold chrooted in_namespace '
    mkdir root
    mount --rbind / root
    exec 9< outside
    exec chroot root "$1" "$2/chrooted"' bash "$helpers/hold_kinds" "$work"
hold pid-namespace unshare -pf --kill-child "$helpers/hold_kinds" pid-namespace
held[pid-namespace]=$(pgrep -P "${held[pid-namespace]}")
# Libraries, executable and files on an overlay; its upper layer on a tmpfs, which always serves.
# shellcheck disable=SC2016
if (in_namespace '
    mkdir -p layers
    mount -t tmpfs none layers
    mkdir layers/upper layers/work layers/merged
    mount -t overlay -o lowerdir=/,upperdir=layers/upper,workdir=layers/work none layers/merged
    test -d layers/merged/usr' 2> "$work/refusal"); then
    # shellcheck disable=SC2016
    hold overlay in_namespace '
        mkdir -p layers
        mount -t tmpfs none layers
        mkdir layers/upper layers/work layers/merged
        mount -t overlay -o lowerdir=/,upperdir=layers/upper,workdir=layers/work none layers/merged
        for directory in dev proc; do mount --rbind /$directory layers/merged/$directory; done
        cp "$1" layers/merged/program
        mkdir layers/merged/files
        exec chroot layers/merged /program /files' bash "$helpers/hold_kinds"
else
    skip "overlay" "$(< refusal)"
fi

# ---- against /proc ----------------------------------------------------------------------------

for name in "${!held[@]}"; do
    pid=${held[$name]}
    snapshot --strict --json -o "$name.json" --pid "$pid"
    expect_equal "$name: status" $? 0
    if why=$(python3 "$oracle/compare_proc.py" "$name.json" "$pid" 2>&1); then
        ok "$name: as in /proc: $why"
    else
        fail "$name: as in /proc" "$why"
    fi
    expect_match "$name: closing line" "$(closing_line)" \
        "fileaudit: $(wc -l < "$name.json") event* shown, * 0 lost"
done
all=$(IFS=,; echo "${held[*]}")
snapshot --strict --json -o all.json -p "$all"
if why=$(python3 "$oracle/compare_proc.py" all.json "${held[@]}" 2>&1); then
    ok "all at once: as in /proc: $why"
else
    fail "all at once: as in /proc" "$why"
fi
check_events "all at once: nobody else" all.json "${held[@]}" << 'PY'
assert {e["pid"] for e in events} == {int(p) for p in args}
assert not losses
assert {e["op"] for e in events} == {"held-open", "held-map"}
PY

# What the comparison says in general, said of single files once more.
check_events "deleted, memfd, shared memory" plain.json "$work/plain" << 'PY'
def one(path, **more):
    found = only(path=path, **more)
    assert len(found) == 1, (path, more, found)
    return found[0]
where = args[0]
agree(one(f"{where}/map-deleted"), path_status="deleted", op="held-map", access="r-- private")
agree(one(f"{where}/open-deleted"), path_status="deleted", op="held-open", access="rw")
agree(one(f"{where}/map (deleted)"), path_status="ok")
agree(one("memfd:held"), path_status="pseudo", op="held-open")
agree(one("memfd:mapped"), path_status="pseudo", op="held-map", access="rw- shared")
agree(one("anon_inode:[eventfd]"), path_status="pseudo", fstype="anon_inodefs")
agree(one(f"{where}/open-append"), access="w+append", flags="O_WRONLY|O_APPEND")
agree(one(f"{where}/open-rw", access="path"), flags="O_RDONLY|O_PATH")
assert {e["fd"] for e in only(path=f"{where}/open-dup")} >= {700}
assert len(only(path=f"{where}/open-dup")) == 2
assert len(only(path=f"{where}/map-twice")) == 2
assert only(path=f"{where}/open-after") and not only(path=f"{where}/open-before")
PY
check_events "deleted executable" deleted-exe.json "$work/gone-program" << 'PY'
assert all(e["exe"] == args[0] and e["exe_status"] == "deleted" for e in events)
assert only(op="held-map", path=args[0], path_status="deleted")
PY
check_events "chroot: as the process sees it" chrooted.json "$work" << 'PY'
where = args[0]
assert all(e["root"] == f"{where}/root" for e in events)
assert all(e["cwd"] == f"{where}/chrooted" for e in events)
assert only(path=f"{where}/chrooted/open-rw", path_status="ok")
agree(only(fd=9)[0], path=f"{where}/outside", path_status="escaped")
PY
check_events "another mount namespace" mounted.json "$work" \
    "$(stat -Lc %i "/proc/${held[mounted]}/ns/mnt")" << 'PY'
where = args[0]
assert all(e["mntns"] == int(args[1]) for e in events)
assert all(e["exe"] == f"{where}/mnt/program" and e["exe_status"] == "ok" for e in events)
agree(only(path=f"{where}/mnt/files/map-rx-private")[0], fstype="tmpfs", path_status="ok")
PY
check_events "pid namespace: both ids" pid-namespace.json "${held[pid-namespace]}" << 'PY'
assert all(e["pid"] == int(args[0]) and e["ns_pid"] == 1 for e in events)
PY
tid=$(sed -n 's/^ready //p' own-table.says)
check_events "a thread with a descriptor table of its own" own-table.json "$tid" "$work" << 'PY'
tid, where = int(args[0]), args[1] + "/own-table"
own = {(e["fd"], e["path"]) for e in only(tid=tid)}
assert (700, f"{where}/thread-instead-of-dup") in own, own
assert {path for _, path in own} == {f"{where}/thread-instead-of-dup", f"{where}/thread-only"}, own
agree(only(fd=700, path=f"{where}/open-dup")[0], tid=only(path=f"{where}/open-rw")[0]["pid"])
PY
if [[ -v held[overlay] ]]; then
    check_events "overlay: the overlay's paths" overlay.json << 'PY'
assert all(e["exe"] == "/program" and e["exe_status"] == "ok" for e in events)
libraries = [e for e in only(op="held-map", fstype="overlay") if "/libc.so" in e["path"]]
assert len(libraries) >= 3 and all(e["path_status"] == "ok" for e in libraries), libraries
agree(only(path="/files/map-rw-shared")[0], fstype="overlay", access="rw- shared")
agree(only(path="/files/map-deleted")[0], fstype="overlay", path_status="deleted")
PY
fi

# ---- against lsof -----------------------------------------------------------------------------

lsof -nPw -F pftn -p "${held[plain]},${held[user]},${held[deleted-exe]}" > lsof.out
check_events "lsof agrees" all.json lsof.out "${held[plain]}" "${held[user]}" \
    "${held[deleted-exe]}" << 'PY'
pids, opens, maps = {int(p) for p in args[1:]}, set(), set()
for line in open(args[0], encoding="utf-8", errors="surrogateescape"):
    key, value = line[0], line[1:-1]
    if key == "p":
        pid = int(value)
    elif key == "f":
        fd = value
    elif key == "t":
        kind = value
    elif key == "n" and value.startswith("/") and kind in ("REG", "DIR", "CHR", "FIFO"):
        name = value.split(" (deleted)")[0] if "map (deleted)" not in value else value
        if name.startswith(("/memfd:", "/dev/zero")) or "new" in name:
            continue
        if fd.isdigit():
            opens.add((pid, int(fd), name))
        elif fd in ("mem", "txt", "DEL"):
            maps.add((pid, name))
    elif key == "n" and fd == "DEL" and not value.startswith(("/memfd:", "/dev/zero")):
        maps.add((pid, value))
named = [e for e in events if e["pid"] in pids and e["path_status"] != "pseudo"
         and "open-new" not in e["path"]]
ours = {(e["pid"], e["fd"], e["path"]) for e in named if e["op"] == "held-open"}
assert len(opens) > 40 and len(maps) > 30, (len(opens), len(maps))
assert ours == opens, (ours - opens, opens - ours)
# of a file whose name ends in " (deleted)" lsof takes that off
ours = {(e["pid"], e["path"].removesuffix(" (deleted)")) for e in named if e["op"] == "held-map"}
assert ours == maps, (ours - maps, maps - ours)
PY

# ---- filters ----------------------------------------------------------------------------------

# case PYTHON OPTION...: all records of ours of which PYTHON holds, and no others; `e` is a record,
# `held` the pids by name.
pairs=$(for name in "${!held[@]}"; do echo "$name=${held[$name]}"; done)
filter_case() {
    local test=$1
    shift
    snapshot --json -o some.json -p "$all" "$@"
    check_events "filter: $* ($(wc -l < some.json))" some.json "$test" "$pairs" << 'PY'
def without_time(records): # nor sizes: what this test prints may go to a file that it has given to those
    return [{key: value for key, value in e.items() if key not in ("ts", "size")} for e in records]
held = {name: int(pid) for name, pid in (pair.split("=") for pair in args[1].split())}
test = compile(args[0], "case", "eval")
base = without_time(load("all.json")[0])
wanted = [e for e in base if eval(test, {"e": e, "held": held})]
have = without_time(events)
assert 0 < len(wanted) < len(base), f"{len(wanted)} of {len(base)} are wanted"
assert len(have) == len(wanted), f"{len(have)}, not {len(wanted)}"
for have_it, want_it in zip(have, wanted):
    assert have_it == want_it, [(key, have_it.get(key), want_it.get(key)) for key in have_it.keys() | want_it.keys()
                                if have_it.get(key) != want_it.get(key)]
PY
}
filter_case 'e["pid"] != held["plain"]' -p "!${held[plain]}"
filter_case 'e["uid"] == 65534' --uid 65534
filter_case 'e["gid"] != 65533' --gid '!65533'
filter_case 'e["op"] == "held-open"' --op held-open
filter_case 'e["op"] == "held-map"' --op mmap
filter_case 'e["path"].endswith("/open-rw")' --path '**/open-rw'
filter_case 'e["path"].startswith("/usr/")' --path /usr/
filter_case 'e["exe_status"] == "deleted" and e["exe"].endswith("gone-program")' \
    --exe "$work/gone-program"
filter_case 'e["root"] != "/" and "chrooted" in e["cwd"]' --root "$work/root"
filter_case 'e["fstype"] in ("tmpfs", "pipefs")' --fstype tmpfs,pipefs
filter_case 'e["path_status"] == "deleted"' --verdict deleted
filter_case 'e["path_status"] == "pseudo" and e["op"] == "held-open"' --verdict pseudo --op open
filter_case 'e["access"][0:1] == "w" or e["access"][0:2] == "rw" or e["access"][1:2] == "w"' \
    --access w
filter_case 'e["op"] == "held-map" and "x" in e["access"].split()[0]' --prot x
filter_case '"shared" in e["access"]' --shared
filter_case 'e["comm"] == "gone-program"' --comm gone-program
filter_case 'e["ppid"] == '$$ --ppid $$
filter_case "e['mntns'] == $(stat -Lc %i "/proc/${held[mounted]}/ns/mnt")" \
    --mntns "${held[mounted]}"
# All in the thread's own table, though its main thread's has some of it as well.
snapshot --json -o some.json --tid "$tid"
expect_equal "filter: --tid, a thread with a table of its own" "$(jq -r .fd some.json | sort -n)" \
    "$(ls "/proc/$tid/fd" | sort -n)"
file=$work/plain/open-rw
filter_case "e['ino'] == $(stat -c %i "$file") and e['pid'] == held['plain']" \
    --inode "$(stat -c %i "$file")" --pid "!${held[mounted]}"

# Who has this file open, whatever they call it?
ln "$file" other-name
snapshot --json -o some.json --ino-of other-name
check_events "who has this file open" some.json "${held[plain]}" "$file" << 'PY'
assert {(e["pid"], e["path"]) for e in events} == {(int(args[0]), args[1])}, events
assert sorted(e["access"] for e in events) == ["path", "rw"], events
PY
# Which processes still map the deleted library?
cp "$helpers/hold_kinds" "libdeleted.so"
hold maps-library python3 -c '
import mmap, os, sys
fd = os.open("libdeleted.so", os.O_RDONLY)
kept = mmap.mmap(fd, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
os.close(fd)
kept_too = kept.size()
os.unlink("libdeleted.so")
print("ready", flush=True)
sys.stdin.read()'
snapshot --json -o some.json --verdict deleted --path '**/libdeleted.so'
check_events "who still maps the deleted library" some.json "${held[maps-library]}" \
    "$work/libdeleted.so" << 'PY'
maps = only(op="held-map")
assert len(maps) == 1, events
agree(maps[0], pid=int(args[0]), path=args[1], access="r-x private")
assert {e["pid"] for e in events} == {int(args[0])}
PY

# --follow: the whole tree
# shellcheck disable=SC2016
mkdir tree
bash -c 'exec 9> tree/top; bash -c "exec 8> tree/child; bash -c \"exec 7> tree/grandchild
    echo > tree.ready; read -r\"; true"; true' < end {end}>&- &
top=$!
wait_for 20 test -s tree.ready || fail "tree" "it did not start"
snapshot --json -o some.json -p "$top" --follow --op open --path "$work/tree/"
check_events "follow: children and grandchildren" some.json << 'PY'
assert len({e["pid"] for e in events}) == 3
assert {e["path"].rpartition("/")[2] for e in events} == {"top", "child", "grandchild"}
assert len(only(fd=9)) == 3 and len(only(fd=7)) == 1, events
PY
snapshot --json -o some.json -p "$top" --op open --path "$work/tree/"
expect_equal "without --follow" "$(jq -r .pid some.json)" "$top"

# --uniq and --count
some=${held[plain]},${held[user]},${held[mounted]}
snapshot --json -o all-some.json -p "$some"
snapshot --json -o some.json -p "$some" --uniq exe,path
check_events "uniq: each combination once" some.json << 'PY'
def combination(e):
    return e["exe"], e["exe_status"], e["path"], e["path_status"]
base = load("all-some.json")[0]
have = [combination(e) for e in events]
twice = sorted({c for c in have if have.count(c) > 1})
assert not twice, twice
assert set(have) == {combination(e) for e in base}
PY
folded=$(($(wc -l < all-some.json) - $(wc -l < some.json)))
expect_match "uniq: folded ones are counted" "$(closing_line)" "* $folded folded, 0 lost"
snapshot --json -o some.json -p "$all" -n 3
expect_equal "count: status" $? 0
expect_equal "count: 3" "$(wc -l < some.json)" 3
expect_match "count: closing line" "$(closing_line)" 'fileaudit: 3 events shown, *'
snapshot -p "$all" --path /nowhere/ > some.txt
expect_equal "nothing found: status" $? 0
expect_equal "nothing found: nothing shown" "$(wc -c < some.txt)" 0

# ---- output -----------------------------------------------------------------------------------

snapshot -p "$all" > some.txt
expect_equal "text: a line each" "$(wc -l < some.txt)" "$(wc -l < all.json)"
if why=$(python3 - some.txt << 'PY' 2>&1
import re, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
form = re.compile(r"\d\d:\d\d:\d\d\.\d{3} +\d+ (?P<comm>\S+) +(?P<op>held-open|held-map) +"
                  r"(?P<access>(?:[r-][w-][x-] (?:shared|private))|[rw]+(?:\+\w+)*|path) +"
                  r"(?P<path>\S.*)$")
found = [form.match(line) for line in lines]
assert all(found), [line for line, match in zip(lines, found) if not match][:3]
for column in ("comm", "op", "access", "path"):
    starts = {match.start(column) for match in found}
    assert len(starts) == 1, (column, starts)
PY
); then
    ok "text: aligned columns"
else
    fail "text: aligned columns" "$why"
fi
if why=$(python3 - "$fileaudit" "$all" << 'PY' 2>&1
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "snapshot", "-p", sys.argv[2], "--op", "held-map", "-n", "5",
                           "--color", "never"])
output = b""
while True:
    try:
        output += os.read(terminal, 65536)
    except OSError:  # EIO at the end
        break
assert os.waitpid(pid, 0)[1] == 0
lines = [line for line in output.decode().splitlines() if not line.startswith("fileaudit: ")]
assert len(lines) == 6, lines
header, line = lines[0], lines[1]
assert header.split() == ["TIME", "PID", "COMM", "OP", "ACCESS", "PATH"], header
assert header.index("OP") == line.index("held-map"), lines[:2]
assert line[header.index("PATH") - 1] == " " and line[header.index("PATH")] != " ", lines[:2]
PY
); then
    ok "terminal: a header above its columns"
else
    fail "terminal: a header above its columns" "$why"
fi
snapshot --wide -p "${held[plain]}" -n 1 > some.txt
expect_match "wide: executable and root" "$(< some.txt)" "*$helpers/hold_kinds*"

# A reader that goes away: more than a pipe holds, so it is noticed.
hold many python3 -c '
import os, sys
for i in range(900):
    os.open(f"many/{i}" + "x" * 150, os.O_CREAT | os.O_RDWR)
print("ready", flush=True)
sys.stdin.read()'
for how in '' --json; do
    # shellcheck disable=SC2086
    (snapshot $how -p "${held[many]}"; echo $? > status) | head -n 1 > some.txt
    expect_equal "head $how: status" "$(< status)" 0
    expect_equal "head $how: one line" "$(wc -l < some.txt)" 1
    expect_match "head $how: says no more than the closing line" "$(< "$words")" \
        'fileaudit: * events shown, *'
    expect_equal "head $how: one line of words" "$(wc -l < "$words")" 1
done
snapshot -q -p "${held[many]}" > some.txt
expect_equal "quiet: no words" "$(wc -c < "$words")" 0
(snapshot -p "${held[many]}" > /dev/full)
expect_match "a full disk is told" "$?: $(tail -n 1 "$words")" '1: fileaudit: cannot write to *'

expect_refusal "needs root" 4 root -- \
    setpriv --reuid 65534 --regid 65534 --clear-groups "$fileaudit" snapshot -p $$
wait_for 20 no_programs_left && ok "no BPF programs are left"
finish
