/* compose.h - a message under edit, and the bytes that it becomes on the wire.
 *
 * The header fields that a form offers, a body, and files that go with it.  A field with no text is
 * left out of the message.  No field can bring a line of its own: CR, LF and NUL never reach the
 * wire.  What a message needs to pass any mail system (MIME) it gets, and nothing else.  When the
 * message was written is handed in; this file has no clock.
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
    COMPOSE_EMPTY,        /* and it must not be */
    COMPOSE_CONTROL_BYTE, /* holds CR, LF, NUL or another control but tab */
    COMPOSE_ILL_FORMED,   /* is not well-formed UTF-8 */
    COMPOSE_TOO_LONG,     /* for a line */
    COMPOSE_NEEDS_QUOTES, /* a comma in a name ends a mailbox */
    COMPOSE_NOT_ASCII,    /* where nothing can encode it */
    COMPOSE_FLAWS,
};

/* Longest text of a header field, in bytes: RFC 5322 section 2.1.1 allows 998 for a line, less the
 * longest name with its colon and blank. */
#define COMPOSE_FIELD_MAX 980

/* A file that goes with a message. */
struct compose_attachment {
    struct span path;    /* as the person named it; its last part is the name that is sent */
    struct span content; /* any bytes */
};

#define COMPOSE_ATTACHMENTS_MAX 16

/* A message; all spans are borrowed. */
struct compose_message {
    struct span fields[COMPOSE_FIELDS]; /* empty or blank: the field is left out */
    struct span body;                   /* lines end in LF */
    struct compose_attachment attachments[COMPOSE_ATTACHMENTS_MAX];
    size_t attachment_count;
};

/* The name of FIELD as RFC 5322 writes it: "Message-ID". */
const char *compose_field_name(enum compose_field field);

/* What is wrong with TEXT as the text of a header field; an empty one is fine. */
enum compose_flaw compose_check(struct span text);

/* The same for TEXT as FIELD, where more is asked for.  A field that needs quotes or is not ASCII
 * can be sent all the same. */
enum compose_flaw compose_check_field(enum compose_field field, struct span text);

/* Writes the Date of RFC 5322 section 3.3 for WHEN, a broken-down local time whose zone is
 * OFFSET_MINUTES east of UTC, to OUT.  Returns the bytes written, at most COMPOSE_DATE_MAX, no NUL.
 */
#define COMPOSE_DATE_MAX 48
size_t compose_date(const struct tm *when, int offset_minutes, char *out);

/* Writes a Message-ID of RFC 5322 section 3.6.4, angle brackets included, made of NONCE (random)
 * and DOMAIN, whose bytes that a msg-id may not hold become "-", to OUT of SIZE bytes (at least
 * 64). Returns the bytes written, no NUL. */
size_t compose_message_id(uint64_t nonce, struct span domain, char *out, size_t size);

/* Appends MESSAGE to OUT as a person wrote it: fields, a line "Attachment: PATH" per attachment, an
 * empty line, the body, all lines ending in LF.  Fields that compose_check() refuses are left out,
 * as are paths that hold control bytes, and NUL and CR in the body.  -1 with errno of
 * buffer_append(); OUT then holds a part. */
int compose_text(const struct compose_message *message, struct buffer *out);

/* How the body of a message goes over the wire. */
enum compose_encoding {
    COMPOSE_PLAIN, /* as it is: short lines of ASCII, and no attachment */
    COMPOSE_QUOTED_PRINTABLE,
};

/* How the body of MESSAGE has to go. */
enum compose_encoding compose_encoding(const struct compose_message *message);

/* How much of a message. */
enum compose_extent {
    COMPOSE_WHOLE,
    COMPOSE_TO_BODY, /* header and body, nothing behind */
};

/* Appends MESSAGE, or EXTENT of it, to OUT as it goes over the wire, its body in ENCODING: CRLF,
 * leading dots doubled, "." CRLF at the end; MIME (RFC 2045 to 2047, 2231) where ENCODING is not
 * plain.  A message with only a part of its body can thus be shown as it will go.  -1 as
 * compose_text(). */
int compose_part(const struct compose_message *message, enum compose_encoding encoding,
                 enum compose_extent extent, struct buffer *out);

/* The same for all of a message, in the encoding that it needs. */
int compose_wire(const struct compose_message *message, struct buffer *out);

/* Reads a text as compose_text() writes it, with names in any case and order and without the blanks
 * around a field's text: fields of MESSAGE, its body and the paths of its attachments borrow from
 * TEXT; their contents are empty.  A header field that the form does not offer, or one that is
 * folded or repeated, makes it return false, and MESSAGE is then all body. */
bool compose_parse(struct span text, struct compose_message *message);

#endif
