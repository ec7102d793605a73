/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* server_name.c - see server_name.h.
 */
#include <config.h>

#include "tui-client/client/server_name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/command_line.h"
#include "common/count.h"

#define PORT_MAX 65535

/* The supported URL schemes, and their default ports. */
static const struct scheme {
    const char *name, *port;
    bool is_secure;
} schemes[] = {
    {"smtp", "25", false},
    {"smtps", "465", true},
};

/* The port at which TLS comes first. */
#define SECURE_PORT "465"

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

/* [IPV6] or [IPV6]:PORT. */
static enum server_name_flaw take_in_brackets(struct server_name *name, const char *target)
{
    const char *end = strchr(target, ']');

    if (end == NULL || memchr(target, ':', (size_t)(end - target)) == NULL ||
        !take_host(name, target + 1, (size_t)(end - target) - 1))
        return SERVER_NAME_NOT_HOST;
    if (end[1] == '\0')
        return SERVER_NAME_OK;
    if (end[1] != ':')
        return SERVER_NAME_NOT_HOST;
    return take_port(name, end + 2) ? SERVER_NAME_OK : SERVER_NAME_NOT_PORT;
}

/* The same, HOST or HOST:PORT; an address with several colons and no brackets is IPv6 without a
 * port. */
static enum server_name_flaw take_target(struct server_name *name, const char *target)
{
    const char *colon = strrchr(target, ':');
    bool has_port = colon != NULL && strchr(target, ':') == colon;

    if (target[0] == '[')
        return take_in_brackets(name, target);
    if (!take_host(name, target, has_port ? (size_t)(colon - target) : strlen(target)))
        return SERVER_NAME_NOT_HOST;
    return !has_port || take_port(name, colon + 1) ? SERVER_NAME_OK : SERVER_NAME_NOT_PORT;
}

/* The length of WORD in a target WORD://...; 0 if it is not a URL. */
static size_t scheme_length(const char *target)
{
    size_t length = strspn(target, SCHEME_CHARACTERS);

    return strncmp(target + length, "://", 3) == 0 ? length : 0;
}

/* The scheme that TARGET begins with, LENGTH bytes; NULL: it is another one. */
static const struct scheme *find_scheme(const char *target, size_t length)
{
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (length == strlen(schemes[i].name) && strncasecmp(target, schemes[i].name, length) == 0)
            return &schemes[i];
    return NULL;
}

/* Parses the part after "://"; a trailing slash is ignored. */
static enum server_name_flaw take_url_target(struct server_name *name, const struct scheme *scheme,
                                             const char *target)
{
    char bare[TARGET_MAX];
    size_t length = strlen(target);

    if (length > 0 && target[length - 1] == '/')
        length--;
    if (length >= sizeof bare)
        return SERVER_NAME_NOT_HOST;
    memcpy(bare, target, length);
    bare[length] = '\0';
    snprintf(name->port, sizeof name->port, "%s", scheme->port);
    name->is_secure = scheme->is_secure;
    return take_target(name, bare);
}

static bool is_secure_port(const struct server_name *name)
{
    return strcmp(name->port, SECURE_PORT) == 0;
}

enum server_name_flaw server_name_parse(struct server_name *name, struct span text)
{
    struct server_name parsed = {.port = SERVER_NAME_DEFAULT_PORT};
    char target[SERVER_NAME_MAX];
    const struct scheme *scheme = NULL;
    enum server_name_flaw flaw;
    size_t length;

    if (text.size == 0 || text.size >= sizeof target || memchr(text.data, '\0', text.size) != NULL)
        return SERVER_NAME_NOT_HOST;
    memcpy(target, text.data, text.size);
    target[text.size] = '\0';
    length = scheme_length(target);
    if (length > 0) {
        scheme = find_scheme(target, length);
        if (scheme == NULL)
            return SERVER_NAME_NOT_URL;
    }
    flaw = scheme != NULL ? take_url_target(&parsed, scheme, target + length + strlen("://"))
                          : take_target(&parsed, target);
    if (flaw != SERVER_NAME_OK)
        return flaw;
    if (scheme == NULL)
        parsed.is_secure = is_secure_port(&parsed);
    *name = parsed;
    return SERVER_NAME_OK;
}

const char *server_name_format(const struct server_name *name, char *out, size_t size)
{
    const char *scheme = "";

    if (name->is_secure != is_secure_port(name))
        scheme = name->is_secure ? "smtps://" : "smtp://";
    snprintf(out, size, strchr(name->host, ':') != NULL ? "%s[%s]:%s" : "%s%s:%s", scheme,
             name->host, name->port);
    return out;
}
