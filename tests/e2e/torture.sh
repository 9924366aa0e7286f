#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Directories and the cwd moving at full speed while files are opened: a path is one of those that
# existed, or said to be unstable; never pieced together from two. FILEAUDIT_SEED repeats a run.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
seed=${FILEAUDIT_SEED:-$RANDOM}
seconds=${FILEAUDIT_TORTURE_SECONDS:-6} # 20 at most: the events are kept in memory
echo "seed $seed"

mkdir race
run_fileaudit --json -o events --op open -- "$helpers/rename_race" race "$seconds" "$seed" > did
expect_equal "rename: status" $? 0
echo "    $(< did)"
check_events "rename: no torn path" events "$work/race" "$(< did)" << 'END'
top, opens = args[0], int(args[1].split()[0])
legal = {f"{top}/a/x/d1/d2/d3/f", f"{top}/b/y/d1/d2/d3/f"}
mine = [e for e in events if e["pid"] != e["ppid"] and e["comm"] == "rename_race"
        and (e["path"] is None or e["path"].endswith("/f"))]
torn = {e["path"] for e in mine if e["path_status"] == "ok"} - legal
assert not torn, torn
assert {e["path_status"] for e in mine} <= {"ok", "unstable"}, {e["path_status"] for e in mine}
for e in mine:
    assert (e["path"] is None) == (e["path_status"] == "unstable"), e
good = sum(e["path_status"] == "ok" for e in mine)
lost = sum(r["lost"] for r in losses)
assert good + lost > 0.9 * opens, f"{good} of {opens} ok, {lost} lost"
assert len(mine) + lost >= opens, f"{len(mine)} events and {lost} lost of {opens}"
assert {e["path"] for e in mine if e["path"]} == legal, "it was not in both places"
END

mkdir one two
touch file
run_fileaudit --json -o events --op open --path "$work/file" -- \
    "$helpers/chdir_race" "$work/one" "$work/two" "$work/file" "$((seconds / 2))" "$seed" > did
expect_equal "chdir: status" $? 0
echo "    $(< did)"
check_events "chdir: the cwd is one of the two" events "$work" "$(< did)" << 'END'
legal = {f"{args[0]}/one", f"{args[0]}/two"}
opens = int(args[1].split()[0])
wrong = {(e["cwd"], e["cwd_status"]) for e in events
         if not (e["cwd"] in legal and e["cwd_status"] == "ok")
         and not (e["cwd"] is None and e["cwd_status"] == "unstable")}
assert not wrong, wrong
assert all(e["path"] == args[0] + "/file" or e["path_status"] == "unstable" for e in events)
assert {e["cwd"] for e in events if e["cwd"]} == legal, "it was not in both places"
assert len(events) + sum(r["lost"] for r in losses) >= opens
END
finish
