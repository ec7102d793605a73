/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* aftermath.c - see aftermath.h. */
#include <config.h>

#include "server/mail/aftermath.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static bool is_of_user(const struct users *users, const char *file_name)
{
    char name[MAILBOX_FILE_NAME_MAX + 1];

    return mailbox_name_of_file(file_name, name) && users_find(users, name) != NULL;
}

static bool is_missing(int directory_fd, const char *file_name)
{
    struct stat file;

    return fstatat(directory_fd, file_name, &file, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

void aftermath_settle(const struct group_place *place, const struct users *users)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    for (int slot = 0; (slot = journal_next_kept(place->journal, slot, file_name)) >= 0; slot++) {
        enum recovery_outcome outcome = RECOVERY_NO_USER;
        uint64_t cut_bytes = 0;
        if (journal_find_kept(place->journal, file_name, 0) < slot)
            continue; /* another intent of the same mailbox */
        if (is_of_user(users, file_name) || is_missing(place->directory_fd, file_name))
            outcome = recovery_run(place->journal, place->directory_fd, file_name, &cut_bytes);
        else
            journal_set_aside(place->journal, file_name);
        if (place->repaired != NULL)
            place->repaired(place->repaired_context, file_name, outcome, cut_bytes);
    }
}
