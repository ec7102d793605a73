/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sequence.c - see sequence.h.
 *
 * A state machine over characters: the first rule of a state that matches a character applies, and
 * the last rule of each state matches any.  The grammar is ECMA-48's (5.4, 5.6), with what xterm
 * adds to it; see also https://vt100.net/emu/dec_ansi_parser.
 */
#include <config.h>

#include "tui-client/terminal/sequence.h"

#include <curses.h>
#include <unistr.h>

#include "common/count.h"
#include "common/deadline.h"
#include "tui-client/terminal/sequence_internal.h"

#define ESCAPE 27

/* Characters are code points; an ill-formed byte is its negative. */
#define LEAST (-255)
#define MOST  0x10FFFF

static const char paste_end[] = "\033[201~";
#define PASTE_END_SIZE (sizeof paste_end - 1)

static void yield_character(struct sequence *sequence, int unit, struct sequence_event *event)
{
    (void)sequence;
    *event = (struct sequence_event){.kind = SEQUENCE_CHARACTER, .code = unit};
}

static void yield_alt(struct sequence *sequence, int unit, struct sequence_event *event)
{
    (void)sequence;
    *event = (struct sequence_event){.kind = SEQUENCE_ALT, .code = unit};
}

static void yield_escape(struct sequence *sequence, int unit, struct sequence_event *event)
{
    (void)unit;
    yield_character(sequence, ESCAPE, event);
}

/* An introducer of 8 bits is that of 7 bits and 0x40 more. */
static void begin(struct sequence *sequence, int unit, struct sequence_event *event)
{
    (void)event;
    sequence->introducer = unit < 0x80 ? unit : 0;
    sequence->bytes[0] = (char)(unit < 0x80 ? unit : unit - 0x40);
    sequence->bytes[1] = '\0';
    sequence->size = 1;
    sequence->is_meta = false;
    sequence->string_size = 0;
}

static void begin_meta(struct sequence *sequence, int unit, struct sequence_event *event)
{
    begin(sequence, unit, event);
    sequence->is_meta = true;
}

static bool is_full(const struct sequence *sequence)
{
    return sequence->size == SEQUENCE_BYTES_MAX;
}

static void store(struct sequence *sequence, int unit)
{
    if (!is_full(sequence))
        sequence->bytes[sequence->size++] = (char)unit;
    sequence->bytes[sequence->size] = '\0';
}

/* Whether a mouse report continues after its final byte. */
static bool begins_report(struct sequence *sequence)
{
    static const struct {
        const char *bytes;
        size_t characters;
    } reports[] = {{"[M", 3}, {"[t", 2}, {"[T", 6}};

    for (size_t i = 0; i < COUNT(reports); i++)
        if (strcmp(sequence->bytes, reports[i].bytes) == 0) {
            sequence->report_size = 0;
            sequence->report_wanted = reports[i].characters;
            return true;
        }
    return false;
}

static struct sequence_event read_control(struct sequence *sequence)
{
    struct sequence_event event = {.kind = SEQUENCE_NOTHING};

    if (is_full(sequence))
        return event;
    if (begins_report(sequence)) {
        sequence->state = SEQUENCE_REPORT;
        return event;
    }
    event = sequence_read_keys(sequence);
    sequence->matched = 0;
    if (event.kind == SEQUENCE_PASTE)
        sequence->state = SEQUENCE_IN_PASTE;
    return event;
}

/* rxvt and PuTTY send Esc before a key with Alt; but both may have been pressed, and a slow line
 * delivers them together. */
static void finish(struct sequence *sequence, int unit, struct sequence_event *event)
{
    store(sequence, unit);
    *event = read_control(sequence);
    if (!sequence->is_meta)
        return;
    if (event->kind == SEQUENCE_KEY && (event->code == KEY_LEFT || event->code == KEY_RIGHT)) {
        event->modifiers |= SEQUENCE_ALT_HELD;
        return;
    }
    sequence->held = *event;
    yield_escape(sequence, unit, event);
}

/* rxvt ends keys with Shift in a byte that is not a final byte elsewhere: CSI 7 $. */
static void collect(struct sequence *sequence, int unit, struct sequence_event *event)
{
    size_t digits = strspn(sequence->bytes + 1, "0123456789");
    bool is_key = unit == '$' && digits > 0 && digits == sequence->size - 1;

    if (is_key) {
        sequence->state = SEQUENCE_GROUND;
        finish(sequence, unit, event);
    } else {
        store(sequence, unit);
    }
}

