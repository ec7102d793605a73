/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_lock.c - the locks of a mailbox, against other processes that hold or left some.
 *
 * Most cases open a mailbox, because the locks must work where they are used.
 */
#include <config.h>

#include "server/mail/lock.h"

#include <stdarg.h>
#include <sys/syscall.h>

#include "common/count.h"
#include "common/monotonic.h"
#include "server/base/file_lock.h"
#include "server/mail/mailbox.h"
#include "tests/support/check_main.h"
#include "tests/support/engine.h"

#define FILE_NAME  "johndoe" MAILBOX_SUFFIX
#define LOCK_NAME  FILE_NAME ".lock"
#define OWNER_NAME ".smtpd-proto.pid"
#define RECORD     "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define WAIT_MS    5000
#define MINUTE_S   60
#define DAY_S      86400

static struct folder folder;

static bool has_no_locks; /* the file system */

int fcntl(int fd, int command, ...)
{
    va_list arguments;
    long argument;

    va_start(arguments, command);
    argument = va_arg(arguments, long);
    va_end(arguments);
    if ((command == F_OFD_SETLK || command == F_SETLK) && has_no_locks) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_fcntl, fd, command, argument);
}

static void set_up(void)
{
    folder = folder_new();
    has_no_locks = false;
}

static void tear_down(void)
{
    folder_free(&folder);
}

/* Opens the mailbox, trying for WAIT_MS while it is busy, and closes it. */
static enum mailbox_status try_mailbox(unsigned wait_ms)
{
    struct engine engine = {.folder = folder};
    struct mailbox mailbox;
    enum mailbox_status status = engine_lock(&engine, &mailbox, wait_ms);

    if (status == MAILBOX_OK)
        mailbox_close(&mailbox);
    return status;
}

static const int lock_kinds[] = {F_SETLK, F_OFD_SETLK};

/* Busy at once, never waited for. */
START_TEST(held_lock_is_busy)
{
    folder_write(&folder, FILE_NAME, RECORD);
    struct holder holder = holder_new(&folder, FILE_NAME, lock_kinds[_i], 0, NULL);
    int64_t start_ms = monotonic_ms();
    enum mailbox_status status = try_mailbox(0);
    int64_t end_ms = monotonic_ms();
    bool has_dotlock = folder_has(&folder, LOCK_NAME);
    holder_release(&holder);
    ck_assert_int_eq(status, MAILBOX_BUSY);
    ck_assert_msg(end_ms - start_ms < 3000, "gave up after %d ms", (int)(end_ms - start_ms));
    ck_assert(!has_dotlock);
    ck_assert_int_eq(try_mailbox(0), MAILBOX_OK);
}
END_TEST

START_TEST(lock_that_becomes_free)
{
    folder_write(&folder, FILE_NAME, RECORD);
    struct holder holder = holder_new(&folder, FILE_NAME, lock_kinds[_i], 150, NULL);
    enum mailbox_status status = try_mailbox(WAIT_MS);
    holder_release(&holder);
    ck_assert_int_eq(status, MAILBOX_OK);
}
END_TEST

/* Makes the file NAME look AGE_S seconds old. */
static void make_old(const char *name, time_t age_s)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - age_s}};

    ck_assert_int_eq(utimensat(folder.fd, name, times, 0), 0);
}

/* Whether all processes of the machine can be seen from here. */
static bool is_outermost(void)
{
    char name[64] = "";

    return readlink("/proc/self/ns/pid", name, sizeof name - 1) > 0 &&
           strcmp(name, "pid:[4026531836]") == 0;
}

/* Whose id a dotlock holds. */
enum dotlock_owner { NOBODY, DEAD, OURS, LIVE };

