// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include "clocks.h"
#include "existing.h"
#include "kernel/kernel_types.h"
#include "kernel/session.h"
#include "loss_teller.h"
#include "messages.h"
#include "namer.h"
#include "preflight.h"
#include "privileges.h"
#include "record/recording.h"
#include "standard_streams.h"

namespace fileaudit {

Result<int> snapshot(const Options& options) {
    auto found = preflight(options);
    if (!found)
        return tl::unexpected(found.error());
    auto sink = Sink::open(options.output, false, options.rotation);
    if (!sink)
        return tl::unexpected(sink.error());
    const WallClock clock = read_clock();
    const auto recording = Recording::create(options, clock);
    if (!recording)
        return tl::unexpected(recording.error());
    make_writes_fail();

    auto session = Session::start_inventory(
        {options, found->features, found->plan.kernel, found->ids.same_files});
    forget_kernel_types();
    if (!session)
        return fail(session.error().status,
                    fmt::format("cannot load the iterators that take the inventory: {}",
                                session.error().message));
    if (options.verbose)
        say("inventory by the kernel's iterators, paths by walk");
    Namer namer(options);
    Pipeline pipeline(options, found->plan.user, namer, *sink, clock,
                      *recording ? &(*recording)->recorder() : nullptr);
    pipeline.append_header();
    if (auto ok = drop_privileges(false); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = show_existing(**session, pipeline, *sink, nullptr, -1); !ok)
        return tl::unexpected(ok.error());

    const Ledger ledger = make_ledger(**session, pipeline);
    const uint64_t now = monotonic_ns();
    LossTeller(options, pipeline).tell(ledger, now);
    if (*recording)
        (*recording)->finish(ledger, now);
    sink->flush(-1, -1);
    if (!options.quiet)
        say(closing_line(ledger));
    if (sink->state() == Sink::State::failed)
        return tl::unexpected(sink->error());
    if (*recording && (*recording)->failed() && !(options.strict && ledger.lost_total() > 0))
        return static_cast<int>(Exit::failure);
    return static_cast<int>(options.strict && ledger.lost_total() > 0 ? Exit::lost : Exit::ok);
}

} // namespace fileaudit
