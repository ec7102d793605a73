/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide.c - see guide.h. */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"

enum guide_tone guide_tone_of(unsigned code)
{
    switch (code / 100) {
    case 2:
        return GUIDE_GOOD;
    case 3:
        return GUIDE_GO_ON;
    case 4:
        return GUIDE_TROUBLE;
    default:
        return GUIDE_BAD;
    }
}

void guide_say_sent(struct guide *guide)
{
    guide_say(guide, GUIDE_SAID, _("Sent; waiting for the reply."));
    guide_keep(guide);
}

void guide_visit(struct guide *guide, enum dialect_event verb)
{
    guide->step = verb;
    guide->visits++;
    guide->explains_selected = false;
    guide->news = GUIDE_NEWS_NONE;
    guide->retry_ms = DEADLINE_NEVER;
}

/* STARTTLS and AUTH are steps if the server offers them, and stay ones; once STARTTLS is done, the
 * greeting comes after it. */
static void find_steps(struct guide *guide)
{
    const struct client *client = &guide->client;

    guide->has_tls_step |= dialogue_can_secure(&client->dialogue);
    guide->has_auth_step |= client_can_log_in(client);
    guide->dialect = client->dialogue.dialect;
    guide->steps = steps_of(guide->dialect);
    if (guide->has_auth_step)
        steps_add(guide->dialect, &guide->steps, DIALECT_AUTH, true);
    if (guide->has_tls_step)
        steps_add(guide->dialect, &guide->steps, DIALECT_STARTTLS,
                  !guide_is_done(guide, DIALECT_STARTTLS));
}

static void follow(struct guide *guide, bool prefer_end)
{
    bool was_finished = guide->has_finished;
    enum dialect_event wanted;

    find_steps(guide);
    guide->has_finished = guide_is_finished(guide);
    wanted = guide_wanted(guide, prefer_end);
    if (wanted != guide->step || guide->has_finished != was_finished)
        guide_visit(guide, wanted);
}

/* --- what was sent, and refused --------------------------------------------------------------- */

void guide_note_sent(struct guide *guide)
{
    guide->has_sent = true;
    guide->sent_visits = guide->visits;
    guide->sent_refusals = guide->tally.refusals;
    guide->was_refused_for_now = false;
    guide->retry_ms = DEADLINE_NEVER;
}

/* A refused step is repeated if it is still open, else the one that is open now. */
static void note_refusal(struct guide *guide, const struct dialogue_reply *reply, struct span text)
{
    struct explanation explanation = explain_reply(reply, text);
    bool is_step =
        reply->event < DIALECT_VERBS && !dialogue_is_closed(&guide->client.dialogue) &&
        dialect_why_not(reply->dialect, reply->after, reply->event) == DIALECT_REASON_NONE;

    guide->was_refused_for_now = true;
    guide->refused = is_step ? reply->event : guide->step;
    guide->retry_s = explain_retry_s(&explanation);
}

/* --- following the conversation -------------------------------------------------------------- */

/* The reply to the last recipient is shown with the next step, and says nothing of the others. */
static void warn_of_refused(struct guide *guide)
{
    const struct envelope *envelope = &guide->client.envelope;
    size_t refused = 0;

    for (size_t i = 0; i < envelope->verdict_count; i++)
        refused += envelope->verdicts[i].code >= 400;
    if (refused == 0)
        return;
    snprintf(guide->status, sizeof guide->status,
             ngettext("%zu of %zu recipients was refused; Alt-p shows which.",
                      "%zu of %zu recipients were refused; Alt-p shows which.", refused),
             refused, envelope->verdict_count);
    guide->tone = GUIDE_TROUBLE;
}

/* Of a message that the server did not take although its code is one of success, a warning. */
static enum guide_tone tone_of_reply(const struct dialogue_line *line, struct span text)
{
    enum explain_verdict verdict = explain_reply(&line->reply, text).verdict;
    bool is_missed = verdict == EXPLAIN_NOT_AWAITED || verdict == EXPLAIN_LEAVING;

    return is_missed ? GUIDE_TROUBLE : guide_tone_of(line->code);
}

