/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptors.c - see descriptors.h. */
#include <config.h>

#include "server/base/descriptors.h"

#include <sys/resource.h>

/* Root may raise even the hard limit; other users get at most that. */
unsigned descriptors_allow(unsigned wanted, unsigned others, unsigned long long *limit)
{
    rlim_t needed = (rlim_t)wanted + others;
    struct rlimit now;

    *limit = needed;
    if (getrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur >= needed)
        return wanted;
    struct rlimit raised = {needed, needed > now.rlim_max ? needed : now.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return wanted;
    now.rlim_cur = now.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &now) != 0)
        getrlimit(RLIMIT_NOFILE, &now);
    *limit = now.rlim_cur;
    if (now.rlim_cur <= (rlim_t)others + 1)
        return 1;
    return now.rlim_cur - others < wanted ? (unsigned)(now.rlim_cur - others) : wanted;
}
