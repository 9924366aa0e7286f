#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# --path, --exe, --cwd and --root: globs, their prefixes in the kernel, exclusions inside
# inclusions and the other way round, and what cannot be decided.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_root
cd "$work" || exit 1

long=$(printf 'l%.0s' {1..200})
mkdir -p t/a/b/c t/ab t/d.d "t/$long/$long"
files=(t/a/1 t/a/2.txt t/a/b/3.txt t/a/b/c/4.txt t/ab/5 t/top.txt t/d.d/6
    't/a/[x]' 't/a/b/?' "t/a/*" 't/d.d/x,y' 't/d.d/{z}' $'t/d.d/\xff'
    "t/$long/$long/one" "t/$long/$long/two")
touch "${files[@]}"
path_case() { # NAME WANTED GLOBS...: names within t, in the order of opening
    local name=$1 wanted=$2 globs
    shift 2
    local -a options=()
    for globs; do options+=(--path "$globs"); done
    run_fileaudit --json -o events --op open "${options[@]}" -- cat "${files[@]}"
    expect_equal "path: $name" "$(jq -r .path events |
        sed "s,^$work/t/,,; s,$long,L,g; s,\xef\xbf\xbd,FF," | xargs -d '\n')" "$wanted"
}
w=$work/t
in_a='a/1 a/2.txt a/[x] a/*'
no_txt='a/1 a/[x] a/b/? a/*'
below_b='a/b/3.txt a/b/c/4.txt a/b/?'
in_d='d.d/6 d.d/x,y d.d/{z} d.d/FF'
path_case 'exact' 'a/1' "$w/a/1"
path_case '* stays within /' 'a/2.txt' "$w/a/*.txt"
path_case '** crosses /' 'a/2.txt a/b/3.txt a/b/c/4.txt' "$w/a/**.txt"
path_case '/**/ is any number of directories' 'a/2.txt a/b/3.txt a/b/c/4.txt' "$w/a/**/*.txt"
path_case '/** is all below' "$below_b" "$w/a/b/**"
path_case 'a trailing / is the subtree' "$below_b" "$w/a/b/"
path_case 'a prefix is not enough' '' "$w/a"
path_case 'several' 'a/1 ab/5 d.d/6' "$w/d.d/6" "$w/ab/5" "$w/a/1"
path_case 'several, one without a prefix' 'ab/5 top.txt' '**/top.txt' "$w/ab/*"
path_case '? and classes' 'a/1 ab/5 a/*' "$w/a/?" "$w/a[a-c]/[!0-4]"
path_case 'escapes' 'a/[x] a/b/? a/* d.d/{z}' "$w/a/\\[x\\]" "$w/a/\\*" "$w/a/b/\\?" \
    "$w/d.d/\\{z\\}"
path_case 'not UTF-8' 'd.d/FF' "$w/d.d/"$'\xff'
path_case 'longer than 256 bytes, same first 256' "L/L/two" "$w/$long/$long/two"
path_case 'longer than 256 bytes, subtree' "L/L/one L/L/two" "$w/$long/$long/"
path_case 'longer than 256 bytes, excluded' "L/L/one" "$w/$long/**,!$w/$long/$long/two"
path_case 'longer than 256 bytes, a subtree excluded' "ab/5" "$w/ab/*,$w/$long/,!$w/$long/$long/"
path_case 'nothing' '' '/nowhere/**'

path_case 'a list' 'a/1 ab/5 top.txt' "$w/a/1,$w/ab/5" "$w/top.txt"
path_case 'braces' 'a/2.txt a/b/3.txt ab/5' "$w/{a/{,b/}{2,3}.txt,ab/5}"
path_case 'braces without a prefix' 'a/2.txt top.txt' '**/{top,2}{,.old,.txt}'
path_case 'an escaped comma' 'd.d/x,y' "$w/d.d/x\\,y"
path_case 'a comma in a class' 'd.d/x,y' "$w/d.d/x[,.]y,$w/none"
path_case 'braces and commas' "a/1 $in_d" "$w/{a/1,d.d/}"

