/* steps.h - the order in which a conversation goes, found out from the dialect's table.
 *
 * The guide of a client needs to know which verb comes before which, and what a person must fill in
 * for each.  Neither stands anywhere but in the table: this file walks it from the start of a
 * conversation and notes when each verb is first open.
 */
#ifndef TUI_CLIENT_DIALOGUE_STEPS_H
#define TUI_CLIENT_DIALOGUE_STEPS_H

#include "common/dialect.h"

struct steps {
    enum dialect_event verbs[DIALECT_VERBS]; /* those of the dialect, in order */
    size_t count;
};

/* What a step asks of the person. */
enum steps_form {
    STEPS_FORM_NOTHING,
    STEPS_FORM_TEXT,    /* any text */
    STEPS_FORM_ADDRESS, /* an address */
    STEPS_FORM_MESSAGE, /* a whole message */
    STEPS_FORM_END,     /* nothing: the conversation ends with it */
};

/* The steps of DIALECT: verbs as they open one after another, those that never do last. */
struct steps steps_of(const struct dialect *dialect);

/* What VERB asks for. */
enum steps_form steps_form(const struct dialect *dialect, enum dialect_event verb);

/* The verb that a person most likely wants at POSITION: of those open the first in the order of
 * STEPS, but the end of the conversation where PREFER_END and it is open.  DIALECT_EVENTS if none
 * is open. */
enum dialect_event steps_next(const struct dialect *dialect, const struct steps *steps,
                              struct dialect_position position, bool prefer_end);

#endif
