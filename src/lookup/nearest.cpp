// SPDX-License-Identifier: GPL-2.0-only
// Edit distances, ASCII letters without regard to case.
#include "lookup/nearest.h"

#include "format/escape.h"

#include <algorithm>
#include <vector>

namespace fileaudit {

namespace {

// Longer texts are only searched for the word: a distance takes the product of the lengths.
constexpr size_t longest_compared = 256;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& byte : result)
        if (byte >= 'A' && byte <= 'Z')
            byte = static_cast<char>(byte - 'A' + 'a');
    return result;
}

// The least number of bytes inserted, removed, replaced or swapped with their neighbour that
// makes one of the other, each place edited once; more than `limit` when it is more than that.
size_t distance(std::string_view from, std::string_view to, size_t limit) {
    std::vector<size_t> before(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
    for (size_t j = 0; j <= to.size(); ++j)
        row[j] = j;
    for (size_t i = 1; i <= from.size(); ++i) {
        before.swap(last);
        last.swap(row);
        row[0] = i;
        for (size_t j = 1; j <= to.size(); ++j) {
            const bool same = from[i - 1] == to[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        const size_t least = *std::min_element(row.begin(), row.end());
        if (least > limit)
            return least; // no later row has less
    }
    return row.back();
}

// What is far is more than this: a third of the longer one, but one edit in any case, unless
// that leaves nothing in common.
size_t most_edits(std::string_view word, std::string_view candidate) {
    const size_t longer = std::max(word.size(), candidate.size());
    return longer <= 1 ? 0 : std::max<size_t>(longer / 3, 1);
}

} // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
    const std::string wanted = lower(word);
    const std::string* best = nullptr;
    size_t best_edits = 0;
    for (const std::string& candidate : candidates) {
        const std::string text = lower(candidate);
        const size_t longer = std::max(wanted.size(), text.size());
        const size_t apart = longer - std::min(wanted.size(), text.size());
        size_t edits = apart; // exactly, when one is a part of the other
        if (wanted.size() < 2 || text.find(wanted) == std::string::npos) {
            const size_t limit = most_edits(wanted, text);
            if (apart > limit || longer > longest_compared)
                continue;
            edits = distance(wanted, text, limit);
            if (edits > limit)
                continue;
        }
        if (best == nullptr || edits < best_edits) {
            best = &candidate;
            best_edits = edits;
        }
    }
    return best == nullptr ? "" : *best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates,
                       std::string_view otherwise) {
    const std::string near = nearest(word, candidates);
    return near.empty() ? std::string(otherwise)
                        : fmt::format("; did you mean '{}'?", escaped(near));
}

} // namespace fileaudit
