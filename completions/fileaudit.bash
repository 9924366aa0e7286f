# SPDX-License-Identifier: GPL-2.0-only
# Bash completion for fileaudit. Needs bash alone; with the bash-completion package the
# command behind -- is completed by that command's own completion.

# Divides $cur, a list, into $word, the last of its values, and what is before that and its ! or \!.
_fileaudit_last() {
    before="" word=${cur##*,}
    [[ $cur == *,* ]] && before=${cur%,*},
    [[ $word =~ ^\\?! ]] && before+=${BASH_REMATCH[0]} word=${word#"${BASH_REMATCH[0]}"}
}

# Completes the last of a comma-separated list; the possible values are lines on stdin. Behind a tab a value may say what it is, and is shown with it where there
# are several.
_fileaudit_list() {
    local before word value what offers=() whats=() i
    _fileaudit_last
    while IFS=$'\t' read -r value what; do
        [[ $value == "$word"* ]] && offers+=("$before$value") whats+=("$what")
    done
    for i in "${!offers[@]}"; do
        # 37 and 42: as one completes after the other, or all, what is offered is inserted
        [[ ${#offers[@]} -gt 1 && -n ${whats[i]} && ${COMP_TYPE-} != @(37|42) ]] &&
            offers[i]+="  (${whats[i]})"
        COMPREPLY+=("${offers[i]}")
    done
    compopt -o nospace 2> /dev/null
}

_fileaudit_words() { # WORD...: into a list
    _fileaudit_list < <(printf '%s\n' "$@")
}

_fileaudit_one() { # WORD...: one of them
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur")
}

_fileaudit_pids() {
    local entry pid comm
    for entry in /proc/[0-9]*; do
        pid=${entry#/proc/}
        { read -r comm < "$entry/comm"; } 2> /dev/null || continue
        printf '%s\t%s\n' "$pid" "$comm"
    done
}

# Where no number begins like this, a process whose comm does.
_fileaudit_pids_or_comms() {
    local before word pid comm
    _fileaudit_last
    if [[ $word == "" || $word == [0-9]* ]]; then
        _fileaudit_list < <(_fileaudit_pids)
        return
    fi
    cur=$before
    _fileaudit_list < <(_fileaudit_pids | while IFS=$'\t' read -r pid comm; do
        [[ $comm == "$word"* ]] && printf '%s\t%s\n' "$pid" "$comm"
    done)
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
    local name
    _fileaudit_cgroups | sed -nE 's,.*[/:-]([0-9a-f]{64})(\.scope)?$,\1,p
        s,.*/lxc\.payload\.([^/]+)$,\1,p
        s,.*/(machine-|runc-|crun-)([^/]+)\.scope$,\2,p
        s,.*/systemd-nspawn@([^/]+)\.service$,\1,p' |
        while IFS= read -r name; do printf '%b\n' "$name"; done # systemd writes \x2d for a -
    compgen -G '/run/runc/*' | sed 's,.*/,,'
    compgen -G '/run/crun/*' | sed 's,.*/,,'
}

_fileaudit_services() {
    _fileaudit_cgroups | sed -n 's,.*/\(.*\.service\)$,\1,p' | sort -u
}

_fileaudit_fstypes() {
    local name
    while read -r name; do printf '%s\n' "${name##*[[:space:]]}"; done < /proc/filesystems
}

_fileaudit_devices() {
    local device mount seen=" "
    while read -r _ _ device _ mount _; do
        [[ $seen == *" $device "* ]] || printf '%s\t%s\n' "$device" "$mount"
        seen+="$device "
    done < /proc/self/mountinfo
}

# The names that this fileaudit knows.
_fileaudit_fields() {
    local name
    "${COMP_WORDS[0]}" fields 2> /dev/null | while read -r name _; do
        [[ $name == NAME ]] || printf '%s\n' "$name"
    done
}

# FIELD,... or +FIELD,...
_fileaudit_columns() {
    local plus=""
    [[ ${cur##*,} == +* ]] && plus=+
    _fileaudit_list < <(_fileaudit_fields | sed "s/^/$plus/")
}

# The field in the brace that is open.
_fileaudit_template() {
    [[ $cur =~ ^(.*\{)([a-z_]*)$ ]] || return
    mapfile -t COMPREPLY < <(compgen -P "${BASH_REMATCH[1]}" -S "}" -W "$(_fileaudit_fields)" -- \
        "${BASH_REMATCH[2]}")
    compopt -o nospace 2> /dev/null
}

# A list of paths, of files (-f) or directories (-d).
_fileaudit_paths() {
    local before word path
    _fileaudit_last
    while IFS= read -r path; do
        [[ -d $path ]] && path+=/
        COMPREPLY+=("$before$path")
    done < <(compgen "$1" -- "$word")
    compopt -o nospace 2> /dev/null
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

# The options of subcommand $1.
_fileaudit_options() {
    local whose="-p --pid -f --follow -t --tid --ppid -c --comm -e --exe --cwd --root -u --uid
        -g --gid --cgroup --container --service --mntns --host-only"
    local use="--op --access --prot --shared --private --writes"
    local outcome="--failed --failed-only --errno --via --slower-than --backing"
    local file="--path --fstype --dev --inode --ino-of --verdict --no-libs --no-pseudo"
    local many="--uniq -n --count"
    local looks="--format --json --wide --columns --template --time --color --group"
    local table="--by --sort --rows"
    local run="--exit-with-pid --user --duration --buffer --backend --no-kfuncs --"
    local to="-o --output -q --quiet -v --verbose"

    case $1 in
        watch)
            echo "$whose $use $outcome $file $many --sample --rate --latency --opener --ancestry
                --args --ustack --chains --summary --summary-only $table $to --rotate --record
                $looks --existing $run --cross-check --strict --explain"
            ;;
        top)
            echo "$whose $use $outcome $file $table --interval $to --json $run
                --strict --explain"
            ;;
        snapshot) echo "$whose $use $file $many $to --record $looks --strict --explain" ;;
        replay) echo "$whose $use $outcome $file $many --chains $to $looks --strict" ;;
        doctor) echo "--json --backend" ;;
        fields) echo "--json" ;;
    esac
    echo "-h --help"
}

# The topics of the help of subcommand $1.
_fileaudit_topics() {
    case $1 in
        watch) echo whose use outcome file many told summary output running examples all ;;
        top) echo whose use outcome file summary output running examples all ;;
        snapshot) echo whose use file many output running examples all ;;
        replay) echo whose use outcome file many told output running examples all ;;
        *) echo running examples all ;;
    esac
}

