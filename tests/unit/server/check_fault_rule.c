/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_fault_rule.c - rules of --fault: what each form means, and what is wrong with a wrong one.
 */
#include <config.h>

#include "server/fault/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define X10  "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X500 X100 X100 X100 X100 X100

/* A rule and what describe() says of it. */
static const struct {
    const char *text, *meaning;
} good[] = {
    /* events */
    {"RCPT:450", "RCPT 450"},
    {"rcpt:450", "RCPT 450"},
    {"CONNECT:554", "CONNECT 554"},
    {"message:451", "MESSAGE 451"},
    {"EHLO:502", "EHLO 502"},
    {"STARTTLS:454", "STARTTLS 454"},
    {"AUTH:535", "AUTH 535"},
    {"QUIT:500", "QUIT 500"},
    /* codes and texts */
    {"RCPT:400", "RCPT 400"},
    {"RCPT:599", "RCPT 599"},
    {"MAIL:421 Bye", "MAIL 421 [Bye]"},
    {"RCPT:450 4.2.0 Greylisted", "RCPT 450 [4.2.0 Greylisted]"},
    {"RCPT:450 ", "RCPT 450"},
    {"RCPT:450  two blanks ", "RCPT 450 [two blanks]"},
    {"RCPT:450 a: b", "RCPT 450 [a: b]"},
    {"RCPT:450 a:b:c", "RCPT 450 [a:b:c]"},
    {"RCPT:450 at 10:30:first=1", "RCPT 450 [at 10:30] 1..1"},
    {"RCPT:450 :first=1", "RCPT 450 1..1"},
    {"RCPT:450 x:first=1:y", "RCPT 450 [x:first=1:y]"},
    {"RCPT:450 x:other=1", "RCPT 450 [x:other=1]"},
    {"RCPT:450 x:delay=1s", "RCPT 450 [x:delay=1s]"},
    {"RCPT:450 x:drop:first=2", "RCPT 450 [x:drop] 1..2"},
    {"RCPT:450 x:First=1", "RCPT 450 [x:First=1]"},
    {"RCPT:450 100%s %n {argument} {detail} \\r", "RCPT 450 [100%s %n {argument} {detail} \\r]"},
    {"RCPT:450 ol\xC3\xA1", "RCPT 450 [ol\xC3\xA1]"},
    {"RCPT:450 " X500, "RCPT 450 [" X500 "]"},
    /* other effects */
    {"DATA:delay=500ms", "DATA delay 500"},
    {"DATA:delay=10s", "DATA delay 10000"},
    {"DATA:delay=2m", "DATA delay 120000"},
    {"DATA:delay=1ms", "DATA delay 1"},
    {"DATA:delay=1440m", "DATA delay 86400000"},
    {"DATA:delay=86400000ms", "DATA delay 86400000"},
    {"MESSAGE:drop", "MESSAGE drop"},
    {"MESSAGE:stall", "MESSAGE stall"},
    {"MESSAGE:cut=1", "MESSAGE cut 1"},
    {"MESSAGE:cut=4096", "MESSAGE cut 4096"},
    {"MESSAGE:drip=20ms", "MESSAGE drip 20"},
    {"CONNECT:drip=1s:every=2", "CONNECT drip 1000 every 2"},
    {"MESSAGE:drop:from=2..3:per=client", "MESSAGE drop 2..3 per client"},
    /* which, and counted apart */
    {"RCPT:450:first=3", "RCPT 450 1..3"},
    {"RCPT:450:first=1000000000", "RCPT 450 1..1000000000"},
    {"RCPT:450:first=007", "RCPT 450 1..7"},
    {"RCPT:450:every=3", "RCPT 450 every 3"},
    {"RCPT:450:from=2..5", "RCPT 450 2..5"},
    {"RCPT:450:from=5..5", "RCPT 450 5..5"},
    {"RCPT:450:rate=5/60", "RCPT 450 rate 5/60"},
    {"RCPT:450:rate=1/86400", "RCPT 450 rate 1/86400"},
    {"RCPT:450:first=1:per=connection", "RCPT 450 1..1 per connection"},
    {"RCPT:450:per=sender:first=1", "RCPT 450 1..1 per sender"},
    {"RCPT:450:first=1:per=recipient", "RCPT 450 1..1 per recipient"},
    {"RCPT:450:rate=1/1:per=client", "RCPT 450 rate 1/1 per client"},
};

