/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* witness_internal.h - what the files of the witness share. */
#ifndef SERVER_VERDICT_WITNESS_INTERNAL_H
#define SERVER_VERDICT_WITNESS_INTERNAL_H

#include "server/verdict/witness.h"

/* Judges a line of the client by its REPLY. */
void witness_judge_line(struct witness *witness, const struct session *session,
                        const struct session_event *reply);

/* Whether the code of REPLY refuses. */
static inline bool witness_refuses(const struct session_event *reply)
{
    return reply->reply_size > 0 && (reply->reply[0] == '4' || reply->reply[0] == '5');
}

/* Adds a finding about the last line. */
static inline void witness_add(struct witness *witness, enum finding_kind kind, struct span detail)
{
    findings_add(&witness->findings, kind, witness->line, detail, false);
}

#endif
