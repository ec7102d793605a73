/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transaction.h - a delivered message with the commands that delivered it.
 *
 * It is read from the lines of a transcript, to repeat the delivery.  Unlike the envelope, which
 * uses the dialect, it relies only on the server: a recipient is one that was answered with
 * success, whether or not the table expects it.
 */
#ifndef TUI_CLIENT_EXPORT_TRANSACTION_H
#define TUI_CLIENT_EXPORT_TRANSACTION_H

#include "tui-client/export/login.h"

/* Maximum recipients that are kept of a message. */
#define TRANSACTION_RECIPIENTS_MAX 1000

/* Spans borrow from the transcript. */
struct transaction {
    struct span client; /* the name it gave */
    bool is_extended;   /* it gave it with EHLO */
    bool is_secured;    /* by STARTTLS */
    struct login login; /* the last one */
    bool is_logged_in;  /* it was accepted */
    struct span sender;
    struct span recipients[TRANSACTION_RECIPIENTS_MAX];
    size_t recipient_count;
    bool has_more;        /* there were more than are kept */
    size_t begin, end;    /* lines of the message; equal if there are none */
    struct span argument; /* of the command that awaits its reply */
};

void transaction_init(struct transaction *transaction);

/* Processes LINE, which is line NUMBER of its transcript.  True if it reports the delivery of the
 * message. */
bool transaction_follow(struct transaction *transaction, const struct dialogue_line *line,
                        size_t number);

#endif
