/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts.h - those who may authenticate, as the options say, while the server starts. */
#ifndef SERVER_ACCOUNTS_H
#define SERVER_ACCOUNTS_H

#include "server/auth/authority.h"
#include "server/options.h"

/* Initialize with zeros. */
struct accounts {
    struct passwords *passwords; /* owned until accounts_start() */
    struct authority *authority; /* owned by the caller; NULL: no AUTH, or not started */
};

/* Reads the passwords that OPTIONS name, if any, after it has made sure that this process leaves no
 * core dump.  Returns 0, or -1 after one line on standard error. */
int accounts_read(struct accounts *accounts, const struct options *options);

/* Starts the authority for them.  Returns -1 with errno on failure. */
int accounts_start(struct accounts *accounts, const struct options *options);

/* Ends and frees what is there. */
void accounts_release(struct accounts *accounts);

#endif
