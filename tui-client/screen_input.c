/* screen_input.c - keys, and where pastes begin; see screen.h.
 *
 * Curses recognises the escape sequences of keys.  Characters are put together from bytes here and
 * not by get_wch(3X), which loses those of a character that arrives in two parts.  Keys are read
 * through a pad: reading from stdscr would refresh the screen.
 */
#include <config.h>

#include <curses.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>
#include <unistr.h>

#include "tui-client/screen.h"
#include "tui-client/screen_parts.h"

#define COUNT(table) (sizeof table / sizeof table[0])

#define ESCAPE    27
#define BACKSPACE 127

/* Longest unknown escape sequence that is skipped as one. */
#define SEQUENCE_BYTES_MAX 32

/* What ill-formed bytes of a paste become: U+FFFD. */
#define REPLACEMENT 0xFFFD

/* Curses keeps a key's number in 16 bits, and numbers keys of its own from KEY_MAX on. */
#define OWN_KEY_FIRST 0x4000
#define OWN_KEY(key)  (OWN_KEY_FIRST + (key)-SCREEN_KEY_FIRST)
enum { PASTE_BEGIN = 0x5000, PASTE_END };

static const struct sequence {
    const char *bytes;
    int key;
    bool is_fallback; /* only if terminfo has nothing for these bytes */
} sequences[] = {
    {"\033[200~", PASTE_BEGIN, false},
    {"\033[201~", PASTE_END, false},
    {"\033[17;2~", OWN_KEY(SCREEN_KEY_SHIFT_F6), false},
    {"\033[1;5D", OWN_KEY(SCREEN_KEY_CTRL_LEFT), false},
    {"\033[1;3D", OWN_KEY(SCREEN_KEY_CTRL_LEFT), false},
    {"\033[1;5C", OWN_KEY(SCREEN_KEY_CTRL_RIGHT), false},
    {"\033[1;3C", OWN_KEY(SCREEN_KEY_CTRL_RIGHT), false},
    {"\033[1;5H", OWN_KEY(SCREEN_KEY_CTRL_HOME), false},
    {"\033[1;5F", OWN_KEY(SCREEN_KEY_CTRL_END), false},
    {"\033Od", OWN_KEY(SCREEN_KEY_CTRL_LEFT), true},
    {"\033Oc", OWN_KEY(SCREEN_KEY_CTRL_RIGHT), true},
    /* TERM often promises less than the terminal sends. */
    {"\033[A", KEY_UP, true},
    {"\033[B", KEY_DOWN, true},
    {"\033[C", KEY_RIGHT, true},
    {"\033[D", KEY_LEFT, true},
    {"\033OA", KEY_UP, true},
    {"\033OB", KEY_DOWN, true},
    {"\033OC", KEY_RIGHT, true},
    {"\033OD", KEY_LEFT, true},
    {"\033[H", KEY_HOME, true},
    {"\033[F", KEY_END, true},
    {"\033OH", KEY_HOME, true},
    {"\033OF", KEY_END, true},
    {"\033[1~", KEY_HOME, true},
    {"\033[4~", KEY_END, true},
    {"\033[3~", KEY_DC, true},
    {"\033[5~", KEY_PPAGE, true},
    {"\033[6~", KEY_NPAGE, true},
    {"\033[Z", KEY_BTAB, true},
    {"\033OP", KEY_F(1), true},
    {"\033OQ", KEY_F(2), true},
    {"\033OR", KEY_F(3), true},
    {"\033OS", KEY_F(4), true},
    {"\033[15~", KEY_F(5), true},
    {"\033[17~", KEY_F(6), true},
    {"\033[18~", KEY_F(7), true},
    {"\033[19~", KEY_F(8), true},
    {"\033[20~", KEY_F(9), true},
    {"\033[21~", KEY_F(10), true},
};

