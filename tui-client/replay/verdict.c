/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.c - see verdict.h.
 */
#include <config.h>

#include "tui-client/replay/verdict.h"

#include <assert.h>

#include "common/count.h"
#include "common/i18n.h"

static const struct {
    const char *word;
    const char *name;
    int status;
} verdicts[] = {
    [VERDICT_NONE] = {N_("error"), "error", 1},
    [VERDICT_PASSED] = {N_("ok"), "passed", 0},
    [VERDICT_SKIPPED] = {N_("skipped"), "skipped", 0},
    [VERDICT_DIFFERED] = {N_("failed"), "differed", 3},
    [VERDICT_UNREACHED] = {N_("no connection"), "no-connection", 4},
    [VERDICT_UNTRIED] = {N_("not tried"), "not-tried", 4},
    [VERDICT_LOST] = {N_("lost"), "lost", 4},
    [VERDICT_LATE] = {N_("hanging"), "hanging", 4},
    [VERDICT_BROKEN] = {N_("error"), "error", 1},
    [VERDICT_INTERRUPTED] = {N_("interrupted"), "interrupted", 1},
};

static_assert(COUNT(verdicts) == VERDICTS, "a row per verdict");

/* The verdicts of a count, the one that decides first. */
static const enum verdict order[] = {
    VERDICT_INTERRUPTED, VERDICT_BROKEN, VERDICT_UNREACHED, VERDICT_UNTRIED,
    VERDICT_LOST,        VERDICT_LATE,   VERDICT_DIFFERED,
};

const char *verdict_word(enum verdict verdict)
{
    return _(verdicts[verdict].word);
}

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict].name;
}

bool verdict_is_good(enum verdict verdict)
{
    return verdicts[verdict].status == 0;
}

bool verdict_is_of_server(enum verdict verdict)
{
    return verdict == VERDICT_DIFFERED || verdict == VERDICT_LOST || verdict == VERDICT_LATE;
}

int verdict_status(enum verdict verdict)
{
    return verdicts[verdict].status;
}

void verdict_count_add(struct verdict_count *count, enum verdict verdict)
{
    count->of[verdict]++;
    count->all++;
}

int verdict_count_status(const struct verdict_count *count)
{
    for (size_t i = 0; i < COUNT(order); i++)
        if (count->of[order[i]] > 0)
            return verdict_status(order[i]);
    return verdict_status(VERDICT_PASSED);
}
