#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# CAP_BPF and CAP_PERFMON are enough; what is missing is named; all is given up once attached; and
# in containers, with the host's pid namespace or their own.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
cp "$fileaudit" "$work/fileaudit" # its own directory may be closed to others
chmod 755 "$work/fileaudit"
mkdir out
chown 65534:65534 out

# with CAPABILITIES COMMAND...: as nobody, as `,+bpf,+perfmon`
with() {
    local caps=$1
    shift
    setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all$caps" \
        --ambient-caps="-all$caps" "$@"
}
export -f with
least=,+bpf,+perfmon
sees() { # NAME CAPABILITIES EVENTS-AT-LEAST OPTION...: works, and tells so many
    local name=$1 caps=$2 count=$3
    shift 3
    rm -f out/events
    timeout 60 setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all$caps" \
        --ambient-caps="-all$caps" "$work/fileaudit" "$@" > out/events 2> "$words" < /dev/null
    local status=$?
    if ((status == 0 && $(wc -l < out/events) >= count)); then
        ok "$name"
    else
        fail "$name" "status $status, $(wc -l < out/events) lines: $(tail -n 1 "$words")"
    fi
}

# ---- what each use needs ---------------------------------------------------------------------

while :; do cat /etc/hostname; sleep 0.02; done > /dev/null &
busy=$!
sees "host" $least 3 watch --count 3
sees "CAP_SYS_ADMIN stands for both" ,+sys_admin 3 watch --count 3
sees "--pid of root's process, --follow" $least 3 watch --pid $busy --follow --count 3
sees "--existing of all" $least 100 watch --existing --count 100
sees "--failed, --latency and all that is told" $least 3 watch --failed --latency --opener \
    --ancestry 3 --args --count 3
sees "--ustack" $least 3 watch --ustack --count 3
sees "--ino-of" $least 2 watch --ino-of /etc/hostname --count 2
sees "--cgroup" $least 2 watch --cgroup / --count 2
sees "top" $least 3 top --duration 300ms
sees "snapshot of root's process" $least 3 snapshot --pid $busy
sees "--mntns by root's process, CAP_SYS_PTRACE" "$least,+sys_ptrace" 2 watch --mntns $busy --count 2
expect_refusal "--mntns without it" 4 --mntns CAP_SYS_PTRACE -- with $least "$work/fileaudit" watch --mntns $busy
mkdir -m 700 closed
: > closed/file
sees "--ino-of in a closed directory, CAP_DAC_READ_SEARCH" "$least,+dac_read_search" 0 watch \
    --ino-of "$work/closed/file" --duration 100ms
expect_refusal "--ino-of without it" 2 --ino-of CAP_DAC_READ_SEARCH -- with $least "$work/fileaudit" \
    watch --ino-of "$work/closed/file"
kill $busy

for use in watch 'watch --backend tracepoint' top snapshot 'watch -- true'; do
    # shellcheck disable=SC2086 # words they are
    expect_refusal "$use: neither" 4 CAP_BPF CAP_PERFMON sudo doctor -- with '' "$work/fileaudit" $use
    # shellcheck disable=SC2086
    expect_refusal "$use: no CAP_PERFMON" 4 'CAP_PERFMON is missing' -- with ,+bpf "$work/fileaudit" $use
    # shellcheck disable=SC2086
    expect_refusal "$use: no CAP_BPF" 4 'CAP_BPF is missing' -- with ,+perfmon "$work/fileaudit" $use
done
expect_refusal "a user namespace" 4 'user namespace' -- unshare -Ur "$fileaudit" watch
for arguments in fields schema --help "watch --explain --path /etc/"; do
    # shellcheck disable=SC2086
    (cd / && with '' "$work/fileaudit" $arguments > /dev/null 2>&1)
    expect_equal "$arguments needs nothing" $? 0
done

# ---- a command ---------------------------------------------------------------------------------

nobody_runs() { # NAME CAPABILITIES WANT OPTION...: what the command says
    local name=$1 caps=$2 want=$3
    shift 3
    with "$caps" "$work/fileaudit" watch -o /dev/null "$@" > said 2> "$words" < /dev/null
    expect_equal "$name" "$? $(< said)" "0 $want"
}
caps='grep -E "^Cap(Prm|Eff|Amb)" /proc/self/status | cut -f2 | sort -u'
nobody_runs "a command of nobody's" $least 65534 -- id -u
nobody_runs "--user with CAP_SETUID and CAP_SETGID" "$least,+setuid,+setgid,+kill" "1
1
0000000000000000" --user daemon -- bash -c "id -u; id -g; $caps"
expect_refusal "--user without CAP_SETUID" 4 --user CAP_SETUID -- with "$least,+setgid" "$work/fileaudit" \
    watch --user daemon -- true
