/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session.c - whole conversations through a session without a socket.
 *
 * Each case is what a client sends and what must come of it: replies as exact bytes, and
 * "{SENDER>MAILBOX|MESSAGE}" where a message is handed over.  Each is fed whole, byte by byte, and
 * split in two everywhere.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/conversation.h"

#define BAD       "500 Syntax error, command unrecognized\r\n"
#define HELLO     "250 Hello x, pleased to meet you\r\n"
#define FROM_A    "250 a Sender ok\r\n"
#define TO_JOE    "250 joe Recipient ok\r\n"
#define ENTER     "354 Enter mail, end with \".\" on a line by itself\r\n"
#define DONE      "250 Message accepted for delivery\r\n"
#define TOO_LARGE "552 Message too large\r\n"
#define BYE       "221 h closing connection\r\n"

/* A conversation up to the message. */
#define SEND_DATA "helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\n"
#define GOT_DATA  HELLO FROM_A TO_JOE ENTER
#define SEND_LF   "helo x\nmail from:a\nrcpt to:joe\ndata\n"

/* What a smuggler adds behind a false end of data. */
#define SMUGGLED "mail from:evil\r\nrcpt to:joe\r\ndata\r\nboo\r\n.\r\n"

static const struct {
    const char *name;
    struct text in;
    const char *out;
    enum dialect_result verdict;
} cases[] = {
    {"nothing", TEXT(""), "", 0},
    {"an unfinished command", TEXT("helo x"), "", 0},
    {"a conversation", TEXT(SEND_DATA "hi\r\n.\r\nquit\r\n"), GOT_DATA "{a>joe|hi\n}" DONE BYE "#",
     0},
    {"a conversation in LF", TEXT(SEND_LF "hi\n.\nquit\n"), GOT_DATA "{a>joe|hi\n}" DONE BYE "#",
     0},
    {"nothing after the close", TEXT(SEND_DATA ".\r\nquit\r\nhelo x\r\n"),
     GOT_DATA "{a>joe|}" DONE BYE "#", 0},
    {"two messages",
     TEXT(SEND_DATA "1\r\n.\r\nmail from:b\r\nrcpt to:ann\r\ndata\r\n2\r\n.\r\nquit\r\n"),
     GOT_DATA "{a>joe|1\n}" DONE "250 b Sender ok\r\n250 ann Recipient ok\r\n" ENTER
              "{b>ann|2\n}" DONE BYE "#",
     0},
    {"strict order", TEXT("mail from:a\r\nrcpt to:joe\r\ndata\r\nquit\r\nhelo x\r\n"),
     BAD BAD BAD BAD HELLO, 0},
    {"helo once", TEXT("helo x\r\nhelo x\r\nmail from:a\r\nhelo x\r\nrcpt to:joe\r\n"),
     HELLO BAD FROM_A BAD TO_JOE, 0},
    {"quit before a delivery",
     TEXT("quit\r\nhelo x\r\nquit\r\nmail from:a\r\nquit\r\nrcpt to:joe\r\nquit\r\n"),
     BAD HELLO BAD FROM_A BAD TO_JOE BAD, 0},
    {"quit after a refused delivery", TEXT(SEND_DATA "x\r\n.\r\nquit\r\n"),
     GOT_DATA "{a>joe|x\n}451 Local error in processing\r\n" BAD, DIALECT_LOCAL_ERROR},
    {"no storage", TEXT(SEND_DATA "x\r\n.\r\nmail from:a\r\n"),
     GOT_DATA "{a>joe|x\n}452 Insufficient system storage\r\n" FROM_A, DIALECT_NO_STORAGE},
    {"quit within a transaction",
     TEXT(SEND_DATA ".\r\nmail from:a\r\nquit\r\nrcpt to:joe\r\nquit\r\n"),
     GOT_DATA "{a>joe|}" DONE FROM_A BAD TO_JOE BAD, 0},
    {"unknown recipient",
     TEXT("helo x\r\nmail from:a\r\nrcpt to:bob\r\nrcpt to:joe\r\nmail from:a\r\n"),
     HELLO FROM_A "550 Address unknown\r\n" BAD FROM_A, 0},
    {"unknown recipient, then quit", TEXT(SEND_DATA ".\r\nmail from:a\r\nrcpt to:bob\r\nquit\r\n"),
     GOT_DATA "{a>joe|}" DONE FROM_A "550 Address unknown\r\n" BYE "#", 0},
    {"a second recipient", TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\nrcpt to:ann\r\ndata\r\n"),
     HELLO FROM_A TO_JOE BAD ENTER, 0},
    {"an empty recipient is no recipient",
     TEXT("helo x\r\nmail from:a\r\nrcpt to:\r\nrcpt to:joe\r\n"), HELLO FROM_A BAD TO_JOE, 0},
    {"recipients that leave nothing",
     TEXT("helo x\r\nmail from:a\r\nrcpt to:@x\r\nmail from:a\r\nrcpt to:<>\r\n"),
     HELLO FROM_A "550 Address unknown\r\n" FROM_A "550 Address unknown\r\n", 0},
    {"an ill-formed recipient", TEXT("helo x\r\nmail from:a\r\nrcpt to:jo\xFF\r\n"),
     HELLO FROM_A "550 Address unknown\r\n", 0},
    {"a NUL does not cut a recipient", TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\0x\r\n"),
     HELLO FROM_A "550 Address unknown\r\n", 0},
    {"the mailbox rule", TEXT("helo x\r\nmail from:a\r\nrcpt to:<JOE@a@b>\r\ndata\r\n.\r\n"),
     HELLO FROM_A "250 JOE@a@b Recipient ok\r\n" ENTER "{a>joe|}" DONE, 0},
    {"the null sender", TEXT("helo x\r\nMAIL FROM:<>\r\n"), HELLO "250 <> Sender ok\r\n", 0},
    {"what is missing", TEXT("helo\r\nhelo \r\nhelo x\r\nmail from:\r\nmail from: \t\r\n"),
     BAD BAD HELLO BAD BAD, 0},
    {"what is too much",
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata now\r\ndata\r\n.\r\nquit now\r\nquit\r\n"),
     HELLO FROM_A TO_JOE BAD ENTER "{a>joe|}" DONE BAD BYE "#", 0},
    {"unknown verbs",
     TEXT("EHLO x\r\nRSET\r\nNOOP\r\nVRFY a\r\nHELP\r\nSTARTTLS\r\nAUTH PLAIN\r\n\r\n"),
     BAD BAD BAD BAD BAD BAD BAD BAD, 0},
    {"control bytes are echoed as escapes", TEXT("helo a\0\x1b\x7f\rb\xff\r\n"),
     "250 Hello a\\x00\\x1B\\x7F\\x0Db\\xFF, pleased to meet you\r\n", 0},
    {"a line that is too long",
     TEXT("helo " X256 X256 X256 X256 X256 X256 X256 X256 "\r\nhelo x\r\n"), BAD HELLO, 0},
    {"the tail of a long line is no command",
     TEXT(X256 X256 X256 X256 X256 X256 X256 X256 "x\rhelo x\r\nhelo x\r\n"), BAD HELLO, 0},
    {"a bare LF on a CRLF connection", TEXT("helo x\r\nmail from:a\nmail from:a\r\n"),
     HELLO BAD FROM_A, 0},
    {"a CRLF on an LF connection", TEXT("helo x\nmail from:a\r\nrcpt to:joe\n"),
     HELLO FROM_A TO_JOE, 0},
    {"a refused first line decides the ending", TEXT("what\r\nhelo x\nhelo x\r\n"), BAD BAD HELLO,
     0},
    {"a bare LF in a message", TEXT(SEND_DATA "a\nb\r\n.\r\n"), GOT_DATA "{a>joe|a\nb\n}" DONE, 0},
    {"LF . LF ends nothing after CRLF", TEXT(SEND_DATA "a\n.\nb\r\n.\r\n"),
     GOT_DATA "{a>joe|a\n.\nb\n}" DONE, 0},
    {"LF . CRLF ends nothing after CRLF", TEXT(SEND_DATA "a\n.\r\n" SMUGGLED),
     GOT_DATA "{a>joe|a\n.\nmail from:evil\nrcpt to:joe\ndata\nboo\n}" DONE, 0},
    {"CRLF . CRLF ends nothing after LF", TEXT(SEND_LF "a\r\n.\r\nb\n.\n"),
     GOT_DATA "{a>joe|a\n\nb\n}" DONE, 0},
    {"a bare CR is refused at the true end",
     TEXT(SEND_DATA "a\r\n.\r" SMUGGLED "quit\r\nmail from:a\r\n"), GOT_DATA BAD BAD FROM_A, 0},
    {"a NUL is refused at the true end", TEXT(SEND_DATA "a\0b\r\nquit\r\n.\r\nmail from:a\r\n"),
     GOT_DATA BAD FROM_A, 0},
    {"leading dots", TEXT(SEND_DATA "..\r\n...\r\n.a\r\n\n.b\r\n.\r\n"),
     GOT_DATA "{a>joe|.\n..\na\n\n.b\n}" DONE, 0},
    {"a message of the largest size", TEXT(SEND_DATA X256 "\r\n.\r\n"),
     GOT_DATA "{a>joe|" X256 "\n}" DONE, 0},
    {"a message that is too large", TEXT(SEND_DATA X256 "x\r\n.\r\nquit\r\nmail from:a\r\n"),
     GOT_DATA TOO_LARGE BAD FROM_A, 0},
    {"too large, then a NUL and a bare CR", TEXT(SEND_DATA X256 "xyz\0\rx\r\n.\r\nmail from:a\r\n"),
     GOT_DATA TOO_LARGE FROM_A, 0},
    {"a NUL, then too large", TEXT(SEND_DATA "\0" X256 "xyz\r\n.\r\nmail from:a\r\n"),
     GOT_DATA TOO_LARGE FROM_A, 0},
    {"a NUL as the byte too many", TEXT(SEND_DATA X256 "x\0\r\n.\r\nmail from:a\r\n"),
     GOT_DATA TOO_LARGE FROM_A, 0},
};

