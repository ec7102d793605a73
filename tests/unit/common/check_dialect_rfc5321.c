/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialect_rfc5321.c - the table of rfc5321 against a literal matrix: every state, set of
 * facts, event and kind of argument.
 *
 * Codes are those of RFC 5321 section 4.3.2, enhanced codes those of RFC 3463 and RFC 5248.  What
 * an action makes of a well-formed argument is checked in check_session_rfc5321.c.
 */
#include <config.h>

#include "common/dialect.h"

#include <check.h>

#include "tests/support/check_main.h"
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

#define DELIVERED DIALECT_FACT_DELIVERED
#define RECIPIENT DIALECT_FACT_RECIPIENT
#define ROOM      DIALECT_FACT_ROOM
#define ENCRYPTED DIALECT_FACT_ENCRYPTED
#define AUTHENTICATED DIALECT_FACT_AUTHENTICATED
#define ANY       (DIALECT_FACTS - 1)
#define CLEAR     (ANY & ~(ENCRYPTED | AUTHENTICATED))

/* The state DATA cannot come about.  ALWAYS and EITHER are what is true, and what may be, besides
 * the facts of the lines; NONE and SOME the column of STARTTLS, without and with an argument; HELO,
 * BARE, NAMED, BAD and OPEN the column of AUTH: before the greeting, without a mechanism, with one,
 * with what is none, and in a transaction. */
