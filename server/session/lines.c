/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lines.c - see lines.h. */
#include <config.h>

#include "server/session/lines.h"

#include <assert.h>

#include "common/count.h"

/* Writes WORDS as a user may type them, in upper case as in the RFC. */
static void write_words(const char *words, char *out, size_t size)
{
    size_t length = 0;

    for (; words[length] != '\0' && length + 1 < size; length++)
        out[length] = span_ascii_upper(words[length]);
    out[length] = '\0';
}

static bool get_open(const void *context, size_t number, char *out, size_t size)
{
    const struct session *session = context;
    const struct dialect *dialect = session->config->dialect;

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
        if (dialect_why_not(dialect, session->position, verb) != DIALECT_REASON_NONE)
            continue;
        if (number-- == 0) {
            write_words(dialect->verbs[verb].words, out, size);
            return true;
        }
    }
    return false;
}

struct reply_lines lines_of(enum dialect_lines generator, const struct session *session)
{
    static bool (*const getters[])(const void *, size_t, char *, size_t) = {
        [DIALECT_LINES_NONE] = NULL,
        [DIALECT_LINES_OPEN] = get_open,
    };

    static_assert(COUNT(getters) == DIALECT_LINES, "one per generator");
    return (struct reply_lines){getters[generator], session};
}
