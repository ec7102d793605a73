/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_ladder.c - the words of the ladder; see ladder_row.h.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/client/words.h"

static const char *verdict_text(enum ladder_verdict verdict)
{
    static const char *const words[] = {
        [LADDER_NONE] = NULL,
        [LADDER_READY] = N_("ready"),
        [LADDER_ACCEPTED] = N_("accepted"),
        [LADDER_DOUBTFUL] = N_("accepted?"),
        [LADDER_GO_ON] = N_("go on"),
        [LADDER_DELIVERED] = N_("DELIVERED"),
        [LADDER_MAYBE_DELIVERED] = N_("delivered?"),
        [LADDER_LATER] = N_("later"),
        [LADDER_REFUSED] = N_("refused"),
        [LADDER_CLOSED] = N_("closed"),
        [LADDER_UNASKED] = N_("unasked"),
        [LADDER_LATE] = N_("late"),
        [LADDER_PART] = N_("goes on"),
        [LADDER_NO_REPLY] = N_("no reply"),
        [LADDER_WAITING] = N_("waiting"),
    };

    static_assert(COUNT(words) == LADDER_VERDICTS, "a word per verdict");
    return words[verdict] != NULL ? _(words[verdict]) : "";
}

static const char *size_text(const struct ladder_rung *rung, char *out)
{
    char bytes[LADDER_LABEL_MAX / 4], lines[LADDER_LABEL_MAX / 4];

    snprintf(bytes, sizeof bytes, ngettext("%zu byte", "%zu bytes", rung->bytes), rung->bytes);
    snprintf(lines, sizeof lines, ngettext("%zu line", "%zu lines", rung->lines), rung->lines);
    snprintf(out, LADDER_LABEL_MAX, "%s, %s", bytes, lines);
    return out;
}

static const char *end_text(enum connection_end end)
{
    static const char *const texts[] = {
        [CONNECTION_OPEN] = "",
        [CONNECTION_CLOSED_BY_SERVER] = N_("closed by the server"),
        [CONNECTION_CLOSED_BY_CLIENT] = N_("closed by you"),
        [CONNECTION_LOST] = N_("connection lost"),
    };

    static_assert(COUNT(texts) == CONNECTION_LOST + 1, "a text per end");
    return end != CONNECTION_OPEN ? _(texts[end]) : "";
}

static const char *rung_text(const struct ladder_rung *rung, char *out)
{
    char size_of_message[LADDER_LABEL_MAX];
    size_t size = 0;

    switch (rung->kind) {
    case LADDER_OPENED:
        snprintf(out, LADDER_LABEL_MAX, "%s", _("connected"));
        return out;
    case LADDER_ENDED:
        snprintf(out, LADDER_LABEL_MAX, "%s", end_text(rung->end));
        return out;
    case LADDER_MESSAGE:
        snprintf(out, LADDER_LABEL_MAX,
                 rung->is_part ? _("part of a message, %s") : _("message %s"),
                 size_text(rung, size_of_message));
        return out;
    default:
        break;
    }
    if (rung->text.size > 0)
        size = text_abbreviate(TEXT_VISIBLE, rung->text, out, LADDER_TEXT_MAX);
    snprintf(out + size, LADDER_LABEL_MAX, "%s%s", rung->has_secret && size > 0 ? " " : "",
             rung->has_secret ? "[secret]" : "");
    return out;
}

static const char *lines_text(const struct ladder_rung *rung, char *out)
{
    out[0] = '\0';
    if (rung->kind == LADDER_REPLY && rung->lines > 1)
        snprintf(out, LADDER_LABEL_MAX, ngettext("(%zu line)", "(%zu lines)", rung->lines),
                 rung->lines);
    return out;
}

static const char *time_text(const struct ladder_rung *rung, char *out)
{
    out[0] = '\0';
    if (rung->kind == LADDER_WAIT)
        snprintf(out, LADDER_LABEL_MAX, _("%lld s"), (long long)rung->elapsed_ms / 1000);
    else if (rung->elapsed_ms >= 0)
        snprintf(out, LADDER_LABEL_MAX, _("%lld ms"), (long long)rung->elapsed_ms);
    return out;
}

const struct ladder_words *words_ladder(void)
{
    static struct ladder_words words = {.verdict = verdict_text,
                                        .text = rung_text,
                                        .size = size_text,
                                        .lines = lines_text,
                                        .time = time_text};

    words.client = _("You");
    words.server = _("Server");
    return &words;
}
