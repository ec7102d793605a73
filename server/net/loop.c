/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* loop.c - see loop.h.
 *
 * Each turn polls the listeners, the other descriptors of the loop, and those of clients.h, in this
 * order.
 */
#include <config.h>

#include "server/net/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/waiting.h"
#include "server/base/readiness.h"
#include "server/base/signals.h"
#include "server/base/terminal.h"
#include "server/net/clients.h"
#include "server/net/reception.h"

/* The store starts with submitted messages when no client is busy, or none is active for REST_NS,
 * or after BEGIN_AFTER_MS: the more messages share a sync, the less each costs, and syncs are
 * faster when the processors are less busy. */
#define REST_NS        100000
#define BEGIN_AFTER_MS 5

/* Time for current messages to finish at a shutdown, and for threads that wait for the disk after
 * that.  Everything ends within ten seconds, including the last events and log lines. */
#define SHUTDOWN_MS 6900
#define SETTLE_MS   200

/* Descriptors of the loop's own, polled after the listeners. */
enum own_descriptor {
    OWN_STORE,
    OWN_SPOOL,
    OWN_RELOAD,
    OWN_AUTHORITY,
    OWN_SIGNALS,
    OWN_DESCRIPTORS,
};

struct loop {
    const struct loop_config *config;
    struct clients *clients;     /* owned */
    struct reception *reception; /* owned */
    int signal_fd;               /* of signals_open() */
    bool is_closed;              /* nobody else is let in */
    struct notice notice;        /* for the service manager */
    bool must_stop;              /* by a signal, or because the terminal was closed */
    int64_t shutdown_ms;         /* when a shutdown ends; DEADLINE_NEVER: none in progress */
};

static struct log *log_of(const struct loop *loop)
{
    return loop->config->event_log->log;
}

static bool is_shutting_down(const struct loop *loop)
{
    return loop->shutdown_ms != DEADLINE_NEVER;
}

static void notify_manager(struct loop *loop, enum readiness state)
{
    if (readiness_notify(loop->config->manager, &loop->notice, state, monotonic_ms()) != 0)
        log_event(log_of(loop), LOG_LEVEL_WARNING, 0,
                  _("cannot notify the service manager (NOTIFY_SOCKET): %s"), strerror(errno));
}

/* A server that stops tells nothing more. */
static void tell_manager(struct loop *loop, enum readiness state)
{
    if (!is_shutting_down(loop))
        notify_manager(loop, state);
}

/* CLIENTS_END: clients_shut_down(), or clients_abort() if they have no time left. */
static void start_shutdown(struct loop *loop, void (*clients_end)(struct clients *, int64_t),
                           int64_t now_ms)
{
    tell_manager(loop, READINESS_STOPPING);
    log_event(log_of(loop), LOG_LEVEL_NOTICE, 0, _("shutting down"));
    loop->shutdown_ms = now_ms + SHUTDOWN_MS;
    authority_stop(loop->config->service->authority);
    clients_end(loop->clients, now_ms);
}

/* Ends the server by its goal, if that is due. */
static void pursue_goal(struct loop *loop, int64_t now_ms)
{
    enum goal_stage stage = goal_look(loop->config->goal, now_ms);

    loop->is_closed = stage != GOAL_IS_AHEAD;
    if (stage == GOAL_IS_OVER || (stage == GOAL_IS_REACHED && clients_count(loop->clients) == 0)) {
        goal_report(loop->config->goal, log_of(loop));
        start_shutdown(loop, clients_abort, now_ms);
    }
}

static void stop_without_terminal(struct loop *loop)
{
    if (!loop->config->ends_with_terminal || loop->must_stop || !terminal_is_closed())
        return;
    log_event(log_of(loop), LOG_LEVEL_NOTICE, 0, _("the terminal was closed"));
    loop->must_stop = true;
}

static void handle_signal(struct loop *loop, int number)
{
    if (number != SIGHUP) {
        loop->must_stop = true;
        return;
    }
    stop_without_terminal(loop);
    if (loop->must_stop)
        return;
    tell_manager(loop, READINESS_RELOADING);
    reload_request(loop->config->reload);
}

static void serve_signals(struct loop *loop)
{
    int number;

    while ((number = signals_take(loop->signal_fd)) != 0)
        handle_signal(loop, number);
}

static struct pollfd *polled_listeners(struct loop *loop)
{
    return clients_polled(loop->clients);
}

static struct pollfd *polled_own(struct loop *loop)
{
    return polled_listeners(loop) + loop->config->listener_count;
}

static bool is_ready(struct loop *loop, enum own_descriptor own)
{
    return polled_own(loop)[own].revents != 0;
}

