// SPDX-License-Identifier: GPL-2.0-only
// How an event uses its file, as the bits that --access, --shared, --private and --uniq go by. The
// kernel side derives the same (bpf/filter.bpf.h).
#pragma once

#include "../../bpf/filter_abi.h"
#include "event/event.h"

#include <cstdint>

namespace fileaudit {

// enum fa_access bits: of an open from its flags, of a map from its protection; what is held
// counts like the open or map it came from.
uint32_t access_bits(const Event& event);

// enum fa_sharing bits: one of them for a map, 0 for all else.
uint32_t sharing_bits(const Event& event);

// Whether it can change the file (--writes): what is written through a private map never reaches
// it.
bool changes_file(const Event& event);

} // namespace fileaudit
