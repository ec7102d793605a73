/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session_list.h - the session files that are meant: those that are named, and those in folders.
 *
 * Whether they can be read, and are session files, is not known here.
 */
#ifndef TUI_CLIENT_REPLAY_SESSION_LIST_H
#define TUI_CLIENT_REPLAY_SESSION_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define SESSION_LIST_SUFFIX ".session"

struct session_path {
    char *name;     /* owned by the list */
    bool was_found; /* in a folder, and not named */
};

struct session_list {
    struct session_path *paths; /* owned */
    size_t count;
};

/* Adds the file NAME, or if it names a folder the files in it that end in SESSION_LIST_SUFFIX and
 * do not begin with a dot, in the order of their bytes.  -1 with errno if memory or the folder
 * fails; ENODATA: there is no such file in it.  What was added before stays. */
int session_list_add(struct session_list *list, const char *name);

void session_list_release(struct session_list *list);

#endif
