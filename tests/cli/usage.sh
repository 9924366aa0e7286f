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
refused unknown_option 2 "'--pidd'" "'--pid'" -- watch --pidd 4
refused unknown_option_with_value 2 "'--exee=/x'" "'--exe'" -- watch --exee=/x
refused unknown_option_like_none 2 "'--zzzzzz'" 'fileaudit watch --help' -- watch --zzzzzz
refused unknown_snapshot_option 2 "'--zzzzzz'" 'fileaudit snapshot --help' -- snapshot --zzzzzz
refused unknown_short_option 2 "'-Z'" -- watch -Z
refused unknown_global_option 2 "'--nope'" -- --nope
refused stray_argument 2 "'cat'" 'watch -- cat' -- watch cat
refused stray_after_option 2 "'cat'" -- watch --json cat
refused stray_in_snapshot 2 "'cat'" -- snapshot --json cat
refused two_commands 2 "'snapshot'" -- watch snapshot

for bad in 12x 0 -5 '' ',' '1,' ',1' 1,,2 4.5 99999999999 0x10 ' 1'; do
    refused "pid '$bad'" 2 --pid -- watch --pid "$bad"
    refused "pid='$bad'" 2 --pid -- watch "--pid=$bad"
done
refused tid 2 --tid "'12x'" -- watch --tid 1,12x
refused ppid 2 --ppid "'12x'" -- snapshot --ppid '1,!12x'
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
# option=value: every word of a list is checked
for bad in op=read 'op=open,' op=OPEN op=open,rename op='!' op=open,!open op='!open,!mmap,!exec' \
    access=rw access=w,write access='!' prot=rwx prot=r,read verdict=gone verdict=ok,!ok \
    dev=8 dev=8: dev=:1 dev=4096:0 dev=0:1048576 dev=8:1:2 dev=sda inode=0x10 inode=-1 \
    inode=18446744073709551616 'mntns=mnt:[4026531841]' mntns=0 mntns=host \
    uniq=paht uniq=exe,,path uniq='!exe' uniq=all errno=ENONSENSE errno=0 errno=4096 \
    errno=ENOENT,!2 via=opne via='!' via=openat,!openat by=paht by='!exe' sort=size sort=Opens \
    slower-than=5m slower-than=0 slower-than=-1ms ancestry=0 ancestry=9 ancestry=all rows=0 \
    rows=1.5; do
    refused "$bad" 2 "--${bad%%=*}" -- watch "--$bad"
done
for bad in 1 10% 2/10 1/0 1/ 1/4294967296; do
    refused "sample='$bad'" 2 --sample "'$bad'" -- watch "--sample=$bad"
done
for bad in 0 0/s x 1.5/s 10/m /s 18446744073709551616; do
    refused "rate='$bad'" 2 --rate "'$bad'" -- watch "--rate=$bad"
done
for bad in 99ms 0 x 1d; do
    refused "interval='$bad'" 2 --interval "'$bad'" -- top "--interval=$bad"
done
refused errno_suggests 2 "'ENOETN'" "'ENOENT'" -- watch --errno EIO,ENOETN
refused via_suggests 2 "'openat2'" "'openat2'" -- watch --via opanat2
refused sort_suggests 2 "'mapped'" -- top --sort maped
refused by_suggests 2 --by "'cgroup'" -- top --by cgruop
refused op_suggests 2 "'opne'" "'open'" -- watch --op opne
refused verdict_suggests 2 "'delete'" "'deleted'" -- snapshot --verdict delete
refused uniq_suggests 2 "'paht'" "'path'" -- watch --uniq exe,paht
refused op_names_the_value 2 --op "'rename'" -- watch --op open,rename
for bad in ebpf LSM; do
    refused "backend='$bad'" 2 --backend "'$bad'" -- watch "--backend=$bad"
done
for bad in ',' a,,b sixteen_letters_ 'sixteen_letters*_' '[a'; do
    refused "comm='$bad'" 2 --comm "'$bad'" -- watch "--comm=$bad"
done
refused comm_is_cut 2 "'sixteen_letters_'" "give 'sixteen_letters'" -- watch --comm sixteen_letters_
refused comm_glob_is_cut 2 "give 'sixteen_letters'" -- watch --comm 'ok,!sixteen_letters_*'
for bad in '' '/[a' relative './x' '/a/../b' '/a/./b' /a\\ '/[z-a]' '/[/]' '/[]' '/{a,b' '/ok,' \
    '/ok,!x' '!'; do
    refused "path='$bad'" 2 --path -- watch "--path=$bad"
