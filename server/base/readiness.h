/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* readiness.h - notifies a service manager of what the server is doing.
 *
 * The protocol of sd_notify(3), without its library: a datagram to the socket that the environment
 * variable NOTIFY_SOCKET names.  Callers decide when.
 */
#ifndef SERVER_BASE_READINESS_H
#define SERVER_BASE_READINESS_H

enum readiness {
    READINESS_READY,     /* after the start, and again after each reload */
    READINESS_RELOADING, /* until READINESS_READY follows */
    READINESS_STOPPING,
};

/* Notifies of STATE, without waiting.  Returns 0, also without a service manager, or -1 with errno;
 * EINVAL: NOTIFY_SOCKET is neither a path nor an abstract name ("@NAME"). */
int readiness_notify(enum readiness state);

#endif