/* A text that is no rule, and why. */
static const struct {
    const char *text;
    enum fault_flaw flaw;
} bad[] = {
    {"", FAULT_FLAW_FORM},
    {"RCPT", FAULT_FLAW_FORM},
    {":", FAULT_FLAW_VERB},
    {":450", FAULT_FLAW_VERB},
    {"FOO:450", FAULT_FLAW_VERB},
    {"RCPT :450", FAULT_FLAW_VERB},
    {"RCPT TO:450", FAULT_FLAW_VERB},
    {"END-OF-DATA:450", FAULT_FLAW_VERB},
    {"TIMEOUT:450", FAULT_FLAW_VERB},
    {"RCPT:", FAULT_FLAW_EFFECT},
    {"RCPT::first=1", FAULT_FLAW_EFFECT},
    {"RCPT:first=1", FAULT_FLAW_EFFECT},
    {"RCPT:refuse", FAULT_FLAW_EFFECT},
    {"RCPT: 450", FAULT_FLAW_EFFECT},
    {"RCPT:drop it", FAULT_FLAW_EFFECT},
    {"RCPT:drop:now", FAULT_FLAW_EFFECT},
    {"RCPT:stalls", FAULT_FLAW_EFFECT},
    {"RCPT:STALL", FAULT_FLAW_EFFECT},
    {"RCPT:delay", FAULT_FLAW_EFFECT},
    {"RCPT:250", FAULT_FLAW_CODE},
    {"RCPT:354 x", FAULT_FLAW_CODE},
    {"RCPT:399", FAULT_FLAW_CODE},
    {"RCPT:600", FAULT_FLAW_CODE},
    {"RCPT:45", FAULT_FLAW_CODE},
    {"RCPT:4500", FAULT_FLAW_CODE},
    {"RCPT:450-x", FAULT_FLAW_CODE},
    {"RCPT:450x", FAULT_FLAW_CODE},
    {"RCPT:450:x", FAULT_FLAW_CODE},
    {"RCPT:99999999999999999999", FAULT_FLAW_CODE},
    {"RCPT:450 a\r\nb", FAULT_FLAW_TEXT},
    {"RCPT:450 a\n", FAULT_FLAW_TEXT},
    {"RCPT:450 a\r", FAULT_FLAW_TEXT},
    {"RCPT:450 a\tb", FAULT_FLAW_TEXT},
    {"RCPT:450 \x1B[1m", FAULT_FLAW_TEXT},
    {"RCPT:450 \x7F", FAULT_FLAW_TEXT},
    {"RCPT:450 ol\xE1", FAULT_FLAW_TEXT},
    {"RCPT:450 \xC2\x85", FAULT_FLAW_TEXT},
    {"RCPT:450 " X500 "x", FAULT_FLAW_TEXT},
    {"RCPT:delay=", FAULT_FLAW_TIME},
    {"RCPT:delay=10", FAULT_FLAW_TIME},
    {"RCPT:delay=s", FAULT_FLAW_TIME},
    {"RCPT:delay=0s", FAULT_FLAW_TIME},
    {"RCPT:delay=-1s", FAULT_FLAW_TIME},
    {"RCPT:delay=1.5s", FAULT_FLAW_TIME},
    {"RCPT:delay=1h", FAULT_FLAW_TIME},
    {"RCPT:delay=1S", FAULT_FLAW_TIME},
    {"RCPT:delay=1441m", FAULT_FLAW_TIME},
    {"RCPT:delay=4294967297ms", FAULT_FLAW_TIME},
    {"RCPT:delay=18446744073709551617m", FAULT_FLAW_TIME},
    {"RCPT:drip=0ms", FAULT_FLAW_TIME},
    {"RCPT:drip=1 s", FAULT_FLAW_TIME},
    {"RCPT:cut=0", FAULT_FLAW_BYTES},
    {"RCPT:cut=", FAULT_FLAW_BYTES},
    {"RCPT:cut=4097", FAULT_FLAW_BYTES},
    {"RCPT:cut=1K", FAULT_FLAW_BYTES},
    {"RCPT:cut=18446744073709551617", FAULT_FLAW_BYTES},
    {"RCPT:450:first=0", FAULT_FLAW_NUMBER},
    {"RCPT:450:first=", FAULT_FLAW_NUMBER},
    {"RCPT:450:first=-1", FAULT_FLAW_NUMBER},
    {"RCPT:450:first=1000000001", FAULT_FLAW_NUMBER},
    {"RCPT:450:first=4294967297", FAULT_FLAW_NUMBER},
    {"RCPT:450:every=0", FAULT_FLAW_NUMBER},
    {"RCPT:450:every=x", FAULT_FLAW_NUMBER},
    {"RCPT:450:from=5..2", FAULT_FLAW_RANGE},
    {"RCPT:450:from=0..2", FAULT_FLAW_RANGE},
    {"RCPT:450:from=1.2", FAULT_FLAW_RANGE},
    {"RCPT:450:from=1...2", FAULT_FLAW_RANGE},
    {"RCPT:450:from=1", FAULT_FLAW_RANGE},
    {"RCPT:450:from=1..", FAULT_FLAW_RANGE},
    {"RCPT:450:from=..2", FAULT_FLAW_RANGE},
    {"RCPT:450:from=1..4294967297", FAULT_FLAW_RANGE},
    {"RCPT:450:rate=5", FAULT_FLAW_RATE},
    {"RCPT:450:rate=0/60", FAULT_FLAW_RATE},
    {"RCPT:450:rate=5/0", FAULT_FLAW_RATE},
    {"RCPT:450:rate=5/60s", FAULT_FLAW_RATE},
    {"RCPT:450:rate=5/86401", FAULT_FLAW_RATE},
    {"RCPT:450:rate=/", FAULT_FLAW_RATE},
    {"RCPT:450:first=1:per=server", FAULT_FLAW_SCOPE},
    {"RCPT:450:first=1:per=", FAULT_FLAW_SCOPE},
    {"RCPT:450:first=1:per=Client", FAULT_FLAW_SCOPE},
    {"RCPT:450:first=1:first=2", FAULT_FLAW_TWICE},
    {"RCPT:450:first=1:every=2", FAULT_FLAW_TWICE},
    {"RCPT:450:from=1..2:rate=1/1", FAULT_FLAW_TWICE},
    {"RCPT:450:per=client:first=1:per=sender", FAULT_FLAW_TWICE},
    {"RCPT:450:per=client", FAULT_FLAW_SCOPE_ALONE},
    {"MESSAGE:drop:per=sender", FAULT_FLAW_SCOPE_ALONE},
};

