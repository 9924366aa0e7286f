#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every byte value, and what is made to fool a reader, in all that a process can choose: names of files,
# directories, tasks, executables, cgroups, users, mount points, symbols; arguments, and names as typed. One
# recording of it: JSON by python and by jq, CSV, logfmt, templates and text all lead back to the very bytes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

cat > nasty.py << 'END'
# What the names are, for the program that makes them and for the one that looks.
each = [bytes([byte]) for byte in range(1, 256) if byte != 0x2f]
nasty = [
    b"line\nbreak", b"tab\tcr\rover", b"back\b\b\bspace", b"\x1b[31mred", b"\x1b]0;title\x07",
    b"\x1bP+q544e\x1b\\", b"\x1b[2J\x1b[H", b"\x1b[?1049h", b"\xc2\x9b31m", b"\xc2\x9d0;t\xc2\x9c",
    b"bad\xff\xfe", b"cut\xc3", b"cut\xf0\x9f\x98", b"over\xc0\xaf", b"surrogate\xed\xa0\x80",
    b"beyond\xf4\x90\x80\x80", b"\x80\xbf", "bidi\u202etxt.exe".encode(), "\u2066isolate".encode(),
    "zero\u200bwidth\u2060".encode(), "tag\U000e0041\U000e0001".encode(), "soft\u00adhyphen".encode(),
    "line\u2028sep".encode(), "\u0301\u0301combining\u0334".encode(), "\ufeffbom".encode(),
    "nbsp\u00a0open\u3000r".encode(), "ümlaut €".encode(), "漢字😀".encode(), b'quote"back\\slash',
    b"\\x1b\\n", b" lead and trail ", b"x (deleted)", b"[deleted] x", b"[unresolved]", b"-", b"--json",
    b"a=b c=\"d\"", b"com,ma,\"", b"12:00:00.000  1 sshd  open r", b"\xff" * 255, b"n" * 255,
]
END
cat > hostile.py << 'END'
import ctypes, json, os, resource, subprocess, sys
from nasty import each, nasty
top, helper, cgroups = (os.fsencode(a) for a in sys.argv[1:4])
log, prefix = open(sys.argv[4], "w"), os.fsencode(sys.argv[5])
libc = ctypes.CDLL(None)


def note(kind, **told):
    print(json.dumps({"kind": kind, **{
        key: [v.hex() for v in value] if isinstance(value, list) else value.hex()
        for key, value in told.items()}}), file=log)


def touch(name):
    os.close(os.open(name, os.O_CREAT | os.O_RDONLY, 0o644))


def child(does):
    pid = os.fork()
    if pid == 0:
        does()
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0


def run(program, *arguments):
    child(lambda: os.execv(program, [program, *arguments]))


marker = top + b"/marker"
os.makedirs(top + b"/names")
os.chdir(top)
touch(marker)
for name in [b"n" + e + b"e" for e in each] + nasty:
    touch(top + b"/names/" + name)
    note("name", path=top + b"/names/" + name)
os.symlink(b"names/" + nasty[3], b"link")
touch(b"link")
note("link", path=top + b"/names/" + nasty[3], cwd=top)
for name in [b"c" + e + b"d" for e in each] + nasty + [b"sshd", b"x  [deleted] /e", b"fileaudit: 0 l"]:
    libc.prctl(15, name[:15], 0, 0, 0)
    touch(marker)  # the executable tells the truth
    note("comm", path=marker, comm=name[:15], exe=os.fsencode(os.path.realpath("/proc/self/exe")))
libc.prctl(15, b"hostile", 0, 0, 0)
os.mkdir(b"dirs")
for name in [b"d" + e for e in each] + nasty:
    place = top + b"/dirs/" + name
    os.mkdir(place)
    os.chdir(place)
    touch(b"f")
    note("directory", path=place + b"/f", cwd=place)
os.chdir(top)

