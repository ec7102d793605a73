/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_ladder.c - conversations as rungs, forwards, backwards and from any line. */
#include <config.h>

#include "tui-client/dialogue/ladder.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/ladder.h"

#define ROOM 4096

/* --- rungs as text --------------------------------------------------------------------------- */

static const char *name_of(enum ladder_verdict verdict)
{
    static const char *const names[] = {
        "",        "ready",  "accepted", "doubtful", "go on", "DELIVERED", "delivered?", "later",
        "refused", "closed", "unasked",  "late",     "part",  "no reply",  "waiting",
    };

    ck_assert_int_eq(CASES(names), LADDER_VERDICTS);
    return names[verdict];
}

/* One line: what it is, its text, in parentheses its lines and bytes, its time, its verdict. */
static void print(const struct ladder_rung *rung, char *out)
{
    static const char *const kinds[] = {"o", "x", "C", "M", "S", "?", "-", "W"};
    static const char *const ends[] = {"", " server", " client", " lost"};
    size_t length = (size_t)sprintf(out, "%s%s", kinds[rung->kind], rung->is_connected ? "" : "~");

    if (rung->kind == LADDER_ENDED || rung->kind == LADDER_OPENED)
        length = (size_t)sprintf(out, "%s%s", kinds[rung->kind],
                                 rung->kind == LADDER_ENDED ? ends[rung->end] : "");
    if (rung->text.size > 0)
        length += (size_t)sprintf(out + length, " %.*s", (int)rung->text.size, rung->text.data);
    if (rung->has_secret)
        length += (size_t)sprintf(out + length, " *");
    if (rung->lines != 0 || rung->bytes > 0)
        length += (size_t)sprintf(out + length, " (%zu,%zu)", rung->lines, rung->bytes);
    if (rung->is_part)
        length += (size_t)sprintf(out + length, " part");
    if (rung->elapsed_ms >= 0)
        length += (size_t)sprintf(out + length, " %d ms", (int)rung->elapsed_ms);
    if (rung->verdict != LADDER_NONE)
        length += (size_t)sprintf(out + length, " %s", name_of(rung->verdict));
    sprintf(out + length, "\n");
}

/* All rungs from the first to the last. */
static void print_all(const struct ladder *ladder, char *out)
{
    struct ladder_place place = {0, 0}, last = ladder_end(ladder);

    out[0] = '\0';
    while (place.line != last.line || place.event != last.event) {
        struct ladder_rung rung = ladder_rung(ladder, place);
        print(&rung, out + strlen(out));
        ck_assert(ladder_next(ladder, &place));
    }
    ck_assert(!ladder_next(ladder, &place));
}

#define GREETED       "+\nS 220 x\nC HELO me\nt\nS 250 hi\n"
#define GREETED_RUNGS "o\nS 220 x (1,0) 0 ms ready\nC HELO me\nS 250 hi (1,0) 5 ms accepted\n"
#define DATA          GREETED "C MAIL FROM:<a@b>\nS 250 ok\nC RCPT TO:<c@d>\nS 250 ok\nC DATA\nS 354 go\n"
#define DATA_RUNGS                                                                                 \
    GREETED_RUNGS "C MAIL FROM:<a@b>\nS 250 ok (1,0) 0 ms accepted\n"                              \
                  "C RCPT TO:<c@d>\nS 250 ok (1,0) 0 ms accepted\nC DATA\n"                        \
                  "S 354 go (1,0) 0 ms go on\n"

