/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed_names.h - names of enums, for programs: static, never translated, and never changed. */
#ifndef SERVER_EVENTS_FEED_NAMES_H
#define SERVER_EVENTS_FEED_NAMES_H

#include "server/log/event.h"

/* Why a line, a recipient or a message was refused: "out-of-order", "no-mailbox". */
const char *feed_name_of_refusal(const struct event_refused *refused);

/* What a fault does: "drop". */
const char *feed_name_of_fault(enum fault_kind kind);

/* Why a message is not in a mailbox: "unfinished", "no-space". */
const char *feed_name_of_loss(const struct event_lost *lost);

/* Why the server closes: "idle". */
const char *feed_name_of_closing(enum event_closing closing);

#endif
