/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_area_blocks.c - texts or lines so long that they are handled in blocks. */
#include <config.h>

#include "tui-client/text/area.h"

#include <locale.h>

#include "tests/support/area.h"
#include "tests/support/check_main.h"

#define LIMIT ((size_t)1 << 20)

/* Pastes of lines of all lengths, so that blocks are joined and cut. */
static struct span some_lines(void)
{
    static const char *const pieces[] = {"word ",        "a",         "\xC3\xA3",
                                         "\xE6\xBC\xA2", "e\xCC\x81", "\n"};
    static char text[1 << 15];
    size_t size = 0, goal = (size_t)rand() % (sizeof text - 8);
    size_t kinds = rand() % 3 > 0 ? 5 : 6;

    while (size < goal) {
        const char *piece = pieces[(size_t)rand() % kinds];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return (struct span){text, size};
}

START_TEST(long_lines_are_cut_where_they_may_be)
{
    static struct model model;
    struct area area;
    struct kill_ring ring;

    srand((unsigned)_i + 2000);
    kill_ring_init(&ring);
    model.size = 0;
    area_init(&area, LIMIT);
    area_resize(&area, (size_t)(rand() % 90 + 2), (size_t)(rand() % 20 + 1));
    for (int i = 0; i < 30; i++) {
        struct span text = rand() % 3 == 0 ? some_lines() : span_of(rand() % 2 ? "\n" : "\xCC\x81");
        if (model.size > 5 * AREA_BLOCK_MAX)
            delete_in_both(&area, &model, rand() % 2 ? AREA_START : AREA_END);
        /* At a random place, often at a block boundary. */
        area.cursor = area_size(&area) > 0 ? (size_t)rand() % area_size(&area) : 0;
        area.cursor = rand() % 2 ? area_block_of(&area, area.cursor).end
                                 : area_row_of(&area, area.cursor).start;
        area_move(&area, rand() % 2 ? AREA_LEFT : AREA_RIGHT);
        if (rand() % 4 == 0) {
            delete_in_both(&area, &model, (enum area_motion)(rand() % AREA_START));
        } else if (rand() % 6 == 0) {
            kill_in_both(&area, &model, AREA_LINE_REST, &ring);
        } else {
            size_t before = area.cursor;
            ck_assert_int_eq(area_insert(&area, text), 0);
            replace(&model, before, before, text);
        }
        ck_assert_msg(span_equal(area_text(&area), (struct span){model.text, model.size}),
                      "change %d", i);
        check(&area);
        area_move(&area, (enum area_motion)(rand() % (AREA_END + 1)));
        check(&area);
    }
    kill_ring_release(&ring);
    area_release(&area);
}
END_TEST

/* Text typed at a block boundary may belong to the character before, or end the line. */
START_TEST(no_block_begins_within_a_character)
{
    static const char *const typed[] = {"\xCC\x81", "\n", "\xE6\xBC\xA2", "\xCC\x81\n"};
    static char line[5 * AREA_BLOCK_MAX];
    struct area area;

    memset(line, 'x', sizeof line);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        area_init(&area, LIMIT);
        ck_assert_int_eq(area_set(&area, (struct span){line, sizeof line}), 0);
        for (size_t block = 0; block + 1 < area.block_count; block++) {
            size_t end = 0;
            for (size_t before = 0; before <= block; before++)
                end += area.blocks[before].size;
            area.cursor = end;
            ck_assert_int_eq(area_insert(&area, span_of(typed[i])), 0);
            check(&area);
        }
        area_release(&area);
    }
}
END_TEST

START_TEST(no_block_begins_with_a_line_end)
{
    static char lines[3 * AREA_BLOCK_MAX];
    struct area area;

    memset(lines, 'x', sizeof lines);
    lines[AREA_BLOCK_MAX] = '\n';
    area_init(&area, LIMIT);
    ck_assert_int_eq(area_set(&area, (struct span){lines, sizeof lines}), 0);
    check(&area);
    area_release(&area);
}
END_TEST

