/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_input.c - keys and pastes; see screen.h and input.h.
 *
 * Bytes are read here and decoded by sequence.h; curses, which knows only the keys of TERM, only
 * switches the keypad mode.  Outside of pastes they are read one by one, so that input after a key
 * that releases the terminal is left to the next program.
 */
#include <config.h>

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <unistr.h>

#include "common/count.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/terminal/screen_internal.h"
#include "tui-client/terminal/sequence.h"
#include "tui-client/text/paste.h"

#define ESCAPE    27
#define BACKSPACE 127

/* Bytes of a paste per read, and per turn of the loop. */
#define PIECE_BYTES 4096
#define TURN_BYTES  65536

/* The keys that are read from terminfo. */
static const struct {
    const char *capability;
    int key;
} capabilities[] = {
    {"kcuu1", KEY_UP},   {"kcud1", KEY_DOWN}, {"kcuf1", KEY_RIGHT}, {"kcub1", KEY_LEFT},
    {"khome", KEY_HOME}, {"kend", KEY_END},   {"kpp", KEY_PPAGE},   {"knp", KEY_NPAGE},
    {"kdch1", KEY_DC},   {"kich1", KEY_IC},   {"kcbt", KEY_BTAB},   {"kf1", KEY_F(1)},
    {"kf2", KEY_F(2)},   {"kf3", KEY_F(3)},   {"kf4", KEY_F(4)},    {"kf5", KEY_F(5)},
    {"kf6", KEY_F(6)},   {"kf7", KEY_F(7)},   {"kf8", KEY_F(8)},    {"kf9", KEY_F(9)},
    {"kf10", KEY_F(10)},
};

/* Keys with a different code if a modifier is held. */
static const struct {
    int key;
    unsigned modifiers;
    int meaning;
} modified_keys[] = {
    {KEY_F(6), SEQUENCE_SHIFT, INPUT_KEY_SHIFT_F6},
    {KEY_LEFT, SEQUENCE_CONTROL | SEQUENCE_ALT_HELD, INPUT_KEY_CTRL_LEFT},
    {KEY_RIGHT, SEQUENCE_CONTROL | SEQUENCE_ALT_HELD, INPUT_KEY_CTRL_RIGHT},
    {KEY_HOME, SEQUENCE_CONTROL, INPUT_KEY_CTRL_HOME},
    {KEY_END, SEQUENCE_CONTROL, INPUT_KEY_CTRL_END},
};

/* The bytes for Readline; prompt_setup.c binds the same sequences. */
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
    {INPUT_KEY_CTRL_LEFT, "\033[1;5D"},
    {INPUT_KEY_CTRL_RIGHT, "\033[1;5C"},
};

static struct {
    struct sequence sequence;
    struct sequence_key learned[COUNT(capabilities)]; /* from terminfo, whose bytes they borrow */
    bool has_mouse;
    char piece[PIECE_BYTES];
    struct span rest; /* of the piece */
    struct paste paste;
} input;

/* Skip two-byte sequences, and those without Esc: they are also typed with Alt or Ctrl. */
static size_t learn_keys(void)
{
    size_t count = 0;

    for (size_t i = 0; i < COUNT(capabilities); i++) {
        const char *bytes = tigetstr(capabilities[i].capability);
        if (bytes == NULL || bytes == (const char *)-1)
            continue;
        if (strncmp(bytes, "\033[", 2) == 0 || strncmp(bytes, "\033O", 2) == 0)
            input.learned[count++] = (struct sequence_key){
                .terminal = "terminfo", .bytes = bytes, .code = capabilities[i].key};
    }
    return count;
}

void screen_input_start(int escape_ms, bool mouse)
{
    paste_init(&input.paste, INPUT_PASTE_MAX);
    input.has_mouse = mouse;
    input.rest.size = 0;
    sequence_init(&input.sequence, escape_ms, input.learned, learn_keys());
}

void screen_input_stop(void)
{
    paste_release(&input.paste);
}

static struct input nothing(void)
{
    return (struct input){.kind = INPUT_NOTHING};
}

/* Reads available input; false if the terminal hung up. */
static bool read_piece(void)
{
    struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
    ssize_t size;

    input.rest.size = 0;
    /* A password may have been pasted. */
    explicit_bzero(input.piece, sizeof input.piece);
    if (poll(&terminal, 1, 0) <= 0)
        return true;
    size = read(STDIN_FILENO, input.piece, paste_goes_on(&input.paste) ? sizeof input.piece : 1);
    if (size <= 0)
        return size < 0 && (errno == EINTR || errno == EAGAIN);
    input.rest = (struct span){input.piece, (size_t)size};
    return true;
}

static void append_utf8(struct input *in, ucs4_t character)
{
    int length = u8_uctomb((uint8_t *)in->bytes + in->byte_count, character,
                           (ptrdiff_t)(sizeof in->bytes - in->byte_count));
    if (length > 0)
        in->byte_count += (size_t)length;
}

