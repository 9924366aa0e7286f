// SPDX-License-Identifier: GPL-2.0-only
// A summary's table as text or JSON: the counts, then the keys, path-like ones last. Pure.
//   OPENS FAILED MAPS EXECS PROCS MAPPED     PID COMM
//      12      3    4     1     1   1.2M    4242 cat
//      12      3    4     1     -   1.2M total of 1 row
#pragma once

#include "format/buffer.h"
#include "summary/rows.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fileaudit {

// Lines with their newlines: a header, the rows, one of what has no name if there is any, the
// totals. A process may be in several rows, so there is no total of them: "-".
// With `width` (columns, at least 20) no line is longer: paths are shortened in the middle, large
// counts rounded, and what still is too long is cut. Without, nothing ever is.
void append_table(Buffer& out, const Table& table, std::optional<size_t> width = std::nullopt);

// One object a row, `time` (RFC 3339) being that of the table. Keys as in the events; none for
// what has no name.
//   {"op":"total","ts":"…","opens":12,"failures":3,"maps":4,"execs":1,"processes":1,
//    "map_bytes":1234567,"pid":4242,"comm":"cat"}
void append_table_json(Buffer& out, const Table& table, std::string_view time);

// "987", "12.3K", "4.0G": in powers of 1024.
std::string bytes_text(uint64_t bytes);

} // namespace fileaudit
