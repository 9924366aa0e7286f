// SPDX-License-Identifier: GPL-2.0-only
// The candidate most like a word that named nothing, for "did you mean".
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fileaudit {

// Least edit distance, the first of equals, whatever the letters' case. Near enough to be what
// was meant is a candidate that the word (of two bytes or more) is a part of, and one that takes
// few edits for its length. "" when there is none.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean 'nginx'?", or `otherwise` when nothing is near. Escapes the candidate.
std::string suggestion(std::string_view word, std::span<const std::string> candidates,
                       std::string_view otherwise);

} // namespace fileaudit
