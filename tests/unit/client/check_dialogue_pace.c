/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_pace.c - in which pieces a message is written, and when; on a clock of its own. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include "common/deadline.h"
#include "tests/support/check_main.h"
#include "tests/support/script.h"

#define TO_DATA                                                                                    \
    GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",     \
        "oHELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\n"

static const struct script scripts[] = {
    {"at once",
     {TO_DATA, "pwhole", "Ma\r\n..b\r\n.\r\n", "oDATA\r\n", "<354\r\n", "oa\r\n..b\r\n.\r\n",
      "w500", "o", "<250\r\n", "=MAIL 1"}},
    {"line by line", {TO_DATA,     "pline:100ms", "Ma\r\n..b\r\n.\r\n",
                      "oDATA\r\n", "sLCLCLCLC",   "<354\r\n",
                      "sLT",       "oa\r\n",      "bwait",
                      "w0",        "w50",         "O",
                      "s",         "w50",         "sT",
                      "o..b\r\n",  "bwait",       "w0",
                      "w100",      "sT",          "o.\r\n",
                      "bwait",     "=MESSAGE 2",  "<250\r\n",
                      "=MAIL 1",   "bsend"}},
    {"the dot apart",
     {TO_DATA, "pdot:100ms", "Ma\r\n..b\r\n.\r\n", "oDATA\r\n", "sLCLCLCLC", "<354\r\n", "sLTT",
      "oa\r\n..b\r\n", "w0", "w98", "O", "w1", "o.\r\n", "sT", "<250\r\n", "=MAIL 1"}},
    {"a message of the dot alone",
     {TO_DATA, "pdot:100ms", "M.\r\n", "oDATA\r\n", "<354\r\n", "o.\r\n", "<250\r\n", "=MAIL 1"}},
    {"the interval counts from the write",
     {TO_DATA, "pline:100ms", "Ma\r\n.\r\n", "oDATA\r\n", "<354\r\n", "w500", "w500", "Oa\r\n",
      "oa\r\n", "w0", "w98", "O", "w1", "o.\r\n"}},
    {"a call before the write does not begin it",
     {TO_DATA, "pline:100ms", "Ma\r\n.\r\n", "oDATA\r\n", "<354\r\n", "w1", "oa\r\n", "w0", "w98",
      "O", "w1", "o.\r\n"}},
    {"a typed dot leaves no pause for the next message",
     {TO_DATA, "pline:100ms", ">DATA", "oDATA\r\n", "<354\r\n", ">.", "o.\r\n", "<250\r\n",
      ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n", "oMAIL FROM:<a>\r\nRCPT TO:<b>\r\n",
      "Mx\r\n.\r\n", "oDATA\r\n", "<354\r\n", "ox\r\n"}},
    {"no piece beside what is not written yet",
     {TO_DATA, "pline:0ms", "Ma\r\n.\r\n", "<354\r\n", "oDATA\r\n", "w0", "oa\r\n", "w0",
      "o.\r\n"}},
    {"without an interval",
     {TO_DATA, "pline:0ms", "Ma\r\n.\r\n", "oDATA\r\n", "<354\r\n", "Oa\r\n", "w0", "oa\r\n", "w0",
      "o.\r\n"}},
    {"nothing waits for a pause after the message",
     {TO_DATA, "pline:100ms", "M.\r\n", "oDATA\r\n", "<354\r\n", "o.\r\n", "<250\r\n",
      ">MAIL FROM:<a>", "oMAIL FROM:<a>\r\n"}},
    {"commands are not apart",
     {"pline:100ms", GREETING, ">HELO a", "oHELO a\r\n", "<250\r\n", ">MAIL FROM:<a>",
      "oMAIL FROM:<a>\r\n", "bwait"}},
    {"replies in the midst of a message",
     {TO_DATA,
      "pline:100ms",
      "Ma\r\nb\r\n.\r\n",
      "oDATA\r\n",
      "<354\r\n",
      "oa\r\n",
      "<250 hm\r\n",
      "=MESSAGE 2",
      "bwait",
      "w0",
      "w100",
      "ob\r\n",
      "<500 no\r\n",
      "<451-no\r\n451 no\r\n",
      "=MESSAGE 2",
      "bwait",
      "w0",
      "w100",
      "o.\r\n",
      "<250\r\n",
      "=MAIL 1"}},
    {"a farewell in the midst of a message",
     {TO_DATA, "pline:100ms", "Ma\r\nb\r\n.\r\n", "oDATA\r\n", "<354\r\n", "oa\r\n",
      "<421 closing\r\n", "=CLOSED 2", "w0", "w100", "w100", "o", "bsend"}},
    {"the end in the midst of a message",
     {TO_DATA, "pline:100ms", "Ma\r\nb\r\n.\r\n", "oDATA\r\n", "<354\r\n", "oa\r\n", "#", "w0",
      "w100", "w100", "o", "bsend"}},
    {"another pace in the midst of a message",
     {TO_DATA, "pline:100ms", "Ma\r\nb\r\nc\r\n.\r\n", "oDATA\r\n", "<354\r\n", "oa\r\n",
      "pdot:0ms", "w0", "ob\r\nc\r\n", "pwhole", "w0", "o.\r\n"}},
    {"no second message beside one that is being sent",
     {TO_DATA, "pline:100ms", "Ma\r\n.\r\n", "oDATA\r\n", "<354\r\n", "oa\r\n", ">QUIT", "bwait",
      "w0", "w100", "o.\r\n", "<250\r\n", "oQUIT\r\n"}},
    {"lines that are typed, line by line",
     {TO_DATA, "pline:100ms", ">DATA", "oDATA\r\n", "<354\r\n", ">one",     "oone\r\n", "b",
      ">two",  "bwait",       "O",     "w0",        "w100",     "otwo\r\n", "b",        "w0",
      "w100",  "bsend",       ">.",    "o.\r\n",    "bwait",    "<250\r\n", "=MAIL 1",  "bsend"}},
    {"lines that waited, line by line",
     {TO_DATA,     "pline:100ms", ">DATA",    ">one", ">two", ">.",       ">QUIT",
      "oDATA\r\n", "<354\r\n",    "oone\r\n", "w0",   "w100", "otwo\r\n", "w0",
      "w100",      "o.\r\n",      "w0",       "w100", "o",    "<250\r\n", "oQUIT\r\n"}},
    {"lines that are typed, the dot apart",
     {TO_DATA, "pdot:100ms", ">DATA", "oDATA\r\n", "<354\r\n", ">one", "bsend", ">two", ">.",
      "bwait", ">QUIT", "Oone\r\ntwo\r\n", "w500", "oone\r\ntwo\r\n", "w0", "w100", "o.\r\n",
      "<250\r\n", "oQUIT\r\n"}},
    {"a farewell while a typed dot waits",
     {TO_DATA, "pdot:100ms", ">DATA", "oDATA\r\n", "<354\r\n", ">one", ">.", "oone\r\n",
      "<421 bye\r\n", "=CLOSED 2", "w0", "w100", "o", "b"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], false);
}
END_TEST

