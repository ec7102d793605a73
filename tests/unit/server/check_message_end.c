/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_message_end.c - what the last bytes of a message look like, however they arrived. */
#include <config.h>

#include "server/log/message_end.h"

#include "tests/support/check_main.h"

#define CRLF LINE_ENDING_CRLF
#define LF   LINE_ENDING_LF

#define X48 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct {
    const char *name;
    enum line_ending ending;
    const char *message;
    enum message_end end;
} cases[] = {
    {"nothing", CRLF, "", MESSAGE_END_NONE},
    {"text", CRLF, "a\r\nb\r\n", MESSAGE_END_NONE},
    {"an unfinished line", CRLF, "a\r\nb", MESSAGE_END_NONE},
    {"empty lines", CRLF, "\r\n\r\n\n", MESSAGE_END_NONE},
    {"a dot in a line", CRLF, "a.b\r\n", MESSAGE_END_NONE},

    {"LF for CRLF", CRLF, "a\r\n.\n", MESSAGE_END_LF},
    {"all in LF", CRLF, "a\n.\n", MESSAGE_END_LF},
    {"as the first line", CRLF, ".\n", MESSAGE_END_LF},
    {"LF for CRLF, then QUIT", CRLF, "a\r\n.\nQUIT\r\n", MESSAGE_END_LF},
    {"LF for CRLF, then another message", CRLF, "a\r\n.\nMAIL FROM:<a>\r\nRCPT", MESSAGE_END_LF},
    {"CRLF for LF", LF, "a\n.\r\n", MESSAGE_END_CRLF},
    {"all in CRLF", LF, "a\r\n.\r\nquit\r\n", MESSAGE_END_CRLF},
    {"text in LF, the dot in CRLF", CRLF, "a\n.\r\n", MESSAGE_END_AFTER_LF},
    {"the same, after an empty line", CRLF, "a\n\n.\r\n", MESSAGE_END_AFTER_LF},

    {"a blank before", CRLF, "a\r\n .\r\n", MESSAGE_END_BLANK},
    {"a blank behind", CRLF, "a\r\n. \r\n", MESSAGE_END_BLANK},
    {"a tab behind, LF", LF, "a\n.\t\n", MESSAGE_END_BLANK},
    {"a blank behind, unended", CRLF, "a\r\n. ", MESSAGE_END_BLANK},
    {"two dots", CRLF, "a\r\n..\r\n", MESSAGE_END_DOUBLE},
    {"two dots, then QUIT", CRLF, "a\r\n..\r\n\r\n Quit \r\n", MESSAGE_END_DOUBLE},
    {"two dots, then text", CRLF, "a\r\n..\r\nb\r\n", MESSAGE_END_NONE},
    {"three dots", CRLF, "a\r\n...\r\n", MESSAGE_END_GLUED},

    {"an ending as text", CRLF, "a\r\n.\\r\\n\r\n", MESSAGE_END_TEXT},
    {"the same, unended", CRLF, "a\r\n.\\r\\n", MESSAGE_END_TEXT},
    {"all endings as text", CRLF, "a\\r\\n.\\r\\n", MESSAGE_END_TEXT},
    {"slashes", CRLF, ".\\n\n", MESSAGE_END_TEXT},
    {"text, then an ending as text", CRLF, "a.\\n", MESSAGE_END_NONE},

    {"no ending", CRLF, "a\r\n.", MESSAGE_END_OPEN},
    {"no ending, LF", LF, "a\n.", MESSAGE_END_OPEN},
    {"only a CR", CRLF, "a\r\n.\r", MESSAGE_END_OPEN},
    {"glued", CRLF, "a\r\nb.\r\n", MESSAGE_END_GLUED},
    {"glued, unended", CRLF, "b.", MESSAGE_END_GLUED},
    {"glued, then QUIT", CRLF, "b.\r\nQUIT\r\n", MESSAGE_END_GLUED},
    {"a sentence, then an empty line", CRLF, "b.\r\n\r\n", MESSAGE_END_NONE},
    {"a sentence, then text", CRLF, "b.\r\nc\r\n", MESSAGE_END_NONE},
    {"QUIT", CRLF, "a\r\nQUIT\r\n", MESSAGE_END_QUIT},
    {"QUIT, an ending as text", CRLF, "a\r\nquit\\r\\n", MESSAGE_END_QUIT},
    {"QUIT, unended", LF, "QUIT", MESSAGE_END_QUIT},
    {"QUIT in the text", CRLF, "QUIT\r\nb\r\n", MESSAGE_END_NONE},

    {"behind much text", CRLF, X48 X48 "\r\n.\n", MESSAGE_END_LF},
    {"a long line", CRLF, X48 X48 ".\r\n", MESSAGE_END_GLUED},
    {"a dot where the bytes begin that are known", CRLF, X48 "." X48, MESSAGE_END_NONE},
    {"the last bytes are the end of a line", CRLF, X48 ".\n", MESSAGE_END_GLUED},
    {"the bytes that are known begin with a dot, the end of a line", CRLF,
     X48 ".\n"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
     MESSAGE_END_NONE},
    {"before much text", CRLF, "a\r\n.\n" X48 X48 "\r\n", MESSAGE_END_NONE},
};

/* In pieces of SIZE bytes. */
static enum message_end judge(const char *message, size_t size, enum line_ending ending)
{
    struct message_tail tail = {.size = 0};

    for (size_t at = 0, left = strlen(message); left > 0;) {
        size_t count = size < left ? size : left;
        message_tail_add(&tail, (struct span){message + at, count});
        at += count;
        left -= count;
    }
    return message_end_of(&tail, ending);
}

START_TEST(judges)
{
    for (size_t size = 1; size <= 100; size++)
        ck_assert_msg(judge(cases[_i].message, size, cases[_i].ending) == cases[_i].end,
                      "%s, in pieces of %zu: %d", cases[_i].name, size,
                      (int)judge(cases[_i].message, size, cases[_i].ending));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("message_end");
    TCase *all = tcase_create("message_end");

    tcase_add_loop_test(all, judges, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
