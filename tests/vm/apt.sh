# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Debian packages of any release and architecture, through an apt configuration of our own: the host's is only read.
# To be sourced; needs `tmp`, a directory that is removed in the end. Sets `cache`.

cache=${FILEAUDIT_VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fileaudit/vm}

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
cannot() { say "$*"; exit 77; }
host_release() { (. /etc/os-release && printf '%s' "${!1:-}"); }

# The mirror base apt uses here for suite $1, in deb822 or one-line form; apt parses both.
apt_base() {
    # shellcheck disable=SC2016 # the words are apt's
    apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' \
        'Created-By: Packages' | awk -v r="$1" '$1 == r && $2 == "main" { print $3; exit }'
}

# The mirror's bases for releases and for their security updates, and the archive's key: sets `base`, `security`
# and `keyring`. 77: there is none.
find_mirror() {
    local codename
    codename=$(host_release VERSION_CODENAME)
    base=${FILEAUDIT_VM_MIRROR:-}
    if [[ -z $base && $(host_release ID) == debian ]]; then
        base=$(apt_base "$codename")
        [[ -n $base ]] || base=$(apt_base stable)
    fi
    if [[ -z $base ]]; then
        say "no Debian mirror in apt's sources: set FILEAUDIT_VM_MIRROR"
        return 77
    fi
    security=$(apt_base "$codename-security")
    [[ -n $security ]] || security=${base%/}-security
    for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
        [[ ! -e $keyring ]] || break
    done
}

# Prepares apt to know exactly the suites given, for `architecture` (amd64): sets the array `apt`. Its state is
# in $tmp.
private_apt() {
    local base security keyring suite arch=${architecture:-amd64}
    find_mirror || return
    rm -rf "$tmp/apt"
    mkdir -p "$tmp"/apt/{lists,cache/archives}/partial
    : > "$tmp/apt/status"
    for suite; do
        echo "deb [arch=$arch signed-by=$keyring] $base $suite main"
        case $suite in *-*|sid|unstable|forky|testing) continue ;; esac
        echo "deb [arch=$arch signed-by=$keyring] $security $suite-security main"
    done > "$tmp/apt/sources.list"
    apt=(-qq
        -o Dir::Etc::sourcelist="$tmp/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
        -o Dir::State::lists="$tmp/apt/lists" -o Dir::Cache="$tmp/apt/cache"
        -o Dir::State::status="$tmp/apt/status" -o APT::Architecture="$arch" -o APT::Architectures="$arch"
        -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any
        -o Acquire::Languages=none -o Acquire::Retries=2)
    apt-get "${apt[@]}" update
}

# Downloads packages and unpacks them into directory $1, which appears only when complete.
unpack() {
    local into=$1 deb
    shift
    mkdir -p "$tmp/debs" "$tmp/root"
    (cd "$tmp/debs" && apt-get "${apt[@]}" download "$@")
    for deb in "$tmp"/debs/*.deb; do
        dpkg-deb -x "$deb" "$tmp/root"
        rm "$deb"
    done
    rm -rf "$into"
    mv "$tmp/root" "$into"
}

