#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Hostile words in our own arguments, to every option and subcommand: what is said of them is lines of ours, UTF-8
# without a control byte. As a user without privileges, so nothing is started.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
cp "$fileaudit" "$work/binary" # its own directory may be closed to others
chmod 755 "$work/binary"
cat > "$work/words.py" << 'END'
import os, re, subprocess, sys, unicodedata
binary = sys.argv[1]
hostile = [b"\x1b]0;x\x07\n\xff\x9b31m'\n'fileaudit: x" + "\u202e\u00ad\U000e0041".encode(), b"1\x1b[2J"]
ids = dict(user=65534, group=65534, extra_groups=[]) if os.geteuid() == 0 else {}


def run(arguments):
    done = subprocess.run([binary, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, cwd="/",
                          env={"LANG": "C.UTF-8", b"SUDO_UID": hostile[0]}, **ids)
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8")  # or it is not
        odd = {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
        assert not odd, (arguments, odd)
    said = done.stderr.decode().splitlines()
    assert all(line.startswith("fileaudit: ") for line in said) and len(said) <= 1, (arguments, said)
    return done.returncode


runs = refused = 0
commands = re.findall(r"^  ([a-z]+) ", subprocess.run([binary, "--help"], capture_output=True, text=True).stdout, re.M)
for command in commands:
    text = subprocess.run([binary, command, "--help", "all"], capture_output=True, text=True).stdout
    options = re.findall(r"^ {1,12}(?:-\w,\s*)?(--[a-z][a-z-]+)( [A-Z]\S*)? ", text, re.M)
    assert options, command
    for word in hostile:
        tried = [[word], [b"--" + word], [b"-" + word], ["--"] + [word], ["--help", word]]
        for option, value in options:
            if word is hostile[0]:
                tried.append([option.encode() + b"=" + word])
            if value:
                tried.append([option, word])
                tried.append([option, b"1," + word])
        for arguments in tried:
            runs += 1
            refused += run([command, *arguments]) != 0
for word in hostile:
    runs += 1
    refused += run([word]) == 2
assert runs > 500 and refused > runs * 9 // 10, (runs, refused)
print(f"{runs} runs, {refused} refused")
END
if told=$(python3 "$work/words.py" "$work/binary" 2>&1); then
    ok "hostile words in arguments: $told"
else
    fail "hostile words in arguments" "$(tail -n 1 <<< "$told")"
fi
finish
