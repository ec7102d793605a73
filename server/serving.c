/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* serving.c - see serving.h.
 *
 * The line "listening on" comes last, when clients can be served.
 */
#include <config.h>

#include "server/serving.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "server/base/identity.h"
#include "server/base/signals.h"
#include "server/base/terminal.h"
#include "server/base/thread.h"
#include "server/listening.h"
#include "server/mail/aftermath.h"
#include "server/mail/mail_folder.h"
#include "server/mail/watch.h"

/* Interval of checks of the folder: dotlocks must be refreshed at least once a minute. */
#define WATCH_MS 5000

/* How long the shutdown waits for the other threads, after the loop has waited for the store. */
#define LAST_WAIT_MS 1000

/* --- starting -------------------------------------------------------------------------------- */

static void note_repair(void *context, const char *file_name, enum recovery_outcome outcome,
                        uint64_t cut_bytes)
{
    const struct serving *serving = context;
    const struct event_repaired repaired = {file_name, outcome, cut_bytes, errno};

    events_tell(&serving->resources->outputs.events,
                &(struct event){.kind = EVENT_REPAIRED, .repaired = repaired});
}

static void note_move(void *context, const char *path, bool is_in_place)
{
    struct serving *serving = context;

    event_log_move(&serving->resources->outputs.event_log, path, is_in_place);
}

void serving_block_signals(struct serving *serving)
{
    serving->ends_with_terminal = terminal_counts();
    signals_block();
}

static int start_outputs(struct serving *serving)
{
    const struct options *options = serving->resources->options;
    struct outputs *outputs = &serving->resources->outputs;

    if (outputs_start(outputs) != 0)
        return -1;
    goal_init(&serving->goal, options->exit_after, options->exit_within_ms);
    events_subscribe(&outputs->events, goal_subscriber(&serving->goal));
    return 0;
}

static int start_store(struct serving *serving)
{
    struct resources *resources = serving->resources;
    const struct group_place place = {
        .directory_fd = resources->directory_fd,
        .journal = resources->journal,
        .repaired = note_repair,
        .repaired_context = serving,
    };
    const struct watch_config watch = {
        .directory_fd = resources->directory_fd,
        .path = resources->options->directory,
        .interval_ms = WATCH_MS,
        .moved = note_move,
        .context = serving,
    };

    event_log_past(&resources->outputs.event_log, journal_past(resources->journal),
                   resources->was_killed);
    aftermath_settle(&place, resources->inputs.users);
    serving->spool = spool_new(resources->directory_fd, resources->options->max_spool);
    if (serving->spool == NULL)
        return thread_complain(_("the spool"));
    serving->store = store_new(&place, RESOURCES_WORKERS);
    if (serving->store == NULL)
        return thread_complain(_("the store of messages"));
    serving->watch = watch_new(&watch);
    if (serving->watch == NULL)
        return thread_complain(_("the watch on the mailbox folder"));
    if (accounts_start(&resources->inputs.accounts, resources->options) != 0)
        return thread_complain(_("the check of passwords"));
    return 0;
}

static int start_reload(struct serving *serving)
{
    struct resources *resources = serving->resources;
    const struct options *options = resources->options;
    struct inputs *inputs = &resources->inputs;

    serving->others = (struct reload_others){
        .source = &options->tls,
        .credentials = inputs->certificate.credentials,
        .passwords = options->auth_file,
        .authority = options->auth_file != NULL ? inputs->accounts.authority : NULL,
    };
    serving->reload =
        reload_new(&inputs->users_file, inputs->users, &serving->others, resources->outputs.log);
    if (serving->reload == NULL)
        return thread_complain(_("the reload of the users file"));
    inputs->users = NULL;
    return 0;
}

int serving_start(struct serving *serving)
{
    return start_outputs(serving) == 0 && start_store(serving) == 0 &&
                   inputs_create_mailboxes(&serving->resources->inputs) == 0 &&
                   start_reload(serving) == 0 && outputs_settle(&serving->resources->outputs) == 0
               ? 0
               : -1;
}

/* --- ending ---------------------------------------------------------------------------------- */

/* Exits although threads wait for the disk.  The folder stays locked until the kernel has ended
 * them; the listeners are closed now, so that clients need not wait that long. */
static _Noreturn void leave(struct serving *serving, int status)
{
    listener_close(&serving->resources->listeners);
    outputs_flush(&serving->resources->outputs);
    _exit(status);
}

/* Ends the threads other than those of the store and the spool.  Returns false if the disk blocks
 * one until DEADLINE_MS. */
