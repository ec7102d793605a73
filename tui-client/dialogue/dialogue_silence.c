/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_silence.c - what has arrived when the server falls silent, and what is given up then.
 *
 * A line counts only when its end has come.  Until then its bytes are shown for what they are, so
 * that a server that sends no line end is not taken for one that sends nothing.
 */
#include <config.h>

#include "tui-client/dialogue/dialogue_internal.h"

/* How long the server must be silent before a part of a line is shown.  Each time it is shown
 * doubles that, so that a server that drips does not fill the conversation. */
#define PAUSE_MS     1000
#define PAUSE_MAX_MS (3600LL * PAUSE_MS)

/* Bytes of a line that has not ended; of one that is too long none are kept. */
static size_t pending(const struct dialogue *dialogue)
{
    return dialogue->parser.framer.discarding ? 0 : buffer_size(&dialogue->in);
}

void dialogue_begin_line(struct dialogue *dialogue)
{
    dialogue->partial = (struct partial){.due_ms = DEADLINE_NEVER, .pause_ms = PAUSE_MS};
}

void dialogue_note_heard(struct dialogue *dialogue, int64_t now_ms)
{
    struct partial *partial = &dialogue->partial;

    /* NULs may come without a pause. */
    if (pending(dialogue) > partial->shown ||
        (dialogue->parser.padding > 0 && partial->due_ms == DEADLINE_NEVER))
        partial->due_ms = now_ms + partial->pause_ms;
}

int64_t dialogue_partial_ms(const struct dialogue *dialogue)
{
    return dialogue->partial.due_ms;
}

void dialogue_show_padding(struct dialogue *dialogue)
{
    static const char nuls[DIALOGUE_PADDING_MAX];
    size_t count = dialogue->parser.padding;

    dialogue->parser.padding = 0;
    if (count == 0)
        return;
    dialogue_show(dialogue,
                  (struct dialogue_line){.kind = DIALOGUE_PADDING,
                                         .text = {nuls, count < sizeof nuls ? count : sizeof nuls},
                                         .elapsed_ms = -1});
}

static void show_new(struct dialogue *dialogue, bool is_cut)
{
    const struct request *first = requests_first(&dialogue->requests);
    struct partial *partial = &dialogue->partial;
    size_t size = pending(dialogue);

    dialogue_show_padding(dialogue);
    partial->due_ms = DEADLINE_NEVER;
    if (size <= partial->shown)
        return;
    partial->shown = size;
    dialogue_show(dialogue, (struct dialogue_line){.kind = DIALOGUE_PARTIAL,
                                                   .text = buffer_span(&dialogue->in),
                                                   .request = first != NULL ? first->number : 0,
                                                   .is_cut = is_cut,
                                                   .elapsed_ms = -1});
}

void dialogue_show_partial(struct dialogue *dialogue, int64_t now_ms)
{
    if (now_ms < dialogue->partial.due_ms)
        return;
    if (dialogue->partial.pause_ms < PAUSE_MAX_MS)
        dialogue->partial.pause_ms *= 2;
    show_new(dialogue, false);
}

void dialogue_show_rest(struct dialogue *dialogue)
{
    show_new(dialogue, true);
}

/* The next reply must not be taken for the rest of the one that is given up.  A line that is too
 * long may go on, and was reported. */
static void drop_line(struct dialogue *dialogue)
{
    dialogue_show_rest(dialogue);
    dialogue->reported_long_line &= dialogue->parser.framer.discarding;
    buffer_release(&dialogue->in);
    reply_parser_init(&dialogue->parser);
    dialogue_begin_line(dialogue);
    dialogue->so_far.lines = 0;
    buffer_release(&dialogue->so_far.greeting);
}

bool dialogue_may_have_delivered(const struct dialogue *dialogue)
{
    const struct request *last = requests_last(&dialogue->requests);
    bool awaits_end = last != NULL && last->event == DIALECT_END_OF_DATA;

    return !dialogue_is_closed(dialogue) && buffer_size(&dialogue->out) == 0 &&
           !dialogue_is_sending(dialogue) && (awaits_end || dialogue->is_end_uncertain);
}

void dialogue_give_up(struct dialogue *dialogue, struct span note)
{
    const struct request *first = requests_first(&dialogue->requests);
    bool awaits_end = first != NULL && first->event == DIALECT_END_OF_DATA;

    drop_line(dialogue);
    dialogue->is_end_uncertain |= awaits_end || dialogue_is_sending(dialogue);
    requests_clear(&dialogue->given_up);
    requests_move(&dialogue->given_up, &dialogue->requests);
    buffer_release(&dialogue->message);
    buffer_release(&dialogue->queue);
    dialogue->is_authenticating = false;
    dialogue_show(dialogue,
                  (struct dialogue_line){
                      .kind = DIALOGUE_NOTE, .text = note, .gives_up = true, .elapsed_ms = -1});
}
