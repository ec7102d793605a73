/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_landlock.c - what is asked of kernels of each age, which syscall(2) plays here, and what
 * this one then denies. */
#include <config.h>

#include "server/sandbox/landlock.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/* The kernel that is played; ABI 0: the real one. */
static struct {
    int abi;
    int error; /* of the call that fails; 0: none fails */
    long failing;
    uint64_t asked[3]; /* of the rules: files, TCP, scopes */
    unsigned rules;
} kernel;

static long play_ruleset(const uint64_t *asked, size_t size)
{
    if (asked == NULL)
        return kernel.abi;
    ck_assert_uint_eq(size, sizeof kernel.asked);
    memcpy(kernel.asked, asked, size);
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

long __wrap_syscall(long number, ...)
{
    unsigned long values[4];
    va_list arguments;

    va_start(arguments, number);
    for (size_t i = 0; i < COUNT(values); i++)
        values[i] = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (kernel.abi == 0)
        return __real_syscall(number, values[0], values[1], values[2], values[3]);
    if (kernel.error != 0 && number == kernel.failing) {
        errno = kernel.error;
        return -1;
    }
    if (number == SYS_landlock_create_ruleset)
        return play_ruleset((const uint64_t *)values[0], values[1]);
    kernel.rules += number == SYS_landlock_add_rule;
    return 0;
}

/* Rights of linux/landlock.h, by their numbers: a new one is not denied before its kernel knows
 * it. */
static const struct {
    int abi;
    uint64_t files, tcp, scopes;
    const char *lacks;
} ages[] = {
    {1, 0x1fff, 0, 0, "truncate, TCP, ioctl, abstract sockets, signals"},
    {2, 0x3fff, 0, 0, "truncate, TCP, ioctl, abstract sockets, signals"},
    {3, 0x7fff, 0, 0, "TCP, ioctl, abstract sockets, signals"},
    {4, 0x7fff, 3, 0, "ioctl, abstract sockets, signals"},
    {5, 0xffff, 3, 0, "abstract sockets, signals"},
    {6, 0xffff, 3, 3, ""},
    {7, 0xffff, 3, 3, ""},
    {99, 0xffff, 3, 3, ""},
};

static const struct landlock_rule some[] = {{STDIN_FILENO, LANDLOCK_READ},
                                            {STDIN_FILENO, LANDLOCK_STORE}};

START_TEST(each_kernel_is_asked_for_what_it_knows)
{
    char lacks[64];

    kernel.abi = ages[_i].abi;
    kernel.rules = 0;
    ck_assert_int_eq(landlock_restrict(some, COUNT(some)), ages[_i].abi);
    ck_assert_uint_eq(kernel.asked[0], ages[_i].files);
    ck_assert_uint_eq(kernel.asked[1], ages[_i].tcp);
    ck_assert_uint_eq(kernel.asked[2], ages[_i].scopes);
    ck_assert_uint_eq(kernel.rules, COUNT(some));
    landlock_lacks(ages[_i].abi, lacks, sizeof lacks);
    ck_assert_str_eq(lacks, ages[_i].lacks);
    kernel.abi = 0;
}
END_TEST

static const struct {
    long call;
    int error;
} failures[] = {
    {SYS_landlock_create_ruleset, ENOSYS},
    {SYS_landlock_create_ruleset, EOPNOTSUPP},
    {SYS_landlock_add_rule, EBADFD},
    {SYS_landlock_restrict_self, EPERM},
};

START_TEST(a_failure_says_why)
{
    int unused = dup(STDERR_FILENO);

    close(unused);
    kernel.abi = 7;
    kernel.failing = failures[_i].call;
    kernel.error = failures[_i].error;
    ck_assert_int_eq(landlock_restrict(some, COUNT(some)), -1);
    ck_assert_int_eq(errno, failures[_i].error);
    kernel.abi = kernel.error = 0;
    ck_assert_int_eq(dup(STDERR_FILENO), unused);
    close(unused);
}
END_TEST

/* --- this kernel ----------------------------------------------------------------------------- */

static int open_status(int fd, const char *name, int flags)
{
    int opened = openat(fd, name, flags | O_CLOEXEC, 0600);

    return opened >= 0 ? close(opened) : errno;
}

/* In another process, which stays confined.  Returns the first line that is not as expected; 0: all
 * are. */
static int try_folders(const struct folder *store, const struct folder *read)
{
    const struct landlock_rule rules[] = {{store->fd, LANDLOCK_STORE}, {read->fd, LANDLOCK_READ}};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || landlock_restrict(rules, COUNT(rules)) < 1)
        return __LINE__;
    if (open_status(store->fd, "new", O_RDWR | O_CREAT | O_EXCL) != 0)
        return __LINE__;
    if (open_status(store->fd, "new", O_WRONLY | O_TRUNC) != 0)
        return __LINE__;
    if (linkat(store->fd, "new", store->fd, "link", 0) != 0)
        return __LINE__;
    if (unlinkat(store->fd, "link", 0) != 0 || unlinkat(store->fd, "new", 0) != 0)
        return __LINE__;
    int unnamed = open_status(store->fd, ".", O_TMPFILE | O_RDWR);
    if (unnamed != 0 && unnamed != EOPNOTSUPP)
        return __LINE__;
    if (open_status(read->fd, "file", O_RDONLY) != 0)
        return __LINE__;
    if (open_status(read->fd, "file", O_WRONLY) != EACCES)
        return __LINE__;
    if (open_status(read->fd, "new", O_WRONLY | O_CREAT) != EACCES)
        return __LINE__;
    if (open_status(AT_FDCWD, "/etc/passwd", O_RDONLY) != EACCES)
        return __LINE__;
    if (linkat(read->fd, "file", store->fd, "stolen", 0) == 0)
        return __LINE__;
    if (mkdirat(store->fd, "folder", 0700) == 0 || symlinkat("x", store->fd, "link") == 0)
        return __LINE__;
    return 0;
}

START_TEST(folders_are_what_their_rules_say)
{
    struct folder store = folder_new(), read = folder_new();
    int status;

    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1) { /* this kernel has none */
        folder_free(&store);
        folder_free(&read);
        return;
    }
    ck_assert_int_eq(close(openat(read.fd, "file", O_CREAT | O_WRONLY, 0600)), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(try_folders(&store, &read) % 256);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(status == 0, "line %d", WEXITSTATUS(status));
    ck_assert_int_eq(unlinkat(read.fd, "file", 0), 0);
    folder_free(&store);
    folder_free(&read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("landlock");
    TCase *all = tcase_create("landlock");

    tcase_add_loop_test(all, each_kernel_is_asked_for_what_it_knows, 0, CASES(ages));
    tcase_add_loop_test(all, a_failure_says_why, 0, CASES(failures));
    tcase_add_test(all, folders_are_what_their_rules_say);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
