#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Filters on who uses a file, on workers that run already when fileaudit attaches: each opens a
# file of its own name when told to, and those shown must be the ones chosen.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
mkdir by go tid
chmod 777 by tid

cgroups=$(awk '/ - cgroup2 /{print $5; exit}' /proc/self/mountinfo)
group=fileaudit-test.$$
have_cgroups=false
[[ -n $cgroups ]] && mkdir "$cgroups/$group" 2> /dev/null && have_cgroups=true
clean_up_all() {
    clean_up
    $have_cgroups || return
    # a cgroup may be busy until the last of its processes is gone
    wait_for 10 find "$cgroups/$group" "$cgroups/$group-other" -depth -type d \
        -exec rmdir {} +
}
trap clean_up_all EXIT

# worker NAME [COMM]: at every line from go/NAME opens by/NAME
cat > worker << 'END'
[[ -z ${2:-} ]] || printf %s "$2" > "/proc/$$/comm"
exec 9< "go/$1"
while read -ru 9; do : > "by/$1"; done
END
# threads: two of them, t1 and t2, of one process; t2 starts the worker t2child
cat > threads.py << 'END'
import subprocess, threading
def work(name):
    with open(f"tid/{name}", "w") as file:
        print(threading.get_native_id(), file=file)
    if name == "t2":
        subprocess.Popen(["bash", "worker", "t2child"])
    with open(f"/proc/self/task/{threading.get_native_id()}/comm", "w") as file:
        file.write("thread " + name)
    for _ in open(f"go/{name}"):
        open(f"by/{name}", "w").close()
