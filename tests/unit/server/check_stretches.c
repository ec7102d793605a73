/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_stretches.c - large records, of which the marks of some intents were lost.
 *
 * A record of one, two or three stretches is appended, and acknowledged.  Then the marks of some of
 * its intents are taken back, as by a power cut, and the mailbox is shortened to some size, as by a
 * reader or by the power cut itself.  What recovery does then follows from size and marks alone.
 */
#include <config.h>

#include "common/count.h"
#include "tests/support/check_main.h"
#include "tests/support/disk.h"
#include "tests/support/engine.h"
#include "tests/support/scene.h"

#define FILE_NAME "johndoe.txt"
#define SLOTS     2

static struct engine engine;

/* --- an append, and its intents --- */

/* What was written of the record. */
static struct {
    uint64_t start;        /* of the append */
    uint64_t begin, end;   /* of its last stretch */
    uint64_t begin_before; /* of the stretch before that */
    struct slot {
        off_t offset;
        char mark[INTENT_MARK_SIZE];
    } slots[SLOTS]; /* the last stretch's first */
    unsigned stretches;
} append;

static void note_write(const struct disk_event *done)
{
    if (done->call != DISK_WRITE)
        return;
    if (engine_is_open(&engine, FILE_NAME, done->fd)) {
        append.begin_before = append.begin;
        append.begin = done->offset;
        append.end = done->offset + done->size;
    } else if (done->size > INTENT_MARK_SIZE) {
        append.slots[1] = append.slots[0];
        append.slots[0].offset = (off_t)done->offset;
        memcpy(append.slots[0].mark, done->data, INTENT_MARK_SIZE);
        append.stretches++;
    }
}

/* Appends a record of SIZE bytes to a mailbox that holds BEFORE; the content then, for free(). */
static char *put_record(const char *before, size_t size)
{
    char *text = scene_record(0, size);
    const char *const texts[] = {text};

    memset(&append, 0, sizeof append);
    append.start = strlen(before);
    folder_write(&engine.folder, FILE_NAME, before);
    disk.note = note_write;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(engine_append(&engine, texts, 1, 0), MAILBOX_OK);
    disk_stop();
    free(text);
    return folder_read(&engine.folder, FILE_NAME);
}

/* --- a crash --- */

/* Ends and starts as a server does that is killed; bit N of LOST takes back the mark of slot N. */
static void crash(unsigned lost)
{
    int fd = openat(engine.folder.fd, journal_file_name(), O_WRONLY | O_CLOEXEC);

    for (unsigned i = 0; i < SLOTS; i++)
        if (lost & 1U << i)
            ck_assert_int_eq(
                pwrite(fd, append.slots[i].mark, INTENT_MARK_SIZE, append.slots[i].offset),
                INTENT_MARK_SIZE);
    close(fd);
    ck_assert_int_ge(journal_take(engine.journal), 0); /* or else the file goes with its server */
    engine_close(&engine);
    engine_open(&engine);
}

static void set_size(const char *content, uint64_t size)
{
    int fd = openat(engine.folder.fd, FILE_NAME, O_RDWR | O_CLOEXEC);
    struct stat file;

    ck_assert_int_eq(fstat(fd, &file), 0);
    if ((uint64_t)file.st_size < size)
        ck_assert_int_eq(
            pwrite(fd, content + file.st_size, size - (uint64_t)file.st_size, file.st_size),
            (ssize_t)(size - (uint64_t)file.st_size));
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    close(fd);
}

/* What must stay of a mailbox of SIZE bytes: all if nothing or only a newline is missing, or if the
 * file does not end in the stretch of the last intent that is left. */
static uint64_t expected_size(unsigned lost, uint64_t size)
{
    bool is_incomplete = false;

    if (size <= append.start || size + 1 >= append.end)
        return size;
    if (lost & 1)
        is_incomplete = size >= append.begin;
    else if (lost & 2)
        is_incomplete = size >= append.begin_before && size <= append.begin;
    return is_incomplete ? append.start : size;
}

/* Whether a mailbox of SIZE bytes lacks some that were on disk before the last intent that is left.
 */
static bool is_shortened(unsigned lost, uint64_t size)
{
    if (lost == 0 || size <= append.start)
        return false;
    return size < (lost & 1 ? append.begin : append.begin_before);
}

/* The mailbox has its first SIZE bytes, and no more. */
static void try_size(const char *content, unsigned lost, uint64_t size)
{
    uint64_t cut_bytes, expected = expected_size(lost, size);

    set_size(content, size);
    crash(lost);
    enum recovery_outcome outcome =
        recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes);
    char *found = folder_read(&engine.folder, FILE_NAME);
    ck_assert_msg(strlen(found) == expected && strncmp(found, content, expected) == 0,
                  "%llu bytes from %llu on, the last stretch from %llu, marks lost %#x, cut to "
                  "%llu: %zu instead of %llu bytes stay",
                  (unsigned long long)(append.end - append.start), (unsigned long long)append.start,
                  (unsigned long long)append.begin, lost, (unsigned long long)size, strlen(found),
                  (unsigned long long)expected);
    ck_assert_int_eq(outcome == RECOVERY_CUT, expected < size);
    ck_assert_int_eq(outcome == RECOVERY_SHORTENED, is_shortened(lost, size));
    ck_assert_int_lt(journal_find_kept(engine.journal, FILE_NAME, 0), 0);
    free(found);
}

/* Whatever was lost; at both ends of the append and of its last stretch, and around them. */
static void try_record(const char *before, size_t size)
{
    char *content = put_record(before, size);
    const uint64_t sizes[] = {
        append.end,       append.end - 1,   append.end - 2,   append.end - 3,
        append.begin + 1, append.begin,     append.begin - 1, append.begin - INTENT_GRANULE,
        append.start + 1, append.start + 3, append.start,
    };

    for (unsigned lost = 0; lost < (append.stretches > 1 ? 4 : 2); lost++)
        for (size_t i = 0; i < COUNT(sizes); i++)
            if (sizes[i] + 1 >= append.start + 1 && sizes[i] <= append.end)
                try_size(content, lost, sizes[i]);
    free(content);
}

/* --- the cases --- */

static void set_up(void)
{
    disk.is_volatile = true;
    engine = engine_new();
}

static void tear_down(void)
{
    disk_stop();
    engine_free(&engine);
}

/* What stands before decides where granules end, and whether a separation is part of the append. */
static const char *const befores[] = {"", SCENE_RECORD, "x\n", "x"};

/* Bytes more than whole stretches: from those of two newlines less to those of a granule more, and
 * the separation. */
#define LEAST (-3)
#define MOST  ((int)INTENT_GRANULE + 3)

START_TEST(every_split)
{
    const char *before = befores[_i % CASES(befores)];
    size_t stretches = 1 + (size_t)_i / COUNT(befores);

    for (int extra = LEAST; extra <= MOST; extra++)
        try_record(before, stretches * INTENT_STRETCH_MAX + (size_t)extra);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stretches");
    TCase *records = tcase_create("records");

    tcase_add_checked_fixture(records, set_up, tear_down);
    tcase_set_timeout(records, 240);
    tcase_add_loop_test(records, every_split, 0, 2 * CASES(befores));
    suite_add_tcase(suite, records);
    return check_main(suite);
}
