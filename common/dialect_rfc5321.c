/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_rfc5321.c - SMTP as mail programs speak it: RFC 5321, with enhanced status codes.
 *
 * Rows that accept come before those that refuse the same verb, except STARTTLS under TLS and AUTH
 * after AUTH, and the last row refuses what is left.  Codes are those of RFC 5321 section 4.3.2;
 * enhanced ones are those of RFC 3463 and its registry.  The state RCPT is that of an open
 * transaction: it waits for a recipient or for DATA.
 */
#include <config.h>

#include "common/dialect.h"

#include "common/count.h"
#include "common/i18n_mark.h"

/* RFC 5321 section 4.5.3.1.4: at least 512, more with extensions.  In a reply as well. */
#define LINE_BYTES 2048
#define TEXT_OF(n) #n
#define IN_TEXT(n) TEXT_OF(n)

#define CLOSING "{hostname} closing connection"
#define GREETS  "{hostname} greets {argument}"
#define ENTER   "Enter mail, end with \".\" on a line by itself"

/* RFC 5321 section 4.1.1.5: sender, recipients and message are forgotten. */
#define RESET                                                                                      \
    .next = DIALECT_STATE_MAIL, .clear = DIALECT_FACT_RECIPIENT | DIALECT_FACT_ROOM,               \
    .ends_transaction = true

#define CLOSE .next = DIALECT_STATE_CLOSED, .ends_transaction = true

/* A refusal for a reason, or a failure of an action; nothing has changed. */
#define REFUSE(why, number, status, words)                                                         \
    {                                                                                              \
        .result = DIALECT_REFUSED, .reason = DIALECT_REASON_##why, .code = (number),               \
        .enhanced = (status), .text = (words), .next = DIALECT_STATE_SAME                          \
    }
#define FAIL(what, number, status, words)                                                          \
    {                                                                                              \
        .result = DIALECT_##what, .code = (number), .enhanced = (status), .text = (words),         \
        .next = DIALECT_STATE_SAME                                                                 \
    }

#define UNKNOWN_PARAMETER                                                                          \
    FAIL(UNKNOWN_PARAMETER, 555, "5.5.4", "The parameter {detail} is not implemented")
#define NEEDS_SMTPUTF8                                                                             \
    FAIL(NEEDS_SMTPUTF8, 553, "5.6.7", "Without SMTPUTF8 addresses must be ASCII")

#define WRONG_ENDING     "Lines end in CRLF: this one ended in LF alone"
#define LONG_CREDENTIALS "Line too long: at most " IN_TEXT(DIALECT_LINE_MAX) " bytes"

/* How long a client waits after wrong credentials, so that nobody tries many. */
#define DENIAL_PAUSE_MS 1000

/* RFC 4954 section 6: what comes of credentials.  Without success the state becomes AFTER. */
#define EXCHANGE(after)                                                                            \
    {.code = 235,                                                                                  \
     .enhanced = "2.7.0",                                                                          \
     .text = "Authentication succeeded",                                                           \
     .next = DIALECT_STATE_MAIL,                                                                   \
     .set = DIALECT_FACT_AUTHENTICATED},                                                           \
        {.result = DIALECT_CHALLENGE,                                                              \
         .code = 334,                                                                              \
         .text = "{detail}",                                                                       \
         .next = DIALECT_STATE_CREDENTIALS},                                                       \
        {.result = DIALECT_BAD_RESPONSE,                                                           \
         .code = 501,                                                                              \
         .enhanced = "5.5.2",                                                                      \
         .text = "{detail}",                                                                       \
         .next = (after)},                                                                         \
        {.result = DIALECT_LOCAL_ERROR,                                                            \
         .code = 454,                                                                              \
         .enhanced = "4.7.0",                                                                      \
         .text = "Authentication is not available for now",                                        \
         .next = (after)},                                                                         \
        {.result = DIALECT_TOO_WEAK,                                                               \
         .code = 534,                                                                              \
         .enhanced = "5.7.9",                                                                      \
         .text = "This mechanism is too weak for this user: use another",                          \
         .next = (after)},                                                                         \
    {                                                                                              \
        .result = DIALECT_DENIED, .code = 535, .enhanced = "5.7.8",                                \
        .text = "Wrong user name or password", .next = (after), .pause_ms = DENIAL_PAUSE_MS        \
    }

