/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* readiness.c - see readiness.h. */
#include <config.h>

#include "server/base/readiness.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/descriptor.h"

/* A manager has no room while it is busy with other services, for seconds at most. */
#define REPEAT_AFTER_MS 100

static const char *const words[] = {
    [READINESS_READY] = "READY=1",
    [READINESS_RELOADING] = "RELOADING=1",
    [READINESS_STOPPING] = "STOPPING=1",
};

/* Returns the size of ADDRESS, or 0 with errno if NAME is not one. */
static socklen_t parse_name(const char *name, struct sockaddr_un *address)
{
    size_t length = strlen(name);

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if ((name[0] != '/' && name[0] != '@') || length >= sizeof address->sun_path) {
        errno = EINVAL;
        return 0;
    }
    memcpy(address->sun_path, name, length);
    if (name[0] == '@')
        address->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/* The manager compares the time of a reload with that of its request, in microseconds;
 * milliseconds would be too coarse. */
static size_t compose(enum readiness state, char *text, size_t size)
{
    struct timespec now;

    if (state != READINESS_RELOADING)
        return (size_t)snprintf(text, size, "%s", words[state]);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (size_t)snprintf(text, size, "%s\nMONOTONIC_USEC=%lld", words[state],
                            (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

/* Returns -1 with errno. */
static int connect_to(const char *name)
{
    struct sockaddr_un address;
    socklen_t address_size = parse_name(name, &address);
    if (address_size == 0)
        return -1;
    int fd = descriptor_socket(AF_UNIX, SOCK_DGRAM);
    if (fd < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&address, address_size) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

void readiness_connect(struct manager *manager)
{
    const char *name = getenv("NOTIFY_SOCKET");

    if (name == NULL)
        return;
    manager->fd = connect_to(name);
    manager->is_connected = manager->fd >= 0;
    if (!manager->is_connected)
        manager->error = errno;
}

void readiness_disconnect(struct manager *manager)
{
    if (manager->is_connected)
        close(manager->fd);
    manager->is_connected = false;
}

/* Returns 0, or -1 with errno. */
static int send_to(const struct manager *manager, enum readiness state)
{
    char text[64];

    errno = manager->error;
    if (!manager->is_connected)
        return manager->error == 0 ? 0 : -1;
    size_t size = compose(state, text, sizeof text);
    return send(manager->fd, text, size, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int readiness_notify(const struct manager *manager, struct notice *notice, enum readiness state,
                     int64_t now_ms)
{
    *notice = (struct notice){.state = state, .due_ms = DEADLINE_NEVER};
    if (send_to(manager, state) == 0)
        return 0;
    if (errno != EAGAIN)
        return -1;
    notice->due_ms = now_ms + REPEAT_AFTER_MS;
    return 0;
}
