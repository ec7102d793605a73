/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* archive.h - conversations on disk: the history, and the session file of --save.
 *
 * Both are written at once, so that a crash loses nothing.  Without a history file, or once it
 * cannot be written, the history is that of this run.  The session file gets its name when it is
 * complete, and an existing file of that name is kept until then, or for good if no connection was
 * made; a write error is reported once.
 */
#ifndef TUI_CLIENT_CLIENT_ARCHIVE_H
#define TUI_CLIENT_CLIENT_ARCHIVE_H

#include <stdbool.h>
#include <stdio.h>

#include "tui-client/client/files.h"
#include "tui-client/client/server_name.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/history.h"
#include "tui-client/dialogue/recorder.h"

struct archive {
    struct history history;
    char history_path[FILENAME_MAX]; /* of the history file; "": no place for it */
    FILE *history_file;              /* owned; NULL: not saved */
    char *history_note; /* owned; why it is not saved, for users; NULL: saved, or no place for it */
    struct recorder recorder;
    const char *session_path;         /* borrowed; NULL: not asked for */
    struct files_replacement session; /* file NULL: not asked for, or failed */
    int error_number;                 /* why the session file is incomplete; 0: it is not */
    bool
        is_unsaved; /* after archive_close(): no connection was made, so there is no session file */
};

/* Reads the history and opens the files.  SESSION_PATH may be NULL and lives as long as ARCHIVE;
 * MODE is that of the session file.  -1 with errno if the session file cannot be created; ARCHIVE
 * must be closed anyway. */
int archive_open(struct archive *archive, const char *session_path, enum recorder_mode mode);

/* Closes the files and frees everything.  -1 with errno if the session file is incomplete. */
int archive_close(struct archive *archive);

/* Adds to the history what is sent now to SERVER.  If the file cannot be written, history_note says
 * so from then on. */
void archive_remember(struct archive *archive, const struct server_name *server,
                      enum history_kind kind, struct span text);

/* Adds the start of a connection, which IS_SECURE from the beginning or not, a line, or the end of
 * the connection to the session file.  False if that has just failed: archive->error_number says
 * why, and nothing more is written. */
bool archive_start(struct archive *archive, bool is_secure);
bool archive_line(struct archive *archive, const struct dialogue_line *line);
bool archive_end(struct archive *archive, bool by_server);

/* Flushes the session file to the system.  False as archive_line(). */
bool archive_flush(struct archive *archive);

#endif
