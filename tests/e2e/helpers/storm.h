// SPDX-License-Identifier: GPL-2.0-only
// What the storms share: their processes, and how they rest.
#pragma once

#include <err.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

// A fork whose child does not outlive us.
static inline pid_t start(void)
{
    const pid_t pid = fork();

    if (pid < 0)
        err(1, "fork");
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

// For fewer than `most` loops.
static inline void idle(unsigned most, unsigned* seed)
{
    for (volatile unsigned left = most ? (unsigned)rand_r(seed) % most : 0; left > 0; left--)
        ;
}