done
for option in exe cwd root; do
    refused "$option relative" 2 "--$option" "'bin/ls'" -- watch "--$option=/ok,bin/ls"
    refused "$option malformed" 2 "--$option" "'/[a'" -- snapshot "--$option" '!/[a'
done
filters=(--pid --tid --ppid --comm --exe --cwd --root --uid --gid --cgroup --container --service
    --mntns --op --access --prot --path --fstype --dev --inode --ino-of --verdict --uniq --errno
    --via)
for option in "${filters[@]}" --sample --rate --user --buffer --duration --count --output \
    --backend --slower-than --ancestry --by --sort --rows; do
    refused "$option ''" 2 "$option" -- watch "$option" ''
    refused "$option=" 2 "$option" -- watch "$option="
    refused "$option at the end" 2 "$option" -- watch "$option"
done
refused path_names_the_value 2 --path "'/[a'" -- watch --path '/ok/**' --path '/[a'
refused hostile_value 2 --pid '\x1b' -- watch --pid $'\e[31m'
for option in "${filters[@]}" --sample --rate --backend --count --buffer --duration --slower-than \
    --ancestry --sort --rows; do
    refused "hostile value of $option" 2 "$option" '\x1b' -- watch "$option" $'\e]31m,,'
done
refused hostile_option 2 '\x1b' -- watch $'--\e[31m'
refused hostile_line 2 'a\nb' -- watch $'a\nb'

refused command_missing 2 '--' -- watch --
refused pid_and_command 2 --pid command -- watch --pid $$ -- true
refused user_without_command 2 --user -- watch --user nobody
refused existing_and_command 2 --existing 'before it starts' -- watch --existing -- true
refused exit_with_pid_alone 2 --exit-with-pid --pid -- watch --exit-with-pid
refused exit_with_excluded_pid 2 --exit-with-pid --pid -- watch --exit-with-pid --pid "!$$"
refused exit_with_pid_and_command 2 --exit-with-pid command -- watch --exit-with-pid -- true
refused follow_without_pid 2 --follow --pid -- watch --follow
refused follow_without_pid_in_snapshot 2 --follow --pid -- snapshot -f
refused host_only_and_mntns 2 --host-only --mntns -- watch --host-only --mntns $$
refused prot_without_maps 2 --prot --op mmap -- watch --op open --prot x
refused only_held_live 2 --op --existing snapshot -- watch --op held-open,held-map
refused only_held_left_live 2 --op --existing -- watch --op 'open,held-map' --op '!open'
refused only_exec_held 2 --op exec 'fileaudit watch' -- snapshot --op exec
refused snapshot_sample 2 --sample 'fileaudit watch' -- snapshot --sample 1/10
refused snapshot_rate 2 --rate 'fileaudit watch' -- snapshot --rate 10/s
refused snapshot_command 2 command -- snapshot -- true
refused snapshot_of_watch_option 2 "'--existing'" -- snapshot --existing
refused json_and_wide 2 --json --wide -- watch --json --wide
refused cross_check_without_kfuncs 2 --cross-check --no-kfuncs -- \
    watch --json --cross-check --no-kfuncs
refused cross_check_as_text 2 --cross-check --json -- watch --cross-check

# flags
flags() { "$fileaudit" "$1" --help all | grep -oE '^  (-[a-z],)?--[a-z-]+ {2,}' | grep -oE -- '--[a-z-]+' | grep -vx -- --help; }
for flag in $(flags watch); do
    refused "$flag=true" 2 "$flag takes no value" -- watch "$flag=true"
done
refused flag_of_top 2 '--failed takes no value' -- top --failed=no
refused flag_of_snapshot 2 '--shared takes no value' -- snapshot --shared=x
refused flag_without_its_value 2 '--shared takes no value' -- watch --shared=
expect_equal "there are many flags" $(($(flags watch | wc -l) > 25)) 1
refused version_with_value 2 '--version takes no value' -- --version=1
refused flag_of_another 2 "'--failed'" 'watch' -- snapshot --failed
refused hostile_flag_value 2 '--json takes no value' -- watch $'--json=\e[31m'

