/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_spool.c - bodies in memory and in the file, read back as they were. */
#include <config.h>

#include "server/mail/spool.h"

#include <errno.h>
#include <sys/resource.h>

#include "common/count.h"
#include "common/deadline.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"
#include "tests/support/spool.h"

#define SIZE_MAX_OF_ALL ((uint64_t)64 << 20)

static struct folder folder;
static struct spool *spool;

static void set_up(void)
{
    folder = folder_new();
    spool = spool_new(folder.fd, SIZE_MAX_OF_ALL);
    ck_assert_ptr_nonnull(spool);
}

static void tear_down(void)
{
    ck_assert(spool_finish(spool, DEADLINE_NEVER));
    spool_free(spool);
    folder_free(&folder);
}

static char byte_at(size_t offset, unsigned seed)
{
    return (char)(offset * 31 + offset / 251 + seed);
}

static void fill(struct spooled *body, size_t size, size_t piece, unsigned seed)
{
    char bytes[100000];

    for (size_t done = 0; done < size;) {
        size_t part = size - done < piece ? size - done : piece;
        for (size_t i = 0; i < part; i++)
            bytes[i] = byte_at(done + i, seed);
        ck_assert_int_eq(buffer_append(&body->tail, bytes, part), 0);
        ck_assert_int_eq(spool_settle_body(spool, body), 0);
        done += part;
    }
}

static void expect(const struct spooled *body, size_t size, size_t piece, unsigned seed)
{
    char bytes[100000];

    ck_assert_uint_eq(spooled_size(body), size);
    for (size_t done = 0; done < size;) {
        size_t part = size - done < piece ? size - done : piece;
        ck_assert_int_eq(spooled_read(body, done, bytes, part), 0);
        size_t good = 0;
        while (good < part && bytes[good] == byte_at(done + good, seed))
            good++;
        ck_assert_msg(good == part, "byte %zu of %zu", done + good, size);
        done += part;
    }
}

static const struct {
    size_t size, written, read; /* bytes: of the body, and of the pieces */
} bodies[] = {
    {0, 1, 1},
    {1, 1, 1},
    {SPOOL_TAIL_MAX, 4096, 999},
    {SPOOL_TAIL_MAX + 1, SPOOL_TAIL_MAX + 1, 65536},
    {300000, 777, 65537},
    {300000, 100000, 333},
    {1 << 20, 65536, 65536},
};

START_TEST(read_back)
{
    struct spooled body;

    spooled_init(&body, spool);
    fill(&body, bodies[_i].size, bodies[_i].written, 0);
    expect(&body, bodies[_i].size, bodies[_i].read, 0);
    ck_assert((body.stored > 0) == (bodies[_i].size > SPOOL_TAIL_MAX));
    ck_assert_uint_le(buffer_size(&body.tail), SPOOL_TAIL_MAX);
    spooled_release(&body);
    ck_assert_uint_eq(spooled_size(&body), 0);
}
END_TEST

/* They share the file, and blocks that one gives back are used again. */
START_TEST(many_bodies)
{
    struct spooled many[20];

    for (unsigned i = 0; i < COUNT(many); i++) {
        spooled_init(&many[i], spool);
        fill(&many[i], 70000 * i, 50000, i);
    }
    for (unsigned i = 0; i < COUNT(many); i += 2) {
        spooled_release(&many[i]);
        fill(&many[i], 90000, 9999, i + 100);
    }
    for (unsigned i = 0; i < COUNT(many); i++) {
        expect(&many[i], i % 2 == 0 ? 90000 : 70000 * i, 65536, i % 2 == 0 ? i + 100 : i);
        spooled_release(&many[i]);
    }
}
END_TEST

