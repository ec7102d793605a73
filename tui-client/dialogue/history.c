/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history.c - the entries of the history, and the lines of its file.
 *
 * "C:" of a session file is a command.  "C\:" is a message, which always ends in LF, or otherwise a
 * command that "C:" cannot carry.
 */
#include <config.h>

#include "tui-client/dialogue/history.h"

#include <stdlib.h>

#include "common/session_file.h"

void history_init(struct history *history)
{
    *history = (struct history){0};
}

static void drop_oldest(struct history *history)
{
    history->bytes -= history->entries[0].size;
    free(history->entries[0].text);
    history->count--;
    memmove(history->entries, history->entries + 1, history->count * sizeof *history->entries);
}

void history_release(struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        free(history->entries[i].text);
    free(history->entries);
    history_init(history);
}

static bool is_repeated(const struct history *history, enum history_kind kind, struct span text)
{
    const struct history_entry *last;

    if (history->count == 0 || kind != HISTORY_COMMAND)
        return false;
    last = &history->entries[history->count - 1];
    return last->kind == kind && span_equal((struct span){last->text, last->size}, text);
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

bool history_add(struct history *history, enum history_kind kind, struct span text)
{
    char *copy;

    if (text.size == 0 || text.size > HISTORY_ENTRY_MAX || memchr(text.data, '\0', text.size) ||
        is_repeated(history, kind, text))
        return false;
    while (history->count > 0 && (history->count >= HISTORY_ENTRIES_MAX ||
                                  history->bytes + text.size > HISTORY_BYTES_MAX))
        drop_oldest(history);
    copy = strndup(text.data, text.size);
    if (copy == NULL || !reserve(history)) {
        free(copy);
        return false;
    }
    history->entries[history->count++] =
        (struct history_entry){.kind = kind, .text = copy, .size = text.size};
    history->bytes += text.size;
    return true;
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

void history_read(struct history *history, struct span line)
{
    struct session_file_step step;
    struct buffer text;
    struct span bytes;

    /* Any line number but 1, since the first line must be the magic of a session file. */
    if (session_file_parse(line, 2, &step) != SESSION_FILE_OK)
        return;
    if (step.kind == SESSION_FILE_SEND_LINE)
        history_add(history, HISTORY_COMMAND, step.text);
    if (step.kind != SESSION_FILE_SEND_BYTES)
        return;
    buffer_init(&text, HISTORY_ENTRY_MAX);
    if (session_file_unescape(step.text, &text) == 0) {
        bytes = buffer_span(&text);
        history_add(history,
                    bytes.size > 0 && bytes.data[bytes.size - 1] == '\n' ? HISTORY_MESSAGE
                                                                         : HISTORY_COMMAND,
                    bytes);
    }
    buffer_release(&text);
}