static const struct {
    const char *name, *script, *rungs;
} cases[] = {
    {"nothing", "", ""},
    {"no connection, only a remark", "N cannot connect\n", "-~ cannot connect\n"},
    {"a connection that says nothing", "+\n", "o\n"},
    {"and ends", "+\n!\n", "o\nx lost\n"},
    {"two that say nothing", "+\n!\n+\n-\n", "o\nx lost\no\nx client\n"},
    {"a greeting", GREETED, GREETED_RUNGS},
    {"a reply of several lines", "+\nS 220-a\nS 220-b\nS 220 c\n", "o\nS 220 c (3,0) 0 ms ready\n"},
    {"a reply without its last line", "+\nS 220-a\nS 220-b\n", "o\nS 220-b (2,0) part\n"},
    {"a reply that a remark interrupts", "+\nS 220-a\nN hm\nS 220 b\n",
     "o\nS 220-a (1,0) part\n- hm\nS 220 b (1,0) 0 ms ready\n"},
    {"classes",
     GREETED "C MAIL FROM:<a>\nS 451 no\nC MAIL FROM:<a>\nS 550 no\nC QUIT\nS 221 bye\n"
             "=\n",
     GREETED_RUNGS "C MAIL FROM:<a>\nS 451 no (1,0) 0 ms later\n"
                   "C MAIL FROM:<a>\nS 550 no (1,0) 0 ms refused\n"
                   "C QUIT\nS 221 bye (1,0) 0 ms closed\nx server\n"},
    {"positive replies that are not what was asked for",
     GREETED "C VRFY x\nS 252 maybe\nC MAIL FROM:<a@b>\nS 250 <x@y> ok\nC QUIT\nS 250 ok\n",
     GREETED_RUNGS "C VRFY x\nS 252 maybe (1,0) 0 ms doubtful\n"
                   "C MAIL FROM:<a@b>\nS 250 <x@y> ok (1,0) 0 ms doubtful\n"
                   "C QUIT\nS 250 ok (1,0) 0 ms doubtful\n"},
    {"the server stops", GREETED "S 421 stopping\n=\n",
     GREETED_RUNGS "S 421 stopping (1,0) closed\nx server\n"},
    {"a message", DATA "C hi\nC \nC ..x\nC .\nt\nS 250 ok\n",
     DATA_RUNGS "M (3,11)\nS 250 ok (1,0) 5 ms DELIVERED\n"},
    {"a message that has not ended", DATA "C hi\n", DATA_RUNGS "M (1,4) part\n"},
    {"an empty message", DATA "C .\nS 250 ok\n", DATA_RUNGS "M\nS 250 ok (1,0) 0 ms DELIVERED\n"},
    {"a refused message", DATA "C hi\nC .\nS 554 no\n",
     DATA_RUNGS "M (1,4)\nS 554 no (1,0) 0 ms refused\n"},
    {"a message with replies in its midst", DATA "C hi\nS 250 what\nC ho\nC .\nS 250 ok\n",
     DATA_RUNGS "M (1,4) part\nS 250 what (1,0) unasked\nM (1,4) part\n"
                "S 250 ok (1,0) 0 ms delivered?\n"},
    {"a reply to nothing", GREETED "S 250 again\n", GREETED_RUNGS "S 250 again (1,0) unasked\n"},
    {"a reply that is none", GREETED "C NOOP\nS hello\nS 250 ok\n",
     GREETED_RUNGS "C NOOP\n? hello no reply\nS 250 ok (1,0) 0 ms accepted\n"},
    {"a line without its end", GREETED "C NOOP\nP 25\n", GREETED_RUNGS "C NOOP\n? 25 no reply\n"},
    {"a late reply", GREETED "C NOOP\n~ no reply\nt\nS 250 ok\n",
     GREETED_RUNGS "C NOOP\n- no reply\nS 250 ok (1,0) 5 ms late\n"},
    {"pipelined commands",
     "+\nS 220 x ESMTP\nC EHLO me\nS 250-x\nS 250 PIPELINING\nC MAIL FROM:<a@b>\nC RCPT TO:<c@d>\n"
     "C RCPT TO:<e@f>\nS 250 ok\nS 550 no\nS 250 ok\n",
     "o\nS 220 x ESMTP (1,0) 0 ms ready\nC EHLO me\nS 250 PIPELINING (2,0) 0 ms accepted\n"
     "C MAIL FROM:<a@b>\nC RCPT TO:<c@d>\nC RCPT TO:<e@f>\nS 250 ok (1,0) 0 ms accepted\n"
     "S 550 no (1,0) 0 ms refused\nS 250 ok (1,0) 0 ms accepted\n"},
    {"a second connection does not go on with the reply of the first",
     "+\nS 220-a\n!\nN lost\n+\nS 220-b\nS 220 c\n",
     "o\nS 220-a (1,0) part\nx lost\n-~ lost\no\nS 220 c (2,0) 0 ms ready\n"},
    {"and not without a remark either", "+\nS 220-a\n!\n+\nS 220 c\n",
     "o\nS 220-a (1,0) part\nx lost\no\nS 220 c (1,0) 0 ms ready\n"},
    {"a secret", GREETED "C AUTH PLAIN AGEAYg==\nS 535 no\nC AGEAYg==\nS 500 what\nC NOOP\n",
     GREETED_RUNGS "C AUTH PLAIN *\nS 535 no (1,0) 0 ms refused\nC *\n"
                   "S 500 what (1,0) 0 ms refused\nC NOOP\n"},
    {"a secret that was asked for", GREETED "C AUTH LOGIN\nS 334 VXNlcg==\nC NOOP\n",
     GREETED_RUNGS "C AUTH LOGIN\nS 334 VXNlcg== (1,0) 0 ms go on\nC *\n"},
};

