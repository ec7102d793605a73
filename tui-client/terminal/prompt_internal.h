/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_internal.h - shared by the prompt*.c files; no other file includes it. */
#ifndef TUI_CLIENT_TERMINAL_PROMPT_INTERNAL_H
#define TUI_CLIENT_TERMINAL_PROMPT_INTERNAL_H

#include <stdbool.h>

#include "tui-client/terminal/prompt.h"

/* prompt_setup.c: initializes Readline.  DRAWS: it shows the line itself; otherwise it never writes
 * to the terminal.  IS_FED: it never reads from it.  False if its streams cannot be opened. */
bool prompt_setup(bool draws, bool is_fed);

/* prompt_inputrc.c: rl_initialize(), which reads the user's inputrc unless it is unsafe; a line on
 * standard error then says so. */
void prompt_initialize(void);

/* prompt_find.c: the search replaces Readline's own, whatever keys that has. */
void prompt_find_start(void);

bool prompt_find_is_open(void);

/* Takes the first key of FED; false if it is none of the search, which then has ended. */
bool prompt_find_take(struct span *fed);

/* Ends the search; KEEPS the line that was found, or restores the one before. */
void prompt_find_end(bool keeps);

/* What is sought, as Readline shows it. */
const char *prompt_find_label(void);

/* prompt_wipe.c: Readline is initialized; IS_FED: as prompt_setup(). */
void prompt_wipe_start(bool is_fed);

/* The line that was accepted, owned: LINE, which Readline has returned, or one that it was kept
 * from copying. */
char *prompt_wipe_accepted(char *line);

/* Must be called whenever its line may have grown. */
void prompt_wipe_note(void);

/* Wipes what was in its line and no longer is. */
void prompt_wipe_rest(void);

/* Wipes and frees LINE, which may be NULL. */
void prompt_wipe(char *line);

/* A copy of TEXT without its NUL bytes, which the caller wipes; *POINT is adjusted.  NULL if
 * allocation fails. */
char *prompt_copy(struct span text, size_t *point);

/* prompt_completion.c: installs completion through HOOKS.  SHOWS: candidates are passed to its
 * show_candidates() instead of the terminal.  Readline must be initialized. */
void prompt_completion_start(const struct prompt_hooks *hooks, bool shows);

#endif
