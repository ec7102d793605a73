/* loop.c - see loop.h.
 *
 * Each turn polls the listeners, what else is the loop's own, and after these what clients.h has to
 * watch.
 */
#include <config.h>

#include "server/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "common/i18n.h"
#include "server/clients.h"
#include "server/listener.h"
#include "server/monotonic.h"
#include "server/patience.h"
#include "server/sources.h"
#include "server/wire.h"

/* Clients accepted at one listener before others get their turn. */
#define ACCEPT_BATCH 64

/* Clients beyond the limit that are told so; further ones are closed without a word. */
#define OVERLOAD_ROOM 64

/* Lines in the log about clients that are turned away, in a second; the others are counted, and
 * their number is logged. */
#define REFUSAL_LINES_MAX 10
#define REFUSAL_PERIOD_MS 1000

/* The store begins with what was submitted when nobody is busy any more, or nobody is heard for a
 * while, or after some time: the more messages share a sync, the less each costs, and a disk is the
 * quicker, the less else the processors have to do. */
#define REST_NS        100000
#define BEGIN_AFTER_MS 5

/* Pause of accepting when descriptors or memory ran out. */
#define ACCEPT_PAUSE_MS 100

/* How long messages under way may take to finish at a shutdown, and threads that are with the disk
 * after that.  Within ten seconds all is said and done, the last lines of the log included. */
#define SHUTDOWN_MS 9000
#define SETTLE_MS   300

/* Descriptors of the loop's own, polled after the listeners. */
enum own_descriptor {
    OWN_STORE,
    OWN_SPOOL,
    OWN_DESCRIPTORS,
};

/* What the log was told of clients that were turned away. */
struct refusals {
    int64_t period_ms; /* when the second began */
    unsigned lines;    /* in it */
    uint64_t untold;   /* clients without a line */
};

struct loop {
    const struct loop_config *config;
    struct clients *clients; /* owned */
    struct sources *sources; /* owned */
    struct refusals refusals;
    sigset_t open_mask; /* of signals while it waits: only then those caught come through */
    uint64_t last_number;
    int64_t accept_again_ms; /* not before this time */
    bool is_short;           /* the last attempt lacked descriptors or memory */
    int64_t shutdown_ms;     /* when a shutdown ends; PATIENCE_NEVER: none is under way */
};

static volatile sig_atomic_t stop_wanted, reload_wanted;

static void on_signal(int number)
{
    if (number == SIGHUP)
        reload_wanted = 1;
    else
        stop_wanted = 1;
}

static const int caught_signals[] = {SIGTERM, SIGINT, SIGHUP};

void loop_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t caught;

    sigemptyset(&caught);
    for (size_t i = 0; i < sizeof caught_signals / sizeof caught_signals[0]; i++) {
        sigaddset(&caught, caught_signals[i]);
        sigaction(caught_signals[i], &action, NULL);
    }
    pthread_sigmask(SIG_BLOCK, &caught, NULL);
}

static struct log *log_of(const struct loop *loop)
{
    return loop->config->service->log;
}

static bool is_shutting_down(const struct loop *loop)
{
    return loop->shutdown_ms != PATIENCE_NEVER;
}

/* Tells how many clients without a line there were, once the second is over. */
static void sum_up_refusals(struct loop *loop, int64_t now_ms)
{
    struct refusals *refusals = &loop->refusals;

    if (now_ms - refusals->period_ms < REFUSAL_PERIOD_MS)
        return;
    if (refusals->untold > 0)
        log_event(log_of(loop), LOG_LEVEL_WARNING, 0,
                  ngettext("%llu more client was turned away", "%llu more clients were turned away",
                           (unsigned long)refusals->untold),
                  (unsigned long long)refusals->untold);
    *refusals = (struct refusals){.period_ms = now_ms};
}

/* Warns that the client at PEER is turned away for the limit of all clients, or of its source. */
static void warn_of_refusal(struct loop *loop, bool full, const struct listener_peer *peer,
                            int64_t now_ms)
{
    char source[SOURCES_NAME_MAX];

    sum_up_refusals(loop, now_ms);
    if (loop->refusals.lines == REFUSAL_LINES_MAX) {
        loop->refusals.untold++;
        return;
    }
    loop->refusals.lines++;
    sources_name(peer->bytes, source);
    if (full)
        log_event(log_of(loop), LOG_LEVEL_WARNING, loop->last_number,
                  _("turned away: %u connections are the limit (--max-connections)"),
                  loop->config->connections_max);
    else
        log_event(log_of(loop), LOG_LEVEL_WARNING, loop->last_number,
                  _("turned away: %s has as many connections as it may (--max-per-source=%u)"),
                  source, sources_limit(loop->sources, peer->bytes));
}

