# SPDX-License-Identifier: GPL-2.0-only
# What fileaudit is made of beside its own code. All of it but the C library is linked
# statically, where the archives are there: the binary then needs no more than a C library as new as the one it
# was built with, and the fully static one not even that.
include(CheckCSourceCompiles)

find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_path(LIBBPF_INCLUDE bpf/libbpf.h REQUIRED)
find_path(LIBCAP_INCLUDE sys/capability.h REQUIRED)
find_library(LIBBPF NAMES libbpf.a bpf REQUIRED)
find_library(LIBELF NAMES libelf.a elf REQUIRED)
find_library(LIBZ NAMES libz.a z REQUIRED)
find_library(LIBZSTD NAMES libzstd.a zstd REQUIRED) # libelf's, from its 0.189 on
find_library(LIBCAP NAMES libcap.a cap REQUIRED)

# Debian 13's libelf.a is not whole: it needs a libeu.a that is in no package.
if(LIBELF MATCHES "\\.a$")
    set(CMAKE_REQUIRED_LIBRARIES ${LIBELF} ${LIBZ} ${LIBZSTD})
    check_c_source_compiles("#include <libelf.h>
        int main(void) { return elf_begin(0, ELF_C_NULL, 0) != 0; }" LIBELF_ARCHIVE_LINKS)
    unset(CMAKE_REQUIRED_LIBRARIES)
    if(NOT LIBELF_ARCHIVE_LINKS)
        find_library(LIBELF_SHARED elf REQUIRED)
        set(LIBELF ${LIBELF_SHARED})
    endif()
endif()

set(static_libraries ON)
foreach(library IN ITEMS ${LIBBPF} ${LIBELF} ${LIBZ} ${LIBZSTD} ${LIBCAP})
    if(NOT library MATCHES "\\.a$")
        set(static_libraries OFF)
    endif()
endforeach()

# Debian has fmt's own code only in a shared library and in its headers: taken from those, once.
add_library(fileaudit_fmt STATIC cmake/fmt.cpp)
target_include_directories(fileaudit_fmt SYSTEM PUBLIC
    $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
target_compile_options(fileaudit_fmt PRIVATE -fkeep-inline-functions)
target_link_libraries(fileaudit_fmt PRIVATE fileaudit_hardening)
