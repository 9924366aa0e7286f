// SPDX-License-Identifier: GPL-2.0-only
#include "existing.h"

#include "event/decode.h"
#include "event/held_files.h"

namespace fileaudit {
namespace {

constexpr size_t records_between_looks = 256; // into the ring, so that it does not run full
constexpr size_t flush_bytes = 256 * 1024;

// Whoever opens files as fast as they can does not fill our memory: beyond, the ring is left to run
// full, and loses, which is counted.
constexpr size_t most_kept = 1u << 19;

void keep_live(Session& session, std::vector<std::string>& live) {
    if (live.size() >= most_kept)
        return;
    session.consume(most_kept - live.size(), [&](const void* data, size_t size) {
        live.emplace_back(static_cast<const char*>(data), size);
        return true;
    });
}

void show_live(const HeldFiles& held, const std::vector<std::string>& live, Pipeline& pipeline) {
    Decoder decoder;
    std::vector<Event> events;
    for (const std::string& record : live) {
        // one that cannot be decoded is none that was told; the pipeline counts it
        const auto event = decoder.decode(record.data(), record.size());
        events.push_back(event ? *event : Event{});
    }
    const std::vector<bool> told = held.told_already(events);
    for (size_t i = 0; i < live.size(); ++i)
        if (!told[i] && !pipeline.take(live[i].data(), live[i].size()))
            return;
}

} // namespace

Result<void> show_existing(Session& session, Pipeline& pipeline, Sink& sink,
                           std::vector<std::string>* early, int interrupt_fd) {
    HeldFiles held;
    Decoder decoder;
    size_t count = 0;
    auto taken = session.inventory([&](const void* data, size_t size) {
        if (early && ++count % records_between_looks == 0)
            keep_live(session, *early);
        if (pipeline.count_reached() || sink.state() != Sink::State::open)
            return;
        const auto event = decoder.decode(data, size);
        if (event && !held.add(*event))
            return;
        pipeline.take(data, size);
        if (sink.buffer().size() >= flush_bytes) {
            pipeline.flush_recording();
            sink.flush(interrupt_fd, -1);
        }
    });
    if (!taken)
        return taken;
    if (early) {
        session.end_inventory();
        keep_live(session, *early);
        show_live(held, *early, pipeline);
        early->clear();
    }
    return {};
}

} // namespace fileaudit
