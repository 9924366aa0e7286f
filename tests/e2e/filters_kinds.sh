#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every filter option against its meaning written down a second time: tests/oracle/filter_cases.py.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
while IFS= read -r line; do
    case $line in
        ok\ *) ok "${line#ok }" ;;
        *) fail "filter" "$line" ;;
    esac
done < <(python3 "$tests/oracle/filter_cases.py" "$fileaudit" "$work" 2>&1)
finish
