/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_text_store.c - the bytes of an editable text against a simple model, with undo and redo of
 * every change, and with failing allocations. */
#include <config.h>

#include "tui-client/text/text_store.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

#define LIMIT 4000

static struct span all(struct text_store *store)
{
    return text_store_span(store, 0, text_store_size(store));
}

static void expect(struct text_store *store, const char *text, const char *name)
{
    ck_assert_msg(span_equal(all(store), span_of(text)), "%s: %.*s", name,
                  (int)text_store_size(store), all(store).data);
}

/* A script: digits set the offset; a quoted text is inserted there; x removes the byte there; "|"
 * begins a group; u is undo, r redo. */
static const struct {
    const char *name, *script, *expected;
} cases[] = {
    {"nothing to undo", "ur", ""},
    {"an insertion", "0'abc'u", ""},
    {"and again", "0'abc'ur", "abc"},
    {"a removal", "0'abc'|1xu", "abc"},
    {"and again", "0'abc'|1xur", "ac"},
    {"a group is one", "0'abc'|1x0'z'1'y'uu", ""},
    {"typing goes on", "0'a'1'b'2'c'u", ""},
    {"unless a group begins", "0'a'|1'b'u", "a"},
    {"after undoing a group begins", "0'a'|1'b'u1'c'u", "a"},
    {"a change forgets what was undone", "0'a'|1'b'u1'c'r", "ac"},
    {"all ways", "0'ab'|1'c'|0xuuurrr", "cb"},
    {"undone in the middle", "0'abc'|1'-'|2xuurr", "a-c"},
};

static void drive(struct text_store *store, const char *script)
{
    size_t place = 0;
    struct text_change change;

    for (; *script != '\0'; script++) {
        if (*script == '\'') {
            const char *end = strchr(script + 1, '\'');
            struct span text = {script + 1, (size_t)(end - script) - 1};
            ck_assert_int_eq(text_store_insert(store, place, text), 0);
            script = end;
        } else if (*script == 'x') {
            ck_assert_int_eq(text_store_erase(store, place, place + 1), 0);
        } else if (*script == '|') {
            text_store_mark(store);
        } else if (*script == 'u') {
            text_store_undo(store, &change);
        } else if (*script == 'r') {
            text_store_redo(store, &change);
        } else {
            place = (size_t)(*script - '0');
        }
    }
}

START_TEST(a_script_leads_to_a_text)
{
    struct text_store store;

    text_store_init(&store, LIMIT);
    drive(&store, cases[_i].script);
    expect(&store, cases[_i].expected, cases[_i].name);
    text_store_release(&store);
}
END_TEST

/* The text before each group of changes that can be undone. */
struct model {
    char text[LIMIT + 1];
    size_t size;
};

static void replace(struct model *model, size_t start, size_t end, struct span text)
{
    memmove(model->text + start + text.size, model->text + end, model->size - end);
    memcpy(model->text + start, text.data, text.size);
    model->size += text.size - (end - start);
}

static void check(struct text_store *store, const struct model *model, const char *what)
{
    struct span text = {model->text, model->size};

    ck_assert_msg(text_store_size(store) == model->size, "size after %s", what);
    if (model->size > 2) {
        size_t start = (size_t)rand() % model->size,
               end = start + (size_t)rand() % (model->size - start);
        ck_assert(span_equal(text_store_span(store, start, end),
                             (struct span){text.data + start, end - start}));
        ck_assert_int_eq(text_store_byte(store, start), text.data[start]);
    }
    if (rand() % 4 == 0)
        ck_assert_msg(span_equal(all(store), text), "text after %s", what);
}

/* CHANGE must transform BEFORE into the text of STORE. */
static void check_change(struct text_store *store, const struct model *before,
                         const struct text_change *change)
{
    static struct model copy;
    struct span text = all(store);

    copy = *before;
    ck_assert_uint_le(change->offset + change->old_size, copy.size);
    ck_assert_uint_le(change->offset + change->new_size, text.size);
    replace(&copy, change->offset, change->offset + change->old_size,
            (struct span){text.data + change->offset, change->new_size});
    ck_assert(span_equal(text, (struct span){copy.text, copy.size}));
}

static void change_both(struct text_store *store, struct model *model)
{
    static char typed[64];
    size_t start = (size_t)rand() % (model->size + 1);
    size_t size = (size_t)rand() % sizeof typed + 1, rest = model->size - start;

    for (size_t i = 0; i < sizeof typed; i++)
        typed[i] = (char)('a' + rand() % 26);
    if (rest == 0 || (rand() % 3 > 0 && model->size + size < LIMIT / 2)) {
        ck_assert_int_eq(text_store_insert(store, start, (struct span){typed, size}), 0);
        replace(model, start, start, (struct span){typed, size});
    } else {
        size = size < rest ? size : rest;
        ck_assert_int_eq(text_store_erase(store, start, start + size), 0);
        replace(model, start, start + size, span_of(""));
    }
}

#define GROUPS 30

START_TEST(random_changes_are_undone_and_done_again)
{
    static struct model states[GROUPS + 1];
    struct text_change change;
    struct text_store store;
    int number = 0, last = 0;

    srand((unsigned)_i);
    text_store_init(&store, LIMIT * 10);
    states[0].size = 0;
    for (int i = 0; i < 400; i++) {
        struct model before = states[number];
        if (rand() % 3 == 0 && number < GROUPS) {
            states[++number] = before;
            text_store_mark(&store);
            do
                change_both(&store, &states[number]);
            while (rand() % 3 > 0);
            last = number;
            check(&store, &states[number], "a change");
        } else if (rand() % 2 == 0) {
            ck_assert_int_eq(text_store_undo(&store, &change), number > 0);
            number -= number > 0;
            check_change(&store, &before, &change);
            check(&store, &states[number], "undoing");
        } else {
            ck_assert_int_eq(text_store_redo(&store, &change), number < last);
            number += number < last;
            check_change(&store, &before, &change);
            check(&store, &states[number], "doing again");
        }
    }
    text_store_release(&store);
}
END_TEST

