/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_log.c - the form of log lines, and what becomes of those that nobody takes. */
#include <config.h>

#include "server/log/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/check_main.h"

/* More than the ring and a pipe hold together. */
#define FLOOD_LINES 20000

/* A log that writes to the end of a pipe. */
struct piped {
    int reader, writer;
    struct log *log;
};

static struct piped piped_over(const int ends[2], enum log_format format, enum log_level threshold)
{
    struct piped piped = {ends[0], ends[1], log_new(ends[1], format, threshold)};

    ck_assert_ptr_nonnull(piped.log);
    ck_assert_int_eq(log_start(piped.log), 0);
    return piped;
}

static struct piped piped_new(enum log_format format, enum log_level threshold)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    return piped_over(ends, format, threshold);
}

/* All that comes out of FD until its end, as a string for free(). */
static char *read_all(int fd)
{
    size_t size = 0, room = 1 << 20;
    char *text = malloc(room + 1);
    ssize_t count;

    while (size < room && (count = read(fd, text + size, room - size)) > 0)
        size += (size_t)count;
    text[size] = '\0';
    return text;
}

/* Ends the log and returns what it wrote. */
static char *piped_finish(struct piped *piped)
{
    log_free(piped->log);
    close(piped->writer);
    char *text = read_all(piped->reader);
    close(piped->reader);
    return text;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define TIME "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"

/* One call of log_event(), or with a side of log_trace(), and all that it writes. */
struct row {
    const char *name;
    enum log_format format;
    enum log_level threshold, level;
    uint64_t connection;
    const char *text;
    char side;
    const char *expected; /* extended regular expression */
};

static const struct row cases[] = {
    {"error", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_ERROR, 0, "x", 0,
     "^" TIME " error x\n$"},
    {"warning", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_WARNING, 0, "x", 0,
     "^" TIME " warning x\n$"},
    {"notice", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 0, "x", 0,
     "^" TIME " notice x\n$"},
    {"info", LOG_FORMAT_TEXT, LOG_LEVEL_INFO, LOG_LEVEL_INFO, 0, "x", 0, "^" TIME " info x\n$"},
    {"below the threshold", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_INFO, 0, "x", 0, "^$"},
    {"quiet", LOG_FORMAT_TEXT, LOG_LEVEL_WARNING, LOG_LEVEL_NOTICE, 0, "x", 0, "^$"},
    {"connection", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 12, "x", 0,
     "^" TIME " notice connection 12: x\n$"},
    {"line ends and controls", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 0,
     "a\r\nb\033[1mc\x7f\xff", 0,
     "^" TIME " notice a\\\\x0D\\\\x0Ab\\\\x1B\\[1mc\\\\x7F\\\\xFF\n$"},
    {"right to left override", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 0, "a\u202eb",
     0, "^" TIME " notice a\\\\u\\{202E\\}b\n$"},
    {"JSON", LOG_FORMAT_JSON, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 0, "x", 0,
     "^\\{\"time\":\"" TIME "\",\"level\":\"notice\",\"message\":\"x\"\\}\n$"},
    {"JSON connection", LOG_FORMAT_JSON, LOG_LEVEL_NOTICE, LOG_LEVEL_ERROR, 9223372036854775807,
     "x", 0,
     "^\\{\"time\":\"" TIME
     "\",\"level\":\"error\",\"connection\":9223372036854775807,\"message\":\"x\"\\}\n$"},
    {"JSON quoting", LOG_FORMAT_JSON, LOG_LEVEL_NOTICE, LOG_LEVEL_NOTICE, 0, "\"a\\b\"\n\xff", 0,
     "\"message\":\"\\\\\"a\\\\\\\\b\\\\\"\\\\\\\\x0A\\\\\\\\xFF\"\\}\n$"},
    {"trace", LOG_FORMAT_TEXT, LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, 7, "HELO lab01", 'C',
     "^" TIME " 7 C HELO lab01\\\\n \\[HELO\\]\n$"},
    {"trace controls", LOG_FORMAT_TEXT, LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, 7, "250 \033]0;x\a", 'S',
     "^" TIME " 7 S 250 \\\\x1B\\]0;x\\\\x07\\\\n \\[HELO\\]\n$"},
    {"JSON trace", LOG_FORMAT_JSON, LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, 7, "a\"", 'C',
     "^\\{\"time\":\"" TIME "\",\"connection\":7,\"side\":\"C\",\"line\":\"a\\\\\"\",\"ending\":"
     "\"LF\",\"state\":\"HELO\"\\}\n$"},
};

/* Lines for the journal of systemd. */
static const struct row journal_cases[] = {
    {"error", LOG_FORMAT_TEXT, LOG_LEVEL_INFO, LOG_LEVEL_ERROR, 0, "x", 0, "^<3>error x\n$"},
    {"warning", LOG_FORMAT_TEXT, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, 0, "x", 0, "^<4>warning x\n$"},
    {"notice", LOG_FORMAT_TEXT, LOG_LEVEL_INFO, LOG_LEVEL_NOTICE, 7, "x", 0,
     "^<5>notice connection 7: x\n$"},
    {"info", LOG_FORMAT_TEXT, LOG_LEVEL_INFO, LOG_LEVEL_INFO, 0, "x", 0, "^<6>info x\n$"},
    {"below the threshold", LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE, LOG_LEVEL_INFO, 0, "x", 0, "^$"},
    {"JSON", LOG_FORMAT_JSON, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, 0, "x", 0,
     "^<4>\\{\"time\":\"" TIME "\",\"level\":\"warning\",\"message\":\"x\"\\}\n$"},
    {"trace", LOG_FORMAT_TEXT, LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, 7, "HELO lab01", 'C',
     "^<7>7 C HELO lab01\\\\n \\[HELO\\]\n$"},
    {"JSON trace", LOG_FORMAT_JSON, LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, 7, "a", 'C',
     "^<7>\\{\"time\":\"" TIME "\",\"connection\":7,\"side\":\"C\",\"line\":\"a\","},
};

/* What PIPED writes for ROW is as expected. */
static void expect_line(struct piped *piped, const struct row *row)
{
    regex_t expected;

    if (row->side != 0)
        log_trace(piped->log, row->connection,
                  &(struct log_line){row->side, span_of(row->text), "\\n", "LF", "HELO"});
    else
        log_event(piped->log, row->level, row->connection, "%s", row->text);
    char *text = piped_finish(piped);
    ck_assert_int_eq(regcomp(&expected, row->expected, REG_EXTENDED | REG_NOSUB), 0);
    ck_assert_msg(regexec(&expected, text, 0, NULL, 0) == 0, "%s: wrote '%s'", row->name, text);
    regfree(&expected);
    free(text);
}

START_TEST(writes_lines)
{
    struct piped piped = piped_new(cases[_i].format, cases[_i].threshold);

    expect_line(&piped, &cases[_i]);
}
END_TEST

/* As piped_new() where JOURNAL_STREAM names the pipe, with OFFSET added to its inode. */
static struct piped piped_journal(const struct row *row, int offset)
{
    struct stat facts;
    char stream[48];
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fstat(ends[1], &facts), 0);
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)facts.st_dev,
             (uintmax_t)facts.st_ino + (uintmax_t)offset);
    ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
    struct piped piped = piped_over(ends, row->format, row->threshold);
    ck_assert_int_eq(unsetenv("JOURNAL_STREAM"), 0);
    return piped;
}

