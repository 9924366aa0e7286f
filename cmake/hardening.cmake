# SPDX-License-Identifier: GPL-2.0-only
# Release builds: the compiler's and linker's hardening, and nothing in the object files that tells where they
# were built. Debug and sanitizer builds stay plain.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(fileaudit_hardening INTERFACE)
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" AND NOT FILEAUDIT_SANITIZE)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64)$")
        set(branch_protection -fcf-protection)
    elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
        set(branch_protection -mbranch-protection=standard)
    endif()
    target_compile_options(fileaudit_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
        -fstack-protector-strong -fstack-clash-protection ${branch_protection}
        -ffunction-sections -fdata-sections)
    target_link_options(fileaudit_hardening INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
        -Wl,--gc-sections)
endif()
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
