#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Paths in every place where they are hard to tell, and their verdicts, as JSON and as text. The
# cases and what is to be seen of them come from tests/oracle; what they leave open is asked here.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# In a mount namespace of its own: the cases mount things.
run_fileaudit -v --json -o events --record recording --op open,mmap,exec --failed -- unshare -m \
    python3 "$tests/oracle/path_cases.py" "$work/places" expected > made
expect_equal "cases: status" $? 0
grep FAIL made && head -n 50 "$words"
columns=$(python3 "$tests/oracle/cases_text.py")
"$fileaudit" replay --failed --columns "$columns" --color never recording > lines 2> said
expect_equal "cases: replay: status" $? 0
python3 "$tests/oracle/check_cases.py" --failed --text lines --results results --words "$words" \
    events expected > verdicts
while IFS= read -r line; do
    case $line in
        'ok '*) ok "case ${line#ok }" ;;
        'skip '*) skip "case" "${line#skip }" ;;
        *) fail "case" "${line#FAIL }" ;;
    esac
done < verdicts
rm -rf places

# The check itself: it must not agree with what was not so.
must_differ() { # CASE EVENTS LINES WORDS
    python3 "$tests/oracle/check_cases.py" --failed --text "$3" --words "$4" "$2" expected > said
    expect_match "checked: $1" "$(grep "^FAIL $1:" said)" 'FAIL ?*'
}
sed 's/"path_status":"detached"/"path_status":"ok"/' events > wrong
must_differ lazily_unmounted wrong lines "$words"
grep -v /by_directory_descriptor/ events > wrong
must_differ by_directory_descriptor wrong lines "$words"
sed 's/\[pseudo\] memfd/memfd/' lines > wrong
must_differ memory_file events wrong "$words"
sed 's/\\x1b/?/g' lines > wrong
must_differ odd_names events wrong "$words"
sed 's/backend [a-z]*,/backend fentry,/' "$words" > wrong
must_differ script_and_interpreter events lines wrong # what tracepoint does not see
{ cat events; jq -c 'select(.case == "script_of_a_script" and .what == "inner") | .via = "exec"' expected; } > wrong
must_differ script_of_a_script wrong lines "$words" # and if it were seen

# A name is not a verdict, and a verdict not a name.
echo > 'x (deleted)'
cat > deleted.py << 'END'
import os
fd = os.open("y", os.O_CREAT | os.O_RDWR)
os.unlink("y")
os.close(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY))
os.close(os.open("x (deleted)", os.O_RDONLY))
END
run_fileaudit --json -o events --op open --path "$work/*" -- python3 deleted.py
check_events "deleted is a verdict, not a suffix" events "$work" << 'END'
event, = [e for e in events if e["path_status"] == "deleted"]
agree(event, path=args[0] + "/y", access="r")
event, = only(path=args[0] + "/x (deleted)")
agree(event, path_status="ok")
END
finish
