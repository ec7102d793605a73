/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sequence_keys.c - the sequences of keys; see sequence.h.
 *
 * Modifiers are removed first: xterm sends them in a second parameter (CSI 1 ; 5 D), older
 * terminals in the only one (CSI 5 D, SS3 5 D), rxvt in the final byte (CSI 7 ^).  The rest is
 * looked up.  Sources: xterm's ctlseqs, the manuals of rxvt (rxvtRef) and PuTTY, console_codes(4),
 * the VT220's programmer reference, kitty's keyboard protocol, terminfo.
 */
#include <config.h>

#include <curses.h>
#include <stdio.h>

#include "common/count.h"
#include "tui-client/terminal/sequence_internal.h"

#define BACKSPACE 127

/* Larger numbers have no meaning. */
#define NUMBER_MAX 0x10FFFF

#define PARAMETERS_MAX 3

/* clang-format off */
const struct sequence_key sequence_keys[] = {
    {"xterm", "\033[A", false, KEY_UP, 0},
    {"xterm", "\033[B", false, KEY_DOWN, 0},
    {"xterm", "\033[C", false, KEY_RIGHT, 0},
    {"xterm", "\033[D", false, KEY_LEFT, 0},
    {"xterm", "\033[H", false, KEY_HOME, 0},
    {"xterm", "\033[F", false, KEY_END, 0},
    {"xterm", "\033[Z", false, KEY_BTAB, 0},
    {"application cursor keys", "\033OA", false, KEY_UP, 0},
    {"application cursor keys", "\033OB", false, KEY_DOWN, 0},
    {"application cursor keys", "\033OC", false, KEY_RIGHT, 0},
    {"application cursor keys", "\033OD", false, KEY_LEFT, 0},
    {"application cursor keys", "\033OH", false, KEY_HOME, 0},
    {"application cursor keys", "\033OF", false, KEY_END, 0},
    {"xterm, VT220", "\033OP", false, KEY_F(1), 0},
    {"xterm, VT220", "\033OQ", false, KEY_F(2), 0},
    {"xterm, VT220", "\033OR", false, KEY_F(3), 0},
    {"xterm, VT220", "\033OS", false, KEY_F(4), 0},
    {"xterm with modifiers, kitty", "\033[P", false, KEY_F(1), 0},
    {"xterm with modifiers, kitty", "\033[Q", false, KEY_F(2), 0},
    {"xterm with modifiers, kitty", "\033[S", false, KEY_F(4), 0},
    {"VT220, PuTTY, screen, Linux", "\033[1~", false, KEY_HOME, 0},
    {"VT220", "\033[2~", false, KEY_IC, 0},
    {"VT220", "\033[3~", false, KEY_DC, 0},
    {"VT220, PuTTY, screen, Linux", "\033[4~", false, KEY_END, 0},
    {"VT220", "\033[5~", false, KEY_PPAGE, 0},
    {"VT220", "\033[6~", false, KEY_NPAGE, 0},
    {"rxvt", "\033[7~", false, KEY_HOME, 0},
    {"rxvt", "\033[8~", false, KEY_END, 0},
    {"rxvt, PuTTY", "\033[11~", false, KEY_F(1), 0},
    {"rxvt, PuTTY", "\033[12~", false, KEY_F(2), 0},
    {"rxvt, PuTTY, kitty", "\033[13~", false, KEY_F(3), 0},
    {"rxvt, PuTTY", "\033[14~", false, KEY_F(4), 0},
    {"rxvt, PuTTY, xterm", "\033[15~", false, KEY_F(5), 0},
    {"VT220", "\033[17~", false, KEY_F(6), 0},
    {"VT220", "\033[18~", false, KEY_F(7), 0},
    {"VT220", "\033[19~", false, KEY_F(8), 0},
    {"VT220", "\033[20~", false, KEY_F(9), 0},
    {"VT220", "\033[21~", false, KEY_F(10), 0},
    {"rxvt, PuTTY", "\033[29~", false, KEY_F(6), SEQUENCE_SHIFT},
    {"Linux", "\033[32~", false, KEY_F(6), SEQUENCE_SHIFT},
    {"Linux", "\033[[A", false, KEY_F(1), 0},
    {"Linux", "\033[[B", false, KEY_F(2), 0},
    {"Linux", "\033[[C", false, KEY_F(3), 0},
    {"Linux", "\033[[D", false, KEY_F(4), 0},
    {"Linux", "\033[[E", false, KEY_F(5), 0},
    {"rxvt", "\033[a", false, KEY_UP, SEQUENCE_SHIFT},
    {"rxvt", "\033[b", false, KEY_DOWN, SEQUENCE_SHIFT},
    {"rxvt", "\033[c", false, KEY_RIGHT, SEQUENCE_SHIFT},
    {"rxvt", "\033[d", false, KEY_LEFT, SEQUENCE_SHIFT},
    {"rxvt", "\033Oa", false, KEY_UP, SEQUENCE_CONTROL},
    {"rxvt", "\033Ob", false, KEY_DOWN, SEQUENCE_CONTROL},
    {"rxvt", "\033Oc", false, KEY_RIGHT, SEQUENCE_CONTROL},
    {"rxvt", "\033Od", false, KEY_LEFT, SEQUENCE_CONTROL},
    {"application keypad", "\033O ", true, ' ', 0},
    {"application keypad", "\033OI", true, '\t', 0},
    {"application keypad", "\033OM", true, '\r', 0},
    {"application keypad", "\033OX", true, '=', 0},
    {"application keypad", "\033Oj", true, '*', 0},
    {"application keypad", "\033Ok", true, '+', 0},
    {"application keypad", "\033Ol", true, ',', 0},
    {"application keypad", "\033Om", true, '-', 0},
    {"application keypad", "\033On", true, '.', 0},
    {"application keypad", "\033Oo", true, '/', 0},
    {"application keypad", "\033Op", true, '0', 0},
    {"application keypad", "\033Oq", true, '1', 0},
    {"application keypad", "\033Or", true, '2', 0},
    {"application keypad", "\033Os", true, '3', 0},
    {"application keypad", "\033Ot", true, '4', 0},
    {"application keypad", "\033Ou", true, '5', 0},
    {"application keypad", "\033Ov", true, '6', 0},
    {"application keypad", "\033Ow", true, '7', 0},
    {"application keypad", "\033Ox", true, '8', 0},
    {"application keypad", "\033Oy", true, '9', 0},
    {"kitty", "\033[57399u", true, '0', 0},
    {"kitty", "\033[57400u", true, '1', 0},
    {"kitty", "\033[57401u", true, '2', 0},
    {"kitty", "\033[57402u", true, '3', 0},
    {"kitty", "\033[57403u", true, '4', 0},
    {"kitty", "\033[57404u", true, '5', 0},
    {"kitty", "\033[57405u", true, '6', 0},
    {"kitty", "\033[57406u", true, '7', 0},
    {"kitty", "\033[57407u", true, '8', 0},
    {"kitty", "\033[57408u", true, '9', 0},
    {"kitty", "\033[57409u", true, '.', 0},
    {"kitty", "\033[57410u", true, '/', 0},
    {"kitty", "\033[57411u", true, '*', 0},
    {"kitty", "\033[57412u", true, '-', 0},
    {"kitty", "\033[57413u", true, '+', 0},
    {"kitty", "\033[57414u", true, '\r', 0},
    {"kitty", "\033[57415u", true, '=', 0},
    {"kitty", "\033[57416u", true, ',', 0},
    {"kitty", "\033[57417u", false, KEY_LEFT, 0},
    {"kitty", "\033[57418u", false, KEY_RIGHT, 0},
    {"kitty", "\033[57419u", false, KEY_UP, 0},
    {"kitty", "\033[57420u", false, KEY_DOWN, 0},
    {"kitty", "\033[57421u", false, KEY_PPAGE, 0},
    {"kitty", "\033[57422u", false, KEY_NPAGE, 0},
    {"kitty", "\033[57423u", false, KEY_HOME, 0},
    {"kitty", "\033[57424u", false, KEY_END, 0},
    {"kitty", "\033[57425u", false, KEY_IC, 0},
    {"kitty", "\033[57426u", false, KEY_DC, 0},
};
/* clang-format on */

