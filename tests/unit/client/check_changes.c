/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_changes.c - what is said of a message whose bytes are not what was typed. */
#include <config.h>

#include "tui-client/message/changes.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"
#include "tui-client/message/mime.h"

#define LONG                                                                                       \
    "a subject that goes on and on, so that it does not fit into one line of a header, not at all"

static const struct {
    const char *name, *from, *subject, *body;
    enum compose_encoding encoding;
    size_t files;
    const char *said, *risk;
} cases[] = {
    {"plain", "a@b", "hi", "text\n", COMPOSE_AUTOMATIC, 0, "", ""},
    {"as typed, plain", "", "", "text\n", COMPOSE_AS_TYPED, 0, "", ""},
    {"8-bit text", "", "", "\xC3\xA7", COMPOSE_AUTOMATIC, 0,
     "8-bit text: sent as quoted-printable.", ""},
    {"two causes", "", "", "From \xC3\xA7", COMPOSE_AUTOMATIC, 0,
     "8-bit text, a line that begins with \"From\": sent as quoted-printable.", ""},
    {"a line like the boundary, but no parts", "", "", "--=_part", COMPOSE_AUTOMATIC, 0, "", ""},
    {"a line like the boundary", "", "", "--=_part", COMPOSE_AS_TYPED, 1,
     "a line like the boundary of the parts: sent as quoted-printable.  "
     "1 file attached: sent as multipart/mixed.",
     ""},
    {"files", "", "", "a", COMPOSE_AUTOMATIC, 2, "2 files attached: sent as multipart/mixed.", ""},
    {"chosen", "", "", "a", COMPOSE_BASE64, 0, "Text: sent as base64.", ""},
    {"8bit", "", "", "a", COMPOSE_EIGHT_BIT, 0, "Text: unchanged, described as 8bit in UTF-8.", ""},
    {"fields", "J. Q. \xC3\x87 <a@b>", "\xC3\xA7", "a", COMPOSE_AUTOMATIC, 0,
     "From: encoded word.  Subject: encoded word.", ""},
    {"what looks like an encoded word", "", "=?utf-8?q?x?=", "a", COMPOSE_AUTOMATIC, 0,
     "Subject: encoded word.", ""},
    {"a quoted name", "J. Q. P <a@b>", "", "a", COMPOSE_AUTOMATIC, 0, "From: a name in quotes.",
     ""},
    {"an empty item", "not an address,, <<", "", "a", COMPOSE_AUTOMATIC, 0,
     "From: blanks or commas tidied.", ""},
    {"no blank after a comma", "\"A\" <a@b>,c@d", "", "a", COMPOSE_AUTOMATIC, 0,
     "From: blanks or commas tidied.", ""},
    {"quotes in a quoted name", "J. \"Q\" P <a@b>", "", "a", COMPOSE_AUTOMATIC, 0,
     "From: a name in quotes.", ""},
    {"a folded field", "", LONG, "a", COMPOSE_AUTOMATIC, 0, "Subject: folded over several lines.",
     ""},
    {"8-bit text as typed", "", "", "\xC3\xA7", COMPOSE_AS_TYPED, 0, "",
     "8-bit text, but the server does not offer 8BITMIME: it may refuse the text or change it."},
    {"a From line as typed", "", "", "From x", COMPOSE_AS_TYPED, 0, "",
     "A line begins with \"From\": mailboxes may put \">\" before it."},
};

START_TEST(only_what_is_changed_is_said)
{
    struct compose_message message = {.body = span_of(cases[_i].body),
                                      .encoding = cases[_i].encoding,
                                      .attachment_count = cases[_i].files};
    struct changes changes;
    char said[WORDS_MAX], risk[WORDS_MAX];

    message.fields[COMPOSE_FROM] = span_of(cases[_i].from);
    message.fields[COMPOSE_SUBJECT] = span_of(cases[_i].subject);
    changes = changes_of(&message, mime_traits(message.body));
    words_changes(&changes, said, sizeof said);
    words_risks(changes.risks, WORDS_EIGHT_BIT_NOT_OFFERED, risk, sizeof risk);
    ck_assert_msg(strcmp(said, cases[_i].said) == 0, "%s: %s", cases[_i].name, said);
    ck_assert_msg(strcmp(risk, cases[_i].risk) == 0, "%s: %s", cases[_i].name, risk);
}
END_TEST

START_TEST(what_was_announced_is_no_risk)
{
    char text[WORDS_MAX];

    words_risks(MIME_EIGHT_BIT, WORDS_EIGHT_BIT_ANNOUNCED, text, sizeof text);
    ck_assert_str_eq(text, "");
    words_risks(MIME_EIGHT_BIT, WORDS_EIGHT_BIT_NOT_ANNOUNCED, text, sizeof text);
    ck_assert_str_eq(text, "8-bit text, but MAIL FROM was sent without BODY=8BITMIME.");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("changes");
    TCase *all = tcase_create("changes");

    tcase_add_loop_test(all, only_what_is_changed_is_said, 0, CASES(cases));
    tcase_add_test(all, what_was_announced_is_no_risk);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