/* CSI [ begins the function keys of the Linux console. */
static void take_bracket(struct sequence *sequence, int unit, struct sequence_event *event)
{
    bool is_console = sequence->size == 1;

    if (!is_console) {
        finish(sequence, unit, event);
        return;
    }
    store(sequence, unit);
    sequence->state = SEQUENCE_CONSOLE;
}

static void swallow(struct sequence *sequence, int unit, struct sequence_event *event)
{
    (void)unit;
    (void)event;
    sequence->string_size++;
    if (sequence->string_size >= SEQUENCE_STRING_MAX)
        sequence->state = SEQUENCE_GROUND;
}

/* BEL ends OSC as in xterm, and no other string. */
static void ring(struct sequence *sequence, int unit, struct sequence_event *event)
{
    if (sequence->bytes[0] == ']')
        sequence->state = SEQUENCE_GROUND;
    else
        swallow(sequence, unit, event);
}

static void take_report(struct sequence *sequence, int unit, struct sequence_event *event)
{
    /* Coordinates may be single bytes, which are not UTF-8 above 127. */
    sequence->report[sequence->report_size++] = unit < 0 ? -unit : unit;
    if (sequence->report_size < sequence->report_wanted)
        return;
    sequence->state = SEQUENCE_GROUND;
    *event = sequence_read_report(sequence);
}

/* A partial match of the end of the paste is part of the paste. */
static void paste(struct sequence *sequence, int unit, struct sequence_event *event)
{
    size_t size = sequence->matched;
    int length = 0;

    if (unit == paste_end[sequence->matched]) {
        sequence->matched++;
        if (sequence->matched < PASTE_END_SIZE)
            return;
        sequence->state = SEQUENCE_GROUND;
        event->kind = SEQUENCE_PASTE_END;
        return;
    }
    memcpy(sequence->pasted, paste_end, size);
    sequence->matched = unit == ESCAPE ? 1 : 0;
    if (unit != ESCAPE)
        length = u8_uctomb((uint8_t *)sequence->pasted + size, unit < 0 ? 0xFFFD : (ucs4_t)unit,
                           (ptrdiff_t)(sizeof sequence->pasted - size));
    event->kind = SEQUENCE_PASTED;
    event->text = (struct span){sequence->pasted, size + (length > 0 ? (size_t)length : 0)};
}

