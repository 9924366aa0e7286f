// SPDX-License-Identifier: GPL-2.0-only
// An included glob gives its literal prefix, whatever follows: user space still matches it. An
// excluded one can give only a whole subtree, since what it gives is refused unseen.
#include "filter/kernel_prefixes.h"

#include "filter/option_text.h"

#include <algorithm>
#include <utility>

namespace fileaudit {

namespace {

void sort_unique(std::vector<std::string>& texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// The longer one would decide: at or below what is excluded, that is not to be the included one.
void drop_excluded(KernelPrefixes& prefixes) {
    std::erase_if(prefixes.in, [&](const std::string& in) {
        return std::any_of(prefixes.out.begin(), prefixes.out.end(),
                           [&](const std::string& out) { return in.starts_with(out); });
    });
}

} // namespace

uint8_t KernelPrefixes::sides() const {
    return static_cast<uint8_t>((all_in_are_known ? FA_IN : 0) | (out.empty() ? 0 : FA_OUT));
}

KernelPrefixes kernel_prefixes(const Choice<PathPattern>& globs) {
    KernelPrefixes prefixes;
    for (const PathPattern& glob : globs.exclude) {
        const std::string subtree = glob.subtree();
        if (!subtree.empty() && subtree.size() < FA_PREFIX_MAX)
            prefixes.out.push_back(subtree + "/");
    }
    sort_unique(prefixes.out);

    prefixes.all_in_are_known =
        !globs.include.empty() &&
        std::none_of(globs.include.begin(), globs.include.end(),
                     [](const PathPattern& glob) { return glob.literal_prefix().empty(); });
    if (!prefixes.all_in_are_known)
        return prefixes;
    for (const PathPattern& glob : globs.include)
        prefixes.in.push_back(glob.literal_prefix().substr(0, FA_PREFIX_MAX));
    sort_unique(prefixes.in);
    drop_excluded(prefixes);
    return prefixes;
}

std::optional<KernelPrefixes> exact_prefixes(const Choice<PathPattern>& globs) {
    KernelPrefixes prefixes;
    for (const auto& [from, to] :
         {std::pair(&globs.exclude, &prefixes.out), std::pair(&globs.include, &prefixes.in)}) {
        for (const PathPattern& glob : *from) {
            const std::vector<std::string> exact = glob.exact_prefixes();
            if (exact.empty() || exact.front().size() > FA_PREFIX_MAX)
                return std::nullopt;
            to->insert(to->end(), exact.begin(), exact.end());
        }
        sort_unique(*to);
    }
    prefixes.all_in_are_known = !globs.include.empty();
    drop_excluded(prefixes);
    return prefixes;
}

std::string in_words(const KernelPrefixes& prefixes) {
    std::string words;
    if (!prefixes.in.empty())
        words = (prefixes.in.size() == 1 ? "its prefix " : "its prefixes ") +
                list_text(prefixes.in, {});
    else if (prefixes.all_in_are_known)
        words = "it excludes all that it includes";
    if (!prefixes.out.empty())
        words +=
            (words.empty() ? "nothing below " : "; nothing below ") + list_text(prefixes.out, {});
    return words;
}

} // namespace fileaudit