#define HOW_TO_MAIL "MAIL FROM:<local-part@domain>"
#define HOW_TO_RCPT "RCPT TO:<local-part@domain>"

/* clang-format off */
static const struct dialect_row rows[] = {
    {.state = DIALECT_STATE_CONNECTED, .event = DIALECT_CONNECT, .outcomes = {
        {.code = 220, .text = "{hostname} ESMTP smtpd-proto ready", .next = DIALECT_STATE_HELO}}},
    {.state = DIALECT_STATE_CONNECTED, .event = DIALECT_OVERLOAD, .outcomes = {
        {.code = 421, .enhanced = "4.3.2", .text = CLOSING, CLOSE}}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_EHLO,
     .argument = ARGUMENT_TEXT, .action = DIALECT_ACTION_EHLO, .outcomes = {
        {.code = 250, .text = GREETS, .lines = DIALECT_LINES_EXTENSIONS, RESET}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_EHLO, .outcomes = {
        REFUSE(NONE, 501, NULL, "EHLO needs the name of the client: EHLO client.example")}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_HELO,
     .argument = ARGUMENT_TEXT, .action = DIALECT_ACTION_HELO, .outcomes = {
        {.code = 250, .text = GREETS, RESET}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_HELO, .outcomes = {
        REFUSE(ARGUMENT_MISSING, 501, NULL,
               "HELO needs the name of the client: HELO client.example")}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_STARTTLS, .needs = DIALECT_FACT_ENCRYPTED,
     .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "TLS has started already")}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_STARTTLS,
     .argument = ARGUMENT_NONE, .action = DIALECT_ACTION_SECURE, .outcomes = {
        {.code = 220, .enhanced = "2.0.0", .text = "Ready to start TLS",
         .next = DIALECT_STATE_HELO, .set = DIALECT_FACT_ENCRYPTED,
         .clear = DIALECT_FACT_DELIVERED | DIALECT_FACT_RECIPIENT | DIALECT_FACT_ROOM |
                  DIALECT_FACT_AUTHENTICATED,
         .ends_transaction = true, .starts_tls = true},
        FAIL(LOCAL_ERROR, 454, "4.7.0", "TLS is not available for now")}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_AUTH, .needs = DIALECT_FACT_AUTHENTICATED,
     .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "You have authenticated already")}},
    {.state = DIALECT_STATE_MAIL, .event = DIALECT_AUTH,
     .argument = ARGUMENT_MECHANISM, .action = DIALECT_ACTION_AUTH, .outcomes = {
        EXCHANGE(DIALECT_STATE_SAME),
        FAIL(UNSUPPORTED_VALUE, 504, "5.5.4", "This mechanism is not offered")}},
    {.state = DIALECT_STATE_HELO, .event = DIALECT_AUTH, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "AUTH needs EHLO first")}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_AUTH, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "A transaction is open: RSET ends it before AUTH"),
        REFUSE(SECRET_IN_CLEAR, 504, "5.5.4", "No mechanism is offered before STARTTLS"),
        REFUSE(ARGUMENT_MISSING, 501, "5.5.4", "The mechanism is missing: AUTH PLAIN"),
        REFUSE(BAD_MECHANISM, 501, "5.5.4", "Write AUTH MECHANISM, or AUTH MECHANISM RESPONSE with "
               "the response in base64")}},
    {.state = DIALECT_STATE_CREDENTIALS, .event = DIALECT_CREDENTIALS,
     .argument = ARGUMENT_IGNORED, .action = DIALECT_ACTION_CREDENTIALS, .outcomes = {
        EXCHANGE(DIALECT_STATE_MAIL),
        {.result = DIALECT_CANCELLED, .code = 501, .enhanced = "5.7.0",
         .text = "Authentication cancelled", .next = DIALECT_STATE_MAIL}}},
    {.state = DIALECT_STATE_CREDENTIALS, .event = DIALECT_LONG_CREDENTIALS, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 500, .enhanced = "5.5.6", .text = LONG_CREDENTIALS,
         .next = DIALECT_STATE_MAIL}}},
    {.state = DIALECT_STATE_CREDENTIALS, .event = DIALECT_WRONG_ENDING, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 500, .enhanced = "5.5.2", .text = WRONG_ENDING,
         .next = DIALECT_STATE_MAIL}}},

    {.state = DIALECT_STATE_MAIL, .event = DIALECT_MAIL,
     .argument = ARGUMENT_REVERSE_PATH, .action = DIALECT_ACTION_MAIL, .outcomes = {
        {.code = 250, .enhanced = "2.1.0", .text = "{argument} Sender ok",
         .next = DIALECT_STATE_RCPT, .set = DIALECT_FACT_ROOM, .clear = DIALECT_FACT_RECIPIENT},
        UNKNOWN_PARAMETER, NEEDS_SMTPUTF8,
        FAIL(BAD_VALUE, 501, "5.5.4", "{detail}"),
        FAIL(UNSUPPORTED_VALUE, 504, "5.5.4", "BODY is 7BIT or 8BITMIME"),
        FAIL(TOO_LARGE, 552, "5.3.4", "Message too large: at most {detail} bytes")}},
    {.state = DIALECT_STATE_HELO, .event = DIALECT_MAIL, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "MAIL needs EHLO or HELO first")}},
    {.state = DIALECT_STATE_RCPT, .event = DIALECT_MAIL, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "A transaction is open: RSET ends it before the next "
               "MAIL")}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_MAIL, .outcomes = {
        REFUSE(ARGUMENT_MISSING, 501, "5.5.4", "The sender is missing: " HOW_TO_MAIL),
        REFUSE(NO_BRACKETS, 501, "5.5.4", "The sender must be in angle brackets: " HOW_TO_MAIL),
        REFUSE(BAD_PATH, 553, "5.1.7", "The angle brackets contain no valid sender: "
               HOW_TO_MAIL " or MAIL FROM:<>"),
        REFUSE(BAD_PARAMETER, 501, "5.5.4", "Parameters are KEY or KEY=VALUE, separated by "
               "blanks: " HOW_TO_MAIL " SIZE=1000")}},

    {.state = DIALECT_STATE_RCPT, .event = DIALECT_RCPT, .needs = DIALECT_FACT_ROOM,
     .argument = ARGUMENT_FORWARD_PATH, .action = DIALECT_ACTION_RCPT, .outcomes = {
        {.code = 250, .enhanced = "2.1.5", .text = "{argument} Recipient ok",
         .next = DIALECT_STATE_SAME, .set = DIALECT_FACT_RECIPIENT},
        {.result = DIALECT_DONE_LAST, .code = 250, .enhanced = "2.1.5",
         .text = "{argument} Recipient ok", .next = DIALECT_STATE_SAME,
         .set = DIALECT_FACT_RECIPIENT, .clear = DIALECT_FACT_ROOM},
        FAIL(NO_MAILBOX, 550, "5.1.1", "{argument} Address unknown"),
        UNKNOWN_PARAMETER, NEEDS_SMTPUTF8}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_RCPT, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "RCPT needs MAIL first"),
        REFUSE(NEEDS_ROOM, 452, "4.5.3", "Too many recipients: DATA sends the message to those "
               "accepted"),
        REFUSE(ARGUMENT_MISSING, 501, "5.5.4", "The recipient is missing: " HOW_TO_RCPT),
        REFUSE(NO_BRACKETS, 501, "5.5.4", "The recipient must be in angle brackets: " HOW_TO_RCPT),
        REFUSE(BAD_PATH, 553, "5.1.3", "The angle brackets contain no valid recipient: "
               HOW_TO_RCPT),
        REFUSE(BAD_PARAMETER, 501, "5.5.4", "Parameters are KEY or KEY=VALUE, separated by "
               "blanks")}},

    {.state = DIALECT_STATE_RCPT, .event = DIALECT_DATA, .needs = DIALECT_FACT_RECIPIENT,
     .argument = ARGUMENT_NONE, .action = DIALECT_ACTION_DATA, .outcomes = {
        {.code = 354, .text = ENTER, .next = DIALECT_STATE_MESSAGE}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_DATA, .outcomes = {
        REFUSE(OUT_OF_ORDER, 503, "5.5.1", "DATA needs MAIL and RCPT first"),
        REFUSE(NEEDS_RECIPIENT, 503, "5.5.1", "DATA needs a recipient: no RCPT was accepted")}},
    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_END_OF_DATA,
     .action = DIALECT_ACTION_DELIVER, .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Message accepted for delivery", RESET,
         .set = DIALECT_FACT_DELIVERED},
        {.result = DIALECT_LOCAL_ERROR, .code = 451, .enhanced = "4.3.0",
         .text = "Local error in processing", RESET},
        {.result = DIALECT_NO_STORAGE, .code = 452, .enhanced = "4.3.1",
         .text = "Insufficient system storage", RESET},
        {.result = DIALECT_TOO_LARGE, .code = 552, .enhanced = "5.3.4",
         .text = "Message too large: at most {detail} bytes", RESET},
        {.result = DIALECT_BAD_BYTES, .code = 550, .enhanced = "5.6.0",
         .text = "Message refused: {detail}", RESET}}},

    {.state = DIALECT_STATE_HELO, .event = DIALECT_RSET, .argument = ARGUMENT_NONE, .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Reset", .next = DIALECT_STATE_SAME}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_RSET, .argument = ARGUMENT_NONE, .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Reset", RESET}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_NOOP, .argument = ARGUMENT_IGNORED, .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Nothing done", .next = DIALECT_STATE_SAME}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_VRFY, .argument = ARGUMENT_TEXT, .outcomes = {
        {.code = 252, .enhanced = "2.5.0", .text = "Users are not verified; RCPT tells whether "
         "mail is accepted", .next = DIALECT_STATE_SAME}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_VRFY, .outcomes = {
        REFUSE(ARGUMENT_MISSING, 501, "5.5.4", "VRFY needs a user or a mailbox: VRFY postmaster")}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_HELP, .argument = ARGUMENT_IGNORED, .outcomes = {
        {.code = 214, .enhanced = "2.0.0", .text = "Allowed now:", .lines = DIALECT_LINES_OPEN,
         .next = DIALECT_STATE_SAME}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_QUIT, .argument = ARGUMENT_NONE, .outcomes = {
        {.code = 221, .enhanced = "2.0.0", .text = CLOSING, CLOSE}}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_HTTP, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 421, .enhanced = "4.7.0",
         .text = "This is SMTP, not HTTP: closing connection", CLOSE}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_ERRORS, .outcomes = {
        {.code = 421, .enhanced = "4.7.0", .text = "Too many errors: closing connection", CLOSE}}},
    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_TIMEOUT, .outcomes = {
        {.code = 421, .enhanced = "4.4.2", .text = CLOSING, CLOSE}}},
    {.state = DIALECT_STATE_MESSAGE, .event = DIALECT_SHUTDOWN, .outcomes = {
        {.code = 421, .enhanced = "4.3.2", .text = CLOSING, CLOSE}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_TIMEOUT, .outcomes = {
        {.code = 421, .enhanced = "4.4.2", .text = CLOSING, CLOSE}}},
    {.state = DIALECT_STATE_ANY, .event = DIALECT_SHUTDOWN, .outcomes = {
        {.code = 421, .enhanced = "4.3.2", .text = CLOSING, CLOSE}}},

    {.state = DIALECT_STATE_ANY, .event = DIALECT_EVENT_ANY_LINE, .outcomes = {
        REFUSE(UNKNOWN_VERB, 500, "5.5.2", "Command unrecognized"),
        REFUSE(MALFORMED_VERB, 501, "5.5.4", "Write " HOW_TO_MAIL " or " HOW_TO_RCPT),
        REFUSE(NOT_IMPLEMENTED, 502, "5.5.1", "Command not implemented"),
        REFUSE(LONG_LINE, 500, "5.5.2", "Line too long: at most " IN_TEXT(LINE_BYTES) " bytes"),
        REFUSE(WRONG_ENDING, 500, "5.5.2", WRONG_ENDING),
        REFUSE(LONG_CREDENTIALS, 500, "5.5.6", LONG_CREDENTIALS),
        REFUSE(ARGUMENT_UNEXPECTED, 501, "5.5.4", "This command takes no argument"),
        REFUSE(NEEDS_TLS, 530, "5.7.0", "Must issue a STARTTLS command first"),
        REFUSE(NEEDS_AUTH, 530, "5.7.0", "Authentication required"),
        REFUSE(NONE, 503, "5.5.1", "Command out of order")}},
};
/* clang-format on */

