/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sequence_internal.h - shared by the sequence*.c files; no other file includes it. */
#ifndef TUI_CLIENT_TERMINAL_SEQUENCE_INTERNAL_H
#define TUI_CLIENT_TERMINAL_SEQUENCE_INTERNAL_H

#include "tui-client/terminal/sequence.h"

/* sequence_keys.c: decodes the complete control sequence in SEQUENCE->bytes; SEQUENCE_NOTHING for a
 * report or an unknown key. */
struct sequence_event sequence_read_keys(const struct sequence *sequence);

/* The same for a complete mouse report. */
struct sequence_event sequence_read_report(const struct sequence *sequence);

#endif