static void take_reply(struct guide *guide, const struct dialogue_line *line)
{
    const struct dialogue_reply *reply = &line->reply;
    bool is_delivery = dialogue_is_delivery(reply);
    /* What answers nothing has no verb, and neither has the step that connects. */
    bool is_to_step = reply->event == guide->step && reply->event < DIALECT_VERBS;
    /* One more recipient leaves the position as it was, and yet the step is done. */
    bool is_step_done = is_to_step && dialogue_is_success(reply);
    bool has_moved = is_step_done || reply->before.state != reply->after.state ||
                     reply->before.facts != reply->after.facts;
    bool is_plain =
        has_moved && dialogue_is_success(reply) && reply->doubts == 0 && !reply->is_late;
    char words[WORDS_MAX], joined[TRANSCRIPT_TEXT_MAX];
    struct span text = client_reply_text(&guide->client, joined);

    if (line->code >= 500 && is_to_step) {
        guide->refusals++;
        guide->refused_step = reply->event;
    }
    guide_note_done(guide, reply);
    guide_note_tls(guide, reply);
    guide_note_delivery(guide, reply);
    guide_say(guide, tone_of_reply(line, text), words_summary(reply, text, words, sizeof words));
    guide->has_moved |= has_moved;
    if (guide->has_moved && !reply->more_follow) {
        guide->has_moved = false;
        follow(guide, is_delivery);
        if (envelope_part_of(reply) == ENVELOPE_RECIPIENT)
            warn_of_refused(guide);
    }
    guide->news = is_plain ? GUIDE_NEWS_DONE : GUIDE_NEWS_REPLY;
    if (line->code / 100 == 4)
        note_refusal(guide, reply, text);
    if (guide->client.ways.offered != WAY_NONE) {
        guide->way_request = guide->has_sent ? 0 : line->request;
        snprintf(guide->status, sizeof guide->status, "%u: %s", line->code,
                 words_way_key(&guide->client.ways));
    }
    guide_keep(guide);
}

/* If the note says why there is no connection, the keys that lead on follow; that nobody listens is
 * said at length in the form. */
static void take_note(struct guide *guide, struct span text)
{
    const struct client *client = &guide->client;
    const char *key = words_way_key(&client->ways);
    bool has_ended = !client_can_say(client) && span_equal(text, span_of(client->problem));
    bool has_steps = guide->resumption.is_active || guide->resumption.awaits_login ||
                     resume_count(&client->resume) > 0;
    char security[WORDS_MAX];
    bool is_good =
        client->link.is_secure && client->link.report.flaws == 0 &&
        span_equal(text, span_of(words_security(&client->link, security, sizeof security)));

    if (has_ended && client->is_refused)
        text = span_of(_("Connection refused."));
    snprintf(guide->status, sizeof guide->status, "%s%s%.*s%s%s", key, key[0] != '\0' ? " " : "",
             (int)text.size, text.data, has_ended ? "  " : "",
             !has_ended  ? ""
             : has_steps ? _("F5 connects again, Alt-w also repeats the steps.")
                         : _("F5 connects again."));
    guide->tone = is_good ? GUIDE_GOOD : GUIDE_TROUBLE;
    guide_keep(guide);
}

static void watch(void *context, const struct dialogue_line *line)
{
    struct guide *guide = context;

    tally_follow(&guide->tally, line);
    switch (line->kind) {
    case DIALOGUE_COMMAND:
        guide_say_sent(guide);
        break;
    case DIALOGUE_TEXT:
        /* Of a message only the last line is answered. */
        if (span_equal(line->text, span_of(".")))
            guide_say_sent(guide);
        break;
    case DIALOGUE_REPLY_LAST:
        take_reply(guide, line);
        break;
    case DIALOGUE_NO_REPLY:
        guide->news = GUIDE_NEWS_REPLY;
        guide_say(guide, GUIDE_TROUBLE, words_reply_flaw(line->flaw));
        guide_keep(guide);
        break;
    case DIALOGUE_PARTIAL:
        guide->news = GUIDE_NEWS_REPLY;
        guide_say(guide, GUIDE_TROUBLE, words_stray(line));
        guide_keep(guide);
        break;
    case DIALOGUE_NOTE:
        if (!line->explains)
            take_note(guide, line->text);
        break;
    default:
        break;
    }
}

int guide_init(struct guide *guide, const struct options *options)
{
    struct dialogue_observer watcher = {.line = watch, .context = guide};

    *guide = (struct guide){.step = GUIDE_CONNECT, .follows = true, .retry_ms = DEADLINE_NEVER};
    guide->dialect = options->dialect != NULL ? options->dialect : dialect_all[0];
    guide->steps = steps_of(guide->dialect);
    resume_init(&guide->resumption.steps);
    if (client_init(&guide->client, options, watcher) != 0)
        return -1;
    guide->client.stays_open = guide->client.asks_trust = true;
    return 0;
}

