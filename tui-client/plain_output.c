/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_output.c - what line mode prints; see plain_internal.h. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/client/words.h"
#include "tui-client/plain_internal.h"

static void print_line(struct plain *plain, const char *mark, struct span text, int64_t elapsed_ms)
{
    if (plain->at_terminal)
        prompt_hide();
    fputs(mark, stdout);
    program_print_visible(text, stdout);
    if (elapsed_ms >= 0)
        printf(_("  (%lld ms)"), (long long)elapsed_ms);
    putchar('\n');
    if (plain->at_terminal)
        prompt_show();
    program_flush_output();
}

void plain_remark(struct plain *plain, const char *text)
{
    print_line(plain, "-- ", span_of(text), -1);
}

/* Another way to say what was not taken. */
static void remark_way(struct plain *plain)
{
    char text[WORDS_MAX];

    if (words_way(&plain->client.ways, false, text, sizeof text)[0] != '\0')
        plain_remark(plain, text);
}

static void remember(struct span command)
{
    char *copy = strndup(command.data, command.size);

    if (copy != NULL)
        prompt_remember(copy);
    free(copy);
}

void plain_watch(void *context, const struct dialogue_line *line)
{
    struct plain *plain = context;
    char words[WORDS_MAX], text[TRANSCRIPT_TEXT_MAX];

    switch (line->kind) {
    case DIALOGUE_COMMAND:
    case DIALOGUE_TEXT:
        if (!plain->at_terminal || plain->client.login.exchange != NULL)
            print_line(plain, "C: ", line->text, -1);
        else if (line->kind == DIALOGUE_COMMAND)
            remember(plain->client.memorable);
        break;
    case DIALOGUE_REPLY:
        print_line(plain, "S: ", line->text, -1);
        break;
    case DIALOGUE_REPLY_LAST:
        /* What comes after a goodbye does not undo it. */
        if (line->reply.before.state != DIALECT_STATE_CLOSED)
            plain->answered = line->reply.event;
        print_line(plain, "S: ", line->text, line->elapsed_ms);
        plain_remark(plain,
                     words_explain_line(&line->reply, client_reply_text(&plain->client, text),
                                        words, sizeof words));
        remark_way(plain);
        break;
    case DIALOGUE_NO_REPLY:
        print_line(plain, "S: ", line->text, line->elapsed_ms);
        plain_remark(plain, words_reply_flaw(line->flaw));
        plain_remark(plain, words_flaw_remedy(line->flaw));
        break;
    case DIALOGUE_PARTIAL:
    case DIALOGUE_PADDING:
        print_line(plain, "S? ", line->text, -1);
        plain_remark(plain, words_stray(line));
        break;
    case DIALOGUE_NOTE:
        print_line(plain, "-- ", line->text, -1);
        remark_way(plain);
        break;
    }
}

void plain_show_label(struct plain *plain)
{
    const struct dialogue *dialogue = &plain->client.dialogue;
    char open[WORDS_MAX], label[WORDS_MAX + 32];

    if (!plain->at_terminal)
        return;
    if (client_is_doubted(&plain->client))
        snprintf(open, sizeof open, "%s", _("yes goes on with this connection, no closes it"));
    else if (!client_is_connected(&plain->client))
        snprintf(open, sizeof open, "%s", _("Enter connects again, Ctrl-D quits"));
    else
        words_open(dialogue->dialect, dialogue->position, open, sizeof open);
    snprintf(label, sizeof label, "[%s%s%s] > ", dialogue_can_secure(dialogue) ? "STARTTLS, " : "",
             client_can_log_in(&plain->client) ? "$AUTH, " : "", open);
    prompt_label(label);
}
