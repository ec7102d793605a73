/* prompt_internal.h - what the files of the prompt tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_TERMINAL_PROMPT_INTERNAL_H
#define TUI_CLIENT_TERMINAL_PROMPT_INTERNAL_H

#include <stdbool.h>

#include "tui-client/terminal/prompt.h"

/* prompt_setup.c: initializes Readline.  DRAWS: it shows the line by itself; otherwise it never
 * writes to the terminal.  IS_FED: it never reads from it.  false without files. */
bool prompt_setup(bool draws, bool is_fed);

/* prompt_inputrc.c: rl_initialize(), which reads the user's inputrc unless that would take Readline
 * too far; then one line on standard error says so. */
void prompt_initialize(void);

/* prompt_completion.c: completes by HOOKS from now on.  SHOWS: candidates go to its
 * show_candidates() instead of the terminal.  Readline has been initialized. */
void prompt_completion_start(const struct prompt_hooks *hooks, bool shows);

#endif
