// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli_filters.h"

namespace fileaudit {

namespace {

// Defines options one after the other, in one group of --help.
class Group {
public:
    Group(CLI::App& app, const char* name) : app_(app), name_(name) {}

    // Kept as typed: CLI11 would read some values, such as {}, as something else.
    void list(const char* option, std::vector<std::string>& into, const char* value,
              const char* help) {
        const auto keep = [&into](const CLI::results_t& typed) {
            into = typed;
            return true;
        };
        app_.add_option(option, keep, help)
            ->expected(1, CLI::detail::expected_max_vector_size)
            ->allow_extra_args(false)
            ->type_name(value)
            ->option_text(value)
            ->group(name_);
    }

    void value(const char* option, std::optional<std::string>& into, const char* value,
               const char* help) {
        app_.add_option(option, into, help)->type_name(value)->group(name_);
    }

    void flag(const char* option, bool& into, const char* help) {
        app_.add_flag(option, into, help)->group(name_);
    }

private:
    CLI::App& app_;
    const char* name_;
};

} // namespace

void define_filters(CLI::App& app, FilterWords& words, Stream stream) {
    Group whose(app, "Whose");
    whose.list("-p,--pid", words.pids, "LIST", "processes, by id");
    whose.flag("-f,--follow", words.follow, "--pid with all descendants");
    whose.list("-t,--tid", words.tids, "LIST", "threads, by id");
    whose.list("--ppid", words.ppids, "LIST", "children of these processes");
    whose.list("-c,--comm", words.comms, "GLOBS", "tasks of this comm, at most 15 bytes");
    whose.list("-e,--exe", words.exes, "GLOBS", "processes that run this executable");
    whose.list("--cwd", words.cwds, "GLOBS", "in this working directory");
    whose.list("--root", words.roots, "GLOBS", "with this root directory");
    whose.list("-u,--uid", words.uids, "LIST", "users: names, ids, or ids such as 1000-1999");
    whose.list("-g,--gid", words.gids, "LIST", "groups, likewise");
    whose.list("--cgroup", words.cgroups, "PATHS", "in this cgroup (v2) or below; also globs");
    whose.list("--container", words.containers, "NAMES", "containers: id, start of an id, or name");
    whose.list("--service", words.services, "UNITS", "systemd units; also globs");
    whose.list("--mntns", words.mount_namespaces, "LIST",
               "mount namespaces: a pid in it, or its inode number");
    whose.flag("--host-only", words.host_only, "only the host's mount namespace");

    Group use(app, "Which use");
    use.list("--op", words.ops, "LIST", "open, mmap, exec; held-open, held-map");
    use.list("--access", words.access, "LIST",
             "r, w, x, a, create, trunc, excl, tmpfile, path, exec");
    use.list("--prot", words.prot, "LIST", "maps: r, w, x");
    use.flag("--shared", words.shared, "shared maps");
    use.flag("--private", words.private_, "private maps");
    use.flag("--writes", words.writes, "whatever can change a file");

    Group file(app, "Which file");
    file.list("--path", words.paths, "GLOBS",
              "* stays within /, ** crosses it, a / at the end is the whole subtree");
    file.list("--fstype", words.fstypes, "LIST", "on such file systems: ext4, overlay; also globs");
    file.list("--dev", words.devices, "MAJ:MIN", "on these devices");
    file.list("--inode", words.inodes, "N", "these inode numbers");
    file.list("--ino-of", words.same_files, "FILE", "this very file, whatever its name there");
    file.list("--verdict", words.verdicts, "WORDS",
              "ok, deleted, detached, escaped, pseudo, truncated, unstable, absent");
    file.flag("--no-libs", words.no_libs, "no shared libraries, no locale data");
    file.flag("--no-pseudo", words.no_pseudo, "no proc, sys, devices, pipes, sockets");

    Group many(app, "How many");
    many.list("--uniq", words.uniq, "KEYS",
              "each combination once, as exe,path; keys: pid, tid, ppid, uid, gid,\n"
              "comm, op, access, mntns, fstype, ino, path, exe, cwd, root");
    Group stream_only(app, stream == Stream::yes ? "How many" : "");
    stream_only.value("--sample", words.sample, "SHARE", "one event in so many, as 1/100");
    stream_only.value("--rate", words.rate, "N/s", "at most N events a second");
}

} // namespace fileaudit
