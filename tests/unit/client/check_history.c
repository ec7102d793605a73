/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_history.c - the history of commands and messages, and its file. */
#include <config.h>

#include "tui-client/dialogue/history.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"

static const struct {
    const char *name;
    enum history_kind kind;
    struct span text;
    const char *line; /* of the file */
} entries[] = {
    {"a command", HISTORY_COMMAND, {"HELO a", 6}, "C: HELO a\n"},
    {"a command with blanks at its ends", HISTORY_COMMAND, {" x ", 3}, "C:  x \n"},
    {"a command with accents", HISTORY_COMMAND, {"\xC3\xA3", 2}, "C: \xC3\xA3\n"},
    {"a command with a control byte", HISTORY_COMMAND, {"a\x1B", 2}, NULL},
    {"a command that is ill-formed", HISTORY_COMMAND, {"\xC3", 1}, NULL},
    {"a command with LF within", HISTORY_COMMAND, {"a\nb", 3}, "C\\: a\\nb\n"},
    {"a command with a backslash", HISTORY_COMMAND, {"a\\q", 3}, "C: a\\q\n"},
    {"a command with tab", HISTORY_COMMAND, {"a\tb", 3}, "C: a\tb\n"},
    {"a command with DEL", HISTORY_COMMAND, {"a\x7F", 2}, "C\\: a\\x7F\n"},
    {"a command with C1", HISTORY_COMMAND, {"\xC2\x9B", 2}, "C\\: \\xC2\\x9B\n"},
    {"a command that turns the writing",
     HISTORY_COMMAND,
     {"\xE2\x80\xAE", 3},
     "C\\: \\xE2\\x80\\xAE\n"},
    {"a message that is ill-formed", HISTORY_MESSAGE, {"\xFF\n", 2}, "C\\: \\xFF\\n\n"},
    {"a message", HISTORY_MESSAGE, {"To: a\n\nx\n", 9}, "C\\: To: a\\n\\nx\\n\n"},
    {"a message with a backslash", HISTORY_MESSAGE, {"\n\\n\n", 4}, NULL},
};

START_TEST(an_entry_survives_the_file)
{
    struct history history;
    struct buffer line;
    struct span kept;

    history_init(&history);
    buffer_init(&line, 4096);
    ck_assert_int_eq(history_format(entries[_i].kind, entries[_i].text, &line), 0);
    kept = buffer_span(&line);
    if (entries[_i].line != NULL)
        ck_assert_msg(span_equal(kept, span_of(entries[_i].line)), "%s", entries[_i].name);
    ck_assert_msg(memchr(kept.data, '\n', kept.size) == kept.data + kept.size - 1, "%s: lines",
                  entries[_i].name);
    history_read(&history, (struct span){kept.data, kept.size - 1});
    ck_assert_msg(history.count == 1, "%s: not read", entries[_i].name);
    ck_assert_msg(history.entries[0].kind == entries[_i].kind, "%s: kind", entries[_i].name);
    ck_assert_msg(span_equal((struct span){history.entries[0].text, history.entries[0].size},
                             entries[_i].text),
                  "%s: text", entries[_i].name);
    buffer_release(&line);
    history_release(&history);
}
END_TEST

static const char *const strange[] = {
    "",       "#",  "S: 250", "X",    "C\\: \\q",     "C!",
    "W: 5ms", "C:", "C\\:",   "\xFF", "C\\: a\\x00b", "# smtp-session 1"};

START_TEST(a_strange_line_is_passed_over)
{
    struct history history;

    history_init(&history);
    history_read(&history, span_of(strange[_i]));
    ck_assert_msg(history.count == 0, "%s", strange[_i]);
    history_release(&history);
}
END_TEST

START_TEST(what_is_repeated_moves_to_the_end)
{
    struct history history;

    history_init(&history);
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("a")));
    ck_assert(!history_add(&history, HISTORY_COMMAND, span_of("a")));
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("b")));
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("a")));
    ck_assert(history_add(&history, HISTORY_MESSAGE, span_of("m\n")));
    ck_assert(!history_add(&history, HISTORY_MESSAGE, span_of("m\n")));
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("m\n")));
    ck_assert_uint_eq(history.count, 4);
    ck_assert_str_eq(history.entries[0].text, "b");
    ck_assert_str_eq(history.entries[1].text, "a");
    ck_assert_uint_eq(history.bytes, 6);
    history_release(&history);
}
END_TEST

/* The entry of the file that is written for the newest. */
static void check_newest(const struct history *history, const char *text)
{
    const struct history_entry *newest = &history->entries[history->count - 1];
    struct buffer out;

    buffer_init(&out, 4096);
    ck_assert_int_eq(history_format_origin(newest, &out), 0);
    ck_assert_int_eq(history_format(newest->kind, (struct span){newest->text, newest->size}, &out),
                     0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(text)), "%s", text);
    buffer_release(&out);
}

