# SPDX-License-Identifier: GPL-2.0-only
# Fish completion for fileaudit.

# Whether the words so far stand where one of these is to be completed: none (before the
# action), an action (among its options), command (behind --).
function __fileaudit_at
    set -l words (commandline -opc)[2..-1]
    set -l place none
    contains -- $words[1] watch top snapshot replay doctor fields schema; and set place $words[1]
    contains -- $place watch top; and contains -- -- $words; and set place command
    contains -- $place $argv
end

# The command behind --, by that command's own completion.
function __fileaudit_command
    set -l words (commandline -opc)
    set -l dashes (contains -i -- -- $words)
    set -l typed (commandline -ct)
    complete -C (string join ' ' -- (string escape -- $words[(math $dashes + 1)..-1]) $typed)
end

# What is typed so far of the word, without a quote that is open.
function __fileaudit_typed
    string replace -r '^[\'"]' '' -- (commandline -ct)
end

# Completes the last of a comma-separated list of the values given.
function __fileaudit_list
    set -l before (string match -r '^(?:.*,)?\\\\?!?' -- (__fileaudit_typed); or echo)
    set before (string replace -r '\\\\!$' '!' -- $before)
    for value in $argv
        echo -- $before$value
    end
end

# A list of paths.
function __fileaudit_paths
    set -l typed (__fileaudit_typed)
    set -l before (string match -r '^(?:.*,)?\\\\?!?' -- $typed; or echo)
    set -l last (string sub -s (math (string length -- "$before") + 1) -- $typed)
    set before (string replace -r '\\\\!$' '!' -- $before)
    for path in (complete -C "__fileaudit_no_such_command $last" | string replace -r '\t.*' '')
        echo -- $before$path
    end
end

