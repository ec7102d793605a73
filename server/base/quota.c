/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quota.c - see quota.h. */
#include <config.h>

#include "server/base/quota.h"

#include "common/deadline.h"

#define PERIOD_MS 1000

/* A second whose sum was not taken yet is continued. */
static void begin_anew(struct quota *quota, int64_t now_ms)
{
    if (quota->withheld == 0 && now_ms - quota->since_ms >= PERIOD_MS)
        *quota = (struct quota){.since_ms = now_ms};
}

bool quota_takes(struct quota *quota, int64_t now_ms)
{
    begin_anew(quota, now_ms);
    if (quota->lines < QUOTA_LINES) {
        quota->lines++;
        return true;
    }
    quota->withheld++;
    return false;
}

void quota_withhold(struct quota *quota, int64_t now_ms)
{
    begin_anew(quota, now_ms);
    quota->withheld++;
}

int64_t quota_due_ms(const struct quota *quota)
{
    return quota->withheld > 0 ? quota->since_ms + PERIOD_MS : DEADLINE_NEVER;
}

uint64_t quota_take_sum(struct quota *quota, int64_t now_ms)
{
    uint64_t sum = quota->withheld;

    if (sum == 0 || now_ms < quota_due_ms(quota))
        return 0;
    *quota = (struct quota){.since_ms = now_ms};
    return sum;
}