static const struct {
    const char *name;
    enum dotlock_owner owner;
    const char *text; /* behind the id */
    time_t age_s;
    enum mailbox_status status;
} dotlocks[] = {
    {"of a dead process", DEAD, "\n", 0, MAILBOX_OK},
    {"of a dead process, without newline", DEAD, "", 0, MAILBOX_OK},
    {"of a dead process, old", DEAD, "\n", 6 * MINUTE_S, MAILBOX_OK},
    {"of an earlier life of ours", OURS, "\n", 0, MAILBOX_OK},
    {"of a live process", LIVE, "\n", 0, MAILBOX_BUSY},
    {"of a live process, old", LIVE, "\n", DAY_S, MAILBOX_BUSY},
    {"of a dead process's number on another host", DEAD, " elsewhere\n", 0, MAILBOX_BUSY},
    {"empty", NOBODY, "", 0, MAILBOX_BUSY},
    {"empty, old", NOBODY, "", DAY_S, MAILBOX_BUSY},
    {"text", NOBODY, "mutt\n", 0, MAILBOX_BUSY},
    {"zero", NOBODY, "0\n", 0, MAILBOX_BUSY},
    {"zero, old", NOBODY, "0\n", DAY_S, MAILBOX_BUSY},
    {"negative", NOBODY, "-1\n", 0, MAILBOX_BUSY},
    {"huge", NOBODY, "99999999999999999999\n", 0, MAILBOX_BUSY},
};

/* Where not all processes can be seen, only age tells that one is dead. */
START_TEST(dotlock)
{
    const pid_t owners[] = {[DEAD] = folder_dead_process(), [OURS] = getpid(), [LIVE] = 1};
    enum dotlock_owner owner = dotlocks[_i].owner;
    char text[64] = "";

    if (owner != NOBODY)
        snprintf(text, sizeof text, "%ld", (long)owners[owner]);
    strcat(text, dotlocks[_i].text);
    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, LOCK_NAME, text);
    make_old(LOCK_NAME, dotlocks[_i].age_s);
    enum mailbox_status expected = dotlocks[_i].status;
    if (dotlocks[_i].age_s == 0 && !is_outermost())
        expected = MAILBOX_BUSY;
    enum mailbox_status status = try_mailbox(0);
    ck_assert_msg(status == expected, "%s: status %d", dotlocks[_i].name, (int)status);
    if (expected == MAILBOX_BUSY)
        folder_expect(&folder, LOCK_NAME, text, dotlocks[_i].name);
    else
        ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: it stays", dotlocks[_i].name);
}
END_TEST

/* A dotlock is never followed, and never taken away if it is no file. */
START_TEST(odd_dotlock)
{
    folder_write(&folder, FILE_NAME, RECORD);
    if (_i == 0)
        ck_assert_int_eq(symlinkat("nobody", folder.fd, LOCK_NAME), 0);
    else if (_i == 1)
        ck_assert_int_eq(mkfifoat(folder.fd, LOCK_NAME, 0600), 0);
    else
        ck_assert_int_eq(mkdirat(folder.fd, LOCK_NAME, 0700), 0);
    ck_assert_int_eq(try_mailbox(0), MAILBOX_BUSY);
    ck_assert(folder_has(&folder, LOCK_NAME) && !folder_has(&folder, "nobody"));
    folder_expect(&folder, FILE_NAME, RECORD, "odd dotlock");
}
END_TEST

static void check_lock_from_outside(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK ? 0 : 1);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(status == 0, "another program sees no lock");
}

START_TEST(both_locks_are_held)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct lock held;
    char owner[32];

    folder_write(&folder, FILE_NAME, RECORD);
    int fd = openat(folder.fd, FILE_NAME, O_RDWR);
    int other = openat(folder.fd, FILE_NAME, O_RDWR);
    ck_assert_int_eq(lock_take(folder.fd, FILE_NAME, fd, &held), LOCK_OK);
    snprintf(owner, sizeof owner, "%ld\n", (long)getpid());
    folder_expect(&folder, LOCK_NAME, owner, "dotlock");
    file_lock_close(openat(folder.fd, FILE_NAME, O_RDWR)); /* at which a plain lock would fall */
    check_lock_from_outside(other);
    lock_drop(folder.fd, FILE_NAME, fd, &held);
    ck_assert(!folder_has(&folder, LOCK_NAME));
    ck_assert_int_eq(fcntl(other, F_OFD_SETLK, &lock), 0);
    close(other);
    close(fd);
}
END_TEST