# programs: `cat` fails on its first argument, which is not there
os.mkdir(b"bin")
open(b"bin/cat", "wb").write(open(os.path.realpath("/bin/cat"), "rb").read())
os.chmod(b"bin/cat", 0o755)
for name in [b"x" + e for e in each] + nasty:
    program = top + b"/bin/" + name
    os.link(b"bin/cat", program)
    missing = b"a" + name[:253] + b"b"
    null = os.open(b"/dev/null", os.O_RDWR)
    pid = os.posix_spawn(program, [name, missing, b"", marker], {},
                         file_actions=[(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)])
    os.waitpid(pid, 0)
    os.close(null)
    note("exec", path=program, exe=program, comm=name[:15], args=[name, missing, b"", marker])
    note("failed", path=top + b"/" + missing, name=missing, exe=program)
    os.unlink(program)
run(b"/bin/true", b"".join(each) * 512 + b"z" * 500)
note("long", args=[b"/bin/true", b"".join(each) * 512])
run(b"/bin/true", *[b"\n\x1b"] * 5000)
note("long", args=[b"/bin/true"] + [b"\n\x1b"] * 5000)

for number, name in enumerate(nasty[:30]):
    child(lambda: (os.setresuid(*[70000 + number] * 3), os.close(os.open(marker, os.O_RDONLY))))
    if b"\n" not in name and b":" not in name:
        note("user", path=marker, uid=b"%d" % (70000 + number), user=name)
for name in nasty[3:13]:
    place = top + b"/mounted/" + name
    os.makedirs(place)
    subprocess.run([b"mount", b"-t", b"tmpfs", name, place], check=True)
    touch(place + b"/f")
    note("mount", path=place + b"/f")
    subprocess.run([b"umount", place], check=True)
for name in os.listdir(cgroups) if cgroups else []:
    if name.startswith(prefix):
        def enters():
            with open(cgroups + b"/" + name + b"/cgroup.procs", "w") as procs:
                procs.write(str(os.getpid()))
            touch(marker)
        child(enters)
        note("cgroup", path=marker, cgroup=b"/" + name)

# a program and a function in it of such names
program = top + b"/bin/\x1b]0;lib\x07.so\n"
placeholder = b"a_name_that_is_overwritten_by_tests"
symbol = b"\x1b[31m\xff\nmain+0x1 (libc.so.6) \xe2\x80\xae".ljust(len(placeholder), b"\x07")
code = open(helper, "rb").read()
assert len(symbol) == len(placeholder) and placeholder in code
with open(program, "wb") as file:
    file.write(code.replace(placeholder, symbol))
os.chmod(program, 0o755)
run(program, marker)
note("frame", path=marker, exe=program, symbol=symbol)
END

python3 - > passwd << 'END'
import sys
sys.path.insert(0, ".")
from nasty import nasty
out = open("/etc/passwd", "rb").read()
for number, name in enumerate(nasty[:30]):
    if b"\n" not in name and b":" not in name:
        out += name + b":x:%d:%d::/:/bin/sh\n" % (70000 + number, 70000 + number)
sys.stdout.buffer.write(out)
END
# Cgroups, of which no name holds a newline, are there before: their names are looked up from time to time.
cgroups=$(awk '/ - cgroup2 /{ print $5; exit }' /proc/self/mountinfo)
prefix=fileaudit-test-$$-
if [[ -n $cgroups ]]; then
    trap 'find "$cgroups" -maxdepth 1 -name "$prefix*" -exec rmdir {} +; clean_up' EXIT
    python3 -c '
import os, sys
from nasty import each
every = b"".join(each).replace(b"\n", b"")
for name in (every[:130], every[130:], bytes(reversed(every))[:200]):
    os.mkdir(os.fsencode(sys.argv[1]) + name)' "$cgroups/$prefix"
fi
unshare -m bash -c 'mount --bind passwd /etc/passwd && exec timeout 100 "$@"' bash \
    "$fileaudit" watch --record all.fa --failed --args --ustack --latency --opener --ancestry 2 --strict -o /dev/null --path "$work/h/" \
    --path /usr/bin/true --path /bin/true -- python3 hostile.py "$work/h" "$helpers/deep_open" "$cgroups" made "$prefix" 2> "$words"