expect_refusal "--user without CAP_SETGID" 4 --user CAP_SETGID -- with "$least,+setuid" "$work/fileaudit" \
    watch --user daemon -- true

# ---- once attached nothing is left --------------------------------------------------------------

# kept NAME PID EFFECTIVE BOUNDING
kept() {
    expect_equal "$1: nothing is kept" \
        "$(grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)' "/proc/$2/status" | tr -d '\n')" \
        "$(printf 'CapInh:\t%016xCapPrm:\t%016xCapEff:\t%016xCapBnd:\t%sCapAmb:\t%016xNoNewPrivs:\t1' 0 "$3" "$3" "$4" 0)"
}
start_fileaudit -o /dev/null
kept root "$fa_pid" 0 "$(printf %016x 0)"
stop_fileaudit
in_background "$fileaudit" watch -v -o /dev/null --user nobody -- sleep 20
wait_for_ready
kept "with a command of another user's" "$fa_pid" 32 "$(printf %016x 0)"
kill -TERM "$fa_pid" # goes to the command, which takes CAP_KILL
wait "$fa_pid" 2> /dev/null
expect_equal "a signal reaches it" $? $((128 + 15))
in_background setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps="-all$least" \
    --ambient-caps="-all$least" "$work/fileaudit" watch -v -o /dev/null
wait_for_ready
kept "nobody" "$fa_pid" 0 "$(sed -n 's/^CapBnd:\t//p' /proc/self/status)"
stop_fileaudit

# ---- file capabilities ---------------------------------------------------------------------------

as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"; }
export -f as_nobody
if ! type -P setcap > /dev/null || ! setcap cap_bpf,cap_perfmon=ep "$work/fileaudit" 2> "$words"; then
    skip setcap "no setcap, or no file capabilities on this file system: $(tail -n 1 "$words")"
else
    as_nobody env SUDO_UID=1 LD_PRELOAD=/none "$work/fileaudit" watch -o out/of-setcap --json -- \
        bash -c "id -u; $caps" > said 2> "$words"
    expect_equal "setcap: the command is nobody's and has none of them" "$? $(< said)" "0 65534
0000000000000000"
    check_events "setcap: it sees" out/of-setcap << 'END'
assert only(op="exec", path_status="ok") and len(events) > 5
END
    as_nobody "$work/fileaudit" doctor > said
    expect_match "setcap: doctor" "$? $(head -n 1 said)" '0 watch works here*'
    expect_refusal "setcap: --user" 4 --user -- as_nobody "$work/fileaudit" watch --user daemon -- true
    setcap cap_bpf,cap_perfmon,cap_setuid,cap_setgid=ep "$work/fileaudit"
    expect_refusal "setcap: --user by its CAP_SETUID" 4 --user -- as_nobody "$work/fileaudit" \
        watch --user daemon -- id -u
    setcap cap_bpf=ep "$work/fileaudit"
    expect_refusal "setcap: CAP_BPF alone" 4 'CAP_PERFMON is missing' -- as_nobody "$work/fileaudit" watch
    setcap -r "$work/fileaudit"
fi

# ---- containers ----------------------------------------------------------------------------------

if ! type -P crun > /dev/null; then
    cannot_run "no crun here"
fi
cgroups=$(awk '/ - cgroup2 /{ print $5; exit }' /proc/self/mountinfo)
[[ -n $cgroups ]] || cannot_run "no cgroup v2 here"
mkdir -p box/rootfs/{usr,lib,lib64,bin,proc,sys,dev,data,etc,tmp}
echo inside > box/rootfs/etc/inside
cp "$fileaudit" box/rootfs/data/fileaudit
cd box || exit 1
crun spec && mv config.json plain.json
cd ..

