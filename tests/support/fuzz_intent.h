/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_intent.h - intents of any content, as fuzz targets write them. */
#ifndef TESTS_SUPPORT_FUZZ_INTENT_H
#define TESTS_SUPPORT_FUZZ_INTENT_H

#include "server/mail/intent.h"
#include "tests/support/fuzz.h"

static inline uint32_t fuzz_number(struct span *input)
{
    uint32_t high = fuzz_byte(input);

    return high << 8 | fuzz_byte(input);
}

/* Fills INTENT with whatever INPUT says: its parts need not agree with each other. */
static inline void fuzz_fill_intent(struct intent *intent, struct span *input)
{
    uint8_t shape = fuzz_byte(input);

    *intent = (struct intent){.inode = fuzz_byte(input), .is_refused = shape & 1};
    struct span name = fuzz_take(input, fuzz_byte(input) % (MAILBOX_FILE_NAME_MAX + 1));
    if (name.size > 0)
        memcpy(intent->file_name, name.data, name.size);
    intent->start = fuzz_number(input);
    intent->begin = intent->start + (shape & 2 ? fuzz_number(input) : 0);
    intent->begin -= shape & 4 && intent->begin > 0;
    intent->begin = shape & 8 ? UINT64_MAX - fuzz_byte(input) : intent->begin;
    intent->before = fuzz_number(input);
    intent->size = fuzz_number(input) * (shape & 16 ? 4U : 1U);
    intent->record_count = shape & 32 ? fuzz_number(input) % (INTENT_RECORDS_MAX + 1) : shape >> 6;
    for (uint32_t i = 0; i < intent->record_count && input->size > 0; i++)
        intent->ends[i] = fuzz_number(input);
    for (size_t i = 0, count = fuzz_byte(input); i < count; i++)
        intent->granules[i] = fuzz_number(input);
}

#endif