# what matches nothing
refused access_of_no_exec 2 '--access r' --op -- watch --access r --op exec
refused access_of_no_map 2 '--access tmpfile' --op -- snapshot --access tmpfile --op mmap
refused access_of_no_map_by_prot 2 '--access create' --prot -- watch --access create --prot r
refused writes_of_exec 2 --writes --op -- watch --writes --op exec
refused writes_of_private_maps 2 --writes --private -- watch --writes --private
refused excluded_by_another_name 2 --uid 'nothing is left' -- watch --explain --uid '0,!root'
refused via_of_no_open 2 '--via mmap,shmat' --op -- watch --via mmap,shmat --op open
refused via_of_no_map 2 '--via openat' --shared -- watch --via openat --shared
refused slower_than_without_opens 2 --slower-than 'add open' -- watch --slower-than 5ms --op mmap
refused slower_than_of_maps 2 --slower-than --prot -- watch --slower-than 5ms --prot x
refused slower_than_held 2 --slower-than --existing -- watch --slower-than 5ms --existing
refused failed_twice 2 --failed --failed-only -- watch --failed --failed-only
refused failed_held 2 --failed-only --existing -- watch --failed-only --existing
refused errno_held 2 --errno --existing -- watch --errno EIO --existing
refused via_held 2 --via --existing -- watch --via openat --existing
refused failed_inode 2 --inode --errno -- watch --op open --errno ENOENT --inode 5
refused unresolved_without_failed 2 'unresolved' 'add --failed' -- watch --verdict unresolved
refused failed_ok 2 '--verdict ok' --failed-only -- watch --op open --failed-only --verdict ok
refused opener_without_maps 2 --opener --op -- watch --opener --op open,exec
refused latency_without_opens 2 --latency --op -- watch --latency --op mmap

# searches and summaries
refused chains_of_failures 2 --chains --failed-only -- watch --chains --failed-only
refused chains_of_maps 2 --chains --op -- watch --chains --op mmap,exec
for with in uniq=exe sample=1/10 rate=5/s; do
    refused "chains and $with" 2 --chains "--${with%%=*}" -- watch --chains "--$with"
    refused "summary and $with" 2 --summary "--${with%%=*}" -- watch --summary "--$with"
done
refused chains_and_summary 2 --chains --summary -- watch --chains --summary
refused chains_and_cross_check 2 --chains --cross-check -- watch --json --chains --cross-check
refused summary_and_cross_check 2 --summary --cross-check -- watch --json --summary --cross-check
for option in by=exe sort=maps rows=3; do
    refused "--$option without a summary" 2 "--${option%%=*}" --summary -- watch "--$option"
done
for option in count=3 existing latency opener ancestry=2 args ustack; do
    refused "--$option without events" 2 "--${option%%=*}" --summary-only -- \
        watch --summary-only "--$option"
done
refused sort_by_failures 2 --sort --failed -- watch --summary --sort failures
refused sort_by_nothing 2 --sort maps -- top --sort mapped --op open
refused top_without_events 2 --op snapshot -- top --op held-open
refused top_user 2 --user 'fileaudit top' -- top --user nobody
refused top_command_missing 2 'fileaudit top -- ' -- top --
refused stray_in_top 2 "'cat'" 'top -- cat' -- top cat
for option in count=3 chains summary summary-only latency opener ancestry=1 args ustack uniq=exe \
    sample=1/2 rate=3 existing cross-check; do
    refused "top has no --$option" 2 "'--$option'" 'fileaudit watch has it' -- top "--$option"
done
for option in failed failed-only errno=EIO via=open slower-than=1 backing latency opener ancestry=1 \
    args ustack chains summary summary-only by=pid sort=opens rows=1; do
    refused "snapshot has no --$option" 2 "'--$option'" 'fileaudit watch has it' -- \
        snapshot "--$option"
done
refused watch_has_no_interval 2 "'--interval'" 'fileaudit top has it' -- watch --interval 1s
# rows are counted in the kernel
for pattern in path='*.log' path='**/x,/etc/' path='!**/x' exe='/usr/bin/*' cwd='/srv/*' root='/**' \
    comm='ng*'; do
    refused "rows by uid: $pattern" 2 "--${pattern%%=*}" "add ${pattern%%=*} to --by" -- \
        watch --explain --summary --by uid "--$pattern"
