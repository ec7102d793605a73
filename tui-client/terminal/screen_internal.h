/* screen_internal.h - what the files of the screen tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_TERMINAL_SCREEN_INTERNAL_H
#define TUI_CLIENT_TERMINAL_SCREEN_INTERNAL_H

#include <stdbool.h>

/* screen_draw.c: chooses the looks of the styles; curses has been started. */
void screen_draw_start(bool color, bool ascii);

/* screen_input.c: curses has been started.  ESCAPE_MS: how long what follows Esc may take. MOUSE:
 * it is ours. */
void screen_input_start(int escape_ms, bool mouse);

/* Frees a paste. */
void screen_input_stop(void);

#endif
