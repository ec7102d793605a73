/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* effect.h - what a fault does to an event that would have been carried out, and how the event is
 * described to those who decide about it.
 *
 * FAULT_REPLY, FAULT_DROP and FAULT_STALL take the place of the action of the event, the others
 * come after it.
 */
#ifndef SERVER_FAULT_EFFECT_H
#define SERVER_FAULT_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/span.h"

enum fault_kind {
    FAULT_NONE,
    FAULT_REPLY, /* the event is refused with code and text */
    FAULT_DELAY, /* the reply waits for time_ms */
    FAULT_DROP,  /* the connection is closed without a reply */
    FAULT_STALL, /* there is no reply, and the connection stays open */
    FAULT_CUT,   /* the connection is closed after the first bytes of the reply */
    FAULT_DRIP,  /* the reply is sent byte by byte, time_ms after each other */
    FAULT_KINDS,
};

/* Buffer size for an enhanced status code, in bytes. */
#define FAULT_ENHANCED_MAX sizeof "5.999.999"

struct fault_effect {
    enum fault_kind kind;
    bool is_magic;    /* an address asks for it, not a rule */
    unsigned code;    /* of FAULT_REPLY: 400 to 599 */
    struct span text; /* of FAULT_REPLY, as it is sent; borrowed; empty: none was given */
    char enhanced[FAULT_ENHANCED_MAX]; /* of FAULT_REPLY, if an address names one; else empty */
    uint32_t time_ms;
    unsigned bytes; /* of FAULT_CUT */
};

/* An event that is about to be carried out. */
struct fault_event {
    enum dialect_event event;
    struct span argument; /* of a verb, as parsed */
    struct span sender;   /* of the transaction; empty: none */
    uint64_t connection;  /* its number */
    struct span client;   /* its address */
};

#endif
