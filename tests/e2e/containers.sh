#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --cgroup, --container and --service: in cgroups with the names that runtimes give them, and with
# a real container of crun.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cgroups=$(awk '/ - cgroup2 /{ print $5; exit }' /proc/self/mountinfo)
[[ -n $cgroups ]] || cannot_run "no cgroup v2 here"
cd "$work" || exit 1
top=$cgroups/fileaudit-test-$$
id=$(printf '%s' "$work" | sha256sum | cut -d' ' -f1)
twin=${id:0:10}$(printf '%s' "$work twin" | sha256sum | cut -c1-54)

remove_cgroups() {
    local process
    for process in $(jobs -p); do kill -9 "$process"; done 2> /dev/null
    # from the leaves; it takes a moment until a cgroup whose processes have ended is empty
    wait_for 10 no_cgroups_left
}
no_cgroups_left() {
    [[ ! -d $top ]] || find "$top" -depth -type d -exec rmdir {} +
}
trap 'crun delete -f "$id" 2> /dev/null; remove_cgroups; clean_up' EXIT

# A process that opens a file of the name it reads from a fifo; $1: its cgroup below $top
start_in() {
    mkdir -p "$top/$1"
    mkfifo tell
    bash -c 'exec 3<> tell; echo $$ > "$1/cgroup.procs"; echo > in
        while read -r name; do : > "$name"; done <&3' bash "$top/$1" &
    inner=$!
    wait_for 10 test -s in || fail "start in $1" "it did not start"
}
# in_cgroup NAME CGROUP OPTION...: what a process in the cgroup opens is seen with the options, and
# what another opens is not; with every option excluded it is the other way round
in_cgroup() {
    local name=$1 cgroup=$2 option
    shift 2
    rm -f tell in
    start_in "$cgroup"
    local -a sides=('' '!')
    for option; do
        for side in "${sides[@]}"; do
            rm -f inside outside inside-child
            start_fileaudit --json -o events --op open --path "$work/*" "${option%%=*}" \
                "$side${option#*=}"
            # a cgroup below, made later, is of it as well
            mkdir "$top/$cgroup/later"
            bash -c 'echo $$ > "$1/later/cgroup.procs"; : > inside-child' bash "$top/$cgroup"
            : > outside
            echo inside > tell
            wait_for 10 test -e inside
            stop_fileaudit
            wait_for 10 rmdir "$top/$cgroup/later"
            expect_equal "$name: $option${side:+, excluded}" \
                "$(jq -r '.path | split("/")[-1] | select(test("side"))' events | sort | xargs)" \
                "$([[ -z $side ]] && echo inside inside-child || echo outside)"
        done
        sides=('') # excluding is the same, however it was found
    done
    { kill -9 "$inner"; wait "$inner"; } 2> /dev/null
    wait_for 10 no_cgroups_left
}

t=/fileaudit-test-$$
in_cgroup "a path" some/where "--cgroup=$t/some" "--cgroup=${t#/}/some/where" "--cgroup=$top/some" \
    "--cgroup=$t/so*/w?ere"
in_cgroup docker "system.slice/docker-$id.scope" "--container=$id" "--container=${id:0:12}"
in_cgroup "docker, cgroupfs" "docker/$id" "--container=${id:0:6}"
in_cgroup podman "machine.slice/libpod-$id.scope/container" "--container=${id:0:8}"
in_cgroup containerd "kubepods.slice/pod1.slice/cri-containerd-$id.scope" "--container=$id"
in_cgroup cri-o "kubepods.slice/pod1.slice/crio-$id.scope" "--container=$id"
in_cgroup nspawn 'machine.slice/systemd-nspawn@my\x2dbox.service' "--container=my-box"
in_cgroup lxc "lxc.payload.web" "--container=web"
in_cgroup "a service" "system.slice/fa-test-$$.service" "--service=fa-test-$$" \
    "--service=fa-test-$$.service" "--service=fa-t?st-$$*"

# what cannot be told apart, or is not there
mkdir -p "$top/docker-$id.scope" "$top/docker-$twin.scope"
expect_refusal "ambiguous prefix" 2 --container "${id:0:12}" "${twin:0:12}" -- \
    "$fileaudit" watch --container "${id:0:8}"
