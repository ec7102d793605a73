/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_mailbox_files.c - what is a mailbox, and what is refused as one. */
#include <config.h>

#include "server/mail/mailbox.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "common/count.h"
#include "common/monotonic.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define FILE_NAME "johndoe" MAILBOX_SUFFIX
#define LOCK_NAME FILE_NAME ".lock"
#define RECORD    "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define WAIT_MS   5000

static struct folder folder;
static int descriptors; /* open before the case */

static void set_up(void)
{
    folder = folder_new();
    descriptors = folder_descriptors();
}

static void tear_down(void)
{
    folder_free(&folder);
}

/* Opens the mailbox called NAME, and closes it. */
static enum mailbox_status try_mailbox(int directory_fd, const char *name)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    struct mailbox mailbox;
    enum mailbox_status status;

    mailbox_name_to_file(name, file_name);
    status = mailbox_open(&mailbox, directory_fd, file_name, true);
    if (status == MAILBOX_OK)
        mailbox_close(&mailbox);
    return status;
}

static int make_symlink(void)
{
    return symlinkat("victim", folder.fd, FILE_NAME);
}

static int make_dangling_symlink(void)
{
    return symlinkat("nobody", folder.fd, FILE_NAME);
}

static int make_device_symlink(void)
{
    return symlinkat("/dev/null", folder.fd, FILE_NAME);
}

static int make_fifo(void)
{
    return mkfifoat(folder.fd, FILE_NAME, 0600);
}

static int make_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    size_t size = sizeof address.sun_path;

    ck_assert_int_lt(snprintf(address.sun_path, size, "%s/%s", folder.path, FILE_NAME), (int)size);
    int status = bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return status;
}

static int make_folder(void)
{
    return mkdirat(folder.fd, FILE_NAME, 0700);
}

static int make_hard_link(void)
{
    return linkat(folder.fd, "victim", folder.fd, FILE_NAME, 0);
}

/* The device that /dev/null is; only root may make one, and not everywhere. */
static int make_device(void)
{
    return mknodat(folder.fd, FILE_NAME, S_IFCHR | 0600, makedev(1, 3));
}

static int make_foreign(void)
{
    folder_write(&folder, FILE_NAME, "theirs");
    return fchownat(folder.fd, FILE_NAME, geteuid() + 1, (gid_t)-1, 0);
}

static const struct {
    const char *name;
    int (*make)(void);
    enum mailbox_status status;
    bool privileged; /* the case is left out when it cannot be made */
} refusals[] = {
    {"symlink", make_symlink, MAILBOX_NOT_REGULAR, false},
    {"dangling symlink", make_dangling_symlink, MAILBOX_NOT_REGULAR, false},
    {"symlink to a device", make_device_symlink, MAILBOX_NOT_REGULAR, false},
    {"FIFO", make_fifo, MAILBOX_NOT_REGULAR, false},
    {"socket", make_socket, MAILBOX_NOT_REGULAR, false},
    {"folder", make_folder, MAILBOX_NOT_REGULAR, false},
    {"device", make_device, MAILBOX_NOT_REGULAR, true},
    {"hard link", make_hard_link, MAILBOX_LINKED, false},
    {"another user's", make_foreign, MAILBOX_FOREIGN, true},
};

/* Refused, never followed, never blocking. */
START_TEST(refused)
{
    const char *name = refusals[_i].name;
    struct stat found;
    bool exists, created;

    folder_write(&folder, "victim", "kept");
    int made = refusals[_i].make();
    if (made != 0 && refusals[_i].privileged)
        return;
    ck_assert_msg(made == 0, "%s: cannot be made: %s", name, strerror(errno));
    int64_t start_ms = monotonic_ms();
    ck_assert_msg(try_mailbox(folder.fd, "johndoe") == refusals[_i].status, "%s: opened", name);
    ck_assert_msg(mailbox_examine(folder.fd, "johndoe", &exists, &found) == refusals[_i].status,
                  "%s: examined", name);
    ck_assert_msg(mailbox_create(folder.fd, "johndoe", &created) == refusals[_i].status,
                  "%s: created", name);
    ck_assert_msg(exists && !created, "%s: exists %d, created %d", name, exists, created);
    ck_assert_msg(monotonic_ms() - start_ms < WAIT_MS, "%s: was waited for", name);
    ck_assert_msg(folder_descriptors() == descriptors, "%s: a descriptor stays open", name);
    folder_expect(&folder, "victim", "kept", name);
    ck_assert_msg(!folder_has(&folder, "nobody"), "%s: followed", name);
    ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: a dotlock stays", name);
}
END_TEST

