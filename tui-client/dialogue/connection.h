/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* connection.h - which lines of a transcript belong to which connection.
 *
 * Only connections that were established count.  Remarks between two connections belong to none.
 */
#ifndef TUI_CLIENT_DIALOGUE_CONNECTION_H
#define TUI_CLIENT_DIALOGUE_CONNECTION_H

#include <stdbool.h>

/* How a connection ended. */
enum connection_end {
    CONNECTION_OPEN,
    CONNECTION_CLOSED_BY_SERVER, /* after a goodbye */
    CONNECTION_CLOSED_BY_CLIENT,
    CONNECTION_LOST, /* by the server or the network, in the midst of the conversation */
};

/* Dropped lines count in the numbers of lines. */
struct connection {
    unsigned long long first; /* its first line in the transcript */
    enum connection_end end;
    bool begins_secure;        /* with TLS */
    bool is_unverified;        /* the certificate is not trusted */
    unsigned long long behind; /* the line after its last one; of no meaning while it is open */
};

#endif
