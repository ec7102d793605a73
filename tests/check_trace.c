/* check_trace.c - replies of one line and of several, as --trace logs them.
 *
 * What the client says is traced in e2e_trace.py.
 */
#include <config.h>

#include "server/trace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/check_main.h"

static const struct {
    const char *name, *reply;
    const char *lines; /* what is logged behind the time, which ends each line */
} cases[] = {
    {"one line", "250 ok\r\n", "7 S 250 ok [MAIL];"},
    {"three lines", "250-a\r\n250- b \r\n250 c\r\n",
     "7 S 250-a [MAIL];7 S 250- b  [MAIL];7 S 250 c [MAIL];"},
    {"an empty text", "250-\r\n250 \r\n", "7 S 250- [MAIL];7 S 250  [MAIL];"},
    {"nothing", "", ""},
};

/* Puts the lines that FILE holds in OUT, each without its time and with a ";" behind it. */
static void take_lines(FILE *file, char *out, size_t size)
{
    char line[256];

    out[0] = '\0';
    while (fgets(line, sizeof line, file) != NULL) {
        char *text = strchr(line, ' ');
        ck_assert_ptr_nonnull(text);
        text[strlen(text) - 1] = ';';
        strncat(out, text + 1, size - strlen(out) - 1);
    }
}

START_TEST(each_line_of_a_reply_is_logged)
{
    FILE *file = tmpfile();
    struct log *log = log_new(fileno(file), LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    struct trace trace;
    char lines[1024];

    ck_assert_ptr_nonnull(log);
    trace_init(&trace, log, 7);
    trace_reply(&trace, span_of(cases[_i].reply), DIALECT_STATE_MAIL);
    trace_release(&trace);
    log_free(log);
    rewind(file);
    take_lines(file, lines, sizeof lines);
    ck_assert_msg(strcmp(lines, cases[_i].lines) == 0, "%s: %s", cases[_i].name, lines);
    fclose(file);
}
END_TEST

START_TEST(nothing_is_logged_where_tracing_is_off)
{
    struct trace trace;

    trace_init(&trace, NULL, 7);
    trace_reply(&trace, span_of("250 ok\r\n"), DIALECT_STATE_MAIL);
    trace_release(&trace);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace");
    TCase *all = tcase_create("trace");

    tcase_add_loop_test(all, each_line_of_a_reply_is_logged, 0,
                        (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(all, nothing_is_logged_where_tracing_is_off);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