#define BOTH(flaw) (flaw), (flaw)

/* A rule, and what is wrong with it in each dialect. */
static const struct {
    const char *text;
    enum fault_flaw in_prototype, in_rfc5321;
} fits[] = {
    {"HELO:450", BOTH(FAULT_FLAW_NONE)},
    {"RCPT:450", BOTH(FAULT_FLAW_NONE)},
    {"QUIT:450", BOTH(FAULT_FLAW_NONE)},
    {"CONNECT:450", BOTH(FAULT_FLAW_NONE)},
    {"MESSAGE:450", BOTH(FAULT_FLAW_NONE)},
    {"EHLO:450", FAULT_FLAW_DIALECT, FAULT_FLAW_NONE},
    {"RSET:450", FAULT_FLAW_DIALECT, FAULT_FLAW_NONE},
    {"HELP:450", FAULT_FLAW_DIALECT, FAULT_FLAW_NONE},
    {"EXPN:450", BOTH(FAULT_FLAW_DIALECT)},
    {"STARTTLS:450", FAULT_FLAW_DIALECT, FAULT_FLAW_OFFER},
    {"AUTH:450", FAULT_FLAW_DIALECT, FAULT_FLAW_OFFER},
    {"CONNECT:450:first=1:per=connection", BOTH(FAULT_FLAW_NONE)},
    {"QUIT:450:first=1:per=client", BOTH(FAULT_FLAW_NONE)},
    {"CONNECT:450:first=1:per=sender", BOTH(FAULT_FLAW_NO_SENDER)},
    {"HELO:450:first=1:per=sender", BOTH(FAULT_FLAW_NO_SENDER)},
    {"QUIT:450:first=1:per=sender", BOTH(FAULT_FLAW_NO_SENDER)},
    {"MAIL:450:first=1:per=sender", BOTH(FAULT_FLAW_NONE)},
    {"DATA:450:first=1:per=sender", BOTH(FAULT_FLAW_NONE)},
    {"MESSAGE:450:first=1:per=sender", BOTH(FAULT_FLAW_NONE)},
    {"MESSAGE:450:first=1:per=recipient", BOTH(FAULT_FLAW_NO_RECIPIENT)},
    {"MAIL:450:first=1:per=recipient", BOTH(FAULT_FLAW_NO_RECIPIENT)},
    {"RCPT:450:first=1:per=recipient", BOTH(FAULT_FLAW_NONE)},
};

__attribute__((format(printf, 2, 3))) static void add(char *out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsprintf(out + strlen(out), format, arguments);
    va_end(arguments);
}

