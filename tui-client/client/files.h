/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* files.h - the files that the client keeps: history and saved conversations.
 *
 * They may contain mail, so they are created with mode 0600, never opened through a symbolic link,
 * and written only if they are regular files of ours without other hard links.
 */
#ifndef TUI_CLIENT_CLIENT_FILES_H
#define TUI_CLIENT_CLIENT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/buffer.h"

enum files_mode {
    FILES_READ,
    FILES_APPEND, /* created if missing */
    FILES_NEW,    /* must not exist */
};

/* Opens PATH.  NULL with errno: ELOOP for a symbolic link, EINVAL if it is not a regular file,
 * EPERM if another user owns it, EMLINK if it has several hard links, and those of open(2).  Never
 * blocks on a FIFO.  The mode of an existing file that others may read is set to 0600 before
 * anything is written.  The caller closes the stream. */
FILE *files_open(const char *path, enum files_mode mode);

/* A file that replaces PATH once it is complete; until then PATH is unchanged. */
struct files_replacement {
    const char *path; /* borrowed */
    FILE *file;       /* owned; NULL: none */
    char *name;       /* owned; name of FILE, in PATH's folder */
};

/* Creates a replacement with mode 0600.  0, or -1 with errno as files_open(), and EACCES if the
 * file PATH is write-protected. */
int files_replace(struct files_replacement *replacement, const char *path);

/* Closes the file and renames it to PATH.  -1 with errno if writing or renaming failed; the file is
 * then removed. */
int files_replace_finish(struct files_replacement *replacement);

/* Removes the file, if any.  Preserves errno. */
void files_replace_abandon(struct files_replacement *replacement);

/* Appends all of the file PATH to OUT: any readable regular file of any owner, through links too.
 * -1 with errno EINVAL if it is not a regular file, ENOBUFS if it exceeds the limit of OUT, and
 * those of open(2) and read(2); OUT then holds a part. */
int files_load(const char *path, struct buffer *out);

/* Why files_open() or files_load() failed with ERROR_NUMBER, in words. */
const char *files_error(int error_number);

/* Writes the path of the history file to OUT of SIZE bytes: $XDG_STATE_HOME/smtp-tui/history, or
 * $HOME/.local/state/smtp-tui/history if that is unset or not absolute; creates missing folders
 * with mode 0700.  -1 with errno: ENOENT if neither variable is set, ENAMETOOLONG, and those of
 * mkdir(2). */
int files_history_path(char *out, size_t size);

/* Whether only we and root can replace the file PATH or its folder: the folder must be ours and not
 * writable by others, and its parent ours or root's and not allow others to rename in it.  PATH is
 * cut to the folder checked last, which is the one at fault. */
bool files_are_own_folders(char *path);

#endif
