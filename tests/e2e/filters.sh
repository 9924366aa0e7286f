#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --pid, --comm, --path and --op: OR inside one, AND across; what the kernel decides and what
# cannot be decided.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# --pid: three processes that open a file of their own at every line they get
pids=() go=()
for i in 1 2 3; do
    mkfifo "go$i"
    bash -c 'exec 9< go'$i'; while read -ru 9; do : > by'$i'; done' &
    pids+=($!)
    exec {fd}> "go$i"
    go+=("$fd")
done
all_there() { [[ -e by1 && -e by2 && -e by3 ]]; }
for how in "--pid ${pids[0]} --pid ${pids[1]}" "-p ${pids[0]},${pids[1]}" "-p ${pids[1]}" \
    "--pid ${pids[0]},${pids[2]} --pid ${pids[0]}"; do
    # shellcheck disable=SC2086 # words they are
    start_fileaudit --json -o events $how
    rm -f by?
    for fd in "${go[@]}"; do echo >&"$fd"; done
    wait_for 20 all_there || fail "pid" "not all opened their files"
    stop_fileaudit
    check_events "pid: $how" events "$how" "$work" "${pids[@]}" << 'END'
wanted = {int(p) for word in args[0].split()[1::2] for p in word.split(",")}
assert {e["pid"] for e in events} == wanted, {e["pid"] for e in events}
names = {e["path"] for e in events if "+create" in e["access"]}
assert names == {f"{args[1]}/by{i}" for i in (1, 2, 3) if int(args[1 + i]) in wanted}, names
END
done

# --pid is the process, not what it forks
start_fileaudit --json -o events --pid "$$"
(exec cat /etc/passwd) > /dev/null
: > mine
stop_fileaudit
check_events "pid: without its children" events "$$" "$work/mine" << 'END'
assert {e["pid"] for e in events} == {int(args[0])}
assert any(e["path"] == args[1] for e in events)
END
for fd in "${go[@]}"; do exec {fd}>&-; done # they end at the end of their input

# --comm
cp "$(type -P cat)" fourteen-bytes
cp "$(type -P cat)" longer-than-fifteen
touch file
comm_case() { # NAME OPTIONS WANTED-COMMS
    # shellcheck disable=SC2086
    run_fileaudit --json -o events --op open --path "$work/file" $2 -- \
        bash -c 'cat file; ./fourteen-bytes file; ./longer-than-fifteen file; head file'
    expect_equal "comm: $1" "$(jq -r .comm events | sort | xargs)" "$3"
}
comm_case one '--comm cat' cat
comm_case list '--comm cat,head' 'cat head'
comm_case repeated '--comm head -c fourteen-bytes' 'fourteen-bytes head'
comm_case 'cut to 15 bytes by the kernel' '-c longer-than-fif' longer-than-fif
comm_case 'exact, not a prefix' '--comm ca,hea,fourteen' ''

# --op
for ops in open mmap exec open,mmap mmap,exec open,exec open,mmap,exec; do
    run_fileaudit --json -o events --op "$ops" -- cat file
    expect_equal "op: $ops" "$(jq -r .op events | sort -u | xargs)" \
        "$(tr , '\n' <<< "$ops" | sort | xargs)"
done

# --path
long=$(printf 'l%.0s' {1..200})
mkdir -p t/a/b/c t/ab t/d.d "t/$long/$long"
files=(t/a/1 t/a/2.txt t/a/b/3.txt t/a/b/c/4.txt t/ab/5 t/top.txt t/d.d/6
    't/a/[x]' 't/a/b/?' "t/a/*"
    "t/$long/$long/one" "t/$long/$long/two")
