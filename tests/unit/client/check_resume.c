/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_resume.c - which commands of a conversation are to be said again on another connection. */
#include <config.h>

#include "tui-client/dialogue/resume.h"

#include <stdlib.h>

#include "tests/support/check_main.h"

/* Each step's first byte says what it is: ">" a line of the client, "<" bytes of the server; "!"
 * the connection ends and another begins; "T" TLS begins; "L" a user has logged in; "=" the
 * commands that would be repeated,
 * "/" after each. */
static const struct {
    const char *name;
    const char *steps[24];
} scripts[] = {
#define GREETED "<220 h ESMTP\r\n", ">EHLO me", "<250 h\r\n"
    {"nothing was said", {"<220 h\r\n", "="}},
    {"what is accepted",
     {GREETED, "=EHLO me/", ">mail from:a", "=EHLO me/", "<250 ok\r\n", "=EHLO me/mail from:a/",
      ">RCPT TO:<b> X=1", "<250 ok\r\n", "=EHLO me/mail from:a/RCPT TO:<b> X=1/"}},
    {"what is refused is not kept",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">RCPT TO:<b>", "<550 no\r\n", ">RCPT TO:<c>",
      "<250 ok\r\n", "=EHLO me/MAIL FROM:<a>/RCPT TO:<c>/"}},
    {"a greeting that is refused",
     {"<220 h\r\n", ">EHLO me", "<500 what\r\n", ">HELO me", "<250 h\r\n", "=HELO me/"}},
    {"what changes nothing is not kept",
     {GREETED, ">NOOP", "<250 ok\r\n", ">VRFY b", "<250 b\r\n", "=EHLO me/"}},
    {"another greeting begins anew",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">HELO you", "<250 h\r\n", "=HELO you/"}},
    {"another sender",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">RSET", "<250 ok\r\n", "=EHLO me/",
      ">MAIL FROM:<c>", "<250 ok\r\n", "=EHLO me/MAIL FROM:<c>/"}},
    {"a message is not repeated",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">RCPT TO:<b>", "<250 ok\r\n", ">DATA",
      "<354 go\r\n", ">MAIL FROM:<text>", "=EHLO me/MAIL FROM:<a>/RCPT TO:<b>/", ">.",
      "<250 ok\r\n", "=EHLO me/"}},
    {"credentials are not kept, whatever they look like",
     {GREETED, ">AUTH LOGIN", "<334 VXNlcm5hbWU6\r\n", ">MAIL FROM:<secret>", "<250 in\r\n",
      "=EHLO me/", ">MAIL FROM:<a>", "<250 ok\r\n", "=EHLO me/MAIL FROM:<a>/"}},
    {"a server that takes leave",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">RCPT TO:<b>", "<421 bye\r\n",
      "=EHLO me/MAIL FROM:<a>/"}},
    {"QUIT ends the transaction",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", ">QUIT", "<221 bye\r\n", "=EHLO me/"}},
    {"it outlives the connection, until another greeting is accepted",
     {GREETED, ">MAIL FROM:<a>", "<250 ok\r\n", "!", "=EHLO me/MAIL FROM:<a>/", "<220 h ESMTP\r\n",
      "=EHLO me/MAIL FROM:<a>/", ">EHLO me", "<250 h\r\n", "=EHLO me/"}},
    {"a login, by its mechanism and user",
     {GREETED, "Lme", "=EHLO me/$AUTH PLAIN me/", ">MAIL FROM:<a>", "<250 ok\r\n",
      "=EHLO me/$AUTH PLAIN me/MAIL FROM:<a>/", "La b", "=EHLO me/$AUTH PLAIN a b/MAIL FROM:<a>/"}},
    {"a login that cannot be repeated", {GREETED, "L", "=EHLO me/", "La", "La\nQUIT", "=EHLO me/"}},
    {"a greeting and TLS forget the login, unless it still counts",
     {GREETED, "La", ">EHLO you", "<250 h\r\n", "=EHLO you/", "La", ">STARTTLS", "<220 go\r\n",
      "=EHLO you/STARTTLS/", "T", ">EHLO you", "<250 h\r\n", ">AUTH PLAIN AGEAYg==", "<235 ok\r\n",
      "La", ">EHLO you", "<250 h\r\n", "=EHLO you/STARTTLS/EHLO you/$AUTH PLAIN a/"}},
    {"TLS is repeated too",
     {GREETED, ">MAIL FROM:<x>", "<250 ok\r\n", ">STARTTLS", "<220 go\r\n", "=EHLO me/STARTTLS/",
      "T", ">EHLO you", "<250 h\r\n", "=EHLO me/STARTTLS/EHLO you/", ">MAIL FROM:<a>",
      "<250 ok\r\n", ">EHLO us", "<250 h\r\n", "=EHLO me/STARTTLS/EHLO us/"}},
    {"another connection may do without",
     {GREETED, ">STARTTLS", "<220 go\r\n", "T", ">EHLO you", "<250 h\r\n", "!",
      "=EHLO me/STARTTLS/EHLO you/", "<220 h ESMTP\r\n", ">EHLO us", "<250 h\r\n", "=EHLO us/"}},
};

struct scene {
    struct dialogue dialogue;
    struct transcript transcript;
    struct resume resume;
};

static void observe(void *context, const struct dialogue_line *line)
{
    struct scene *scene = context;

    resume_follow(&scene->resume, &scene->transcript, line);
    transcript_add(&scene->transcript, line);
}

static void check_commands(const struct resume *resume, const char *wanted, const char *name)
{
    char text[512] = "";
    size_t count = resume_count(resume), length = 0;

    for (size_t i = 0; i < count; i++) {
        struct span command = resume_command(resume, i);
        memcpy(text + length, command.data, command.size);
        length += command.size;
        text[length++] = '/';
    }
    text[length] = '\0';
    ck_assert_msg(strcmp(text, wanted) == 0, "%s: %s instead of %s", name, text, wanted);
    ck_assert_uint_eq(resume_command(resume, count).size, 0);
}

static void take_step(struct scene *scene, const char *step, const char *name)
{
    struct span text = span_of(step + 1);

    switch (step[0]) {
    case '>':
        ck_assert_int_eq(dialogue_say(&scene->dialogue, text, 0), 0);
        break;
    case '<':
        ck_assert_int_eq(dialogue_receive(&scene->dialogue, text, 0), 0);
        break;
    case 'L':
        resume_note_login(&scene->resume, MECHANISM_PLAIN, text);
        break;
    case 'T':
        dialogue_secured(&scene->dialogue, 0);
        break;
    case '!':
        dialogue_end(&scene->dialogue);
        dialogue_start(&scene->dialogue, 0);
        break;
    default:
        check_commands(&scene->resume, step + 1, name);
        break;
    }
}

START_TEST(what_counts_is_kept)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct dialogue_observer observer = {.line = observe, .context = scene};

    ck_assert_ptr_nonnull(scene);
    dialogue_init(&scene->dialogue, NULL, observer);
    transcript_init(&scene->transcript);
    resume_init(&scene->resume);
    dialogue_start(&scene->dialogue, 0);
    for (size_t i = 0; i < COUNT(scripts[_i].steps) && scripts[_i].steps[i] != NULL; i++)
        take_step(scene, scripts[_i].steps[i], scripts[_i].name);
    dialogue_release(&scene->dialogue);
    transcript_release(&scene->transcript);
    resume_release(&scene->resume);
    free(scene);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("resume");
    TCase *all = tcase_create("resume");

    tcase_add_loop_test(all, what_counts_is_kept, 0, CASES(scripts));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
