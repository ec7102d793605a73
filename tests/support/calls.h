/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* calls.h - the system calls of one append, or of the repair of a mailbox, in their order. */
#ifndef TESTS_SUPPORT_CALLS_H
#define TESTS_SUPPORT_CALLS_H

#include "server/mail/lock.h"
#include "tests/support/check_main.h"
#include "tests/support/disk.h"
#include "tests/support/engine.h"

#include "common/count.h"

#define FILE_NAME "johndoe" MAILBOX_SUFFIX
#define LOCK_NAME FILE_NAME ".lock"
#define RECORD    "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define WAIT_MS   5000

static struct engine engine;
static int descriptors; /* open before the case */

/* The calls, one letter each, as recorded by note_call(). */
static char calls[256];

/* --- the order of the calls --- */

/* i(ntent written), I(ntents synced), w(ritten), d(ata synced), t(runcated), f(older synced). */
static void note_call(const struct disk_event *done)
{
    size_t count = strlen(calls);
    char letter = '\0';
    bool is_intents = engine_is_open(&engine, journal_file_name(), done->fd);

    if (done->call == DISK_WRITE)
        letter = is_intents ? 'i' : 'w';
    else if (done->call == DISK_DATASYNC)
        letter = is_intents ? 'I' : 'd';
    else if (done->call == DISK_SYNC)
        letter = is_intents ? 'I' : 'f';
    else if (done->call == DISK_TRUNCATE)
        letter = 't';
    if (letter != '\0' && count + 1 < sizeof calls)
        calls[count] = letter;
}

static void set_up(void)
{
    memset(calls, 0, sizeof calls);
    engine = engine_new();
    ck_assert_int_eq(lock_start(engine.folder.fd), 0);
    descriptors = folder_descriptors();
}

static void tear_down(void)
{
    disk_stop();
    engine_free(&engine);
}

/* A case of SUITE in which each test has an engine of its own. */
static TCase *add_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    return tcase;
}

#endif
