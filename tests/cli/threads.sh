#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# fileaudit has one thread, which is why no test runs under ThreadSanitizer: the program takes nothing from the C library
# that could start another.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

type -P nm > /dev/null || cannot_run "nm is missing (binutils)"
starters() { # PROGRAM: the functions it takes that start threads
    nm -D --undefined-only "$1" | grep -oE ' (pthread_create|thrd_create|clone|__clone)(@|$)' | tr -d ' @'
}
expect_equal "nothing that starts a thread" "$(starters "$fileaudit")" ''
expect_equal "… is found where there is something" "$(starters "$helpers/fs_storm")" pthread_create
expect_match "… and other functions are" "$(nm -D --undefined-only "$fileaudit")" '* openat*'
finish
