/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_sources.c - how many clients a source may have, and which addresses are one source. */
#include <config.h>

#include "server/net/sources.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

struct address {
    unsigned char bytes[SOURCES_ADDRESS_BYTES];
};

static struct address address_of(const char *text)
{
    struct address address;
    char mapped[INET6_ADDRSTRLEN + 8];

    snprintf(mapped, sizeof mapped, "%s%s", strchr(text, ':') != NULL ? "" : "::ffff:", text);
    ck_assert_msg(inet_pton(AF_INET6, mapped, address.bytes) == 1, "%s is no address", text);
    return address;
}

static struct sources_place enter(struct sources *sources, const char *text)
{
    struct address address = address_of(text);

    return sources_enter(sources, address.bytes);
}

static struct sources *make(unsigned limit)
{
    struct sources *sources = sources_new(limit);

    ck_assert_ptr_nonnull(sources);
    return sources;
}

static const struct {
    const char *address, *other; /* another address, */
    bool is_same;                /* and whether that is the same source */
    const char *name;            /* of the first */
    unsigned limit;              /* by default */
} addresses[] = {
    {"192.0.2.1", "192.0.2.2", false, "192.0.2.1", 100},
    {"192.0.2.1", "193.0.2.1", false, "192.0.2.1", 100},
    {"192.0.2.1", "::ffff:192.0.2.1", true, "192.0.2.1", 100},
    {"192.0.2.1", "::192.0.2.1", false, "192.0.2.1", 100},
    {"127.0.0.1", "127.0.0.2", false, "127.0.0.1", 0},
    {"127.255.255.254", "127.0.0.1", false, "127.255.255.254", 0},
    {"126.255.255.255", "127.0.0.1", false, "126.255.255.255", 100},
    {"128.0.0.0", "127.0.0.1", false, "128.0.0.0", 100},
    {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true, "2001:db8:1:2::/64", 100},
    {"2001:db8:1:2::1", "2001:db8:1:3::1", false, "2001:db8:1:2::/64", 100},
    {"2001:db8:1:2:3:4:5:6", "2002:db8:1:2:3:4:5:6", false, "2001:db8:1:2::/64", 100},
    {"fe80::1", "fe80::2", true, "fe80::/64", 100},
    {"::1", "::2", false, "::1", 0},
    {"::2", "::3", true, "::/64", 100},
    {"::ffff:7f00:1", "127.0.0.1", true, "127.0.0.1", 0},
    {"7f00::1", "127.0.0.1", false, "7f00::/64", 100},
};

START_TEST(knows_sources)
{
    struct sources *one = make(1), *usual = make(SOURCES_DEFAULT);
    struct address address = address_of(addresses[_i].address);
    struct sources_place first = enter(one, addresses[_i].address);
    struct sources_place second = enter(one, addresses[_i].other);
    char name[SOURCES_NAME_MAX];

    ck_assert_int_eq(first.fate, SOURCES_SERVED);
    ck_assert_msg(second.fate == (addresses[_i].is_same ? SOURCES_TURNED_AWAY : SOURCES_SERVED),
                  "%s and %s", addresses[_i].address, addresses[_i].other);
    sources_name(address.bytes, name);
    ck_assert_str_eq(name, addresses[_i].name);
    ck_assert_uint_eq(sources_limit(usual, address.bytes), addresses[_i].limit);
    ck_assert_uint_eq(sources_limit(one, address.bytes), 1);
    sources_leave(&first);
    sources_leave(&second);
    sources_free(one);
    sources_free(usual);
}
END_TEST

/* What becomes of one client after the other from ADDRESS: S served, T turned away, D dropped. */
static void check_fates(unsigned limit, const char *address, const char *expected)
{
    struct sources *sources = make(limit);
    struct sources_place places[256];
    size_t count = strlen(expected);
    char fates[256] = "";

    for (size_t i = 0; i < count; i++) {
        places[i] = enter(sources, address);
        fates[i] = "STD"[places[i].fate];
    }
    ck_assert_str_eq(fates, expected);
    for (size_t i = 0; i < count; i++)
        sources_leave(&places[i]);
    sources_free(sources);
}

#define TEN(letter)     letter letter letter letter letter letter letter letter letter letter
#define HUNDRED         TEN(TEN("S"))
#define SIXTEEN(letter) TEN(letter) letter letter letter letter letter letter

START_TEST(limits_each_source)
{
    check_fates(3, "192.0.2.1", "SSS" SIXTEEN("T") "DD");
    check_fates(3, "127.0.0.1", "SSS" SIXTEEN("T") "D");
    check_fates(3, "::1", "SSSTT");
    check_fates(0, "192.0.2.1", HUNDRED HUNDRED);
    check_fates(SOURCES_DEFAULT, "192.0.2.1", HUNDRED SIXTEEN("T") "D");
    check_fates(SOURCES_DEFAULT, "2001:db8::1", HUNDRED "T");
    check_fates(SOURCES_DEFAULT, "127.0.0.1", HUNDRED HUNDRED);
    check_fates(SOURCES_DEFAULT, "::1", HUNDRED HUNDRED);
}
END_TEST

/* A place is free again when the client leaves that had it, and only then. */
START_TEST(places_are_given_back)
{
    struct sources *sources = make(2);
    struct sources_place first = enter(sources, "192.0.2.1"), second = enter(sources, "192.0.2.1");
    struct sources_place third = enter(sources, "192.0.2.1"), elsewhere = enter(sources, "::1");

    ck_assert_int_eq(third.fate, SOURCES_TURNED_AWAY);
    sources_leave(&elsewhere);
    sources_leave(&third);
    sources_leave(&third);
    third = enter(sources, "192.0.2.1");
    ck_assert_int_eq(third.fate, SOURCES_TURNED_AWAY);
    sources_leave(&first);
    first = enter(sources, "192.0.2.1");
    ck_assert_int_eq(first.fate, SOURCES_SERVED);
    sources_leave(&first);
    sources_leave(&second);
    second = enter(sources, "192.0.2.1");
    ck_assert_int_eq(second.fate, SOURCES_SERVED);
    sources_leave(&second);
    sources_leave(&third);
    sources_free(sources);
}
END_TEST

/* Many sources, so that the table grows, come and go in an order of their own. */
START_TEST(many_sources)
{
    enum { MANY = 20000, STRIDE = 7919 /* prime */ };
    static struct sources_place places[MANY];
    struct sources *sources = make(1);

    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < MANY; i++) {
            unsigned char bytes[SOURCES_ADDRESS_BYTES] = {0x20, 0x01};
            bytes[_i] = (unsigned char)i;
            bytes[_i + 1] = (unsigned char)(i >> 8);
            places[i] = sources_enter(sources, bytes);
            ck_assert_msg(places[i].fate == SOURCES_SERVED, "source %u", i);
            struct sources_place again = sources_enter(sources, bytes);
            ck_assert_msg(again.fate == SOURCES_TURNED_AWAY, "source %u, again", i);
            sources_leave(&again);
        }
        for (unsigned i = 0; i < MANY; i++)
            sources_leave(&places[i * STRIDE % MANY]);
    }
    sources_free(sources);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sources");
    TCase *counting = tcase_create("counting");

    tcase_add_loop_test(counting, knows_sources, 0, CASES(addresses));
    tcase_add_test(counting, limits_each_source);
    tcase_add_test(counting, places_are_given_back);
    tcase_add_loop_test(counting, many_sources, 2, 7);
    suite_add_tcase(suite, counting);
    return check_main(suite);
}
