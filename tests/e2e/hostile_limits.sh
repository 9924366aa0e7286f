#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a hostile process can make of us: not more memory, and no use of privileges, which are gone before the first
# name of somebody else is looked at, also of what is held already.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# ---- privileges --------------------------------------------------------------------------------

# drops_first NAME COMMAND...: capset() before the first iterator is read, and before the command starts
drops_first() {
    local name=$1
    shift
    strace -qq -o calls -e trace=capset,bpf,write "$@" > shown 2> "$words" < /dev/null
    expect_equal "$name: status" $? 0
    expect_equal "$name: capabilities are gone before what is held is looked at" \
        "$(grep -oE '^capset|BPF_ITER_CREATE' calls | uniq | xargs)" 'capset BPF_ITER_CREATE'
    expect_equal "$name: it sees" "$(($(wc -l < shown) > 1))" 1
}
drops_first snapshot "$fileaudit" snapshot --pid $$
drops_first 'watch --existing' "$fileaudit" watch --existing --pid $$ --count 2
"$fileaudit" watch --record held.fa -o /dev/null -- true 2> "$words"
strace -qq -o calls -e trace=capset,write "$fileaudit" replay held.fa > shown 2> "$words"
expect_equal "replay: capabilities are gone before the first event" \
    "$(grep -oE '^capset|^write.1' calls | uniq | xargs)" 'capset write(1'
strace -f -qq -o calls -e trace=capset,execve "$fileaudit" watch -o /dev/null -- true > shown 2>&1
expect_equal "a command: capabilities are gone before it starts" \
    "$(grep -oE 'capset|execve' calls | xargs)" 'execve capset execve'

# ---- memory ------------------------------------------------------------------------------------

# N names of 200 bytes, each by a user of its own; what fileaudit had in memory at most, in KiB.
cat > flood.py << 'END'
import os, sys
for number in range(int(sys.argv[1])):
    os.setreuid(100000 + number, 0)
    try:
        os.open(b"/flood/%0200d" % number, os.O_RDONLY)
    except FileNotFoundError:
        pass
END
cat > peak.py << 'END'
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
END
peak_of() { # N OPTION...
    local number=$1
    shift
    python3 peak.py "$fileaudit" watch --failed-only --buffer 4M -o /dev/null "$@" -- \
        python3 flood.py "$number" 2> "$words"
}
few=$(peak_of 100)
for options in '--uniq path,uid' '--record flood.fa'; do
    wanted=60000
    [[ $options != --record* ]] || wanted=5000 # a user's name takes its time
    read -ra words_of <<< "$options"
    many=$(peak_of 120000 "${words_of[@]}") || fail "memory, $options" "$(< "$words")"
    told=$(tail -n 1 "$words" | grep -oE '[0-9]+ (events? shown|folded)' | awk '{ sum += $1 } END { print sum }')
    expect_equal "memory, $options: $told events of as many users took $(((many - few) / 1024)) MiB more than $((few / 1024))" \
        "$((told > wanted && many - few < 40960))" 1
done
finish
