// SPDX-License-Identifier: GPL-2.0-only
// Defines options one after the other, in one group of --help.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

class OptionGroup {
public:
    // "": options that --help does not show. What they are parsed into must outlive `app`.
    OptionGroup(CLI::App& app, const char* name) : app_(app), name_(name) {}

    // Values in the order given, kept as typed: CLI11 would read some, such as {}, as something
    // else.
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

} // namespace fileaudit
