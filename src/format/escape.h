// SPDX-License-Identifier: GPL-2.0-only
// The one owner of hostile bytes: names of files and tasks reach a terminal or
// a JSON reader only through these functions.
#pragma once

#include "format/buffer.h"

#include <string>
#include <string_view>

namespace fileaudit {

// For text. A backslash is doubled; newline, tab and carriage return become \n \t \r;
// other control bytes and bytes that are not UTF-8 \xNN; characters that steer a
// terminal or hide in it (C1, bidi, zero-width, line separators) \uXXXX, beyond U+FFFF their bytes;
// when asked, a space \x20 and other blanks \uXXXX. All else is verbatim, so the escapes can be
// undone.
void append_escaped(Buffer& out, std::string_view bytes, bool escape_space);

// The same for a message, spaces verbatim.
std::string escaped(std::string_view bytes);

// A JSON string in quotes (RFC 8259), always valid UTF-8: each maximal bad subpart
// becomes one U+FFFD. The characters above are escaped as \uXXXX here, too, in pairs where needed.
// False when there was a bad one.
bool append_json_string(Buffer& out, std::string_view bytes);

// Two lower-case hex digits a byte.
void append_hex(Buffer& out, std::string_view bytes);

} // namespace fileaudit
