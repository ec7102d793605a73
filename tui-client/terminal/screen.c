/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen.c - takes and restores the terminal; see screen.h.
 *
 * Curses switches its own modes; bracketed paste, which it does not know, and the mouse, which it
 * knows only if TERM does, are switched here.  screen_input.c reads keys, screen_draw.c writes
 * cells.
 */
#include <config.h>

#include "tui-client/terminal/screen.h"

#include <curses.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "common/base64.h"
#include "common/buffer.h"
#include "common/i18n.h"
#include "tui-client/message/mime.h"
#include "tui-client/terminal/rescue.h"
#include "tui-client/terminal/screen_internal.h"

/* Maximum delay between Esc and the rest of an escape sequence. */
#define ESCAPE_DELAY_MS     25
#define ESCAPE_DELAY_MAX_MS 1000

/* Below any screen: terminals stop at their last row. */
#define BELOW_ALL 998

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Buttons and the wheel, in the encoding without limits (SGR). */
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* Modes that a crashed program may have left on: the mouse (X10, normal, highlights, drags, all
 * motion; UTF-8, SGR, urxvt, pixels), focus reports, xterm's modifyOtherKeys, kitty's protocol. */
#define FOREIGN_OFF                                                                                \
    "\033[?9l\033[?1000l\033[?1001l\033[?1002l\033[?1003l"                                         \
    "\033[?1005l\033[?1006l\033[?1015l\033[?1016l"                                                 \
    "\033[?1004l\033[>4;0m\033[=0u"

/* OSC 52: the base64 of the text goes between. */
#define CLIPBOARD_ON  "\033]52;c;"
#define CLIPBOARD_OFF "\a"

static struct {
    bool is_taken;                  /* the terminal is ours */
    bool has_mouse;                 /* so is the mouse */
    char restore[RESCUE_BYTES_MAX]; /* written after a crash */
    size_t restore_size;
} screen;

static int collect_byte(int byte)
{
    /* Padding (NUL) would only delay a crash. */
    if (byte != '\0' && screen.restore_size < sizeof screen.restore)
        screen.restore[screen.restore_size++] = (char)byte;
    return byte;
}

static void collect(const char *capability)
{
    if (capability != NULL)
        (void)tputs(capability, 1, collect_byte);
}

/* The output of endwin(3X), prepared while terminfo is intact. */
static void prepare_restore(bool mouse)
{
    screen.restore_size = 0;
    collect(PASTE_OFF);
    if (mouse)
        collect(MOUSE_OFF);
    collect(exit_alt_charset_mode);
    collect(exit_attribute_mode);
    collect(orig_pair);
    collect(keypad_local);
    collect(cursor_normal);
    if (exit_ca_mode != NULL) {
        collect(exit_ca_mode);
        return;
    }
    collect(tparm(cursor_address, BELOW_ALL, 0, 0, 0, 0, 0, 0, 0, 0));
    collect("\r\n");
}

/* Checks the terminal without changing it.  NULL, or why it cannot be used. */
static const char *examine_terminal(bool mouse)
{
    const char *why = NULL;
    int error = 0;
    TERMINAL *before = cur_term, *found;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return _("standard input and output are not a terminal; try --plain");
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return _("the terminal type in TERM is unknown; set TERM, or try --plain");
    if (cursor_address == NULL)
        why = _("this type of terminal cannot show a full screen; try --plain");
    else
        prepare_restore(mouse);
    /* Readline may hold strings of the former TERMINAL, and newterm() creates its own. */
    found = set_curterm(before);
    (void)del_curterm(found);
    return why;
}

/* As curses does, use ESCDELAY if it is set. */
static int escape_delay(void)
{
    const char *wanted = getenv("ESCDELAY");
    long delay;

    if (wanted == NULL)
        return ESCAPE_DELAY_MS;
    delay = strtol(wanted, NULL, 10);
    if (delay < 0)
        return ESCAPE_DELAY_MS;
    return delay < ESCAPE_DELAY_MAX_MS ? (int)delay : ESCAPE_DELAY_MAX_MS;
}

/* Curses' own buffer is empty between two refreshes. */
static void write_past_curses(struct span sequence)
{
    while (sequence.size > 0) {
        ssize_t size = write(STDOUT_FILENO, sequence.data, sequence.size);
        if (size < 0)
            return; /* the terminal hung up; the next read reports it */
        sequence = span_skip(sequence, (size_t)size);
    }
}

static bool start_curses(void)
{
    use_tioctl(TRUE);
    if (newterm(NULL, stdout, stdin) == NULL)
        return false;
    raw();
    nonl();
    noecho();
    return keypad(stdscr, TRUE) == OK;
}

static void switch_on(void)
{
    write_past_curses(span_of(FOREIGN_OFF));
    write_past_curses(span_of(PASTE_ON));
    if (screen.has_mouse)
        write_past_curses(span_of(MOUSE_ON));
}

static void switch_off(void)
{
    write_past_curses(span_of(PASTE_OFF));
    if (screen.has_mouse)
        write_past_curses(span_of(MOUSE_OFF));
}

int screen_start(bool color, bool ascii, bool mouse, const char **why)
{
    static bool is_registered;

    *why = examine_terminal(mouse);
    if (*why != NULL)
        return -1;
    rescue_arm((struct span){screen.restore, screen.restore_size});
    screen.is_taken = true;
    screen.has_mouse = mouse;
    if (!start_curses()) {
        screen_stop();
        *why = _("the terminal cannot be used; try --plain");
        return -1;
    }
    screen_draw_start(color, ascii);
    screen_input_start(escape_delay(), mouse);
    switch_on();
    if (!is_registered)
        is_registered = atexit(screen_stop) == 0;
    return 0;
}

void screen_leave(void)
{
    if (!screen.is_taken)
        return;
    screen.is_taken = false;
    switch_off();
    endwin();
    rescue_disarm();
}

void screen_return(void)
{
    if (screen.is_taken)
        return;
    rescue_arm((struct span){screen.restore, screen.restore_size});
    screen.is_taken = true;
    /* Set the modes first: this stops a background process before it writes. */
    reset_prog_mode();
    switch_on();
    screen_resize();
}

/* Curses' own memory stays: Readline may have borrowed strings of the terminal from it. */
void screen_stop(void)
{
    screen_leave();
    screen_input_stop();
}

void screen_suspend(void)
{
    screen_leave();
    rescue_stop_process();
    screen_return();
}

/* One column is unreadable, and with it curses reads out of bounds. */
void screen_resize(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col > 1 ? size.ws_col : 2);
    /* Terminals differ in whether they keep cells that are cut off. */
    clearok(curscr, TRUE);
}

struct box screen_size(void)
{
    struct box all = {.height = LINES, .width = COLS};

    return all;
}

bool screen_copy(struct span text)
{
    struct buffer sequence;
    bool is_made = text.size <= SCREEN_COPY_MAX;

    buffer_init(&sequence, 2 * (size_t)SCREEN_COPY_MAX);
    is_made = is_made && buffer_append(&sequence, CLIPBOARD_ON, strlen(CLIPBOARD_ON)) == 0 &&
              base64_encode_unbroken(text, &sequence) == 0 &&
              buffer_append(&sequence, CLIPBOARD_OFF, strlen(CLIPBOARD_OFF)) == 0;
    if (is_made)
        write_past_curses(buffer_span(&sequence));
    buffer_release(&sequence);
    return is_made;
}

void screen_redraw(void)
{
    clearok(curscr, TRUE);
    (void)wrefresh(curscr);
}
