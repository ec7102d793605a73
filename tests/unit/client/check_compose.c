/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_compose.c - a message: its checks, its text, its wire form, and back. */
#include <config.h>

#include "tui-client/message/compose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/dot.h"
#include "tests/support/check_main.h"

#define ROOM ((size_t)1 << 20)

static struct span bytes(const char *data, size_t size)
{
    return (struct span){data, size};
}

static const struct {
    const char *name;
    struct span text;
    enum compose_flaw flaw;
} checks[] = {
    {"empty", {"", 0}, COMPOSE_OK},
    {"words", {"Hello there", 11}, COMPOSE_OK},
    {"tab", {"a\tb", 3}, COMPOSE_OK},
    {"accents", {"Jo\xC3\xA3o", 5}, COMPOSE_OK},
    {"CR", {"a\rb", 3}, COMPOSE_CONTROL_BYTE},
    {"LF", {"a\nb", 3}, COMPOSE_CONTROL_BYTE},
    {"NUL", {"a\0b", 3}, COMPOSE_CONTROL_BYTE},
    {"ESC", {"\x1B[m", 3}, COMPOSE_CONTROL_BYTE},
    {"DEL", {"\x7F", 1}, COMPOSE_CONTROL_BYTE},
    {"half a character", {"\xC3", 1}, COMPOSE_ILL_FORMED},
    {"overlong", {"\xC0\x80", 2}, COMPOSE_ILL_FORMED},
};

START_TEST(a_field_is_checked)
{
    ck_assert_msg(compose_check(checks[_i].text) == checks[_i].flaw, "%s: flaw %d", checks[_i].name,
                  compose_check(checks[_i].text));
}
END_TEST

static const struct {
    const char *name;
    enum compose_field field;
    const char *text;
    enum compose_flaw flaw;
} field_checks[] = {
    {"a list", COMPOSE_TO, "Bob <b@x>, J\xC3\xB6rg <j@x>", COMPOSE_OK},
    {"a comma in a name", COMPOSE_FROM, "M\xC3\xBCller, J\xC3\xB6rg <j@x>", COMPOSE_NEEDS_QUOTES},
    {"a comma in quotes", COMPOSE_FROM, "\"M\xC3\xBCller, J\" <j@x>", COMPOSE_OK},
    {"a comma behind a comment", COMPOSE_TO, "bob (\xC3\x9C), a@b", COMPOSE_OK},
    {"addresses that are not ASCII", COMPOSE_TO, "jo\xC3\xA3o@x, j\xC3\xB6rg@x", COMPOSE_OK},
    {"one word", COMPOSE_TO, "jo\xC3\xA3o", COMPOSE_OK},
    {"a subject", COMPOSE_SUBJECT, "Ol\xC3\xA1, ol\xC3\xA1", COMPOSE_OK},
    {"a date", COMPOSE_DATE, "hoje \xC3\xA0s 5", COMPOSE_NOT_ASCII},
    {"a Message-ID", COMPOSE_MESSAGE_ID, "<1@caf\xC3\xA9>", COMPOSE_NOT_ASCII},
    {"what holds for all", COMPOSE_DATE, "a\rb", COMPOSE_CONTROL_BYTE},
};

START_TEST(a_field_is_checked_for_what_it_is)
{
    enum compose_flaw flaw =
        compose_check_field(field_checks[_i].field, span_of(field_checks[_i].text));

    ck_assert_msg(flaw == field_checks[_i].flaw, "%s: flaw %d", field_checks[_i].name, flaw);
}
END_TEST

START_TEST(a_field_has_a_longest_text)
{
    static char text[COMPOSE_FIELD_MAX + 1];

    memset(text, 'x', sizeof text);
    ck_assert_int_eq(compose_check(bytes(text, COMPOSE_FIELD_MAX)), COMPOSE_OK);
    ck_assert_int_eq(compose_check(bytes(text, COMPOSE_FIELD_MAX + 1)), COMPOSE_TOO_LONG);
}
END_TEST

