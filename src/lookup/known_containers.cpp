// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/known_containers.h"

#include <filesystem>
#include <fmt/format.h>

namespace fileaudit {

std::vector<Container> containers_with_state() {
    std::vector<Container> known;
    for (const char* runtime : {"runc", "crun"}) {
        std::error_code error; // no such directory: none
        for (std::filesystem::directory_iterator entry(fmt::format("/run/{}", runtime), error), end;
             !error && entry != end; entry.increment(error))
            known.push_back({runtime, entry->path().filename()});
    }
    return known;
}

std::string closed_container_state() {
    for (const char* directory : {"/run/runc", "/run/crun"}) {
        std::error_code error;
        std::filesystem::directory_iterator(directory, error);
        if (error == std::errc::permission_denied)
            return directory;
    }
    return "";
}

} // namespace fileaudit
