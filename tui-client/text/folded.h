/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* folded.h - short texts compared without regard to case, in any script. */
#ifndef TUI_CLIENT_TEXT_FOLDED_H
#define TUI_CLIENT_TEXT_FOLDED_H

#include "common/span.h"

/* Whether TEXT contains WANTED, which is always so if that is empty.  Texts of more than a few
 * hundred bytes contain nothing else, and are contained in none. */
bool folded_holds(struct span text, struct span wanted);

#endif
