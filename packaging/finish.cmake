# SPDX-License-Identifier: GPL-2.0-only
# Run by cpack once the files of a package are staged: adds what only packages have.
set(tree ${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX})
execute_process(
    COMMAND ${CPACK_FILEAUDIT_SOURCE}/packaging/finish ${CPACK_GENERATOR} ${tree}
        ${CPACK_PACKAGE_VERSION} ${CPACK_PACKAGE_CONTACT} ${CPACK_FILEAUDIT_MAP}
        ${CPACK_FILEAUDIT_HEADERS}
    COMMAND_ERROR_IS_FATAL ANY)
