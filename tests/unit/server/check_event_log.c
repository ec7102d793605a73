/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_event_log.c - what the log says of events whose lines have to fit or to be exact. */
#include <config.h>

#include "server/log/event_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/net/secure.h"
#include "tests/support/check_main.h"

/* Longer than a line of the log. */
#define LINE_MAX_BYTES 65536

static int ends[2];
static struct event_log event_log;
static struct events events;

static void set_up(void)
{
    ck_assert_int_eq(pipe(ends), 0);
    struct log *log = log_new(ends[1], LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
    ck_assert_ptr_nonnull(log);
    ck_assert_int_eq(log_start(log), 0);
    event_log_init(&event_log, log, false);
    events = (struct events){.count = 0};
    events_subscribe(&events, event_log_subscriber(&event_log));
}

/* Ends the log, and compares its only line, which ends in EXPECTED. */
static void expect(const char *expected)
{
    static char line[LINE_MAX_BYTES];
    size_t size = 0;
    ssize_t count;

    log_free(event_log.log);
    close(ends[1]);
    while ((count = read(ends[0], line + size, sizeof line - 1 - size)) > 0)
        size += (size_t)count;
    close(ends[0]);
    line[size] = '\0';
    size_t length = strlen(expected);
    ck_assert_msg(size > length && strncmp(line + size - length - 1, expected, length) == 0,
                  "\"%s\", but it is to end in \"%s\"", line, expected);
    ck_assert_ptr_eq(strchr(line, '\n'), line + size - 1);
}

/* --- the names of mailboxes --- */

/* Adds a mailbox with a name of SIZE bytes that is unlike all of other numbers. */
static void add_mailbox(struct envelope *envelope, unsigned number, size_t size)
{
    char name[256];

    snprintf(name, sizeof name, "%03u%0*d", number, (int)size - 3, 0);
    ck_assert_int_eq(envelope_add(envelope, strdup(name), strdup(name)), 0);
}

/* No name is cut, and what is missing shows; wherever the room ends. */
START_TEST(mailboxes_that_do_not_fit)
{
    struct envelope envelope = {0};
    size_t size = (size_t)_i;
    char expected[4096] = "";
    unsigned shown = 0, count = 2 + 2048 / (unsigned)size;

    envelope_set_sender(&envelope, strdup("a"));
    for (unsigned i = 0; i < count; i++)
        add_mailbox(&envelope, i, size);
    for (size_t length = 0; length + size + 4 + 2 + 5 < 1024; length = strlen(expected)) {
        snprintf(expected + length, sizeof expected - length, "%s%s.txt", shown > 0 ? ", " : "",
                 envelope.recipients[shown].mailbox);
        shown++;
    }
    ck_assert_uint_lt(shown, count);
    char line[8192];
    snprintf(line, sizeof line, "dropped an incomplete message from a to %s, ...: 7 bytes received",
             expected);
    set_up();
    events_tell(
        &events,
        &(struct event){.kind = EVENT_LOST,
                        .lost = {.loss = EVENT_LOSS_UNFINISHED, .envelope = &envelope, .size = 7}});
    expect(line);
    envelope_release(&envelope);
}
END_TEST

START_TEST(mailboxes_that_fit)
{
    struct envelope envelope = {0};

    envelope_set_sender(&envelope, strdup("a"));
    ck_assert_int_eq(envelope_add(&envelope, strdup("B"), strdup("b")), 0);
    ck_assert_int_eq(envelope_add(&envelope, strdup("b@x"), strdup("b")), 0);
    ck_assert_int_eq(envelope_add(&envelope, strdup("c"), strdup("c")), 0);
    set_up();
    events_tell(
        &events,
        &(struct event){.kind = EVENT_LOST,
                        .lost = {.loss = EVENT_LOSS_UNFINISHED, .envelope = &envelope, .size = 7}});
    expect("dropped an incomplete message from a to b.txt, c.txt: 7 bytes received");
    envelope_release(&envelope);
}
END_TEST

/* --- refused commands --- */

/* What is expected next is said where a refusal leads to another state. */
static const struct {
    const struct dialect *dialect;
    enum dialect_event cause;
    enum dialect_result result;
    enum dialect_state before, after;
    const char *line;
} refusals[] = {
    {&dialect_prototype, DIALECT_RCPT, DIALECT_NO_MAILBOX, DIALECT_STATE_RCPT, DIALECT_STATE_MAIL,
     "refused RCPT \"x\": no mailbox; expected \"mail from:\""},
    {&dialect_rfc5321, DIALECT_RCPT, DIALECT_NO_MAILBOX, DIALECT_STATE_RCPT, DIALECT_STATE_RCPT,
     "refused RCPT \"x\": no mailbox"},
    {&dialect_rfc5321, DIALECT_CREDENTIALS, DIALECT_DENIED, DIALECT_STATE_CREDENTIALS,
     DIALECT_STATE_MAIL, "refused AUTH \"x\": wrong user name or password"},
    {&dialect_prototype, DIALECT_END_OF_DATA, DIALECT_TOO_LARGE, DIALECT_STATE_MESSAGE,
     DIALECT_STATE_MAIL, "refused the message: too large"},
};

START_TEST(refused_commands)
{
    set_up();
    events_tell(&events, &(struct event){.kind = EVENT_REFUSED,
                                         .refused = {.dialect = refusals[_i].dialect,
                                                     .cause = refusals[_i].cause,
                                                     .result = refusals[_i].result,
                                                     .position.state = refusals[_i].before,
                                                     .after.state = refusals[_i].after,
                                                     .argument = span_of("x"),
                                                     .number = 1}});
    expect(refusals[_i].line);
}
END_TEST

/* --- handshakes --- */

static const struct {
    int64_t timeout_ms;
    enum dialect_event cause;
    int64_t limit_ms;
    const char *line;
} handshakes[] = {
    {300000, DIALECT_CONNECT, 30000, "closing: the TLS handshake took more than 30 s"},
    {30001, DIALECT_CONNECT, 30000, "closing: the TLS handshake took more than 30 s"},
    {30000, DIALECT_CONNECT, 30000, "closing: the TLS handshake took too long (--timeout)"},
    {1000, DIALECT_CONNECT, 1000, "closing: the TLS handshake took too long (--timeout)"},
    {300000, DIALECT_OVERLOAD, 5000, "closing: the TLS handshake took more than 5 s"},
    {1000, DIALECT_OVERLOAD, 1000, "closing: the TLS handshake took too long (--timeout)"},
};

/* The limit that is named is the one that has passed. */
START_TEST(handshakes_that_take_long)
{
    struct observer observer;

    set_up();
    observer_init(&observer, &events, 1, 0);
    ck_assert_int_eq(secure_timeout_ms(handshakes[_i].timeout_ms, handshakes[_i].cause),
                     handshakes[_i].limit_ms);
    secure_tell_late(&observer, handshakes[_i].timeout_ms, handshakes[_i].cause);
    observer_release(&observer);
    expect(handshakes[_i].line);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("event log");
    TCase *lines = tcase_create("lines");

    tcase_add_loop_test(lines, mailboxes_that_do_not_fit, 4, 60);
    tcase_add_test(lines, mailboxes_that_fit);
    tcase_add_loop_test(lines, refused_commands, 0, CASES(refusals));
    tcase_add_loop_test(lines, handshakes_that_take_long, 0, CASES(handshakes));
    suite_add_tcase(suite, lines);
    return check_main(suite);
}
