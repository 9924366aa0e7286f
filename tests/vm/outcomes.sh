#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is tested inside a guest, as root, of how opens and maps end and which way they come:
# fileaudit's words against what the kernel answered to the programs that asked (helpers/). Prints
# `ok NAME`, `skipped NAME` or `FAIL NAME` with the reason. Parameters as in scenario.sh.
#
# To start fileaudit takes seconds in a guest, so most cases share a run of it. Such a case has two
# functions: NAME_acts is run in a directory of its own, its output kept in `answers` there; then
# NAME, there too, looks at `events`, which are those of processes in that directory.
set -u
# shellcheck source=tests/vm/checks.sh
. "$(dirname "$(realpath "$0")")/checks.sh"
export backend work

for program in attempt landlocked lsm_deny map_ways uring_ways burst; do
    type -P "$program" > /dev/null || { echo "FAIL: no $program here"; failed=1; }
done
((failed == 0)) || exit 1

native() { [[ $backend != tracepoint ]]; } # hooks inside the kernel

run_acts() { # NAME...
    local name
    for name; do
        (cd "$work/$name" && "${name}_acts" > answers 2> complaints; echo "$?" > status)
    done
}

cut_events() { # EVENTS: to those of this directory and below
    jq -c --arg here "$PWD" 'select(.cwd | strings | . == $here or startswith($here + "/"))' "$1" \
        > events
}

looked_at() { # NAME
    cut_events ../events
    "$1" && return
    local status=$?
    [[ ! -s complaints ]] || head -n 5 complaints
    return "$status"
}

