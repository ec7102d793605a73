/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt.h - editing one line with GNU Readline, in a terminal or inside curses.
 *
 * Readline is one per process, and so is this: it edits the line that has the focus, the raw line
 * or a field of a form, with the same keys, history and completion.  In PROMPT_TERMINAL it draws
 * the line itself (line mode); in PROMPT_SCREEN it draws nothing and never touches the terminal:
 * its input comes from prompt_feed() and prompt_view() says what to show.  It knows nothing of
 * SMTP.
 */
#ifndef TUI_CLIENT_TERMINAL_PROMPT_H
#define TUI_CLIENT_TERMINAL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

enum prompt_mode { PROMPT_TERMINAL, PROMPT_SCREEN };

struct prompt_hooks {
    /* Returns candidate NUMBER, from 0, for completing LINE, whose cursor is after the first POINT
     * bytes: a string that the caller frees, which replaces the bytes of LINE from *START up to the
     * cursor, or NULL if there are no more. */
    char *(*complete)(void *context, struct span line, size_t point, unsigned number,
                      size_t *start);
    /* Candidates to choose from (PROMPT_SCREEN): how many, and each as text.  Shown until the next
     * key. */
    void (*show_candidates)(void *context, char *const *candidates, size_t count);
    /* Enter: LINE is complete.  LINE is borrowed; the prompt is empty again when this is called. */
    void (*submit)(void *context, struct span line);
    /* Ctrl-D on an empty line, or the end of input (PROMPT_TERMINAL, where no prompt is shown
     * from then on until prompt_show()). */
    void (*end)(void *context);
    void *context;
};

/* What to show in PROMPT_SCREEN. */
struct prompt_view {
    const char *label; /* in a search: Readline's own prompt, such as "(reverse-i-search)`x': ";
                          otherwise "" */
    struct span text;  /* control bytes not yet made visible */
    size_t point;      /* bytes of TEXT before the cursor; at a character's start */
};

/* Starts Readline; HOOKS must live until prompt_stop().  LABEL is the prompt of PROMPT_TERMINAL
 * (may be changed, see prompt_label()); if input or output is not a terminal, no prompt and no line
 * is shown.  In PROMPT_SCREEN call this before screen_start(), as Readline reports errors in
 * inputrc on standard error.  0, or -1 if Readline cannot be used. */
int prompt_start(enum prompt_mode mode, const struct prompt_hooks *hooks, const char *label);

/* Restores the terminal. */
void prompt_stop(void);

/* PROMPT_TERMINAL: standard input is readable. */
void prompt_read(void);

/* PROMPT_SCREEN: feeds SIZE bytes, whole characters or escape sequences of keys as a terminal sends
 * them.  A lone Esc is fed only in vi mode: in Emacs mode it would swallow the next key. */
void prompt_feed(const char *bytes, size_t size);

/* PROMPT_SCREEN: inserts TEXT at the cursor unchanged, like a paste; nothing in it acts as a key.
 * NUL, which Readline cannot store, is left out. */
void prompt_insert(struct span text);

/* As prompt_insert(), but line ends become blanks, so that a paste never submits. */
void prompt_paste(struct span text);

/* Bytes of a line up to which keys are answered at once: all of it is looked at for each. */
#define PROMPT_LINE_MAX ((size_t)1 << 20)

/* Whether SIZE bytes more leave it at that. */
bool prompt_has_room(size_t size);

/* Replaces the line; the cursor moves after its first POINT bytes.  Clears the undo list and ends a
 * search.  NUL is left out. */
void prompt_load(struct span text, size_t point);

/* The current line; borrowed until the next call. */
struct prompt_view prompt_view(void);

/* Cancels a search or a pending key sequence and restores the line; true if there was one. */
bool prompt_cancel(void);

/* Ends a search and keeps the line that it found; true if there was one. */
bool prompt_accept(void);

/* PROMPT_SCREEN: sets whether the line is the path of a file (initially not): file names are then
 * completed instead of the hooks' candidates. */
void prompt_complete_paths(bool is_path);

/* PATH with a leading "~" or "~NAME" expanded to the home folder; the caller frees it.  NULL if
 * allocation fails. */
char *prompt_expand_path(struct span path);

/* Adds LINE to the history of Up and Ctrl-R. */
void prompt_remember(const char *line);

/* Clears that history, so that another line can have its own. */
void prompt_forget(void);

/* PROMPT_TERMINAL: changes the prompt from the next line on; shows it now if the line is empty. */
void prompt_label(const char *label);

/* PROMPT_TERMINAL: restores the terminal, stops the process as SIGTSTP does; when continued, takes
 * the terminal and shows the line again. */
void prompt_suspend(void);

/* PROMPT_TERMINAL: hide the line so that something can be printed, and show it again. */
void prompt_hide(void);
void prompt_show(void);

#endif
