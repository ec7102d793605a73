/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* findings.h - the findings about one client.
 *
 * Of each kind only the first is kept, with its place, and the others are counted, so that memory
 * is bounded whatever a client sends.
 */
#ifndef SERVER_VERDICT_FINDINGS_H
#define SERVER_VERDICT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "server/verdict/finding.h"

/* Counted from 1, with dots as they were sent.  Lines of a message end in the connection's own
 * ending, as in struct dot_place; others in LF. */
struct finding_place {
    uint64_t message;    /* its number on the connection; 0: in all that the client has sent */
    uint64_t line, byte; /* from the start of the message, or of all */
};

/* Maximum bytes of a detail. */
#define FINDING_DETAIL_MAX 40

struct finding {
    enum finding_kind kind;
    enum finding_severity severity;
    struct finding_place place; /* of the first one */
    uint64_t count;
    unsigned char detail_size;
    char detail[FINDING_DETAIL_MAX]; /* for example the command; untrusted; may be empty */
};

/* Initialize with zeros, and is_textbook. */
struct findings {
    bool is_textbook;    /* the severities are those of a textbook dialect */
    bool has_error;      /* true even if there was no memory for the error */
    struct finding *all; /* owned; in the order in which they were first found */
    size_t count;
};

/* Adds a finding about PLACE; of DETAIL the first bytes are kept.  If SERVER_REFUSES it, it is an
 * error. */
void findings_add(struct findings *findings, enum finding_kind kind, struct finding_place place,
                  struct span detail, bool server_refuses);

/* Counts COUNT more findings of KIND, if there is one. */
void findings_repeat(struct findings *findings, enum finding_kind kind, uint64_t count);

/* Makes an error of what was found of KIND, since the server has refused it. */
void findings_harden(struct findings *findings, enum finding_kind kind);

/* Returns how many findings have SEVERITY. */
unsigned findings_count(const struct findings *findings, enum finding_severity severity);

/* Frees the list. */
void findings_release(struct findings *findings);

#endif
