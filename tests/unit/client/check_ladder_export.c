/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_ladder_export.c - the ladder as rows of text of any width, and its exports. */
#include <config.h>

#include <locale.h>
#include <stdio.h>

#include "tests/support/ladder.h"
#include "tui-client/client/words.h"
#include "tui-client/export/export.h"
#include "tui-client/export/ladder_row.h"
#include "tui-client/text/columns.h"

#define ROOM ((size_t)1 << 20)

static enum export_flaw export(const struct scene *scene, enum export_format format,
                               struct buffer *out) {
    struct export_source source = {.transcript = &scene->transcript,
                                   .connections = scene->connections,
                                   .connection_count = scene->connection_count,
                                   .host = "<h>\033",
                                   .port = "25",
                                   .words = words_ladder()};

    buffer_init(out, ROOM);
    return export_conversation(&source, format, out);
}

static const struct {
    const char *name, *script, *text;
} texts[] = {
    {"from the greeting to the end",
     "+\nS 220 x ready\nC HELO me\nt\nS 250-hi\nS 250 there\nC MAIL FROM:<a@b>\nS 250 ok\n"
     "C RCPT TO:<c@d>\nS 550 no\nC RCPT TO:<e@f>\nS 451 soon\nC RCPT TO:<g@h>\nS 250 ok\nC DATA\n"
     "S 354 go on\nC hi\nC .\nt\nS 250 stored\nC QUIT\nS 221 bye\n=\n",
     " You                                                        Server\n"
     "  o                         connected                          o\n"
     "  |<--- 220 x ready ----------------------------------- 0 ms --|  ready\n"
     "  |---- HELO me ---------------------------------------------->|\n"
     "  |<--- 250 there (2 lines) --------------------------- 5 ms --|  accepted\n"
     "  |---- MAIL FROM:<a@b> -------------------------------------->|\n"
     "  |<--- 250 ok ---------------------------------------- 0 ms --|  accepted\n"
     "  |---- RCPT TO:<c@d> ---------------------------------------->|\n"
     "  |<--- 550 no ---------------------------------------- 0 ms --|  refused\n"
     "  |---- RCPT TO:<e@f> ---------------------------------------->|\n"
     "  |<--- 451 soon -------------------------------------- 0 ms --|  later\n"
     "  |---- RCPT TO:<g@h> ---------------------------------------->|\n"
     "  |<--- 250 ok ---------------------------------------- 0 ms --|  accepted\n"
     "  |---- DATA ------------------------------------------------->|\n"
     "  |<--- 354 go on ------------------------------------- 0 ms --|  go on\n"
     "  |==== message 4 bytes, 1 line ==============================>|\n"
     "  |<--- 250 stored ------------------------------------ 5 ms --|  DELIVERED\n"
     "  |---- QUIT ------------------------------------------------->|\n"
     "  |<--- 221 bye --------------------------------------- 0 ms --|  closed\n"
     "  |                    closed by the server                    x\n"},
    {"a long line is wrapped, a secret and control bytes are not shown",
     "+\nS 220 x\nC AUTH PLAIN AGEAYg==\nS 535 a text that is much too long for one row, "
     "and\033[31m "
     "for two as well\nC foo\nS 250 ok\nS 250 again\n!\nN The server closed.\n+\n-\n",
     " You                                                        Server\n"
     "  o                         connected                          o\n"
     "  |<--- 220 x ----------------------------------------- 0 ms --|  ready\n"
     "  |---- AUTH PLAIN [secret] ---------------------------------->|\n"
     "  |<--- 535 a text that is much too long for one ------ 0 ms --|  refused\n"
     "  |     row, and\\x1B[31m for two as well                       |\n"
     "  |---- [secret] --------------------------------------------->|\n"
     "  |<--- 250 ok ---------------------------------------- 0 ms --|  accepted\n"
     "  |<--- 250 again ---------------------------------------------|  unasked\n"
     "  x                      connection lost                       x\n"
     "    - The server closed.\n"
     "  o                         connected                          o\n"
     "  x                       closed by you                        |\n"},
};

START_TEST(a_ladder_is_exported_as_text)
{
    struct scene scene;
    struct buffer out;

    scene_play(&scene, texts[_i].script);
    ck_assert_int_eq(export(&scene, EXPORT_LADDER, &out), EXPORT_OK);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(texts[_i].text)), "%s: got\n%.*s",
                  texts[_i].name, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
    scene_release(&scene);
}
END_TEST

