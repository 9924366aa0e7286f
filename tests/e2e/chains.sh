#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --chains: a search along a path is one line, with what was tried before in order.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

# Opens what it is given, in order, whether it is there or not; `@SECONDS` is a pause, `!NAME` is
# executed.
cat > search.py << 'END'
import os, sys, time
for name in map(os.fsencode, sys.argv[1:]):
    try:
        if name[:1] == b"@":
            time.sleep(float(name[1:]))
        elif name[:1] == b"!":
            os.execv(name[1:], ["program"])
        else:
            os.close(os.open(name, os.O_RDONLY))
    except OSError:
        pass
END
mkdir -p s/{1,2,3,4,5}
touch s/5/x.so s/5/z.so.1.2.3
ln -s z.so.1.2.3 s/5/z.so.1
ln -s ring s/ring
search() { # what is told of the search for `names`, in `events`; after a pause it would be two searches
    run_fileaudit --json -o events --chains --op open,exec --path "$work/s/" -- \
        nice -n -20 python3 search.py "${names[@]}"
}
expect_lines() { # NAME WANT: a line each: errno, what was tried, `then`, the path
    local have
    have=$(jq -r --arg at "$work/s/" '
        [.errno // "ok", ((.tried // [])[] | .errno, (.path | ltrimstr($at))), "then",
         (.path | ltrimstr($at))] | join(" ")' events)
    expect_equal "$1" "$have" "$2"
}

names=("$work"/s/{1,2,3,4,5}/x.so)
search
expect_lines "found" 'ok ENOENT 1/x.so ENOENT 2/x.so ENOENT 3/x.so ENOENT 4/x.so then 5/x.so'
check_events "found: JSON" events "$work" << 'END'
event, = events
agree(event, op="open", via="openat", path_status="ok", path=args[0] + "/s/5/x.so")
assert all(t["path_status"] == "unresolved" for t in event["tried"]), event
assert "name" not in event
END
names=(s/{1,2,3,4}/x.so)
search
expect_lines "not found" 'ENOENT ENOENT 1/x.so ENOENT 2/x.so ENOENT 3/x.so then 4/x.so'
check_events "not found: the last failure's" events "$work" << 'END'
event, = events
agree(event, name="s/4/x.so", dir=args[0], path=args[0] + "/s/4/x.so", path_status="unresolved")
END
names=(s/1/x.so)
search
expect_lines "one that failed" 'ENOENT then 1/x.so'
check_events "one that failed: nothing was tried" events << 'END'
assert "tried" not in events[0]
END
names=(s/5/x.so)
search
expect_lines "one that succeeds" 'ok then 5/x.so'
names=(s/{1,2,5}/z.so.1)
search
expect_lines "a link is found" 'ok ENOENT 1/z.so.1 ENOENT 2/z.so.1 then 5/z.so.1.2.3'
names=(s/5/x.so/x.so s/{1,5}/x.so)
search
expect_lines "ENOTDIR too" 'ok ENOTDIR 5/x.so/x.so ENOENT 1/x.so then 5/x.so'
names=(s/{1,2}/x.so s/{1,2}/y.so s/5/x.so s/1/x.so s/5/x.so)
search
expect_lines "another name begins another" 'ENOENT ENOENT 1/x.so then 2/x.so
ENOENT ENOENT 1/y.so then 2/y.so
ok then 5/x.so
ok ENOENT 1/x.so then 5/x.so'
names=(s/1/ring s/ring s/2/ring)
search
expect_lines "other errnos are on their own" 'ENOENT then 1/ring
ELOOP then ring
ENOENT then 2/ring'
cp "$(readlink -f "$(type -P true)")" s/5/prog
names=('!s/1/prog' '!s/2/prog' '!s/5/prog')
search
expect_lines "a program" 'ok ENOENT 1/prog ENOENT 2/prog then 5/prog'
mapfile -t names < <(printf 's/1/%s/x.so\n' {1..100})
search
check_events "64 at most" events << 'END'
assert [len(e.get("tried", [])) + 1 for e in events] == [64, 36], [len(e["tried"]) for e in events]
told = [t["path"].split("/")[-2] for e in events for t in e["tried"] + [e]]
assert told == [str(n) for n in range(1, 101)], told
END
names=(s/1/x.so @0.6 s/2/x.so s/5/x.so)
search
expect_lines "a pause" 'ENOENT then 1/x.so
ok ENOENT 2/x.so then 5/x.so'
names=($'s/a\xff/x' $'s/a\nb/x' $'s/a\e[31m/x')
search
check_events "hostile bytes" events << 'END'
event, = events
have = [t["path"].split("/s/")[1] for t in event["tried"]] + [event["name"]]
assert have == ["a\udcff/x", "a\nb/x", "s/a\x1b[31m/x"], have
END

# two threads at once, each its own search
cat > threads.py << 'END'
import os, sys, threading
barrier = threading.Barrier(2)
def search(name):
    for n in range(1, 6):
        barrier.wait()
        try:
            os.close(os.open(f"s/{n}/{name}", os.O_RDONLY))
        except OSError:
            pass
both = [threading.Thread(target=search, args=(name,)) for name in ("x.so", "y.so")]
[t.start() for t in both]
[t.join() for t in both]
END
run_fileaudit --json -o events --chains --op open --path "$work/s/" -- nice -n -20 python3 threads.py
check_events "threads" events << 'END'
def below(told):
    return told["path"].split("/s/")[1]
have = sorted((below(e), e.get("errno"), [below(t) for t in e["tried"]]) for e in events)
assert have == [("5/x.so", None, [f"{n}/x.so" for n in range(1, 5)]),
                ("5/y.so", "ENOENT", [f"{n}/y.so" for n in range(1, 5)])], have
assert len({e["tid"] for e in events}) == 2
END

# the dynamic linker
run_fileaudit --json -o events --chains --op open -- env \
    LD_LIBRARY_PATH="$work/s/1:$work/s/2:$work/s/3:$work/s/4:$work/s/5" "$(type -P ls)" / > out
check_events "LD_LIBRARY_PATH" events "$work" << 'END'
# not the first one, behind whose search the cache of libraries is opened
event, = [e for e in events if "/libc." in (e["path"] or "") and e["comm"] == "ls" and
          "errno" not in e]
tried = [t["path"] for t in event["tried"]]
where = [tried.index(f"{args[0]}/s/{n}/libc.so.6") for n in range(1, 6)]
assert where == sorted(where), tried
assert {t["errno"] for t in event["tried"]} == {"ENOENT"}
END

# text
names=(s/{1,2,3,5}/x.so s/{1,2}/y.so s/5/x.so/y.so)
run_fileaudit -q -o text --chains --op open --path "$work/s/" -- nice -n -20 python3 search.py "${names[@]}"
expect_equal "text: lines" "$(wc -l < text)" 2
expect_match "text: found" "$(sed -n 1p text | tr -s ' ')" "* open r - 3 × ENOENT … then $work/s/5/x.so"
expect_match "text: not found" "$(sed -n 2p text | tr -s ' ')" \
    "* open r ENOTDIR 2 × ENOENT, 1 × ENOTDIR … last \[unresolved\] $work/s/5/x.so/y.so"

# what was not found is told while the thread goes on doing nothing
mkfifo go end
python3 search.py go s/1/x.so s/2/x.so end &
seeker=$!
start_fileaudit --json -o events --chains --op open --path "$work/s/" --pid "$seeker"
: > go # the other side reads nothing
if wait_for 10 grep -q 's/2/x.so' events; then
    ok "live: told after a while"
else
    fail "live: told after a while" "$(wc -l < events) lines"
fi
expect_lines "live: the search" 'ENOENT ENOENT 1/x.so then 2/x.so'
: > end
wait "$seeker"
stop_fileaudit

# without: each on its own
run_fileaudit --json -o events --failed --op open --path "$work/s/" -- \
    python3 search.py s/{1,2,3,4,5}/x.so
check_events "without --chains" events << 'END'
assert len(events) == 5 and not [e for e in events if "tried" in e]
END
finish
