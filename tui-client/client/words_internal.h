/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_internal.h - what the files of words.h share. */
#ifndef TUI_CLIENT_CLIENT_WORDS_INTERNAL_H
#define TUI_CLIENT_CLIENT_WORDS_INTERNAL_H

#include <stddef.h>

#include "common/span.h"
#include "tui-client/dialogue/explain.h"

/* Appends to the string in OUT of SIZE bytes, truncated if necessary. */
__attribute__((format(printf, 3, 4))) void words_append(char *out, size_t size, const char *format,
                                                        ...);

/* Appends a line that names SECTION of RFC; 0: 5321. */
void words_append_section(char *out, size_t size, unsigned rfc, const char *section);

/* Appends TEXT in quotes, made visible, on one line and cut to WORDS_QUOTED_MAX bytes. */
void words_append_quoted(char *out, size_t size, struct span text);

/* What the first digit of a reply means, and the second. */
const char *words_class(enum explain_class class);
const char *words_category(enum explain_category category);

/* What a reply did, translated; of a refusal its cause is to follow. */
const char *words_verdict(enum explain_verdict verdict);

/* Appends remarks on the doubts about REPLY.  Where it answers nothing, the verdict speaks of what
 * was sent of the message. */
void words_append_doubts(char *out, size_t size, const struct dialogue_reply *reply);

#endif
