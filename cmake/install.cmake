# SPDX-License-Identifier: GPL-2.0-only
# Where things go.
if(FILEAUDIT_STATIC)
    install(PROGRAMS $<TARGET_FILE:fileaudit_static> RENAME fileaudit
        DESTINATION ${CMAKE_INSTALL_SBINDIR})
else()
    install(TARGETS fileaudit DESTINATION ${CMAKE_INSTALL_SBINDIR})
endif()
file(GLOB manuals CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/man/*.8)
install(FILES ${manuals} DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES completions/fileaudit.bash RENAME fileaudit
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_fileaudit DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/fileaudit.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
