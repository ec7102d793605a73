/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* cause.h - why a server refuses: what its words say, and what its digits let one guess.
 *
 * Servers share few words for a refusal: "relay access denied", "user unknown", "greylisted".  One
 * table knows those of common servers and large providers; another says what a code usually means
 * at a stage of the conversation.  A cause that no table has is CAUSE_UNKNOWN: it is never made up.
 * Addresses and host names in a reply are no words: "spam@lab.test unknown" is not about spam.
 */
#ifndef TUI_CLIENT_DIALOGUE_CAUSE_H
#define TUI_CLIENT_DIALOGUE_CAUSE_H

#include <stdbool.h>

#include "common/span.h"

enum cause {
    CAUSE_UNKNOWN,
    /* Of what was sent; the dialect's table knows more, see enum dialect_reason. */
    CAUSE_RULE, /* a rule of our own server */
    CAUSE_FORM, /* how the command was written */
    /* The recipient. */
    CAUSE_NO_MAILBOX,
    CAUSE_ADDRESS, /* ill-formed */
    CAUSE_NO_DOMAIN,
    CAUSE_UNROUTABLE,
    CAUSE_MOVED,
    CAUSE_DISABLED,
    CAUSE_MAILBOX_FULL,
    CAUSE_RECIPIENT, /* for a reason that the server does not give */
    CAUSE_RELAY,
    CAUSE_TOO_MANY_RECIPIENTS,
    CAUSE_NO_RECIPIENTS,
    /* The sender and the client. */
    CAUSE_SENDER,
    CAUSE_CLIENT_NAME,
    CAUSE_REVERSE_DNS,
    CAUSE_BLOCKED,
    CAUSE_AUTHENTICITY, /* SPF, DKIM, DMARC */
    CAUSE_LOGIN,
    CAUSE_CREDENTIALS,
    CAUSE_MECHANISM,      /* it is not offered */
    CAUSE_WEAK_MECHANISM, /* this user needs another one */
    CAUSE_LOGIN_LATER,    /* passwords cannot be checked */
    CAUSE_TLS,            /* it must come first */
    CAUSE_TLS_LATER,      /* it cannot begin */
    CAUSE_GREYLISTED,
    CAUSE_RATE,
    CAUSE_ERRORS, /* too many */
    CAUSE_POLICY,
    /* The message. */
    CAUSE_SPAM,
    CAUSE_CONTENT,
    CAUSE_TOO_LARGE,
    CAUSE_BAD_BYTES,
    CAUSE_BARE_ENDING,
    CAUSE_LONG_LINE,
    CAUSE_LOOP,
    /* The command. */
    CAUSE_SEQUENCE,
    CAUSE_TOO_SOON, /* before the reply to the last command */
    CAUSE_UNKNOWN_COMMAND,
    CAUSE_NOT_IMPLEMENTED,
    CAUSE_SYNTAX,
    CAUSE_BASE64,
    CAUSE_RESPONSE, /* to AUTH, or to a challenge */
    CAUSE_CANCELLED,
    CAUSE_PARAMETER,
    CAUSE_NEEDS_SMTPUTF8,
    CAUSE_NOT_ASCII,
    CAUSE_HTTP,
    /* The server. */
    CAUSE_NO_STORAGE,
    CAUSE_LOCAL_ERROR,
    CAUSE_NO_SERVICE,
    CAUSE_NOT_NOW,
    CAUSE_LATER, /* for a reason that the server does not give */
    CAUSE_STOPPING,
    CAUSE_IDLE,
    /* Guesses, each of several causes. */
    CAUSE_MAYBE_CLOSING,
    CAUSE_MAYBE_CLIENT,
    CAUSE_MAYBE_SENDER,
    CAUSE_MAYBE_RECIPIENT,
    CAUSE_MAYBE_GREYLISTED,
    CAUSE_MAYBE_RECIPIENTS,
    CAUSE_MAYBE_LOGIN,
    CAUSE_MAYBE_SIZE,
    CAUSE_MAYBE_MESSAGE,
    CAUSES,
};

/* What a reply answers. */
enum cause_stage {
    CAUSE_AT_GREETING = 1 << 0, /* the connection itself */
    CAUSE_AT_CLIENT = 1 << 1,   /* the client's name */
    CAUSE_AT_SENDER = 1 << 2,
    CAUSE_AT_RECIPIENT = 1 << 3,
    CAUSE_AT_MESSAGE = 1 << 4, /* the command that announces the message */
    CAUSE_AT_END = 1 << 5,     /* the message */
    CAUSE_AT_OTHER = 1 << 6,   /* any other command, or nothing */
    CAUSE_AT_LOGIN = 1 << 7,   /* AUTH, or credentials */
    CAUSE_ANYWHERE = (1 << 8) - 1,
};

/* What the words of a reply say. */
struct cause_read {
    enum cause cause;
    bool is_vague; /* an enhanced status code that names a cause says more */
    bool is_guess; /* servers mean it so, but do not say it */
};

/* Reads TEXT, that of a reply with CODE of 400 or more at STAGE. */
struct cause_read cause_read(unsigned code, enum cause_stage stage, struct span text);

/* Returns what CODE, of 400 or more, usually means at STAGE. */
enum cause cause_guess(unsigned code, enum cause_stage stage);

#endif
