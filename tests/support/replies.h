/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replies.h - the replies of rfc5321, and its commands in every state of a session.
 *
 * The server is "h", its mailboxes are joe, ann and postmaster, and a message may have 258 bytes.
 */
#ifndef TESTS_SUPPORT_REPLIES_H
#define TESTS_SUPPORT_REPLIES_H

#include "tests/support/conversation.h"

#define HOW_TO_MAIL "MAIL FROM:<local-part@domain>"
#define HOW_TO_RCPT "RCPT TO:<local-part@domain>"

/* accepted */
#define EXTENSIONS                                                                                 \
    "250-PIPELINING\r\n250-SIZE 258\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"                           \
    "250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n"
#define GREETS(name) "250-h greets " name "\r\n" EXTENSIONS
#define HELLO(name)  "250 h greets " name "\r\n"
#define FROM(sender) "250 2.1.0 " sender " Sender ok\r\n"
#define TO(mailbox)  "250 2.1.5 " mailbox " Recipient ok\r\n"
#define ENTER        "354 Enter mail, end with \".\" on a line by itself\r\n"
#define DONE         "250 2.0.0 Message accepted for delivery\r\n"
#define RESET        "250 2.0.0 Reset\r\n"
#define NOTHING      "250 2.0.0 Nothing done\r\n"
#define NOT_VERIFIED "252 2.5.0 Users are not verified; RCPT tells whether mail is accepted\r\n"
#define BYE          "221 2.0.0 h closing connection\r\n#"
/* refused for a time, or for good */
#define TOO_MANY         "452 4.5.3 Too many recipients: DATA sends the message to those accepted\r\n"
#define NO_STORAGE       "452 4.3.1 Insufficient system storage\r\n"
#define LOCAL_ERROR      "451 4.3.0 Local error in processing\r\n"
#define TOO_LARGE        "552 5.3.4 Message too large: at most 258 bytes\r\n"
#define UNKNOWN(mailbox) "550 5.1.1 " mailbox " Address unknown\r\n"
#define BAD_SENDER                                                                                 \
    "553 5.1.7 The angle brackets contain no valid sender: " HOW_TO_MAIL " or MAIL FROM:<>\r\n"
#define BAD_RECIPIENT  "553 5.1.3 The angle brackets contain no valid recipient: " HOW_TO_RCPT "\r\n"
#define NEEDS_SMTPUTF8 "553 5.6.7 Without SMTPUTF8 addresses must be ASCII\r\n"
/* errors */
#define UNRECOGNIZED       "500 5.5.2 Command unrecognized\r\n"
#define LONG               "500 5.5.2 Line too long: at most 2048 bytes\r\n"
#define BARE_LF            "500 5.5.2 Lines end in CRLF: this one ended in LF alone\r\n"
#define NO_EHLO_NAME       "501 EHLO needs the name of the client: EHLO client.example\r\n"
#define NO_HELO_NAME       "501 HELO needs the name of the client: HELO client.example\r\n"
#define MALFORMED          "501 5.5.4 Write " HOW_TO_MAIL " or " HOW_TO_RCPT "\r\n"
#define NO_SENDER          "501 5.5.4 The sender is missing: " HOW_TO_MAIL "\r\n"
#define SENDER_BRACKETS    "501 5.5.4 The sender must be in angle brackets: " HOW_TO_MAIL "\r\n"
#define NO_RECIPIENT_PATH  "501 5.5.4 The recipient is missing: " HOW_TO_RCPT "\r\n"
#define RECIPIENT_BRACKETS "501 5.5.4 The recipient must be in angle brackets: " HOW_TO_RCPT "\r\n"
#define BAD_MAIL_PARAMETER                                                                         \
    "501 5.5.4 Parameters are KEY or KEY=VALUE, separated by blanks: " HOW_TO_MAIL " SIZE="        \
    "1000\r\n"
