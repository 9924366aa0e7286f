// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli_filters.h"

#include "cli/option_group.h"

namespace fileaudit {

namespace {

void define_outcome(CLI::App& app, FilterWords& words) {
    OptionGroup outcome(app, "Outcome");
    outcome.flag("--failed", words.failed, "also opens, maps and execs that failed");
    outcome.flag("--failed-only", words.failed_only, "only those that failed");
    outcome.list("--errno", words.errnos, "LIST",
                 "of failures only these, as ENOENT,EACCES\n"
                 "without --failed only failures");
    outcome.list("--via", words.via, "LIST",
                 "come about by: open, openat, openat2, creat,\n"
                 "open_by_handle_at, exec, interpreter, uselib, io_uring,\n"
                 "kernel, mmap, mprotect, shmat, other");
    outcome.value("--slower-than", words.slower_than, "TIME",
                  "opens that took this long, as 5ms, 200us; tells how long");
    outcome.flag("--backing", words.backing, "also what a stacked file system opens below");
}

} // namespace

void define_filters(CLI::App& app, FilterWords& words, Action action) {
    OptionGroup whose(app, "Whose");
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

    OptionGroup use(app, "Which use");
    use.list("--op", words.ops, "LIST", "open, mmap, exec; held-open, held-map");
    use.list("--access", words.access, "LIST",
             "r, w, x, a, create, trunc, excl, tmpfile, path, exec");
    use.list("--prot", words.prot, "LIST", "maps: r, w, x");
    use.flag("--shared", words.shared, "shared maps");
    use.flag("--private", words.private_, "private maps");
    use.flag("--writes", words.writes, "whatever can change a file");

    if (action != Action::snapshot)
        define_outcome(app, words);

    OptionGroup file(app, "Which file");
    file.list("--path", words.paths, "GLOBS",
              "files: * stays within /, ** crosses it\n"
              "a / at the end is the whole subtree");
    file.list("--fstype", words.fstypes, "LIST", "on such file systems: ext4, overlay; also globs");
    file.list("--dev", words.devices, "MAJ:MIN", "on these devices");
    file.list("--inode", words.inodes, "N", "these inode numbers");
    file.list("--ino-of", words.same_files, "FILE", "this very file, whatever its name there");
    file.list("--verdict", words.verdicts, "WORDS",
              "files of which the path is\n"
              "one of: ok, deleted, detached, escaped, pseudo,\n"
              "truncated, unstable, absent, unresolved");
    file.flag("--no-libs", words.no_libs, "no shared libraries, no locale data");
    file.flag("--no-pseudo", words.no_pseudo, "no proc, sys, devices, pipes, sockets");

    if (action == Action::top)
        return;
    OptionGroup many(app, "How many");
    many.list("--uniq", words.uniq, "KEYS",
              "each combination once, as exe,path\n"
              "keys: pid, tid, ppid, uid, gid, comm, op, access, mntns,\n"
              "fstype, ino, path, exe, cwd, root, errno, via, cgroup");
    OptionGroup stream_only(app, action == Action::watch ? "How many" : "");
    stream_only.value("--sample", words.sample, "SHARE", "one event in so many, as 1/100");
    stream_only.value("--rate", words.rate, "N/s", "at most N events a second");
}

} // namespace fileaudit
