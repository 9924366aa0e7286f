// SPDX-License-Identifier: GPL-2.0-only
#include "replay.h"

#include "fd.h"
#include "filter/replay_match.h"
#include "format/arguments.h"
#include "format/escape.h"
#include "loss_teller.h"
#include "messages.h"
#include "pipeline.h"
#include "privileges.h"
#include "record/answerable.h"
#include "record/frame_reader.h"
#include "record/frames.h"
#include "record/machine_flags.h"
#include "record/recorded_names.h"
#include "sink.h"
#include "standard_streams.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace fileaudit {
namespace {

constexpr size_t read_bytes = 256u << 10;
constexpr size_t flush_bytes = 256u << 10;

// "fileaudit watch --json", as one typed it.
std::string words_of(std::string_view command_line) {
    std::string words;
    while (!command_line.empty())
        words += (words.empty() ? "" : " ") + escaped(take_argument(command_line));
    return words;
}

// The file, and what is read of it.
class Input {
public:
    static Result<Input> open(const std::string& path) {
        Input input;
        if (path == "-") {
            input.fd_ = STDIN_FILENO;
            input.name_ = "standard input";
            return input;
        }
        input.name_ = fmt::format("'{}'", escaped(path));
        input.owned_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
        if (!input.owned_)
            return fail(Exit::usage,
                        fmt::format("cannot read {}: {}; give a file that fileaudit watch --record "
                                    "has written, or - for standard input",
                                    input.name_, strerror(errno)));
        input.fd_ = input.owned_.get();
        struct stat st {};
        if (fstat(input.fd_, &st) == 0 && S_ISDIR(st.st_mode))
            return fail(Exit::usage,
                        fmt::format("{} is a directory; give a file that fileaudit watch --record "
                                    "has written",
                                    input.name_));
        return input;
    }

    const std::string& name() const { return name_; }

    // What follows; "" at the end.
    Result<std::string_view> read() {
        ssize_t n;
        while ((n = ::read(fd_, bytes_.data(), bytes_.size())) < 0 && errno == EINTR) {
        }
        if (n < 0)
            return fail(Exit::failure, fmt::format("cannot read {}: {}", name_, strerror(errno)));
        return std::string_view(bytes_.data(), static_cast<size_t>(n));
    }

    bool is_waiting() const { // read() would wait
        pollfd fd{fd_, POLLIN, 0};
        return poll(&fd, 1, 0) == 0;
    }

    // Whoever records has it locked.
    bool is_being_written() const {
        if (flock(fd_, LOCK_SH | LOCK_NB) != 0)
            return errno == EWOULDBLOCK;
        flock(fd_, LOCK_UN);
        return false;
    }

private:
    Fd owned_;
    int fd_ = -1;
    std::string name_;
    std::vector<char> bytes_ = std::vector<char>(read_bytes);
};

// What is known of the recording so far.
struct Known {
    Ledger ledger;      // what was lost
    uint64_t at_ns = 0; // CLOCK_MONOTONIC: the last that was told of
    uint64_t events = 0;
};

// What was lost while it was recorded counts as well.
Ledger make_ledger(const Pipeline& pipeline, const Ledger& recorded) {
    Ledger ledger = make_ledger(pipeline);
    for (size_t i = 0; i < loss_reasons; ++i)
        ledger.lost[i] += recorded.lost[i];
    return ledger;
}

class Replay {
public:
    Replay(const Options& options, Input& input, FrameReader& reader, MachineFlags flags,
           ReplayMatch& match, Sink& sink)
        : options_(options), input_(input), reader_(reader), flags_(std::move(flags)),
          match_(match), sink_(sink), names_(options.chains),
          pipeline_(options, match.rest(), match, names_, sink, wall_clock(reader.header())),
          losses_(options, pipeline_, " while it was recorded") {}

    Result<int> run() {
        tell_origin();
        pipeline_.append_header();
        while (!done_)
            if (auto ok = step(); !ok)
                return tl::unexpected(ok.error());
        return finish();
    }

private:
    // Until the first frame of a clock.
    static WallClock wall_clock(const RecordingHeader& header) {
        return {static_cast<int64_t>(header.wall_ns - header.monotonic_ns)};
    }

    void tell_origin() const {
        const RecordingHeader& header = reader_.header();
        if (options_.verbose)
            say(fmt::format("recorded on {} ({}, Linux {}) by fileaudit {}: {}",
                            escaped(header.host), escaped(header.machine), escaped(header.kernel),
                            escaped(header.version), words_of(header.command_line)));
    }

    Result<void> step() {
        switch (reader_.next()) {
        case FrameReader::Step::frame:
            take_frame();
            break;
        case FrameReader::Step::need_more:
            return read_more();
        default:
            problem_ = reader_.problem();
            done_ = true;
        }
        if (sink_.buffer().size() >= flush_bytes)
            sink_.flush(-1, -1);
        if (pipeline_.count_reached() || sink_.state() != Sink::State::open)
            done_ = true;
        return {};
    }

    Result<void> read_more() {
        if (input_.is_waiting())
            sink_.flush(-1, -1);
        const auto bytes = input_.read();
        if (!bytes)
            return tl::unexpected(bytes.error());
        reader_.feed(*bytes);
        done_ = bytes->empty();
        return {};
    }

