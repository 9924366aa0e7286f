#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How a file was opened or mapped: access, flags, prot and map_flags of each kind of call, by
# 64-bit and by 32-bit system calls.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

mkdir kinds
run_fileaudit -v --json -o events --op open -- "$helpers/open_kinds" kinds > inodes
expect_equal "opens: status" $? 0
backend=$(sed -n 's/^fileaudit: backend \([a-z]*\), .*/\1/p' "$words")
check_events "opens: access and flags" events "$work/kinds" "$backend" "$(< inodes)" << 'END'
# O_CLOEXEC is of the descriptor, not of the file: the kernel keeps it elsewhere.
want = {
    "r": ("r", "O_RDONLY|O_NOFOLLOW"),
    "w": ("w", "O_WRONLY|O_NONBLOCK"),
    "rw": ("rw", "O_RDWR|O_DSYNC"),
    "trunc": ("w+trunc", "O_WRONLY|O_TRUNC"),
    "append": ("w+append", "O_WRONLY|O_APPEND"),
    "dir": ("r+dir", "O_RDONLY|O_DIRECTORY"),
    "new": ("rw+create+excl", "O_RDWR|O_CREAT|O_EXCL"),
    "ioctl": ("ioctl", "O_ACCMODE"),
    "creat": ("w+create+trunc", "O_WRONLY|O_CREAT|O_TRUNC"),
    "creat_again": ("w+create+trunc", "O_WRONLY|O_CREAT|O_TRUNC"),
    "openat2_r": ("r", "O_RDONLY"),
    "openat2_new": ("w+create+trunc", "O_WRONLY|O_CREAT|O_TRUNC"),
}
if args[1] == "tracepoint":  # the hooks inside open do not see O_PATH
    want["path"] = ("path", "O_RDONLY|O_PATH")
wrong = []
for name, (access, flags) in want.items():
    found = [e for e in only(path=f"{args[0]}/{name}") if e["op"] == "open"]
    have = [(e["access"], set(e["flags"].split("|"))) for e in found]
    if have != [(access, set(flags.split("|")))]:
        wrong.append((name, have))
assert not wrong, wrong
event, = only(ino=int(args[2].split()[1]), op="open")
agree(event, path_status="deleted", access="rw+tmpfile")
assert "O_TMPFILE" in event["flags"], event["flags"]
assert not any("flags_partial" in e for e in only(cwd=args[0])) or args[1] != "tracepoint"
END

mkdir maps
run_fileaudit --json -o events --op mmap -- "$helpers/map_kinds" maps
expect_equal "maps: status" $? 0
check_events "maps: access, prot and flags" events "$work/maps" << 'END'
want = {
    "r_private": ("r-- private", "PROT_READ", "MAP_PRIVATE"),
    "rw_shared": ("rw- shared", "PROT_READ|PROT_WRITE", "MAP_SHARED"),
    "rx_private": ("r-x private", "PROT_READ|PROT_EXEC", "MAP_PRIVATE"),
    "none": ("--- private", "PROT_NONE", "MAP_PRIVATE|MAP_NORESERVE"),
    "populate": ("r-- private", "PROT_READ", "MAP_PRIVATE|MAP_POPULATE"),
}
for name, (access, prot, flags) in want.items():
    found = only(path=f"{args[0]}/{name}")
    assert len(found) == 1, f"{name}: {len(found)} events"
    agree(found[0], op="mmap", access=access, prot=prot, map_flags=flags)
END
check_events "maps: no anonymous ones" events << 'END'
assert not [e for e in events if "MAP_ANONYMOUS" in e["map_flags"] or not e["path"]]
END

mkdir compat
"$helpers/int80" compat > /dev/null 2>&1
if (($? == 77)); then
    skip "32-bit calls" "this kernel or machine has none"
else
    rm compat/*
    run_fileaudit --json -o events --op open,mmap -- "$helpers/int80" compat
    expect_equal "32-bit calls: status" $? 0
    check_events "32-bit calls" events "$work/compat" << 'END'
want = {"open": "rw+create+excl", "openat": "w+create", "creat": "w+create+trunc",
        "openat2": "w+create+trunc"}
for name, access in want.items():
    event, = only(path=f"{args[0]}/{name}")
    agree(event, op="open", access=access)
event, = only(path=f"{args[0]}/mmap2", op="mmap")
agree(event, access="r-- private", prot="PROT_READ", map_flags="MAP_PRIVATE")
event, = only(path=f"{args[0]}/mmap", op="mmap")
agree(event, access="rw- shared", prot="PROT_READ|PROT_WRITE", map_flags="MAP_SHARED")
END
fi
finish
