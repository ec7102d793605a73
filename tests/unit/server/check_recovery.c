/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_recovery.c - what is cut off a mailbox after a crash, and above all what is not.
 *
 * Each case leaves the intent of an append behind, as a server does that is killed, and a mailbox
 * that was changed in some way since.
 */
#include <config.h>

#include "server/mail/recovery.h"

#include "tests/support/check_main.h"
#include "tests/support/engine.h"

#define FILE_NAME "johndoe.txt"
#define BEFORE    "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define FIRST     "From b Thu Jan  1 00:00:00 1970\nB: first of them\n\nabcdefghijklmnopqrst\n\n"
#define SECOND    "From c Thu Jan  1 00:00:00 1970\nB: second\n\n0123456789\n0123456789\n\n"
#define GROUP     FIRST SECOND
#define FOREIGN   "From r Thu Jan  1 00:00:00 1970\n\n\n"

static struct engine engine;

static void set_up(void)
{
    engine = engine_new();
}

static void tear_down(void)
{
    engine_free(&engine);
}

/* The intent to append GROUP to what the mailbox holds now. */
static void describe_group(struct intent *intent)
{
    char *before = folder_read(&engine.folder, FILE_NAME);
    struct stat file;

    ck_assert_int_eq(fstatat(engine.folder.fd, FILE_NAME, &file, 0), 0);
    *intent = (struct intent){
        .file_name = FILE_NAME,
        .inode = (uint64_t)file.st_ino,
        .start = (uint64_t)file.st_size,
        .begin = (uint64_t)file.st_size,
        .size = strlen(GROUP),
        .record_count = 2,
        .ends = {strlen(FIRST), strlen(GROUP)},
    };
    uint64_t context = intent_context(intent->start);
    intent->before =
        intent_checksum(INTENT_CHECKSUM_INIT, before + context, (size_t)(intent->start - context));
    intent_describe(intent, GROUP);
    free(before);
}

/* Ends as a server does that is killed after it has written INTENT, and starts again. */
static void crash(const struct intent *intent)
{
    bool is_written;
    int slot = journal_take(engine.journal);

    ck_assert_int_ge(slot, 0);
    ck_assert_int_eq(journal_arm(engine.journal, slot, intent, &is_written), 0);
    engine_close(&engine);
    engine_open(&engine);
}

static void write_mailbox(const char *text, size_t size)
{
    int fd = openat(engine.folder.fd, FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
    close(fd);
}

/* Recovers; the mailbox must hold EXPECTED then, and no intent may be left. */
static enum recovery_outcome recover(const char *expected, const char *about)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    uint64_t cut_bytes;
    enum recovery_outcome outcome =
        recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes);

    folder_expect(&engine.folder, FILE_NAME, expected, about);
    ck_assert_msg(journal_next_kept(engine.journal, 0, file_name) < 0, "%s: kept", about);
    ck_assert_msg(!folder_has(&engine.folder, FILE_NAME ".lock"), "%s: locked", about);
    return outcome;
}

/* How much of the mailbox must stay if its first SIZE bytes do, in bytes: what was before, and the
 * records that are whole, of which the last may lack its empty line. */
static size_t complete_part(size_t size)
{
    const size_t first = strlen(BEFORE FIRST), both = strlen(BEFORE GROUP);

    if (size + 1 >= both)
        return size;
    if (size + 1 == first)
        return size;
    return size >= first ? first : strlen(BEFORE);
}

static struct intent crash_in_group(void)
{
    struct intent intent;

    write_mailbox(BEFORE, strlen(BEFORE));
    describe_group(&intent);
    crash(&intent);
    return intent;
}

START_TEST(cut_at_every_byte)
{
    for (size_t size = strlen(BEFORE); size <= strlen(BEFORE GROUP); size++) {
        char about[32], expected[sizeof BEFORE GROUP] = "";
        crash_in_group();
        write_mailbox(BEFORE GROUP, size);
        snprintf(about, sizeof about, "%zu bytes", size);
        memcpy(expected, BEFORE GROUP, complete_part(size));
        enum recovery_outcome outcome = recover(expected, about);
        ck_assert_msg(outcome == (strlen(expected) == size ? RECOVERY_WHOLE : RECOVERY_CUT),
                      "%s: %d", about, (int)outcome);
    }
}
END_TEST

