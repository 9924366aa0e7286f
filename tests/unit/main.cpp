// SPDX-License-Identifier: GPL-2.0-only
// The unit tests' main(): no root, no kernel, no clock.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
