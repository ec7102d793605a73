/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_values.c - see options_values.h. */
#include <config.h>

#include "server/options_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/i18n.h"
#include "server/events/feed.h"

/* Parses ADDRESS:PORT.  An IPv6 address must be in brackets, or its last group could be the
 * port. */
static bool read_address(const char *value, struct listener_address *address)
{
    const char *colon = strrchr(value, ':');
    uint64_t port;

    if (colon == NULL || !command_line_number(colon + 1, 0, UINT16_MAX, &port))
        return false;
    size_t length = (size_t)(colon - value);
    bool bracketed = length > 2 && value[0] == '[' && value[length - 1] == ']';
    if (bracketed) {
        value++;
        length -= 2;
    }
    if (length == 0 || length > LISTENER_HOST_MAX || strcspn(value, "[]") < length ||
        (memchr(value, ':', length) != NULL) != bracketed)
        return false;
    memcpy(address->host, value, length);
    address->host[length] = '\0';
    address->port = (uint16_t)port;
    return true;
}

/* Moves *VALUE behind the prefix of the kind that it returns. */
static enum listener_kind take_kind(const char **value)
{
    const char *prefix = listener_prefix(LISTENER_SMTPS);

    if (strncmp(*value, prefix, strlen(prefix)) != 0)
        return LISTENER_SMTP;
    *value += strlen(prefix);
    return LISTENER_SMTPS;
}

bool options_take_listen(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    struct listener_address *address = &options->listen[options->listen_count];

    if (options->listen_count == OPTIONS_LISTEN_MAX) {
        command_line_complain(line, _("option '--listen' may be given at most %d times"),
                              OPTIONS_LISTEN_MAX);
        return false;
    }
    address->kind = take_kind(&value);
    if (!read_address(value, address))
        return false;
    options->listen_count++;
    return true;
}

/* The name is sent in every greeting, so only characters of host names are allowed. */
bool options_take_hostname(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    size_t length = strlen(value);

    options->hostname = value;
    return length > 0 && length <= OPTIONS_HOSTNAME_MAX &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
               length;
}

/* Whether there is such a user is found out at the start. */
bool options_take_user(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    size_t length = strlen(value);

    options->user = value;
    return length > 0 && length <= OPTIONS_USER_MAX;
}

bool options_take_hidden(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    unsigned extension = dialect_extension_by_keyword(span_of(value));

    options->hidden_extensions |= extension;
    return extension != 0;
}

/* The mailbox rule applies to the name as it does to the users file and to recipients. */
bool options_take_catch_all(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    enum address_flaw flaw;
    char *name = address_mailbox(span_of(value), &flaw);
    bool fits = name != NULL && mailbox_name_fits(name);

    if (fits)
        strcpy(options->catch_all, name);
    if (flaw == ADDRESS_NO_MEMORY)
        command_line_complain(line, _("option '--catch-all': %s"), strerror(errno));
    free(name);
    return fits;
}

bool options_have_starttls(const struct options *options)
{
    return dialect_row_of(options->dialect_chosen, DIALECT_STARTTLS) != NULL;
}

bool options_print_events(const struct options *options)
{
    return options->events != NULL && strcmp(options->events, FEED_STDOUT) == 0;
}

void options_inputs(const struct options *options, const char *paths[OPTIONS_INPUTS])
{
    paths[0] = options->users_file;
    paths[1] = options->tls.certificate;
    paths[2] = options->tls.key;
    paths[3] = options->auth_file;
}
