/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_repair.c - repairs while the server runs, and what a start does first. */
#include <config.h>

#include "server/mail/recovery.h"

#include <sys/resource.h>

#include "server/mail/group.h"
#include "tests/support/calls.h"

/* An append behind RECORD during which call FAULT_AT fails, and the one AGAIN calls later unless
 * that is 0. */
static enum mailbox_status append_with_fault(unsigned fault_at, unsigned again)
{
    static const char *const record = RECORD;

    unlinkat(engine.folder.fd, LOCK_NAME, 0); /* an earlier fault may have left it */
    folder_write(&engine.folder, FILE_NAME, RECORD);
    disk.again_at = again > 0 ? fault_at + again : 0;
    disk_start(fault_at, DISK_EIO);
    enum mailbox_status status = engine_append(&engine, &record, 1, WAIT_MS);
    disk_stop();
    disk.again_at = 0;
    return status;
}

/* The calls that repair the mailbox, which must come to OUTCOME. */
static const char *repair(enum recovery_outcome outcome)
{
    uint64_t cut_bytes;

    memset(calls, 0, sizeof calls);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes),
                     outcome);
    disk_stop();
    return calls;
}

/* A folder without the mailbox must be on disk before the intent goes: the mailbox may come back.
 */
START_TEST(mailbox_that_is_gone)
{
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           journal_find_kept(engine.journal, FILE_NAME, 0) < 0);
    ck_assert_int_eq(unlinkat(engine.folder.fd, FILE_NAME, 0), 0);
    ck_assert_str_eq(repair(RECOVERY_WHOLE), "fi");
}
END_TEST

/* Whatever an earlier server has written to the intents, this one's view of them is on disk before
 * anything else is, with the name of the file. */
START_TEST(intents_at_the_start)
{
    ck_assert_int_ge(journal_take(engine.journal), 0); /* or else the file goes with its server */
    journal_close(engine.journal);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    engine.journal = journal_open(engine.folder.fd);
    disk_stop();
    ck_assert_ptr_nonnull(engine.journal);
    ck_assert_str_eq(calls, "If");
}
END_TEST

/* The intent of a whole append cannot be marked as done: its bytes are made certain once more. */
START_TEST(whole_append)
{
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           journal_find_kept(engine.journal, FILE_NAME, 0) < 0);
    ck_assert_str_eq(repair(RECOVERY_WHOLE), "wdi");
    folder_expect(&engine.folder, FILE_NAME, RECORD RECORD, "whole");
}
END_TEST

/* An append and its undoing fail. */
START_TEST(append_that_cannot_be_undone)
{
    enum mailbox_status status;
    unsigned at = 0;
    struct stat file;

    do {
        ck_assert_uint_lt(at, 100);
        if (journal_find_kept(engine.journal, FILE_NAME, 0) >= 0)
            repair(RECOVERY_WHOLE);
        status = append_with_fault(++at, 2);
        ck_assert_int_eq(fstatat(engine.folder.fd, FILE_NAME, &file, 0), 0);
    } while (status == MAILBOX_OK || file.st_size == (off_t)strlen(RECORD));
    ck_assert_str_eq(repair(RECOVERY_CUT), "tdi");
    folder_expect(&engine.folder, FILE_NAME, RECORD, "undone");
}
END_TEST

/* Serves a group of a message that does not fit and one that does, while call FAULT_AT fails;
 * whether the second one was stored. */
static bool serve_halves(struct delivery deliveries[2], unsigned fault_at)
{
    const struct group_place place = {engine.folder.fd, engine.journal, NULL, NULL};
    struct lane lane = {.file_name = FILE_NAME};
    struct group group;

    STAILQ_INIT(&lane.waiting);
    for (int i = 0; i < 2; i++)
        STAILQ_INSERT_TAIL(&lane.waiting, &deliveries[i], next);
    group_take(&group, &lane);
    disk.note = NULL;
    disk_start(fault_at, DISK_EIO);
    enum mailbox_status status = group_serve(&group, &place, engine.commit, &lane);
    disk_stop();
    return status == MAILBOX_OK && deliveries[1].status == MAILBOX_OK;
}

/* Where a group does not fit, its halves are tried, but none behind what could not be undone. */
START_TEST(half_that_cannot_be_undone)
{
    enum { LARGE = 250000, LIMIT = 200000, SMALL = 64 };
    char both[sizeof RECORD + SMALL] = RECORD;
    char *large = malloc(LARGE);
    struct delivery deliveries[2];
    struct rlimit old, limit;
    uint64_t cut_bytes;
    unsigned stored = 0;

    signal(SIGXFSZ, SIG_IGN);
    memset(large, 'x', LARGE);
    memset(both + strlen(RECORD), 'x', SMALL); /* the same bytes, as in what could not be undone */
    engine_prepare(&engine, &deliveries[0], "johndoe", large, LARGE);
    engine_prepare(&engine, &deliveries[1], "johndoe", large, SMALL);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (unsigned at = 1; at < 80; at++) {
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        folder_write(&engine.folder, FILE_NAME, RECORD);
        limit = (struct rlimit){LIMIT, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        bool is_stored = serve_halves(deliveries, at);
        setrlimit(RLIMIT_FSIZE, &old);
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes);
        folder_expect(&engine.folder, FILE_NAME, is_stored ? both : RECORD, "halves");
        stored += is_stored;
    }
    ck_assert_uint_gt(stored, 0);
    engine_discard(&deliveries[0]);
    engine_discard(&deliveries[1]);
    free(large);
}
END_TEST

/* A slot that cannot be read is not empty. */
START_TEST(intent_that_cannot_be_read)
{
    uint64_t cut_bytes;
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           journal_find_kept(engine.journal, FILE_NAME, 0) < 0);
    at = 0;
    do {
        disk.note = NULL;
        disk_start(++at, DISK_EIO);
        enum recovery_outcome outcome =
            recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes);
        disk_stop();
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        ck_assert_msg(outcome == RECOVERY_WHOLE ||
                          journal_find_kept(engine.journal, FILE_NAME, 0) >= 0,
                      "call %u: %d, and forgotten", at, (int)outcome);
        if (at <= 8) /* up to the reading of the intent */
            ck_assert_msg(journal_find_kept(engine.journal, FILE_NAME, 0) >= 0, "call %u", at);
    } while (journal_find_kept(engine.journal, FILE_NAME, 0) >= 0);
    ck_assert_uint_gt(at, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("repair");
    TCase *repairing = add_case(suite, "repairing");

    tcase_add_test(repairing, whole_append);
    tcase_add_test(repairing, mailbox_that_is_gone);
    tcase_add_test(repairing, intents_at_the_start);
    tcase_add_test(repairing, append_that_cannot_be_undone);
    tcase_add_test(repairing, half_that_cannot_be_undone);
    tcase_add_test(repairing, intent_that_cannot_be_read);
    return check_main(suite);
}
