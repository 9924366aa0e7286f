# SPDX-License-Identifier: GPL-2.0-only
# Fish completion for fileaudit.

# Where the words so far stand: before the action, among its options, or behind --. Beside
# `options`, which all have: `live` is among those of watch and top, `events` of watch and
# snapshot, `watch` and `top` of that one alone.
function __fileaudit_at
    set -l words (commandline -opc)
    set -l place none
    contains -- snapshot $words[2..-1]; and set place options events
    contains -- top $words[2..-1]; and set place options live top
    contains -- watch $words[2..-1]; and set place options live events watch
    contains -- -- $words; and set place command
    contains -- $argv[1] $place
end

# The command behind --, by that command's own completion.
function __fileaudit_command
    set -l words (commandline -opc)
    set -l dashes (contains -i -- -- $words)
    set -l typed (commandline -ct)
    complete -C (string join ' ' -- (string escape -- $words[(math $dashes + 1)..-1]) $typed)
end

# Completes the last of a comma-separated list of the values given.
function __fileaudit_list
    set -l before (string match -r '^(?:.*,)?!?' -- (commandline -ct); or echo)
    for value in $argv
        echo -- $before$value
    end
end

function __fileaudit_comms
    cat (string match -r '^/proc/[0-9]+$' /proc/*)/comm 2>/dev/null | sort -u
end

# Paths below the cgroup v2 mount.
function __fileaudit_cgroups
    set -l line (string match -r '.* - cgroup2 .*' < /proc/self/mountinfo)
    set -l mount (string split ' ' -- $line[1])[5]
    test -n "$mount"; and find $mount -mindepth 1 -type d -printf '/%P\n' 2>/dev/null
end

# Containers by what their cgroups are called, and those that runc and crun keep a state of.
function __fileaudit_containers
    set -l paths (__fileaudit_cgroups)
    string replace -rf '.*[/:-]([0-9a-f]{64})(?:\.scope)?$' '$1' -- $paths
    string replace -rf '.*/lxc\.payload\.([^/]+)$' '$1' -- $paths
    string replace -rf '.*/(?:machine-|runc-|crun-)([^/]+)\.scope$' '$1' -- $paths
    string replace -rf '.*/systemd-nspawn@([^/]+)\.service$' '$1' -- $paths
    set -l states /run/runc/* /run/crun/* # set takes globs without a match
    string replace -r '.*/' '' -- $states
end

function __fileaudit_services
    __fileaudit_cgroups | string replace -rf '.*/(.*\.service)$' '$1'
end

function __fileaudit_pids
    string match -r '[0-9]+$' /proc/*
end

complete -c fileaudit -f
complete -c fileaudit -n '__fileaudit_at none' -a watch -d 'show events live'
complete -c fileaudit -n '__fileaudit_at none' -a top -d 'show who uses most'
complete -c fileaudit -n '__fileaudit_at none' -a snapshot \
    -d 'show what is held open and mapped now'
complete -c fileaudit -n '__fileaudit_at none' -l version -d 'print the version'
complete -c fileaudit -n 'not __fileaudit_at command' -s h -l help -d 'print a summary'
complete -c fileaudit -n '__fileaudit_at command' -a '(__fileaudit_command)'

complete -c fileaudit -n '__fileaudit_at options' -s p -l pid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'processes, by id'
complete -c fileaudit -n '__fileaudit_at options' -s f -l follow -d '--pid with all descendants'
complete -c fileaudit -n '__fileaudit_at options' -s t -l tid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'threads, by id'
complete -c fileaudit -n '__fileaudit_at options' -l ppid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'children of these processes'
complete -c fileaudit -n '__fileaudit_at options' -s c -l comm -x \
    -a '(__fileaudit_list (__fileaudit_comms))' -d 'tasks of this comm'
complete -c fileaudit -n '__fileaudit_at options' -s e -l exe -r -F \
    -d 'processes that run this executable'
complete -c fileaudit -n '__fileaudit_at options' -l cwd -r -F -d 'in this working directory'
complete -c fileaudit -n '__fileaudit_at options' -l root -r -F -d 'with this root directory'
complete -c fileaudit -n '__fileaudit_at options' -s u -l uid -x \
    -a '(__fileaudit_list (__fish_print_users))' -d 'users'
complete -c fileaudit -n '__fileaudit_at options' -s g -l gid -x \
    -a '(__fileaudit_list (__fish_print_groups))' -d 'groups'
complete -c fileaudit -n '__fileaudit_at options' -l cgroup -x \
    -a '(__fileaudit_list (__fileaudit_cgroups))' -d 'in this cgroup or below'
complete -c fileaudit -n '__fileaudit_at options' -l container -x \
    -a '(__fileaudit_list (__fileaudit_containers))' -d 'containers'
complete -c fileaudit -n '__fileaudit_at options' -l service -x \
    -a '(__fileaudit_list (__fileaudit_services))' -d 'systemd units'
complete -c fileaudit -n '__fileaudit_at options' -l mntns -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'mount namespaces'
complete -c fileaudit -n '__fileaudit_at options' -l host-only \
    -d 'only the mount namespace of the host'
complete -c fileaudit -n '__fileaudit_at options' -l op -x \
    -a '(__fileaudit_list open mmap exec held-open held-map)' -d 'only these operations'
complete -c fileaudit -n '__fileaudit_at options' -l access -x \
    -a '(__fileaudit_list r w x a create trunc excl tmpfile path exec)' -d 'used like this'
complete -c fileaudit -n '__fileaudit_at options' -l prot -x -a '(__fileaudit_list r w x)' \
    -d 'maps with this protection'
complete -c fileaudit -n '__fileaudit_at options' -l shared -d 'shared maps'
complete -c fileaudit -n '__fileaudit_at options' -l private -d 'private maps'
complete -c fileaudit -n '__fileaudit_at options' -l writes -d 'whatever can change a file'
complete -c fileaudit -n '__fileaudit_at options' -l path -r -F -d 'files whose path matches'
complete -c fileaudit -n '__fileaudit_at options' -l fstype -x \
    -a '(__fileaudit_list (string match -r "[^\t]+\$" < /proc/filesystems))' \
    -d 'on such file systems'
complete -c fileaudit -n '__fileaudit_at options' -l dev -x -d 'on these devices'
complete -c fileaudit -n '__fileaudit_at options' -l inode -x -d 'with these inode numbers'
complete -c fileaudit -n '__fileaudit_at options' -l ino-of -r -F -d 'this very file'
complete -c fileaudit -n '__fileaudit_at options' -l verdict -x \
    -a '(__fileaudit_list ok deleted detached escaped pseudo truncated unstable absent \
        unresolved)' \
    -d 'whose path has this verdict'
complete -c fileaudit -n '__fileaudit_at options' -l no-libs \
    -d 'no shared libraries, no locale data'
complete -c fileaudit -n '__fileaudit_at options' -l no-pseudo \
    -d 'no proc, sys, devices, pipes, sockets'
complete -c fileaudit -n '__fileaudit_at events' -l uniq -x \
    -a '(__fileaudit_list pid tid ppid uid gid comm op access mntns fstype ino path exe cwd root \
        errno via cgroup)' \
    -d 'each combination once'
complete -c fileaudit -n '__fileaudit_at events' -s n -l count -x -d 'end after this many events'
complete -c fileaudit -n '__fileaudit_at options' -s o -l output -r -F -d 'write events there'
complete -c fileaudit -n '__fileaudit_at options' -l json -d 'one JSON object a line'
complete -c fileaudit -n '__fileaudit_at options' -l wide -d 'also PPID UID EXE CWD ROOT'
complete -c fileaudit -n '__fileaudit_at options' -s q -l quiet \
    -d 'no header, no closing line, no loss lines'
complete -c fileaudit -n '__fileaudit_at options' -s v -l verbose \
    -d 'wide, and say which backend is used and why'
complete -c fileaudit -n '__fileaudit_at options' -l strict \
    -d 'exit status 3 when events were lost'
complete -c fileaudit -n '__fileaudit_at options' -l explain \
    -d 'say where each filter is decided, and end'
complete -c fileaudit -n '__fileaudit_at live' -l failed -d 'also opens, maps and execs that failed'
complete -c fileaudit -n '__fileaudit_at live' -l failed-only -d 'only those that failed'
complete -c fileaudit -n '__fileaudit_at live' -l errno -x \
    -a '(__fileaudit_list ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ELOOP EMFILE ENFILE EROFS \
        ENOSPC ETXTBSY ENXIO ENODEV EBUSY EINTR EAGAIN EINVAL ENOEXEC ENAMETOOLONG ESTALE EIO)' \
    -d 'of failures only these'
complete -c fileaudit -n '__fileaudit_at live' -l via -x \
    -a '(__fileaudit_list open openat openat2 creat open_by_handle_at exec interpreter uselib \
        io_uring kernel mmap mprotect shmat other)' \
    -d 'come about like this'
complete -c fileaudit -n '__fileaudit_at live' -l slower-than -x \
    -d 'opens that took this long, as 5ms, 200us'
complete -c fileaudit -n '__fileaudit_at live' -l backing \
    -d 'also what a stacked file system opens below'
complete -c fileaudit -n '__fileaudit_at live' -l by -x \
    -a '(__fileaudit_list pid tid ppid uid gid comm op access mntns fstype ino path exe cwd root \
        errno via cgroup)' \
    -d 'what makes a row'
complete -c fileaudit -n '__fileaudit_at live' -l sort -x \
    -a 'opens failures maps execs processes mapped' -d 'most first'
complete -c fileaudit -n '__fileaudit_at live' -l rows -x -d 'at most so many rows'
complete -c fileaudit -n '__fileaudit_at top' -l interval -x -d 'between two tables, as 500ms, 2s'
complete -c fileaudit -n '__fileaudit_at watch' -l latency -d 'how long an open took'
complete -c fileaudit -n '__fileaudit_at watch' -l opener \
    -d 'of a map, who opened the file when it was another'
complete -c fileaudit -n '__fileaudit_at watch' -l ancestry -x -d 'the processes above, 1 to 8'
complete -c fileaudit -n '__fileaudit_at watch' -l args -d 'the arguments of the process'
complete -c fileaudit -n '__fileaudit_at watch' -l ustack -d 'the user stack of the call'
complete -c fileaudit -n '__fileaudit_at watch' -l chains -d 'a search along a path as one line'
complete -c fileaudit -n '__fileaudit_at watch' -l summary -d 'a table at the end'
complete -c fileaudit -n '__fileaudit_at watch' -l summary-only -d 'the table alone, no events'
complete -c fileaudit -n '__fileaudit_at watch' -l sample -x -d 'one event in so many, as 1/100'
complete -c fileaudit -n '__fileaudit_at watch' -l rate -x \
    -d 'at most so many events a second, as 100/s'
complete -c fileaudit -n '__fileaudit_at watch' -l existing \
    -d 'first what is held open and mapped already'
complete -c fileaudit -n '__fileaudit_at live' -l exit-with-pid \
    -d 'end with the processes of --pid'
complete -c fileaudit -n '__fileaudit_at live' -l user -x -a '(__fish_print_users)' \
    -d 'run the command as this user'
complete -c fileaudit -n '__fileaudit_at live' -l duration -x -d 'end after 500ms, 10s, 2m, 1h'
complete -c fileaudit -n '__fileaudit_at live' -l buffer -x -d 'ring buffer, as 512K, 8M, 64M'
complete -c fileaudit -n '__fileaudit_at live' -l backend -x -a 'lsm fentry tracepoint' \
    -d 'use this backend or none'
complete -c fileaudit -n '__fileaudit_at live' -l no-kfuncs \
    -d 'resolve every path by the validated walk'
complete -c fileaudit -n '__fileaudit_at watch' -l cross-check \
    -d 'report each event twice, by kfunc and by walk'
