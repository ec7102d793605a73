/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_mail.c - whole conversations in rfc5321: transactions, several recipients, hidden
 * extensions, and clients that make errors.
 *
 * Each case is what a client sends and what must come of it, sent whole, byte by byte, and split in
 * two everywhere.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/replies.h"

#define SEND_EHLO "EHLO x\r\n"
#define SEND_RCPT SEND_EHLO "MAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\n"
#define SEND_DATA SEND_RCPT "DATA\r\n"
#define GOT_RCPT  GREETS("x") FROM("a@b") TO("joe@h")
#define GOT_DATA  GOT_RCPT ENTER

/* What a transaction of before could still be used for. */
#define SEND_REST "DATA\r\nRCPT TO:<joe@h>\r\nMAIL FROM:<c@d>\r\n"
#define GOT_REST  NEEDS_BOTH NEEDS_MAIL FROM("c@d")

#define RCPT_JOE "RCPT TO:<joe@h>\r\n"
#define RCPT_BOB "RCPT TO:<bob@h>\r\n"

static const struct replies_case mails[] = {
    {.name = "a conversation",
     .in = TEXT(SEND_DATA "hi\r\n.\r\nQUIT\r\n"),
     .out = GOT_DATA "{a@b>joe|hi\n}" DONE BYE},
    {.name = "after HELO",
     .in = TEXT("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\nDATA\r\n.\r\n"),
     .out = HELLO("x") FROM("a@b") TO("joe@h") ENTER "{a@b>joe|}" DONE},
    {.name = "the null sender",
     .in = TEXT("EHLO x\r\nMAIL FROM:<>\r\n" RCPT_JOE "DATA\r\n.\r\n"),
     .out = GREETS("x") FROM("<>") TO("joe@h") ENTER "{<>>joe|}" DONE},
    {.name = "two messages",
     .in = TEXT(SEND_DATA "1\r\n.\r\nMAIL FROM:<c@d>\r\nRCPT TO:<ann@h>\r\nDATA\r\n2\r\n.\r\n"),
     .out = GOT_DATA "{a@b>joe|1\n}" DONE FROM("c@d") TO("ann@h") ENTER "{c@d>ann|2\n}" DONE},
    {.name = "dots, and commands in a message",
     .in = TEXT(SEND_DATA "..\r\nQUIT\r\n.\r\nNOOP\r\n"),
     .out = GOT_DATA "{a@b>joe|.\nQUIT\n}" DONE NOTHING},
    {.name = "a first line that ends in LF alone",
     .in = TEXT("EHLO x\n" SEND_EHLO),
     .out = BARE_LF GREETS("x")},
    /* 4.1.1.3: several recipients */
    {.name = "two recipients",
     .in = TEXT(SEND_RCPT "RCPT TO:<ann@h>\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT TO("ann@h") ENTER "{a@b>joe>ann|}" DONE},
    {.name = "two recipients with the same mailbox",
     .in = TEXT(SEND_RCPT "RCPT TO:<Joe@x>\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT TO("Joe@x") ENTER "{a@b>joe>joe|}" DONE},
    {.name = "a refused recipient keeps the transaction",
     .in = TEXT(SEND_RCPT RCPT_BOB "RCPT TO:ann\r\nRCPT TO:<ann@h>\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT UNKNOWN("bob@h") RECIPIENT_BRACKETS TO("ann@h") ENTER "{a@b>joe>ann|}" DONE},
    {.name = "no recipient is accepted at first",
     .in = TEXT(SEND_EHLO "MAIL FROM:<a@b>\r\n" RCPT_BOB "DATA\r\n" RCPT_JOE "DATA\r\n.\r\n"),
     .out = GREETS("x") FROM("a@b") UNKNOWN("bob@h") NEEDS_RECIPIENT TO("joe@h") ENTER
     "{a@b>joe|}" DONE},
    {.name = "a quoted recipient",
     .in = TEXT(SEND_EHLO "MAIL FROM:<a@b>\r\nRCPT TO:<\"j\\oe@x\"@h>\r\nDATA\r\n.\r\n"),
     .out = GREETS("x") FROM("a@b") TO("\"j\\oe@x\"@h") ENTER "{a@b>joe|}" DONE},
    /* 4.5.3.1.8 and 4.5.3.1.10 */
    {.name = "100 recipients, and no more",
     .in = TEXT("RCPT TO:<ann@h>\r\nDATA\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ann@h>\r\n"),
     .out = TOO_MANY ENTER "{a@b" HUNDRED(">joe") "|}" DONE FROM("a@b") TO("ann@h"),
     .state = REPLIES_FULL},
    {.name = "refused recipients take no room",
     .in = TEXT(TEN(TEN(RCPT_BOB)) TEN(TEN(RCPT_JOE)) RCPT_JOE "DATA\r\n.\r\n"),
     .out = TEN(TEN(UNKNOWN("bob@h"))) TEN(TEN(TO("joe@h"))) TOO_MANY ENTER
     "{a@b" HUNDRED(">joe") "|}" DONE,
     .state = REPLIES_AFTER_MAIL},
    /* 4.1.4 and 4.1.1.5: what ends a transaction */
    {.name = "RSET", .in = TEXT(SEND_RCPT "RSET\r\n" SEND_REST), .out = GOT_RCPT RESET GOT_REST},
    {.name = "RSET after MAIL",
     .in = TEXT("RSET\r\n" SEND_REST),
     .out = RESET GOT_REST,
     .state = REPLIES_AFTER_MAIL},
    {.name = "RSET before EHLO",
     .in = TEXT("RSET\r\nMAIL FROM:<a@b>\r\n"),
     .out = RESET NEEDS_HELLO},
    {.name = "EHLO again",
     .in = TEXT(SEND_RCPT "EHLO y\r\n" SEND_REST),
     .out = GOT_RCPT GREETS("y") GOT_REST},
    {.name = "HELO again",
     .in = TEXT(SEND_RCPT "HELO y\r\n" SEND_REST),
     .out = GOT_RCPT HELLO("y") GOT_REST},
    {.name = "EHLO without a name ends nothing",
     .in = TEXT(SEND_RCPT "EHLO\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT NO_EHLO_NAME ENTER "{a@b>joe|}" DONE},
    {.name = "a second MAIL ends nothing",
     .in = TEXT(SEND_RCPT "MAIL FROM:<c@d>\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT OPEN ENTER "{a@b>joe|}" DONE},
    {.name = "NOOP, VRFY, EXPN, HELP and refused lines end nothing",
     .in = TEXT(SEND_RCPT "NOOP\r\nVRFY a\r\nEXPN a\r\nXYZZY\r\nDATA x\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT NOTHING NOT_VERIFIED NOT_IMPLEMENTED UNRECOGNIZED NO_ARGUMENT ENTER
     "{a@b>joe|}" DONE},
    {.name = "what is sent before the reset is not delivered after it",
     .in = TEXT(SEND_RCPT "RSET\r\nMAIL FROM:<c@d>\r\nRCPT TO:<ann@h>\r\nDATA\r\n.\r\n"),
     .out = GOT_RCPT RESET FROM("c@d") TO("ann@h") ENTER "{c@d>ann|}" DONE},
    {.name = "a refused MAIL begins nothing",
     .in = TEXT(SEND_EHLO "MAIL FROM:<c@d> FOO\r\n" SEND_REST),
     .out = GREETS("x") NO_PARAMETER("FOO") GOT_REST},
    /* the end of data, whatever its verdict */
    {.name = "a delivery",
     .in = TEXT(SEND_DATA ".\r\n" SEND_REST),
     .out = GOT_DATA "{a@b>joe|}" DONE GOT_REST},
    {.name = "a local error",
     .in = TEXT(SEND_DATA ".\r\n" SEND_REST),
     .out = GOT_DATA "{a@b>joe|}" LOCAL_ERROR GOT_REST,
     .verdict = DIALECT_LOCAL_ERROR},
    {.name = "no storage",
     .in = TEXT(SEND_DATA ".\r\n" SEND_REST),
     .out = GOT_DATA "{a@b>joe|}" NO_STORAGE GOT_REST,
     .verdict = DIALECT_NO_STORAGE},
    {.name = "the largest message",
     .in = TEXT(SEND_DATA X256 "\r\n.\r\n"),
     .out = GOT_DATA "{a@b>joe|" X256 "\n}" DONE},
    {.name = "too large a message",
     .in = TEXT(SEND_DATA X256 "x\r\n.\r\n" SEND_REST),
     .out = GOT_DATA TOO_LARGE GOT_REST},
    /* 4.1.1.10 */
    {.name = "QUIT before EHLO", .in = TEXT("QUIT\r\nNOOP\r\n"), .out = BYE},
    {.name = "QUIT after EHLO", .in = TEXT(SEND_EHLO "QUIT\r\nNOOP\r\n"), .out = GREETS("x") BYE},
    {.name = "QUIT in a transaction",
     .in = TEXT(SEND_RCPT "QUIT\r\nDATA\r\n"),
     .out = GOT_RCPT BYE},
    /* RFC 6531 */
    {.name = "addresses in UTF-8",
     .in = TEXT(
         SEND_EHLO
         "MAIL FROM:<\xC3\xA3@b> SMTPUTF8\r\nRCPT TO:<\xC3\xA3@h>\r\n"
         "RCPT TO:<joe@\xC3\xA3>\r\nDATA\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@\xC3\xA3>\r\n"),
     .out = GREETS("x") FROM("\xC3\xA3@b") UNKNOWN("\xC3\xA3@h") TO("joe@\xC3\xA3") ENTER
     "{\xC3\xA3@b>joe|}" DONE FROM("a@b") NEEDS_SMTPUTF8},
    {.name = "SMTPUTF8 of a transaction that was reset",
     .in =
         TEXT("MAIL FROM:<a@b> SMTPUTF8\r\nRSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@\xC3\xA3>\r\n"),
     .out = FROM("a@b") RESET FROM("a@b") NEEDS_SMTPUTF8,
     .state = REPLIES_AFTER_EHLO},
};

#define ERROR     "XYZZY\r\n"
#define GOT_ERROR UNRECOGNIZED

#define ALLOWED_IN_MAIL                                                                            \
    "214-2.0.0 Allowed now:\r\n214-2.0.0 EHLO\r\n214-2.0.0 HELO\r\n214-2.0.0 MAIL FROM:\r\n"       \
    "214-2.0.0 RSET\r\n214-2.0.0 NOOP\r\n214-2.0.0 VRFY\r\n214-2.0.0 HELP\r\n214 2.0.0 QUIT\r\n"

static const struct replies_case errors[] = {
    {.name = "ten are free", .in = TEXT(TEN(ERROR) "NOOP\r\n"), .out = TEN(GOT_ERROR) NOTHING},
    {.name = "from the 11th on every reply waits",
     .in = TEXT(TEN(ERROR) ERROR "NOOP\r\nRSET\r\nQUIT\r\n"),
     .out = TEN(GOT_ERROR) "~" GOT_ERROR "~" NOTHING "~" RESET "~" BYE},
    {.name = "the 20th is borne",
     .in = TEXT(TEN(ERROR) TEN(ERROR) "NOOP\r\n"),
     .out = TEN(GOT_ERROR) TEN("~" GOT_ERROR) "~" NOTHING},
    {.name = "the 21st closes",
     .in = TEXT(TEN(ERROR) TEN(ERROR) ERROR "NOOP\r\n"),
     .out = TEN(GOT_ERROR) TEN("~" GOT_ERROR) "~" MANY_ERRORS "#"},
    {.name = "the 21st is EHLO without a name",
     .in = TEXT(TEN(ERROR) TEN(ERROR) "EHLO\r\n"),
     .out = TEN(GOT_ERROR) TEN("~" GOT_ERROR) "~" MANY_ERRORS "#"},
    {.name = "HTTP closes after a pause",
     .in = TEXT(TEN(ERROR) ERROR "GET /\r\n"),
     .out = TEN(GOT_ERROR) "~" GOT_ERROR "~" NO_HTTP},
    {.name = "replies after a pause are the same",
     .in = TEXT(TEN(ERROR) ERROR
                "EHLO \0x\r\nHELP\r\nMAIL FROM:<a@b> FOO\r\nMAIL FROM:<a@b> SIZE=259\r\n"
                "MAIL FROM:<a@b>\r\n" RCPT_BOB RCPT_JOE "DATA\r\n" X256 "x\r\n.\r\n"),
     .out = TEN(GOT_ERROR) "~" GOT_ERROR "~" GREETS("\\x00x") "~" ALLOWED_IN_MAIL "~" NO_PARAMETER(
         "FOO") "~" TOO_LARGE "~" FROM("a@b") "~" UNKNOWN("bob@h") "~" TO("joe@h") "~" ENTER
                                                                                   "~" TOO_LARGE},
    {.name = "errors of each kind",
     .in = TEXT("MAIL FROM:<a@b>\r\nMAIL FROM:a\r\nMAIL\r\nMAIL FROM:<c@d> FOO\r\nRSET\r\n"
                "MAIL FROM:<a@b> BODY=x\r\nMAIL FROM:<a@b> FOO\r\nEHLO\r\nHELO\r\nEXPN\r\nDATA\r\n"
                "NOOP\n" ERROR "NOOP\r\n"),
     .out = FROM("a@b") OPEN MALFORMED OPEN RESET BAD_BODY NO_PARAMETER("FOO")
         NO_EHLO_NAME NO_HELO_NAME NOT_IMPLEMENTED NEEDS_BOTH BARE_LF "~" GOT_ERROR "~" NOTHING,
     .state = REPLIES_AFTER_EHLO},
    {.name = "a refused sender is none",
     .in = TEXT(TEN("MAIL FROM:<a>\r\n")
                    TEN("MAIL FROM:<\xC3\xA3@b>\r\nMAIL FROM:<a@b> SIZE=259\r\n")),
     .out = TEN(BAD_SENDER) TEN(NEEDS_SMTPUTF8 TOO_LARGE),
     .state = REPLIES_AFTER_EHLO},
    {.name = "a refused recipient is none",
     .in = TEXT(TEN(RCPT_BOB) TEN("RCPT TO:<>\r\n") RCPT_JOE),
     .out = TEN(UNKNOWN("bob@h")) TEN(BAD_RECIPIENT) TO("joe@h"),
     .state = REPLIES_AFTER_MAIL},
    {.name = "a recipient too many is none",
     .in = TEXT(TEN(RCPT_JOE) TEN(RCPT_JOE) RCPT_JOE "RSET\r\n"),
     .out = TEN(TOO_MANY) TEN(TOO_MANY) TOO_MANY RESET,
     .state = REPLIES_FULL},
    {.name = "RSET and EHLO forgive nothing",
     .in = TEXT(TEN(ERROR) "RSET\r\n" SEND_EHLO ERROR),
     .out = TEN(GOT_ERROR) RESET GREETS("x") "~" GOT_ERROR},
    {.name = "a delivery forgives",
     .in = TEXT(TEN(ERROR) "DATA\r\n.\r\n" TEN(ERROR) "NOOP\r\n"),
     .out = TEN(GOT_ERROR) ENTER "{a@b>joe|}" DONE TEN(GOT_ERROR) NOTHING,
     .state = REPLIES_AFTER_RCPT},
    {.name = "a delivery forgives a slow client",
     .in = TEXT(TEN(ERROR) ERROR "DATA\r\n.\r\n" TEN(ERROR)),
     .out = TEN(GOT_ERROR) "~" GOT_ERROR "~" ENTER "{a@b>joe|}" DONE TEN(GOT_ERROR),
     .state = REPLIES_AFTER_RCPT},
    {.name = "a failed delivery forgives nothing",
     .in = TEXT(TEN(ERROR) ERROR "DATA\r\n.\r\n" ERROR),
     .out = TEN(GOT_ERROR) "~" GOT_ERROR "~" ENTER "{a@b>joe|}~" LOCAL_ERROR "~" GOT_ERROR,
     .state = REPLIES_AFTER_RCPT,
     .verdict = DIALECT_LOCAL_ERROR},
};

#define ALLOWED_NOW "Allowed now:\r\n"

/* Without an extension: the reply to EHLO, and what it brought. */
static const struct replies_case extensions[] = {
    {.name = "PIPELINING",
     .in = TEXT(SEND_EHLO "MAIL FROM:<a@b> SIZE=1\r\n"),
     .out = "250-h greets x\r\n250-SIZE 258\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n" FROM("a@b"),
     .hidden = DIALECT_EXTENSION_PIPELINING},
    {.name = "SIZE",
     .in = TEXT(SEND_EHLO "MAIL FROM:<a@b> SIZE=1\r\nMAIL FROM:<a@b> BODY=7BIT\r\n"),
     .out = "250-h greets x\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n" NO_PARAMETER("SIZE") FROM("a@b"),
     .hidden = DIALECT_EXTENSION_SIZE},
    {.name = "8BITMIME, and so SMTPUTF8",
     .in = TEXT(SEND_EHLO "MAIL FROM:<a@b> BODY=7BIT\r\nMAIL FROM:<a@b> SMTPUTF8\r\n"),
     .out = "250-h greets x\r\n250-PIPELINING\r\n250-SIZE 258\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n" NO_PARAMETER("BODY") NO_PARAMETER("SMTPUTF8"),
     .hidden = DIALECT_EXTENSION_8BITMIME},
    {.name = "SMTPUTF8",
     .in = TEXT(SEND_EHLO
                "MAIL FROM:<a@b> SMTPUTF8\r\nMAIL FROM:<\xC3\xA3@b>\r\nMAIL FROM:<a@b>\r\n"),
     .out = "250-h greets x\r\n250-PIPELINING\r\n250-SIZE 258\r\n250-8BITMIME\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n" NO_PARAMETER("SMTPUTF8")
                NEEDS_SMTPUTF8 FROM("a@b"),
     .hidden = DIALECT_EXTENSION_SMTPUTF8},
    {.name = "HELP",
     .in = TEXT(SEND_EHLO "HELP\r\nHELP x\r\n"),
     .out = "250-h greets x\r\n250-PIPELINING\r\n250-SIZE 258\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            "250 ENHANCEDSTATUSCODES\r\n" NOT_IMPLEMENTED NOT_IMPLEMENTED,
     .hidden = DIALECT_EXTENSION_HELP},
    {.name = "ENHANCEDSTATUSCODES",
     .in = TEXT(SEND_EHLO
                "HELP\r\nMAIL FROM:<a>\r\nMAIL FROM:<a@b> FOO\r\nMAIL FROM:<a@b> SIZE=259\r\n"
                "MAIL FROM:<a@b>\r\n" RCPT_BOB RCPT_JOE "RCPT TO:<joe@h> FOO\r\nNOOP\r\nVRFY x\r\n"
                "EXPN x\r\n" ERROR "DATA\r\n.\r\nRSET\r\nQUIT\r\n"),
     .out =
         "250-h greets x\r\n250-PIPELINING\r\n250-SIZE 258\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
         "250 HELP\r\n214-" ALLOWED_NOW "214-EHLO\r\n214-HELO\r\n214-MAIL FROM:\r\n214-RSET\r\n"
         "214-NOOP\r\n214-VRFY\r\n214-HELP\r\n214 QUIT\r\n"
         "553 The angle brackets contain no valid sender: " HOW_TO_MAIL " or MAIL FROM:<>\r\n"
         "555 The parameter FOO is not implemented\r\n552 Message too large: at most 258 bytes\r\n"
         "250 a@b Sender ok\r\n550 bob@h Address unknown\r\n250 joe@h Recipient ok\r\n"
         "555 The parameter FOO is not implemented\r\n250 Nothing done\r\n"
         "252 Users are not verified; RCPT tells whether mail is accepted\r\n"
         "502 Command not implemented\r\n500 Command unrecognized\r\n" ENTER
         "{a@b>joe|}250 Message accepted for delivery\r\n250 Reset\r\n"
         "221 h closing connection\r\n#",
     .hidden = DIALECT_EXTENSION_ENHANCED},
    {.name = "all of them",
     .in = TEXT(SEND_EHLO "HELP\r\nMAIL FROM:<a@b> SIZE=1\r\nGET /\r\n"),
     .out = "250 h greets x\r\n502 Command not implemented\r\n555 The parameter SIZE is not "
            "implemented\r\n"
            "421 This is SMTP, not HTTP: closing connection\r\n#",
     .hidden = DIALECT_EXTENSIONS - 1},
};

START_TEST(transactions)
{
    conversation_every_way(mails[_i].in, &mails[_i], replies_play);
}
END_TEST

START_TEST(clients_with_errors)
{
    conversation_every_way(errors[_i].in, &errors[_i], replies_play);
}
END_TEST

START_TEST(hidden_extensions)
{
    conversation_every_way(extensions[_i].in, &extensions[_i], replies_play);
}
END_TEST

/* How a message of this client is said to have come. */
static const struct {
    const char *name;
    struct text in;
    const char *protocol;
} protocols[] = {
    {"HELO", TEXT("HELO x\r\n"), "SMTP"},
    {"EHLO", TEXT("EHLO x\r\n"), "ESMTP"},
    {"HELO after EHLO", TEXT("EHLO x\r\nHELO x\r\n"), "SMTP"},
    {"EHLO after HELO", TEXT("HELO x\r\nEHLO x\r\n"), "ESMTP"},
    {"a refused EHLO after HELO", TEXT("HELO x\r\nEHLO\r\n"), "SMTP"},
    {"SMTPUTF8", TEXT("EHLO x\r\nMAIL FROM:<a@b> SMTPUTF8\r\n"), "UTF8SMTP"},
    {"a sender without it, after one with it",
     TEXT("EHLO x\r\nMAIL FROM:<a@b> SMTPUTF8\r\nRSET\r\nMAIL FROM:<a@b>\r\n"), "ESMTP"},
    {"a message with it", TEXT("EHLO x\r\nMAIL FROM:<a@b> SMTPUTF8\r\nRCPT TO:<joe@h>\r\nDATA\r\n"),
     "UTF8SMTP"},
};

START_TEST(protocol)
{
    struct users *users = replies_make_users();
    struct session_config config = {
        .dialect = &dialect_rfc5321, .hostname = "h", .users = users, .message_size_max = 258};
    struct conversation conversation;

    conversation_open(&conversation, &config);
    conversation_say(&conversation, protocols[_i].in);
    ck_assert_msg(strcmp(session_protocol(&conversation.session), protocols[_i].protocol) == 0,
                  "%s: %s", protocols[_i].name, session_protocol(&conversation.session));
    conversation_release(&conversation);
    users_free(users);
}
END_TEST

START_TEST(greeting)
{
    struct session_config config = {.dialect = &dialect_rfc5321, .hostname = "h"};
    struct session session;
    struct session_event event;

    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    ck_assert(span_equal((struct span){event.reply, event.reply_size},
                         span_of("220 h ESMTP smtpd-proto ready\r\n")));
    session_release(&session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_mail");
    TCase *conversations = tcase_create("conversations");

    tcase_set_timeout(conversations, 120);
    tcase_add_test(conversations, greeting);
    tcase_add_loop_test(conversations, transactions, 0, CASES(mails));
    tcase_add_loop_test(conversations, clients_with_errors, 0, CASES(errors));
    tcase_add_loop_test(conversations, hidden_extensions, 0, CASES(extensions));
    tcase_add_loop_test(conversations, protocol, 0, CASES(protocols));
    suite_add_tcase(suite, conversations);
    return check_main(suite);
}
