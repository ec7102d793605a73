/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reload.c - see reload.h.
 *
 * The loop replaces the table only when it takes an outcome, and the thread does not start again
 * before that, so the thread may read the current table without the mutex.
 */
#include <config.h>

#include "server/users/reload.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/thread.h"
#include "server/base/wake.h"

struct reload {
    struct users_file file; /* as at the start */
    struct reload_others others;
    struct log *log;  /* borrowed; used only by the loop */
    struct wake done; /* readable while there is an outcome */
    pthread_t thread;
    atomic_bool is_finishing;
    pthread_mutex_t mutex;  /* guards the fields below */
    pthread_cond_t changed; /* any of it */
    bool is_wanted;
    bool is_reading;       /* the thread reads the file */
    bool has_outcome;      /* what is fresh and the errors belong to the loop then, else to the
                              thread */
    bool has_ended;        /* the thread no longer uses this struct */
    struct users *users;   /* owned; the current table */
    struct users *fresh;   /* owned; NULL: error says why the old table stays */
    struct users *retired; /* owned; for the thread to free */
    struct credentials *fresh_credentials; /* owned; as fresh */
    struct passwords *fresh_passwords;     /* owned; as fresh */
    char credentials_error[PROGRAM_LINE_MAX];
    char passwords_error[PROGRAM_LINE_MAX];
    char error[PROGRAM_LINE_MAX];
};

/* Called by the thread, without the mutex. */
static void read_again(struct reload *reload)
{
    struct users_file file = reload->file;
    struct users *users;

    file.known = reload->users;
    file.is_cancelled = &reload->is_finishing;
    users = users_file_read(&file, reload->error, sizeof reload->error);
    if (users != NULL &&
        (users_file_examine(&file, users, reload->error, sizeof reload->error) != 0 ||
         users_file_create(&file, users, reload->error, sizeof reload->error) != 0)) {
        users_free(users);
        users = NULL;
    }
    reload->fresh = users;
}

/* Called by the thread, without the mutex.  A missing file is not made again: that is done only
 * while the server starts. */
static void read_credentials(struct reload *reload)
{
    if (reload->others.credentials != NULL)
        reload->fresh_credentials =
            credentials_read(reload->others.source, reload->credentials_error);
}

/* Called by the thread, without the mutex. */
static void read_passwords(struct reload *reload)
{
    if (reload->others.authority != NULL)
        reload->fresh_passwords = passwords_read(reload->others.passwords, reload->passwords_error);
}

static void publish(struct reload *reload)
{
    reload->is_reading = false;
    reload->has_outcome = true;
    wake_up(&reload->done);
}

/* Freeing a large table takes long, too. */
static void free_retired(struct reload *reload)
{
    struct users *retired = reload->retired;

    reload->retired = NULL;
    pthread_mutex_unlock(&reload->mutex);
    users_free(retired);
    pthread_mutex_lock(&reload->mutex);
}

static void *run(void *context)
{
    struct reload *reload = context;

    pthread_mutex_lock(&reload->mutex);
    while (!reload->is_finishing) {
        if (reload->retired != NULL) {
            free_retired(reload);
        } else if (reload->is_wanted && !reload->has_outcome) {
            reload->is_wanted = false;
            reload->is_reading = true;
            pthread_mutex_unlock(&reload->mutex);
            read_again(reload);
            read_credentials(reload);
            read_passwords(reload);
            pthread_mutex_lock(&reload->mutex);
            publish(reload);
        } else {
            pthread_cond_wait(&reload->changed, &reload->mutex);
        }
    }
    reload->has_ended = true;
    pthread_cond_signal(&reload->changed);
    pthread_mutex_unlock(&reload->mutex);
    return NULL;
}

/* Frees everything except the current table. */
static void release(struct reload *reload)
{
    wake_close(&reload->done);
    pthread_mutex_destroy(&reload->mutex);
    pthread_cond_destroy(&reload->changed);
    users_free(reload->fresh);
    users_free(reload->retired);
    credentials_free(reload->fresh_credentials);
    passwords_drop(reload->fresh_passwords);
    free(reload);
}

