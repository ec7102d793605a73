/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_recorder.c - recording conversations, and replaying the recordings.
 *
 * Each recording has the expected text, is a valid session file, passes against the replies it was
 * made from, and fails if one of them differs.
 */
#include <config.h>

#include "tui-client/dialogue/recorder.h"

#include <check.h>
#include <stdio.h>

#include "common/reply.h"
#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tui-client/dialogue/player.h"

#define HEAD SESSION_FILE_MAGIC "\n# Recorded by smtp-tui.\n"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define EVENTS_MAX 12
#define OUT_MAX    ((size_t)1 << 20)

enum what { END, SENT, LINE, LAST, NO_REPLY, SERVER_CLOSED, CLIENT_CLOSED, OPENED };

struct event {
    enum what what;
    struct span line;
};

struct recording {
    const char *name;
    struct event events[EVENTS_MAX];
    const char *text; /* behind HEAD */
    bool is_by_code;  /* the text of the reply is not compared */
    enum recorder_mode mode;
};

/* clang-format off */
static const struct recording recordings[] = {
    {"nothing", {{END, BYTES("")}}, .text = ""},
    {"a conversation",
     {{LAST, BYTES("220 a ready")}, {SENT, BYTES("helo b")}, {LAST, BYTES("250 c")},
      {SENT, BYTES("quit")}, {LAST, BYTES("221 d")}, {SERVER_CLOSED, BYTES("")}},
     .text = "S: 220 a ready\nC: helo b\nS: 250 c\nC: quit\nS: 221 d\nS!\n"},
    {"the client closes", {{LAST, BYTES("220 a")}, {CLIENT_CLOSED, BYTES("")}}, .text = "S: 220 a\nC!\n"},
    {"a message",
     {{SENT, BYTES("data")}, {LAST, BYTES("354 go")}, {SENT, BYTES("A: b")}, {SENT, BYTES("")},
      {SENT, BYTES("..c")}, {SENT, BYTES(" d ")}, {SENT, BYTES(".")}, {LAST, BYTES("250 e")}},
     .text = "C: data\nS: 354 go\nC: A: b\nC: \nC: ..c\nC:  d \nC: .\nS: 250 e\n"},
    {"lines like a session file's", {{SENT, BYTES("# eol: lf")}, {SENT, BYTES("C\\: \\q")}},
     .text = "C: # eol: lf\nC: C\\: \\q\n"},
    {"UTF-8 and a tab", {{SENT, BYTES("jo\xC3\xA3o\t\xE2\x82\xAC")}, {LAST, BYTES("250 \xC3\xA3\t")}},
     .text = "C: jo\xC3\xA3o\t\xE2\x82\xAC\nS: 250 \xC3\xA3\t\n"},
    {"control bytes sent", {{SENT, BYTES("a\0\r\x1B\\")}, {LAST, BYTES("500 b")}},
     .text = "C\\: a\\x00\\r\\x1B\\\\\\r\\n\nS: 500 b\n"},
    {"no UTF-8 sent", {{SENT, BYTES("a\xFF")}, {SENT, BYTES("\xC2\x9B")}},
     .text = "C\\: a\\xFF\\r\\n\nC\\: \\xC2\\x9B\\r\\n\n"},
    {"many lines", {{LINE, BYTES("250-a")}, {LINE, BYTES("250-")}, {LAST, BYTES("250 b")}},
     .text = "S: 250-a\nS: 250-\nS: 250 b\n"},
    {"a code alone", {{LAST, BYTES("250")}}, .text = "S: 250\n", .is_by_code = true},
    {"a code alone in the end", {{LINE, BYTES("250-a")}, {LAST, BYTES("250")}},
     .text = "S: 250-a\nS: 250\n", .is_by_code = true},
    {"a control byte in a reply", {{LAST, BYTES("250 a\x1B[2J\\")}, {LAST, BYTES("251 b\\")}},
     .text = "S\\: 250 a\\x1B[2J\\\\\nS: 251 b\\\n"},
    {"a CR in a reply", {{LAST, BYTES("250 a\r")}}, .text = "S\\: 250 a\\r\n"},
    {"a NUL in a reply", {{LAST, BYTES("250 a\0b")}}, .text = "S\\: 250 a\\x00b\n"},
    {"no UTF-8 in the middle of a reply",
     {{LINE, BYTES("250-a")}, {LINE, BYTES("250-\xFF")}, {LAST, BYTES("250 b")},
      {LAST, BYTES("251 c")}},
     .text = "S: 250-a\nS\\: 250-\\xFF\nS: 250 b\nS: 251 c\n"},
    {"what turns the writing, sent and received",
     {{SENT, BYTES("a\xE2\x80\xAE")}, {LINE, BYTES("250-\xE2\x81\xA6")},
      {LAST, BYTES("250 \xD8\x9C")}},
     .text = "C\\: a\\xE2\\x80\\xAE\\r\\n\nS\\: 250-\\xE2\\x81\\xA6\nS\\: 250 \\xD8\\x9C\n"},
    {"what hides", {{SENT, BYTES("a\xE2\x80\x8B" "b")}, {LAST, BYTES("250 \xC2\xAD")}},
     .text = "C\\: a\\xE2\\x80\\x8Bb\\r\\n\nS\\: 250 \\xC2\\xAD\n"},
    {"sent within a reply",
     {{LINE, BYTES("250-a")}, {SENT, BYTES("x")}, {LAST, BYTES("250 b")}},
     .text = "C: x\nS: 250-a\nS: 250 b\n"},
    {"no reply", {{NO_REPLY, BYTES("hello")}, {LAST, BYTES("220 a")}}, .text = "S: hello\nS: 220 a\n"},
    {"an empty line", {{NO_REPLY, BYTES("")}, {LAST, BYTES("220 a")}}, .text = "S: \nS: 220 a\n"},
    {"three digits that are no code", {{NO_REPLY, BYTES("600")}}, .text = "S: 600\n"},
    {"a line like a class", {{NO_REPLY, BYTES("2xx")}}, .text = "S\\: 2xx\n"},
    {"no reply within a reply",
     {{LINE, BYTES("250-a")}, {NO_REPLY, BYTES("251 b")}, {LAST, BYTES("250 c")}},
     .text = "S: 250-a\nS: 251 b\nS: 250 c\n"},
    {"just another code within a reply",
     {{LINE, BYTES("250-a")}, {NO_REPLY, BYTES("251")}, {LAST, BYTES("250 c")}},
     .text = "S: 250-a\nS: 251\nS: 250 c\n"},
    {"closed within a reply", {{LINE, BYTES("250-a")}, {SERVER_CLOSED, BYTES("")}},
     .text = "S: 250-a\nS!\n"},
    {"no reply and no text", {{NO_REPLY, BYTES("\x1B[2J\xE2\x80\xAE# eol: x")},
      {LAST, BYTES("250 a")}},
     .text = "S\\: \\x1B[2J\\xE2\\x80\\xAE# eol: x\nS: 250 a\n"},
    {"closed within a reply that is no text",
     {{LINE, BYTES("250-a")}, {LINE, BYTES("250-\xFF")}, {SERVER_CLOSED, BYTES("")}},
     .text = "S: 250-a\nS\\: 250-\\xFF\nS!\n"},
    {"no reply within one that is no text",
     {{LINE, BYTES("250-\xFF")}, {NO_REPLY, BYTES("x")}, {LAST, BYTES("250 a")}},
     .text = "S\\: 250-\\xFF\nS: x\nS: 250 a\n"},

    {"one connection needs no opening", {{OPENED, BYTES("")}, {LAST, BYTES("220 a")}},
     .text = "S: 220 a\n"},
    {"connections",
     {{OPENED, BYTES("")}, {LAST, BYTES("220 a")}, {SENT, BYTES("quit")}, {LAST, BYTES("221 b")},
      {SERVER_CLOSED, BYTES("")}, {OPENED, BYTES("")}, {LAST, BYTES("220 c")},
      {CLIENT_CLOSED, BYTES("")}, {OPENED, BYTES("")}, {LAST, BYTES("220 d")}},
     .text = "S: 220 a\nC: quit\nS: 221 b\nS!\nC+\nS: 220 c\nC!\nC+\nS: 220 d\n"},
    {"a connection after half a reply",
     {{OPENED, BYTES("")}, {LINE, BYTES("220-a")}, {SERVER_CLOSED, BYTES("")},
      {OPENED, BYTES("")}, {LAST, BYTES("220 b")}},
     .text = "S: 220-a\nS!\nC+\nS: 220 b\n"},
    {"codes",
     {{LAST, BYTES("220 a ready")}, {SENT, BYTES("ehlo b")}, {LINE, BYTES("250-c")},
      {LINE, BYTES("250-\xFF")}, {LAST, BYTES("250 d")}, {SENT, BYTES("quit")},
      {LAST, BYTES("221")}, {SERVER_CLOSED, BYTES("")}, {OPENED, BYTES("")}},
     .text = "S: 220\nC: ehlo b\nS: 250\nC: quit\nS: 221\nS!\n", .is_by_code = true,
     .mode = RECORDER_CODES},
    {"codes, with what has none",
     {{NO_REPLY, BYTES("hello")}, {LAST, BYTES("220 a")}, {LINE, BYTES("250-b")},
      {NO_REPLY, BYTES("x")}, {LINE, BYTES("250-c")}, {SERVER_CLOSED, BYTES("")}},
     .text = "S: hello\nS: 220\nS: 250-b\nS: x\nS: 250-c\nS!\n", .is_by_code = true,
     .mode = RECORDER_CODES},
};
/* clang-format on */

