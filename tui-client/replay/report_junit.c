/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* report_junit.c - the report as XML in the form of JUnit: a suite for each server, a case for each
 * conversation.
 *
 * Only elements and attributes that the schemas in use (Ant, Surefire, Jenkins) agree on.  The
 * heading of a suite counts its cases, which are held back until then.  Bytes beyond ASCII are
 * written as numbers: the output is the same in every charset.
 */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "tui-client/replay/report_internal.h"
#include "tui-client/replay/session_list.h"

static void put_character(ucs4_t character, FILE *out)
{
    static const struct {
        char character;
        const char *name;
    } names[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (character == (unsigned char)names[i].character) {
            fputs(names[i].name, out);
            return;
        }
    if (character < 0x80)
        fputc((int)character, out);
    else
        fprintf(out, "&#x%X;", (unsigned)character);
}

/* TEXT is in visible form: well-formed, and without control characters. */
static void put(struct span text, FILE *out)
{
    while (text.size > 0) {
        ucs4_t character;
        int size = u8_mbtouc(&character, (const uint8_t *)text.data, text.size);
        put_character(character, out);
        text = span_skip(text, (size_t)size);
    }
}

static void put_attribute(const char *name, struct span text, FILE *out)
{
    fprintf(out, " %s=\"", name);
    put(text, out);
    fputc('"', out);
}

static void begin(struct report *report)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"smtp-tui\">\n",
          report->out);
}

static void begin_server(struct report *report)
{
    report->held = tmpfile();
    report->held_error = errno;
}

/* The path without its suffix, which says nothing. */
static struct span class_of(const char *path)
{
    struct span name = span_of(path);
    size_t suffix = strlen(SESSION_LIST_SUFFIX);

    if (name.size > suffix && strcmp(path + name.size - suffix, SESSION_LIST_SUFFIX) == 0)
        name.size -= suffix;
    return name;
}

/* What report_details() prints, escaped line by line: a difference has more of them than fit into a
 * buffer on the stack. */
static void put_details(const char *path, const struct outcome *outcome, FILE *out)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);

    if (memory == NULL)
        return;
    report_details(path, outcome, memory);
    if (fclose(memory) == 0)
        put((struct span){text, size}, out);
    free(text);
}

/* A reply that differs is a failure; anything else that goes wrong is an error. */
static void put_verdict(const char *path, const struct outcome *outcome, FILE *out)
{
    char message[REPORT_PART_MAX];
    bool is_skipped = outcome->verdict == VERDICT_SKIPPED;
    const char *element = is_skipped                             ? "skipped"
                          : outcome->verdict == VERDICT_DIFFERED ? "failure"
                                                                 : "error";

    fprintf(out, "      <%s", element);
    put_attribute("type", span_of(verdict_name(outcome->verdict)), out);
    put_attribute("message", span_of(report_message(path, outcome, message)), out);
    if (is_skipped) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n", out);
    put_details(path, outcome, out);
    fprintf(out, "</%s>\n", element);
}

static void add(struct report *report, const char *path, const struct outcome *outcome)
{
    char text[REPORT_PART_MAX], shown[REPORT_PART_MAX];
    FILE *out = report->held;

    if (out == NULL)
        return;
    outcome_write(shown, sizeof shown, class_of(path));
    fputs("    <testcase", out);
    put_attribute("classname", span_of(shown), out);
    put_attribute("name", span_of(report_name(path, outcome, text)), out);
    put_attribute("time", span_of(report_time(outcome->took_ms, text)), out);
    fputs(outcome->verdict == VERDICT_PASSED ? "/>\n" : ">\n", out);
    if (outcome->verdict == VERDICT_PASSED)
        return;
    put_verdict(path, outcome, out);
    fputs("    </testcase>\n", out);
}

/* Whether all that was held back is there; false with errno. */
static bool is_whole(const struct report *report)
{
    if (report->held == NULL) {
        errno = report->held_error;
        return false;
    }
    errno = EIO; /* if it was an earlier write that failed */
    return fflush(report->held) == 0 && !ferror(report->held);
}

/* Copies what was held back, and closes it.  -1 with errno. */
static int release(struct report *report)
{
    FILE *held = report->held;
    char piece[BUFSIZ];
    size_t size;
    int result = fseek(held, 0, SEEK_SET), error;

    while (result == 0 && (size = fread(piece, 1, sizeof piece, held)) > 0)
        fwrite(piece, 1, size, report->out);
    result = ferror(held) ? -1 : result;
    error = errno;
    fclose(held);
    report->held = NULL;
    errno = error;
    return result;
}

/* Whoever reads only this must not take what is missing for passed. */
static void put_interrupted(struct report *report, size_t rest)
{
    fputs("    <testcase classname=\"smtp-tui\" name=\"interrupted\" time=\"0.000\">\n",
          report->out);
    fprintf(report->out,
            "      <error type=\"interrupted\" message=\"not played to the end: %zu\"/>\n", rest);
    fputs("    </testcase>\n", report->out);
}

/* Likewise, if the cases could not be held back.  -1 with errno. */
static int end_without_cases(struct report *report)
{
    int error = errno;

    fputs("  <testsuite", report->out);
    put_attribute("name", span_of(report->server), report->out);
    fputs(" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">\n"
          "    <testcase classname=\"smtp-tui\" name=\"report\" time=\"0.000\">\n"
          "      <error type=\"error\" message=\"the report could not be written\"/>\n"
          "    </testcase>\n  </testsuite>\n",
          report->out);
    if (report->held != NULL)
        fclose(report->held);
    report->held = NULL;
    errno = error;
    return -1;
}

static int end_server(struct report *report)
{
    const struct verdict_count *count = &report->of_server;
    size_t rest = count->of[VERDICT_INTERRUPTED];
    size_t cases = count->all - rest + (rest > 0);
    size_t good = count->of[VERDICT_PASSED] + count->of[VERDICT_SKIPPED];
    size_t failures = count->of[VERDICT_DIFFERED];
    char time[REPORT_TIME_MAX];
    int result;

    if (!is_whole(report))
        return end_without_cases(report);
    fputs("  <testsuite", report->out);
    put_attribute("name", span_of(report->server), report->out);
    fprintf(report->out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", cases,
            failures, cases - good - failures, count->of[VERDICT_SKIPPED]);
    put_attribute("time", span_of(report_time(count->took_ms, time)), report->out);
    fputs(">\n", report->out);
    result = release(report);
    if (rest > 0)
        put_interrupted(report, rest);
    fputs("  </testsuite>\n", report->out);
    return result;
}

static void end(struct report *report)
{
    fputs("</testsuites>\n", report->out);
}

const struct report_format report_junit = {
    .begin = begin,
    .begin_server = begin_server,
    .add = add,
    .end_server = end_server,
    .end = end,
};
