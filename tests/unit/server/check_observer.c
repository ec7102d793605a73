/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_observer.c - what is told of a client that says nothing wrong, but sends no lines, waits,
 * or speaks something else.
 *
 * A session without a socket, a clock that the test sets.
 */
#include <config.h>

#include "server/log/observer.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/deadline.h"
#include "tests/support/check_main.h"

#define OPEN "helo x\r\nmail from:<a>\r\nrcpt to:<joe>\r\ndata\r\n"

#define STEPS_MAX 8

/* A step is input, a number of seconds after '+', or '!': the end.  The events: F foreign, U an
 * unended line, W waiting, L lost, R a refusal (r: as noise). */
static const struct {
    const char *name;
    const char *steps[STEPS_MAX];
    const char *told;
} cases[] = {
    {"an unended line", {"HELO lab", "!"}, "U(HELO lab) "},
    {"a line, then an unended one", {"helo x\r\nMAIL", "!"}, "U(MAIL) "},
    {"a whole line", {"helo x\r\n", "!"}, ""},
    {"nothing", {"+100", "!"}, ""},
    {"silence between commands", {"helo x\r\n", "+100", "!"}, ""},
    {"an unended secret", {"helo x\r\nAUTH PLAIN abc", "!"}, "U(AUTH PLAIN*) "},
    {"after a refused AUTH", {"helo x\r\nAUTH\r\nabc", "!"}, "R U(*) "},

    {"waits", {OPEN, "+4", "hi\r\n", "+4", "+1", "+100", "!"}, "W0 L0 "},
    {"waits with nothing", {OPEN, "+5", "!"}, "W0 L0 "},
    {"waits after a wrong dot", {OPEN "hi\r\n.\n", "+5", "!"}, "W1 L0 "},
    {"a wrong dot", {OPEN "hi\r\n.\n", "!"}, "L1 "},
    {"a wrong dot after it has waited", {OPEN "hi\r\n", "+5", ".\n", "!"}, "W0 L1 "},
    {"a wrong dot, then much text",
     {OPEN "hi\r\n", ".\n", "a text that is longer than all the bytes that are kept\r\n", "!"},
     "L1 "},
    {"the same in one piece",
     {OPEN "hi\r\n.\na text that is longer than all the bytes that are kept\r\n", "!"},
     "L10 "},
    {"a wrong dot in a message that ends", {OPEN "hi\r\n", ".\n", "hi\r\n.\r\n", "+5", "!"}, ""},
    {"two messages",
     {OPEN "hi\r\n", "+5", ".\r\n", "mail from:<a>\r\nrcpt to:<joe>\r\ndata\r\n", "+5", "!"},
     "W0 W0 L0 "},
    {"what was noted is forgotten",
     {OPEN "hi\r\n", ".\n", "\r\n.\r\n", "mail from:<a>\r\nrcpt to:<joe>\r\ndata\r\n", "!"},
     "L0 "},

    {"TLS", {"\x16\x03\x01\n\x16\x03\n", "!"}, "F1 r r "},
    {"TLS after a refused STARTTLS", {"helo x\r\nSTARTTLS\r\n", "\x16\x03\x01", "!"}, "R F1 "},
    {"TLS, byte by byte", {"\x16", "\x03", "\x01", "!"}, "F1 "},
    {"HTTP", {"GET / HTTP/1.1\r\nHost: x\r\n\r\nhelo x\r\nfoo\r\n", "!"}, "R r r r "},
};

struct stage {
    struct observer observer;
    struct session session;
    int64_t now_ms;
    char told[512];
    char in[512];
    size_t held;
};

static void note(void *context, const struct event *event)
{
    struct stage *stage = context;
    char *out = stage->told + strlen(stage->told);

    if (event->kind == EVENT_FOREIGN)
        sprintf(out, "F%d ", (int)event->foreign.foreign);
    else if (event->kind == EVENT_UNENDED)
        sprintf(out, "U(%.*s%s) ", (int)event->unended.line.size, event->unended.line.data,
                event->unended.is_cut ? "*" : "");
    else if (event->kind == EVENT_WAITING)
        sprintf(out, "W%d ", (int)event->waiting.end);
    else if (event->kind == EVENT_LOST)
        sprintf(out, "L%d ", (int)event->lost.end);
    else if (event->kind == EVENT_REFUSED)
        strcpy(out, event->refused.is_noise ? "r " : "R ");
}

