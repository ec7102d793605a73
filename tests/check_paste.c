/* check_paste.c - a bracketed paste out of the bytes of a terminal, by cases, in pieces of all
 * sizes. */
#include <config.h>

#include "tui-client/paste.h"

#include <errno.h>

#include "tests/check_main.h"

#define LIMIT 64

#define END "\033[201~"

static const struct {
    const char *name, *bytes, *text, *rest; /* REST is what must be left for others */
} cases[] = {
    {"text", "abc" END, "abc", ""},
    {"nothing", END, "", ""},
    {"what follows is not read", "abc" END "\033[15~x", "abc", "\033[15~x"},
    {"line ends", "a\r\nb\rc\nd\n\r" END, "a\nb\nc\nd\n\n", ""},
    {"characters", "\xC3\xA3\xE6\xBC\xA2\xF0\x9F\x92\xBB" END,
     "\xC3\xA3\xE6\xBC\xA2\xF0\x9F\x92\xBB", ""},
    {"ill-formed bytes", "\xFF\xC3\xE6\xBCz\xC3\xA3" END,
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\xC3\xA3", ""},
    {"a character cut off by the end", "a\xE6\xBC" END, "a\xEF\xBF\xBD", ""},
    {"keys are left out", "a\033[15~b\033OPc\033[1;5Dd" END, "abcd", ""},
    {"Esc alone is left out", "a\033bc\033" END, "abc", ""},
    {"a second beginning", "a\033[200~b" END, "ab", ""},
    {"nearly the end", "a\033[201xb\033[20~c\033[2010~d" END, "abcd", ""},
    {"an end in the middle of a sequence", "a\033[12" END "z", "a", "z"},
    {"tabs", "a\tb" END, "a\tb", ""},
};

/* Feeds BYTES, in pieces of at most MOST bytes, until the paste is over; returns those left. */
static struct span feed(struct paste *paste, struct span bytes, size_t most)
{
    while (bytes.size > 0 && paste_goes_on(paste)) {
        size_t size = paste_wants(paste);
        ck_assert(size >= 1 && size <= PASTE_END_BYTES);
        size = size < most ? size : most;
        size = size < bytes.size ? size : bytes.size;
        paste_take(paste, (struct span){bytes.data, size});
        bytes = span_skip(bytes, size);
    }
    return bytes;
}

START_TEST(a_paste_is_its_text)
{
    for (size_t most = 1; most <= PASTE_END_BYTES; most++) {
        struct paste paste;
        struct span rest;
        paste_init(&paste, LIMIT);
        paste_begin(&paste);
        rest = feed(&paste, span_of(cases[_i].bytes), most);
        ck_assert_msg(paste.state == PASTE_DONE, "%s: state", cases[_i].name);
        ck_assert_msg(span_equal(buffer_span(&paste.text), span_of(cases[_i].text)), "%s: %.*s",
                      cases[_i].name, (int)buffer_size(&paste.text), buffer_span(&paste.text).data);
        ck_assert_msg(span_equal(rest, span_of(cases[_i].rest)), "%s: rest", cases[_i].name);
        paste_release(&paste);
    }
}
END_TEST

START_TEST(what_is_lost_is_swallowed_to_its_end)
{
    static const struct {
        const char *bytes;
        int why;
    } losses[] = {
        {"abc\003def\003quit\r" END "z", ECANCELED},
        {"0123456789012345678901234567890123456789012345678901234567890123456789" END "z", ENOBUFS},
    };

    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        struct span bytes = span_of(losses[i].bytes);
        struct paste paste;
        paste_init(&paste, LIMIT);
        paste_begin(&paste);
        bytes = span_skip(bytes, feed(&paste, (struct span){bytes.data, bytes.size - 8}, 1).size +
                                     bytes.size - 8);
        ck_assert_int_eq(paste.state, PASTE_LOST);
        ck_assert_int_eq(paste.why, losses[i].why);
        ck_assert_uint_eq(buffer_size(&paste.text), 0);
        bytes = feed(&paste, bytes, PASTE_END_BYTES);
        ck_assert_int_eq(paste.state, PASTE_NONE);
        ck_assert(span_equal(bytes, span_of("z")));
    }
}
END_TEST

START_TEST(a_paste_that_loses_its_end_is_whole)
{
    struct paste paste;

    paste_init(&paste, LIMIT);
    paste_begin(&paste);
    feed(&paste, span_of("cut off\xC3\033[20"), 1);
    ck_assert(paste_goes_on(&paste));
    paste_finish(&paste);
    ck_assert_int_eq(paste.state, PASTE_DONE);
    ck_assert(span_equal(buffer_span(&paste.text), span_of("cut off\xEF\xBF\xBD")));
    paste_begin(&paste);
    ck_assert_uint_eq(buffer_size(&paste.text), 0);
    paste_release(&paste);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paste");
    TCase *all = tcase_create("paste");

    tcase_add_loop_test(all, a_paste_is_its_text, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(all, what_is_lost_is_swallowed_to_its_end);
    tcase_add_test(all, a_paste_that_loses_its_end_is_whole);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
