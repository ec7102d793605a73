/* loop.c - see loop.h.
 *
 * The set of watched descriptors is built anew each turn: the listeners, the store, then one entry
 * per connection in the order of the list, which does not change between building and use.
 */
#include <config.h>

#include "server/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "common/i18n.h"
#include "server/listener.h"
#include "server/monotonic.h"
#include "server/patience.h"

/* Clients accepted at one listener before others get their turn. */
#define ACCEPT_BATCH 64

/* Clients beyond the limit that are told so; further ones are closed without a word. */
#define OVERLOAD_ROOM 64

/* Pause of accepting when descriptors or memory ran out. */
#define ACCEPT_PAUSE_MS 100

/* How long messages under way may take to finish at a shutdown. */
#define SHUTDOWN_MS 10000

struct loop {
    const struct loop_config *config;
    struct connection **connections; /* owned */
    size_t connection_count, connection_room;
    struct pollfd *watched; /* owned; listeners, store, connections */
    size_t watched_room;
    uint64_t last_number;
    int64_t accept_again_ms; /* not before this time */
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

/* Room for COUNT connections, and for a descriptor to watch of each. */
static int make_room(struct loop *loop, size_t count)
{
    size_t room = loop->connection_room > 0 ? loop->connection_room : 64;
    struct connection **connections;
    struct pollfd *watched;

    if (count <= loop->connection_room)
        return 0;
    while (room < count)
        room *= 2;
    watched = realloc(loop->watched, (room + loop->config->listener_count + 1) * sizeof *watched);
    if (watched == NULL)
        return -1;
    loop->watched = watched;
    connections = realloc(loop->connections, room * sizeof *connections);
    if (connections == NULL)
        return -1;
    loop->connections = connections;
    loop->connection_room = room;
    return 0;
}

static void greet(struct loop *loop, struct transport transport, const struct listener_peer *peer,
                  int64_t now_ms)
{
    bool full = loop->connection_count >= loop->config->connections_max;
    struct connection *connection;

    if (make_room(loop, loop->connection_count + 1) != 0 ||
        loop->connection_count >= (size_t)loop->config->connections_max + OVERLOAD_ROOM) {
        transport.operations->close(&transport);
        return;
    }
    loop->last_number++;
    log_event(log_of(loop), LOG_LEVEL_INFO, loop->last_number, _("connected from %s"),
              peer->endpoint);
    if (full)
        log_event(log_of(loop), LOG_LEVEL_WARNING, loop->last_number,
                  _("turned away: %u connections are the limit (--max-connections)"),
                  loop->config->connections_max);
    connection = connection_new(loop->config->service, transport, loop->last_number, peer->address,
                                full ? DIALECT_OVERLOAD : DIALECT_CONNECT, now_ms);
    if (connection != NULL)
        loop->connections[loop->connection_count++] = connection;
}

/* What accept() may report about one client that went away again, and not about us. */
static bool is_client_error(int error)
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

static void accept_clients(struct loop *loop, int listener, int64_t now_ms)
{
    for (int i = 0; i < ACCEPT_BATCH; i++) {
        struct listener_peer peer;
        int fd = listener_accept(listener, &peer);
        if (fd >= 0) {
            greet(loop, transport_plain(fd), &peer, now_ms);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (!is_client_error(errno)) {
            log_event(log_of(loop), LOG_LEVEL_ERROR, 0, _("cannot accept clients for now: %s"),
                      strerror(errno));
            loop->accept_again_ms = now_ms + ACCEPT_PAUSE_MS;
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
    for (size_t i = 0; i < loop->connection_count; i++)
        connection_shut_down(loop->connections[i], now_ms);
}

static void handle_signals(struct loop *loop, int64_t now_ms)
{
    if (reload_wanted)
        reload(loop);
    if (stop_wanted && !is_shutting_down(loop))
        start_shutdown(loop, now_ms);
}

static void watch(struct loop *loop, size_t place, int fd, short events)
{
    loop->watched[place] = (struct pollfd){.fd = events != 0 ? fd : -1, .events = events};
}

/* Fills loop->watched; returns the earliest time at which something is due. */
static int64_t prepare(struct loop *loop, int64_t now_ms)
{
    size_t listeners = loop->config->listener_count;
    bool accepting = !is_shutting_down(loop) && now_ms >= loop->accept_again_ms;
    int64_t due_ms = loop->shutdown_ms;

    for (size_t i = 0; i < listeners; i++)
        watch(loop, i, loop->config->listeners[i], accepting ? POLLIN : 0);
    watch(loop, listeners, store_fd(loop->config->service->store), POLLIN);
    for (size_t i = 0; i < loop->connection_count; i++) {
        struct connection *connection = loop->connections[i];
        int64_t deadline_ms = connection_deadline(connection);
        watch(loop, listeners + 1 + i, connection_fd(connection), connection_events(connection));
        due_ms = deadline_ms < due_ms ? deadline_ms : due_ms;
    }
    if (!accepting && !is_shutting_down(loop) && loop->accept_again_ms < due_ms)
        due_ms = loop->accept_again_ms;
    return due_ms;
}

/* Sleeps until something happens, DUE_MS comes, or a signal is caught: they are open only here. */
static int wait_until(struct loop *loop, int64_t now_ms, int64_t due_ms)
{
    int64_t rest_ms = due_ms > now_ms ? due_ms - now_ms : 0;
    struct timespec rest = {.tv_sec = (time_t)(rest_ms / 1000),
                            .tv_nsec = (long)(rest_ms % 1000) * 1000000};
    sigset_t open;
    int count;

    pthread_sigmask(SIG_SETMASK, NULL, &open);
    for (size_t i = 0; i < sizeof caught_signals / sizeof caught_signals[0]; i++)
        sigdelset(&open, caught_signals[i]);
    count = ppoll(loop->watched, loop->config->listener_count + 1 + loop->connection_count,
                  due_ms == PATIENCE_NEVER ? NULL : &rest, &open);
    return count < 0 && errno != EINTR && errno != ENOMEM ? -1 : 0;
}

static void serve_store(struct loop *loop, int64_t now_ms)
{
    struct delivery *delivery;

    while ((delivery = store_take(loop->config->service->store)) != NULL)
        connection_delivered(delivery, now_ms);
}

static void serve_connections(struct loop *loop, size_t watched, int64_t now_ms)
{
    const struct pollfd *polled = loop->watched + loop->config->listener_count + 1;

    for (size_t i = 0; i < watched; i++)
        if (polled[i].revents != 0)
            connection_ready(loop->connections[i], polled[i].revents, now_ms);
    for (size_t i = 0; i < loop->connection_count; i++)
        if (now_ms >= connection_deadline(loop->connections[i]))
            connection_expire(loop->connections[i], now_ms);
}

static void remove_finished(struct loop *loop)
{
    size_t kept = 0;

    for (size_t i = 0; i < loop->connection_count; i++) {
        if (connection_is_finished(loop->connections[i]))
            connection_free(loop->connections[i]);
        else
            loop->connections[kept++] = loop->connections[i];
    }
    loop->connection_count = kept;
}

static int turn(struct loop *loop)
{
    size_t watched = loop->connection_count;
    int64_t now_ms = monotonic_ms();

    if (wait_until(loop, now_ms, prepare(loop, now_ms)) != 0)
        return -1;
    now_ms = monotonic_ms();
    serve_connections(loop, watched, now_ms);
    serve_store(loop, now_ms);
    for (size_t i = 0; i < loop->config->listener_count; i++)
        if (loop->watched[i].revents != 0)
            accept_clients(loop, loop->config->listeners[i], now_ms);
    handle_signals(loop, now_ms);
    store_begin(loop->config->service->store);
    remove_finished(loop);
    return 0;
}

/* Says 421 to whom it can still be said; deliveries that the store has begun are completed by it.
 */
static void abandon_connections(struct loop *loop)
{
    for (size_t i = 0; i < loop->connection_count; i++)
        connection_abort(loop->connections[i], monotonic_ms());
    store_finish(loop->config->service->store);
    serve_store(loop, monotonic_ms());
    remove_finished(loop);
}

int loop_run(const struct loop_config *config)
{
    struct loop loop = {.config = config, .shutdown_ms = PATIENCE_NEVER};
    int status = make_room(&loop, 1);

    while (status == 0 && !(is_shutting_down(&loop) &&
                            (loop.connection_count == 0 || monotonic_ms() >= loop.shutdown_ms)))
        status = turn(&loop);
    abandon_connections(&loop);
    free(loop.watched);
    free(loop.connections);
    users_free((struct users *)config->service->session.users);
    return status;
}