expect_equal "one run of it all" "$? $(tail -n 1 "$words" | grep -o "0 lost")" "0 0 lost"

replayed() { # FILE OPTION...
    local to=$1
    shift
    "$fileaudit" replay --failed "$@" all.fa > "$to" 2> "$words" || fail "replay $*" "$(tail -n 1 "$words")"
}
replayed json --json
check_events "JSON, by python: every byte of it" json made "$work" << 'END'
def key(event, fields):
    return tuple(tuple(map(os.fsencode, event[f])) if isinstance(event.get(f), list)
                 else os.fsencode(str(event.get(f, ""))) for f in fields)
kinds, seen = {}, {}
for line in open(args[0]):
    made = json.loads(line)
    kind = made.pop("kind")
    kinds[kind] = kinds.get(kind, 0) + 1
    told = {k: [bytes.fromhex(v) for v in made[k]] if isinstance(made[k], list) else bytes.fromhex(made[k]) for k in made}
    if kind == "frame":
        symbol = told.pop("symbol").decode(errors="replace") # a stack has no bytes beside its text
        frames = [f for e in only(exe=os.fsdecode(told["exe"]), path=os.fsdecode(told["path"])) for f in e["ustack"]]
        assert any(symbol in f for f in frames), frames
    if kind == "cgroup":
        found = {e.get("cgroup") for e in events}
        assert any(os.fsencode(c or "") == told["cgroup"] for c in found), ("no cgroup", told["cgroup"][:20], found)
        continue
    if kind == "long":
        whole = b"\0".join(told["args"])
        assert any(e.get("args_truncated") and len(e["args"]) > 1 and
                   whole.startswith(b"\0".join(map(os.fsencode, e["args"]))) and
                   sum(len(os.fsencode(a)) + 1 for a in e["args"]) >= 2000
                   for e in events if e["op"] == "exec"), ("args", whole[:40])
        continue
    fields = tuple(told)
    if fields not in seen:
        seen[fields] = {key(e, fields) for e in events}
    want = tuple(tuple(told[f]) if isinstance(told[f], list) else told[f] for f in fields)
    assert want in seen[fields], (kind, want)
assert kinds["name"] > 290 and kinds["comm"] > 290 and kinds["exec"] > 290 and kinds["user"] > 25, kinds
assert kinds["mount"] == 10 and kinds.get("cgroup") in (None, 3) and kinds["frame"] == 1 and kinds["long"] == 2, kinds
names = [bytes.fromhex(json.loads(l)["path"]) for l in open(args[0]) if '"kind": "name"' in l]
have = [os.fsencode(e["path"]) for e in events if e["path"].startswith(args[1] + "/h/names/")]
assert have[:len(names)] == names, "in their order, each once"
assert all(e["path_status"] == ("unresolved" if "errno" in e else "ok") for e in events), \
    {e["path_status"] for e in events}
END
check_events "JSON: _hex exactly where it is needed" json << 'END'
def check(record):
    for name in list(record):
        many = isinstance(record[name], list)
        if name + "_hex" in record:
            bad = record[name + "_hex"]
            bad = b"\0".join(map(bytes.fromhex, bad)) if many else bytes.fromhex(bad)
            try:
                bad.decode()
            except UnicodeDecodeError:
                assert "\ufffd" in ("".join(record[name]) if many else record[name])
            else:
                assert False, f"{name}_hex of valid UTF-8"
hexed = 0
for line in open(sys.argv[1], "rb"):
    record = json.loads(line.decode("utf-8", "strict"))
    check(record)
    hexed += "path_hex" in record
