/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation_mark.c - who speaks in a line of the conversation, and how it went. */
#include <config.h>

#include "tui-client/panes/conversation_internal.h"
#include "tui-client/panes/widgets.h"

const char *conversation_mark(const struct transcript *transcript, size_t number)
{
    static const char *const marks[] = {
        [DIALOGUE_COMMAND] = "C",    [DIALOGUE_TEXT] = "C",     [DIALOGUE_REPLY] = "S",
        [DIALOGUE_REPLY_LAST] = "S", [DIALOGUE_NO_REPLY] = "?", [DIALOGUE_PARTIAL] = "?",
        [DIALOGUE_PADDING] = "?",    [DIALOGUE_NOTE] = "-",
    };
    const struct dialogue_line *line = transcript_line(transcript, number);

    if (number > 0 && dialogue_line_continues(transcript_line(transcript, number - 1), line))
        return "|";
    return marks[line->kind];
}

enum style conversation_style(const struct dialogue_line *line)
{
    switch (line->kind) {
    case DIALOGUE_REPLY:
    case DIALOGUE_REPLY_LAST:
        return widgets_style(guide_tone_of(line->code));
    case DIALOGUE_NO_REPLY:
    case DIALOGUE_PARTIAL:
    case DIALOGUE_PADDING:
    case DIALOGUE_NOTE:
        return STYLE_TROUBLE;
    default:
        return STYLE_NORMAL;
    }
}