/* clang-format off */
static const struct rule {
    enum sequence_state state;
    int first, last; /* characters */
    enum sequence_state next; /* unless the action sets another */
    void (*action)(struct sequence *sequence, int unit, struct sequence_event *event);
    bool again; /* process the character again in the next state */
} rules[] = {
    {SEQUENCE_GROUND, LEAST, -1, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_GROUND, ESCAPE, ESCAPE, SEQUENCE_ESCAPE, NULL, false},
    {SEQUENCE_GROUND, 0x8F, 0x8F, SEQUENCE_SHIFT_THREE, begin, false},
    {SEQUENCE_GROUND, 0x9B, 0x9B, SEQUENCE_CONTROL_BEGUN, begin, false},
    {SEQUENCE_GROUND, 0x90, 0x90, SEQUENCE_STRING, begin, false}, /* DCS */
    {SEQUENCE_GROUND, 0x98, 0x98, SEQUENCE_STRING, begin, false}, /* SOS */
    {SEQUENCE_GROUND, 0x9D, 0x9F, SEQUENCE_STRING, begin, false}, /* OSC, PM, APC */
    {SEQUENCE_GROUND, 0x80, 0x9F, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_GROUND, LEAST, MOST, SEQUENCE_GROUND, yield_character, false},

    {SEQUENCE_ESCAPE, LEAST, -1, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_ESCAPE, ESCAPE, ESCAPE, SEQUENCE_ESCAPE_TWICE, NULL, false},
    {SEQUENCE_ESCAPE, 'O', 'O', SEQUENCE_SHIFT_THREE, begin, false},
    {SEQUENCE_ESCAPE, '[', '[', SEQUENCE_CONTROL_BEGUN, begin, false},
    {SEQUENCE_ESCAPE, 'P', 'P', SEQUENCE_STRING, begin, false},
    {SEQUENCE_ESCAPE, 'X', 'X', SEQUENCE_STRING, begin, false},
    {SEQUENCE_ESCAPE, ']', '_', SEQUENCE_STRING, begin, false},
    {SEQUENCE_ESCAPE, 0x80, 0x9F, SEQUENCE_GROUND, NULL, true},
    {SEQUENCE_ESCAPE, LEAST, MOST, SEQUENCE_GROUND, yield_alt, false},

    {SEQUENCE_ESCAPE_TWICE, 'O', 'O', SEQUENCE_SHIFT_THREE, begin_meta, false},
    {SEQUENCE_ESCAPE_TWICE, '[', '[', SEQUENCE_CONTROL_BEGUN, begin_meta, false},
    {SEQUENCE_ESCAPE_TWICE, LEAST, MOST, SEQUENCE_ESCAPE, yield_escape, true},

    {SEQUENCE_CONTROL_BEGUN, 0x20, 0x3F, SEQUENCE_CONTROL_BEGUN, collect, false},
    {SEQUENCE_CONTROL_BEGUN, '[', '[', SEQUENCE_GROUND, take_bracket, false},
    {SEQUENCE_CONTROL_BEGUN, 0x40, 0x7E, SEQUENCE_GROUND, finish, false},
    {SEQUENCE_CONTROL_BEGUN, 0x18, 0x18, SEQUENCE_GROUND, NULL, false}, /* CAN */
    {SEQUENCE_CONTROL_BEGUN, 0x1A, 0x1A, SEQUENCE_GROUND, NULL, false}, /* SUB */
    {SEQUENCE_CONTROL_BEGUN, LEAST, MOST, SEQUENCE_GROUND, NULL, true},

    {SEQUENCE_CONSOLE, 0x40, 0x7E, SEQUENCE_GROUND, finish, false},
    {SEQUENCE_CONSOLE, 0x18, 0x18, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_CONSOLE, 0x1A, 0x1A, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_CONSOLE, LEAST, MOST, SEQUENCE_GROUND, NULL, true},

    {SEQUENCE_SHIFT_THREE, 0x30, 0x3F, SEQUENCE_SHIFT_THREE, collect, false},
    {SEQUENCE_SHIFT_THREE, 0x20, 0x7E, SEQUENCE_GROUND, finish, false},
    {SEQUENCE_SHIFT_THREE, 0x18, 0x18, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_SHIFT_THREE, 0x1A, 0x1A, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_SHIFT_THREE, LEAST, MOST, SEQUENCE_GROUND, NULL, true},

    {SEQUENCE_STRING, ESCAPE, ESCAPE, SEQUENCE_STRING_ESCAPE, NULL, false},
    {SEQUENCE_STRING, '\a', '\a', SEQUENCE_STRING, ring, false},
    {SEQUENCE_STRING, 0x18, 0x18, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_STRING, 0x1A, 0x1A, SEQUENCE_GROUND, NULL, false},
    {SEQUENCE_STRING, 0x80, 0x9F, SEQUENCE_GROUND, NULL, true}, /* ST and others of 8 bits */
    {SEQUENCE_STRING, LEAST, MOST, SEQUENCE_STRING, swallow, false},

    {SEQUENCE_STRING_ESCAPE, '\\', '\\', SEQUENCE_GROUND, NULL, false}, /* ST */
    {SEQUENCE_STRING_ESCAPE, LEAST, MOST, SEQUENCE_ESCAPE, NULL, true},

    {SEQUENCE_REPORT, ESCAPE, ESCAPE, SEQUENCE_ESCAPE, NULL, false},
    {SEQUENCE_REPORT, LEAST, MOST, SEQUENCE_REPORT, take_report, false},

    {SEQUENCE_IN_PASTE, LEAST, MOST, SEQUENCE_IN_PASTE, paste, false},
};
/* clang-format on */

void sequence_init(struct sequence *sequence, int escape_ms, const struct sequence_key *more,
                   size_t count)
{
    *sequence = (struct sequence){.escape_ms = escape_ms, .more = more, .more_count = count};
}

static const struct rule *find_rule(enum sequence_state state, int unit)
{
    const struct rule *rule = rules;

    while (rule->state != state || unit < rule->first || unit > rule->last)
        rule++;
    return rule;
}