START_TEST(writes_lines_for_the_journal)
{
    struct piped piped = piped_journal(&journal_cases[_i], 0);

    expect_line(&piped, &journal_cases[_i]);
}
END_TEST

/* A service that has sent its standard error elsewhere still has the variable. */
START_TEST(knows_that_the_journal_is_elsewhere)
{
    struct piped piped = piped_journal(&cases[0], 1);

    expect_line(&piped, &cases[0]);
}
END_TEST

/* The worst case of quoting does not break the line either. */
START_TEST(cuts_long_lines)
{
    static const char fillers[] = {'x', '"', '\n', '\xff'};
    char text[10000];

    memset(text, fillers[_i / 2], sizeof text);
    text[sizeof text - 1] = '\0';
    struct piped piped = piped_new(_i % 2 ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    log_event(piped.log, LOG_LEVEL_NOTICE, 0, "%s", text);
    char *line = piped_finish(&piped);
    size_t length = strlen(line);
    ck_assert_msg(length > 2000 && length < 2 * 2048 + 256, "case %d: %zu bytes", _i, length);
    ck_assert_msg(strstr(line, _i % 2 ? "...\"}\n" : "...\n") != NULL, "case %d: end", _i);
    free(line);
}
END_TEST

/* Lines of many lengths: short ones must not slip in where the report of dropped ones does not fit.
 */
static void flood(struct log *log)
{
    for (int i = 0; i < FLOOD_LINES; i++)
        log_event(log, LOG_LEVEL_NOTICE, 0, "line %d,%*s", i, i * 37 % 101, "");
}

/* Checks that TEXT holds the lines of flood() in their order, those left out being counted where
 * they are missing.  Returns the number of lines accounted for. */
static int account(char *text, bool *dropped)
{
    int next = 0, number;
    unsigned long long missing;

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (sscanf(line, "%*s notice line %d,", &number) == 1) {
            ck_assert_msg(number == next, "line %d instead of %d", number, next);
            next++;
        } else if (sscanf(line, "%*s warning %llu lines of this log were dropped", &missing) == 1) {
            *dropped = true;
            next += (int)missing;
        } else {
            ck_abort_msg("strange line: %s", line);
        }
    }
    return next;
}

