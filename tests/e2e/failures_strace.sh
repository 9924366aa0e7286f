#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Real programs, once under fileaudit and once under strace: the same failures, by errno and by
# name as typed, the same number of times.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
export HOME=$work
calls=open,openat,openat2,creat,open_by_handle_at,execve,execveat

as_strace() { # NAME WANTED COMMAND...: what must be among them, as KIND ERRNO
    local name=$1 wanted=$2
    shift 2
    # once before, so that caches are as warm the first time as the second
    "$@" > out 2>&1
    strace -f -Z -s 8192 -e trace="$calls" -o strace.out "$@" > out 2>&1
    local want=$?
    rm -f events
    run_fileaudit --failed-only --op open,exec --json -o events -- "$@" > out 2>&1
    expect_equal "$name: status" $? "$want"
    if python3 "$tests/oracle/compare_failures.py" events strace.out > verdict 2>&1; then
        expect_match "$name" "$(< verdict)" "*'$wanted'*"
        sed 's/^/    /' verdict
    else
        fail "$name" "$(head -c 2000 verdict)"
    fi
    expect_match "$name: nothing lost" "$(closing_line)" '*, 0 lost'
}
# What is run, and not a search for it.
program() { type -P "$1"; }
python=$(readlink -f "$(program python3)")

as_strace python_import 'open ENOENT' "$python" -c 'import no_such_module'
as_strace ls_of_nothing 'open EACCES' setpriv --reuid=nobody --clear-groups ls none /root/none /root
as_strace bad_PATH 'exec ENOENT' \
    "$(program env)" -i PATH=/none/a:/none/b:/etc/passwd:/etc nice no-such-program
as_strace bash_bad_PATH 'open ENOENT' \
    "$(program bash)" -c 'PATH=/none:/etc; no-such-program; . no-such-file; < none'

mkdir -p lib/{1,2,3,4,5}
as_strace library_path 'open ENOENT' "$(program env)" \
    "LD_LIBRARY_PATH=$work/lib/1:$work/lib/2:lib/3:lib/4:$work/lib/5" "$(program true)"
expect_equal "library_path: five directories" \
    "$(jq -r .name events | grep -c "lib/[1-5]/libc.so.6$")" 5
as_strace dlopen 'open ENOENT' "$python" -c 'import ctypes
try:
    ctypes.CDLL("libno-such.so.1")
except OSError as error:
    print(error)
else:
    raise SystemExit("it is there")'

cat > static.c << 'END'
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    int no_file = open("/none/of a static program", O_RDONLY) < 0;
    int no_directory = creat("/etc/passwd/x", 0600) < 0;
    execl("./none", "none", (char *)0);
    printf("%d %d %d\n", no_file, no_directory, errno);
    return 0;
}
END
gcc -static -O1 -o static static.c || fail static "it does not build"
as_strace static 'open ENOTDIR' ./static
expect_equal "static: all there is" "$(jq -r '[.errno, .name] | join(" ")' events)" \
    'ENOENT /none/of a static program
ENOTDIR /etc/passwd/x
ENOENT ./none'

printf '#!/none/interpreter\n' > script
chmod 755 script
as_strace missing_interpreter 'exec ENOENT' "$(program bash)" -c './script; "$0"/script; echo; true' \
    "$work"
as_strace names 'open ENOENT' "$python" -c 'import os
for name in [b"\xff\xfe", b"new\nline", b"q\"uote\\", b"tab\t\x1b[0m", b"n" * 300, b"/" * 4000 + b"x",
             "ümlaut".encode(), b"", b"\x01\x7f8", b"/etc/passwd/.."]:
    for call in (lambda: os.open(name, os.O_WRONLY), lambda: os.execv(name, ["x"])):
        try:
            call()
        except OSError as error:
            print(error)'
mkdir place
as_strace each_errno 'open ESTALE' "$helpers/fail_opens" "$work/place"
finish