threads = [threading.Thread(target=work, args=(name,)) for name in ("t1", "t2")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
END
# as bash -c: a worker with a child that is one as well
cat > family << 'END'
bash worker child "comm of child" &
echo $! > tid/child
exec bash worker parent
END

declare -A pid go
names=()
expect_workers() { # NAME...: makes what they wait for
    local name
    for name; do
        mkfifo -m 666 "go/$name"
        names+=("$name")
    done
}
connect() { # NAME...: to those that run now
    local name fd
    for name; do
        exec {fd}> "go/$name"
        go[$name]=$fd
    done
}
start() { # NAME COMM COMMAND...: the command runs the worker; "" leaves the comm alone
    local name=$1 comm=$2
    shift 2
    expect_workers "$name"
    (exec "$@" bash worker "$name" "$comm") &
    pid[$name]=$!
    connect "$name"
}
start root1 ''
start root2 'web-1'
start glob 'a*b'
start user '' setpriv --reuid 12345 --regid 12346 --clear-groups
start user2 '' setpriv --reuid 12399 --regid 100 --clear-groups
start real '' setpriv --ruid 12347 --rgid 12347 --keep-groups
start nobody '' setpriv --reuid nobody --regid nogroup --clear-groups
start mount1 '' unshare -m
start mount2 'web-2' unshare -m
$have_cgroups && start cgroup ''
expect_workers parent child t1 t2 t2child
bash family &
pid[parent]=$!
python3 threads.py &
pid[threads]=$!
connect parent child t1 t2 t2child
pid[child]=$(< tid/child)
tid1=$(< tid/t1) tid2=$(< tid/t2)
[[ $(ls -A by) == '' ]] || fail "workers" "they did not wait"

all_opened() {
    local name
    for name in "${names[@]}"; do [[ -e by/$name ]] || return 1; done
}
tell_all() {
    local name
    rm -f by/*
    for name in "${names[@]}"; do echo >&"${go[$name]}"; done
    wait_for 20 all_opened || fail "workers" "not all opened their files"
}
# who WANTED OPTION...: those workers, and no others, must be shown. Several run side by side and
# are asked together; check_all ends them. whole FIELD VALUE...: the last one showed nothing else.
wanted=() options=() runs=() fields=()
who() {
    local i
    ((${#runs[@]} < 6)) || check_all
    i=${#runs[@]}
    wanted+=("$(tr ' ' '\n' <<< "$1" | sort | xargs)")
    options+=("${*:2}")
    fields+=('')
    "$fileaudit" watch -v --json -o "events$i" --op open "${@:2}" 2> "words$i" < /dev/null &
    runs+=($!)
}
whole() { fields[-1]=$*; }
workers_in() { # EVENTS: their sorted names
    jq -r --arg by "$work/by/" 'select(.access // "" | contains("+create")) | .path |
        select(startswith($by)) | ltrimstr($by)' "$1" | sort | xargs
}
attached() {
    local i words
    for i in "${!runs[@]}"; do
        words=words$i
        wait_for_ready || fail "${options[i]}" "not ready: $(tail -n 3 "$words")"
    done
}
check_all() {
    local i
    attached
    tell_all
    for i in "${!runs[@]}"; do kill "${runs[i]}"; done
    for i in "${!runs[@]}"; do
        fa_pid=${runs[i]}
        wait_fileaudit 15
        expect_equal "${options[i]}" "$(workers_in "events$i")" "${wanted[i]}"
        # shellcheck disable=SC2086 # words they are
        [[ -z ${fields[i]} ]] || check_events "  nothing else" "events$i" ${fields[i]} << 'END'
assert events and {str(e[args[0]]) for e in events} <= set(args[1:]), {e[args[0]] for e in events}
END
    done
    wanted=() options=() runs=() fields=()
}
without() { # NAME...: all workers but these
    local name
    for name in "${names[@]}"; do [[ " $* " == *" $name "* ]] || echo "$name"; done | xargs
}

# processes, threads, parents
p=${pid[root1]}
who root1 --pid "$p"
whole pid "$p"
who 'root1 user mount1' --pid "$p,${pid[user]}" -p "${pid[mount1]}"
who 'root1 root2' --pid "$p" --pid "${pid[root2]},$p"
who "$(without root1 root2)" --pid "!$p,!${pid[root2]}"
who user --pid "$p,${pid[user]}" --pid "!$p"
who 't1 t2' --pid "${pid[threads]}"
whole pid "${pid[threads]}"
who parent --pid "${pid[parent]}"
who t2 --tid "$tid2"
whole tid "$tid2"
who 't1 parent' -t "$tid1,${pid[parent]}"
who "$(without t1 root1)" --tid "!$tid1,!$p"
who t1 --pid "${pid[threads]}" --tid "!$tid2"
who child --ppid "${pid[parent]}"
whole ppid "${pid[parent]}"
who t2child --ppid "${pid[threads]}"
who 'child t2child' --ppid "${pid[threads]},${pid[parent]}"
who "$(without child parent)" --ppid "!${pid[parent]}" --pid "!${pid[parent]}"
who '' --ppid "${pid[child]}"

# names of tasks: a thread has one of its own
who root2 --comm web-1
who 'root2 mount2' --comm 'web-[12]'
who 'root2 mount2 child' -c web-1,web-2 -c 'comm of child'
who glob --comm 'a\*b'
who 't1 t2' -c 'thread t?'
who t2 -c 'thread *,!*1'
who child --comm '*child*'
who 'root2' --comm '{web,no}-{1,3}'
check_all
who 'glob child t1 t2' --comm '!bash,!python3,!web*'
check_all
check_events '  nothing of them' events0 << 'END'
assert not [e["comm"] for e in events if e["comm"] in ("bash", "python3") or e["comm"][:3] == "web"]
END
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

# users and groups; the real ids count
who user --uid 12345
whole uid 12345
who 'user user2 real' --uid 12300-12399
who 'user user2' --uid '12300-12399,!12346-12398'
who 'real nobody' -u 'nobody,12347'
who 'user user2 real nobody' -u '!root'
who user --gid 12346
whole gid 12346
who "nobody user2" --gid nogroup,users
who "nobody real" -g 'nogroup,12340-12350' -g '!12346'
who user2 --uid 12345-12399 --gid users
who '' --uid 12345 --gid users
all_ids=${pid[user]},${pid[real]},${pid[nobody]}
check_all
who 'user real nobody' --pid "$all_ids"
check_all
check_events '  ids as /proc has them' events0 << 'END'
for e in events:
    with open(f"/proc/{e['pid']}/status") as status:
        real = dict(line.split()[:2] for line in status if line[1:3] == "id")
    agree(e, uid=int(real["Uid:"]), gid=int(real["Gid:"]))
END

# mount namespaces
inode() { stat -Lc %i "/proc/$1/ns/mnt"; }
own=$(inode self)
who mount1 --mntns "${pid[mount1]}"
whole mntns "$(inode "${pid[mount1]}")"
who mount2 --mntns "$(inode "${pid[mount2]}")"
who 'mount1 mount2' --mntns "${pid[mount1]},$(inode "${pid[mount2]}")"
who "$(without mount1 mount2)" --mntns "$$"
whole mntns "$own"
who "$(without mount1)" --mntns "!${pid[mount1]}"
who 'mount1 mount2' --mntns "!$own"
who "$(without mount1 mount2)" --mntns "!$(inode "${pid[mount1]}"),!${pid[mount2]}"
refused() { # NAME STATUS WORD... -- ARGUMENT...
    local -a checks=()
    while [[ $1 != -- ]]; do checks+=("$1"); shift; done
    expect_refusal "${checks[@]}" -- timeout 20 "${via[@]}" "$fileaudit" watch "${@:2}"
}
via=(unshare -pf --mount-proc)
refused 'host-only in a pid namespace' 5 --host-only -- --host-only
via=()
if ! host=$(inode 1 2> /dev/null); then
    refused 'host-only without leave to look' 4 --host-only -- --host-only
elif [[ $host == "$own" && $(readlink /proc/1/ns/pid) == pid:\[4026531836\] ]]; then
    who "$(without mount1 mount2)" --host-only
    whole mntns "$own"
else
    skip host-only "we are in a container"
fi
check_all

# cgroups: the subtree, also of what is made below later
if $have_cgroups; then
    into() { # NAME CGROUP
        echo "${pid[$1]}" > "$cgroups/$group$2/cgroup.procs" || fail "cgroup" "cannot move $1"
    }
    mkdir "$cgroups/$group/sub" "$cgroups/$group-other"
    into cgroup ''
    into root2 -other
    into user /sub
    who 'cgroup user' --cgroup "/$group"
    who 'cgroup user' --cgroup "$group/"
    who user --cgroup "$cgroups/$group/sub"
    who 'cgroup user root2' --cgroup "/$group*"
    who 'cgroup user root2' --cgroup "/$group,$group-other"
    who user --cgroup "**/sub"
    who cgroup --cgroup "/$group,!/$group/sub"
    who "$(without cgroup user)" --cgroup "!/$group"
    who "$(without root2 user)" --cgroup "!/$group/sub" --cgroup "!/$group-other"
    who cgroup --cgroup "/$group" --uid root
    who "$(without)" --cgroup /
    check_all
    who root1 --cgroup "/$group,!/$group/sub"
    attached
    mkdir -p "$cgroups/$group/new/er" "$cgroups/$group/sub/new"
    into root1 /new/er
    into mount1 /sub/new
    into cgroup -other # it has left
    check_all
    who 'root1 user mount1' --cgroup "/$group"
    check_all

    refused 'cgroup: the nearest' 2 "'/${group/test/tset}'" "'/$group'" -- \
        --cgroup "/${group/test/tset}"
    refused 'cgroup below one' 2 "'/$group/subb'" "'/$group/sub'" -- --cgroup "/$group/subb"
else
    skip cgroup "no cgroup can be made below '$cgroups'"
fi

# The parent at the moment of the event counts: a child that loses its own is no more of it.
parent_of() { sed 's/.*) . \([0-9]*\).*/\1/' "/proc/$1/stat"; }
start_fileaudit --json -o events --op open --ppid "${pid[parent]}"
tell_all
kill "${pid[parent]}"
orphaned() { [[ $(parent_of "${pid[child]}") != "${pid[parent]}" ]]; }
wait_for 20 orphaned || fail "ppid" "the child has its parent still"
rm by/child
echo >&"${go[child]}"
wait_for 20 test -e by/child
stop_fileaudit
expect_equal "ppid: once, of the past" "$(workers_in events)" child
for fd in "${go[@]}"; do exec {fd}>&-; done
finish
