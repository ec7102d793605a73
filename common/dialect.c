/* dialect.c - running a dialect's table.
 *
 * The engine is the same for all dialects: find the row, find its outcome, advance.  It refuses to
 * know any verb's meaning.
 */
#include <config.h>

#include "common/dialect.h"

#include <assert.h>

const struct dialect *const dialect_all[] = {&dialect_prototype, NULL};

const struct dialect *dialect_by_name(const char *name)
{
    for (size_t i = 0; dialect_all[i] != NULL; i++)
        if (strcmp(dialect_all[i]->name, name) == 0)
            return dialect_all[i];
    return NULL;
}

const struct dialect *dialect_by_greeting(struct span text)
{
    for (size_t i = 0; dialect_all[i] != NULL; i++) {
        const char *word = dialect_all[i]->policy.greeting;
        if (word != NULL && memmem(text.data, text.size, word, strlen(word)) != NULL)
            return dialect_all[i];
    }
    return NULL;
}

/* "In any state" means any that waits for a command: bytes of a message are never commands. */
static bool state_matches(enum dialect_state wanted, enum dialect_state state)
{
    if (wanted == DIALECT_STATE_ANY)
        return state >= DIALECT_STATE_HELO && state <= DIALECT_STATE_DATA;
    return wanted == state;
}

static bool event_matches(enum dialect_event wanted, enum dialect_event event)
{
    if (wanted == DIALECT_EVENT_ANY_LINE)
        return event < DIALECT_CONNECT;
    return wanted == event;
}

static enum dialect_reason missing_fact(unsigned needs, unsigned facts)
{
    static const struct {
        enum dialect_fact fact;
        enum dialect_reason reason;
    } missing[] = {
        {DIALECT_FACT_DELIVERED, DIALECT_REASON_NEEDS_DELIVERY},
        {DIALECT_FACT_RECIPIENT, DIALECT_REASON_NEEDS_RECIPIENT},
        {DIALECT_FACT_ROOM, DIALECT_REASON_NEEDS_ROOM},
    };

    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        if (needs & ~facts & missing[i].fact)
            return missing[i].reason;
    return DIALECT_REASON_NONE;
}

static enum dialect_reason wrong_argument(enum dialect_argument rule, bool has_argument)
{
    switch (rule) {
    case DIALECT_ARGUMENT_NONE:
        return has_argument ? DIALECT_REASON_ARGUMENT_UNEXPECTED : DIALECT_REASON_NONE;
    case DIALECT_ARGUMENT_TEXT:
    case DIALECT_ARGUMENT_ADDRESS:
        return has_argument ? DIALECT_REASON_NONE : DIALECT_REASON_ARGUMENT_MISSING;
    case DIALECT_ARGUMENT_IGNORED:
        break;
    }
    return DIALECT_REASON_NONE;
}

/* Why a line is refused that not even one row names. */
static enum dialect_reason reason_of_event(enum dialect_event event)
{
    switch (event) {
    case DIALECT_UNKNOWN:
        return DIALECT_REASON_UNKNOWN_VERB;
    case DIALECT_LONG_LINE:
        return DIALECT_REASON_LONG_LINE;
    case DIALECT_WRONG_ENDING:
        return DIALECT_REASON_WRONG_ENDING;
    default:
        return DIALECT_REASON_OUT_OF_ORDER;
    }
}

const struct dialect_row *dialect_find(const struct dialect *dialect,
                                       struct dialect_position position, enum dialect_event event,
                                       bool has_argument, enum dialect_reason *reason)
{
    enum dialect_reason why = reason_of_event(event);

    for (const struct dialect_row *row = dialect->rows; row < dialect->rows + dialect->row_count;
         row++) {
        if (!state_matches(row->state, position.state) || !event_matches(row->event, event))
            continue;
        bool is_default = row->event == DIALECT_EVENT_ANY_LINE;
        enum dialect_reason obstacle = missing_fact(row->needs, position.facts);
        if (obstacle == DIALECT_REASON_NONE)
            obstacle = wrong_argument(row->argument, has_argument);
        if (obstacle == DIALECT_REASON_NONE) {
            if (reason != NULL)
                *reason = is_default ? why : DIALECT_REASON_NONE;
            return row;
        }
        why = obstacle;
    }
    return NULL;
}

