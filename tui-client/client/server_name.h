/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* server_name.h - how a person names a server: on the command line, and in the form.
 *
 * HOST, HOST:PORT, [IPV6], [IPV6]:PORT, or smtp://HOST[:PORT] or smtps://HOST[:PORT], which mean
 * port 25 and 465 if none is given.  With smtps the connection begins with TLS, and at port 465 if
 * no scheme says otherwise (RFC 8314 section 3.3).  An address with several colons and no brackets
 * is IPv6 without a port.  Whether the host exists is not known here.
 */
#ifndef TUI_CLIENT_CLIENT_SERVER_NAME_H
#define TUI_CLIENT_CLIENT_SERVER_NAME_H

#include <stdbool.h>

#include "common/span.h"

#define SERVER_NAME_DEFAULT_HOST "127.0.0.1"
#define SERVER_NAME_DEFAULT_PORT "49152"
#define SERVER_NAME_HOST_MAX     255

/* Bytes of the longest name in any form, and a NUL. */
#define SERVER_NAME_MAX (SERVER_NAME_HOST_MAX + sizeof "smtps://[]:65535/")

struct server_name {
    char host[SERVER_NAME_HOST_MAX + 1]; /* without brackets */
    char port[6];                        /* decimal, 1 to 65535 */
    bool is_secure;                      /* begins with TLS */
};

enum server_name_flaw {
    SERVER_NAME_OK,
    SERVER_NAME_NOT_URL,  /* a URL of another scheme */
    SERVER_NAME_NOT_PORT, /* what follows the colon is no port */
    SERVER_NAME_NOT_HOST, /* anything else */
};

/* Parses TEXT; NAME is changed only if it is understood. */
enum server_name_flaw server_name_parse(struct server_name *name, struct span text);

/* Writes HOST:PORT, with a scheme if the port alone does not tell whether it begins with TLS, to
 * OUT of SIZE bytes, of which SERVER_NAME_MAX are enough; returns OUT. */
const char *server_name_format(const struct server_name *name, char *out, size_t size);

#endif
