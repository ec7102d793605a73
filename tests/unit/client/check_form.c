/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_form.c - attaching files to a message, and the reasons for refusal. */
#include <config.h>

#include "tui-client/panes/form.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

/* More than all attachments of a message may have. */
#define TOO_LARGE ((off_t)81 << 20)

static struct folder folder;
static struct guide guide;
static struct draft draft;
static struct form form;

static void set_up(void)
{
    folder = folder_new();
    ck_assert_int_eq(chdir(folder.path), 0);
    guide = (struct guide){.dialect = &dialect_prototype};
    guide.steps = steps_of(guide.dialect);
    guide.step = GUIDE_CONNECT;
    draft_init(&draft, span_of("host"));
    form_init(&form, &guide, &draft);
}

static void tear_down(void)
{
    draft_release(&draft);
    /* Unfreed memory becomes unreachable, so that a sanitizer reports it. */
    draft = (struct draft){0};
    ck_assert_int_eq(chdir("/"), 0);
    folder_free(&folder);
}

static void make_large(const char *name)
{
    folder_write(&folder, name, "");
    ck_assert_int_eq(truncate(name, TOO_LARGE), 0);
}

START_TEST(a_refused_file_takes_no_memory)
{
    make_large("large");
    ck_assert(!form_attach(&form, "large"));
    ck_assert_ptr_null(strstr(guide.status, "Attached"));
    ck_assert_uint_eq(draft_attachment_room(&draft), DRAFT_ATTACHED_MAX);
    ck_assert_uint_eq(draft.attachment_count, 0);
}
END_TEST

static const struct {
    const char *name, *draft, *status;
    enum guide_tone tone;
    size_t count;
} drafts[] = {
    {"all are there", "To: x\nAttachment: a\nAttachment: b\n\nbody", "Attached: b.", GUIDE_GOOD, 2},
    {"the first is missing", "Attachment: none\nAttachment: b\n\nbody",
     "Missing from the message: none", GUIDE_BAD, 1},
    {"two are missing", "Attachment: none\nAttachment: a\nAttachment: large\nAttachment: b\n\nbody",
     "Missing from the message: none, large", GUIDE_BAD, 2},
};

START_TEST(a_draft_says_which_files_are_missing)
{
    folder_write(&folder, "a", "1");
    folder_write(&folder, "b", "2");
    make_large("large");
    ck_assert(form_take(&form, HISTORY_MESSAGE, span_of(drafts[_i].draft)));
    ck_assert_msg(strcmp(guide.status, drafts[_i].status) == 0, "%s: %s", drafts[_i].name,
                  guide.status);
    ck_assert_msg(guide.tone == drafts[_i].tone, "%s: tone", drafts[_i].name);
    ck_assert_msg(draft.attachment_count == drafts[_i].count, "%s: count", drafts[_i].name);
    ck_assert_msg(span_equal(area_text(&draft.body), span_of("body")), "%s: body", drafts[_i].name);
}
END_TEST

START_TEST(a_draft_may_name_a_file_that_is_sent_as_it_is)
{
    folder_write(&folder, "m.eml", "A: b\n");
    ck_assert(form_take(&form, HISTORY_MESSAGE, span_of("File: m.eml\n\n")));
    ck_assert_str_eq(guide.status, "Loaded: m.eml.  It is sent as it is.");
    ck_assert(draft_has_file(&draft));
    ck_assert(form_is_fixed(&form));
    ck_assert_str_eq(guide.status, "m.eml is sent as it is; remove it first (Delete).");
    make_large("large");
    ck_assert(form_take(&form, HISTORY_MESSAGE, span_of("File: large\n\n")));
    ck_assert_str_eq(guide.status, "cannot read large: it is too large");
    ck_assert(!draft_has_file(&draft) && !form_is_fixed(&form));
}
END_TEST

/* On the file, Delete removes it, and the focus is where a composed message begins. */
START_TEST(a_file_is_removed_by_a_key)
{
    size_t first;

    guide_visit(&guide, DIALECT_DATA);
    form_follow(&form);
    first = form.item;
    folder_write(&folder, "m.eml", "A: b\n");
    ck_assert(form_take(&form, HISTORY_MESSAGE, span_of("File: m.eml\n\n")));
    ck_assert_uint_eq(form.item, 0);
    ck_assert(pane_keys(&form.pane).scope == KEYS_ATTACHMENT);
    ck_assert(form.pane.operations->act(&form.pane, KEYS_DELETE_RIGHT, 0));
    ck_assert(!draft_has_file(&draft));
    ck_assert_uint_eq(form.item, first);
}
END_TEST

/* It may be the one that was sent, but nobody will say so. */
START_TEST(without_a_connection_a_message_counts_as_not_sent)
{
    draft_insert(&draft, span_of("body"));
    draft_note_sent(&draft, true);
    guide.client.link.state = LINK_OPEN;
    form_follow(&form);
    ck_assert(draft.is_sent);
    guide.client.link.state = LINK_CLOSED;
    form_follow(&form);
    guide.deliveries++;
    form_follow(&form);
    ck_assert(draft_is_begun(&draft));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("form");
    TCase *all = tcase_create("form");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_refused_file_takes_no_memory);
    tcase_add_loop_test(all, a_draft_says_which_files_are_missing, 0, CASES(drafts));
    tcase_add_test(all, a_draft_may_name_a_file_that_is_sent_as_it_is);
    tcase_add_test(all, a_file_is_removed_by_a_key);
    tcase_add_test(all, without_a_connection_a_message_counts_as_not_sent);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
