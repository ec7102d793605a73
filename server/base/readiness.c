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

static int send_to(const char *name, enum readiness state)
{
    struct sockaddr_un address;
    char text[64];
    socklen_t address_size = parse_name(name, &address);
    if (address_size == 0)
        return -1;
    int fd = descriptor_socket(AF_UNIX, SOCK_DGRAM);
    if (fd < 0)
        return -1;
    size_t size = compose(state, text, sizeof text);
    ssize_t sent = sendto(fd, text, size, MSG_NOSIGNAL, (struct sockaddr *)&address, address_size);
    int error = errno;
    close(fd);
    errno = error;
    return sent < 0 ? -1 : 0;
}

int readiness_notify(struct notice *notice, enum readiness state, int64_t now_ms)
{
    const char *name = getenv("NOTIFY_SOCKET");

    *notice = (struct notice){.state = state, .due_ms = DEADLINE_NEVER};
    if (name == NULL || send_to(name, state) == 0)
        return 0;
    if (errno != EAGAIN)
        return -1;
    notice->due_ms = now_ms + REPEAT_AFTER_MS;
    return 0;
}