    void take_frame() {
        const std::string_view payload = reader_.payload();
        bool ok = true;
        switch (reader_.type()) {
        case FrameType::event:
            take_event(payload);
            break;
        case FrameType::clock:
            ok = payload.size() == sizeof(int64_t);
            if (ok)
                pipeline_.set_clock({raw_at<int64_t>(payload, 0)});
            break;
        case FrameType::losses:
            ok = take_losses(payload);
            break;
        case FrameType::end:
            ok = payload.size() == sizeof(uint64_t) &&
                 raw_at<uint64_t>(payload, 0) == recorded_.events;
            ended_ = done_ = ok;
            break;
        default:
            ok = names_.take(reader_.type(), payload);
        }
        if (ok)
            return;
        problem_ = fmt::format("holds what does not add up before byte {}", reader_.offset());
        done_ = true;
    }

    void take_event(std::string_view record) {
        ++recorded_.events;
        record = flags_.translate_record(record);
        pipeline_.take(record.data(), record.size());
    }

    bool take_losses(std::string_view payload) {
        constexpr size_t before = 6; // numbers before what was lost
        if (payload.size() != (before + loss_reasons) * sizeof(uint64_t))
            return false;
        const auto number = [&](size_t i) {
            return raw_at<uint64_t>(payload, i * sizeof(uint64_t));
        };
        recorded_.at_ns = number(0);
        for (size_t i = 0; i < loss_reasons; ++i)
            recorded_.ledger.lost[i] = number(before + i);
        losses_.tell(make_ledger(pipeline_, recorded_.ledger), recorded_.at_ns);
        return true;
    }

    Result<int> finish() {
        const bool all_shown = !pipeline_.count_reached() && sink_.state() == Sink::State::open;
        if (all_shown)
            pipeline_.finish();
        const Ledger ledger = make_ledger(pipeline_, recorded_.ledger);
        losses_.tell(ledger, recorded_.at_ns);
        sink_.flush(-1, -1);
        if (!options_.quiet) {
            if (match_.failures_left_out() != 0)
                say(fmt::format("{} recorded failures are not shown; --failed shows them, too",
                                match_.failures_left_out()));
            say(closing_line(ledger));
        }
        if (sink_.state() == Sink::State::failed)
            return tl::unexpected(sink_.error());
        if (all_shown && !ended_)
            if (const auto cut = how_it_ended(); !cut)
                return tl::unexpected(cut.error());
        return static_cast<int>(options_.strict && ledger.lost_total() > 0 ? Exit::lost : Exit::ok);
    }

    // It has no end: said in any case, and an error where no more can come.
    Result<void> how_it_ended() const {
        const std::string events =
            fmt::format("{} event{}", recorded_.events, recorded_.events == 1 ? "" : "s");
        if (!problem_.empty())
            return fail(Exit::failure,
                        fmt::format("the recording in {} {}; it was read up to there, {}",
                                    input_.name(), problem_, events));
        if (!input_.is_being_written())
            return fail(Exit::failure, fmt::format("the recording in {} was cut off after {}",
                                                   input_.name(), events));
        say(fmt::format("the recording in {} is still being written; these are its first {}",
                        input_.name(), events));
        return {};
    }

    const Options& options_;
    Input& input_;
    FrameReader& reader_;
    MachineFlags flags_;
    const ReplayMatch& match_;
    Sink& sink_;
    RecordedNames names_;
    Pipeline pipeline_;
    LossTeller losses_;
    Known recorded_;
    std::string problem_; // a part of a sentence
    bool done_ = false, ended_ = false;
};

// Reads up to the header, or says why there is none.
Result<void> read_header(Input& input, FrameReader& reader) {
    for (;;) {
        switch (reader.next()) {
        case FrameReader::Step::header:
            return {};
        case FrameReader::Step::need_more:
            break;
        default:
            return fail(Exit::usage, fmt::format("{} {}", input.name(), reader.problem()));
        }
        const auto bytes = input.read();
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (bytes->empty())
            return fail(Exit::usage,
                        fmt::format("{} {}", input.name(),
                                    reader.within_frame()
                                        ? "is a recording that was cut off within its header; "
                                          "there is nothing to be read from it"
                                        : "is empty, and so no recording; give a file that "
                                          "fileaudit watch --record has written"));
        reader.feed(*bytes);
    }
}

} // namespace

Result<int> replay(const Options& asked) {
    make_writes_fail();
    auto input = Input::open(asked.input);
    if (!input)
        return tl::unexpected(input.error());
    FrameReader reader;
    if (auto ok = read_header(*input, reader); !ok)
        return tl::unexpected(ok.error());
    auto flags = MachineFlags::between(reader.header().machine, machine_here());
    if (!flags)
        return fail(flags.error().status,
                    fmt::format("{} {}", input->name(), flags.error().message));
    const auto options = as_recorded(asked, reader.header());
    if (!options)
        return tl::unexpected(options.error());
    auto match = ReplayMatch::make(options->filters, reader.header().host_mntns);
    if (!match)
        return tl::unexpected(match.error());
    auto sink = Sink::open(options->output, false, options->rotation);
    if (!sink)
        return tl::unexpected(sink.error());
    if (auto ok = drop_privileges(false); !ok)
        return tl::unexpected(ok.error());
    return Replay(*options, *input, reader, std::move(*flags), *match, *sink).run();
}

} // namespace fileaudit
