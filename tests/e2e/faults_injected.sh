#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each system call of the start fails in turn, by strace's hand. Either the run is right all the same, to the
# last event, or it is refused: a sentence, a status that says so, nothing attached, the command not run. A
# sample, by FILEAUDIT_SEED; FILEAUDIT_FAULTS=all tries every one of them, which takes minutes, =bpf (or another
# call's name) every one of those.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2016,SC2317
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1
seed=${FILEAUDIT_SEED:-$RANDOM}
echo "FILEAUDIT_SEED=$seed"
echo > file

# A command whose child opens a file: it must have been followed, and have been told of.
run() { # NAME STRACE-OPTION...
    local name=$1
    shift
    rm -f "$name".*
    timeout -s KILL 30 strace -qq -o "$name.calls" "$@" -e signal=none "$fileaudit" watch --json -v \
        --backend tracepoint --path "$work/" -o "$name.out" --record "$name.fa" -- \
        bash -c 'echo > "$0.ran"; (cat file > /dev/null); exit 7' "$name" > "$name.said" 2>&1 < /dev/null
}
export -f run
export fileaudit work
run traced
(($? == 7)) || fail "without a fault" "$(tail -n 2 traced.said)"

# judged STATUS NAME: what is wrong with it; nothing when all is well
judged() {
    local status=$1 name=$2
    ((status < 128 && status != 124)) || { echo "status $status"; return; }
    if ((status == 7)); then # the command's
        [[ -e $name.ran ]] || echo "the command was not run"
        jq -se 'any(.[]; .comm == "cat" and .op == "open")' "$name.out" > /dev/null ||
            echo "well, it says, but its child's open is not there"
        return
    fi
    ((status == 1 || status == 2 || status == 4 || status == 5)) || echo "status $status"
    grep -q '^fileaudit: ' "$name.said" || echo "status $status without a sentence"
    grep -v '^fileaudit: ' "$name.said" | head -n 1
    [[ ! -e $name.ran || $status == 1 ]] || echo "the command was run, but status $status"
}
export -f judged

one() { # SYSCALL NUMBER ERROR
    local name=case-$1-$2-$3 status why
    run "$name" -e "trace=$1" -e "inject=$1:error=$3:when=$2"
    status=$?
    why=$(judged "$status" "$name" | xargs -d '\n')
    if ! grep -q INJECTED "$name.calls"; then
        echo "skip $1 $2 $3"
    elif [[ $1 == close && $status == 137 ]]; then # the kernel's close() that fails ends its descriptor, strace's does not
        echo "skip $1 $2 $3: who waits for its end waits for ever"
    elif [[ -n $why ]]; then
        echo "FAIL $1 $2 $3: $why; said: $(tail -n 1 "$name.said")"
    elif ((status == 7)); then
        echo "ok $1 $2 $3: right all the same"
    else
        echo "ok $1 $2 $3: refused: $(tail -n 1 "$name.said")"
    fi
    rm -f "$name".*
}
export -f one

# The calls from main() on, by kind: of bpf() each command is one.
cat > choose.py << 'END'
import random, re, sys
trace, seed, whole = sys.argv[1], int(sys.argv[2]), sys.argv[3]
errors = {error: names.split() for error, names in {
    "ENOMEM": "mmap mremap mprotect munmap madvise epoll_ctl",
    "EMFILE": "openat epoll_create1 signalfd4 eventfd2 pipe2 pidfd_open fcntl dup dup3 memfd_create socket",
    "EAGAIN": "clone clone3 fork vfork", "EACCES": "perf_event_open access faccessat2",
    "EPERM": "capset capget prctl prlimit64 setrlimit",
    "EINTR": "poll ppoll wait4 waitid", "ENOTTY": "ioctl",
    "EIO": "read pread64 write close lseek newfstatat fstat statx statfs getdents64 ftruncate flock readlink",
}.items()}
error_of = {name: error for error, names in errors.items() for name in names}
of_bpf = ["EPERM", "ENOMEM", "ENOSPC", "EINVAL", "E2BIG"]
counts, kinds, started = {}, {}, False
for line in open(trace, errors="replace"):
    found = re.match(r"([a-z0-9_]+)\((\w*)", line)
    if not found:
        continue
    call = found[1]
    counts[call] = counts.get(call, 0) + 1
    started = started or line.startswith("fcntl(0, F_GETFD")
    # these never fail: brk() answers where the end is, and the C library would take an error for that
    if started and call not in ("brk", "exit_group", "futex") and not re.match("get.*id$", call):
        kinds.setdefault((call, found[2] if call == "bpf" else ""), []).append(counts[call])
random.seed(seed)
for (call, _), numbers in sorted(kinds.items()):
    chosen = numbers
    if whole not in ("all", call):
        chosen = sorted({numbers[0], numbers[-1], random.choice(numbers)})
    for number in chosen:
        for error in (of_bpf if whole == "bpf" else [random.choice(of_bpf)]) if call == "bpf" else [error_of.get(call, "EINVAL")]:
            print(call, number, error)
END
python3 choose.py traced.calls "$seed" "${FILEAUDIT_FAULTS:-}" > cases
xargs -P "$(nproc)" -L 1 bash -c 'one "$@"' one < cases > verdicts
while read -r verdict rest; do
    case $verdict in
        ok) passed=$((passed + 1)) ;;
        FAIL) fail "$rest" ;;
    esac
done < verdicts
[[ -z ${FILEAUDIT_FAULTS:-} ]] || cat verdicts
echo "$(grep -c ^ok verdicts) of $(wc -l < cases) faults survived; refused: $(grep -c ': refused: ' verdicts)"
expect_equal "so many were tried, and some refused" \
    "$(($(grep -c ^ok verdicts) > 70 && $(grep -c ': refused: ' verdicts) > 20))" 1
expect_equal "nothing is left attached" "$(wait_for 20 no_programs_left && echo none)" none
finish
