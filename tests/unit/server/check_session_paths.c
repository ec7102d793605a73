/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_paths.c - the paths and parameters of MAIL and RCPT in rfc5321.
 *
 * To be held against RFC 5321 sections 4.1.2 and 4.5.3.1, and RFC 1870, 6152 and 6531.  A case is
 * what follows the colon, and the reply where the command is allowed; elsewhere it is refused as
 * any other.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/replies.h"

#define X64  X16 X16 X16 X16
#define X63  X16 X16 X16 "xxxxxxxxxxxxxxx"
#define X176 TEN(X16) X16
/* A domain of 255 bytes, and a path that makes a line of 512 with its ending. */
#define DOMAIN_255 X63 "." X63 "." X63 "." X63
#define LONG_PATH  X64 "@" DOMAIN_255

#define DIGITS_20 "99999999999999999999"

struct path_case {
    const char *name;
    struct text rest;
    const char *reply;
};

/* clang-format off */
static const struct path_case senders[] = {
    {"a mailbox", TEXT("<a@b>"), FROM("a@b")},
    {"the null path", TEXT("<>"), FROM("<>")},
    {"the null path with a parameter", TEXT("<> SIZE=1"), FROM("<>")},
    {"a domain with a dot", TEXT("<a@b.c-d.9>"), FROM("a@b.c-d.9")},
    {"all of atext", TEXT("<!#$%&'*+-/=?^_`{|}~@b>"), FROM("!#$%&'*+-/=?^_`{|}~@b")},
    {"a local part with dots", TEXT("<a.b.c@d>"), FROM("a.b.c@d")},
    /* brackets */
    {"no brackets", TEXT("a@b"), SENDER_BRACKETS},
    {"an opening bracket", TEXT("<a@b"), SENDER_BRACKETS},
    {"a closing bracket", TEXT("a@b>"), SENDER_BRACKETS},
    {"a name before the brackets", TEXT("Ann <a@b>"), SENDER_BRACKETS},
    {"double brackets", TEXT("<<a@b>>"), BAD_SENDER},
    {"blanks within", TEXT("< a@b>"), BAD_SENDER},
    {"blanks at the end", TEXT("<a@b >"), BAD_SENDER},
    {"a bare CR within", TEXT("<a\r@b>"), BAD_SENDER},
    {"a NUL within", TEXT("<a\0@b>"), BAD_SENDER},
    /* local parts and domains */
    {"no domain", TEXT("<a>"), BAD_SENDER},
    {"an empty domain", TEXT("<a@>"), BAD_SENDER},
    {"no local part", TEXT("<@b>"), BAD_SENDER},
    {"postmaster, who has a domain as a sender", TEXT("<postmaster>"), BAD_SENDER},
    {"two domains", TEXT("<a@b@c>"), BAD_SENDER},
    {"a blank in a local part", TEXT("<a b@c>"), BAD_SENDER},
    {"two dots", TEXT("<a..b@c>"), BAD_SENDER},
    {"a leading dot", TEXT("<.a@b>"), BAD_SENDER},
    {"a trailing dot", TEXT("<a.@b>"), BAD_SENDER},
    {"two dots in a domain", TEXT("<a@b..c>"), BAD_SENDER},
    {"a domain that ends in a dot", TEXT("<a@b.>"), BAD_SENDER},
    {"a leading hyphen", TEXT("<a@-b>"), BAD_SENDER},
    {"a trailing hyphen", TEXT("<a@b->"), BAD_SENDER},
    {"an underscore in a domain", TEXT("<a@b_c>"), FROM("a@b_c")},
    /* quoted strings */
    {"a quoted string", TEXT("<\"a b@c\"@d>"), FROM("\"a b@c\"@d")},
    {"escapes", TEXT("<\"a\\\"\\\\b\"@c>"), FROM("\"a\\\"\\\\b\"@c")},
    {"a bracket in quotes", TEXT("<\">\"@c>"), FROM("\">\"@c")},
    {"an empty quoted string", TEXT("<\"\"@c>"), FROM("\"\"@c")},
    {"no closing quote", TEXT("<\"a@c>"), BAD_SENDER},
    {"a quote too many", TEXT("<\"a\"b@c>"), BAD_SENDER},
    {"a quoted control byte", TEXT("<\"\x01\"@c>"), BAD_SENDER},
    /* address literals */
    {"IPv4", TEXT("<a@[127.0.0.1]>"), FROM("a@[127.0.0.1]")},
    {"a number above 255", TEXT("<a@[127.0.0.256]>"), BAD_SENDER},
    {"three numbers", TEXT("<a@[127.0.1]>"), BAD_SENDER},
    {"IPv6", TEXT("<a@[IPv6:2001:db8::1]>"), FROM("a@[IPv6:2001:db8::1]")},
    {"IPv6 without its tag", TEXT("<a@[::1]>"), BAD_SENDER},
    {"no IPv6", TEXT("<a@[IPv6:1]>"), BAD_SENDER},
    {"another tag", TEXT("<a@[x400:y]>"), FROM("a@[x400:y]")},
    {"an empty literal", TEXT("<a@[]>"), BAD_SENDER},
    {"a literal without its end", TEXT("<a@[127.0.0.1>"), BAD_SENDER},
    /* source routes */
    {"a route", TEXT("<@x:a@b>"), FROM("a@b")},
    {"a route of two", TEXT("<@x.y,@z:a@b>"), FROM("a@b")},
    {"a route to nobody", TEXT("<@x:>"), BAD_SENDER},
    {"a route that is not ASCII", TEXT("<@\xC3\xA3:a@b>"), NEEDS_SMTPUTF8},
    {"a route that is not ASCII, allowed", TEXT("<@\xC3\xA3:a@b> SMTPUTF8"), FROM("a@b")},
    {"a route that is ill-formed", TEXT("<@\xFF:a@b> SMTPUTF8"), BAD_SENDER},
    {"a route without a colon", TEXT("<@x a@b>"), BAD_SENDER},
    {"a route through an address", TEXT("<a@x:b@c>"), BAD_SENDER},
    /* RFC 6531 */
    {"not ASCII", TEXT("<jo\xC3\xA3o@b>"), NEEDS_SMTPUTF8},
    {"a domain that is not ASCII", TEXT("<a@\xC3\xA3.b>"), NEEDS_SMTPUTF8},
    {"a quoted string that is not ASCII", TEXT("<\"\xC3\xA3\"@b>"), NEEDS_SMTPUTF8},
    {"not ASCII, allowed", TEXT("<jo\xC3\xA3o@\xC3\xA3> SMTPUTF8"),
     FROM("jo\xC3\xA3o@\xC3\xA3")},
    {"ill-formed", TEXT("<jo\xFF@b>"), BAD_SENDER},
    {"ill-formed, with SMTPUTF8", TEXT("<jo\xFF@b> SMTPUTF8"), BAD_SENDER},
    {"overlong, with SMTPUTF8", TEXT("<a\xC0\x80@b> SMTPUTF8"), BAD_SENDER},
    /* 4.5.3.1: sizes that must be accepted */
    {"a local part of 64 bytes", TEXT("<" X64 "@b>"), FROM(X64 "@b")},
    {"a domain of 255 bytes", TEXT("<a@" DOMAIN_255 ">"), FROM("a@" DOMAIN_255)},
    {"both", TEXT("<" LONG_PATH ">"), FROM(LONG_PATH)},
    {"a line of 512 bytes", TEXT("<@" X176 ":" LONG_PATH ">"), FROM(LONG_PATH)},
    /* RFC 1870 */
    {"the largest size", TEXT("<a@b> SIZE=258"), FROM("a@b")},
    {"no size known", TEXT("<a@b> SIZE=0"), FROM("a@b")},
    {"a size in lower case", TEXT("<a@b> size=1"), FROM("a@b")},
    {"a size of 20 digits", TEXT("<a@b> SIZE=00000000000000000258"), FROM("a@b")},
    {"a size too large", TEXT("<a@b> SIZE=259"), TOO_LARGE},
    {"a size beyond 64 bits", TEXT("<a@b> SIZE=" DIGITS_20), TOO_LARGE},
    {"a size of 21 digits", TEXT("<a@b> SIZE=0" DIGITS_20), BAD_SIZE},
    {"no number", TEXT("<a@b> SIZE=x"), BAD_SIZE},
    {"a negative number", TEXT("<a@b> SIZE=-1"), BAD_SIZE},
    {"no size", TEXT("<a@b> SIZE"), BAD_SIZE},
    {"two sizes", TEXT("<a@b> SIZE=1 SIZE=1"), GIVEN_TWICE},
    /* RFC 6152 */
    {"7BIT", TEXT("<a@b> BODY=7BIT"), FROM("a@b")},
    {"8BITMIME", TEXT("<a@b> body=8bitmime"), FROM("a@b")},
    {"BINARYMIME, of RFC 3030", TEXT("<a@b> BODY=BINARYMIME"), BAD_BODY},
    {"no body", TEXT("<a@b> BODY"), NO_BODY},
    {"two bodies", TEXT("<a@b> BODY=7BIT BODY=8BITMIME"), GIVEN_TWICE},
    /* parameters */
    {"all of them", TEXT("<a@b> SIZE=1 BODY=8BITMIME SMTPUTF8"), FROM("a@b")},
    {"blanks between", TEXT("<a@b> \tSIZE=1  BODY=7BIT"), FROM("a@b")},
    {"SMTPUTF8 with a value", TEXT("<a@b> SMTPUTF8=x"), BAD_SMTPUTF8},
    {"SMTPUTF8 twice", TEXT("<a@b> SMTPUTF8 SMTPUTF8"), GIVEN_TWICE},
    {"unknown", TEXT("<a@b> FOO"), NO_PARAMETER("FOO")},
    {"unknown, with a value", TEXT("<a@b> FOO=1"), NO_PARAMETER("FOO")},
    {"of AUTH, which is not offered", TEXT("<a@b> AUTH=<>"), NO_PARAMETER("AUTH")},
    {"of DSN, which is not offered", TEXT("<a@b> RET=HDRS ENVID=x"), NO_PARAMETER("RET")},
    {"the first wrong one is named", TEXT("<a@b> SIZE=1 FOO SIZE=x"), NO_PARAMETER("FOO")},
    {"no blank", TEXT("<a@b>SIZE=1"), BAD_MAIL_PARAMETER},
    {"an empty value", TEXT("<a@b> SIZE="), BAD_MAIL_PARAMETER},
    {"no key", TEXT("<a@b> =1"), BAD_MAIL_PARAMETER},
    {"a key that begins with a hyphen", TEXT("<a@b> -A=1"), BAD_MAIL_PARAMETER},
    {"a value with an equals sign", TEXT("<a@b> SIZE=1=2"), BAD_MAIL_PARAMETER},
    {"a value that is not ASCII", TEXT("<a@b> FOO=\xC3\xA3"), BAD_MAIL_PARAMETER},
};