static void take_reply(struct stage *stage, const struct session_event *event)
{
    observer_judge(&stage->observer, &stage->session, event);
    observer_reply(&stage->observer, &stage->session,
                   (struct span){event->reply, event->reply_size}, stage->now_ms);
}

/* Every message is stored at once. */
static void receive(struct stage *stage, const char *said)
{
    static char text[sizeof stage->in];
    struct session_event event;

    memcpy(stage->in + stage->held, said, strlen(said));
    stage->held += strlen(said);
    observer_hear(&stage->observer, stage->now_ms);
    do {
        observer_next(&stage->observer, &stage->session, stage->in, stage->held, text, &event);
        stage->held -= event.consumed;
        memmove(stage->in, stage->in + event.consumed, stage->held);
        if (event.kind == SESSION_ASK)
            session_answer(&stage->session, DIALECT_DONE, &event);
        if (event.kind == SESSION_REPLY)
            take_reply(stage, &event);
    } while (event.kind != SESSION_MORE || (event.consumed > 0 && stage->held > 0));
}

/* Gives advice whenever it is due; then none is due at once. */
static void pass(struct stage *stage, int seconds)
{
    int64_t until_ms = stage->now_ms + 1000 * seconds, due_ms;
    struct span rest = {stage->in, stage->held};

    while ((due_ms = observer_due_ms(&stage->observer, &stage->session, rest)) <= until_ms) {
        ck_assert_int_gt(due_ms, stage->now_ms);
        stage->now_ms = due_ms;
        observer_advise(&stage->observer, &stage->session, rest, stage->now_ms);
    }
    stage->now_ms = until_ms;
}

static void play(struct stage *stage, const char *step)
{
    if (step[0] == '+')
        pass(stage, atoi(step + 1));
    else if (step[0] == '!')
        observer_end(&stage->observer, &stage->session, (struct span){stage->in, stage->held});
    else
        receive(stage, step);
}

START_TEST(tells)
{
    struct users_error error;
    struct users *users = users_parse("joe", 3, &error);
    const struct session_config config = {
        .dialect = &dialect_prototype, .hostname = "h", .users = users, .message_size_max = 1000};
    struct events events = {0};
    struct stage stage = {.now_ms = 1000};
    struct session_event event;

    events_subscribe(&events, (struct event_subscriber){
                                  ((1U << EVENT_KINDS) - 1) & ~(1U << EVENT_SAID), note, &stage});
    session_init(&stage.session, &config);
    observer_init(&stage.observer, &events, 1, stage.now_ms);
    session_signal(&stage.session, DIALECT_CONNECT, &event);
    for (size_t i = 0; i < STEPS_MAX && cases[_i].steps[i] != NULL; i++)
        play(&stage, cases[_i].steps[i]);
    ck_assert_msg(strcmp(stage.told, cases[_i].told) == 0, "%s: %s", cases[_i].name, stage.told);
    observer_release(&stage.observer);
    session_release(&stage.session);
    users_free(users);
}
END_TEST

/* A client that only reads its trace: an unfinished line is shown once, after two seconds. */
START_TEST(shows_unfinished_lines)
{
    const struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct events events = {0};
    struct stage stage = {.now_ms = 1000};
    struct session_event event;
    struct span rest = {stage.in, 4};

    events_subscribe(&events, (struct event_subscriber){1U << EVENT_SAID, note, &stage});
    session_init(&stage.session, &config);
    observer_init(&stage.observer, &events, 1, stage.now_ms);
    session_signal(&stage.session, DIALECT_CONNECT, &event);
    receive(&stage, "HELO");
    ck_assert_int_eq(observer_due_ms(&stage.observer, &stage.session, rest),
                     stage.now_ms + TRACE_WAIT_MS);
    pass(&stage, 10);
    ck_assert_int_eq(observer_due_ms(&stage.observer, &stage.session, rest), DEADLINE_NEVER);
    receive(&stage, "\r\n");
    rest.size = 0;
    ck_assert_int_eq(observer_due_ms(&stage.observer, &stage.session, rest), DEADLINE_NEVER);
    observer_release(&stage.observer);
    session_release(&stage.session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("observer");
    TCase *all = tcase_create("observer");

    tcase_add_loop_test(all, tells, 0, CASES(cases));
    tcase_add_test(all, shows_unfinished_lines);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
