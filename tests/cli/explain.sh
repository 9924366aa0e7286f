#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --explain says where each filter is decided, every one that --help lists; it attaches nothing,
# starts no command, writes no file and needs no root. What there is none of is refused as ever.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
touch file
cp "$fileaudit" binary # its own directory may be closed to others
service=
if grep -q ' - cgroup2 ' /proc/self/mountinfo; then
    cgroups=$(awk '/ - cgroup2 /{print $5; exit}' /proc/self/mountinfo)
    service=fileaudit-test-$$.service
    container=$(printf '%064x' $$)
    made=("$cgroups/$service" "$cgroups/docker-$container.scope")
    if mkdir "${made[@]}" 2> /dev/null; then
        trap 'rmdir "${made[@]}"; clean_up' EXIT
    else
        service=
    fi
fi

# Short for the headings
stage() {
    case $1 in
        'by what is attached at all:') echo attach ;;
        'in the kernel, before anything is read of the file:') echo task ;;
        'in the kernel, before any path is resolved:') echo file ;;
        'in the kernel, once a path is resolved:') echo path ;;
        'in user space:') echo user ;;
        *) echo "?$1" ;;
    esac
}
said() { # a line each: the stage and the decision, without what comes after a colon
    local line heading=none
    while IFS= read -r line; do
        case $line in
            '  '*) line=${line#  } && echo "$heading ${line%%: *}" ;;
            *) heading=$(stage "$line") ;;
        esac
    done < stdout
}
checked=()
# explains WANTED OPTION...: lines of `said`; by root under strace and by nobody
explains() {
    local wanted=$1 name="${*:2}" word
    shift
    for word; do [[ $word != -[-a-z]* ]] || checked+=("${word%%=*}"); done
    strace -f -qq -e trace=bpf,perf_event_open,mount,execve,ptrace,openat -e signal=none \
        -o strace "$fileaudit" watch --explain "$@" > stdout 2> "$words" < /dev/null
    expect_equal "$name: status" $? 0
    expect_equal "$name: stderr" "$(< "$words")" ''
    expect_equal "$name" "$(said)" "$wanted"
    expect_equal "$name: attaches nothing, starts nothing, writes nothing" \
        "$(grep -cE '^[0-9 ]*(bpf|perf_event_open|mount|ptrace)\(' strace) $(
        grep -c 'execve(' strace) $(grep -cE 'O_(WRONLY|RDWR|CREAT)' strace)" '0 1 0'
    setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all ./binary watch --explain \
        "$@" > unprivileged 2> "$words" < /dev/null
    expect_equal "$name: without root" "$? $(< unprivileged)" "0 $(< stdout)"
}
says() { # WORDS: the last one, in some line
    expect_equal "  says $1" "$(grep -cxF -- "  $1" stdout)" 1
}

explains ''
expect_equal "no filter" "$(< stdout)" 'nothing is filtered'

# whose
explains "task --pid $$,!1" --pid "$$,!1"
explains "task --pid $$ with descendants" -f -p $$
explains "task --pid $$,!1 with descendants" --follow --pid $$ --pid '!1'
explains "task --tid $$,!1" -t $$ --tid "!1"
explains "task --ppid !$$" --ppid "!$$"
explains 'task --comm sshd,!cron' --comm sshd,!cron
explains "task --comm !cron
user --comm 'ssh*,sshd'" --comm 'ssh*,!cron' -c sshd
for option in --exe --cwd --root --path; do
    explains "path $option /usr/bin/x
user $option /usr/bin/x" $option /usr/bin/x
    says "$option /usr/bin/x: its prefix /usr/bin/x"
    explains "user $option '**/x*'" $option '**/x*'
    explains "user $option !/usr/x" $option '!/usr/x'
    explains "path $option '/usr/*,/etc/,!/etc/ssl/'
user $option '/usr/*,/etc/,!/etc/ssl/'" $option '/usr/*,!/etc/ssl/' $option /etc/
    says "$option '/usr/*,/etc/,!/etc/ssl/': its prefixes /etc,/usr/; nothing below /etc/ssl/"
done
explains "user --exe '**/x'" -e '**/x'
explains 'task --uid root,1000-1999,!nobody' --uid root,1000-1999 -u '!nobody'
says '--uid root,1000-1999,!nobody: 0,1000-1999,!65534'
explains 'task --gid daemon,7' --gid daemon -g 7
says '--gid daemon,7: 1,7'
inode=$(stat -Lc %i /proc/self/ns/mnt)
explains "task --mntns $inode" --mntns "$inode"
if "$fileaudit" watch --explain --host-only > stdout 2> "$words"; then
    expect_equal "--host-only" "$(said)" 'task --host-only'
    says "--host-only: mount namespace $(stat -Lc %i /proc/1/ns/mnt)"
else
    skip --host-only "we are in a container"
fi
checked+=(--host-only)
if [[ $service ]]; then
    explains "task --cgroup /$service" --cgroup "/$service"
    explains "task --service ${service%.service}" --service "${service%.service}"
    explains "task --container !$container" --container "!$container"
    says "--container !$container: one cgroup and all below"
else
    skip cgroups "no cgroup can be made"
    checked+=(--cgroup --service --container)
fi

