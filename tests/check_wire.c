/* check_wire.c - what waits to go out to a peer that takes nothing. */
#include <config.h>

#include "server/wire.h"

#include <errno.h>

#include "common/reply.h"
#include "tests/check_main.h"

static bool takes;

static ssize_t write_some(struct transport *transport, const void *bytes, size_t size)
{
    (void)transport, (void)bytes;
    errno = EAGAIN;
    return takes ? (ssize_t)size : -1;
}

static void close_it(struct transport *transport)
{
    (void)transport;
}

static const struct transport_operations operations = {.write = write_some, .close = close_it};

/* Work stops where the output is full; what it was about when it did may be a reply of any size. */
START_TEST(the_longest_reply_fits_beside_any_output)
{
    static const char reply[REPLY_BYTES_MAX];
    static struct wire_room room;
    struct wire wire;

    takes = false;
    wire_init(&wire, (struct transport){.operations = &operations, .fd = -1}, &room);
    while (!wire_is_full(&wire))
        wire_say(&wire, (struct span){reply, 1});
    wire_say(&wire, (struct span){reply, sizeof reply});
    ck_assert(!wire.is_starved && !wire.is_broken);
    takes = true;
    ck_assert(wire_flush(&wire));
    ck_assert(!wire_has_output(&wire));
    wire_close(&wire);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wire");
    TCase *all = tcase_create("output");

    tcase_add_test(all, the_longest_reply_fits_beside_any_output);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
