/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_recovery.c - mailboxes and intents of any bytes: recovery never cuts below what is certain.
 *
 * Of an append that was interrupted by a crash, what recovery must leave is known to the byte.  Of
 * an intent that says anything at all, it is known that nothing before the append is lost.
 */
#include <config.h>

#include "server/mail/recovery.h"

#include "tests/support/fuzz_folder.h"
#include "tests/support/fuzz_intent.h"

#define FILE_NAME "joe.txt"

static struct intent intent;

/* Keeps INTENT in the journal and runs recovery, as the next start does; returns what is left of
 * the mailbox, which was FOUND, for free().
 */
static struct span recover(struct span found, enum recovery_outcome *outcome)
{
    struct journal *journal = journal_open(folder.fd);
    char name[MAILBOX_FILE_NAME_MAX + 1];
    uint64_t cut_bytes;
    bool is_written;

    ck_assert_ptr_nonnull(journal);
    ck_assert_int_eq(journal_arm(journal, journal_take(journal), &intent, &is_written), 0);
    journal_close(journal);
    journal = journal_open(folder.fd);
    ck_assert_ptr_nonnull(journal);
    if (journal_next_kept(journal, 0, name) >= 0) {
        *outcome = recovery_run(journal, folder.fd, name, &cut_bytes);
        ck_assert_int_lt(*outcome, RECOVERY_BUSY);
        ck_assert_int_lt(journal_next_kept(journal, 0, name), 0);
    }
    journal_close(journal);
    struct span left = fuzz_read(FILE_NAME);
    ck_assert_uint_le(left.size, found.size);
    ck_assert(memcmp(left.data, found.data, left.size) == 0);
    ck_assert_int_eq(left.size < found.size, *outcome == RECOVERY_CUT);
    if (*outcome == RECOVERY_CUT)
        ck_assert_uint_eq(cut_bytes, found.size - left.size);
    return left;
}

static void write_mailbox(struct span bytes)
{
    struct stat status;

    fuzz_write(FILE_NAME, bytes, 0);
    ck_assert_int_eq(fstatat(folder.fd, FILE_NAME, &status, 0), 0);
    intent.inode = (uint64_t)status.st_ino;
    strcpy(intent.file_name, FILE_NAME);
}

/* --- an intent that says anything --- */

/* Makes INTENT know the bytes of MAILBOX where its stretch is, as far as they go. */
static void know(struct span mailbox)
{
    static char stretch[INTENT_STRETCH_MAX];
    struct span known = span_skip(mailbox, (size_t)intent.begin);

    memset(stretch, 'x', intent.size);
    memcpy(stretch, known.data, known.size < intent.size ? known.size : intent.size);
    intent_describe(&intent, stretch);
}

static void check_any(struct span input)
{
    enum recovery_outcome outcome = RECOVERY_WHOLE;

    fuzz_fill_intent(&intent, &input);
    if (intent.before % 2 != 0 && intent.begin <= input.size)
        know(input);
    uint64_t context = intent_context(intent.start);
    if (intent.start <= input.size && intent.begin == intent.start && intent.before % 4 != 0)
        intent.before = intent_checksum(INTENT_CHECKSUM_INIT, input.data + context,
                                        (size_t)(intent.start - context));
    write_mailbox(input);
    struct span left = recover(input, &outcome);
    ck_assert_uint_ge(left.size, intent.start < input.size ? intent.start : input.size);
    free((char *)left.data);
}

/* --- an append that a crash has interrupted --- */

/* The crash: what the mailbox held, what was to be added, and what came of that. */
struct crash {
    struct span before, group, found;
};

/* Describes the group of CRASH, which is COUNT records of about one size. */
static void describe(const struct crash *crash, uint32_t count, bool is_refused)
{
    size_t start = crash->before.size, context = (size_t)intent_context(start);

    intent = (struct intent){.start = start,
                             .begin = start,
                             .size = (uint32_t)crash->group.size,
                             .is_refused = is_refused};
    intent.before =
        intent_checksum(INTENT_CHECKSUM_INIT, crash->before.data + context, start - context);
    intent.record_count = crash->group.size >= count ? count : 0;
    for (uint32_t i = 0; i < intent.record_count; i++)
        intent.ends[i] = (uint32_t)(crash->group.size * (i + 1) / intent.record_count);
    intent_describe(&intent, crash->group.data);
}

/* What may stay of the mailbox: all that stood there, and the records that came whole. */
static size_t size_that_stays(const struct crash *crash)
{
    size_t start = crash->before.size, come = crash->found.size - start, same = 0, stays = 0;

    while (same < come && crash->found.data[start + same] == crash->group.data[same])
        same++;
    /* A newline that lacks at the end of the file lacks of no record. */
    if (same == come && same < crash->group.size && crash->group.data[same] == '\n')
        same++;
    for (uint32_t i = 0; i < intent.record_count && !intent.is_refused; i++)
        if (intent.ends[i] <= same)
            stays = intent.ends[i];
    return start + (stays < come ? stays : come);
}

static void check_crash(const struct crash *crash)
{
    enum recovery_outcome outcome = RECOVERY_WHOLE;

    write_mailbox(crash->found);
    struct span left = recover(crash->found, &outcome);
    ck_assert_uint_eq(left.size, size_that_stays(crash));
    ck_assert_int_le(outcome, RECOVERY_CUT);
    free((char *)left.data);
}

/* Somebody has added mail behind what the crash has left: nothing is cut. */
static void check_later_mail(const struct crash *crash, char *room)
{
    static const char mail[] = "From later Thu Jan  1 00:00:00 1970\n\nx\n\n";
    enum recovery_outcome outcome = RECOVERY_WHOLE;
    struct span found = {room, crash->found.size + sizeof mail - 1};

    memcpy(room, crash->found.data, crash->found.size);
    memcpy(room + crash->found.size, mail, sizeof mail - 1);
    write_mailbox(found);
    struct span left = recover(found, &outcome);
    ck_assert_uint_eq(left.size, found.size);
    free((char *)left.data);
}

/* The group of CRASH comes up to a byte; some of its granules were never written, and are zeros. */
static void check_append(struct span input, uint8_t shape)
{
    uint8_t unwritten = fuzz_byte(&input);
    uint32_t record_count = 1 + fuzz_byte(&input) % 4;
    size_t come = fuzz_number(&input);
    struct crash crash = {.before = fuzz_take(&input, fuzz_number(&input) % 2048)};
    char *found = malloc(crash.before.size + input.size + 1), *room;

    ck_assert_ptr_nonnull(found);
    crash.group = input;
    come = come < crash.group.size ? come : crash.group.size;
    crash.found = (struct span){found, crash.before.size + come};
    memcpy(found, crash.before.data, crash.before.size);
    memcpy(found + crash.before.size, crash.group.data, come);
    for (size_t at = crash.before.size; at < crash.found.size; at++)
        if (unwritten >> at / INTENT_GRANULE % 8 & 1 && shape & 2)
            found[at] = '\0';
    describe(&crash, record_count, shape & 4);
    room = malloc(crash.found.size + 64);
    ck_assert_ptr_nonnull(room);
    if (shape & 8)
        check_later_mail(&crash, room);
    else
        check_crash(&crash);
    free(room);
    free(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    uint8_t shape = fuzz_byte(&input);

    fuzz_begin_folder();
    if (shape & 1)
        check_any(input);
    else
        check_append(input, shape);
    return 0;
}
