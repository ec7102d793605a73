/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_eml.c - a message in a file: its bytes on the wire, what is said of it, its header, and how
 * it stands in a draft and in the history. */
#include <config.h>

#include "tui-client/message/eml.h"

#include <check.h>
#include <errno.h>

#include "common/dot.h"
#include "tests/support/check_main.h"
#include "tests/support/draft.h"
#include "tui-client/client/words.h"
#include "tui-client/message/mime.h"

#define ROOM ((size_t)1 << 20)

/* A string with NULs, and its size. */
#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct {
    const char *name;
    struct span content, wire;
    unsigned traits;
} files[] = {
    {"empty", BYTES(""), BYTES(".\r\n"), 0},
    {"CRLF", BYTES("A: b\r\n\r\nc\r\n"), BYTES("A: b\r\n\r\nc\r\n.\r\n"), 0},
    {"LF", BYTES("A: b\n\nc\n"), BYTES("A: b\r\n\r\nc\r\n.\r\n"), EML_BARE_LF},
    {"both", BYTES("A: b\r\n\nc\r\n"), BYTES("A: b\r\n\r\nc\r\n.\r\n"), EML_BARE_LF},
    {"no end", BYTES("A: b\r\n\r\nc"), BYTES("A: b\r\n\r\nc\r\n.\r\n"), EML_OPEN_END},
    {"dots", BYTES("A: b\r\n\r\n.\r\n..\r\n.c\r\nd.\r\n"),
     BYTES("A: b\r\n\r\n..\r\n...\r\n..c\r\nd.\r\n.\r\n"), 0},
    {"a dot at the end", BYTES("A: b\r\n\r\n."), BYTES("A: b\r\n\r\n..\r\n.\r\n"), EML_OPEN_END},
    {"CR", BYTES("A: b\rc\r\n\r\nd\r\r\n"), BYTES("A: b\rc\r\n\r\nd\r\r\n.\r\n"), EML_BARE_CR},
    {"CR at the end", BYTES("A: b\r\n\r\nc\r"), BYTES("A: b\r\n\r\nc\r\r\n.\r\n"),
     EML_BARE_CR | EML_OPEN_END},
    {"NUL", BYTES("A: \0b\r\n"), BYTES("A: \0b\r\n.\r\n"), EML_NUL},
    {"8-bit text", BYTES("A: \xE7\r\n"), BYTES("A: \xE7\r\n.\r\n"), MIME_EIGHT_BIT},
    {"a From line", BYTES("A: b\r\n\r\nFrom x\r\n"), BYTES("A: b\r\n\r\nFrom x\r\n.\r\n"),
     MIME_FROM_LINE},
    {"what MIME would escape", BYTES("A: b\r\n\r\n--=_part\r\n=20\r\n"),
     BYTES("A: b\r\n\r\n--=_part\r\n=20\r\n.\r\n"), 0},
    {"no field", BYTES("Hello: \r\n"), BYTES("Hello: \r\n.\r\n"), 0},
    {"not a field", BYTES("Hello you\r\nA: b\r\n"), BYTES("Hello you\r\nA: b\r\n.\r\n"),
     EML_NO_FIELD},
};

START_TEST(a_file_is_sent_as_it_is)
{
    struct compose_message message = {.body = span_of("composed")};
    struct buffer out;

    message.file = (struct compose_attachment){span_of("f"), files[_i].content};
    buffer_init(&out, ROOM);
    ck_assert_int_eq(compose_wire(&message, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), files[_i].wire), "%s: %.*s", files[_i].name,
                  (int)buffer_size(&out), out.data);
    ck_assert_msg(eml_traits(files[_i].content) == files[_i].traits, "%s: traits %u",
                  files[_i].name, eml_traits(files[_i].content));
    buffer_release(&out);
}
END_TEST

/* --- whatever it holds, the server gets just that --- */

#define LONGEST 6

/* Writes what a mailbox gets of CONTENT to OUT; returns its size. */
static size_t expected_of(const char *content, size_t size, char *out)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++)
        if (content[i] != '\r' || i + 1 == size || content[i + 1] != '\n')
            out[count++] = content[i];
    if (count > 0 && out[count - 1] != '\n')
        out[count++] = '\n';
    return count;
}