expect_refusal "no such container, the nearest" 2 --container "$id" -- \
    "$fileaudit" watch --container "${id:0:62}zz"
rmdir "$top/docker-$id.scope" "$top/docker-$twin.scope"
mkdir -p "$top/fa-test-$$.service"
expect_refusal "no such service, the nearest" 2 --service "did you mean 'fa-test-$$'" -- \
    "$fileaudit" watch --service "fa-tset-$$"
rmdir "$top/fa-test-$$.service"

# ---- a real container -------------------------------------------------------------------------

busybox=$(type -P busybox)
if ! type -P crun > /dev/null || [[ -z $busybox ]] || ldd "$busybox" > /dev/null 2>&1; then
    cannot_run "no crun or no static busybox here"
fi
mkdir -p box/rootfs/{bin,proc,dev,data}
cp "$busybox" box/rootfs/bin/busybox
ln -s busybox box/rootfs/bin/sh
mkfifo box/rootfs/data/tell
cd box || exit 1
crun spec
# No terminal, no limits that may not be set here, and a cgroup as Docker would name it.
# shellcheck disable=SC2016
jq --arg id "$id" --arg top "$t" '.process.terminal = false | .process.rlimits = [] | .root.readonly = false
    | del(.linux.resources) | .linux.cgroupsPath = $top + "/docker/" + $id
    | .process.args = ["/bin/sh", "-c",
        "cd /data; while read -r name; do /bin/busybox touch $name; done < tell"]' \
    config.json > new && mv new config.json
# crun wants cgroup v2 at its usual place; a hybrid host has it elsewhere.
# shellcheck disable=SC2016
unshare -m bash -ec '
    if [[ $1 != /sys/fs/cgroup ]]; then
        mount --make-rprivate /
        mount --move "$1" /sys/fs/cgroup
    fi
    exec crun --cgroup-manager=cgroupfs run "$2"' bash "$cgroups" "$id" > ../crun.out 2>&1 < /dev/null &
cd ..
runs() { grep -q . "$top/docker/$id/cgroup.procs"; }
if ! wait_for 20 runs; then
    skip "crun" "it cannot run a container here: $(tail -n 1 crun.out)"
    finish
fi
exec {tell}<> box/rootfs/data/tell
pid=$(head -n 1 "$top/docker/$id/cgroup.procs")
for option in "--container ${id:0:12}" "--cgroup $t/docker" "--mntns $pid"; do
    rm -f box/rootfs/data/made
    # shellcheck disable=SC2086 # words they are
    start_fileaudit --json -o events --op open $option
    cat /etc/hostname > /dev/null
    echo made >&"$tell"
    wait_for 10 test -e box/rootfs/data/made
    stop_fileaudit
    check_events "crun: $option" events "$pid" "$work/box/rootfs" \
        "$(stat -Lc %i "/proc/$pid/ns/mnt")" << 'PY'
event, = [e for e in events if "create" in e["access"] and e["path"].startswith("/data/")]
agree(event, path="/data/made", cwd="/data", exe="/bin/busybox", exe_status="ok", ppid=int(args[0]),
      path_status="ok", mntns=int(args[2]))
assert event["ns_pid"] < 100 < event["pid"], event
assert {e["mntns"] for e in events} == {int(args[2])}, "another's"
PY
done
rm -f box/rootfs/data/made
start_fileaudit --json -o events --op open --container "!$id"
cat "$work/crun.out" > /dev/null
echo made >&"$tell"
wait_for 10 test -e box/rootfs/data/made
stop_fileaudit
check_events "crun: excluded" events "$work/crun.out" "$(stat -Lc %i "/proc/$pid/ns/mnt")" << 'PY'
assert only(path=args[0]) and not only(mntns=int(args[1]))
PY
"$fileaudit" snapshot -q --json --container "$id" --op held-open > events
check_events "crun: a snapshot of it" events "$pid" << 'PY'
assert {e["pid"] for e in events} == {int(args[0])} and only(path="/data/tell"), events
PY
finish
