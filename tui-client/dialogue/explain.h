/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.h - the meaning of a reply, derived from its code, the position and the dialect's table.
 *
 * It decides; words.h has the texts.  No verb's name and no order of verbs is known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_EXPLAIN_H
#define TUI_CLIENT_DIALOGUE_EXPLAIN_H

#include "tui-client/dialogue/dialogue.h"

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

/* What has happened; the likely cause and the remedy follow from it. */
enum explain_verdict {
    EXPLAIN_GREETED,      /* the conversation is open */
    EXPLAIN_ACCEPTED,     /* as the table has it */
    EXPLAIN_SEND_MESSAGE, /* the server waits for the message */
    EXPLAIN_DELIVERED,
    EXPLAIN_GOODBYE,      /* the conversation ended as requested */
    EXPLAIN_OUT_OF_PLACE, /* refused, and the table knows why: explanation->reason */
    EXPLAIN_NO_MAILBOX,
    EXPLAIN_BAD_PARAMETER,
    EXPLAIN_NEEDS_SMTPUTF8,
    EXPLAIN_BAD_BYTES,
    EXPLAIN_TOO_LARGE,
    EXPLAIN_NO_STORAGE,
    EXPLAIN_LOCAL_ERROR,
    EXPLAIN_CLOSING,                /* the server ends the conversation by itself */
    EXPLAIN_REFUSED_THOUGH_OPEN,    /* the table would have accepted it */
    EXPLAIN_ACCEPTED_THOUGH_CLOSED, /* the table would have refused it */
    EXPLAIN_UNASKED,                /* a reply to nothing */
    EXPLAIN_VERDICTS,
};

struct explanation {
    unsigned code;
    enum explain_class class;
    enum explain_category category;
    enum explain_verdict verdict;
    enum dialect_event event;   /* what was answered; DIALECT_EVENTS: nothing */
    enum dialect_reason reason; /* of EXPLAIN_OUT_OF_PLACE */
    const char *section; /* of RFC 5321, where the reply or the command is described: "3.3" */
};

struct explanation explain_reply(const struct dialogue_reply *reply);

#endif
