/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history.c - the entries of the history, and the lines of its file.
 *
 * "C:" of a session file is a command.  "C\:" is a message, which always ends in LF, or otherwise a
 * command that "C:" cannot carry.
 */
#include <config.h>

#include "tui-client/dialogue/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/session_file.h"

void history_init(struct history *history)
{
    *history = (struct history){0};
}

static bool is_same_server(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

/* Notes whether the newest entry to SERVER, if there is one, IS_LAST. */
static void mark_newest(struct history *history, const char *server, bool is_last)
{
    size_t number = history->count;

    while (server != NULL && number-- > 0)
        if (is_same_server(history->entries[number].server, server)) {
            history->entries[number].is_last = is_last;
            return;
        }
}

static void release_entry(struct history_entry *entry)
{
    free(entry->text);
    free(entry->server);
}

static void drop(struct history *history, size_t number)
{
    struct history_entry *entry = &history->entries[number], dropped = *entry;

    history->bytes -= dropped.size;
    history->count--;
    memmove(entry, entry + 1, (history->count - number) * sizeof *entry);
    if (dropped.is_last)
        mark_newest(history, dropped.server, true);
    release_entry(&dropped);
}

void history_release(struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        release_entry(&history->entries[i]);
    free(history->entries);
    free(history->server);
    history_init(history);
}

void history_expect(struct history *history, struct span server, int64_t time_s)
{
    free(history->server);
    history->server = server.size > 0 ? strndup(server.data, server.size) : NULL;
    history->time_s = time_s;
}

/* The number of the same entry; the number of all of them if there is none. */
static size_t find(const struct history *history, enum history_kind kind, struct span text)
{
    size_t number = 0;

    for (; number < history->count; number++) {
        const struct history_entry *entry = &history->entries[number];
        if (entry->kind == kind && span_equal((struct span){entry->text, entry->size}, text))
            break;
    }
    return number;
}

/* Whether the entry NUMBER is the newest, and what is expected next was sent to its server. */
static bool is_repeated(const struct history *history, size_t number)
{
    return number + 1 == history->count &&
           is_same_server(history->entries[number].server, history->server);
}

/* Makes room for one more entry. */
static bool reserve(struct history *history)
{
    size_t capacity = history->capacity == 0 ? 16 : 2 * history->capacity;
    struct history_entry *entries;

    if (history->count < history->capacity)
        return true;
    entries = realloc(history->entries, capacity * sizeof *entries);
    if (entries == NULL)
        return false;
    history->entries = entries;
    history->capacity = capacity;
    return true;
}

static bool may_keep(struct span text)
{
    return text.size > 0 && text.size <= HISTORY_ENTRY_MAX &&
           memchr(text.data, '\0', text.size) == NULL;
}

/* Puts TEXT, owned from now on, to the end. */
static void append(struct history *history, enum history_kind kind, char *text, size_t size)
{
    mark_newest(history, history->server, false);
    history->entries[history->count++] = (struct history_entry){.kind = kind,
                                                                .text = text,
                                                                .size = size,
                                                                .server = history->server,
                                                                .time_s = history->time_s,
                                                                .is_last = history->server != NULL};
    history->bytes += size;
    history->changes++;
    history->server = NULL;
    history->time_s = 0;
}

bool history_add(struct history *history, enum history_kind kind, struct span text)
{
    size_t same = find(history, kind, text);
    bool is_new = may_keep(text) && !is_repeated(history, same);
    char *copy = may_keep(text) ? strndup(text.data, text.size) : NULL;

    if (copy == NULL || !reserve(history)) {
        free(copy);
        return false;
    }
    if (same < history->count)
        drop(history, same);
    while (history->count > 0 && (history->count >= HISTORY_ENTRIES_MAX ||
                                  history->bytes + text.size > HISTORY_BYTES_MAX))
        drop(history, 0);
    append(history, kind, copy, text.size);
    return is_new;
}

int history_format(enum history_kind kind, struct span text, struct buffer *out)
{
    struct session_file_step step = {
        .kind = kind == HISTORY_COMMAND && session_file_may_carry(text) ? SESSION_FILE_SEND_LINE
                                                                        : SESSION_FILE_SEND_BYTES,
        .text = text,
    };

    return session_file_format(&step, out);
}

#define ORIGIN "# sent: "

int history_format_origin(const struct history_entry *entry, struct buffer *out)
{
    char head[64];
    int size = snprintf(head, sizeof head, ORIGIN "%" PRId64 " ", entry->time_s);

    if (entry->server == NULL || !session_file_may_carry(span_of(entry->server)))
        return 0;
    return buffer_append(out, head, (size_t)size) != 0 ||
                   buffer_append(out, entry->server, strlen(entry->server)) != 0 ||
                   buffer_append(out, "\n", 1) != 0
               ? -1
               : 0;
}

/* Reads "SECONDS SERVER". */
static void read_origin(struct history *history, struct span text)
{
    int64_t time_s = 0;
    size_t digits = 0;

    for (; digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9'; digits++)
        if (time_s < INT64_MAX / 100)
            time_s = 10 * time_s + (text.data[digits] - '0');
    if (digits > 0 && digits < text.size && text.data[digits] == ' ')
        history_expect(history, span_skip(text, digits + 1), time_s);
}

static void read_bytes(struct history *history, struct span escaped)
{
    struct buffer text;
    struct span bytes;
    bool is_message;

    buffer_init(&text, HISTORY_ENTRY_MAX);
    if (session_file_unescape(escaped, &text) == 0) {
        bytes = buffer_span(&text);
        is_message = bytes.size > 0 && bytes.data[bytes.size - 1] == '\n';
        history_add(history, is_message ? HISTORY_MESSAGE : HISTORY_COMMAND, bytes);
    }
    buffer_release(&text);
}

void history_read(struct history *history, struct span line)
{
    struct span mark = {ORIGIN, sizeof ORIGIN - 1};
    struct session_file_step step;

    if (line.size > mark.size && memcmp(line.data, mark.data, mark.size) == 0) {
        read_origin(history, span_skip(line, mark.size));
        return;
    }
    /* Any line number but 1, since the first line must be the magic of a session file. */
    if (session_file_parse(line, 2, &step) != SESSION_FILE_OK)
        step.kind = SESSION_FILE_NOTHING;
    if (step.kind == SESSION_FILE_SEND_LINE)
        history_add(history, HISTORY_COMMAND, step.text);
    else if (step.kind == SESSION_FILE_SEND_BYTES)
        read_bytes(history, step.text);
    history_expect(history, (struct span){0}, 0);
}
