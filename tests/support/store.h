/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - a store for tests, in a folder of its own. */
#ifndef TESTS_SUPPORT_STORE_H
#define TESTS_SUPPORT_STORE_H

#include "server/mail/store.h"

#include <poll.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "common/count.h"
#include "common/deadline.h"
#include "server/mail/lock.h"
#include "tests/support/check_main.h"
#include "tests/support/engine.h"

#define WORKERS 4
#define WAIT_MS 60000

static struct engine engine;
static struct folder folder;

static void set_up(void)
{
    engine = engine_new();
    folder = engine.folder;
    ck_assert_int_eq(lock_start(folder.fd), 0);
    signal(SIGXFSZ, SIG_IGN);
}

static void tear_down(void)
{
    engine_free(&engine);
}

/* Fills DELIVERY with a record "HEAD\nBODY\n\n". */
static void prepare(struct delivery *delivery, const char *mailbox, const char *head, int body)
{
    char text[128];
    int size = snprintf(text, sizeof text, "%s\n%d\n\n", head, body);

    engine_prepare(&engine, delivery, mailbox, text, (size_t)size);
}

static bool is_readable(const struct store *store, int wait_ms)
{
    struct pollfd poll_fd = {.fd = store_fd(store), .events = POLLIN};

    return poll(&poll_fd, 1, wait_ms) == 1 && (poll_fd.revents & POLLIN) != 0;
}

/* Waits for the next decided set, as the loop does; returns its first delivery. */
static struct delivery *await(struct store *store)
{
    struct delivery_set *set;

    store_begin(store);
    do
        ck_assert_msg(is_readable(store, WAIT_MS), "no answer comes");
    while ((set = store_take(store)) == NULL);
    return set->deliveries;
}

static struct store *store_start(unsigned workers)
{
    struct store *store =
        store_new(&(struct group_place){folder.fd, engine.journal, NULL, NULL}, workers);

    ck_assert_ptr_nonnull(store);
    return store;
}

static void store_stop(struct store *store)
{
    ck_assert(store_finish(store, DEADLINE_NEVER));
    ck_assert_ptr_null(store_take(store));
    store_free(store);
}

#endif
