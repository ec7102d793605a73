/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_hooks.h - a prompt for the tests: hooks that record their calls, and a small history.
 *
 * Cases may run in one process (CK_FORK=no), so each starts with a history of its own.
 */
#ifndef TESTS_SUPPORT_PROMPT_HOOKS_H
#define TESTS_SUPPORT_PROMPT_HOOKS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <readline/history.h>

#include "tui-client/terminal/prompt.h"

#define JOAO       "Jo\xC3\xA3o"  /* composed */
#define JOAO_APART "Joa\xCC\x83o" /* a, then a tilde to put on it */
#define KANJI      "\xE6\xBC\xA2\xE5\xAD\x97"

#define UP    "\033[A"
#define DOWN  "\033[B"
#define RIGHT "\033[C"
#define LEFT  "\033[D"
#define HOME  "\033[H"
#define END   "\033[F"
#define DEL   "\033[3~"

/* What the hooks were called with. */
static struct told {
    char submitted[256];
    size_t submitted_size;
    unsigned submits, ends;
    char candidates[256]; /* each followed by a comma */
    const char *load;     /* what submit() loads, or NULL */
} told;

/* A completion like the client's: verbs, addresses after the first angle bracket, and after a
 * question mark two candidates that do not begin like the line. */
static inline char *complete(void *context, struct span line, size_t point, unsigned number,
                             size_t *start)
{
    static const char *const odd[] = {"?alpha", "?beta"};
    static const char *const verbs[] = {"HELO ", "MAIL FROM:<", "RCPT TO:<", "RSET"};
    static const char *const addresses[] = {"alice@lab.test>", "alina@lab.test>",
                                            JOAO "@lab.test>"};
    const char *bracket = memchr(line.data, '<', point);
    const char *const *table = bracket != NULL ? addresses : verbs;
    size_t count = bracket != NULL ? 3 : 4;
    bool is_odd = point > 0 && line.data[0] == '?';

    ck_assert_ptr_eq(context, &told);
    ck_assert_uint_le(point, line.size);
    if (is_odd) {
        *start = 0;
        return number < 2 ? strdup(odd[number]) : NULL;
    }
    *start = bracket != NULL ? (size_t)(bracket - line.data) + 1 : 0;
    for (size_t i = 0; i < count; i++)
        if (strncasecmp(table[i], line.data + *start, point - *start) == 0 && number-- == 0)
            return strdup(table[i]);
    return NULL;
}

static inline void show_candidates(void *context, char *const *candidates, size_t count)
{
    size_t used = 0;

    (void)context;
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(told.candidates + used, sizeof told.candidates - used, "%s,",
                                 candidates[i]);
}

static inline void submit(void *context, struct span line)
{
    (void)context;
    told.submits++;
    ck_assert_uint_lt(line.size, sizeof told.submitted);
    memcpy(told.submitted, line.data, line.size);
    told.submitted_size = line.size;
    ck_assert_uint_eq(prompt_view().text.size, 0);
    if (told.load != NULL)
        prompt_load(span_of(told.load), strlen(told.load));
}

static inline void end(void *context)
{
    (void)context;
    told.ends++;
}

static const struct prompt_hooks hooks = {complete, show_candidates, submit, end, &told};

static inline void start(void)
{
    told = (struct told){.submits = 0};
    clear_history();
    ck_assert_int_eq(prompt_start(PROMPT_SCREEN, &hooks, "smtp> "), 0);
    prompt_remember("MAIL FROM:<" JOAO "@lab.test>");
    prompt_remember("RCPT TO:<" KANJI "@lab.test>");
    prompt_remember("RCPT TO:<" KANJI "@lab.test>"); /* the same again is not kept */
    prompt_remember("QUIT");
}

static inline void feed(const char *bytes)
{
    prompt_feed(bytes, strlen(bytes));
}

static inline void expect(const char *name, const char *text, size_t point)
{
    struct prompt_view view = prompt_view();

    ck_assert_msg(span_equal(view.text, span_of(text)), "%s: \"%.*s\" instead of \"%s\"", name,
                  (int)view.text.size, view.text.data, text);
    ck_assert_msg(view.point == point, "%s: point %zu instead of %zu", name, view.point, point);
}

#endif
