#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What only this host can tell is refused as well before anything is attached: processes that are
# not there, commands that cannot be run, files that cannot be written, backends that cannot work,
# and a user who is not root. The attaching system calls are looked for with strace.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root

# refused NAME STATUS WORD... -- ARGUMENT...: every WORD must be in the sentence.
refused() {
    local -a checks=()
    while [[ $1 != -- ]]; do checks+=("$1"); shift; done
    shift
    expect_refusal "${checks[@]}" -- timeout 20 strace -f -qq -o "$work/strace" -e trace=bpf \
        -e signal=none "$fileaudit" watch "$@"
}

# processes
true &
gone=$!
wait "$gone"
refused no_such_process 2 --pid "$gone" -- --pid "$gone"
refused no_such_process_among_others 2 --pid "$gone" -- --pid "$$,$gone"
mkfifo "$work/tid"
python3 -c '
import threading, time
print_to = open("'"$work/tid"'", "w")
def work():
    print(threading.get_native_id(), file=print_to, flush=True)
    time.sleep(60)
threading.Thread(target=work, daemon=True).start()
time.sleep(60)' &
threaded=$!
read -rt 20 tid < "$work/tid"
refused a_thread_id 2 --pid "$tid" "$threaded" -- --pid "$tid"
refused an_excluded_thread_id 2 --pid "$tid" "$threaded" -- --pid "!$tid"
kill "$threaded"
refused no_such_excluded_process 2 --pid "$gone" -- --pid "!$gone"
refused no_such_thread 2 --tid "$gone" -- --tid "$gone"
refused no_such_parent 2 --ppid "$gone" -- --ppid "$$,!$gone"
refused no_such_process_to_follow 2 --pid "$gone" -- --pid "$gone" --follow --exit-with-pid

# what filters name on this system
refused no_such_user 2 --uid "'no-such-user'" -- --uid root,no-such-user
refused user_suggested 2 --uid "'nobdy'" "'nobody'" -- --uid nobdy
refused user_range_backwards 2 --uid "'20-10'" -- --uid '!20-10'
refused user_id_too_large 2 --uid "'4294967295'" -- --uid 4294967295
refused no_such_group 2 --gid "'no-such-group'" -- --gid no-such-group
refused no_such_mntns 2 --mntns "'$gone'" -- --mntns "$gone"
refused no_such_mntns_inode 2 --mntns "'4026539999'" -- --mntns 4026539999
refused no_such_fstype 2 --fstype "'exta'" "'ext" -- --fstype proc,exta
refused no_such_file 2 --ino-of "'$work/none'" -- --ino-of "/etc/passwd,$work/none"
touch "$work/watched.conf"
refused file_suggested 2 --ino-of "'$work/watched.conf'" -- --ino-of "$work/wached.conf"
refused hostile_file 2 --ino-of '\x1b' -- --ino-of $'/none/\e]31m'
if grep -q ' cgroup2 ' /proc/self/mounts; then
    refused no_such_cgroup 2 --cgroup "'no/such.group'" -- --cgroup no/such.group
    refused no_such_cgroup_glob 2 --cgroup "'no/such*'" -- --cgroup '/*,no/such*'
    refused no_such_container 2 --container "'no-such-container'" -- --container no-such-container
    refused no_such_service 2 --service "'no-such-unit.service'" -- --service no-such-unit
    refused hostile_service 2 --service '\x1b' -- --service $'no\e]31m'
else
    refused no_cgroups 5 --cgroup 'cgroup2' -- --cgroup no/such.group
fi
refused no_such_launch_user 2 --user "'no-such-user'" -- --user no-such-user -- true

# output
refused output_directory_missing 2 --output "$work/none/f" -- -o "$work/none/f"
refused output_is_a_directory 2 --output "$work" -- -o "$work"
refused hostile_output 2 --output '\x1b' -- -o $'/none/\e[31m'
refused output_below_a_file 2 --output /etc/passwd/f -- -o /etc/passwd/f
mkdir "$work/ro"
# shellcheck disable=SC2016 # for the inner shell
unshare -m bash -c 'mount -t tmpfs -o ro none "$1" && exec "$0" watch -o "$1/f"' \
    "$fileaudit" "$work/ro" \
    > /dev/null 2> "$words"
expect_equal "output_read_only: status" $? 2
expect_match "output_read_only: sentence" "$(< "$words")" "fileaudit: *--output*$work/ro/f*"

# commands
refused command_not_found 127 "'no-such-command'" -- -- no-such-command
refused command_path_not_found 127 "'$work/none'" -- -- "$work/none"
refused hostile_command 127 '\x1b' -- -- $'no\e[31m'
refused hostile_command_path 127 'a\nb' -- -- $'./a\nb'
refused command_empty 127 "''" -- -- ''
echo > "$work/plain"
refused command_not_executable 126 "'$work/plain'" 'chmod' -- -- "$work/plain"
refused command_is_a_directory 126 "'$work'" 'directory' -- -- "$work"
refused command_below_a_file 127 "'/etc/passwd/x'" -- -- /etc/passwd/x

# backends
if "$fileaudit" watch --backend lsm -o /dev/null -- true 2> /dev/null; then
    skip backend_lsm "LSM programs work on this machine"
else
    # Finding out may take loading programs, never attaching.
    refused backend_lsm 5 lsm -- --backend lsm
    refused backend_lsm_with_command 5 lsm -- --backend lsm -- true
    refused cross_check 5 --cross-check -- --json --cross-check
fi
refused cross_check_by_tracepoint 5 --cross-check tracepoint -- \
    --json --cross-check --backend tracepoint
refused cross_check_by_fentry 5 fentry -- --json --cross-check --backend fentry

# not root; the binary's own directory may be closed to others
cp "$fileaudit" "$work/fileaudit"
chmod 755 "$work/fileaudit"
not_root() {
    (cd / && timeout 20 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
        "$work/fileaudit" "$@" > "$work/stdout" 2> "$words" < /dev/null)
}
for arguments in "watch" "watch --json --pid 1" "watch -- true" "watch --backend tracepoint"; do
    # shellcheck disable=SC2086 # words they are
    not_root $arguments
    expect_equal "not_root '$arguments': status" $? 4
    expect_equal "not_root '$arguments': lines" "$(wc -l < "$words")" 1
    expect_match "not_root '$arguments': sentence" "$(< "$words")" "fileaudit: *root*"
    expect_equal "not_root '$arguments': stdout" "$(< "$work/stdout")" ''
done
not_root snapshot
expect_equal "not_root snapshot: status" $? 4
not_root watch --pid 12x
expect_equal "not_root: a bad value is told first" $? 2
not_root --help
expect_equal "not_root: help" $? 0

# standard output closed
for arguments in "watch" "watch --json"; do
    # shellcheck disable=SC2086
    timeout 20 "$fileaudit" $arguments 2> "$words" < /dev/null >&-
    expect_equal "closed output '$arguments': status" $? 2
    expect_match "closed output '$arguments': sentence" "$(< "$words")" "fileaudit: *output*"
done
finish
