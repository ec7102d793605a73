/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* details.c - see details.h. */
#include <config.h>

#include "server/session/details.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/dot.h"
#include "server/session/overlay.h"
#include "server/session/parameters.h"

static struct span write_size(const struct session *session, char *buffer)
{
    int size = snprintf(buffer, DETAILS_MAX, "%" PRIu64, session->config->message_size_max);

    return (struct span){buffer, (size_t)size};
}

/* Where the message has its first flaw.  The byte is named before the line, since behind it it
 * would be taken for a column. */
static struct span write_place(const struct dot_place *place, char *buffer)
{
    static const char *const names[] = {
        [DOT_FLAW_BARE_CR] = "bare CR", [DOT_FLAW_NUL] = "NUL", [DOT_FLAW_BARE_LF] = "bare LF"};
    char sequence[DOT_SEQUENCE_TEXT_MAX];
    int size;

    dot_sequence_text(place, sequence);
    size = snprintf(buffer, DETAILS_MAX,
                    "%s at byte %" PRIu64 " of the message (line %" PRIu64 "), in %s",
                    names[place->flaw], place->offset + 1, place->line, sequence);
    return (struct span){buffer, (size_t)size};
}

/* What is wrong with the first wrong parameter. */
static struct span wrong_parameter(const struct session *session, enum dialect_event cause,
                                   const struct argument *argument)
{
    struct parameters parameters;

    (void)parameters_read(dialect_extensions_at(session->config->dialect, session->position), cause,
                          argument->parameters, &parameters);
    return parameters.wrong;
}

struct span details_of(const struct session *session, enum dialect_event cause,
                       const struct argument *argument, enum dialect_result result, char *buffer)
{
    switch (result) {
    case DIALECT_TOO_LARGE:
        return write_size(session, buffer);
    case DIALECT_BAD_BYTES:
        return write_place(&session->dot.place, buffer);
    case DIALECT_BAD_RESPONSE:
        return span_of("The response is not in base64");
    case DIALECT_FAULT:
        return overlay_text(&session->fault.effect);
    case DIALECT_UNKNOWN_PARAMETER:
    case DIALECT_BAD_VALUE:
        return wrong_parameter(session, cause, argument);
    default:
        return (struct span){NULL, 0};
    }
}
