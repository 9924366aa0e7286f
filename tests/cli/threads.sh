#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# fileaudit has one thread, which is why no test runs under ThreadSanitizer: the program takes nothing from the C library
# that could start another. 0.1 s.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

type -P nm > /dev/null || cannot_run "nm is missing (binutils)"
nm -D --undefined-only "$fileaudit" > symbols
check() { grep -q ' U open' symbols && ! grep -Eq ' (pthread_create|thrd_create|clone|__clone)(@|$)' symbols; }
if check; then ok no_thread_is_started; else fail no_thread_is_started "$(cat symbols)"; fi
finish
