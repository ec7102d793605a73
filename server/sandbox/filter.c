/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.c - see filter.h.
 *
 * Which of several calls is used depends on the C library and the processor, so they stand together
 * as a family; what the processor does not have is left out.  abort(3) may signal its own thread,
 * so that an assertion that fails does not look like SIGSEGV; musl's does it by tkill(2), which has
 * no process to be compared.
 */
#include <config.h>

#include "server/sandbox/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/count.h"

/* Commands are of type int, and only half of their register counts. */
#define INT_MASK UINT32_MAX

/* What makes a clone(2) a thread, and what makes it something else. */
#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define THREAD_MASK                                                                                \
    (THREAD_FLAGS | CLONE_VFORK | CLONE_PARENT | CLONE_PTRACE | CLONE_NEWNS | CLONE_NEWCGROUP |    \
     CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

/* The argument with the flags of clone(2), and what is asked of the arguments of mmap(2), which are
 * in memory on s390, where no filter can look. */
#ifdef __s390__
#define CLONE_FLAGS 1
#define MMAP_MASK   0
#else
#define CLONE_FLAGS 0
#define MMAP_MASK   PROT_EXEC
#endif

/* What the fallbacks of other systems need, where the build has switched them on. */
#define ACCEPTS_WITH_FLAGS (HAVE_ACCEPT4 && HAVE_DECL_SOCK_CLOEXEC && HAVE_DECL_SOCK_NONBLOCK)
#define OPENS_PIPES        (!HAVE_EVENTFD || !HAVE_SIGNALFD)
#if HAVE_DECL_F_OFD_SETLK
#define SETLK      F_OFD_SETLK
#define SETLK_WORD "F_OFD_SETLK"
#else
#define SETLK      F_SETLK
#define SETLK_WORD "F_SETLK"
#endif

/* clang-format off */
static const struct filter_row rows[] = {
    /* Files that are open. */
    {.call = "read", .family = "read"},
    {.call = "readv", .family = "read"},
    {.call = "write", .family = "write"},
    {.call = "writev", .family = "write"},
    {.call = "pread64"},
    {.call = "pwrite64"},
    {.call = "close"},
    {.call = "fsync"},
    {.call = "fdatasync"},
    {.call = "ftruncate", .family = "ftruncate"},
    {.call = "ftruncate64", .family = "ftruncate"},
    {.call = "lseek", .family = "lseek"},
    {.call = "_llseek", .family = "lseek"},
    {.call = "fcntl", .family = "lock", .condition = {1, INT_MASK, SETLK}, .word = SETLK_WORD},
    {.call = "fcntl64", .family = "lock", .condition = {1, INT_MASK, SETLK}, .word = SETLK_WORD},
    {.call = "fcntl", .family = "get", .condition = {1, INT_MASK, F_GETFL}, .word = "F_GETFL"},
    {.call = "fcntl64", .family = "get", .condition = {1, INT_MASK, F_GETFL}, .word = "F_GETFL"},
    {.call = "fcntl", .family = "set", .condition = {1, INT_MASK, F_SETFL}, .word = "F_SETFL"},
    {.call = "fcntl64", .family = "set", .condition = {1, INT_MASK, F_SETFL}, .word = "F_SETFL"},
    {.call = "fstat", .family = "stat"},
    {.call = "fstat64", .family = "stat"},
    {.call = "newfstatat", .family = "stat"},
    {.call = "fstatat64", .family = "stat"},
    {.call = "stat", .family = "stat"},
    {.call = "stat64", .family = "stat"},
    {.call = "lstat", .family = "stat"},
    {.call = "lstat64", .family = "stat"},
    {.call = "statx", .family = "stat"},

    /* Names of files; Landlock decides which. */
    {.call = "openat", .family = "open"},
    {.call = "open", .family = "open"},
    {.call = "unlinkat"},
    {.call = "linkat"},
    {.call = "utimensat", .family = "utimensat"},
    {.call = "utimensat_time64", .family = "utimensat"},
    {.call = "readlink", .family = "readlink"},
    {.call = "readlinkat", .family = "readlink"},
    {.call = "getcwd"},
    {.call = "access", .family = "access"},
    {.call = "faccessat", .family = "access"},
    {.call = "getdents64"},

    /* Clients.  Without an address, a datagram goes where its socket was connected to. */
#if ACCEPTS_WITH_FLAGS
    {.call = "accept4"},
#else
    {.call = "accept"},
#endif
#if !ACCEPTS_WITH_FLAGS || (OPENS_PIPES && !HAVE_PIPE2)
    {.call = "fcntl", .family = "inheritance", .condition = {1, INT_MASK, F_SETFD}, .word = "F_SETFD"},
    {.call = "fcntl64", .family = "inheritance", .condition = {1, INT_MASK, F_SETFD}, .word = "F_SETFD"},
#endif
    {.call = "getsockname"},
    {.call = "shutdown"},
    {.call = "recvfrom", .family = "recv"},
    {.call = "recv", .family = "recv"},
    {.call = "sendto", .family = "send", .condition = {4, UINT64_MAX, 0}, .word = "NULL"},
    {.call = "send", .family = "send"},
    {.call = "poll"},
#if HAVE_PPOLL || !defined SYS_poll /* which the C library then makes of poll(3) */
    {.call = "ppoll", .family = "ppoll"},
    {.call = "ppoll_time64", .family = "ppoll"},
#endif

    /* Threads.  What clone3(2) is asked for is in memory, where no filter can look: without it, the
     * C library calls clone(2). */
    {.call = "clone", .family = "clone", .condition = {CLONE_FLAGS, THREAD_MASK, THREAD_FLAGS}},
    {.call = "clone3", .family = "clone", .error = ENOSYS},
    {.call = "futex", .family = "futex"},
    {.call = "futex_time64", .family = "futex"},
    {.call = "set_robust_list", .family = "start"},
    {.call = "rseq", .family = "start"},
    {.call = "rt_sigaction"},
    {.call = "rt_sigprocmask"},
    {.call = "restart_syscall"},
#if HAVE_EVENTFD
    {.call = "eventfd2"},
#endif
#if HAVE_SIGNALFD
    {.call = "signalfd4"},
#else
    {.call = "rt_sigreturn", .family = "sigreturn"},
    {.call = "sigreturn", .family = "sigreturn"},
#endif
#if OPENS_PIPES && HAVE_PIPE2
    {.call = "pipe2"},
#elif OPENS_PIPES
    {.call = "pipe", .family = "pipe"},
    {.call = "pipe2", .family = "pipe"},
#endif
    {.call = "exit"},
    {.call = "exit_group"},

    /* Memory, never for code. */
    {.call = "brk", .family = "heap"},
    {.call = "mremap", .family = "heap"},
    {.call = "mmap", .family = "mmap", .condition = {2, MMAP_MASK, 0}},
    {.call = "mmap2", .family = "mmap", .condition = {2, PROT_EXEC, 0}},
    {.call = "mprotect", .condition = {2, PROT_EXEC, 0}},
    {.call = "munmap"},
    {.call = "madvise", .family = "advice"},
    {.call = "sysinfo", .family = "advice"}, /* qsort(3) */

    /* Time and the rest; what is cheap is not asked of the kernel on most machines. */
    {.call = "clock_gettime", .family = "time"},
    {.call = "clock_gettime64", .family = "time"},
    {.call = "gettimeofday", .family = "time"},
    {.call = "time", .family = "time"},
    {.call = "clock_nanosleep", .family = "time"},
    {.call = "clock_nanosleep_time64", .family = "time"},
    {.call = "nanosleep", .family = "time"},
    {.call = "getrandom"},
    {.call = "getpid"},
    {.call = "geteuid", .family = "geteuid"},
    {.call = "geteuid32", .family = "geteuid"},
    {.call = "kill", .condition = {1, INT_MASK, 0}, .word = "0"},
#ifdef __GLIBC__
    {.call = "tgkill", .family = "abort", .condition = {2, INT_MASK, SIGABRT}, .word = "SIGABRT", .is_to_self = true},
    {.call = "gettid", .family = "abort"},
#endif
};
/* clang-format on */

const struct filter_row *filter_rows(size_t *count)
{
    *count = COUNT(rows);
    return rows;
}

#ifdef HAVE_SECCOMP

#include <seccomp.h>

/* Whether a call of this NUMBER can be made.  Below zero are names that this processor has no call
 * for; but where it has socketcall(2), which a C library may use for all that concerns sockets,
 * libseccomp makes the right rules of them. */
static bool is_there(int number)
{
#ifdef SYS_socketcall
    return number != __NR_SCMP_ERROR;
#else
    return number >= 0;
#endif
}

static int add_row(scmp_filter_ctx context, const struct filter_row *row)
{
    const struct filter_condition *condition = &row->condition;
    const uint32_t action = row->error != 0 ? SCMP_ACT_ERRNO((uint32_t)row->error) : SCMP_ACT_ALLOW;
    struct scmp_arg_cmp arguments[2];
    unsigned count = 0;
    int number = seccomp_syscall_resolve_name(row->call);

    if (!is_there(number))
        return 0;
    if (condition->mask != 0)
        arguments[count++] =
            SCMP_CMP(condition->argument, SCMP_CMP_MASKED_EQ, condition->mask, condition->value);
    if (row->is_to_self)
        arguments[count++] = SCMP_A0(SCMP_CMP_MASKED_EQ, INT_MASK, (scmp_datum_t)getpid());
    return seccomp_rule_add_array(context, action, number, count, arguments);
}

/* Calls of another architecture (32 bits, x32) are denied too.  The filter does not set
 * no_new_privs, does not slow memory down on old kernels (SSB: no code of others runs here), is
 * searched as a tree, and tells the kernel's errors. */
static int set_attributes(scmp_filter_ctx context)
{
    static const struct {
        enum scmp_filter_attr attribute;
        uint32_t value;
        bool is_needed;
    } attributes[] = {
        {SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM), true},
        {SCMP_FLTATR_CTL_NNP, 0, true},
        {SCMP_FLTATR_CTL_SSB, 1, false},
        {SCMP_FLTATR_CTL_OPTIMIZE, 2, false},
        {SCMP_FLTATR_API_SYSRAWRC, 1, false},
    };

    for (size_t i = 0; i < COUNT(attributes); i++) {
        int status = seccomp_attr_set(context, attributes[i].attribute, attributes[i].value);
        if (status != 0 && attributes[i].is_needed)
            return status;
    }
    return 0;
}

int filter_load(void)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int status = context != NULL ? set_attributes(context) : -ENOMEM;

    for (size_t i = 0; i < COUNT(rows) && status == 0; i++)
        status = add_row(context, &rows[i]);
    if (status == 0)
        status = seccomp_load(context);
    seccomp_release(context);
    errno = -status;
    return status == 0 ? 0 : -1;
}

#else

int filter_load(void)
{
    errno = 0;
    return -1;
}

#endif