static bool finish_threads(struct serving *serving, int64_t deadline_ms)
{
    if (serving->reload != NULL && !reload_finish(serving->reload, deadline_ms))
        return false;
    serving->reload = NULL;
    if (serving->watch != NULL && !watch_finish(serving->watch, deadline_ms))
        return false;
    serving->watch = NULL;
    return true;
}

static bool leave_folder(struct resources *resources, int64_t deadline_ms)
{
    if (!mail_folder_leave(resources->directory_fd, resources->journal, deadline_ms))
        return false;
    resources->journal = NULL;
    return true;
}

static int exit_status(struct serving *serving)
{
    if (verdict_output_has_error(&serving->resources->outputs.verdict_output))
        goal_blame_client(&serving->goal);
    return goal_status(&serving->goal);
}

void serving_end(struct serving *serving)
{
    listener_close(&serving->resources->listeners);
    (void)finish_threads(serving, DEADLINE_NEVER);
    if (serving->store != NULL) {
        (void)store_finish(serving->store, DEADLINE_NEVER);
        store_free(serving->store);
    }
    if (serving->spool != NULL) {
        (void)spool_finish(serving->spool, DEADLINE_NEVER);
        spool_free(serving->spool);
    }
}

/* --- running --------------------------------------------------------------------------------- */

static void warn(void *log, const char *line)
{
    log_event(log, LOG_LEVEL_WARNING, 0, "%s", line);
}

static void announce(struct serving *serving, const struct users *users)
{
    struct resources *resources = serving->resources;
    const struct options *options = resources->options;
    struct log *log = resources->outputs.log;

    if (identity_is_root())
        warn(log, _("the server runs as root: --user=NAME gives root up once the sockets are "
                    "open"));
    inputs_warn(&resources->inputs, users, warn, log);
    if (resources->connections_max < options->max_connections)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("limited to %u connections instead of %u: the open file limit is %llu; raise "
                    "it (ulimit -n)"),
                  resources->connections_max, options->max_connections, resources->descriptors);
    certificate_announce(&resources->inputs.certificate, log);
    listening_announce(&resources->listeners, options, &resources->outputs.events, log,
                       outputs_lines(options));
}

static void report_end(struct log *log, int status)
{
    if (status == 0)
        log_event(log, LOG_LEVEL_NOTICE, 0, _("stopped"));
    else
        log_event(log, LOG_LEVEL_ERROR, 0, _("fatal: %s"), strerror(errno));
}

int serving_run(struct serving *serving)
{
    struct resources *resources = serving->resources;
    const struct options *options = resources->options;
    const struct accounts *accounts = &resources->inputs.accounts;
    struct outputs *outputs = &resources->outputs;
    struct conversation_service service = {
        .session =
            {
                .dialect = &options->dialect,
                .hostname = options->hostname,
                .users = reload_take(serving->reload),
                .message_size_max = options->message_size_max,
                .catch_all = resources->inputs.users_file.catch_all,
                .mechanisms =
                    accounts->authority != NULL ? authority_mechanisms(accounts->authority) : 0,
                .faults = resources->faults,
            },
        .spool = serving->spool,
        .store = serving->store,
        .credentials = resources->inputs.certificate.credentials,
        .authority = accounts->authority,
        .events = &outputs->events,
        .keeps_headings = outputs->feed != NULL,
        .verdicts = outputs->verdict_output.verdicts,
        .timeout_ms = (int64_t)options->timeout_s * 1000,
    };
    enum loop_end end;
    struct loop_config config = {
        .service = &service,
        .event_log = &outputs->event_log,
        .manager = &resources->manager,
        .listeners = resources->listeners.all,
        .listener_count = resources->listeners.count,
        .connections_max = resources->connections_max,
        .max_per_source = options->max_per_source,
        .reload = serving->reload,
        .goal = &serving->goal,
        .ends_with_terminal = serving->ends_with_terminal,
    };

    announce(serving, service.session.users);
    int status = loop_run(&config, &end);
    report_end(outputs->log, status);
    int64_t deadline_ms = monotonic_ms() + LAST_WAIT_MS;
    if (end != LOOP_SETTLED || !finish_threads(serving, deadline_ms) ||
        !leave_folder(resources, deadline_ms))
        leave(serving, status == 0 && end != LOOP_UNDECIDED ? exit_status(serving) : EXIT_FAILURE);
    return status == 0 ? exit_status(serving) : EXIT_FAILURE;
}
