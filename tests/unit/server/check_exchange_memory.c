/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_exchange_memory.c - who is short of memory is not told that the password is wrong, which a
 * person would change.
 *
 * Allocations of our own code fail here; those of the libraries do in e2e_memory_auth.py.
 */
#include <config.h>

#include "tests/support/exchange.h"
#include "tests/support/memory.h"

/* "pencil" of the example in RFC 7677 section 3. */
#define PENCIL                                                                                     \
    "{SCRAM-SHA-256}4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,"   \
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

#define OPEN  "alice:pencil\n"
#define KEYED "carol:" PENCIL "\n"

static const struct {
    const char *name, *text, *user;
    bool is_keyed;
} files[] = {
    {"open", OPEN, "alice", false},
    {"keyed", KEYED, "carol", true},
    {"mixed, open", OPEN KEYED, "alice", false},
    {"mixed, keyed", OPEN KEYED, "carol", true},
};

/* Which allocation fails: one of a step, both counted from 1. */
static struct {
    unsigned step, number, now;
    bool has_failed;
} fault;

static void watch(bool is_over)
{
    if (!is_over)
        fault.now++;
    if (fault.now != fault.step)
        return;
    if (is_over)
        fault.has_failed = memory_has_failed();
    else
        memory_fail_at(fault.number);
}

/* A client that says "alice" where it may say for whom it acts. */
static void act_for_oneself(unsigned number, char *said, size_t *size, void *context)
{
    const char *user = context;
    size_t room = strlen(user);

    if (number > 0 || *size == 0 || said[0] != '\0')
        return;
    memmove(said + room, said, *size);
    memcpy(said, user, room);
    *size += room;
}

static enum exchange_outcome play(int file, enum mechanism mechanism, const char *secret)
{
    struct exchange_client client = {.user = files[file].user,
                                     .secret = secret,
                                     .change = act_for_oneself,
                                     .context = (void *)(uintptr_t)files[file].user};
    struct passwords *passwords = exchange_passwords(files[file].text);
    struct exchange *exchange = exchange_new(mechanism, passwords, &shared);
    enum exchange_outcome outcome;

    fault.now = 0;
    fault.has_failed = false;
    outcome = exchange_play(exchange, &client);
    exchange_free(exchange);
    passwords_drop(passwords);
    return outcome;
}

/* Lets each allocation of a step fail, once each.  Returns how many had a failure for an answer. */
static unsigned fail_each(int file, enum mechanism mechanism, const char *secret,
                          enum exchange_outcome usual)
{
    unsigned failures = 0;

    for (fault.number = 1;; fault.number++) {
        enum exchange_outcome outcome = play(file, mechanism, secret);
        ck_assert_msg(outcome == usual || (fault.has_failed && outcome == EXCHANGE_FAILS),
                      "%s, %s, step %u, allocation %u: %d", files[file].name,
                      mechanism_name(mechanism), fault.step, fault.number, (int)outcome);
        failures += outcome == EXCHANGE_FAILS;
        if (!fault.has_failed)
            return failures;
    }
}

static void fail_in_each_step(int file, enum mechanism mechanism, const char *secret,
                              enum exchange_outcome usual)
{
    unsigned failures = 0;

    for (fault.step = 1; fault.step <= 3; fault.step++)
        failures += fail_each(file, mechanism, secret, usual);
    ck_assert_msg(failures > 0, "%s, %s: no failure", files[file].name, mechanism_name(mechanism));
}

START_TEST(right_password)
{
    for (unsigned m = 0; m < MECHANISMS; m++)
        if (m != MECHANISM_CRAM_MD5 || !files[_i].is_keyed)
            fail_in_each_step(_i, m, "pencil", EXCHANGE_SUCCEEDS);
}
END_TEST

/* What is known to be wrong may be said to be. */
START_TEST(wrong_password)
{
    for (unsigned m = 0; m < MECHANISMS; m++)
        if (m != MECHANISM_CRAM_MD5 || !files[_i].is_keyed)
            fail_in_each_step(_i, m, "crayon", EXCHANGE_IS_DENIED);
}
END_TEST

START_TEST(weak_mechanism)
{
    if (files[_i].is_keyed)
        fail_in_each_step(_i, MECHANISM_CRAM_MD5, "pencil", EXCHANGE_IS_TOO_WEAK);
}
END_TEST

static void set_up(void)
{
    exchange_setup();
    exchange_watch = watch;
}

int main(void)
{
    Suite *suite = suite_create("exchange_memory");
    TCase *all = tcase_create("exchange_memory");

    tcase_add_checked_fixture(all, set_up, exchange_teardown);
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, right_password, 0, CASES(files));
    tcase_add_loop_test(all, wrong_password, 0, CASES(files));
    tcase_add_loop_test(all, weak_mechanism, 0, CASES(files));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