static void check_arrival(const char *content, size_t size)
{
    struct dot_decoder decoder;
    struct buffer wire;
    char text[8 * LONGEST], expected[LONGEST + 1];
    size_t consumed, produced, wanted = expected_of(content, size, expected);

    buffer_init(&wire, ROOM);
    ck_assert_int_eq(eml_wire((struct span){content, size}, true, &wire), 0);
    dot_decoder_init(&decoder, LINE_ENDING_CRLF, 0);
    ck_assert(dot_decode(&decoder, wire.data, buffer_size(&wire), text, &consumed, &produced));
    ck_assert_uint_eq(consumed, buffer_size(&wire));
    ck_assert_uint_eq(produced, wanted);
    ck_assert_mem_eq(text, expected, wanted);
    buffer_release(&wire);
}

START_TEST(every_short_file_arrives)
{
    static const char bytes[] = {'\r', '\n', '.', '\0', 'a'};
    char content[LONGEST];

    for (size_t size = 0, count = 1; size <= LONGEST; size++, count *= COUNT(bytes))
        for (size_t number = 0; number < count; number++) {
            for (size_t i = 0, rest = number; i < size; i++, rest /= COUNT(bytes))
                content[i] = bytes[rest % COUNT(bytes)];
            check_arrival(content, size);
        }
}
END_TEST

/* RFC 5322 section 2.1.1: 998 bytes without CRLF. */
START_TEST(a_line_is_measured_without_its_end)
{
    char line[1001];

    memset(line, 'x', sizeof line);
    line[998] = '\r';
    line[999] = '\n';
    ck_assert_uint_eq(eml_traits((struct span){line, 1000}) & MIME_LONG_LINE, 0);
    line[998] = 'x';
    line[999] = '\r';
    line[1000] = '\n';
    ck_assert_uint_eq(eml_traits((struct span){line, 1001}) & MIME_LONG_LINE, MIME_LONG_LINE);
}
END_TEST

static const struct {
    unsigned traits;
    const char *risks, *changes;
} said[] = {
    {0, "", ""},
    {MIME_EIGHT_BIT, "", ""},
    {EML_BARE_LF, "", "Line ends: LF is sent as CRLF."},
    {EML_BARE_LF | EML_OPEN_END | EML_NO_FIELD | EML_BARE_CR | EML_NUL,
     "The first line is not a header field.  A CR stands without LF: servers may refuse it.  "
     "It contains NUL bytes: servers may refuse or drop them.",
     "Line ends: LF is sent as CRLF.  The last line gets a line end."},
};

START_TEST(what_is_remarkable_is_said)
{
    char text[WORDS_MAX];

    ck_assert_str_eq(words_file_risks(said[_i].traits, text, sizeof text), said[_i].risks);
    ck_assert_str_eq(words_file_changes(said[_i].traits, text, sizeof text), said[_i].changes);
}
END_TEST

static const struct {
    const char *name, *content, *field, *text;
} fields[] = {
    {"a field", "From: a@x\nTo: b@x\n\nTo: c@x\n", "To", "b@x"},
    {"folded", "SUBJECT: one\r\n two\r\n\tthree\r\nTo: b@x\r\n", "Subject", "one two three"},
    {"none", "From: a@x\n\nTo: c@x\n", "To", ""},
    {"the first", "To: a@x\nTo: b@x\n", "To", "a@x"},
    {"another that begins alike", "Topic: x\nTo: b@x\n", "To", "b@x"},
    {"empty", "", "To", ""},
};

START_TEST(a_field_is_found)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    ck_assert_int_eq(eml_field(span_of(fields[_i].content), fields[_i].field, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(fields[_i].text)), "%s: %.*s",
                  fields[_i].name, (int)buffer_size(&out), out.data);
    buffer_release(&out);
}
END_TEST

/* --- in a draft --- */

static void load(const char *text)
{
    struct buffer content;

    buffer_init(&content, ROOM);
    ck_assert_int_eq(buffer_append(&content, text, strlen(text)), 0);
    ck_assert_int_eq(draft_load(&draft, span_of("dir/m.eml"), &content), 0);
    ck_assert_ptr_null(content.data);
}

