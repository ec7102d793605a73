/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* looks.h - how each style looks on terminals with 16 colours, with 8, and with none.
 *
 * The colours of the terminal's own text and background are unknown, dark or light.  A look thus
 * has either both of them, or a colour of text and of background that are both its own.  None is
 * faint: many terminals show that in a hardly visible grey.
 */
#ifndef TUI_CLIENT_TERMINAL_LOOKS_H
#define TUI_CLIENT_TERMINAL_LOOKS_H

#include <stdbool.h>

#include "tui-client/terminal/box.h"

enum looks_theme { LOOKS_PLAIN, LOOKS_8_COLORS, LOOKS_16_COLORS, LOOKS_THEMES };

/* The terminal's own colour. */
#define LOOKS_OWN (-1)

struct look {
    bool is_bold, is_underlined, is_reversed;
    short text, ground; /* numbers of ANSI colours, or LOOKS_OWN, both of them */
};

struct look looks_of(enum looks_theme theme, enum style style);

#endif