static const struct path_case recipients[] = {
    {"a mailbox", TEXT("<joe@h>"), TO("joe@h")},
    {"of any domain, in any case", TEXT("<JOE@elsewhere.example>"), TO("JOE@elsewhere.example")},
    {"an unknown mailbox", TEXT("<bob@h>"), UNKNOWN("bob@h")},
    {"postmaster", TEXT("<postmaster>"), TO("postmaster")},
    {"postmaster in any case", TEXT("<PostMaster>"), TO("PostMaster")},
    {"postmaster with a domain", TEXT("<postmaster@h>"), TO("postmaster@h")},
    {"postmaster in quotes, who has a domain", TEXT("<\"postmaster\">"), BAD_RECIPIENT},
    {"the null path", TEXT("<>"), BAD_RECIPIENT},
    {"no brackets", TEXT("joe@h"), RECIPIENT_BRACKETS},
    {"an opening bracket", TEXT("<joe@h"), RECIPIENT_BRACKETS},
    {"a closing bracket", TEXT("joe@h>"), RECIPIENT_BRACKETS},
    {"postmaster without brackets", TEXT("postmaster"), RECIPIENT_BRACKETS},
    {"no domain", TEXT("<joe>"), BAD_RECIPIENT},
    {"two recipients", TEXT("<joe@h>,<ann@h>"), BAD_RCPT_PARAMETER},
    {"two recipients in one path", TEXT("<joe@h,ann@h>"), BAD_RECIPIENT},
    {"a quoted string", TEXT("<\"joe\"@h>"), TO("\"joe\"@h")},
    {"an escape", TEXT("<\"j\\oe\"@h>"), TO("\"j\\oe\"@h")},
    {"a quoted string with a domain", TEXT("<\"joe@x\"@h>"), TO("\"joe@x\"@h")},
    {"a quoted string with a blank", TEXT("<\"joe \"@h>"), UNKNOWN("\"joe \"@h")},
    {"an empty quoted string", TEXT("<\"\"@h>"), UNKNOWN("\"\"@h")},
    {"a path to another folder", TEXT("<../joe@h>"), BAD_RECIPIENT},
    {"a path to another folder in quotes", TEXT("<\"../joe\"@h>"), UNKNOWN("\"../joe\"@h")},
    {"IPv4", TEXT("<joe@[127.0.0.1]>"), TO("joe@[127.0.0.1]")},
    {"IPv6", TEXT("<joe@[IPv6:::1]>"), TO("joe@[IPv6:::1]")},
    {"no IPv6", TEXT("<joe@[IPv6:x]>"), BAD_RECIPIENT},
    {"a route", TEXT("<@x,@y:joe@h>"), TO("joe@h")},
    {"a route to postmaster", TEXT("<@x:postmaster>"), TO("postmaster")},
    {"a route that is not ASCII", TEXT("<@\xC3\xA3:joe@h>"), NEEDS_SMTPUTF8},
    {"not ASCII", TEXT("<jo\xC3\xA3o@h>"), NEEDS_SMTPUTF8},
    {"a domain that is not ASCII", TEXT("<joe@\xC3\xA3>"), NEEDS_SMTPUTF8},
    {"ill-formed", TEXT("<joe\xFF@h>"), BAD_RECIPIENT},
    {"a local part of 64 bytes", TEXT("<" X64 "@h>"), UNKNOWN(X64 "@h")},
    {"a domain of 255 bytes", TEXT("<joe@" DOMAIN_255 ">"), TO("joe@" DOMAIN_255)},
    {"a line of 512 bytes", TEXT("<@xx" X176 ":" LONG_PATH ">"), UNKNOWN(LONG_PATH)},
    {"a parameter", TEXT("<joe@h> FOO"), NO_PARAMETER("FOO")},
    {"a parameter of MAIL", TEXT("<joe@h> SIZE=1"), NO_PARAMETER("SIZE")},
    {"a parameter of DSN, which is not offered", TEXT("<joe@h> NOTIFY=NEVER"),
     NO_PARAMETER("NOTIFY")},
    {"a parameter for an unknown mailbox", TEXT("<bob@h> FOO=1"), NO_PARAMETER("FOO")},
    {"no parameter", TEXT("<joe@h> ="), BAD_RCPT_PARAMETER},
    {"no blank", TEXT("<joe@h>x"), BAD_RCPT_PARAMETER},
};
/* clang-format on */

