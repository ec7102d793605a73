/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_mbox.c - the message in its record, byte for byte, in whatever pieces it comes. */
#include <config.h>

#include "server/mail/mbox.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define LIMIT ((size_t)1 << 20)

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
/* Before and after. */
#define SAME(literal) BYTES(literal), BYTES(literal)

#define BLANKS_30 "                              "

static const struct {
    const char *name;
    struct span in;
    struct span out; /* without the empty line at the end of the record */
    bool headless;
} bodies[] = {
    {"empty", SAME(""), false},
    {"an empty line", SAME("\n"), false},
    {"plain", SAME("A: b\n\nc\n"), false},
    {"empty lines at the end", SAME("A: b\n\nc\n\n\n"), false},
    {"any byte", SAME("A: \0\xff\x80\r\t\n"), false},

    {"From", BYTES("A: b\n\nFrom x\n"), BYTES("A: b\n\n>From x\n"), false},
    {"From, and nothing more", BYTES("A: b\n\nFrom \n"), BYTES("A: b\n\n>From \n"), false},
    {"From, quoted", BYTES("A: b\n\n>From x\n"), BYTES("A: b\n\n>>From x\n"), false},
    {"From, quoted four times", BYTES("\n>>>>From x\n"), BYTES("\n>>>>>From x\n"), false},
    {"From after From", BYTES("\nFrom From \nFrom a\n"), BYTES("\n>From From \n>From a\n"), false},
    {"From within a line", SAME("\na From b\n> From c\n"), false},
    {"From without a blank", SAME("\nFrom\nFrom:\nFrom\tx\nFromx\n"), false},
    {"from in lower case", SAME("\nfrom x\nFROM x\n"), false},
    {"From behind a blank", SAME("\n From x\n"), false},
    {"From in the header", BYTES("A: b\nFrom x\nStatus: c\n"),
     BYTES("A: b\n>From x\nX-Original-Status: c\n"), false},
    {"From as the first line", BYTES("From x\nStatus: c\n"), BYTES(">From x\nStatus: c\n"), true},
    {"From, quoted, as the first line", BYTES(">From x\n"), BYTES(">>From x\n"), true},
    {"From as a field", BYTES("From: x\nStatus: c\n"), BYTES("From: x\nX-Original-Status: c\n"),
     false},
    {"From as a field with a blank", BYTES("From : x\nStatus: c\n"),
     BYTES(">From : x\nX-Original-Status: c\n"), false},

    {"trusted as the first line", BYTES("Status: RO\n"), BYTES("X-Original-Status: RO\n"), false},
    {"trusted, and nothing more", BYTES("Status:\n"), BYTES("X-Original-Status:\n"), false},
    {"trusted twice", BYTES("Status: a\nstatus: b\n"),
     BYTES("X-Original-Status: a\nX-Original-status: b\n"), false},
    {"trusted with blanks before the colon", BYTES("A: b\nX-UID \t : 1\n"),
     BYTES("A: b\nX-Original-X-UID \t : 1\n"), false},
    {"trusted with blanks, the first line", BYTES("Status : 1\n"), BYTES("X-Original-Status : 1\n"),
     false},
    {"trusted with more blanks than are held", BYTES("A: b\nX-UID" BLANKS_30 BLANKS_30 ": 1\n"),
     BYTES("A: b\nX-Original-X-UID" BLANKS_30 BLANKS_30 ": 1\n"), false},
    {"trusted, of which another is the beginning",
     BYTES("X-Mozilla-Status2: 1\nX-Mozilla-Status : 2\nX-Mozilla-Status3: 3\nX-UIDL: 4\n"),
     BYTES("X-Original-X-Mozilla-Status2: 1\nX-Original-X-Mozilla-Status : 2\n"
           "X-Mozilla-Status3: 3\nX-Original-X-UIDL: 4\n"),
     false},
    {"trusted in the body", SAME("A: b\n\nStatus: RO\n"), false},
    {"trusted behind an empty first line", SAME("\nStatus: RO\n"), false},
    {"trusted on a continuation line", SAME("A: b\n Status: RO\n"), false},
    {"trusted but quoted", SAME("A: b\n>Status: RO\n"), false},
    {"trusted without a colon", SAME("A: b\nStatus\nStatus x: y\n"), false},
    {"trusted behind a line of >", BYTES("A: b\n>\nStatus: RO\n"),
     BYTES("A: b\n>\nX-Original-Status: RO\n"), false},
    {"trusted behind a line of a blank", BYTES("A: b\n \nStatus: RO\n"),
     BYTES("A: b\n \nX-Original-Status: RO\n"), false},
    {"names like trusted ones", SAME("Statuses: a\nStatu: b\nXStatus: c\nX-IMAPb: d\nX-: e\n"),
     false},

    {"text", SAME("hello\nStatus: RO\n"), true},
    {"text with a colon", SAME("hello you: x\nStatus: RO\n"), true},
    {"text that begins like a field", SAME("Status report: x\nStatus: RO\n"), true},
    {"text with the trusted name alone", SAME("Status\nStatus: RO\n"), true},
    {"continuation first", SAME(" A: b\nStatus: RO\n"), true},
    {"tab first", SAME("\tA: b\n"), true},
    {"colon first", SAME(": b\n"), true},
    {"DEL in the name", SAME("A\x7f: b\n"), true},
    {"a control in the name", SAME("A\x1f: b\n"), true},
    {"eight bits in the name", SAME("\xc3\xa9: b\n"), true},
    {"the ends of printable ASCII", SAME("!~: b\n"), false},
    {"blanks before the colon", SAME("A \t: b\n"), false},

    {"a NUL first", SAME("\0A: b\nStatus: c\n"), true},
    {"a NUL in the name", SAME("A\0: b\nStatus: c\n"), true},
    {"a CR first", SAME("\rA: b\nStatus: c\n"), true},
    {"a CR before the colon", SAME("A\r: b\n"), true},
    {"trusted names with a NUL or CR",
     SAME("A: b\nSta\0tus: c\nStatus\0: d\n\0Status: e\nStatus \0: f\nStatus\r: g\n"), false},
    {"trusted behind a CR", BYTES("A: b\rStatus: c\r\rX-UID \t: d\n\rStatus: e\r\nStatus: f\n"),
     BYTES("A: b\rX-Original-Status: c\r\rX-Original-X-UID \t: d\n\rX-Original-Status: e\r\n"
           "X-Original-Status: f\n"),
     false},
    {"trusted behind a CR in the body", SAME("A: b\n\nc\rStatus: d\n"), false},
    {"From behind a CR", SAME("A: b\rFrom x\r>From y\n\nc\rFrom z\n"), false},
    {"trusted with NULs and CRs behind the colon", BYTES("A: \0\nStatus:\0\nX-UID:\r1\r\0\n"),
     BYTES("A: \0\nX-Original-Status:\0\nX-Original-X-UID:\r1\r\0\n"), false},
    {"trusted behind a line of a NUL, of a CR", BYTES("A: b\n\0\nStatus: c\n\r\nStatus: d\n"),
     BYTES("A: b\n\0\nX-Original-Status: c\n\r\nX-Original-Status: d\n"), false},
    {"From with a NUL or CR", BYTES("\nFrom\0 x\nFro\rm x\n\0From x\n>\0From x\nFrom \0\r\n"),
     BYTES("\nFrom\0 x\nFro\rm x\n\0From x\n>\0From x\n>From \0\r\n"), false},
    {"From behind a bare CR", BYTES("\na\rFrom x\n\rFrom y\n\r\nFrom z\n"),
     BYTES("\na\rFrom x\n\rFrom y\n\r\n>From z\n"), false},

    {"unfinished", BYTES("A: b\n\nc"), BYTES("A: b\n\nc\n"), false},
    {"unfinished text", BYTES("c"), BYTES("c\n"), true},
    {"unfinished start of From", BYTES("\nFro"), BYTES("\nFro\n"), false},
    {"unfinished From", BYTES("\nFrom "), BYTES("\n>From \n"), false},
    {"unfinished >", BYTES("\n>"), BYTES("\n>\n"), false},
    {"unfinished trusted name", BYTES("A: b\nStatus"), BYTES("A: b\nStatus\n"), false},
    {"unfinished trusted name, blanks", BYTES("A: b\nStatus "), BYTES("A: b\nStatus \n"), false},
    {"unfinished NUL", BYTES("\n\0"), BYTES("\n\0\n"), false},
    {"unfinished CR", BYTES("A: b\r"), BYTES("A: b\r\n"), false},
    {"unfinished trusted field", BYTES("Status:"), BYTES("X-Original-Status:\n"), false},
};

