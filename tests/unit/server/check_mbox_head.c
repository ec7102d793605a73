/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_mbox_head.c - the lines of ours before a message in its record. */
#include <config.h>

#include "server/mail/mbox.h"

#include <errno.h>

#include "common/text.h"
#include "tests/support/check_main.h"

#define LIMIT ((size_t)1 << 20)

#define TAIL                                                                                       \
    "Delivered-To: you\nReceived: from me ([::1])\n\tby h with SMTP; Thu, 1 Jan 1970 00:00:00 "    \
    "+0000\n"

#define TO(address) (const char *const[]){address}, 1

static const struct {
    const char *name;
    struct mbox_trace trace;
    bool headless;
    const char *out;
} heads[] = {
    {"all of it",
     {"laptop", "a@b", TO("JohnDoe@x"), "smtp.prototype", "SMTP", "127.0.0.1", 1795406400},
     false,
     "From a@b Mon Nov 23 04:00:00 2026\nReturn-Path: <a@b>\nDelivered-To: JohnDoe@x\n"
     "Received: from laptop ([127.0.0.1])\n"
     "\tby smtp.prototype with SMTP; Mon, 23 Nov 2026 04:00:00 +0000\n"},
    {"headless",
     {"me", "a", TO("you"), "h", "SMTP", "::1", 0},
     true,
     "From a Thu Jan  1 00:00:00 1970\nReturn-Path: <a>\n" TAIL "\n"},
    {"the null sender",
     {"me", "<>", TO("you"), "h", "SMTP", "::1", 0},
     false,
     "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nReturn-Path: <>\n" TAIL},
    {"blanks in the sender",
     {"me", "a b\tc", TO("you"), "h", "SMTP", "::1", 0},
     false,
     "From a-b-c Thu Jan  1 00:00:00 1970\nReturn-Path: <a b\\x09c>\n" TAIL},
    {"C0, DEL, C1 and ill-formed bytes in the sender",
     {"me", "\x01\x1b\x7f\xc2\x85\xff\xc3", TO("you"), "h", "SMTP", "::1", 0},
     false,
     "From ------ Thu Jan  1 00:00:00 1970\n"
     "Return-Path: <\\x01\\x1B\\x7F\\xC2\\x85\\xFF\\xC3>\n" TAIL},
    {"UTF-8 in the sender",
     {"me", "jo\xc3\xa3o", TO("you"), "h", "SMTP", "::1", 0},
     false,
     "From jo-o Thu Jan  1 00:00:00 1970\nReturn-Path: <jo\xc3\xa3o>\n" TAIL},
    {"line breaks in everything",
     {"a\r\nb", "c\nd", TO("e\nf"), "h", "SMTP", "::1", 951827696},
     false,
     "From c-d Tue Feb 29 12:34:56 2000\nReturn-Path: <c\\x0Ad>\nDelivered-To: e\\x0Af\n"
     "Received: from a\\x0D\\x0Ab ([::1])\n"
     "\tby h with SMTP; Tue, 29 Feb 2000 12:34:56 +0000\n"},
    {"the time beyond 2038",
     {"a", "c", TO("e"), "h", "SMTP", "::1", 4294967296},
     false,
     "From c Sun Feb  7 06:28:16 2106\nReturn-Path: <c>\nDelivered-To: e\n"
     "Received: from a ([::1])\n\tby h with SMTP; Sun, 7 Feb 2106 06:28:16 +0000\n"},
    {"two recipients with one mailbox",
     {"me", "a", (const char *const[]){"You@there", "you"}, 2, "h", "SMTP", "::1", 0},
     false,
     "From a Thu Jan  1 00:00:00 1970\nReturn-Path: <a>\nDelivered-To: You@there\n" TAIL},
};

START_TEST(head)
{
    struct mbox_body body;
    struct buffer out;

    mbox_body_init(&body);
    body.headless = heads[_i].headless;
    buffer_init(&out, LIMIT);
    ck_assert_int_eq(mbox_head_write(&heads[_i].trace, &body, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(heads[_i].out)), "%s: \"%.*s\"",
                  heads[_i].name, (int)buffer_size(&out), buffer_span(&out).data);
    for (size_t limit = 1; limit < strlen(heads[_i].out); limit++) {
        struct buffer small;
        buffer_init(&small, limit);
        ck_assert_msg(mbox_head_write(&heads[_i].trace, &body, &small) == -1 && errno == ENOBUFS,
                      "%s: room for %zu bytes", heads[_i].name, limit);
        buffer_release(&small);
    }
    buffer_release(&out);
}
END_TEST

/* Lines of at most 998 bytes, whatever the client says, and cut at characters. */
START_TEST(long_head)
{
    static const char *const units[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\x01", "\xff", " "};
    char text[4096] = "", printed[4 * sizeof text];
    struct mbox_body body;
    struct buffer out;
    size_t lines = 0, size, taken;

    while (strlen(text) + 4 < sizeof text)
        strcat(text, units[_i]);
    struct mbox_trace trace = {
        text, text, (const char *const[]){text}, 1, "smtp.prototype", "SMTP", "127.0.0.1", 0};
    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    ck_assert_int_eq(mbox_head_write(&trace, &body, &out), 0);
    for (struct span rest = buffer_span(&out); rest.size > 0; lines++) {
        const char *end = memchr(rest.data, '\n', rest.size);
        ck_assert_ptr_nonnull(end);
        struct span line = {rest.data, (size_t)(end - rest.data)};
        size_t least = lines < 4 ? MBOX_LINE_MAX - 4 : 0;
        ck_assert_msg(line.size <= MBOX_LINE_MAX && line.size >= least,
                      "line %zu of %zu bytes: %.20s", lines, line.size, line.data);
        if (line.data[0] == '\t')
            line = span_skip(line, 1);
        size = text_print(TEXT_ECHO, line, printed, sizeof printed, &taken);
        ck_assert_msg(size == line.size, "line %zu is not clean: %.20s", lines, line.data);
        rest = span_skip(rest, (size_t)(end - rest.data) + 1);
    }
    ck_assert_uint_eq(lines, 5);
    buffer_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mbox_head");
    TCase *trace = tcase_create("head");

    tcase_add_loop_test(trace, head, 0, CASES(heads));
    tcase_add_loop_test(trace, long_head, 0, 6);
    suite_add_tcase(suite, trace);
    return check_main(suite);
}
