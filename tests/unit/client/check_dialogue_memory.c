/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_memory.c - a conversation without memory: each allocation of it fails once, and no
 * reply is taken for that of another command. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include "tests/support/check_main.h"
#include "tests/support/memory.h"
#include "tui-client/dialogue/envelope.h"

/* "<" bytes of the server, ">" a line to send, "M" a message, of a single line, after DATA. */
static const char *const steps[] = {
    "<220 h ESMTP\r\n",
    ">EHLO a",
    "<250-h\r\n250 PIPELINING\r\n",
    ">MAIL FROM:<a@b>",
    ">RCPT TO:<c@d>",
    ">RCPT TO:<e@f>",
    ">NOOP",
    ">VRFY g",
    "<250 ok\r\n550 no\r\n250 ok\r\n",
    "<250 ok\r\n",
    "<252 ok\r\n",
    "M.\r\n",
    "<354 go\r\n",
    "<250 ok\r\n",
    ">EHLO b",
    "<500 no\r\n",
};

static void follow(void *context, const struct dialogue_line *line)
{
    envelope_follow(context, line);
}

static int take_step(struct dialogue *dialogue, const char *step)
{
    struct span text = span_of(step + 1);

    if (step[0] == '<')
        return dialogue_receive(dialogue, text, 1);
    return step[0] == '>' ? dialogue_say(dialogue, text, 1)
                          : dialogue_say_message(dialogue, DIALECT_DATA, text, 1);
}

static size_t lines_out(const struct dialogue *dialogue)
{
    struct span out = buffer_span(&dialogue->out);
    size_t count = 0;

    for (size_t i = 0; i < out.size; i++)
        count += out.data[i] == '\n';
    return count;
}

/* Plays the steps up to one that fails; returns the number of those that did not. */
static size_t play(struct dialogue *dialogue)
{
    size_t done = 0;

    while (done < CASES(steps) && take_step(dialogue, steps[done]) == 0)
        done++;
    return done;
}

START_TEST(each_allocation_fails_once)
{
    bool has_failed = true;

    for (unsigned number = 1; has_failed; number++) {
        struct envelope envelope;
        struct dialogue dialogue;
        size_t done;

        envelope_init(&envelope);
        dialogue_init(&dialogue, NULL, (struct dialogue_observer){follow, &envelope});
        memory_fail_at(number);
        dialogue_start(&dialogue, 1);
        dialogue.pipelines = true;
        done = play(&dialogue);
        has_failed = memory_has_failed();
        ck_assert_msg(has_failed || done == CASES(steps), "step %zu", done);
        /* The greeting is awaited too, and it is no line. */
        if (!dialogue.has_failed)
            ck_assert_msg(lines_out(&dialogue) + 1 == dialogue.requests.last_number,
                          "allocation %u: step %zu, %zu lines, %llu requests", number, done,
                          lines_out(&dialogue), dialogue.requests.last_number);
        dialogue_release(&dialogue);
        envelope_release(&envelope);
    }
}
END_TEST

static const char wire[] = "a\r\nb\r\n.\r\n";

/* Has WIRE sent line by line, and returns how many bytes of DATA and WIRE went out; *STATUS is -1
 * if the dialogue gave up. */
static size_t send_in_pieces(struct dialogue *dialogue, char *out, int *status)
{
    size_t size = 0;
    int64_t now_ms = 1;

    *status = dialogue_receive(dialogue, span_of("220 h\r\n"), now_ms);
    if (*status == 0)
        *status = dialogue_say_message(dialogue, DIALECT_DATA, span_of(wire), now_ms);
    for (int i = 0; *status == 0 && i < 9; i++) {
        struct span piece = buffer_span(&dialogue->out);
        if (piece.size > 0)
            memcpy(out + size, piece.data, piece.size);
        size += piece.size;
        buffer_consume(&dialogue->out, piece.size);
        *status = i == 0 ? dialogue_receive(dialogue, span_of("354 go\r\n"), now_ms)
                         : dialogue_go_on(dialogue, now_ms += PACE_INTERVAL_MS);
    }
    return size;
}

START_TEST(a_message_in_pieces_is_whole_or_given_up)
{
    static const char whole[] = "DATA\r\na\r\nb\r\n.\r\n";
    bool has_failed = true;

    for (unsigned number = 1; has_failed; number++) {
        struct envelope envelope;
        struct dialogue dialogue;
        char out[sizeof whole];
        size_t size;
        int status;

        envelope_init(&envelope);
        dialogue_init(&dialogue, &dialect_prototype, (struct dialogue_observer){follow, &envelope});
        dialogue.pace = pace_of(PACE_LINE);
        memory_fail_at(number);
        dialogue_start(&dialogue, 1);
        size = send_in_pieces(&dialogue, out, &status);
        has_failed = memory_has_failed();
        ck_assert_msg(memcmp(out, whole, size) == 0, "allocation %u: %.*s", number, (int)size, out);
        ck_assert_msg(status != 0 || size == sizeof whole - 1, "allocation %u: %zu bytes", number,
                      size);
        ck_assert(has_failed || status == 0);
        dialogue_release(&dialogue);
        envelope_release(&envelope);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue_memory");
    TCase *all = tcase_create("memory");

    tcase_add_test(all, each_allocation_fails_once);
    tcase_add_test(all, a_message_in_pieces_is_whole_or_given_up);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
