/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs.c - see inputs.h. */
#include <config.h>

#include "server/inputs.h"

#include "common/program.h"

static int complain(const char *error)
{
    program_complain("%s", error);
    return -1;
}

static int read_users(struct inputs *inputs)
{
    const struct options *options = inputs->options;
    char error[USERS_FILE_ERROR_MAX];

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

static int examine_mailboxes(struct inputs *inputs, int directory_fd)
{
    char error[USERS_FILE_ERROR_MAX];

    inputs->users_file.directory_fd = directory_fd;
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
    char error[USERS_FILE_ERROR_MAX];

    if (users_file_create(&inputs->users_file, inputs->users, error, sizeof error) == 0)
        return 0;
    return complain(error);
}

void inputs_warn(const struct inputs *inputs, const struct users *users,
                 void (*warn)(void *context, const char *line), void *context)
{
    char doubt[USERS_FILE_ERROR_MAX];

    users_file_doubt(&inputs->users_file, users, doubt, sizeof doubt);
    if (doubt[0] != '\0')
        warn(context, doubt);
}

void inputs_release(struct inputs *inputs)
{
    accounts_release(&inputs->accounts);
    if (inputs->users != NULL)
        users_free(inputs->users);
    credentials_free(inputs->certificate.credentials);
}
