/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* finding.h - what a client can do wrong: one table of all findings.
 *
 * A finding is an error where an RFC says "must", and a remark where it says "should", or where
 * other servers may object.  A textbook dialect, which has no EHLO, teaches one step at a time:
 * what it allows is no error there.  What a server has refused is an error anywhere.
 */
#ifndef SERVER_VERDICT_FINDING_H
#define SERVER_VERDICT_FINDING_H

#include <stdbool.h>

#include "common/dialect.h"

/* In the order of the table and of the manual. */
enum finding_kind {
    /* Lines, and whether replies are awaited. */
    FINDING_LINE_ENDING,
    FINDING_LINE_UNENDED,
    FINDING_REPLY_UNAWAITED,
    FINDING_PIPELINING_LAST,
    FINDING_NOT_SMTP,
    /* Commands. */
    FINDING_COMMAND_UNKNOWN,
    FINDING_COMMAND_MALFORMED,
    FINDING_COMMAND_TOO_LONG,
    FINDING_COMMAND_ORDER,
    FINDING_REFUSAL_IGNORED,
    FINDING_ARGUMENT_MISSING,
    FINDING_ARGUMENT_UNEXPECTED,
    FINDING_COLON_SPACE,
    FINDING_BRACKETS_MISSING,
    FINDING_ADDRESS_MALFORMED,
    FINDING_ADDRESS_UTF8,
    FINDING_PARAMETER_MALFORMED,
    FINDING_PARAMETER_UNOFFERED,
    FINDING_PARAMETER_VALUE,
    FINDING_EXTENSION_UNOFFERED,
    FINDING_EHLO_MISSING,
    FINDING_HELO_NAME,
    FINDING_HELO_UNQUALIFIED,
    FINDING_RECIPIENT_SECOND,
    /* TLS and AUTH. */
    FINDING_TLS_NEEDED,
    FINDING_TLS_EARLY_BYTES,
    FINDING_AUTH_NEEDED,
    FINDING_AUTH_IN_CLEAR,
    FINDING_AUTH_MALFORMED,
    FINDING_MECHANISM_UNOFFERED,
    /* The end. */
    FINDING_QUIT_MISSING,
    FINDING_QUIT_EARLY,
    FINDING_TRANSACTION_UNFINISHED,
    FINDING_MESSAGE_UNENDED,
    FINDING_CLIENT_SILENT,
    /* The message as bytes. */
    FINDING_DOT_STUFFING,
    FINDING_TEXT_AFTER_END,
    FINDING_BARE_LF,
    FINDING_MIME_BARE_LF,
    FINDING_BARE_CR,
    FINDING_NUL,
    FINDING_LINE_TOO_LONG,
    FINDING_BODY_8BIT,
    FINDING_HEADER_8BIT,
    FINDING_SIZE_WRONG,
    FINDING_SIZE_EXCEEDED,
    /* The header. */
    FINDING_HEADER_MISSING,
    FINDING_HEADER_MALFORMED,
    FINDING_FIELD_REPEATED,
    FINDING_DATE_MISSING,
    FINDING_DATE_MALFORMED,
    FINDING_DATE_FAR,
    FINDING_FROM_MISSING,
    FINDING_FROM_MALFORMED,
    FINDING_MESSAGE_ID_MISSING,
    FINDING_MESSAGE_ID_MALFORMED,
    FINDING_BCC_PRESENT,
    FINDING_MIME_VERSION_MISSING,
    FINDING_KINDS,
};

enum finding_severity {
    FINDING_NONE, /* not told */
    FINDING_REMARK,
    FINDING_ERROR,
};

struct finding_row {
    const char *id; /* in JSON and in the manual; never translated */
    enum finding_severity severity;
    enum finding_severity textbook; /* in a textbook dialect */
    unsigned rfc;
    const char *section;
    const char *what;   /* to be translated; without a full stop */
    const char *remedy; /* likewise */
};

/* Returns the row of KIND. */
const struct finding_row *finding_row(enum finding_kind kind);

/* Whether DIALECT is a textbook one. */
bool finding_is_textbook(const struct dialect *dialect);

#endif
