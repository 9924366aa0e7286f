// SPDX-License-Identifier: GPL-2.0-only
// Where the names of users and groups come from.
#pragma once

namespace fileaudit {

// To be called before the first look at an account.
void choose_account_sources();

} // namespace fileaudit
