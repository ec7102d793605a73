/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* own_files.c - see own_files.h. */
#include <config.h>

#include "server/own_files.h"

#include <fcntl.h>
#include <limits.h>

#include "common/count.h"
#include "server/base/same_file.h"
#include "server/mail/blocks.h"
#include "server/mail/journal.h"
#include "server/mail/lock.h"
#include "server/options_values.h"
#include "server/session/mailbox_name.h"
#include "server/tls/self_signed.h"

static bool is_path(const char *path, const struct stat *found)
{
    struct stat other;

    return path != NULL && stat(path, &other) == 0 && same_file(found, &other);
}

/* The file with the certificate alone, which --tls makes. */
static bool is_copy(const struct credentials_source *tls, const struct stat *found)
{
    char path[SELF_SIGNED_PATH_MAX];

    if (tls->made_for == NULL)
        return false;
    self_signed_copy_path(tls->certificate, path);
    return is_path(path, found);
}

static bool is_read(const struct options *options, const struct stat *found)
{
    const char *paths[OPTIONS_INPUTS];

    options_inputs(options, paths);
    for (size_t i = 0; i < COUNT(paths); i++)
        if (is_path(paths[i], found))
            return true;
    return is_copy(&options->tls, found);
}

static bool is_in_folder(int directory_fd, const char *name, const struct stat *found)
{
    struct stat other;

    return fstatat(directory_fd, name, &other, AT_SYMLINK_NOFOLLOW) == 0 &&
           same_file(found, &other);
}

static bool is_of_mailbox(int directory_fd, const char *name, const struct stat *found)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1], lock_name[NAME_MAX + 1];

    mailbox_name_to_file(name, file_name);
    lock_dotlock_name(file_name, lock_name);
    return is_in_folder(directory_fd, file_name, found) ||
           is_in_folder(directory_fd, lock_name, found);
}

static bool is_kept(const struct own_files *own, const struct stat *found)
{
    bool is_found = is_in_folder(own->directory_fd, journal_file_name(), found) ||
                    is_in_folder(own->directory_fd, lock_owner_name(), found) ||
                    is_in_folder(own->directory_fd, blocks_file_name(), found);

    for (size_t i = 0; i < users_count(own->users) && !is_found; i++)
        is_found = is_of_mailbox(own->directory_fd, users_at(own->users, i)->name, found);
    return is_found;
}

bool own_files_have(const struct own_files *own, const struct stat *found)
{
    return is_read(own->options, found) || is_kept(own, found);
}