const size_t sequence_key_count = COUNT(sequence_keys);

/* A parsed control sequence. */
struct control {
    char introducer;
    bool is_private; /* begins with one of < = > ? */
    bool is_odd;     /* has intermediate bytes, or more parameters than any key */
    char final;
    int numbers[PARAMETERS_MAX]; /* 0 if empty */
    size_t count;
    int shifted; /* kitty: the character with Shift; 0 if missing */
    int change;  /* kitty: 1 pressed, 2 repeated, 3 released; 0 if missing */
};

static int read_number(const char **at)
{
    int number = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++)
        number = number <= NUMBER_MAX / 10 ? number * 10 + (**at - '0') : NUMBER_MAX;
    return number;
}

/* One parameter, and kitty's subparameters after colons. */
static void read_parameter(struct control *control, const char **at)
{
    int number = read_number(at), second = 0;

    if (**at == ':') {
        (*at)++;
        second = read_number(at);
        *at += strspn(*at, "0123456789:");
    }
    if (control->count == 0)
        control->shifted = second;
    if (control->count == 1)
        control->change = second;
    if (control->count < PARAMETERS_MAX)
        control->numbers[control->count++] = number;
    else
        control->is_odd = true;
}

static struct control take_apart(const struct sequence *sequence)
{
    struct control control = {.introducer = sequence->bytes[0],
                              .final = sequence->bytes[sequence->size - 1]};
    const char *at = sequence->bytes + 1, *last = sequence->bytes + sequence->size - 1;