static void prepare_own(struct loop *loop)
{
    const struct authority *authority = loop->config->service->authority;
    const int fds[OWN_DESCRIPTORS] = {
        [OWN_STORE] = store_fd(loop->config->service->store),
        [OWN_SPOOL] = spool_fd(loop->config->service->spool),
        [OWN_RELOAD] = reload_fd(loop->config->reload),
        [OWN_AUTHORITY] = authority != NULL ? authority_fd(authority) : -1,
        [OWN_SIGNALS] = loop->signal_fd,
    };

    for (size_t i = 0; i < OWN_DESCRIPTORS; i++)
        polled_own(loop)[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
}

/* Time when the number of suppressed log lines is due, a notice again, or the goal. */
static int64_t chores_due_ms(const struct loop *loop)
{
    int64_t sums_ms = deadline_sooner(event_log_due_ms(loop->config->event_log),
                                      reception_due_ms(loop->reception));
    int64_t goal_ms = is_shutting_down(loop) ? loop->shutdown_ms : goal_due_ms(loop->config->goal);

    return deadline_sooner(deadline_sooner(sums_ms, loop->notice.due_ms), goal_ms);
}

/* Fills in what to poll; returns the earliest deadline. */
static int64_t prepare(struct loop *loop, int64_t now_ms)
{
    int64_t opens_ms = is_shutting_down(loop) || loop->is_closed
                           ? DEADLINE_NEVER
                           : reception_opens_ms(loop->reception);
    bool accepting = now_ms >= opens_ms;
    int64_t due_ms = deadline_sooner(clients_prepare(loop->clients, now_ms), chores_due_ms(loop));

    for (size_t i = 0; i < loop->config->listener_count; i++)
        polled_listeners(loop)[i] =
            (struct pollfd){.fd = accepting ? loop->config->listeners[i].fd : -1, .events = POLLIN};
    prepare_own(loop);
    return accepting ? due_ms : deadline_sooner(due_ms, opens_ms);
}

static int poll_for(struct loop *loop, const struct timespec *time)
{
    return waiting_poll(clients_polled(loop->clients), clients_polled_count(loop->clients), time,
                        NULL);
}

/* Polls, and sleeps until an event or DUE_MS if there is nothing to do.  A poll with a timeout
 * queues itself at every descriptor, which is slow, so the first one has none. */
static int wait_until(struct loop *loop, int64_t now_ms, int64_t due_ms)
{
    int64_t rest_ms = due_ms > now_ms ? due_ms - now_ms : 0;
    const struct timespec rest = {.tv_sec = (time_t)(rest_ms / 1000),
                                  .tv_nsec = (long)(rest_ms % 1000) * 1000000};
    const struct timespec moment = {.tv_nsec = REST_NS};
    struct store *store = loop->config->service->store;
    int count = poll(clients_polled(loop->clients), clients_polled_count(loop->clients), 0);
    int64_t since_ms;

    if (store_has_submitted(store, &since_ms)) {
        if (count == 0 && clients_are_busy(loop->clients))
            count = poll_for(loop, &moment);
        if (count == 0 || now_ms - since_ms >= BEGIN_AFTER_MS)
            store_begin(store);
    }
    if (count == 0)
        count = poll_for(loop, due_ms == DEADLINE_NEVER ? NULL : &rest);
    return count < 0 && errno != EINTR && errno != ENOMEM ? -1 : 0;
}

static void serve_store(struct loop *loop, int64_t now_ms)
{
    struct delivery_set *set;

    while ((set = store_take(loop->config->service->store)) != NULL)
        clients_delivered(loop->clients, set, now_ms);
}

static void serve_spool(struct loop *loop, int64_t now_ms)
{
    struct spooled *body;

    while ((body = spool_take(loop->config->service->spool)) != NULL)
        clients_stored(loop->clients, body, now_ms);
}

static void serve_authority(struct loop *loop, int64_t now_ms)
{
    struct authority *authority = loop->config->service->authority;
    struct exchange *exchange;

    while (authority != NULL && (exchange = authority_take(authority)) != NULL)
        clients_authenticated(loop->clients, exchange, now_ms);
}

/* When the session leader of a terminal ends, SIGHUP may arrive just before the terminal is closed;
 * by now it is closed. */
static void serve_reload(struct loop *loop)
{
    struct conversation_service *service = loop->config->service;

    service->session.users = reload_take(loop->config->reload);
    if (service->authority != NULL)
        service->session.mechanisms = authority_mechanisms(service->authority);
    if (!reload_is_pending(loop->config->reload))
        tell_manager(loop, READINESS_READY);
    stop_without_terminal(loop);
}

static void serve_listeners(struct loop *loop, int64_t now_ms)
{
    for (size_t i = 0; i < loop->config->listener_count; i++)
        if (polled_listeners(loop)[i].revents != 0)
            reception_accept(loop->reception, &loop->config->listeners[i], now_ms);
}

static int turn(struct loop *loop)
{
    int64_t now_ms = monotonic_ms();

    if (wait_until(loop, now_ms, prepare(loop, now_ms)) != 0)
        return -1;
    now_ms = monotonic_ms();
    clients_serve(loop->clients, now_ms);
    if (is_ready(loop, OWN_STORE))
        serve_store(loop, now_ms);
    if (is_ready(loop, OWN_SPOOL))
        serve_spool(loop, now_ms);
    if (is_ready(loop, OWN_RELOAD))
        serve_reload(loop);
    if (is_ready(loop, OWN_AUTHORITY))
        serve_authority(loop, now_ms);
    serve_listeners(loop, now_ms);
    reception_sum_up(loop->reception, now_ms);
    event_log_sum_up(loop->config->event_log, now_ms);
    if (now_ms >= loop->notice.due_ms)
        notify_manager(loop, loop->notice.state);
    if (is_ready(loop, OWN_SIGNALS))
        serve_signals(loop);
    if (loop->must_stop && !is_shutting_down(loop))
        start_shutdown(loop, clients_shut_down, now_ms);
    if (!is_shutting_down(loop))
        pursue_goal(loop, now_ms);
    return 0;
}

/* Reports the file that blocks a thread. */
static void report_stuck(struct loop *loop)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    if (store_find_stuck(loop->config->service->store, file_name))
        log_event(log_of(loop), LOG_LEVEL_ERROR, 0,
                  _("gave up on '%s': the disk is not responding; the next start checks it for "
                    "incomplete messages"),
                  file_name);
    else
        log_event(log_of(loop), LOG_LEVEL_ERROR, 0,
                  _("gave up on files other than mailboxes: the disk is not responding"));
}