done
refused summary_without_libs 2 --no-libs 'add path to --by' -- top --explain --no-libs

# limits
too_many() { seq -s, -f "$2" "$1"; } # COUNT FORMAT
for option in pid tid ppid; do
    refused "$option: too many" 2 "--$option" 4097 4096 -- watch "--$option" "$(too_many 4097 %.0f)"
done
refused path_too_many 2 --path 1025 1024 -- watch --path "$(too_many 1025 /%.0f/)"
refused exe_too_many 2 --exe 1025 1024 -- snapshot --exe "$(too_many 1025 /%.0f/)"
refused uid_too_many 2 --uid 33 32 -- watch --uid "$(too_many 33 %.0f)"
refused gid_too_many 2 --gid 33 32 -- snapshot --gid "$(too_many 33 %.0f)"
refused inode_too_many 2 --inode 1025 1024 -- watch --inode "$(too_many 1025 %.0f)"
refused braces_too_many 2 --path 1024 -- watch --path '/{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'

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
shown snapshot_help '--path' snapshot --help
shown snapshot_help_has_examples 'fileaudit snapshot --' snapshot --help examples
shown help_has_examples 'Examples:' watch --help examples
shown help_all '--interval' top --help all
shown help_topic '--format' watch --help output
shown help_topic_of_one_word '--format' watch --help=output
shown help_command '--path' help watch
shown help_command_topic '--errno' help watch outcome
shown help_of_command '--by' --help top
# nothing is attached for it, so anybody may ask
shown explain '--path' watch --path '/etc/**' --comm '!cat' --explain
shown explain_snapshot '--exe' snapshot --exe '/usr/bin/*' --explain
shown explain_top '--failed: failures too' top --explain
shown explain_maps '--prot r: only maps' watch --prot r --explain
shown explain_shared '--shared: only maps' snapshot --shared --explain
shown explain_outcome '--errno ENOENT,!EAGAIN: of failures' watch --errno 2,!EAGAIN --explain
shown explain_slow '--slower-than: only opens' watch --slower-than 5 --explain
for pattern in path=/var/log/ path='/etc/passwd,!/etc/ssl/' path='/proc/**' exe=/usr/bin/cat root=/ \
    comm=cat,!dog path='!/etc/'; do
    shown "explain_rows $pattern" "${pattern#*=}" top --explain --by uid "--$pattern"
    expect_equal "explain_rows $pattern: all in the kernel" "$(grep -c 'user space' "$work/stdout")" 0
done
shown explain_rows_by_path "in user space:" top --explain --by path --path '**/x'
shown top_help '--by' top --help
shown help_has_statuses 'Exit status:' --help
shown help_wins_over_nothing '--path' watch --json --help
for subcommand in '' watch top snapshot replay doctor fields schema; do
    topics=('')
    [[ $subcommand != @(watch|top|snapshot|replay) ]] ||
        topics+=(whose use file output running examples)
    for topic in "${topics[@]}"; do
        # shellcheck disable=SC2086 # none is no word
        "$fileaudit" help $subcommand $topic > help 2>&1
        expect_equal "help $subcommand $topic: status" $? 0
        expect_equal "help $subcommand $topic fits a screen" \
            "$(awk 'length > 80 || NR > 24' help)" ''
    done
done
refused help_no_topic 2 "'otuput'" "'output'" -- watch --help otuput
refused help_no_command 2 "'wacth'" "'watch'" -- help wacth
for only in --sample --existing --backend --failed --summary --ancestry; do # of no use for it
    expect_equal "snapshot --help has no $only" "$("$fileaudit" snapshot --help all | grep -c -e "$only ")" 0
done
expect_equal "version is one line" "$("$fileaudit" --version | wc -l)" 1
for arguments in --help --version 'watch --help' 'watch --explain' 'snapshot --explain --op open'; do
    # shellcheck disable=SC2086 # words they are
    "$fileaudit" $arguments > /dev/full 2> "$words"
    expect_equal "$arguments to a full disk: status" $? 1
    expect_equal "$arguments to a full disk: sentence" "$(< "$words")" \
        'fileaudit: cannot write to standard output: No space left on device'
done
finish
