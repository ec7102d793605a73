/* sequence.h - what a terminal sends, told apart: keys, text, pastes, the mouse, and reports.
 *
 * Bytes and the time go in, events come out; nothing is read, written or waited for here.  Whatever
 * TERM says, the sequences that terminals are known to send for a key are that key.  Control
 * strings and all other sequences are swallowed whole, in their 7-bit and their 8-bit form, however
 * they are cut.  One that does not go on is given up in time, lest it swallow what is typed later.
 * Characters are UTF-8; what is ill-formed is dropped outside of pastes.
 */
#ifndef TUI_CLIENT_TERMINAL_SEQUENCE_H
#define TUI_CLIENT_TERMINAL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

/* How long the rest of a sequence may take, milliseconds.  After Esc alone it is for the caller to
 * say, as people wait for that key. */
#define SEQUENCE_WAIT_MS       500
#define SEQUENCE_PASTE_WAIT_MS 1000

/* A control string may take no longer than this and have no more characters: somebody who types
 * without a pause would go on with it. */
#define SEQUENCE_STRING_MS  5000
#define SEQUENCE_STRING_MAX ((size_t)1 << 20)

/* Bytes of a control sequence; longer ones are swallowed as far as this. */
#define SEQUENCE_BYTES_MAX 64

enum sequence_kind {
    SEQUENCE_NOTHING,   /* all bytes are used, and no event is there yet */
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
    bool is_release;    /* of SEQUENCE_MOUSE: the button was let go */
    struct span text;   /* of SEQUENCE_PASTED, well-formed UTF-8; borrowed until the next call */
};

/* A key that a terminal sends a sequence for.  Those of the table in sequence_keys.c are always
 * known; a caller may know more, from terminfo. */
struct sequence_key {
    const char *terminal; /* one that sends it */
    const char *bytes;    /* in 7-bit form, without parameters for modifiers */
    bool is_character;    /* CODE is a code point, not a KEY_* */
    int code;
    unsigned modifiers;
};

extern const struct sequence_key sequence_keys[];
extern const size_t sequence_key_count;

/* Where in a sequence the input stands. */
enum sequence_state {
    SEQUENCE_GROUND,
    SEQUENCE_ESCAPE,        /* after Esc */
    SEQUENCE_ESCAPE_TWICE,  /* after Esc Esc: Alt with a key, or Esc pressed twice */
    SEQUENCE_CONTROL_BEGUN, /* after CSI */
    SEQUENCE_CONSOLE,       /* after CSI [ */
    SEQUENCE_SHIFT_THREE,   /* after SS3 */
    SEQUENCE_STRING,        /* in OSC, DCS, APC, PM or SOS */
    SEQUENCE_STRING_ESCAPE, /* after Esc in one of these */
    SEQUENCE_REPORT,        /* in a report of the mouse, of so many characters */
    SEQUENCE_IN_PASTE,
    SEQUENCE_STATES,
};

/* Its fields are its own. */
struct sequence {
    enum sequence_state state;
    int escape_ms;
    const struct sequence_key *more; /* borrowed */
    size_t more_count;
    uint8_t character[4]; /* bytes of one that is not whole */
    size_t character_size;
    bool has_unit; /* a character that is to be looked at once more */
    int unit;
    char bytes[SEQUENCE_BYTES_MAX + 1]; /* of a control sequence, from "[" or "O" on */
    size_t size;
    bool is_meta;               /* Esc came before it */
    struct sequence_event held; /* what comes next; SEQUENCE_NOTHING: see the input */
    int introducer;             /* of a control string: the character after Esc; 0 in 8-bit form */
    size_t string_size;         /* characters of a control string */
    int report[6];              /* characters of a report of the mouse */
    size_t report_size;         /* how many it has */
    size_t report_wanted;       /* how many it will have */
    size_t matched;             /* characters of the end of a paste that have come */
    char pasted[16];            /* what an event borrows */
    int64_t began_ms, last_ms;
};

/* Starts at the ground.  ESCAPE_MS is how long what follows Esc may take; MORE (borrowed, COUNT
 * rows) are keys besides those that are always known. */
void sequence_init(struct sequence *sequence, int escape_ms, const struct sequence_key *more,
                   size_t count);

/* Takes bytes from the front of *INPUT, which came at NOW_MS, until there is an event. */
struct sequence_event sequence_take(struct sequence *sequence, struct span *input, int64_t now_ms);

/* Nothing more has come until NOW_MS: what that makes of what is there.  To be called until it
 * yields nothing. */
struct sequence_event sequence_pause(struct sequence *sequence, int64_t now_ms);

/* When to call sequence_pause() if nothing comes. */
int64_t sequence_deadline_ms(const struct sequence *sequence);

#endif
