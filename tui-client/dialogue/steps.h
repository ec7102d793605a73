/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* steps.h - the order of the steps of a conversation, derived from the dialect's table.
 *
 * The guide needs to know the order of the verbs, and what the user must fill in for each.  Both
 * are only in the table: this file walks it from the start of a conversation and notes when each
 * verb is first open.
 */
#ifndef TUI_CLIENT_DIALOGUE_STEPS_H
#define TUI_CLIENT_DIALOGUE_STEPS_H

#include "common/dialect.h"

struct steps {
    enum dialect_event verbs[DIALECT_VERBS]; /* those that a delivery needs, in order */
    size_t count;
};

/* What a step asks the user for. */
enum steps_form {
    STEPS_FORM_NOTHING,
    STEPS_FORM_TEXT,        /* any text */
    STEPS_FORM_ADDRESS,     /* an address */
    STEPS_FORM_CREDENTIALS, /* who the user is, and the password */
    STEPS_FORM_MESSAGE,     /* a whole message */
    STEPS_FORM_END,         /* nothing: the conversation ends with it */
};

/* The steps of DIALECT: verbs as they open one after another, then those that never do, and those
 * that end the conversation last. */
struct steps steps_of(const struct dialect *dialect);

/* Adds VERB as a step beside the one that introduces the client: after it, or before. */
void steps_add(const struct dialect *dialect, struct steps *steps, enum dialect_event verb,
               bool is_after);

/* What VERB asks for. */
enum steps_form steps_form(const struct dialect *dialect, enum dialect_event verb);

/* The step that asks for a message; DIALECT_EVENTS if there is none. */
enum dialect_event steps_message(const struct dialect *dialect, const struct steps *steps);

/* The verb that the user most likely wants at POSITION: the last open one in the order of STEPS;
 * one that ends the conversation only if PREFER_END or no other is open.  DIALECT_EVENTS if none is
 * open. */
enum dialect_event steps_next(const struct dialect *dialect, const struct steps *steps,
                              struct dialect_position position, bool prefer_end);

#endif
