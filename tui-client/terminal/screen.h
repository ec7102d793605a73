/* screen.h - the terminal: curses started and ended, input in, text out.
 *
 * The terminal is restored on every way out: screen_stop(), suspension, a signal that ends the
 * process, a crash.  Nothing reaches it but through curses; untrusted bytes are made visible by
 * screen_text() and cut to the room there is.  What is shown where is for the panes to say.
 */
#ifndef TUI_CLIENT_TERMINAL_SCREEN_H
#define TUI_CLIENT_TERMINAL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "tui-client/terminal/box.h"
#include "tui-client/terminal/input.h"

/* Starts curses on the terminal of standard input and output; the locale has been set, and signals
 * that the program handles have their handlers.  COLOR: use colours if the terminal
 * has them. ASCII: draw frames with + - |.  MOUSE: hear of the mouse, which the terminal then does
 * not use by itself.  0, or -1 with *WHY (translated, static): no terminal, or an unknown one. */
int screen_start(bool color, bool ascii, bool mouse, const char **why);

/* Restores the terminal. */
void screen_stop(void);

/* Restores the terminal, stops the process as SIGTSTP does, and takes the terminal again when it
 * goes on. */
void screen_suspend(void);

/* Gives the terminal to another program, such as an editor, and takes it again. */
void screen_leave(void);
void screen_return(void);

/* Gives TEXT to the clipboard of the terminal, if that takes it (OSC 52); nobody can tell.  False
 * if it is longer than SCREEN_COPY_MAX bytes, which terminals do not take. */
#define SCREEN_COPY_MAX 74994
bool screen_copy(struct span text);

/* The terminal may have another size: takes it over.  All must be drawn again. */
void screen_resize(void);

/* The whole screen, row 0 column 0. */
struct box screen_size(void);

/* What comes next, without waiting; NOW_MS is the monotonic clock. */
struct input screen_read(int64_t now_ms);

/* Bytes of a paste that is under way; 0: none is. */
size_t screen_pasted(void);

/* When to read at the latest though nothing comes: Esc may be alone, and a sequence or a paste may
 * have lost its end. */
int64_t screen_deadline_ms(void);

/* Drawing: screen_begin(), any of the others, then screen_end().  What is not drawn is blank. */
void screen_begin(void);

/* Shows all, with the hardware cursor at ROW and COLUMN, hidden if ROW is negative. */
void screen_end(int row, int column);

/* Writes all that is on the screen anew (Ctrl-L). */
void screen_redraw(void);

/* Shows TEXT, made visible by text.h, from ROW and COLUMN in at most WIDTH columns; what does not
 * fit is cut at a character.  Returns the columns used.  Nothing is ever drawn outside the screen.
 */
int screen_text(int row, int column, int width, enum style style, struct span text);

/* The same for what the person typed (TEXT_OWN). */
int screen_own_text(int row, int column, int width, enum style style, struct span text);

/* As screen_text(), for texts of our own: printf(3), the result at most 1023 bytes. */
__attribute__((format(printf, 5, 6))) int screen_print(int row, int column, int width,
                                                       enum style style, const char *format, ...);

/* Fills WIDTH cells with blanks of STYLE. */
void screen_fill(int row, int column, int width, enum style style);

/* Draws a frame around BOX, on its outermost cells, with TITLE (translated) in its upper edge. */
void screen_frame(struct box box, enum style style, const char *title);

#endif
