#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each way by which a file comes to be used is told, and can be asked for; of maps also which
# addresses, and who opened the file.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

ways() { # OPTION...: the helper's events, in a new directory `ways`
    rm -rf ways events
    mkdir ways
    run_fileaudit -v --json -o events --path "$work/ways/" "$@" -- "$helpers/ways_in" ways > maps
}
ways --op open
expect_equal "opens: status" $? 0
backend=$(sed -n 's/^fileaudit: backend \([a-z]*\), .*/\1/p' "$words")
check_events "opens" events "$work/ways" "$backend" << 'END'
want = {"open": "open", "openat": "openat", "openat2": "openat2", "creat": "creat",
        "handle": "open_by_handle_at"}
if args[1] == "tracepoint":  # the hooks inside open do not see O_PATH
    want["path"] = "openat"
for name, via in want.items():
    event, = only(path=f"{args[0]}/{name}")
    agree(event, op="open", via=via)
    assert "errno" not in event and "name" not in event and "dir" not in event, event
if "path" in want:
    event, = only(path=f"{args[0]}/path")
    agree(event, access="path")
END

check_maps='
rows = [line.split() for line in open(args[1])]
assert len(rows) == 5, rows
wrong = []
told = {}
for name, pid, opener, addresses, size in rows:
    via = "mprotect" if name.startswith("mprotect") else "mmap"
    found = [e for e in only(path=f"{args[0]}/{name}", via=via)]
    assert len(found) == 1, f"{name}: {found}"
    event = found[0]
    told[name] = event.get("opener")
    want = {"pid": int(pid), "bytes": int(size), "addr": addresses}
    wrong += [(name, key, event.get(key), value) for key, value in want.items()
              if event.get(key) != value]
    if via == "mprotect":
        agree(event, op="mmap", prot="PROT_READ|PROT_EXEC", access="r-x private")
assert not wrong, wrong
'
ways --op mmap
check_events "maps: via, addresses, length" events "$work/ways" maps << END
$check_maps
assert set(told.values()) == {None}, "an opener that nobody asked for"
assert not only(path=f"{args[0]}/mprotect-none", via="mprotect")
assert not [e for e in events if e["path"] is None or e.get("ino") == 0]
END
ways --op mmap --opener
check_events "--opener" events "$work/ways" maps << END
$check_maps
want = {name: int(opener) or None for name, _, opener, _, _ in rows}
assert told == want, (told, want)
END
ways --op open,mmap --opener
check_events "--opener beside opens" events "$work/ways" maps << END
$check_maps
want = {name: int(opener) or None for name, _, opener, _, _ in rows}
assert told == want, (told, want)
assert only(path=f"{args[0]}/received", op="open")
END
ways_told() { jq -r .via events | sort | uniq -c | awk '{ print $2 "=" $1 }' | paste -sd' '; }
ways --via openat2,mprotect
expect_equal "--via" "$(ways_told)" 'mprotect=2 openat2=1'
ways --via '!openat,!mmap,!mprotect'
expect_equal "--via, excluded" "$(ways_told)" 'creat=1 open=1 open_by_handle_at=1 openat2=1'
ways --uniq via
expect_equal "--uniq via" "$(ways_told)" \
    'creat=1 mmap=1 mprotect=1 open=1 open_by_handle_at=1 openat=1 openat2=1'

# programs and scripts
cp "$(readlink -f "$(type -P true)")" program
printf '#!%s -x\n' "$work/program" > script
printf '#!./script\n' > 'script of a script'
chmod 755 script 'script of a script'
run_fileaudit --json -o events --op exec --path "$work/" -- bash -c "
    ./program; $work/script; ./'script of a script'"
check_events "execs" events "$work" << 'END'
program = args[0] + "/program"
have = [(e["via"], e["path"], e["exe"], e["name"]) for e in events]
assert have == [("exec", program, program, "./program"),
                ("interpreter", program, program, args[0] + "/script"),
                ("interpreter", program, program, "./script of a script")], have
END
run_fileaudit --json -o events --via interpreter -- bash -c './program; ./script'
check_events "--via interpreter" events << 'END'
if any(e["op"] != "exec" for e in events):  # not the tracepoints: what an exec opens is told too
    events = [e for e in events if e["op"] == "exec"]
event, = events
agree(event, op="exec", via="interpreter", name="./script")
END

# by io_uring
echo > file
if [[ ! -x $helpers/uring_open ]]; then
    skip "io_uring" "built without liburing"
else
    run_fileaudit --json -o events --failed --op open --path "$work/file*" -- \
        "$helpers/uring_open" "$work/file"
    status=$?
    if ((status == 77)); then
        skip "io_uring" "this kernel has none"
    else
        expect_equal "io_uring: status" "$status" 0
        check_events "io_uring: as the backend sees it" events "$work" "$backend" << 'END'
have = [(e["via"], e.get("errno"), e["path"]) for e in events]
want = [("io_uring", None, args[0] + "/file"), ("io_uring", "ENOENT", args[0] + "/file-none")]
assert have == ([] if args[1] == "tracepoint" else want), have
END
    fi
fi
finish
