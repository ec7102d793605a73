/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts.c - see accounts.h. */
#include <config.h>

#include "server/accounts.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "common/program.h"
#include "server/tls/complaint.h"

/* The limit is for files, and does not count for a program that the kernel hands dumps to. */
static void forbid_core_dumps(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

int accounts_read(struct accounts *accounts, const struct options *options)
{
    char error[COMPLAINT_MAX];

    if (options->auth_file == NULL)
        return 0;
    forbid_core_dumps();
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
