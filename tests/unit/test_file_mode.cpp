// SPDX-License-Identifier: GPL-2.0-only
// Modes in letters, as stat(1) writes them.
#include "format/file_mode.h"
#include "scratch_directory.h"
#include "written.h"

#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using namespace fileaudit;

namespace {

std::string letters(unsigned mode) {
    return written([&](Buffer& out) { append_mode(out, static_cast<uint16_t>(mode)); });
}

// The lines of `stat -c %A` of some files.
std::string as_stat_says(const std::string& files) {
    const std::string command = "stat -c %A " + files;
    const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
    REQUIRE(output);
    std::string text;
    for (int byte; (byte = getc(output.get())) != EOF;)
        text.push_back(static_cast<char>(byte));
    return text;
}

} // namespace

TEST_CASE("file_mode: as stat -c %A") {
    const ScratchDirectory scratch;
    std::vector<std::string> files{"/dev/null"};
    const auto named = [&](const std::string& name) {
        return files.emplace_back(scratch.path() / name);
    };
    // every special bit with every class's letters, in each of the three classes
    for (unsigned special = 0; special < 8; ++special) {
        for (unsigned bits = 0; bits < 8; ++bits) {
            for (const int shift : {0, 3, 6}) {
                const unsigned mode = special << 9 | bits << shift;
                const std::string name = named(std::to_string(mode));
                close(open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
                REQUIRE(chmod(name.c_str(), mode) == 0);
            }
        }
    }
    const std::string directory = named("directory");
    REQUIRE(mkdir(directory.c_str(), 0700) == 0);
    REQUIRE(chmod(directory.c_str(), 03755) == 0);
    REQUIRE(symlink("nowhere", named("link").c_str()) == 0);
    REQUIRE(mkfifo(named("fifo").c_str(), 0640) == 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    named("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    close(socket);

    std::string all, wanted;
    for (const std::string& file : files) {
        struct stat status {};
        REQUIRE(lstat(file.c_str(), &status) == 0);
        all += file + " ";
        wanted += letters(status.st_mode) + "\n";
    }
    CHECK(as_stat_says(all) == wanted);
}

TEST_CASE("file_mode: types that a test cannot make, and none") {
    CHECK(letters(S_IFBLK | 0660) == "brw-rw----");
    CHECK(letters(0644) == "?rw-r--r--");
}