/* What Readline is fed; prompt.c binds the same sequences. */
static const struct {
    int key;
    const char *bytes;
} readline_keys[] = {
    {KEY_UP, "\033[A"},
    {KEY_DOWN, "\033[B"},
    {KEY_RIGHT, "\033[C"},
    {KEY_LEFT, "\033[D"},
    {KEY_HOME, "\033[H"},
    {KEY_END, "\033[F"},
    {KEY_DC, "\033[3~"},
    {KEY_BACKSPACE, "\177"},
    {SCREEN_KEY_CTRL_LEFT, "\033[1;5D"},
    {SCREEN_KEY_CTRL_RIGHT, "\033[1;5C"},
};

static struct {
    WINDOW *pad;
    mbstate_t partial; /* a character of which bytes are missing */
    bool is_partial;
    bool is_alt;      /* it was begun with Alt */
    long long now_ms; /* of screen_read() */
} input;

static void define_keys(void)
{
    for (size_t i = 0; i < COUNT(sequences); i++) {
        int present = key_defined(sequences[i].bytes);
        /* Beyond KEY_MAX are keys without a name in curses; negative: begins another sequence. */
        if (!sequences[i].is_fallback || present == 0 || present > KEY_MAX)
            (void)define_key(sequences[i].bytes, sequences[i].key);
    }
}

bool screen_input_start(void)
{
    screen_paste_start();
    if (input.pad == NULL)
        input.pad = newpad(1, 1);
    if (input.pad == NULL)
        return false;
    (void)nodelay(input.pad, TRUE);
    (void)keypad(input.pad, TRUE);
    define_keys();
    return true;
}

void screen_input_stop(void)
{
    screen_paste_stop();
}

static struct screen_input nothing(void)
{
    return (struct screen_input){.kind = SCREEN_NO_INPUT};
}

/* Why nothing could be read. */
static struct screen_input nothing_to_read(void)
{
    struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
    struct screen_input none = nothing();

