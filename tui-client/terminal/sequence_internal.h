/* sequence_internal.h - what the files of the sequences tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_TERMINAL_SEQUENCE_INTERNAL_H
#define TUI_CLIENT_TERMINAL_SEQUENCE_INTERNAL_H

#include "tui-client/terminal/sequence.h"

/* sequence_keys.c: what the whole control sequence in SEQUENCE->bytes says; nothing if it is a
 * report, or a key that nobody knows. */
struct sequence_event sequence_read_keys(const struct sequence *sequence);

/* The same for a report of the mouse that has as many characters as it wants. */
struct sequence_event sequence_read_report(const struct sequence *sequence);

#endif
