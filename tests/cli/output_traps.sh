#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Names that somebody else has laid out as a trap for -o and --record, in a directory where anybody may
# make files. The kernel's own protections are off or on, as the machine has them: ours are the same.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317
. "$(dirname "$0")/../lib.sh"
need_root
mkdir -m 1777 "$work/sticky"
mkdir -m 777 "$work/open"
mkdir -m 755 "$work/own"
echo precious > "$work/precious"

nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
traps() { # [COMMAND]: what it leaves in the directory
    rm -rf ./*
    "$@" ln -s "$work/precious" link
    "$@" ln -s "$work/made" dangling
    "$@" touch file
    "$@" mkfifo fifo
    ln "$work/precious" hard # as nobody may without fs.protected_hardlinks
    echo mine > mine
}
for directory in sticky open; do
    cd "$work/$directory" || exit 1
    traps nobody
    for option in -o --record; do
        for name in link dangling file hard; do
            expect_refusal "$directory, $option $name" 2 "'$name'" -- "$fileaudit" watch "$option" "$name"
        done
        expect_refusal "$directory, $option by its whole path" 2 "'$PWD/link'" 'symbolic link' -- \
            "$fileaudit" watch "$option" "$PWD/link"
    done
    expect_refusal "$directory, why: a link" 2 'symbolic link' 'where anybody may' -- "$fileaudit" watch -o link
    expect_refusal "$directory, why: a file of another's" 2 'uid 65534' 'where anybody may' -- \
        "$fileaudit" watch -o file
    expect_refusal "$directory, why: a hard link" 2 'hard links' -- "$fileaudit" watch -o hard
    expect_refusal "$directory, --rotate" 2 "'link'" -- "$fileaudit" watch -o link --rotate 1M
    expect_refusal "$directory, snapshot" 2 "'file'" -- "$fileaudit" snapshot -o file
    # a reader that is another's would read it all
    (exec 9<> fifo; expect_refusal "$directory, a FIFO of another's" 2 "'fifo'" 'uid 65534' -- \
        "$fileaudit" watch -o fifo) | grep -v ' ok, ' > said
    expect_match "$directory: a FIFO of another's" "$(< said)" "ok *"
    rm said
done
expect_equal "nothing was written" "$(< "$work/precious") $(stat -c %s "$work/sticky/file" "$work/open/file" | xargs)" \
    'precious 0 0'
expect_equal "nothing was made" "$(ls "$work/made" 2> /dev/null)" ''
expect_equal "nothing was emptied before it was looked at" "$(< "$work/sticky/hard")" precious

# ---- what is well: it is opened and emptied before a recording is refused -------------------------

cd "$work/own" || exit 1
traps
well() { # NAME FILE
    echo before > "$2"
    expect_refusal "well: $1" 2 --record "'/'" -- "$fileaudit" watch -o "$2" --record /
    expect_equal "well: $1: emptied" "$(stat -Lc %s "$2")" 0
}
for name in link file hard mine new; do well "a directory of our own: $name" "$name"; done
cd "$work/sticky" || exit 1
well "a file of our own" mine
mode_of() { "$fileaudit" watch -o "$1" --record / 2> /dev/null; stat -c '%a %u' "$1"; }
expect_equal "a new one's mode: the umask's" "$(umask 022; mode_of new)" '644 0'
expect_equal "a new one's mode: umask 077" "$(umask 077; mode_of closed)" '600 0'
finish