START_TEST(examine_changes_nothing)
{
    struct stat found, now;
    bool exists = true;

    ck_assert_int_eq(mailbox_examine(folder.fd, "johndoe", &exists, &found), MAILBOX_OK);
    ck_assert(!exists && !folder_has(&folder, FILE_NAME));
    folder_write(&folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_examine(folder.fd, "johndoe", &exists, &found), MAILBOX_OK);
    ck_assert_int_eq(fstatat(folder.fd, FILE_NAME, &now, 0), 0);
    ck_assert(exists && found.st_dev == now.st_dev && found.st_ino == now.st_ino);
    folder_expect(&folder, FILE_NAME, RECORD, "examined");
}
END_TEST

START_TEST(file_names)
{
    char longest[MAILBOX_FILE_NAME_MAX + 1] = "", name[MAILBOX_FILE_NAME_MAX + 1];

    mailbox_name_to_file("jo\xc3\xa3o", name);
    ck_assert_str_eq(name, "jo\xc3\xa3o.txt");
    memset(longest, 'x', MAILBOX_FILE_NAME_MAX - strlen(MAILBOX_SUFFIX));
    mailbox_name_to_file(longest, name);
    ck_assert_uint_eq(strlen(name), MAILBOX_FILE_NAME_MAX);
    ck_assert_int_eq(try_mailbox(folder.fd, longest), MAILBOX_OK);
}
END_TEST

/* Opens the mailbox, which must work, and closes it; what it was found as. */
static struct mailbox_version find_version(void)
{
    struct mailbox mailbox;

    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    mailbox_close(&mailbox);
    return mailbox.found;
}

/* Writes one byte of the mailbox anew, until its time is another one; its size stays. */
static void change_in_place(void)
{
    struct timespec before = find_version().changed;
    struct stat now;
    int fd = openat(folder.fd, FILE_NAME, O_WRONLY | O_CLOEXEC);

    do {
        folder_pause(1);
        ck_assert_int_eq(pwrite(fd, "X", 1, 30), 1);
        ck_assert_int_eq(fstat(fd, &now), 0);
    } while (now.st_ctim.tv_sec == before.tv_sec && now.st_ctim.tv_nsec == before.tv_nsec);
    close(fd);
}

static void append_byte(void)
{
    int fd = openat(folder.fd, FILE_NAME, O_WRONLY | O_APPEND | O_CLOEXEC);

    ck_assert_int_eq(write(fd, "X", 1), 1);
    close(fd);
}

/* Another file of the same bytes. */
static void rename_over(void)
{
    folder_write(&folder, "new", RECORD);
    ck_assert_int_eq(renameat(folder.fd, "new", folder.fd, FILE_NAME), 0);
}

static void change_nothing(void)
{
}

static const struct {
    const char *name;
    void (*change)(void);
    bool is_still;
} changes[] = {
    {"nothing", change_nothing, true},
    {"a byte, in place", change_in_place, false},
    {"a byte more", append_byte, false},
    {"another file in its place", rename_over, false},
};

START_TEST(changed_by_others)
{
    struct mailbox mailbox;

    folder_write(&folder, FILE_NAME, RECORD);
    struct mailbox_version before = find_version();
    changes[_i].change();
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    ck_assert_msg(mailbox_is_still(&mailbox, &before) == changes[_i].is_still, "%s",
                  changes[_i].name);
    struct mailbox_version after = mailbox_version(&mailbox);
    ck_assert_msg(mailbox_is_still(&mailbox, &after), "%s: as it is now", changes[_i].name);
    mailbox_close(&mailbox);
}
END_TEST

/* Each on its own: another file may have the same size, and get its time in the same tick. */
START_TEST(every_part_of_a_version_counts)
{
    struct mailbox mailbox;

    folder_write(&folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    struct mailbox_version found = mailbox.found, versions[] = {found, found, found, found};
    versions[0].inode++;
    versions[1].size++;
    versions[2].changed.tv_sec++;
    versions[3].changed.tv_nsec++;
    for (size_t i = 0; i < COUNT(versions); i++)
        ck_assert_msg(!mailbox_is_still(&mailbox, &versions[i]), "part %zu", i);
    ck_assert(mailbox_is_still(&mailbox, &found));
    mailbox_close(&mailbox);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mailbox files");
    TCase *files = tcase_create("files");

    tcase_add_checked_fixture(files, set_up, tear_down);
    tcase_set_timeout(files, 120);
    tcase_add_loop_test(files, refused, 0, CASES(refusals));
    tcase_add_test(files, examine_changes_nothing);
    tcase_add_test(files, file_names);
    tcase_add_loop_test(files, changed_by_others, 0, CASES(changes));
    tcase_add_test(files, every_part_of_a_version_counts);
    suite_add_tcase(suite, files);
    return check_main(suite);
}