struct reload *reload_new(const struct users_file *file, struct users *users,
                          const struct reload_others *others, struct log *log)
{
    struct reload *reload = calloc(1, sizeof *reload);

    if (reload == NULL)
        return NULL;
    reload->file = *file;
    reload->others = *others;
    reload->log = log;
    reload->users = users;
    pthread_mutex_init(&reload->mutex, NULL);
    thread_condition_init(&reload->changed);
    if (wake_open(&reload->done) == 0 && thread_start(&reload->thread, run, reload) == 0)
        return reload;
    int error = errno;
    release(reload);
    errno = error;
    return NULL;
}

void reload_request(struct reload *reload)
{
    pthread_mutex_lock(&reload->mutex);
    reload->is_wanted = true;
    pthread_cond_signal(&reload->changed);
    pthread_mutex_unlock(&reload->mutex);
}

bool reload_is_pending(struct reload *reload)
{
    pthread_mutex_lock(&reload->mutex);
    bool is_pending = reload->is_wanted || reload->is_reading || reload->has_outcome;
    pthread_mutex_unlock(&reload->mutex);
    return is_pending;
}

int reload_fd(const struct reload *reload)
{
    return reload->done.fd;
}

static void log_warning(void *log, const char *line)
{
    log_event(log, LOG_LEVEL_WARNING, 0, "%s", line);
}

static void log_outcome(const struct reload *reload)
{
    if (reload->fresh == NULL) {
        log_event(reload->log, LOG_LEVEL_ERROR, 0, _("keeping the old users: %s"), reload->error);
        return;
    }
    size_t count = users_count(reload->fresh);
    log_event(reload->log, LOG_LEVEL_NOTICE, 0,
              ngettext("reloaded '%s': %zu mailbox", "reloaded '%s': %zu mailboxes",
                       (unsigned long)count),
              reload->file.path, count);
    users_file_warn(&reload->file, reload->fresh, log_warning, reload->log);
}

/* Those who are connected keep what they have. */
static void take_credentials(struct reload *reload)
{
    char date[CREDENTIALS_DATE_MAX];

    if (reload->others.credentials == NULL)
        return;
    if (reload->fresh_credentials == NULL) {
        log_event(reload->log, LOG_LEVEL_ERROR, 0, _("keeping the old certificate: %s"),
                  reload->credentials_error);
        return;
    }
    credentials_replace(reload->others.credentials, reload->fresh_credentials);
    reload->fresh_credentials = NULL;
    credentials_valid_until(reload->others.credentials, date);
    log_event(reload->log, LOG_LEVEL_NOTICE, 0, _("reloaded '%s': a certificate valid until %s"),
              reload->others.source->certificate, date);
}

/* An exchange under way goes on with what it began with. */
static void take_passwords(struct reload *reload)
{
    if (reload->others.authority == NULL)
        return;
    if (reload->fresh_passwords == NULL) {
        log_event(reload->log, LOG_LEVEL_ERROR, 0, _("keeping the old passwords: %s"),
                  reload->passwords_error);
        return;
    }
    size_t count = passwords_count(reload->fresh_passwords);
    authority_replace(reload->others.authority, reload->fresh_passwords);
    reload->fresh_passwords = NULL;
    log_event(reload->log, LOG_LEVEL_NOTICE, 0,
              ngettext("reloaded '%s': the password of %zu user",
                       "reloaded '%s': the passwords of %zu users", (unsigned long)count),
              reload->others.passwords, count);
}

static void take_outcome(struct reload *reload)
{
    wake_clear(&reload->done);
    log_outcome(reload);
    take_credentials(reload);
    take_passwords(reload);
    if (reload->fresh != NULL) {
        reload->retired = reload->users;
        reload->users = reload->fresh;
        reload->fresh = NULL;
    }
    reload->has_outcome = false;
    pthread_cond_signal(&reload->changed);
}

const struct users *reload_take(struct reload *reload)
{
    pthread_mutex_lock(&reload->mutex);
    if (reload->has_outcome)
        take_outcome(reload);
    const struct users *users = reload->users;
    pthread_mutex_unlock(&reload->mutex);
    return users;
}

bool reload_finish(struct reload *reload, int64_t deadline_ms)
{
    pthread_mutex_lock(&reload->mutex);
    reload->is_finishing = true;
    pthread_cond_signal(&reload->changed);
    while (!reload->has_ended && thread_wait(&reload->changed, &reload->mutex, deadline_ms))
        continue;
    bool has_ended = reload->has_ended;
    pthread_mutex_unlock(&reload->mutex);
    if (!has_ended)
        return false;
    pthread_join(reload->thread, NULL);
    users_free(reload->users);
    release(reload);
    return true;
}
