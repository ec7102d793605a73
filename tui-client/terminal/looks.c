/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* looks.c - see looks.h. */
#include <config.h>

#include "tui-client/terminal/looks.h"

#include <assert.h>

#include "common/count.h"

enum { BLACK, RED, GREEN, YELLOW, CYAN = 6, WHITE, BRIGHT_YELLOW = 11, BRIGHT_WHITE = 15 };

#define OWN_COLORS .text = LOOKS_OWN, .ground = LOOKS_OWN

/* Without colours, or for styles that have none. */
static const struct look plain[] = {
    [STYLE_NORMAL] = {OWN_COLORS},
    [STYLE_TITLE] = {OWN_COLORS, .is_reversed = true},
    [STYLE_FRAME] = {OWN_COLORS},
    [STYLE_FOCUS] = {OWN_COLORS, .is_bold = true},
    [STYLE_FOCUS_TITLE] = {OWN_COLORS, .is_bold = true, .is_reversed = true},
    [STYLE_STRONG] = {OWN_COLORS, .is_bold = true},
    [STYLE_SELECTED] = {OWN_COLORS, .is_reversed = true},
    [STYLE_FIELD] = {OWN_COLORS, .is_underlined = true},
    [STYLE_GOOD] = {OWN_COLORS, .is_bold = true, .is_underlined = true},
    [STYLE_GO_ON] = {OWN_COLORS, .is_underlined = true},
    [STYLE_TROUBLE] = {OWN_COLORS, .is_underlined = true, .is_reversed = true},
    [STYLE_BAD] = {OWN_COLORS, .is_bold = true, .is_underlined = true, .is_reversed = true},
};
static_assert(COUNT(plain) == STYLES, "a look for each style");

/* Dark on a light colour, or the reverse.  Yellow is brown on some terminals, white is grey; the
 * bright ones are not. */
static const struct colors {
    short text, ground;
} colored[LOOKS_THEMES][STYLES] = {
    [LOOKS_8_COLORS] =
        {
            [STYLE_GOOD] = {BLACK, GREEN},
            [STYLE_GO_ON] = {BLACK, CYAN},
            [STYLE_TROUBLE] = {BLACK, YELLOW},
            [STYLE_BAD] = {WHITE, RED},
        },
    [LOOKS_16_COLORS] =
        {
            [STYLE_GOOD] = {BLACK, GREEN},
            [STYLE_GO_ON] = {BLACK, CYAN},
            [STYLE_TROUBLE] = {BLACK, BRIGHT_YELLOW},
            [STYLE_BAD] = {BRIGHT_WHITE, RED},
        },
};

struct look looks_of(enum looks_theme theme, enum style style)
{
    const struct colors *colors = &colored[theme][style];

    if (colors->text == colors->ground)
        return plain[style];
    /* Bold black is grey on some terminals. */
    return (struct look){
        .is_bold = colors->text != BLACK, .text = colors->text, .ground = colors->ground};
}
