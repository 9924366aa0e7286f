# SPDX-License-Identifier: GPL-2.0-only
# The programs, linked from the same objects: `fileaudit`, and where the libraries allow it `fileaudit-static`,
# which needs nothing of the machine but its kernel.
function(fileaudit_program target)
    add_executable(${target} src/account_sources.cpp src/main.cpp)
    target_link_libraries(${target} PRIVATE fileaudit_rooms fileaudit_warnings fileaudit_hardening)
    # What is in it, for packaging/sbom.
    target_link_options(${target} PRIVATE -Wl,-Map=${CMAKE_BINARY_DIR}/${target}.map)
endfunction()

fileaudit_program(fileaudit)
target_link_options(fileaudit PRIVATE -pie)
if(static_libraries AND NOT FILEAUDIT_SANITIZE)
    target_link_options(fileaudit PRIVATE -static-libstdc++ -static-libgcc)
endif()

find_library(LIBC_STATIC NAMES libc.a)
if(static_libraries AND LIBC_STATIC AND NOT FILEAUDIT_SANITIZE)
    fileaudit_program(fileaudit_static)
    set_target_properties(fileaudit_static PROPERTIES OUTPUT_NAME fileaudit-static)
    # The linker warns of getpwnam() and its like, which would load modules: account_sources.cpp sees to that.
    target_link_options(fileaudit_static PRIVATE -static-pie -s -Wl,-z,pack-relative-relocs)
    target_compile_definitions(fileaudit_static PRIVATE FILEAUDIT_STATIC)
endif()
if(FILEAUDIT_STATIC)
    if(NOT TARGET fileaudit_static)
        message(FATAL_ERROR "FILEAUDIT_STATIC: an archive (.a) of a library is missing")
    endif()
    set(packaged_program fileaudit_static)
    set_target_properties(fileaudit PROPERTIES EXCLUDE_FROM_ALL ON)
else()
    set(packaged_program fileaudit)
endif()