int guide_release(struct guide *guide)
{
    resume_release(&guide->resumption.steps);
    return client_release(&guide->client);
}

void guide_stop_repeating(struct guide *guide)
{
    if (!guide->resumption.is_active && !guide->resumption.awaits_login)
        return;
    guide->resumption.is_active = guide->resumption.awaits_login = false;
    guide->done |= guide->resumption.done;
    resume_release(&guide->client.resume);
    guide->client.resume = guide->resumption.steps;
    resume_init(&guide->resumption.steps);
}

void guide_connect(struct guide *guide, int64_t now_ms)
{
    guide_stop_repeating(guide);
    client_connect(&guide->client, now_ms);
    guide->done = 0;
    guide->has_tls_step = guide->passes_tls = false;
    guide->has_auth_step = guide->passes_auth = false;
    guide->tally = (struct tally){0};
    guide->sent_visits = guide->visits;
    guide->sent_refusals = 0;
    guide->lasted_ms = 0;
    guide_say(guide, GUIDE_SAID, _("Connecting..."));
    guide_keep(guide);
    follow(guide, false);
}

void guide_disconnect(struct guide *guide)
{
    bool may_arrive = dialogue_may_have_delivered(&guide->client.dialogue);

    guide_stop_repeating(guide);
    client_disconnect(&guide->client);
    guide_say(guide, GUIDE_TROUBLE,
              may_arrive ? _("Closed; the message may arrive anyway.  F5 connects again.")
                         : _("Cancelled: the connection is closed.  F5 connects again."));
    guide_keep(guide);
    follow(guide, false);
}

void guide_step(struct guide *guide, short revents, int64_t now_ms)
{
    bool was_connected = client_is_connected(&guide->client);
    bool was_secure = guide->client.link.is_secure;

    if (guide->client.opened_ms >= 0 && !guide->has_finished)
        guide->lasted_ms = now_ms - guide->client.opened_ms;
    client_step(&guide->client, revents, now_ms);
    guide->has_sent = guide_awaits(guide);
    if (guide->client.link.is_secure != was_secure)
        find_steps(guide);
    if (was_connected && !client_is_connected(&guide->client)) {
        follow(guide, false);
        guide->refused = guide->step;
    }
}

void guide_turn(struct guide *guide, int offset)
{
    size_t count = guide->steps.count + 1;

    guide_visit(guide,
                guide_step_at(guide, (guide_number(guide) + count + (size_t)offset) % count));
}

const char *guide_name(const struct guide *guide, enum dialect_event verb, char *out, size_t size)
{
    if (verb != GUIDE_CONNECT)
        return words_verb(guide->dialect, dialogue_verb(&guide->client.dialogue, verb), out, size);
    snprintf(out, size, "CONNECT");
    return out;
}

size_t guide_selected(const struct guide *guide)
{
    const struct transcript *transcript = &guide->client.transcript;
    size_t last = transcript->count > 0 ? transcript->count - 1 : 0;

    if (guide->follows || guide->selected < transcript->lost ||
        guide->selected - transcript->lost > last)
        return last;
    return (size_t)(guide->selected - transcript->lost);
}

void guide_select(struct guide *guide, size_t number)
{
    const struct transcript *transcript = &guide->client.transcript;

    guide->selected = transcript->lost + number;
    guide->follows = number + 1 >= transcript->count;
    guide->explains_selected = !guide->follows;
}

static bool is_of_server(const struct dialogue_line *line)
{
    return line->kind == DIALOGUE_REPLY_LAST || line->kind == DIALOGUE_NO_REPLY ||
           line->kind == DIALOGUE_PARTIAL || line->kind == DIALOGUE_PADDING;
}

/* NULs after a line mean nothing, and leave it the newest. */
size_t guide_explained(const struct guide *guide)
{
    const struct transcript *transcript = &guide->client.transcript;
    size_t number = guide_selected(guide);

    if (transcript->count == 0 || (!guide->follows && guide->explains_selected))
        return number;
    number = transcript->count - 1;
    if (number > 0 && transcript_line(transcript, number)->kind == DIALOGUE_PADDING)
        number--;
    if (guide->news == GUIDE_NEWS_REPLY && is_of_server(transcript_line(transcript, number)))
        return number;
    return transcript->count;
}