static int note_line(struct recorder *recorder, enum what what, struct span text,
                     struct buffer *out)
{
    static const enum dialogue_line_kind kinds[] = {
        [SENT] = DIALOGUE_COMMAND,
        [LINE] = DIALOGUE_REPLY,
        [LAST] = DIALOGUE_REPLY_LAST,
        [NO_REPLY] = DIALOGUE_NO_REPLY,
    };
    struct dialogue_line line = {.kind = kinds[what], .text = text, .ending = LINE_ENDING_CRLF};

    return recorder_line(recorder, &line, out);
}

static int note(struct recorder *recorder, const struct event *event, struct buffer *out)
{
    if (event->what == OPENED)
        return recorder_opened(recorder, out);
    if (event->what == SERVER_CLOSED || event->what == CLIENT_CLOSED)
        return recorder_closed(recorder, event->what == SERVER_CLOSED, out);
    return note_line(recorder, event->what, event->line, out);
}

static void record(const struct recording *row, struct buffer *out)
{
    struct recorder recorder;

    buffer_init(out, OUT_MAX);
    recorder_init(&recorder, row->mode);
    ck_assert_int_eq(recorder_start(out), 0);
    for (int i = 0; i < EVENTS_MAX && row->events[i].what != END; i++) {
        struct event event = row->events[i];
        char *copy = guard_copy(event.line.data, event.line.size);
        event.line.data = copy;
        ck_assert_msg(note(&recorder, &event, out) == 0, "%s: event %d", row->name, i);
        guard_free(copy, event.line.size);
    }
    recorder_release(&recorder);
}