#define LINE_BYTES 8000
#define LINES      60

START_TEST(what_is_left_of_blocks_is_joined)
{
    static char line[LINE_BYTES + 1];
    struct area area;

    memset(line, 'x', LINE_BYTES);
    line[LINE_BYTES] = '\n';
    area_init(&area, LIMIT);
    for (int i = 0; i < LINES; i++)
        ck_assert_int_eq(area_insert(&area, (struct span){line, sizeof line}), 0);
    for (size_t i = 0; i < LINES; i++) {
        area.cursor = i;
        ck_assert_int_eq(area_delete(&area, AREA_LINE_REST), 0);
        check(&area);
    }
    ck_assert_uint_eq(area_size(&area), LINES);
    ck_assert_uint_eq(area.block_count, 1);
    area_release(&area);
}
END_TEST

static unsigned letters_of(struct span piece)
{
    unsigned letters = 0;

    for (size_t i = 0; i < piece.size; i++)
        letters |= (unsigned)(piece.data[i] == 'x') | (unsigned)(piece.data[i] == 'y') << 1;
    return letters;
}

START_TEST(what_is_asked_of_all_follows_each_change)
{
    struct area area;

    area_init(&area, LIMIT);
    ck_assert_uint_eq(area_traits(&area, letters_of), 0);
    for (int i = 0; i < 10000; i++)
        ck_assert_int_eq(area_insert(&area, span_of("a line\n")), 0);
    ck_assert_uint_eq(area_traits(&area, letters_of), 0);
    for (int i = 0; i < 50; i++) {
        area.cursor = (size_t)i * 1400;
        ck_assert_int_eq(area_insert(&area, span_of("x")), 0);
        ck_assert_uint_eq(area_traits(&area, letters_of), 1);
        area.cursor = area_size(&area);
        ck_assert_int_eq(area_insert(&area, span_of("y")), 0);
        ck_assert_uint_eq(area_traits(&area, letters_of), 3);
        ck_assert_int_eq(area_delete(&area, AREA_LEFT), 0);
        area.cursor = (size_t)i * 1400 + 1;
        ck_assert_int_eq(area_delete(&area, AREA_LEFT), 0);
        ck_assert_uint_eq(area_traits(&area, letters_of), 0);
    }
    area_release(&area);
}
END_TEST

/* An endless character is traversed in parts, each of whole code points. */
START_TEST(a_character_without_end_is_taken_in_parts)
{
    static char marks[6 * AREA_CHARACTER_MAX];
    struct area area;

    for (size_t i = 0; i < sizeof marks; i += 2)
        memcpy(marks + i, "\xCC\x81", 2);
    area_init(&area, LIMIT);
    area_resize(&area, 20, 4);
    ck_assert_int_eq(area_insert(&area, span_of("e")), 0);
    ck_assert_int_eq(area_insert(&area, (struct span){marks, sizeof marks}), 0);
    for (int i = 0; i < 12; i++) {
        area_move(&area, i < 6 ? AREA_LEFT : AREA_RIGHT);
        ck_assert(area.cursor == 0 || area.cursor % 2 == 1);
    }
    ck_assert_uint_eq(area.cursor, area_size(&area));
    area_release(&area);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("area_blocks");
    TCase *all = tcase_create("area_blocks");

    setlocale(LC_ALL, "C.UTF-8");
    tcase_add_loop_test(all, long_lines_are_cut_where_they_may_be, 0, 20);
    tcase_add_test(all, no_block_begins_within_a_character);
    tcase_add_test(all, no_block_begins_with_a_line_end);
    tcase_add_test(all, what_is_left_of_blocks_is_joined);
    tcase_add_test(all, what_is_asked_of_all_follows_each_change);
    tcase_add_test(all, a_character_without_end_is_taken_in_parts);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
