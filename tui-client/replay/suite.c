/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* suite.c - see suite.h.
 *
 * Conversations end in any order; the report has them in that of their files.  So that one that
 * lasts long does not pile up those after it, only so many are begun beyond the next one to be
 * reported as there are seats.
 */
#include <config.h>

#include "tui-client/replay/suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "tui-client/replay/crew.h"
#include "tui-client/replay/play.h"
#include "tui-client/replay/report.h"
#include "tui-client/replay/session_list.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/rescue.h"

/* Seats for each process. */
#define SEATS_PER_JOB 4

/* What a conversation may take, unless --replay-limit says otherwise. */
#define LIMIT_DEFAULT_S 300

struct suite {
    const struct options *options;
    unsigned jobs, limit_s;
    struct session_list list;
    struct report report;
    struct crew crew;
    bool is_interrupted; /* by a signal */
    bool is_broken;      /* the report cannot be written */

    /* With the server in turn. */
    struct server_name server;
    size_t begun, reported;         /* conversations */
    bool was_reached;               /* by one of them */
    char absence[OUTCOME_TEXT_MAX]; /* why it was not, and will not be tried again; "": it may */
};

static bool is_over(const struct suite *suite)
{
    return suite->is_interrupted || suite->is_broken || program_output_is_lost();
}

static void play(const void *context, size_t index, struct outcome *outcome)
{
    const struct suite *suite = context;

    play_collected(suite->options, &suite->server, &suite->list.paths[index], suite->limit_s,
                   suite->absence[0] != '\0' ? suite->absence : NULL, outcome);
}

/* --- reporting ------------------------------------------------------------------------------- */

/* Puts into words what was noted when a process did not end by itself. */
static void complete(const struct suite *suite, struct outcome *outcome)
{
    char text[OUTCOME_TEXT_MAX] = "";

    if (outcome->verdict == VERDICT_LATE && outcome->reason[0] == '\0')
        snprintf(text, sizeof text,
                 ngettext("The conversation lasted longer than %u second (--replay-limit).",
                          "The conversation lasted longer than %u seconds (--replay-limit).",
                          suite->limit_s),
                 suite->limit_s);
    else if (outcome->verdict == VERDICT_NONE)
        snprintf(text, sizeof text, _("the process that played it was ended (signal %zu)"),
                 outcome->number);
    else if (outcome->verdict == VERDICT_INTERRUPTED)
        snprintf(text, sizeof text, "%s", _("interrupted"));
    if (text[0] == '\0')
        return;
    outcome_write(outcome->reason, sizeof outcome->reason, span_of(text));
    outcome->number = outcome->verdict == VERDICT_INTERRUPTED ? outcome->number : 0;
    outcome->verdict = outcome->verdict == VERDICT_LATE ? VERDICT_LATE : VERDICT_BROKEN;
}

/* Without a connection for the first conversation there is none for the others: that is reported
 * once.  As soon as one has had a connection, one begun beside the first included, the server may
 * come back, and each conversation shows whether it has. */
static void learn(struct suite *suite, struct outcome *outcome)
{
    bool is_absent = outcome->verdict == VERDICT_UNREACHED && outcome->is_about_server;

    suite->was_reached |=
        !is_absent && outcome->verdict != VERDICT_UNTRIED && outcome->verdict != VERDICT_BROKEN;
    outcome->is_of_run = is_absent && !suite->was_reached;
    if (outcome->is_of_run && suite->absence[0] == '\0')
        memcpy(suite->absence, outcome->reason, sizeof suite->absence);
    if (suite->was_reached)
        suite->absence[0] = '\0';
}

/* Whether the next one in the order of the files can be reported. */
static bool has_finished(const struct suite *suite)
{
    return suite->reported < suite->begun && !is_over(suite) &&
           crew_state(&suite->crew, suite->reported) == CREW_DONE;
}

static void report_finished(struct suite *suite)
{
    struct crew *crew = &suite->crew;

    while (has_finished(suite)) {
        struct outcome *outcome = crew_outcome(crew, suite->reported);
        complete(suite, outcome);
        learn(suite, outcome);
        report_add(&suite->report, suite->list.paths[suite->reported].name, outcome);
        program_flush_output();
        crew_clear(crew, suite->reported++, CREW_FREE);
    }
}

/* --- beginning ------------------------------------------------------------------------------- */

