// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include "format/escape.h"
#include "kernel/kernel_features.h"
#include "lookup/lookup_accounts.h"
#include "lookup/nearest.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string_view>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fileaudit {
namespace {

// Who the command runs as, looked up before forking: the child opens nothing of its own.
struct User {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    std::string name, home;
};

User with_groups(const passwd& entry) {
    User user{entry.pw_uid, entry.pw_gid, {}, entry.pw_name, entry.pw_dir};
    int count = 64;
    user.groups.resize(static_cast<size_t>(count));
    if (getgrouplist(user.name.c_str(), user.gid, user.groups.data(), &count) < 0) {
        user.groups.resize(static_cast<size_t>(count));
        getgrouplist(user.name.c_str(), user.gid, user.groups.data(), &count);
    }
    user.groups.resize(static_cast<size_t>(count));
    return user;
}

// The user who called sudo; nothing when we are not root or sudo was not there.
Result<std::optional<User>> sudo_user() {
    const char* text = secure_getenv("SUDO_UID");
    if (geteuid() != 0 || !text)
        return std::nullopt;
    uid_t uid = 0;
    const char* end = text + strlen(text);
    if (std::from_chars(text, end, uid).ptr != end || uid == 0)
        return std::nullopt;
    const passwd* entry = getpwuid(uid);
    if (!entry)
        return fail(Exit::usage,
                    fmt::format("cannot run the command as who called sudo: uid {} has no name "
                                "that can be looked up; add --user NAME, be it root",
                                uid));
    return with_groups(*entry);
}

// Not by what lies in the binary's file capabilities: that is anybody's who may execute it.
bool may_become_others() {
    const Privileges own = own_privileges();
    return own.has(CAP_SETUID) && own.has(CAP_SETGID) && getauxval(AT_SECURE) == 0;
}

Result<std::optional<User>> choose_user(const std::string& name) {
    if (name.empty())
        return sudo_user();
    const passwd* entry = getpwnam(name.c_str());
    if (!entry)
        return fail(Exit::usage,
                    fmt::format("--user: '{}' is no user's name on this system{}", escaped(name),
                                suggestion(name, user_names(), "; getent passwd lists them")));
    if (may_become_others())
        return with_groups(*entry);
    if (entry->pw_uid != geteuid())
        return fail(Exit::privilege,
                    fmt::format("--user: to run a command as '{}' takes root, or CAP_SETUID and "
                                "CAP_SETGID; use sudo",
                                escaped(name)));
    return std::nullopt;
}

bool is_program(const std::string& path) {
    struct stat st {};
    return stat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode) && access(path.c_str(), X_OK) == 0;
}

// The file that execvp() would run.
Result<std::string> find_program(const std::string& name) {
    const auto refuse = [&](Exit status, std::string_view why) {
        return fail(status, fmt::format("cannot run '{}': {}", escaped(name), why));
    };
    if (name.find('/') != std::string::npos) {
        if (is_program(name))
            return name;
        struct stat st {};
        if (stat(name.c_str(), &st) != 0)
            return refuse(Exit::not_found, fmt::format("{}; check the path", strerror(errno)));
        return refuse(Exit::not_executable, S_ISDIR(st.st_mode)
                                                ? "it is a directory; name a program"
                                                : "it is not executable; chmod +x it");
    }
    const char* path = getenv("PATH");
    std::string_view rest = path ? path : "/bin:/usr/bin";
    while (!name.empty()) {
        const size_t colon = rest.find(':');
        const std::string_view directory = rest.substr(0, colon);
        std::string file =
            fmt::format("{}/{}", directory.empty() ? std::string_view(".") : directory, name);
        if (is_program(file))
            return file;
        if (colon == std::string_view::npos)
            break;
        rest.remove_prefix(colon + 1);
    }
    return refuse(Exit::not_found, "no such command in PATH; check its spelling or give its path");
}

[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments,
                         const std::optional<User>& user, int go, int failure) {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    char released = 0;
    ssize_t n;
    while ((n = read(go, &released, 1)) < 0 && errno == EINTR) {
    }
    if (n != 1)
        _exit(0); // the tracer ended before it was ready

    bool ok = true;
    if (user) {
        setenv("HOME", user->home.c_str(), 1);
        setenv("USER", user->name.c_str(), 1);
        setenv("LOGNAME", user->name.c_str(), 1);
        // between two users who are not root they would be kept, and be the other's
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        ok = setgroups(user->groups.size(), user->groups.data()) == 0 &&
             setresgid(user->gid, user->gid, user->gid) == 0 &&
             setresuid(user->uid, user->uid, user->uid) == 0;
    }
    if (ok)
        execv(program.c_str(), argv.data());
    const int error = errno;
    if (write(failure, &error, sizeof error) < 0) {
        // the tracer is gone: nobody to tell
    }
    _exit(127);
}

} // namespace

Result<Command> Command::prepare(const std::vector<std::string>& argv, const std::string& name) {
    auto program = find_program(argv.front());
    if (!program)
        return tl::unexpected(program.error());
    const auto user = choose_user(name);
    if (!user)
        return tl::unexpected(user.error());

    std::array<int, 2> go{}, failure{};
    if (pipe2(go.data(), O_CLOEXEC) != 0 || pipe2(failure.data(), O_CLOEXEC) != 0)
        return fail(Exit::failure, fmt::format("cannot make a pipe: {}", strerror(errno)));
    Fd go_read(go[0]), failure_write(failure[1]);
    Command command;
    command.go_.reset(go[1]);
    command.failure_.reset(failure[0]);
    command.name_ = argv.front();
    command.pid_ = fork();
    if (command.pid_ < 0)
        return fail(Exit::failure, fmt::format("cannot fork: {}", strerror(errno)));
    if (command.pid_ == 0) {
        command.go_.reset();
        become(*program, argv, *user, go_read.get(), failure_write.get());
    }
    // ignored, as we may have been given it, the command's status would be nobody's; it keeps what
    // it was
    std::signal(SIGCHLD, SIG_DFL);
    command.pidfd_.reset(static_cast<int>(syscall(SYS_pidfd_open, command.pid_, 0)));
    if (!command.pidfd_)
        return fail(Exit::failure, fmt::format("cannot watch the command: {}", strerror(errno)));
    return command;
}

Result<void> Command::release() {
    const char released = 1;
    if (write(go_.get(), &released, 1) != 1)
        return fail(Exit::failure, fmt::format("cannot start the command: {}", strerror(errno)));
    go_.reset();
    int error = 0;
    ssize_t n;
    while ((n = read(failure_.get(), &error, sizeof error)) < 0 && errno == EINTR) {
    }
    if (n != sizeof error)
        return {};
    wait();
    return fail(error == ENOENT ? Exit::not_found : Exit::not_executable,
                fmt::format("cannot run '{}': {}; it, or the interpreter it names, must be "
                            "executable for this user",
                            escaped(name_), strerror(error)));
}

void Command::send_signal(int signal) const {
    kill(pid_, signal);
}

int Command::wait() const {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

} // namespace fileaudit