/* The rest of the stretch has its place, but was never written. */
START_TEST(zeros_from_every_granule)
{
    char text[sizeof BEFORE GROUP], expected[sizeof BEFORE GROUP];

    for (size_t at = strlen(BEFORE); at < strlen(BEFORE GROUP); at++) {
        if (at % INTENT_GRANULE != 0 && at != strlen(BEFORE))
            continue;
        crash_in_group();
        memcpy(text, BEFORE GROUP, sizeof text);
        memset(text + at, 0, strlen(BEFORE GROUP) - at);
        write_mailbox(text, strlen(BEFORE GROUP));
        memset(expected, 0, sizeof expected);
        memcpy(expected, BEFORE GROUP, complete_part(at));
        ck_assert_int_eq(recover(expected, "zeros"), RECOVERY_CUT);
    }
}
END_TEST

/* Mail that someone else has put behind what is incomplete is not harmed, wherever that ends. */
START_TEST(mail_behind_every_byte)
{
    char text[sizeof BEFORE GROUP FOREIGN];

    for (size_t size = 1; size <= strlen(GROUP); size++) {
        crash_in_group();
        snprintf(text, sizeof text, "%.*s%s", (int)(strlen(BEFORE) + size), BEFORE GROUP, FOREIGN);
        write_mailbox(text, strlen(text));
        ck_assert_int_eq(recover(text, "mail behind"),
                         size == strlen(GROUP) ? RECOVERY_WHOLE : RECOVERY_CHANGED);
    }
}
END_TEST

/* Any byte that differs, before the append or in it, shows that someone else was there. */
START_TEST(every_other_byte)
{
    const size_t size = strlen(BEFORE) + strlen(FIRST) + 40;
    char text[sizeof BEFORE GROUP] = "";

    for (size_t at = 0; at < strlen(BEFORE) + strlen(FIRST); at++) {
        crash_in_group();
        memcpy(text, BEFORE GROUP, size);
        text[size] = '\0';
        text[at] = '#';
        write_mailbox(text, size);
        ck_assert_int_eq(recover(text, "another byte"), RECOVERY_CHANGED);
    }
}
END_TEST

/* What a mail reader does that removes messages. */
static const struct {
    const char *name;
    const char *mailbox;
} removals[] = {
    {"all", ""},
    {"the one before", GROUP},
    {"the one before and the first", SECOND},
    {"the first", BEFORE SECOND},
    {"the second", BEFORE FIRST},
    {"both", BEFORE},
    {"none, but one added", BEFORE GROUP FOREIGN},
    {"all, and one added", FOREIGN},
};

START_TEST(removals_stay)
{
    crash_in_group();
    write_mailbox(removals[_i].mailbox, strlen(removals[_i].mailbox));
    recover(removals[_i].mailbox, removals[_i].name);
}
END_TEST

START_TEST(another_file)
{
    crash_in_group();
    folder_write(&engine.folder, "new", BEFORE FIRST "From c");
    ck_assert_int_eq(renameat(engine.folder.fd, "new", engine.folder.fd, FILE_NAME), 0);
    ck_assert_int_eq(recover(BEFORE FIRST "From c", "another file"), RECOVERY_REPLACED);
}
END_TEST

START_TEST(no_file)
{
    uint64_t cut_bytes;

    crash_in_group();
    ck_assert_int_eq(unlinkat(engine.folder.fd, FILE_NAME, 0), 0);
    ck_assert_int_eq(recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes),
                     RECOVERY_WHOLE);
    ck_assert(!folder_has(&engine.folder, FILE_NAME));
}
END_TEST

START_TEST(symlink_is_left)
{
    uint64_t cut_bytes;

    crash_in_group();
    ck_assert_int_eq(renameat(engine.folder.fd, FILE_NAME, engine.folder.fd, "victim"), 0);
    ck_assert_int_eq(symlinkat("victim", engine.folder.fd, FILE_NAME), 0);
    ck_assert_int_eq(recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes),
                     RECOVERY_NO_MAILBOX);
    folder_expect(&engine.folder, "victim", BEFORE, "symlink");
}
END_TEST

/* Senders were told that it failed, so even what is complete must go. */
START_TEST(refused_append)
{
    struct intent intent;

    write_mailbox(BEFORE, strlen(BEFORE));
    describe_group(&intent);
    intent.is_refused = true;
    crash(&intent);
    write_mailbox(BEFORE GROUP, strlen(BEFORE GROUP));
    ck_assert_int_eq(recover(BEFORE, "refused"), RECOVERY_CUT);
}
END_TEST

/* What someone has put mail behind cannot be cut off, which is worth a word. */
START_TEST(mail_behind_refused_append)
{
    struct intent intent;

    write_mailbox(BEFORE, strlen(BEFORE));
    describe_group(&intent);
    intent.is_refused = true;
    crash(&intent);
    write_mailbox(BEFORE GROUP FOREIGN, strlen(BEFORE GROUP FOREIGN));
    ck_assert_int_eq(recover(BEFORE GROUP FOREIGN, "mail behind"), RECOVERY_CHANGED);
}
END_TEST

