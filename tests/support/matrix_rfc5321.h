/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* matrix_rfc5321.h - what the letters of the matrix of rfc5321 stand for: replies, and kinds of
 * arguments. */
#ifndef TESTS_SUPPORT_MATRIX_RFC5321_H
#define TESTS_SUPPORT_MATRIX_RFC5321_H

#include "tests/support/matrix.h"

#define REFUSED(sign, why, number, status, words)                                                  \
    {                                                                                              \
        .letter = (sign), .reason = DIALECT_REASON_##why, .outcomes = {                            \
            {.result = DIALECT_REFUSED,                                                            \
             .reason = DIALECT_REASON_##why,                                                       \
             .code = (number),                                                                     \
             .enhanced = (status),                                                                 \
             .text = (words),                                                                      \
             .next = DIALECT_STATE_SAME}                                                           \
        }                                                                                          \
    }
/* A refusal whose outcome names no reason, because its row has no other. */
#define REFUSED_AS(sign, why, number, status, words)                                               \
    {                                                                                              \
        .letter = (sign), .reason = DIALECT_REASON_##why, .outcomes = {                            \
            {.result = DIALECT_REFUSED,                                                            \
             .code = (number),                                                                     \
             .enhanced = (status),                                                                 \
             .text = (words),                                                                      \
             .next = DIALECT_STATE_SAME}                                                           \
        }                                                                                          \
    }
#define FAILED(what, number, status, words)                                                        \
    {                                                                                              \
        .result = DIALECT_##what, .code = (number), .enhanced = (status), .text = (words),         \
        .next = DIALECT_STATE_SAME                                                                 \
    }

/* What RFC 4954 section 6 says. */
#define EXCHANGED(after)                                                                           \
    {.code = 235,                                                                                  \
     .enhanced = "2.7.0",                                                                          \
     .text = "Authentication succeeded",                                                           \
     .next = DIALECT_STATE_MAIL,                                                                   \
     .set = 16},                                                                                   \
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
        .text = "Wrong user name or password", .next = (after), .pause_ms = 1000                   \
    }

