/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect.c - running a dialect's table.
 *
 * The engine is the same for all dialects: find the row, find its outcome, advance.  It does not
 * know what any verb means.
 */
#include <config.h>

#include "common/dialect.h"

#include <assert.h>

#include "common/count.h"

const struct dialect *const dialect_all[] = {&dialect_prototype, &dialect_rfc5321, NULL};

const struct dialect *dialect_by_name(const char *name)
{
    for (size_t i = 0; dialect_all[i] != NULL; i++)
        if (strcmp(dialect_all[i]->name, name) == 0)
            return dialect_all[i];
    return NULL;
}

static bool holds(struct span text, const char *word)
{
    if (word == NULL || word[0] == '\0')
        return word != NULL;
    return text.size > 0 && memmem(text.data, text.size, word, strlen(word)) != NULL;
}

const struct dialect *dialect_by_greeting(struct span text)
{
    for (size_t i = 0; dialect_all[i] != NULL; i++) {
        const struct dialect_greeting *greeting = &dialect_all[i]->policy.greeting;
        if (holds(text, greeting->wanted) && !holds(text, greeting->unwanted))
            return dialect_all[i];
    }
    return dialect_all[0];
}

bool dialect_is_ours(struct span text)
{
    return holds(text, "smtpd-proto");
}

enum dialect_class dialect_class_of(enum dialect_state state)
{
    static const enum dialect_class classes[] = {
        [DIALECT_STATE_CONNECTED] = DIALECT_CLASS_NONE,
        [DIALECT_STATE_HELO] = DIALECT_CLASS_COMMAND,
        [DIALECT_STATE_MAIL] = DIALECT_CLASS_COMMAND,
        [DIALECT_STATE_RCPT] = DIALECT_CLASS_COMMAND,
        [DIALECT_STATE_DATA] = DIALECT_CLASS_COMMAND,
        [DIALECT_STATE_MESSAGE] = DIALECT_CLASS_MESSAGE,
        [DIALECT_STATE_CREDENTIALS] = DIALECT_CLASS_CREDENTIALS,
        [DIALECT_STATE_CLOSED] = DIALECT_CLASS_NONE,
    };

    static_assert(COUNT(classes) == DIALECT_STATES, "a class per state");
    return classes[state];
}

/* --- finding a row --------------------------------------------------------------------------- */

/* "Any state" means any that waits for a command; credentials and the bytes of a message are not
 * commands. */
static bool state_matches(enum dialect_state wanted, enum dialect_state state,
                          enum dialect_event event)
{
    enum dialect_class class = dialect_class_of(state);

    if (wanted == DIALECT_STATE_ANY)
        return class == DIALECT_CLASS_COMMAND ||
               (class == DIALECT_CLASS_CREDENTIALS && event >= DIALECT_LONG_LINE);
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
        {DIALECT_FACT_ENCRYPTED, DIALECT_REASON_NEEDS_TLS},
        {DIALECT_FACT_AUTHENTICATED, DIALECT_REASON_NEEDS_AUTH},
    };

    for (size_t i = 0; i < COUNT(missing); i++)
        if (needs & ~facts & missing[i].fact)
            return missing[i].reason;
    return DIALECT_REASON_NONE;
}

static enum dialect_reason reason_of_flaw(enum argument_flaw flaw)
{
    static const enum dialect_reason reasons[] = {
        [ARGUMENT_FLAW_NONE] = DIALECT_REASON_NONE,
        [ARGUMENT_FLAW_MISSING] = DIALECT_REASON_ARGUMENT_MISSING,
        [ARGUMENT_FLAW_UNEXPECTED] = DIALECT_REASON_ARGUMENT_UNEXPECTED,
        [ARGUMENT_FLAW_NO_BRACKETS] = DIALECT_REASON_NO_BRACKETS,
        [ARGUMENT_FLAW_PATH] = DIALECT_REASON_BAD_PATH,
        [ARGUMENT_FLAW_PARAMETER] = DIALECT_REASON_BAD_PARAMETER,
        [ARGUMENT_FLAW_MECHANISM] = DIALECT_REASON_BAD_MECHANISM,
    };

