/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_authority.c - who waits for whom while keys are derived, and what is left at the end. */
#include <config.h>

#include "server/auth/authority.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

/* A key of carol takes long, hundreds of times what anything else does, and one of dave a second:
 * so long the others have to queue. */
#define USERS                                                                                      \
    "alice:one\ncarol:{SCRAM-SHA-256}40000,AAAA," KEY "," KEY                                      \
    "\ndave:{SCRAM-SHA-256}1000000,AAAA," KEY "," KEY

#define WAIT_MS 60000

static struct authority *authority;

static void setup(void)
{
    struct passwords_error error;
    struct passwords *passwords = passwords_parse(span_of(USERS), &error);

    ck_assert_ptr_nonnull(passwords);
    authority = authority_new(passwords);
    ck_assert_ptr_nonnull(authority);
}

/* Submits a password of PLAIN, "\0USER\0PASSWORD" with / in place of NUL. */
static void submit(const char *text, bool was_denied)
{
    struct exchange *exchange = authority_begin(authority, MECHANISM_PLAIN);
    size_t size = strlen(text);
    char *response = strdup(text);

    ck_assert_ptr_nonnull(exchange);
    ck_assert_ptr_nonnull(response);
    for (char *byte = response; (byte = strchr(byte, '/')) != NULL;)
        *byte = '\0', byte++;
    exchange_hear(exchange, response, size, true);
    authority_submit(authority, exchange, (void *)(uintptr_t)text, was_denied);
}

/* Waits for the next outcome; returns the text that was submitted. */
static const char *next(enum exchange_outcome outcome)
{
    struct pollfd polled = {.fd = authority_fd(authority), .events = POLLIN};
    struct exchange *exchange;
    const char *text;

    while ((exchange = authority_take(authority)) == NULL)
        ck_assert_int_eq(poll(&polled, 1, WAIT_MS), 1);
    ck_assert_int_eq(exchange->outcome, outcome);
    text = exchange->owner;
    exchange_free(exchange);
    return text;
}

/* Who needs no key waits for none, even if another is right only after one is derived. */
START_TEST(quick_ones_pass)
{
    submit("/dave/wrong", false);
    for (int i = 0; i < 4; i++)
        submit("/carol/wrong", false);
    submit("/alice/one", false);
    ck_assert_str_eq(next(EXCHANGE_SUCCEEDS), "/alice/one");
    ck_assert_str_eq(next(EXCHANGE_IS_DENIED), "/dave/wrong");
    for (int i = 0; i < 4; i++)
        ck_assert_str_eq(next(EXCHANGE_IS_DENIED), "/carol/wrong");
    authority_free(authority);
}
END_TEST

/* A client that was not denied waits for one that was, not for all of them; nor are they kept
 * waiting for all others. */
START_TEST(turns)
{
    static const char *const wanted[] = {
        "/dave/x",  "/carol/2", "/carol/1", "/carol/2", "/carol/1",
        "/carol/2", "/carol/1", "/carol/2", "/carol/2",
    };

    submit("/dave/x", false);
    for (int i = 0; i < 5; i++)
        submit("/carol/2", true);
    for (int i = 0; i < 3; i++)
        submit("/carol/1", false);
    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_assert_str_eq(next(EXCHANGE_IS_DENIED), wanted[i]);
    authority_free(authority);
}
END_TEST

/* What is submitted is forgotten; nothing comes of it, and nothing begins. */
START_TEST(stopped)
{
    struct pollfd polled = {.fd = authority_fd(authority), .events = POLLIN};

    for (int i = 0; i < 20; i++)
        submit(i % 2 == 0 ? "/carol/wrong" : "/alice/one", i % 3 == 0);
    ck_assert_int_eq(poll(&polled, 1, WAIT_MS), 1);
    authority_stop(authority);
    ck_assert_ptr_null(authority_take(authority));
    ck_assert_ptr_null(authority_begin(authority, MECHANISM_PLAIN));
    authority_free(authority);
}
END_TEST

START_TEST(nobody_submits)
{
    ck_assert_ptr_null(authority_take(authority));
    authority_free(authority);
    authority_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("authority");
    TCase *all = tcase_create("authority");

    tcase_add_checked_fixture(all, setup, NULL);
    tcase_set_timeout(all, 120);
    tcase_add_test(all, quick_ones_pass);
    tcase_add_test(all, turns);
    tcase_add_test(all, stopped);
    tcase_add_test(all, nobody_submits);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
