# SPDX-License-Identifier: GPL-2.0-only
# Fish completion for fileaudit.

# Where the words so far stand: before `watch`, among its options, or behind --.
function __fileaudit_at
    set -l words (commandline -opc)
    set -l place none
    contains -- watch $words[2..-1]; and set place options
    contains -- -- $words; and set place command
    test $place = $argv[1]
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
    set -l before (string match -r '^.*,' -- (commandline -ct); or echo)
    for value in $argv
        echo -- $before$value
    end
end

function __fileaudit_comms
    cat (string match -r '^/proc/[0-9]+$' /proc/*)/comm 2>/dev/null | sort -u
end

complete -c fileaudit -f
complete -c fileaudit -n '__fileaudit_at none' -a watch -d 'show events live'
complete -c fileaudit -n '__fileaudit_at none' -l version -d 'print the version'
complete -c fileaudit -n 'not __fileaudit_at command' -s h -l help -d 'print a summary'
complete -c fileaudit -n '__fileaudit_at command' -a '(__fileaudit_command)'

complete -c fileaudit -n '__fileaudit_at options' -s p -l pid -x \
    -a '(__fileaudit_list (string match -r "[0-9]+\$" /proc/*))' -d 'only these processes'
complete -c fileaudit -n '__fileaudit_at options' -s c -l comm -x \
    -a '(__fileaudit_list (__fileaudit_comms))' -d 'only tasks with exactly this comm'
complete -c fileaudit -n '__fileaudit_at options' -l path -r -F -d 'only files whose path matches'
complete -c fileaudit -n '__fileaudit_at options' -l op -x \
    -a '(__fileaudit_list open mmap exec)' -d 'only these operations'
complete -c fileaudit -n '__fileaudit_at options' -l duration -x -d 'end after 500ms, 10s, 2m, 1h'
complete -c fileaudit -n '__fileaudit_at options' -s n -l count -x -d 'end after this many events'
complete -c fileaudit -n '__fileaudit_at options' -s o -l output -r -F -d 'write events there'
complete -c fileaudit -n '__fileaudit_at options' -l json -d 'one JSON object a line'
complete -c fileaudit -n '__fileaudit_at options' -l wide -d 'also PPID UID EXE CWD ROOT'
complete -c fileaudit -n '__fileaudit_at options' -s q -l quiet \
    -d 'no header, no closing line, no loss lines'
complete -c fileaudit -n '__fileaudit_at options' -s v -l verbose \
    -d 'wide, and say which backend is used and why'
complete -c fileaudit -n '__fileaudit_at options' -l strict -d 'exit status 3 when events were lost'
complete -c fileaudit -n '__fileaudit_at options' -l buffer -x -d 'ring buffer, as 512K, 8M, 64M'
complete -c fileaudit -n '__fileaudit_at options' -l backend -x -a 'lsm fentry tracepoint' \
    -d 'use this backend or none'
complete -c fileaudit -n '__fileaudit_at options' -l no-kfuncs \
    -d 'resolve every path by the validated walk'
complete -c fileaudit -n '__fileaudit_at options' -l cross-check \
    -d 'report each event twice, by kfunc and by walk'
