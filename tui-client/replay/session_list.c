/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session_list.c - see session_list.h.
 */
#include <config.h>

#include "tui-client/replay/session_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes over NAME, also if it fails. */
static int append(struct session_list *list, char *name, bool was_found)
{
    struct session_path *paths = NULL;

    if (name != NULL && (list->count & (list->count - 1)) == 0)
        paths = reallocarray(list->paths, list->count > 0 ? 2 * list->count : 1, sizeof *paths);
    else if (name != NULL)
        paths = list->paths;
    if (paths == NULL) {
        free(name);
        errno = ENOMEM;
        return -1;
    }
    list->paths = paths;
    list->paths[list->count++] = (struct session_path){name, was_found};
    return 0;
}

static bool is_meant(const char *name)
{
    size_t length = strlen(name), suffix = strlen(SESSION_LIST_SUFFIX);

    return name[0] != '.' && length > suffix &&
           strcmp(name + length - suffix, SESSION_LIST_SUFFIX) == 0;
}

/* FOLDER and NAME as one path, for free(3). */
static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    const char *slash = folder[length - 1] == '/' ? "" : "/";
    char *path;

    return asprintf(&path, "%s%s%s", folder, slash, name) >= 0 ? path : NULL;
}

static int compare(const void *a, const void *b)
{
    const struct session_path *first = a, *second = b;

    return strcmp(first->name, second->name);
}

static int add_folder(struct session_list *list, const char *name, DIR *folder)
{
    size_t first = list->count;
    const struct dirent *entry;

    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        if (is_meant(entry->d_name) && append(list, join(name, entry->d_name), true) != 0)
            return -1;
        errno = 0;
    }
    if (errno != 0)
        return -1;
    if (list->count == first) {
        errno = ENODATA;
        return -1;
    }
    qsort(list->paths + first, list->count - first, sizeof *list->paths, compare);
    return 0;
}

int session_list_add(struct session_list *list, const char *name)
{
    DIR *folder = opendir(name);
    int result, error;

    /* Whoever plays a file tells why it cannot be read. */
    if (folder == NULL && (errno == ENOTDIR || errno == ENOENT || errno == ELOOP))
        return append(list, strdup(name), false);
    if (folder == NULL)
        return -1;
    result = add_folder(list, name, folder);
    error = errno;
    closedir(folder);
    errno = error;
    return result;
}

void session_list_release(struct session_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i].name);
    free(list->paths);
    *list = (struct session_list){0};
}
