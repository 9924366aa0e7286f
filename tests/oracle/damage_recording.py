#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Cuts a recording off and changes bytes of it, and replays it: there must be a beginning of the
whole, a status and a sentence, whatever was done to it; where the sums are right again, any end but a
crash.

usage: damage_recording.py FILEAUDIT RECORDING CASES
"""
import random
import struct
import subprocess
import sys
import zlib

binary, recording, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(recording, "rb").read()
chance = random.Random(20261124)


def replay(bytes_):
    done = subprocess.run([binary, "replay", "-q", "--json", "--failed", "-"], input=bytes_,
                          capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def bounds():
    at = struct.unpack_from("<I", data, 16)[0]
    yield at
    while at < len(data):
        at += 16 + (struct.unpack_from("<I", data, at + 4)[0] + 7) // 8 * 8
        yield at


def check(what, bytes_, events):
    status, shown, said = replay(bytes_)
    assert status in (1, 2), f"{what}: status {status}, said {said}"
    assert said.startswith("fileaudit: ") and said.count("\n") == 1, f"{what}: said {said!r}"
    assert whole.startswith(shown), f"{what}: shown is no beginning of it"
    assert shown == b"" or shown.endswith(b"\n"), f"{what}: half a line"
    if events is not None:
        assert shown.count(b"\n") == events, f"{what}: {shown.count(bytes([10]))}, not {events}"


status, whole, said = replay(data)
assert status == 0 and not said, said
ends = list(bounds())
kinds = [struct.unpack_from("<H", data, at)[0] for at in ends[:-1]]
first, last = ends[0], ends[-1]
done = 0
for index in chance.sample(range(len(ends) - 1), min(cases, len(ends) - 1)):
    before = kinds[:index].count(1)
    for off in (-1, 0, 1):
        if ends[index] + off > first - 1:
            # one byte less takes the frame before away
            events = kinds[:index - 1].count(1) if off < 0 and index else before
            check(f"cut off at {ends[index] + off}", data[:ends[index] + off], events)
            done += 1
for _ in range(cases):
    at = chance.randrange(len(data))
    check(f"cut off at {at}", data[:at], None)
    changed = bytearray(data)
    changed[at] ^= 1 << chance.randrange(8)
    check(f"changed at {at}", bytes(changed), None)
    swap = chance.randrange(len(data))
    changed[swap:swap + 64] = chance.randbytes(len(changed[swap:swap + 64]))
    check(f"overwritten at {swap}", bytes(changed), None)
    check(f"zeros from {at}", data[:at] + bytes(len(data) - at) + b"\0", None)
    done += 4
# Damage that its maker has covered up: whatever is shown, it ends in order.
for _ in range(cases):
    changed = bytearray(data)
    index = chance.randrange(len(ends) - 1)
    begin, end = ends[index], ends[index + 1]
    for _ in range(chance.choice((1, 1, 4, 40))):
        if end > begin + 16:
            changed[chance.randrange(begin + 16, end)] = chance.choice((0, 1, 0x7f, 0xff,
                                                                       chance.randrange(256)))
    if chance.random() < 0.3:
        struct.pack_into("<H", changed, begin, chance.randrange(1, 11))
    crc = zlib.crc32(changed[begin:begin + 12] + changed[begin + 16:end])
    struct.pack_into("<I", changed, begin + 12, crc)
    status, _, said = replay(bytes(changed))
    assert status in (0, 1), f"frame {index}: status {status}, said {said}"
    assert "Sanitizer" not in said and "runtime error" not in said, said
    done += 1
print(f"{done} cases, {len(kinds)} frames")