static void ignore(void *context, const struct dialogue_line *line)
{
    (void)line;
    (*(unsigned *)context)++;
}

static void start_paced(struct dialogue *dialogue, unsigned *lines, struct span wire,
                        enum pace_kind kind)
{
    dialogue_init(dialogue, &dialect_prototype, (struct dialogue_observer){ignore, lines});
    dialogue->pace = pace_of(kind);
    dialogue_start(dialogue, 0);
    ck_assert_int_eq(dialogue_receive(dialogue, span_of("220 a\r\n"), 1), 0);
    ck_assert_int_eq(dialogue_say_message(dialogue, DIALECT_DATA, wire, 1), 0);
    buffer_release(&dialogue->out);
    *lines = 0;
    ck_assert_int_eq(dialogue_receive(dialogue, span_of("354 go\r\n"), 1), 0);
}

static void start_message(struct dialogue *dialogue, unsigned *lines, struct span wire)
{
    start_paced(dialogue, lines, wire, PACE_LINE);
}

#define LINES 10000

/* All lines go out, each alone, no sooner and no later than it should. */
START_TEST(many_lines_take_their_time)
{
    struct buffer wire, sent;
    struct dialogue dialogue;
    unsigned lines;
    int64_t now_ms = 1;

    buffer_init(&wire, (size_t)1 << 20);
    buffer_init(&sent, (size_t)1 << 20);
    for (int i = 1; i < LINES; i++)
        ck_assert_int_eq(buffer_append(&wire, "line\r\n", 6), 0);
    ck_assert_int_eq(buffer_append(&wire, ".\r\n", 3), 0);
    start_message(&dialogue, &lines, buffer_span(&wire));
    while (dialogue_unsent(&dialogue) > 0) {
        struct span out = buffer_span(&dialogue.out);
        ck_assert_uint_eq(dialogue_unsent(&dialogue) + buffer_size(&sent), buffer_size(&wire));
        ck_assert(out.size > 0 && memchr(out.data, '\n', out.size) == out.data + out.size - 1);
        ck_assert_int_eq(buffer_append(&sent, out.data, out.size), 0);
        buffer_consume(&dialogue.out, out.size);
        ck_assert_int_eq(dialogue_go_on(&dialogue, now_ms), 0);
        if (dialogue_due_ms(&dialogue) == DEADLINE_NEVER)
            continue;
        ck_assert_int_eq(dialogue_due_ms(&dialogue), now_ms + PACE_INTERVAL_MS);
        now_ms = dialogue_due_ms(&dialogue);
        ck_assert_int_eq(dialogue_go_on(&dialogue, now_ms), 0);
    }
    ck_assert(span_equal(buffer_span(&sent), buffer_span(&wire)));
    /* The 354 was seen too. */
    ck_assert_uint_eq(lines, LINES + 1);
    ck_assert_int_eq(dialogue_asked_ms(&dialogue), 1 + (LINES - 1) * PACE_INTERVAL_MS);
    dialogue_release(&dialogue);
    buffer_release(&wire);
    buffer_release(&sent);
}
END_TEST

