/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_wire.c - what waits to go out to a peer that takes nothing, and a transport in place of
 * another. */
#include <config.h>

#include "server/net/wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "common/reply.h"
#include "tests/support/check_main.h"

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

/* What is held back is let go byte by byte, after all that was said before. */
START_TEST(the_end_of_the_output_is_held_back)
{
    static struct wire_room room;
    struct wire wire;

    takes = true;
    wire_init(&wire, (struct transport){.operations = &operations, .fd = -1}, &room);
    wire_say(&wire, span_of("first"));
    wire_say(&wire, span_of("abc"));
    wire_hold(&wire, 3);
    ck_assert(wire_has_output(&wire));
    ck_assert(wire_flush(&wire));
    ck_assert_uint_eq(buffer_size(&wire.output), 3);
    ck_assert(!wire_has_output(&wire) && !wire_flush(&wire));
    ck_assert(wire_let_go(&wire));
    ck_assert(wire_has_output(&wire) && wire_flush(&wire));
    ck_assert(wire_let_go(&wire));
    ck_assert(!wire_let_go(&wire));
    ck_assert(wire_flush(&wire));
    ck_assert_uint_eq(buffer_size(&wire.output), 0);
    ck_assert(!wire_let_go(&wire));
    wire_hold(&wire, 3); /* memory ran out: nothing is left to hold */
    ck_assert(!wire_has_output(&wire));
    wire_close(&wire);
}
END_TEST

/* --- another transport --- */

static const char *incoming; /* what the peer has sent */
static short asked_for;

static ssize_t read_some(struct transport *transport, void *data, size_t size)
{
    size_t count = strlen(incoming);

    (void)transport;
    ck_assert_uint_le(count, size);
    memcpy(data, incoming, count);
    return (ssize_t)count;
}

/* As where something has to be written before anything can be read. */
static short wants_both(const struct transport *transport, short events)
{
    (void)transport;
    asked_for = events;
    return POLLIN | POLLOUT;
}

static short wants_plain(const struct transport *transport, short events)
{
    (void)transport;
    return events;
}

/* What was sent in clear and not worked on yet counts for nothing once the transport is secure, and
 * neither does what is still in the room. */
START_TEST(what_came_in_clear_is_dropped)
{
    static const struct transport_operations plain = {
        .read = read_some, .close = close_it, .wants = wants_plain};
    static const struct transport_operations secure = {
        .read = read_some, .close = close_it, .wants = wants_both};
    static struct wire_room room;
    struct wire wire;

    wire_init(&wire, (struct transport){.operations = &plain, .fd = 3}, &room);
    ck_assert_int_eq(wire_wants(&wire), POLLIN);
    incoming = "starttls\r\nmail from:<a>\r\n";
    wire_receive(&wire);
    wire_consume(&wire, strlen("starttls\r\n"), false);
    if (_i == 1)
        wire_settle(&wire);
    ck_assert_uint_gt(wire_rest(&wire).size, 0);
    wire_secure(&wire, (struct transport){.operations = &secure, .fd = 3});
    ck_assert_uint_eq(wire_rest(&wire).size, 0);
    ck_assert_int_eq(wire_wants(&wire), POLLIN | POLLOUT);
    ck_assert_int_eq(asked_for, POLLIN);
    incoming = "ehlo x\r\n";
    wire_receive(&wire);
    ck_assert(span_equal(wire_rest(&wire), span_of(incoming)));
    wire_close(&wire);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wire");
    TCase *all = tcase_create("output");

    tcase_add_test(all, the_longest_reply_fits_beside_any_output);
    tcase_add_test(all, the_end_of_the_output_is_held_back);
    suite_add_tcase(suite, all);
    TCase *transports = tcase_create("transports");
    tcase_add_loop_test(transports, what_came_in_clear_is_dropped, 0, 2);
    suite_add_tcase(suite, transports);
    return check_main(suite);
}
