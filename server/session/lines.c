/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lines.c - see lines.h. */
#include <config.h>

#include "server/session/lines.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"

/* Writes WORDS as a user may type them, in upper case as in the RFC. */
static void write_words(const char *words, char *out, size_t size)
{
    size_t length = 0;

    for (; words[length] != '\0' && length + 1 < size; length++)
        out[length] = span_ascii_upper(words[length]);
    out[length] = '\0';
}

/* CURSOR counts verbs. */
static bool get_open(const void *context, size_t *cursor, char *out, size_t size)
{
    const struct session *session = context;
    const struct dialect *dialect = session->config->dialect;

    while (*cursor < DIALECT_VERBS) {
        enum dialect_event verb = (enum dialect_event)(*cursor)++;
        if (dialect_why_not(dialect, session->position, verb) != DIALECT_REASON_NONE)
            continue;
        write_words(dialect->verbs[verb].words, out, size);
        return true;
    }
    return false;
}

/* RFC 4954 section 3. */
static void add_mechanisms(unsigned mechanisms, char *out, size_t size)
{
    for (enum mechanism mechanism = 0; mechanism < MECHANISMS; mechanism++) {
        size_t length = strlen(out);
        if (mechanisms & 1U << mechanism)
            snprintf(out + length, size - length, " %s", mechanism_name(mechanism));
    }
}

/* RFC 1870 section 3: the parameter of SIZE is the maximum size of a message. */
static void write_extension(const struct session *session, enum dialect_extension extension,
                            char *out, size_t size)
{
    const char *keyword = dialect_extension_keyword(extension);

    snprintf(out, size, "%s", keyword);
    if (extension == DIALECT_EXTENSION_SIZE)
        snprintf(out, size, "%s %" PRIu64, keyword, session->config->message_size_max);
    else if (extension == DIALECT_EXTENSION_AUTH)
        add_mechanisms(session->config->mechanisms, out, size);
}

/* What brings a verb is offered only where the verb is allowed: no STARTTLS under TLS. */
static bool is_offered(const struct session *session, unsigned extension)
{
    const struct dialect *dialect = session->config->dialect;

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect->verbs[verb].extension == extension &&
            dialect_why_not(dialect, session->position, verb) != DIALECT_REASON_NONE)
            return false;
    return dialect_offers(&dialect->policy, extension);
}

/* CURSOR counts bits. */
static bool get_extension(const void *context, size_t *cursor, char *out, size_t size)
{
    const struct session *session = context;

    while (1U << *cursor < DIALECT_EXTENSIONS) {
        unsigned extension = 1U << (*cursor)++;
        if (!is_offered(session, extension))
            continue;
        write_extension(session, (enum dialect_extension)extension, out, size);
        return true;
    }
    return false;
}

struct reply_lines lines_of(enum dialect_lines generator, const struct session *session)
{
    static bool (*const getters[])(const void *, size_t *, char *, size_t) = {
        [DIALECT_LINES_NONE] = NULL,
        [DIALECT_LINES_OPEN] = get_open,
        [DIALECT_LINES_EXTENSIONS] = get_extension,
    };

    static_assert(COUNT(getters) == DIALECT_LINES, "one per generator");
    return (struct reply_lines){getters[generator], session};
}