/* The next conversation is not played: no other one is that could make room by its end. */
static void settle_unstarted(struct suite *suite, int error)
{
    struct outcome *outcome = crew_outcome(&suite->crew, suite->begun);
    char text[OUTCOME_TEXT_MAX];

    snprintf(text, sizeof text,
             _("cannot start the process that plays it: %s; raise the limit of processes "
               "(ulimit -u), or free some memory"),
             strerror(error));
    crew_clear(&suite->crew, suite->begun++, CREW_DONE);
    outcome->verdict = VERDICT_BROKEN;
    outcome_write(outcome->reason, sizeof outcome->reason, span_of(text));
}

/* Begins the next one; false if it must wait until another has ended. */
static bool begin_next(struct suite *suite, int64_t now_ms)
{
    if (suite->crew.playing == suite->jobs)
        return false;
    if (crew_start(&suite->crew, suite->begun, play, suite, now_ms,
                   (int64_t)suite->limit_s * 1000) == 0) {
        suite->begun++;
        return true;
    }
    if (suite->crew.playing > 0)
        return false;
    settle_unstarted(suite, errno);
    return true;
}

static void begin(struct suite *suite, int64_t now_ms)
{
    while (suite->begun < suite->list.count && !is_over(suite) &&
           crew_state(&suite->crew, suite->begun) == CREW_FREE && begin_next(suite, now_ms))
        ;
}

/* --- the loop -------------------------------------------------------------------------------- */

static void prepare(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct suite *suite = context;

    /* What is reported makes room, and says whether the next is begun at all; what cannot be begun
     * is to be reported. */
    do {
        report_finished(suite);
        begin(suite, now_ms);
    } while (has_finished(suite));
    *wants = (struct loop_wants){.done = is_over(suite) || suite->reported == suite->list.count,
                                 .input_fd = program_output_watched(),
                                 .link_fd = -1,
                                 .deadline_ms = crew_deadline(&suite->crew)};
}

static void handle(void *context, const struct loop_ready *ready)
{
    struct suite *suite = context;

    if (ready->input)
        program_note_unread();
    if (ready->signals & LOOP_SIGNAL_SUSPEND)
        rescue_stop_process();
    if (ready->signals & (LOOP_SIGNAL_INTERRUPT | LOOP_SIGNAL_TERMINATE))
        suite->is_interrupted = true;
    else
        crew_reap(&suite->crew, ready->now_ms);
}

static void play_with_server(struct suite *suite)
{
    static const struct loop_front front = {prepare, handle};
    char name[SERVER_NAME_MAX], shown[OUTCOME_TEXT_MAX];
    int64_t start_ms = monotonic_ms();
    size_t seats = (size_t)suite->jobs * SEATS_PER_JOB;

    suite->begun = suite->reported = 0;
    suite->was_reached = false;
    suite->absence[0] = '\0';
    outcome_write(shown, sizeof shown,
                  span_of(server_name_format(&suite->server, name, sizeof name)));
    report_begin_server(&suite->report, shown);
    program_flush_output();
    if (crew_init(&suite->crew, seats < suite->list.count ? seats : suite->list.count) != 0 ||
        loop_run(&front, suite) != 0) {
        program_complain("%s", strerror(errno));
        suite->is_broken = true;
    }
    if (suite->crew.seats != NULL)
        crew_release(&suite->crew);
    if (report_end_server(&suite->report, monotonic_ms() - start_ms,
                          suite->list.count - suite->reported) != 0) {
        program_complain(_("cannot write the report: %s"), strerror(errno));
        suite->is_broken = true;
    }
    program_flush_output();
}

static bool find_files(struct suite *suite)
{
    const struct options *options = suite->options;

    for (size_t i = 0; i < options->replay_count; i++) {
        if (session_list_add(&suite->list, options->replays[i]) == 0)
            continue;
        program_complain("%s: %s", options->replays[i],
                         errno == ENODATA ? _("there is no *.session file in it")
                                          : strerror(errno));
        return false;
    }
    return true;
}

static int play_all(struct suite *suite)
{
    const struct options *options = suite->options;

    report_begin(&suite->report, stdout, options->replay_format, suite->list.count,
                 options->server_count);
    for (size_t i = 0; i < options->server_count && !is_over(suite); i++) {
        (void)server_name_parse(&suite->server, span_of(options->servers[i]));
        play_with_server(suite);
    }
    report_end(&suite->report);
    return is_over(suite) ? EXIT_FAILURE : verdict_count_status(&suite->report.count);
}

int suite_run(const struct options *options)
{
    struct suite suite = {
        .options = options,
        .jobs = options->replay_jobs > 0 ? options->replay_jobs : 1,
        .limit_s = options->replay_limit_s > 0 ? options->replay_limit_s : LIMIT_DEFAULT_S,
    };
    int status = EXIT_FAILURE;

    if (find_files(&suite))
        status = play_all(&suite);
    session_list_release(&suite.list);
    return status;
}
