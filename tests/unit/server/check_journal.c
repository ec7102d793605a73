/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_intents.c - workers share the sync of their intents, and the news that it failed. */
#include <config.h>

#include "server/mail/journal.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define WORKERS 4

static struct folder folder;
static struct journal *journal;

/* --- a disk whose first sync takes until all others have written --- */

static atomic_int syncs, writes;
static int first_error; /* of the first sync; 0: it works */

int fdatasync(int fd)
{
    (void)fd;
    if (syncs++ > 0)
        return 0;
    for (int i = 0; i < 1000 && writes < WORKERS; i++)
        folder_pause(10);
    errno = first_error;
    return first_error == 0 ? 0 : -1;
}

/* Whoever has written may take a while to say so. */
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    long written = syscall(SYS_pwrite64, fd, data, size, offset);

    if (++writes == WORKERS && first_error != 0)
        folder_pause(50);
    return written;
}

/* --- the workers --- */

struct worker {
    pthread_t thread;
    int slot;
    int error; /* of its sync; 0: it worked */
    bool is_written;
};

static void *arm(void *context)
{
    struct worker *worker = context;
    struct intent *intent = calloc(1, sizeof *intent);

    strcpy(intent->file_name, "a.txt");
    worker->slot = journal_take(journal);
    worker->error =
        journal_arm(journal, worker->slot, intent, &worker->is_written) == 0 ? 0 : errno;
    free(intent);
    return NULL;
}

/* Arms a slot for each of WORKERS at the same time. */
static void arm_all(struct worker workers[WORKERS])
{
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, arm, &workers[i]), 0);
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
}

static void set_up(void)
{
    folder = folder_new();
    journal = journal_open(folder.fd);
    ck_assert_ptr_nonnull(journal);
    syncs = writes = 0;
}

static void tear_down(void)
{
    journal_close(journal);
    folder_free(&folder);
}

START_TEST(one_sync_for_all_who_wait)
{
    struct worker workers[WORKERS];

    first_error = 0;
    arm_all(workers);
    for (int i = 0; i < WORKERS; i++)
        ck_assert(workers[i].is_written && workers[i].error == 0);
    ck_assert_int_eq(syncs, 2); /* the first one's, and that of all others */
}
END_TEST

/* The kernel tells of it once, so it is news for everyone who has written by then. */
START_TEST(failure_for_all_who_have_written)
{
    struct worker workers[WORKERS], later = {0};

    first_error = EIO;
    arm_all(workers);
    for (int i = 0; i < WORKERS; i++)
        ck_assert_msg(workers[i].is_written && workers[i].error == EIO, "worker %d: %d", i,
                      workers[i].error);
    arm(&later);
    ck_assert(later.is_written && later.error == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("intents");
    TCase *sharing = tcase_create("sharing");

    tcase_add_checked_fixture(sharing, set_up, tear_down);
    tcase_set_timeout(sharing, 60);
    tcase_add_test(sharing, one_sync_for_all_who_wait);
    tcase_add_test(sharing, failure_for_all_who_have_written);
    suite_add_tcase(suite, sharing);
    return check_main(suite);
}