static void describe(const struct fault_rule *rule, char *out)
{
    static const char *const kinds[] = {"none", "", "delay", "drop", "stall", "cut", "drip"};
    static const char *const scopes[] = {"", "connection", "sender", "recipient", "client"};
    const struct fault_effect *effect = &rule->effect;

    sprintf(out, "%s %s", fault_event_name(rule->event), kinds[effect->kind]);
    if (effect->kind == FAULT_REPLY)
        add(out, "%u", effect->code);
    if (effect->text.size > 0)
        add(out, " [%.*s]", (int)effect->text.size, effect->text.data);
    if (effect->time_ms + effect->bytes > 0)
        add(out, " %u", effect->time_ms + effect->bytes);
    if (rule->choice == FAULT_RANGE)
        add(out, " %u..%u", rule->first, rule->last);
    if (rule->choice == FAULT_EVERY)
        add(out, " every %u", rule->last);
    if (rule->choice == FAULT_RATE)
        add(out, " rate %u/%u", rule->first, rule->last);
    if (rule->scope != FAULT_PER_SERVER)
        add(out, " per %s", scopes[rule->scope]);
}

START_TEST(a_rule_means_something)
{
    struct fault_rule rule;
    char meaning[1024];

    ck_assert_msg(fault_rule_parse(good[_i].text, &rule) == FAULT_FLAW_NONE, "%s", good[_i].text);
    describe(&rule, meaning);
    ck_assert_msg(strcmp(meaning, good[_i].meaning) == 0, "%s: %s", good[_i].text, meaning);
    ck_assert_str_eq(rule.text, good[_i].text);
}
END_TEST

START_TEST(what_is_no_rule_is_refused)
{
    struct fault_rule rule;
    enum fault_flaw flaw = fault_rule_parse(bad[_i].text, &rule);

    ck_assert_msg(flaw == bad[_i].flaw, "%s: flaw %d", bad[_i].text, (int)flaw);
}
END_TEST

START_TEST(a_rule_fits_a_dialect)
{
    struct fault_rule rule;

    ck_assert_int_eq(fault_rule_parse(fits[_i].text, &rule), FAULT_FLAW_NONE);
    ck_assert_msg(fault_rule_check(&rule, &dialect_prototype) == fits[_i].in_prototype &&
                      fault_rule_check(&rule, &dialect_rfc5321) == fits[_i].in_rfc5321,
                  "%s", fits[_i].text);
}
END_TEST

/* What is offered is a matter of the policy. */
START_TEST(an_extension_must_be_offered)
{
    struct dialect dialect = dialect_rfc5321;
    struct fault_rule rule;

    dialect.policy.extensions |= DIALECT_EXTENSION_STARTTLS;
    dialect.policy.extensions &= ~(unsigned)DIALECT_EXTENSION_HELP;
    ck_assert_int_eq(fault_rule_parse("STARTTLS:454", &rule), FAULT_FLAW_NONE);
    ck_assert_int_eq(fault_rule_check(&rule, &dialect), FAULT_FLAW_NONE);
    ck_assert_int_eq(fault_rule_parse("HELP:450", &rule), FAULT_FLAW_NONE);
    ck_assert_int_eq(fault_rule_check(&rule, &dialect), FAULT_FLAW_OFFER);
}
END_TEST

/* For --explain-dialect. */
START_TEST(the_parts_are_kept_as_written)
{
    struct fault_rule rule;

    ck_assert_int_eq(fault_rule_parse("rcpt:450 x: y:per=client:first=01", &rule), FAULT_FLAW_NONE);
    ck_assert(span_equal(rule.options, span_of("per=client:first=01")));
    ck_assert(span_equal(rule.effect_text, span_of("450 x: y")));
}
END_TEST

/* Each front of each rule is a rule, or is refused; nothing is read beyond its end. */
START_TEST(any_front_of_a_rule_is_read)
{
    for (size_t i = 0; i < CASES(good); i++)
        for (size_t size = 0; size <= strlen(good[i].text); size++) {
            char *front = strndup(good[i].text, size);
            struct fault_rule rule;
            ck_assert_int_lt(fault_rule_parse(front, &rule), FAULT_FLAWS);
            free(front);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault_rule");
    TCase *rules = tcase_create("rules");

    tcase_add_loop_test(rules, a_rule_means_something, 0, CASES(good));
    tcase_add_loop_test(rules, what_is_no_rule_is_refused, 0, CASES(bad));
    tcase_add_loop_test(rules, a_rule_fits_a_dialect, 0, CASES(fits));
    tcase_add_test(rules, an_extension_must_be_offered);
    tcase_add_test(rules, the_parts_are_kept_as_written);
    tcase_add_test(rules, any_front_of_a_rule_is_read);
    suite_add_tcase(suite, rules);
    return check_main(suite);
}
