// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/library_directories.h"

#include <filesystem>
#include <fstream>
#include <glob.h>
#include <set>
#include <sstream>
#include <string_view>

namespace fileaudit {
namespace {

constexpr size_t most_libraries = 65536;
constexpr int deepest_include = 8;

std::vector<std::string> paths_matching(const std::string& pattern) {
    std::vector<std::string> paths;
    glob_t found{};
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    return paths;
}

// ldconfig(8): a directory a line, `include PATTERN`, `#` comments.
void append_named(std::vector<std::string>& directories, const std::string& conf, int depth) {
    std::ifstream file(conf);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string word;
        if (!(words >> word))
            continue;
        if (word.starts_with('/'))
            directories.push_back(word);
        if (word != "include" || depth == deepest_include)
            continue;
        while (words >> word) {
            const auto pattern = std::filesystem::path(conf).parent_path() / word;
            for (const std::string& included : paths_matching(pattern))
                append_named(directories, included, depth + 1);
        }
    }
}

} // namespace

std::vector<std::string> library_directories(const std::string& conf) {
    std::vector<std::string> directories;
    append_named(directories, conf, 0);
    for (const char* directory : {"/lib64", "/usr/lib64", "/lib", "/usr/lib"})
        directories.emplace_back(directory);
    for (size_t i = 0, named = directories.size(); i < named; ++i)
        for (std::string& variant : paths_matching(directories[i] + "/glibc-hwcaps/*"))
            directories.push_back(std::move(variant));
    return directories;
}

std::vector<std::string> libraries_in(const std::vector<std::string>& directories) {
    namespace fs = std::filesystem;
    std::set<fs::path> seen, files;
    for (const std::string& directory : directories) {
        std::error_code error;
        const fs::path place = fs::canonical(directory, error); // /lib is /usr/lib
        if (error || !seen.insert(place).second)
            continue;
        for (fs::directory_iterator entry(place, error), end;
             !error && entry != end && files.size() < most_libraries; entry.increment(error)) {
            const std::string name = entry->path().filename();
            if (!name.ends_with(".so") && name.find(".so.") == std::string::npos)
                continue;
            std::error_code ignored;
            const fs::path file =
                entry->is_symlink(ignored) ? fs::canonical(entry->path(), ignored) : entry->path();
            if (fs::is_regular_file(file, ignored))
                files.insert(file);
        }
    }
    return {files.begin(), files.end()};
}

} // namespace fileaudit
