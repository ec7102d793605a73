/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* rule.c - see rule.h.
 *
 * Tables: words of effects, of options and of scopes.
 */
#include <config.h>

#include "server/fault/rule.h"

#include <string.h>

#include "common/count.h"
#include "common/duration.h"
#include "common/grammar.h"
#include "common/text.h"

/* --- spans --- */

/* Splits TEXT at its first byte that is MARK; returns false if there is none. */
static bool split(struct span text, char mark, struct span *before, struct span *after)
{
    const char *place = text.size > 0 ? memchr(text.data, mark, text.size) : NULL;

    if (place == NULL)
        return false;
    *before = (struct span){text.data, (size_t)(place - text.data)};
    *after = span_skip(text, before->size + 1);
    return true;
}

/* Parses all of TEXT as a decimal number from MIN to MAX. */
static bool read_number(struct span text, uint32_t min, uint32_t max, uint32_t *number)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.size; i++) {
        if (!grammar_is_digit(text.data[i]))
            return false;
        value = value * 10 + (uint64_t)(text.data[i] - '0');
        if (value > max)
            return false;
    }
    *number = (uint32_t)value;
    return text.size > 0 && value >= min;
}

/* --- effects --- */

static bool is_printable(struct span text)
{
    char shown[FAULT_TEXT_MAX];
    size_t taken;
    size_t size = text_print(TEXT_ECHO, text, shown, sizeof shown, &taken);

    return span_equal((struct span){shown, size}, text);
}

/* CODE, or CODE and TEXT. */
static enum fault_flaw read_reply(struct span text, struct fault_effect *effect)
{
    struct span code = {text.data, text.size < 3 ? text.size : 3};
    struct span rest = span_skip(text, code.size);

    effect->kind = FAULT_REPLY;
    if (!read_number(code, 400, 599, &effect->code) || (rest.size > 0 && rest.data[0] != ' '))
        return FAULT_FLAW_CODE;
    effect->text = span_trim(rest);
    return is_printable(effect->text) ? FAULT_FLAW_NONE : FAULT_FLAW_TEXT;
}

static enum fault_flaw read_nothing(struct span value, struct fault_effect *effect)
{
    (void)effect;
    return value.size == 0 ? FAULT_FLAW_NONE : FAULT_FLAW_EFFECT;
}

static enum fault_flaw read_time(struct span value, struct fault_effect *effect)
{
    int64_t ms;

    if (!duration_parse(value, &ms) || ms < 1 || ms > FAULT_TIME_MAX_MS)
        return FAULT_FLAW_TIME;
    effect->time_ms = (uint32_t)ms;
    return FAULT_FLAW_NONE;
}

static enum fault_flaw read_bytes(struct span value, struct fault_effect *effect)
{
    return read_number(value, 1, FAULT_BYTES_MAX, &effect->bytes) ? FAULT_FLAW_NONE
                                                                  : FAULT_FLAW_BYTES;
}

static enum fault_flaw read_effect(struct span text, struct fault_effect *effect)
{
    static const struct {
        const char *word;
        enum fault_kind kind;
        enum fault_flaw (*read)(struct span value, struct fault_effect *effect);
    } words[] = {
        {"delay=", FAULT_DELAY, read_time},   {"drop", FAULT_DROP, read_nothing},
        {"stall", FAULT_STALL, read_nothing}, {"cut=", FAULT_CUT, read_bytes},
        {"drip=", FAULT_DRIP, read_time},
    };

    if (text.size > 0 && grammar_is_digit(text.data[0]))
        return read_reply(text, effect);
    for (size_t i = 0; i < COUNT(words); i++)
        if (span_starts_with(text, words[i].word)) {
            effect->kind = words[i].kind;
            return words[i].read(span_skip(text, strlen(words[i].word)), effect);
        }
    return FAULT_FLAW_EFFECT;
}

/* --- options --- */

static enum fault_flaw read_first(struct span value, struct fault_rule *rule)
{
    rule->choice = FAULT_RANGE;
    rule->first = 1;
    return read_number(value, 1, FAULT_COUNT_MAX, &rule->last) ? FAULT_FLAW_NONE
                                                               : FAULT_FLAW_NUMBER;
}

static enum fault_flaw read_every(struct span value, struct fault_rule *rule)
{
    rule->choice = FAULT_EVERY;
    return read_number(value, 1, FAULT_COUNT_MAX, &rule->last) ? FAULT_FLAW_NONE
                                                               : FAULT_FLAW_NUMBER;
}

static enum fault_flaw read_range(struct span value, struct fault_rule *rule)
{
    struct span first, last;

    rule->choice = FAULT_RANGE;
    if (split(value, '.', &first, &last) && span_starts_with(last, ".") &&
        read_number(first, 1, FAULT_COUNT_MAX, &rule->first) &&
        read_number(span_skip(last, 1), rule->first, FAULT_COUNT_MAX, &rule->last))
        return FAULT_FLAW_NONE;
    return FAULT_FLAW_RANGE;
}

static enum fault_flaw read_rate(struct span value, struct fault_rule *rule)
{
    struct span number, seconds;