    static_assert(COUNT(reasons) == ARGUMENT_FLAWS, "a reason per flaw");
    return reasons[flaw];
}

static bool refuses(const struct dialect_row *row)
{
    return row->outcomes[0].result == DIALECT_REFUSED;
}

/* Whether DIALECT has a row that carries out VERB and offers its extension. */
static bool implements(const struct dialect *dialect, enum dialect_event verb)
{
    return dialect_offers(&dialect->policy, dialect->verbs[verb].extension) &&
           dialect_row_of(dialect, verb) != NULL;
}

/* A line that is no command at all is refused as such. */
enum dialect_reason dialect_lacks(const struct dialect *dialect, struct dialect_position position,
                                  enum dialect_event event)
{
    static const struct dialect_verb none;
    const struct dialect_verb *verb = event < DIALECT_VERBS ? &dialect->verbs[event] : &none;
    bool is_command = event <= DIALECT_MALFORMED;
    bool is_clear = (position.facts & DIALECT_FACT_ENCRYPTED) == 0;
    bool is_anonymous = (position.facts & DIALECT_FACT_AUTHENTICATED) == 0;

    if (is_command && dialect->policy.requires_tls && is_clear && !verb->may_be_in_clear)
        return DIALECT_REASON_NEEDS_TLS;
    if (is_command && dialect->policy.requires_auth && is_anonymous && !verb->may_be_anonymous)
        return DIALECT_REASON_NEEDS_AUTH;
    if (verb->is_secret && is_clear && !dialect->policy.takes_secrets_in_clear &&
        implements(dialect, event))
        return DIALECT_REASON_SECRET_IN_CLEAR;
    return DIALECT_REASON_NONE;
}

unsigned dialect_extensions_at(const struct dialect *dialect, struct dialect_position position)
{
    unsigned extensions = dialect->policy.extensions;

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_lacks(dialect, position, verb) == DIALECT_REASON_SECRET_IN_CLEAR)
            extensions &= ~dialect->verbs[verb].extension;
    return extensions;
}

/* The reason for refusing a line that no row mentions. */
static enum dialect_reason reason_of_event(const struct dialect *dialect,
                                           struct dialect_position position,
                                           enum dialect_event event)
{
    enum dialect_reason lack = dialect_lacks(dialect, position, event);

    if (lack != DIALECT_REASON_NONE)
        return lack;
    switch (event) {
    case DIALECT_UNKNOWN:
    case DIALECT_HTTP:
        return DIALECT_REASON_UNKNOWN_VERB;
    case DIALECT_MALFORMED:
        return DIALECT_REASON_MALFORMED_VERB;
    case DIALECT_LONG_LINE:
        return DIALECT_REASON_LONG_LINE;
    case DIALECT_WRONG_ENDING:
        return DIALECT_REASON_WRONG_ENDING;
    case DIALECT_LONG_CREDENTIALS:
        return DIALECT_REASON_LONG_CREDENTIALS;
    default:
        return event < DIALECT_VERBS && !implements(dialect, event) ? DIALECT_REASON_NOT_IMPLEMENTED
                                                                    : DIALECT_REASON_OUT_OF_ORDER;
    }
}

/* Returns what ROW lacks with FACTS and TEXT, and parses TEXT into *ARGUMENT by its rule.  TEXT
 * NULL stands for a valid argument. */
static enum dialect_reason obstacle_to(const struct dialect_row *row, unsigned facts,
                                       const struct span *text, struct argument *argument)
{
    enum dialect_reason missing = missing_fact(row->needs, facts);

    if (missing != DIALECT_REASON_NONE || text == NULL)
        return missing;
    return reason_of_flaw(argument_parse(row->argument, *text, argument));
}

