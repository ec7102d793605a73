/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_lessons.c - what is taught: each step has a lesson that agrees with the tables, and each
 * line that was sent is explained. */
#include <config.h>

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/steps.h"

static const struct dialect *const dialects[] = {&dialect_prototype, &dialect_rfc5321};

/* The steps of DIALECT, connecting, and the greeting that may take the place of the first. */
static size_t lessons_of(const struct dialect *dialect, enum dialect_event out[DIALECT_VERBS + 2])
{
    struct steps steps = steps_of(dialect);
    size_t count = 0;

    out[count++] = DIALECT_EVENTS;
    for (size_t i = 0; i < steps.count; i++)
        out[count++] = steps.verbs[i];
    if (dialect == &dialect_rfc5321)
        out[count++] = DIALECT_HELO;
    return count;
}

static unsigned count_of(const char *text, const char *sought)
{
    unsigned count = 0;

    for (const char *at = text; (at = strstr(at, sought)) != NULL; at++)
        count++;
    return count;
}

START_TEST(each_step_has_a_lesson)
{
    const struct dialect *dialect = dialects[_i];
    enum dialect_event steps[DIALECT_VERBS + 2];
    size_t count = lessons_of(dialect, steps);
    char words[WORDS_MAX], page[WORDS_MAX];

    for (size_t i = 0; i < count; i++) {
        unsigned sentences;
        words_step(dialect, steps[i], words, sizeof words);
        sentences = count_of(words, ".\n") + count_of(words, ". ");
        ck_assert_msg(sentences >= 3 && sentences <= 6, "%u sentences: %s", sentences, words);
        ck_assert_msg(strstr(words, "Answers: ") != NULL, "%s", words);
        words_step_page(dialect, steps[i], page, sizeof page);
        ck_assert_msg(strncmp(page, words, strlen(words)) == 0, "%s", page);
        ck_assert_msg(count_of(page, "\n") >= 10 && count_of(page, "\n") <= 15, "%s", page);
        ck_assert_msg(strstr(page, "\nS ") != NULL, "no reply: %s", page);
    }
    words_step(dialect, DIALECT_NOOP, words, sizeof words);
    ck_assert_str_eq(words, "");
}
END_TEST

/* What a student must be able to say afterwards. */
START_TEST(a_lesson_says_what_matters)
{
    static const struct {
        enum dialect_event step;
        const char *words[3];
    } lessons[] = {
        {DIALECT_EVENTS, {"The server speaks first", "not a login"}},
        {DIALECT_EHLO, {"not a login"}},
        {DIALECT_HELO, {"the name of this computer", "not a login"}},
        {DIALECT_MAIL, {"sender on the envelope", "gets the report", "not the From: line"}},
        {DIALECT_RCPT, {"names a mailbox", "whatever the To: line says"}},
        {DIALECT_DATA, {"After 354", "only a dot", "the envelope does"}},
        {DIALECT_QUIT, {"ends the conversation", "only then closes"}},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < (size_t)CASES(lessons); i++)
        for (size_t j = 0; j < 3 && lessons[i].words[j] != NULL; j++) {
            words_step(&dialect_rfc5321, lessons[i].step, words, sizeof words);
            ck_assert_msg(strstr(words, lessons[i].words[j]) != NULL, "no %s: %s",
                          lessons[i].words[j], words);
        }
}
END_TEST

/* Other servers know their recipients from elsewhere. */
START_TEST(the_users_file_is_that_of_the_prototype)
{
    char words[WORDS_MAX];

    words_step(&dialect_prototype, DIALECT_RCPT, words, sizeof words);
    ck_assert_msg(strstr(words, "a mailbox for each name in its users file") != NULL, "%s", words);
    words_step(&dialect_rfc5321, DIALECT_RCPT, words, sizeof words);
    ck_assert_msg(strstr(words, "users file") == NULL, "%s", words);
}
END_TEST

/* --- the answers ----------------------------------------------------------------------------- */

static bool names_code(const char *words, unsigned code)
{
    char text[8];

    snprintf(text, sizeof text, " %u (", code);
    return strstr(words, text) != NULL;
}

/* Whether the table of the prototype can answer EVENT by CODE. */
static bool can_answer(enum dialect_event event, unsigned code)
{
    for (size_t i = 0; i < dialect_prototype.row_count; i++) {
        const struct dialect_row *row = &dialect_prototype.rows[i];
        bool applies = row->event == event ||
                       (row->event == DIALECT_EVENT_ANY_LINE && event < DIALECT_EVENT_ANY_LINE);
        for (size_t j = 0; applies && j < DIALECT_OUTCOMES_MAX; j++)
            if (row->outcomes[j].code == code)
                return true;
    }
    return false;
}

