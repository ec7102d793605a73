/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transaction.c - see transaction.h. */
#include <config.h>

#include "tui-client/export/transaction.h"

#include "common/address.h"
#include "tui-client/dialogue/envelope.h"

void transaction_init(struct transaction *transaction)
{
    *transaction = (struct transaction){0};
}

static void begin(struct transaction *transaction, struct span sender)
{
    transaction->sender = sender;
    transaction->recipient_count = 0;
    transaction->has_more = false;
}

static void add_recipient(struct transaction *transaction, struct span recipient)
{
    transaction->has_more = transaction->recipient_count == TRANSACTION_RECIPIENTS_MAX;
    if (!transaction->has_more)
        transaction->recipients[transaction->recipient_count++] = recipient;
}

static bool take_success(struct transaction *transaction, const struct dialogue_reply *reply)
{
    enum envelope_part part = envelope_part_of(reply);

    transaction->is_secured |= reply->outcome != NULL && reply->outcome->starts_tls;
    switch (part) {
    case ENVELOPE_CLIENT:
        transaction->client = transaction->argument;
        transaction->is_extended = reply->event == DIALECT_EHLO;
        break;
    case ENVELOPE_SENDER:
        begin(transaction, address_parse(transaction->argument));
        break;
    case ENVELOPE_RECIPIENT:
        add_recipient(transaction, address_parse(transaction->argument));
        break;
    case ENVELOPE_DELIVERY:
    case ENVELOPE_NOTHING:
        break;
    }
    return part == ENVELOPE_DELIVERY;
}

bool transaction_follow(struct transaction *transaction, const struct dialogue_line *line,
                        size_t number)
{
    if (login_follow(&transaction->login, line))
        transaction->is_logged_in |= line->code / 100 == 2;
    switch (line->kind) {
    case DIALOGUE_COMMAND:
        transaction->argument = line->command.argument;
        transaction->begin = number;
        transaction->end = number;
        return false;
    case DIALOGUE_TEXT:
        if (transaction->begin == transaction->end)
            transaction->begin = number;
        transaction->end = number + 1;
        return false;
    case DIALOGUE_REPLY_LAST:
        return line->reply.code / 100 == 2 && take_success(transaction, &line->reply);
    default:
        return false;
    }
}
