/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* readiness.h - tells a service manager what the server is doing.
 *
 * The protocol of sd_notify(3), without its library: a datagram to the socket that the environment
 * variable NOTIFY_SOCKET names.  When something is to be told is not known here.
 */
#ifndef SERVER_BASE_READINESS_H
#define SERVER_BASE_READINESS_H

enum readiness {
    READINESS_READY,     /* after the start, and again after each reload */
    READINESS_RELOADING, /* until READINESS_READY follows */
    READINESS_STOPPING,
};

/* Tells STATE, without waiting.  Returns 0, also if there is no service manager to be told, or -1
 * with errno; EINVAL: NOTIFY_SOCKET is neither a path nor an abstract name ("@NAME"). */
int readiness_tell(enum readiness state);

#endif
