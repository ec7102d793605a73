/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_commit.c - appending to mailboxes: what the file holds afterwards, and the order of the
 * system calls on the way.
 */
#include <config.h>

#include "server/mail/commit.h"

#include <sys/resource.h>

#include "tests/support/calls.h"

/* --- appending --- */

static enum mailbox_status append(const char *text)
{
    enum mailbox_status status;

    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    status = engine_append(&engine, &text, 1, WAIT_MS);
    disk_stop();
    return status;
}

static const struct {
    const char *name;
    const char *before; /* NULL: there is no file */
    const char *between;
    const char *calls;
} appends[] = {
    {"no file", NULL, "", "iIwdfi"},
    {"empty file", "", "", "diIwdfi"},
    {"a record", RECORD, "", "iIwdi"},
    {"no final newline", "From x\n\ny", "\n\n", "iIwdi"},
    {"no final empty line", "From x\n\ny\n", "\n", "iIwdi"},
    {"several empty lines", "x\n\n\n\n", "", "iIwdi"},
    {"one byte", "x", "\n\n", "iIwdi"},
    {"one newline", "\n", "", "iIwdi"},
    {"two newlines", "\n\n", "", "iIwdi"},
    {"CRLF", "x\r\n\r\n", "\n", "iIwdi"},
};

START_TEST(existing_bytes_stay)
{
    const char *before = appends[_i].before != NULL ? appends[_i].before : "";
    char expected[512];

    if (appends[_i].before != NULL)
        folder_write(&engine.folder, FILE_NAME, before);
    ck_assert_int_eq(append(RECORD), MAILBOX_OK);
    snprintf(expected, sizeof expected, "%s%s%s", before, appends[_i].between, RECORD);
    folder_expect(&engine.folder, FILE_NAME, expected, appends[_i].name);
    ck_assert_msg(strcmp(calls, appends[_i].calls) == 0, "%s: calls \"%s\"", appends[_i].name,
                  calls);
    ck_assert_msg(!folder_has(&engine.folder, LOCK_NAME), "%s: a dotlock stays", appends[_i].name);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* A group has one intent and one sync. */
START_TEST(several_records)
{
    static const char *const records[] = {RECORD, "From b\n\nd\n\n", RECORD};

    folder_write(&engine.folder, FILE_NAME, "x\n");
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(engine_append(&engine, records, 3, WAIT_MS), MAILBOX_OK);
    disk_stop();
    folder_expect(&engine.folder, FILE_NAME, "x\n\n" RECORD "From b\n\nd\n\n" RECORD, "group");
    ck_assert_str_eq(calls, "iIwdi");
}
END_TEST

/* A large message has an intent for each stretch, which only the next but one may overwrite. */
START_TEST(large_message)
{
    size_t size = 2 * INTENT_STRETCH_MAX + 1;
    char *text = malloc(size + 1);

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size);
    text[size] = '\0';
    ck_assert_int_eq(append(text), MAILBOX_OK);
    folder_expect(&engine.folder, FILE_NAME, text, "large");
    ck_assert_str_eq(calls, "iIwdiIwdiIwdfii");
    free(text);
}
END_TEST

START_TEST(new_file_is_private)
{
    struct stat file;
    bool created = false;
    mode_t mask = umask(0);

    ck_assert_int_eq(append(RECORD), MAILBOX_OK);
    ck_assert_int_eq(fstatat(engine.folder.fd, FILE_NAME, &file, AT_SYMLINK_NOFOLLOW), 0);
    ck_assert_uint_eq(file.st_mode, S_IFREG | 0600);
    ck_assert_int_eq(mailbox_create(engine.folder.fd, "other", &created), MAILBOX_OK);
    ck_assert_int_eq(fstatat(engine.folder.fd, "other.txt", &file, AT_SYMLINK_NOFOLLOW), 0);
    ck_assert_uint_eq(file.st_mode, S_IFREG | 0600);
    ck_assert(created);
    umask(mask);
}
END_TEST

/* --- what fails is undone --- */

/* With a real limit: a part of the record gets into the file first. */
START_TEST(file_size_limit)
{
    static const char *const befores[] = {NULL, "", RECORD, "x"};
    static char text[5000];
    const char *before = befores[_i];
    struct rlimit old, limit;

    signal(SIGXFSZ, SIG_IGN);
    memset(text, 'x', sizeof text - 1);
    if (before != NULL)
        folder_write(&engine.folder, FILE_NAME, before);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){3000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    enum mailbox_status status = append(text);
    int error = errno;
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(status, MAILBOX_NO_SPACE);
    ck_assert_int_eq(error, EFBIG);
    ck_assert_str_eq(calls, _i == 1 ? "diIwtdi" : "iIwtdi");
    ck_assert(folder_has(&engine.folder, FILE_NAME) == (before != NULL));
    if (before != NULL)
        folder_expect(&engine.folder, FILE_NAME, before, "after EFBIG");
    ck_assert_int_eq(append(text), MAILBOX_OK);
}
END_TEST

/* Somebody who ignores the locks cuts the file while we have it: what fails then is not undone by
 * filling the gap. */