const struct dialect_row *dialect_row_of(const struct dialect *dialect, enum dialect_event verb)
{
    for (size_t i = 0; i < dialect->row_count; i++)
        if (dialect->rows[i].event == verb)
            return &dialect->rows[i];
    return NULL;
}

bool dialect_wants_argument(const struct dialect *dialect, enum dialect_event verb)
{
    const struct dialect_row *row = dialect_row_of(dialect, verb);

    return row != NULL && wrong_argument(row->argument, false) != DIALECT_REASON_NONE;
}

enum dialect_reason dialect_why_not(const struct dialect *dialect, struct dialect_position position,
                                    enum dialect_event verb)
{
    enum dialect_reason reason = DIALECT_REASON_OUT_OF_ORDER;

    assert(verb < DIALECT_VERBS);
    if (dialect->verbs[verb].words == NULL)
        return DIALECT_REASON_UNKNOWN_VERB;
    dialect_find(dialect, position, verb, dialect_wants_argument(dialect, verb), &reason);
    return reason;
}

const struct dialect_outcome *dialect_outcome(const struct dialect_row *row,
                                              enum dialect_result result)
{
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++)
        if (row->outcomes[i].result == result)
            return &row->outcomes[i];
    return NULL;
}

const struct dialect_outcome *dialect_outcome_by_code(const struct dialect_row *row, unsigned code)
{
    const struct dialect_outcome *same_class = NULL;

    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++) {
        if (row->outcomes[i].code == code)
            return &row->outcomes[i];
        if (same_class == NULL && row->outcomes[i].code / 100 == code / 100)
            same_class = &row->outcomes[i];
    }
    return same_class;
}

void dialect_advance(struct dialect_position *position, const struct dialect_outcome *outcome)
{
    if (outcome->next != DIALECT_STATE_SAME)
        position->state = outcome->next;
    position->facts = (position->facts & ~outcome->clear) | outcome->set;
}

const char *dialect_state_name(enum dialect_state state)
{
    static const char *const names[] = {
        [DIALECT_STATE_CONNECTED] = "CONNECTED", [DIALECT_STATE_HELO] = "HELO",
        [DIALECT_STATE_MAIL] = "MAIL",           [DIALECT_STATE_RCPT] = "RCPT",
        [DIALECT_STATE_DATA] = "DATA",           [DIALECT_STATE_MESSAGE] = "MESSAGE",
        [DIALECT_STATE_CLOSED] = "CLOSED",       [DIALECT_STATE_ANY] = "ANY",
        [DIALECT_STATE_SAME] = "SAME",
    };

    static_assert(sizeof names / sizeof names[0] == DIALECT_STATE_SAME + 1, "a name per state");
    return names[state];
}

const char *dialect_event_name(enum dialect_event event)
{
    static const char *const names[] = {
        [DIALECT_HELO] = "HELO",
        [DIALECT_MAIL] = "MAIL",
        [DIALECT_RCPT] = "RCPT",
        [DIALECT_DATA] = "DATA",
        [DIALECT_QUIT] = "QUIT",
        [DIALECT_UNKNOWN] = "UNKNOWN",
        [DIALECT_LONG_LINE] = "LONG-LINE",
        [DIALECT_WRONG_ENDING] = "WRONG-ENDING",
        [DIALECT_CONNECT] = "CONNECT",
        [DIALECT_OVERLOAD] = "OVERLOAD",
        [DIALECT_END_OF_DATA] = "END-OF-DATA",
        [DIALECT_TIMEOUT] = "TIMEOUT",
        [DIALECT_SHUTDOWN] = "SHUTDOWN",
        [DIALECT_EVENT_ANY_LINE] = "ANY-LINE",
    };

    static_assert(sizeof names / sizeof names[0] == DIALECT_EVENT_ANY_LINE + 1, "a name per event");
    return names[event];
}
