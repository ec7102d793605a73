/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_buffer.c - a buffer against a plain array, and what it does with its memory. */
#include <config.h>

#include "common/buffer.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>

#include "tests/support/check_main.h"

/* Read by AddressSanitizer: a malloc() that cannot succeed returns NULL as everywhere else. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

#define MODEL_MAX ((size_t)200000)

static const struct {
    const char *name;
    size_t limit;      /* bytes */
    size_t append_max; /* most bytes added at once */
    unsigned consume;  /* of 16 steps so many take bytes away */
} loads[] = {
    {"no room at all", 0, 5, 4},
    {"one byte", 1, 2, 8},
    {"less than is allocated", 63, 40, 8},
    {"odd limit, often full", 1000, 300, 6},
    {"a queue in balance", 4096, 500, 8},
    {"grows to the limit and stays there", 50000, 400, 1},
    {"large and mostly empty", MODEL_MAX, 40000, 12},
};

/* What the buffer ought to hold. */
struct model {
    size_t size;
    unsigned char bytes[MODEL_MAX];
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void check_holds(const struct buffer *buffer, const struct model *model, const char *name)
{
    struct span held = buffer_span(buffer);

    ck_assert_msg(held.size == model->size && buffer_size(buffer) == model->size, "%s: size", name);
    ck_assert_msg(model->size == 0 || memcmp(held.data, model->bytes, held.size) == 0, "%s: bytes",
                  name);
    ck_assert_msg(buffer->start <= buffer->end && buffer->end <= buffer->capacity,
                  "%s: start %zu, end %zu, capacity %zu", name, buffer->start, buffer->end,
                  buffer->capacity);
    ck_assert_msg(buffer->capacity <= (buffer->limit < 64 ? 64 : buffer->limit), "%s: capacity %zu",
                  name, buffer->capacity);
    ck_assert_msg((model->size == 0) == (buffer->data == NULL), "%s: memory", name);
}

/* Appends in one of the two ways, and to the model. */
static void add(struct buffer *buffer, struct model *model, size_t size, uint32_t *random,
                const char *name)
{
    static unsigned char bytes[MODEL_MAX];
    bool fits = size <= buffer->limit - model->size;
    bool added;

    memset(bytes, (int)(next_random(random) & 0xFF), size);
    errno = 0;
    if (next_random(random) % 2 == 0) {
        added = buffer_append(buffer, bytes, size) == 0;
    } else {
        char *room = buffer_reserve(buffer, size);
        added = room != NULL;
        if (added && size > 0)
            memcpy(room, bytes, size);
        if (added)
            buffer_commit(buffer, size);
    }
    ck_assert_msg(added == fits && (fits || errno == ENOBUFS), "%s: %zu bytes to %zu", name, size,
                  model->size);
    if (added) {
        memcpy(model->bytes + model->size, bytes, size);
        model->size += size;
    }
    buffer_consume(buffer, 0);
}

static void take(struct buffer *buffer, struct model *model, size_t size)
{
    buffer_consume(buffer, size);
    memmove(model->bytes, model->bytes + size, model->size - size);
    model->size -= size;
}

START_TEST(behaves_like_an_array)
{
    static struct model model;
    uint32_t random = (uint32_t)_i;
    struct buffer buffer;

    model.size = 0;
    buffer_init(&buffer, loads[_i].limit);
    for (int i = 0; i < 3000; i++) {
        size_t amount = next_random(&random);
        if (next_random(&random) % 16 < loads[_i].consume)
            take(&buffer, &model, amount % (model.size + 1));
        else
            add(&buffer, &model, amount % (loads[_i].append_max + 1), &random, loads[_i].name);
        check_holds(&buffer, &model, loads[_i].name);
    }
    buffer_release(&buffer);
    ck_assert_ptr_null(buffer.data);
    ck_assert_uint_eq(buffer.limit, loads[_i].limit);
}
END_TEST

START_TEST(no_memory_while_empty)
{
    struct buffer buffer;

    buffer_init(&buffer, 1000);
    ck_assert_int_eq(buffer_append(&buffer, "", 0), 0);
    ck_assert_ptr_null(buffer.data);
    ck_assert_ptr_null(buffer_span(&buffer).data);

    ck_assert_ptr_nonnull(buffer_reserve(&buffer, 100));
    buffer_consume(&buffer, 0);
    ck_assert_msg(buffer.data == NULL, "a reserve that was not used is kept");

    ck_assert_int_eq(buffer_append(&buffer, "abc", 3), 0);
    buffer_consume(&buffer, 3);
    ck_assert_msg(buffer.data == NULL, "an emptied buffer keeps memory");
    buffer_release(&buffer);
    buffer_release(&buffer);
}
END_TEST

START_TEST(gives_the_room_of_a_read_back)
{
    struct buffer buffer;

    buffer_init(&buffer, 100000);
    memcpy(buffer_reserve(&buffer, 65536), "helo x\r\nmai", 11);
    buffer_commit(&buffer, 11);
    buffer_consume(&buffer, 8);
    ck_assert_uint_le(buffer.capacity, 1024);
    ck_assert(span_equal(buffer_span(&buffer), span_of("mai")));
    buffer_release(&buffer);
}
END_TEST

/* Whoever calls read() and then gives the room back must still find out why it failed. */
START_TEST(consuming_leaves_errno_alone)
{
    struct buffer buffer;

    buffer_init(&buffer, 1000);
    ck_assert_ptr_nonnull(buffer_reserve(&buffer, 100));
    errno = EAGAIN;
    buffer_consume(&buffer, 0);
    ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

START_TEST(doubles)
{
    struct buffer buffer;
    size_t capacity = 0;
    unsigned growths = 0;

    buffer_init(&buffer, 1 << 20);
    for (int i = 0; i < 1 << 20; i++) {
        if (buffer_append(&buffer, "x", 1) != 0)
            ck_abort_msg("byte %d does not fit", i);
        growths += buffer.capacity != capacity;
        capacity = buffer.capacity;
    }
    ck_assert_uint_le(growths, 16);
    ck_assert_uint_eq(capacity, 1 << 20);
    errno = 0;
    ck_assert_int_eq(buffer_append(&buffer, "x", 1), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    buffer_release(&buffer);
}
END_TEST

START_TEST(survives_want_of_memory)
{
    struct buffer buffer;

    buffer_init(&buffer, SIZE_MAX / 4);
    ck_assert_int_eq(buffer_append(&buffer, "abcdef", 6), 0);
    buffer_consume(&buffer, 2);
    errno = 0;
    ck_assert_ptr_null(buffer_reserve(&buffer, SIZE_MAX / 4 - 100));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert(span_equal(buffer_span(&buffer), span_of("cdef")));
    errno = 0;
    ck_assert_ptr_null(buffer_reserve(&buffer, SIZE_MAX));
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert_int_eq(buffer_append(&buffer, "gh", 2), 0);
    ck_assert(span_equal(buffer_span(&buffer), span_of("cdefgh")));
    buffer_release(&buffer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buffer");
    TCase *contents = tcase_create("contents");
    TCase *memory = tcase_create("memory");

    tcase_add_loop_test(contents, behaves_like_an_array, 0, CASES(loads));
    suite_add_tcase(suite, contents);
    tcase_add_test(memory, no_memory_while_empty);
    tcase_add_test(memory, gives_the_room_of_a_read_back);
    tcase_add_test(memory, consuming_leaves_errno_alone);
    tcase_add_test(memory, doubles);
    tcase_add_test(memory, survives_want_of_memory);
    suite_add_tcase(suite, memory);
    return check_main(suite);
}
