/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_json_line.c - lines of JSON, whatever bytes they are made of, and when memory runs out. */
#include <config.h>

#include "server/base/json_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

#define SPAN(literal) ((struct span){literal, sizeof(literal) - 1})

static size_t note(void *context, uint64_t dropped, char *out)
{
    (void)context;
    return (size_t)sprintf(out, "%llu dropped\n", (unsigned long long)dropped);
}

static struct outlet *outlet_to(int fd)
{
    struct outlet *outlet =
        outlet_new(&(struct outlet_config){.fd = fd, .room = 16384, .note = note});

    ck_assert_ptr_nonnull(outlet);
    ck_assert_int_eq(outlet_start(outlet), 0);
    return outlet;
}

/* Ends OUTLET, which writes to the pipe ENDS, and stores what came out as a string in TEXT. */
static void take(struct outlet *outlet, int ends[2], char *text, size_t size)
{
    ck_assert(outlet_free(outlet, 20000));
    close(ends[1]);
    ssize_t count = read(ends[0], text, size - 1);
    close(ends[0]);
    text[count > 0 ? count : 0] = '\0';
}

static const struct {
    const char *name;
    struct span text;
    const char *put;     /* as json_line_put() writes it */
    const char *written; /* as json_line_write() does; NULL: the same */
} cases[] = {
    {"empty", {NULL, 0}, "", NULL},
    {"ASCII", SPAN("a b/c"), "a b/c", NULL},
    {"quotes", SPAN("\"a\\b\""), "\\\"a\\\\b\\\"", NULL},
    {"controls", SPAN("\t\r\n\x1b\x01"), "\\t\\r\\n\\u001b\\u0001", "\\t\\r\\n\\u001B\\u0001"},
    {"NUL", SPAN("a\0b"), "a\\u0000b", NULL},
    {"UTF-8", SPAN("\u00e9\u20ac"), "\\u00e9\\u20ac", "\u00e9\u20ac"},
    {"beyond 16 bits", SPAN("\U0001F4E7"), "\\ud83d\\udce7", "\U0001F4E7"},
    {"C1 and bidi", SPAN("\xc2\x9b\u202e"), "\\u009b\\u202e", "\xc2\x9b\u202e"},
    {"ISO 8859-1", SPAN("Caf\xe9 x"), "Caf\\ufffd x", "Caf\ufffd x"},
    {"cut off", SPAN("\xe2\x82"), "\\ufffd\\ufffd", "\ufffd\ufffd"},
    {"overlong", SPAN("\xc0\x80"), "\\ufffd\\ufffd", "\ufffd\ufffd"},
    {"surrogate", SPAN("\xed\xa0\x80"), "\\ufffd\\ufffd\\ufffd", "\ufffd\ufffd\ufffd"},
    {"wrong beside right", SPAN("\xff\u00e9\xff"), "\\ufffd\\u00e9\\ufffd", "\ufffd\u00e9\ufffd"},
};

/* Compares TEXT with EXPECTED; hexadecimal digits may be of either case. */
static void check_text(const char *name, const char *text, const char *expected)
{
    char line[200];

    snprintf(line, sizeof line, "{\"text\":\"%s\"}\n", expected);
    ck_assert_msg(strcasecmp(text, line) == 0, "%s: '%s' instead of '%s'", name, text, line);
}

START_TEST(any_bytes_are_a_string)
{
    const char *written = cases[_i].written != NULL ? cases[_i].written : cases[_i].put;
    struct json_line line;
    char text[200];
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    struct outlet *outlet = outlet_to(ends[1]);
    json_line_begin(&line);
    json_line_text(&line, "text", cases[_i].text);
    json_line_put(&line, outlet);
    take(outlet, ends, text, sizeof text);
    check_text(cases[_i].name, text, cases[_i].put);

    json_line_begin(&line);
    json_line_text(&line, "text", cases[_i].text);
    size_t size = json_line_write(&line, text, sizeof text - 1);
    ck_assert_uint_gt(size, 0);
    text[size] = '\0';
    check_text(cases[_i].name, text, written);
}
END_TEST

static void add_all(struct json_line *line)
{
    json_t *list = json_array();

    json_line_begin(line);
    json_line_text(line, "text", SPAN("caf\xe9"));
    json_line_number(line, "number", 9007199254740993);
    json_line_flag(line, "flag", true);
    if (!json_line_append(list, json_line_string(SPAN("one"))) ||
        !json_line_append(list, json_line_string(SPAN("two")))) {
        json_decref(list);
        list = NULL;
    }
    json_line_add(line, "list", list);
    json_line_add(line, "nothing", json_null());
}