/* Together they stay within their share of memory, however small each is. */
START_TEST(memory_is_bounded)
{
    enum { EACH = 4000, BODIES = 10000 };
    struct spooled *many = calloc(BODIES, sizeof *many);
    size_t memory = 0;

    ck_assert_ptr_nonnull(many);
    for (unsigned i = 0; i < BODIES; i++) {
        spooled_init(&many[i], spool);
        fill(&many[i], EACH, 1000, i);
    }
    for (unsigned i = 0; i < BODIES; i++)
        memory += buffer_size(&many[i].tail);
    ck_assert_uint_le(memory, SPOOL_MEMORY_MAX);
    for (unsigned i = 0; i < BODIES; i++) {
        expect(&many[i], EACH, EACH, i);
        spooled_release(&many[i]);
    }
    free(many);
}
END_TEST

/* The file has no name, and gives its space back. */
START_TEST(nothing_is_left)
{
    struct spooled body;
    DIR *entries;
    unsigned count = 0;

    spooled_init(&body, spool);
    fill(&body, 1 << 20, 65536, 0);
    entries = opendir(folder.path);
    while (readdir(entries) != NULL)
        count++;
    closedir(entries);
    ck_assert_uint_eq(count, 2);
    spooled_release(&body);
    fill(&body, 1 << 20, 65536, 7);
    expect(&body, 1 << 20, 65536, 7);
    spooled_release(&body);
}
END_TEST

START_TEST(no_room)
{
    static char bytes[200000];
    struct spooled body;
    struct rlimit old, limit;

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){100000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    spooled_init(&body, spool);
    ck_assert_int_eq(buffer_append(&body.tail, bytes, sizeof bytes), 0);
    int error = spool_settle_body(spool, &body);
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(error, EFBIG);
    spooled_release(&body);
}
END_TEST

/* A body that is with the thread is out of reach; the descriptor tells when it is back. */
START_TEST(handed_over_and_back)
{
    struct pollfd polled = {.fd = spool_fd(spool), .events = POLLIN};
    struct spooled body;
    int owner;

    spooled_init(&body, spool);
    ck_assert_ptr_null(spool_take(spool));
    ck_assert_int_eq(poll(&polled, 1, 0), 0);
    ck_assert_int_eq(buffer_append(&body.tail, "abc", 3), 0);
    ck_assert_int_eq(spooled_count(&body), SPOOL_KEEP);
    spool_submit(spool, &body, &owner);
    ck_assert_int_eq(poll(&polled, 1, SPOOL_WAIT_MS), 1);
    ck_assert_ptr_eq(spool_take(spool), &body);
    ck_assert_ptr_eq(body.owner, &owner);
    ck_assert_uint_eq(body.stored, 3);
    ck_assert_ptr_null(spool_take(spool));
    ck_assert_int_eq(poll(&polled, 1, 0), 0);
    spooled_release(&body);
}
END_TEST

/* All bodies together, in memory and in the file, count; an eighth is kept free for small ones;
 * what one gives back another may take. */
START_TEST(size_is_bounded)
{
    enum { MIB = 1 << 20 };
    struct spooled three[3];

    for (unsigned i = 0; i < COUNT(three); i++)
        spooled_init(&three[i], spool);
    fill(&three[0], 40 * MIB, 65536, 0);
    fill(&three[1], 16 * MIB, 65536, 1);
    ck_assert_int_eq(buffer_append(&three[1].tail, "x", 1), 0);
    ck_assert_int_eq(spooled_count(&three[1]), SPOOL_FULL);
    ck_assert_int_eq(buffer_append(&three[2].tail, "x", 1), 0);
    ck_assert_int_eq(spooled_count(&three[2]), SPOOL_KEEP);
    spooled_release(&three[0]);
    ck_assert_int_ne(spooled_count(&three[1]), SPOOL_FULL);
    for (unsigned i = 1; i < COUNT(three); i++)
        spooled_release(&three[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spool");
    TCase *all = tcase_create("bodies");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, read_back, 0, CASES(bodies));
    tcase_add_test(all, many_bodies);
    tcase_add_test(all, memory_is_bounded);
    tcase_add_test(all, nothing_is_left);
    tcase_add_test(all, no_room);
    tcase_add_test(all, handed_over_and_back);
    tcase_add_test(all, size_is_bounded);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