/* All that its table can answer is named, and nothing else. */
START_TEST(the_answers_are_those_of_the_prototype)
{
    struct steps steps = steps_of(&dialect_prototype);
    char words[WORDS_MAX];

    for (size_t i = 0; i < steps.count; i++) {
        enum dialect_event verb = steps.verbs[i];
        words_step(&dialect_prototype, verb, words, sizeof words);
        for (unsigned code = 200; code < 600; code++) {
            bool is_possible = can_answer(verb, code) ||
                               (verb == DIALECT_DATA && can_answer(DIALECT_END_OF_DATA, code));
            ck_assert_msg(names_code(words, code) == is_possible, "%u: %s", code, words);
        }
    }
}
END_TEST

/* RFC 5321 section 4.3.2 and, for EHLO and MAIL, 4.1.4. */
START_TEST(the_answers_are_those_of_the_rfc)
{
    static const struct {
        enum dialect_event step;
        unsigned codes[16];
    } listed[] = {
        {DIALECT_EVENTS, {220, 421, 554}},
        {DIALECT_EHLO, {250, 500, 501, 502, 504, 550}},
        {DIALECT_HELO, {250, 500, 501, 502, 504, 550}},
        {DIALECT_MAIL, {250, 451, 452, 455, 500, 501, 503, 550, 552, 553, 555}},
        {DIALECT_RCPT, {250, 251, 450, 451, 452, 455, 500, 501, 503, 550, 551, 552, 553, 555}},
        {DIALECT_DATA, {354, 250, 450, 451, 452, 500, 501, 503, 550, 552, 554}},
        {DIALECT_QUIT, {221}},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < (size_t)CASES(listed); i++) {
        words_step(&dialect_rfc5321, listed[i].step, words, sizeof words);
        for (unsigned code = 200; code < 600; code++) {
            bool is_listed = false;
            for (size_t j = 0; j < 16; j++)
                is_listed |= listed[i].codes[j] == code;
            ck_assert_msg(is_listed || !names_code(words, code), "%u: %s", code, words);
        }
    }
}
END_TEST

/* A rule of the prototype is called its own, and is not taught elsewhere. */
START_TEST(the_prototype_s_rules_are_its_own)
{
    char words[WORDS_MAX];

    for (enum dialect_event step = 0; step <= DIALECT_EVENTS; step++) {
        words_step_page(&dialect_rfc5321, step, words, sizeof words);
        ck_assert_msg(strstr(words, "prototype") == NULL, "%s", words);
    }
    words_step(&dialect_prototype, DIALECT_QUIT, words, sizeof words);
    ck_assert_ptr_nonnull(strstr(words, "This server's dialect, the prototype, allows QUIT only"));
    words_step(&dialect_prototype, DIALECT_RCPT, words, sizeof words);
    ck_assert_ptr_nonnull(strstr(words, "This server's dialect, the prototype, takes one recip"));
}
END_TEST

/* --- what was sent --------------------------------------------------------------------------- */

static const struct {
    const char *line, *words, *not_words;
} commands[] = {
    {"EHLO lab", "The client calls itself \"lab\".", "missing"},
    {"helo lab", "HELO greets the server", "extensions"},
    {"HELO", "It needs an argument, and has none.", "calls itself"},
    {"MAIL FROM:<a@b.c> SIZE=12", "Reports of failure go to \"a@b.c\".", "<"},
    {"MAIL FROM:<a@b.c> SIZE=12", "SIZE is the size of the message", "program does not know"},
    {"MAIL FROM:<a@b.c> body=8BITMIME smtputf8", "SMTPUTF8 says", "SIZE"},
    {"MAIL FROM:<a@b.c> X=1", "\"X\" is a parameter that this program does not know.", "SIZE"},
    {"MAIL FROM:<>", "<> means no sender", "Reports of failure go to"},
    {"RCPT TO:<johndoe>", "The message is to go to \"johndoe\".", "<"},
    {"RCPT TO:<x@b.c> NOTIFY=NEVER ORCPT=rfc822;x@b.c", "NOTIFY says", "does not know"},
    {"RCPT TO: a\033[1m", "\\x1B[1m", "\033"},
    {"DATA", "DATA asks whether the message", "argument"},
    {"DATA now", "It takes no argument, and yet has one.", "\"now\""},
    {"RSET", "RSET gives the message up", "argument"},
    {"NOOP x", "NOOP asks for a reply", "argument"},
    {"VRFY bob", "It is about \"bob\".", "argument"},
    {"EXPN list", "EXPN asks who is on", "argument"},
    {"HELP", "HELP asks", "argument"},
    {"QUIT", "QUIT asks the server to say goodbye", "argument"},
    {"starttls", "STARTTLS asks to encrypt", "RFC 5321"},
    {"AUTH PLAIN AHNlY3JldA==", "AUTH logs in", "AHN"},
    {"MAIL <a@b.c>", "MAIL must be followed by FROM:", "RFC 5321"},
    {"GET / HTTP/1.1", "HTTP", "RFC 5321"},
    {"foo", "This program knows no command", "RFC 5321"},
};

