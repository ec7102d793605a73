/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* places.c - see places.h. */
#include <config.h>

#include "server/sandbox/places.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/same_file.h"

/* More than anybody makes; a chain that is longer can be read, but not replaced in its whole. */
#define LINKS_MAX 8

void places_add(struct places *places, int fd, enum landlock_use use)
{
    if (places->count < PLACES_MAX)
        places->rules[places->count++] = (struct landlock_rule){fd, use};
}

void places_add_path(struct places *places, const char *path, enum landlock_use use)
{
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return;
    if (places->count == PLACES_MAX) {
        close(fd);
        return;
    }
    places->owned[places->owned_count++] = fd;
    places_add(places, fd, use);
}

static bool is_root(const char *folder)
{
    struct stat root, found;

    return stat("/", &root) == 0 && stat(folder, &found) == 0 && same_file(&root, &found);
}

/* Stores the folder of PATH, which is relative to the working directory. */
static void folder_of(const char *path, char *folder)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        strcpy(folder, ".");
    else if (slash == path)
        strcpy(folder, "/");
    else
        snprintf(folder, PATH_MAX, "%.*s", (int)(slash - path), path);
}

/* Replaces PATH, a symbolic link in FOLDER, by where it leads.  Returns false if it is none. */
static bool follow(char *path, const char *folder)
{
    char target[PATH_MAX], next[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target - 1);

    if (size <= 0)
        return false;
    target[size] = '\0';
    int length = target[0] == '/' ? snprintf(next, sizeof next, "%s", target)
                                  : snprintf(next, sizeof next, "%s/%s", folder, target);
    if (length >= PATH_MAX)
        return false;
    strcpy(path, next);
    return true;
}

void places_add_folders(struct places *places, const char *path)
{
    char next[PATH_MAX], folder[PATH_MAX];
    int links = 0;

    if (snprintf(next, sizeof next, "%s", path) >= PATH_MAX)
        return;
    do {
        folder_of(next, folder);
        if (is_root(folder))
            places_add_path(places, next, LANDLOCK_READ_FILE);
        else
            places_add_path(places, folder, LANDLOCK_READ);
    } while (++links <= LINKS_MAX && follow(next, folder));
}

void places_release(struct places *places)
{
    while (places->owned_count > 0)
        close(places->owned[--places->owned_count]);
    places->count = 0;
}
