/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_sections.c - no section of RFC 5321 is named that does not say it, and a dialect's own
 * rules are called its own. */
#include <config.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

static const struct dialect *const dialects[] = {&dialect_prototype, &dialect_rfc5321};

/* The sections that may be named, and what each of them says. */
static const char *const sections[] = {
    "2.3.8",     /* lines end in CRLF alone */
    "3.1",       /* the greeting, 220 or 554 */
    "4.1.1",     /* the syntax of each command is below it, and three take no argument */
    "4.1.1.1",   /* EHLO and HELO */
    "4.1.1.2",   /* MAIL */
    "4.1.1.3",   /* RCPT */
    "4.1.1.4",   /* DATA, and the end of the message */
    "4.1.1.5",   /* RSET */
    "4.1.1.6",   /* VRFY */
    "4.1.1.7",   /* EXPN */
    "4.1.1.8",   /* HELP */
    "4.1.1.9",   /* NOOP */
    "4.1.1.10",  /* QUIT */
    "4.1.2",     /* paths in angle brackets, mailboxes, parameters */
    "4.1.4",     /* the order of commands */
    "4.2",       /* a command has exactly one reply */
    "4.2.1",     /* what the digits mean */
    "4.2.3",     /* the codes, in the order of their numbers */
    "4.2.4",     /* 500 if a command is not known, 502 if it is not implemented */
    "4.5.3.1.4", /* the length of a command line */
    "4.5.3.1.10" /* 452 for too many recipients */
};

static void check_sections(const char *words)
{
    static const char before[] = "RFC 5321, section ";

    for (const char *at = words; (at = strstr(at, before)) != NULL;) {
        bool is_known = false;
        at += strlen(before);
        for (size_t i = 0; i < COUNT(sections); i++) {
            size_t size = strlen(sections[i]);
            is_known |= strncmp(at, sections[i], size) == 0 && strncmp(at + size, ".\n", 2) == 0;
        }
        ck_assert_msg(is_known, "%s", words);
    }
}

static const char *rfc_of(enum dialect_event event, unsigned code)
{
    return event == DIALECT_STARTTLS && code < 400 ? "See RFC 3207, section 4." : "RFC 5321";
}

/* Explains CODE to EVENT at POSITION, with and without an argument. */
static void check_reply(const struct dialect *dialect, struct dialect_position position,
                        enum dialect_event event, unsigned code, bool is_ours)
{
    static const char *const arguments[] = {"", "x", "<x@y>", "<x@y> ="};
    struct dialogue_reply reply = {.code = code,
                                   .event = event,
                                   .is_ours = is_ours,
                                   .dialect = dialect,
                                   .before = position,
                                   .after = position};
    char words[WORDS_MAX];

    for (size_t i = 0; i < COUNT(arguments); i++) {
        struct dialect_match match = {.row = NULL};
        if (event != DIALECT_EVENTS)
            match = dialect_find(dialect, position, event, span_of(arguments[i]));
        reply.reason = match.reason;
        reply.outcome =
            match.row != NULL ? dialect_outcome_by_code(match.row, match.reason, code) : NULL;
        words_explain(&reply, span_of("x"), words, sizeof words);
        check_sections(words);
        ck_assert_msg(strstr(words, rfc_of(event, code)) != NULL ||
                          strstr(words, "See RFC 4954, section ") != NULL,
                      "%s", words);
    }
}

START_TEST(sections_say_what_they_are_named_for)
{
    static const unsigned codes[] = {211, 220, 221, 250, 252, 299, 334, 354, 421, 450,
                                     452, 500, 501, 502, 503, 530, 550, 552, 554, 599};
    const struct dialect *dialect = dialects[_i / 2];
    char words[WORDS_MAX];

    for (enum dialect_event event = 0; event <= DIALECT_EVENTS; event++) {
        words_step_page(dialect, event, words, sizeof words);
        check_sections(words);
        for (unsigned at = 0; at < DIALECT_STATES * (unsigned)DIALECT_FACTS; at++)
            for (size_t i = 0; i < COUNT(codes); i++)
                if (event >= DIALECT_VERBS || dialect->verbs[event].words != NULL)
                    check_reply(dialect,
                                (struct dialect_position){at / DIALECT_FACTS, at % DIALECT_FACTS},
                                event, codes[i], _i % 2 == 0);
    }
}
END_TEST

/* A rule that RFC 5321 lacks, and one that it has. */
START_TEST(a_rule_of_its_own_is_not_in_the_rfc)
{
    static const struct {
        struct dialect_position position;
        enum dialect_event verb;
        const char *words;
    } rules[] = {
        {{DIALECT_STATE_MAIL, 0}, DIALECT_QUIT, "This is a rule of the dialect prototype, not"},
        {{DIALECT_STATE_HELO, 0}, DIALECT_QUIT, "This is a rule of the dialect prototype, not"},
        {{DIALECT_STATE_MAIL, 0}, DIALECT_HELO, "This is a rule of the dialect prototype, not"},
        {{DIALECT_STATE_DATA, DIALECT_FACT_RECIPIENT}, DIALECT_RCPT, "rule of the dialect proto"},
        {{DIALECT_STATE_HELO, 0}, DIALECT_MAIL, "See RFC 5321, section 4.1.4."},
        {{DIALECT_STATE_RCPT, DIALECT_FACT_ROOM}, DIALECT_MAIL, "See RFC 5321, section 4.1.4."},
        {{DIALECT_STATE_MAIL, 0}, DIALECT_DATA, "See RFC 5321, section 4.1.4."},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < (size_t)CASES(rules); i++) {
        struct dialect_match match =
            dialect_find_proper(&dialect_prototype, rules[i].position, rules[i].verb);
        struct dialogue_reply reply = {
            .code = 500,
            .event = rules[i].verb,
            .is_ours = true,
            .reason = match.reason,
            .outcome = dialect_outcome_by_code(match.row, match.reason, 500),
            .dialect = &dialect_prototype,
            .before = rules[i].position,
            .after = rules[i].position,
        };
        words_explain(&reply, span_of("x"), words, sizeof words);
        ck_assert_msg(strstr(words, rules[i].words) != NULL, "%zu: %s", i, words);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sections");
    TCase *all = tcase_create("sections");

    tcase_add_loop_test(all, sections_say_what_they_are_named_for, 0, 2 * CASES(dialects));
    tcase_add_test(all, a_rule_of_its_own_is_not_in_the_rfc);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
