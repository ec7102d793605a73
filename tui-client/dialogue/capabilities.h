/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* capabilities.h - what a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).
 *
 * Extensions that the suite knows are bits of enum dialect_extension; all keywords are kept as
 * text.
 */
#ifndef TUI_CLIENT_DIALOGUE_CAPABILITIES_H
#define TUI_CLIENT_DIALOGUE_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/span.h"

/* Buffer size for the list of keywords, in bytes. */
#define CAPABILITIES_LIST_MAX 512

/* Initialize with zeros: nothing is offered. */
struct capabilities {
    unsigned extensions; /* bits of enum dialect_extension */
    uint64_t size_max;   /* of SIZE, in bytes; 0: no limit is known (RFC 1870 section 3) */
    unsigned mechanisms; /* of AUTH, as far as they are known: bits 1 << enum mechanism */
    char list[CAPABILITIES_LIST_MAX]; /* keywords with their parameters, after each a ", " but for
                                         the last; untrusted; the last ones may be missing */
    bool is_cut;                      /* some are */
};

/* Whether the server offers the extension KEYWORD, or may do so, since the list is cut. */
bool capabilities_offer(const struct capabilities *capabilities, const char *keyword);

/* Whether SIZE among the PARAMETERS of the sender's command is more than the server accepts (RFC
 * 1870 section 6.1: the message would be refused). */
bool capabilities_refuse_size(const struct capabilities *capabilities, struct span parameters);

/* Adds the extension that the line TEXT, without its code, names. */
void capabilities_take(struct capabilities *capabilities, struct span text);

#endif
