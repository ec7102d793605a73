/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_text.c - what becomes of untrusted bytes in each form, and where texts are cut. */
#include <config.h>

#include "common/text.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct {
    const char *name;
    struct span in;
    const char *echo;
    const char *visible; /* NULL: as echo */
} forms[] = {
    {"nothing", BYTES(""), "", NULL},
    {"plain", BYTES("Hello ~!"), "Hello ~!", NULL},
    {"backslashes", BYTES("a\\b\\x00\\"), "a\\b\\x00\\", NULL},
    {"line ends", BYTES("a\r\nb"), "a\\x0D\\x0Ab", NULL},
    {"a tab", BYTES("a\tb"), "a\\x09b", NULL},
    {"a NUL", BYTES("a\0b"), "a\\x00b", NULL},
    {"three NULs", BYTES("a\0\0\0b"), "a\\x00\\x00\\x00b", NULL},
    {"a run of NULs", BYTES("a\0\0\0\0b"), "a\\x00\\x00\\x00\\x00b", "a(4 x \\x00)b"},
    {"a longer run", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0"),
     "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00", "(12 x \\x00)"},
    {"the last C0 and the first printable", BYTES("\x1F\x20"), "\\x1F ", NULL},
    {"the last printable and DEL", BYTES("~\x7F"), "~\\x7F", NULL},
    {"an escape sequence", BYTES("\x1B]0;x\a"), "\\x1B]0;x\\x07", NULL},
    {"C1, first", BYTES("\xC2\x80"), "\\xC2\\x80", NULL},
    {"C1, CSI", BYTES("\xC2\x9B"), "\\xC2\\x9B", NULL},
    {"C1, last", BYTES("\xC2\x9F"), "\\xC2\\x9F", NULL},
    {"no-break space", BYTES("\xC2\xA0"), "\xC2\xA0", NULL},
    {"two bytes", BYTES("Jo\xC3\xA3o"), "Jo\xC3\xA3o", NULL},
    {"three bytes", BYTES("\xE2\x82\xAC"), "\xE2\x82\xAC", NULL},
    {"four bytes", BYTES("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80", NULL},
    {"a combining mark", BYTES("a\xCC\x83"), "a\xCC\x83", NULL},
    {"a bare continuation byte", BYTES("\x80"), "\\x80", NULL},
    {"an unfinished character at the end", BYTES("\xE2\x82"), "\\xE2\\x82", NULL},
    {"an unfinished character, then text", BYTES("\xE2\x82z"), "\\xE2\\x82z", NULL},
    {"an unfinished character, then a whole one", BYTES("\xE2\xC3\xA3"), "\\xE2\xC3\xA3", NULL},
    {"four bytes cut short", BYTES("\xF0\x9F\x98"), "\\xF0\\x9F\\x98", NULL},
    {"overlong, two bytes", BYTES("\xC0\xAF"), "\\xC0\\xAF", NULL},
    {"overlong NUL", BYTES("\xC0\x80"), "\\xC0\\x80", NULL},
    {"overlong, C1 lead", BYTES("\xC1\xBF"), "\\xC1\\xBF", NULL},
    {"overlong, three bytes", BYTES("\xE0\x80\xAF"), "\\xE0\\x80\\xAF", NULL},
    {"overlong, four bytes", BYTES("\xF0\x80\x80\xAF"), "\\xF0\\x80\\x80\\xAF", NULL},
    {"the first surrogate", BYTES("\xED\xA0\x80"), "\\xED\\xA0\\x80", NULL},
    {"the last surrogate", BYTES("\xED\xBF\xBF"), "\\xED\\xBF\\xBF", NULL},
    {"before the surrogates", BYTES("\xED\x9F\xBB"), "\xED\x9F\xBB", NULL},
    {"beyond U+10FFFF", BYTES("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80", NULL},
    {"bytes that UTF-8 never has", BYTES("\xF5\xFE\xFF"), "\\xF5\\xFE\\xFF", NULL},
    {"soft hyphen", BYTES("\xC2\xAD"), "\xC2\xAD", "\\u{AD}"},
    {"U+061C", BYTES("\xD8\x9C"), "\xD8\x9C", "\\u{61C}"},
    {"U+180E", BYTES("\xE1\xA0\x8E"), "\xE1\xA0\x8E", "\\u{180E}"},
    {"U+200B", BYTES("\xE2\x80\x8B"), "\xE2\x80\x8B", "\\u{200B}"},
    {"U+200D", BYTES("\xE2\x80\x8D"), "\xE2\x80\x8D", "\\u{200D}"},
    {"U+200E", BYTES("\xE2\x80\x8E"), "\xE2\x80\x8E", "\\u{200E}"},
    {"U+200F", BYTES("\xE2\x80\x8F"), "\xE2\x80\x8F", "\\u{200F}"},
    {"U+2028", BYTES("\xE2\x80\xA8"), "\xE2\x80\xA8", "\\u{2028}"},
    {"U+2029", BYTES("\xE2\x80\xA9"), "\xE2\x80\xA9", "\\u{2029}"},
    {"U+202A", BYTES("\xE2\x80\xAA"), "\xE2\x80\xAA", "\\u{202A}"},
    {"U+202E", BYTES("\xE2\x80\xAE"), "\xE2\x80\xAE", "\\u{202E}"},
    {"U+2060", BYTES("\xE2\x81\xA0"), "\xE2\x81\xA0", "\\u{2060}"},
    {"U+2066", BYTES("\xE2\x81\xA6"), "\xE2\x81\xA6", "\\u{2066}"},
    {"U+2069", BYTES("\xE2\x81\xA9"), "\xE2\x81\xA9", "\\u{2069}"},
    {"U+FEFF", BYTES("\xEF\xBB\xBF"), "\xEF\xBB\xBF", "\\u{FEFF}"},
    {"a combining grapheme joiner", BYTES("\xCD\x8F"), "\xCD\x8F", "\\u{34F}"},
    {"a Hangul filler", BYTES("\xE3\x85\xA4"), "\xE3\x85\xA4", "\\u{3164}"},
    {"private use", BYTES("\xEE\x80\x80"), "\xEE\x80\x80", "\\u{E000}"},
    {"unassigned", BYTES("\xCD\xB8"), "\xCD\xB8", "\\u{378}"},
    {"a noncharacter", BYTES("\xEF\xBF\xBE"), "\xEF\xBF\xBE", "\\u{FFFE}"},
    {"a tag", BYTES("\xF3\xA0\x80\x81"), "\xF3\xA0\x80\x81", "\\u{E0001}"},
    {"the last code point", BYTES("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF", "\\u{10FFFF}"},
    {"a mixture", BYTES("250 \x1B[2J\xE2\x80\xAE ok\xFF\r\n"),
     "250 \\x1B[2J\xE2\x80\xAE ok\\xFF\\x0D\\x0A", "250 \\x1B[2J\\u{202E} ok\\xFF\\x0D\\x0A"},
};

/* What was left out would not have fitted: the next character, REST's first, needs more than ROOM
 * bytes; and EXPECTED goes on with it, so that nothing was cut within a character. */
static void check_cut(enum text_form form, struct span rest, size_t room, struct span expected,
                      const char *name)
{
    char unit[TEXT_UNIT_MAX];
    size_t size;

    if (form == TEXT_VISIBLE)
        text_unit_folded(rest, unit, &size);
    else
        text_unit(form, rest, unit, &size);
    ck_assert_msg(size > room, "%s: room left for %zu bytes", name, size);
    ck_assert_msg(size <= expected.size && memcmp(expected.data, unit, size) == 0,
                  "%s: cut within a character", name);
}

/* Prints IN with room for exactly SIZE bytes, source and room against unreadable memory. */
static void check_print(enum text_form form, struct span in, size_t size, struct span expected,
                        const char *name)
{
    static const char blank[256];
    struct span source = {guard_copy(in.data, in.size), in.size};
    char *out = guard_copy(blank, size);
    size_t taken;
    size_t written = text_print(form, source, out, size, &taken);

    ck_assert_msg(written <= expected.size && taken <= in.size, "%s: too much", name);
    ck_assert_msg(memcmp(out, expected.data, written) == 0, "%s: \"%.*s\"", name, (int)written,
                  out);
    ck_assert_msg(size < expected.size || written == expected.size, "%s: only %zu bytes", name,
                  written);
    if (taken < in.size)
        check_cut(form, span_skip(source, taken), size - written, span_skip(expected, written),
                  name);
    else
        ck_assert_msg(written == expected.size, "%s: something is lost", name);
    guard_free((char *)source.data, in.size);
    guard_free(out, size);
}

#define JOINER "\xE2\x80\x8D"
#define WOMAN  "\xF0\x9F\x91\xA9"

/* TEXT_OWN where it differs from TEXT_VISIBLE, and where it must not. */
static const struct {
    const char *name;
    struct span in;
    const char *own;
} owns[] = {
    {"joined emoji", BYTES(WOMAN JOINER WOMAN "."), WOMAN WOMAN "."},
    {"a keycap", BYTES("x1\xEF\xB8\x8F\xE2\x83\xA3"), "x1\xE2\x83\xA3"},
    {"a heart", BYTES("a\xE2\x9D\xA4\xEF\xB8\x8Fz"), "a\xE2\x9D\xA4z"},
    {"letters", BYTES("a" JOINER "b"), "a\\u{200D}b"},
    {"an emoji and a letter", BYTES(WOMAN JOINER "b"), WOMAN "\\u{200D}b"},
    {"other hidden ones", BYTES(WOMAN "\xE2\x80\xAE"), WOMAN "\\u{202E}"},
    {"controls", BYTES("\x1B\xFF"), "\\x1B\\xFF"},
};

START_GUARDED_TEST(own_text_keeps_its_emoji_whole)
{
    struct span expected = span_of(owns[_i].own);

    for (size_t size = 0; size <= expected.size + 2; size++)
        check_print(TEXT_OWN, owns[_i].in, size, expected, owns[_i].name);
}
END_TEST

static struct span expected_of(int i, enum text_form form)
{
    bool echo = form == TEXT_ECHO || forms[i].visible == NULL;

    return span_of(echo ? forms[i].echo : forms[i].visible);
}

static void check_room(int i, enum text_form form)
{
    struct span expected = expected_of(i, form);

    for (size_t size = 0; size <= expected.size + 2; size++)
        check_print(form, forms[i].in, size, expected, forms[i].name);
}

START_GUARDED_TEST(echoes)
{
    check_room(_i, TEXT_ECHO);
}
END_TEST

START_GUARDED_TEST(makes_visible)
{
    check_room(_i, TEXT_VISIBLE);
}
END_TEST

/* Two characters print as each of them does, whatever stands beside them. */
START_GUARDED_TEST(neighbours_do_not_matter)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct span before = expected_of((int)i, TEXT_VISIBLE);
        struct span after = expected_of(_i, TEXT_VISIBLE);
        char in[128], expected[128];

        /* An "a" keeps two ill-formed texts from becoming one character. */
        memcpy(in, forms[i].in.data, forms[i].in.size);
        in[forms[i].in.size] = 'a';
        memcpy(in + forms[i].in.size + 1, forms[_i].in.data, forms[_i].in.size);
        memcpy(expected, before.data, before.size);
        expected[before.size] = 'a';
        memcpy(expected + before.size + 1, after.data, after.size);
        check_print(TEXT_VISIBLE, (struct span){in, forms[i].in.size + 1 + forms[_i].in.size},
                    before.size + 1 + after.size,
                    (struct span){expected, before.size + 1 + after.size}, forms[_i].name);
    }
}
END_TEST

static const struct {
    const char *name;
    struct span in;
    size_t size;
    const char *out;
} cuts[] = {
    {"fits", BYTES("abc"), 4, "abc"},
    {"fits exactly", BYTES("abcdef"), 6, "abcdef"},
    {"one too many", BYTES("abcdefg"), 6, "abc..."},
    {"room for the dots only", BYTES("abcdefg"), 3, "..."},
    {"nothing", BYTES(""), 3, ""},
    {"before a character of two bytes", BYTES("a\xC3\xA3zzzz"), 5, "a..."},
    {"behind a character of two bytes", BYTES("a\xC3\xA3zzzz"), 6, "a\xC3\xA3..."},
    {"an escape is not cut", BYTES("ab\rcd"), 7, "ab..."},
    {"an escape that fits before the dots", BYTES("a\rbcdefgh"), 8, "a\\x0D..."},
    {"an escape that does not", BYTES("a\rbcdefgh"), 7, "a..."},
    {"both bytes of a C1 or none", BYTES("\xC2\x85zzzz"), 10, "..."},
    {"a text that ends in dots itself", BYTES("abc..."), 6, "abc..."},
    {"ill-formed bytes, one by one", BYTES("\xFF\xFF\xFF\xFF"), 12, "\\xFF\\xFF..."},
};

START_GUARDED_TEST(abbreviates)
{
    char *in = guard_copy(cuts[_i].in.data, cuts[_i].in.size);
    char *out = guard_copy("################", cuts[_i].size);
    size_t written =
        text_abbreviate(TEXT_ECHO, (struct span){in, cuts[_i].in.size}, out, cuts[_i].size);

    ck_assert_msg(span_equal((struct span){out, written}, span_of(cuts[_i].out)), "%s: \"%.*s\"",
                  cuts[_i].name, (int)written, out);
    guard_free(in, cuts[_i].in.size);
    guard_free(out, cuts[_i].size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *printing = tcase_create("printing");
    TCase *cutting = tcase_create("cutting");
    int count = CASES(forms);

    tcase_add_loop_test(printing, echoes, 0, count);
    tcase_add_loop_test(printing, makes_visible, 0, count);
    tcase_add_loop_test(printing, own_text_keeps_its_emoji_whole, 0, CASES(owns));
    tcase_add_loop_test(printing, neighbours_do_not_matter, 0, count);
    suite_add_tcase(suite, printing);
    tcase_add_loop_test(cutting, abbreviates, 0, CASES(cuts));
    suite_add_tcase(suite, cutting);
    return check_main(suite);
}
