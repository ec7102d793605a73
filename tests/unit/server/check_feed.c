/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_feed.c - the line of each kind of event, and the targets they are written to. */
#include <config.h>

#include "server/events/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/json_line.h"
#include "server/events/feed_line.h"
#include "server/events/target.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"
#include "tests/support/memory.h"

#define LINE_MAX_SIZE 65536

static char sender[] = "me@x", to_alice[] = "Alice@x", to_bob[] = "\"b\\ob\"@x", alice[] = "alice",
            bob[] = "bob";
static struct envelope_recipient recipients[] = {{to_alice, alice}, {to_bob, bob}};
static const struct envelope envelope = {
    .sender = sender, .recipients = recipients, .recipient_count = 2};
static const struct envelope no_sender = {.recipients = recipients, .recipient_count = 0};
static struct heading heading;

#define ENVELOPE                                                                                   \
    "\"envelope\":{\"sender\":\"me@x\",\"recipients\":[\"Alice@x\",\"\\\"b\\\\ob\\\"@x\"]}"

/* Everything but the time. */
static const struct {
    const char *name;
    struct event event;
    const char *line;
} cases[] = {
    {"listening",
     {.kind = EVENT_LISTENING, .listening = {"", "127.0.0.1:49152"}},
     "{\"event\":\"listening\",\"address\":\"127.0.0.1:49152\",\"port\":49152,\"tls\":false}"},
    {"listening with TLS",
     {.kind = EVENT_LISTENING, .listening = {"tls:", "[::1]:1"}},
     "{\"event\":\"listening\",\"address\":\"[::1]:1\",\"port\":1,\"tls\":true}"},
    {"connected",
     {.kind = EVENT_CONNECTED, .connection = 7, .connected = {"[::1]:1234"}},
     "{\"event\":\"connected\",\"connection\":7,\"client\":\"[::1]:1234\"}"},
    {"a refused recipient",
     {.kind = EVENT_REFUSED,
      .connection = 7,
      .refused = {.dialect = &dialect_rfc5321,
                  .cause = DIALECT_RCPT,
                  .argument = {"<a\0\xff\"@x>", 8},
                  .result = DIALECT_NO_MAILBOX,
                  .reply = {"550 5.1.1 unknown\r\n", 19}}},
     "{\"event\":\"refused\",\"connection\":7,\"command\":\"RCPT\",\"argument\":\"<"
     "a\\u0000\ufffd\\\"@"
     "x>\",\"cut\":false,\"reason\":\"no-mailbox\",\"code\":550,\"reply\":\"550 5.1.1 unknown\"}"},
    {"a refused line",
     {.kind = EVENT_REFUSED,
      .connection = 7,
      .refused = {.dialect = &dialect_prototype,
                  .cause = DIALECT_UNKNOWN,
                  .argument = {"EHLO x", 6},
                  .result = DIALECT_REFUSED,
                  .reason = DIALECT_REASON_UNKNOWN_VERB,
                  .reply = {"500-a\r\n500 b\r\n", 14}}},
     "{\"event\":\"refused\",\"connection\":7,\"command\":\"UNKNOWN\",\"argument\":\"EHLO "
     "x\",\"cut\":false,\"reason\":\"unknown-verb\",\"code\":500,\"reply\":\"500-a\\n500 b\"}"},
    {"a line that is cut",
     {.kind = EVENT_REFUSED,
      .connection = 7,
      .refused = {.dialect = &dialect_rfc5321,
                  .cause = DIALECT_AUTH,
                  .argument = {"PLAIN", 5},
                  .is_cut = true,
                  .result = DIALECT_REFUSED,
                  .reason = DIALECT_REASON_NOT_IMPLEMENTED}},
     "{\"event\":\"refused\",\"connection\":7,\"command\":\"AUTH\",\"argument\":\"PLAIN\",\"cut\":"
     "true,\"reason\":\"not-implemented\",\"code\":0,\"reply\":\"\"}"},
    {"a long line",
     {.kind = EVENT_REFUSED,
      .connection = 7,
      .refused = {.dialect = &dialect_rfc5321,
                  .cause = DIALECT_LONG_LINE,
                  .argument = {"x", 1},
                  .result = DIALECT_REFUSED,
                  .reason = DIALECT_REASON_LONG_LINE}},
     "{\"event\":\"refused\",\"connection\":7,\"command\":\"LONG-LINE\",\"argument\":\"x\",\"cut\":"
     "true,\"reason\":\"long-line\",\"code\":0,\"reply\":\"\"}"},
    {"a refusal on purpose",
     {.kind = EVENT_FAULT,
      .connection = 7,
      .fault = {.dialect = &dialect_rfc5321,
                .cause = DIALECT_RCPT,
                .argument = {"<a@x>", 5},
                .effect = &(const struct fault_effect){.kind = FAULT_REPLY, .code = 450}}},
     "{\"event\":\"fault\",\"connection\":7,\"command\":\"RCPT\",\"argument\":\"<a@x>\","
     "\"effect\":\"refuse\",\"code\":450}"},
    {"a greeting that never comes",
     {.kind = EVENT_FAULT,
      .connection = 7,
      .fault = {.dialect = &dialect_rfc5321,
                .cause = DIALECT_CONNECT,
                .effect = &(const struct fault_effect){.kind = FAULT_STALL}}},
     "{\"event\":\"fault\",\"connection\":7,\"command\":\"CONNECT\",\"argument\":\"\","
     "\"effect\":\"stall\",\"code\":0}"},
    {"delivered",
     {.kind = EVENT_DELIVERED,
      .connection = 7,
      .delivered = {.envelope = &envelope,
                    .mailbox = "alice",
                    .offset = 12345678901,
                    .length = 300,
                    .size = 200,
                    .heading = &heading}},
     "{\"event\":\"delivered\",\"connection\":7,\"mailbox\":\"alice\",\"file\":\"alice.txt\","
     "\"offset\":12345678901,\"length\":300,\"size\":200," ENVELOPE
     ",\"subject\":\"h\u00e9\",\"message_id\":null}"},
    {"delivered, nothing known",
     {.kind = EVENT_DELIVERED,
      .connection = 7,
      .delivered = {.envelope = &no_sender, .mailbox = "alice"}},
     "{\"event\":\"delivered\",\"connection\":7,\"mailbox\":\"alice\",\"file\":\"alice.txt\","
     "\"offset\":0,\"length\":0,\"size\":0,\"envelope\":{\"sender\":\"\",\"recipients\":[]},"
     "\"subject\":null,\"message_id\":null}"},
    {"lost in a mailbox",
     {.kind = EVENT_LOST,
      .connection = 7,
      .lost = {.loss = EVENT_LOSS_MAILBOX,
               .envelope = &envelope,
               .mailbox = "alice",
               .status = MAILBOX_NO_SPACE,
               .error_number = ENOSPC}},
     "{\"event\":\"lost\",\"connection\":7,\"mailbox\":\"alice\",\"reason\":\"no-space\"," ENVELOPE
     "}"},
    {"lost before",
     {.kind = EVENT_LOST,
      .connection = 7,
      .lost = {.loss = EVENT_LOSS_UNFINISHED, .envelope = &envelope}},
     "{\"event\":\"lost\",\"connection\":7,\"mailbox\":null,\"reason\":\"unfinished\"," ENVELOPE
     "}"},
    {"closing",
     {.kind = EVENT_CLOSING, .connection = 7, .closing = EVENT_CLOSING_IDLE},
     "{\"event\":\"closing\",\"connection\":7,\"reason\":\"idle\"}"},
    {"closed",
     {.kind = EVENT_CLOSED,
      .connection = 7,
      .closed = {.refusals = 2, .deviations = 3, .faults = 1, .noise = 40}},
     "{\"event\":\"closed\",\"connection\":7,\"refusals\":42,\"deviations\":3,\"faults\":1}"},
};