static const struct {
    const char *name;
    struct tm when;
    int offset;
    const char *expected;
} dates[] = {
    {"UTC",
     {.tm_year = 124,
      .tm_mon = 1,
      .tm_mday = 29,
      .tm_wday = 4,
      .tm_hour = 1,
      .tm_min = 2,
      .tm_sec = 3},
     0,
     "Thu, 29 Feb 2024 01:02:03 +0000"},
    {"west",
     {.tm_year = 126,
      .tm_mon = 10,
      .tm_mday = 1,
      .tm_wday = 0,
      .tm_hour = 23,
      .tm_min = 59,
      .tm_sec = 60},
     -210,
     "Sun, 1 Nov 2026 23:59:60 -0330"},
    {"east",
     {.tm_year = 126, .tm_mon = 11, .tm_mday = 31, .tm_wday = 4},
     845,
     "Thu, 31 Dec 2026 00:00:00 +1405"},
};

START_TEST(a_date_is_that_of_the_rfc)
{
    char out[COMPOSE_DATE_MAX];
    size_t size = compose_date(&dates[_i].when, dates[_i].offset, out);

    ck_assert_msg(span_equal(bytes(out, size), span_of(dates[_i].expected)), "%s: %.*s",
                  dates[_i].name, (int)size, out);
}
END_TEST

static const struct {
    const char *name, *domain, *expected;
} ids[] = {
    {"plain", "lab.test", "<00000000000000ff@lab.test>"},
    {"nothing", "", "<00000000000000ff@->"},
    {"dots at the ends and doubled", ".a..b.", "<00000000000000ff@-a.-b->"},
    {"what may not stand there", "a b>\xC3\xA3", "<00000000000000ff@a-b--->"},
};

START_TEST(a_message_id_is_one_whatever_the_domain)
{
    char out[64];
    size_t size = compose_message_id(255, span_of(ids[_i].domain), out, sizeof out);

    ck_assert_msg(span_equal(bytes(out, size), span_of(ids[_i].expected)), "%s: %.*s", ids[_i].name,
                  (int)size, out);
}
END_TEST

START_TEST(a_message_id_fits)
{
    char domain[500], out[64];

    memset(domain, 'x', sizeof domain);
    ck_assert_uint_le(compose_message_id(1, bytes(domain, sizeof domain), out, sizeof out),
                      sizeof out);
}
END_TEST

static const struct {
    const char *name, *from, *subject;
    struct span body;
    const char *text, *wire;
} messages[] = {
    {"all empty", "", "", {"", 0}, "\n", "\r\n.\r\n"},
    {"fields",
     "a@b",
     "hi",
     {"x\n", 2},
     "From: a@b\nSubject: hi\n\nx\n",
     "From: a@b\r\nSubject: hi\r\n\r\nx\r\n.\r\n"},
    {"no line end at the end", "", "", {"x", 1}, "\nx\n", "\r\nx\r\n.\r\n"},
    {"dots",
     "",
     "",
     {".\n..\n.x\nx.\n", 11},
     "\n.\n..\n.x\nx.\n",
     "\r\n..\r\n...\r\n..x\r\nx.\r\n.\r\n"},
    {"From lines are hidden from mailboxes",
     "",
     "",
     {"From x\n", 7},
     "\nFrom x\n",
     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
     "Content-Transfer-Encoding: quoted-printable\r\n\r\n=46rom x\r\n.\r\n"},
    {"a field that may not go",
     "a\nb",
     "hi",
     {"x\n", 2},
     "Subject: hi\n\nx\n",
     "Subject: hi\r\n\r\nx\r\n.\r\n"},
    {"NUL and CR of a body", "", "", {"a\0b\rc\n", 6}, "\nabc\n", "\r\nabc\r\n.\r\n"},
    {"a dot behind what is left out",
     "",
     "",
     {"\r.\r\n\0.\n", 7},
     "\n.\n.\n",
     "\r\n..\r\n..\r\n.\r\n"},
    {"a CR alone at the end", "", "", {"x\n\r", 3}, "\nx\n", "\r\nx\r\n.\r\n"},
    {"nothing but what is left out", "", "", {"\r\0", 2}, "\n", "\r\n.\r\n"},
};