# The cases NAME in one run of fileaudit.
together() { # OPTION... -- NAME...
    local options=() name names=()
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    for name; do
        [[ -n $only && $only != "$name" ]] || { names+=("$name"); mkdir "$work/$name"; }
    done
    ((${#names[@]} > 0)) || return 0
    cd "$work" || return
    if ! watch --backend "$backend" "${options[@]}" -- \
        bash -c 'run_acts "$@"' run_acts "${names[@]}"; then
        failed=1
        return
    fi
    for name in "${names[@]}"; do check "$name" looked_at "$name"; done
}

# What processes named COMM did, as the helpers print it: `OP VIA ERRNO|ok NAME`, where a success's
# NAME is its path below here. A NAME of only the letter n is given by its length.
did() { # COMM
    jq -r --arg comm "$1" --arg here "$PWD/" '
        select(.comm == $comm and (.errno or .op == "open")) |
        (if .errno then .name else .path | strings | ltrimstr($here) end // "-") as $name |
        "\(.op) \(.via) \(.errno // "ok") " +
        ($name | if test("^n{100,}$") then "@\(length)" else . end)' events
}

# ---- failures ---------------------------------------------------------------------------------

make_places() {
    touch file
    mkdir directory ro locked
    echo secret > secret
    chmod 600 secret
    chmod 700 locked
    chmod 755 . "$work"
    mkfifo fifo started wait
    ln -s loop loop
    mknod no_driver c 240 7
    mount -t tmpfs tmpfs ro && touch ro/file && mount -o remount,ro ro
    cp -L "$(type -P attempt)" busy
}

failures_acts() {
    make_places
    ./busy open:r:started open:r:wait > /dev/null &
    : > ./started # goes on when it runs: before that it is not busy
    attempt openat:r:missing open:r:file/below openat:w:directory openat:rd:file \
        openat:w:ro/file openat:r:loop openat:rf:loop open:wn:fifo openat:w:busy creat:directory \
        openat:rcx:file openat:r:file openat:r:no_driver openat:r:@300 openat:r:@5000 \
        beneath:r:../missing beneath:r:file unknown:r:file efault:r openat2:rd:file \
        "openat:r:$PWD/missing" open:r: exec:missing exec:secret \
        openat:p:file openat:p:missing openat:pf:loop openat:wct:new \
        dir:directory openat:r:missing openat:p:missing in_root:r:/absent dir: \
        emfile:on openat:r:file open:r:missing emfile:off \
        openat:r:file uid:65534 openat:r:secret open:w:file openat:r:locked/file openat:r:file
    : > ./wait
    wait
}
successes_acts() { failures_acts; }
some_errnos_acts() { failures_acts; }

# Whether the attempts that SELECT leaves are told, each once and in their order.
attempts_are() { # SELECT [EDIT]
    # A name longer than any may be is cut.
    sed "s/@5000\$/@4095/; ${2:-}" answers | grep -E "$1" > wanted
    [[ -s wanted ]] || { echo 'nothing attempted'; return 1; }
    did attempt > seen
    diff wanted seen
}

failures() {
    attempts_are .
    local status=$?
    expect_events '.comm == "attempt" and .errno and (.name // "/" | test("^[^/]") and length < 4000)' \
        ".path == .dir + \"/\" + .name and .path_status == \"unresolved\" and
         .dir_status == \"ok\" and .cwd == \"$PWD\"" || status=1
    expect_events '.comm == "attempt" and .errno and .name' \
        '[has("ino", "dev", "fstype", "size", "mode", "mnt_id", "fd")] | any | not' || status=1
    expect_events '.errno == "ENOTDIR" and .name == "file/below"' ".dir == \"$PWD\"" || status=1
    jq -r 'select(.dir and .comm == "attempt" and .errno == "ENOENT") | .dir + " " + .name' events |
        grep -c "^$PWD/directory missing\$" > in_directory
    [[ $(< in_directory) == 2 ]] || { echo 'not two failures in directory/'; status=1; }
    expect_events ".errno and .path == \"$PWD/missing\" and .name == .path" \
        '(has("dir") | not) and .path_status == "unresolved"' || status=1
    # Where an absolute name is relative, too.
    expect_events '.name == "/absent"' ".dir == \"$PWD/directory\" and .path == .dir + .name" ||
        status=1
    expect_events '.comm == "attempt" and .op == "open" and
        ((.errno | not) or (.errno | IN("ENOTDIR", "EACCES")))' '.latency_us > 0' || status=1
    if native; then
        expect_events '.errno == "EACCES"' '.denied_by == "dac"' &&
            expect_events '.errno != "EACCES"' 'has("denied_by") | not' || status=1
    else
        expect_events true 'has("denied_by") | not' || status=1
    fi
    return "$status"
}

successes() { # Unless lsm sees the end of opens, one that the file's own open refuses is told.
    local edit=
    [[ $backend != lsm ]] || edit='s, ENXIO , ok ,'
    attempts_are ' ok ' "$edit" && expect_events true '.errno == null'
}

some_errnos() {
    attempts_are ' (ENXIO|ELOOP|EMFILE) '
}

# ---- security modules -------------------------------------------------------------------------

landlock_acts() {
    mkdir -p /denied && echo secret > /denied/file && touch file
    echo secret > secret && chmod 600 secret && chmod 755 . "$work"
    landlocked /denied attempt openat:r:file openat:r:/denied/file open:r:/denied/missing \
        openat:+:/denied/file openat:w:/denied/file openat:r:ghost uid:65534 openat:r:secret \
        openat:r:/denied/file
}

landlock() {
    [[ $(< status) != 77 ]] || { echo 'no Landlock'; return 77; }
    attempts_are . || return
    [[ $(grep -c 'EACCES /denied/file' answers) == 3 ]] || { cat answers; return 1; }
    native || { expect_events true 'has("denied_by") | not'; return; }
    jq -r 'select(.errno and .comm == "attempt") | "\(.errno) \(.name) \(.denied_by)"' events \
        > verdicts
    diff - verdicts << 'VERDICTS'
EACCES /denied/file lsm
ENOENT /denied/missing null
EACCES /denied/file lsm
ENOENT ghost null
EACCES secret dac
EACCES /denied/file lsm
VERDICTS
}

apparmor_acts() {
    [[ $(< /sys/kernel/security/lsm) == *apparmor* && $(type -P apparmor_parser) ]] || return 77
    cp -L "$(type -P attempt)" "$(type -P map_ways)" .
    touch secret file && head -c 8192 /dev/zero > mapped
    cat > profile << PROFILE
profile attempt_confined $PWD/attempt {
  file,
  capability,
  deny $PWD/secret r,
  deny $PWD/new w,
}
profile map_ways_confined $PWD/map_ways {
  file,
  deny $PWD/mapped m,
}
PROFILE
    apparmor_parser --add --skip-cache profile >&2 || return
    ./attempt openat:r:secret openat:wc:new creat:new openat:r:file openat:r:missing
    ./map_ways . exec > maps
}

apparmor() {
    [[ $(< status) != 77 ]] || { echo 'no AppArmor, or no apparmor_parser'; return 77; }
    attempts_are . || return
    [[ $(grep -c EACCES answers) == 3 ]] || { cat answers; return 1; }
    mapped > seen
    diff maps seen || return
    [[ $(grep -c EACCES maps) == 2 ]] || { cat maps; return 1; }
    native || { expect_events true 'has("denied_by") | not'; return; }
    expect_events '.errno == "EACCES"' '.denied_by == "lsm"' &&
        expect_events '.errno and .op == "mmap"' \
            ".path == \"$PWD/mapped\" and .path_status == \"ok\" and .fstype == \"tmpfs\""
}

# Another BPF LSM program denies: one attached before ours, and so run after them, one the other way round.
deny() { # COMM: from now on
    lsm_deny "$1" > "$work/$1.ready" 2>&1 &
    for _ in {1..100}; do
        ! grep -q ready "$work/$1.ready" || return 0
        sleep 0.1
    done
    cat "$work/$1.ready" >&2
    return 1
}

bpf_lsm_acts() {
    [[ $(< /sys/kernel/security/lsm) == *bpf* ]] || return 77
    deny after || return
    touch file
    local order
    for order in before after neither; do
        cp -L "$(type -P attempt)" "$order"
        "./$order" openat:r:file openat:r:missing
    done
    kill "$!"
}

bpf_lsm() {
    [[ $(< status) != 77 ]] || { echo 'no BPF LSM'; return 77; }
    # the verdict is theirs, whatever is attached beside
    printf 'open openat %s\n' 'EPERM file' 'ENOENT missing' 'EPERM file' 'ENOENT missing' 'ok file' \
        'ENOENT missing' > wanted # a guest has no /dev/fd for the shell's <()
    diff wanted answers || return
    jq -r 'select(.op == "open" and .comm != "touch" and (.name == "file" or (.path | endswith("/file")))) |
        "\(.comm) \(.errno) \(.denied_by)"' events > seen
    printf '%s\n' 'before EPERM lsm' 'after EPERM lsm' 'neither null null' > wanted
    diff wanted seen
}

# ---- maps -------------------------------------------------------------------------------------

mapped() { # as map_ways prints it
    jq -r 'select(.comm == "map_ways" and .op == "mmap" and .via != "exec") |
        (.prot | split("|")) as $p |
        "\(.via) \(.errno // "ok") " +
        ([["r", "PROT_READ"], ["w", "PROT_WRITE"], ["x", "PROT_EXEC"]] |
            map(if .[1] | IN($p[]) then .[0] else "-" end) | add) +
        " \(if .via == "shmat" then "-" else .bytes end)"' events
}

to_map() { # what this backend tells of what map_ways answered
    if native; then # only what becomes executable
        grep -v ' again$' "$1"
    else
        sed '/^shmat/d; s/ again$//' "$1"
    fi
}

maps_acts() {
    mkdir places noexec
    mount -t tmpfs -o noexec tmpfs noexec && head -c 8192 /dev/zero > noexec/mapped &&
        cp noexec/mapped places
    map_ways places
    map_ways noexec exec
    cat /proc/self/maps > maps
}
maps_done_acts() { maps_acts; }

maps() {
    grep -q '^mmap EPERM r-x' answers || { cat answers; return 1; }
    # On noexec, mprotect() fails before the security hook: only its system call tells.
    to_map answers | if native; then grep -v '^mprotect EACCES'; else cat; fi > wanted
    mapped > seen
    diff wanted seen || return
    expect_events '.comm == "map_ways" and .op == "mmap" and .via != "exec" and .via != "shmat"' \
        ".path | IN(\"$PWD/places/mapped\", \"$PWD/noexec/mapped\")" || return
    native || return 0
    expect_events '.errno == "EPERM"' '.denied_by == "dac"' || return
    # What an exec maps is where the process finds it.
    sed -nE 's/^([0-9a-f]+)-.* \/.*/\1/p' maps > starts
    jq -r 'select(.via == "exec" and .op == "mmap" and .comm == "cat") | .addr | split("-")[0]' \
        events > seen
    (($(wc -l < seen) >= 4)) || { echo 'too few maps of the exec'; cat seen; return 1; }
    ! grep -vxFf starts seen || { cat maps; return 1; }
    expect_events '.via == "exec" and .op == "mmap"' '.bytes > 0'
}

maps_done() { # lsm tells one that is refused after its permission check, unless it sees the end
    to_map answers > told
    if [[ $backend == lsm ]]; then
        sed '/^mprotect E/d; s/ E[A-Z]* / ok /' told
    else
        sed '/^[a-z]* E/d' told
    fi > wanted
    mapped > seen
    diff wanted seen
}

# ---- ways in ----------------------------------------------------------------------------------

ways_acts() {
    touch file acct
    printf '#!/usr/bin/busybox sh\n:\n' > script
    printf '#!/no/such/interpreter -x\n' > orphan
    printf '#!%s\n' "$PWD/missing" > orphan2
    chmod 755 script orphan orphan2
    attempt open:r:file openat:r:file openat2:r:file creat:new handle:r:file openat:p:file \
        uselib:file acct:acct swapon:file mq:queue exec:missing exec:script exec:orphan \
        exec:orphan2
}

ways() {
    sed -i "s,ok \\.\$,ok $PWD," answers
    # What a call opens on its way is told by hooks inside the kernel.
    if native; then
        { sed -n '/ exec /q; p' answers
            echo 'exec exec ENOENT missing'
            echo 'open exec ok script'
            echo 'open interpreter ok /usr/bin/busybox'
            echo 'open exec ok orphan'
            echo 'exec interpreter ENOENT /no/such/interpreter'
            echo 'open exec ok orphan2'
            echo "exec interpreter ENOENT $PWD/missing"
        } > wanted
    else
        grep -vE ' (uselib|other) ' answers > wanted
    fi
    did attempt | sed 's,other ok /queue$,other ok queue,' > seen
    diff wanted seen || return
    # The exec that succeeded, told once; ash reads its script.
    jq -r 'select(.comm == "script" and .op != "mmap") | "\(.op) \(.via) \(.path) \(.name)"' events \
        > script_did
    diff - script_did << DID
exec interpreter /usr/bin/busybox script
open openat $PWD/script null
DID
}

# A dynamic program, its libraries, what it opens itself; who its parents are and its arguments.
dynamic_program_acts() {
    cat > search << 'PYTHON'
import ctypes
try:
    ctypes.CDLL("libnowhere.so.7")
except OSError:
    pass
PYTHON
    # shellcheck disable=SC2016 # for the inner shell
    bash -c '
        echo $$ $PPID > pids
        cat /etc/passwd "" "x  y
z"
        LD_LIBRARY_PATH=/opt/a:/opt/b strace -f -Z -e trace=open,openat,openat2 -o strace.out \
            python3 -S -E search'
}

dynamic_program() {
    local cat bash loader parent above
    cat=$(readlink -f "$(type -P cat)")
    bash=$(readlink -f "$(type -P bash)")
    loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)
    read -r parent above < pids
    if native; then
        jq -r --arg cat "$cat" 'select(.path == $cat and .op != "mmap" and .ppid == '"$parent"') |
            "\(.op) \(.via)"' events | sort | uniq -c > seen
        printf '      1 %s\n' 'exec exec' 'open exec' | diff - seen || return
        expect_events '.via == "interpreter"' ".op == \"open\" and .path == \"$loader\"" || return
    fi
    expect_events '.path == "/etc/passwd" and .comm == "cat"' \
        ".args == [\"cat\", \"/etc/passwd\", \"\", \"x  y\\nz\"] and
         .ancestry[0] == {pid: $parent, comm: \"bash\", exe: \"$bash\", exe_status: \"ok\"} and
         .ancestry[1].pid == $above and (.ancestry | length) == 2 and .ppid == $parent and
         .exe == \"$cat\" and .via == \"openat\" and (.errno | not)" || return
    expect_events '.name == "x  y\nz"' '.errno == "ENOENT" and .comm == "cat" and
        (.ancestry | length) == 2 and (.args | length) == 4' || return
    # A library that is nowhere: the loader's search, as strace sees it.
    sed -nE 's/.*"([^"]*libnowhere[^"]*)".* = -1 (E[A-Z]+) .*/\2 \1/p' strace.out > wanted
    jq -r 'select(.name | strings | test("libnowhere")) | "\(.errno) \(.name)"' events > seen
    diff wanted seen && [[ -s seen ]]
}

io_uring_acts() { # the submitter, a worker, the polling thread
    local mode
    touch file
    for mode in inline async sqpoll; do
        uring_ways "$mode" file missing file || return
    done
}

io_uring() {
    [[ $(< status) != 77 ]] || { cat complaints; return 77; }
    # A worker and the polling thread have names of their own.
    jq -r --arg here "$PWD/" 'select(.via == "io_uring") |
        "\(.op) \(.via) \(.errno // "ok") \(.path | strings | ltrimstr($here))"' events > seen
    diff answers seen
    local status=$?
    [[ $(wc -l < answers) == 9 ]] || { cat answers; status=1; }
    # The kernel's own O_NONBLOCK, for a first try, is not the caller's.
    expect_events '.via == "io_uring"' '.flags == "O_RDONLY" and .uid == 0 and
        .exe == "'"$(type -P uring_ways)"'" and .exe_status == "ok" and
        .cwd == "'"$PWD"'"' || status=1
    return "$status"
}

# ---- overlayfs --------------------------------------------------------------------------------

make_overlay() {
    mkdir lower upper work merged
    head -c 8192 /dev/zero > lower/mapped
    touch lower/{a,b,c}
    cp -L "$(type -P attempt)" lower/attempt
    mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged
}

overlay_acts() {
    make_overlay
    attempt openat:r:merged/a openat:w:merged/a openat:r:merged/a openat:wc:merged/new
    attempt openat:r:merged/b open:wt:merged/b openat2:r:merged/b openat:p:merged/c
    merged/attempt openat:r:merged/mapped
    map_ways merged > maps
}
overlay_done_acts() { overlay_acts; }

overlay() {
    attempts_are . || return
    jq -r 'select(.comm == "attempt" and .op == "open" and .fstype == "overlay") | .layer' events |
        paste -sd ' ' > layers
    diff - layers <<< 'lower upper upper upper lower upper upper lower lower' || return
    expect_events '.op == "exec" and (.path | endswith("merged/attempt"))' '.layer == "lower"' ||
        return
    expect_events '.comm == "map_ways" and .fstype == "overlay" and .op == "mmap"' \
        ".path == \"$PWD/merged/mapped\" and .path_status == \"ok\" and .layer == \"upper\"" || return
    jq -es 'any(.backing) | not' events > verdict || { echo 'backing opens told'; return 1; }
    mapped > seen
    if [[ ${1:-} == no_failures ]]; then # for the refused one, see maps_done
        to_map maps | grep -v ' E' > wanted
        sed -i '/^mmap ok rw- 4096$/d' seen
    else
        to_map maps > wanted
    fi
    diff wanted seen
}
overlay_done() { overlay no_failures; }

# What overlayfs opens below, also for a kernel thread: a loop device's worker opens the upper file
# of what was copied up meanwhile.
backing() { # Until 6.4 what overlayfs opens below has its own path: open_with_fake_path(), fs/open.c.
    local pid
    make_overlay || return
    head -c 65536 /dev/zero > lower/image
    losetup -r /dev/loop0 merged/image || return
    "$fileaudit" watch --backend "$backend" --op open --backing --json -o events -v 2> words &
    pid=$!
    wait_for_ready && attempt openat:r:merged/a openat:w:merged/a openat:w:merged/image > answers &&
        dd if=/dev/loop0 of=/dev/null bs=4096 2> /dev/null
    end_fileaudit "$pid" || return
    losetup -d /dev/loop0
    mv events all
    jq -c 'select(.backing)' all > events
    expect_events .backing '.op == "open" and .fstype == "tmpfs" and (has("layer") | not)' &&
        expect_events '.comm == "attempt" and (.path | test("(^|/merged/)a$"))' \
            '.via == "openat"' &&
        expect_events '.via == "kernel"' \
            '.exe_status == "absent" and (.path | test("(^|/merged/)image$"))' || return
    jq -c 'select(.backing | not)' all > events
    attempts_are .
}

# ---- time and numbers -------------------------------------------------------------------------

slow_opens() {
    mkfifo fifo
    touch file
    # The open cannot be over before the writer comes.
    watch --backend "$backend" --op open --slower-than 1s -- bash -c \
        '(sleep 3; : > fifo) & attempt openat:r:file open:r:fifo open:w:file' > answers || return
    did attempt > seen
    # the reader's program may be skipped where it interrupts the writer's
    [[ -s seen ]] || ! grep -q recursion_skipped words || return 0
    echo 'open open ok fifo' | diff - seen || return
    expect_events '.comm == "attempt"' '.latency_us >= 1000000 and .latency_us < 600000000'
}

row_sums() { # SELECT: what the table's rows add up to
    jq -sc "map(select(.op == \"total\" and ($1))) |
        [\"opens\", \"failures\", \"maps\", \"execs\", \"map_bytes\"] as \$names |
        [.[] | [.[\$names[]]]] | transpose | map(add)" events
}

totals() { # counted in the kernel, however many there are
    touch file
    mkdir places && head -c 8192 /dev/zero > places/mapped
    # shellcheck disable=SC2016 # for the inner shell
    watch --backend "$backend" --failed --summary-only --by comm,path -- bash -c '
        burst 10000 file & burst 10000 file; wait
        for i in 1 2 3; do map_ways places; done
        attempt openat:r:missing openat:r:file exec:missing open:r:missing' > answers || return
    local skipped # by the kernel, where the one burst preempts the other within a program
    skipped=$(jq -s 'map(select(.op == "loss").recursion_skipped) | add // 0' events)
    jq -es 'all(.op == "total" or (.op == "loss" and .lost == .recursion_skipped))' events > verdict ||
        { head -n 3 events; return 1; }
    expect_events ".comm == \"burst\" and .path == \"$PWD/file\"" \
        "(20000 - .opens | . >= 0 and . <= $skipped) and .processes == 2 and .failures == 0" || return
    row_sums '.comm == "attempt"' > seen
    # It maps itself, where maps of an exec are seen.
    jq -e '.[0] == 1 and .[1] == 3 and .[3] == 1' seen > verdict || { cat seen; return 1; }
    # The row of the file has all that was mapped but the shared memory.
    row_sums ".comm == \"map_ways\" and .path == \"$PWD/places/mapped\"" > counted
    to_map answers | awk '/^(mmap|mprotect) ok/ { maps++; bytes += $4 } /^mmap E/ { failures++ }
        END { printf "[6,%d,%d,0,%d]\n", failures, maps, bytes }' | diff - counted
}

top_counts() { # the last of its tables
    touch file
    "$fileaudit" top --backend "$backend" --json -o events -v --by comm,path --interval 1s \
        2> words &
    local pid=$!
    wait_for_ready && burst 10000 file && attempt openat:r:missing open:r:missing
    end_fileaudit "$pid" || return
    jq -sc 'max_by(.ts).ts as $last | .[] | select(.ts == $last)' events > table
    mv table events
    expect_events ".comm == \"burst\" and .path == \"$PWD/file\"" '.opens == 10000' &&
        expect_events '.comm == "attempt" and .failures > 0' '.failures == 2 and .opens == 0'
}

all_start() { # with the program's own proof that its hooks fire; what others do not ask for
    local options status=0
    for options in --latency '--op exec --failed' '--op mmap --failed-only'; do
        # shellcheck disable=SC2086 # words
        if ! watch --backend "$backend" $options -- true ||
            ! expect_words "backend $backend, paths by"; then
            echo "$options"
            status=1
        fi
    done
    return "$status"
}

# The wall clock goes back by an hour: a duration is none of its business, and times follow it.
clock_set_back() {
    local pid begin
    "$fileaudit" watch --json --time epoch -o events -v --duration 10s --path "$PWD/" 2> words &
    pid=$!
    wait_for_ready || return
    begin=$(sed 's/[. ].*//' /proc/uptime)
    touch before
    sleep 0.5 # it has been told
    date -s "@$(($(date +%s) - 3600))" > /dev/null || return
    sleep 1.5 # the clock is looked at every second
    touch after
    date +%s > wall
    wait "$pid" || { cat words; return 1; }
    echo $(($(sed 's/[. ].*//' /proc/uptime) - begin)) > took
    date -s "@$(($(date +%s) + 3600))" > /dev/null
    (($(< took) >= 8 && $(< took) < 60)) || { echo "a duration of 10 s took $(< took) s"; return 1; }
    expect_events '.path | endswith("/after")' ".ts > $(< wall) - 10 and .ts < $(< wall) + 10" &&
        expect_events '.path | endswith("/before")' ".ts > $(< wall) + 3000"
}

echo "$(uname -r), backend $backend; LSMs $(cat /sys/kernel/security/lsm)"
# shellcheck disable=SC2046 # words
export -f $(compgen -A function)
native && inside=io_uring || inside=
[[ $(< /sys/kernel/security/lsm) != *bpf* ]] || deny before || failed=1
# shellcheck disable=SC2086 # none, or a word
together --failed --latency --ancestry 2 --args -- failures landlock apparmor bpf_lsm maps ways \
    dynamic_program $inside overlay
together -- successes maps_done overlay_done
together --errno ENXIO,ELOOP,24 -- some_errnos
native && check backing backing
check slow_opens slow_opens
check totals totals
check top top_counts
check all_start all_start
[[ $resolver != kfunc ]] || check clock_set_back clock_set_back # once is enough
exit "$failed"
