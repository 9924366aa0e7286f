// SPDX-License-Identifier: GPL-2.0-only
// A decoded event to start tests from: cat opens /etc/passwd.
#pragma once

#include "event/event.h"

inline fileaudit::Event sample_event() {
    fileaudit::Event event;
    event.ts_ns = 5'123'456'789;
    event.id = 77;
    event.backend = FA_BACKEND_LSM;
    event.resolver = FA_RESOLVER_KFUNC;
    event.pid = 4242;
    event.tid = 4243;
    event.ppid = 4100;
    event.ns_pid = 4242;
    event.uid = 1000;
    event.gid = 1001;
    event.open_flags = 02000000; // O_CLOEXEC
    event.dev_major = 8;
    event.dev_minor = 1;
    event.ino = 131;
    event.fd = 3;
    event.mntns = 4026531841;
    event.comm = "cat";
    event.fstype = "ext4";
    event.paths = {{{0, "/etc/passwd"}, {0, "/usr/bin/cat"}, {0, "/root"}, {0, "/"}}};
    return event;
}