const struct dialect dialect_rfc5321 =
    {
        .name = "rfc5321",
        .policy =
            {
                .command_line_bytes = LINE_BYTES,
                .endings = DIALECT_ENDINGS_STRICT,
                .recipients_max = 100,
                .extensions = (DIALECT_EXTENSIONS - 1) &
                              ~(DIALECT_EXTENSION_STARTTLS | DIALECT_EXTENSION_AUTH),
                .errors_free = 10,
                .errors_max = 20,
                .error_pause_ms = 1000,
                .greeting = {.wanted = ""},
            },
        .verbs =
            {
                [DIALECT_EHLO] = {.words = "ehlo",
                                  .name = "EHLO",
                                  .label = N_("Domain"),
                                  .section = "4.1.1.1",
                                  .introduces = DIALECT_INTRODUCES_CLIENT,
                                  .may_be_in_clear = true,
                                  .may_be_anonymous = true},
                [DIALECT_HELO] = {.words = "helo",
                                  .name = "HELO",
                                  .label = N_("Domain"),
                                  .section = "4.1.1.1",
                                  .introduces = DIALECT_INTRODUCES_CLIENT,
                                  .is_aside = true,
                                  .may_be_anonymous = true},
                [DIALECT_STARTTLS] = {.words = "starttls",
                                      .name = "STARTTLS",
                                      .section = "4",
                                      .rfc = 3207,
                                      .extension = DIALECT_EXTENSION_STARTTLS,
                                      .is_aside = true,
                                      .may_be_in_clear = true,
                                      .may_be_anonymous = true},
                [DIALECT_AUTH] = {.words = "auth",
                                  .name = "AUTH",
                                  .section = "4",
                                  .rfc = 4954,
                                  .introduces = DIALECT_INTRODUCES_CREDENTIALS,
                                  .extension = DIALECT_EXTENSION_AUTH,
                                  .is_aside = true,
                                  .may_be_anonymous = true,
                                  .is_secret = true},
                [DIALECT_MAIL] = {.words = "mail from:",
                                  .name = "MAIL",
                                  .label = N_("Sender"),
                                  .section = "4.1.1.2",
                                  .introduces = DIALECT_INTRODUCES_SENDER,
                                  .may_be_followed = true},
                [DIALECT_RCPT] = {.words = "rcpt to:",
                                  .name = "RCPT",
                                  .label = N_("Recipient"),
                                  .section = "4.1.1.3",
                                  .introduces = DIALECT_INTRODUCES_RECIPIENT,
                                  .may_be_followed = true},
                [DIALECT_DATA] = {.words = "data",
                                  .name = "DATA",
                                  .section = "4.1.1.4",
                                  .introduces = DIALECT_INTRODUCES_MESSAGE},
                [DIALECT_RSET] = {.words = "rset",
                                  .name = "RSET",
                                  .section = "4.1.1.5",
                                  .is_aside = true,
                                  .may_be_anonymous = true,
                                  .may_be_followed = true},
                [DIALECT_VRFY] = {.words = "vrfy",
                                  .name = "VRFY",
                                  .label = N_("User"),
                                  .section = "4.1.1.6",
                                  .is_aside = true},
                [DIALECT_EXPN] = {.words = "expn",
                                  .name = "EXPN",
                                  .label = N_("Mailing list"),
                                  .section = "4.1.1.7",
                                  .is_aside = true},
                [DIALECT_HELP] = {.words = "help",
                                  .name = "HELP",
                                  .section = "4.1.1.8",
                                  .extension = DIALECT_EXTENSION_HELP,
                                  .is_aside = true},
                [DIALECT_NOOP] = {.words = "noop",
                                  .name = "NOOP",
                                  .section = "4.1.1.9",
                                  .is_aside = true,
                                  .may_be_in_clear = true,
                                  .may_be_anonymous = true},
                [DIALECT_QUIT] = {.words = "quit",
                                  .name = "QUIT",
                                  .section = "4.1.1.10",
                                  .may_be_in_clear = true,
                                  .may_be_anonymous = true},
            },
        .rows = rows,
        .row_count = COUNT(rows),
};
