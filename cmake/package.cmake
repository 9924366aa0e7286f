# SPDX-License-Identifier: GPL-2.0-only
# .deb and .rpm: `cpack --preset release`; the static program in a .tar.gz: `cpack --preset release-static`. What a
# release build links, all but the C library, is in the program, so one package serves every Debian that has a C
# library as new as the builder's; and the C library stays the machine's own, so that users from LDAP or
# systemd-userdb have names there.
set(FILEAUDIT_MAINTAINER "fileaudit maintainers <fileaudit@localhost>" CACHE STRING
    "Who answers for the packages: NAME <ADDRESS>")

set(CPACK_PACKAGE_NAME fileaudit)
set(CPACK_PACKAGE_VENDOR fileaudit)
set(CPACK_PACKAGE_CONTACT "${FILEAUDIT_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "shows which process opens, maps and executes which file")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${CMAKE_SOURCE_DIR}/packaging/description)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB RPM)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_SOURCE_DIR}/packaging/environment.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/packaging/finish.cmake)
# For those two.
set(CPACK_FILEAUDIT_SOURCE ${CMAKE_SOURCE_DIR})
set(CPACK_FILEAUDIT_MAP ${CMAKE_BINARY_DIR}/${packaged_program}.map)
find_path(FMT_INCLUDE fmt/format.h REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
find_path(EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
set(CPACK_FILEAUDIT_HEADERS ${FMT_INCLUDE}/fmt/format.h ${CLI11_INCLUDE}/CLI/CLI.hpp
    ${EXPECTED_INCLUDE}/tl/expected.hpp)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

file(READ ${CMAKE_SOURCE_DIR}/packaging/description CPACK_PACKAGE_DESCRIPTION)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # of a static program: none
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE GPL-2.0-only)
set(CPACK_RPM_PACKAGE_GROUP "Applications/System")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/sbin /usr/share/man /usr/share/man/man8 /usr/share/zsh /usr/share/zsh/site-functions
    /usr/share/bash-completion /usr/share/bash-completion/completions
    /usr/share/fish /usr/share/fish/vendor_completions.d)
# The same package whenever and wherever it is built.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _build_id_links none
%define __brp_mangle_shebangs %{nil}")
include(CPack)
