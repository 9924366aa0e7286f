#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What could not be opened, mapped or executed: a row for each errno and each way in, with the
# name as typed, what it was relative to, and both together; and the options that choose failures.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
mkdir place

# table NAME CHECK... -- OPTION...: the helper's table against what is told of it
table() {
    local name=$1 status
    local -a check=()
    shift
    while [[ $1 != -- ]]; do check+=("$1"); shift; done
    shift
    rm -f events
    run_fileaudit --json -o events "$@" -- "$helpers/fail_opens" "$work/place" > rows
    status=$?
    if ((status != 0)); then
        fail "$name" "status $status: $(tail -n 3 "$words")"
    elif python3 "$tests/oracle/compare_table.py" "${check[@]}" events rows > verdict 2>&1; then
        ok "$name"
        sed 's/^/    /' verdict
    else
        fail "$name" "$(head -c 4000 verdict)"
    fi
    expect_match "$name: nothing lost" "$(closing_line)" '*, 0 lost'
}
table "--failed-only" -- --failed-only
table "--failed" --successes -- --failed
table "without" --no-failures --successes --
table "--errno" --errno ENOENT,EXDEV -- --errno ENOENT,EXDEV
table "--errno with --failed" --errno EACCES,ESTALE --successes -- --failed --errno EACCES,116
others=$(awk -F'\t' '$4 && $4 != 2 { print $4 }' rows | sort -un |
    python3 -c 'import errno, sys
print(",".join(errno.errorcode[int(n)] for n in sys.stdin).replace("ENOTSUP", "EOPNOTSUPP"))')
table "--errno, excluded" --errno "$others" -- --errno '!ENOENT'
check_events "all kinds of them" events << 'END'
told = {e.get("errno") for e in only(comm="fail_opens")}
assert len(told) > 20, told
assert "ENOENT" not in told
END

# chosen: what is left of the failures of a table whose rows are all told above
chosen() { # NAME AWK-CONDITION OPTION...
    local name=$1 condition=$2
    shift 2
    rm -f events
    run_fileaudit --json -o events --failed-only "$@" -- "$helpers/fail_opens" "$work/place" > rows
    awk -F'\t' "\$4 != 0 && ($condition)" rows > left
    if [[ ! -s left ]]; then
        fail "$name" "no row is like that"
    elif python3 "$tests/oracle/compare_table.py" events left > verdict 2>&1; then
        ok "$name"
        sed 's/^/    /' verdict
    else
        fail "$name" "$(head -c 4000 verdict)"
    fi
}
chosen "--op open" '$2 == "open"' --op open
chosen "--op exec" '$2 == "exec"' --op exec
chosen "--op mmap" '$2 == "mmap"' --op mmap
chosen "--via openat2,creat" '$3 == "openat2" || $3 == "creat"' --via openat2,creat
chosen "--via, excluded" '$2 == "open" && $3 != "openat"' --op open --via '!openat'
chosen "--via mprotect" '$3 == "mprotect"' --via mprotect
chosen "--via open_by_handle_at" '$3 == "open_by_handle_at"' --via open_by_handle_at
chosen "--access w" '$2 == "open" && $8 % 4 == 1 || $8 % 4 == 2' --op open --access w
chosen "--access create" 'int($8 / 64) % 2' --access create

check_paths() { # NAME GLOB
    rm -f events
    run_fileaudit --json -o events --failed-only --path "$2" -- \
        "$helpers/fail_opens" "$work/place" > rows
    run_fileaudit --json -o all --failed-only -- "$helpers/fail_opens" "$work/place" > rows
    check_events "$1" events all "$3" << 'END'
import re
def told(e):
    return e["op"], e["errno"], e["path"], e["path_status"]
every, _ = load(args[0])
want = [told(e) for e in every if re.fullmatch(args[1], e["path"] or "", re.S) and
        "truncated" not in e["path_status"]]
assert want, "no failure is like that"
assert [told(e) for e in events] == want, ([told(e) for e in events], want)
END
}
check_paths "--path, a whole one" "$work/place/none" "$work/place/none"
check_paths "--path, a subtree" "$work/place/sub/" "$work/place/sub(/.*)?"
check_paths "--path, a glob" '**/none' '(.*/)?none'
check_paths "--path, a name not resolved" "$work/**/link-to-dir/*/" "$work/.*/link-to-dir/[^/]*(/.*)?"
check_paths "--path, bytes" $'/**/a\nb' $'/.*/a\nb'

# nothing is known of a file that was not opened
for option in --fstype=tmpfs --inode=1 --dev=0:1; do
    run_fileaudit --json -o events --failed-only --op open,exec "$option" -- \
        "$helpers/fail_opens" "$work/place" > rows
    expect_equal "$option: no failed open" "$(wc -l < events)" 0
done
run_fileaudit --json -o events --failed-only --verdict unresolved -- \
    "$helpers/fail_opens" "$work/place" > rows
check_events "--verdict unresolved: opens and execs" events << 'END'
assert {e["op"] for e in events} == {"open", "exec"}, events
END

# text: one line an event, and no byte of a hostile name
run_fileaudit -q -o text --failed-only --comm fail_opens -- \
    "$helpers/fail_opens" "$work/place" > rows
expect_equal "text: a line each" "$(wc -l < text)" "$(awk -F'\t' '$4' rows | wc -l)"
expect_equal "text: no control bytes" "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c)" 0
for line in "open +r +ENOENT +\[unresolved\] $work/place/a\\\\nb" \
    "open +r +ENOENT +\[unresolved\] $work/place/sub/bad\\\\xff\\\\xfe\\\\xc3" \
    "open +w +ETXTBSY +\[unresolved\] /proc/self/exe" \
    "exec +x +ENOEXEC +\[unresolved\] $work/place/./garbage"; do
    expect_equal "text: $line" "$(grep -cE "$line\$" text)" 1
done
finish
