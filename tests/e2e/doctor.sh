#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What doctor says of this system is what watch does here, and what it says of a worse one is what
# that one lacks: no capabilities, no type information, namespaces of its own.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
cp "$fileaudit" "$work/fileaudit" # its own directory may be closed to others
chmod 755 "$work/fileaudit"

# examined NAME STATUS COMMAND...: leaves the JSON in `report`, the text in `text`
examined() {
    local name=$1 want=$2
    shift 2
    timeout 120 "$@" doctor --json > report 2> "$words"
    expect_equal "$name: status" $? "$want"
    expect_equal "$name: nothing on standard error" "$(< "$words")" ''
    expect_equal "$name: one object, its status" "$(jq -rc '.status' report 2>&1)" "$want"
}
finding() { jq -r --arg key "$1" '.findings[] | select(.key == $key) | [.state, .cost, .remedy] | @tsv' report; }
expect_finding() { # NAME KEY PATTERN
    expect_match "$1: $2" "$(finding "$2")" "$3"
}

# ---- this system -------------------------------------------------------------------------------

examined here 0 "$fileaudit"
for backend in lsm fentry tracepoint; do
    run_fileaudit --backend "$backend" -o /dev/null -- true
    watch=$?
    expect_equal "here: $backend is what watch says" \
        "$(jq --arg b "$backend" '[.backends[] | select(.backend == $b) | .works] | any' report)" \
        "$([[ $watch == 0 ]] && echo true || echo false)"
    "$fileaudit" doctor --backend "$backend" > one 2> "$words"
    expect_equal "here: --backend $backend: status" $? "$([[ $watch == 0 ]] && echo 0 || echo 5)"
    expect_match "here: --backend $backend: sentence" "$(head -n 1 one)" "*$backend backend*"
done
run_fileaudit -v -o /dev/null -- true
expect_equal "here: the same backend as watch" "$(jq -r '"backend \(.backend), paths by \(.resolver)"' report)" \
    "$(sed -n 's/^fileaudit: \(backend [a-z]*, paths by [a-z]*\)$/\1/p' "$words")"
best=$(jq -r .backend report)
expect_equal "here: our own open and mmap, as readlink has them" \
    "$(jq -rc '.backends[] | select(.works) | [.opened, .mapped]' report)" \
    "[\"$fileaudit\",\"$fileaudit\"]"
expect_equal "here: a failed open was read back" \
    "$(jq -rc '.features[] | select(.key == "failures" or .key == "latency" or .key == "inventory") | .available' report |
        sort -u)" true
expect_equal "here: release" "$(jq -r .system.release report)" "$(uname -r)"
expect_equal "here: machine" "$(jq -r .system.machine report)" "$(uname -m)"
expect_equal "here: sysctl" "$(jq -r .system.unprivileged_bpf_disabled report)" \
    "$(< /proc/sys/kernel/unprivileged_bpf_disabled)"
expect_equal "here: lsm= list" "$(jq -r '.system.active_lsms // ""' report)" \
    "$(cat /sys/kernel/security/lsm 2> /dev/null)"
expect_equal "here: CAP_SYS_PTRACE" "$(jq '.capabilities[] | select(.name == "CAP_SYS_PTRACE") | .held' report)" \
    "$(setpriv --dump | grep -q 'Capability bounding set:.*sys_ptrace' && echo true || echo false)"
expect_equal "here: keys" "$(jq -rc keys report)" \
    '["backend","backends","capabilities","features","findings","resolver","sentence","status","system","verdict","version","works"]'

"$fileaudit" doctor > text 2> "$words"
expect_equal "text: status" $? 0
expect_match "text: the verdict first" "$(head -n 1 text)" "watch works here, with the $best backend*"
expect_equal "text: 80 columns" "$(wc -L < text | awk '{ print ($1 <= 80) }')" 1
expect_equal "text: no trailing spaces" "$(grep -c ' $' text)" 0
# shellcheck disable=SC2016 # for the inner shell
expect_equal "nothing is mounted" "$(unshare -m --propagation private bash -c 'cp /proc/self/mounts mounts
    "$0" doctor > /dev/null 2>&1; diff mounts /proc/self/mounts' "$fileaudit")" ''
mkdir empty
(cd empty && "$fileaudit" doctor > /dev/null 2>&1)
expect_equal "no file is left behind" "$(find empty -mindepth 1)" ''
wait_for 20 no_programs_left || fail "no programs are left" "$(our_programs)"

# ---- worse ones ----------------------------------------------------------------------------------

# examined_with NAME STATUS CAPABILITIES: as nobody, with `,+bpf,+perfmon`
examined_with() {
    examined "$1" "$2" setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all$3" \
        --ambient-caps="-all$3" "$work/fileaudit"
}
examined_with "no capabilities" 4 ''
expect_equal "no capabilities: verdict" "$(jq -r .verdict report)" not_privileged
expect_finding "no capabilities" capabilities "missing*without CAP_BPF and CAP_PERFMON*?"
examined_with "CAP_BPF alone" 4 ,+bpf
expect_match "CAP_BPF alone: sentence" "$(jq -r .sentence report)" '*lacks CAP_PERFMON'
examined_with "CAP_PERFMON alone" 4 ,+perfmon
expect_match "CAP_PERFMON alone: sentence" "$(jq -r .sentence report)" '*lacks CAP_BPF'
examined_with "both" 0 ,+bpf,+perfmon
expect_equal "both: the backend that root has" "$(jq -r .backend report)" "$best"
examined_with "CAP_SYS_ADMIN" 0 ,+sys_admin
examined "no_new_privs" 4 setpriv --reuid=65534 --clear-groups --regid=65534 --no-new-privs "$work/fileaudit"
expect_equal "no_new_privs: in the JSON" "$(jq .system.no_new_privileges report)" true

examined "a user namespace" 4 unshare -Ur "$fileaudit"
expect_finding "a user namespace" user_namespace 'missing*inside of it alone*host*'
examined "a pid namespace" 0 unshare -pf --mount-proc "$fileaudit"
expect_finding "a pid namespace" pid_namespace 'limited*have pid 0*--pid=host*'
expect_equal "a pid namespace: in the JSON" "$(jq .system.own_pid_namespace report)" true
if [[ -z $(compgen -G "/boot/vmlinux-$(uname -r)" || compgen -G "/lib/modules/$(uname -r)/{,build/}vmlinux*") ]]; then
    examined "no BTF" 5 unshare -m bash -c 'mount -t tmpfs none /sys/kernel/btf && exec "$0" "$@"' "$fileaudit"
    expect_equal "no BTF: verdict" "$(jq -r .verdict report)" not_possible
    expect_finding "no BTF" btf 'missing*CONFIG_DEBUG_INFO_BTF=y*'
fi
examined "nothing mounted" 0 unshare -m bash -c 'umount -R /sys/kernel/{tracing,debug,security} 2> /dev/null
    mount -o remount,bind,ro /sys && exec "$0" "$@"' "$fileaudit"
expect_equal "nothing mounted: in the JSON" "$(jq -c '.system | [.tracefs, .sys_read_only]' report)" '[false,true]'
expect_match "nothing mounted: not needed" "$(jq -r '.findings[] | select(.key == "tracefs") | .found' report)" \
    'not mounted, not needed*'
finish