static const char hostile[] =
    "+\nS 220 \xE5\xB1\xB1\xE5\xB1\xB1 a\xCC\x81 \xF0\x9F\x98\x80 \xE2\x80\xAE <&>\"' "
    "\xFF\xEF\xBF\xBE\n"
    "C HELO \xC3\xA7\xC3\xA3o 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n"
    "S 250-x\nS 250 \033[2J "
    "0123456789012345678901234567890123456789012345678901234567890123456789\n"
    "S ]]> -->\nN a remark of many words that does not fit into a narrow pane at all, nor here\n"
    "C QUIT\nS 221\n=\n";

/* Bytes of TEXT up to the next LF. */
static size_t row_size(struct span text)
{
    const char *end = text.size > 0 ? memchr(text.data, '\n', text.size) : NULL;

    return end != NULL ? (size_t)(end - text.data) : text.size;
}

/* Checks the rows of RUNG; what is before the server's life line has the same width in all. */
static void check_rows(struct ladder_row row, const struct ladder_rung *rung, int *server)
{
    struct buffer out;
    struct writer writer = {.out = &out};
    struct span rest;

    buffer_init(&out, ROOM);
    ladder_row_rung(row, rung, &writer);
    ck_assert(!writer.failed);
    rest = buffer_span(&out);
    while (rest.size > 0) {
        struct span line = {rest.data, row_size(rest)};
        struct span word = span_of(row.words->verdict(rung->verdict));
        ck_assert_uint_le(columns_width(line), (size_t)row.width);
        ck_assert(memchr(line.data, '\033', line.size) == NULL);
        if (word.size == 0 || rest.data != buffer_span(&out).data) {
            *server = *server > 0 ? *server : (int)columns_width(line);
            ck_assert_int_eq((int)columns_width(line), *server);
        }
        rest = span_skip(rest, line.size + (line.size < rest.size));
    }
    buffer_release(&out);
}

START_TEST(rows_fit_into_any_width)
{
    struct scene scene;
    struct ladder ladder;

    ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
    scene_play(&scene, hostile);
    ladder = scene_ladder(&scene);
    for (int width = LADDER_WIDTH_MIN; width <= 240; width++) {
        struct ladder_row row = {words_ladder(), width, _i % 2 == 0, _i / 2 == 0};
        struct ladder_rung wait = {
            .kind = LADDER_WAIT, .verdict = LADDER_WAITING, .elapsed_ms = 250 * width};
        struct ladder_place place = {0, 0};
        int server = 0;
        do {
            struct ladder_rung rung = ladder_rung(&ladder, place);
            check_rows(row, &rung, &server);
            ladder_next(&ladder, &place);
        } while (place.line < scene.transcript.count);
        check_rows(row, &wait, &server);
    }
    scene_release(&scene);
}
END_TEST

/* The columns PART of the row OUT. */
static struct span part_of(const struct buffer *out, struct ladder_part part)
{
    struct span row = {buffer_span(out).data, row_size(buffer_span(out))};

    row = span_skip(row, columns_fit(row, (size_t)part.column, NULL));
    row.size = columns_fit(row, (size_t)part.width, NULL);
    return row;
}

static void check_parts(struct ladder_row row, const struct ladder_rung *rung, const char *sign)
{
    const char *word = row.words->verdict(rung->verdict);
    struct buffer out;
    struct writer writer = {.out = &out};
    struct span shown;

    buffer_init(&out, ROOM);
    ladder_row_rung(row, rung, &writer);
    shown = part_of(&out, ladder_row_sign(row, rung));
    ck_assert_msg(span_equal(shown, span_of(sign)), "width %d: %.*s, not %s", row.width,
                  (int)shown.size, shown.data, sign);
    shown = part_of(&out, ladder_row_word(row, rung));
    ck_assert_msg(span_equal(shown, span_of(word)), "width %d: %.*s, not %s", row.width,
                  (int)shown.size, shown.data, word);
    buffer_release(&out);
}

