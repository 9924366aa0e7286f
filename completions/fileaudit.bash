# SPDX-License-Identifier: GPL-2.0-only
# Bash completion for fileaudit. Needs bash alone; with the bash-completion package the
# command behind -- is completed by that command's own completion.

# Completes the last of a comma-separated list; the possible values are lines on stdin.
_fileaudit_list() {
    local before="" value
    [[ $cur == *,* ]] && before=${cur%,*},
    while IFS= read -r value; do
        [[ $value == "${cur##*,}"* ]] && COMPREPLY+=("$before$value")
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
    local options="-h --help -p --pid -c --comm --path --op --duration -n --count -o --output
        --json --wide -q --quiet -v --verbose --strict --buffer --backend --no-kfuncs
        --cross-check"

    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "watch -h --help --version" -- "$cur")
        return
    fi
    [[ ${COMP_WORDS[1]} == watch ]] || return
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
        -p | --pid) _fileaudit_list < <(_fileaudit_pids) ;;
        -c | --comm) _fileaudit_list < <(_fileaudit_comms) ;;
        --op) _fileaudit_list < <(printf '%s\n' open mmap exec) ;;
        --backend) mapfile -t COMPREPLY < <(compgen -W "lsm fentry tracepoint" -- "$cur") ;;
        --path | -o | --output) _fileaudit_files ;;
        --duration | -n | --count | --buffer) ;; # a number: nothing to suggest
        *) mapfile -t COMPREPLY < <(compgen -W "$options --" -- "$cur") ;;
    esac
}

complete -F _fileaudit fileaudit
