#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What else is told of an event: the processes above, arguments, size, mode and mount of the file,
# the user and the login, the cgroup, the layer of an overlay. Against /proc and stat(2).
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
witness=$tests/oracle/witness.py
python=$(readlink -f "$(type -P python3)")
cgroups=$(awk '/ - cgroup2 /{ print $5; exit }' /proc/self/mountinfo)
cgroup=$cgroups/fileaudit-test-$$
remove_cgroup() { [[ ! -d $cgroup ]] || find "$cgroup" -depth -type d -exec rmdir {} +; }
trap 'wait_for 5 remove_cgroup; clean_up' EXIT

against_proc='
expected = [json.loads(line) for line in open(args[0])]
assert expected
pairs = []
for want in expected:
    found = only(path=want["path"], op="open", pid=want["pid"])
    assert len(found) == 1, (want["path"], found)
    pairs.append((want, found[0]))
def compare(*keys):
    for want, have in pairs:
        for key in keys:
            assert have.get(key) == want.get(key), (key, have.get(key), want.get(key), have)
'

# ---- the file
mkdir files files/dir
printf 123 > files/three
truncate -s 5000000000 files/large
: > files/empty
chmod 4750 files/three
chmod 0 files/empty
chmod 1777 files/dir
mkfifo files/fifo
mknod files/null c 1 3
mkdir mounted
# shellcheck disable=SC2016
file_script='mount -t tmpfs -o mode=700 tmpfs mounted && echo 12345 > mounted/file &&
    "$0" "$@" r:mounted/file r:mounted r:/proc/self/status r:/dev/null'
run_fileaudit --json -o events -- unshare -m bash -c "$file_script" "$python" "$witness" \
    r:files/{three,large,empty,dir,fifo,null} w:files/three > expected
expect_equal "files: status" $? 0
check_events "size, mode, mnt_id, fd" events expected "$work" << END
expected = [json.loads(line) for line in open(args[0])]
assert len(expected) == 11, expected
modes = set()
for want in expected:
    found = [e for e in only(op="open", pid=want["pid"], ino=want["ino"], fd=want["fd"])
             if e["path"] == want["path"] and "create" not in e["access"]]
    assert found, want
    for event in found:
        agree(event, mode=want["mode"], mnt_id=want["mnt_id"], size=want.get("size"))
    modes.add(want["mode"])
assert {"-rwsr-x---", "----------", "drwxrwxrwt", "prw-r--r--", "crw-r--r--"} <= modes, modes
END
run_fileaudit --json -o events --path "$work/files/*" --op mmap -- "$python" -c 'import mmap
f = open("files/three", "rb")
mmap.mmap(f.fileno(), 3, prot=mmap.PROT_READ)'
check_events "of a map too" events << 'END'
event, = events
agree(event, size=3, mode="-rwsr-x---", bytes=3)
END
run_fileaudit --json -o events --path "$work/files/*" -- bash -c 'echo 12345678 > files/new'
check_events "as it was when it was opened" events << 'END'
event, = events
agree(event, size=0, mode="-rw-r--r--")
END

# ---- the process
as_told() { # NAME PYTHON COMMAND...: options of fileaudit in `options`
    local name=$1 statements=$2
    shift 2
    run_fileaudit --json -o events --op open "${options[@]}" -- "$@" > expected
    expect_equal "$name: status" $? 0
    check_events "$name" events expected <<< "$against_proc$statements"
}
options=()
echo > file
as_told "user" 'compare("uid", "user")
assert pairs[0][1]["user"] == "nobody"' \
    setpriv --reuid=nobody --clear-groups "$python" "$witness" r:file
as_told "a user without a name" 'compare("uid", "user")
assert "user" not in pairs[0][1] and pairs[0][1]["uid"] == 54321' \
    setpriv --reuid=54321 --clear-groups "$python" "$witness" r:file
as_told "nobody logged in, or who did" 'compare("loginuid", "session")' "$python" "$witness" r:file
if [[ -w /proc/self/loginuid && $(< /proc/self/loginuid) == 4294967295 ]] &&
    bash -c 'echo 4321 > /proc/self/loginuid' 2> /dev/null; then
    # shellcheck disable=SC2016
    as_told "loginuid, session" 'compare("loginuid", "session")
assert pairs[0][1]["loginuid"] == 4321 and "session" in pairs[0][1]' \
        bash -c 'echo 4321 > /proc/self/loginuid; "$0" "$@"' "$python" "$witness" r:file
else
    skip "loginuid" "it is set here, or this kernel has none"
fi
if [[ -n $cgroups ]] && mkdir -p "$cgroup/inner one" 2> /dev/null; then
    # shellcheck disable=SC2016
    as_told "cgroup" 'compare("cgroup")
assert pairs[0][1]["cgroup"].endswith("/inner one")' \
        bash -c 'echo $$ > "$2/inner one/cgroup.procs"; "$0" "$1" r:file' "$python" "$witness" "$cgroup"
    # the tree is not read oftener than once a second, or in 20 times as long as that took
    # shellcheck disable=SC2016
    as_told "cgroup, made later" 'compare("cgroup")
assert pairs[0][1]["cgroup"].endswith("/later")' \
        bash -c 'sleep 4; mkdir "$2/later"; echo $$ > "$2/later/cgroup.procs"; "$0" "$1" r:file' \
        "$python" "$witness" "$cgroup"
    id=$(printf '%s' "$work" | sha256sum | cut -d' ' -f1)
    mkdir "$cgroup/docker-$id.scope"
    # shellcheck disable=SC2016
    as_told "container" "compare('cgroup')
assert pairs[0][1]['container'].startswith('${id:0:12}'), pairs[0][1]" \
        bash -c 'echo $$ > "$2/cgroup.procs"; "$0" "$1" r:file' "$python" "$witness" \
        "$cgroup/docker-$id.scope"