/* Appends the lines of ROW's server (or with SENT, of its client), with the CHANGED-th event
 * altered; of the server, "^" begins a further connection. */
static void append_lines(const struct recording *row, bool sent, int changed, struct buffer *out)
{
    buffer_init(out, OUT_MAX);
    for (int i = 0; i < EVENTS_MAX && row->events[i].what != END; i++) {
        const struct event *event = &row->events[i];
        if (event->what == OPENED && i > 0 && !sent)
            ck_assert_int_eq(buffer_append(out, "^", 1), 0);
        if ((event->what == SENT) != sent || event->what >= SERVER_CLOSED)
            continue;
        ck_assert_int_eq(buffer_append(out, event->line.data, event->line.size), 0);
        ck_assert_int_eq(buffer_append(out, i == changed ? " x\r\n" : "\r\n", i == changed ? 4 : 2),
                         0);
    }
}

/* Passes what the server says on a connection, all at once. */
static void serve(struct player *player, struct span *replies)
{
    const char *next = replies->size > 0 ? memchr(replies->data, '^', replies->size) : NULL;
    size_t size = next != NULL ? (size_t)(next - replies->data) : replies->size;

    ck_assert_int_eq(player_receive(player, (struct span){replies->data, size}), 0);
    *replies = span_skip(*replies, size + (next != NULL));
}

