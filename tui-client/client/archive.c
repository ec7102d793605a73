/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* archive.c - see archive.h.
 */
#include <config.h>

#include "tui-client/client/archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/i18n.h"

/* Maximum bytes of one line in a session file: an escape takes four. */
#define RECORD_MAX ((size_t)64 << 20)

/* Lines of an entry in the history file: one says when it was sent, and to whom. */
#define ENTRY_LINES 2

/* A history file is rewritten if it is this many times larger than the history limits. */
#define SURPLUS 2

/* Returns whether the file should be rewritten. */
static bool read_history(struct archive *archive, const char *path)
{
    FILE *file = files_open(path, FILES_READ);
    char *line = NULL;
    size_t room = 0, lines = 0, bytes = 0;
    ssize_t size;

    if (file == NULL)
        return false;
    for (; (size = getline(&line, &room, file)) > 0; lines++) {
        history_read(&archive->history,
                     (struct span){line, (size_t)size - (line[size - 1] == '\n')});
        bytes += (size_t)size;
    }
    free(line);
    fclose(file);
    return lines > SURPLUS * ENTRY_LINES * HISTORY_ENTRIES_MAX ||
           bytes > SURPLUS * HISTORY_BYTES_MAX;
}

static void write_history(FILE *file, const struct history_entry *entry)
{
    struct span text = {entry->text, entry->size};
    struct buffer line;
    struct span bytes;

    buffer_init(&line, 8 * HISTORY_ENTRY_MAX);
    if (history_format_origin(entry, &line) == 0 && history_format(entry->kind, text, &line) == 0) {
        bytes = buffer_span(&line);
        fwrite(bytes.data, 1, bytes.size, file);
        fflush(file);
    }
    buffer_release(&line);
}

/* Writes the history to a new file, which replaces the old one when it is complete. */
static void trim_history(struct archive *archive, const char *path)
{
    struct files_replacement replacement;

    if (files_replace(&replacement, path) != 0)
        return;
    for (size_t i = 0; i < archive->history.count; i++)
        write_history(replacement.file, &archive->history.entries[i]);
    (void)files_replace_finish(&replacement);
}

/* Whether PATH is in a folder where no other user can create files. */
static bool is_in_own_folder(struct archive *archive, const char *path)
{
    char folder[FILENAME_MAX];

    snprintf(folder, sizeof folder, "%s", path);
    if (files_are_own_folders(folder))
        return true;
    if (asprintf(&archive->history_note,
                 _("The history is not saved: the folder %s must belong to you and must not be "
                   "writable by others (chmod go-w)."),
                 folder) < 0)
        archive->history_note = NULL;
    return false;
}

static void note_lost_history(struct archive *archive, const char *path)
{
    if (asprintf(&archive->history_note, _("The history is not saved: %s: %s."), path,
                 files_error(errno)) < 0)
        archive->history_note = NULL;
}

static void open_history(struct archive *archive)
{
    char path[FILENAME_MAX] = "";

    if (files_history_path(path, sizeof path) != 0) {
        if (path[0] != '\0')
            note_lost_history(archive, path);
        return;
    }
    if (!is_in_own_folder(archive, path))
        return;
    if (read_history(archive, path))
        trim_history(archive, path);
    archive->history_file = files_open(path, FILES_APPEND);
    if (archive->history_file == NULL)
        note_lost_history(archive, path);
}

void archive_remember(struct archive *archive, const struct server_name *server,
                      enum history_kind kind, struct span text)
{
    struct history *history = &archive->history;
    char name[SERVER_NAME_MAX];
    bool is_new;

    history_expect(history, span_of(server_name_format(server, name, sizeof name)),
                   (int64_t)time(NULL));
    is_new = history_add(history, kind, text);
    if (is_new && archive->history_file != NULL)
        write_history(archive->history_file, &history->entries[history->count - 1]);
}

/* The first failure ends the saving. */
static bool fail(struct archive *archive)
{
    archive->error_number = errno;
    files_replace_abandon(&archive->session);
    return false;
}

/* Writes RECORD if STATUS, the result of building it, is 0, and frees it. */
static bool write_record(struct archive *archive, int status, struct buffer *record)
{
    struct span bytes = buffer_span(record);
    bool is_written =
        status == 0 &&
        (bytes.size == 0 || fwrite(bytes.data, 1, bytes.size, archive->session.file) == bytes.size);

    if (!is_written)
        fail(archive);
    buffer_release(record);
    return is_written;
}

bool archive_start(struct archive *archive, bool is_secure)
{
    struct buffer record;
    int status;

    if (archive->session.file == NULL)
        return true;
    buffer_init(&record, RECORD_MAX);
    status = recorder_opened(&archive->recorder, &record);
    if (status == 0 && is_secure)
        status = recorder_encrypted(&record);
    return write_record(archive, status, &record);
}

bool archive_line(struct archive *archive, const struct dialogue_line *line)
{
    struct buffer record;

    if (archive->session.file == NULL)
        return true;
    buffer_init(&record, RECORD_MAX);
    return write_record(archive, recorder_line(&archive->recorder, line, &record), &record);
}

bool archive_end(struct archive *archive, bool by_server)
{
    struct buffer record;

    if (archive->session.file == NULL)
        return true;
    buffer_init(&record, RECORD_MAX);
    return write_record(archive, recorder_closed(&archive->recorder, by_server, &record), &record);
}

bool archive_flush(struct archive *archive)
{
    if (archive->session.file == NULL || fflush(archive->session.file) == 0)
        return true;
    return fail(archive);
}

static int open_session(struct archive *archive)
{
    struct buffer record;

    if (archive->session_path == NULL)
        return 0;
    if (files_replace(&archive->session, archive->session_path) != 0) {
        fail(archive);
        return -1;
    }
    buffer_init(&record, RECORD_MAX);
    return write_record(archive, recorder_start(&record), &record) && archive_flush(archive) ? 0
                                                                                             : -1;
}

int archive_open(struct archive *archive, const char *session_path, enum recorder_mode mode)
{
    *archive = (struct archive){.session_path = session_path};
    history_init(&archive->history);
    recorder_init(&archive->recorder, mode);
    open_history(archive);
    return open_session(archive);
}

/* Without any connection there is nothing to save, least of all in place of an older session. */
static void finish_session(struct archive *archive)
{
    if (archive->session.file == NULL)
        return;
    archive->is_unsaved = !archive->recorder.has_opened;
    if (archive->is_unsaved)
        files_replace_abandon(&archive->session);
    else if (files_replace_finish(&archive->session) != 0)
        fail(archive);
}

int archive_close(struct archive *archive)
{
    finish_session(archive);
    if (archive->history_file != NULL)
        fclose(archive->history_file);
    free(archive->history_note);
    history_release(&archive->history);
    recorder_release(&archive->recorder);
    errno = archive->error_number;
    return errno != 0 ? -1 : 0;
}
