/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_looks.c - every style can be read on dark and on light backgrounds. */
#include <config.h>

#include "tui-client/terminal/looks.h"

#include <math.h>
#include <string.h>

#include "tests/support/check_main.h"

/* The least contrast, by the formula of WCAG 2; eight colours have no better. */
static const double contrast_min[] = {[LOOKS_8_COLORS] = 3.0, [LOOKS_16_COLORS] = 4.5};

#define COLORS 16

/* The colours of common terminals by number: xterm, the VGA console, Tango (GNOME). */
static const struct palette {
    const char *name;
    unsigned colors[COLORS];
} palettes[] = {
    {"xterm",
     {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
      0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff}},
    {"VGA",
     {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
      0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff}},
    {"Tango",
     {0x000000, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf, 0x555753,
      0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec}},
};

static double linear(unsigned channel)
{
    double value = (channel & 0xFF) / 255.0;

    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned color)
{
    return 0.2126 * linear(color >> 16) + 0.7152 * linear(color >> 8) + 0.0722 * linear(color);
}

static double contrast(unsigned color, unsigned other)
{
    double a = luminance(color) + 0.05, b = luminance(other) + 0.05;

    return a > b ? a / b : b / a;
}

/* If one of both colours were the terminal's, nothing could be said of their contrast. */
START_TEST(every_style_can_be_read)
{
    enum looks_theme theme = (enum looks_theme)_i;

    for (int style = 0; style < STYLES; style++) {
        struct look look = looks_of(theme, (enum style)style);
        ck_assert_msg((look.text == LOOKS_OWN) == (look.ground == LOOKS_OWN),
                      "style %d, theme %d: half of its colours are the terminal's", style, theme);
        if (look.text == LOOKS_OWN)
            continue;
        ck_assert_int_ne(theme, LOOKS_PLAIN);
        ck_assert_int_lt(look.text, theme == LOOKS_8_COLORS ? 8 : 16);
        ck_assert_int_lt(look.ground, theme == LOOKS_8_COLORS ? 8 : 16);
        for (size_t i = 0; i < sizeof palettes / sizeof palettes[0]; i++) {
            double found = contrast(palettes[i].colors[look.text], palettes[i].colors[look.ground]);
            ck_assert_msg(found >= contrast_min[theme],
                          "style %d, theme %d: contrast %.1f in the palette %s", style, theme,
                          found, palettes[i].name);
        }
    }
}
END_TEST

/* Styles that stand for different things in the same place. */
START_TEST(what_stands_in_one_place_differs)
{
    static const enum style places[][5] = {
        {STYLE_NORMAL, STYLE_GOOD, STYLE_GO_ON, STYLE_TROUBLE, STYLE_BAD}, /* replies, status */
        {STYLE_NORMAL, STYLE_SELECTED, STYLE_FIELD, STYLE_TROUBLE, STYLE_STRONG}, /* forms */
        {STYLE_FRAME, STYLE_FOCUS_TITLE, STYLE_FOCUS, STYLE_SELECTED, STYLE_BAD}, /* panes */
    };
    enum looks_theme theme = (enum looks_theme)_i;

    for (size_t place = 0; place < 3; place++)
        for (size_t i = 0; i < 5; i++)
            for (size_t j = 0; j < i; j++) {
                struct look a = looks_of(theme, places[place][i]);
                struct look b = looks_of(theme, places[place][j]);
                ck_assert_msg(a.is_bold != b.is_bold || a.is_underlined != b.is_underlined ||
                                  a.is_reversed != b.is_reversed || a.text != b.text ||
                                  a.ground != b.ground,
                              "theme %d: styles %d and %d look the same", theme, places[place][i],
                              places[place][j]);
            }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("looks");
    TCase *all = tcase_create("looks");

    tcase_add_loop_test(all, every_style_can_be_read, 0, LOOKS_THEMES);
    tcase_add_loop_test(all, what_stands_in_one_place_differs, 0, LOOKS_THEMES);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
