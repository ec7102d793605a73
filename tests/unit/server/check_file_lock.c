/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_file_lock.c - a lock belongs to its descriptor, whatever happens to others of the file. */
#include <config.h>

#include "server/base/file_lock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "server/base/thread.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define NAME "file"

static struct folder folder;

static void set_up(void)
{
    folder = folder_new();
    folder_write(&folder, NAME, "");
    folder_write(&folder, "other", "");
}

static void tear_down(void)
{
    folder_free(&folder);
}

static int open_file(const char *name)
{
    int fd = openat(folder.fd, name, O_RDWR | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    return fd;
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

/* As another program sees it. */
static bool is_locked(const char *name)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        int fd = openat(folder.fd, name, O_RDWR);
        _exit(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return status != 0;
}

static void expect_busy(int fd)
{
    ck_assert_int_eq(file_lock_take(fd), -1);
    ck_assert(errno == EAGAIN || errno == EACCES);
}

START_TEST(one_descriptor_has_it)
{
    int first = open_file(NAME), second = open_file(NAME), other = open_file("other");

    ck_assert_int_eq(file_lock_take(first), 0);
    ck_assert(is_locked(NAME) && !is_locked("other"));
    expect_busy(second);
    ck_assert_int_eq(file_lock_take(other), 0);
    file_lock_drop(first);
    ck_assert(!is_locked(NAME) && is_locked("other"));
    ck_assert_int_eq(file_lock_take(second), 0);
    ck_assert(is_locked(NAME));
    file_lock_close(second);
    file_lock_close(first);
    file_lock_close(other);
    ck_assert(!is_locked(NAME) && !is_locked("other"));
}
END_TEST

/* Those that were opened before the lock was taken, and after, and those that did not get it. */
START_TEST(other_descriptors_are_closed)
{
    int before = folder_descriptors();
    int early = open_file(NAME), fd = open_file(NAME);

    ck_assert_int_eq(file_lock_take(fd), 0);
    file_lock_close(early);
    ck_assert(is_locked(NAME));
    file_lock_close(open_file(NAME));
    ck_assert(is_locked(NAME));
    int late = open_file(NAME);
    expect_busy(late);
    errno = E2BIG;
    file_lock_close(late);
    ck_assert_int_eq(errno, E2BIG);
    ck_assert(is_locked(NAME));
    ck_assert(is_open(fd));
    int other = open_file("other");
    file_lock_close(other);
    ck_assert(!is_open(other));
    file_lock_drop(fd);
    ck_assert(!is_locked(NAME));
    file_lock_close(fd);
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

/* Between the two another descriptor takes the lock. */
START_TEST(a_drop_and_a_close)
{
    int before = folder_descriptors();
    int first = open_file(NAME), second = open_file(NAME);

    ck_assert_int_eq(file_lock_take(first), 0);
    file_lock_drop(first);
    ck_assert_int_eq(file_lock_take(second), 0);
    file_lock_close(first);
    ck_assert(is_locked(NAME));
    file_lock_close(second);
    ck_assert(!is_locked(NAME));
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

/* A name of the same file, and the same name of another file. */
START_TEST(files_count_and_not_names)
{
    int fd = open_file(NAME);

    ck_assert_int_eq(file_lock_take(fd), 0);
    ck_assert_int_eq(linkat(folder.fd, NAME, folder.fd, "link", 0), 0);
    expect_busy(open_file("link"));
    file_lock_close(open_file("link"));
    ck_assert(is_locked("link"));
    ck_assert_int_eq(renameat(folder.fd, "other", folder.fd, NAME), 0);
    int other = open_file(NAME);
    ck_assert_int_eq(file_lock_take(other), 0);
    file_lock_close(other);
    ck_assert(is_locked("link") && !is_locked(NAME));
    file_lock_close(fd);
}
END_TEST

START_TEST(another_program_has_it)
{
    int before = folder_descriptors();
    struct holder holder = holder_new(&folder, NAME, F_SETLK, 0, NULL);
    int fd = open_file(NAME);

    expect_busy(fd);
    file_lock_close(fd);
    holder_release(&holder);
    fd = open_file(NAME);
    ck_assert_int_eq(file_lock_take(fd), 0);
    file_lock_close(fd);
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

START_TEST(what_cannot_be_locked)
{
    int before = folder_descriptors();
    int fd = openat(folder.fd, NAME, O_RDONLY | O_CLOEXEC);

    ck_assert_int_eq(file_lock_take(fd), -1);
    ck_assert_int_eq(errno, EBADF);
    file_lock_close(fd);
    ck_assert_int_eq(file_lock_take(fd), -1);
    ck_assert_int_eq(errno, EBADF);
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

/* --- threads --- */

#define THREADS 3
#define ROUNDS  300

static atomic_uint holders, most_holders, rounds, losses;

/* What is opened meanwhile may stay open until the lock is dropped, so whoever has no lock does not
 * try without a pause. */
static void wait_for_holder(void)
{
    do
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    while (holders > 0);
}

static void *contend(void *context)
{
    (void)context;
    while (rounds < ROUNDS) {
        int fd = open_file(NAME);
        bool is_holder = file_lock_take(fd) == 0;
        if (is_holder) {
            unsigned now = ++holders;
            if (now > most_holders)
                most_holders = now;
            file_lock_close(open_file(NAME));
            if (rounds++ % 10 == 0)
                losses += !is_locked(NAME);
            holders--;
            if (rounds % 2 == 0)
                file_lock_drop(fd);
        }
        file_lock_close(fd);
        if (!is_holder)
            wait_for_holder();
    }
    return NULL;
}

START_TEST(threads_exclude_each_other)
{
    int before = folder_descriptors();
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(thread_start(&threads[i], contend, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(most_holders, 1);
    ck_assert_uint_eq(losses, 0);
    ck_assert(!is_locked(NAME));
    ck_assert_int_eq(folder_descriptors(), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file lock");
    TCase *locks = tcase_create("locks");

    tcase_add_checked_fixture(locks, set_up, tear_down);
    tcase_add_test(locks, one_descriptor_has_it);
    tcase_add_test(locks, other_descriptors_are_closed);
    tcase_add_test(locks, a_drop_and_a_close);
    tcase_add_test(locks, files_count_and_not_names);
    tcase_add_test(locks, another_program_has_it);
    tcase_add_test(locks, what_cannot_be_locked);
    tcase_add_test(locks, threads_exclude_each_other);
    suite_add_tcase(suite, locks);
    return check_main(suite);
}
