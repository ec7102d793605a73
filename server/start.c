/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* start.c - see start.h.
 *
 * The order matters.  Read the users, open and lock the folder, examine the mailboxes and the
 * certificate, listen: each of these can fail, and none leaves anything behind.  Only then are
 * files created.  The line "listening on" comes last, when clients can be served.
 */
#include <config.h>

#include "server/start.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "server/accounts.h"
#include "server/base/descriptors.h"
#include "server/base/signals.h"
#include "server/base/terminal.h"
#include "server/base/thread.h"
#include "server/certificate.h"
#include "server/check.h"
#include "server/listening.h"
#include "server/mail/aftermath.h"
#include "server/mail/lock.h"
#include "server/mail/mail_folder.h"
#include "server/mail/watch.h"
#include "server/net/loop.h"
#include "server/options_faults.h"
#include "server/outputs.h"
#include "server/users/users_file.h"

/* Number of threads that write mailboxes.  They wait for the disk, which syncs many files at
 * once. */
#define WORKERS 24

/* Interval of checks of the folder: dotlocks must be refreshed at least once a minute. */
#define WATCH_MS 5000

/* How long the shutdown waits for the other threads, after the loop has waited for the store. */
#define LAST_WAIT_MS 200

/* Descriptors besides clients and listeners: standard streams, folder, users file, intents, spool,
 * store, clients that are turned away, and three for each worker. */
#define OTHER_DESCRIPTORS (128 + 3 * WORKERS)

struct start {
    const struct options *options;
    struct users_file users_file;
    struct users *users; /* owned until reload takes it */
    struct certificate certificate;
    struct accounts accounts;
    struct faults *faults; /* NULL: none */
    struct reload_others others;
    int directory_fd; /* open and locked while the server runs */
    struct listener_set listeners;
    struct outputs outputs;
    bool was_killed; /* the previous server of the folder was killed */
    struct journal *journal;
    struct spool *spool;
    struct store *store;
    struct watch *watch;
    struct reload *reload;
    bool ends_with_terminal; /* of loop_config */
    struct goal goal;
};

static int read_users(struct start *start)
{
    char error[USERS_FILE_ERROR_MAX];

    start->users_file.path = start->options->users_file;
    if (start->options->catch_all[0] != '\0')
        start->users_file.catch_all = start->options->catch_all;
    start->users = users_file_read(&start->users_file, error, sizeof error);
    if (start->users != NULL)
        return 0;
    program_complain("%s", error);
    return -1;
}

static int examine_certificate(struct start *start)
{
    return certificate_examine(&start->certificate, start->options);
}

static int make_certificate(struct start *start)
{
    return certificate_make(&start->certificate);
}

static int open_folder(struct start *start)
{
    start->directory_fd = mail_folder_open(start->options->directory);
    return start->directory_fd >= 0 ? 0 : -1;
}

static int lock_folder(const struct start *start)
{
    return mail_folder_lock(start->options->directory, start->directory_fd);
}

static int examine_mailboxes(struct start *start)
{
    char error[USERS_FILE_ERROR_MAX];

    start->users_file.directory_fd = start->directory_fd;
    if (users_file_examine(&start->users_file, start->users, error, sizeof error) == 0)
        return 0;
    program_complain("%s", error);
    return -1;
}

static int create_mailboxes(const struct start *start)
{
    char error[USERS_FILE_ERROR_MAX];

    if (users_file_create(&start->users_file, start->users, error, sizeof error) == 0)
        return 0;
    program_complain("%s", error);
    return -1;
}

/* Returns the maximum number of connections: the loop must turn clients away before accept()
 * fails. */
static unsigned allow_connections(const struct start *start)
{
    unsigned wanted = start->options->max_connections;
    unsigned others = OTHER_DESCRIPTORS + (unsigned)start->listeners.count;
    unsigned long long limit;
    unsigned allowed = descriptors_allow(wanted, others, &limit);

    if (allowed < wanted)
        log_event(start->outputs.log, LOG_LEVEL_WARNING, 0,
                  _("limited to %u connections instead of %u: the open file limit is %llu; raise "
                    "it (ulimit -n)"),
                  allowed, wanted, limit);
    return allowed;
}

/* Exits although threads wait for the disk.  The folder stays locked until the kernel has ended
 * them; the listeners are closed now, so that clients need not wait that long. */