START_TEST(each_command_is_explained)
{
    struct dialogue_line line = {.kind = DIALOGUE_COMMAND, .text = span_of(commands[_i].line)};
    bool is_asked_of_all = command_parse(&dialect_prototype, line.text).verb < DIALECT_VERBS ||
                           command_parse(&dialect_rfc5321, line.text).verb >= DIALECT_VERBS;
    char words[WORDS_MAX];

    for (size_t i = 0; i < COUNT(dialects); i++) {
        words_command(dialects[i], &line, words, sizeof words);
        ck_assert_msg(strstr(words, commands[_i].words) != NULL, "%s: %s", commands[_i].line,
                      words);
        ck_assert_msg(strstr(words, commands[_i].not_words) == NULL, "%s: %s", commands[_i].line,
                      words);
        ck_assert_msg((strstr(words, "the prototype, has no such command") != NULL) ==
                          (i == 0 && !is_asked_of_all),
                      "%s: %s", commands[_i].line, words);
    }
}
END_TEST

START_TEST(each_line_of_a_message_is_explained)
{
    static const char within[] = "250 before the dot";
    static const struct {
        const char *line, *words, *not_words; /* WORDS NULL: a reply */
    } lines[] = {
        {"X: of a message before", "A header field", "body"},
        {"", "The empty line ends the header", "body:"},
        {"Subject: in its body", "A line of the body", "header"},
        {".", "The dot alone ends the message", "added"},
        {"250 ok", NULL, NULL}, /* its reply, then another message */
        {"From: <a@b.c>", "MAIL FROM may name another address", "body"},
        {"subject: x", "What the message is about.", "body"},
        {" folded", "continues the header field", "body:"},
        {"X-Other: x", "A header field", "What"},
        {"no field", "Not a header field", "A header field"},
        {"..x: y", "The first dot was added", "body:"},
        {"", "The empty line ends the header", "body:"},
        {within, NULL, NULL},
        {"", "A line of the body", "header"},
        {"no field", "A line of the body", "header"},
        {within, NULL, NULL},
        {"..", "The first dot was added", "header"},
        {"To: x", "A line of the body", "header"},
        {".", "The dot alone ends the message", "added"},
    };
    struct transcript transcript;
    char words[WORDS_MAX];

    transcript_init(&transcript);
    for (size_t i = 0; i < (size_t)CASES(lines); i++) {
        bool is_text = lines[i].words != NULL;
        struct dialogue_line line = {.kind = is_text ? DIALOGUE_TEXT : DIALOGUE_REPLY_LAST,
                                     .text = span_of(lines[i].line)};
        line.reply.before.state = DIALECT_STATE_MESSAGE;
        line.reply.after.state =
            lines[i].line == within ? DIALECT_STATE_MESSAGE : DIALECT_STATE_MAIL;
        transcript_add(&transcript, &line);
        if (!is_text)
            continue;
        words_text(&transcript, i, words, sizeof words);
        ck_assert_msg(strstr(words, lines[i].words) != NULL, "%zu: %s", i, words);
        ck_assert_msg(strstr(words, lines[i].not_words) == NULL, "%zu: %s", i, words);
    }
    transcript_release(&transcript);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lessons");
    TCase *all = tcase_create("lessons");

    tcase_add_loop_test(all, each_step_has_a_lesson, 0, CASES(dialects));
    tcase_add_test(all, a_lesson_says_what_matters);
    tcase_add_test(all, the_users_file_is_that_of_the_prototype);
    tcase_add_test(all, the_answers_are_those_of_the_prototype);
    tcase_add_test(all, the_answers_are_those_of_the_rfc);
    tcase_add_test(all, the_prototype_s_rules_are_its_own);
    tcase_add_loop_test(all, each_command_is_explained, 0, CASES(commands));
    tcase_add_test(all, each_line_of_a_message_is_explained);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
