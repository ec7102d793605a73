/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts.c - see accounts.h. */
#include <config.h>

#include "server/accounts.h"

#include "common/program.h"

int accounts_read(struct accounts *accounts, const struct options *options)
{
    char error[PROGRAM_LINE_MAX];

    if (options->auth_file == NULL)
        return 0;
    program_forbid_core();
    accounts->passwords = passwords_read(options->auth_file, error);
    if (accounts->passwords != NULL)
        return 0;
    program_complain("%s", error);
    return -1;
}

int accounts_start(struct accounts *accounts, const struct options *options)
{
    struct passwords *passwords = accounts->passwords;

    if (options->auth_file == NULL && !options->auth_any)
        return 0;
    accounts->passwords = NULL;
    accounts->authority = authority_new(passwords);
    return accounts->authority != NULL ? 0 : -1;
}

void accounts_release(struct accounts *accounts)
{
    authority_free(accounts->authority);
    passwords_drop(accounts->passwords);
}