static _Noreturn void leave(struct start *start, int status)
{
    listener_close(&start->listeners);
    outputs_flush(&start->outputs);
    _exit(status);
}

/* Ends the threads other than those of the store and the spool.  Returns false if the disk blocks
 * one until DEADLINE_MS. */
static bool finish_threads(struct start *start, int64_t deadline_ms)
{
    if (start->reload != NULL && !reload_finish(start->reload, deadline_ms))
        return false;
    start->reload = NULL;
    if (start->watch != NULL && !watch_finish(start->watch, deadline_ms))
        return false;
    start->watch = NULL;
    return true;
}

static bool leave_folder(struct start *start, int64_t deadline_ms)
{
    if (start->journal != NULL &&
        !mail_folder_leave(start->directory_fd, start->journal, deadline_ms))
        return false;
    start->journal = NULL;
    return true;
}

static int exit_status(struct start *start)
{
    if (reporting_has_error(&start->outputs.reporting))
        goal_blame_client(&start->goal);
    return goal_status(&start->goal);
}

/* Returns the exit status. */
static int run(struct start *start)
{
    const struct options *options = start->options;
    struct conversation_service service = {
        .session =
            {
                .dialect = &options->dialect,
                .hostname = options->hostname,
                .users = reload_take(start->reload),
                .message_size_max = options->message_size_max,
                .catch_all = start->users_file.catch_all,
                .mechanisms = start->accounts.authority != NULL
                                  ? authority_mechanisms(start->accounts.authority)
                                  : 0,
                .faults = start->faults,
            },
        .spool = start->spool,
        .store = start->store,
        .credentials = start->certificate.credentials,
        .authority = start->accounts.authority,
        .events = &start->outputs.events,
        .keeps_headings = start->outputs.feed != NULL,
        .verdicts = start->outputs.reporting.verdicts,
        .timeout_ms = (int64_t)options->timeout_s * 1000,
    };
    enum loop_end end;
    struct loop_config config = {
        .service = &service,
        .report = &start->outputs.report,
        .listeners = start->listeners.all,
        .listener_count = start->listeners.count,
        .connections_max = allow_connections(start),
        .max_per_source = options->max_per_source,
        .reload = start->reload,
        .goal = &start->goal,
        .ends_with_terminal = start->ends_with_terminal,
    };

    certificate_announce(&start->certificate, start->outputs.log);
    listening_announce(&start->listeners, &start->outputs.events, start->outputs.log,
                       outputs_lines(options));
    int status = loop_run(&config, &end);
    if (status == 0)
        log_event(start->outputs.log, LOG_LEVEL_NOTICE, 0, _("stopped"));
    else
        log_event(start->outputs.log, LOG_LEVEL_ERROR, 0, _("fatal: %s"), strerror(errno));
    int64_t deadline_ms = monotonic_ms() + LAST_WAIT_MS;
    if (end != LOOP_SETTLED || !finish_threads(start, deadline_ms) ||
        !leave_folder(start, deadline_ms))
        leave(start, status == 0 && end != LOOP_UNDECIDED ? exit_status(start) : EXIT_FAILURE);
    return status == 0 ? exit_status(start) : EXIT_FAILURE;
}

/* Creates the server's own files in the folder. */
static int prepare_folder(struct start *start)
{
    start->was_killed = lock_server(start->directory_fd) != 0;
    start->journal = mail_folder_prepare(start->options->directory, start->directory_fd);
    return start->journal != NULL ? 0 : -1;
}

static void note_repair(void *context, const char *file_name, enum recovery_outcome outcome,
                        uint64_t cut_bytes)
{
    const struct start *start = context;
    const struct event_repaired repaired = {file_name, outcome, cut_bytes, errno};

    events_tell(&start->outputs.events,
                &(struct event){.kind = EVENT_REPAIRED, .repaired = repaired});
}

static void note_move(void *context, const char *path, bool is_in_place)
{
    struct start *start = context;

    report_move(&start->outputs.report, path, is_in_place);
}

/* Blocks the signals for the loop, before any thread starts. */
static int start_outputs(struct start *start)
{
    start->ends_with_terminal = terminal_counts();
    signals_block();
    if (outputs_start(&start->outputs) != 0)
        return -1;
    goal_init(&start->goal, start->options->exit_after, start->options->exit_within_ms);
    events_subscribe(&start->outputs.events, goal_subscriber(&start->goal));
    return 0;
}

