/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_flaws.c - bare CRs, bare LFs and NULs on their way through a session without a socket.
 *
 * By its rules of line endings a dialect refuses a message for some flaws, at the true end of data,
 * or reports them, and knows where the first of these is; what is not refused is kept in the text.
 * Each message is fed whole, byte by byte, and split in two everywhere.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>
#include <stdio.h>

#include "common/buffer.h"
#include "tests/support/check_main.h"

/* What a session answers to a message, in short. */
#define DONE      "250"
#define BAD       "500"
#define TOO_LARGE "552"

#define LENIENT DIALECT_ENDINGS_LENIENT
#define REPORT  DIALECT_ENDINGS_REPORT
#define STRICT  DIALECT_ENDINGS_STRICT

#define MESSAGE_MAX 40 /* bytes */
#define X32         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* What a smuggler adds behind a fake end of data. */
#define SMUGGLED "mail from:<e>\r\ndata\r\n.\r\n"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct {
    const char *name;
    enum dialect_endings endings;
    struct span in;
    const char *code;
    struct span text; /* of an accepted message */
    const char *place;
} cases[] = {
    {"no flaw", STRICT, BYTES("a\r\n.\r\n"), DONE, BYTES("a\n"), ""},
    {"no flaw to report", REPORT, BYTES("a\r\n.\r\n"), DONE, BYTES("a\n"), ""},
    {"CR", REPORT, BYTES("a\rb\r\n.\r\n"), DONE, BYTES("a\rb\n"), "1: 1 in <CR>, line 1, offset 1"},
    {"CR behind a leading dot", REPORT, BYTES("..\r\n.\rb\r\n.\r\n"), DONE, BYTES(".\n\rb\n"),
     "1: 1 in <CR><LF>.<CR>, line 2, offset 5"},
    {"CRs", REPORT, BYTES("\r\r\r\n.\r\r\n.\r\n"), DONE, BYTES("\r\r\n\r\n"),
     "1: 1 in <CR><LF><CR><CR><CR><LF>.<CR>, line 1, offset 0"},
    {"CR . CR", REPORT, BYTES("\r.\r" SMUGGLED), DONE, BYTES("\r.\rmail from:<e>\ndata\n"),
     "1: 1 in <CR><LF><CR>.<CR>, line 1, offset 0"},
    {"CR NUL LF", REPORT, BYTES("\r\0\n.\r\n.\r\n"), DONE, BYTES("\r\0\n.\n"),
     "7: 1 in <CR><LF><CR><NUL><LF>.<CR><LF>, line 1, offset 0"},
    {"CRs of the largest size", REPORT, BYTES("\r\r\r\r\r\r" X32 "\r\n.\r\n"), DONE,
     BYTES("\r\r\r\r\r\r" X32 "\n"), "1: 1 in <CR><LF><CR><CR><CR><CR><CR><CR>, line 1, offset 0"},
    {"CR as the byte too many", REPORT, BYTES(X32 "xxxxxx\r\r\n.\r\n"), TOO_LARGE, BYTES(""),
     "1: 1 in <CR><CR><LF>.<CR><LF>, line 1, offset 38"},
    {"CR behind a leading dot as the byte too many", REPORT, BYTES(X32 "xxxx\r\n.\r\r\n.\r\n"),
     TOO_LARGE, BYTES(""), "1: 1 in <CR><LF>.<CR><CR><LF>.<CR>, line 2, offset 39"},

    {"LF is refused", STRICT, BYTES("a\n.\r\nb\r\n.\r\n"), BAD, BYTES(""),
     "4: 4 in <LF>.<CR><LF>, line 1, offset 1"},
    {"a fake end in LF is refused", STRICT, BYTES("\r\nab\r\n.\n" SMUGGLED), BAD, BYTES(""),
     "4: 4 in <CR><LF>.<LF>, line 3, offset 7"},
    {"CR behind a leading dot is refused", STRICT, BYTES("a\r\n.\r\r\n.\r\n"), BAD, BYTES(""),
     "1: 1 in <CR><LF>.<CR><CR><LF>.<CR>, line 2, offset 4"},
    {"LF and NUL are refused", STRICT, BYTES("a\nb\0\r\n.\r\n"), BAD, BYTES(""),
     "6: 4 in <LF>, line 1, offset 1"},
    {"LF before the end is refused", STRICT, BYTES("a\n\r\n.\r\n"), BAD, BYTES(""),
     "4: 4 in <LF><CR><LF>.<CR><LF>, line 1, offset 1"},
    {"too large with a NUL", STRICT, BYTES(X32 "\0xxxxxx\r\n.\r\n"), TOO_LARGE, BYTES(""),
     "2: 2 in <NUL>, line 1, offset 32"},

    {"LF is nothing", LENIENT, BYTES("a\n.\nb\r\n.\r\n"), DONE, BYTES("a\n.\nb\n"), ""},
    {"LF is nothing, NUL behind it is refused", LENIENT, BYTES("a\nb\r\nc\0\r\n.\r\n"), BAD,
     BYTES(""), "2: 2 in <NUL><CR><LF>.<CR><LF>, line 2, offset 6"},
};

/* A message on its way through a session. */
struct trip {
    struct session session;
    struct buffer input, text;
    bool has_ended;
};