static struct compose_message message_of(size_t number)
{
    struct compose_message message = {.body = messages[number].body};

    message.fields[COMPOSE_FROM] = span_of(messages[number].from);
    message.fields[COMPOSE_SUBJECT] = span_of(messages[number].subject);
    return message;
}

START_TEST(a_message_becomes_text_and_wire)
{
    struct compose_message message = message_of((size_t)_i);
    struct buffer out;

    buffer_init(&out, ROOM);
    ck_assert_int_eq(compose_text(&message, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(messages[_i].text)), "%s: text",
                  messages[_i].name);
    buffer_release(&out);
    ck_assert_int_eq(compose_wire(&message, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(messages[_i].wire)), "%s: wire",
                  messages[_i].name);
    buffer_release(&out);
}
END_TEST

/* A text of up to MOST random PIECES; the caller releases it. */
static struct buffer random_text(const char *const *pieces, size_t count, int most)
{
    struct buffer text;

    buffer_init(&text, ROOM);
    for (int i = rand() % (most + 1); i > 0; i--) {
        const char *piece = pieces[(size_t)rand() % count];
        ck_assert_int_eq(buffer_append(&text, piece, strlen(piece)), 0);
    }
    return text;
}

static const char *const words[] = {"a", ":", " ", "To: ", "b", "."};
static const char *const lines[] = {".", "\n", "..", "a", " ", "To: ", "\r", "\r\n"};

/* Messages of random pieces in plain encoding: the server's decoder restores the text, the parser
 * the fields without the blanks around them. */
START_TEST(a_random_message_comes_back)
{
    struct buffer fields[COMPOSE_FIELDS], body, text, wire;
    struct compose_message message = {.body = {NULL, 0}}, found;
    struct dot_decoder decoder;
    size_t consumed, produced;

    srand((unsigned)_i);
    buffer_init(&text, ROOM);
    buffer_init(&wire, ROOM);
    for (size_t i = 0; i < COMPOSE_FIELDS; i++) {
        fields[i] = random_text(words, sizeof words / sizeof words[0], 4);
        message.fields[i] = buffer_span(&fields[i]);
    }
    body = random_text(lines, sizeof lines / sizeof lines[0], 30);
    message.body = buffer_span(&body);
    ck_assert_int_eq(compose_text(&message, &text), 0);
    ck_assert_int_eq(compose_wire(&message, &wire), 0);
    dot_decoder_init(&decoder, LINE_ENDING_CRLF, DOT_FLAW_NONE);
    ck_assert(dot_decode(&decoder, wire.data + wire.start, buffer_size(&wire),
                         wire.data + wire.start, &consumed, &produced));
    ck_assert_msg(decoder.flaws == 0, "seed %d: flaws %u", _i, decoder.flaws);
    ck_assert_uint_eq(consumed, buffer_size(&wire));
    ck_assert_msg(span_equal(bytes(wire.data + wire.start, produced), buffer_span(&text)),
                  "seed %d", _i);
    ck_assert_msg(compose_parse(buffer_span(&text), &found), "seed %d: refused", _i);
    for (size_t i = 0; i < COMPOSE_FIELDS; i++) {
        ck_assert_msg(span_equal(found.fields[i], span_trim(message.fields[i])), "seed %d: %s", _i,
                      compose_field_name((enum compose_field)i));
        buffer_release(&fields[i]);
    }
    buffer_release(&wire);
    message = (struct compose_message){.body = message.body};
    ck_assert_int_eq(compose_text(&message, &wire), 0);
    ck_assert_msg(span_equal(span_skip(buffer_span(&wire), 1), found.body), "seed %d: body", _i);
    buffer_release(&body);
    buffer_release(&text);
    buffer_release(&wire);
}
END_TEST

