# SPDX-License-Identifier: GPL-2.0-only
# Bash completion for fileaudit. Needs bash alone; with the bash-completion package the
# command behind -- is completed by that command's own completion.

# Completes the last of a comma-separated list, with or without its !; the possible values are
# lines on stdin.
_fileaudit_list() {
    local before="" word=${cur##*,} value
    [[ $cur == *,* ]] && before=${cur%,*},
    [[ $word == !* ]] && before+=! word=${word#!}
    while IFS= read -r value; do
        [[ $value == "$word"* ]] && COMPREPLY+=("$before$value")
    done
    compopt -o nospace 2> /dev/null
}

_fileaudit_pids() {
    local entry
    for entry in /proc/[0-9]*; do
        printf '%s\n' "${entry#/proc/}"
    done
}

_fileaudit_comms() {
    local entry comm
    for entry in /proc/[0-9]*/comm; do
        { read -r comm < "$entry"; } 2> /dev/null && printf '%q\n' "$comm"
    done | sort -u
}

# Paths below the cgroup v2 mount.
_fileaudit_cgroups() {
    local line mount
    while read -r _ _ _ _ mount line; do
        [[ $line == *" - cgroup2 "* ]] && break
        mount=
    done < /proc/self/mountinfo
    [[ -n $mount ]] && (cd "$mount" && find . -mindepth 1 -type d -printf '/%P\n') 2> /dev/null
}

# Containers by what their cgroups are called, and those that runc and crun keep a state of.
_fileaudit_containers() {
    _fileaudit_cgroups | sed -nE 's,.*[/:-]([0-9a-f]{64})(\.scope)?$,\1,p
        s,.*/lxc\.payload\.([^/]+)$,\1,p
        s,.*/(machine-|runc-|crun-)([^/]+)\.scope$,\2,p
        s,.*/systemd-nspawn@([^/]+)\.service$,\1,p'
    compgen -G '/run/runc/*' | sed 's,.*/,,'
    compgen -G '/run/crun/*' | sed 's,.*/,,'
}

_fileaudit_fstypes() {
    local name
    while read -r name; do printf '%s\n' "${name##*[[:space:]]}"; done < /proc/filesystems
}

# The likely ones.
_fileaudit_errnos() {
    printf '%s\n' ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ELOOP EMFILE ENFILE EROFS ENOSPC \
        ETXTBSY ENXIO ENODEV EBUSY EINTR EAGAIN EINVAL ENOEXEC ENAMETOOLONG ESTALE EIO
}

_fileaudit_files() {
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames 2> /dev/null
}

# The command that begins at word $1.
_fileaudit_command() {
    if declare -F _comp_command_offset > /dev/null; then
        _comp_command_offset "$1"
    elif declare -F _command_offset > /dev/null; then
        _command_offset "$1"
    elif ((COMP_CWORD > $1)); then
        _fileaudit_files
    elif [[ $cur == */* ]]; then
        _fileaudit_files
    else
        mapfile -t COMPREPLY < <(compgen -c -- "$cur" | sort -u)
    fi
}

_fileaudit() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i
    local options="-p --pid -f --follow -t --tid --ppid -c --comm -e --exe --cwd --root -u --uid
        -g --gid --cgroup --container --service --mntns --host-only --op --access --prot --shared
        --private --writes --path --fstype --dev --inode --ino-of --verdict --no-libs --no-pseudo
        -o --output --json --wide -q --quiet -v --verbose --strict --explain -h --help"
    local live=" --failed --failed-only --errno --via --slower-than --backing --by --sort --rows
        --exit-with-pid --user --duration --buffer --backend --no-kfuncs --"

    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "watch top snapshot -h --help --version" -- "$cur")
        return
    fi
    case ${COMP_WORDS[1]} in
        watch)
            options+="$live --uniq --sample --rate -n --count --latency --opener --ancestry --args
                --ustack --chains --summary --summary-only --existing --cross-check"
            ;;
        top) options+="$live --interval" ;;
        snapshot) options+=" --uniq -n --count" ;;
        *) return ;;
    esac
    for ((i = 2; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -- ]] && { _fileaudit_command "$((i + 1))"; return; }
    done

    # --option=value arrives as three words
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
        -p | --pid | -t | --tid | --ppid | --mntns) _fileaudit_list < <(_fileaudit_pids) ;;
        -c | --comm) _fileaudit_list < <(_fileaudit_comms) ;;
        -u | --uid) _fileaudit_list < <(compgen -u) ;;
        -g | --gid) _fileaudit_list < <(compgen -g) ;;
        --user) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
        --cgroup) _fileaudit_list < <(_fileaudit_cgroups) ;;
        --container) _fileaudit_list < <(_fileaudit_containers | sort -u) ;;
        --service) _fileaudit_list < <(_fileaudit_cgroups | sed -n 's,.*/\(.*\.service\)$,\1,p') ;;
        --op) _fileaudit_list < <(printf '%s\n' open mmap exec held-open held-map) ;;
        --access)
            _fileaudit_list < <(printf '%s\n' r w x a create trunc excl tmpfile path exec)
            ;;
        --prot) _fileaudit_list < <(printf '%s\n' r w x) ;;
        --fstype) _fileaudit_list < <(_fileaudit_fstypes) ;;
        --verdict)
            _fileaudit_list < <(printf '%s\n' ok deleted detached escaped pseudo truncated \
                unstable absent unresolved)
            ;;
        --errno) _fileaudit_list < <(_fileaudit_errnos) ;;
        --via)
            _fileaudit_list < <(printf '%s\n' open openat openat2 creat open_by_handle_at exec \
                interpreter uselib io_uring kernel mmap mprotect shmat other)
            ;;
        --uniq | --by)
            _fileaudit_list < <(printf '%s\n' pid tid ppid uid gid comm op access mntns fstype ino \
                path exe cwd root errno via cgroup)
            ;;
        --sort)
            mapfile -t COMPREPLY < <(compgen -W "opens failures maps execs processes mapped" -- \
                "$cur")
            ;;
        --backend) mapfile -t COMPREPLY < <(compgen -W "lsm fentry tracepoint" -- "$cur") ;;
        -e | --exe | --cwd | --root | --path | --ino-of | -o | --output) _fileaudit_files ;;
        # numbers: nothing to suggest
        --dev | --inode | --sample | --rate | --duration | -n | --count | --buffer | \
            --slower-than | --ancestry | --rows | --interval) ;;
        *) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
    esac
}

complete -F _fileaudit fileaudit
