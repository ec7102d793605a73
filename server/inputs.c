/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs.c - see inputs.h. */
#include <config.h>

#include "server/inputs.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "server/base/input_file.h"
#include "server/options_values.h"

static_assert(OPTIONS_INPUTS + 2 <= USERS_FILE_RESERVED_MAX,
              "room for what options name: to be read, and the report and the events");

static int complain(const char *error)
{
    program_complain("%s", error);
    return -1;
}

static int read_users(struct inputs *inputs)
{
    const struct options *options = inputs->options;
    char error[PROGRAM_LINE_MAX];

    inputs->users_file.path = options->users_file;
    if (options->catch_all[0] != '\0')
        inputs->users_file.catch_all = options->catch_all;
    inputs->users = users_file_read(&inputs->users_file, error, sizeof error);
    return inputs->users != NULL ? 0 : complain(error);
}

int inputs_read(struct inputs *inputs, const struct options *options)
{
    inputs->options = options;
    return read_users(inputs) == 0 && certificate_read(&inputs->certificate, options) == 0 &&
                   accounts_read(&inputs->accounts, options) == 0
               ? 0
               : -1;
}

void inputs_reserve(struct inputs *inputs)
{
    const struct options *options = inputs->options;
    const char **others = inputs->users_file.reserved + OPTIONS_INPUTS;

    others[0] = options->report_file;
    others[1] = options_print_events(options) ? NULL : options->events;
}

static int examine_mailboxes(struct inputs *inputs, int directory_fd)
{
    char error[PROGRAM_LINE_MAX];

    inputs->users_file.directory_fd = directory_fd;
    options_inputs(inputs->options, inputs->users_file.reserved);
    if (users_file_examine(&inputs->users_file, inputs->users, error, sizeof error) == 0)
        return 0;
    return complain(error);
}

int inputs_examine(struct inputs *inputs, int directory_fd)
{
    return examine_mailboxes(inputs, directory_fd) == 0 &&
                   certificate_examine(&inputs->certificate) == 0
               ? 0
               : -1;
}

int inputs_create_mailboxes(const struct inputs *inputs)
{
    char error[PROGRAM_LINE_MAX];

    if (users_file_create(&inputs->users_file, inputs->users, error, sizeof error) == 0)
        return 0;
    return complain(error);
}

/* Whether PATH cannot be read, because of errno; one that is still to be made is no matter. */
static bool is_closed(const char *path)
{
    struct stat status;
    int fd = input_file_open(path, &status);

    if (fd < 0)
        return errno != ENOENT;
    close(fd);
    return false;
}

/* Whether PATHS has that of INDEX earlier: one file may hold the certificate and its key. */
static bool is_repeated(const char *const *paths, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (paths[i] != NULL && strcmp(paths[i], paths[index]) == 0)
            return true;
    return false;
}

/* Only with --user may a file that was read be closed to this process. */
static void warn_of_unreadable(const struct inputs *inputs,
                               void (*warn)(void *context, const char *line), void *context)
{
    const struct options *options = inputs->options;
    const char *paths[OPTIONS_INPUTS];
    char line[PROGRAM_LINE_MAX];

    options_inputs(options, paths);
    for (size_t i = 0; options->user != NULL && i < COUNT(paths); i++)
        if (paths[i] != NULL && !is_repeated(paths, i) && is_closed(paths[i])) {
            snprintf(line, sizeof line,
                     _("the user '%s' cannot read '%s': %s; SIGHUP will not read it again unless "
                       "you permit that"),
                     options->user, paths[i], strerror(errno));
            warn(context, line);
        }
}

void inputs_warn(const struct inputs *inputs, const struct users *users,
                 void (*warn)(void *context, const char *line), void *context)
{
    users_file_warn(&inputs->users_file, users, warn, context);
    warn_of_unreadable(inputs, warn, context);
}

void inputs_release(struct inputs *inputs)
{
    accounts_release(&inputs->accounts);
    if (inputs->users != NULL)
        users_free(inputs->users);
    credentials_free(inputs->certificate.credentials);
}