START_TEST(conversations_are_ladders)
{
    struct scene scene;
    struct ladder ladder;
    char rungs[ROOM];

    scene_play(&scene, cases[_i].script);
    ladder = scene_ladder(&scene);
    print_all(&ladder, rungs);
    ck_assert_msg(strcmp(rungs, cases[_i].rungs) == 0, "%s: got\n%s", cases[_i].name, rungs);
    scene_release(&scene);
}
END_TEST

/* Backwards come the same places, and each line finds the rung that holds it. */
START_TEST(places_are_the_same_from_everywhere)
{
    struct ladder_place places[64], place = {0, 0};
    struct scene scene;
    struct ladder ladder;
    size_t count = 0;

    scene_play(&scene, cases[_i].script);
    ladder = scene_ladder(&scene);
    ladder.waits_ms = _i % 2 == 0 ? 7 : -1;
    do
        places[count++] = place;
    while (ladder_next(&ladder, &place));
    ck_assert_mem_eq(&places[count - 1], &(struct ladder_place[]){ladder_end(&ladder)},
                     sizeof place);
    for (size_t i = count; --i > 0;) {
        ck_assert(ladder_previous(&ladder, &place));
        ck_assert_msg(memcmp(&place, &places[i - 1], sizeof place) == 0, "%s: place %zu",
                      cases[_i].name, i - 1);
        if (!ladder_has_lines(&ladder, place))
            continue;
        struct ladder_rung rung = ladder_rung(&ladder, place);
        for (size_t line = rung.first; line <= rung.last; line++) {
            struct ladder_place found = ladder_find(&ladder, line);
            ck_assert_msg(memcmp(&found, &place, sizeof place) == 0, "%s: line %zu", cases[_i].name,
                          line);
        }
    }
    ck_assert(!ladder_previous(&ladder, &place));
    scene_release(&scene);
}
END_TEST

START_TEST(a_wait_is_the_last_rung)
{
    struct ladder_place place;
    struct ladder_rung rung;
    struct scene scene;
    struct ladder ladder;

    scene_play(&scene, GREETED "C NOOP\n");
    ladder = scene_ladder(&scene);
    ladder.waits_ms = 3200;
    place = ladder_end(&ladder);
    ck_assert(ladder_previous(&ladder, &place));
    rung = ladder_rung(&ladder, place);
    ck_assert_int_eq(rung.kind, LADDER_WAIT);
    ck_assert_int_eq(rung.elapsed_ms, 3200);
    ck_assert(rung.is_connected && !ladder_has_lines(&ladder, place));
    scene_release(&scene);
}
END_TEST

/* What tells that a line is a secret may have been dropped. */
START_TEST(dropped_lines_leave_the_rest_as_it_was)
{
    struct scene scene;
    struct ladder ladder;
    struct ladder_rung rung;

    scene_play(&scene, GREETED "C AUTH LOGIN\nS 334 VXNlcg==\nC me\n");
    scene.transcript.first += 5;
    scene.transcript.count -= 5;
    scene.transcript.lost += 5;
    ladder = scene_ladder(&scene);
    ck_assert_uint_eq(scene.transcript.count, 1);
    rung = ladder_rung(&ladder, ladder_find(&ladder, 0));
    ck_assert(rung.has_secret && rung.text.size == 0 && rung.is_connected);
    scene.transcript.first = 0;
    scene.transcript.count += 5;
    scene_release(&scene);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ladder");
    TCase *all = tcase_create("ladder");

    tcase_add_loop_test(all, conversations_are_ladders, 0, CASES(cases));
    tcase_add_loop_test(all, places_are_the_same_from_everywhere, 0, CASES(cases));
    tcase_add_test(all, a_wait_is_the_last_rung);
    tcase_add_test(all, dropped_lines_leave_the_rest_as_it_was);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