static void fill_heading(void)
{
    heading = (struct heading){0};
    heading_read(&heading, span_of("Subject: h\u00e9\n\n"));
}

/* Removes the time from LINE, after checking its form. */
static void remove_time(const char *name, char *line)
{
    char *time = strstr(line, ",\"time\":\"");

    ck_assert_msg(time != NULL && strspn(time + 9, "0123456789-T:.Z") == 24 && time[9 + 24] == '"',
                  "%s: no time in '%s'", name, line);
    memmove(time, time + 9 + 25, strlen(time + 9 + 25) + 1);
}

/* Checks LINE with its LF. */
static void expect_line(const char *name, char *line, const char *expected)
{
    size_t length = strlen(line);

    ck_assert_msg(length > 0 && line[length - 1] == '\n', "%s: '%s'", name, line);
    line[length - 1] = '\0';
    remove_time(name, line);
    ck_assert_msg(strcmp(line, expected) == 0, "%s:\n%s\ninstead of\n%s", name, line, expected);
}

START_TEST(has_a_line_for_each_event)
{
    struct json_line line;
    char text[LINE_MAX_SIZE];

    fill_heading();
    ck_assert_msg(feed_line_kinds() & 1U << cases[_i].event.kind, "%s", cases[_i].name);
    feed_line_make(&cases[_i].event, &line);
    size_t size = json_line_write(&line, text, sizeof text - 1);
    text[size] = '\0';
    expect_line(cases[_i].name, text, cases[_i].line);
}
END_TEST