/* Checks the REPLY to message I. */
static void check_reply(int i, struct trip *trip, const struct session_event *reply)
{
    const struct dot_place *place = reply->flaw_place;
    const char *name = cases[i].name;
    char sequence[DOT_SEQUENCE_TEXT_MAX], got[128] = "";

    ck_assert_msg(reply->kind == SESSION_REPLY && memcmp(reply->reply, cases[i].code, 3) == 0,
                  "%s: %.*s", name, (int)reply->reply_size, reply->reply);
    ck_assert_msg((place == NULL) == (reply->flaws == 0), "%s: flaws %u", name, reply->flaws);
    if (place != NULL) {
        dot_sequence_text(place, sequence);
        snprintf(got, sizeof got, "%u: %d in %s, line %ju, offset %ju", reply->flaws,
                 (int)place->flaw, sequence, (uintmax_t)place->line, (uintmax_t)place->offset);
    }
    ck_assert_msg(strcmp(got, cases[i].place) == 0, "%s: %s", name, got);
    trip->has_ended = true;
}

/* Takes one step; returns whether there can be another. */
static bool step(int i, struct trip *trip)
{
    static char nothing[1];
    size_t size = buffer_size(&trip->input);
    char *in = size > 0 ? trip->input.data + trip->input.start : nothing;
    struct session_event event;

    session_next(&trip->session, in, size, in, &event);
    if (event.kind == SESSION_PIECE)
        ck_assert_int_eq(buffer_append(&trip->text, event.piece.data, event.piece.size), 0);
    buffer_consume(&trip->input, event.consumed);
    if (event.kind == SESSION_ASK) {
        ck_assert_msg(span_equal(buffer_span(&trip->text), cases[i].text), "%s: \"%.*s\"",
                      cases[i].name, (int)buffer_size(&trip->text), buffer_span(&trip->text).data);
        session_answer(&trip->session, DIALECT_DONE, &event);
    }
    if (event.kind == SESSION_REPLY)
        check_reply(i, trip, &event);
    return event.kind != SESSION_MORE && !trip->has_ended;
}

/* Takes a conversation up to the message. */
static void begin(struct trip *trip)
{
    char commands[] = "helo x\r\nmail from:<a>\r\nrcpt to:<joe>\r\ndata\r\n";
    struct session_event event;

    session_signal(&trip->session, DIALECT_CONNECT, &event);
    for (char *next = commands; *next != '\0'; next += event.consumed) {
        session_next(&trip->session, next, strlen(next), next, &event);
        ck_assert(event.kind == SESSION_REPLY && event.reply[0] <= '3');
        ck_assert_ptr_null(event.flaw_place);
    }
    ck_assert(session_in_message(&trip->session));
}

/* Feeds message I with pauses after FIRST bytes and then after each STRIDE. */
static void play(int i, size_t first, size_t stride)
{
    struct users_error error;
    struct users *users = users_parse("joe", 3, &error);
    struct dialect dialect = dialect_prototype;
    struct session_config config = {
        .dialect = &dialect, .hostname = "h", .users = users, .message_size_max = MESSAGE_MAX};
    struct trip trip = {.has_ended = false};
    struct span rest = cases[i].in;

    dialect.policy.endings = cases[i].endings;
    buffer_init(&trip.input, 256);
    buffer_init(&trip.text, 256);
    session_init(&trip.session, &config);
    begin(&trip);
    for (size_t size = first; rest.size > 0; size = stride) {
        size = size < rest.size ? size : rest.size;
        ck_assert_int_eq(buffer_append(&trip.input, rest.data, size), 0);
        rest = span_skip(rest, size);
        while (step(i, &trip))
            ;
    }
    ck_assert_msg(trip.has_ended && buffer_size(&trip.input) == 0, "%s: no end", cases[i].name);
    session_release(&trip.session);
    buffer_release(&trip.input);
    buffer_release(&trip.text);
    users_free(users);
}

START_TEST(whole)
{
    play(_i, cases[_i].in.size, 1);
}
END_TEST

START_TEST(byte_by_byte)
{
    play(_i, 1, 1);
}
END_TEST

START_TEST(split_in_two)
{
    for (size_t split = 1; split < cases[_i].in.size; split++)
        play(_i, split, cases[_i].in.size);
}
END_TEST

static const struct {
    enum dialect_endings endings;
    enum dialect_event cause;
    enum line_ending ending; /* of the connection, after it */
} first_lines[] = {
    {LENIENT, DIALECT_HELO, LINE_ENDING_LF},
    {REPORT, DIALECT_HELO, LINE_ENDING_LF},
    {STRICT, DIALECT_WRONG_ENDING, LINE_ENDING_CRLF},
};

START_TEST(a_first_line_in_lf)
{
    struct dialect dialect = dialect_prototype;
    struct session_config config = {.dialect = &dialect, .hostname = "h"};
    char line[] = "helo x\n";
    struct session session;
    struct session_event event;

    dialect.policy.endings = first_lines[_i].endings;
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    session_next(&session, line, strlen(line), NULL, &event);
    ck_assert_int_eq(event.kind, SESSION_REPLY);
    ck_assert_int_eq(event.cause, first_lines[_i].cause);
    ck_assert_uint_eq(event.consumed, strlen(line));
    ck_assert_int_eq(session.line.ending, first_lines[_i].ending);
    session_release(&session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flaws");
    TCase *messages = tcase_create("messages");

    tcase_add_loop_test(messages, whole, 0, CASES(cases));
    tcase_add_loop_test(messages, byte_by_byte, 0, CASES(cases));
    tcase_add_loop_test(messages, split_in_two, 0, CASES(cases));
    tcase_add_loop_test(messages, a_first_line_in_lf, 0, CASES(first_lines));
    suite_add_tcase(suite, messages);
    return check_main(suite);
}