/* A reader that has the mailbox keeps it; the next append repairs it first. */
START_TEST(locked_mailbox)
{
    static const char *const record = SECOND;
    struct mailbox mailbox;
    uint64_t cut_bytes;

    crash_in_group();
    write_mailbox(BEFORE "From b Thu", strlen(BEFORE "From b Thu"));
    struct holder holder = holder_new(&engine.folder, FILE_NAME, F_SETLK, 0, NULL);
    ck_assert_int_eq(recovery_run(engine.journal, engine.folder.fd, FILE_NAME, &cut_bytes),
                     RECOVERY_BUSY);
    holder_release(&holder);
    folder_expect(&engine.folder, FILE_NAME, BEFORE "From b Thu", "locked");
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 5000), MAILBOX_OK);
    ck_assert_int_eq(recovery_settle(engine.journal, &mailbox, &cut_bytes), RECOVERY_CUT);
    ck_assert_uint_eq(cut_bytes, strlen("From b Thu"));
    mailbox_close(&mailbox);
    ck_assert_int_eq(engine_append(&engine, &record, 1, 5000), MAILBOX_OK);
    folder_expect(&engine.folder, FILE_NAME, BEFORE SECOND, "repaired");
}
END_TEST

/* --- the file of intents --- */

/* An intent that was torn while it was written is none: nothing was appended yet. */
START_TEST(torn_intent)
{
    char bytes[INTENT_ENCODED_MAX], file_name[MAILBOX_FILE_NAME_MAX + 1];
    struct intent intent = crash_in_group();
    ssize_t size = (ssize_t)intent_encode(&intent, bytes);
    int fd = openat(engine.folder.fd, journal_file_name(), O_RDWR | O_CLOEXEC);

    for (ssize_t at = 0; at < size; at++) {
        char changed = (char)(bytes[at] ^ 0x55);
        engine_close(&engine);
        ck_assert_int_eq(pwrite(fd, bytes, (size_t)size, 0), size);
        if (_i == 0)
            ck_assert_int_eq(pwrite(fd, &changed, 1, at), 1);
        else
            ck_assert_int_eq(ftruncate(fd, at), 0);
        engine_open(&engine);
        ck_assert_msg(journal_next_kept(engine.journal, 0, file_name) < 0, "byte %zd", at);
        int slot = journal_take(engine.journal); /* or else the file goes when it is closed */
        ck_assert_int_eq(slot, 0);
    }
    close(fd);
}
END_TEST

START_TEST(odd_file_of_intents)
{
    struct journal *journal;

    engine_close(&engine);
    if (_i == 0)
        ck_assert_int_eq(symlinkat("victim", engine.folder.fd, journal_file_name()), 0);
    else if (_i == 1)
        ck_assert_int_eq(mkfifoat(engine.folder.fd, journal_file_name(), 0600), 0);
    else
        ck_assert_int_eq(mkdirat(engine.folder.fd, journal_file_name(), 0700), 0);
    journal = journal_open(engine.folder.fd);
    ck_assert_ptr_null(journal);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert(!folder_has(&engine.folder, "victim"));
    ck_assert_int_eq(unlinkat(engine.folder.fd, journal_file_name(), _i == 2 ? AT_REMOVEDIR : 0),
                     0);
    engine_open(&engine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recovery");
    TCase *mailboxes = tcase_create("mailboxes");
    TCase *journal = tcase_create("intents");

    tcase_add_checked_fixture(mailboxes, set_up, tear_down);
    tcase_set_timeout(mailboxes, 120);
    tcase_add_test(mailboxes, cut_at_every_byte);
    tcase_add_test(mailboxes, zeros_from_every_granule);
    tcase_add_test(mailboxes, mail_behind_every_byte);
    tcase_add_test(mailboxes, every_other_byte);
    tcase_add_loop_test(mailboxes, removals_stay, 0, CASES(removals));
    tcase_add_test(mailboxes, another_file);
    tcase_add_test(mailboxes, no_file);
    tcase_add_test(mailboxes, symlink_is_left);
    tcase_add_test(mailboxes, refused_append);
    tcase_add_test(mailboxes, mail_behind_refused_append);
    tcase_add_test(mailboxes, locked_mailbox);
    suite_add_tcase(suite, mailboxes);
    tcase_add_checked_fixture(journal, set_up, tear_down);
    tcase_set_timeout(journal, 120);
    tcase_add_loop_test(journal, torn_intent, 0, 2);
    tcase_add_loop_test(journal, odd_file_of_intents, 0, 3);
    suite_add_tcase(suite, journal);
    return check_main(suite);
}
