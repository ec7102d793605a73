/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* spool.h - a spool for tests, which waits for the results reported to the loop. */
#ifndef TESTS_SUPPORT_SPOOL_H
#define TESTS_SUPPORT_SPOOL_H

#include "server/mail/spool.h"

#include <check.h>
#include <poll.h>

#define SPOOL_WAIT_MS 60000

/* Waits for SPOOL's only body to come back. */
static inline struct spooled *spool_await(struct spool *spool)
{
    struct pollfd polled = {.fd = spool_fd(spool), .events = POLLIN};

    ck_assert_int_eq(poll(&polled, 1, SPOOL_WAIT_MS), 1);
    struct spooled *body = spool_take(spool);
    ck_assert_ptr_nonnull(body);
    ck_assert_ptr_null(spool_take(spool));
    return body;
}

/* Writes BODY, which has grown, to the file if necessary.  0, or errno if it cannot be stored. */
static inline int spool_settle_body(struct spool *spool, struct spooled *body)
{
    enum spool_advice advice = spooled_count(body);

    ck_assert_int_ne(advice, SPOOL_FULL);
    if (advice == SPOOL_KEEP)
        return 0;
    spool_submit(spool, body, NULL);
    ck_assert_ptr_eq(spool_await(spool), body);
    return body->error;
}

#endif
