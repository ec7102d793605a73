/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_rfc5321.c - every command of rfc5321 in every state of a session, with a missing,
 * an extra, an over-long and a malformed argument.
 *
 * To be held against RFC 5321 sections 4.1.1, 4.1.4, 4.2, 4.3.2 and 4.5.3, and RFC 3463.  Each line
 * is sent whole, byte by byte, and split in two everywhere.  Paths and parameters are in
 * check_session_paths.c, whole conversations in check_session_mail.c.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/replies.h"

/* What completes a line of 2048 bytes, without its ending, after a verb of 5, 8 or 10 bytes. */
#define X2038                                                                                      \
    X256 X256 X256 X256 X256 X256 X256 TEN(X16)                                                    \
    X16 X16 X16 X16 X16 "xxxxxx"
#define X2040 X2038 "xx"
#define X2043 X2038 "xxxxx"
/* How much of it a reply shows. */
#define X490                                                                                       \
    X256 TEN(X16)                                                                                  \
    X16 X16 X16 X16 "xxxxxxxxxx"

#define ALLOWED "214-2.0.0 Allowed now:\r\n214-2.0.0 EHLO\r\n214-2.0.0 HELO\r\n"
#define ALLOWED_AFTER                                                                              \
    "214-2.0.0 RSET\r\n214-2.0.0 NOOP\r\n214-2.0.0 VRFY\r\n214-2.0.0 HELP\r\n"                     \
    "214 2.0.0 QUIT\r\n"
#define OPEN_AT_FIRST   ALLOWED ALLOWED_AFTER
#define OPEN_AFTER_EHLO ALLOWED "214-2.0.0 MAIL FROM:\r\n" ALLOWED_AFTER
#define OPEN_AFTER_MAIL ALLOWED "214-2.0.0 RCPT TO:\r\n" ALLOWED_AFTER
#define OPEN_AFTER_RCPT ALLOWED "214-2.0.0 RCPT TO:\r\n214-2.0.0 DATA\r\n" ALLOWED_AFTER
#define OPEN_WHEN_FULL  ALLOWED "214-2.0.0 DATA\r\n" ALLOWED_AFTER

/* Replies before EHLO, after it, after MAIL, after an accepted RCPT, and after the 100th (NULL: as
 * in the column before). */