path_case 'excluded inside' "$in_a" "$w/a/**,!$w/a/b/"
path_case 'excluded inside, the other way round' "$in_a" "!$w/a/b/" "$w/a/**"
path_case 'excluded wins over what is included below' '' "!$w/a/,$w/a/b/**"
path_case 'included and excluded' "ab/5 $in_d" "$w/ab/*,$w/a/b/,$w/d.d/**" "!$w/a/"
path_case 'three deep' 'a/1 a/2.txt a/b/3.txt a/[x] a/b/? a/*' \
    "$w/a/,!$w/a/b/c/,$w/a/b/c/4.txt"
path_case 'excluded, a glob' "$no_txt" "$w/a/" "!$w/a/**/*.txt"
path_case 'excluded, without a prefix' "$no_txt" "$w/a/**" '!**.txt'
path_case 'excluded, exactly' 'a/2.txt a/[x] a/*' "$w/a/*" "!$w/a/1"
path_case 'excluded, not the longer name' 'ab/5' "$w/a*/**" "!$w/a/"
path_case 'excluded, a directory of many' "$in_a" "!{/usr/,/etc/,/proc/,/sys/}" "$w/a/{*,b/}" \
    "!**/b/**"
path_case 'all excluded' '' "$w/a/**,!$w/"
path_case 'not the directory alone' "$in_d" "$w/d.d/" "!$w/d.d"

# Others are not seen at all, so what is excluded must be: everything but t.
run_fileaudit --json -o events --path "!{/usr,/etc,/lib,/proc}/,!$w/a/" -- cat "${files[@]}"
check_events "path: only excluded" events "$w" << 'END'
names = [e["path"] for e in events]
assert f"{args[0]}/ab/5" in names and f"{args[0]}/top.txt" in names, names
assert not [n for n in names if n.startswith(("/usr/", "/etc/", args[0] + "/a/"))], names
END
run_fileaudit --json -o events --op open --path / -- ls / /etc > /dev/null
expect_equal "path: / alone is the root directory" "$(jq -r .path events)" /

