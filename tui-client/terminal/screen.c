/* screen.c - taking the terminal and giving it back; see screen.h.
 *
 * Curses switches its own modes; pastes, which it does not know, and the mouse, of which it knows
 * what TERM promises, are switched here beside it.  Keys are read in screen_input.c, cells are
 * written in screen_draw.c.
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

/* How long the rest of a key's escape sequence may take after Esc. */
#define ESCAPE_DELAY_MS     25
#define ESCAPE_DELAY_MAX_MS 1000

/* Further down than any screen: terminals stop at their last row. */
#define BELOW_ALL 998

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Presses and the wheel, in the form that has no limits. */
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* What a program that ended badly may have left on: the mouse (X10, normal, highlights, drags, all
 * motion; UTF-8, SGR, urxvt, pixels), reports of the focus, xterm's modifyOtherKeys, kitty's
 * protocol. */
#define FOREIGN_OFF                                                                                \
    "\033[?9l\033[?1000l\033[?1001l\033[?1002l\033[?1003l"                                         \
    "\033[?1005l\033[?1006l\033[?1015l\033[?1016l"                                                 \
    "\033[?1004l\033[>4;0m\033[=0u"

/* Around the base64 of a text for the clipboard. */
#define CLIPBOARD_ON  "\033]52;c;"
#define CLIPBOARD_OFF "\a"

static struct {
    bool is_taken;                  /* the terminal is ours */
    bool has_mouse;                 /* so is the mouse */
    char restore[RESCUE_BYTES_MAX]; /* what a crash writes */
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

/* What endwin(3X) would write, prepared while terminfo is sound. */
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

/* Looks the terminal up without changing anything of it.  NULL, or why it cannot be used. */
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
    /* Readline may hold strings of the one before, and newterm() makes one of its own. */
    found = set_curterm(before);
    (void)del_curterm(found);
    return why;
}

/* ESCDELAY is what curses calls it. */
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
            return; /* the terminal is gone, which reading will tell */
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
    /* First the modes: a process in the background is stopped here, before it writes. */
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

/* In one column nothing can be read, and curses itself reads beyond the ends of its lines. */
void screen_resize(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col > 1 ? size.ws_col : 2);
    /* Terminals differ in what they keep of cells that went out of sight. */
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
              base64_encode(text, &sequence) == 0 &&
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