/* clang-format off */
static const struct {
    const char *name;
    struct text line;
    const char *replies[REPLIES_STATES];
} cases[] = {
    /* 4.1.1.1: any text is the name of a client */
    {"EHLO", TEXT("EHLO x\r\n"), {GREETS("x")}},
    {"EHLO in lower case", TEXT("ehlo x\r\n"), {GREETS("x")}},
    {"EHLO of an address literal", TEXT("EHLO [127.0.0.1]\r\n"), {GREETS("[127.0.0.1]")}},
    {"EHLO with more words", TEXT("EHLO x y z\r\n"), {GREETS("x y z")}},
    {"EHLO with outer blanks", TEXT(" EHLO \t x \r\n"), {GREETS("x")}},
    {"EHLO with control bytes", TEXT("EHLO \0\x1b\xff\r\n"), {GREETS("\\x00\\x1B\\xFF")}},
    {"EHLO with a bare CR", TEXT("EHLO x\r250 y\r\n"), {GREETS("x\\x0D250 y")}},
    {"EHLO without a name", TEXT("EHLO\r\n"), {NO_EHLO_NAME}},
    {"EHLO with a blank for a name", TEXT("EHLO \t\r\n"), {NO_EHLO_NAME}},
    {"EHLO and no blank", TEXT("EHLOx\r\n"), {UNRECOGNIZED}},
    {"EHLO of 2048 bytes", TEXT("EHLO " X2043 "\r\n"), {GREETS(X490 "xxxx...")}},
    {"EHLO of 2049 bytes", TEXT("EHLO " X2043 "x\r\n"), {LONG}},
    {"HELO", TEXT("HELO x\r\n"), {HELLO("x")}},
    {"HELO with more words", TEXT("HELO x y\r\n"), {HELLO("x y")}},
    {"HELO without a name", TEXT("HELO\r\n"), {NO_HELO_NAME}},
    {"HELO with a blank for a name", TEXT("HELO \r\n"), {NO_HELO_NAME}},
    {"HELO of 2048 bytes", TEXT("HELO " X2043 "\r\n"), {HELLO(X490 "xxxx...")}},
    {"HELO of 2049 bytes", TEXT("HELO " X2043 "x\r\n"), {LONG}},
    /* 4.1.1.2 */
    {"MAIL", TEXT("MAIL FROM:<a@b>\r\n"), {NEEDS_HELLO, FROM("a@b"), OPEN}},
    {"MAIL in mixed case", TEXT("mAiL fRoM:<a@b>\r\n"), {NEEDS_HELLO, FROM("a@b"), OPEN}},
    {"MAIL with blanks", TEXT("MAIL \t FROM: <a@b>\r\n"), {NEEDS_HELLO, FROM("a@b"), OPEN}},
    {"MAIL without a sender", TEXT("MAIL FROM:\r\n"), {NEEDS_HELLO, NO_SENDER, OPEN}},
    {"MAIL with a blank for a sender", TEXT("MAIL FROM: \r\n"), {NEEDS_HELLO, NO_SENDER, OPEN}},
    {"MAIL with text for a sender", TEXT("MAIL FROM:x\r\n"),
     {NEEDS_HELLO, SENDER_BRACKETS, OPEN}},
    {"MAIL alone", TEXT("MAIL\r\n"), {MALFORMED}},
    {"MAIL without FROM", TEXT("MAIL <a@b>\r\n"), {MALFORMED}},
    {"MAIL without a colon", TEXT("MAIL FROM <a@b>\r\n"), {MALFORMED}},
    {"MAIL with a blank before the colon", TEXT("MAIL FROM :<a@b>\r\n"), {MALFORMED}},
    {"MAIL TO", TEXT("MAIL TO:<a@b>\r\n"), {MALFORMED}},
    {"MAIL and no blank", TEXT("MAILFROM:<a@b>\r\n"), {UNRECOGNIZED}},
    {"MAIL of 2048 bytes", TEXT("MAIL FROM:" X2038 "\r\n"), {NEEDS_HELLO, SENDER_BRACKETS, OPEN}},
    {"MAIL of 2049 bytes", TEXT("MAIL FROM:" X2038 "x\r\n"), {LONG}},
    /* 4.1.1.3 */
    {"RCPT", TEXT("RCPT TO:<joe@h>\r\n"), {NEEDS_MAIL, NULL, TO("joe@h"), NULL, TOO_MANY}},
    {"RCPT without a recipient", TEXT("RCPT TO:\r\n"),
     {NEEDS_MAIL, NULL, NO_RECIPIENT_PATH, NULL, TOO_MANY}},
    {"RCPT with text for a recipient", TEXT("RCPT TO:x\r\n"),
     {NEEDS_MAIL, NULL, RECIPIENT_BRACKETS, NULL, TOO_MANY}},
    {"RCPT of an unknown mailbox", TEXT("RCPT TO:<bob@h>\r\n"),
     {NEEDS_MAIL, NULL, UNKNOWN("bob@h"), NULL, TOO_MANY}},
    {"RCPT alone", TEXT("RCPT\r\n"), {MALFORMED}},
    {"RCPT without TO", TEXT("RCPT <joe@h>\r\n"), {MALFORMED}},
    {"RCPT without a colon", TEXT("RCPT TO <joe@h>\r\n"), {MALFORMED}},
    {"RCPT FROM", TEXT("RCPT FROM:<joe@h>\r\n"), {MALFORMED}},
    {"RCPT of 2048 bytes", TEXT("RCPT TO:" X2040 "\r\n"),
     {NEEDS_MAIL, NULL, RECIPIENT_BRACKETS, NULL, TOO_MANY}},
    {"RCPT of 2049 bytes", TEXT("RCPT TO:" X2040 "x\r\n"), {LONG}},
    /* 4.1.1.4 */
    {"DATA", TEXT("DATA\r\n"), {NEEDS_BOTH, NULL, NEEDS_RECIPIENT, ENTER, NULL}},
    {"DATA with blanks", TEXT(" data \t\r\n"), {NEEDS_BOTH, NULL, NEEDS_RECIPIENT, ENTER, NULL}},
    {"DATA with an argument", TEXT("DATA x\r\n"),
     {NEEDS_BOTH, NULL, NEEDS_RECIPIENT, NO_ARGUMENT, NULL}},
    {"DATA of 2048 bytes", TEXT("DATA " X2043 "\r\n"),
     {NEEDS_BOTH, NULL, NEEDS_RECIPIENT, NO_ARGUMENT, NULL}},
    {"DATA of 2049 bytes", TEXT("DATA " X2043 "x\r\n"), {LONG}},
    /* 4.1.1.5 to 4.1.1.10, which 4.1.4 allows at any time */
    {"RSET", TEXT("RSET\r\n"), {RESET}},
    {"RSET with an argument", TEXT("RSET x\r\n"), {NO_ARGUMENT}},
    {"RSET of 2048 bytes", TEXT("RSET " X2043 "\r\n"), {NO_ARGUMENT}},
    {"RSET of 2049 bytes", TEXT("RSET " X2043 "x\r\n"), {LONG}},
    {"VRFY", TEXT("VRFY joe\r\n"), {NOT_VERIFIED}},
    {"VRFY of an unknown user", TEXT("VRFY bob@h\r\n"), {NOT_VERIFIED}},
    {"VRFY without a user", TEXT("VRFY\r\n"), {NO_USER}},
    {"VRFY of 2048 bytes", TEXT("VRFY " X2043 "\r\n"), {NOT_VERIFIED}},
    {"VRFY of 2049 bytes", TEXT("VRFY " X2043 "x\r\n"), {LONG}},
    {"EXPN", TEXT("EXPN list\r\n"), {NOT_IMPLEMENTED}},
    {"EXPN without a list", TEXT("EXPN\r\n"), {NOT_IMPLEMENTED}},
    {"EXPN of 2048 bytes", TEXT("EXPN " X2043 "\r\n"), {NOT_IMPLEMENTED}},
    {"EXPN of 2049 bytes", TEXT("EXPN " X2043 "x\r\n"), {LONG}},
    {"HELP", TEXT("HELP\r\n"),
     {OPEN_AT_FIRST, OPEN_AFTER_EHLO, OPEN_AFTER_MAIL, OPEN_AFTER_RCPT, OPEN_WHEN_FULL}},
    {"HELP with a topic", TEXT("HELP DATA\r\n"),
     {OPEN_AT_FIRST, OPEN_AFTER_EHLO, OPEN_AFTER_MAIL, OPEN_AFTER_RCPT, OPEN_WHEN_FULL}},
    {"HELP of 2048 bytes", TEXT("HELP " X2043 "\r\n"),
     {OPEN_AT_FIRST, OPEN_AFTER_EHLO, OPEN_AFTER_MAIL, OPEN_AFTER_RCPT, OPEN_WHEN_FULL}},
    {"HELP of 2049 bytes", TEXT("HELP " X2043 "x\r\n"), {LONG}},
    {"NOOP", TEXT("NOOP\r\n"), {NOTHING}},
    {"NOOP with an argument", TEXT("NOOP x\r\n"), {NOTHING}},
    {"NOOP of 2048 bytes", TEXT("NOOP " X2043 "\r\n"), {NOTHING}},
    {"NOOP of 2049 bytes", TEXT("NOOP " X2043 "x\r\n"), {LONG}},
    {"QUIT", TEXT("QUIT\r\n"), {BYE}},
    {"QUIT with an argument", TEXT("QUIT x\r\n"), {NO_ARGUMENT}},
    {"QUIT of 2048 bytes", TEXT("QUIT " X2043 "\r\n"), {NO_ARGUMENT}},
    {"QUIT of 2049 bytes", TEXT("QUIT " X2043 "x\r\n"), {LONG}},
    /* 4.2.4: not recognized */
    {"an empty line", TEXT("\r\n"), {UNRECOGNIZED}},
    {"a line of blanks", TEXT(" \t \r\n"), {UNRECOGNIZED}},
    {"an unknown verb", TEXT("XYZZY\r\n"), {UNRECOGNIZED}},
    {"a verb cut short", TEXT("NOO\r\n"), {UNRECOGNIZED}},
    {"a verb with a NUL", TEXT("NOOP\0\r\n"), {UNRECOGNIZED}},
    {"a verb with a bare CR", TEXT("NOOP\r\r\n"), {UNRECOGNIZED}},
    {"a verb in fullwidth letters", TEXT("\xEF\xBC\xB1UIT\r\n"), {UNRECOGNIZED}},
    {"bytes that are no text", TEXT("\xff\xfe\x80\r\n"), {UNRECOGNIZED}},
    {"a header field", TEXT("Subject: x\r\n"), {UNRECOGNIZED}},
    {"a dot", TEXT(".\r\n"), {UNRECOGNIZED}},
    {"STARTTLS, which is not offered", TEXT("STARTTLS\r\n"), {NOT_IMPLEMENTED}},
    {"AUTH, which is not offered", TEXT("AUTH PLAIN\r\n"), {NOT_IMPLEMENTED}},
    {"BDAT, which is not offered", TEXT("BDAT 2 LAST\r\n"), {UNRECOGNIZED}},
    {"SEND, which is obsolete", TEXT("SEND FROM:<a@b>\r\n"), {UNRECOGNIZED}},
    {"TURN, which is obsolete", TEXT("TURN\r\n"), {UNRECOGNIZED}},
    {"an unknown verb of 2048 bytes", TEXT("xxxxx" X2043 "\r\n"), {UNRECOGNIZED}},
    {"an unknown verb of 2049 bytes", TEXT("xxxxx" X2043 "x\r\n"), {LONG}},
    {"a long line with a command behind a CR", TEXT(X2048 "x\rQUIT\r\n"), {LONG}},
    /* requests of HTTP */
    {"GET", TEXT("GET / HTTP/1.1\r\n"), {NO_HTTP}},
    {"GET, and more that is not read", TEXT("GET / HTTP/1.1\r\nEHLO x\r\n"), {NO_HTTP}},
    {"GET alone", TEXT("GET\r\n"), {NO_HTTP}},
    {"POST", TEXT("POST / HTTP/1.1\r\n"), {NO_HTTP}},
    {"HEAD", TEXT("HEAD / HTTP/1.1\r\n"), {NO_HTTP}},
    {"PUT", TEXT("PUT / HTTP/1.1\r\n"), {NO_HTTP}},
    {"DELETE", TEXT("DELETE / HTTP/1.1\r\n"), {NO_HTTP}},
    {"CONNECT", TEXT("CONNECT h:25 HTTP/1.1\r\n"), {NO_HTTP}},
    {"OPTIONS", TEXT("OPTIONS * HTTP/1.1\r\n"), {NO_HTTP}},
    {"TRACE", TEXT("TRACE / HTTP/1.1\r\n"), {NO_HTTP}},
    {"PATCH", TEXT("PATCH / HTTP/1.1\r\n"), {NO_HTTP}},
    {"HTTP/2", TEXT("PRI * HTTP/2.0\r\n"), {NO_HTTP}},
    {"GET of 2049 bytes", TEXT("GET /" X2043 "x\r\n"), {NO_HTTP}},
    {"POST, far too long", TEXT("POST /" X2043 X2043 " HTTP/1.1\r\nEHLO x\r\n"), {NO_HTTP}},
    {"too long, and no method", TEXT("GETS /" X2043 "\r\n"), {LONG}},
    {"no method", TEXT("GETS / HTTP/1.1\r\n"), {UNRECOGNIZED}},
    /* 2.3.8: lines end in CRLF */
    {"a bare LF", TEXT("\n"), {BARE_LF}},
    {"EHLO and a bare LF", TEXT("EHLO x\n"), {BARE_LF}},
    {"MAIL and a bare LF", TEXT("MAIL FROM:<a@b>\n"), {BARE_LF}},
    {"RCPT and a bare LF", TEXT("RCPT TO:<joe@h>\n"), {BARE_LF}},
    {"DATA and a bare LF", TEXT("DATA\n"), {BARE_LF}},
    {"QUIT and a bare LF", TEXT("QUIT\n"), {BARE_LF}},
    {"GET and a bare LF", TEXT("GET / HTTP/1.1\n"), {BARE_LF}},
    {"a bare LF, then a command", TEXT("QUIT\nNOOP\r\n"), {BARE_LF NOTHING}},
};
/* clang-format on */

START_TEST(replies)
{
    replies_check(cases[_i].name, cases[_i].line, cases[_i].replies);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_rfc5321");
    TCase *commands = tcase_create("commands");

    tcase_set_timeout(commands, 120);
    tcase_add_loop_test(commands, replies, 0, CASES(cases));
    suite_add_tcase(suite, commands);
    return check_main(suite);
}