    control.is_private = strchr("<=>?", *at) != NULL;
    if (control.is_private)
        at++;
    while (at < last && !control.is_odd) {
        read_parameter(&control, &at);
        if (at < last && *at++ != ';')
            control.is_odd = true;
    }
    return control;
}

static struct sequence_event nothing(void)
{
    return (struct sequence_event){.kind = SEQUENCE_NOTHING};
}

static struct sequence_event mouse(int button, int column, int row, bool is_release)
{
    if (button < 0 || column < 0 || row < 0)
        return nothing();
    return (struct sequence_event){.kind = SEQUENCE_MOUSE,
                                   .code = button,
                                   .column = column,
                                   .row = row,
                                   .is_release = is_release};
}

/* Three buttons share two bits, whose fourth value means none is pressed; 64 is the wheel. */
static struct sequence_event old_mouse(int button, int column, int row)
{
    return mouse(button, column, row, (button & 67) == 3);
}

/* A modifier parameter is a bit mask plus 1. */
static unsigned modifiers_of(int number)
{
    return number > 1 ? (unsigned)(number - 1) & 7 : 0;
}

static struct sequence_event character(int code, unsigned modifiers)
{
    bool has_alt = (modifiers & SEQUENCE_ALT_HELD) != 0;

    return (struct sequence_event){.kind = has_alt ? SEQUENCE_ALT : SEQUENCE_CHARACTER,
                                   .code = code};
}

static bool is_control(int code)
{
    return code < ' ' || code == BACKSPACE;
}

/* The control character of Ctrl with CODE; -1: none. */
static int with_control(int code)
{
    if (is_control(code))
        return code;
    if (code == ' ')
        return 0;
    if (code == '?')
        return BACKSPACE;
    return code >= '@' && code < BACKSPACE ? code & 0x1F : -1;
}

static int with_shift(int code, int shifted)
{
    if (shifted != 0)
        return shifted;
    return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
}

/* Excludes C1, surrogates, and the private-use characters that kitty uses for keys. */
static bool is_typed(int code)
{
    return code >= 0 && code < NUMBER_MAX && (code < 0x80 || code >= 0xA0) &&
           (code < 0xD800 || code >= 0xF900);
}

/* A key sent as its character and modifiers; Super and Hyper (8, 16) are ignored. */
static struct sequence_event spelt(int code, int shifted, int modifier)
{
    unsigned modifiers = modifiers_of(modifier);

    if (modifier > 1 && ((modifier - 1) & 24) != 0)
        return nothing();
    if (code == '\t' && (modifiers & SEQUENCE_SHIFT) != 0)
        return (struct sequence_event){.kind = SEQUENCE_KEY, .code = KEY_BTAB};
    if ((modifiers & SEQUENCE_SHIFT) != 0)
        code = with_shift(code, shifted);
    if ((modifiers & SEQUENCE_CONTROL) != 0)
        code = with_control(code);
    return is_typed(code) ? character(code, modifiers) : nothing();
}

