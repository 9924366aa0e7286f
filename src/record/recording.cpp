// SPDX-License-Identifier: GPL-2.0-only
#include "record/recording.h"

#include "clocks.h"
#include "format/escape.h"
#include "lookup/lookup_namespaces.h"
#include "messages.h"
#include "place.h"
#include "text_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace fileaudit {

namespace {

uint32_t recorded_by(const Options& options) {
    const Filters& filters = options.filters;
    const bool snapshot = options.action == Action::snapshot;
    const struct {
        Recorded bit;
        bool is_so;
    } bits[] = {
        {recorded_successes, (filters.outcomes & FA_OUTCOME_OK) != 0},
        {recorded_failures, (filters.outcomes & FA_OUTCOME_FAILED) != 0},
        {recorded_latency, options.latency},
        {recorded_opener, options.opener},
        {recorded_args, options.args},
        {recorded_stacks, options.ustack},
        {recorded_backing, filters.backing},
        {recorded_held, options.existing || snapshot},
        {recorded_snapshot, snapshot},
        {recorded_both_ways, options.cross_check},
    };
    uint32_t recorded = 0;
    for (const auto& [bit, is_so] : bits)
        recorded |= is_so ? uint32_t{bit} : 0;
    return recorded;
}

RecordingHeader header_here(const Options& options, WallClock clock) {
    RecordingHeader header;
    header.wire = FA_WIRE_VERSION;
    header.recorded = recorded_by(options);
    header.ancestry = options.ancestry;
    header.host_mntns = host_mount_namespace().value_or(0);
    header.monotonic_ns = monotonic_ns();
    header.wall_ns = header.monotonic_ns + static_cast<uint64_t>(clock.offset_ns);
    header.version = FILEAUDIT_VERSION;
    utsname system{};
    uname(&system);
    header.kernel = system.release;
    header.machine = system.machine;
    header.host = system.nodename;
    header.command_line = read_text("/proc/self/cmdline").value_or("");
    return header;
}

tl::unexpected<Error> refuse(const std::string& path, std::string_view why) {
    return fail(Exit::usage, fmt::format("--record: '{}' {}", escaped(path), why));
}

Result<Fd> make_file(const std::string& path) {
    const auto place = Place::find(path);
    Fd file;
    if (place)
        file.reset(openat(
            place->directory(), place->name().c_str(),
            O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0600));
    const int error = errno;
    if (!file && place && place->is_link())
        return refuse(path, "is a symbolic link; give the name of the file itself");
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0)
        return fail(Exit::usage,
                    fmt::format("--record: cannot write '{}': {}; give a file in a directory that "
                                "exists and may be written",
                                escaped(path), strerror(file ? errno : error)));
    if (!S_ISREG(status.st_mode))
        return refuse(path, "is no regular file; give the name of one, or of one to be made");
    if (const std::string why = place->objection(status); !why.empty())
        return refuse(path, why);
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return refuse(path, "is being recorded into already; give another name");
    if (status.st_size != 0)
        return refuse(path, "is there already, and a recording replaces nothing; give another "
                            "name, or remove it first");
    return file;
}

} // namespace

Result<std::unique_ptr<Recording>> Recording::create(const Options& options, WallClock clock) {
    if (options.record.empty())
        return nullptr;
    auto file = make_file(options.record);
    if (!file)
        return tl::unexpected(file.error());
    auto recording = std::unique_ptr<Recording>(
        new Recording(std::move(*file), options.record, header_here(options, clock)));
    recording->recorder_.clock(clock);
    recording->flush();
    if (recording->failed())
        return fail(Exit::failure, "--record: nothing was started, since it cannot be recorded");
    return recording;
}

void Recording::flush() {
    std::string& bytes = recorder_.bytes();
    struct stat status {};
    if (!failed_ && !bytes.empty() && fstat(file_.get(), &status) != 0)
        status.st_size = -1;
    std::string_view left = bytes;
    while (!failed_ && !left.empty()) {
        const ssize_t n = write(file_.get(), left.data(), left.size());
        if (n >= 0) {
            left.remove_prefix(static_cast<size_t>(n));
        } else if (errno != EINTR) {
            failed_ = true;
            say(fmt::format("cannot record into '{}': {}; it ends here, and the watch goes on",
                            escaped(name_), strerror(errno)));
            // a part of this batch may be in there
            if (status.st_size < 0 || ftruncate(file_.get(), status.st_size) != 0)
                say(fmt::format("'{}' may end in the middle of a record", escaped(name_)));
        }
    }
    bytes.clear();
}

void Recording::finish(const Ledger& ledger, uint64_t monotonic_ns) {
    recorder_.finish(ledger, monotonic_ns);
    flush();
}

} // namespace fileaudit
