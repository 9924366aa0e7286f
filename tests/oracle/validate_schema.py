#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Validates lines of --json against the schema that fileaudit prints.

usage: validate_schema.py SCHEMA LINES...
Prints how many lines of each kind there were, as "event 12 loss 1 total 3".
"""
import collections
import copy
import json
import sys

import jsonschema


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    kinds = collections.Counter()
    by_op = {}
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                if not validator.is_valid(record):
                    kind = {"loss": 1, "total": 2}.get(record.get("op"), 0)
                    part = jsonschema.Draft202012Validator(schema["oneOf"][kind])
                    sys.exit(f"{next(part.iter_errors(record)).message}: {line}")
                kinds[record["op"] if record["op"] in ("loss", "total") else "event"] += 1
                by_op[record["op"]] = record
    # It must be able to say no.
    for record in by_op.values():
        for key in record:
            for wrong in (None, [], {"x": 1}, "\x7f"):
                if key.startswith(("path", "exe", "cwd", "root", "comm", "name", "user", "cgroup",
                                   "container", "dir", "fstype")) and wrong in (None, "\x7f"):
                    continue
                bad = copy.deepcopy(record)
                bad[key] = wrong
                assert not validator.is_valid(bad), (key, wrong, record["op"])
        bad = dict(record, another=1)
        assert not validator.is_valid(bad), record
    print(" ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds)))


main()