static struct dialect_match find(const struct dialect *dialect, struct dialect_position position,
                                 enum dialect_event event, const struct span *text)
{
    struct dialect_match match = {.reason = reason_of_event(dialect, position, event)};
    bool is_impossible = match.reason == DIALECT_REASON_NOT_IMPLEMENTED ||
                         dialect_lacks(dialect, position, event) != DIALECT_REASON_NONE;

    for (const struct dialect_row *row = dialect->rows; row < dialect->rows + dialect->row_count;
         row++) {
        if (!state_matches(row->state, position.state, event) ||
            !event_matches(row->event, event) || (is_impossible && !refuses(row)))
            continue;
        enum dialect_reason obstacle = obstacle_to(row, position.facts, text, &match.argument);
        bool fits = obstacle == DIALECT_REASON_NONE;
        if (fits && (!refuses(row) || dialect_refusal(row, match.reason) != NULL)) {
            match.row = row;
            match.reason = refuses(row) ? match.reason : DIALECT_REASON_NONE;
            return match;
        }
        match.reason = fits || refuses(row) ? match.reason : obstacle;
    }
    return (struct dialect_match){.row = NULL};
}

struct dialect_match dialect_find(const struct dialect *dialect, struct dialect_position position,
                                  enum dialect_event event, struct span text)
{
    return find(dialect, position, event, &text);
}

struct dialect_match dialect_find_proper(const struct dialect *dialect,
                                         struct dialect_position position, enum dialect_event event)
{
    return find(dialect, position, event, NULL);
}

enum dialect_reason dialect_why_not(const struct dialect *dialect, struct dialect_position position,
                                    enum dialect_event verb)
{
    struct dialect_match match = dialect_find_proper(dialect, position, verb);

    assert(verb < DIALECT_VERBS);
    if (dialect->verbs[verb].words == NULL)
        return DIALECT_REASON_UNKNOWN_VERB;
    return match.row != NULL ? match.reason : DIALECT_REASON_OUT_OF_ORDER;
}

/* States are in the order of a conversation. */
bool dialect_leads_on(const struct dialect *dialect, struct dialect_position position,
                      enum dialect_event verb)
{
    const struct dialect_outcome *outcome;

    if (dialect->verbs[verb].is_aside ||
        dialect_why_not(dialect, position, verb) != DIALECT_REASON_NONE)
        return false;
    outcome = dialect_outcome(dialect_find_proper(dialect, position, verb).row, DIALECT_DONE);
    return outcome != NULL &&
           (outcome->next == DIALECT_STATE_SAME || outcome->next > position.state);
}

/* --- rows and outcomes ----------------------------------------------------------------------- */

const struct dialect_row *dialect_row_of(const struct dialect *dialect, enum dialect_event verb)
{
    for (size_t i = 0; i < dialect->row_count; i++)
        if (dialect->rows[i].event == verb && !refuses(&dialect->rows[i]))
            return &dialect->rows[i];
    return NULL;
}

bool dialect_wants_argument(const struct dialect *dialect, enum dialect_event verb)
{
    const struct dialect_row *row = dialect_row_of(dialect, verb);
    struct argument ignored;

    return row != NULL &&
           argument_parse(row->argument, (struct span){NULL, 0}, &ignored) == ARGUMENT_FLAW_MISSING;
}

static bool is_used(const struct dialect_row *row, size_t number)
{
    return row != NULL && number < DIALECT_OUTCOMES_MAX && row->outcomes[number].code != 0;
}

const struct dialect_outcome *dialect_outcome(const struct dialect_row *row,
                                              enum dialect_result result)
{
    for (size_t i = 0; is_used(row, i); i++)
        if (row->outcomes[i].result == result)
            return &row->outcomes[i];
    return result == DIALECT_DONE_LAST ? dialect_outcome(row, DIALECT_DONE) : NULL;
}

