/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox_name.c - see mailbox_name.h. */
#include <config.h>

#include "server/session/mailbox_name.h"

#include <stdio.h>
#include <string.h>

#define SUFFIX_SIZE (sizeof MAILBOX_SUFFIX - 1)

bool mailbox_name_fits(const char *name)
{
    return strlen(name) + SUFFIX_SIZE <= MAILBOX_FILE_NAME_MAX;
}

void mailbox_name_to_file(const char *name, char *buffer)
{
    snprintf(buffer, MAILBOX_FILE_NAME_MAX + 1, "%s%s", name, MAILBOX_SUFFIX);
}

bool mailbox_name_of_file(const char *file_name, char *buffer)
{
    size_t size = strlen(file_name);

    if (size <= SUFFIX_SIZE || size > MAILBOX_FILE_NAME_MAX ||
        strcmp(file_name + size - SUFFIX_SIZE, MAILBOX_SUFFIX) != 0)
        return false;
    memcpy(buffer, file_name, size - SUFFIX_SIZE);
    buffer[size - SUFFIX_SIZE] = '\0';
    return true;
}
