/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* activation.c - see activation.h.
 *
 * What was passed is checked, since poll() and accept() would only fail later, and in silence.
 */
#include <config.h>

#include "server/net/activation.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/command_line.h"
#include "common/count.h"
#include "common/i18n.h"

/* The variables may be those of a parent, which kept its sockets. */
static bool is_for_us(void)
{
    const char *pid = getenv("LISTEN_PID");
    char own[24];

    snprintf(own, sizeof own, "%lld", (long long)getpid());
    return pid != NULL && strcmp(pid, own) == 0;
}

static int read_count(const struct listener_set *set, uint64_t *count, char *error, size_t size)
{
    const char *text = getenv("LISTEN_FDS");

    *count = 0;
    if (text == NULL || !is_for_us() ||
        command_line_number(text, 0, LISTENER_MAX - set->count, count))
        return 0;
    snprintf(error, size, _("LISTEN_FDS is '%s', not a number of sockets (0 to %zu)"), text,
             LISTENER_MAX - set->count);
    return -1;
}

static int number_of(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof value;

    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static bool is_listening(int fd)
{
    return number_of(fd, SO_PROTOCOL) == IPPROTO_TCP && number_of(fd, SO_ACCEPTCONN) == 1;
}

/* As the sockets of listener.c are. */
static int prepare(int fd)
{
    static const int on = 1;
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int check(int fd, char *error, size_t size)
{
    if (!is_listening(fd)) {
        snprintf(error, size,
                 _("descriptor %d of the service manager is not a listening TCP socket; its socket "
                   "unit needs ListenStream= with a port, and Accept=no"),
                 fd);
        return -1;
    }
    if (prepare(fd) == 0)
        return 0;
    snprintf(error, size, _("cannot use descriptor %d of the service manager: %s"), fd,
             strerror(errno));
    return -1;
}

static void forget_environment(void)
{
    static const char *const names[] = {"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"};

    for (size_t i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
}

int activation_take(struct listener_set *set, char *error, size_t size)
{
    uint64_t count;
    int status = read_count(set, &count, error, size);
    int end = ACTIVATION_FIRST_FD + (int)count;

    forget_environment();
    for (int fd = ACTIVATION_FIRST_FD; fd < end && status == 0; fd++)
        status = check(fd, error, size);
    for (int fd = ACTIVATION_FIRST_FD; fd < end && status == 0; fd++)
        set->all[set->count++] = (struct listener){.fd = fd, .kind = LISTENER_SMTP};
    return status;
}
