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
        program_complain(
            _("the user '%s' has the rights of root, which --user should give up: name "
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

/* Since Linux 3.1 a limit of processes is no reason any more (setresuid(2)). */
static const char *remedy_of(int error)
{
    switch (error) {
    case EPERM:
        return _("let the server have the capabilities CAP_SETUID and CAP_SETGID, or start it as "
                 "that user");
    case EINVAL:
        return _("name a user whose ids are known to this container (user_namespaces(7))");
    default:
        return _("free some memory, or start it as that user");
    }
}

/* For calls that anybody may make. */
static const char *remedy_of_denial(void)
{
    return _("allow the server this system call");
}

/* CALL has failed, with errno. */
static int fail(const struct identity *identity, const char *call, const char *remedy)
{
    program_complain(_("cannot become the user '%s': %s: %s; %s"), identity->name, call,
                     strerror(errno), remedy);
    return -1;
}

static int become(const struct identity *identity)
{
    const uid_t user = identity->user;
    const gid_t group = identity->group;

    if (setgroups(0, NULL) != 0)
        return fail(identity, "setgroups", remedy_of(errno));
    if (setresgid(group, group, group) != 0)
        return fail(identity, "setresgid", remedy_of(errno));
    if (setresuid(user, user, user) != 0)
        return fail(identity, "setresuid", remedy_of(errno));
    return 0;
}

/* A filter of system calls may forbid to set what is not there anyway. */
static int drop_capabilities(const struct identity *identity)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
    static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

    if (syscall(SYS_capget, &header, data) != 0)
        return fail(identity, "capget", remedy_of_denial());
    if (memcmp(data, none, sizeof none) != 0 && syscall(SYS_capset, &header, none) != 0)
        return fail(identity, "capset", remedy_of_denial());
    return 0;
}

/* --- making sure ----------------------------------------------------------------------------- */

/* Looks for the group of root among the supplementary ones.  Returns -1 with errno if they cannot
 * be read. */
static int find_group_of_root(bool *is_found)
{
    int count = getgroups(0, NULL);
    gid_t *groups = count > 0 ? calloc((size_t)count, sizeof *groups) : NULL;

    *is_found = false;
    if (count > 0)
        count = groups != NULL ? getgroups(count, groups) : -1;
    for (int i = 0; i < count; i++)
        *is_found |= groups[i] == 0;
    free(groups);
    return count < 0 ? -1 : 0;
}

/* Tries, since a mistake here would be an invisible one. */
static bool can_regain_root(void)
{
    return setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0 || setegid(0) == 0 ||
           have_root(user_ids()) || have_root(group_ids());
}

/* Whether the process is that user and nothing more.  One that was not root keeps its groups, but
 * for that of root. */
static int make_sure(const struct identity *identity, bool was_root)
{
    bool has_group;

    if (find_group_of_root(&has_group) != 0)
        return fail(identity, "getgroups", errno == ENOMEM ? remedy_of(errno) : remedy_of_denial());
    if (!can_regain_root() && !has_group && are_all(user_ids(), identity->user) &&
        (!was_root || (are_all(group_ids(), identity->group) && getgroups(0, NULL) == 0)))
        return 0;
    program_complain(_("as the user '%s' this process could still have rights of root: start it as "
                       "that user, without further groups and capabilities"),
                     identity->name);
    return -1;
}

int identity_assume(const struct identity *identity)
{
    bool was_root = identity_is_root();

    if (identity->name == NULL)
        return 0;
    if ((was_root && become(identity) != 0) || drop_capabilities(identity) != 0 ||
        make_sure(identity, was_root) != 0)
        return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail(identity, "prctl", remedy_of_denial());
    /* The change may have let the kernel dump core again (suid_dumpable in proc(5)). */
    if (was_root)
        program_forbid_core();
    return 0;
}
