/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* compose.h - a message as edited, and its bytes on the wire.
 *
 * The header fields of the form, a body and attachments.  An empty field is left out of the
 * message.  No field can inject a line: CR, LF and NUL never reach the wire.  MIME is used only if
 * the message needs it to pass any mail system, or the user asks for it.  The caller passes the
 * date; this file has no clock.
 */
#ifndef TUI_CLIENT_MESSAGE_COMPOSE_H
#define TUI_CLIENT_MESSAGE_COMPOSE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "common/buffer.h"
#include "common/span.h"

enum compose_field {
    COMPOSE_FROM,
    COMPOSE_TO,
    COMPOSE_SUBJECT,
    COMPOSE_DATE,
    COMPOSE_MESSAGE_ID,
    COMPOSE_FIELDS,
};

/* What is wrong with the text of a field or argument. */
enum compose_flaw {
    COMPOSE_OK,
    COMPOSE_EMPTY,         /* although it is required */
    COMPOSE_CONTROL_BYTE,  /* contains CR, LF, NUL or another control except tab */
    COMPOSE_ILL_FORMED,    /* is not well-formed UTF-8 */
    COMPOSE_TOO_LONG,      /* for a line */
    COMPOSE_NEEDS_QUOTES,  /* a comma in a name ends a mailbox */
    COMPOSE_NOT_ASCII,     /* where it cannot be encoded */
    COMPOSE_NOT_OFFERED,   /* an address that is not ASCII, and the server lacks SMTPUTF8 */
    COMPOSE_NOT_ANNOUNCED, /* an address that is not ASCII, and the sender's command did not have
                              the parameter SMTPUTF8 */
    COMPOSE_TOO_LARGE,     /* announces a message larger than the server accepts */
    COMPOSE_NOT_SERVER,    /* is not how a server is named */
    COMPOSE_NOT_PORT,      /* of a server */
    COMPOSE_FLAWS,
};

/* Longest text of a header field, in bytes: RFC 5322 section 2.1.1 allows 998 for a line, less the
 * longest name with its colon and blank. */
#define COMPOSE_FIELD_MAX 980

/* An attached file. */
struct compose_attachment {
    struct span path;    /* as the user typed it; its last component is sent as the name */
    struct span content; /* any bytes */
};

#define COMPOSE_ATTACHMENTS_MAX 16

/* How the body of a message is sent. */
enum compose_encoding {
    COMPOSE_AUTOMATIC, /* as typed if any mail system carries it and there is no attachment, else
                          quoted-printable: base64 is unreadable in the conversation */
    COMPOSE_AS_TYPED,  /* unchanged and not described */
    COMPOSE_EIGHT_BIT, /* unchanged, described as UTF-8 */
    COMPOSE_QUOTED_PRINTABLE,
    COMPOSE_BASE64,
    COMPOSE_ENCODINGS,
};

/* A message; all spans are borrowed. */
struct compose_message {
    struct span fields[COMPOSE_FIELDS]; /* empty or blank: the field is left out */
    struct span body;                   /* lines end in LF */
    bool is_beginning;                  /* BODY is the beginning of a longer one */
    enum compose_encoding encoding;     /* as the user has chosen it */
    struct compose_attachment attachments[COMPOSE_ATTACHMENTS_MAX];
    size_t attachment_count;
    struct compose_attachment file; /* with a path: a message sent as it is, instead of all above */
};

/* The name of FIELD as in RFC 5322: "Message-ID". */
const char *compose_field_name(enum compose_field field);

/* Checks TEXT as the text of a header field; it may be empty. */
enum compose_flaw compose_check(struct span text);

/* Checks TEXT as the text of FIELD, by stricter rules.  A field that needs quotes or is not ASCII
 * can be sent anyway. */
enum compose_flaw compose_check_field(enum compose_field field, struct span text);

/* Writes the Date of RFC 5322 section 3.3 for WHEN, a broken-down local time whose zone is
 * OFFSET_MINUTES east of UTC, to OUT.  Returns the bytes written, at most COMPOSE_DATE_MAX, no NUL.
 */
#define COMPOSE_DATE_MAX 48
size_t compose_date(const struct tm *when, int offset_minutes, char *out);

/* Writes a Message-ID of RFC 5322 section 3.6.4, angle brackets included, made of NONCE (random)
 * and DOMAIN, in which bytes not allowed in a msg-id become "-", to OUT of SIZE bytes (at least
 * 64). Returns the bytes written, no NUL. */
size_t compose_message_id(uint64_t nonce, struct span domain, char *out, size_t size);

/* Appends MESSAGE to OUT as it was typed; a file as the line "File: PATH": fields, a line
 * "Attachment: PATH" per attachment, a line "Encoding: base64" if one was chosen, an empty line,
 * the body, all lines ending in LF. Fields that compose_check() refuses are left out, as are paths
 * with control bytes, and NUL and CR in the body.  -1 with errno of buffer_append(); OUT then holds
 * a part. */
int compose_text(const struct compose_message *message, struct buffer *out);

/* How the body of MESSAGE is really sent, never COMPOSE_AUTOMATIC, if the whole body has TRAITS
 * (mime_traits()).  A line like the boundary of a multipart message is never sent unchanged in one.
 */
enum compose_encoding compose_encoding(const struct compose_message *message, unsigned traits);

/* Appends FIELD with TEXT, which compose_check() accepts, as it is sent but with LF; nothing for an
 * empty text. */
int compose_field(enum compose_field field, struct span text, struct buffer *out);

/* How much of a message. */
enum compose_extent {
    COMPOSE_WHOLE,
    COMPOSE_TO_BODY, /* header and body, nothing after */
};

/* Appends MESSAGE, or EXTENT of it, to OUT in wire form: CRLF, leading dots doubled, "." CRLF at
 * the end; MIME (RFC 2045 to 2047, 2231) where it is not sent as typed.  TRAITS are those of the
 * whole body, so that a message with only a part of it can be shown as it will be sent.  -1 as
 * compose_text(). */
int compose_part(const struct compose_message *message, unsigned traits, enum compose_extent extent,
                 struct buffer *out);

/* Appends the whole message. */
int compose_wire(const struct compose_message *message, struct buffer *out);

/* Parses a text as written by compose_text(); field names may be in any case and order, and blanks
 * around a field's text are removed.  The fields, body and attachment paths of MESSAGE borrow from
 * TEXT; attachment contents are empty.  Returns false for a header field that the form lacks, or
 * one that is folded or repeated; all of TEXT is then the body. */
bool compose_parse(struct span text, struct compose_message *message);

#endif