/* For every buffer size the result is complete or -1. */
START_TEST(a_message_needs_room)
{
    struct compose_message message = message_of((size_t)_i);
    size_t text_size = strlen(messages[_i].text), wire_size = strlen(messages[_i].wire);
    struct buffer out;

    for (size_t room = 0; room <= wire_size; room++) {
        buffer_init(&out, room);
        errno = 0;
        ck_assert_msg((compose_text(&message, &out) == 0) == (room >= text_size), "%s: text in %zu",
                      messages[_i].name, room);
        ck_assert(room >= text_size || errno == ENOBUFS);
        buffer_release(&out);
        errno = 0;
        ck_assert_msg((compose_wire(&message, &out) == 0) == (room >= wire_size), "%s: wire in %zu",
                      messages[_i].name, room);
        ck_assert(room >= wire_size || errno == ENOBUFS);
        buffer_release(&out);
    }
}
END_TEST

/* The names and the order of the fields. */
START_TEST(all_fields_stand_in_order)
{
    struct compose_message message = {.body = {NULL, 0}};
    struct buffer out;

    for (size_t i = 0; i < COMPOSE_FIELDS; i++)
        message.fields[i] = span_of("x");
    buffer_init(&out, ROOM);
    ck_assert_int_eq(compose_text(&message, &out), 0);
    ck_assert(span_equal(buffer_span(&out),
                         span_of("From: x\nTo: x\nSubject: x\nDate: x\nMessage-ID: x\n\n")));
    buffer_release(&out);
}
END_TEST

static const struct {
    const char *name, *text;
    bool is_form;
    const char *to, *body;
} texts[] = {
    {"fields in another order and case", "SUBJECT: x\nto:  a \n\nbody\n", true, "a", "body\n"},
    {"no fields", "\nbody\n", true, "", "body\n"},
    {"a field of another kind", "X-A: b\n\nbody\n", false, "", "X-A: b\n\nbody\n"},
    {"a folded field", "To: a\n b\n\nbody\n", false, "", "To: a\n b\n\nbody\n"},
    {"a repeated field", "To: a\nTo: b\n\nx\n", false, "", "To: a\nTo: b\n\nx\n"},
    {"a repeated field, at first empty", "To:\nTo: b\n\nx\n", false, "", "To:\nTo: b\n\nx\n"},
    {"a field that is longer by a letter", "Tos: a\n\nx\n", false, "", "Tos: a\n\nx\n"},
    {"a blank before the colon", "To : a\n\nx\n", false, "", "To : a\n\nx\n"},
    {"no empty line", "To: a\n", false, "", "To: a\n"},
    {"nothing", "", false, "", ""},
};

START_TEST(a_text_is_read_back)
{
    struct compose_message message;
    bool is_form = compose_parse(span_of(texts[_i].text), &message);

    ck_assert_msg(is_form == texts[_i].is_form, "%s", texts[_i].name);
    ck_assert_msg(span_equal(message.fields[COMPOSE_TO], span_of(texts[_i].to)), "%s: to",
                  texts[_i].name);
    ck_assert_msg(span_equal(message.body, span_of(texts[_i].body)), "%s: body", texts[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compose");
    TCase *all = tcase_create("compose");

    tcase_add_loop_test(all, a_field_is_checked, 0, CASES(checks));
    tcase_add_loop_test(all, a_field_is_checked_for_what_it_is, 0, CASES(field_checks));
    tcase_add_test(all, a_field_has_a_longest_text);
    tcase_add_loop_test(all, a_date_is_that_of_the_rfc, 0, CASES(dates));
    tcase_add_loop_test(all, a_message_id_is_one_whatever_the_domain, 0, CASES(ids));
    tcase_add_test(all, a_message_id_fits);
    tcase_add_loop_test(all, a_message_becomes_text_and_wire, 0, CASES(messages));
    tcase_add_loop_test(all, a_message_needs_room, 0, CASES(messages));
    tcase_add_test(all, all_fields_stand_in_order);
    tcase_add_loop_test(all, a_random_message_comes_back, 0, 200);
    tcase_add_loop_test(all, a_text_is_read_back, 0, CASES(texts));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