static struct input key_input(int key)
{
    struct input in = {.kind = INPUT_KEY, .code = key};

    for (size_t i = 0; i < COUNT(readline_keys); i++)
        if (readline_keys[i].key == key) {
            in.byte_count = strlen(readline_keys[i].bytes);
            memcpy(in.bytes, readline_keys[i].bytes, in.byte_count);
        }
    return in;
}

static struct input character_input(int character)
{
    struct input in = {.kind = INPUT_CHARACTER, .code = character};

    /* Terminals send either one for Backspace, whatever TERM says. */
    if (character == BACKSPACE || character == '\b')
        return key_input(KEY_BACKSPACE);
    append_utf8(&in, (ucs4_t)character);
    return in;
}

static struct input alt_input(int character)
{
    struct input in = {.kind = INPUT_ALT, .code = character};

    /* Readline would switch to vi mode. */
    if (character == '\r' || character == '\n') {
        in.code = '\r';
        return in;
    }
    append_utf8(&in, ESCAPE);
    append_utf8(&in, (ucs4_t)character);
    return in;
}

static struct input named_input(const struct sequence_event *event)
{
    for (size_t i = 0; i < COUNT(modified_keys); i++)
        if (event->code == modified_keys[i].key &&
            (event->modifiers & modified_keys[i].modifiers) != 0)
            return key_input(modified_keys[i].meaning);
    /* Shift-Up counts as Up, but Shift-F5 must not send. */
    if (event->modifiers != 0 && event->code >= KEY_F(1) && event->code <= KEY_F(12))
        return nothing();
    return key_input(event->code);
}

static struct input mouse_input(const struct sequence_event *event)
{
    static const struct {
        int button;
        enum input_mouse meaning;
    } presses[] = {
        {0, INPUT_MOUSE_PRESS},
        {64, INPUT_MOUSE_WHEEL_UP},
        {65, INPUT_MOUSE_WHEEL_DOWN},
    };
    /* Bits 4, 8 and 16 are Shift, Alt and Ctrl. */
    int button = event->code & ~(4 | 8 | 16);

    if (input.has_mouse && !event->is_release)
        for (size_t i = 0; i < COUNT(presses); i++)
            if (button == presses[i].button)
                return (struct input){.kind = INPUT_MOUSE,
                                      .code = (int)presses[i].meaning,
                                      .row = event->row,
                                      .column = event->column};
    return nothing();
}

/* A lost paste is reported once, with the reason. */
static struct input take_pasted(struct span text)
{
    struct input in = nothing();
    bool was_lost = input.paste.state == PASTE_LOST;

    paste_take(&input.paste, text);
    if (input.paste.state == PASTE_LOST && !was_lost) {
        in.kind = INPUT_PASTE_LOST;
        in.code = input.paste.why;
    }
    return in;
}

static struct input end_paste(void)
{
    struct input in = nothing();

    paste_finish(&input.paste);
    in.text = buffer_span(&input.paste.text);
    if (in.text.size > 0)
        in.kind = INPUT_PASTE;
    return in;
}

static struct input take_event(const struct sequence_event *event)
{
    switch (event->kind) {
    case SEQUENCE_CHARACTER:
        return character_input(event->code);
    case SEQUENCE_KEY:
        return named_input(event);
    case SEQUENCE_ALT:
        return alt_input(event->code);
    case SEQUENCE_MOUSE:
        return mouse_input(event);
    case SEQUENCE_PASTE:
        paste_begin(&input.paste);
        break;
    case SEQUENCE_PASTED:
        return take_pasted(event->text);
    case SEQUENCE_PASTE_END:
        return end_paste();
    case SEQUENCE_NOTHING:
        break;
    }
    return nothing();
}

size_t screen_pasted(void)
{
    return input.paste.state == PASTE_GROWS ? buffer_size(&input.paste.text) : 0;
}

int64_t screen_deadline_ms(void)
{
    return sequence_deadline_ms(&input.sequence);
}

struct input screen_read(int64_t now_ms)
{
    struct input in = nothing();
    size_t taken = 0;

    if (!paste_goes_on(&input.paste))
        paste_release(&input.paste);
    while (in.kind == INPUT_NOTHING) {
        struct sequence_event event = sequence_take(&input.sequence, &input.rest, now_ms);
        if (event.kind == SEQUENCE_NOTHING) {
            if (taken >= TURN_BYTES)
                return in;
            if (!read_piece())
                return (struct input){.kind = INPUT_END};
            taken += input.rest.size;
            if (input.rest.size > 0)
                continue;
            event = sequence_pause(&input.sequence, now_ms);
            if (event.kind == SEQUENCE_NOTHING)
                return in;
        }
        in = take_event(&event);
    }
    return in;
}
