/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_guide_retry.c - what another way sends after a typed line, and needs a connection for; in
 * which tone a reply is told, and when it gives way to what is sent.
 */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <check.h>

#include "common/count.h"
#include "tests/support/check_main.h"
#include "tests/support/guided.h"

static struct guide guide;

static void say(const char *line)
{
    ck_assert_int_eq(client_say(&guide.client, span_of(line), 0), 0);
}

static void hear(const char *bytes)
{
    ck_assert_int_eq(dialogue_receive(&guide.client.dialogue, span_of(bytes), 0), 0);
}

static void begin(void)
{
    guided_start(&guide);
    hear("220 h\r\n");
    say("HELO h");
    hear("250 h\r\n");
}

/* The form may have another sender. */
START_TEST(a_typed_line_that_is_no_longer_kept_is_not_replaced_by_the_form)
{
    begin();
    say("MAIL FROM:bob@x");
    hear("501 no\r\n");
    ck_assert_int_eq(guide.client.ways.offered, WAY_BRACKETS);
    transcript_release(&guide.client.transcript);
    transcript_init(&guide.client.transcript);
    ck_assert(!guide_retry(&guide, 0));
    ck_assert_msg(guide.tone == GUIDE_BAD, "%s", guide.status);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

static const struct {
    const char *reply;
    enum guide_tone tone;
} replies[] = {
    {"354 go\r\n", GUIDE_GO_ON},      {"250 ok\r\n", GUIDE_TROUBLE}, {"221 bye\r\n", GUIDE_TROUBLE},
    {"451 later\r\n", GUIDE_TROUBLE}, {"554 no\r\n", GUIDE_BAD},
};

START_TEST(a_message_that_is_not_taken_is_no_success)
{
    begin();
    say("MAIL FROM:<a@x>");
    hear("250 ok\r\n");
    say("RCPT TO:<b@x>");
    hear("250 ok\r\n");
    ck_assert(guide.tone == GUIDE_GOOD);
    say("DATA");
    hear(replies[_i].reply);
    ck_assert_msg(guide.tone == replies[_i].tone, "%s: %d", replies[_i].reply, (int)guide.tone);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

/* What the script has led to: "<" bytes of the server, anything else is a line to send. */
static const struct {
    const char *name;
    const char *steps[12];
    const char *status;
} sent[] = {
    {"a typed line", {"NOOP"}, "Sent; waiting for the reply."},
    {"after a refusal", {"MAIL FROM:<a@x>", "<501 no\r\n", "NOOP"}, "Sent; waiting for the reply."},
    {"the end of a message",
     {"MAIL FROM:<a@x>", "<250 ok\r\n", "RCPT TO:<b@x>", "<250 ok\r\n", "DATA", "<354 go\r\n",
      "hello", "."},
     "Sent; waiting for the reply."},
    {"a line of one",
     {"MAIL FROM:<a@x>", "<250 ok\r\n", "RCPT TO:<b@x>", "<250 ok\r\n", "DATA", "<354 go\r\n",
      "hello"},
     "354: The server is waiting for the message."},
    {"a line of a login",
     {"EHLO h", "<250-h\r\n250 AUTH LOGIN\r\n", "AUTH LOGIN", "<334 VXNlcm5hbWU6\r\n", "YQ=="},
     "Sent; waiting for the reply."},
};

START_TEST(what_is_sent_replaces_the_reply_before)
{
    begin();
    for (size_t i = 0; sent[_i].steps[i] != NULL; i++)
        if (sent[_i].steps[i][0] == '<')
            hear(sent[_i].steps[i] + 1);
        else
            say(sent[_i].steps[i]);
    ck_assert_msg(strcmp(guide.status, sent[_i].status) == 0, "%s: %s", sent[_i].name,
                  guide.status);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

/* What needs the connection is not offered without it, and nothing is changed for it. */
START_TEST(a_dot_needs_the_connection)
{
    begin();
    guide.client.ways.offered = WAY_DOT;
    guide.client.ways.event = DIALECT_END_OF_DATA;
    guide_disconnect(&guide);
    ck_assert_int_eq(guide.client.ways.offered, WAY_NONE);
    ck_assert(!guide_retry(&guide, 0));
    ck_assert_int_eq(guide.client.dialogue.pace.kind, PACE_WHOLE);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

START_TEST(a_style_is_still_offered_for_another_connection)
{
    begin();
    say("MAIL FROM:<a@x>");
    hear("501 no\r\n");
    ck_assert_int_eq(guide.client.ways.offered, WAY_BARE);
    ck_assert(!guide.client.ways.needs_connection);
    guide_disconnect(&guide);
    ck_assert_int_eq(guide.client.ways.offered, WAY_BARE);
    ck_assert(guide.client.ways.needs_connection);
    ck_assert_int_eq(guide_release(&guide), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guide_retry");
    TCase *all = tcase_create("guide_retry");

    tcase_add_test(all, a_typed_line_that_is_no_longer_kept_is_not_replaced_by_the_form);
    tcase_add_loop_test(all, a_message_that_is_not_taken_is_no_success, 0, COUNT(replies));
    tcase_add_loop_test(all, what_is_sent_replaces_the_reply_before, 0, COUNT(sent));
    tcase_add_test(all, a_dot_needs_the_connection);
    tcase_add_test(all, a_style_is_still_offered_for_another_connection);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
