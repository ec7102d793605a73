/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_login_silence.c - what is shown, and recorded, of a reply that repeats a secret and comes,
 * or goes on, after it was given up.
 */
#include <config.h>

#include "tui-client/client/client.h"

#include <check.h>
#include <stdlib.h>

#include "tests/support/check_main.h"

#define OUT_MAX ((size_t)64 * 1024)

/* What the secret begins with, in base64, and may be seen nowhere. */
#define SECRET "AHNvbWVi"
#define AUTH   ">AUTH PLAIN " SECRET "b2R5AG9wZW4gc2VzYW1l"

/* Another, without a piece of it. */
#define OTHER ">AUTH PLAIN AGpvaG4Ad3h5ejQ3MTE="

#define GREETED "<220 h ESMTP\r\n", ">EHLO h", "<250 h\r\n"

/* Each step's first byte says what it is: "<" bytes of the server, ">" a line to send, "w" a pause,
 * "d" one that ends just before the time is out, "Z" no reply in time. */
static const struct {
    const char *name;
    const char *steps[16];
    const char *recorded; /* at the end */
} cases[] = {
    {"a late reply repeats it",
     {GREETED, AUTH, "Z", "<500 unknown: " SECRET "b2R5\r\n"},
     "S: 500 unknown: ***\n"},
    {"a reply drips until the time is out",
     {GREETED, AUTH, "d", "<500 unknown: " SECRET, "Z"},
     "# Without a line end: [21 bytes]\nC$: AUTH PLAIN somebody\n"},
    {"what is accepted is the end of it",
     {GREETED, AUTH, "Z", "<235 in\r\n", ">NOOP", "<250 " SECRET "\r\n"},
     "S: 250 " SECRET "\n"},
    {"what is accepted may be something else, which was late",
     {GREETED, ">NOOP", "Z", AUTH, "<250 ok\r\n", "<500 unknown: " SECRET "b2R5\r\n"},
     "S: 500 unknown: ***\n"},
    {"what is accepted was a login, though another reply is missing",
     {GREETED, ">NOOP", "Z", AUTH, "<235 in\r\n", ">NOOP", "<250 " SECRET "\r\n"},
     "S: 250 " SECRET "\n"},
    {"a line of blanks is no secret, and the end of none",
     {GREETED, AUTH, "<500 unknown\r\n", ">  ", "<500 unknown: " SECRET "b2R5\r\n"},
     "# A line that may be a secret was left out, and its reply.\n"},
    {"the reply to another try is the late one",
     {GREETED, AUTH, "Z", OTHER, "<500 unknown: " SECRET "b2R5\r\n",
      "<500 unknown: AGpvaG4Ad3h5\r\n"},
     "S: 500 unknown: ***\n"},
    {"how much has arrived is not expected",
     {GREETED, AUTH, "<535 no\r\n", ">NOOP", "<250 o", "Z", "<k\r\n"},
     "# Without a line end: [5 bytes]\nS: k\n"},
    {"nor is what has arrived of a challenge that was answered",
     {GREETED, ">AUTH LOGIN", "<334 V", "w", "<XNlcjo=\r\n", ">dXNlcg==", "Z", "<250 ok\r\n"},
     "S: 250 ok\n"},
};

struct watch {
    struct client client;
    struct recorder recorder;
    struct buffer shown, recorded;
};

static void follow(void *context, const struct dialogue_line *line)
{
    struct watch *watch = context;

    ck_assert_int_eq(buffer_append(&watch->shown, line->text.data, line->text.size), 0);
    ck_assert_int_eq(recorder_line(&watch->recorder, line, &watch->recorded), 0);
}

static void take_step(struct client *client, const char *step, int64_t *now_ms)
{
    struct dialogue *dialogue = &client->dialogue;
    struct span text = span_of(step + 1);

    buffer_consume(&dialogue->out, buffer_size(&dialogue->out));
    switch (step[0]) {
    case '<':
        ck_assert_int_eq(dialogue_receive(dialogue, text, *now_ms), 0);
        break;
    case '>':
        ck_assert_int_eq(client_say(client, text, *now_ms), 0);
        break;
    case 'd':
        *now_ms += 1000LL * client->options->timeout_s - 10;
        break;
    case 'w':
        *now_ms += 2000;
        dialogue_show_partial(dialogue, *now_ms);
        break;
    default:
        *now_ms = dialogue_asked_ms(dialogue) + 1000LL * client->options->timeout_s;
        client_step(client, 0, *now_ms);
        break;
    }
}

static bool ends_with(struct span text, struct span end)
{
    return text.size >= end.size && span_equal(span_skip(text, text.size - end.size), end);
}

/* The link is said to be open, though nothing is at its end. */
START_TEST(a_secret_stays_hidden)
{
    struct options options = {.server = {.host = "h", .port = "25"}, .timeout_s = 60};
    struct watch *watch = calloc(1, sizeof *watch);
    struct span recorded;
    int64_t now_ms = 1;

    ck_assert_ptr_nonnull(watch);
    ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    buffer_init(&watch->shown, OUT_MAX);
    buffer_init(&watch->recorded, OUT_MAX);
    recorder_init(&watch->recorder, RECORDER_WHOLE);
    ck_assert_int_eq(
        client_init(&watch->client, &options, (struct dialogue_observer){follow, watch}), 0);
    watch->client.stays_open = true;
    watch->client.link.state = LINK_OPEN;
    dialogue_start(&watch->client.dialogue, now_ms);
    for (size_t i = 0; i < COUNT(cases[_i].steps) && cases[_i].steps[i] != NULL; i++)
        take_step(&watch->client, cases[_i].steps[i], &now_ms);
    recorded = buffer_span(&watch->recorded);
    ck_assert_msg(ends_with(recorded, span_of(cases[_i].recorded)), "%s: %.*s", cases[_i].name,
                  (int)recorded.size, recorded.data);
    ck_assert_msg(strstr(cases[_i].recorded, SECRET) != NULL ||
                      memmem(buffer_span(&watch->shown).data, buffer_size(&watch->shown), SECRET,
                             strlen(SECRET)) == NULL,
                  "%s: it is shown", cases[_i].name);
    ck_assert_int_eq(client_release(&watch->client), 0);
    recorder_release(&watch->recorder);
    buffer_release(&watch->shown);
    buffer_release(&watch->recorded);
    free(watch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("login_silence");
    TCase *all = tcase_create("login_silence");

    tcase_add_loop_test(all, a_secret_stays_hidden, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
