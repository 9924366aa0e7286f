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

# What is watched is a command whose child opens a file: it must have been followed, and have been told of.
run() { # NAME watch|snapshot|doctor STRACE-OPTION...
    local name=$1 what=$2
    shift 2
    local options=("$what" --json)
    case $what in
        watch) options+=(-v --backend tracepoint --path "$work/" -o "$name.out" --record "$name.fa" --
            bash -c 'echo > "$0.ran"; (cat file > /dev/null); exit 7' "$name") ;;
        snapshot) options+=(--pid "$holder" --path "$work/" -o "$name.out") ;;
        doctor) ;;
    esac
    rm -f "$name".*
    timeout -s KILL 30 strace -qq -o "$name.calls" "$@" -e signal=none "$fileaudit" "${options[@]}" \
        > "$name.shown" 2> "$name.said" < /dev/null
}
export -f run
sleep infinity 9< file &
export holder=$! fileaudit work

# judged STATUS NAME WHAT: what is wrong with it; nothing when all is well
judged() {
    local status=$1 name=$2 what=$3
    ((status < 128 && status != 124)) || { echo "status $status"; return; }
    case $what-$status in
        watch-7) # the command's
            [[ -e $name.ran ]] || echo "the command was not run"
            jq -se 'any(.[]; .comm == "cat" and .op == "open")' "$name.out" > /dev/null ||
                echo "well, it says, but its child's open is not there"
            return ;;
        snapshot-0)
            jq -se "any(.[]; .comm == \"sleep\" and .path == \"$work/file\")" "$name.out" > /dev/null ||
                echo "well, it says, but what is held open is not there"
            return ;;
        doctor-[045])
            jq -se 'length == 1' "$name.shown" > /dev/null || echo "status $status without a diagnosis"
            return ;;
    esac
    ((status == 1 || status == 2 || status == 4 || status == 5)) || echo "status $status"
    grep -q '^fileaudit: ' "$name.said" || echo "status $status without a sentence"
    grep -v '^fileaudit: ' "$name.said" | head -n 1
    [[ ! -e $name.ran || $status == 1 ]] || echo "the command was run, but status $status"
}
export -f judged

one() { # WHAT SYSCALL NUMBER ERROR
    local what=$1 name="case-$1-$2-$3-$4" status why
    shift
    run "$name" "$what" -e "trace=$1" -e "inject=$1:error=$3:when=$2"
    status=$?
    why=$(judged "$status" "$name" "$what" | xargs -d '\n')
    if ! grep -q INJECTED "$name.calls"; then
        echo "skip $what $*"
    elif [[ $1 == close && $status == 137 ]]; then # the kernel's close() that fails ends its descriptor, strace's does not
        echo "skip $what $*: who waits for its end waits for ever"
    elif [[ -n $why ]]; then
        echo "FAIL $what $*: $why; said: $(tail -n 1 "$name.said")"
    elif [[ $what-$status == @(watch-7|snapshot-0|doctor-?) ]]; then
        echo "ok $what $*: right all the same"
    else
        echo "ok $what $*: refused: $(tail -n 1 "$name.said")"
    fi
    rm -f "$name".*
}
export -f one

# The calls from main() on, by kind: of bpf() each command is one.
cat > choose.py << 'END'
import random, re, sys
what, trace, seed, whole = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
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
kinds = sorted(kinds.items())
if what != "watch" and not whole: # what they share with it is tried there
    kinds = random.sample(kinds, min(12, len(kinds)))
for (call, _), numbers in kinds:
    chosen = numbers
    if whole not in ("all", call):
        chosen = {random.choice(numbers)}
        if what == "watch":
            chosen = sorted(chosen | {numbers[0], numbers[-1]})
    for number in chosen:
        for error in (of_bpf if whole == "bpf" else [random.choice(of_bpf)]) if call == "bpf" else [error_of.get(call, "EINVAL")]:
            print(what, call, number, error)
END
for what in watch snapshot doctor; do
    run "whole-$what" "$what"
    status=$?
    why=$(judged "$status" "whole-$what" "$what")
    [[ -z $why && $status == [07] ]] ||
        fail "$what without a fault" "status $status $why $(tail -n 2 "whole-$what.said")"
    python3 choose.py "$what" "whole-$what.calls" "$seed" "${FILEAUDIT_FAULTS:-}" >> cases
done
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
    "$(($(grep -c ^ok verdicts) > 70 && $(grep -c ': refused: ' verdicts) > 10))" 1
expect_equal "nothing is left attached" "$(wait_for 20 no_programs_left && echo none)" none
finish
