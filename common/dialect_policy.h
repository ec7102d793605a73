/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_policy.h - what holds in all rows of a dialect: its limits, line endings, extensions and
 * greeting.
 *
 * A server may change the policy of the dialect that it serves, but not its rows.  When a command
 * is allowed, and what it does, is not known here.
 */
#ifndef COMMON_DIALECT_POLICY_H
#define COMMON_DIALECT_POLICY_H

#include <stdbool.h>

#include "common/span.h"

/* Extensions of SMTP are bits.  What an extension adds is understood only if it is offered. */
enum dialect_extension {
    DIALECT_EXTENSION_PIPELINING = 1 << 0, /* RFC 2920 */
    DIALECT_EXTENSION_SIZE = 1 << 1,       /* RFC 1870: a parameter of MAIL */
    DIALECT_EXTENSION_8BITMIME = 1 << 2,   /* RFC 6152: BODY, a parameter of MAIL */
    DIALECT_EXTENSION_SMTPUTF8 = 1 << 3,   /* RFC 6531: a parameter of MAIL, and addresses */
    DIALECT_EXTENSION_ENHANCED = 1 << 4,   /* RFC 2034: enhanced status codes in replies */
    DIALECT_EXTENSION_HELP = 1 << 5,       /* RFC 5321 section 4.1.1.8: a verb */
    DIALECT_EXTENSION_STARTTLS = 1 << 6,   /* RFC 3207: a verb */
    DIALECT_EXTENSION_AUTH = 1 << 7,       /* RFC 4954: a verb, and a parameter of MAIL */

    DIALECT_EXTENSION_LAST = DIALECT_EXTENSION_AUTH,
    DIALECT_EXTENSIONS = 2 * DIALECT_EXTENSION_LAST, /* number of sets of extensions */
};

/* A server speaks the dialect if its greeting contains WANTED and does not contain UNWANTED. */
struct dialect_greeting {
    const char *wanted;   /* NULL: the dialect cannot be recognized; "": any greeting will do */
    const char *unwanted; /* NULL: no condition */
};

/* Maximum of dialect_policy.command_line_bytes, and of a line with credentials: that of RFC 4954
 * section 4, the longest. */
#define DIALECT_LINE_MAX 12288

/* What is done about line endings other than CRLF. */
enum dialect_endings {
    /* The first line decides between CRLF and LF; a bare CR or a NUL in a message is refused. */
    DIALECT_ENDINGS_LENIENT,
    /* The first line decides; nothing is refused, but every deviation is reported. */
    DIALECT_ENDINGS_REPORT,
    /* Only CRLF (RFC 5321 section 2.3.8); a message with a bare CR, a bare LF or a NUL is
     * refused. */
    DIALECT_ENDINGS_STRICT,
    DIALECT_ENDINGS_COUNT,
};

/* The rules of a dialect_endings. */
struct dialect_ending_rules {
    unsigned refused_flaws;  /* bits of enum dot_flaw for which a message is refused */
    unsigned reported_flaws; /* bits of those that are reported */
    bool is_crlf_only;       /* the first line does not decide */
    bool takes_bare_lf;      /* a command may end in LF on a CRLF connection */
};

struct dialect_policy {
    unsigned command_line_bytes; /* longest command line, without its ending */
    enum dialect_endings endings;
    unsigned recipients_max;     /* of a transaction */
    unsigned extensions;         /* bits of enum dialect_extension: those offered */
    bool requires_tls;           /* only verbs that may be in clear are allowed before TLS */
    bool requires_auth;          /* only verbs that may be anonymous are allowed before AUTH */
    bool takes_secrets_in_clear; /* verbs with a secret are allowed without TLS */
    /* Errors since the last delivery: replies 500 to 504 and 555.  After ERRORS_FREE of them every
     * reply is delayed by ERROR_PAUSE_MS; one more than ERRORS_MAX is the event DIALECT_ERRORS. */
    unsigned errors_free, errors_max; /* 0: no limit */
    unsigned error_pause_ms;
    struct dialect_greeting greeting;
};

/* Returns the rules for line endings. */
const struct dialect_ending_rules *dialect_ending_rules(const struct dialect_policy *policy);

/* Whether POLICY offers all EXTENSIONS. */
bool dialect_offers(const struct dialect_policy *policy, unsigned extensions);

/* Returns OFFERED without HIDDEN and without what needs them: SMTPUTF8 needs 8BITMIME (RFC 6531
 * section 3.1). */
unsigned dialect_hide(unsigned offered, unsigned hidden);

/* The keyword of EXTENSION, as in the reply to EHLO: "SIZE". */
const char *dialect_extension_keyword(enum dialect_extension extension);

/* Returns the extension with KEYWORD, in upper or lower case; 0 if there is none. */
unsigned dialect_extension_by_keyword(struct span keyword);

/* Whether a reply with CODE counts as an error of the client (see struct dialect_policy). */
bool dialect_is_error(unsigned code);

/* Returns how long a reply waits after so many ERRORS, in milliseconds. */
unsigned dialect_error_pause_ms(const struct dialect_policy *policy, unsigned errors);

/* Whether a conversation goes on after so many ERRORS. */
bool dialect_bears_errors(const struct dialect_policy *policy, unsigned errors);

#endif