touch "${files[@]}"
path_case() { # NAME WANTED GLOB...: names within t, in the order of opening
    local name=$1 wanted=$2 glob
    shift 2
    local -a options=()
    for glob; do options+=(--path "$glob"); done
    run_fileaudit --json -o events --op open "${options[@]}" -- cat "${files[@]}"
    expect_equal "path: $name" \
        "$(jq -r .path events | sed "s,^$work/t/,,; s,$long,L,g" | xargs -d '\n')" "$wanted"
}
w=$work/t
path_case 'exact' 'a/1' "$w/a/1"
path_case '* stays within /' 'a/2.txt' "$w/a/*.txt"
path_case '** crosses /' 'a/2.txt a/b/3.txt a/b/c/4.txt' "$w/a/**.txt"
path_case '/**/ is any number of directories' 'a/2.txt a/b/3.txt a/b/c/4.txt' "$w/a/**/*.txt"
path_case '/** is all below' 'a/b/3.txt a/b/c/4.txt a/b/?' "$w/a/b/**"
path_case 'a trailing / is the subtree' 'a/b/3.txt a/b/c/4.txt a/b/?' "$w/a/b/"
path_case 'a prefix is not enough' '' "$w/a"
path_case 'several' 'a/1 ab/5 d.d/6' "$w/d.d/*" "$w/ab/5" "$w/a/1"
path_case 'several, one without a prefix' 'ab/5 top.txt' '**/top.txt' "$w/ab/*"
path_case '? and classes' 'a/1 ab/5 a/*' "$w/a/?" "$w/a[a-c]/[!0-4]"
path_case 'escapes' 'a/[x] a/b/? a/*' "$w/a/\\[x\\]" "$w/a/\\*" "$w/a/b/\\?"
path_case 'longer than 256 bytes, same first 256' "L/L/two" "$w/$long/$long/two"
path_case 'longer than 256 bytes, subtree' "L/L/one L/L/two" "$w/$long/$long/"
path_case 'nothing' '' '/nowhere/**'
run_fileaudit --json -o events --op open --comm head --path "$w/a/*" -- \
    bash -c "cat t/a/1; head t/a/1; head t/ab/5"
expect_equal "AND across options" "$(jq -r '.comm + " " + .path' events)" "head $w/a/1"
run_fileaudit --json -o events --op exec --path "$(readlink -f "$(type -P cat)")" -- cat file
expect_equal "path: of an exec" "$(jq -r .op events)" exec

# The prefix is decided in the kernel: what does not match needs no room in the ring.
run_fileaudit --strict --json -o events --op open --buffer 4096 --path "$w/a/1" -- \
    bash -c "'$helpers/burst' 50000 t/ab/5; cat t/a/1"
expect_equal "prefix: status with a tiny buffer" $? 0
expect_equal "prefix: the one match" "$(jq -r .path events)" "$w/a/1"
expect_match "prefix: closing line" "$(closing_line)" \
    'fileaudit: 1 event shown, * filtered, 0 lost'
run_fileaudit --strict --json -o events --op open --buffer 16K --comm cat -- \
    bash -c "'$helpers/burst' 50000 t/ab/5; cat t/a/1"
expect_equal "comm: decided in the kernel" $? 0

# A filter does not change what an event says.
run_fileaudit --json -o all -- cat file
run_fileaudit --json -o some --comm cat --path "$work/file" -- cat file
same='select(.path == $file) | del(.ts, .pid, .tid, .ppid)'
expect_equal "a filtered event is the same event" "$(jq -c --arg file "$work/file" "$same" some)" \
    "$(jq -c --arg file "$work/file" "$same" all)"

# ours: fileaudit's own opens, and its writing, are no events
start_fileaudit --json -o events
cat file
stop_fileaudit
check_events "its own events are left out" events "$fa_pid" << 'END'
assert events and not only(pid=int(args[0]))
END

# What cannot be decided is counted, not dropped in silence.
cat > deep.py << 'END'
import os, sys
for i in range(30):
    os.mkdir("t" * 200)
    os.chdir("t" * 200)
for i in range(int(sys.argv[1])):
    os.close(os.open(f"file{i}", os.O_CREAT | os.O_RDWR))
END
for strict in --strict ''; do
    rm -rf deep
    mkdir deep
    # shellcheck disable=SC2086
    (cd deep && run_fileaudit $strict --json -o "$work/events" --op open \
        --path "$work/deep/**/file*" -- python3 ../deep.py 3)
    expect_equal "undecided $strict: status" $? $((${#strict} > 0 ? 3 : 0))
    expect_match "undecided $strict: closing line" "$(closing_line)" '* 3 lost (3 path_undecided)'
    expect_equal "undecided $strict: a record" \
        "$(jq -s 'map(select(.op == "loss") | .path_undecided) | add' events)" 3
done
finish
