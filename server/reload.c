/* reload.c - see reload.h.
 *
 * The loop replaces the table only when it takes an outcome, and the thread does not begin again
 * before that: so it may look into the table that is served without the mutex.
 */
#include <config.h>

#include "server/reload.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "common/i18n.h"

struct reload {
    const char *path;
    int directory_fd; /* borrowed */
    struct log *log;  /* borrowed; only the loop logs */
    int done_fd;      /* eventfd: readable while there is an outcome */
    pthread_t thread;
    atomic_bool is_finishing;
    pthread_mutex_t mutex;  /* guards what follows */
    pthread_cond_t changed; /* any of it */
    bool is_wanted;
    bool has_outcome;      /* fresh, error and doubt are the loop's then, else the thread's */
    bool has_ended;        /* the thread will touch this struct no more */
    struct users *users;   /* owned; what is served */
    struct users *fresh;   /* owned; NULL: error says why the old table stays */
    struct users *retired; /* owned; for the thread to free */
    char error[USERS_FILE_ERROR_MAX];
    char doubt[USERS_FILE_ERROR_MAX];
};

/* In the thread, without the mutex. */
static void read_again(struct reload *reload)
{
    struct users_file file = {
        .path = reload->path,
        .directory_fd = reload->directory_fd,
        .known = reload->users,
        .is_cancelled = &reload->is_finishing,
    };
    struct users *users = users_file_read(&file, reload->error, sizeof reload->error);

    if (users != NULL &&
        (users_file_examine(&file, users, reload->error, sizeof reload->error) != 0 ||
         users_file_create(&file, users, reload->error, sizeof reload->error) != 0)) {
        users_free(users);
        users = NULL;
    }
    if (users != NULL)
        users_file_doubt(&file, users, reload->doubt, sizeof reload->doubt);
    reload->fresh = users;
}

static void publish(struct reload *reload)
{
    const uint64_t one = 1;

    reload->has_outcome = true;
    if (write(reload->done_fd, &one, sizeof one) != sizeof one)
        assert(errno == EAGAIN); /* the counter is full, so it is readable anyway */
}

/* A large table takes long to free, too. */
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
            pthread_mutex_unlock(&reload->mutex);
            read_again(reload);
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

/* Signals are for the loop's thread. */
static int start_thread(struct reload *reload)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&reload->thread, NULL, run, reload);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Timed waiting is by the monotonic clock. */
static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* All but the table that is served. */
static void release(struct reload *reload)
{
    if (reload->done_fd >= 0)
        close(reload->done_fd);
    pthread_mutex_destroy(&reload->mutex);
    pthread_cond_destroy(&reload->changed);
    users_free(reload->fresh);
    users_free(reload->retired);
    free(reload);
}

struct reload *reload_new(const struct users_file *file, struct users *users, struct log *log)
{
    struct reload *reload = calloc(1, sizeof *reload);

    if (reload == NULL)
        return NULL;
    reload->path = file->path;
    reload->directory_fd = file->directory_fd;
    reload->log = log;
    reload->users = users;
    pthread_mutex_init(&reload->mutex, NULL);
    init_condition(&reload->changed);
    reload->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (reload->done_fd >= 0 && start_thread(reload) == 0)
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

int reload_fd(const struct reload *reload)
{
    return reload->done_fd;
}

static void log_outcome(const struct reload *reload)
{
    if (reload->fresh == NULL) {
        log_event(reload->log, LOG_LEVEL_ERROR, 0, _("the old users stay: %s"), reload->error);
        return;
    }
    size_t count = users_count(reload->fresh);
    log_event(reload->log, LOG_LEVEL_NOTICE, 0,
              ngettext("read '%s' again: %zu mailbox", "read '%s' again: %zu mailboxes",
                       (unsigned long)count),
              reload->path, count);
    if (reload->doubt[0] != '\0')
        log_event(reload->log, LOG_LEVEL_WARNING, 0, "%s", reload->doubt);
}

static void take_outcome(struct reload *reload)
{
    uint64_t count;

    if (read(reload->done_fd, &count, sizeof count) < 0)
        assert(errno == EAGAIN);
    log_outcome(reload);
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

/* With the mutex. */
static void wait_for_end(struct reload *reload, int64_t patience_ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t until_ns = until.tv_nsec + patience_ms % 1000 * 1000000;
    until.tv_sec += (time_t)(patience_ms / 1000 + until_ns / 1000000000);
    until.tv_nsec = (long)(until_ns % 1000000000);
    while (!reload->has_ended &&
           pthread_cond_timedwait(&reload->changed, &reload->mutex, &until) != ETIMEDOUT)
        continue;
}

bool reload_finish(struct reload *reload, int64_t patience_ms)
{
    pthread_mutex_lock(&reload->mutex);
    reload->is_finishing = true;
    pthread_cond_signal(&reload->changed);
    wait_for_end(reload, patience_ms);
    bool has_ended = reload->has_ended;
    pthread_mutex_unlock(&reload->mutex);
    if (!has_ended)
        return false;
    pthread_join(reload->thread, NULL);
    users_free(reload->users);
    release(reload);
    return true;
}
