#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs assertions, read from standard input, over the records of a `fileaudit watch --json` file.

usage: events.py EVENTS [ARGUMENT...] < STATEMENTS

The statements see `events` (records with a path; what was not UTF-8 is there with its exact bytes
by surrogateescape), `losses` (the other records), `args`, `only(FIELD=VALUE, ...)`, which
selects events, and `agree(EVENT, FIELD=VALUE, ...)`.
"""
import json
import os  # noqa: F401 (for the statements)
import sys


def exact(value):
    """Bytes in hexadecimal, or an array of such."""
    if isinstance(value, list):
        return [exact(one) for one in value]
    return bytes.fromhex(value).decode("utf-8", "surrogateescape")


def restore(record):
    for key in [key for key in record if key.endswith("_hex")]:
        record[key.removesuffix("_hex")] = exact(record[key])
    for inner in record.get("ancestry", []) + record.get("tried", []):
        restore(inner)


def load(path):
    found, other = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            restore(record)
            (found if "path" in record else other).append(record)
    return found, other


def only(**wanted):
    return [e for e in events if all(e.get(key) == value for key, value in wanted.items())]


def agree(event, **wanted):
    for key, value in wanted.items():
        assert event.get(key) == value, f"{key} is {event.get(key)!r}, not {value!r}, in {event}"


events, losses = load(sys.argv[1])
args = sys.argv[2:]
program = sys.stdin.read()
try:
    exec(compile(program, "check", "exec"))
except (AssertionError, ValueError) as error:
    line = error.__traceback__.tb_next.tb_lineno
    sys.exit(f"{ascii(str(error))[1:-1]} in: {program.splitlines()[line - 1].strip()}")
