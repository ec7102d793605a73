/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mail_folder.h - prepares the mailbox folder at startup.
 *
 * Opens it, locks it against a second server, and creates the server's own files in it.  Reports an
 * error in one line on standard error that names the file and the remedy.
 */
#ifndef SERVER_MAIL_MAIL_FOLDER_H
#define SERVER_MAIL_MAIL_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "server/mail/journal.h"

/* Opens the folder PATH if it is readable and writable.  Returns the descriptor, or -1. */
int mail_folder_open(const char *path);

/* Locks the folder PATH, open at FD, as long as FD is open.  Returns -1 if another server has
 * locked it. */
int mail_folder_lock(const char *path, int fd);

/* Creates the files for dotlocks and intents in the folder PATH, open and locked at FD.  Returns
 * NULL on failure; no new files remain then. */
struct journal *mail_folder_prepare(const char *path, int fd);

/* Undoes mail_folder_prepare(), and frees its result.  Returns false if the disk blocks it until
 * DEADLINE_MS of the monotonic clock: a thread then continues with it. */
bool mail_folder_leave(int fd, struct journal *journal, int64_t deadline_ms);

#endif