/* Plays FILE against REPLIES; the output must be SENT. */
static enum player_status play(struct span file, struct span replies, struct span sent,
                               size_t *number)
{
    struct player player;
    enum player_status status;

    player_init(&player, file, 1000);
    while ((status = player_step(&player, 0)) <= PLAYER_OPENING) {
        struct span out = buffer_span(&player.out);
        ck_assert(out.size <= sent.size && span_equal(out, (struct span){sent.data, out.size}));
        sent = span_skip(sent, out.size);
        buffer_consume(&player.out, out.size);
        if (status == PLAYER_OPENING)
            serve(&player, &replies);
        else if (status == PLAYER_WAITING)
            player_end(&player);
    }
    ck_assert_msg(status != PLAYER_PASSED || sent.size == 0, "%zu bytes are missing", sent.size);
    *number = player.number;
    player_release(&player);
    return status;
}

START_GUARDED_TEST(records)
{
    const struct recording *row = &recordings[_i];
    struct buffer out;
    struct span text;
    size_t number;

    record(row, &out);
    text = buffer_span(&out);
    ck_assert_msg(text.size == strlen(HEAD) + strlen(row->text) &&
                      memcmp(text.data, HEAD, strlen(HEAD)) == 0 &&
                      memcmp(text.data + strlen(HEAD), row->text, strlen(row->text)) == 0,
                  "%s: \"%.*s\"", row->name, (int)text.size, text.data);
    ck_assert_msg(player_check(text, &number) == SESSION_FILE_OK, "%s: line %zu is flawed",
                  row->name, number);
    buffer_release(&out);
}
END_TEST

START_TEST(is_played_again)
{
    const struct recording *row = &recordings[_i];
    struct buffer out, replies, sent;
    enum player_status status;
    size_t number;

    record(row, &out);
    append_lines(row, true, -1, &sent);
    append_lines(row, false, -1, &replies);
    status = play(buffer_span(&out), buffer_span(&replies), buffer_span(&sent), &number);
    ck_assert_msg(status == PLAYER_PASSED, "%s: status %d at line %zu", row->name, (int)status,
                  number);
    buffer_release(&out);
    buffer_release(&replies);
    buffer_release(&sent);
}
END_TEST

/* The number of the line of TEXT that expects LINE. */
static size_t line_of(struct span text, struct span line)
{
    struct session_file_step step = {
        .kind = session_file_may_carry(line) ? SESSION_FILE_EXPECT_LINE : SESSION_FILE_EXPECT_BYTES,
        .text = line};
    struct buffer wanted;
    size_t number = 1, found = 0;

    buffer_init(&wanted, OUT_MAX);
    ck_assert_int_eq(buffer_append(&wanted, "\n", 1), 0);
    ck_assert_int_eq(session_file_format(&step, &wanted), 0);
    for (size_t i = 0; i + buffer_size(&wanted) <= text.size && found == 0; i++) {
        number += text.data[i] == '\n';
        if (memcmp(text.data + i, buffer_span(&wanted).data, buffer_size(&wanted)) == 0)
            found = number;
    }
    buffer_release(&wanted);
    return found;
}

START_TEST(tells_another_reply)
{
    const struct recording *row = &recordings[_i];

    for (int i = 0; i < EVENTS_MAX && row->events[i].what != END; i++) {
        struct buffer out, replies, sent;
        enum player_status status;
        size_t number;
        if (row->is_by_code || row->events[i].what == SENT || row->events[i].what >= SERVER_CLOSED)
            continue;
        record(row, &out);
        append_lines(row, true, -1, &sent);
        append_lines(row, false, i, &replies);
        status = play(buffer_span(&out), buffer_span(&replies), buffer_span(&sent), &number);
        ck_assert_msg(status == PLAYER_DIFFERED, "%s, event %d: status %d", row->name, i,
                      (int)status);
        ck_assert_msg(number == line_of(buffer_span(&out), row->events[i].line),
                      "%s, event %d: line %zu", row->name, i, number);
        buffer_release(&out);
        buffer_release(&replies);
        buffer_release(&sent);
    }
}
END_TEST

