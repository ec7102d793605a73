/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* editor.h - runs the user's editor on a text.
 *
 * The text is written to a file with mode 0600, the editor runs on it, and the result is read back.
 * The program continues meanwhile, but does not touch the terminal.  A text that cannot be read
 * back stays in its file.
 */
#ifndef TUI_CLIENT_TERMINAL_EDITOR_H
#define TUI_CLIENT_TERMINAL_EDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include "common/span.h"

struct editor {
    pid_t pid;            /* of the editor's shell, and of its process group; 0: none runs */
    char path[4096];      /* of the file */
    struct termios modes; /* of the terminal before the editor got it */
    bool has_modes;
};

enum editor_state {
    EDITOR_RUNS,
    EDITOR_STOPPED, /* as Ctrl-Z does */
    EDITOR_DONE,    /* the file holds the text */
    EDITOR_FAILED,  /* it could not be run, or failed */
};

/* Writes TEXT to a new file and starts $VISUAL, else $EDITOR, else vi on it.  The caller has
 * released the terminal with screen_leave().  0, or -1 with errno and no file. */
int editor_start(struct editor *editor, struct span text);

bool editor_runs(const struct editor *editor);

/* The state of the editor; call it after SIGCHLD.  Unless the editor runs, the terminal is ours
 * again. */
enum editor_state editor_look(struct editor *editor);

/* Continues a stopped editor and gives it the terminal. */
void editor_continue(const struct editor *editor);

/* Terminates the editor, waits a short time for it, and restores the terminal. */
void editor_terminate(const struct editor *editor);

/* Removes the file. */
void editor_discard(struct editor *editor);

#endif
