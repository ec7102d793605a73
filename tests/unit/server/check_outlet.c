/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_outlet.c - lines for readers that are slow, stuck or gone, and for a disk that is full. */
#include <config.h>

#include "server/base/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"

#define ROOM 4096

/* More than a test ever has to wait. */
#define LONG_MS 20000

/* A descriptor of the fake disk below. */
#define DISK 1000

/* Takes the bytes that the tests allow, and then fails with ENOSPC. */
static struct {
    _Atomic size_t free; /* bytes */
    _Atomic unsigned refused;
    _Atomic size_t size;
    char bytes[64 * 1024];
} disk;

ssize_t __real_write(int fd, const void *data, size_t size);
ssize_t __wrap_write(int fd, const void *data, size_t size);

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
    if (fd != DISK)
        return __real_write(fd, data, size);
    if (disk.free == 0) {
        disk.refused++;
        errno = ENOSPC;
        return -1;
    }
    if (size > disk.free)
        size = disk.free;
    memcpy(disk.bytes + disk.size, data, size);
    disk.size += size;
    disk.free -= size;
    return (ssize_t)size;
}

/* What the outlet of a test has told. */
struct told {
    _Atomic unsigned failures;
    _Atomic int error;
    _Atomic bool is_short; /* of memory: no note can be made */
};

static size_t note(void *context, uint64_t dropped, char *out)
{
    struct told *told = context;

    if (told->is_short)
        return 0;
    return (size_t)snprintf(out, OUTLET_NOTE_MAX, "dropped %llu\n", (unsigned long long)dropped);
}

static void failed(void *context, int error)
{
    struct told *told = context;

    told->failures++;
    told->error = error;
}

static struct outlet *outlet_not_started(int fd, struct told *told)
{
    struct outlet *outlet = outlet_new(&(struct outlet_config){
        .fd = fd, .room = ROOM, .context = told, .note = note, .failed = failed});

    ck_assert_ptr_nonnull(outlet);
    return outlet;
}

static struct outlet *outlet_to(int fd, struct told *told)
{
    struct outlet *outlet = outlet_not_started(fd, told);

    ck_assert_int_eq(outlet_start(outlet), 0);
    return outlet;
}

static void put(struct outlet *outlet, const char *text)
{
    outlet_put(outlet, text, strlen(text));
}

static void put_lines(struct outlet *outlet, int first, int end)
{
    char line[200];

    for (int i = first; i < end; i++) {
        snprintf(line, sizeof line, "line %d,%*s\n", i, i * 37 % 101, "");
        put(outlet, line);
    }
}

/* Checks that TEXT holds the lines of put_lines() from 0 on in their order, those left out being
 * counted where they are missing.  Returns the number of lines accounted for. */
static int account(char *text, unsigned long long *dropped)
{
    int next = 0, number;
    unsigned long long missing;

    *dropped = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (sscanf(line, "line %d,", &number) == 1) {
            ck_assert_msg(number == next, "line %d instead of %d", number, next);
            next++;
        } else if (sscanf(line, "dropped %llu", &missing) == 1) {
            *dropped += missing;
            next += (int)missing;
        } else {
            ck_abort_msg("strange line: %s", line);
        }
    }
    return next;
}