#define BAD_RCPT_PARAMETER "501 5.5.4 Parameters are KEY or KEY=VALUE, separated by blanks\r\n"
#define BAD_SIZE           "501 5.5.4 SIZE needs a number of bytes\r\n"
#define NO_BODY            "501 5.5.4 BODY needs a type\r\n"
#define BAD_SMTPUTF8       "501 5.5.4 SMTPUTF8 takes no value\r\n"
#define GIVEN_TWICE        "501 5.5.4 A parameter is allowed only once\r\n"
#define NO_USER            "501 5.5.4 VRFY needs a user or a mailbox: VRFY postmaster\r\n"
#define NO_ARGUMENT        "501 5.5.4 This command takes no argument\r\n"
#define NOT_IMPLEMENTED    "502 5.5.1 Command not implemented\r\n"
#define NEEDS_HELLO        "503 5.5.1 MAIL needs EHLO or HELO first\r\n"
#define NEEDS_MAIL         "503 5.5.1 RCPT needs MAIL first\r\n"
#define NEEDS_BOTH         "503 5.5.1 DATA needs MAIL and RCPT first\r\n"
#define NEEDS_RECIPIENT    "503 5.5.1 DATA needs a recipient: no RCPT was accepted\r\n"
#define OPEN               "503 5.5.1 A transaction is open: RSET ends it before the next MAIL\r\n"
#define BAD_BODY           "504 5.5.4 BODY is 7BIT or 8BITMIME\r\n"
#define NO_PARAMETER(key)  "555 5.5.4 The parameter " key " is not implemented\r\n"
/* closed by the server */
#define NO_HTTP     "421 4.7.0 This is SMTP, not HTTP: closing connection\r\n#"
#define MANY_ERRORS "421 4.7.0 Too many errors: closing connection\r\n"

#define TEN(text) text text text text text text text text text text
#define HUNDRED(text)                                                                              \
    TEN(text)                                                                                      \
    TEN(text) TEN(text) TEN(text) TEN(text) TEN(text) TEN(text) TEN(text) TEN(text) TEN(text)

/* States of a session, by what leads to them. */
enum replies_state {
    REPLIES_BEFORE_EHLO,
    REPLIES_AFTER_EHLO,
    REPLIES_AFTER_MAIL,
    REPLIES_AFTER_RCPT,
    REPLIES_FULL, /* after the last recipient that there is room for */
    REPLIES_STATES,
};

static inline struct text replies_prelude(enum replies_state state)
{
    static const struct text preludes[REPLIES_STATES] = {
        TEXT(""),
        TEXT("EHLO c\r\n"),
        TEXT("EHLO c\r\nMAIL FROM:<a@b>\r\n"),
        TEXT("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\n"),
        TEXT("EHLO c\r\nMAIL FROM:<a@b>\r\n" HUNDRED("RCPT TO:<joe@h>\r\n")),
    };

    return preludes[state];
}

static inline struct users *replies_make_users(void)
{
    static const char names[] = "joe ann postmaster";
    struct users_error error;
    struct users *users = users_parse(names, sizeof names - 1, &error);

    ck_assert_ptr_nonnull(users);
    return users;
}

/* What is said, after the prelude of a state, and what must come of it. */
struct replies_case {
    const char *name;
    struct text in;
    const char *out;
    enum replies_state state;
    enum dialect_result verdict; /* of deliveries */
    unsigned hidden;             /* bits of enum dialect_extension */
};

static inline void replies_play(const void *context, size_t first, size_t stride)
{
    static struct users *users;
    const struct replies_case *row = context;
    struct dialect dialect = dialect_rfc5321;
    struct conversation conversation;
    struct span result;

    users = users != NULL ? users : replies_make_users();
    dialect.policy.extensions = dialect_hide(dialect.policy.extensions, row->hidden);
    struct session_config config = {
        .dialect = &dialect, .hostname = "h", .users = users, .message_size_max = 258};
    conversation_open(&conversation, &config);
    conversation.verdict = row->verdict;
    conversation_say(&conversation, replies_prelude(row->state));
    buffer_release(&conversation.transcript);
    conversation_feed(&conversation, row->in, first, stride);
    result = conversation_result(&conversation);
    ck_assert_msg(span_equal(result, span_of(row->out)), "%s, state %d, split at %zu: \"%.*s\"",
                  row->name, (int)row->state, first, (int)result.size, result.data);
    conversation_release(&conversation);
}

/* Checks LINE, however it arrives, against its reply in each state (NULL: as in the one before). */
static inline void replies_check(const char *name, struct text line, const char *const *replies)
{
    struct replies_case row = {.name = name, .in = line};

    for (; row.state < REPLIES_STATES; row.state++) {
        row.out = replies[row.state] != NULL ? replies[row.state] : row.out;
        ck_assert_ptr_nonnull(row.out);
        conversation_every_way(line, &row, replies_play);
    }
}

#endif
