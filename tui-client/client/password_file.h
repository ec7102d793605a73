/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* password_file.h - reads the password from the file of --auth-password-file, and asks for it in
 * line mode's terminal.
 */
#ifndef TUI_CLIENT_CLIENT_PASSWORD_FILE_H
#define TUI_CLIENT_CLIENT_PASSWORD_FILE_H

#include <stddef.h>

#include "tui-client/auth/password.h"

/* Appends the first line of the file PATH, which may be a pipe, to PASSWORD.  -1 with the reason
 * and the remedy in ERROR, of SIZE bytes, untrusted bytes not yet made visible. */
int password_file_read(const char *path, struct password *password, char *error, size_t size);

/* Asks for the password of USER on the terminal, which shows nothing of it.  -1 with errno if it
 * cannot be read: EINTR for Ctrl-C. */
int password_file_ask(const char *user, struct password *password);

#endif
