/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guided.h - a guide without a server, for tests that are scripts. */
#ifndef TESTS_SUPPORT_GUIDED_H
#define TESTS_SUPPORT_GUIDED_H

#include <check.h>
#include <stdlib.h>

#include "tui-client/panes/guide.h"

/* Keeps no history.  The link is said to be open, though nothing is at its end: its bytes are those
 * of the test. */
static inline void guided_start(struct guide *guide)
{
    static const struct options options = {.server = {.host = "h", .port = "25"}, .timeout_s = 1};

    ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    ck_assert_int_eq(guide_init(guide, &options), 0);
    guide->client.link.state = LINK_OPEN;
    dialogue_start(&guide->client.dialogue, 0);
}

#endif
