# SPDX-License-Identifier: GPL-2.0-only
# Cross-builds for arm64 with Debian's cross compiler (g++-aarch64-linux-gnu). The libraries and headers are those
# of the same release for arm64, unpacked by `tests/vm/guest sysroot` and not installed anywhere.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

set(cache $ENV{FILEAUDIT_VM_CACHE})
if(NOT cache)
    set(cache $ENV{HOME}/.cache/fileaudit/vm)
endif()
set(CMAKE_SYSROOT ${cache}/sysroot-arm64)
if(NOT EXISTS ${CMAKE_SYSROOT})
    message(FATAL_ERROR "${CMAKE_SYSROOT} is not there: run tests/vm/guest sysroot")
endif()
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