static void write_piece(struct mbox_body *body, struct span piece, struct buffer *out)
{
    char *copy = guard_copy(piece.data, piece.size);

    ck_assert_int_eq(mbox_body_write(body, (struct span){copy, piece.size}, out), 0);
    guard_free(copy, piece.size);
}

/* Feeds IN as FIRST bytes and then pieces of STRIDE bytes. */
static void feed(struct mbox_body *body, struct span in, size_t first, size_t stride,
                 struct buffer *out)
{
    write_piece(body, (struct span){in.data, first}, out);
    for (size_t at = first; at < in.size; at += stride) {
        size_t size = in.size - at < stride ? in.size - at : stride;
        write_piece(body, (struct span){in.data + at, size}, out);
    }
    ck_assert_int_eq(mbox_body_end(body, out), 0);
}

static void check_body(int i, size_t first, size_t stride)
{
    struct mbox_body body;
    struct buffer out;

    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    feed(&body, bodies[i].in, first, stride, &out);
    struct span found = buffer_span(&out);
    ck_assert_msg(found.size == bodies[i].out.size + 1 && found.data[found.size - 1] == '\n' &&
                      memcmp(found.data, bodies[i].out.data, bodies[i].out.size) == 0,
                  "%s: \"%.*s\" (%zu bytes, then %zu at a time)", bodies[i].name, (int)found.size,
                  found.data, first, stride);
    ck_assert_msg(body.headless == bodies[i].headless, "%s: headless", bodies[i].name);
    buffer_release(&out);
}

