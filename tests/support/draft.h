/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* draft.h - the draft of a test, and checks of its contents.
 */
#ifndef TESTS_SUPPORT_DRAFT_H
#define TESTS_SUPPORT_DRAFT_H

#include <check.h>
#include <string.h>

#include "common/count.h"
#include "tui-client/message/draft.h"

static struct draft draft;

static inline void set_up(void)
{
    draft_init(&draft, span_of("lab01"));
}

static inline void tear_down(void)
{
    draft_release(&draft);
    /* Unfreed memory becomes unreachable, so that a sanitizer reports it. */
    draft = (struct draft){0};
}

static inline void write_field(struct draft_field *field, const char *text)
{
    draft_edit(&draft, field, span_of(text), strlen(text));
}

static inline void attach(const char *path, const char *bytes)
{
    struct buffer content;

    buffer_init(&content, draft_attachment_room(&draft));
    ck_assert_int_eq(buffer_append(&content, bytes, strlen(bytes)), 0);
    ck_assert_int_eq(draft_attach(&draft, span_of(path), &content), 0);
    ck_assert_ptr_null(content.data);
}

static inline void expect(struct span text, const char *expected, const char *name,
                          const char *what)
{
    ck_assert_msg(span_equal(text, span_of(expected)), "%s: %s is \"%.*s\"", name, what,
                  (int)text.size, text.data);
}

static inline void expect_field(struct draft_field *field, const char *expected, const char *name)
{
    expect(draft_text(field), expected, name, "the field");
}

static inline void expect_body(const char *expected, const char *name)
{
    expect(area_text(&draft.body), expected, name, "the body");
}

static char sender[] = "alice", first[] = "johndoe", second[] = "bob@y";
static char *recipients[] = {first, second};
static const struct envelope envelope = {
    .sender = sender, .recipients = recipients, .recipient_count = 2};

/* What a message was filled in from. */
static const struct draft_origin origin = {
    .envelope = &envelope,
    .server = "mx.test",
    .now = {.tm_year = 126, .tm_mon = 10, .tm_mday = 28, .tm_wday = 6, .tm_hour = 9},
    .zone_minutes = -180,
    .nonce = 0xA5,
};

#endif
