/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide_status.c - the status of guide.h: what is said last, and what it gives way to. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "tui-client/panes/guide.h"

void guide_say(struct guide *guide, enum guide_tone tone, const char *text)
{
    snprintf(guide->status, sizeof guide->status, "%s", text);
    guide->tone = tone;
    guide->is_about_text = false;
    guide->is_passing = true;
    guide->said++;
}

void guide_keep(struct guide *guide)
{
    memcpy(guide->kept, guide->status, sizeof guide->kept);
    guide->kept_tone = guide->tone;
    guide->is_about_text = false;
    guide->is_passing = false;
}

void guide_pass(struct guide *guide)
{
    if (!guide->is_passing)
        return;
    memcpy(guide->status, guide->kept, sizeof guide->status);
    guide->tone = guide->kept_tone;
    guide_keep(guide);
}

void guide_say_of_text(struct guide *guide, enum guide_tone tone, const char *text)
{
    guide_say(guide, tone, text);
    guide->is_about_text = true;
}

void guide_unsay(struct guide *guide)
{
    if (guide->is_about_text)
        guide_pass(guide);
}
