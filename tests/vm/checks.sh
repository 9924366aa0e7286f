# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What every guest script shares: its parameters and its checks. To be sourced.
set -u
export LANG=C.UTF-8

parameter() { sed -n "s/.*\bfa\.$1=\([^ ]*\).*/\1/p" /proc/cmdline; }
backend=${FA_BACKEND:-$(parameter backend)}
resolver=${FA_RESOLVER:-$(parameter resolver)}
only=${FA_ONLY:-$(parameter only)}
fileaudit=${FA_BINARY:-fileaudit}
work=$(mktemp -d)
clean_up() { # a guest needs none, and its rm could not remove the longest paths
    [[ ! -e /test.sh ]] || return
    cut -d ' ' -f 2 /proc/self/mounts | grep -F "$work/" | sort -r | xargs -r umount -l
    rm -rf "$work"
}
trap clean_up EXIT
failed=0

for program in "$fileaudit" jq strace python3 bpftool; do
    type -P "$program" > /dev/null || { echo "FAIL: no $program here"; failed=1; }
done
[[ -n $backend && -n $resolver ]] || { echo "FAIL: no fa.backend, no fa.resolver"; failed=1; }
((failed == 0)) || exit 1

limit=${FA_LIMIT:-180} # seconds of one check, none of which takes a third of it

# Runs a test function in a process group of its own, which is ended when it stands still.
bounded() { # FUNCTION [ARGUMENT...]
    local pid watchdog status
    set -m
    "$@" &
    pid=$!
    set +m
    (
        sleep "$limit" & # so that only that is left to end
        trap 'kill $!; exit' TERM
        wait $!
        echo "still running after $limit s"
        show-state
        kill -KILL -- "-$pid"
    ) 2> /dev/null &
    watchdog=$!
    wait "$pid"
    status=$?
    kill "$watchdog" 2> /dev/null
    return "$status"
}

# Runs a test function: its output is shown when it fails, or cannot be run: 77. Lines that say a
# result, with tabs, are for run-case, whatever becomes of the test.
check() {
    local name=$1 dir=$work/$1 begin=$SECONDS status lines=40
    local results='^(result|backend|verified):'
    shift
    # shellcheck disable=SC2053 # a pattern it may be
    [[ -z $only || $name == $only ]] || return 0
    mkdir -p "$dir"
    (cd "$dir" && bounded "$@") > "$dir.log" 2>&1
    status=$?
    grep -E "$results" "$dir.log"
    grep -vE "$results|^ok" "$dir.log" > "$dir.said"
    if ((status == 77)); then
        echo "skipped $name: $(tail -n 1 "$dir.log")"
    elif ((status == 0)); then
        echo "ok $name ($((SECONDS - begin)) s)"
        [[ $name != cases* && $name != strace* ]] || sed 's/^/    /' "$dir.said"
    else
        echo "FAIL $name:"
        ! grep -q '^still running after' "$dir.said" || lines=400
        cut -c 1-1000 "$dir.said" | tail -n "$lines" | sed 's/^/    /'
        failed=1
    fi
}

# watch [OPTION...] -- COMMAND: events into the file `events`, fileaudit's own words into `words`.
watch() {
    "$fileaudit" watch --json -o events -v "$@" 2> words
    local status=$?
    ((status == 0)) || { echo "fileaudit: status $status"; cat words; }
    return "$status"
}

expect_words() { # in what fileaudit said
    grep -qF -e "$1" words || { echo "did not say '$1' but:"; cat words; return 1; }
}

count_of() { # WORD: before it in the closing line
    sed -nE "s/^fileaudit: (.*, )?([0-9]+) (event |events )?$1\b.*/\2/p" words | tail -n 1
}

lost_by() { # REASON
    local lost
    lost=$(grep -E '^fileaudit: [0-9]+ events? shown' words | grep -oE "[0-9]+ $1" | cut -d ' ' -f 1)
    echo "${lost:-0}"
}

wait_for_ready() { # of a fileaudit in the background whose words go to the file `words`
    local i
    for ((i = 0; i < 600; i++)); do
        ! grep -q '^fileaudit: ready' words 2> /dev/null || return 0
        sleep 0.1
    done
    expect_words 'fileaudit: ready'
}

# Every event FILTER selects is wanted to satisfy TEST, and there must be one.
expect_events() { # FILTER TEST
    jq -es "[.[] | select($1)] | length > 0 and all(.[]; $2)" events > verdict && return
    echo "events with $1: not all, or none, have $2"
    jq -c "select($1)" events | head -n 5
    return 1
}

# Ends a fileaudit in the background. One that does not end says where it stands.
end_fileaudit() { # PID
    local i
    kill -INT "$1"
    for ((i = 0; i < 600; i++)); do
        [[ $(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2> /dev/null) == [!Z] ]] || { wait "$1"; return; }
        sleep 0.1
    done
    echo 'it does not end:'
    grep -E '^(Sig|Shd)' "/proc/$1/status"
    show-state
    kill -KILL "$1"
    return 1
}
