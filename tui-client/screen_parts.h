/* screen_parts.h - what the files of the screen tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_SCREEN_PARTS_H
#define TUI_CLIENT_SCREEN_PARTS_H

#include <stdbool.h>

#include "tui-client/screen.h"

/* screen_draw.c: chooses the looks of the styles; curses has been started. */
void screen_draw_start(bool color, bool ascii);

/* screen_input.c: makes keys known to curses, which has been started; false without memory. */
bool screen_input_start(void);

/* Frees a paste. */
void screen_input_stop(void);

/* screen_paste.c: no paste is under way; what there is of one is freed. */
void screen_paste_start(void);
void screen_paste_stop(void);

/* What begins a paste has been read, and not a byte behind it. */
void screen_paste_begin(long long now_ms);

/* Whether what comes from the terminal is part of a paste, to be read by screen_paste_read() until
 * there is nothing to tell: a whole paste, which lasts until screen_paste_forget(), or one that is
 * lost. */
bool screen_paste_goes_on(void);
struct screen_input screen_paste_read(long long now_ms);
void screen_paste_forget(void);

#endif