START_TEST(server_and_time_are_kept)
{
    struct history history;

    history_init(&history);
    history_expect(&history, span_of("a:25"), 7);
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("x")));
    check_newest(&history, "# sent: 7 a:25\nC: x\n");
    history_expect(&history, span_of("a:25"), 8);
    ck_assert(!history_add(&history, HISTORY_COMMAND, span_of("x")));
    history_expect(&history, span_of("b:25"), 9);
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("x")));
    check_newest(&history, "# sent: 9 b:25\nC: x\n");
    ck_assert(history_add(&history, HISTORY_COMMAND, span_of("y")));
    check_newest(&history, "C: y\n");
    history_read(&history, span_of("# sent: 1796000000 [::1]:25"));
    history_read(&history, span_of("C: z"));
    check_newest(&history, "# sent: 1796000000 [::1]:25\nC: z\n");
    history_read(&history, span_of("# sent: 5 c:25"));
    history_read(&history, span_of("?"));
    history_read(&history, span_of("C: of an older program"));
    check_newest(&history, "C: of an older program\n");
    ck_assert_uint_eq(history.count, 4);
    history_release(&history);
}
END_TEST

START_TEST(what_cannot_be_kept_is_not)
{
    static char text[HISTORY_ENTRY_MAX + 1];
    struct history history;

    memset(text, 'x', sizeof text);
    history_init(&history);
    ck_assert(!history_add(&history, HISTORY_COMMAND, span_of("")));
    ck_assert(!history_add(&history, HISTORY_COMMAND, (struct span){"a\0b", 3}));
    ck_assert(!history_add(&history, HISTORY_MESSAGE, (struct span){text, sizeof text}));
    ck_assert(history_add(&history, HISTORY_MESSAGE, (struct span){text, sizeof text - 1}));
    history_release(&history);
}
END_TEST

START_TEST(the_oldest_go)
{
    struct history history;
    char text[32];

    history_init(&history);
    for (int i = 0; i < HISTORY_ENTRIES_MAX + 10; i++) {
        snprintf(text, sizeof text, "%d", i);
        ck_assert(history_add(&history, HISTORY_COMMAND, span_of(text)));
    }
    ck_assert_uint_eq(history.count, HISTORY_ENTRIES_MAX);
    ck_assert_str_eq(history.entries[0].text, "10");
    history_release(&history);
}
END_TEST

START_TEST(all_texts_together_have_a_limit)
{
    static char text[HISTORY_ENTRY_MAX];
    struct history history;

    memset(text, 'x', sizeof text);
    history_init(&history);
    for (int i = 0; i < 100; i++) {
        text[0] = (char)(' ' + i);
        ck_assert(history_add(&history, HISTORY_MESSAGE, (struct span){text, sizeof text}));
    }
    ck_assert_uint_le(history.bytes, HISTORY_BYTES_MAX);
    ck_assert_uint_eq(history.bytes, history.count * sizeof text);
    history_release(&history);
}
END_TEST

/* The longest entry is restored even if each byte is an escape; a longer one is not kept. */
START_TEST(the_file_may_hold_the_longest_entry)
{
    static char text[HISTORY_ENTRY_MAX + 1];
    struct history history;
    struct buffer line;

    memset(text, '\x01', sizeof text);
    history_init(&history);
    for (size_t size = HISTORY_ENTRY_MAX; size <= HISTORY_ENTRY_MAX + 1; size++) {
        buffer_init(&line, 8 * sizeof text);
        ck_assert_int_eq(history_format(HISTORY_COMMAND, (struct span){text, size}, &line), 0);
        history_read(&history, (struct span){line.data + line.start, buffer_size(&line) - 1});
        buffer_release(&line);
    }
    ck_assert_uint_eq(history.count, 1);
    ck_assert_uint_eq(history.entries[0].size, HISTORY_ENTRY_MAX);
    history_release(&history);
}
END_TEST

static bool is_last_to_server(const struct history *history, size_t number)
{
    const char *server = history->entries[number].server;
    bool is_last = server != NULL;

    for (size_t i = number + 1; is_last && i < history->count; i++)
        is_last =
            history->entries[i].server == NULL || strcmp(history->entries[i].server, server) != 0;
    return is_last;
}

/* Also when entries move to the end, maybe as sent to another server, and when the oldest go. */
START_TEST(the_last_entry_of_each_server_is_known)
{
    static const char *const servers[] = {"a:25", "b:25", "", "a:26"};
    struct history history;
    char text[16];

    history_init(&history);
    for (unsigned i = 0; i < 40 + HISTORY_ENTRIES_MAX; i++) {
        unsigned number = i < 40 ? i * i % 13 : i;
        snprintf(text, sizeof text, "%u", number);
        history_expect(&history, span_of(servers[i * 7 % 11 % CASES(servers)]), 7);
        (void)history_add(&history, HISTORY_COMMAND, span_of(text));
        for (size_t j = 0; j < history.count && (i < 40 || i % 97 == 0); j++)
            ck_assert_msg(history.entries[j].is_last == is_last_to_server(&history, j),
                          "after %u: entry %zu", i, j);
    }
    ck_assert_uint_eq(history.count, HISTORY_ENTRIES_MAX);
    history_release(&history);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("history");
    TCase *all = tcase_create("history");

    tcase_add_loop_test(all, an_entry_survives_the_file, 0, CASES(entries));
    tcase_add_loop_test(all, a_strange_line_is_passed_over, 0, CASES(strange));
    tcase_add_test(all, what_is_repeated_moves_to_the_end);
    tcase_add_test(all, server_and_time_are_kept);
    tcase_add_test(all, what_cannot_be_kept_is_not);
    tcase_add_test(all, the_oldest_go);
    tcase_add_test(all, the_file_may_hold_the_longest_entry);
    tcase_add_test(all, all_texts_together_have_a_limit);
    tcase_add_test(all, the_last_entry_of_each_server_is_known);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
