/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.c - see raw.h. */
#include <config.h>

#include "tui-client/panes/raw.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "common/utf8.h"
#include "tui-client/panes/guide_resume.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/screen.h"

#define LABEL "smtp> "

/* It may be a secret. */
static void forget(struct raw *raw)
{
    if (raw->text != NULL)
        explicit_bzero(raw->text, raw->size);
    free(raw->text);
}

static void keep(struct raw *raw, struct span text, size_t point)
{
    char *copy = malloc(text.size + 1);

    if (copy == NULL)
        return;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    forget(raw);
    raw->text = copy;
    raw->size = text.size;
    raw->point = point < text.size ? point : text.size;
}

static void save(struct raw *raw)
{
    struct prompt_view view = prompt_view();

    keep(raw, view.text, view.point);
}

void raw_load(struct raw *raw, struct span text)
{
    keep(raw, text, text.size);
    if (raw->has_prompt)
        prompt_load(text, text.size);
}

void raw_leave(struct raw *raw)
{
    raw->has_prompt = false;
}

/* Up and Ctrl-R find every command. */
static void enter(struct pane *pane)
{
    struct raw *raw = (struct raw *)pane;
    const struct history *history = &pane->guide->client.archive.history;

    if (raw->has_prompt)
        return;
    raw->has_prompt = true;
    prompt_forget();
    for (size_t i = 0; i < history->count; i++)
        if (history->entries[i].kind == HISTORY_COMMAND)
            prompt_remember(history->entries[i].text);
    prompt_load((struct span){raw->text, raw->size}, raw->point);
}

/* --- what Readline asks for --- */

/* Only commands are completed: in a search or a field of the form there are none. */
static char *complete(void *context, struct span line, size_t point, unsigned number, size_t *start)
{
    struct raw *raw = context;
    const struct client *client = &raw->pane.guide->client;

    if (!raw->has_prompt)
        return NULL;
    if (number == 0) {
        completion_release(&raw->completion);
        completion_of_line(&raw->completion, client->dialogue.dialect, client->dialogue.position,
                           &client->archive.history, (struct span){line.data, point});
    }
    *start = raw->completion.start;
    return number < raw->completion.count ? strdup(raw->completion.candidates[number]) : NULL;
}

static void show_candidates(void *context, char *const *candidates, size_t count)
{
    struct raw *raw = context;
    char text[WORDS_MAX] = "";

    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s", i > 0 ? "   " : "", candidates[i]);
    }
    guide_say_of_text(raw->pane.guide, GUIDE_SAID, text);
}

/* "$AUTH" is for the client, as in line mode. */
static int say_line(struct guide *guide, struct span line, int64_t now_ms)
{
    return client_means_login(&guide->client, line) ? client_say_login(&guide->client, line, now_ms)
                                                    : client_say(&guide->client, line, now_ms);
}

static void say(struct raw *raw, char *line)
{
    struct guide *guide = raw->pane.guide;
    struct span text = span_of(line);
    struct span memorable = client_memorable(&guide->client, text);

    if (guide_refuses_meanwhile(guide)) {
        prompt_load(text, text.size);
        return;
    }
    guide->follows = true;
    if (say_line(guide, text, monotonic_ms()) == 0) {
        line[memorable.size] = '\0';
        prompt_remember(line);
        return;
    }
    guide_say(guide, GUIDE_BAD,
              errno == ENOTCONN ? _("Not connected: F5 connects; the line is kept.")
                                : words_unsent(errno));
    prompt_load(text, text.size);
}

/* Without a connection an empty line connects. */
static void send_line(struct raw *raw, struct span line)
{
    struct guide *guide = raw->pane.guide;
    char *copy = strndup(line.data, line.size);

    if (line.size == 0 && !client_can_say(&guide->client))
        guide_connect(guide, monotonic_ms());
    else if (copy != NULL)
        say(raw, copy);
    if (copy != NULL)
        explicit_bzero(copy, line.size);
    free(copy);
}

/* Called for Enter and any other key that submits a line in Readline or inputrc.  A line of another
 * pane is only put back: its own keys decide when it is sent. */
static void submit(void *context, struct span line)
{
    struct raw *raw = context;

    if (raw->has_prompt)
        send_line(raw, line);
    else
        prompt_load(line, line.size);
}