    if (poll(&terminal, 1, 0) > 0 && (terminal.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        none.kind = SCREEN_END;
    return none;
}

static void append_utf8(struct screen_input *in, ucs4_t character)
{
    int length = u8_uctomb((uint8_t *)in->bytes + in->byte_count, character,
                           (ptrdiff_t)(sizeof in->bytes - in->byte_count));
    if (length > 0)
        in->byte_count += (size_t)length;
}

static struct screen_input key_input(int key)
{
    struct screen_input in = {.kind = SCREEN_KEY, .code = key};

    for (size_t i = 0; i < COUNT(readline_keys); i++)
        if (readline_keys[i].key == key) {
            in.byte_count = strlen(readline_keys[i].bytes);
            memcpy(in.bytes, readline_keys[i].bytes, in.byte_count);
        }
    return in;
}

static struct screen_input character_input(wchar_t character)
{
    struct screen_input in = {.kind = SCREEN_CHARACTER, .code = (int)character};

    /* Terminals send either for the key above Enter, whatever TERM says. */
    if (character == BACKSPACE || character == '\b')
        return key_input(KEY_BACKSPACE);
    append_utf8(&in, (ucs4_t)character);
    return in;
}

static struct screen_input alt_input(wchar_t character)
{
    struct screen_input in = {.kind = SCREEN_ALT, .code = (int)character};

    /* Readline would change to the keys of vi. */
    if (character == '\r' || character == '\n') {
        in.code = '\r';
        return in;
    }
    append_utf8(&in, ESCAPE);
    append_utf8(&in, (ucs4_t)character);
    return in;
}

/* Takes BYTE of a character; true if *CHARACTER is whole or, being ill-formed, REPLACEMENT. */
static bool decode(int byte, wchar_t *character)
{
    char bytes[1] = {(char)byte};
    bool was_partial = input.is_partial;
    size_t length = mbrtowc(character, bytes, 1, &input.partial);

    input.is_partial = length == (size_t)-2;
    if (length != (size_t)-1)
        return !input.is_partial;
    memset(&input.partial, 0, sizeof input.partial);
    /* The byte that breaks a character off may begin the next one. */
    if (was_partial && decode(byte, character))
        return true;
    *character = REPLACEMENT;
    return !input.is_partial;
}

static struct screen_input take_byte(int byte)
{
    wchar_t character;
    bool is_alt;

    if (!decode(byte, &character))
        return nothing();
    is_alt = input.is_alt;
    input.is_alt = false;
    if (character == REPLACEMENT)
        return nothing();
    return is_alt ? alt_input(character) : character_input(character);
}

static struct screen_input take_mouse(void)
{
    static const struct {
        mmask_t button;
        enum screen_mouse meaning;
    } buttons[] = {
        {BUTTON1_PRESSED, SCREEN_MOUSE_PRESS},
        {BUTTON4_PRESSED, SCREEN_MOUSE_WHEEL_UP},
        {BUTTON5_PRESSED, SCREEN_MOUSE_WHEEL_DOWN},
    };
    MEVENT event;

    if (getmouse(&event) == OK)
        for (size_t i = 0; i < COUNT(buttons); i++)
            if ((event.bstate & buttons[i].button) != 0)
                return (struct screen_input){.kind = SCREEN_MOUSE,
                                             .code = (int)buttons[i].meaning,
                                             .row = event.y,
                                             .column = event.x};
    return nothing();
}

static struct screen_input take_key(int key)
{
    switch (key) {
    case KEY_MOUSE:
        return take_mouse();
    case PASTE_BEGIN:
        screen_paste_begin(input.now_ms);
        return nothing();
    case PASTE_END:  /* without a beginning */
    case KEY_RESIZE: /* resizeterm(3X) leaves it behind */
        return nothing();
    case KEY_ENTER:
        return character_input('\r');
    case KEY_FIND: /* where a VT220 has Home */
        return key_input(KEY_HOME);
    case KEY_SELECT: /* and End */
        return key_input(KEY_END);
    case KEY_F(18): /* how terminfo counts on */
        return key_input(SCREEN_KEY_SHIFT_F6);
    default:
        break;
    }
    if (key >= OWN_KEY_FIRST)
        return key_input(key - OWN_KEY_FIRST + SCREEN_KEY_FIRST);
    return key <= KEY_MAX ? key_input(key) : nothing();
}

/* After Esc and INTRODUCER, [ or O: a key that nobody knows is skipped whole, lest its end be taken
 * for typing.  ECMA-48 5.4: parameters are 02/00 to 03/15, the final byte is 04/00 to 07/14. */
static struct screen_input skip_sequence(int introducer)
{
    int byte = wgetch(input.pad);

    if (byte == ERR)
        return alt_input((wchar_t)introducer);
    for (int i = 0; i < SEQUENCE_BYTES_MAX && byte >= 0x20 && byte < 0x40; i++)
        byte = wgetch(input.pad);
    if (byte < 0x20 || byte >= BACKSPACE) /* not the end of a sequence */
        if (byte != ERR)
            (void)ungetch(byte);
    return nothing();
}

/* What follows Esc in the same burst was typed with Alt. */
static struct screen_input take_escape(void)
{
    int next = wgetch(input.pad);

    if (next == ERR)
        return character_input(ESCAPE);
    if (next == ESCAPE) {
        (void)ungetch(next);
        return character_input(ESCAPE);
    }
    if (next == KEY_BACKSPACE)
        return alt_input(BACKSPACE);
    if (next >= KEY_MIN)
        return take_key(next);
    if (next == '[' || next == 'O')
        return skip_sequence(next);
    input.is_alt = true;
    return take_byte(next);
}

struct screen_input screen_read(long long now_ms)
{
    struct screen_input in = nothing();

    input.now_ms = now_ms;
    screen_paste_forget();
    while (in.kind == SCREEN_NO_INPUT && !screen_paste_goes_on()) {
        int code = wgetch(input.pad);
        if (code == ERR)
            return nothing_to_read();
        if (code == ESCAPE)
            in = take_escape();
        else
            in = code >= KEY_MIN ? take_key(code) : take_byte(code);
    }
    if (in.kind == SCREEN_NO_INPUT)
        in = screen_paste_read(now_ms);
    return in.kind == SCREEN_NO_INPUT ? nothing_to_read() : in;
}