else
    skip "cgroup" "no cgroup v2 here"
fi

# ---- the processes above
as_told "without --ancestry" 'assert not [e for e in events if "ancestry" in e or "args" in e]' \
    "$python" "$witness" r:file
check_ancestry='
for want, have in pairs:
    told, above = have["ancestry"], want["ancestry"][:number]
    assert len(told) == len(above), (told, above)
    for a, b in zip(told, above):
        assert (a["pid"], a["comm"]) == (b["pid"], b["comm"]), (a, b)
        assert b["exe"] is None or (a["exe"], a["exe_status"]) == (b["exe"], "ok"), (a, b)
    assert above[0]["exe"], above
'
mkdir other
cp "$(readlink -f "$(type -P bash)")" $'other/sh\e\xff \n'
# shellcheck disable=SC2016
for number in 1 3 8; do
    options=(--ancestry "$number")
    as_told "--ancestry $number" "number = $number$check_ancestry" \
        bash -c 'bash -c '\''bash -c "\"\$@\"; :" bash "$@"; :'\'' bash "$@"; :' bash \
        "$python" "$witness" r:file
done
run_fileaudit --json -o events --op open --ancestry 2 -- $'other/sh\e\xff \n' -c \
    '"$@"; :' bash "$python" "$witness" r:file > expected
check_events "--ancestry: hostile bytes" events expected <<< "${against_proc}number = 2$check_ancestry
assert pairs[0][1]['ancestry'][0]['comm'] == 'sh\\x1b\\udcff \\n', pairs[0][1]"
# the chain ends where the pid namespace does
run_fileaudit --json -o events --path "$work/file" --ancestry 8 -- \
    unshare -pf --mount-proc bash -c 'cat file; :' > out
check_events "--ancestry: as the reader sees it" events << 'END'
event, = events
assert event["pid"] != event["ns_pid"]
assert event["ancestry"][0]["comm"] == "bash" and event["ancestry"][0]["pid"] == event["ppid"]
assert event["ancestry"][1]["comm"] == "unshare", event
assert len(event["ancestry"]) > 3, event
END

# ---- arguments
check_args='
for want, have in pairs:
    whole = bytes.fromhex(want["cmdline"])
    joined = b"".join(os.fsencode(argument) + b"\0" for argument in have["args"])
    cut = len(whole) > 2047
    assert have.get("args_truncated", False) == cut, have
    if cut:  # where there is no NUL the last one was cut itself
        assert len(joined) in (2047, 2048) and whole.startswith(joined[:2047]), have
    else:
        assert joined == whole, (joined, whole)
'
options=(--args)
as_told "--args" "$check_args" "$python" "$witness" r:file plain 'two words' ''
as_told "--args: hostile bytes" "$check_args
assert 'args_hex' in pairs[0][1]" "$python" "$witness" r:file $'\xff\xfe' $'new\nline' $'\e[31m' '' \
    $'q"u\\' 'ümlaut'
for size in 1500 3000 100000; do
    as_told "--args: $size bytes" "$check_args" "$python" "$witness" r:file \
        "$(head -c "$size" /dev/zero | tr '\0' a)" $'\xff'
done
# exactly 2047 bytes, one less and one more
before=$(printf '%s\0' "$python" "$witness" r:file | wc -c)
for size in 2046 2047 2048; do
    as_told "--args: $size bytes in all" "$check_args
assert len(whole) == $size" "$python" "$witness" r:file \
        "$(head -c $((size - before - 1)) /dev/zero | tr '\0' b)"
done
as_told "--args: all at the cut" "$check_args" "$python" "$witness" r:file \
    "$(head -c $((2047 - before - 3)) /dev/zero | tr '\0' b)" "" "" "" "ü"
run_fileaudit -q --args -o text --path "$work/file" -- cat file $'\e[31m\nx' > out 2>&1
expect_equal "--args: text, a line an event" "$(wc -l < text)" 1
expect_equal "--args: text, no control bytes" \
    "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c)" 0

# ---- layers of an overlay
mkdir overlay
# shellcheck disable=SC2016
layers='mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir lower upper work both && echo lower > lower/low &&
    echo below > lower/copied && echo upper > upper/up &&
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay both || exit 77
    cat both/low both/up both/copied
    echo more >> both/copied; cat both/copied
    echo new > both/new
    cat lower/low'
run_fileaudit --json -o events --op open --path "$work/overlay/" -- \
    unshare -m bash -c "$layers" bash "$work/overlay" > out
status=$?
if ((status == 77)); then
    skip "layers" "no overlayfs here"
else
    check_events "layer, before and after it is copied up" events "$work/overlay" << 'END'
have = [(e["path"].removeprefix(args[0] + "/"), e["access"].split("+")[0], e.get("layer"))
        for e in events if "/both/" in e["path"]]
assert have == [("both/low", "r", "lower"), ("both/up", "r", "upper"),
                ("both/copied", "r", "lower"), ("both/copied", "w", "upper"),
                ("both/copied", "r", "upper"), ("both/new", "w", "upper")], have
assert all(e["fstype"] == "overlay" for e in events if "/both/" in e["path"])
plain = [e for e in events if e["path"].endswith("/lower/low")]
assert plain and not [e for e in plain if "layer" in e], plain
END
    for option in '' --backing; do
        # shellcheck disable=SC2086
        run_fileaudit -v --json -o events --op open --path "$work/overlay/" $option -- \
            unshare -m bash -c "$layers" bash "$work/overlay" > out
        check_events "no event twice: ${option:-without --backing}" events "$work/overlay/both/low" \
            << 'END'
assert len([e for e in only(path=args[0]) if not e.get("backing")]) == 1, events
END
    done
fi
finish
