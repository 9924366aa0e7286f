// SPDX-License-Identifier: GPL-2.0-only
// Globs, against what they say of themselves and, where it means the same (no classes, no `**`),
// against fnmatch(3). A line of pattern, then what it is matched against.
#include "cli/list_syntax.h"
#include "events.h"
#include "filter/name_pattern.h"
#include "filter/path_pattern.h"
#include "target.h"

#include <fnmatch.h>
#include <string>

using namespace fileaudit;

namespace {

// Whether fnmatch(3) means the same: its classes have names ([:alpha:]) and their own ways with
// escapes, bytes above 127 its own with locales.
bool is_common(std::string_view text) {
    for (const char byte : text)
        if (static_cast<unsigned char>(byte) < ' ' || static_cast<unsigned char>(byte) > '~')
            return false;
    return text.find('[') == text.npos;
}

bool has_fnmatch(const std::string& glob, std::string_view text, int flags) {
    return fnmatch(glob.c_str(), std::string(text).c_str(), flags) == 0;
}

} // namespace

void fuzz_path_pattern(std::string_view bytes) {
    const std::string glob(take_line(bytes));
    if (glob.size() > 512 || bytes.size() > 4096)
        return;
    (void)split_list(glob, "--path");
    (void)expand_braces(glob, "--path", 64);
    const auto pattern = PathPattern::parse(glob, "--path");
    if (!pattern)
        return check_text(pattern.error().message, false);
    const bool matches = pattern->matches(bytes);
    if (matches)
        CLAIM(bytes.starts_with(pattern->literal_prefix()));
    if (pattern->is_literal())
        CLAIM(matches == (bytes == pattern->literal_prefix()));
    const bool is_path =
        bytes.starts_with('/') && !bytes.ends_with('/') && bytes.find('\0') == bytes.npos;
    if (const auto prefixes = pattern->exact_prefixes(); is_path && !prefixes.empty()) {
        bool begins = false;
        for (const std::string& prefix : prefixes)
            begins = begins || (std::string(bytes) + '\0').starts_with(prefix);
        CLAIM(begins == matches);
    }
    if (const std::string below = pattern->subtree(); is_path && !below.empty())
        CLAIM(!bytes.starts_with(below + "/") || matches);
    if (is_common(glob) && is_common(bytes) && glob.find("**") == glob.npos &&
        glob.find("//") == glob.npos && !glob.ends_with('/'))
        CLAIM(matches == has_fnmatch(glob, bytes, FNM_PATHNAME));
}

void fuzz_name_pattern(std::string_view bytes) {
    const std::string glob(take_line(bytes));
    if (glob.size() > 512 || bytes.size() > 4096)
        return;
    const auto pattern = NamePattern::parse(glob, "--comm");
    if (!pattern)
        return check_text(pattern.error().message, false);
    const bool matches = pattern->matches(bytes);
    if (matches)
        CLAIM(bytes.size() >= pattern->least_length());
    if (pattern->is_literal())
        CLAIM(matches == (bytes == pattern->literal()));
    if (is_common(glob) && is_common(bytes))
        CLAIM(matches == has_fnmatch(glob, bytes, 0));
}