START_TEST(a_row_says_where_its_code_and_its_word_are)
{
    static const char script[] = "+\nS 220 x\nC A\nS 250-hi\nS 250 there\nC B\nS 550 no\nS odd\n"
                                 "N A remark.\n!\n";
    static const char *const signs[] = {
        "", "220", "", "250", "", "550", "<", " - ", "connection lost"};
    struct scene scene;
    struct ladder ladder;

    scene_play(&scene, script);
    ladder = scene_ladder(&scene);
    for (int width = LADDER_WIDTH_MIN + 16; width <= 240; width++) {
        struct ladder_row row = {words_ladder(), width, _i == 0, false};
        struct ladder_place place = {0, 0};
        for (int i = 0; i < CASES(signs); i++) {
            struct ladder_rung rung = ladder_rung(&ladder, place);
            check_parts(row, &rung, signs[i]);
            ladder_next(&ladder, &place);
        }
    }
    scene_release(&scene);
}
END_TEST

/* The dots of an open wait. */
static int count_dots(int64_t elapsed_ms)
{
    struct ladder_row row = {words_ladder(), 80, true, false};
    struct ladder_rung rung = {
        .kind = LADDER_WAIT, .verdict = LADDER_WAITING, .elapsed_ms = elapsed_ms};
    struct buffer out;
    struct writer writer = {.out = &out};
    int dots = 0;

    buffer_init(&out, ROOM);
    ladder_row_rung(row, &rung, &writer);
    for (size_t i = 0; i < buffer_size(&out); i++)
        dots += buffer_span(&out).data[i] == '.';
    buffer_release(&out);
    return dots;
}

START_TEST(a_wait_grows_with_the_seconds)
{
    ck_assert_int_eq(count_dots(0), 1);
    ck_assert_int_eq(count_dots(999), 1);
    ck_assert_int_eq(count_dots(1000), 2);
    ck_assert_int_eq(count_dots(9000), 10);
    ck_assert_int_eq(count_dots(900000), count_dots(800000));
}
END_TEST

static bool holds(const struct buffer *buffer, const char *text)
{
    return memmem(buffer_span(buffer).data, buffer_size(buffer), text, strlen(text)) != NULL;
}

/* That it is well-formed XML is left to a parser elsewhere. */
START_TEST(nothing_breaks_out_of_the_picture)
{
    static const char *const wanted[] = {
        "&lt;&amp;&gt;&quot;&#39;", "]]&gt; --&gt;", "\\x1B[2J", "\\u{202E}",
        "SMTP &lt;h&gt;\\x1B 25",   "</svg>\n"};
    static const char *const unwanted[] = {"\033",         "\xE2\x80\xAE", "\xFF",
                                           "\xEF\xBF\xBE", "<script",      "http-equiv",
                                           "url(",         "@import",      "href"};
    struct scene scene;
    struct buffer out;

    scene_play(&scene, hostile);
    ck_assert_int_eq(export(&scene, EXPORT_SVG, &out), EXPORT_OK);
    for (int i = 0; i < CASES(wanted); i++)
        ck_assert_msg(holds(&out, wanted[i]), "%s is not in\n%.*s", wanted[i],
                      (int)buffer_size(&out), buffer_span(&out).data);
    for (int i = 0; i < CASES(unwanted); i++)
        ck_assert_msg(!holds(&out, unwanted[i]), "%s is in it", unwanted[i]);
    buffer_release(&out);
    scene_release(&scene);
}
END_TEST

START_TEST(a_picture_shows_no_secret)
{
    struct scene scene;
    struct buffer out;

    scene_play(&scene, texts[1].script);
    ck_assert_int_eq(export(&scene, EXPORT_SVG, &out), EXPORT_OK);
    ck_assert(holds(&out, ">AUTH PLAIN [secret]<") && !holds(&out, "AGEAYg"));
    buffer_release(&out);
    scene_release(&scene);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ladder_export");
    TCase *all = tcase_create("ladder_export");

    tcase_add_loop_test(all, a_ladder_is_exported_as_text, 0, CASES(texts));
    tcase_add_loop_test(all, rows_fit_into_any_width, 0, 4);
    tcase_add_loop_test(all, a_row_says_where_its_code_and_its_word_are, 0, 2);
    tcase_add_test(all, a_wait_grows_with_the_seconds);
    tcase_add_test(all, nothing_breaks_out_of_the_picture);
    tcase_add_test(all, a_picture_shows_no_secret);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