/* clang-format off */
static const struct matrix_meaning meanings[] = {
    /* accepted */
    {.letter = 'g', .outcomes = {
        {.code = 220, .text = "{hostname} ESMTP smtpd-proto ready", .next = DIALECT_STATE_HELO}}},
    {.letter = 'E', .action = DIALECT_ACTION_EHLO, .outcomes = {
        {.code = 250, .text = "{hostname} greets {argument}", .lines = DIALECT_LINES_EXTENSIONS,
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true}}},
    {.letter = 'H', .action = DIALECT_ACTION_HELO, .outcomes = {
        {.code = 250, .text = "{hostname} greets {argument}",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true}}},
    {.letter = 'T', .action = DIALECT_ACTION_SECURE, .outcomes = {
        {.code = 220, .enhanced = "2.0.0", .text = "Ready to start TLS",
         .next = DIALECT_STATE_HELO, .set = 8, .clear = 23, .ends_transaction = true,
         .starts_tls = true},
        FAILED(LOCAL_ERROR, 454, "4.7.0", "TLS is not available for now")}},
    {.letter = 'A', .action = DIALECT_ACTION_AUTH, .outcomes = {
        EXCHANGED(DIALECT_STATE_SAME),
        FAILED(UNSUPPORTED_VALUE, 504, "5.5.4", "This mechanism is not offered")}},
    {.letter = 'C', .action = DIALECT_ACTION_CREDENTIALS, .outcomes = {
        EXCHANGED(DIALECT_STATE_MAIL),
        {.result = DIALECT_CANCELLED, .code = 501, .enhanced = "5.7.0",
         .text = "Authentication cancelled", .next = DIALECT_STATE_MAIL}}},
    {.letter = 'M', .action = DIALECT_ACTION_MAIL, .outcomes = {
        {.code = 250, .enhanced = "2.1.0", .text = "{argument} Sender ok",
         .next = DIALECT_STATE_RCPT, .set = 4,
      .clear = 2},
        FAILED(UNKNOWN_PARAMETER, 555, "5.5.4", "The parameter {detail} is not implemented"),
        FAILED(NEEDS_SMTPUTF8, 553, "5.6.7",
               "Without SMTPUTF8 addresses must be ASCII"),
        FAILED(BAD_VALUE, 501, "5.5.4", "{detail}"),
        FAILED(UNSUPPORTED_VALUE, 504, "5.5.4", "BODY is 7BIT or 8BITMIME"),
        FAILED(TOO_LARGE, 552, "5.3.4", "Message too large: at most {detail} bytes")}},
    {.letter = 'R', .action = DIALECT_ACTION_RCPT, .outcomes = {
        {.code = 250, .enhanced = "2.1.5", .text = "{argument} Recipient ok",
         .next = DIALECT_STATE_SAME, .set = 2},
        {.result = DIALECT_DONE_LAST, .code = 250, .enhanced = "2.1.5",
         .text = "{argument} Recipient ok", .next = DIALECT_STATE_SAME, .set = 2, .clear = 4},
        FAILED(NO_MAILBOX, 550, "5.1.1", "{argument} Address unknown"),
        FAILED(UNKNOWN_PARAMETER, 555, "5.5.4", "The parameter {detail} is not implemented"),
        FAILED(NEEDS_SMTPUTF8, 553, "5.6.7",
               "Without SMTPUTF8 addresses must be ASCII")}},
    {.letter = 'D', .action = DIALECT_ACTION_DATA, .outcomes = {
        {.code = 354, .text = "Enter mail, end with \".\" on a line by itself",
         .next = DIALECT_STATE_MESSAGE}}},
    {.letter = 'e', .action = DIALECT_ACTION_DELIVER, .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Message accepted for delivery",
         .next = DIALECT_STATE_MAIL, .set = 1, .clear = 6, .ends_transaction = true},
        {.result = DIALECT_LOCAL_ERROR, .code = 451, .enhanced = "4.3.0",
         .text = "Local error in processing",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true},
        {.result = DIALECT_NO_STORAGE, .code = 452, .enhanced = "4.3.1",
         .text = "Insufficient system storage",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true},
        {.result = DIALECT_TOO_LARGE, .code = 552, .enhanced = "5.3.4",
         .text = "Message too large: at most {detail} bytes",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true},
        {.result = DIALECT_BAD_BYTES, .code = 550, .enhanced = "5.6.0",
         .text = "Message refused: {detail}",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true}}},
    {.letter = 's', .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Reset", .next = DIALECT_STATE_SAME}}},
    {.letter = 'S', .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Reset",
         .next = DIALECT_STATE_MAIL, .clear = 6, .ends_transaction = true}}},
    {.letter = 'N', .outcomes = {
        {.code = 250, .enhanced = "2.0.0", .text = "Nothing done", .next = DIALECT_STATE_SAME}}},
    {.letter = 'V', .outcomes = {
        {.code = 252, .enhanced = "2.5.0", .next = DIALECT_STATE_SAME,
         .text = "Users are not verified; RCPT tells whether mail is accepted"}}},
    {.letter = 'P', .outcomes = {
        {.code = 214, .enhanced = "2.0.0", .text = "Allowed now:", .lines = DIALECT_LINES_OPEN,
         .next = DIALECT_STATE_SAME}}},
    {.letter = 'Q', .outcomes = {
        {.code = 221, .enhanced = "2.0.0", .text = "{hostname} closing connection",
         .next = DIALECT_STATE_CLOSED, .ends_transaction = true}}},
    /* closed by the server */
    {.letter = 'x', .outcomes = {
        {.code = 421, .enhanced = "4.3.2", .text = "{hostname} closing connection",
         .next = DIALECT_STATE_CLOSED, .ends_transaction = true}}},
    {.letter = 't', .outcomes = {
        {.code = 421, .enhanced = "4.4.2", .text = "{hostname} closing connection",
         .next = DIALECT_STATE_CLOSED, .ends_transaction = true}}},
    {.letter = 'z', .outcomes = {
        {.code = 421, .enhanced = "4.7.0", .text = "Too many errors: closing connection",
         .next = DIALECT_STATE_CLOSED, .ends_transaction = true}}},
    {.letter = 'w', .reason = DIALECT_REASON_UNKNOWN_VERB, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 421, .enhanced = "4.7.0",
         .text = "This is SMTP, not HTTP: closing connection",
         .next = DIALECT_STATE_CLOSED, .ends_transaction = true}}},
    /* refused */
    REFUSED_AS('1', ARGUMENT_MISSING, 501, NULL,
               "EHLO needs the name of the client: EHLO client.example"),
    REFUSED('2', ARGUMENT_MISSING, 501, NULL,
               "HELO needs the name of the client: HELO client.example"),
    REFUSED('a', OUT_OF_ORDER, 503, "5.5.1", "MAIL needs EHLO or HELO first"),
    REFUSED('b', OUT_OF_ORDER, 503, "5.5.1",
            "A transaction is open: RSET ends it before the next MAIL"),
    REFUSED('c', ARGUMENT_MISSING, 501, "5.5.4",
            "The sender is missing: MAIL FROM:<local-part@domain>"),
    REFUSED('d', NO_BRACKETS, 501, "5.5.4",
            "The sender must be in angle brackets: MAIL FROM:<local-part@domain>"),
    REFUSED('f', BAD_PATH, 553, "5.1.7", "The angle brackets contain no valid sender: "
            "MAIL FROM:<local-part@domain> or MAIL FROM:<>"),
    REFUSED('h', BAD_PARAMETER, 501, "5.5.4", "Parameters are KEY or KEY=VALUE, separated by "
            "blanks: MAIL FROM:<local-part@domain> SIZE=1000"),
    REFUSED('i', OUT_OF_ORDER, 503, "5.5.1", "RCPT needs MAIL first"),
    REFUSED('j', NEEDS_ROOM, 452, "4.5.3",
            "Too many recipients: DATA sends the message to those accepted"),
    REFUSED('k', ARGUMENT_MISSING, 501, "5.5.4",
            "The recipient is missing: RCPT TO:<local-part@domain>"),
    REFUSED('l', NO_BRACKETS, 501, "5.5.4",
            "The recipient must be in angle brackets: RCPT TO:<local-part@domain>"),
    REFUSED('m', BAD_PATH, 553, "5.1.3",
            "The angle brackets contain no valid recipient: RCPT TO:<local-part@domain>"),
    REFUSED('o', BAD_PARAMETER, 501, "5.5.4",
            "Parameters are KEY or KEY=VALUE, separated by blanks"),
    REFUSED('p', OUT_OF_ORDER, 503, "5.5.1", "DATA needs MAIL and RCPT first"),
    REFUSED('q', NEEDS_RECIPIENT, 503, "5.5.1", "DATA needs a recipient: no RCPT was accepted"),
    REFUSED('v', ARGUMENT_MISSING, 501, "5.5.4",
            "VRFY needs a user or a mailbox: VRFY postmaster"),
    REFUSED('u', UNKNOWN_VERB, 500, "5.5.2", "Command unrecognized"),
    REFUSED('y', MALFORMED_VERB, 501, "5.5.4",
            "Write MAIL FROM:<local-part@domain> or RCPT TO:<local-part@domain>"),
    REFUSED('n', NOT_IMPLEMENTED, 502, "5.5.1", "Command not implemented"),
    REFUSED('L', LONG_LINE, 500, "5.5.2", "Line too long: at most 2048 bytes"),
    REFUSED('W', WRONG_ENDING, 500, "5.5.2", "Lines end in CRLF: this one ended in LF alone"),
    REFUSED('X', ARGUMENT_UNEXPECTED, 501, "5.5.4", "This command takes no argument"),
    REFUSED('U', OUT_OF_ORDER, 503, "5.5.1", "TLS has started already"),
    REFUSED('3', OUT_OF_ORDER, 503, "5.5.1", "AUTH needs EHLO first"),
    REFUSED('4', OUT_OF_ORDER, 503, "5.5.1", "A transaction is open: RSET ends it before AUTH"),
    REFUSED('5', OUT_OF_ORDER, 503, "5.5.1", "You have authenticated already"),
    REFUSED('6', SECRET_IN_CLEAR, 504, "5.5.4", "No mechanism is offered before STARTTLS"),
    REFUSED('7', ARGUMENT_MISSING, 501, "5.5.4", "The mechanism is missing: AUTH PLAIN"),
    REFUSED('8', BAD_MECHANISM, 501, "5.5.4", "Write AUTH MECHANISM, or AUTH MECHANISM RESPONSE "
            "with the response in base64"),
    REFUSED('!', NEEDS_AUTH, 530, "5.7.0", "Authentication required"),
    REFUSED('K', LONG_CREDENTIALS, 500, "5.5.6", "Line too long: at most 12288 bytes"),
    {.letter = 'Z', .reason = DIALECT_REASON_WRONG_ENDING, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 500, .enhanced = "5.5.2",
         .text = "Lines end in CRLF: this one ended in LF alone", .next = DIALECT_STATE_MAIL}}},
    {.letter = 'Y', .reason = DIALECT_REASON_LONG_CREDENTIALS, .outcomes = {
        {.result = DIALECT_REFUSED, .code = 500, .enhanced = "5.5.6",
         .text = "Line too long: at most 12288 bytes", .next = DIALECT_STATE_MAIL}}},
    REFUSED('?', NEEDS_TLS, 530, "5.7.0", "Must issue a STARTTLS command first"),
    REFUSED_AS('O', OUT_OF_ORDER, 503, "5.5.1", "Command out of order"),
};

static const struct matrix_kind kinds[] = {
    {"nothing", ""},
    {"text", "x"},
    {"a path", "<a@b>"},
    {"a path without brackets", "a@b"},
    {"a bad path", "<a>"},
    {"a bad parameter", "<a@b> =1"},
    {"the null path", "<>"},
    {"postmaster", "<Postmaster>"},
};

#endif