# in_box CAPABILITIES(JSON array) FILTER SHELL-COMMAND: in a container without tracefs, whose /sys is
# read-only; what it prints goes to `said`
in_box() {
    local id=fileaudit-test-$$-$RANDOM
    jq --argjson caps "$1" --arg command "$3" --arg group "/$id" '
        .process.terminal = false | .process.rlimits = [] | .process.noNewPrivileges = false
        | .process.args = ["/bin/bash", "-c", $command] | .process.env += ["TERM=dumb"]
        | .process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps}
        | .root.readonly = false | del(.linux.resources) | .linux.cgroupsPath = $group
        | .mounts += [("/usr", "/lib", "/lib64", "/bin") as $d
            | {destination: $d, type: "bind", source: $d, options: ["rbind", "ro"]}]
        | '"$2" box/plain.json > box/config.json
    # crun wants cgroup v2 at its usual place; a hybrid host has it elsewhere.
    unshare -m bash -ec '
        if [[ $1 != /sys/fs/cgroup ]]; then
            mount --make-rprivate /
            mount --move "$1" /sys/fs/cgroup
        fi
        cd box
        exec timeout 60 crun --cgroup-manager=cgroupfs run "$2"' bash "$cgroups" "$id" \
        > said 2> "$words" < /dev/null
}
in_box '[]' . 'echo here; ls /sys/kernel/tracing'
if [[ $(head -n 1 said) != here ]]; then
    skip containers "crun cannot run one here: $(tail -n 1 "$words")"
    finish
fi
expect_equal "containers: no tracefs in there" "$(wc -l < said)" 1
all=$(setpriv --dump | sed -n 's/^Capability bounding set: //p' | jq -Rc 'split(",") | map("CAP_" + ascii_upcase)')

# (a) as kubectl debug has it: all capabilities, the host's processes, its own mounts
in_box "$all" '.linux.namespaces |= map(select(.type != "pid"))' '
    cd /data
    ./fileaudit watch --json -o /data/events -v -- bash -c "cat /etc/inside; nsenter -t '$$' -m cat /etc/passwd > /dev/null" 2> /data/words
    echo status $?; ./fileaudit doctor --json > /data/report; echo doctor $?'
expect_equal "privileged, host pids" "$(tr '\n' ' ' < said)" "inside status 0 doctor 0 "
expect_equal "privileged, host pids: processes as they are outside" \
    "$(jq -c '.system | [.own_pid_namespace, .own_user_namespace, .tracefs, .sys_read_only]' box/rootfs/data/report)" \
    '[false,false,false,true]'
check_events "privileged, host pids: paths of either side" box/rootfs/data/events \
    "$(stat -Lc %i /proc/$$/ns/mnt)" << 'PY'
# each by its own process's root: the file in the box, and the host's
inside, = only(op="open", path="/etc/inside")
agree(inside, path_status="ok", cwd="/data")
assert inside["mntns"] != int(args[0]), inside
outside, = only(op="open", path="/etc/passwd", comm="cat")
assert outside["mntns"] == int(args[0]), outside
PY

# (b) its own processes, and the two capabilities
in_box '["CAP_BPF", "CAP_PERFMON"]' . '
    cd /data; ./fileaudit watch --json -o /data/events -- cat /etc/inside 2> /data/words
    echo status $?; ./fileaudit doctor --json > /data/report; echo doctor $?'
expect_equal "two capabilities, own pids" "$(tr '\n' ' ' < said)" "inside status 0 doctor 0 "
check_events "two capabilities, own pids: it sees" box/rootfs/data/events << 'PY'
event, = only(op="open", path="/etc/inside")
agree(event, path_status="ok", comm="cat", cwd="/data")
assert 0 < event["pid"] < 100, event
PY
expect_equal "two capabilities, own pids: doctor says so" \
    "$(jq -r '.findings[] | select(.key == "pid_namespace") | .state' box/rootfs/data/report)" limited

# (c) as a container is unless told otherwise
in_box '["CAP_KILL", "CAP_SETUID", "CAP_CHOWN"]' . '
    cd /data; ./fileaudit watch 2>&1; echo status $?; ./fileaudit doctor > /data/text; echo doctor $?'
expect_match "a default container" "$(tr '\n' ' ' < said)" \
    'fileaudit: *CAP_BPF*CAP_PERFMON*neither* status 4 doctor 4 '
expect_match "a default container: doctor" "$(head -n 1 box/rootfs/data/text)" \
    '*does not work for this process*lacks CAP_BPF and CAP_PERFMON*'
finish
