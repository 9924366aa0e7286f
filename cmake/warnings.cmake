# SPDX-License-Identifier: GPL-2.0-only
# Flags of our own targets only: no dependency's header is held to them.
add_library(fileaudit_warnings INTERFACE)
target_compile_options(fileaudit_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${FILEAUDIT_WERROR}>:-Werror>)
if(FILEAUDIT_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()
