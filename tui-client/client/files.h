/* files.h - the files that the client keeps: history and saved conversations.
 *
 * They may hold mail, so they are made with mode 0600, and never reached through a symbolic link,
 * nor written if they are anything but a regular file of ours that has one name.
 */
#ifndef TUI_CLIENT_CLIENT_FILES_H
#define TUI_CLIENT_CLIENT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/buffer.h"

enum files_mode {
    FILES_READ,
    FILES_APPEND, /* made if missing */
    FILES_NEW,    /* must not be there yet */
};

/* Opens PATH.  NULL with errno: ELOOP for a symbolic link, EINVAL for what is no regular file,
 * EPERM for one of another user, EMLINK for one with another name, and those of open(2).  Never
 * blocks on a FIFO.  An existing file that others may read is given mode 0600 before anything is
 * written.  The caller closes the stream. */
FILE *files_open(const char *path, enum files_mode mode);

/* A file that takes PATH's place once it is whole; until then PATH stays as it is. */
struct files_replacement {
    const char *path; /* borrowed */
    FILE *file;       /* owned; NULL: there is none */
    char *name;       /* owned; of FILE, in PATH's folder */
};

/* Starts one, of mode 0600.  0, or -1 with errno as files_open(), and EACCES if the file PATH is
 * write-protected. */
int files_replace(struct files_replacement *replacement, const char *path);

/* Closes the file and gives it its name.  -1 with errno if it could not be written or named; then
 * it is gone. */
int files_replace_finish(struct files_replacement *replacement);

/* Removes it, if there is one.  Leaves errno alone. */
void files_replace_abandon(struct files_replacement *replacement);

/* Appends all of the file PATH to OUT: any regular file that may be read, whoever owns it, through
 * links too.  -1 with errno EINVAL for what is no regular file, ENOBUFS if it is longer than OUT
 * may be, and those of open(2) and read(2); OUT then holds a part. */
int files_load(const char *path, struct buffer *out);

/* Why files_open() or files_load() failed with ERROR_NUMBER, in words. */
const char *files_error(int error_number);

/* Writes the path of the history file to OUT of SIZE bytes: $XDG_STATE_HOME/smtp-tui/history, or
 * $HOME/.local/state/smtp-tui/history where that is unset or not absolute; makes the folders that
 * are missing, with mode 0700.  -1 with errno: ENOENT if neither variable is set, ENAMETOOLONG, and
 * those of mkdir(2). */
int files_history_path(char *out, size_t size);

/* Whether nobody but us, and root, can put something in the place of the file PATH, or of the
 * folder that it is in: these are a folder of ours that nobody else may write to, and one of ours
 * or of root's where nobody else may rename.  PATH is cut to the folder that was looked at last,
 * which is the one at fault. */
bool files_are_own_folders(char *path);

#endif