    rule->choice = FAULT_RATE;
    if (split(value, '/', &number, &seconds) &&
        read_number(number, 1, FAULT_COUNT_MAX, &rule->first) &&
        read_number(seconds, 1, FAULT_SECONDS_MAX, &rule->last))
        return FAULT_FLAW_NONE;
    return FAULT_FLAW_RATE;
}

static enum fault_flaw read_scope(struct span value, struct fault_rule *rule)
{
    static const char *const names[FAULT_SCOPES] = {
        [FAULT_PER_CONNECTION] = "connection",
        [FAULT_PER_SENDER] = "sender",
        [FAULT_PER_RECIPIENT] = "recipient",
        [FAULT_PER_CLIENT] = "client",
    };

    for (enum fault_scope scope = FAULT_PER_CONNECTION; scope < FAULT_SCOPES; scope++)
        if (span_equal(value, span_of(names[scope]))) {
            rule->scope = scope;
            return FAULT_FLAW_NONE;
        }
    return FAULT_FLAW_SCOPE;
}

/* Options of one group exclude each other. */
static const struct option {
    const char *word;
    enum group { CHOICE = 1, SCOPE = 2 } group;
    enum fault_flaw (*read)(struct span value, struct fault_rule *rule);
} options[] = {
    {"first=", CHOICE, read_first}, {"every=", CHOICE, read_every}, {"from=", CHOICE, read_range},
    {"rate=", CHOICE, read_rate},   {"per=", SCOPE, read_scope},
};

static const struct option *find_option(struct span text)
{
    for (size_t i = 0; i < COUNT(options); i++)
        if (span_starts_with(text, options[i].word))
            return &options[i];
    return NULL;
}

/* Returns the part of TEXT after its last colon; no data if there is none. */
static struct span last_part(struct span text)
{
    const char *colon = text.size > 0 ? memrchr(text.data, ':', text.size) : NULL;

    return colon != NULL ? span_skip(text, (size_t)(colon - text.data) + 1)
                         : (struct span){NULL, 0};
}

/* Removes the options from the end of *TEXT. */
static enum fault_flaw take_options(struct span *text, struct fault_rule *rule)
{
    struct span whole = *text, part;
    const struct option *option;
    enum fault_flaw flaw = FAULT_FLAW_NONE;
    unsigned given = 0;

    while (flaw == FAULT_FLAW_NONE && (part = last_part(*text)).data != NULL &&
           (option = find_option(part)) != NULL) {
        flaw = given & option->group ? FAULT_FLAW_TWICE
                                     : option->read(span_skip(part, strlen(option->word)), rule);
        given |= option->group;
        text->size -= part.size + 1;
        rule->options = span_skip(whole, text->size + 1);
    }
    return flaw == FAULT_FLAW_NONE && given == SCOPE ? FAULT_FLAW_SCOPE_ALONE : flaw;
}

/* --- events --- */

/* Verbs have the same names in all dialects, and rfc5321 has all of them. */
const char *fault_event_name(enum dialect_event event)
{
    if (event < DIALECT_VERBS)
        return dialect_rfc5321.verbs[event].name;
    if (event == DIALECT_CONNECT)
        return "CONNECT";
    return event == DIALECT_END_OF_DATA ? "MESSAGE" : NULL;
}

static bool find_event(struct span name, enum dialect_event *event)
{
    for (*event = 0; *event < DIALECT_EVENTS; (*event)++) {
        const char *known = fault_event_name(*event);
        if (known != NULL && span_equal_ascii(name, span_of(known)))
            return true;
    }
    return false;
}

enum fault_flaw fault_rule_parse(const char *text, struct fault_rule *rule)
{
    struct span name, rest;
    enum fault_flaw flaw;

    *rule = (struct fault_rule){.text = text};
    if (!split(span_of(text), ':', &name, &rest))
        return FAULT_FLAW_FORM;
    if (!find_event(name, &rule->event))
        return FAULT_FLAW_VERB;
    flaw = take_options(&rest, rule);
    if (flaw != FAULT_FLAW_NONE)
        return flaw;
    rule->effect_text = rest;
    return read_effect(rest, &rule->effect);
}

static bool has_sender(enum dialect_event event)
{
    return event == DIALECT_MAIL || event == DIALECT_RCPT || event == DIALECT_DATA ||
           event == DIALECT_END_OF_DATA;
}

enum fault_flaw fault_rule_check(const struct fault_rule *rule, const struct dialect *dialect)
{
    bool is_verb = rule->event < DIALECT_VERBS;

    if (dialect_row_of(dialect, rule->event) == NULL)
        return FAULT_FLAW_DIALECT;
    if (is_verb && !dialect_offers(&dialect->policy, dialect->verbs[rule->event].extension))
        return FAULT_FLAW_OFFER;
    if (rule->scope == FAULT_PER_SENDER && !has_sender(rule->event))
        return FAULT_FLAW_NO_SENDER;
    if (rule->scope == FAULT_PER_RECIPIENT && rule->event != DIALECT_RCPT)
        return FAULT_FLAW_NO_RECIPIENT;
    return FAULT_FLAW_NONE;
}
