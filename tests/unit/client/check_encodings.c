/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_encodings.c - the ways in which the body of a message is sent. */
#include <config.h>

#include <check.h>

#include "tests/support/check_main.h"
#include "tui-client/message/compose.h"

#define ROOM ((size_t)1 << 20)

/* A message with a body, and an attachment or not. */
static const struct {
    const char *name;
    enum compose_encoding encoding;
    bool has_file;
    const char *body, *wire;
} encodings[] = {
    {"as typed, beyond ASCII", COMPOSE_AS_TYPED, false, ".\xC3\xA7\nFrom x",
     "\r\n..\xC3\xA7\r\nFrom x\r\n.\r\n"},
    {"8bit", COMPOSE_EIGHT_BIT, false, ".\xC3\xA7",
     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
     "Content-Transfer-Encoding: 8bit\r\n\r\n..\xC3\xA7\r\n.\r\n"},
    {"quoted-printable, although plain", COMPOSE_QUOTED_PRINTABLE, false, "a=b",
     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
     "Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db\r\n.\r\n"},
    {"base64, its line breaks CRLF", COMPOSE_BASE64, false, "a\nb",
     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
     "Content-Transfer-Encoding: base64\r\n\r\nYQ0KYg0K\r\n.\r\n"},
    {"as typed beside a file", COMPOSE_AS_TYPED, true, "a",
     "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n"
     "--=_part\r\n\r\na\r\n\r\n--=_part\r\nContent-Type: application/octet-stream\r\n"
     "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n"
     " filename=\"f\"\r\n\r\nMQ==\r\n\r\n--=_part--\r\n.\r\n"},
    {"no boundary within a part", COMPOSE_EIGHT_BIT, true, "--=_part",
     "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n"
     "--=_part\r\nContent-Type: text/plain; charset=utf-8\r\n"
     "Content-Transfer-Encoding: quoted-printable\r\n\r\n--=3D_part\r\n\r\n--=_part\r\n"
     "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
     "Content-Disposition: attachment;\r\n filename=\"f\"\r\n\r\nMQ==\r\n\r\n"
     "--=_part--\r\n.\r\n"},
};

START_TEST(a_body_is_sent_as_chosen)
{
    struct compose_message message = {.body = span_of(encodings[_i].body),
                                      .encoding = encodings[_i].encoding,
                                      .attachment_count = encodings[_i].has_file};
    struct compose_message found;
    struct buffer out;

    message.attachments[0] = (struct compose_attachment){span_of("f"), span_of("1")};
    buffer_init(&out, ROOM);
    ck_assert_int_eq(compose_wire(&message, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(encodings[_i].wire)), "%s: %.*s",
                  encodings[_i].name, (int)buffer_size(&out), out.data);
    buffer_release(&out);
    ck_assert_int_eq(compose_text(&message, &out), 0);
    ck_assert_msg(compose_parse(buffer_span(&out), &found), "%s: read back", encodings[_i].name);
    ck_assert_msg(found.encoding == encodings[_i].encoding, "%s: kept", encodings[_i].name);
    buffer_release(&out);
}
END_TEST

/* The first lines of a long body in base64 are those of the whole. */
START_TEST(a_beginning_in_base64_is_that_of_the_whole)
{
    static char text[400];
    struct compose_message message = {.encoding = COMPOSE_BASE64};
    struct buffer whole, part;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 6 ? '\n' : 'x';
    buffer_init(&whole, ROOM);
    message.body = (struct span){text, sizeof text};
    ck_assert_int_eq(compose_part(&message, 0, COMPOSE_TO_BODY, &whole), 0);
    message.is_beginning = true;
    for (size_t size = 1; size < sizeof text; size++) {
        message.body.size = size;
        buffer_init(&part, ROOM);
        ck_assert_int_eq(compose_part(&message, 0, COMPOSE_TO_BODY, &part), 0);
        ck_assert_uint_le(buffer_size(&part), buffer_size(&whole));
        ck_assert_msg(memcmp(part.data, whole.data, buffer_size(&part)) == 0, "%zu bytes", size);
        buffer_release(&part);
    }
    buffer_release(&whole);
}
END_TEST

static const struct {
    const char *name, *text;
} unknown[] = {
    {"an encoding of another kind", "Encoding: uuencode\n\nx\n"},
    {"the one that is not written", "Encoding:\n\nx\n"},
    {"two encodings", "Encoding: base64\nEncoding: 8bit\n\nx\n"},
};

START_TEST(an_encoding_that_is_not_known_is_text)
{
    struct compose_message message;

    ck_assert_msg(!compose_parse(span_of(unknown[_i].text), &message), "%s", unknown[_i].name);
    ck_assert_int_eq(message.encoding, COMPOSE_AUTOMATIC);
    ck_assert(span_equal(message.body, span_of(unknown[_i].text)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("encodings");
    TCase *all = tcase_create("encodings");

    tcase_add_loop_test(all, a_body_is_sent_as_chosen, 0, CASES(encodings));
    tcase_add_test(all, a_beginning_in_base64_is_that_of_the_whole);
    tcase_add_loop_test(all, an_encoding_that_is_not_known_is_text, 0, CASES(unknown));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
