/* prompt.h - editing one line with GNU Readline, in a terminal or inside curses.
 *
 * Readline is one per process, so this is too: it lends itself to whichever line has the focus,
 * the raw line or a field of a form, with the same keys, history and completion.  In
 * PROMPT_TERMINAL it draws by itself (line mode); in PROMPT_SCREEN it draws nothing and never
 * touches the terminal: bytes are fed to it and prompt_view() says what to show.  It knows nothing
 * of SMTP.
 */
#ifndef TUI_CLIENT_TERMINAL_PROMPT_H
#define TUI_CLIENT_TERMINAL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

enum prompt_mode { PROMPT_TERMINAL, PROMPT_SCREEN };

struct prompt_hooks {
    /* Called for each candidate's number, from 0: a completion of LINE, of which the cursor stands
     * behind the first POINT bytes.  Returns a string that the caller frees, which replaces the
     * bytes of LINE from *START up to the cursor, or NULL when there is no further one. */
    char *(*complete)(void *context, struct span line, size_t point, unsigned number,
                      size_t *start);
    /* Candidates to choose from (PROMPT_SCREEN): how many, and each as text.  Shown until the next
     * key. */
    void (*show_candidates)(void *context, char *const *candidates, size_t count);
    /* Enter: LINE is whole.  LINE borrows; the prompt is empty again when this is called. */
    void (*submit)(void *context, struct span line);
    /* Ctrl-D on an empty line, or the end of input (PROMPT_TERMINAL, where no prompt is shown
     * from then on until prompt_show()). */
    void (*end)(void *context);
    void *context;
};

/* What PROMPT_SCREEN has to show. */
struct prompt_view {
    const char *label; /* while searching: Readline's own prompt, such as "(reverse-i-search)`x': ";
                          else "" */
    struct span text;  /* control bytes not yet made visible */
    size_t point;      /* bytes of TEXT before the cursor; at a character's start */
};

/* Starts; HOOKS lives until prompt_stop().  LABEL is the prompt of PROMPT_TERMINAL (may be changed,
 * see prompt_label()); where input or output is no terminal, no prompt and no line is shown.  In
 * PROMPT_SCREEN this comes before screen_start(), as Readline complains of mistakes in inputrc on
 * standard error.  0, or -1 if Readline cannot be used. */
int prompt_start(enum prompt_mode mode, const struct prompt_hooks *hooks, const char *label);

/* Gives the terminal back as it was. */
void prompt_stop(void);

/* PROMPT_TERMINAL: standard input is readable. */
void prompt_read(void);

/* PROMPT_SCREEN: feeds SIZE bytes, whole characters or escape sequences of keys as a terminal sends
 * them.  A lone Esc is heeded only with the keys of vi: with those of Emacs it would swallow the
 * next key. */
void prompt_feed(const char *bytes, size_t size);

/* PROMPT_SCREEN: inserts TEXT at the cursor as it is, as a paste does; nothing in it acts as a key.
 * NUL, which Readline cannot hold, is left out. */
void prompt_insert(struct span text);

/* As prompt_insert() for a line that must stay one: line ends become blanks, so that a paste never
 * submits. */
void prompt_paste(struct span text);

/* Replaces the line; the cursor goes behind its first POINT bytes.  There is nothing to undo, and a
 * search has ended.  NUL is left out. */
void prompt_load(struct span text, size_t point);

/* The line as it is; borrowed until the next call. */
struct prompt_view prompt_view(void);

/* Ends a search or a pending key sequence and leaves the line as it was before; true if there was
 * one. */
bool prompt_cancel(void);

/* Ends a search, too, but keeps the line that it found; true if there was one. */
bool prompt_accept(void);

/* PROMPT_SCREEN: the line is the path of a file (or not, as at first): file names are completed
 * instead of what the hooks offer. */
void prompt_complete_paths(bool is_path);

/* PATH with a leading "~" or "~NAME" as the home folder it stands for; the caller frees it.  NULL
 * without memory. */
char *prompt_expand_path(struct span path);

/* Adds LINE to what Up and Ctrl-R find. */
void prompt_remember(const char *line);

/* Forgets all that was remembered, so that another line can have a history of its own. */
void prompt_forget(void);

/* PROMPT_TERMINAL: changes the prompt from the next line on; shows it now if the line is empty. */
void prompt_label(const char *label);

/* PROMPT_TERMINAL: gives the terminal back, stops the process as SIGTSTP does, and takes the
 * terminal and shows the line again when it goes on. */
void prompt_suspend(void);

/* PROMPT_TERMINAL: takes the line off the screen so that something can be printed, and puts it
 * back. */
void prompt_hide(void);
void prompt_show(void);

#endif
