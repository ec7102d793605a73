/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_fault_choice.c - which events a rule hits, who is counted apart, and what is forgotten. */
#include <config.h>

#include "server/fault/faults.h"

#include <stdio.h>
#include <string.h>

#include "server/fault/counters.h"
#include "tests/support/check_main.h"

static int64_t clock_ms;

static int64_t now_ms(void)
{
    return clock_ms;
}

#define RULES_MAX 4

static struct fault_rule rules[RULES_MAX];

/* Makes faults of RULES, a text each, NULL at the end. */
static struct faults *make(const char *const *texts, bool has_magic)
{
    struct faults_config config = {.rules = rules, .has_magic = has_magic, .now_ms = now_ms};
    struct faults *faults;

    for (; config.rule_count < RULES_MAX && texts[config.rule_count] != NULL; config.rule_count++)
        ck_assert_int_eq(fault_rule_parse(texts[config.rule_count], &rules[config.rule_count]),
                         FAULT_FLAW_NONE);
    clock_ms = 1000;
    faults = faults_new(&config);
    ck_assert_ptr_nonnull(faults);
    return faults;
}

/* Returns the code that RCPT is refused with; 0: it is carried out. */
static unsigned rcpt(struct faults *faults, uint64_t connection, const char *client,
                     const char *sender, const char *recipient)
{
    struct fault_event event = {DIALECT_RCPT, span_of(recipient), span_of(sender), connection,
                                span_of(client)};
    struct fault_effect effect = faults_judge(faults, &event);

    return effect.kind == FAULT_REPLY ? effect.code : 0;
}

/* --- one counter --- */

/* Which of twelve events are hit: '#'. */
static const struct {
    const char *rule, *hit;
} choices[] = {
    {"RCPT:450", "############"},
    {"RCPT:450:first=1", "#..........."},
    {"RCPT:450:first=3", "###........."},
    {"RCPT:450:first=12", "############"},
    {"RCPT:450:every=1", "############"},
    {"RCPT:450:every=2", ".#.#.#.#.#.#"},
    {"RCPT:450:every=5", "....#....#.."},
    {"RCPT:450:from=1..1", "#..........."},
    {"RCPT:450:from=3..5", "..###......."},
    {"RCPT:450:from=12..99", "...........#"},
    {"RCPT:450:rate=1/60", ".###########"},
    {"RCPT:450:rate=5/60", ".....#######"},
    {"RCPT:450:rate=12/60", "............"},
    {"MAIL:450", "............"},
};

START_TEST(a_rule_hits_some_events)
{
    struct faults *faults = make((const char *[]){choices[_i].rule, NULL}, false);
    char hit[13] = "";

    for (size_t i = 0; i < 12; i++)
        hit[i] = rcpt(faults, 1, "c", "s", "r") != 0 ? '#' : '.';
    ck_assert_msg(strcmp(hit, choices[_i].hit) == 0, "%s: %s", choices[_i].rule, hit);
    faults_free(faults);
}
END_TEST

/* In ten windows of two seconds, with events each 100 ms, three are served in each. */
START_TEST(a_rate_holds_in_each_window)
{
    struct faults *faults = make((const char *[]){"RCPT:450:rate=3/2", NULL}, false);

    for (int window = 0; window < 10; window++)
        for (int i = 0; i < 20; i++, clock_ms += 100) {
            unsigned code = rcpt(faults, 1, "c", "s", "r");
            ck_assert_msg((code == 0) == (i < 3), "window %d, event %d: %u", window, i, code);
        }
    faults_free(faults);
}
END_TEST

/* A window begins with its first event, however long nothing happened before. */
START_TEST(a_window_begins_with_an_event)
{
    struct faults *faults = make((const char *[]){"RCPT:450:rate=1/10", NULL}, false);

    for (int window = 0; window < 10; window++) {
        ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "r"), 0);
        clock_ms += 9999;
        ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "r"), 450);
        clock_ms += 1 + 7777 * window;
    }
    faults_free(faults);
}
END_TEST

/* --- several --- */

