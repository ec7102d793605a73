/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* landlock.c - see landlock.h.
 *
 * The C library has no functions for these calls, and headers may be older than the kernel, so what
 * they lack is defined here; the numbers are part of the kernel's ABI.
 */
#include <config.h>

#include "server/sandbox/landlock.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/count.h"

#ifdef HAVE_LINUX_LANDLOCK_H

#include <linux/landlock.h>

/* Since ABI 2, 3 and 5. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
/* ABI 4. */
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP    (1ULL << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
/* ABI 6. */
#ifndef LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define LANDLOCK_SCOPE_SIGNAL               (1ULL << 1)
#endif

/* On all architectures. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

/* struct landlock_ruleset_attr of ABI 6.  An older kernel takes it if what it does not know is
 * zero. */
struct ruleset {
    uint64_t files, tcp, scopes;
};

static const struct stage {
    int abi;
    struct ruleset denied; /* what this ABI adds */
    const char *name;      /* for people; NULL: without it nothing is lost */
} stages[] = {
    {1,
     {.files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
               LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
               LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
               LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
               LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
               LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
               LANDLOCK_ACCESS_FS_MAKE_SYM},
     NULL},
    {2, {.files = LANDLOCK_ACCESS_FS_REFER}, NULL}, /* ABI 1 always denies it */
    {3, {.files = LANDLOCK_ACCESS_FS_TRUNCATE}, "truncate"},
    {4, {.tcp = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP}, "TCP"},
    {5, {.files = LANDLOCK_ACCESS_FS_IOCTL_DEV}, "ioctl"},
    {6,
     {.scopes = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL},
     "abstract sockets, signals"},
};

/* Dotlocks are linked within the folder, which needs no LANDLOCK_ACCESS_FS_REFER. */
static const uint64_t allowed[] = {
    [LANDLOCK_READ_FILE] = LANDLOCK_ACCESS_FS_READ_FILE,
    [LANDLOCK_READ] = LANDLOCK_ACCESS_FS_READ_FILE,
    [LANDLOCK_LIST] = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    [LANDLOCK_STORE] = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                       LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_MAKE_REG |
                       LANDLOCK_ACCESS_FS_REMOVE_FILE,
};

static_assert(COUNT(allowed) == LANDLOCK_USES, "rights for each use");

static int find_abi(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static struct ruleset denied_by(int abi)
{
    struct ruleset all = {0};

    for (size_t i = 0; i < COUNT(stages) && stages[i].abi <= abi; i++) {
        all.files |= stages[i].denied.files;
        all.tcp |= stages[i].denied.tcp;
        all.scopes |= stages[i].denied.scopes;
    }
    return all;
}

static int add_rules(int ruleset_fd, uint64_t known, const struct landlock_rule *rules,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct landlock_path_beneath_attr beneath = {
            .allowed_access = allowed[rules[i].use] & known,
            .parent_fd = rules[i].fd,
        };
        if (syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) !=
            0)
            return -1;
    }
    return 0;
}

int landlock_restrict(const struct landlock_rule *rules, size_t count)
{
    int abi = find_abi();

    if (abi < 0)
        return -1;
    const struct ruleset denied = denied_by(abi);
    int ruleset_fd = (int)syscall(SYS_landlock_create_ruleset, &denied, sizeof denied, 0);
    if (ruleset_fd < 0)
        return -1;
    bool is_applied = add_rules(ruleset_fd, denied.files, rules, count) == 0 &&
                      syscall(SYS_landlock_restrict_self, ruleset_fd, 0) == 0;
    int error = errno;
    close(ruleset_fd);
    errno = error;
    return is_applied ? abi : -1;
}

void landlock_lacks(int abi, char *out, size_t size)
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < COUNT(stages) && length < size; i++)
        if (stages[i].abi > abi && stages[i].name != NULL)
            length += (size_t)snprintf(out + length, size - length, "%s%s", length > 0 ? ", " : "",
                                       stages[i].name);
}

#else

int landlock_restrict(const struct landlock_rule *rules, size_t count)
{
    (void)rules, (void)count;
    errno = 0;
    return -1;
}

void landlock_lacks(int abi, char *out, size_t size)
{
    (void)abi, (void)size;
    out[0] = '\0';
}

#endif