static bool is_string(const struct sequence *sequence)
{
    return sequence->state == SEQUENCE_STRING || sequence->state == SEQUENCE_STRING_ESCAPE;
}

static struct sequence_event step(struct sequence *sequence, int64_t now_ms)
{
    struct sequence_event event = {.kind = SEQUENCE_NOTHING};
    const struct rule *rule;

    if (is_string(sequence) && now_ms - sequence->began_ms > SEQUENCE_STRING_MS)
        sequence->state = SEQUENCE_GROUND;
    if (sequence->state == SEQUENCE_GROUND)
        sequence->began_ms = now_ms;
    rule = find_rule(sequence->state, sequence->unit);
    sequence->state = rule->next;
    sequence->has_unit = rule->again;
    if (rule->action != NULL)
        rule->action(sequence, sequence->unit, &event);
    return event;
}

/* A lone C1 byte is that control, as sent by 8-bit terminals. */
static int unit_of_byte(const struct sequence *sequence, uint8_t byte)
{
    return byte < 0xA0 && sequence->state != SEQUENCE_IN_PASTE ? byte : -(int)byte;
}

/* Consumes a byte; false if its character is incomplete. */
static bool take_byte(struct sequence *sequence, struct span *input)
{
    uint8_t byte = (uint8_t)input->data[0];
    ucs4_t character;
    int length;

    sequence->character[sequence->character_size++] = byte;
    length = u8_mbtoucr(&character, sequence->character, sequence->character_size);
    sequence->unit = (int)character;
    /* The byte that truncates a character may begin the next one. */
    if (length == -1 && sequence->character_size > 1) {
        sequence->unit = unit_of_byte(sequence, sequence->character[0]);
        sequence->character_size = 0;
        return true;
    }
    *input = span_skip(*input, 1);
    if (length == -2)
        return false;
    if (length == -1)
        sequence->unit = unit_of_byte(sequence, byte);
    sequence->character_size = 0;
    return true;
}

struct sequence_event sequence_take(struct sequence *sequence, struct span *input, int64_t now_ms)
{
    struct sequence_event event = sequence->held;

    sequence->held.kind = SEQUENCE_NOTHING;
    while (event.kind == SEQUENCE_NOTHING && (sequence->has_unit || input->size > 0)) {
        sequence->last_ms = now_ms;
        if (sequence->has_unit || take_byte(sequence, input))
            event = step(sequence, now_ms);
    }
    return event;
}

int64_t sequence_deadline_ms(const struct sequence *sequence)
{
    switch (sequence->state) {
    case SEQUENCE_GROUND:
        return DEADLINE_NEVER;
    case SEQUENCE_ESCAPE:
    case SEQUENCE_ESCAPE_TWICE:
        return sequence->last_ms + sequence->escape_ms;
    case SEQUENCE_IN_PASTE:
        return sequence->last_ms + SEQUENCE_PASTE_WAIT_MS;
    default:
        return sequence->last_ms + SEQUENCE_WAIT_MS;
    }
}

/* Nothing followed an introducer: it was typed with Alt. */
static struct sequence_event time_out(struct sequence *sequence)
{
    struct sequence_event event = {.kind = SEQUENCE_NOTHING};
    bool is_alone = sequence->size == 1 && sequence->string_size == 0;

    if (is_alone && sequence->introducer != 0 && sequence->state != SEQUENCE_STRING_ESCAPE)
        yield_alt(sequence, sequence->introducer, &event);
    sequence->state = SEQUENCE_GROUND;
    return event;
}

struct sequence_event sequence_pause(struct sequence *sequence, int64_t now_ms)
{
    enum sequence_state state = sequence->state;

    if (now_ms < sequence_deadline_ms(sequence))
        return (struct sequence_event){.kind = SEQUENCE_NOTHING};
    sequence->character_size = 0;
    if (state != SEQUENCE_ESCAPE && state != SEQUENCE_ESCAPE_TWICE && state != SEQUENCE_IN_PASTE)
        return time_out(sequence);
    sequence->state = state == SEQUENCE_ESCAPE_TWICE ? SEQUENCE_ESCAPE : SEQUENCE_GROUND;
    if (state == SEQUENCE_IN_PASTE)
        return (struct sequence_event){.kind = SEQUENCE_PASTE_END};
    return (struct sequence_event){.kind = SEQUENCE_CHARACTER, .code = ESCAPE};
}
