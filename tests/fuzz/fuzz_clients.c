/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_clients.c - clients that come, go and wait, two bytes of the input for each event.
 *
 * That each of them is where it belongs is asserted by clients.c itself, at each move.
 */
#include <config.h>

#include "tests/support/fuzz.h"

#include "tests/support/clients.h"

static void finish(void)
{
    tear_down();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    bool politely = fuzz_byte(&input) % 2 == 0;

    if (users == NULL) {
        set_up();
        atexit(finish);
    }
    begin();
    while (input.size > 0) {
        uint8_t kind = fuzz_byte(&input);
        happen(kind, fuzz_byte(&input));
    }
    end(politely);
    return 0;
}
