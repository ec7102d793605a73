/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* heading.h - the Subject and the Message-ID of a message that passes by.
 *
 * Reads the header of a message, piece by piece, by the rules of the record that it becomes
 * (mbox.h): a message whose first line is no field has none.  Of a field that is there more than
 * once, the first counts.  Values are as they came, without their folding (RFC 5322 section 2.2.3);
 * encoded words are not decoded.
 */
#ifndef SERVER_MAIL_HEADING_H
#define SERVER_MAIL_HEADING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Maximum bytes of a value that are kept: the longest line of RFC 5322. */
#define HEADING_VALUE_MAX 998

/* Maximum bytes of a name that is of interest. */
#define HEADING_NAME_MAX 10

enum heading_field {
    HEADING_SUBJECT,
    HEADING_MESSAGE_ID,
    HEADING_FIELDS,
};

struct heading_value {
    bool is_there;
    bool is_cut; /* the field is longer than what is kept */
    size_t size;
    char text[HEADING_VALUE_MAX];
};

/* Initialize with zeros. */
struct heading {
    enum {
        HEADING_AT_START, /* of a line */
        HEADING_IN_NAME,
        HEADING_BEFORE_COLON, /* in blanks after a name */
        HEADING_IN_LINE,      /* in a value, or a line that is no field */
        HEADING_IS_OVER,      /* the header has ended */
    } state;
    bool is_inside; /* a field has been seen: the first line is over */
    size_t name_size;
    char name[HEADING_NAME_MAX + 1]; /* as far as it may be of interest */
    struct heading_value *value;     /* of the current field; NULL: it is of no interest */
    struct heading_value values[HEADING_FIELDS];
};

/* Reads PIECE, the next one of the message, with line endings as LF. */
void heading_read(struct heading *heading, struct span piece);

/* Stores the value of FIELD, without blanks around it, in *TEXT.  Returns false if the message has
 * no such field. */
bool heading_find(const struct heading *heading, enum heading_field field, struct span *text);

#endif
