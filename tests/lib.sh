# SPDX-License-Identifier: GPL-2.0-only
# What the shell tests share; to be sourced with the test's own arguments: the binary, and for
# e2e the directory of the helpers. Prints `ok NAME` or `FAIL NAME: why`; `finish` ends a test.
# shellcheck shell=bash disable=SC2120
set -u
export LANG=C.UTF-8 LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1
unset SUDO_UID SUDO_GID SUDO_USER SUDO_COMMAND

fileaudit=$(realpath "$1")
# shellcheck disable=SC2034 # for the tests
helpers=${2:-$(dirname "$fileaudit")/tests/helpers}
tests=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
work=$(mktemp -d "${TMPDIR:-/tmp}/fileaudit-test.XXXXXX")
work=$(realpath "$work")
chmod 755 "$work" # some commands in here run as another user
words=$work/words # what fileaudit said last
fa_pid=
passed=0 failed=0 refusals=0

clean_up() {
    local pid
    # A child that a signal ends before it has become its program comes here as well.
    ((BASHPID == $$)) || return 0
    for pid in $(jobs -p); do # ours, whatever became of the test
        kill -9 "$pid" 2> /dev/null
    done
    wait 2> /dev/null
    rm -rf "$work"
}
trap clean_up EXIT

ok() {
    echo "ok $1"
    passed=$((passed + 1))
}

fail() {
    echo "FAIL $1: ${2:-}" | tr '\000-\011\013-\037\177' '?' # it may be hostile
    failed=$((failed + 1))
}

skip() { echo "skip $1: ${2:-}"; }

finish() {
    # Once for all: looking through every process takes longer than a refusal.
    if ((refusals > 0 && EUID == 0)) && type -P bpftool > /dev/null; then
        expect_equal "no BPF program is left of what was refused" \
            "$(wait_for 20 no_programs_left && echo none)" none
    fi
    echo "$passed ok, $failed failed"
    ((failed == 0 && passed > 0))
    exit
}

# Where everything must run, a test that cannot is a failed one.
cannot_run() {
    echo "skip: $1"
    [[ ${CI:-} != true ]] || exit 1
    exit 77
}

need_root() {
    local tool
    ((EUID == 0)) || cannot_run "this test needs root"
    for tool in bpftool jq pgrep python3 setpriv strace unshare; do
        type -P "$tool" > /dev/null || cannot_run "no $tool here"
    done
}

# expect_equal NAME HAVE WANT
expect_equal() {
    if [[ $2 == "$3" ]]; then
        ok "$1"
    else
        fail "$1" "have $(printf %q "${2:0:1000}"), want $(printf %q "${3:0:1000}")"
    fi
}

# expect_match NAME HAVE PATTERN: a shell pattern
expect_match() {
    # shellcheck disable=SC2053 # a pattern it is
    if [[ $2 == $3 ]]; then
        ok "$1"
    else
        fail "$1" "$(printf %q "${2:0:1000}") is not like $(printf %q "${3:0:1000}")"
    fi
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" 2> /dev/null; do
        ((SECONDS <= end)) || return 1
        sleep 0.05
    done
}

ended() { # of a child: gone, or waiting to be waited for
    local state
    state=$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2> /dev/null) || return 0
    [[ -z $state || $state == Z ]]
}

# run_fileaudit OPTION... [-- COMMAND...]: in the foreground, bounded. Its words go to $words.
run_fileaudit() { timeout 60 "$fileaudit" watch "$@" 2> "$words"; }

wait_for_ready() { wait_for 30 grep -qx 'fileaudit: ready' "$words"; }

# in_background COMMAND...: its words go to $words, in which what the one before said is no sign of
# this one. Sets fa_pid.
in_background() {
    : > "$words"
    "$@" 2> "$words" < /dev/null &
    fa_pid=$!
}

# start_fileaudit OPTION...: in the background; returns once it is attached. Sets fa_pid.
start_fileaudit() {
    in_background "$fileaudit" watch -v "$@"
    wait_for_ready || fail "attach" "not ready: $(tail -n 3 "$words")"
}

# wait_fileaudit SECONDS: until it ends by itself; its status, or 255 when it had to be killed
wait_fileaudit() {
    if ! wait_for "$1" ended "$fa_pid"; then
        { kill -9 "$fa_pid"; wait "$fa_pid"; } 2> /dev/null
        return 255
    fi
    wait "$fa_pid" 2> /dev/null
}

# stop_fileaudit [SIGNAL]: its status
stop_fileaudit() {
    kill -"${1:-TERM}" "$fa_pid" 2> /dev/null
    wait_fileaudit 30
}

closing_line() { grep -E '^fileaudit: [0-9]+ events? (shown|counted), ' "$words"; }

# The ids of the BPF programs that are ours by name.
our_programs() {
    bpftool -j prog show | jq -r '.[] | select(.name // "" | startswith("fa_")) | .id' | sort
}

# programs_of PID|'[0-9]*': the ids of the BPF programs that process holds, or any does.
programs_of() {
    # shellcheck disable=SC2086 # a pattern it may be
    sed -n 's/^prog_id:[[:space:]]*//p' /proc/$1/fdinfo/* 2> /dev/null | sort -u
}

# None that no living process holds: another fileaudit may be running.
no_programs_left() { [[ -z $(comm -23 <(our_programs) <(programs_of '[0-9]*')) ]]; }

# check_events NAME EVENTS [ARGUMENT...] < PYTHON: statements that assert something of `events`,
# a list of dicts (see events.py); `args` are the ARGUMENTs.
check_events() {
    local name=$1 why
    shift
    if why=$(python3 "$tests/events.py" "$@" 2>&1); then
        ok "$name"
    else
        fail "$name" "${why:0:2000}"
    fi
}

# expect_refusal NAME STATUS WORD... -- COMMAND...: nothing on standard output, one sentence that
# holds every WORD on standard error, that status. `finish` looks for BPF programs that are left.
# Where the command leaves an strace log in $work/strace, it must show that nothing was attached.
expect_refusal() {
    local name=$1 want=$2 status word said
    shift 2
    local -a needed=()
    while [[ $1 != -- ]]; do needed+=("$1"); shift; done
    shift
    "$@" > "$work/stdout" 2> "$words" < /dev/null
    status=$?
    said=$(< "$words")
    if ((status != want)); then
        fail "$name" "status $status, not $want; said: $said"
    elif [[ -s $work/stdout ]]; then
        fail "$name" "something on standard output: $(head -c 200 "$work/stdout")"
    elif (($(wc -l < "$words") != 1)) || [[ $said != "fileaudit: "* ]]; then
        fail "$name" "not one line 'fileaudit: …' but: $said"
    elif [[ -e $work/strace ]] &&
        grep -qE 'BPF_LINK_CREATE|BPF_RAW_TRACEPOINT_OPEN' "$work/strace"; then
        fail "$name" "it attached something first"
    else
        for word in "${needed[@]}"; do
            [[ $said == *"$word"* ]] || { fail "$name" "no '$word' in: $said"; return; }
        done
        ok "$name"
        refusals=$((refusals + 1))
    fi
}
