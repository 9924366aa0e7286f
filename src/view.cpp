// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"

#include "summary_tables.h"
#include "terminal.h"
#include "top_screen.h"

namespace fileaudit {

std::unique_ptr<View> make_view(const ViewSource& source) {
    const Options& options = source.options;
    if (!options.summary.shown)
        return nullptr;
    if (options.action != Action::top)
        return std::make_unique<TableAtEnd>(source);
    // a command would write into the screen
    const bool drawn = options.output.empty() && options.command.empty() &&
                       options.format != Format::json && can_draw_on(source.sink.fd());
    if (drawn)
        return std::make_unique<TopScreen>(source);
    return std::make_unique<TablesByInterval>(source);
}

} // namespace fileaudit