assert hexed > 300, hexed
END
# The same by another reader of JSON.
jq -r '[.path_hex // "", .comm_hex // "", (.path | @base64), (.comm | @base64)] | join(" ")' json > by_jq
check_events "JSON, by jq: the same bytes" json by_jq << 'END'
import base64
lines = open(args[0]).read().splitlines()
assert len(lines) == len(events) > 1500, (len(lines), len(events))
for event, line in zip(events, lines):
    path_hex, comm_hex, path, comm = line.split(" ")
    for hexed, text, key in ((path_hex, path, "path"), (comm_hex, comm, "comm")):
        have = bytes.fromhex(hexed) if hexed else base64.b64decode(text)
        assert have == os.fsencode(event[key]), (key, have, event[key])
END
replayed csv --format csv --columns \
    +errno,denied_by,name,dir,dir_status,args,args_truncated,ancestry,latency_us,opener
replayed logfmt --format logfmt --columns "$("$fileaudit" fields --json |
    jq -r '[.[] | select(.json and (.name | startswith("ustack") or . == "tried" | not)) | .name] | join(",")')"
replayed lines --template '{pid}\t{path_status}\t{comm}\t{size}\t{path}'
if why=$(python3 "$tests/oracle/compare_formats.py" json csv logfmt lines 2>&1); then
    ok "CSV, logfmt and a template lead to the same bytes"
else
    fail "CSV, logfmt and a template lead to the same bytes" "$(tail -n 2 <<< "$why")"
fi

# ---- text -------------------------------------------------------------------------------------
# The rule: an event is a line. A column but COMM, of at most 15 bytes, and the last is one word. A path
# begins with / or, in brackets, with its verdict.
replayed text
replayed wide --wide
replayed stacks --columns +args,ustack
replayed grouped --group --columns +cgroup,user,args
replayed columns --columns pid,exe,cwd,user,cgroup,path # without stacks
printf '%s\n' json csv logfmt lines text wide grouped columns stacks | python3 -c '
import sys, unicodedata
for name in sys.stdin.read().split():
    text = open(name, "rb").read().decode()
    odd = {c for c in set(text) - {"\n"} - set("\t" if name == "lines" else "")
           if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    print(name, *(f"U+{ord(c):04X}" for c in odd))' > odd
expect_equal "no control bytes, valid UTF-8, nothing that hides" "$(xargs < odd)" \
    'json csv logfmt lines text wide grouped columns stacks'
lines_of() { grep -cv '^        ' "$1"; } # but for stacks
expect_equal "text: a line an event" "$(lines_of text) $(lines_of wide) $(wc -l < columns)" \
    "$(wc -l < json) $(wc -l < json) $(wc -l < json)"
check_events "text: each word leads to its bytes, and none makes another" json columns << 'END'
import re
simple = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
def one(found):
    code = found[1]
    if code in simple:
        return simple[code]
    return bytes([int(code[1:], 16)]).decode("latin-1") if code[0] == "x" else chr(int(code[1:], 16))
def unescaped(text):
    out = b""
    for part in re.split(r"(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[ntr\\])", text):
        found = re.fullmatch(r"\\(x..|u....|.)", part)
        out += part.encode() if not found else one(found).encode("latin-1" if found[1][0] == "x" else "utf-8")
    return out
lines = open(args[0], encoding="utf-8", newline="\n").read().split("\n")[:-1]
assert len(lines) == len(events)
for event, line in zip(events, lines):
    pid, exe, cwd, user, cgroup, path = re.split(r"\s+", line.lstrip(" "), maxsplit=5)
    assert int(pid) == event["pid"], line
    for word, key in ((exe, "exe"), (cwd, "cwd"), (user, "user"), (cgroup, "cgroup")):
        want = event.get(key)
        if key in ("exe", "cwd") and event.get(key + "_status") != "ok":
            assert word.startswith("["), word
        else:
            assert unescaped(word) == os.fsencode("-" if want in (None, "") else want), (key, word, want)
    verdict = event["path_status"]
    assert path.startswith("/" if verdict == "ok" else f"[{verdict}] "), path
    path = path if verdict == "ok" else path.split(" ", 1)[1]
    assert unescaped(path) == os.fsencode(event["path"]), (path, event["path"])
END
finish