const struct dialect_outcome *dialect_refusal(const struct dialect_row *row,
                                              enum dialect_reason reason)
{
    for (size_t i = 0; is_used(row, i); i++) {
        const struct dialect_outcome *outcome = &row->outcomes[i];
        bool is_for_any = outcome->reason == DIALECT_REASON_NONE;
        if (outcome->result == DIALECT_REFUSED && (is_for_any || outcome->reason == reason))
            return outcome;
    }
    return NULL;
}

/* How well OUTCOME matches the server's reply; 0: not at all. */
static unsigned fitness(const struct dialect_outcome *outcome, enum dialect_reason reason,
                        unsigned code)
{
    bool has_reason = outcome->reason == reason;

    if (outcome->code == code)
        return has_reason ? 4 : 3;
    if (outcome->code / 100 == code / 100)
        return has_reason ? 2 : 1;
    return 0;
}

const struct dialect_outcome *dialect_outcome_by_code(const struct dialect_row *row,
                                                      enum dialect_reason reason, unsigned code)
{
    const struct dialect_outcome *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; is_used(row, i); i++) {
        unsigned fit = fitness(&row->outcomes[i], reason, code);
        if (fit > most)
            best = &row->outcomes[i];
        most = fit > most ? fit : most;
    }
    return best;
}

/* Returns the outcome by which a server closes with CODE in any state. */
static const struct dialect_outcome *farewell_with(const struct dialect *dialect,
                                                   struct dialect_position position, unsigned code)
{
    static const enum dialect_event closers[] = {DIALECT_OVERLOAD, DIALECT_TIMEOUT,
                                                 DIALECT_SHUTDOWN};

    for (size_t i = 0; i < COUNT(closers); i++) {
        const struct dialect_row *row = dialect_find_proper(dialect, position, closers[i]).row;
        const struct dialect_outcome *outcome =
            row != NULL ? dialect_outcome_by_code(row, DIALECT_REASON_NONE, code) : NULL;
        if (outcome != NULL && outcome->code == code)
            return outcome;
    }
    return NULL;
}

static const struct dialect_outcome *refusal_with(const struct dialect_row *row, unsigned code)
{
    for (size_t i = 0; refuses(row) && is_used(row, i); i++)
        if (row->outcomes[i].reason != DIALECT_REASON_NONE && row->outcomes[i].code == code)
            return &row->outcomes[i];
    return NULL;
}

const struct dialect_outcome *dialect_unforeseen(const struct dialect *dialect,
                                                 struct dialect_position position,
                                                 enum dialect_event event, unsigned code)
{
    const struct dialect_outcome *outcome = farewell_with(dialect, position, code);

    for (size_t i = 0; i < dialect->row_count && outcome == NULL; i++) {
        const struct dialect_row *row = &dialect->rows[i];
        if (state_matches(row->state, position.state, event) && event_matches(row->event, event))
            outcome = refusal_with(row, code);
    }
    return outcome;
}

bool dialect_is_done(enum dialect_result result)
{
    return result == DIALECT_DONE || result == DIALECT_DONE_LAST || result == DIALECT_CHALLENGE;
}

/* --- positions and verbs --------------------------------------------------------------------- */

void dialect_advance(struct dialect_position *position, const struct dialect_outcome *outcome)
{
    if (outcome->next != DIALECT_STATE_SAME)
        position->state = outcome->next;
    position->facts = (position->facts & ~outcome->clear) | outcome->set;
}

enum dialect_introduces dialect_introduces(const struct dialect *dialect, enum dialect_event event)
{
    return event < DIALECT_VERBS ? dialect->verbs[event].introduces : DIALECT_INTRODUCES_NOTHING;
}

bool dialect_is_secret(const struct dialect *dialect, enum dialect_event event)
{
    return event < DIALECT_VERBS ? dialect->verbs[event].is_secret : event == DIALECT_CREDENTIALS;
}