static const struct sequence_key *look_up(const struct sequence_key *keys, size_t count,
                                          const char *bytes)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(keys[i].bytes, bytes) == 0)
            return &keys[i];
    return NULL;
}

/* Removes rxvt's modifiers from the final byte. */
static unsigned take_suffix(struct control *control)
{
    static const struct {
        char final;
        unsigned modifiers;
    } suffixes[] = {
        {'$', SEQUENCE_SHIFT},
        {'^', SEQUENCE_CONTROL},
        {'@', SEQUENCE_SHIFT | SEQUENCE_CONTROL},
    };

    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (control->count == 1 && control->final == suffixes[i].final) {
            control->final = '~';
            return suffixes[i].modifiers;
        }
    return 0;
}

/* The row of the sequence without its modifiers, which are added to *MODIFIERS. */
static const struct sequence_key *find(struct control control, unsigned *modifiers)
{
    char bytes[24];
    bool is_numbered;

    *modifiers |= take_suffix(&control);
    is_numbered = control.final == '~' || control.final == 'u';
    if (control.count > 2 || (!is_numbered && control.count == 2 && control.numbers[0] > 1))
        return NULL;
    if (control.count == 2 || (control.count == 1 && !is_numbered))
        *modifiers |= modifiers_of(control.numbers[control.count - 1]);
    if (is_numbered)
        snprintf(bytes, sizeof bytes, "\033%c%d%c", control.introducer, control.numbers[0],
                 control.final);
    else
        snprintf(bytes, sizeof bytes, "\033%c%c", control.introducer, control.final);
    return look_up(sequence_keys, sequence_key_count, bytes);
}

static struct sequence_event key(const struct sequence_key *row, unsigned modifiers)
{
    if (row->is_character)
        return character(row->code, modifiers);
    return (struct sequence_event){
        .kind = SEQUENCE_KEY, .code = row->code, .modifiers = modifiers | row->modifiers};
}

/* Looks up the unmodified sequence: the Linux console's, and those from terminfo. */
static const struct sequence_key *find_whole(const struct sequence *sequence)
{
    char bytes[SEQUENCE_BYTES_MAX + 2];
    const struct sequence_key *row;

    snprintf(bytes, sizeof bytes, "\033%s", sequence->bytes);
    row = look_up(sequence_keys, sequence_key_count, bytes);
    return row != NULL ? row : look_up(sequence->more, sequence->more_count, bytes);
}

struct sequence_event sequence_read_keys(const struct sequence *sequence)
{
    struct control control = take_apart(sequence);
    const struct sequence_key *row = find_whole(sequence);
    unsigned modifiers = 0;
    const int *numbers = control.numbers;

    if (row != NULL)
        return key(row, modifiers);
    if (control.is_odd || control.change == 3)
        return nothing();
    if (sequence->bytes[1] == '<' && (control.final == 'M' || control.final == 'm'))
        return mouse(numbers[0], numbers[1] - 1, numbers[2] - 1, control.final == 'm');
    if (control.is_private)
        return nothing();
    if (control.final == 'M' && control.count == 3)
        return old_mouse(numbers[0] - 32, numbers[1] - 1, numbers[2] - 1);
    if (control.final == '~' && control.count == 1 && numbers[0] == 200)
        return (struct sequence_event){.kind = SEQUENCE_PASTE};
    if (control.final == '~' && control.count == 3 && numbers[0] == 27)
        return spelt(numbers[2], 0, numbers[1]);
    row = find(control, &modifiers);
    if (row != NULL)
        return key(row, modifiers);
    if (control.final == 'u' && control.introducer == '[' && numbers[0] > 0)
        return spelt(numbers[0], control.shifted, numbers[1]);
    return nothing();
}

struct sequence_event sequence_read_report(const struct sequence *sequence)
{
    const int *report = sequence->report;

    if (sequence->report_wanted != 3)
        return nothing();
    return old_mouse(report[0] - 32, report[1] - 33, report[2] - 33);
}
