/* screen_parts.h - what the files of the screen tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_SCREEN_PARTS_H
#define TUI_CLIENT_SCREEN_PARTS_H

#include <stdbool.h>

/* screen_draw.c: chooses the looks of the styles; curses has been started. */
void screen_draw_start(bool color, bool ascii);

/* screen_input.c: makes keys known to curses, which has been started; false without memory. */
bool screen_input_start(void);

/* Frees a paste. */
void screen_input_stop(void);

#endif
