/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.h - the words of a reply, made fit to look for phrases in them.
 *
 * Servers repeat what they were told, so the reply "<spam@lab.test>: user unknown" contains a word
 * that the server does not say.  Addresses, host names and what is in angle brackets are left out;
 * "<LF>" and "<CR>" are words.  What a phrase means is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_PHRASE_H
#define TUI_CLIENT_DIALOGUE_PHRASE_H

#include <stdbool.h>

#include "common/span.h"

/* Maximum bytes of the words of a reply; those after them are not read. */
#define PHRASE_BYTES_MAX 2048

struct phrase_words {
    char text[PHRASE_BYTES_MAX + 1]; /* a string: each word in lower case after one space */
    size_t size;
};

/* Reads the words of TEXT, whose lines end in LF. */
void phrase_read(struct phrase_words *words, struct span text);

/* Whether PHRASE, in lower case with single spaces, is in WORDS. */
bool phrase_holds(const struct phrase_words *words, const char *phrase);

#endif
