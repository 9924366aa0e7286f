#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What cannot be done is refused in one sentence that names the option and the value, with the
# right status, before anything is attached. Also --help and --version.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# refused NAME STATUS WORD... -- ARGUMENT...: every WORD must be in the sentence.
refused() {
    local -a checks=()
    while [[ $1 != -- ]]; do checks+=("$1"); shift; done
    shift
    expect_refusal "${checks[@]}" -- timeout 5 "$fileaudit" "$@"
}

refused no_arguments 2 'watch' --
refused unknown_command 2 "'wacth'" -- wacth
refused unknown_option 2 "'--pidd'" -- watch --pidd 4
refused unknown_short_option 2 "'-Z'" -- watch -Z
refused unknown_global_option 2 "'--nope'" -- --nope
refused stray_argument 2 "'cat'" 'watch -- cat' -- watch cat
refused stray_after_option 2 "'cat'" -- watch --json cat

for bad in 12x 0 -5 '' ',' '1,' ',1' 1,,2 4.5 99999999999 0x10 ' 1'; do
    refused "pid '$bad'" 2 --pid -- watch --pid "$bad"
    refused "pid='$bad'" 2 --pid -- watch "--pid=$bad"
done
refused pid_names_the_value 2 --pid "'12x'" -- watch --pid 1,12x
refused pid_without_value 2 --pid -- watch --pid

for bad in 12Q 0 -1 8MB K 99999999999999999999 2G 1.5M; do
    refused "buffer='$bad'" 2 --buffer "'$bad'" -- watch "--buffer=$bad"
done
for bad in 5x 0 -1s abc nan inf 1s2 1e3s s; do
    refused "duration='$bad'" 2 --duration "'$bad'" -- watch "--duration=$bad"
done
for bad in 0 -1 1x 99999999999999999999 ' 1'; do
    refused "count='$bad'" 2 --count "'$bad'" -- watch "--count=$bad"
done
for bad in read 'open,' OPEN open,rename; do
    refused "op='$bad'" 2 --op -- watch "--op=$bad"
done
refused op_names_the_value 2 --op "'rename'" -- watch --op open,rename
for bad in ebpf LSM; do
    refused "backend='$bad'" 2 --backend "'$bad'" -- watch "--backend=$bad"
done
for bad in ',' a,,b sixteen_letters_; do
    refused "comm='$bad'" 2 --comm "'$bad'" -- watch "--comm=$bad"
done
for bad in '' '/[a' relative './x' '/a/../b' '/a/./b' /a\\ '/[z-a]' '/[/]' '/[]'; do
    refused "path='$bad'" 2 --path -- watch "--path=$bad"
done
for option in --pid --comm --path --op --buffer --duration --count --output --backend; do
    refused "$option ''" 2 "$option" -- watch "$option" ''
    refused "$option=" 2 "$option" -- watch "$option="
    refused "$option at the end" 2 "$option" -- watch "$option"
done
refused path_names_the_value 2 --path "'/[a'" -- watch --path '/ok/**' --path '/[a'
refused hostile_value 2 --pid '\x1b' -- watch --pid $'\e[31m'
for option in --backend --count --comm --buffer --duration --op --path; do
    refused "hostile value of $option" 2 "$option" '\x1b' -- watch "$option" $'\e[31m,,'
done
refused hostile_option 2 '\x1b' -- watch $'--\e[31m'
refused hostile_line 2 'a\nb' -- watch $'a\nb'

refused command_missing 2 '--' -- watch --
refused pid_and_command 2 --pid command -- watch --pid $$ -- true
refused json_and_wide 2 --json --wide -- watch --json --wide
refused cross_check_without_kfuncs 2 --cross-check --no-kfuncs -- \
    watch --json --cross-check --no-kfuncs
refused cross_check_as_text 2 --cross-check --json -- watch --cross-check

# shown NAME WORD ARGUMENT...: status 0, all on standard output.
shown() {
    local name=$1 word=$2 status
    shift 2
    timeout 20 "$fileaudit" "$@" > "$work/stdout" 2> "$words" < /dev/null
    status=$?
    if ((status == 0)) && [[ ! -s $words ]] && grep -qF -e "$word" "$work/stdout"; then
        ok "$name"
    else
        fail "$name" "status $status, words '$(< "$words")', no '$word' on standard output?"
    fi
}
shown version 'fileaudit ' --version
shown help 'watch' --help
shown help_short 'watch' -h
shown watch_help '--path' watch --help
shown watch_help_short '--path' watch -h
shown help_has_examples 'Examples:' watch --help
shown help_has_statuses 'Exit status:' --help
shown help_wins_over_nothing '--path' watch --json --help
expect_equal "version is one line" "$("$fileaudit" --version | wc -l)" 1
"$fileaudit" --help > /dev/full 2> /dev/null
expect_equal "help to a full disk fails" $? 1
finish