/* Five events of RCPT, and which of them are hit. */
static const struct {
    const char *rule;
    struct {
        uint64_t connection;
        const char *client, *sender, *recipient;
        bool is_hit;
    } events[5];
} scopes[] = {
    {"RCPT:450:first=1",
     {{1, "c", "s", "r", true}, {2, "d", "t", "q", false}, {3, "e", "u", "p", false}}},
    {"RCPT:450:first=1:per=connection",
     {{1, "c", "s", "r", true},
      {2, "c", "s", "r", true},
      {1, "d", "t", "q", false},
      {65, "c", "s", "r", true},
      {97, "c", "s", "r", true}}},
    {"RCPT:450:first=1:per=client",
     {{1, "::1", "s", "r", true}, {2, "::1", "t", "q", false}, {3, "::2", "s", "r", true}}},
    {"RCPT:450:first=1:per=sender",
     {{1, "c", "s", "r", true}, {2, "d", "S", "q", false}, {1, "c", "st", "r", true}}},
    {"RCPT:450:first=1:per=recipient",
     {{1, "c", "s", "r@x", true},
      {2, "d", "t", "R@X", false},
      {1, "c", "s", "r@y", true},
      {1, "c", "s", "", true},
      {1, "c", "s", "", false}}},
};

START_TEST(some_are_counted_apart)
{
    struct faults *faults = make((const char *[]){scopes[_i].rule, NULL}, false);

    for (size_t i = 0; i < 5 && scopes[_i].events[i].client != NULL; i++)
        ck_assert_msg((rcpt(faults, scopes[_i].events[i].connection, scopes[_i].events[i].client,
                            scopes[_i].events[i].sender, scopes[_i].events[i].recipient) != 0) ==
                          scopes[_i].events[i].is_hit,
                      "%s: event %zu", scopes[_i].rule, i + 1);
    faults_free(faults);
}
END_TEST

/* At MAIL the sender is the argument, not that of a transaction. */
START_TEST(the_sender_of_mail_is_its_argument)
{
    static const char *const senders[] = {"a", "b", "A", "a"};
    struct faults *faults = make((const char *[]){"MAIL:450:first=1:per=sender", NULL}, false);

    for (size_t i = 0; i < 4; i++) {
        struct fault_event event = {DIALECT_MAIL, span_of(senders[i]), {NULL, 0}, 1, {NULL, 0}};
        ck_assert_msg((faults_judge(faults, &event).kind == FAULT_REPLY) == (i < 2), "%zu", i);
    }
    faults_free(faults);
}
END_TEST

/* The first rule that hits wins, and only what reaches a rule is counted by it. */
START_TEST(rules_are_in_order)
{
    static const struct {
        const char *client;
        unsigned code;
    } events[] = {{"c", 451}, {"c", 453}, {"c", 452}, {"d", 453}, {"c", 0}, {"c", 452}, {"d", 452}};
    struct faults *faults =
        make((const char *[]){"RCPT:451:first=1", "MAIL:500", "RCPT:452:every=2:per=client",
                              "RCPT:453:from=1..2"},
             false);

    for (size_t i = 0; i < CASES(events); i++)
        ck_assert_msg(rcpt(faults, 1, events[i].client, "s", "r") == events[i].code, "event %zu",
                      i + 1);
    faults_free(faults);
}
END_TEST

/* What an address asks for is no business of the rules. */
START_TEST(magic_comes_first)
{
    struct faults *faults = make((const char *[]){"RCPT:450:first=1", NULL}, true);

    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "rcpt550@x"), 550);
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "r"), 450);
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "r"), 0);
    faults_free(faults);
    faults = make((const char *[]){"RCPT:450:first=1", NULL}, false);
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "rcpt550@x"), 450);
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "rcpt550@x"), 0);
    faults_free(faults);
}
END_TEST

/* --- the limit --- */

static struct counter *find(struct counters *counters, uint64_t number)
{
    return counters_find(counters, &(struct counter_key){0, number, {NULL, 0}});
}