static void check_result(const char *name, size_t first, const struct conversation *conversation,
                         const char *wanted)
{
    struct span result = conversation_result(conversation);

    ck_assert_msg(span_equal(result, span_of(wanted)), "%s, split at %zu: got \"%.*s\"", name,
                  first, (int)result.size, result.data);
}

static struct users *make_users(void)
{
    struct users_error error;
    struct users *users = users_parse("joe ann", 7, &error);

    ck_assert_ptr_nonnull(users);
    return users;
}

static void play(const void *context, size_t first, size_t stride)
{
    const int *number = context;
    struct users *users = make_users();
    struct session_config config = {
        .dialect = &dialect_prototype, .hostname = "h", .users = users, .message_size_max = 258};
    struct conversation conversation;

    conversation_open(&conversation, &config);
    conversation.verdict = cases[*number].verdict;
    conversation_feed(&conversation, cases[*number].in, first, stride);
    check_result(cases[*number].name, first, &conversation, cases[*number].out);
    conversation_release(&conversation);
    users_free(users);
}

START_TEST(conversations)
{
    conversation_every_way(cases[_i].in, &_i, play);
}
END_TEST

START_TEST(greeting)
{
    struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct session session;
    struct session_event event;

    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    ck_assert(span_equal((struct span){event.reply, event.reply_size},
                         span_of("220 h smtpd-proto ready\r\n")));
    session_release(&session);
}
END_TEST