function __fileaudit_comms
    cat (string match -r '^/proc/[0-9]+$' /proc/*)/comm 2>/dev/null | sort -u
end

function __fileaudit_pids
    for pid in (string match -r '[0-9]+$' /proc/*)
        set -l comm ''
        test -r /proc/$pid/comm; and read comm </proc/$pid/comm 2>/dev/null
        printf '%s\t%s\n' $pid $comm
    end
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
    for name in (string replace -rf '.*/(?:machine-|runc-|crun-)([^/]+)\.scope$' '$1' -- $paths) \
            (string replace -rf '.*/systemd-nspawn@([^/]+)\.service$' '$1' -- $paths)
        printf '%b\n' $name # systemd writes \x2d for a -
    end
    set -l states /run/runc/* /run/crun/* # set takes globs without a match
    string replace -r '.*/' '' -- $states
end

function __fileaudit_services
    __fileaudit_cgroups | string replace -rf '.*/(.*\.service)$' '$1'
end

# With the mount that has it.
function __fileaudit_devices
    set -l seen
    while read -l id parent device root mount rest
        contains -- $device $seen; and continue
        set -a seen $device
        printf '%s\t%s\n' $device $mount
    end </proc/self/mountinfo
end

# The names that this fileaudit knows, with what they mean.
function __fileaudit_fields
    set -l words (commandline -opc)
    $words[1] fields 2>/dev/null | string replace -rf '^([a-z]\w*)(?: +\S+){4} +(.*)' '$1\t$2'
end

# FIELD,... or +FIELD,...
function __fileaudit_columns
    set -l before (string match -r '^(?:.*,)?\+?' -- (__fileaudit_typed); or echo)
    for field in (__fileaudit_fields)
        echo -- $before$field
    end
end

# The field in the brace that is open.
function __fileaudit_template
    set -l before (string match -r '^.*\{(?=[a-z_]*$)' -- (__fileaudit_typed); or return)
    for field in (__fileaudit_fields)
        string replace -r '\t|$' '}$0' -- $before$field
    end
end

function __fileaudit_after_help
    contains -- (commandline -opc)[-1] -h --help
end

function __fileaudit_topics
    set -l words (commandline -opc)
    switch $words[2]
        case watch
            string split ' ' 'whose use outcome file many told summary output'
        case top
            string split ' ' 'whose use outcome file summary output'
        case snapshot
            string split ' ' 'whose use file many output'
        case replay
            string split ' ' 'whose use outcome file many told output'
    end
    string split ' ' 'running examples all'
end

complete -c fileaudit -f
complete -c fileaudit -n '__fileaudit_at none' -a watch -d 'show events live'
complete -c fileaudit -n '__fileaudit_at none' -a top -d 'show who uses most'
complete -c fileaudit -n '__fileaudit_at none' -a snapshot \
    -d 'show what is held open and mapped now'
complete -c fileaudit -n '__fileaudit_at none' -a replay -d 'show a recording'
complete -c fileaudit -n '__fileaudit_at none' -a doctor \
    -d 'say what works here, and what is missing'
complete -c fileaudit -n '__fileaudit_at none' -a fields -d 'list the fields of an event'
complete -c fileaudit -n '__fileaudit_at none' -a schema -d 'print the JSON Schema of --json'
complete -c fileaudit -n '__fileaudit_at none' -l version -d 'print the version'
complete -c fileaudit -n 'not __fileaudit_at command' -s h -l help -d 'help, or that of a topic'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay doctor fields schema
    and __fileaudit_after_help' -a '(__fileaudit_topics)' -d topic
complete -c fileaudit -n '__fileaudit_at command' -a '(__fileaudit_command)'
complete -c fileaudit -n '__fileaudit_at replay; and not __fileaudit_after_help' -F
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s p -l pid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'processes, by id'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s f -l follow \
    -d '--pid with all descendants'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s t -l tid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'threads, by id'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l ppid -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'children of these processes'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s c -l comm -x \
    -a '(__fileaudit_list (__fileaudit_comms))' -d 'tasks of this comm'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s e -l exe -x \
    -a '(__fileaudit_paths)' -d 'processes that run this executable'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l cwd -x \
    -a '(__fileaudit_paths)' -d 'in this working directory'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l root -x \
    -a '(__fileaudit_paths)' -d 'with this root directory'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s u -l uid -x \
    -a '(__fileaudit_list (__fish_print_users))' -d 'users'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s g -l gid -x \
    -a '(__fileaudit_list (__fish_print_groups))' -d 'groups'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l cgroup -x \
    -a '(__fileaudit_list (__fileaudit_cgroups))' -d 'in this cgroup or below'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l container -x \
    -a '(__fileaudit_list (__fileaudit_containers))' -d 'containers'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l service -x \
    -a '(__fileaudit_list (__fileaudit_services))' -d 'systemd units'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l mntns -x \
    -a '(__fileaudit_list (__fileaudit_pids))' -d 'mount namespaces'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l host-only \
    -d 'only the mount namespace of the host'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l op -x \
    -a '(__fileaudit_list open mmap exec held-open held-map)' -d 'only these operations'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l access -x \
    -a '(__fileaudit_list r w x a create trunc excl tmpfile path exec)' -d 'used like this'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l prot -x \
    -a '(__fileaudit_list r w x)' -d 'maps with this protection'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l shared -d 'shared maps'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l private -d 'private maps'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l writes \
    -d 'whatever can change a file'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l failed \
    -d 'also opens, maps and execs that failed'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l failed-only \
    -d 'only those that failed'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l errno -x \
    -a '(__fileaudit_list ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ELOOP EMFILE ENFILE EROFS \
        ENOSPC ETXTBSY ENXIO ENODEV EBUSY EINTR EAGAIN EINVAL ENOEXEC ENAMETOOLONG ESTALE EIO)' \
    -d 'of failures only these'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l via -x \
    -a '(__fileaudit_list open openat openat2 creat open_by_handle_at exec interpreter uselib \
        io_uring kernel mmap mprotect shmat other)' -d 'come about like this'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l slower-than -x \
    -d 'opens that took this long, as 5ms, 200us'
complete -c fileaudit -n '__fileaudit_at watch top replay' -l backing \
    -d 'also what a stacked file system opens below'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l path -x \
    -a '(__fileaudit_paths)' -d 'files whose path matches'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l fstype -x \
    -a '(__fileaudit_list (string match -r "[^\t]+\$" < /proc/filesystems))' \
    -d 'on such file systems'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l dev -x \
    -a '(__fileaudit_list (__fileaudit_devices))' -d 'on these devices'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l inode -x \
    -d 'with these inode numbers'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l ino-of -r -F \
    -d 'this very file'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l verdict -x \
    -a '(__fileaudit_list ok deleted detached escaped pseudo truncated unstable absent unresolved)' \
    -d 'whose path has this verdict'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l no-libs \
    -d 'no shared libraries, no locale data'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l no-pseudo \
    -d 'no proc, sys, devices, pipes, sockets'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l uniq -x \
    -a '(__fileaudit_list pid tid ppid uid gid comm op access mntns fstype ino path exe cwd root \
        errno via cgroup)' -d 'each combination once'
complete -c fileaudit -n '__fileaudit_at watch' -l sample -x -d 'one event in so many, as 1/100'
complete -c fileaudit -n '__fileaudit_at watch' -l rate -x \
    -d 'at most so many events a second, as 100/s'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -s n -l count -x \
    -d 'end after this many events'
complete -c fileaudit -n '__fileaudit_at watch' -l latency -d 'how long an open took'
complete -c fileaudit -n '__fileaudit_at watch' -l opener \
    -d 'of a map, who opened the file when it was another'
complete -c fileaudit -n '__fileaudit_at watch' -l ancestry -x -d 'the processes above, 1 to 8'
complete -c fileaudit -n '__fileaudit_at watch' -l args -d 'the arguments of the process'
complete -c fileaudit -n '__fileaudit_at watch' -l ustack -d 'the user stack of the call'
complete -c fileaudit -n '__fileaudit_at watch replay' -l chains \
    -d 'a search along a path as one line'
complete -c fileaudit -n '__fileaudit_at watch' -l summary -d 'a table at the end'
complete -c fileaudit -n '__fileaudit_at watch' -l summary-only -d 'the table alone, no events'
complete -c fileaudit -n '__fileaudit_at watch top' -l by -x \
    -a '(__fileaudit_list pid tid ppid uid gid comm op access mntns fstype ino path exe cwd root \
        errno via cgroup)' -d 'what makes a row'
complete -c fileaudit -n '__fileaudit_at watch top' -l sort -x \
    -a 'opens failures maps execs processes mapped' -d 'most first'
complete -c fileaudit -n '__fileaudit_at watch top' -l rows -x -d 'at most so many rows'
complete -c fileaudit -n '__fileaudit_at top' -l interval -x -d 'between two tables, as 500ms, 2s'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s o -l output -r -F \
    -d 'write there'
complete -c fileaudit -n '__fileaudit_at watch' -l rotate -x \
    -d 'begin a new file at this size, as 10M, or 10M,3'
complete -c fileaudit -n '__fileaudit_at watch snapshot' -l record -r -F \
    -d 'also raw, for fileaudit replay'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l format -x \
    -a 'text wide json csv logfmt' -d 'form of the lines'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay doctor fields' -l json \
    -d 'as JSON'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l wide \
    -d 'also PPID UID VIA EXE CWD ROOT'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l columns -x \
    -a '(__fileaudit_columns)' -d 'these fields, or with a + these as well'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l template -x \
    -a '(__fileaudit_template)' -d 'lines of your own, with {field}s'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l time -x \
    -a 'local utc iso rel epoch delta none' -d 'how the time is told'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l color -x -a 'auto always never' \
    -d 'when to use colours'
complete -c fileaudit -n '__fileaudit_at watch snapshot replay' -l group \
    -d 'a line for the process, its events below'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s q -l quiet \
    -d 'no header, no closing line, no loss lines'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -s v -l verbose \
    -d 'say how it is done'
complete -c fileaudit -n '__fileaudit_at watch' -l existing \
    -d 'first what is held open and mapped already'
complete -c fileaudit -n '__fileaudit_at watch top' -l exit-with-pid \
    -d 'end with the processes of --pid'
complete -c fileaudit -n '__fileaudit_at watch top' -l user -x -a '(__fish_print_users)' \
    -d 'run the command as this user'
complete -c fileaudit -n '__fileaudit_at watch top' -l duration -x \
    -d 'end after 500ms, 10s, 2m, 1h'
complete -c fileaudit -n '__fileaudit_at watch top' -l buffer -x \
    -d 'ring buffer, as 512K, 8M, 64M'
complete -c fileaudit -n '__fileaudit_at watch top doctor' -l backend -x \
    -a 'lsm fentry tracepoint' -d 'use this backend or none'
complete -c fileaudit -n '__fileaudit_at watch top' -l no-kfuncs \
    -d 'resolve every path by the validated walk'
complete -c fileaudit -n '__fileaudit_at watch' -l cross-check \
    -d 'report each event twice, by kfunc and by walk'
complete -c fileaudit -n '__fileaudit_at watch top snapshot replay' -l strict \
    -d 'exit status 3 when events were lost'
complete -c fileaudit -n '__fileaudit_at watch top snapshot' -l explain \
    -d 'say where each filter is decided, and end'
