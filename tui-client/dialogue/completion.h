/* completion.h - what could stand at the cursor of a line that is being typed.
 *
 * Verbs that are open come from the dialect's table, addresses from the history.  A verb that is
 * not open is offered only where no open one fits, since whoever types that far wants it.
 */
#ifndef TUI_CLIENT_DIALOGUE_COMPLETION_H
#define TUI_CLIENT_DIALOGUE_COMPLETION_H

#include "common/dialect.h"
#include "tui-client/dialogue/history.h"

#define COMPLETION_MAX 64

struct completion {
    char *candidates[COMPLETION_MAX]; /* owned */
    size_t count;
    size_t start; /* offset in the line of what a candidate replaces, up to the cursor */
};

/* What could complete the text before the cursor, BEFORE, as a command line. */
void completion_of_line(struct completion *completion, const struct dialect *dialect,
                        struct dialect_position position, const struct history *history,
                        struct span before);

/* Frees the candidates. */
void completion_release(struct completion *completion);

#endif
