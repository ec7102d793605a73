/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.c - see identity.h.
 *
 * The order matters: groups first, since only root may change them; then the user, whom the kernel
 * makes part with capabilities, unless it was asked to keep them; then those that are left.
 */
#include <config.h>

#include "server/base/identity.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"

/* Room for an entry of the database of users, its strings included; it grows up to the maximum. */
#define ENTRY_BYTES     1024
#define ENTRY_BYTES_MAX (1 << 20)

/* Ids of the process, of users or of groups. */
struct ids {
    unsigned real, effective, saved;
};

static struct ids user_ids(void)
{
    uid_t real, effective, saved;

    (void)getresuid(&real, &effective, &saved);
    return (struct ids){real, effective, saved};
}

static struct ids group_ids(void)
{
    gid_t real, effective, saved;

    (void)getresgid(&real, &effective, &saved);
    return (struct ids){real, effective, saved};
}

static bool are_all(struct ids ids, unsigned id)
{
    return ids.real == id && ids.effective == id && ids.saved == id;
}

static bool have_root(struct ids ids)
{
    return ids.real == 0 || ids.effective == 0 || ids.saved == 0;
}

bool identity_is_root(void)
{
    return geteuid() == 0;
}

/* --- looking up ------------------------------------------------------------------------------ */

/* Fills in IDENTITY.  Returns 0 or an error number; ENOENT: there is no such user. */
static int look_up(struct identity *identity)
{
    struct passwd entry, *found = NULL;
    int error = ERANGE;

    for (size_t size = ENTRY_BYTES; error == ERANGE && size <= ENTRY_BYTES_MAX; size *= 2) {
        char *strings = malloc(size);
        if (strings == NULL)
            return ENOMEM;
        error = getpwnam_r(identity->name, &entry, strings, size, &found);
        if (found != NULL) {
            identity->user = found->pw_uid;
            identity->group = found->pw_gid;
        }
        free(strings);
    }
    return error == 0 && found == NULL ? ENOENT : error;
}

/* The database says in several ways that it has no such user (getpwnam(3)). */
static bool is_absence(int error)
{
    return error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

static int check(const struct identity *identity)
{
    if (identity->user == 0 || identity->group == 0)
        program_complain(_("the user '%s' has rights of root, which --user is to give up: name "
                           "another user"),
                         identity->name);
    else if (!identity_is_root() && !are_all(user_ids(), identity->user))
        program_complain(_("only root can become the user '%s': start the server as root, or as "
                           "that user without --user"),
                         identity->name);
    else
        return 0;
    return -1;
}

int identity_find(struct identity *identity, const char *name)
{
    int error;

    identity->name = name;
    if (name == NULL)
        return 0;
    error = look_up(identity);
    if (error == 0)
        return check(identity);
    if (is_absence(error))
        program_complain(_("there is no user '%s': give --user the name, not the number, of one "
                           "that the system knows (getent passwd)"),
                         name);
    else
        program_complain(_("cannot look up the user '%s': %s; check the name services "
                           "(nsswitch.conf)"),
                         name, strerror(error));
    return -1;
}

/* --- giving up ------------------------------------------------------------------------------- */

static const char *remedy_of(int error)
{
    return error == EAGAIN ? _("raise the limit of processes (ulimit -u)")
                           : _("let the server have the capabilities CAP_SETUID and CAP_SETGID, or "
                               "start it as that user");
}

static int become(const struct identity *identity)
{
    if (setgroups(0, NULL) == 0 &&
        setresgid(identity->group, identity->group, identity->group) == 0 &&
        setresuid(identity->user, identity->user, identity->user) == 0)
        return 0;
    program_complain(_("cannot become the user '%s': %s; %s"), identity->name, strerror(errno),
                     remedy_of(errno));
    return -1;
}

/* A filter of system calls may forbid to set what is not there anyway. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
    static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

    return syscall(SYS_capget, &header, data) == 0 &&
           (memcmp(data, none, sizeof none) == 0 || syscall(SYS_capset, &header, none) == 0);
}

static bool has_group_of_root(void)
{
    int count = getgroups(0, NULL);
    gid_t *groups = count > 0 ? calloc((size_t)count, sizeof *groups) : NULL;
    bool is_found = have_root(group_ids()) || count < 0 || (count > 0 && groups == NULL);

    if (groups != NULL)
        count = getgroups(count, groups);
    for (int i = 0; i < count && groups != NULL; i++)
        is_found |= groups[i] == 0;
    free(groups);
    return is_found;
}

/* Tries, since a mistake here would be an invisible one. */
static bool can_regain_root(void)
{
    return setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0 || setegid(0) == 0 ||
           have_root(user_ids()) || has_group_of_root();
}

int identity_assume(const struct identity *identity)
{
    bool was_root = identity_is_root();

    if (identity->name == NULL)
        return 0;
    if (was_root && become(identity) != 0)
        return -1;
    if (drop_capabilities() && !can_regain_root() && are_all(user_ids(), identity->user) &&
        (!was_root || (are_all(group_ids(), identity->group) && getgroups(0, NULL) == 0)) &&
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        /* The change may have let the kernel dump core again (suid_dumpable in proc(5)). */
        if (was_root)
            program_forbid_core();
        return 0;
    }
    program_complain(_("as the user '%s' this process could still have rights of root: start it as "
                       "that user, without further groups and capabilities"),
                     identity->name);
    return -1;
}
