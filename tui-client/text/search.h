/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* search.h - substring search without regard to ASCII case.
 *
 * Bytes are compared as received, before they are made visible.
 */
#ifndef TUI_CLIENT_TEXT_SEARCH_H
#define TUI_CLIENT_TEXT_SEARCH_H

#include "common/span.h"

/* The offset where SOUGHT (not empty) first occurs in TEXT, ignoring the case of A-Z; TEXT's size
 * if it does not occur. */
size_t search_find(struct span text, struct span sought);

/* The same for its last occurrence. */
size_t search_find_last(struct span text, struct span sought);

#endif
