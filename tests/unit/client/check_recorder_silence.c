/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_recorder_silence.c - recordings of servers that fall silent: what is no line is a comment,
 * and the recording passes against the same bytes, whether they pause or not.
 */
#include <config.h>

#include "tui-client/dialogue/recorder.h"

#include <check.h>

#include "common/reply.h"
#include "tests/support/check_main.h"
#include "tui-client/dialogue/player.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define OUT_MAX ((size_t)1 << 20)

/* Each step's first byte says what it is: "<" bytes of the server, ">" a line to send, "w" a pause,
 * "g" the time is out, "#" the server closes. */
static const struct {
    const char *name;
    enum recorder_mode mode;
    struct span steps[12];
    const char *text; /* what must be recorded, behind the head */
} cases[] = {
    {"a pause within a line",
     RECORDER_WHOLE,
     {BYTES("<220 a"), BYTES("w"), BYTES("<b\r\n")},
     "# Without a line end: 220 a\nS: 220 ab\n"},
    {"a pause within a reply",
     RECORDER_WHOLE,
     {BYTES("<220-a\r\n22"), BYTES("w"), BYTES("<0 b\r\n")},
     "S: 220-a\n# Without a line end: 22\nS: 220 b\n"},
    {"control bytes",
     RECORDER_WHOLE,
     {BYTES("<220 \x1B[2J\r"), BYTES("w"), BYTES("<\n")},
     "# Without a line end: 220 \\x1B[2J\\x0D\nS\\: 220 \\x1B[2J\n"},
    {"NULs",
     RECORDER_WHOLE,
     {BYTES("<220 a\r\n\0\0\0"), BYTES(">QUIT"), BYTES("<221 b\r\n\0\0"), BYTES("w"), BYTES("#")},
     "S: 220 a\n# NULs before the next line: 3\nC: QUIT\nS: 221 b\n"
     "# NULs before the next line: 2\nS!\n"},
    {"a close within a line",
     RECORDER_WHOLE,
     {BYTES("<220 a\r\n22"), BYTES("#")},
     "S: 220 a\n# Without a line end: 22\nS!\n"},
    {"the end of a line that was given up comes before the next",
     RECORDER_WHOLE,
     {BYTES("<220 a\r\n"), BYTES(">X"), BYTES("<25"), BYTES("g"), BYTES(">Y"), BYTES("<250 b\r\n"),
      BYTES(">Z"), BYTES("<250 c\r\n")},
     "S: 220 a\nC: X\n# Without a line end: 25\nC: Y\nS: 25250 b\nC: Z\nS: 250 c\n"},
    {"given up twice, with NULs",
     RECORDER_WHOLE,
     {BYTES("<220 a\r\n"), BYTES(">X"), BYTES("<2"), BYTES("w"), BYTES("g"), BYTES("<\0\0"),
      BYTES("<5"), BYTES("g"), BYTES("<250 b\r\n")},
     "S: 220 a\nC: X\n# Without a line end: 2\n# NULs before the next line: 2\n"
     "# Without a line end: 5\nS\\: 2\\x00\\x005250 b\n"},
    {"codes",
     RECORDER_CODES,
     {BYTES("<220 a\r\n"), BYTES(">X"), BYTES("<25"), BYTES("g"), BYTES("<250 b\r\n"), BYTES(">Y"),
      BYTES("<250 c\r\n")},
     "S: 220\nC: X\n# Without a line end: 25\nS: 25250 b\nC: Y\nS: 250\n"},
    {"what was dropped is forgotten when the connection ends",
     RECORDER_WHOLE,
     {BYTES("<220 a\r\n22"), BYTES("g"), BYTES("#")},
     "S: 220 a\n# Without a line end: 22\nS!\n"},
};

struct record {
    struct recorder recorder;
    struct buffer out, heard;
    struct dialogue dialogue;
    int64_t now_ms;
};

static void note(void *context, const struct dialogue_line *line)
{
    struct record *record = context;

    ck_assert_int_eq(recorder_line(&record->recorder, line, &record->out), 0);
}

static void take_step(struct record *record, struct span step)
{
    struct dialogue *dialogue = &record->dialogue;
    struct span bytes = span_skip(step, 1);

    record->now_ms += 1;
    switch (step.data[0]) {
    case '<':
        ck_assert_int_eq(buffer_append(&record->heard, bytes.data, bytes.size), 0);
        ck_assert_int_eq(dialogue_receive(dialogue, bytes, record->now_ms), 0);
        break;
    case '>':
        ck_assert_int_eq(dialogue_say(dialogue, bytes, record->now_ms), 0);
        break;
    case 'w':
        record->now_ms += 60000;
        dialogue_show_partial(dialogue, record->now_ms);
        break;
    case 'g':
        dialogue_give_up(dialogue, span_of("given up"));
        break;
    default:
        dialogue_show_rest(dialogue);
        ck_assert_int_eq(recorder_closed(&record->recorder, true, &record->out), 0);
        break;
    }
}

static enum player_status play(struct span file, struct span heard)
{
    struct player player;
    enum player_status status;

    player_init(&player, file, 1000);
    while ((status = player_step(&player, 0)) <= PLAYER_OPENING) {
        buffer_consume(&player.out, buffer_size(&player.out));
        if (status == PLAYER_OPENING)
            ck_assert_int_eq(player_receive(&player, heard), 0);
        else if (status == PLAYER_WAITING)
            player_end(&player);
    }
    player_release(&player);
    return status;
}

START_TEST(silence_is_recorded)
{
    static const char head[] = SESSION_FILE_MAGIC "\n# Recorded by smtp-tui.\n";
    struct record record = {.now_ms = 0};
    struct span text;

    buffer_init(&record.out, OUT_MAX);
    buffer_init(&record.heard, OUT_MAX);
    recorder_init(&record.recorder, cases[_i].mode);
    dialogue_init(&record.dialogue, NULL, (struct dialogue_observer){note, &record});
    dialogue_start(&record.dialogue, 0);
    ck_assert_int_eq(recorder_start(&record.out), 0);
    for (int i = 0; cases[_i].steps[i].size > 0; i++)
        take_step(&record, cases[_i].steps[i]);
    text = span_skip(buffer_span(&record.out), strlen(head));
    ck_assert_msg(span_equal(text, span_of(cases[_i].text)), "%s: %.*s", cases[_i].name,
                  (int)text.size, text.data);
    ck_assert_msg(play(buffer_span(&record.out), buffer_span(&record.heard)) == PLAYER_PASSED,
                  "%s: played again", cases[_i].name);
    dialogue_release(&record.dialogue);
    recorder_release(&record.recorder);
    buffer_release(&record.out);
    buffer_release(&record.heard);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recorder");
    TCase *all = tcase_create("silence");

    tcase_add_loop_test(all, silence_is_recorded, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
