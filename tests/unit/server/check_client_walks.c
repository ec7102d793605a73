/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_client_walks.c - connections in random orders of all that can happen to them.
 *
 * That each of them is where it belongs is asserted by clients.c itself, at each move.
 */
#include <config.h>

#include "tests/support/clients.h"

#define WALKS 300
#define STEPS 400

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* CLIENT_WALKS says how many walks. */
START_TEST(random_orders)
{
    const char *wanted = getenv("CLIENT_WALKS");
    uint32_t walks = wanted != NULL ? (uint32_t)atoi(wanted) : WALKS;
    int before = folder_descriptors();

    for (uint32_t walk = 1; walk <= walks; walk++) {
        uint32_t state = walk * 2654435761U;
        begin();
        for (int i = 0; i < STEPS; i++) {
            uint32_t random = next_random(&state);
            happen((uint8_t)(random >> 8), (uint8_t)(random >> 16));
        }
        end(walk % 2 == 0);
    }
    /* The spool's file stays open. */
    ck_assert_int_le(folder_descriptors(), before + 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("client walks");
    TCase *tests = tcase_create("walks");

    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, random_orders);
    return check_main(suite);
}
