/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* habits.c - see habits.h. */
#include <config.h>

#include "server/log/habits.h"

#include <string.h>

#include "common/deadline.h"
#include "server/session/shown.h"

/* Number of last bytes of which one is a dot if the end of data was meant. */
#define DOT_WITHIN 8

void habits_init(struct habits *habits, int64_t now_ms)
{
    *habits = (struct habits){.heard_ms = now_ms};
}

void habits_hear(struct habits *habits, int64_t now_ms)
{
    habits->heard_ms = now_ms;
}

void habits_begin(struct habits *habits, int64_t now_ms)
{
    *habits = (struct habits){.is_foreign = habits->is_foreign, .heard_ms = now_ms};
}

static bool awaits_line(const struct session *session)
{
    enum dialect_class class = dialect_class_of(session->position.state);

    return class == DIALECT_CLASS_COMMAND || class == DIALECT_CLASS_CREDENTIALS;
}

/* The start of INPUT that logs may show: credentials may stand behind a length, too. */
static struct span shown_start(const struct session *session, struct span input)
{
    const char *end = memchr(input.data, '\n', input.size);
    struct span line = {input.data, end != NULL ? (size_t)(end - input.data) : input.size};
    bool is_cut;
    struct span shown = shown_line(session, line, &is_cut);

    return is_cut ? shown : input;
}

bool habits_find_foreign(struct habits *habits, const struct session *session, struct span input,
                         struct event *event)
{
    bool is_first = session->line.last == LINE_ENDING_UNKNOWN;

    if (habits->is_foreign || input.size == 0 || !awaits_line(session))
        return false;
    enum foreign foreign = foreign_find(input, is_first);
    if (foreign == FOREIGN_NONE)
        return false;
    habits->is_foreign = true;
    *event =
        (struct event){.kind = EVENT_FOREIGN, .foreign = {foreign, shown_start(session, input)}};
    return true;
}

static bool is_receiving(const struct session *session)
{
    return session_in_message(session) && session_asks(session) == SESSION_ASK_NOTHING;
}

/* What came in a piece of its own is remembered: others may follow it. */
static void note_end(struct habits *habits, enum line_ending ending)
{
    const struct message_tail *tail = &habits->tail;
    size_t size = tail->size < DOT_WITHIN ? tail->size : DOT_WITHIN;

    if (size == 0 || memchr(tail->bytes + tail->size - size, '.', size) == NULL)
        return;
    enum message_end end = message_end_of(tail, ending);
    if (message_end_is_certain(end))
        habits->noted = end;
}

/* If only a part was consumed, the end of the input is still to come. */
void habits_take(struct habits *habits, const struct session *session, enum dialect_state state,
                 struct span input, size_t consumed)
{
    if (dialect_class_of(state) != DIALECT_CLASS_MESSAGE || consumed == 0 || !is_receiving(session))
        return;
    if (consumed < input.size) {
        habits->tail = (struct message_tail){.is_cut = true};
        return;
    }
    message_tail_add(&habits->tail, input);
    note_end(habits, session->dot.ending);
}

int64_t habits_due_ms(const struct habits *habits, const struct session *session)
{
    return is_receiving(session) && !habits->has_waited ? habits->heard_ms + HABITS_WAIT_MS
                                                        : DEADLINE_NEVER;
}

/* What is no longer among the last bytes may have been noted; or at least there were lines in LF.
 */
static enum message_end find_end(const struct habits *habits, const struct session *session)
{
    enum message_end end = message_end_of(&habits->tail, session->dot.ending);

    if (message_end_is_certain(end))
        return end;
    if (habits->noted != MESSAGE_END_NONE)
        return habits->noted;
    return end == MESSAGE_END_NONE && (session->dot.flaws & DOT_FLAW_BARE_LF) ? MESSAGE_END_LINES
                                                                              : end;
}

void habits_wait(struct habits *habits, const struct session *session, struct event *event)
{
    habits->has_waited = true;
    habits->told = find_end(habits, session);
    *event = (struct event){.kind = EVENT_WAITING, .waiting = {session->dot.ending, habits->told}};
}

enum message_end habits_end(const struct habits *habits, const struct session *session)
{
    enum message_end end = find_end(habits, session);

    return end != habits->told ? end : MESSAGE_END_NONE;
}

/* Lines in INPUT were not processed because the connection broke. */
bool habits_find_unended(const struct habits *habits, const struct session *session,
                         struct span input, struct event *event)
{
    bool is_cut;

    if (session->line.discarding)
        input = line_start(&session->line);
    if (habits->is_foreign || !awaits_line(session) || input.size == 0 ||
        memchr(input.data, '\n', input.size) != NULL)
        return false;
    struct span line = shown_line(session, input, &is_cut);
    *event = (struct event){
        .kind = EVENT_UNENDED,
        .unended = {.line = line, .is_cut = is_cut, .is_long = session->line.discarding}};
    return true;
}
