/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_silence.c - the texts of words.h about replies that do not come, or not whole.
 *
 * Why a server is silent cannot be read, so only possible causes are named, by the stage.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* --- what arrived ---------------------------------------------------------------------------- */

static bool has_cr(const struct dialogue_line *line)
{
    return line->text.size > 0 && memchr(line->text.data, '\r', line->text.size) != NULL;
}

const char *words_stray(const struct dialogue_line *line)
{
    static const char *const texts[2][2] = {
        {N_("These bytes have no line end.  A reply ends in CRLF, and the client is still waiting "
            "for it."),
         N_("A CR without LF does not end a line.  A reply ends in CRLF, and the client is still "
            "waiting for it.")},
        {N_("These bytes had no line end.  A reply ends in CRLF, so this was none."),
         N_("A CR without LF does not end a line.  A reply ends in CRLF, so this was none.")},
    };

    if (line->kind == DIALOGUE_PADDING)
        return _("NUL bytes, which are skipped: the server may be sending its whole buffer instead "
                 "of the text in it.");
    return _(texts[line->is_cut][has_cr(line)]);
}

const char *words_stray_mark(const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_PADDING)
        return _("its whole buffer?");
    return has_cr(line) ? _("CR without LF") : _("no line end");
}

const char *words_flaw_remedy(enum reply_flaw flaw)
{
    static const char *const texts[] = {
        [REPLY_FLAW_NONE] = "",
        [REPLY_FLAW_NO_CODE] =
            N_("The server must begin each line of a reply with its three digits, and put nothing "
               "before them."),
        [REPLY_FLAW_SEPARATOR] = N_("The server must put a space after the code, or a hyphen if "
                                    "another line of the reply follows."),
        [REPLY_FLAW_CODE_CHANGED] =
            N_("The server must begin all lines of a reply with the same code, and put a space "
               "after the code of the last one."),
        [REPLY_FLAW_LONG_LINE] = N_("The server must end each line in CRLF, within 512 bytes."),
        [REPLY_FLAW_MANY_LINES] =
            N_("The server must put a space, not a hyphen, after the code of the last line."),
    };

    static_assert(COUNT(texts) == REPLY_FLAW_MANY_LINES + 1, "a text per flaw");
    return flaw == REPLY_FLAW_NONE ? "" : _(texts[flaw]);
}

/* --- what did not arrive --------------------------------------------------------------------- */

enum stage { STAGE_GREETING, STAGE_COMMAND, STAGE_MESSAGE, STAGE_REPLY, STAGE_UNKNOWN };

static enum stage stage_of(const struct words_wait *wait)
{
    if (wait->is_within_reply)
        return STAGE_REPLY;
    switch (wait->event) {
    case DIALECT_CONNECT:
        return STAGE_GREETING;
    case DIALECT_END_OF_DATA:
        return STAGE_MESSAGE;
    case DIALECT_EVENTS:
        return STAGE_UNKNOWN;
    default:
        return STAGE_COMMAND;
    }
}

/* What may be the matter, and what to try. */
static const char *const advice[] = {
    [STAGE_GREETING] = N_("The server did not greet: the port may expect TLS first (as 465 does) "
                          "or not be SMTP at all, or the server may wait for a command, so type "
                          "one."),
    [STAGE_COMMAND] = N_("The server may not know this command, or may be waiting for a line end "
                         "of another kind: check the line and the server's log."),
    [STAGE_MESSAGE] = N_("The server may want the final dot, or each line, in a write of its own "
                         "(--pace), or may still be storing the message, which may then arrive "
                         "anyway."),
    [STAGE_REPLY] = N_("Only a part of a reply has arrived: the server may have left out the CRLF "
                       "at its end, or its last line."),
    [STAGE_UNKNOWN] = "",
};

static_assert(COUNT(advice) == STAGE_UNKNOWN + 1, "a text per stage");

const char *words_unanswered(const struct dialect *dialect, enum dialect_event event, char *out,
                             size_t size)
{
    char verb[64];

    out[0] = '\0';
    if (event < DIALECT_VERBS)
        snprintf(out, size, _("It did not answer %s."),
                 words_verb(dialect, event, verb, sizeof verb));
    else if (event == DIALECT_END_OF_DATA)
        snprintf(out, size, "%s", _("It did not say whether it accepted the message."));
    else if (event == DIALECT_CONNECT)
        snprintf(out, size, "%s", _("It did not greet."));
    return out;
}

static void append_silence(char *out, size_t size, const struct words_wait *wait)
{
    if (wait->stays_open)
        words_append(out, size,
                     ngettext("No complete reply within %u second; the connection is still open.",
                              "No complete reply within %u seconds; the connection is still open.",
                              wait->seconds),
                     wait->seconds);
    else
        words_append(out, size,
                     ngettext("No complete reply within %u second, so the connection was closed.",
                              "No complete reply within %u seconds, so the connection was closed.",
                              wait->seconds),
                     wait->seconds);
}

/* What is wrong with a line that is no reply says more than the stage does. */
const char *words_no_reply(const struct words_wait *wait, char *out, size_t size)
{
    const char *const sentences[] = {
        words_reply_flaw(wait->flaw),
        words_flaw_remedy(wait->flaw),
    };
    const char *stage = advice[stage_of(wait)];

    out[0] = '\0';
    append_silence(out, size, wait);
    for (size_t i = 0; wait->flaw != REPLY_FLAW_NONE && i < COUNT(sentences); i++)
        words_append(out, size, " %s", sentences[i]);
    if (wait->flaw == REPLY_FLAW_NONE && wait->stays_open && stage_of(wait) == STAGE_COMMAND)
        words_append(
            out, size, " %s",
            _("The server may be slow: the reply is still taken if it comes before another "
              "line is sent."));
    if (wait->flaw == REPLY_FLAW_NONE && stage[0] != '\0')
        words_append(out, size, " %s", _(stage));
    if (wait->stays_open)
        words_append(out, size, " %s", _("Send another line, or close it with Ctrl-C."));
    return out;
}