/* Sends 421 to the remaining clients, and waits a last moment for pending work. */
static enum loop_end settle(struct loop *loop)
{
    const struct conversation_service *service = loop->config->service;
    int64_t now_ms = monotonic_ms();
    int64_t deadline_ms = now_ms + SHUTDOWN_MS;

    if (is_shutting_down(loop))
        deadline_ms = (loop->shutdown_ms < now_ms ? now_ms : loop->shutdown_ms) + SETTLE_MS;
    authority_stop(service->authority);
    clients_abort(loop->clients, now_ms);
    bool has_ended = spool_finish(service->spool, deadline_ms);
    now_ms = monotonic_ms();
    has_ended &=
        store_finish(service->store, now_ms < deadline_ms ? deadline_ms : now_ms + SETTLE_MS);
    serve_store(loop, monotonic_ms());
    serve_spool(loop, monotonic_ms());
    if (has_ended)
        return LOOP_SETTLED;
    report_stuck(loop);
    return clients_abandon(loop->clients, monotonic_ms()) > 0 ? LOOP_UNDECIDED : LOOP_STUCK;
}

static bool is_over(const struct loop *loop)
{
    return is_shutting_down(loop) &&
           (clients_count(loop->clients) == 0 || monotonic_ms() >= loop->shutdown_ms);
}

static int open_loop(struct loop *loop)
{
    const struct loop_config *config = loop->config;

    config->service->room = malloc(sizeof *config->service->room);
    loop->signal_fd = signals_open();
    loop->clients = clients_new(config->listener_count + OWN_DESCRIPTORS);
    if (loop->clients != NULL)
        loop->reception = reception_new(config->service, config->event_log->log, loop->clients,
                                        config->connections_max, config->max_per_source);
    return config->service->room != NULL && loop->signal_fd >= 0 && loop->reception != NULL ? 0
                                                                                            : -1;
}

static void close_loop(struct loop *loop)
{
    if (loop->clients != NULL)
        clients_free(loop->clients);
    if (loop->reception != NULL)
        reception_free(loop->reception);
    if (loop->signal_fd >= 0)
        signals_close(loop->signal_fd);
    free(loop->config->service->room);
}

int loop_run(const struct loop_config *config, enum loop_end *end)
{
    struct loop loop = {
        .config = config, .notice.due_ms = DEADLINE_NEVER, .shutdown_ms = DEADLINE_NEVER};
    int status = open_loop(&loop);

    *end = LOOP_SETTLED;
    if (status == 0)
        tell_manager(&loop, READINESS_READY);
    goal_begin(config->goal, monotonic_ms());
    while (status == 0 && !is_over(&loop))
        status = turn(&loop);
    int error = errno;
    if (loop.clients != NULL)
        *end = settle(&loop);
    if (*end == LOOP_SETTLED)
        close_loop(&loop);
    errno = error;
    return status;
}