/* --- slices ---------------------------------------------------------------------------------- */

/* Lines of a message that is too long to be shown in one call, and that may be shown in one. */
#define LONG     200000
#define LONG_MAX (LONG / 4)

static void make_long(struct buffer *wire)
{
    buffer_init(wire, (size_t)4 << 20);
    for (int i = 1; i < LONG; i++)
        ck_assert_int_eq(buffer_append(wire, "line\r\n", 6), 0);
    ck_assert_int_eq(buffer_append(wire, ".\r\n", 3), 0);
}

/* Writes all of the output, and goes on; what a pause is for must be due. */
static void write_out(struct dialogue *dialogue, struct buffer *sent, int64_t *now_ms)
{
    struct span out = buffer_span(&dialogue->out);

    ck_assert_uint_gt(out.size, 0);
    ck_assert_int_eq(buffer_append(sent, out.data, out.size), 0);
    buffer_consume(&dialogue->out, out.size);
    ck_assert_int_eq(dialogue_go_on(dialogue, *now_ms), 0);
    if (dialogue_due_ms(dialogue) == DEADLINE_NEVER)
        return;
    *now_ms = dialogue_due_ms(dialogue);
    ck_assert_int_eq(dialogue_go_on(dialogue, *now_ms), 0);
}

static const enum pace_kind long_kinds[] = {PACE_WHOLE, PACE_DOT};

/* No call shows more than a slice, the next one follows as soon as it is written, and only the dot
 * waits. */
START_TEST(a_long_message_goes_out_in_slices)
{
    bool is_whole = long_kinds[_i] == PACE_WHOLE;
    struct buffer wire, sent;
    struct dialogue dialogue;
    unsigned lines, before = 0;
    int64_t now_ms = 1;

    make_long(&wire);
    buffer_init(&sent, (size_t)4 << 20);
    start_paced(&dialogue, &lines, buffer_span(&wire), long_kinds[_i]);
    while (dialogue_unsent(&dialogue) > 0) {
        ck_assert_uint_eq(dialogue_unsent(&dialogue) + buffer_size(&sent), buffer_size(&wire));
        ck_assert_uint_lt(lines - before, LONG_MAX);
        ck_assert(dialogue_awaits_server(&dialogue) && !dialogue_may_send(&dialogue));
        /* Its reply may come before it has been sent, unless the dot is apart. */
        ck_assert_uint_eq(dialogue.requests.count, is_whole || buffer_size(&dialogue.out) == 3);
        before = lines;
        write_out(&dialogue, &sent, &now_ms);
    }
    ck_assert(span_equal(buffer_span(&sent), buffer_span(&wire)));
    /* The 354 was seen too. */
    ck_assert_uint_eq(lines, LONG + 1);
    ck_assert_int_eq(now_ms, is_whole ? 1 : 1 + PACE_INTERVAL_MS);
    ck_assert_int_eq(dialogue_asked_ms(&dialogue), now_ms);
    dialogue_release(&dialogue);
    buffer_release(&wire);
    buffer_release(&sent);
}
END_TEST

