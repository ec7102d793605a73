/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_internal.h - shared by the screen*.c files; no other file includes it. */
#ifndef TUI_CLIENT_TERMINAL_SCREEN_INTERNAL_H
#define TUI_CLIENT_TERMINAL_SCREEN_INTERNAL_H

#include <stdbool.h>

/* screen_draw.c: sets the attributes of the styles; curses must be started. */
void screen_draw_start(bool color, bool ascii);

/* screen_input.c: curses must be started.  ESCAPE_MS: maximum delay after Esc.  MOUSE: mouse events
 * are enabled. */
void screen_input_start(int escape_ms, bool mouse);

/* Frees a paste. */
void screen_input_stop(void);

#endif