# Around the most that the kernel compares, each with a neighbour that differs in its last byte
room=$((240 - ${#work} - 3))
mkdir -p "$(printf 'p%.0s' $(seq "$room"))/e"
edge=$(realpath p*/e)
near=()
for length in {248..260}; do
    name=$(printf 'n%.0s' $(seq $((length - ${#edge} - 2))))
    near+=("$edge/${name}x" "$edge/${name}y")
done
touch "${near[@]}"
edge_case() { # NAME WANTED-ENDS OPTION...
    run_fileaudit --json -o events --op open "${@:3}" -- cat "${near[@]}"
    expect_equal "path: $1" "$(jq -r .path events | sed "s,^$edge/n*,," | sort | uniq -c | xargs)" \
        "$2"
}
mapfile -t options < <(printf -- '--path=%s\n' "$edge"/*x)
edge_case 'of 248 to 260 bytes' '13 x' "${options[@]}"
mapfile -t options < <(printf -- '--path=!%s\n' "$edge"/*y)
edge_case 'of 248 to 260 bytes, excluded' '13 x' --path "$edge/" "${options[@]}"
mapfile -t options < <(printf -- '--path=!%s/\n' "$edge"/*x)
edge_case 'of 248 to 260 bytes, as subtrees' '13 y' --path "$edge/*" "${options[@]}"

# Many at once, and more than can be
mkdir many
(cd many && touch {1..301})
run_fileaudit --json -o events --op open --path "$work/many/{1..3}" -- cat many/1
expect_equal "path: no ranges in braces" "$(wc -l < events)" 0
seq -f "$work/many/%g" 1 2 300 | paste -sd, > odd
run_fileaudit --json -o events --op open --path "$(< odd)" \
    --path "$work/none/{$(seq -s, 874)}" -- bash -c 'cat many/*' > /dev/null
check_events "path: 1,024 at once" events "$work/many/" << 'END'
names = sorted(int(e["path"].removeprefix(args[0])) for e in events)
assert names == list(range(1, 300, 2)), names
END
run_fileaudit --json -o events --op open --path "$work/many/*" --path "!$work/many/{$(
    seq -s, 2 2 300)}" -- bash -c 'cat many/*' > /dev/null
check_events "path: 150 excluded" events "$work/many/" << 'END'
names = sorted(int(e["path"].removeprefix(args[0])) for e in events)
assert names == list(range(1, 300, 2)) + [301], names
END
expect_refusal "path: 1,025" 2 --path 1024 -- \
    "$fileaudit" watch --path "$work/none/{$(seq -s, 1025)}"

# --exe
mkdir bin
for name in one two three; do cp "$(type -P cat)" "bin/$name"; done
echo '#!/usr/bin/env bash
exec 3< file' > bin/script
chmod +x bin/script
touch file
mkfifo pipe
exe_case() { # NAME WANTED-EXES OPTION...
    run_fileaudit --json -o events --op open --path "$work/file" "${@:3}" -- bash -c '
        bin/one file; bin/three file; bin/script; cp bin/two bin/gone
        bin/gone pipe file & exec 4> pipe; rm bin/gone; exec 4>&-; wait'
    expect_equal "exe: $1" "$(jq -r .exe events | sed "s,^$work/,,; s,.*/bash$,bash," |
        sort -u | xargs)" "$2"
}
exe_case all 'bash bin/gone bin/one bin/three'
exe_case exact bin/one --exe "$work/bin/one"
exe_case list 'bin/one bin/three' -e "$work/bin/{one,two},$work/bin/three"
exe_case subtree 'bin/gone bin/one bin/three' --exe "$work/bin/"
exe_case 'without a prefix' 'bin/gone bin/one' --exe '**/*o{ne,n?}'
exe_case excluded 'bash' --exe "!$work/bin/"
exe_case 'excluded inside' 'bin/gone bin/one' --exe "$work/bin/*,!**/th*"
exe_case 'a script is its interpreter' bash --exe '**/bash'
exe_case 'not the script' '' --exe "$work/bin/script"

# --cwd and --root
mkdir -p jail/in/ner jail2/in
touch jail/in/ner/f jail2/in/f
cat > rooted.py << 'END'
import os, sys
top, where = os.getcwd(), os.open("/", os.O_PATH)
def use(cwd, root="/"):
    os.chroot(root)
    os.chdir(cwd)
    os.close(os.open("f", os.O_CREAT | os.O_RDWR))
    os.fchdir(where)
    os.chroot(".")
for cwd in ("t/a", "t/a/b", "t/ab", "jail/in/ner"):
    use(f"{top}/{cwd}")
for root, cwd in (("jail", "/in/ner"), ("jail/in", "/ner"), ("jail2", "/in"), ("jail", "/in")):
    use(cwd, f"{top}/{root}")
END
place_case() { # NAME WANTED-ROOTS-AND-CWDS OPTION...
    run_fileaudit --json -o events --op open --access create "${@:3}" -- python3 rooted.py
    expect_equal "place: $1" "$(jq -r '.root + ":" + .cwd' events | sed "s,$work/,,g" | xargs)" "$2"
}
all='/:t/a /:t/a/b /:t/ab /:jail/in/ner jail:/in/ner jail/in:/ner jail2:/in jail:/in'
place_case all "$all"
place_case cwd /:t/a --cwd "$w/a"
place_case 'cwd, subtree' '/:t/a /:t/a/b' --cwd "$w/a/"
place_case 'cwd, list' '/:t/ab jail:/in/ner jail/in:/ner' --cwd "$w/ab,/in/ner,/ner"
place_case 'cwd, excluded' '/:jail/in/ner jail:/in/ner jail/in:/ner jail2:/in jail:/in' \
    --cwd "!$w/"
place_case 'cwd, without a prefix' '/:jail/in/ner jail:/in/ner jail/in:/ner' --cwd '**/n[d-f]r'
place_case root 'jail:/in/ner jail:/in' --root "$work/jail"
place_case 'root, subtree' 'jail:/in/ner jail/in:/ner jail:/in' --root "$work/jail/"
place_case 'root, glob' 'jail:/in/ner jail2:/in jail:/in' --root "$work/jail{,?}"
place_case 'root, of the host' '/:t/a /:t/a/b /:t/ab /:jail/in/ner' --root /
place_case 'root, excluded' 'jail/in:/ner jail2:/in' --root "!/,!$work/jail"
place_case 'root and cwd' jail:/in --root "$work/jail" --cwd /in
place_case 'path inside the root' 'jail:/in/ner' --path /in/ner/f
place_case 'path outside the root' '/:jail/in/ner' --path "$work/jail/in/ner/f"
place_case 'path inside, all four' 'jail:/in/ner' --path '/in/**,!/in/f' --cwd '/in/*' \
    --root "$work/j*,!**2" --exe '**/python*'

# The prefix is decided in the kernel: what does not match needs no room in the ring.
run_fileaudit --strict --json -o events --op open --buffer 4096 --path "$w/a/1" -- \
    bash -c "'$helpers/burst' 50000 t/ab/5; cat t/a/1"
expect_equal "prefix: status with a tiny buffer" $? 0
expect_equal "prefix: the one match" "$(jq -r .path events)" "$w/a/1"
expect_match "prefix: closing line" "$(closing_line)" \
    'fileaudit: 1 events shown, 5???? filtered, 0 lost'
run_fileaudit --strict --json -o events --op open --buffer 4096 --path "$w/**,!$w/ab/" -- \
    bash -c "'$helpers/burst' 50000 t/ab/5; cat t/a/1"
expect_equal "excluded prefix: status with a tiny buffer" $? 0
expect_equal "excluded prefix: the one match" "$(jq -r .path events)" "$w/a/1"

# What cannot be decided is counted, not dropped in silence; where paths are only excluded it is
# let through.
cat > deep.py << 'END'
import os, sys
for i in range(30):
    os.mkdir("t" * 200)
    os.chdir("t" * 200)
for i in range(int(sys.argv[1])):
    os.close(os.open(f"file{i}", os.O_CREAT | os.O_RDWR))
END
deep() { # OPTION...
    rm -rf deep
    mkdir deep
    (cd deep && run_fileaudit --json -o "$work/events" --op open "$@" -- python3 ../deep.py 3)
}
for how in --strict ''; do
    # shellcheck disable=SC2086
    deep $how --path "$work/deep/**/file*"
    expect_equal "undecided $how: status" $? $((${#how} > 0 ? 3 : 0))
    expect_match "undecided $how: closing line" "$(closing_line)" '* 3 lost (3 path_undecided)'
    expect_equal "undecided $how: a record" \
        "$(jq -s 'map(select(.op == "loss") | .path_undecided) | add' events)" 3
    expect_equal "undecided $how: nothing else" "$(jq -c 'select(.op != "loss")' events)" ''
done
count_files() { jq -r 'select(.path // "" | test("/file[0-9]$")) | .path_status' events | xargs; }
deep --strict --path "!$work/deep/"
expect_equal "undecided, excluded: status" $? 0
expect_equal "undecided, excluded: let through" "$(count_files)" 'truncated truncated truncated'
deep --strict --path '!**/file?'
expect_equal "undecided, excluded without a prefix" "$(count_files)" \
    'truncated truncated truncated'
deep --path "**/file*,!$work/deep/"
expect_match "undecided, both: lost" "$(closing_line)" '* 3 lost (3 path_undecided)'
deep --strict --path "**/file*" --comm 'x*'
expect_equal "undecided, but filtered by another option: nothing is lost" $? 0
deep --strict --access create
expect_equal "undecided by no filter: shown" "$(count_files)" 'truncated truncated truncated'
deep --strict --cwd "!$work/none/" --exe '**/python*' --access create
expect_equal "undecided, cwd excluded: let through" "$(count_files)" \
    'truncated truncated truncated'
deep --cwd "$work/deep/" --access create
expect_match "undecided, cwd: lost" "$(closing_line)" '* 3 lost (3 path_undecided)'
finish