/* What is left goes out before the reply is taken, so that nothing comes into its midst. */
START_TEST(an_early_reply_is_one_to_all_of_the_message)
{
    static const char quit[] = "QUIT\r\n";
    struct buffer wire, sent;
    struct dialogue dialogue;
    unsigned lines;
    int64_t now_ms = 1;

    make_long(&wire);
    buffer_init(&sent, (size_t)4 << 20);
    start_paced(&dialogue, &lines, buffer_span(&wire), PACE_WHOLE);
    write_out(&dialogue, &sent, &now_ms);
    /* From now on the dot would be apart. */
    dialogue.pace = pace_of(_i == 0 ? PACE_WHOLE : PACE_DOT);
    ck_assert_int_eq(dialogue_receive(&dialogue, span_of("552 too large\r\n"), 9), 0);
    ck_assert_uint_eq(lines, LONG + 2);
    ck_assert(!dialogue_is_in_message(&dialogue) && !dialogue_is_waiting(&dialogue));
    ck_assert_int_eq(dialogue_say(&dialogue, span_of("QUIT"), 9), 0);
    ck_assert_int_eq(buffer_append(&wire, quit, sizeof quit - 1), 0);
    write_out(&dialogue, &sent, &now_ms);
    ck_assert(span_equal(buffer_span(&sent), buffer_span(&wire)));
    dialogue_release(&dialogue);
    buffer_release(&wire);
    buffer_release(&sent);
}
END_TEST

/* One reply is awaited, whatever the pace of the rest is. */
START_TEST(the_pace_of_the_rest_changes)
{
    struct buffer wire, sent;
    struct dialogue dialogue;
    unsigned lines;
    int64_t now_ms = 1;

    make_long(&wire);
    buffer_init(&sent, (size_t)4 << 20);
    start_paced(&dialogue, &lines, buffer_span(&wire), long_kinds[_i]);
    dialogue.pace = pace_of(long_kinds[1 - _i]);
    while (dialogue_unsent(&dialogue) > 0)
        write_out(&dialogue, &sent, &now_ms);
    ck_assert(span_equal(buffer_span(&sent), buffer_span(&wire)));
    ck_assert_uint_eq(dialogue.requests.count, 1);
    ck_assert_int_eq(dialogue_receive(&dialogue, span_of("250 a\r\n"), now_ms), 0);
    ck_assert_uint_eq(dialogue.deliveries, 1);
    ck_assert(!dialogue_is_waiting(&dialogue));
    dialogue_release(&dialogue);
    buffer_release(&wire);
    buffer_release(&sent);
}
END_TEST

START_TEST(another_connection_knows_nothing_of_it)
{
    struct dialogue dialogue;
    unsigned lines;

    start_message(&dialogue, &lines, span_of("a\r\nb\r\n.\r\n"));
    ck_assert(dialogue_is_sending(&dialogue));
    ck_assert_uint_eq(dialogue_unsent(&dialogue), 9);
    dialogue_end(&dialogue);
    ck_assert(!dialogue_is_sending(&dialogue));
    ck_assert_uint_eq(dialogue_unsent(&dialogue), 0);
    dialogue_start(&dialogue, 5);
    ck_assert_int_eq(dialogue_due_ms(&dialogue), DEADLINE_NEVER);
    ck_assert_int_eq(dialogue_receive(&dialogue, span_of("220 a\r\n354 go\r\n"), 6), 0);
    ck_assert_int_eq(dialogue_go_on(&dialogue, 1000), 0);
    ck_assert_uint_eq(dialogue_unsent(&dialogue), 0);
    dialogue_release(&dialogue);
}
END_TEST

/* While a message is under way, the server's silence means nothing, but its not reading does. */
START_TEST(it_knows_whose_turn_it_is)
{
    struct dialogue dialogue;
    unsigned lines;

    start_message(&dialogue, &lines, span_of("a\r\n.\r\n"));
    ck_assert(dialogue_is_waiting(&dialogue) && dialogue_awaits_server(&dialogue));
    buffer_release(&dialogue.out);
    ck_assert(dialogue_is_waiting(&dialogue) && !dialogue_awaits_server(&dialogue));
    ck_assert_int_eq(dialogue_go_on(&dialogue, 2), 0);
    ck_assert_int_eq(dialogue_go_on(&dialogue, 2 + PACE_INTERVAL_MS), 0);
    ck_assert_uint_eq(buffer_size(&dialogue.out), 3);
    buffer_release(&dialogue.out);
    ck_assert(dialogue_is_waiting(&dialogue) && dialogue_awaits_server(&dialogue));
    dialogue_release(&dialogue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue_pace");
    TCase *all = tcase_create("dialogue_pace");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_test(all, many_lines_take_their_time);
    tcase_add_loop_test(all, a_long_message_goes_out_in_slices, 0, CASES(long_kinds));
    tcase_add_loop_test(all, an_early_reply_is_one_to_all_of_the_message, 0, 2);
    tcase_add_loop_test(all, the_pace_of_the_rest_changes, 0, CASES(long_kinds));
    tcase_add_test(all, another_connection_knows_nothing_of_it);
    tcase_add_test(all, it_knows_whose_turn_it_is);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
