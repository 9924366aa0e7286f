#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Names made to fool a reader: text output holds no control byte of theirs, JSON is valid and
# carries the exact bytes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

cat > names.py << 'END'
import os, sys
names = [b"line\nbreak", b"esc\x1b[31mred", b"bell\x07", b"tab\t", b"cr\rover", b"del\x7f",
         b"c1\xc2\x9b31m", b"bad\xff\xfe", b"cut\xc3", b"over\xc0\xaf", b"surrogate\xed\xa0\x80",
         b"bidi\xe2\x80\xaetxt.exe", b"quote\"back\\slash", b" lead and trail ",
         b"x (deleted)", b"[deleted] x", "ümlaut €".encode(), b"n" * 255, b"\xff" * 255, b"\x01"]
directory = os.fsencode(sys.argv[1])
for name in names:
    os.close(os.open(directory + b"/" + name, os.O_CREAT | os.O_WRONLY))
with open(sys.argv[2], "w") as out:
    for name in names:
        print((directory + b"/" + name).hex(), file=out)
END
mkdir names
run_fileaudit --json -o events --op open --path "$work/names/" -- python3 names.py names expected
check_events "json: exact bytes" events expected << 'END'
want = [bytes.fromhex(line) for line in open(args[0])]
have = [os.fsencode(e["path"]) for e in events]
assert have == [os.path.join(os.fsencode(os.getcwd()), w) for w in want], have
assert all(e["path_status"] == "ok" for e in events)
END
check_events "json: path_hex only where it is needed" events << 'END'
for line in open(sys.argv[1], "rb"):
    record = json.loads(line)
    raw = bytes.fromhex(record["path_hex"]) if "path_hex" in record else None
    if raw is None:
        record["path"].encode()
    else:
        try:
            raw.decode()
            assert False, "path_hex of valid UTF-8"
        except UnicodeDecodeError:
            pass
END
expect_equal "json: jq reads it" "$(jq -r .op events | sort | uniq -c | tr -s ' ')" " 20 open"
expect_equal "json: valid UTF-8, one line an event" \
    "$(iconv -f UTF-8 -t UTF-8 events | wc -l)" 20
expect_equal "json: no control bytes" "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < events | wc -c)" 0

rm names/* 2> /dev/null
for format in '' --wide; do
    rm -rf names
    mkdir names
    # shellcheck disable=SC2086
    run_fileaudit -q $format -o text --op open --path "$work/names/" -- \
        python3 names.py names expected
    expect_equal "text $format: a line an event" "$(wc -l < text)" 20
    expect_equal "text $format: no control bytes" \
        "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c)" 0
    expect_equal "text $format: valid UTF-8" "$(iconv -f UTF-8 -t UTF-8 text | wc -l)" 20
    expect_equal "text $format: no C1 and no bidi controls" \
        "$(python3 -c 'import sys
print(sum(0x80 <= ord(c) < 0xa0 or 0x202a <= ord(c) < 0x202f for c in open(sys.argv[1]).read()))' \
            text)" 0
    expect_match "text $format: escapes" "$(< text)" '*line\\nbreak*esc\\x1b\[31mred*bad\\xff\\xfe*'
done

# a hostile program: its comm and exe
cp "$(readlink -f "$(type -P cat)")" $'ca\e[31mt\n\xff'
run_fileaudit --json -o events --path "$work/file*" -- bash -c 'echo > file; "$0" file' \
    $'./ca\e[31mt\n\xff' > /dev/null
check_events "json: comm and exe" events "$work" << 'END'
event = only(op="open", access="r")[-1]
agree(event, comm="ca\x1b[31mt\n\udcff", exe=args[0] + "/ca\x1b[31mt\n\udcff")
END
run_fileaudit --wide -q -o text --path "$work/file*" -- $'./ca\e[31mt\n\xff' file > /dev/null
expect_equal "text: comm and exe have no control bytes" \
    "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < text | wc -c) $(wc -l < text)" '0 1'
finish
