/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_prototype.c - the default dialect: strict order, one recipient, two error codes.
 *
 * Rows are tried from the top; the last one refuses every line that no other row accepts.
 */
#include <config.h>

#include "common/dialect.h"

#include "common/count.h"
#include "common/i18n_mark.h"

#define CLOSING      "{hostname} closing connection"
#define UNRECOGNIZED "Syntax error, command unrecognized"

/* After every end of data the transaction is over. */
#define AFTER_MESSAGE                                                                              \
    .next = DIALECT_STATE_MAIL, .clear = DIALECT_FACT_RECIPIENT | DIALECT_FACT_ROOM,               \
    .ends_transaction = true

#define CLOSE                                                                                      \
    {                                                                                              \
        .code = 421, .text = CLOSING, .next = DIALECT_STATE_CLOSED, .ends_transaction = true       \
    }

/* clang-format off */
static const struct dialect_row rows[] = {
    {.state = DIALECT_STATE_CONNECTED, .event = DIALECT_CONNECT, .outcomes = {
        {.code = 220, .text = "{hostname} smtpd-proto ready", .next = DIALECT_STATE_HELO}}},
    {.state = DIALECT_STATE_CONNECTED, .event = DIALECT_OVERLOAD, .outcomes = {CLOSE}},

    {.state = DIALECT_STATE_HELO, .event = DIALECT_HELO,
     .argument = ARGUMENT_TEXT, .action = DIALECT_ACTION_HELO, .outcomes = {
        {.code = 250, .text = "Hello {argument}, pleased to meet you", .next = DIALECT_STATE_MAIL}}},

    {.state = DIALECT_STATE_MAIL, .event = DIALECT_MAIL,
     .argument = ARGUMENT_ADDRESS, .action = DIALECT_ACTION_MAIL, .outcomes = {
        {.code = 250, .text = "{argument} Sender ok", .next = DIALECT_STATE_RCPT,
         .set = DIALECT_FACT_ROOM}}},

    {.state = DIALECT_STATE_MAIL, .event = DIALECT_QUIT, .needs = DIALECT_FACT_DELIVERED,
     .argument = ARGUMENT_NONE, .outcomes = {
        {.code = 221, .text = CLOSING, .next = DIALECT_STATE_CLOSED}}},

    {.state = DIALECT_STATE_RCPT, .event = DIALECT_RCPT, .needs = DIALECT_FACT_ROOM,
     .argument = ARGUMENT_ADDRESS, .action = DIALECT_ACTION_RCPT, .outcomes = {
        {.code = 250, .text = "{argument} Recipient ok", .next = DIALECT_STATE_DATA,
         .set = DIALECT_FACT_RECIPIENT, .clear = DIALECT_FACT_ROOM},
        {.result = DIALECT_NO_MAILBOX, .code = 550, .text = "Address unknown",
         .next = DIALECT_STATE_MAIL, .clear = DIALECT_FACT_ROOM, .ends_transaction = true}}},

    {.state = DIALECT_STATE_DATA, .event = DIALECT_DATA, .needs = DIALECT_FACT_RECIPIENT,
     .argument = ARGUMENT_NONE, .action = DIALECT_ACTION_DATA, .outcomes = {
        {.code = 354, .text = "Enter mail, end with \".\" on a line by itself",
         .next = DIALECT_STATE_MESSAGE}}},

    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_END_OF_DATA,
     .action = DIALECT_ACTION_DELIVER, .outcomes = {
        {.code = 250, .text = "Message accepted for delivery", AFTER_MESSAGE,
         .set = DIALECT_FACT_DELIVERED},
        {.result = DIALECT_LOCAL_ERROR, .code = 451, .text = "Local error in processing",
         AFTER_MESSAGE},
        {.result = DIALECT_NO_STORAGE, .code = 452, .text = "Insufficient system storage",
         AFTER_MESSAGE},
        {.result = DIALECT_TOO_LARGE, .code = 552, .text = "Message too large", AFTER_MESSAGE},
        {.result = DIALECT_BAD_BYTES, .code = 500, .text = UNRECOGNIZED, AFTER_MESSAGE}}},

    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_TIMEOUT, .outcomes = {CLOSE}},
    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_SHUTDOWN, .outcomes = {CLOSE}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_TIMEOUT, .outcomes = {CLOSE}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_SHUTDOWN, .outcomes = {CLOSE}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_EVENT_ANY_LINE, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 500, .text = UNRECOGNIZED,
         .next = DIALECT_STATE_SAME}}},
};
/* clang-format on */

const struct dialect dialect_prototype = {
    .name = "prototype",
    .policy =
        {
            .command_line_bytes = 2048,
            .endings = DIALECT_ENDINGS_LENIENT,
            .recipients_max = 1,
            .greeting = {.wanted = "smtpd-proto", .unwanted = "ESMTP"},
        },
    .verbs =
        {
            [DIALECT_HELO] = {.words = "helo",
                              .name = "HELO",
                              .label = N_("Domain"),
                              .section = "4.1.1.1",
                              .introduces = DIALECT_INTRODUCES_CLIENT},
            [DIALECT_MAIL] = {.words = "mail from:",
                              .name = "MAIL",
                              .label = N_("Sender"),
                              .section = "4.1.1.2",
                              .introduces = DIALECT_INTRODUCES_SENDER},
            [DIALECT_RCPT] = {.words = "rcpt to:",
                              .name = "RCPT",
                              .label = N_("Recipient"),
                              .section = "4.1.1.3",
                              .introduces = DIALECT_INTRODUCES_RECIPIENT},
            [DIALECT_DATA] = {.words = "data",
                              .name = "DATA",
                              .section = "4.1.1.4",
                              .introduces = DIALECT_INTRODUCES_MESSAGE},
            [DIALECT_QUIT] = {.words = "quit", .name = "QUIT", .section = "4.1.1.10"},
        },
    .rows = rows,
    .row_count = COUNT(rows),
};