START_TEST(the_composed_message_comes_back)
{
    struct compose_message message;

    draft_insert(&draft, span_of("composed"));
    draft_note_sent(&draft, true);
    load("A: b\n");
    ck_assert(!draft.is_sent);
    ck_assert_uint_eq(draft.file_traits, EML_BARE_LF);
    load("A: c\r\n");
    ck_assert_uint_eq(draft.file_traits, 0);
    message = draft_message(&draft);
    expect(message.file.content, "A: c\r\n", "loaded", "the file");
    expect(message.file.path, "dir/m.eml", "loaded", "its path");
    draft_unload(&draft);
    message = draft_message(&draft);
    ck_assert_uint_eq(message.file.path.size, 0);
    expect(message.body, "composed", "removed", "the body");
}
END_TEST

START_TEST(a_delivered_file_takes_nothing_composed_with_it)
{
    write_field(draft_argument(&draft, DIALECT_RCPT), "johndoe");
    draft_insert(&draft, span_of("composed"));
    load("A: b\n");
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    ck_assert(!draft_has_file(&draft) && draft_is_begun(&draft));
    expect_body("composed", "delivered");
    expect_field(draft_argument(&draft, DIALECT_RCPT), "", "delivered");
}
END_TEST

START_TEST(after_a_delivered_file_the_next_message_begins_afresh)
{
    draft_fill(&draft, &origin);
    load("A: b\n");
    ck_assert(draft_is_begun(&draft));
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    ck_assert(!draft_is_begun(&draft));
    expect_field(draft_header(&draft, COMPOSE_DATE), "", "delivered");
}
END_TEST

/* --- in the history --- */

START_TEST(the_history_keeps_its_name)
{
    struct compose_message message = {.body = span_of("composed")}, found;
    struct buffer out;

    message.file = (struct compose_attachment){span_of("dir/m.eml"), span_of("A: b\n")};
    buffer_init(&out, ROOM);
    ck_assert_int_eq(compose_text(&message, &out), 0);
    expect(buffer_span(&out), "File: dir/m.eml\n\n", "kept", "the text");
    draft_insert(&draft, span_of("composed"));
    ck_assert_int_eq(draft_take_message(&draft, buffer_span(&out), &found), 0);
    expect(found.file.path, "dir/m.eml", "taken", "the path");
    expect_body("composed", "taken");
    buffer_release(&out);
    message.file.path = span_of("a\nb");
    ck_assert_int_eq(compose_text(&message, &out), -1);
    ck_assert_int_eq(errno, EINVAL);
    buffer_release(&out);
}
END_TEST

START_TEST(a_message_from_the_history_replaces_a_file)
{
    struct compose_message found;

    load("A: b\n");
    ck_assert_int_eq(draft_take_message(&draft, span_of("To: x\n\nbody"), &found), 0);
    ck_assert(!draft_has_file(&draft));
    expect_body("body", "taken");
}
END_TEST

/* Only the beginning of a long header is read, so that a field may be there although it was not
 * found. */
START_TEST(a_long_header_is_not_known_wholly)
{
    static const size_t counts[] = {10, 10000};
    static const char line[] = "X-Filler: 1\n", rest[] = "To: b@x\n\nbody\n";

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct buffer content;
        struct letter letter;
        buffer_init(&content, 1 << 20);
        letter_init(&letter);
        for (size_t j = 0; j < counts[i]; j++)
            ck_assert_int_eq(buffer_append(&content, line, sizeof line - 1), 0);
        ck_assert_int_eq(buffer_append(&content, rest, sizeof rest - 1), 0);
        eml_letter(buffer_span(&content), &letter);
        ck_assert_int_eq(letter.is_cut, i == 1);
        ck_assert_uint_eq(letter_text(&letter, LETTER_TO).size, i == 0 ? 3 : 0);
        letter_release(&letter);
        buffer_release(&content);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eml");
    TCase *all = tcase_create("eml");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, a_file_is_sent_as_it_is, 0, CASES(files));
    tcase_add_test(all, every_short_file_arrives);
    tcase_add_test(all, a_line_is_measured_without_its_end);
    tcase_add_loop_test(all, what_is_remarkable_is_said, 0, CASES(said));
    tcase_add_loop_test(all, a_field_is_found, 0, CASES(fields));
    tcase_add_test(all, the_composed_message_comes_back);
    tcase_add_test(all, a_delivered_file_takes_nothing_composed_with_it);
    tcase_add_test(all, after_a_delivered_file_the_next_message_begins_afresh);
    tcase_add_test(all, the_history_keeps_its_name);
    tcase_add_test(all, a_message_from_the_history_replaces_a_file);
    tcase_add_test(all, a_long_header_is_not_known_wholly);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
