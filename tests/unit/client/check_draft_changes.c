/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_draft_changes.c - whether a message is still the one that was sent, and when it is cleared.
 */
#include <config.h>

#include "tests/support/check_main.h"
#include "tests/support/draft.h"
#include "tests/support/memory.h"
#include "tui-client/dialogue/history.h"

static void change_argument(void)
{
    write_field(draft_argument(&draft, DIALECT_RCPT), "next");
}

static void change_header(void)
{
    write_field(draft_header(&draft, COMPOSE_SUBJECT), "next");
}

static void change_by_insertion(void)
{
    draft_insert(&draft, span_of("x"));
}

static void change_by_deletion(void)
{
    draft_delete(&draft, AREA_LEFT);
}

static void change_by_kill(void)
{
    area_move(&draft.body, AREA_START);
    draft_kill(&draft, AREA_LINE_REST);
}

static void change_by_paste(void)
{
    draft_paste(&draft, span_of("x"));
}

static void change_by_undoing(void)
{
    ck_assert_int_eq(draft_undo(&draft), 1);
}

static void change_by_redoing(void)
{
    ck_assert_int_eq(draft_undo(&draft), 1);
    draft_note_sent(&draft, true);
    ck_assert_int_eq(draft_redo(&draft), 1);
}

static void change_by_yanking(void)
{
    draft_kill(&draft, AREA_START);
    draft_note_sent(&draft, true);
    draft_yank(&draft);
}

static void change_by_file(void)
{
    draft_take_file(&draft, span_of("next"), DRAFT_INSTEAD);
}

static void change_by_attaching(void)
{
    attach("next", "x");
}

static void change_by_detaching(void)
{
    draft_detach(&draft, 0);
}

static void change_by_message(void)
{
    struct compose_message named;

    draft_detach(&draft, 0);
    draft_note_sent(&draft, true);
    draft_take_message(&draft, span_of("Subject: next\n\nbody\n"), &named);
}

static void send_something_else(void)
{
    draft_note_sent(&draft, false);
}

static void change_nothing(void)
{
    area_move(&draft.body, AREA_START);
    draft_fill(&draft, &origin);
}

static const struct {
    const char *name;
    void (*change)(void);
    bool is_gone; /* after the delivery */
} changes[] = {
    {"nothing", change_nothing, true},
    {"an argument", change_argument, false},
    {"a header field", change_header, false},
    {"typed", change_by_insertion, false},
    {"deleted", change_by_deletion, false},
    {"killed", change_by_kill, false},
    {"pasted", change_by_paste, false},
    {"undone", change_by_undoing, false},
    {"redone", change_by_redoing, false},
    {"yanked", change_by_yanking, false},
    {"a file", change_by_file, false},
    {"attached", change_by_attaching, false},
    {"detached", change_by_detaching, false},
    {"from the history", change_by_message, false},
    {"another command", send_something_else, false},
};

START_TEST(only_the_message_that_was_sent_goes_with_its_delivery)
{
    const char *name = changes[_i].name;

    write_field(draft_argument(&draft, DIALECT_MAIL), "alice");
    write_field(draft_argument(&draft, DIALECT_RCPT), "johndoe");
    write_field(draft_header(&draft, COMPOSE_SUBJECT), "Hello");
    draft_insert(&draft, span_of("body"));
    attach("a", "1");
    draft_note_sent(&draft, true);
    changes[_i].change();
    draft_note_delivered(&draft);
    ck_assert_msg(draft_is_begun(&draft) != changes[_i].is_gone, "%s", name);
    expect_field(draft_argument(&draft, DIALECT_HELO), "lab01", name);
    expect_field(draft_argument(&draft, DIALECT_MAIL), "alice", name);
    if (!changes[_i].is_gone)
        return;
    expect_field(draft_argument(&draft, DIALECT_RCPT), "", name);
    expect_field(draft_header(&draft, COMPOSE_SUBJECT), "", name);
    expect_body("", name);
    ck_assert_uint_eq(draft.attachment_count, 0);
    ck_assert(!draft.is_sent);
}
END_TEST

START_TEST(a_message_is_delivered_once)
{
    draft_insert(&draft, span_of("body"));
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    ck_assert(!draft.is_sent);
}
END_TEST

/* Of a text that is nowhere else. */
START_TEST(undoing_brings_back_a_delivered_text_that_the_history_has_not)
{
    static const struct {
        size_t size;
        bool comes_back;
    } bodies[] = {{1, false}, {HISTORY_ENTRY_MAX / 2, false}, {HISTORY_ENTRY_MAX, true}};
    static char body[HISTORY_ENTRY_MAX];
    size_t size = bodies[_i].size;

    memset(body, 'x', size);
    ck_assert_int_eq(draft_insert(&draft, (struct span){body, size}), 0);
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    expect_body("", "delivered");
    ck_assert_int_eq(draft_undo(&draft), bodies[_i].comes_back);
    ck_assert_uint_eq(area_size(&draft.body), bodies[_i].comes_back ? size : 0);
    draft_note_delivered(&draft);
    ck_assert_uint_eq(area_size(&draft.body), bodies[_i].comes_back ? size : 0);
}
END_TEST

START_TEST(without_memory_a_delivered_text_is_cleared_too)
{
    static char body[HISTORY_ENTRY_MAX];
    unsigned number = 0;

    memset(body, 'x', sizeof body);
    do {
        ck_assert_int_eq(draft_insert(&draft, (struct span){body, sizeof body}), 0);
        draft_note_sent(&draft, true);
        memory_fail_at(++number);
        draft_note_delivered(&draft);
        expect_body("", "delivered");
    } while (memory_has_failed());
    ck_assert_uint_gt(number, 2);
}
END_TEST

START_TEST(the_message_is_what_was_written)
{
    struct compose_message message;

    write_field(draft_header(&draft, COMPOSE_SUBJECT), "Hello");
    draft_insert(&draft, span_of("body"));
    attach("a", "1");
    message = draft_message_without_body(&draft);
    expect(message.fields[COMPOSE_SUBJECT], "Hello", "header", "Subject");
    ck_assert_uint_eq(message.body.size, 0);
    ck_assert_uint_eq(message.attachment_count, 1);
    message = draft_message(&draft);
    expect(message.fields[COMPOSE_SUBJECT], "Hello", "all", "Subject");
    expect(message.body, "body", "all", "the body");
    expect(message.attachments[0].content, "1", "all", "the content");
}
END_TEST

static void (*const beginnings[])(void) = {
    change_header,
    change_by_insertion,
    change_by_attaching,
};

START_TEST(a_message_is_begun_by_its_own_parts)
{
    write_field(draft_argument(&draft, DIALECT_MAIL), "alice");
    draft_fill(&draft, &origin);
    ck_assert(!draft_is_begun(&draft));
    beginnings[_i]();
    ck_assert(draft_is_begun(&draft));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draft changes");
    TCase *all = tcase_create("draft changes");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, only_the_message_that_was_sent_goes_with_its_delivery, 0,
                        COUNT(changes));
    tcase_add_test(all, a_message_is_delivered_once);
    tcase_add_loop_test(all, undoing_brings_back_a_delivered_text_that_the_history_has_not, 0, 3);
    tcase_add_test(all, without_memory_a_delivered_text_is_cleared_too);
    tcase_add_test(all, the_message_is_what_was_written);
    tcase_add_loop_test(all, a_message_is_begun_by_its_own_parts, 0, COUNT(beginnings));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