#define LINES(always, either, none, some, helo, bare, named, bad, open) \
    {DIALECT_STATE_CONNECTED, 0 | (always), CLEAR | (either), {"...................gx....."}}, \
    {DIALECT_STATE_HELO, 0 | (always), CLEAR | (either), { \
        "12" none helo "aipsNvnPQuywLWK....ztx", \
        "EH" some helo "aipXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_MAIL, 0 | (always), CLEAR | (either), { \
        "12" none bare "cipSNvnPQuywLWK....ztx", \
        "EH" some named "dipXNVnPXuywLWK....ztx", \
        "EH" some bad "MipXNVnPXuywLWK....ztx", \
        "EH" some bad "dipXNVnPXuywLWK....ztx", \
        "EH" some bad "fipXNVnPXuywLWK....ztx", \
        "EH" some bad "hipXNVnPXuywLWK....ztx", \
        "EH" some bad "MipXNVnPXuywLWK....ztx", \
        "EH" some bad "fipXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_RCPT, ROOM | (always), DELIVERED | (either), { \
        "12" none open "bkqSNvnPQuywLWK....ztx", \
        "EH" some open "blqXNVnPXuywLWK....ztx", \
        "EH" some open "bRqXNVnPXuywLWK....ztx", \
        "EH" some open "blqXNVnPXuywLWK....ztx", \
        "EH" some open "bmqXNVnPXuywLWK....ztx", \
        "EH" some open "boqXNVnPXuywLWK....ztx", \
        "EH" some open "bmqXNVnPXuywLWK....ztx", \
        "EH" some open "bRqXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_RCPT, RECIPIENT | ROOM | (always), DELIVERED | (either), { \
        "12" none open "bkDSNvnPQuywLWK....ztx", \
        "EH" some open "blXXNVnPXuywLWK....ztx", \
        "EH" some open "bRXXNVnPXuywLWK....ztx", \
        "EH" some open "blXXNVnPXuywLWK....ztx", \
        "EH" some open "bmXXNVnPXuywLWK....ztx", \
        "EH" some open "boXXNVnPXuywLWK....ztx", \
        "EH" some open "bmXXNVnPXuywLWK....ztx", \
        "EH" some open "bRXXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_RCPT, RECIPIENT | (always), DELIVERED | (either), { \
        "12" none open "bjDSNvnPQuywLWK....ztx", \
        "EH" some open "bjXXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_RCPT, 0 | (always), DELIVERED | (either), { \
        "12" none open "bjqSNvnPQuywLWK....ztx", \
        "EH" some open "bjqXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_DATA, 0 | (always), CLEAR | (either), { \
        "12" none open "OipSNvnPQuywLWK....ztx", \
        "EH" some open "OipXNVnPXuywLWK....ztx"}}, \
    {DIALECT_STATE_MESSAGE, 0 | (always), CLEAR | (either), {".....................e..tx"}}, \
    {DIALECT_STATE_CREDENTIALS, 0 | (always), CLEAR | (either), {"................LZY...Cztx"}}, \
    {DIALECT_STATE_CLOSED, 0 | (always), CLEAR | (either), {".........................."}},

/* Without STARTTLS, as the dialect is defined. */
static const struct matrix_line plain_lines[] = {LINES(0, ENCRYPTED | AUTHENTICATED, "n", "n", "n", "n", "n", "n", "n")};

/* With it: in clear, and under TLS, where it is refused whatever its argument. */
static const struct matrix_line offering_lines[] = {
    LINES(0, AUTHENTICATED, "T", "X", "n", "n", "n", "n", "n")
    LINES(ENCRYPTED, AUTHENTICATED, "U", "U", "n", "n", "n", "n", "n")};

/* If TLS is required, in clear: all but EHLO, STARTTLS, NOOP and QUIT is refused. */
static const struct matrix_line requiring_lines[] = {
    {DIALECT_STATE_CONNECTED, 0, CLEAR | AUTHENTICATED, {"...................gx....."}},
    {DIALECT_STATE_HELO, 0, CLEAR | AUTHENTICATED, {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_MAIL, 0, CLEAR | AUTHENTICATED, {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_RCPT, 0, CLEAR | AUTHENTICATED, {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_DATA, 0, CLEAR | AUTHENTICATED, {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_MESSAGE, 0, CLEAR | AUTHENTICATED, {".....................e..tx"}},
    {DIALECT_STATE_CREDENTIALS, 0, CLEAR | AUTHENTICATED, {"................LZY...Cztx"}},
    {DIALECT_STATE_CLOSED, 0, CLEAR | AUTHENTICATED, {".........................."}},
    LINES(ENCRYPTED, AUTHENTICATED, "U", "U", "n", "n", "n", "n", "n")};
/* With AUTH and STARTTLS: no secret in clear, and AUTH only once. */
static const struct matrix_line knowing_lines[] = {
    LINES(0, AUTHENTICATED, "T", "X", "6", "6", "6", "6", "6")
    LINES(ENCRYPTED, 0, "U", "U", "3", "7", "A", "8", "4")
    LINES(ENCRYPTED | AUTHENTICATED, 0, "U", "U", "5", "5", "5", "5", "5")};

/* If AUTH is required, and may be in clear: before it all but EHLO, HELO, AUTH, RSET, NOOP and QUIT
 * is refused; STARTTLS is not offered. */
static const struct matrix_line demanding_lines[] = {
    {DIALECT_STATE_CONNECTED, 0, CLEAR | ENCRYPTED, {"...................gx....."}},
    {DIALECT_STATE_HELO, 0, CLEAR | ENCRYPTED, {
        "12n3!!!sN!!!Q!!wLWK....ztx", "EHn3!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_MAIL, 0, CLEAR | ENCRYPTED, {
        "12n7!!!SN!!!Q!!wLWK....ztx", "EHnA!!!XN!!!X!!wLWK....ztx",
        "EHn8!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_RCPT, 0, CLEAR | ENCRYPTED, {
        "12n4!!!SN!!!Q!!wLWK....ztx", "EHn4!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_DATA, 0, CLEAR | ENCRYPTED, {
        "12n4!!!SN!!!Q!!wLWK....ztx", "EHn4!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_MESSAGE, 0, CLEAR | ENCRYPTED, {".....................e..tx"}},
    {DIALECT_STATE_CREDENTIALS, 0, CLEAR | ENCRYPTED, {"................LZY...Cztx"}},
    {DIALECT_STATE_CLOSED, 0, CLEAR | ENCRYPTED, {".........................."}},
    LINES(AUTHENTICATED, ENCRYPTED, "n", "n", "5", "5", "5", "5", "5")};
/* clang-format on */

static struct dialect offering, requiring, knowing, demanding;

static const struct matrix matrices[] = {
    {&dialect_rfc5321, meanings, COUNT(meanings), kinds, COUNT(kinds), plain_lines,
     COUNT(plain_lines)},
    {&offering, meanings, COUNT(meanings), kinds, COUNT(kinds), offering_lines,
     COUNT(offering_lines)},
    {&requiring, meanings, COUNT(meanings), kinds, COUNT(kinds), requiring_lines,
     COUNT(requiring_lines)},
    {&knowing, meanings, COUNT(meanings), kinds, COUNT(kinds), knowing_lines, COUNT(knowing_lines)},
    {&demanding, meanings, COUNT(meanings), kinds, COUNT(kinds), demanding_lines,
     COUNT(demanding_lines)},
};

/* What a server with a certificate serves, with --require-tls, with --auth; and without one, with
 * --require-auth. */
static void make_dialects(void)
{
    offering = dialect_rfc5321;
    offering.policy.extensions |= DIALECT_EXTENSION_STARTTLS;
    requiring = offering;
    requiring.policy.requires_tls = true;
    knowing = offering;
    knowing.policy.extensions |= DIALECT_EXTENSION_AUTH;
    demanding = dialect_rfc5321;
    demanding.policy.extensions |= DIALECT_EXTENSION_AUTH;
    demanding.policy.requires_auth = demanding.policy.takes_secrets_in_clear = true;
}

START_TEST(every_cell)
{
    for (size_t i = 0; i < COUNT(matrices); i++)
        matrix_check_position(&matrices[i], _i);
}
END_TEST

START_TEST(every_line_counts)
{
    for (size_t i = 0; i < COUNT(matrices); i++)
        matrix_check_lines(&matrices[i]);
}
END_TEST

START_TEST(every_refusal)
{
    matrix_check_refusals(matrices, COUNT(matrices));
}
END_TEST

/* Without its extension a verb is one that the server knows and does not carry out. */
START_TEST(without_help)
{
    static const enum dialect_state states[] = {DIALECT_STATE_HELO, DIALECT_STATE_MAIL,
                                                DIALECT_STATE_RCPT};
    struct dialect hidden = dialect_rfc5321;

    hidden.policy.extensions &= ~(unsigned)DIALECT_EXTENSION_HELP;
    for (size_t i = 0; i < COUNT(states); i++) {
        struct dialect_match match = dialect_find(&hidden, (struct dialect_position){states[i], 0},
                                                  DIALECT_HELP, span_of(""));
        ck_assert_int_eq(match.reason, DIALECT_REASON_NOT_IMPLEMENTED);
        ck_assert_uint_eq(dialect_refusal(match.row, match.reason)->code, 502);
    }
}
END_TEST

/* Facts and states that can come about: every cell that a client can reach has a meaning there. */
static bool can_come_about(struct dialect_position position)
{
    unsigned transaction = position.facts & (RECIPIENT | ROOM);

    switch (position.state) {
    case DIALECT_STATE_CONNECTED:
    case DIALECT_STATE_HELO:
        return (position.facts & ~(unsigned)ENCRYPTED) == 0;
    case DIALECT_STATE_MAIL:
    case DIALECT_STATE_CREDENTIALS:
        return transaction == 0;
    case DIALECT_STATE_RCPT:
        return transaction != 0;
    case DIALECT_STATE_MESSAGE:
        return (transaction & RECIPIENT) != 0;
    case DIALECT_STATE_CLOSED:
        return true;
    default:
        return false;
    }
}

/* No outcome of a row leads from a position that can come about to one that cannot. */
static void check_outcomes_lead_on(struct dialect_position position, enum dialect_event event,
                                   const struct dialect_row *row)
{
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++) {
        struct dialect_position next = position;
        dialect_advance(&next, &row->outcomes[i]);
        ck_assert_msg(can_come_about(next), "from %s, facts %u, by %s to %s, facts %u",
                      dialect_state_name(position.state), position.facts,
                      dialect_event_name(&dialect_rfc5321, event), dialect_state_name(next.state),
                      next.facts);
    }
}

START_TEST(what_can_come_about)
{
    struct dialect_position position = {(enum dialect_state)(_i / DIALECT_FACTS),
                                        (unsigned)_i % DIALECT_FACTS};

    for (enum dialect_event event = 0; can_come_about(position) && event < DIALECT_EVENTS; event++)
        for (size_t kind = 0; kind < COUNT(kinds); kind++) {
            struct dialect_match match =
                dialect_find(&knowing, position, event, span_of(kinds[kind].example));
            if (match.row != NULL)
                check_outcomes_lead_on(position, event, match.row);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialect_rfc5321");
    TCase *table = tcase_create("table");

    make_dialects();
    tcase_add_test(table, every_line_counts);
    tcase_add_loop_test(table, every_cell, 0, MATRIX_POSITIONS);
    tcase_add_test(table, every_refusal);
    tcase_add_test(table, without_help);
    tcase_add_loop_test(table, what_can_come_about, 0, MATRIX_POSITIONS);
    suite_add_tcase(suite, table);
    return check_main(suite);
}