/* A dotlock that cannot be had gives the other lock back. */
START_TEST(half_a_lock)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct lock held;

    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, LOCK_NAME, "1\n");
    int fd = openat(folder.fd, FILE_NAME, O_RDWR);
    int other = openat(folder.fd, FILE_NAME, O_RDWR);
    ck_assert_int_eq(lock_take(folder.fd, FILE_NAME, fd, &held), LOCK_BUSY);
    ck_assert_int_eq(fcntl(other, F_OFD_SETLK, &lock), 0);
    close(other);
    close(fd);
}
END_TEST

/* --- links to one file --- */

/* A dotlock is there with its content or not at all. */
START_TEST(dotlock_is_a_link)
{
    struct mailbox mailbox;
    struct stat owner, link;

    ck_assert_int_eq(lock_start(folder.fd), 0);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    ck_assert_int_eq(fstatat(folder.fd, OWNER_NAME, &owner, 0), 0);
    ck_assert_int_eq(fstatat(folder.fd, LOCK_NAME, &link, 0), 0);
    ck_assert(owner.st_ino == link.st_ino);
    mailbox_close(&mailbox);
    ck_assert(!folder_has(&folder, LOCK_NAME));
    lock_end(folder.fd);
    ck_assert(!folder_has(&folder, OWNER_NAME));
}
END_TEST

/* What a server left that was killed, although its process id is now someone else's. */
START_TEST(left_behind)
{
    folder_write(&folder, OWNER_NAME, "1\n");
    ck_assert_int_eq(linkat(folder.fd, OWNER_NAME, folder.fd, LOCK_NAME, 0), 0);
    folder_write(&folder, "other.txt.lock", "1\n");
    folder_write(&folder, FILE_NAME, RECORD);
    ck_assert_int_eq(try_mailbox(0), MAILBOX_BUSY);
    ck_assert_int_eq(lock_start(folder.fd), 0);
    ck_assert(!folder_has(&folder, LOCK_NAME));
    folder_expect(&folder, "other.txt.lock", "1\n", "a reader's");
    ck_assert_int_eq(try_mailbox(0), MAILBOX_OK);
}
END_TEST

/* --- starting --- */

START_TEST(start_that_cannot_be)
{
    if (_i == 0)
        ck_assert_int_eq(mkdirat(folder.fd, OWNER_NAME, 0700), 0);
    has_no_locks = _i == 1;
    ck_assert_int_eq(lock_start(folder.fd), _i == 0 ? LOCK_START_OCCUPIED : LOCK_START_NO_LOCKS);
    ck_assert_int_eq(errno, _i == 0 ? EISDIR : EINVAL);
    ck_assert(folder_has(&folder, OWNER_NAME) == (_i == 0));
}
END_TEST

/* What is there is removed, and not followed. */
START_TEST(start_with_odd_file)
{
    struct stat file;

    folder_write(&folder, "victim", "kept");
    ck_assert_int_eq(_i == 0 ? symlinkat("victim", folder.fd, OWNER_NAME)
                             : mkfifoat(folder.fd, OWNER_NAME, 0600),
                     0);
    ck_assert_int_eq(lock_start(folder.fd), LOCK_START_OK);
    ck_assert_int_eq(fstatat(folder.fd, OWNER_NAME, &file, AT_SYMLINK_NOFOLLOW), 0);
    ck_assert(S_ISREG(file.st_mode));
    folder_expect(&folder, "victim", "kept", "behind the symlink");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lock");
    TCase *locks = tcase_create("locks");

    tcase_add_checked_fixture(locks, set_up, tear_down);
    tcase_set_timeout(locks, 120);
    tcase_add_loop_test(locks, held_lock_is_busy, 0, CASES(lock_kinds));
    tcase_add_loop_test(locks, lock_that_becomes_free, 0, CASES(lock_kinds));
    tcase_add_loop_test(locks, dotlock, 0, CASES(dotlocks));
    tcase_add_loop_test(locks, odd_dotlock, 0, 3);
    tcase_add_test(locks, both_locks_are_held);
    tcase_add_test(locks, half_a_lock);
    tcase_add_test(locks, dotlock_is_a_link);
    tcase_add_test(locks, left_behind);
    tcase_add_loop_test(locks, start_that_cannot_be, 0, 2);
    tcase_add_loop_test(locks, start_with_odd_file, 0, 2);
    suite_add_tcase(suite, locks);
    return check_main(suite);
}
