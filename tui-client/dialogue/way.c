/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* way.c - see way.h. */
#include <config.h>

#include "tui-client/dialogue/way.h"

#include "common/count.h"

/* Codes with which small servers refuse an address whose form they do not know. */
static const unsigned form_codes[] = {500, 501, 550};

static bool is_about_form(unsigned code)
{
    for (size_t i = 0; i < COUNT(form_codes); i++)
        if (form_codes[i] == code)
            return true;
    return false;
}

static bool is_small(const struct dialogue *dialogue)
{
    return !dialogue->is_ours && dialogue->offered.list[0] == '\0';
}

/* Styles in the order in which they are offered.  A server that takes any text for an address also
 * takes brackets after a blank, and then knows no mailbox of that name. */
static const struct {
    enum way way;
    enum command_style style;
} styles[] = {
    {WAY_BRACKETS, COMMAND_BRACKETS},
    {WAY_BARE, COMMAND_BARE},
    {WAY_BLANK, COMMAND_BLANK},
};

/* The first style that was not refused yet. */
static enum way next_style(const struct ways *ways)
{
    for (size_t i = 0; i < COUNT(styles); i++)
        if ((ways->tried_styles & 1U << styles[i].style) == 0)
            return styles[i].way;
    return WAY_NONE;
}

static void offer(struct ways *ways, enum way way, enum dialect_event event, bool has_closed)
{
    ways->offered = way;
    ways->event = event;
    ways->needs_connection = has_closed;
}

/* An address in STYLE was not taken, which need not be the style that is set: a line may be typed.
 */
static void offer_style(struct ways *ways, enum command_style style, enum dialect_event event,
                        bool has_closed)
{
    ways->tried_styles |= 1U << style;
    offer(ways, next_style(ways), event, has_closed);
}

void ways_forget(struct ways *ways)
{
    ways->offered = WAY_NONE;
}

void ways_disconnect(struct ways *ways)
{
    ways->needs_connection = true;
    if (ways->offered == WAY_DOT || ways->offered == WAY_MESSAGE)
        ways_forget(ways);
}

/* --- what the server did ---------------------------------------------------------------------- */

static bool wants_message(const struct dialogue *dialogue, const struct dialogue_reply *reply)
{
    return dialect_introduces(reply->dialect, reply->event) == DIALECT_INTRODUCES_MESSAGE &&
           reply->code < 300 && !dialogue_is_in_message(dialogue) && !dialogue_is_closed(dialogue);
}

void ways_take_reply(struct ways *ways, const struct dialogue *dialogue,
                     const struct dialogue_reply *reply)
{
    ways_forget(ways);
    if (reply->event == DIALECT_END_OF_DATA)
        ways->tried_dot = false;
    if (!is_small(dialogue))
        return;
    if (wants_message(dialogue, reply))
        offer(ways, WAY_MESSAGE, reply->event, false);
    if (!dialect_names_address(dialogue->dialect, reply->event))
        return;
    if (reply->code < 300)
        ways->tried_styles = 0;
    if (is_about_form(reply->code))
        offer_style(ways, reply->was_bare ? COMMAND_BARE : dialogue->style, reply->event,
                    dialogue_is_closed(dialogue));
}

static bool has_simpler_greeting(const struct dialogue *dialogue, enum dialect_event event)
{
    return dialect_introduces(dialogue->dialect, event) == DIALECT_INTRODUCES_CLIENT &&
           dialogue_simpler_greeting(dialogue->dialect, event) != event;
}

/* Without the rest of a message its connection is of no use, not for a dot either. */
void ways_take_silence(struct ways *ways, const struct dialogue *dialogue, enum dialect_event event)
{
    bool is_cut = dialogue_is_sending(dialogue);

    ways_forget(ways);
    if (!is_small(dialogue))
        return;
    if (event == DIALECT_END_OF_DATA)
        offer(ways, ways->tried_dot || is_cut ? WAY_LINES : WAY_DOT, event, is_cut);
    else if (has_simpler_greeting(dialogue, event))
        offer(ways, WAY_HELO, event, false);
}

void ways_take_close(struct ways *ways, const struct dialogue *dialogue,
                     const struct request *request)
{
    ways_forget(ways);
    if (request == NULL || !is_small(dialogue))
        return;
    if (dialect_names_address(dialogue->dialect, request->event))
        offer_style(ways, dialogue_is_bare(dialogue, request) ? COMMAND_BARE : dialogue->style,
                    request->event, true);
    else if (has_simpler_greeting(dialogue, request->event))
        offer(ways, WAY_HELO, request->event, true);
}

/* --- taking one ------------------------------------------------------------------------------- */

static void set_style(struct ways *ways, struct dialogue *dialogue, enum way way)
{
    if (dialogue->style != ways->style)
        ways->own_style = dialogue->style;
    for (size_t i = 0; i < COUNT(styles); i++)
        if (styles[i].way == way)
            ways->style = dialogue->style = styles[i].style;
}

static void set_pace(struct ways *ways, struct dialogue *dialogue, enum pace_kind kind)
{
    if (!pace_equal(&dialogue->pace, &ways->pace))
        ways->own_pace = dialogue->pace;
    ways->pace = dialogue->pace = pace_of(kind);
}

enum way_action ways_go(struct ways *ways, struct dialogue *dialogue)
{
    enum way way = ways->offered;

    ways_forget(ways);
    switch (way) {
    case WAY_BRACKETS:
    case WAY_BLANK:
    case WAY_BARE:
        set_style(ways, dialogue, way);
        return ways->needs_connection ? WAY_CONNECTION : WAY_STEP;
    case WAY_DOT:
        ways->tried_dot = true;
        set_pace(ways, dialogue, PACE_DOT);
        return WAY_END;
    case WAY_LINES:
        ways->tried_dot = false;
        set_pace(ways, dialogue, PACE_LINE);
        return WAY_CONNECTION;
    case WAY_HELO:
        dialogue->greets_simply = true;
        return WAY_CONNECTION;
    case WAY_MESSAGE:
        dialogue_expect_message(dialogue);
        return WAY_STEP;
    case WAY_NONE:
    case WAYS:
        break;
    }
    return WAY_NOTHING;
}

void ways_leave(struct ways *ways, struct dialogue *dialogue)
{
    if (dialogue->style == ways->style)
        dialogue->style = ways->own_style;
    if (pace_equal(&dialogue->pace, &ways->pace))
        dialogue->pace = ways->own_pace;
    dialogue->greets_simply = false;
    *ways = (struct ways){.offered = WAY_NONE};
}