/* The server loses a message of which BEFORE has come; AFTER completes it. */
static const struct {
    const char *name;
    struct text before;
    enum dialect_result loss;
    struct text after;
    const char *reply;
} losses[] = {
    {"no storage", TEXT("half"), DIALECT_NO_STORAGE, TEXT("half\r\n.\r\n"),
     "452 Insufficient system storage\r\n"},
    {"a local error before the first byte", TEXT(""), DIALECT_LOCAL_ERROR, TEXT("x\r\n.\r\n"),
     "451 Local error in processing\r\n"},
    {"lost, then too large", TEXT("x"), DIALECT_LOCAL_ERROR, TEXT(X256 "xx\r\n.\r\n"), TOO_LARGE},
    {"too large, then lost", TEXT(X256 "xxxx"), DIALECT_NO_STORAGE, TEXT("\r\n.\r\n"), TOO_LARGE},
    {"lost, then a NUL", TEXT("x"), DIALECT_NO_STORAGE, TEXT("\0\r\n.\r\n"), BAD},
    {"a NUL, then lost", TEXT("x\0"), DIALECT_LOCAL_ERROR, TEXT("\r\n.\r\n"), BAD},
};

START_TEST(lost)
{
    struct users *users = make_users();
    struct session_config config = {
        .dialect = &dialect_prototype, .hostname = "h", .users = users, .message_size_max = 258};
    struct conversation conversation;

    conversation_open(&conversation, &config);
    conversation_say(&conversation, (struct text)TEXT(SEND_DATA));
    conversation_say(&conversation, losses[_i].before);
    session_lose_message(&conversation.session, losses[_i].loss);
    session_lose_message(&conversation.session, DIALECT_NO_MAILBOX); /* the first loss counts */
    ck_assert_int_ne(session_judge_message(&conversation.session), DIALECT_DONE);
    buffer_release(&conversation.transcript);
    buffer_release(&conversation.message);
    ck_assert_int_eq(
        buffer_append(&conversation.input, losses[_i].after.bytes, losses[_i].after.size), 0);
    while (conversation_step(&conversation))
        ck_assert_msg(buffer_size(&conversation.message) == 0, "%s: a piece", losses[_i].name);
    check_result(losses[_i].name, 0, &conversation, losses[_i].reply);
    conversation_release(&conversation);
    users_free(users);
}
END_TEST

