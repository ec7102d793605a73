/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* server_name.c - see server_name.h.
 */
#include <config.h>

#include "tui-client/client/server_name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/command_line.h"

#define PORT_MAX 65535

/* The supported URL scheme, and its default port. */
#define SCHEME      "smtp"
#define SCHEME_PORT "25"

/* RFC 3986, section 3.1. */
#define SCHEME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."

/* Bytes of the longest target: a host in brackets, a colon, a port, and a NUL. */
#define TARGET_MAX (SERVER_NAME_HOST_MAX + sizeof "[]:65535")

/* Copies HOST of SIZE bytes; false if it is not a host. */
static bool take_host(struct server_name *name, const char *host, size_t size)
{
    if (size == 0 || size > SERVER_NAME_HOST_MAX || strcspn(host, "[]/@") < size)
        return false;
    memcpy(name->host, host, size);
    name->host[size] = '\0';
    return true;
}

/* The port is normalized, since some programs read leading zeros as octal. */
static bool take_port(struct server_name *name, const char *text)
{
    uint64_t port;

    if (!command_line_number(text, 1, PORT_MAX, &port))
        return false;
    snprintf(name->port, sizeof name->port, "%u", (unsigned)port);
    return true;
}

/* HOST, HOST:PORT, [IPV6] or [IPV6]:PORT; an address with several colons and no brackets is IPv6
 * without a port. */
static bool take_target(struct server_name *name, const char *target)
{
    const char *colon = strrchr(target, ':');
    const char *end = strchr(target, ']');

    if (target[0] == '[')
        return end != NULL && memchr(target, ':', (size_t)(end - target)) != NULL &&
               take_host(name, target + 1, (size_t)(end - target) - 1) &&
               (end[1] == '\0' || (end[1] == ':' && take_port(name, end + 2)));
    if (colon == NULL || strchr(target, ':') != colon)
        return take_host(name, target, strlen(target));
    return take_host(name, target, (size_t)(colon - target)) && take_port(name, colon + 1);
}

/* The length of WORD in a target WORD://...; 0 if it is not a URL. */
static size_t scheme_length(const char *target)
{
    size_t length = strspn(target, SCHEME_CHARACTERS);

    return strncmp(target + length, "://", 3) == 0 ? length : 0;
}

/* Parses the part after "smtp://"; a trailing slash is ignored. */
static bool take_url_target(struct server_name *name, const char *target)
{
    char bare[TARGET_MAX];
    size_t length = strlen(target);

    if (length > 0 && target[length - 1] == '/')
        length--;
    if (length >= sizeof bare)
        return false;
    memcpy(bare, target, length);
    bare[length] = '\0';
    memcpy(name->port, SCHEME_PORT, sizeof SCHEME_PORT);
    return take_target(name, bare);
}

enum server_name_flaw server_name_parse(struct server_name *name, struct span text)
{
    struct server_name parsed = {.port = SERVER_NAME_DEFAULT_PORT};
    char target[SERVER_NAME_MAX];
    size_t length;
    bool is_understood;

    if (text.size >= sizeof target || memchr(text.data, '\0', text.size) != NULL)
        return SERVER_NAME_NOT_HOST;
    memcpy(target, text.data, text.size);
    target[text.size] = '\0';
    length = scheme_length(target);
    if (length > 0 && (length != strlen(SCHEME) || strncasecmp(target, SCHEME, length) != 0))
        return SERVER_NAME_NOT_URL;
    is_understood = length > 0 ? take_url_target(&parsed, target + length + strlen("://"))
                               : take_target(&parsed, target);
    if (!is_understood)
        return SERVER_NAME_NOT_HOST;
    *name = parsed;
    return SERVER_NAME_OK;
}

const char *server_name_format(const struct server_name *name, char *out, size_t size)
{
    snprintf(out, size, strchr(name->host, ':') != NULL ? "[%s]:%s" : "%s:%s", name->host,
             name->port);
    return out;
}
