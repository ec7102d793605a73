/* archive.h - what is kept on disk of conversations: the history, and the session file of --save.
 *
 * Both are written as things happen, so that a crash loses nothing of them.  Without a history file
 * the history is that of this run.  The session file gets its name when it is whole, and a file
 * that had the name before is there until then; one that cannot be written is a failure, said once.
 */
#ifndef TUI_CLIENT_CLIENT_ARCHIVE_H
#define TUI_CLIENT_CLIENT_ARCHIVE_H

#include <stdbool.h>
#include <stdio.h>

#include "tui-client/client/files.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/history.h"
#include "tui-client/dialogue/recorder.h"

struct archive {
    struct history history;
    FILE *history_file; /* owned; NULL: not kept */
    char *history_note; /* owned; why it is not, for people; NULL: it is, or there is nowhere to */
    struct recorder recorder;
    const char *session_path;         /* borrowed; NULL: not asked for */
    struct files_replacement session; /* without a file: none, or it failed */
    int error_number;                 /* why the session file is not whole; 0: it is */
};

/* Reads the history and opens the files.  SESSION_PATH may be NULL and lives as long as ARCHIVE. -1
 * with errno when the session file cannot be made; ARCHIVE is to be closed all the same. */
int archive_open(struct archive *archive, const char *session_path);

/* Closes the files and frees everything.  -1 if the session file is not whole, with errno. */
int archive_close(struct archive *archive);

/* Adds to the history. */
void archive_remember(struct archive *archive, enum history_kind kind, struct span text);

/* Adds a line, or the end of the connection, to the session file.  False if that has failed just
 * now: archive->error_number says why, and nothing more is written. */
bool archive_line(struct archive *archive, const struct dialogue_line *line);
bool archive_end(struct archive *archive, bool by_server);

/* Hands what was added to the system.  False as archive_line(). */
bool archive_flush(struct archive *archive);

#endif