static void *run_reader(void *context)
{
    const struct piped *piped = context;

    return read_all(piped->reader);
}

/* The reader begins only after the flood; the descriptor may block or not. */
START_TEST(counts_what_is_dropped)
{
    struct piped piped = piped_new(LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    int64_t start_ms = now_ms();
    bool dropped = false;
    pthread_t reader;
    void *text;

    fcntl(piped.writer, F_SETFL, _i == 1 ? O_NONBLOCK : 0);
    flood(piped.log);
    ck_assert_msg(now_ms() - start_ms < 10000, "logging waited for the reader");
    ck_assert_int_eq(pthread_create(&reader, NULL, run_reader, &piped), 0);
    log_free(piped.log);
    close(piped.writer);
    pthread_join(reader, &text);
    close(piped.reader);
    ck_assert_int_eq(account(text, &dropped), FLOOD_LINES);
    ck_assert_msg(dropped, "nothing was dropped: the flood is too small to test anything");
    free(text);
}
END_TEST

START_TEST(gives_up_on_a_blocked_descriptor)
{
    struct piped piped = piped_new(LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);

    flood(piped.log);
    int64_t start_ms = now_ms();
    log_free(piped.log);
    int64_t taken_ms = now_ms() - start_ms;
    ck_assert_msg(taken_ms >= 400 && taken_ms < 10000, "gave up after %lld ms",
                  (long long)taken_ms);
    /* The thread still writes: with its reader gone it ends.  The other end is its own until then.
     */
    close(piped.reader);
}
END_TEST

/* Nobody reads any more: lines are lost, and nothing else happens. */
START_TEST(survives_a_broken_pipe)
{
    struct piped piped = piped_new(LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    int64_t start_ms = now_ms();

    signal(SIGPIPE, SIG_IGN);
    close(piped.reader);
    flood(piped.log);
    log_free(piped.log);
    close(piped.writer);
    ck_assert_msg(now_ms() - start_ms < 10000, "it took too long");
}
END_TEST

#define THREADS          8
#define LINES_PER_THREAD 200

static void *run_logger(void *context)
{
    for (int i = 0; i < LINES_PER_THREAD; i++)
        log_event(context, LOG_LEVEL_NOTICE, 1, "whole");
    return NULL;
}

START_TEST(keeps_lines_of_many_threads_whole)
{
    struct piped piped = piped_new(LOG_FORMAT_TEXT, LOG_LEVEL_NOTICE);
    pthread_t threads[THREADS], reader;
    int whole = 0;
    void *text;

    ck_assert_int_eq(pthread_create(&reader, NULL, run_reader, &piped), 0);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, run_logger, piped.log), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    log_free(piped.log);
    close(piped.writer);
    pthread_join(reader, &text);
    close(piped.reader);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        ck_assert_msg(strcmp(line + strcspn(line, " "), " notice connection 1: whole") == 0,
                      "broken line: %s", line);
        whole++;
    }
    ck_assert_int_eq(whole, THREADS * LINES_PER_THREAD);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *form = tcase_create("form"), *ring = tcase_create("ring");

    tcase_add_loop_test(form, writes_lines, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(form, writes_lines_for_the_journal, 0,
                        sizeof journal_cases / sizeof journal_cases[0]);
    tcase_add_test(form, knows_that_the_journal_is_elsewhere);
    tcase_add_loop_test(form, cuts_long_lines, 0, 8);
    suite_add_tcase(suite, form);
    tcase_add_loop_test(ring, counts_what_is_dropped, 0, 2);
    tcase_add_test(ring, gives_up_on_a_blocked_descriptor);
    tcase_add_test(ring, survives_a_broken_pipe);
    tcase_add_test(ring, keeps_lines_of_many_threads_whole);
    suite_add_tcase(suite, ring);
    return check_main(suite);
}