START_TEST(the_limit_holds)
{
    struct text_store store;

    text_store_init(&store, 5);
    ck_assert_int_eq(text_store_insert(&store, 0, span_of("abcd")), 0);
    ck_assert_int_eq(text_store_insert(&store, 1, span_of("ef")), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    expect(&store, "abcd", "limit");
    text_store_release(&store);
}
END_TEST

START_TEST(the_oldest_steps_are_forgotten)
{
    struct text_change change;
    struct text_store store;
    int undone = 0;

    text_store_init(&store, LIMIT);
    for (int i = 0; i < 1000; i++) {
        text_store_mark(&store);
        ck_assert_int_eq(text_store_insert(&store, 0, span_of("a line")), 0);
        text_store_mark(&store);
        ck_assert_int_eq(text_store_erase(&store, 0, 6), 0);
        ck_assert_uint_le(store.step_bytes, text_store_budget(&store));
    }
    while (text_store_undo(&store, &change) == 1)
        undone++;
    ck_assert_int_gt(undone, 50);
    ck_assert_int_lt(undone, 200);
    while (text_store_redo(&store, &change) == 1)
        undone--;
    ck_assert_int_eq(undone, 0);
    expect(&store, "", "done again");
    text_store_forget(&store);
    ck_assert_int_eq(text_store_undo(&store, &change), 0);
    ck_assert_uint_eq(store.step_bytes, 0);
    text_store_release(&store);
}
END_TEST

/* The memory for a large text is little more than its size, after any operations. */
START_TEST(memory_is_that_of_the_text)
{
    static char piece[4096];
    struct text_store store;

    memset(piece, 'a', sizeof piece);
    text_store_init(&store, (size_t)32 << 20);
    for (int i = 0; i < 2560; i++)
        ck_assert_int_eq(text_store_insert(&store, text_store_size(&store) / 2,
                                           (struct span){piece, sizeof piece}),
                         0);
    ck_assert_uint_le(store.capacity, (size_t)12 << 20);
    ck_assert_uint_le(store.step_bytes, 2560 * sizeof(struct text_step));
    text_store_release(&store);
}
END_TEST

/* What was yanked is kept by its step for as long as somebody else has it too. */
START_TEST(what_is_in_the_text_is_not_kept_beside_it)
{
    struct scrap *yanked = scrap_new(3);
    struct text_change change;
    struct text_store store;

    memcpy(yanked->bytes, "abc", 3);
    text_store_init(&store, LIMIT);
    ck_assert_int_eq(text_store_insert_scraps(&store, 0, &yanked, 1), 0);
    ck_assert_int_eq(text_store_erase(&store, 0, 1), 0);
    ck_assert_uint_eq(yanked->owners, 2);
    scrap_drop(yanked);
    ck_assert_int_eq(text_store_erase(&store, 0, 1), 0);
    ck_assert_ptr_null(store.steps[0].bytes);
    while (text_store_undo(&store, &change) == 1)
        continue;
    expect(&store, "", "undone");
    while (text_store_redo(&store, &change) == 1)
        continue;
    expect(&store, "c", "done again");
    text_store_release(&store);
}
END_TEST

/* Whether STORE holds TEXT; libcheck's assertions would allocate memory. */
static bool is(struct text_store *store, const char *text)
{
    return span_equal(all(store), span_of(text));
}

/* Every allocation fails once: the call reports it, the text is unchanged, and the repeated call
 * succeeds. */
START_TEST(a_failed_allocation_changes_nothing)
{
    struct text_store store;
    struct text_change change;
    bool is_right = true, has_failed;

    text_store_init(&store, LIMIT);
    memory_fail_at((unsigned)_i + 1);
    if (text_store_insert(&store, 0, span_of("one two")) != 0)
        is_right = errno == ENOMEM && is(&store, "") &&
                   text_store_insert(&store, 0, span_of("one two")) == 0;
    text_store_mark(&store);
    if (text_store_erase(&store, 3, 7) != 0)
        is_right = is(&store, "one two") && text_store_erase(&store, 3, 7) == 0;
    if (text_store_erase(&store, 0, 1) != 0)
        is_right = is_right && is(&store, "one") && text_store_erase(&store, 0, 1) == 0;
    is_right = is_right && text_store_undo(&store, &change) == 1 && is(&store, "one two");
    if (text_store_redo(&store, &change) != 1)
        is_right = is_right && text_store_redo(&store, &change) == 1;
    has_failed = memory_has_failed();
    ck_assert(has_failed);
    ck_assert(is_right);
    expect(&store, "ne", "done again");
    text_store_release(&store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_store");
    TCase *tests = tcase_create("text_store");

    tcase_add_loop_test(tests, a_script_leads_to_a_text, 0, CASES(cases));
    tcase_add_loop_test(tests, random_changes_are_undone_and_done_again, 0, 40);
    tcase_add_test(tests, the_limit_holds);
    tcase_add_test(tests, the_oldest_steps_are_forgotten);
    tcase_add_test(tests, memory_is_that_of_the_text);
    tcase_add_test(tests, what_is_in_the_text_is_not_kept_beside_it);
    tcase_add_loop_test(tests, a_failed_allocation_changes_nothing, 0, 6);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
