/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* changes.h - what makes the bytes of a message differ from what was typed, and what may still.
 *
 * It compares; it decides nothing: compose.h does.  How it is said is not known here.
 */
#ifndef TUI_CLIENT_MESSAGE_CHANGES_H
#define TUI_CLIENT_MESSAGE_CHANGES_H

#include "tui-client/message/compose.h"

/* What has become of a header field. */
enum changes_field {
    CHANGES_NONE,
    CHANGES_FOLDED,  /* over several lines, for its length */
    CHANGES_QUOTED,  /* a name has got quotes */
    CHANGES_TIDIED,  /* only blanks or commas of a list differ */
    CHANGES_ENCODED, /* text that is not ASCII is in encoded words (RFC 2047) */
    CHANGES_FIELDS,
};

struct changes {
    enum compose_encoding encoding; /* of the body as it is sent: not COMPOSE_AUTOMATIC */
    bool is_chosen;                 /* by the user, and not because of CAUSES */
    unsigned causes;                /* bits of enum mime_trait that led to ENCODING */
    unsigned risks;    /* bits of enum mime_trait that the body keeps: it may arrive changed */
    size_t file_count; /* attached; if not 0, the message has several parts */
    enum changes_field fields[COMPOSE_FIELDS];
};

/* The changes of MESSAGE, whose whole body has TRAITS (mime_traits()); the body itself is not
 * looked at. */
struct changes changes_of(const struct compose_message *message, unsigned traits);

#endif
