/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox_name.h - the file name of a mailbox.
 *
 * A file name is a name of the users table and a suffix, and nothing else.  Whether the file exists
 * is not known here.
 */
#ifndef SERVER_SESSION_MAILBOX_NAME_H
#define SERVER_SESSION_MAILBOX_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The suffix after the user name. */
#define MAILBOX_SUFFIX ".txt"
/* Maximum length of a file name of a mailbox, with the suffix, in bytes without the NUL. */
#define MAILBOX_FILE_NAME_MAX 200

/* Whether the file name of the mailbox NAME has at most MAILBOX_FILE_NAME_MAX bytes. */
bool mailbox_name_fits(const char *name);

/* Writes the file name of the mailbox NAME, which fits, to BUFFER, which has room for
 * MAILBOX_FILE_NAME_MAX + 1 bytes. */
void mailbox_name_to_file(const char *name, char *buffer);

/* The reverse: writes the name of the mailbox whose file is FILE_NAME to BUFFER of the same size.
 * Returns false if it is not the file name of a mailbox. */
bool mailbox_name_of_file(const char *file_name, char *buffer);

#endif
