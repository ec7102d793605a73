/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_store.c - deliveries in the hands of the store: order, and who waits for whom. */
#include <config.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "tests/support/gate.h"
#include "tests/support/store.h"

/* Submits SET, which waits for a lock for as long as a slow machine takes to release it.  No worker
 * may have it yet. */
static void submit_patiently(struct store *store, struct delivery_set *set)
{
    store_submit(store, set);
    set->submitted_ms = INT64_MAX;
}

START_TEST(order_within_each_mailbox)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    enum { EACH = 25 };
    static struct delivery deliveries[COUNT(names) * EACH];
    struct store *store = store_start(WORKERS);

    for (int i = 0; i < CASES(deliveries); i++) {
        size_t name = (size_t)i % COUNT(names);
        prepare(&deliveries[i], names[name], names[name], i / CASES(names));
        store_submit(store, deliveries[i].set);
    }
    for (size_t i = 0; i < COUNT(deliveries); i++) {
        struct delivery *delivery = await(store);
        ck_assert_ptr_eq(delivery->set->owner, delivery);
        ck_assert_int_eq(delivery->status, MAILBOX_OK);
        engine_discard(delivery);
    }
    store_stop(store);
    for (size_t name = 0; name < COUNT(names); name++) {
        char file_name[16], expected[16 * EACH] = "";
        for (int i = 0; i < EACH; i++)
            snprintf(expected + strlen(expected), 16, "%s\n%d\n\n", names[name], i);
        snprintf(file_name, sizeof file_name, "%s.txt", names[name]);
        folder_expect(&folder, file_name, expected, names[name]);
    }
}
END_TEST

/* --- waiting --- */

