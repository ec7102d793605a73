/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mail_folder.c - see mail_folder.h. */
#include <config.h>

#include "server/mail/mail_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/file_lock.h"
#include "server/base/thread.h"
#include "server/mail/lock.h"

static const char *remedy_of(int error)
{
    switch (error) {
    case ENOENT:
        return _("create it or choose another with --directory");
    case EACCES:
    case EROFS:
        return _("make it writable by the user that the server runs as (--user), or choose another "
                 "with --directory");
    case ENOSPC:
    case EDQUOT:
        return _("free some space or choose another with --directory");
    case EFBIG:
        return _("raise the file size limit (ulimit -f)");
    default:
        return _("choose another with --directory");
    }
}

/* Dotlocks are created in the folder, so it must be writable even if all mailboxes exist. */
int mail_folder_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && faccessat(fd, ".", R_OK | W_OK | X_OK, AT_EACCESS) == 0)
        return fd;
    program_complain(_("cannot use the folder '%s': %s; %s"), path, strerror(errno),
                     remedy_of(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

int mail_folder_lock(const char *path, int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    int error = errno;
    pid_t server = error == EWOULDBLOCK ? lock_server(fd) : 0;
    errno = error;
    if (server > 0)
        program_complain(
            _("the folder '%s' is already served by another smtpd-proto (process %ld); "
              "stop it or choose another with --directory"),
            path, (long)server);
    else if (error == EWOULDBLOCK)
        program_complain(
            _("the folder '%s' is locked by another program, perhaps a smtpd-proto that "
              "is stopping; try again or choose another with --directory"),
            path);
    else
        program_complain(_("cannot lock the folder '%s': %s; choose another with --directory"),
                         path, strerror(errno));
    return -1;
}

static void complain_of_file(const char *path, const char *name)
{
    program_complain(_("cannot write '%s' in the folder '%s': %s; %s"), name, path, strerror(errno),
                     remedy_of(errno));
}

static int start_locks(const char *path, int fd)
{
    switch (lock_start(fd)) {
    case LOCK_START_OK:
        return 0;
    case LOCK_START_OCCUPIED:
        program_complain(_("'%s' in the folder '%s' cannot be replaced: %s; remove it or choose "
                           "another folder with --directory"),
                         lock_owner_name(), path, strerror(errno));
        break;
    case LOCK_START_NO_LOCKS:
        program_complain(_("files in the folder '%s' cannot be locked (%s): %s; choose a folder "
                           "on another file system with --directory"),
                         path, file_lock_command(), strerror(errno));
        break;
    case LOCK_START_ERROR:
        complain_of_file(path, lock_owner_name());
        break;
    }
    return -1;
}

static void complain_of_intents(const char *path)
{
    switch (errno) {
    case EINVAL:
        program_complain(_("'%s' in the folder '%s' is not a file of this server; remove it or "
                           "choose another folder with --directory"),
                         journal_file_name(), path);
        break;
    case ENOTSUP:
        program_complain(_("the folder '%s' cannot be synced (fsync): its file system does not "
                           "support that; choose a folder on another file system with --directory"),
                         path);
        break;
    default:
        complain_of_file(path, journal_file_name());
    }
}

struct journal *mail_folder_prepare(const char *path, int fd)
{
    struct journal *journal;

    if (start_locks(path, fd) != 0)
        return NULL;
    journal = journal_open(fd);
    if (journal == NULL) {
        complain_of_intents(path);
        lock_end(fd);
    }
    return journal;
}

/* Work for a thread, since removing a file blocks if the disk hangs. */
struct leaving {
    int fd;
    struct journal *journal;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool has_ended;
};

/* Removes the intents after the file of the locks: without them, that file would look as if the
 * server had been killed. */
static void *leave(void *context)
{
    struct leaving *leaving = context;

    lock_end(leaving->fd);
    journal_close(leaving->journal);
    pthread_mutex_lock(&leaving->mutex);
    leaving->has_ended = true;
    pthread_cond_broadcast(&leaving->changed);
    pthread_mutex_unlock(&leaving->mutex);
    return NULL;
}

static bool wait_for(struct leaving *leaving, int64_t deadline_ms)
{
    pthread_mutex_lock(&leaving->mutex);
    while (!leaving->has_ended && thread_wait(&leaving->changed, &leaving->mutex, deadline_ms))
        continue;
    bool has_ended = leaving->has_ended;
    pthread_mutex_unlock(&leaving->mutex);
    return has_ended;
}

/* If no thread can be started, does it here, however long it takes. */
bool mail_folder_leave(int fd, struct journal *journal, int64_t deadline_ms)
{
    static struct leaving leaving;
    pthread_t thread;

    leaving = (struct leaving){.fd = fd, .journal = journal};
    pthread_mutex_init(&leaving.mutex, NULL);
    thread_condition_init(&leaving.changed);
    if (thread_start(&thread, leave, &leaving) != 0) {
        leave(&leaving);
        return true;
    }
    if (!wait_for(&leaving, deadline_ms))
        return false;
    pthread_join(thread, NULL);
    return true;
}
