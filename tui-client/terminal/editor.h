/* editor.h - the person's own editor, run on a text.
 *
 * The text goes into a file that nobody else may read, the editor runs on it, and what it leaves
 * there comes back.  The program goes on meanwhile; it only leaves the terminal alone.  A text that
 * cannot be taken back stays in its file.
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
    struct termios modes; /* of the terminal when it was given away */
    bool has_modes;
};

enum editor_state {
    EDITOR_RUNS,
    EDITOR_STOPPED, /* as Ctrl-Z does */
    EDITOR_DONE,    /* the file holds the text */
    EDITOR_FAILED,  /* it could not be run, or gave up */
};

/* Writes TEXT to a new file and starts $VISUAL, else $EDITOR, else vi on it.  The terminal has been
 * given back, see screen_leave().  0, or -1 with errno and no file. */
int editor_start(struct editor *editor, struct span text);

bool editor_runs(const struct editor *editor);

/* What has become of the editor, to be asked when a child has changed its state.  Unless it runs,
 * the terminal is ours again. */
enum editor_state editor_look(struct editor *editor);

/* Lets a stopped editor go on, with the terminal. */
void editor_continue(const struct editor *editor);

/* Asks the editor to end, waits a little for that, and restores the terminal. */
void editor_terminate(const struct editor *editor);

/* Removes the file. */
void editor_discard(struct editor *editor);

#endif
