/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sequence.h - decodes terminal input: keys, text, pastes, the mouse, and reports.
 *
 * Bytes and the time go in, events come out; no I/O and no waiting here.  All known sequences for a
 * key are recognized, whatever TERM says.  Control strings and unknown sequences are discarded, in
 * their 7-bit and 8-bit form, however they are fragmented.  An incomplete one times out, so that it
 * does not swallow later input.  Characters are UTF-8; ill-formed bytes are dropped outside of
 * pastes.
 */
#ifndef TUI_CLIENT_TERMINAL_SEQUENCE_H
#define TUI_CLIENT_TERMINAL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

/* Timeout for the rest of a sequence, milliseconds.  The caller sets the one after Esc alone, as
 * users wait for that key. */
#define SEQUENCE_WAIT_MS       500
#define SEQUENCE_PASTE_WAIT_MS 1000

/* Maximum duration and characters of a control string: otherwise continuous typing would extend it.
 */
#define SEQUENCE_STRING_MS  5000
#define SEQUENCE_STRING_MAX ((size_t)1 << 20)

/* Maximum bytes of a control sequence that is discarded as one. */
#define SEQUENCE_BYTES_MAX 64

enum sequence_kind {
    SEQUENCE_NOTHING,   /* all bytes are consumed without an event */
    SEQUENCE_CHARACTER, /* CODE is a code point; controls are keys such as Enter and Ctrl-C */
    SEQUENCE_KEY,       /* CODE is a KEY_* of curses; with MODIFIERS */
    SEQUENCE_ALT,       /* CODE is the character that Alt was held with */
    SEQUENCE_MOUSE,     /* CODE is the button as the terminal encodes it, at ROW and COLUMN */
    SEQUENCE_PASTE,     /* a paste begins */
    SEQUENCE_PASTED,    /* TEXT is part of it */
    SEQUENCE_PASTE_END, /* or lost its end */
};

enum sequence_modifier { SEQUENCE_SHIFT = 1, SEQUENCE_ALT_HELD = 2, SEQUENCE_CONTROL = 4 };

struct sequence_event {
    enum sequence_kind kind;
    int code;
    unsigned modifiers; /* bits of enum sequence_modifier; of SEQUENCE_KEY */
    int row, column;    /* of SEQUENCE_MOUSE, from 0 */
    bool is_release;    /* of SEQUENCE_MOUSE: the button was released */
    struct span text;   /* of SEQUENCE_PASTED, well-formed UTF-8; borrowed until the next call */
};

/* The sequence of a key.  Those of the table in sequence_keys.c are always known; the caller may
 * add others, from terminfo. */
struct sequence_key {
    const char *terminal; /* a terminal that sends it */
    const char *bytes;    /* in 7-bit form, without parameters for modifiers */
    bool is_character;    /* CODE is a code point, not a KEY_* */
    int code;
    unsigned modifiers;
};

extern const struct sequence_key sequence_keys[];
extern const size_t sequence_key_count;

/* The position of the input in a sequence. */
enum sequence_state {
    SEQUENCE_GROUND,
    SEQUENCE_ESCAPE,        /* after Esc */
    SEQUENCE_ESCAPE_TWICE,  /* after Esc Esc: Alt with a key, or Esc pressed twice */
    SEQUENCE_CONTROL_BEGUN, /* after CSI */
    SEQUENCE_CONSOLE,       /* after CSI [ */
    SEQUENCE_SHIFT_THREE,   /* after SS3 */
    SEQUENCE_STRING,        /* in OSC, DCS, APC, PM or SOS */
    SEQUENCE_STRING_ESCAPE, /* after Esc in one of these */
    SEQUENCE_REPORT,        /* in a mouse report, of a fixed number of characters */
    SEQUENCE_IN_PASTE,
    SEQUENCE_STATES,
};

/* All fields are private. */
struct sequence {
    enum sequence_state state;
    int escape_ms;
    const struct sequence_key *more; /* borrowed */
    size_t more_count;
    uint8_t character[4]; /* bytes of an incomplete one */
    size_t character_size;
    bool has_unit; /* a character to process again */
    int unit;
    char bytes[SEQUENCE_BYTES_MAX + 1]; /* of a control sequence, from "[" or "O" on */
    size_t size;
    bool is_meta;               /* Esc came before it */
    struct sequence_event held; /* the next event; SEQUENCE_NOTHING: decode the input */
    int introducer;             /* of a control string: the character after Esc; 0 in 8-bit form */
    size_t string_size;         /* characters of a control string */
    int report[6];              /* characters of a report of the mouse */
    size_t report_size;         /* how many it has */
    size_t report_wanted;       /* its total number */
    size_t matched;             /* characters of the end marker of a paste seen so far */
    char pasted[16];            /* storage that an event borrows */
    int64_t began_ms, last_ms;
};

/* Initializes SEQUENCE.  ESCAPE_MS is the maximum delay after Esc; MORE (borrowed, COUNT rows) are
 * keys in addition to the built-in ones. */
void sequence_init(struct sequence *sequence, int escape_ms, const struct sequence_key *more,
                   size_t count);

/* Consumes bytes of *INPUT, received at NOW_MS, until there is an event. */
struct sequence_event sequence_take(struct sequence *sequence, struct span *input, int64_t now_ms);

/* Reports that nothing was received until NOW_MS; returns the event that results from it.  Call it
 * until it returns SEQUENCE_NOTHING. */
struct sequence_event sequence_pause(struct sequence *sequence, int64_t now_ms);

/* When to call sequence_pause() if nothing is received. */
int64_t sequence_deadline_ms(const struct sequence *sequence);

#endif