START_GUARDED_TEST(body_whole)
{
    check_body(_i, bodies[_i].in.size, 1);
}
END_TEST

START_GUARDED_TEST(body_byte_by_byte)
{
    check_body(_i, 0, 1);
}
END_TEST

START_GUARDED_TEST(body_split_in_two)
{
    for (size_t first = 0; first <= bodies[_i].in.size; first++)
        check_body(_i, first, bodies[_i].in.size + 1);
}
END_TEST

static const char *const trusted[] = {
    "Status",
    "X-Status",
    "X-Keywords",
    "X-UID",
    "X-IMAP",
    "X-IMAPbase",
    "Content-Length",
    "X-UIDL",
    "X-Expire-Timestamp",
    "X-Mozilla-Status",
    "X-Mozilla-Status2",
    "X-Mozilla-Keys",
    "X-Account-Key",
    "X-Evolution",
    "X-RMAIL-ATTRIBUTES",
    "X-RMAIL-KEYWORDS",
    "X-VM-Attributes",
    "X-VM-v5-Data",
    "X-VM-Labels",
    "X-VM-Message-Order",
    "X-VM-POP-Retrieved",
    "X-VM-IMAP-Retrieved",
    "X-VM-Bookmark",
    "X-VM-Last-Modified",
    "X-VM-Summary-Format",
    "X-VM-VHeader",
};

/* Every trusted name in three spellings, and with a byte more and a byte less. */
START_GUARDED_TEST(trusted_names)
{
    char in[256], expected[512], name[32] = "", upper[32], lower[32];
    struct mbox_body body;
    struct buffer out;

    ck_assert_uint_lt(strlen(trusted[_i]), MBOX_HELD_MAX);
    strncpy(name, trusted[_i], sizeof name - 1);
    for (size_t i = 0; i <= strlen(name); i++) {
        upper[i] = (char)toupper((unsigned char)name[i]);
        lower[i] = (char)tolower((unsigned char)name[i]);
    }
    snprintf(in, sizeof in, "A: b\n%s: 1\n%s: 2\n%s: 3\n%sx: 4\n%.*sq: 5\n", name, upper, lower,
             name, (int)strlen(name) - 1, name);
    snprintf(expected, sizeof expected,
             "A: b\nX-Original-%s: 1\nX-Original-%s: 2\nX-Original-%s: 3\n%sx: 4\n%.*sq: 5\n\n",
             name, upper, lower, name, (int)strlen(name) - 1, name);
    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    feed(&body, span_of(in), 0, 1, &out);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(expected)), "%s: \"%.*s\"", name,
                  (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
}
END_TEST

