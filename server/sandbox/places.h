/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* places.h - the folders in which files stand that are read again while the server runs.
 *
 * An editor or a renewal replaces a file, or the symbolic link that leads to it, so the folder of
 * each link on the way counts, and that of the file.  The root folder would be everything: of a
 * file there, only the file itself counts.
 */
#ifndef SERVER_SANDBOX_PLACES_H
#define SERVER_SANDBOX_PLACES_H

#include <stddef.h>

#include "server/sandbox/landlock.h"

/* Maximum number of rules: four files, with eight links each on the way, and a few others. */
#define PLACES_MAX 48

/* Initialize with zeros. */
struct places {
    struct landlock_rule rules[PLACES_MAX];
    size_t count;
    int owned[PLACES_MAX]; /* descriptors to close */
    size_t owned_count;
};

/* Adds what FD, which is borrowed, is open for. */
void places_add(struct places *places, int fd, enum landlock_use use);

/* Adds the file or folder PATH.  What does not exist is not needed either. */
void places_add_path(struct places *places, const char *path, enum landlock_use use);

/* Adds the folders of the file PATH, for LANDLOCK_READ. */
void places_add_folders(struct places *places, const char *path);

void places_release(struct places *places);

#endif
