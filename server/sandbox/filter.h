/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.h - the system calls that this process still makes, by seccomp(2).
 *
 * The table is what a server needs once its files and sockets are open, and to abort if an
 * assertion fails; tests/e2e/e2e_calls.py fails on a row that nothing uses.  Whatever is not in it
 * returns EPERM; nothing ends the process.
 */
#ifndef SERVER_SANDBOX_FILTER_H
#define SERVER_SANDBOX_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How an argument of a call is looked at.  The kernel compares registers, not what pointers lead
 * to. */
struct filter_condition {
    unsigned argument;    /* from 0 */
    uint64_t mask, value; /* mask 0: any value will do */
};

struct filter_row {
    const char *call; /* as the kernel calls it */
    const char
        *family; /* calls that do the same, of which a C library uses one; NULL: it is alone */
    struct filter_condition condition;
    const char *word; /* how strace(1) shows the argument; NULL: anyhow */
    bool is_to_self;  /* argument 0 must be the id of this process, too */
    int error; /* 0: allowed; else errno of its own, for which the C library has another way */
};

/* The table, and its number of rows. */
const struct filter_row *filter_rows(size_t *count);

/* Denies to this thread and those that it starts all calls that are not in the table.
 * PR_SET_NO_NEW_PRIVS must be set.  Returns 0, or -1 with errno: EINVAL if the kernel is without
 * filters, 0 if they are not built in. */
int filter_load(void);

#endif