/* Checks VERB with the rest of the line against REPLIES in each state. */
static void check_path(const char *verb, const struct path_case *path, const char *const *replies)
{
    struct buffer buffer;
    struct text text;

    buffer_init(&buffer, CONVERSATION_BYTES_MAX);
    conversation_note(&buffer, verb);
    ck_assert_int_eq(buffer_append(&buffer, path->rest.bytes, path->rest.size), 0);
    conversation_note(&buffer, "\r\n");
    text = (struct text){buffer_span(&buffer).data, buffer_size(&buffer)};
    replies_check(path->name, text, replies);
    buffer_release(&buffer);
}

START_TEST(of_senders)
{
    const char *const replies[REPLIES_STATES] = {NEEDS_HELLO, senders[_i].reply, OPEN};

    check_path("MAIL FROM:", &senders[_i], replies);
}
END_TEST

START_TEST(of_recipients)
{
    const char *const replies[REPLIES_STATES] = {NEEDS_MAIL, NULL, recipients[_i].reply, NULL,
                                                 TOO_MANY};

    check_path("RCPT TO:", &recipients[_i], replies);
}
END_TEST

/* The line that is announced as one of 512 bytes is one. */
START_TEST(sizes)
{
    ck_assert_uint_eq(strlen(DOMAIN_255), 255);
    ck_assert_uint_eq(strlen("MAIL FROM:<@" X176 ":" LONG_PATH ">\r\n"), 512);
    ck_assert_uint_eq(strlen("RCPT TO:<@xx" X176 ":" LONG_PATH ">\r\n"), 512);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_paths");
    TCase *paths = tcase_create("paths");

    tcase_set_timeout(paths, 120);
    tcase_add_test(paths, sizes);
    tcase_add_loop_test(paths, of_senders, 0, CASES(senders));
    tcase_add_loop_test(paths, of_recipients, 0, CASES(recipients));
    suite_add_tcase(suite, paths);
    return check_main(suite);
}
