/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_area.c - a text of many lines under any keys, against a plain model of it.
 *
 * A byte of the input is a key, the next one its argument; what is typed follows it.
 */
#include <config.h>

#include "tests/support/fuzz.h"

#include <locale.h>

#include "tests/support/area.h"

#define LIMIT ((size_t)3000)
#define COLUMNS_MAX                                                                                \
    ((size_t)200) /* bytes whose columns are looked at, which costs their square                   \
                   */

static struct model model;
static struct kill_ring ring;

/* Bytes and characters of TEXT, counted from both ends. */
static void check_columns(struct span text)
{
    size_t used, at = 0, end = text.size;

    while (at < text.size) {
        size_t size = columns_next(span_skip(text, at));
        ck_assert(size > 0 && size <= text.size - at);
        at += size;
    }
    while (end > 0) {
        size_t size = columns_previous((struct span){text.data, end});
        ck_assert(size > 0 && size <= end);
        end -= size;
    }
    for (size_t width = 1; width < 20; width += 6) {
        size_t fits = columns_fit(text, width, &used);
        ck_assert(fits <= text.size && used <= width);
        ck_assert_uint_eq(columns_width((struct span){text.data, fits}), used);
        size_t line = columns_wrap(text, width);
        ck_assert(line <= text.size && (line > 0) == (text.size > 0));
    }
}

/* What is kept of TEXT: line ends are LF, and other controls but the tab are left out. */
static void expect_clean(struct area *area)
{
    struct span text = area_text(area);

    ck_assert_uint_le(text.size, LIMIT);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        ck_assert((byte >= ' ' && byte != 127) || byte == '\n' || byte == '\t');
    }
}

/* Types TEXT: all of it or nothing, and nothing else changes. */
static void type(struct area *area, struct span text)
{
    size_t from = area->cursor, before = area_size(area);

    if (area_insert(area, text) != 0) {
        ck_assert_int_eq(errno, ENOBUFS);
        ck_assert_uint_eq(area_size(area), before);
        return;
    }
    size_t added = area_size(area) - before;
    ck_assert_uint_le(added, text.size);
    replace(&model, from, from, area_part(area, from, from + added));
}

static void set(struct area *area, struct span text)
{
    ck_assert_int_eq(area_set(area, text), 0);
    ck_assert_uint_eq(area->cursor, 0);
    model.size = 0;
    replace(&model, 0, 0, area_text(area));
}

/* A change of the whole text, of which only the model's is known: all of it or nothing. */
static void adopt(struct area *area)
{
    struct span text = area_text(area);

    model.size = 0;
    replace(&model, 0, 0, text);
}

/* Undoing and doing again lead to the same text. */
static void undo(struct area *area)
{
    if (area_undo(area) == 0)
        return;
    ck_assert_int_eq(area_redo(area), 1);
    ck_assert(span_equal(area_text(area), (struct span){model.text, model.size}));
    ck_assert_int_eq(area_undo(area), 1);
    adopt(area);
}

static void yank(struct area *area, bool is_next)
{
    int status = is_next ? area_yank_next(area, &ring) : area_yank(area, &ring);

    if (status == 0)
        adopt(area);
    else
        ck_assert_int_eq(errno, ENOBUFS);
}

static void press(struct area *area, struct span *input)
{
    uint8_t key = fuzz_byte(input), argument = fuzz_byte(input);
    enum area_motion motion = argument % (AREA_END + 1);

    switch (key % 8) {
    case 0:
    case 1:
        type(area, fuzz_take(input, argument));
        break;
    case 2:
    case 3:
        area_move(area, motion);
        break;
    case 4:
        delete_in_both(area, &model, motion);
        break;
    case 5:
        if (argument < 128)
            kill_in_both(area, &model, motion, &ring);
        else if (argument < 224)
            yank(area, argument % 2);
        else
            undo(area);
        break;
    case 6:
        area_resize(area, 1 + argument % 13, 1 + argument / 32);
        break;
    case 7:
        if (argument == 0)
            set(area, fuzz_take(input, 500));
        else if (argument == 1 && area_size(area) * 2 < LIMIT)
            type(area, (struct span){model.text, model.size});
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    struct area area;

    setlocale(LC_CTYPE, "C.UTF-8");
    check_columns((struct span){input.data, size < COLUMNS_MAX ? size : COLUMNS_MAX});
    area_init(&area, LIMIT);
    kill_ring_init(&ring, LIMIT);
    model.size = 0;
    while (input.size > 0) {
        press(&area, &input);
        ck_assert(span_equal(area_text(&area), (struct span){model.text, model.size}));
        expect_clean(&area);
        check(&area);
    }
    kill_ring_release(&ring);
    area_release(&area);
    return 0;
}
