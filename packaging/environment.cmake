# SPDX-License-Identifier: GPL-2.0-only
# Read by cpack for each generator, before it begins. Times in a package are the last commit's, so that two builds
# of it are the same.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND ${CPACK_FILEAUDIT_SOURCE}/packaging/source-date
        OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    set(ENV{SOURCE_DATE_EPOCH} ${date})
endif()
set(ENV{TZ} UTC)
