/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - whether the text of a field is what the RFCs ask for, and where it is not.
 *
 * For texts that can be sent as they are: compose.h refuses those that cannot.  An empty text has
 * nothing wrong.  What is wrong is a flaw, which holds the field back, or a remark, which is only
 * shown; the words for it are the program's.  Fields are short, so they can be checked at every
 * key.
 */
#ifndef TUI_CLIENT_MESSAGE_CHECK_H
#define TUI_CLIENT_MESSAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"
#include "tui-client/dialogue/capabilities.h"

/* Maximum bytes of a header field that is checked; a longer one has nothing wrong. */
#define CHECK_HEADER_MAX 1000

enum check_kind {
    CHECK_ANYTHING,
    CHECK_CLIENT,     /* a domain or an address literal: RFC 5321 section 4.1.1.1 */
    CHECK_SENDER,     /* a reverse path, its brackets may be missing: section 4.1.2 */
    CHECK_RECIPIENT,  /* a forward path, likewise */
    CHECK_PARAMETERS, /* of the sender's command */
    CHECK_MAILBOXES,  /* a list of mailboxes and groups: RFC 5322 section 3.4 */
    CHECK_DATE,       /* section 3.3 */
    CHECK_MESSAGE_ID, /* section 3.6.4 */
    CHECK_KINDS,
};

enum check_reason {
    CHECK_OK,

    /* an address or a domain */
    CHECK_NO_ADDRESS,    /* nothing where an address belongs */
    CHECK_NO_LOCAL_PART, /* nothing before the "@" */
    CHECK_NO_AT,
    CHECK_LOCAL_NAME, /* likewise, in a command: some servers know it */
    CHECK_NO_DOMAIN,  /* nothing after the "@" */
    CHECK_TWO_ATS,
    CHECK_BLANK,          /* inside an address, a domain or a Message-ID */
    CHECK_BYTE,           /* a character that is not allowed where it is */
    CHECK_DOT,            /* at an end, or after another */
    CHECK_HYPHEN,         /* at an end of a label */
    CHECK_LITERAL,        /* no address in the square brackets */
    CHECK_OPEN,           /* a quotation mark or a bracket that is not closed */
    CHECK_OPEN_GROUP,     /* a group without a semicolon at its end */
    CHECK_LONG_LOCAL,     /* RFC 5321 section 4.5.3.1.1: more than 64 bytes */
    CHECK_LONG_DOMAIN,    /* section 4.5.3.1.2: more than 255, or 63 in a label (RFC 1035) */
    CHECK_NOT_ASCII,      /* without SMTPUTF8, or in the client's name */
    CHECK_BARE_LITERAL,   /* an IPv4 address without its square brackets */
    CHECK_NULL_RECIPIENT, /* "<>" */
    CHECK_AFTER_ADDRESS,  /* something that is not a parameter or a comment */
    CHECK_EMPTY_ITEM,     /* nothing between two commas */
    CHECK_NO_GROUP_NAME,  /* nothing before a colon */
    CHECK_NO_BRACKETS,    /* not all of a Message-ID is in angle brackets */

    /* parameters */
    CHECK_PARAMETER,      /* neither KEY nor KEY=VALUE */
    CHECK_TWICE,          /* a key that was there before */
    CHECK_NOT_OFFERED,    /* a key of an extension that the server does not offer */
    CHECK_UNKNOWN_KEY,    /* a key of no extension that is known */
    CHECK_NO_VALUE,       /* a key that needs a value */
    CHECK_NEEDLESS_VALUE, /* a key that takes none */
    CHECK_NO_NUMBER,      /* a value of SIZE: RFC 1870 section 3 */
    CHECK_VALUE,          /* a value that is none of those expected */

    /* a date */
    CHECK_NO_DATE, /* expected: an example */
    CHECK_NO_SUCH_DAY,
    CHECK_WEEKDAY, /* expected: that of the date */
    CHECK_NO_SUCH_TIME,
    CHECK_NO_ZONE,
    CHECK_NO_SUCH_ZONE,
    CHECK_OLD_ZONE, /* RFC 5322 section 4.3: a name instead of an offset */
    CHECK_OLD_YEAR, /* likewise: fewer than four digits */
    CHECK_REASONS,
};

/* What is wrong, and where: a flaw goes before a remark, else what comes first. */
struct check {
    enum check_reason reason;
    size_t offset, size;  /* of the part that is wrong, in bytes; what is missing has no size */
    const char *expected; /* in its place, not translated; static; NULL: nothing special */
};

/* What the text is checked for. */
struct check_rules {
    bool takes_any;                     /* the dialect takes any text as a name or an address */
    bool is_international;              /* addresses in the header may be in UTF-8 */
    const struct capabilities *offered; /* by the server, for CHECK_PARAMETERS */
};

struct check check_text(enum check_kind kind, struct span text, const struct check_rules *rules);

/* Whether REASON is a flaw in a text of KIND.  Where any text is taken, only a recipient without a
 * name is one, since no mailbox can be meant. */
bool check_is_flaw(enum check_kind kind, enum check_reason reason, const struct check_rules *rules);

#endif