START_TEST(locked_mailbox_holds_up_only_its_own_mail)
{
    static const char *const names[] = {"a", "a", "b", "c", "a", "b"};
    struct delivery deliveries[COUNT(names)];

    folder_write(&folder, "a.txt", "");
    struct holder holder = holder_new(&folder, "a.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(2);
    for (int i = 0; i < CASES(names); i++) {
        prepare(&deliveries[i], names[i], names[i], i);
        submit_patiently(store, deliveries[i].set);
    }
    unsigned taken = 0;
    for (int i = 0; i < 3; i++)
        taken |= 1U << (await(store) - deliveries);
    ck_assert_uint_eq(taken, 1U << 2 | 1U << 3 | 1U << 5);
    ck_assert_ptr_null(store_take(store));
    folder_expect(&folder, "a.txt", "", "locked");
    holder_release(&holder);
    static const int held_up[] = {0, 1, 4};
    for (size_t i = 0; i < COUNT(held_up); i++)
        ck_assert_ptr_eq(await(store), &deliveries[held_up[i]]);
    store_stop(store);
    for (size_t i = 0; i < COUNT(names); i++) {
        ck_assert_int_eq(deliveries[i].status, MAILBOX_OK);
        engine_discard(&deliveries[i]);
    }
    folder_expect(&folder, "a.txt", "a\n0\n\na\n1\n\na\n4\n\n", "in order");
}
END_TEST

/* Busy for 5 s is a 451. */
START_TEST(locked_for_too_long)
{
    struct delivery delivery;

    folder_write(&folder, "a.txt", "kept\n\n");
    struct holder holder = holder_new(&folder, "a.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(1);
    int64_t start_ms = monotonic_ms();
    prepare(&delivery, "a", "a", 0);
    store_submit(store, delivery.set);
    ck_assert_ptr_eq(await(store), &delivery);
    int64_t waited_ms = monotonic_ms() - start_ms;
    holder_release(&holder);
    ck_assert_int_eq(delivery.status, MAILBOX_BUSY);
    ck_assert_msg(waited_ms >= 5000 && waited_ms < 15000, "gave up after %d ms", (int)waited_ms);
    folder_expect(&folder, "a.txt", "kept\n\n", "locked");
    engine_discard(&delivery);
    store_stop(store);
}
END_TEST

/* What has waited for the disk for long is not refused for a lock that was taken just now. */
START_TEST(locked_just_now)
{
    struct store *store = store_start(1);
    struct delivery delivery;

    prepare(&delivery, "a", "a", 0);
    for (int i = 0; i < 2; i++) {
        gate_refusals = 1;
        store_submit(store, delivery.set);
        delivery.set->submitted_ms = monotonic_ms() - 3600 * 1000;
        ck_assert_ptr_eq(await(store), &delivery);
        ck_assert_int_eq(delivery.status, MAILBOX_OK);
        ck_assert_uint_eq(gate_refusals, 0);
    }
    engine_discard(&delivery);
    store_stop(store);
}
END_TEST

/* --- sets --- */

/* Makes SET one of COUNT deliveries with the body BODY, each in the mailbox that NAMES says. */
static void prepare_set(struct delivery_set *set, struct delivery *deliveries,
                        const char *const *names, size_t count, const char *body)
{
    *set = (struct delivery_set){.deliveries = deliveries, .count = count, .owner = set};
    spooled_init(&set->body, engine.spool);
    for (size_t left = strlen(body); left > 0;) {
        size_t piece = left < 100000 ? left : 100000;
        ck_assert_int_eq(buffer_append(&set->body.tail, body, piece), 0);
        ck_assert_int_eq(spool_settle_body(engine.spool, &set->body), 0);
        body += piece;
        left -= piece;
    }
    for (size_t i = 0; i < count; i++) {
        deliveries[i] = (struct delivery){.set = set, .mailbox = names[i]};
        buffer_init(&deliveries[i].head, ENGINE_HEAD_MAX);
        ck_assert_int_eq(buffer_append(&deliveries[i].head, names[i], 1), 0);
    }
}

static void discard_set(struct delivery_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        buffer_release(&set->deliveries[i].head);
    spooled_release(&set->body);
}

/* One mailbox that is locked holds up the answer, and nothing else; one that cannot be used spoils
 * it, and the copies in the others stay. */
START_TEST(set_is_answered_as_a_whole)
{
    static const char *const names[] = {"a", "b", "c"};
    struct delivery deliveries[COUNT(names)];
    struct delivery_set set;

    folder_write(&folder, "b.txt", "");
    ck_assert_int_eq(mkdirat(folder.fd, "c.txt", 0700), 0);
    struct holder holder = holder_new(&folder, "b.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(2);
    prepare_set(&set, deliveries, names, COUNT(names), ": one\n\n");
    submit_patiently(store, &set);
    store_begin(store);
    while (!folder_has(&folder, "a.txt"))
        folder_pause(10);
    ck_assert(!is_readable(store, 200));
    ck_assert_ptr_null(store_take(store));
    holder_release(&holder);
    ck_assert_ptr_eq(await(store), deliveries);
    ck_assert_ptr_null(store_take(store));
    store_stop(store);
    ck_assert_int_eq(deliveries[0].status, MAILBOX_OK);
    ck_assert_int_eq(deliveries[1].status, MAILBOX_OK);
    ck_assert_ptr_eq(delivery_set_failure(&set), &deliveries[2]);
    ck_assert_int_eq(deliveries[2].status, MAILBOX_NOT_REGULAR);
    folder_expect(&folder, "a.txt", "a: one\n\n", "first");
    folder_expect(&folder, "b.txt", "b: one\n\n", "second");
    discard_set(&set);
}
END_TEST

/* While one of its mailboxes is locked a set is not answered, so it does not make the loop turn:
 * what came meanwhile for another of its mailboxes is begun without that.  It comes while a worker
 * has that mailbox, or else the loop would have to begin it. */
START_TEST(set_without_an_answer_holds_up_nobody)
{
    static const char *const names[] = {"a", "b"};
    struct delivery deliveries[COUNT(names)], other;
    struct delivery_set set;

    folder_write(&folder, "b.txt", "");
    struct holder holder = holder_new(&folder, "b.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(2);
    prepare_set(&set, deliveries, names, COUNT(names), ": one\n\n");
    prepare(&other, "a", "a", 0);
    submit_patiently(store, &set);
    gate_set(true);
    store_begin(store);
    gate_await_visitor();
    store_submit(store, other.set);
    gate_set(false);
    ck_assert_msg(is_readable(store, WAIT_MS), "no answer comes");
    ck_assert_ptr_eq(store_take(store), other.set);
    holder_release(&holder);
    ck_assert_ptr_eq(await(store), deliveries);
    store_stop(store);
    engine_discard(&other);
    discard_set(&set);
}
END_TEST

/* What was submitted waits until it is begun; the loop is told since when. */
START_TEST(submitted_and_not_begun)
{
    struct delivery deliveries[2];
    struct store *store = store_start(1);
    int64_t before_ms = monotonic_ms(), since_ms;

    ck_assert(!store_has_submitted(store, &since_ms));
    for (int i = 0; i < 2; i++) {
        prepare(&deliveries[i], "a", "a", i);
        store_submit(store, deliveries[i].set);
        ck_assert(store_has_submitted(store, &since_ms));
        ck_assert(since_ms >= before_ms && since_ms <= monotonic_ms());
        ck_assert_int_eq(since_ms, deliveries[0].set->submitted_ms);
        folder_pause(20);
    }
    ck_assert(!is_readable(store, 0));
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_eq(await(store), &deliveries[i]);
        ck_assert(!store_has_submitted(store, &since_ms));
        engine_discard(&deliveries[i]);
    }
    store_stop(store);
}
END_TEST

START_TEST(readable_while_there_are_verdicts)
{
    struct delivery deliveries[3];
    struct store *store = store_start(WORKERS);

    ck_assert(!is_readable(store, 0) && store_take(store) == NULL);
    for (int i = 0; i < 3; i++) {
        prepare(&deliveries[i], "a", "a", i);
        store_submit(store, deliveries[i].set);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_ptr_eq(await(store), &deliveries[i]);
        ck_assert(i == 2 || is_readable(store, WAIT_MS));
        engine_discard(&deliveries[i]);
    }
    ck_assert_ptr_null(store_take(store));
    ck_assert(!is_readable(store, 0));
    store_stop(store);
}
END_TEST

/* A submitter may give a delivery back to the store from what store_take() returned. */
START_TEST(submitted_again)
{
    struct store *store = store_start(1);
    struct delivery delivery;

    prepare(&delivery, "a", "a", 0);
    for (int i = 0; i < 3; i++) {
        store_submit(store, delivery.set);
        ck_assert_ptr_eq(await(store), &delivery);
        ck_assert_int_eq(delivery.status, MAILBOX_OK);
    }
    engine_discard(&delivery);
    store_stop(store);
    folder_expect(&folder, "a.txt", "a\n0\n\na\n0\n\na\n0\n\n", "three times");
}
END_TEST

/* --- the end --- */

START_TEST(finish_waits_for_what_is_under_way)
{
    static char large[20 << 20];
    struct delivery delivery;
    struct store *store = store_start(1);
    struct stat file = {0};

    memset(large, 'x', sizeof large);
    engine_prepare(&engine, &delivery, "a", large, sizeof large);
    store_submit(store, delivery.set);
    store_begin(store);
    while (file.st_size == 0)
        (void)fstatat(folder.fd, "a.txt", &file, 0);
    (void)store_finish(store, DEADLINE_NEVER);
    ck_assert_ptr_eq(store_take(store), delivery.set);
    ck_assert_int_eq(delivery.status, MAILBOX_OK);
    ck_assert_int_eq(fstatat(folder.fd, "a.txt", &file, 0), 0);
    ck_assert_int_eq(file.st_size, (off_t)sizeof large);
    engine_discard(&delivery);
    store_free(store);
}
END_TEST

START_TEST(finish_refuses_what_waits)
{
    struct delivery first, second;
    struct store *store = store_start(1);

    folder_write(&folder, "a.txt.lock", "1\n");
    prepare(&first, "a", "a", 0);
    prepare(&second, "b", "b", 0);
    store_submit(store, first.set);
    store_begin(store);
    store_submit(store, second.set); /* never begun */
    (void)store_finish(store, DEADLINE_NEVER);
    for (int i = 0; i < 2; i++) {
        struct delivery_set *set = store_take(store);
        ck_assert_ptr_nonnull(set);
        ck_assert_int_eq(set->deliveries->status, MAILBOX_STOPPED);
        engine_discard(set->deliveries);
    }
    ck_assert_ptr_null(store_take(store));
    ck_assert(!folder_has(&folder, "b.txt"));
    store_free(store);
}
END_TEST

START_TEST(finish_without_work)
{
    store_stop(store_start(WORKERS));
}
END_TEST

/* --- signals --- */

static volatile sig_atomic_t handled;

static void note_signal(int number)
{
    handled = number;
}

/* The loop unblocks signals only while it polls; no worker may take one in between. */
START_TEST(signals_are_for_the_loop)
{
    sigset_t user, old, pending;
    struct store *store = store_start(WORKERS);
    void (*before)(int) = signal(SIGUSR1, note_signal);

    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, &user, &old), 0);
    ck_assert_int_eq(kill(getpid(), SIGUSR1), 0);
    folder_pause(50);
    ck_assert_int_eq(handled, 0);
    ck_assert_int_eq(sigpending(&pending), 0);
    ck_assert_int_eq(sigismember(&pending, SIGUSR1), 1);
    ck_assert_int_eq(sigprocmask(SIG_SETMASK, &old, NULL), 0);
    ck_assert_int_eq(handled, SIGUSR1);
    signal(SIGUSR1, before);
    store_stop(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *deliveries = tcase_create("deliveries");

    tcase_add_checked_fixture(deliveries, set_up, tear_down);
    tcase_set_timeout(deliveries, 120);
    tcase_add_test(deliveries, order_within_each_mailbox);
    tcase_add_test(deliveries, locked_mailbox_holds_up_only_its_own_mail);
    tcase_add_test(deliveries, locked_for_too_long);
    tcase_add_test(deliveries, locked_just_now);
    tcase_add_test(deliveries, submitted_and_not_begun);
    tcase_add_test(deliveries, set_is_answered_as_a_whole);
    tcase_add_test(deliveries, set_without_an_answer_holds_up_nobody);
    tcase_add_test(deliveries, readable_while_there_are_verdicts);
    tcase_add_test(deliveries, submitted_again);
    tcase_add_test(deliveries, finish_waits_for_what_is_under_way);
    tcase_add_test(deliveries, finish_refuses_what_waits);
    tcase_add_test(deliveries, finish_without_work);
    tcase_add_test(deliveries, signals_are_for_the_loop);
    suite_add_tcase(suite, deliveries);
    return check_main(suite);
}