START_TEST(has_lines_for_what_is_listed)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < COUNT(cases); i++)
        kinds |= 1U << cases[i].event.kind;
    ck_assert_uint_eq(feed_line_kinds(), kinds);
}
END_TEST

/* Whichever allocation fails, there is no crash and no leak, and no part of a line. */
START_TEST(survives_each_lack_of_memory)
{
    bool has_failed = true;

    json_set_alloc_funcs(malloc, free);
    fill_heading();
    for (unsigned i = 1; has_failed; i++) {
        struct json_line line;
        char text[LINE_MAX_SIZE];
        ck_assert_uint_lt(i, 1000);
        memory_fail_at(i);
        feed_line_make(&cases[_i].event, &line);
        size_t size = json_line_write(&line, text, sizeof text - 1);
        has_failed = memory_has_failed();
        text[size] = '\0';
        if (size > 0)
            expect_line(cases[_i].name, text, cases[_i].line);
        else
            ck_assert_msg(has_failed, "%s", cases[_i].name);
    }
}
END_TEST

/* --- targets --- */

static struct folder folder;
static char path[PATH_MAX + 8];

static void set_up(void)
{
    folder = folder_new();
    snprintf(path, sizeof path, "%s/events", folder.path);
}

static void tear_down(void)
{
    folder_free(&folder);
}

static const struct {
    const char *name;
    const char *content; /* NULL: there is no file */
    bool takes_events;
} files[] = {
    {"no file", NULL, true},
    {"an empty file", "", true},
    {"events of before", "{\"event\":\"closed\"}\n", true},
    {"a mailbox", "From me Thu Jan  1 00:00:00 1970\n\n", false},
    {"names", "alice\n", false},
    {"one byte", "[", false},
};

START_TEST(opens_files)
{
    const char *before = files[_i].content;
    char expected[256];
    struct stat found;
    bool is_new;

    if (before != NULL)
        folder_write(&folder, "events", before);
    int fd = target_open(path, &is_new);
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(is_new == (before == NULL), "%s", files[_i].name);
    ck_assert_msg(target_takes_events(fd) == files[_i].takes_events, "%s", files[_i].name);
    folder_expect(&folder, "events", before != NULL ? before : "", files[_i].name);
    ck_assert_int_eq(fstat(fd, &found), 0);
    ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
    ck_assert_int_eq(write(fd, "{}\n", 3), 3);
    close(fd);
    snprintf(expected, sizeof expected, "%s{}\n", before != NULL ? before : "");
    folder_expect(&folder, "events", expected, files[_i].name);
    if (before == NULL)
        ck_assert_int_eq(found.st_mode & 0777, 0600);
}
END_TEST

START_TEST(opens_no_folder)
{
    bool is_new;

    ck_assert_int_eq(target_open(folder.path, &is_new), -1);
    ck_assert_int_eq(errno, EISDIR);
}
END_TEST

/* A FIFO without a reader neither blocks nor fails, and has one reader after another. */
START_TEST(opens_a_fifo)
{
    char text[4];
    bool is_new;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int fd = target_open(path, &is_new);
    ck_assert_int_ge(fd, 0);
    ck_assert(!is_new && target_takes_events(fd));
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(write(fd, "{}\n", 3), 3);
        int reader = open(path, O_RDONLY);
        ck_assert_int_eq(read(reader, text, sizeof text), 3);
        close(reader);
    }
    close(fd);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed");
    TCase *lines = tcase_create("lines"), *targets = tcase_create("targets");

    tcase_add_loop_test(lines, has_a_line_for_each_event, 0, CASES(cases));
    tcase_add_test(lines, has_lines_for_what_is_listed);
    tcase_add_loop_test(lines, survives_each_lack_of_memory, 0, CASES(cases));
    suite_add_tcase(suite, lines);
    tcase_add_checked_fixture(targets, set_up, tear_down);
    tcase_add_loop_test(targets, opens_files, 0, CASES(files));
    tcase_add_test(targets, opens_no_folder);
    tcase_add_test(targets, opens_a_fifo);
    suite_add_tcase(suite, targets);
    return check_main(suite);
}