# which use, which file
explains 'attach --op open,exec' --op open --op exec
explains 'attach --op !mmap' --op '!mmap'
explains 'file --access r,tmpfile,!x' --access r,tmpfile,!x
explains $'attach --prot r,!w\nfile --prot r,!w' --prot 'r,!w'
says '--prot r,!w: only maps'
explains 'file --prot !w' --prot '!w' # opens and execs have none to write with
explains $'attach --shared\nattach --private\nfile --shared\nfile --private' --shared --private
says '--shared: only maps'
explains 'file --writes' --writes
explains "file --fstype 'ext[34],proc'" --fstype 'ext[34],proc'
says "--fstype 'ext[34],proc': ext3,ext4,proc"
explains 'file --dev 8:1,!0:5' --dev '8:1,!0:5'
explains 'file --inode 5' --inode 5
explains "file --ino-of $work/file" --ino-of "$work/file"
explains 'path --verdict deleted,!detached' --verdict 'deleted,!detached'
explains $'path --no-libs\nuser --no-libs' --no-libs
explains $'file --no-pseudo\npath --no-pseudo' --no-pseudo

# outcome
explains 'attach --failed' --failed
explains 'attach --failed-only' --failed-only
explains $'attach --failed-only\nfile --errno ENOENT,EACCES,!EAGAIN' --errno 2,EACCES --errno '!EAGAIN'
explains $'attach --failed\nfile --errno ENOENT' --errno ENOENT --failed
explains 'file --via openat,io_uring,!creat' --via 'io_uring,openat,!creat'
explains $'attach --slower-than\nfile --slower-than 1.5ms' --slower-than 1500us
says '--slower-than: only opens'
explains 'file --backing' --backing
explains 'attach --failed' --chains

# rows of a summary
explains 'path --path /etc/,!/etc/ssl/' --summary --path '/etc/,!/etc/ssl/'
explains $'path --path /etc/\nuser --path /etc/' --summary --by path --path /etc/

# how many
explains 'path --uniq exe,cwd' --uniq cwd,exe
explains $'user --comm \'a*\'\nuser --uniq exe' --uniq exe --comm 'a*'
explains 'file --sample 1/7' --sample 1/7
explains 'path --rate 7/s' --rate 7
explains $'user --exe \'**/x\'\nuser --rate 7/s' --rate 7/s --exe '**/x'
explains "attach --op open
task --uid 0
file --access w
path --path /etc/
user --path /etc/
user --rate 9/s" --op open --uid 0 --access w --path /etc/ --rate 9/s

# every filter that --help lists
sed -n '/^Whose:/,/^Told:/p' <("$fileaudit" watch --help all) |
    grep -oE '^  (-[a-z],)?--[a-z-]+' | grep -oE -- '--.*' | grep -vx -- --count | sort > listed
printf '%s\n' "${checked[@]}" | grep '^--' | sort -u > tried
expect_equal "every filter is tried" "$(comm -23 listed tried | xargs)" ''
expect_equal "there are many" $(($(wc -l < listed) > 25)) 1

# What is beside filters makes no difference.
explains 'path --verdict ok' --verdict ok --json -o none -v --duration 1s --backend lsm
explains $'task the command with its descendants\npath --verdict ok' --verdict ok -- touch none
explains "task --pid $$" --existing --exit-with-pid --pid $$
expect_equal "no file is written" "$(ls none 2> /dev/null)" ''
"$fileaudit" snapshot --explain --path /etc/ --access w > stdout
expect_equal "snapshot" "$? $(said | xargs)" '0 file --access w path --path /etc/ user --path /etc/'
"$fileaudit" watch --explain --path $'/\e]31m\n/x' --comm $'\ea*' > stdout
expect_equal "hostile: no control bytes" "$(tr -d '\n' < stdout | grep -c '[[:cntrl:]]')" 0
expect_equal "hostile: no lines of its own" "$(wc -l < stdout)" 5
"$fileaudit" watch --explain > /dev/full 2> "$words"
expect_equal "output that is full: status" $? 1
expect_equal "output that is full: sentence" "$(< "$words")" \
    'fileaudit: cannot write to standard output: No space left on device'

refused() { # NAME WORD... -- ARGUMENT...
    local -a checks=("$1" 2)
    shift
    while [[ $1 != -- ]]; do checks+=("$1"); shift; done
    shift
    expect_refusal "${checks[@]}" -- "$fileaudit" watch --explain "$@"
}
refused 'no such user' --uid "'rooot'" "'root'" -- --uid rooot
refused 'no such group' --gid "'nogruop'" "'nogroup'" -- --gid nogruop
refused 'no such process' --pid -- --pid 4194304
refused 'malformed' --path -- --path '/[a'
refused 'no such file system' "'prok'" "'proc'" -- --fstype prok
touch watched.conf
refused 'no such file' --ino-of "'$work/wached.conf'" -- --ino-of "$work/wached.conf"
refused 'no such file: the nearest' "'$work/watched.conf'" -- --ino-of "$work/wached.conf"
if [[ $service ]]; then
    wrong=${service/test/tset}
    refused 'no such cgroup' "'/$wrong'" "'/$service'" -- --cgroup "/$wrong"
    refused 'no such service' "'$wrong'" "'${service%.service}'" -- --service "$wrong"
    refused 'no such container' "'ffff${container:4}'" -- --container "ffff${container:4}"
    refused 'no such container: those there are' "docker ${container::12}" -- --container zebra
fi
finish
