# SPDX-License-Identifier: GPL-2.0-only
"""The smallest FUSE server that a file can be opened on: one directory with one file, in the
kernel's protocol (uapi/linux/fuse.h)."""
import errno
import os
import struct

DIRECTORY, FILE = "served", "file"
LOOKUP, FORGET, GETATTR, OPEN, INIT, BATCH_FORGET = 1, 2, 3, 14, 26, 42
NODES = {1: 0o040755, 2: 0o040755, 3: 0o100644}  # the root, DIRECTORY and FILE: their modes
CHILDREN = {(1, DIRECTORY.encode()): 2, (2, FILE.encode()): 3}


def attributes(node):
    """struct fuse_attr: ino size blocks, times, nanoseconds, mode nlink uid gid rdev blksize"""
    return struct.pack("<6Q10I", node, 0, 0, 0, 0, 0, 0, 0, 0, NODES[node], 1, 0, 0, 0, 4096, 0)


def answer(operation, node, body):
    """The answer's body, or an errno."""
    if operation == INIT:
        major, minor = struct.unpack_from("<2I", body)
        return struct.pack("<4I2H2I2H8I", major, min(minor, 31), 0, 0, 0, 0, 4096, *[0] * 11)
    if operation == LOOKUP:
        child = CHILDREN.get((node, body.rstrip(b"\0")))
        if not child:
            return errno.ENOENT
        return struct.pack("<4Q2I", child, 0, 3600, 3600, 0, 0) + attributes(child)
    if operation == GETATTR:
        return struct.pack("<Q2I", 3600, 0, 0) + attributes(node)
    if operation == OPEN:
        return struct.pack("<Q2I", 0, 0, 0)
    return errno.ENOSYS


def serve(device):
    while True:
        try:
            request = os.read(device, 65536)
        except OSError:  # unmounted
            return
        operation, unique, node = struct.unpack_from("<4xIQQ", request)
        if operation in (FORGET, BATCH_FORGET):
            continue
        result = answer(operation, node, request[40:])
        error, body = (result, b"") if isinstance(result, int) else (0, result)
        try:
            os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
        except OSError:
            return