START_TEST(file_cut_by_another)
{
    struct mailbox mailbox;
    struct delivery delivery;

    folder_write(&engine.folder, FILE_NAME, RECORD);
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 0), MAILBOX_OK);
    engine_prepare(&engine, &delivery, "johndoe", RECORD, strlen(RECORD));
    ck_assert_int_eq(ftruncate(mailbox.fd, 5), 0);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(commit_group(engine.commit, &mailbox, &delivery, 1, true), MAILBOX_ERROR);
    ck_assert_str_eq(calls, ""); /* nothing was written, so nothing is to be undone */
    ck_assert_int_eq(mailbox_cut(&mailbox, strlen(RECORD)), 0);
    ck_assert_int_eq(lseek(mailbox.fd, 0, SEEK_END), 5);
    mailbox_close(&mailbox);
    engine_discard(&delivery);
}
END_TEST

/* Another program got the lock of a file that we had created, and wrote mail: that is on disk
 * before the intent that relies on it. */
START_TEST(filled_before_our_lock)
{
    struct mailbox mailbox;
    struct delivery delivery;

    folder_write(&engine.folder, FILE_NAME, RECORD);
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 0), MAILBOX_OK);
    mailbox.is_created = true;
    engine_prepare(&engine, &delivery, "johndoe", RECORD, strlen(RECORD));
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(commit_group(engine.commit, &mailbox, &delivery, 1, false), MAILBOX_OK);
    disk_stop();
    ck_assert_str_eq(calls, "diIwdfi");
    mailbox_close(&mailbox);
    folder_expect(&engine.folder, FILE_NAME, RECORD RECORD, "filled");
    engine_discard(&delivery);
}
END_TEST

START_TEST(folder_that_is_gone)
{
    struct mailbox mailbox;

    folder_clear(&engine.folder);
    ck_assert_int_eq(rmdir(engine.folder.path), 0);
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 0), MAILBOX_ERROR);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

/* --- creating --- */

START_TEST(create_keeps_what_is_there)
{
    bool created = false;

    ck_assert_int_eq(mailbox_create(engine.folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(created);
    folder_write(&engine.folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_create(engine.folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(!created);
    folder_expect(&engine.folder, FILE_NAME, RECORD, "created again");
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* --- what a mail reader does while we wait --- */

static void replace_mailbox(const struct folder *where)
{
    if (renameat(where->fd, "new", where->fd, FILE_NAME) != 0)
        _exit(1);
}

static void remove_mailbox(const struct folder *where)
{
    if (unlinkat(where->fd, FILE_NAME, 0) != 0)
        _exit(1);
}

static void turn_into_symlink(const struct folder *where)
{
    remove_mailbox(where);
    if (symlinkat("new", where->fd, FILE_NAME) != 0)
        _exit(1);
}

static const struct {
    const char *name;
    holder_deed *deed;
    enum mailbox_status status;
    const char *mailbox; /* afterwards; what "new" holds if that has its name */
    const char *calls;
} changes[] = {
    {"another file renamed over it", replace_mailbox, MAILBOX_OK, "new\n\n" RECORD, "iIwdi"},
    {"removed", remove_mailbox, MAILBOX_OK, RECORD, "iIwdfi"},
    {"turned into a symlink", turn_into_symlink, MAILBOX_NOT_REGULAR, "new\n\n", ""},
};

/* Nothing is written into a file that no longer has the name. */
START_TEST(changed_while_waiting)
{
    folder_write(&engine.folder, FILE_NAME, RECORD);
    folder_write(&engine.folder, "new", "new\n\n");
    struct holder holder = holder_new(&engine.folder, FILE_NAME, F_SETLK, 150, changes[_i].deed);
    enum mailbox_status status = append(RECORD);
    holder_release(&holder);
    ck_assert_msg(status == changes[_i].status, "%s: status %d", changes[_i].name, (int)status);
    folder_expect(&engine.folder, FILE_NAME, changes[_i].mailbox, changes[_i].name);
    ck_assert_msg(strcmp(calls, changes[_i].calls) == 0, "%s: calls \"%s\"", changes[_i].name,
                  calls);
    ck_assert_msg(!folder_has(&engine.folder, LOCK_NAME), "%s: a dotlock stays", changes[_i].name);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("commit");
    TCase *appending = add_case(suite, "appending");
    TCase *failing = add_case(suite, "failing");
    TCase *creating = add_case(suite, "creating");
    TCase *readers = add_case(suite, "readers");

    tcase_add_loop_test(appending, existing_bytes_stay, 0, CASES(appends));
    tcase_add_test(appending, several_records);
    tcase_add_test(appending, large_message);
    tcase_add_test(appending, new_file_is_private);
    tcase_add_loop_test(failing, file_size_limit, 0, 4);
    tcase_add_test(failing, file_cut_by_another);
    tcase_add_test(appending, filled_before_our_lock);
    tcase_add_test(failing, folder_that_is_gone);
    tcase_add_test(creating, create_keeps_what_is_there);
    tcase_add_loop_test(readers, changed_while_waiting, 0, CASES(changes));
    return check_main(suite);
}
