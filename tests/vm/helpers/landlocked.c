// SPDX-License-Identifier: GPL-2.0-only
// landlocked DIR COMMAND...: runs COMMAND, which cannot read files below DIR: Landlock allows it
// everywhere else. Status 77: this kernel has no Landlock.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is not named by any rule is denied, so every entry of the root but one gets a rule.
static int allow_all_but(int rules, const char *excepted)
{
    DIR *root = opendir("/");

    if (!root)
        return -1;
    for (struct dirent *entry; (entry = readdir(root));) {
        struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE};

        if (entry->d_name[0] == '.' || strcmp(entry->d_name, excepted + 1) == 0)
            continue;
        rule.parent_fd = openat(dirfd(root), entry->d_name, O_PATH | O_CLOEXEC);
        if (rule.parent_fd >= 0)
            syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(rule.parent_fd);
    }
    closedir(root);
    return 0;
}

int main(int argc, char **argv)
{
    const struct landlock_ruleset_attr handled = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE};

    if (argc < 3 || argv[1][0] != '/' || strchr(argv[1] + 1, '/')) {
        fputs("usage: landlocked /DIR COMMAND...\n", stderr);
        return 2;
    }
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);

    if (rules < 0) {
        perror("landlock_create_ruleset");
        return errno == ENOSYS || errno == EOPNOTSUPP ? 77 : 1;
    }
    if (allow_all_but(rules, argv[1]) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_landlock_restrict_self, rules, 0) != 0) {
        perror("landlock_restrict_self");
        return 1;
    }
    close(rules);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 1;
}
