/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* archive.c - see archive.h.
 */
#include <config.h>

#include "tui-client/client/archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/i18n.h"

/* Maximum bytes of one line in a session file: an escape takes four. */
#define RECORD_MAX ((size_t)64 << 20)

/* Lines of an entry in the history file: one says when it was sent, and to whom. */
#define ENTRY_LINES 2

/* A history file is rewritten if it is this many times larger than the history limits. */
#define SURPLUS 2

/* What a history file that was read needs. */
struct needs {
    bool shorter;  /* it should be rewritten */
    bool line_end; /* the last line has none: the writing of it was interrupted */
};

static struct needs read_history(struct archive *archive, const char *path)
{
    FILE *file = files_open(path, FILES_READ);
    struct needs needs = {.shorter = false};
    char *line = NULL;
    size_t room = 0, lines = 0, bytes = 0;
    ssize_t size;

    if (file == NULL)
        return needs;
    for (; (size = getline(&line, &room, file)) > 0; lines++) {
        needs.line_end = line[size - 1] != '\n';
        history_read(&archive->history, (struct span){line, (size_t)size - !needs.line_end});
        bytes += (size_t)size;
    }
    free(line);
    fclose(file);
    needs.shorter =
        lines > SURPLUS * ENTRY_LINES * HISTORY_ENTRIES_MAX || bytes > SURPLUS * HISTORY_BYTES_MAX;
    return needs;
}

/* Initializes LINES and writes those of ENTRY to it. */
static int format_entry(const struct history_entry *entry, struct buffer *lines)
{
    buffer_init(lines, 8 * HISTORY_ENTRY_MAX);
    if (history_format_origin(entry, lines) != 0)
        return -1;
    return history_format(entry->kind, (struct span){entry->text, entry->size}, lines);
}

/* Writes the history to a new file, which replaces the old one when it is complete. */
static int trim_history(struct archive *archive, const char *path)
{
    struct files_replacement replacement;
    int status = 0;

    if (files_replace(&replacement, path) != 0)
        return -1;
    for (size_t i = 0; status == 0 && i < archive->history.count; i++) {
        struct buffer lines;
        struct span bytes;
        status = format_entry(&archive->history.entries[i], &lines);
        bytes = buffer_span(&lines);
        if (status == 0 && fwrite(bytes.data, 1, bytes.size, replacement.file) != bytes.size)
            status = -1;
        buffer_release(&lines);
    }
    if (status == 0)
        return files_replace_finish(&replacement);
    files_replace_abandon(&replacement);
    return -1;
}

/* Returns how many of BYTES were written: all, unless it sets errno. */
static size_t write_all(int fd, struct span bytes)
{
    size_t written = 0;

    while (written < bytes.size) {
        ssize_t size = write(fd, bytes.data + written, bytes.size - written);
        if (size < 0 && errno != EINTR)
            break;
        written += size > 0 ? (size_t)size : 0;
    }
    return written;
}

/* Removes the last WRITTEN bytes of a file that had BEFORE, unless another program has appended to
 * it meanwhile. */
static void take_back(int fd, off_t before, size_t written)
{
    struct stat now;

    if (fstat(fd, &now) == 0 && now.st_size - before == (off_t)written)
        (void)!ftruncate(fd, before);
}

/* Appends ENTRY at once.  What does not fit is taken back: the next line would continue it. */
static int append_entry(int fd, const struct history_entry *entry)
{
    struct buffer lines;
    struct stat before;
    int status = -1, error_number;

    if (format_entry(entry, &lines) == 0 && fstat(fd, &before) == 0) {
        size_t written = write_all(fd, buffer_span(&lines));
        error_number = errno;
        status = written == buffer_size(&lines) ? 0 : -1;
        if (status != 0)
            take_back(fd, before.st_size, written);
        errno = error_number;
    }
    error_number = errno;
    buffer_release(&lines);
    errno = error_number;
    return status;
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

/* The history is no longer saved, since errno. */
static void lose_history(struct archive *archive)
{
    int error_number = errno;

    if (archive->history_file != NULL)
        fclose(archive->history_file);
    archive->history_file = NULL;
    if (asprintf(&archive->history_note, _("The history is not saved: %s: %s."),
                 archive->history_path, files_error(error_number)) < 0)
        archive->history_note = NULL;
}

static void open_history(struct archive *archive)
{
    char *path = archive->history_path;
    struct needs needs;

    if (files_history_path(path, sizeof archive->history_path) != 0) {
        if (path[0] != '\0')
            lose_history(archive);
        return;
    }
    if (!is_in_own_folder(archive, path))
        return;
    needs = read_history(archive, path);
    if (needs.shorter && trim_history(archive, path) == 0)
        needs.line_end = false;
    archive->history_file = files_open(path, FILES_APPEND);
    if (archive->history_file == NULL ||
        (needs.line_end && write_all(fileno(archive->history_file), span_of("\n")) == 0))
        lose_history(archive);
}

/* Another instance of the program may have replaced the file by a shorter one. */
static void follow_history(struct archive *archive)
{
    struct stat status;

    if (fstat(fileno(archive->history_file), &status) != 0 || status.st_nlink > 0)
        return;
    fclose(archive->history_file);
    archive->history_file = files_open(archive->history_path, FILES_APPEND);
    if (archive->history_file == NULL)
        lose_history(archive);
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
        follow_history(archive);
    if (is_new && archive->history_file != NULL &&
        append_entry(fileno(archive->history_file), &history->entries[history->count - 1]) != 0)
        lose_history(archive);
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
