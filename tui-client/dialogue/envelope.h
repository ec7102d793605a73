/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope.h - the sender and recipients that the server has accepted, and the deliveries.
 *
 * It follows the lines of a conversation: an address counts once the server has accepted it, and is
 * cleared with its transaction.  Header fields and display are not its concern.
 */
#ifndef TUI_CLIENT_DIALOGUE_ENVELOPE_H
#define TUI_CLIENT_DIALOGUE_ENVELOPE_H

#include "tui-client/dialogue/dialogue.h"

/* Maximum recipients kept, and maximum bytes of the list of deliveries: no screen shows more. */
#define ENVELOPE_RECIPIENTS_MAX 1000
#define ENVELOPE_DELIVERIES_MAX 8192

/* What the success of a command, or of a message, establishes. */
enum envelope_part {
    ENVELOPE_NOTHING,
    ENVELOPE_CLIENT,    /* the argument is the client's name */
    ENVELOPE_SENDER,    /* the argument names the sender; a transaction begins */
    ENVELOPE_RECIPIENT, /* the argument names one more recipient */
    ENVELOPE_DELIVERY,  /* the message was delivered */
};

/* What the server has said about a recipient of this transaction. */
struct envelope_verdict {
    char *address; /* owned */
    unsigned code; /* of its last reply */
};

struct envelope {
    char *sender;           /* owned; NULL: none */
    char *last_sender;      /* owned; of the transaction that a refusal has ended; NULL: none */
    char **recipients;      /* owned, each of them too; in the order of their replies */
    size_t recipient_count; /* at most ENVELOPE_RECIPIENTS_MAX */
    bool has_more;          /* there were more than are kept */
    struct envelope_verdict *verdicts; /* owned; refused recipients too, in the order of RCPT */
    size_t verdict_count;              /* at most ENVELOPE_RECIPIENTS_MAX */
    size_t *by_address;                /* owned; their numbers, sorted: see envelope_verdict() */
    bool is_international;             /* MAIL had the parameter SMTPUTF8 */
    bool is_eight_bit;                 /* it had BODY=8BITMIME */
    unsigned delivered;                /* messages, on this connection, and not withdrawn */
    /* Newest first, a line for each delivered message: "SENDER -> RECIPIENT, RECIPIENT", LF.  The
     * rest is cut off. */
    struct buffer deliveries;
};

void envelope_init(struct envelope *envelope);
void envelope_release(struct envelope *envelope);

/* A connection begins: there is no transaction, and nothing was delivered. */
void envelope_start(struct envelope *envelope);

/* Makes TO, which is empty, hold the sender and the recipients of FROM.  -1 without memory; TO is
 * then empty. */
int envelope_copy(struct envelope *to, const struct envelope *from);

/* The transaction has ended, for whatever reason. */
void envelope_clear(struct envelope *envelope);

/* Processes LINE, the next of the conversation. */
void envelope_follow(struct envelope *envelope, const struct dialogue_line *line);

/* Returns the code with which the server has answered ADDRESS in this transaction; 0: it has not.
 */
unsigned envelope_verdict(const struct envelope *envelope, struct span address);

/* Forgets the recipients that were refused: they count as not answered. */
void envelope_forget_refused(struct envelope *envelope);

/* The part that the success of REPLY's command establishes. */
enum envelope_part envelope_part_of(const struct dialogue_reply *reply);

#endif
