// SPDX-License-Identifier: GPL-2.0-only
#include "events.h"

#include "format/columns.h"
#include "format/format.h"
#include "format/utf8.h"
#include "target.h"

#include <memory>

using namespace fileaudit;

// Valid UTF-8 without a byte that steers a terminal.
void check_text(std::string_view text, bool lines) {
    CLAIM(valid_utf8(text));
    for (const char byte : text)
        CLAIM((static_cast<unsigned char>(byte) >= ' ' && byte != 0x7f) || (lines && byte == '\n'));
}

namespace {

// One JSON object and no more, as its grammar has it: no second opinion of how it was written.
struct JsonLine {
    std::string_view left;

    bool take(char byte) {
        if (left.empty() || left[0] != byte)
            return false;
        left.remove_prefix(1);
        return true;
    }
    void string() {
        CLAIM(take('"'));
        while (!take('"')) {
            CLAIM(!left.empty() && static_cast<unsigned char>(left[0]) >= ' ');
            if (!take('\\')) {
                left.remove_prefix(1);
                continue;
            }
            CLAIM(!left.empty());
            const char kind = left[0];
            left.remove_prefix(1);
            CLAIM(std::string_view("\"\\/bfnrtu").find(kind) != std::string_view::npos);
            if (kind == 'u') {
                CLAIM(left.size() >= 4 &&
                      left.substr(0, 4).find_first_not_of("0123456789abcdefABCDEF") == left.npos);
                left.remove_prefix(4);
            }
        }
    }
    void value() {
        CLAIM(!left.empty());
        if (left[0] == '"')
            return string();
        if (left[0] == '{' || left[0] == '[') {
            const char end = left[0] == '{' ? '}' : ']';
            left.remove_prefix(1);
            if (take(end))
                return;
            do {
                if (end == '}') {
                    string();
                    CLAIM(take(':'));
                }
                value();
            } while (take(','));
            CLAIM(take(end));
            return;
        }
        const size_t size = std::min(left.find_first_of(",}]"), left.size());
        const std::string_view word = left.substr(0, size);
        CLAIM(word == "true" || word == "false" || word == "null" ||
              (!word.empty() && word.find_first_not_of("0123456789.-") == word.npos));
        left.remove_prefix(size);
    }
};

Options options_of(Format format) {
    Options options;
    options.format = format;
    options.time = format == Format::json ? TimeStyle::iso : TimeStyle::utc;
    options.ancestry = 8;
    options.args = options.latency = options.opener = options.ustack = true;
    options.existing = options.chains = true;
    if (format == Format::line_template)
        options.line = parse_template("{time} {pid:>7} {comm} {exe} {args} {path:<20.9}").value();
    options.columns = default_columns(options);
    return options;
}

std::unique_ptr<Formatter> formatter_of(Format format) {
    return make_formatter(options_of(format), WallClock{1'700'000'000'000'000'000}, false);
}

} // namespace

void check_all_formats(const Event& event) {
    for (const Format format : {Format::text, Format::wide, Format::json, Format::csv,
                                Format::logfmt, Format::line_template}) {
        static std::unique_ptr<Formatter> formatters[6];
        auto& formatter = formatters[static_cast<size_t>(format)];
        if (!formatter)
            formatter = formatter_of(format);
        Buffer out;
        formatter->append_event(out, event);
        const std::string_view text(out.data(), out.size());
        CLAIM(text.ends_with('\n'));
        check_text(text, true);
        if (!is_text(format)) // a stack is lines below the event
            CLAIM(text.find('\n') == text.size() - 1);
        if (format == Format::json) {
            JsonLine line{text.substr(0, text.size() - 1)};
            CLAIM(line.left.starts_with('{'));
            line.value();
            CLAIM(line.left.empty());
        }
    }
}