/* The largest possible reply, all in escapes, fits into the buffer. */
START_TEST(holds_the_largest_reply)
{
    static char line[REPLY_PARSE_LINE_MAX];
    struct span bytes = {line, sizeof line};
    struct recorder recorder;
    struct buffer out;

    memset(line, 0xFF, sizeof line);
    memcpy(line, "250-", 4);
    buffer_init(&out, (size_t)REPLY_PARSE_LINES_MAX * 5 * sizeof line);
    recorder_init(&recorder, RECORDER_WHOLE);
    for (int i = 1; i < REPLY_PARSE_LINES_MAX; i++)
        ck_assert_int_eq(note_line(&recorder, LINE, bytes, &out), 0);
    ck_assert_uint_eq(buffer_size(&out), 0);
    ck_assert_int_eq(note_line(&recorder, LAST, bytes, &out), 0);
    ck_assert_uint_eq(buffer_size(&out),
                      REPLY_PARSE_LINES_MAX * (strlen("S\\: 250-\n") + 4 * (sizeof line - 4)));
    ck_assert_uint_eq(buffer_size(&recorder.reply), 0);
    buffer_release(&out);
    recorder_release(&recorder);
}
END_TEST

/* Records LINES; TEXT is what must be written. */
static void check_lines(const struct dialogue_line *lines, int count, const char *text)
{
    struct recorder recorder;
    struct buffer out;

    buffer_init(&out, OUT_MAX);
    recorder_init(&recorder, RECORDER_WHOLE);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(recorder_line(&recorder, &lines[i], &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(text)), "%.*s", (int)buffer_size(&out),
                  buffer_span(&out).data);
    buffer_release(&out);
    recorder_release(&recorder);
}

/* The pace of lines of a message is written when it changes; commands have none. */
static const struct dialogue_line paced[] = {
    {.kind = DIALOGUE_COMMAND, .text = BYTES("DATA"), .pace = {PACE_LINE, 20}},
    {.kind = DIALOGUE_TEXT, .text = BYTES("a")},
    {.kind = DIALOGUE_TEXT, .text = BYTES("."), .pace = {PACE_LINE, 20}},
    {.kind = DIALOGUE_COMMAND, .text = BYTES("DATA")},
    {.kind = DIALOGUE_TEXT, .text = BYTES("c"), .pace = {PACE_LINE, 20}},
    {.kind = DIALOGUE_TEXT, .text = BYTES("."), .pace = {PACE_DOT, 20}},
};

START_TEST(writes_the_pace)
{
    check_lines(paced, CASES(paced),
                "C: DATA\nC: a\n# pace: line:20ms\nC: .\nC: DATA\nC: c\n"
                "# pace: dot:20ms\nC: .\n");
}
END_TEST

static const struct dialogue_line authentication[] = {
    {.kind = DIALOGUE_COMMAND, .text = BYTES("AUTH LOGIN")},
    {.kind = DIALOGUE_REPLY_LAST, .text = BYTES("334 VXNlcm5hbWU6"), .code = 334},
    {.kind = DIALOGUE_COMMAND, .text = BYTES("dXNlcg=="), .user = BYTES("user")},
    {.kind = DIALOGUE_REPLY_LAST, .text = BYTES("235 in"), .code = 235},
    {.kind = DIALOGUE_COMMAND, .text = BYTES("DATA")},
    {.kind = DIALOGUE_REPLY_LAST, .text = BYTES("354 go"), .code = 354},
    {.kind = DIALOGUE_TEXT, .text = BYTES("AUTH PLAIN is no secret here")},
};

/* The exchange is one line. */
START_TEST(writes_no_secret)
{
    check_lines(authentication, CASES(authentication),
                "C$: AUTH LOGIN user\nS: 235\nC: DATA\nS: 354 go\n"
                "C: AUTH PLAIN is no secret here\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recorder");
    TCase *cases = tcase_create("recordings");

    tcase_add_loop_test(cases, records, 0, CASES(recordings));
    tcase_add_loop_test(cases, is_played_again, 0, CASES(recordings));
    tcase_add_loop_test(cases, tells_another_reply, 0, CASES(recordings));
    tcase_add_test(cases, holds_the_largest_reply);
    tcase_add_test(cases, writes_the_pace);
    tcase_add_test(cases, writes_no_secret);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
