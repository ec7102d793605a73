/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* rule.h - a rule of --fault: which events it is about, which of them it hits, and what it does.
 *
 *     VERB:CODE[ TEXT][:OPTION...]    CODE is 400 to 599; TEXT may contain colons
 *     VERB:EFFECT[:OPTION...]         delay=TIME, drop, stall, cut=BYTES or drip=TIME
 *
 * VERB is one, CONNECT, or MESSAGE for the end of data; TIME is 500ms, 10s or 2m.  OPTIONs are
 * first=N, every=N, from=N..M or rate=N/SECONDS, and per=connection, sender, recipient or client.
 * They are split off from the right as long as they are known; the rest is TEXT.  Nothing is
 * counted here.
 */
#ifndef SERVER_FAULT_RULE_H
#define SERVER_FAULT_RULE_H

#include "common/dialect.h"
#include "server/fault/effect.h"

/* Limits of what a rule may contain. */
#define FAULT_TEXT_MAX    500 /* bytes, so that a reply has room for it */
#define FAULT_BYTES_MAX   4096
#define FAULT_TIME_MAX_MS (24 * 60 * 60 * 1000)
#define FAULT_COUNT_MAX   1000000000U
#define FAULT_SECONDS_MAX 86400

/* Which of the events that reach a rule it hits; they are counted from 1. */
enum fault_choice {
    FAULT_ALL,
    FAULT_RANGE, /* from number first to last */
    FAULT_EVERY, /* the last-th, and its multiples */
    FAULT_RATE,  /* those after the first in each window of last seconds */
};

/* Events of what are counted apart. */
enum fault_scope {
    FAULT_PER_SERVER,
    FAULT_PER_CONNECTION,
    FAULT_PER_SENDER,
    FAULT_PER_RECIPIENT,
    FAULT_PER_CLIENT, /* its address */
    FAULT_SCOPES,
};

struct fault_rule {
    const char *text; /* all of it; borrowed */
    enum dialect_event event;
    struct fault_effect effect;
    struct span effect_text, options; /* as written: "delay=2s", "first=1:per=sender"; borrowed */
    enum fault_choice choice;
    uint32_t first, last;
    enum fault_scope scope;
};

/* Why a text is no rule, or why a dialect cannot have it. */
enum fault_flaw {
    FAULT_FLAW_NONE,
    FAULT_FLAW_FORM,
    FAULT_FLAW_VERB,
    FAULT_FLAW_EFFECT,
    FAULT_FLAW_CODE,
    FAULT_FLAW_TEXT,
    FAULT_FLAW_TIME,
    FAULT_FLAW_BYTES,
    FAULT_FLAW_NUMBER,
    FAULT_FLAW_RANGE,
    FAULT_FLAW_RATE,
    FAULT_FLAW_SCOPE,
    FAULT_FLAW_TWICE,       /* an option, or two that choose */
    FAULT_FLAW_SCOPE_ALONE, /* nothing to count */
    FAULT_FLAW_NO_SENDER,   /* an event without one */
    FAULT_FLAW_NO_RECIPIENT,
    FAULT_FLAW_DIALECT, /* it does not carry out the verb */
    FAULT_FLAW_OFFER,   /* the verb is one of an extension that is not offered */
    FAULT_FLAWS,
};

/* Parses TEXT, which RULE borrows. */
enum fault_flaw fault_rule_parse(const char *text, struct fault_rule *rule);

/* Returns what is wrong with RULE if DIALECT is served. */
enum fault_flaw fault_rule_check(const struct fault_rule *rule, const struct dialect *dialect);

/* The name of EVENT in a rule: "RCPT", "CONNECT", "MESSAGE"; NULL: it has none. */
const char *fault_event_name(enum dialect_event event);

#endif