static void end(void *context)
{
    struct raw *raw = context;

    guide_say(raw->pane.guide, GUIDE_SAID, _("F10 quits."));
}

/* --- what the screen asks for --- */

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("Raw line");
}

/* Appends TEXT to OUT with a star for each character but blanks; returns the bytes of the first
 * POINT of its own. */
static size_t put_stars(struct span text, size_t point, struct buffer *out)
{
    size_t before = 0;

    for (size_t i = 0; i < text.size; i++) {
        bool is_continuation = utf8_is_continuation(text.data[i]);
        before += i < point && !is_continuation;
        if (!is_continuation)
            (void)buffer_append(out, span_is_blank(text.data[i]) ? " " : "*", 1);
    }
    return before;
}

/* Makes of VIEW, in OUT, what may be seen. */
static struct prompt_view hide_secret(const struct raw *raw, struct prompt_view view,
                                      struct buffer *out)
{
    struct span shown = client_showable(&raw->pane.guide->client, view.text);
    size_t point = view.point > shown.size ? view.point - shown.size : 0;

    if (shown.size == view.text.size)
        return view;
    (void)buffer_append(out, shown.data, shown.size);
    point = put_stars(span_skip(view.text, shown.size), point, out);
    view.point = view.point > shown.size ? shown.size + point : view.point;
    view.text = buffer_span(out);
    return view;
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct raw *raw = (struct raw *)pane;
    struct prompt_view view = {.label = "", .text = {raw->text, raw->size}, .point = raw->point};
    struct buffer shown;
    int used;

    if (raw->has_prompt && has_focus)
        view = prompt_view();
    buffer_init(&shown, view.text.size);
    view = hide_secret(raw, view, &shown);
    used = screen_text(box.row, box.column, box.width, has_focus ? STYLE_STRONG : STYLE_NORMAL,
                       span_of(view.label[0] != '\0' ? view.label : LABEL));
    used = widgets_line(box.row, box.column + used, box.width - used, STYLE_NORMAL, view.text,
                        view.point);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, used};
    buffer_release(&shown);
}

/* The line is restored, and so is its copy. */
static bool cancel_search(struct raw *raw)
{
    bool was_searching = prompt_cancel();

    if (was_searching)
        save(raw);
    return was_searching;
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct raw *raw = (struct raw *)pane;

    if (action == KEYS_BACK)
        return cancel_search(raw);
    /* F5 sends the line as Enter does; without a connection it connects. */
    if (action != KEYS_SEND)
        return false;
    if (client_can_say(&pane->guide->client))
        prompt_feed("\r", 1);
    else
        guide_connect(pane->guide, now_ms);
    save(raw);
    return true;
}

static void input(struct pane *pane, const struct input *input)
{
    struct raw *raw = (struct raw *)pane;
    struct span text;

    if (input->kind == INPUT_PASTE)
        prompt_paste(input->text);
    else
        prompt_feed(input->bytes, input->byte_count);
    save(raw);
    text = (struct span){raw->text, raw->size};
    if (client_showable(&pane->guide->client, text).size < text.size)
        program_forbid_core();
}

int raw_init(struct raw *raw, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("Type any command and press Enter: it is sent unchanged.  Tab completes "
                   "commands and addresses; Up and Ctrl-R find earlier ones.  In a message, each "
                   "line is sent as text, and a line with only a dot ends it.  \"$AUTH MECHANISM "
                   "USER\" logs in; without them the best mechanism and the user of --auth-user "
                   "are taken.  In a line with AUTH, what follows the mechanism is a secret, and "
                   "shows as stars."),
        .keys = {.scope = KEYS_EVERYWHERE, .is_text = true, .is_line = true},
        .enter = enter,
        .draw = draw,
        .act = act,
        .input = input,
    };

    *raw = (struct raw){.pane = {.operations = &operations, .guide = guide}};
    raw->hooks = (struct prompt_hooks){.complete = complete,
                                       .show_candidates = show_candidates,
                                       .submit = submit,
                                       .end = end,
                                       .context = raw};
    return prompt_start(PROMPT_SCREEN, &raw->hooks, LABEL);
}

void raw_release(struct raw *raw)
{
    prompt_stop();
    completion_release(&raw->completion);
    forget(raw);
}