/* No line, however it goes on, makes anything but the buffer grow. */
START_TEST(endless_lines)
{
    static const char *const starts[] = {"x", ">", "Status ", "\n>", "\nx", "A:"};
    static const char units[] = "x> :";
    enum { SIZE = 65536 };
    static char flood[SIZE];
    struct mbox_body body;
    struct buffer out;

    memset(flood, units[_i % 4], SIZE);
    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    ck_assert_int_eq(mbox_body_write(&body, span_of(starts[_i / 4]), &out), 0);
    for (int i = 0; i < 64; i++) {
        ck_assert_int_eq(mbox_body_write(&body, (struct span){flood, SIZE}, &out), 0);
        ck_assert_msg(buffer_size(&out) + MBOX_HELD_MAX >= SIZE, "%s%c...: %zu bytes came out",
                      starts[_i / 4], flood[0], buffer_size(&out));
        buffer_consume(&out, buffer_size(&out));
    }
    ck_assert_int_eq(mbox_body_end(&body, &out), 0);
    buffer_release(&out);
}
END_TEST

/* --- work --- */

/* Bytes that were searched. */
static size_t searched;

void *__real_memchr(const void *bytes, int byte, size_t size);
void *__wrap_memchr(const void *bytes, int byte, size_t size);

void *__wrap_memchr(const void *bytes, int byte, size_t size)
{
    void *found = __real_memchr(bytes, byte, size);

    searched += found != NULL ? (size_t)((char *)found - (const char *)bytes) + 1 : size;
    return found;
}

/* Each byte is searched for LF and for CR, once, whatever endings the lines have. */
START_TEST(each_byte_is_searched_once)
{
    static const struct {
        const char *start, *line;
    } floods[] = {
        {"A: ", "b\r"}, {"A: ", "b\n"}, {"A: ", "b\r\r\n"},     {"A: ", "bc"},
        {"\n", "b\r"},  {"\n", "b\n"},  {"A: ", "b: Status\r"},
    };
    enum { SIZE = 1 << 15 };
    static char flood[SIZE + 16];
    struct mbox_body body;
    struct buffer out;
    size_t size = 0;

    while (size < SIZE)
        size += (size_t)sprintf(flood + size, "%s", floods[_i].line);
    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    ck_assert_int_eq(mbox_body_write(&body, span_of(floods[_i].start), &out), 0);
    searched = 0;
    ck_assert_int_eq(mbox_body_write(&body, (struct span){flood, size}, &out), 0);
    ck_assert_msg(searched <= 2 * size, "%zu bytes searched in %zu", searched, size);
    buffer_release(&out);
}
END_TEST

START_TEST(full_buffer)
{
    static const char message[] = "A: b\nStatus: c\n\nFrom x\nlast\n";

    for (size_t limit = 1; limit < sizeof message + strlen("X-Original->"); limit++) {
        struct mbox_body body;
        struct buffer out;
        mbox_body_init(&body);
        buffer_init(&out, limit);
        bool failed =
            mbox_body_write(&body, span_of(message), &out) != 0 || mbox_body_end(&body, &out) != 0;
        ck_assert_msg(failed && errno == ENOBUFS, "room for %zu bytes", limit);
        buffer_release(&out);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mbox");
    TCase *body = tcase_create("body");

    tcase_set_timeout(body, 120);
    tcase_add_loop_test(body, body_whole, 0, CASES(bodies));
    tcase_add_loop_test(body, body_byte_by_byte, 0, CASES(bodies));
    tcase_add_loop_test(body, body_split_in_two, 0, CASES(bodies));
    tcase_add_loop_test(body, trusted_names, 0, CASES(trusted));
    tcase_add_loop_test(body, endless_lines, 0, 6 * 4);
    tcase_add_loop_test(body, each_byte_is_searched_once, 0, 7);
    tcase_add_test(body, full_buffer);
    suite_add_tcase(suite, body);
    return check_main(suite);
}
