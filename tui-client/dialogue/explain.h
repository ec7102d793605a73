/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.h - the meaning of a reply, from its digits, its words and what it answers.
 *
 * It decides; words.h has the texts.  A cause is certain if the reply names it, or if the server is
 * our own and its dialect's table has it.  What follows from the digits alone is a guess, and
 * without one the cause is unknown.  A section of RFC 5321 is named only for what is written there;
 * a rule that its table lacks is the dialect's own.  No verb's name and no order of verbs is known
 * here.
 */
#ifndef TUI_CLIENT_DIALOGUE_EXPLAIN_H
#define TUI_CLIENT_DIALOGUE_EXPLAIN_H

#include "tui-client/dialogue/cause.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/enhanced.h"

/* The first digit of a code (RFC 5321 section 4.2.1). */
enum explain_class {
    EXPLAIN_CLASS_DONE = 2,
    EXPLAIN_CLASS_GO_ON = 3,
    EXPLAIN_CLASS_TRY_LATER = 4,
    EXPLAIN_CLASS_REFUSED = 5,
};

/* The second digit. */
enum explain_category {
    EXPLAIN_CATEGORY_SYNTAX,
    EXPLAIN_CATEGORY_INFORMATION,
    EXPLAIN_CATEGORY_CONNECTIONS,
    EXPLAIN_CATEGORY_UNSPECIFIED_3,
    EXPLAIN_CATEGORY_UNSPECIFIED_4,
    EXPLAIN_CATEGORY_MAIL_SYSTEM,
    EXPLAIN_CATEGORY_OTHER,
};

/* What has happened. */
enum explain_verdict {
    EXPLAIN_GREETED,              /* the conversation is open */
    EXPLAIN_ACCEPTED,             /* as the table has it */
    EXPLAIN_SEND_MESSAGE,         /* the server waits for the message */
    EXPLAIN_ASKS_FOR_CREDENTIALS, /* an exchange of them goes on */
    EXPLAIN_LOGGED_IN,
    EXPLAIN_NOT_AWAITED, /* accepted, but the server does not wait for the message */
    EXPLAIN_LEAVING,     /* the server says goodbye instead of taking the message */
    EXPLAIN_NOT_ENDED,   /* accepted, but the code does not end the conversation */
    EXPLAIN_UNVERIFIED,  /* 252 to VRFY: neither yes nor no */
    EXPLAIN_DELIVERED,
    EXPLAIN_MAYBE_DELIVERED,        /* but the server answers pieces of the message too */
    EXPLAIN_GOODBYE,                /* the conversation ended as requested */
    EXPLAIN_REFUSED,                /* for explanation->cause */
    EXPLAIN_CLOSING,                /* the server ends the conversation by itself, for the cause */
    EXPLAIN_ACCEPTED_THOUGH_CLOSED, /* the table would have refused it */
    EXPLAIN_UNASKED,                /* a reply to nothing */
    EXPLAIN_PIECE,                  /* the same, where it seems to answer a piece of a message */
    EXPLAIN_EARLY,                  /* the same, before any of the message was sent */
    EXPLAIN_VERDICTS,
};

struct explanation {
    unsigned code;
    enum explain_class class;
    enum explain_category category;
    struct enhanced enhanced;
    const char *meaning; /* of enhanced, to be translated; NULL: none, or the words contradict it */
    enum explain_verdict verdict;
    enum cause cause;           /* of a refusal */
    bool is_guess;              /* the cause is likely, but the reply does not name it */
    enum dialect_event event;   /* what was answered; DIALECT_EVENTS: nothing */
    enum dialect_reason reason; /* of CAUSE_RULE and CAUSE_FORM */
    bool is_own_rule;           /* it is a rule of the dialect alone, and not of RFC 5321 */
    const char *section; /* of RFC 5321, or of rfc, where the rule, the code or the command is
                            described: "3.3"; NULL: nowhere */
    unsigned rfc;        /* 0: 5321 */
};

/* Explains REPLY with TEXT: that of all its lines, each without code, LF between them. */
struct explanation explain_reply(const struct dialogue_reply *reply, struct span text);

/* Whether what was refused may be accepted later, unchanged (4xx). */
bool explain_is_temporary(const struct explanation *explanation);

/* Returns what the server insists on before it takes what it has refused in REPLY, which is
 * explained by EXPLANATION: DIALECT_REASON_NEEDS_TLS or _NEEDS_AUTH; others: neither is to be sent
 * next. */
enum dialect_reason explain_lacked(const struct explanation *explanation,
                                   const struct dialogue_reply *reply);

/* Returns after how many seconds it makes sense to try again what is refused temporarily. */
unsigned explain_retry_s(const struct explanation *explanation);

#endif
