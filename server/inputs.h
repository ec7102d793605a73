/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs.h - the files that the server reads while it starts, and again at SIGHUP: users,
 * certificate, passwords.
 *
 * They may be readable by root alone, and are read before root is given up; what concerns the
 * folder, and what is made, comes after that.  Every function returns 0, or -1 after one line on
 * standard error, unless it says otherwise.
 */
#ifndef SERVER_INPUTS_H
#define SERVER_INPUTS_H

#include "server/accounts.h"
#include "server/certificate.h"
#include "server/options.h"
#include "server/options_values.h"
#include "server/users/users_file.h"

/* Initialize with zeros. */
struct inputs {
    const struct options *options; /* borrowed */
    struct users_file users_file;
    struct users *users; /* owned; NULL: not read, or taken */
    struct certificate certificate;
    struct accounts accounts;
};

/* Reads what OPTIONS name, except a certificate that is to be made. */
int inputs_read(struct inputs *inputs, const struct options *options);

/* Finds out, without changing anything, whether the mailboxes in the folder DIRECTORY_FD can be
 * used, and whether a missing certificate could be made. */
int inputs_examine(struct inputs *inputs, int directory_fd);

/* From now on no mailbox may be what is written besides mail, either.  Until then it is such a file
 * that may not be a mailbox: output_files.h says so, and names its option. */
void inputs_reserve(struct inputs *inputs);

/* Creates the mailboxes that are missing. */
int inputs_create_mailboxes(const struct inputs *inputs);

/* Calls WARN with CONTEXT and one line for everything that is doubtful about USERS, which were
 * read, and for each file that SIGHUP could not read again. */
void inputs_warn(const struct inputs *inputs, const struct users *users,
                 void (*warn)(void *context, const char *line), void *context);

/* Frees what is there. */
void inputs_release(struct inputs *inputs);

#endif