static int start_store(struct start *start)
{
    const struct group_place place = {
        .directory_fd = start->directory_fd,
        .journal = start->journal,
        .repaired = note_repair,
        .repaired_context = start,
    };
    const struct watch_config watch = {
        .directory_fd = start->directory_fd,
        .path = start->options->directory,
        .interval_ms = WATCH_MS,
        .moved = note_move,
        .context = start,
    };

    report_past(&start->outputs.report, journal_past(start->journal), start->was_killed);
    aftermath_settle(&place, start->users);
    start->spool = spool_new(start->directory_fd, start->options->max_spool);
    if (start->spool != NULL)
        start->store = store_new(&place, WORKERS);
    if (start->store != NULL)
        start->watch = watch_new(&watch);
    if (start->watch != NULL && accounts_start(&start->accounts, start->options) == 0)
        return 0;
    return thread_complain();
}

static int start_reload(struct start *start)
{
    char doubt[USERS_FILE_ERROR_MAX];

    users_file_doubt(&start->users_file, start->users, doubt, sizeof doubt);
    start->others = (struct reload_others){
        .source = &start->options->tls,
        .credentials = start->certificate.credentials,
        .passwords = start->options->auth_file,
        .authority = start->options->auth_file != NULL ? start->accounts.authority : NULL,
    };
    start->reload =
        reload_new(&start->users_file, start->users, &start->others, start->outputs.log);
    if (start->reload == NULL)
        return thread_complain();
    start->users = NULL;
    if (doubt[0] != '\0')
        log_event(start->outputs.log, LOG_LEVEL_WARNING, 0, "%s", doubt);
    return 0;
}

/* The folder is closed, and so unlocked, last: until then no other server may write there. */
static void release(struct start *start)
{
    listener_close(&start->listeners);
    (void)finish_threads(start, DEADLINE_NEVER);
    if (start->store != NULL) {
        (void)store_finish(start->store, DEADLINE_NEVER);
        store_free(start->store);
    }
    if (start->spool != NULL) {
        (void)spool_finish(start->spool, DEADLINE_NEVER);
        spool_free(start->spool);
    }
    (void)leave_folder(start, DEADLINE_NEVER);
    accounts_release(&start->accounts);
    outputs_close(&start->outputs);
    faults_free(start->faults);
    if (start->users != NULL)
        users_free(start->users);
    credentials_free(start->certificate.credentials);
    if (start->directory_fd >= 0)
        close(start->directory_fd);
}

int start_serve(const struct options *options)
{
    struct start start = {.options = options, .directory_fd = -1};

    /* A failed write must return an error, not end the program. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    umask(077);
    int status = EXIT_FAILURE;
    if (read_users(&start) == 0 && open_folder(&start) == 0 && lock_folder(&start) == 0 &&
        examine_mailboxes(&start) == 0 && examine_certificate(&start) == 0 &&
        accounts_read(&start.accounts, options) == 0 &&
        options_make_faults(options, &start.faults) == 0 &&
        listening_open(&start.listeners, options) == 0 &&
        outputs_open(&start.outputs, options) == 0 && prepare_folder(&start) == 0 &&
        make_certificate(&start) == 0 && start_outputs(&start) == 0 && start_store(&start) == 0 &&
        create_mailboxes(&start) == 0 && start_reload(&start) == 0)
        status = run(&start);
    release(&start);
    return status;
}

static void complain_of_doubt(const struct start *start)
{
    char doubt[USERS_FILE_ERROR_MAX];

    users_file_doubt(&start->users_file, start->users, doubt, sizeof doubt);
    if (doubt[0] != '\0')
        program_complain("%s", doubt);
}

int start_check(const struct options *options)
{
    struct start start = {.options = options, .directory_fd = -1};
    int status = EXIT_FAILURE;

    if (read_users(&start) == 0 && open_folder(&start) == 0 && examine_mailboxes(&start) == 0 &&
        examine_certificate(&start) == 0 && accounts_read(&start.accounts, options) == 0) {
        check_print(options, start.users, start.certificate.credentials, start.directory_fd);
        complain_of_doubt(&start);
        status = EXIT_SUCCESS;
    }
    release(&start);
    return status;
}
