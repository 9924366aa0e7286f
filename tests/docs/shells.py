# SPDX-License-Identifier: GPL-2.0-only
# What the completions offer, asked of the real shells: each is given lines as they are typed, and
# says what it would offer at the end of each.

import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

top = Path(__file__).resolve().parents[2]
files = {"bash": top / "completions/fileaudit.bash", "zsh": top / "completions/_fileaudit",
         "fish": top / "completions/fileaudit.fish"}
patience = 30  # seconds for a shell to answer


class Room:
    """A home without configuration, and a PATH that leads to this fileaudit and to a sudo."""

    def __init__(self, binary):
        self.home = Path(tempfile.mkdtemp(prefix="fileaudit-shells."))
        (self.home / "bin").mkdir()
        (self.home / "bin/fileaudit").symlink_to(Path(binary).resolve())
        sudo = self.home / "bin/sudo"
        sudo.write_text("#!/bin/sh\n")
        sudo.chmod(0o755)
        self.environment = {"HOME": str(self.home), "ZDOTDIR": str(self.home), "TERM": "xterm",
                            "PATH": f"{self.home}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            "LC_ALL": "C.UTF-8", "COMPLETIONS": str(top / "completions")}

    def close(self):
        shutil.rmtree(self.home)

    def described_offers(self, shell, lines):
        """For each of the lines what is offered, and what is said of it."""
        offered = {"bash": ask_bash, "zsh": ask_zsh, "fish": ask_fish}[shell](self, lines)
        if len(offered) != len(lines):
            raise RuntimeError(f"{shell} answers {len(offered)} of {len(lines)} lines")
        return [dict(words) for words in offered]

    def offers(self, shell, lines):
        """The same without descriptions, sorted."""
        return [sorted(words) for words in self.described_offers(shell, lines)]


class Terminal:
    """A shell on a terminal of its own, which answers on a pipe: words, each ended by a newline,
    and a line with a dot behind the last one of each answer."""

    def __init__(self, room, command):
        self.pipe_path = room.home / "answers"
        os.mkfifo(self.pipe_path)
        self.pipe = os.open(self.pipe_path, os.O_RDWR)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, dict(room.environment, ANSWERS=str(self.pipe_path)))
        self.text = b""

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def answer(self):
        end = time.monotonic() + patience
        while b"\n.\n" not in b"\n" + self.text:
            ready, _, _ = select.select([self.pipe, self.terminal], [], [],
                                        max(0, end - time.monotonic()))
            if not ready:
                raise RuntimeError(f"no answer within {patience} s")
            if self.terminal in ready:
                os.read(self.terminal, 65536)  # what is shown is of no interest
            if self.pipe in ready:
                self.text += os.read(self.pipe, 65536)
        words, _, self.text = (b"\n" + self.text).partition(b"\n.\n")
        return words.decode().split("\n")[1:]

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        os.close(self.pipe)
        os.unlink(self.pipe_path)


bash_setup = r"""
source /usr/share/bash-completion/bash_completion
source "$COMPLETIONS/fileaudit.bash"
PS1=
bind 'set bell-style none'
bind 'set enable-bracketed-paste off'
depth=0
outermost() { # FUNCTION ARGUMENT...
    ((depth++))
    "$@"
    local status=$?
    ((--depth)) || { printf '%s\n' "${COMPREPLY[@]}" . > "$ANSWERS"; }
    return $status
}
fileaudit_outermost() { outermost _fileaudit "$@"; }
sudo_outermost() { outermost _sudo "$@"; }
_completion_loader sudo
complete -F fileaudit_outermost fileaudit
complete -F sudo_outermost sudo
printf '.\n' > "$ANSWERS"
"""


def ask_bash(room, lines):
    setup = room.home / "bashrc"
    setup.write_text(bash_setup)
    bash = Terminal(room, ["bash", "--noprofile", "--rcfile", str(setup), "-i"])
    offered = []
    try:
        bash.answer()
        for line in lines:
            bash.type(f"{line}\t")
            # readline's word begins behind the last of these
            word = line.split(" ")[-1]
            before = word[:max(word.rfind(":"), word.rfind("=")) + 1]
            quoted = line.count("'") % 2 == 1 or line.count('"') % 2 == 1
            offers = [answer.rstrip(")").partition("  (") for answer in bash.answer() if answer]
            offered.append([(("" if quoted else before) + name, what) for name, _, what in offers])
            bash.type("\x15")
    finally:
        bash.close()
    return offered


# Completes each of $CASES, and tells what would have been added.
zsh_setup = r"""
PROMPT=
fpath=($COMPLETIONS $fpath)
autoload -Uz compinit
compinit -u -D
zstyle ':completion:*' completer _complete
compadd() {
    local -a hits before hidden behind display texts
    if [[ ${@[1,(i)(-|--)]} == *-[A-Za-z]#[OAD]\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a arguments=("$@")
    zparseopts -E -a ignored P:=before p:=hidden S:=behind d:=display
    [[ -n $display ]] && texts=("${(@P)display[2]}")
    builtin compadd -A hits -D texts "${arguments[@]}"
    [[ $behind[2] == '}' ]] || behind=()
    local -i i
    for ((i = 1; i <= $#hits; i++)); do
        offered+=("$IPREFIX$before[2]$hidden[2]$hits[i]$behind[2]"$'\t'"${texts[i]#* -- }")
    done
    builtin compadd "${arguments[@]}"
}
complete-nothing() { _main_complete; compstate[insert]= compstate[list]=; }
zle -C complete-nothing list-choices complete-nothing
zle-line-init() {
    setopt localoptions extendedglob
    local line
    local -a offered
    for line in "${(@f)$(< $CASES)}"; do
        offered=()
        BUFFER=$line CURSOR=$#line
        zle complete-nothing
        printf '%s\n' $offered . > $ANSWERS
    done
}
zle -N zle-line-init
"""


def ask_zsh(room, lines):
    (room.home / ".zshrc").write_text(zsh_setup)
    (room.home / "lines").write_text("\n".join(lines))
    room.environment["CASES"] = str(room.home / "lines")
    zsh = Terminal(room, ["zsh", "-d", "-i"])
    try:
        return [[tuple(answer.partition("\t")[::2]) for answer in zsh.answer()] for _ in lines]
    finally:
        zsh.close()


def ask_fish(room, lines):
    script = "source $argv[1]; for line in $argv[2..-1]; complete -C $line; echo .; end"
    ran = subprocess.run(["fish", "-c", script, files["fish"], *lines], stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, env=room.environment, timeout=patience)
    if ran.stderr:
        raise RuntimeError(f"fish says {ran.stderr}")
    offered = [[]]
    for line in ran.stdout.splitlines():
        if line == ".":
            offered.append([])
        else:
            offered[-1].append(tuple(line.partition("\t")[::2]))
    return offered[:-1]