static const char whole[] = "{\"text\":\"caf\\uFFFD\",\"number\":9007199254740993,\"flag\":true,"
                            "\"list\":[\"one\",\"two\"],\"nothing\":null}\n";

START_TEST(members_stand_in_their_order)
{
    struct json_line line;
    char text[500];
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    struct outlet *outlet = outlet_to(ends[1]);
    add_all(&line);
    json_line_put(&line, outlet);
    take(outlet, ends, text, sizeof text);
    ck_assert_str_eq(text, whole);
}
END_TEST

/* A line is cut nowhere: what does not fit is not there. */
START_TEST(writes_all_or_nothing)
{
    char text[sizeof whole + 10];
    struct json_line line;
    bool has_fit = false;

    for (size_t size = 0; size < sizeof text; size++) {
        add_all(&line);
        size_t length = json_line_write(&line, text, size);
        ck_assert_msg(length == 0 || (length <= size && text[length - 1] == '\n'),
                      "%zu bytes of %zu", length, size);
        ck_assert(!has_fit || length > 0);
        has_fit |= length > 0;
    }
    ck_assert(has_fit);
}
END_TEST

/* Whichever allocation fails, ours or the library's, the line is whole or counted. */
START_TEST(survives_each_lack_of_memory)
{
    unsigned dropped = 0;
    bool has_failed = true;

    json_set_alloc_funcs(malloc, free);
    for (unsigned i = 1; has_failed; i++) {
        struct json_line line;
        char text[500];
        int ends[2];
        ck_assert_uint_lt(i, 1000);
        ck_assert_int_eq(pipe(ends), 0);
        struct outlet *outlet = outlet_to(ends[1]);
        memory_fail_at(i);
        add_all(&line);
        json_line_put(&line, outlet);
        has_failed = memory_has_failed();
        outlet_put(outlet, "end\n", 4);
        take(outlet, ends, text, sizeof text);
        if (strcmp(text, "1 dropped\nend\n") == 0)
            dropped++;
        else
            ck_assert_msg(strncmp(text, whole, sizeof whole - 1) == 0 &&
                              strcmp(text + sizeof whole - 1, "end\n") == 0,
                          "allocation %u: '%s'", i, text);
    }
    ck_assert_msg(dropped > 10, "only %u lines were dropped", dropped);
}
END_TEST

/* The same for lines of which any part may be the one for which there is no room, and for lines
 * about as large as the memory that is set aside for one. */
START_TEST(survives_a_lack_of_memory_anywhere)
{
    FILE *file = tmpfile();
    struct outlet *outlet = outlet_to(fileno(file));
    unsigned written = 0, found = 0;
    char padding[1040], text[4096];

    json_set_alloc_funcs(malloc, free);
    memset(padding, 'x', sizeof padding);
    for (size_t size = 2; size < sizeof padding; size += size == 130 ? 840 : 1) {
        bool has_failed = true;
        for (unsigned i = 1; has_failed; i++) {
            struct json_line line;
            json_line_begin(&line);
            json_line_text(&line, "padding", (struct span){padding, size});
            json_line_number(&line, "number", 7);
            json_line_flag(&line, "flag", true);
            memory_fail_at(i);
            bool is_put = json_line_put(&line, outlet);
            has_failed = memory_has_failed();
            ck_assert(is_put || has_failed);
            written += is_put;
            outlet_flush(outlet, 20000);
        }
    }
    ck_assert(outlet_free(outlet, 20000));
    rewind(file);
    while (fgets(text, sizeof text, file) != NULL) {
        if (strstr(text, " dropped\n") != NULL)
            continue;
        char *end = strstr(text, "xx\",\"number\":7,\"flag\":true}\n");
        ck_assert_msg(end != NULL && strncmp(text, "{\"padding\":\"xx", 14) == 0, "%s", text);
        found++;
    }
    ck_assert_uint_eq(found, written);
    fclose(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_line");
    TCase *tcase = tcase_create("json_line");

    tcase_add_loop_test(tcase, any_bytes_are_a_string, 0, CASES(cases));
    tcase_add_test(tcase, members_stand_in_their_order);
    tcase_add_test(tcase, writes_all_or_nothing);
    tcase_add_test(tcase, survives_each_lack_of_memory);
    tcase_add_test(tcase, survives_a_lack_of_memory_anywhere);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
