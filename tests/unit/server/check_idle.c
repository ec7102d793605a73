/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_idle.c - polled things of which nothing is heard: when they come back, and with what. */
#include <config.h>

#include "server/net/idle.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "tests/support/check_main.h"

/* More than the thread has room for at first. */
#define MANY 300

#define NEVER_MS  INT64_MAX
#define PATIENT_S 30

/* One whose descriptor has its other end here. */
struct guest {
    struct polled polled;
    int peer;
};

static void guest_init(struct guest *guest, int64_t deadline_ms)
{
    int ends[2];

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    *guest = (struct guest){.polled = {.fd = ends[0], .events = POLLIN, .deadline_ms = deadline_ms},
                            .peer = ends[1]};
}

static void guest_release(struct guest *guest)
{
    close(guest->polled.fd);
    if (guest->peer >= 0)
        close(guest->peer);
}

static void add(struct idle *idle, struct guest *guests, size_t count)
{
    struct polled_list list = {0};

    for (size_t i = 0; i < count; i++)
        polled_list_push(&list, &guests[i].polled);
    idle_add(idle, &list);
    ck_assert_ptr_null(list.first);
    ck_assert_uint_eq(list.count, 0);
}

/* Waits for one that comes back; NULL if none does within WAIT_MS. */
static struct polled *take_one(struct idle *idle, int wait_ms)
{
    struct pollfd back = {.fd = idle_fd(idle), .events = POLLIN};
    struct polled_list list = {0};

    poll(&back, 1, wait_ms);
    idle_take(idle, &list, 1);
    ck_assert_uint_eq(list.count, list.first != NULL);
    return list.first;
}

static void finish(struct idle *idle)
{
    struct polled_list rest = {0};

    idle_finish(idle);
    idle_take(idle, &rest, SIZE_MAX);
    idle_free(idle);
}

START_TEST(one_that_is_ready_comes_back)
{
    static const struct {
        const char *name;
        bool closes, is_ready_before;
        short events;
    } cases[] = {
        {"input", false, false, POLLIN},
        {"input that came before", false, true, POLLIN},
        {"end", true, false, POLLIN | POLLHUP},
        {"end that came before", true, true, POLLIN | POLLHUP},
    };
    struct idle *idle = idle_new();
    struct guest guests[3];

    for (size_t i = 0; i < 3; i++)
        guest_init(&guests[i], NEVER_MS);
    if (!cases[_i].is_ready_before)
        add(idle, guests, 3);
    if (cases[_i].closes) {
        close(guests[1].peer);
        guests[1].peer = -1;
    } else {
        ck_assert_int_eq(write(guests[1].peer, "x", 1), 1);
    }
    if (cases[_i].is_ready_before)
        add(idle, guests, 3);
    ck_assert_msg(take_one(idle, PATIENT_S * 1000) == &guests[1].polled, "%s", cases[_i].name);
    ck_assert_msg(guests[1].polled.events == cases[_i].events, "%s", cases[_i].name);
    ck_assert_ptr_null(take_one(idle, 0));
    finish(idle);
    for (size_t i = 0; i < 3; i++)
        guest_release(&guests[i]);
}
END_TEST

START_TEST(one_comes_back_at_its_deadline)
{
    struct idle *idle = idle_new();
    struct guest guests[2];
    int64_t due_ms = monotonic_ms() + 50 * _i;

    guest_init(&guests[0], NEVER_MS);
    guest_init(&guests[1], due_ms);
    add(idle, guests, 2);
    ck_assert_ptr_eq(take_one(idle, PATIENT_S * 1000), &guests[1].polled);
    ck_assert_int_eq(guests[1].polled.events, 0);
    ck_assert_int_ge(monotonic_ms(), due_ms);
    ck_assert_ptr_null(take_one(idle, 0));
    finish(idle);
    guest_release(&guests[0]);
    guest_release(&guests[1]);
}
END_TEST

/* The others stay while some go, in any order, and go again. */
START_TEST(many_come_and_go)
{
    struct idle *idle = idle_new();
    struct guest *guests = calloc(MANY, sizeof *guests);

    for (size_t i = 0; i < MANY; i++)
        guest_init(&guests[i], NEVER_MS);
    add(idle, guests, MANY);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = round; i < MANY; i += 7) {
            ck_assert_int_eq(write(guests[i].peer, "x", 1), 1);
            ck_assert_ptr_eq(take_one(idle, PATIENT_S * 1000), &guests[i].polled);
            ck_assert_int_eq(guests[i].polled.events, POLLIN);
            char byte;
            ck_assert_int_eq(read(guests[i].polled.fd, &byte, 1), 1);
            add(idle, &guests[i], 1);
        }
    }
    ck_assert_ptr_null(take_one(idle, 0));
    finish(idle);
    for (size_t i = 0; i < MANY; i++)
        guest_release(&guests[i]);
    free(guests);
}
END_TEST

START_TEST(no_more_come_than_asked_for)
{
    struct idle *idle = idle_new();
    struct guest guests[3];

    for (size_t i = 0; i < 3; i++)
        guest_init(&guests[i], 0);
    add(idle, guests, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_ptr_nonnull(take_one(idle, PATIENT_S * 1000));
    ck_assert_ptr_null(take_one(idle, 0));
    finish(idle);
    for (size_t i = 0; i < 3; i++)
        guest_release(&guests[i]);
}
END_TEST

START_TEST(in_the_end_all_come_back)
{
    struct idle *idle = idle_new();
    struct guest guests[4];
    struct polled_list list = {0};

    for (size_t i = 0; i < 4; i++)
        guest_init(&guests[i], NEVER_MS);
    add(idle, guests, 2);
    ck_assert_ptr_null(take_one(idle, 20));
    add(idle, guests + 2, 2);
    idle_finish(idle);
    idle_finish(idle);
    idle_take(idle, &list, SIZE_MAX);
    ck_assert_uint_eq(list.count, 4);
    for (struct polled *polled = list.first; polled != NULL && polled != &guests[2].polled;
         polled = polled->next)
        ck_assert_int_eq(polled->events, 0);
    idle_free(idle);
    for (size_t i = 0; i < 4; i++)
        guest_release(&guests[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("idle");
    TCase *all = tcase_create("idle");

    tcase_set_timeout(all, 2 * PATIENT_S);
    tcase_add_loop_test(all, one_that_is_ready_comes_back, 0, 4);
    tcase_add_loop_test(all, one_comes_back_at_its_deadline, 0, 2);
    tcase_add_test(all, many_come_and_go);
    tcase_add_test(all, no_more_come_than_asked_for);
    tcase_add_test(all, in_the_end_all_come_back);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
