/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_filter.c - what the filter of system calls allows, and how it denies the rest.
 *
 * For tests/e2e/e2e_calls.py, with FILTER_ROWS=1 in the environment it prints the table instead,
 * and with FILTER_ABORT=1 it fails an assertion under the filter. */
#include <config.h>

#include "server/base/file_lock.h"
#include "server/sandbox/filter.h"

#include <assert.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/sandbox/sandbox.h"
#include "tests/support/check_main.h"

#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

/* What the attempts below use, from before the filter is there. */
static int pair[2], file;
static pid_t parent;

static long map(int protection)
{
    void *page = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? -1 : munmap(page, 4096);
}

static void *run_nothing(void *context)
{
    return context;
}

static long try_thread(void)
{
    pthread_t thread;

    errno = pthread_create(&thread, NULL, run_nothing, NULL);
    return errno == 0 ? pthread_join(thread, NULL) : -1;
}

static long try_fork(void)
{
    return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long try_thread_in_namespace(void)
{
    return syscall(SYS_clone,
                   CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWNS,
                   0, 0, 0, 0);
}

static long try_clone3(void)
{
    return syscall(SYS_clone3, NULL, 0);
}

static long try_data(void)
{
    return map(PROT_READ | PROT_WRITE);
}

static long try_code(void)
{
    return map(PROT_READ | PROT_EXEC);
}

static long try_code_later(void)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long try_send(void)
{
    return send(pair[0], "", 1, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

static long try_send_to(void)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX};

    return sendto(pair[0], "", 1, 0, (const struct sockaddr *)&address, sizeof address);
}

static long try_alive(void)
{
    return kill(getpid(), 0);
}

static long try_signal(void)
{
    return kill(getpid(), SIGCONT);
}

#ifdef __GLIBC__
static long try_other_signal(void)
{
    return syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), 0);
}

static long try_abort_elsewhere(void)
{
    return syscall(SYS_tgkill, parent, parent, SIGABRT);
}
#endif

static long try_lock(void)
{
    return file_lock_take(file);
}

static long try_duplicate(void)
{
    return fcntl(file, F_DUPFD, 0);
}

static long try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long try_exec(void)
{
    char *const nothing[] = {NULL};

    return execve("/bin/false", nothing, nothing);
}

static long try_unknown(void)
{
    return syscall(999999);
}

static const struct {
    const char *name;
    long (*make)(void);
    int error;
} attempts[] = {
    {"a thread", try_thread, 0},
    {"a process", try_fork, EPERM},
    {"a thread in a namespace", try_thread_in_namespace, EPERM},
    {"clone3", try_clone3, ENOSYS},
    {"memory for data", try_data, 0},
#ifndef __s390__ /* where the filter cannot see what mmap(2) is asked for */
    {"memory for code", try_code, EPERM},
#endif
    {"data becomes code", try_code_later, EPERM},
    {"send", try_send, 0},
    {"send elsewhere", try_send_to, EPERM},
    {"whether a process is alive", try_alive, 0},
    {"a signal", try_signal, EPERM},
#ifdef __GLIBC__
    {"another signal to this thread", try_other_signal, EPERM},
    {"an abort of another process", try_abort_elsewhere, EPERM},
#endif
    {"a lock", try_lock, 0},
    {"another fcntl", try_duplicate, EPERM},
    {"a socket", try_socket, EPERM},
    {"a program", try_exec, EPERM},
    {"a call that nobody knows", try_unknown, EPERM},
};

/* What another process returns that is not as expected; else an error number of the attempt. */
enum {
    AS_EXPECTED,
    NO_FILTER = 254,
    GOT_THROUGH, /* it should not */
};

/* In another process, which stays confined. */
static void attempt(int number)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || filter_load() != 0)
        _exit(NO_FILTER);
    errno = 0;
    int error = attempts[number].make() == 0 ? 0 : errno;
    if (error == attempts[number].error)
        _exit(AS_EXPECTED);
    _exit(error != 0 ? error : GOT_THROUGH);
}

/* In a process that ends by that. */
static _Noreturn void fail_an_assertion(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || filter_load() != 0)
        _exit(NO_FILTER);
    assert(0 && "this can be seen under the filter");
    abort(); /* in a build without assertions */
}

/* A sanitizer and valgrind make calls of their own. */
static bool is_watched(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

    return SANDBOX_DEFAULT == SANDBOX_OFF ||
           (preloaded != NULL && strstr(preloaded, "vgpreload") != NULL);
}

START_TEST(each_attempt_ends_as_it_should)
{
    int status;

#ifndef HAVE_SECCOMP
    return;
#endif
    if (is_watched())
        return;
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
    file = open("/dev/null", O_RDWR | O_CLOEXEC);
    parent = getpid();
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        attempt(_i);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    close(pair[0]);
    close(pair[1]);
    close(file);
    ck_assert_msg(status == 0, "%s: status %x", attempts[_i].name, (unsigned)status);
}
END_TEST

/* An assertion that fails ends as it would without the filter. */
START_TEST(an_abort_is_seen_as_one)
{
    int status;

#if !defined HAVE_SECCOMP || !defined __GLIBC__
    return;
#endif
    if (is_watched())
        return;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        fail_an_assertion();
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %x",
                  (unsigned)status);
}
END_TEST

/* An unknown call would be left out in silence. */
START_TEST(rows_are_well_formed)
{
    size_t count;
    const struct filter_row *rows = filter_rows(&count);

    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(rows[i].call);
        ck_assert_uint_eq(rows[i].condition.value & ~rows[i].condition.mask, 0);
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(strcmp(rows[i].call, rows[j].call) != 0 ||
                              rows[i].condition.value != rows[j].condition.value,
                          "%s twice", rows[i].call);
    }
}
END_TEST

/* Whether this processor has the call. */
static bool exists(const char *call)
{
#ifdef HAVE_SECCOMP
    return seccomp_syscall_resolve_name(call) >= 0;
#else
    (void)call;
    return true;
#endif
}

static void print_rows(void)
{
    size_t count;
    const struct filter_row *rows = filter_rows(&count);

    for (size_t i = 0; i < count; i++)
        if (exists(rows[i].call))
            printf("%s\t%s\t%s\n", rows[i].call,
                   rows[i].family != NULL ? rows[i].family : rows[i].call,
                   rows[i].word != NULL ? rows[i].word : "");
}

int main(void)
{
    Suite *suite = suite_create("filter");
    TCase *all = tcase_create("filter");

    if (getenv("FILTER_ROWS") != NULL) {
        print_rows();
        return EXIT_SUCCESS;
    }
    if (getenv("FILTER_ABORT") != NULL)
        fail_an_assertion();
    tcase_add_loop_test(all, each_attempt_ends_as_it_should, 0, CASES(attempts));
    tcase_add_test(all, an_abort_is_seen_as_one);
    tcase_add_test(all, rows_are_well_formed);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
