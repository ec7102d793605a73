/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* scrap.h - bytes taken out of a text, shared by whoever may need them again.
 *
 * What is killed is kept to be undone and to be yanked; sharing it costs its memory only once.  The
 * bytes of a scrap with several owners do not change.
 */
#ifndef TUI_CLIENT_TEXT_SCRAP_H
#define TUI_CLIENT_TEXT_SCRAP_H

#include "common/span.h"

struct scrap {
    size_t owners;
    size_t size; /* bytes */
    char bytes[];
};

/* A scrap of SIZE bytes, which the caller fills and owns; NULL with errno ENOMEM. */
struct scrap *scrap_new(size_t size);

/* SCRAP, with one more owner. */
struct scrap *scrap_share(struct scrap *scrap);

/* Gives up one owner's part; the last frees SCRAP, which may be NULL. */
void scrap_drop(struct scrap *scrap);

/* The bytes of SCRAP, which may be NULL; borrowed. */
struct span scrap_span(const struct scrap *scrap);

#endif