/* Whether a client is spoken to, at least to say that there are too many, and its PLACE then. */
static bool admit(struct loop *loop, const struct listener_peer *peer, struct sources_place *place)
{
    size_t count = clients_count(loop->clients), most = loop->config->connections_max;

    *place = (struct sources_place){.fate = SOURCES_DROPPED};
    if (count >= most + OVERLOAD_ROOM)
        return false;
    if (count >= most)
        place->fate = SOURCES_TURNED_AWAY;
    else
        *place = sources_enter(loop->sources, peer->bytes);
    return place->fate != SOURCES_DROPPED;
}

static void greet(struct loop *loop, struct transport transport, const struct listener_peer *peer,
                  int64_t now_ms)
{
    struct sources_place place;
    struct connection *connection;

    if (!admit(loop, peer, &place)) {
        loop->refusals.untold++;
        transport.operations->close(&transport);
        return;
    }
    loop->last_number++;
    if (clients_reserve(loop->clients) != 0) {
        sources_leave(&place);
        connection_turn_away(loop->config->service, transport, loop->last_number);
        return;
    }
    log_event(log_of(loop), LOG_LEVEL_INFO, loop->last_number, _("connected from %s"),
              peer->endpoint);
    if (place.fate == SOURCES_TURNED_AWAY)
        warn_of_refusal(loop, place.source == NULL, peer, now_ms);
    connection = connection_new(
        loop->config->service, transport, loop->last_number, peer->address,
        place.fate == SOURCES_TURNED_AWAY ? DIALECT_OVERLOAD : DIALECT_CONNECT, now_ms);
    if (connection == NULL) {
        sources_leave(&place);
        return;
    }
    connection_seat(connection)->source = place;
    clients_add(loop->clients, connection, now_ms);
}

/* What accept() may report about one client that went away again, and not about us. */
static bool is_client_error(int error)
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

/* The clients wait until descriptors or memory are free again; the log tells of it once. */
static void pause_accepting(struct loop *loop, int error, int64_t now_ms)
{
    if (!loop->is_short)
        log_event(log_of(loop), LOG_LEVEL_ERROR, 0, _("cannot accept clients for now: %s"),
                  strerror(error));
    loop->is_short = true;
    loop->accept_again_ms = now_ms + ACCEPT_PAUSE_MS;
}

