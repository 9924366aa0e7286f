# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# A real terminal, a private tmux server's, for the tests that look at one; to be sourced after lib.sh, once in $work.

export TMUX_TMPDIR=$work
unset TMUX
tmux_socket=fileaudit-$$
# Between two sessions the server stays: else a new session may meet it while it ends.
echo 'set-option -s exit-empty off' > "$work/tmux.conf"
mux() { timeout 20 tmux -L "$tmux_socket" -f "$work/tmux.conf" "$@"; }
trap 'mux kill-server 2> /dev/null; clean_up' EXIT

# new_terminal COLUMNS ROWS: instead of the one before, `fa`; runs pane.sh
new_terminal() {
    mux kill-session -t fa 2> /dev/null
    mux new-session -d -s fa -x "$1" -y "$2" "bash $work/pane.sh"
}