/* One more than there is room for takes the place of the one that was used longest ago. */
START_TEST(the_oldest_is_forgotten)
{
    struct counters *counters = counters_new();

    for (uint64_t i = 0; i < COUNTERS_MAX; i++)
        find(counters, i)->events = i + 1;
    for (uint64_t i = 0; i < COUNTERS_MAX; i++)
        ck_assert_uint_eq(find(counters, i)->events, i + 1);
    find(counters, 0);
    ck_assert_uint_eq(find(counters, COUNTERS_MAX)->events, 0);
    ck_assert_uint_eq(find(counters, 0)->events, 1);
    ck_assert_uint_eq(find(counters, 2)->events, 3);
    ck_assert_uint_eq(find(counters, 1)->events, 0); /* it was the oldest */
    ck_assert_uint_eq(find(counters, 3)->events, 0); /* and now this one was */
    ck_assert_uint_eq(find(counters, 2)->events, 3);
    counters_free(counters);
}
END_TEST

/* Three times as many as there is room for, of which one is used all the time. */
START_TEST(what_is_used_is_kept)
{
    struct counters *counters = counters_new();

    find(counters, 7)->events = 70;
    for (uint64_t i = 100; i < 100 + 3 * (uint64_t)COUNTERS_MAX; i++) {
        ck_assert_uint_eq(find(counters, i)->events, 0);
        find(counters, i)->events = i;
        ck_assert_uint_eq(find(counters, 7)->events, 70);
    }
    for (uint64_t i = 0; i < 100; i++)
        ck_assert_uint_eq(find(counters, 99 + 3 * (uint64_t)COUNTERS_MAX - i)->events,
                          99 + 3 * (uint64_t)COUNTERS_MAX - i);
    counters_free(counters);
}
END_TEST

static const struct counter_key keys[] = {
    {0, 0, {NULL, 0}},   {1, 0, {NULL, 0}},   {0, 1, {NULL, 0}}, {1, 1, {NULL, 0}},
    {0, 0, {"a", 1}},    {0, 0, {"aa", 2}},   {0, 0, {"ab", 2}}, {0, 0, {"ba", 2}},
    {0, 0, {"\0", 1}},   {0, 0, {"\0\0", 2}}, {1, 0, {"a", 1}},  {0, UINT64_MAX, {NULL, 0}},
    {0, 0, {"\xFF", 1}},
};

START_TEST(each_key_has_a_counter)
{
    struct counters *counters = counters_new();

    for (size_t i = 0; i < CASES(keys); i++)
        ck_assert_uint_eq(counters_find(counters, &keys[i])->events++, 0);
    for (size_t i = 0; i < CASES(keys); i++)
        ck_assert_uint_eq(counters_find(counters, &keys[i])->events, 1);
    ck_assert_uint_eq(counters_find(counters, &(struct counter_key){0, 0, {"AB", 2}})->events, 1);
    counters_free(counters);
}
END_TEST

/* A rule that counts per server keeps its count however many others there are. */
START_TEST(the_servers_own_count_is_never_forgotten)
{
    struct faults *faults =
        make((const char *[]){"RCPT:450:first=1", "RCPT:451:first=1:per=recipient", NULL}, false);
    char recipient[24];

    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "r"), 450);
    for (size_t i = 0; i < COUNTERS_MAX + 10; i++) {
        snprintf(recipient, sizeof recipient, "%zu@x", i);
        ck_assert_uint_eq(rcpt(faults, 1, "c", "s", recipient), 451);
    }
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", recipient), 0);
    ck_assert_uint_eq(rcpt(faults, 1, "c", "s", "0@x"), 451);
    faults_free(faults);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault_choice");
    TCase *all = tcase_create("choice");

    tcase_add_loop_test(all, a_rule_hits_some_events, 0, CASES(choices));
    tcase_add_test(all, a_rate_holds_in_each_window);
    tcase_add_test(all, a_window_begins_with_an_event);
    tcase_add_loop_test(all, some_are_counted_apart, 0, CASES(scopes));
    tcase_add_test(all, the_sender_of_mail_is_its_argument);
    tcase_add_test(all, rules_are_in_order);
    tcase_add_test(all, magic_comes_first);
    tcase_add_test(all, the_oldest_is_forgotten);
    tcase_add_test(all, what_is_used_is_kept);
    tcase_add_test(all, each_key_has_a_counter);
    tcase_add_test(all, the_servers_own_count_is_never_forgotten);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