_fileaudit() {
    local at=$COMP_CWORD action=${COMP_WORDS[1]} cur=${COMP_WORDS[COMP_CWORD]} prev i

    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _fileaudit_one watch top snapshot replay doctor fields schema -h --help --version
        return
    fi
    [[ $action == @(watch|top|snapshot|replay|doctor|fields|schema) ]] || return
    if [[ $action == @(watch|top) ]]; then
        for ((i = 2; i < COMP_CWORD; i++)); do
            [[ ${COMP_WORDS[i]} == -- ]] && { _fileaudit_command "$((i + 1))"; return; }
        done
    fi

    # major:minor arrives as three words, and so does --option=value
    while ((at > 2)) && [[ ${COMP_WORDS[at]} == : || ${COMP_WORDS[at - 1]} == : ]]; do
        cur=${COMP_WORDS[at - 1]}$cur
        ((at--))
    done
    prev=${COMP_WORDS[at - 1]}
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[at - 2]}
    fi
    [[ $cur == [\'\"]* ]] && cur=${cur:1} # a quote that is open

    case $prev in
        -p | --pid | -t | --tid | --ppid | --mntns) _fileaudit_pids_or_comms ;;
        -c | --comm) _fileaudit_list < <(_fileaudit_comms) ;;
        -u | --uid) _fileaudit_list < <(compgen -u) ;;
        -g | --gid) _fileaudit_list < <(compgen -g) ;;
        --user) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
        --cgroup) _fileaudit_list < <(_fileaudit_cgroups) ;;
        --container) _fileaudit_list < <(_fileaudit_containers | sort -u) ;;
        --service) _fileaudit_list < <(_fileaudit_services) ;;
        --op) _fileaudit_words open mmap exec held-open held-map ;;
        --access) _fileaudit_words r w x a create trunc excl tmpfile path exec ;;
        --prot) _fileaudit_words r w x ;;
        --fstype) _fileaudit_list < <(_fileaudit_fstypes) ;;
        --dev)
            _fileaudit_list < <(_fileaudit_devices)
            ((at == COMP_CWORD)) || COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
            ;;
        --verdict)
            _fileaudit_words ok deleted detached escaped pseudo truncated unstable absent \
                unresolved
            ;;
        --errno) # the likely ones
            _fileaudit_words ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ELOOP EMFILE ENFILE EROFS \
                ENOSPC ETXTBSY ENXIO ENODEV EBUSY EINTR EAGAIN EINVAL ENOEXEC ENAMETOOLONG ESTALE \
                EIO
            ;;
        --via)
            _fileaudit_words open openat openat2 creat open_by_handle_at exec interpreter uselib \
                io_uring kernel mmap mprotect shmat other
            ;;
        --uniq | --by)
            _fileaudit_words pid tid ppid uid gid comm op access mntns fstype ino path exe cwd \
                root errno via cgroup
            ;;
        --sort) _fileaudit_one opens failures maps execs processes mapped ;;
        --backend) _fileaudit_one lsm fentry tracepoint ;;
        --format) _fileaudit_one text wide json csv logfmt ;;
        --time) _fileaudit_one local utc iso rel epoch delta none ;;
        --color) _fileaudit_one auto always never ;;
        --columns) _fileaudit_columns ;;
        --template) _fileaudit_template ;;
        -h | --help) _fileaudit_one "$(_fileaudit_topics "$action")" ;;
        -e | --exe | --path) _fileaudit_paths -f ;;
        --cwd | --root) _fileaudit_paths -d ;;
        --ino-of | -o | --output | --record) _fileaudit_files ;;
        # numbers: nothing to suggest
        --inode | --sample | --rate | --duration | -n | --count | --buffer | --slower-than | \
            --ancestry | --rows | --interval | --rotate) ;;
        *)
            if [[ $action == replay && $cur != -* ]]; then
                _fileaudit_files
            else
                mapfile -t COMPREPLY < <(compgen -W "$(_fileaudit_options "$action")" -- "$cur")
            fi
            ;;
    esac
}

complete -F _fileaudit fileaudit
