/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* command.h - parses and formats command lines.
 *
 * Finds the verb that a line begins with, and its argument.  Whether the verb is allowed now, and
 * whether it needs an argument, is the dialect table's concern.
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include "common/buffer.h"
#include "common/dialect.h"
#include "common/span.h"

struct command {
    enum dialect_event verb; /* DIALECT_UNKNOWN, _MALFORMED, _HTTP: none of the dialect's */
    struct span argument;    /* what follows it without outer blanks, borrowed from the line; the
                                whole line if there is no verb */
};

/* How an address is written after its verb.  RFC 5321 knows only the first; some servers know only
 * one of the others. */
enum command_style {
    COMMAND_BRACKETS, /* MAIL FROM:<a> */
    COMMAND_BLANK,    /* MAIL FROM: <a> */
    COMMAND_BARE,     /* MAIL FROM: a */
    COMMAND_STYLES,
};

/* Parses LINE, which has no line ending. */
struct command command_parse(const struct dialect *dialect, struct span line);

/* Returns what a line is that is too long and begins with START: DIALECT_HTTP, since a request
 * stays one however long its target is, or DIALECT_LONG_LINE. */
enum dialect_event command_kind_of_long(struct span start);

/* Appends the command line for VERB with ARGUMENT to OUT: "MAIL FROM:<alice@lab.test>".  An address
 * is written in STYLE, "<>" always as it is; parameters follow unchanged.  Ignores ARGUMENT if the
 * verb takes none.  Returns -1 with errno of buffer_append(). */
int command_format(const struct dialect *dialect, enum dialect_event verb, struct span argument,
                   enum command_style style, struct buffer *out);

#endif