static void make_pipe(int ends[2])
{
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_gt(fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
}

/* All that comes out of a descriptor until its end, as a string for free(). */
static void *read_all(void *context)
{
    const int *fd = context;
    size_t size = 0, room = 1 << 20;
    char *text = malloc(room + 1);
    ssize_t count;

    while (size < room && (count = read(*fd, text + size, room - size)) > 0)
        size += (size_t)count;
    text[size] = '\0';
    return text;
}

/* Lines wait for the start; without one, they are forgotten, and nothing is waited for. */
START_TEST(keeps_lines_until_it_is_started)
{
    struct told told = {0};
    int ends[2];

    make_pipe(ends);
    for (int is_started = 0; is_started < 2; is_started++) {
        struct outlet *outlet = outlet_not_started(ends[1], &told);
        put(outlet, is_started ? "second\n" : "first\n");
        outlet_flush(outlet, 60000);
        ck_assert_uint_eq(outlet_missing(outlet), 1);
        if (is_started)
            ck_assert_int_eq(outlet_start(outlet), 0);
        ck_assert(outlet_free(outlet, 20000));
    }
    close(ends[1]);
    char *text = read_all(&ends[0]);
    ck_assert_str_eq(text, "second\n");
    free(text);
    close(ends[0]);
}
END_TEST

/* Nobody reads before the last line: what does not fit is counted.  Whoever adds lines never waits,
 * whether the descriptor blocks or not. */
START_TEST(counts_what_does_not_fit)
{
    struct told told = {0};
    unsigned long long dropped;
    pthread_t reader;
    void *text;
    int ends[2];

    make_pipe(ends);
    fcntl(ends[1], F_SETFL, _i == 1 ? O_NONBLOCK : 0);
    struct outlet *outlet = outlet_to(ends[1], &told);
    int64_t start_ms = monotonic_ms();
    put_lines(outlet, 0, 5000);
    ck_assert_int_lt(monotonic_ms() - start_ms, LONG_MS / 2);
    ck_assert_int_eq(pthread_create(&reader, NULL, read_all, &ends[0]), 0);
    outlet_flush(outlet, LONG_MS);
    put_lines(outlet, 5000, 5001);
    ck_assert(outlet_free(outlet, LONG_MS));
    close(ends[1]);
    pthread_join(reader, &text);
    close(ends[0]);
    ck_assert_int_eq(account(text, &dropped), 5001);
    ck_assert_msg(dropped > 0, "nothing was dropped: too little to test anything");
    ck_assert_uint_eq(told.failures, 0);
    free(text);
}
END_TEST

/* A ring that is filled many times loses nothing while somebody reads. */
START_TEST(goes_round)
{
    struct told told = {0};
    unsigned long long dropped;
    pthread_t reader;
    void *text;
    int ends[2];

    make_pipe(ends);
    struct outlet *outlet = outlet_to(ends[1], &told);
    ck_assert_int_eq(pthread_create(&reader, NULL, read_all, &ends[0]), 0);
    for (int i = 0; i < 1000; i += 10) {
        put_lines(outlet, i, i + 10);
        outlet_flush(outlet, LONG_MS);
    }
    ck_assert(outlet_free(outlet, LONG_MS));
    close(ends[1]);
    pthread_join(reader, &text);
    close(ends[0]);
    ck_assert_int_eq(account(text, &dropped), 1000);
    ck_assert_uint_eq(dropped, 0);
    free(text);
}
END_TEST

/* Lines that belong together are all there or none is; those that were never made count too. */
START_TEST(takes_all_or_nothing)
{
    struct told told = {0};
    char large[ROOM + 3];

    memset(large, 'x', sizeof large - 1);
    large[100] = '\n';
    large[sizeof large - 2] = '\n';
    large[sizeof large - 1] = '\0';
    disk.free = sizeof disk.bytes;
    struct outlet *outlet = outlet_to(DISK, &told);
    put(outlet, "first\n");
    told.is_short = true;
    put(outlet, large);
    outlet_drop(outlet);
    put(outlet, "before the note\n");
    told.is_short = false;
    put(outlet, "last\n");
    ck_assert(outlet_free(outlet, LONG_MS));
    disk.bytes[disk.size] = '\0';
    ck_assert_str_eq(disk.bytes, "first\ndropped 4\nlast\n");
}
END_TEST

/* While nothing else is added, too. */
START_TEST(tells_at_once_what_was_never_made)
{
    struct told told = {0};

    disk.free = sizeof disk.bytes;
    struct outlet *outlet = outlet_to(DISK, &told);
    outlet_drop(outlet);
    outlet_flush(outlet, LONG_MS);
    ck_assert_uint_eq(outlet_missing(outlet), 0);
    ck_assert_uint_eq(disk.size, strlen("dropped 1\n"));
    ck_assert(outlet_free(outlet, LONG_MS));
    disk.bytes[disk.size] = '\0';
    ck_assert_str_eq(disk.bytes, "dropped 1\n");
}
END_TEST

static void wait_for_refusals(unsigned count)
{
    int64_t start_ms = monotonic_ms();

    while (disk.refused < count && monotonic_ms() - start_ms < LONG_MS)
        usleep(1000);
    ck_assert_uint_ge(disk.refused, count);
}

/* A disk that is full within a line, and has room again later: the failure is told once, and only
 * whole lines follow. */
START_TEST(begins_again_behind_a_torn_line)
{
    struct told told = {0};

    disk.free = 9;
    struct outlet *outlet = outlet_to(DISK, &told);
    put(outlet, "first\nsecond\nthird\n");
    wait_for_refusals(1);
    outlet_flush(outlet, LONG_MS);
    put(outlet, "fourth\n");
    wait_for_refusals(2);
    outlet_flush(outlet, LONG_MS);
    ck_assert_uint_eq(told.failures, 1);
    ck_assert_int_eq(told.error, ENOSPC);
    disk.free = 1000;
    put(outlet, "fifth\n");
    outlet_flush(outlet, LONG_MS);
    disk.free = 0;
    put(outlet, "sixth\n");
    ck_assert(outlet_free(outlet, LONG_MS));
    disk.bytes[disk.size] = '\0';
    ck_assert_str_eq(disk.bytes, "first\nsec\ndropped 3\nfifth\n");
    ck_assert_uint_eq(told.failures, 2);
}
END_TEST

/* A thread that only has to end is never given up, however little time it is left. */
START_TEST(waits_for_a_thread_without_work)
{
    for (int i = 0; i < 100; i++) {
        struct told told = {0};

        disk.free = sizeof disk.bytes;
        struct outlet *outlet = outlet_to(DISK, &told);
        ck_assert(outlet_free(outlet, 0));
    }
}
END_TEST

/* The reader has gone. */
START_TEST(survives_a_broken_pipe)
{
    struct told told = {0};
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    make_pipe(ends);
    close(ends[0]);
    struct outlet *outlet = outlet_to(ends[1], &told);
    put_lines(outlet, 0, 5000);
    ck_assert(outlet_free(outlet, LONG_MS));
    close(ends[1]);
    ck_assert_uint_eq(told.failures, 1);
    ck_assert_int_eq(told.error, EPIPE);
}
END_TEST

START_TEST(gives_up_on_a_blocked_descriptor)
{
    struct told told = {0};
    int ends[2];

    make_pipe(ends);
    struct outlet *outlet = outlet_to(ends[1], &told);
    put_lines(outlet, 0, 5000);
    int64_t start_ms = monotonic_ms();
    outlet_flush(outlet, 50);
    ck_assert(!outlet_free(outlet, 50));
    int64_t taken_ms = monotonic_ms() - start_ms;
    ck_assert_msg(taken_ms >= 100 && taken_ms < LONG_MS, "%lld ms", (long long)taken_ms);
    /* With its reader gone the thread ends.  The other end is its own until then. */
    signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    usleep(200 * 1000);
    ck_assert_uint_eq(told.failures, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outlet");
    TCase *tcase = tcase_create("outlet");

    tcase_add_test(tcase, keeps_lines_until_it_is_started);
    tcase_add_loop_test(tcase, counts_what_does_not_fit, 0, 2);
    tcase_add_test(tcase, goes_round);
    tcase_add_test(tcase, takes_all_or_nothing);
    tcase_add_test(tcase, tells_at_once_what_was_never_made);
    tcase_add_test(tcase, begins_again_behind_a_torn_line);
    tcase_add_test(tcase, waits_for_a_thread_without_work);
    tcase_add_test(tcase, survives_a_broken_pipe);
    tcase_add_test(tcase, gives_up_on_a_blocked_descriptor);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
