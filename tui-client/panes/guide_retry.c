/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide_retry.c - what was refused is sent again: later, or in another way; see guide.h. */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <errno.h>

#include "common/i18n.h"

bool guide_is_retrying(const struct guide *guide)
{
    return guide->retry_ms != DEADLINE_NEVER;
}

void guide_stop_retrying(struct guide *guide)
{
    guide->retry_ms = DEADLINE_NEVER;
    guide_say(guide, GUIDE_SAID, _("The step is not repeated."));
}

/* Whether the way that is offered for EVENT is one for a line that was typed. */
static bool is_for_typed_line(const struct guide *guide, enum dialect_event event)
{
    return guide->way_request != 0 && dialect_names_address(guide->client.dialogue.dialect, event);
}

/* Sends that line once more, its address in another style. */
static void say_again(struct guide *guide, enum dialect_event event, int64_t now_ms)
{
    struct client *client = &guide->client;
    const struct dialogue_line *line = NULL;

    for (size_t i = client->transcript.count; i > 0 && line == NULL; i--) {
        const struct dialogue_line *said = transcript_line(&client->transcript, i - 1);
        if (said->kind == DIALOGUE_COMMAND && said->request == guide->way_request)
            line = said;
    }
    guide->follows = true;
    if (line == NULL)
        guide_say(guide, GUIDE_BAD, _("Not sent: the line is no longer kept."));
    else if (client_say_step(client, event, line->command.argument, now_ms) != 0)
        guide_say(guide, GUIDE_BAD, words_unsent(errno));
    else
        guide_say_sent(guide);
}

/* Takes the way that is offered; returns true if the step must be sent. */
static bool go_another_way(struct guide *guide, int64_t now_ms)
{
    struct client *client = &guide->client;
    enum dialect_event event = client->ways.event;

    switch (ways_go(&client->ways, &client->dialogue)) {
    case WAY_STEP:
        envelope_forget_refused(&client->envelope);
        if (guide->step != event)
            guide_visit(guide, event);
        if (!is_for_typed_line(guide, event))
            return true;
        say_again(guide, event, now_ms);
        return false;
    case WAY_END:
        guide->follows = true;
        if (client_say(client, span_of("."), now_ms) != 0)
            guide_say(guide, GUIDE_BAD, words_unsent(errno));
        return false;
    case WAY_CONNECTION:
        guide_connect(guide, now_ms);
        return false;
    case WAY_NOTHING:
        break;
    }
    return false;
}

bool guide_retry(struct guide *guide, int64_t now_ms)
{
    bool was_waiting = guide_is_retrying(guide);

    if (guide->client.ways.offered != WAY_NONE)
        return go_another_way(guide, now_ms);
    if (!guide->was_refused_for_now) {
        guide_say(guide, GUIDE_SAID, _("Nothing was refused for now; F5 sends the step."));
        return false;
    }
    if (guide->step != guide->refused)
        guide_visit(guide, guide->refused);
    guide->retry_ms = was_waiting ? DEADLINE_NEVER : now_ms + 1000LL * guide->retry_s;
    return was_waiting;
}
