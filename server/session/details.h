/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* details.h - what a reply says of the single case, for {detail} in its template.
 *
 * One function per result that has one, as lines.h has one per generator.
 */
#ifndef SERVER_SESSION_DETAILS_H
#define SERVER_SESSION_DETAILS_H

#include "common/dialect.h"
#include "common/span.h"
#include "server/session/session.h"

/* Buffer size for any detail that is not borrowed, in bytes. */
#define DETAILS_MAX 160

/* Returns the detail of RESULT of the command or message CAUSE with ARGUMENT: in BUFFER of
 * DETAILS_MAX bytes, or borrowed from ARGUMENT; empty if RESULT has none. */
struct span details_of(const struct session *session, enum dialect_event cause,
                       const struct argument *argument, enum dialect_result result, char *buffer);

#endif