static const struct {
    const char *name;
    const char *in;
    enum dialect_event cause;
} signals[] = {
    {"timeout before helo", "", DIALECT_TIMEOUT},
    {"timeout in a transaction", "helo x\r\nmail from:a\r\n", DIALECT_TIMEOUT},
    {"timeout in a message", SEND_DATA "half", DIALECT_TIMEOUT},
    {"shutdown before helo", "", DIALECT_SHUTDOWN},
    {"shutdown in a message", SEND_DATA "half", DIALECT_SHUTDOWN},
};

START_TEST(signalled)
{
    struct users *users = make_users();
    struct session_config config = {
        .dialect = &dialect_prototype, .hostname = "h", .users = users, .message_size_max = 258};
    struct conversation conversation;
    struct session_event event;

    conversation_open(&conversation, &config);
    conversation_say(&conversation, (struct text){signals[_i].in, strlen(signals[_i].in)});
    session_signal(&conversation.session, signals[_i].cause, &event);
    ck_assert_msg(span_equal((struct span){event.reply, event.reply_size},
                             span_of("421 h closing connection\r\n")),
                  "%s: %.*s", signals[_i].name, (int)event.reply_size, event.reply);
    ck_assert_ptr_null(conversation.session.envelope.sender);
    session_next(&conversation.session, "", 0, NULL, &event);
    ck_assert_msg(event.kind == SESSION_CLOSE, "%s: no close", signals[_i].name);
    conversation_release(&conversation);
    users_free(users);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session");
    TCase *all = tcase_create("conversations");

    tcase_set_timeout(all, 120);
    tcase_add_test(all, greeting);
    tcase_add_loop_test(all, conversations, 0, CASES(cases));
    tcase_add_loop_test(all, lost, 0, CASES(losses));
    tcase_add_loop_test(all, signalled, 0, CASES(signals));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