static void accept_clients(struct loop *loop, int listener, int64_t now_ms)
{
    for (int i = 0; i < ACCEPT_BATCH; i++) {
        struct listener_peer peer;
        int fd = listener_accept(listener, &peer);
        if (fd >= 0) {
            loop->is_short = false;
            greet(loop, transport_plain(fd), &peer, now_ms);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (!is_client_error(errno)) {
            pause_accepting(loop, errno, now_ms);
            return;
        }
    }
}

static void reload(struct loop *loop)
{
    struct session_config *session = &loop->config->service->session;
    struct users *users = loop->config->reload(loop->config->reload_context);

    reload_wanted = 0;
    if (users == NULL)
        return;
    users_free((struct users *)session->users);
    session->users = users;
}

static void start_shutdown(struct loop *loop, int64_t now_ms)
{
    log_event(log_of(loop), LOG_LEVEL_NOTICE, 0, _("shutting down"));
    loop->shutdown_ms = now_ms + SHUTDOWN_MS;
    clients_shut_down(loop->clients, now_ms);
}

static void handle_signals(struct loop *loop, int64_t now_ms)
{
    if (reload_wanted)
        reload(loop);
    if (stop_wanted && !is_shutting_down(loop))
        start_shutdown(loop, now_ms);
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
    const int fds[OWN_DESCRIPTORS] = {
        [OWN_STORE] = store_fd(loop->config->service->store),
        [OWN_SPOOL] = spool_fd(loop->config->service->spool),
    };

    for (size_t i = 0; i < OWN_DESCRIPTORS; i++)
        polled_own(loop)[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
}

/* Fills in what to poll; returns the earliest time at which something is due. */
static int64_t prepare(struct loop *loop, int64_t now_ms)
{
    bool accepting = !is_shutting_down(loop) && now_ms >= loop->accept_again_ms;
    int64_t due_ms = clients_prepare(loop->clients, now_ms);

    for (size_t i = 0; i < loop->config->listener_count; i++)
        polled_listeners(loop)[i] =
            (struct pollfd){.fd = accepting ? loop->config->listeners[i] : -1, .events = POLLIN};
    prepare_own(loop);
    if (is_shutting_down(loop) && loop->shutdown_ms < due_ms)
        due_ms = loop->shutdown_ms;
    if (!accepting && !is_shutting_down(loop) && loop->accept_again_ms < due_ms)
        due_ms = loop->accept_again_ms;
    if (loop->refusals.untold > 0 && loop->refusals.period_ms + REFUSAL_PERIOD_MS < due_ms)
        due_ms = loop->refusals.period_ms + REFUSAL_PERIOD_MS;
    return due_ms;
}

static int poll_for(struct loop *loop, const struct timespec *time)
{
    return ppoll(clients_polled(loop->clients), clients_polled_count(loop->clients), time,
                 &loop->open_mask);
}

/* Polls, and sleeps if there is nothing to do until something happens, DUE_MS comes, or a signal is
 * caught: they are open only here.  A poll that may sleep enters itself in the queue of every
 * descriptor, so the first one may not. */
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
        count = poll_for(loop, due_ms == PATIENCE_NEVER ? NULL : &rest);
    return count < 0 && errno != EINTR && errno != ENOMEM ? -1 : 0;
}

static void serve_store(struct loop *loop, int64_t now_ms)
{
    struct delivery *delivery;

    while ((delivery = store_take(loop->config->service->store)) != NULL)
        clients_delivered(loop->clients, delivery, now_ms);
}

static void serve_spool(struct loop *loop, int64_t now_ms)
{
    struct spooled *body;

    while ((body = spool_take(loop->config->service->spool)) != NULL)
        clients_stored(loop->clients, body, now_ms);
}

static void serve_listeners(struct loop *loop, int64_t now_ms)
{
    for (size_t i = 0; i < loop->config->listener_count; i++)
        if (polled_listeners(loop)[i].revents != 0)
            accept_clients(loop, loop->config->listeners[i], now_ms);
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
    serve_listeners(loop, now_ms);
    sum_up_refusals(loop, now_ms);
    handle_signals(loop, now_ms);
    return 0;
}

/* Names the file that holds a thread up. */
static void report_stuck(struct loop *loop)
{
    char file_name[USERS_FILE_NAME_MAX + 1];

    if (store_find_stuck(loop->config->service->store, file_name))
        log_event(log_of(loop), LOG_LEVEL_ERROR, 0,
                  _("gave up on '%s': the disk has not answered; what was under way is judged at "
                    "the next start"),
                  file_name);
    else
        log_event(log_of(loop), LOG_LEVEL_ERROR, 0,
                  _("gave up on files other than mailboxes: the disk has not answered"));
}

/* Says 421 to whom it can still be said, and gives what is under way a last moment to end. */
static enum loop_end settle(struct loop *loop)
{
    const struct conversation_service *service = loop->config->service;
    int64_t now_ms = monotonic_ms();
    int64_t deadline_ms = now_ms + SHUTDOWN_MS;

    if (is_shutting_down(loop))
        deadline_ms = (loop->shutdown_ms < now_ms ? now_ms : loop->shutdown_ms) + SETTLE_MS;
    clients_abort(loop->clients, now_ms);
    bool has_ended = store_finish(service->store, deadline_ms);
    has_ended &= spool_finish(service->spool, deadline_ms);
    serve_store(loop, monotonic_ms());
    serve_spool(loop, monotonic_ms());
    if (has_ended)
        return LOOP_SETTLED;
    report_stuck(loop);
    return clients_abandon(loop->clients, monotonic_ms()) > 0 ? LOOP_UNDECIDED : LOOP_STUCK;
}

static void find_open_mask(struct loop *loop)
{
    pthread_sigmask(SIG_SETMASK, NULL, &loop->open_mask);
    for (size_t i = 0; i < sizeof caught_signals / sizeof caught_signals[0]; i++)
        sigdelset(&loop->open_mask, caught_signals[i]);
}

static bool is_over(const struct loop *loop)
{
    return is_shutting_down(loop) &&
           (clients_count(loop->clients) == 0 || monotonic_ms() >= loop->shutdown_ms);
}

int loop_run(const struct loop_config *config, enum loop_end *end)
{
    struct loop loop = {.config = config, .shutdown_ms = PATIENCE_NEVER};
    int status = 0;

    *end = LOOP_SETTLED;
    find_open_mask(&loop);
    config->service->room = malloc(sizeof *config->service->room);
    loop.clients = clients_new(config->listener_count + OWN_DESCRIPTORS);
    loop.sources = sources_new(config->max_per_source);
    if (config->service->room == NULL || loop.clients == NULL || loop.sources == NULL)
        status = -1;
    while (status == 0 && !is_over(&loop))
        status = turn(&loop);
    if (loop.clients != NULL)
        *end = settle(&loop);
    if (*end != LOOP_SETTLED)
        return status;
    if (loop.clients != NULL)
        clients_free(loop.clients);
    sum_up_refusals(&loop, PATIENCE_NEVER);
    if (loop.sources != NULL)
        sources_free(loop.sources);
    free(config->service->room);
    users_free((struct users *)config->service->session.users);
    return status;
}
