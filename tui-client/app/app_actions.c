/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app_actions.c - actions and errands that concern more than one pane: focus, overlays, quitting.
 *
 * An action goes to the focused pane first, then to the tables below.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/app/app_internal.h"
#include "tui-client/terminal/screen.h"

/* --- focus ------------------------------------------------------------------------------------ */

struct pane *app_focused(struct app *app)
{
    if (ask_is_open(&app->ask))
        return &app->ask.pane;
    return app->overlay != NULL ? app->overlay : app->panes[app->focus];
}

void app_enter(struct app *app)
{
    struct pane *pane = app_focused(app);

    if (pane != &app->raw.pane)
        raw_leave(&app->raw);
    if (pane != &app->form.pane)
        form_leave(&app->form);
    app->visits = app->guide.visits;
    if (pane->operations->enter != NULL)
        pane->operations->enter(pane);
}

void app_set_focus(struct app *app, size_t number)
{
    ask_close(&app->ask);
    app->overlay = NULL;
    app->focus = number;
    app_enter(app);
}

static void open_overlay(struct app *app, struct pane *overlay)
{
    ask_close(&app->ask);
    app->overlay = overlay;
    app_enter(app);
}

/* --- actions ---------------------------------------------------------------------------------- */

static void help(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    help_about(&app->help, app_focused(app));
    open_overlay(app, &app->help.pane);
}

static void commands(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    palette_about(&app->palette, pane_keys(app_focused(app)).scope);
    open_overlay(app, &app->palette.pane);
}

static void copy_as(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    open_overlay(app, &app->copies.pane);
}

static void security(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    open_overlay(app, &app->security.pane);
}

void app_follow_doubt(struct app *app)
{
    bool is_doubted = client_is_doubted(&app->guide.client);

    if (is_doubted && !app->is_doubted)
        open_overlay(app, &app->security.pane);
    else if (!is_doubted && app->is_doubted && app->overlay == &app->security.pane)
        app_set_focus(app, app->focus);
    app->is_doubted = is_doubted;
}

static void zoom(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app->is_zoomed = !app->is_zoomed;
}

static void next_pane(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app_set_focus(app, (app->focus + 1) % FOCUSABLE);
}

static void previous_pane(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    app_set_focus(app, (app->focus + FOCUSABLE - 1) % FOCUSABLE);
}

static void history(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    open_overlay(app, &app->history_pane.pane);
}

void app_quit(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    if (draft_is_begun(&app->draft))
        app->asks_to_quit = true;
    else
        app->done = true;
}

const char *app_question(const struct app *app)
{
    if (dialogue_may_have_delivered(&app->guide.client.dialogue))
        return _("No reply to the message yet.  Quit?  y / n");
    return draft_is_begun(&app->draft) ? _("A message is unsent.  Quit anyway?  y / n")
                                       : _("Quit?  y / n");
}

static void next_step(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    guide_turn(&app->guide, 1);
    app_set_focus(app, LAYOUT_FORM);
}

static void previous_step(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    guide_turn(&app->guide, -1);
    app_set_focus(app, LAYOUT_FORM);
}

static void back(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    if (app->overlay != NULL)
        app_set_focus(app, app->focus);
    else
        app_set_focus(app, LAYOUT_FORM);
}

/* Passes the text and the terminal to the editor. */
static void edit(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    if (form_is_fixed(&app->form))
        return;
    screen_leave();
    if (editor_start(&app->editor, area_text(&app->draft.body)) == 0)
        return;
    screen_return();
    guide_say(&app->guide, GUIDE_BAD, strerror(errno));
}

void app_drop_ahead(struct app *app)
{
    struct guide *guide = &app->guide;
    char text[sizeof guide->status + 128];

    if (app->ahead_count == 0)
        return;
    /* It may have been a password. */
    explicit_bzero(app->ahead, app->ahead_count * sizeof app->ahead[0]);
    app->ahead_count = 0;
    snprintf(text, sizeof text, "%s  %s", _("What was typed meanwhile was dropped."),
             guide->status);
    guide_say(guide, guide->tone == GUIDE_BAD ? GUIDE_BAD : GUIDE_TROUBLE, text);
    guide_keep(guide);
}

/* What was typed meanwhile is for no form any more. */
static void disconnect(struct app *app)
{
    guide_disconnect(&app->guide);
    app_drop_ahead(app);
}

void app_cancel(struct app *app, int64_t now_ms)
{
    (void)now_ms;
    if (app->overlay != NULL)
        app_set_focus(app, app->focus);
    else if (guide_is_retrying(&app->guide))
        guide_stop_retrying(&app->guide);
    else if (client_is_busy(&app->guide.client) || client_has_given_up(&app->guide.client))
        disconnect(app);
    else
        app->asks_to_quit = true;
}

static void redraw(struct app *app, int64_t now_ms)
{
    (void)app;
    (void)now_ms;
    screen_redraw();
}

static void suspend(struct app *app, int64_t now_ms)
{
    (void)app;
    (void)now_ms;
    screen_suspend();
}

/* Actions that are not handled by a pane. */
static const struct {
    enum keys_action action;
    void (*run)(struct app *app, int64_t now_ms);
} actions[] = {
    {KEYS_HELP, help},           {KEYS_COMMANDS, commands},
    {KEYS_COPY_AS, copy_as},     {KEYS_SECURITY, security},
    {KEYS_ZOOM, zoom},           {KEYS_EDITOR, edit},
    {KEYS_NEXT_PANE, next_pane}, {KEYS_PREVIOUS_PANE, previous_pane},
    {KEYS_HISTORY, history},     {KEYS_QUIT, app_quit},
    {KEYS_NEXT_STEP, next_step}, {KEYS_PREVIOUS_STEP, previous_step},
    {KEYS_BACK, back},           {KEYS_CANCEL, app_cancel},
    {KEYS_REDRAW, redraw},       {KEYS_SUSPEND, suspend},
};

/* Actions that only move the focus to a pane. */
static const struct {
    enum keys_action action;
    size_t focus;
} focus_actions[] = {
    {KEYS_PANE_1, LAYOUT_FORM},
    {KEYS_PANE_2, LAYOUT_CONVERSATION},
    {KEYS_PANE_3, LAYOUT_EXPLANATION},
    {KEYS_RAW, LAYOUT_PANES},
};

/* Actions that a pane performs wherever the focus is. */
static const struct {
    enum keys_action action;
    size_t pane; /* in app->panes */
    enum { IN_PASSING, CLOSES_OVERLAY, TAKES_FOCUS } manner;
} pane_actions[] = {
    {KEYS_SEND, LAYOUT_FORM, CLOSES_OVERLAY},
    {KEYS_SEND_ANYWAY, LAYOUT_FORM, CLOSES_OVERLAY},
    {KEYS_TRY_AGAIN, LAYOUT_FORM, CLOSES_OVERLAY},
    {KEYS_RESUME, LAYOUT_FORM, CLOSES_OVERLAY},
    {KEYS_ATTACH, LAYOUT_FORM, TAKES_FOCUS},
    {KEYS_LOAD, LAYOUT_FORM, TAKES_FOCUS},
    {KEYS_CHANGE_ENCODING, LAYOUT_FORM, IN_PASSING},
    {KEYS_CHANGE_PACE, LAYOUT_FORM, IN_PASSING},
    {KEYS_CHANGE_STYLE, LAYOUT_FORM, IN_PASSING},
    {KEYS_READ_FILE, LAYOUT_FORM, TAKES_FOCUS},
    {KEYS_CONVERSATION_UP, LAYOUT_CONVERSATION, IN_PASSING},
    {KEYS_CONVERSATION_DOWN, LAYOUT_CONVERSATION, IN_PASSING},
    {KEYS_WIRE_VIEW, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_LADDER, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_SEARCH, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_SEARCH_NEXT, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_SEARCH_PREVIOUS, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_TAKE_LINE, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_SAVE, LAYOUT_CONVERSATION, TAKES_FOCUS},
    {KEYS_SAVE_CODES, LAYOUT_CONVERSATION, TAKES_FOCUS},
};

static void run_elsewhere(struct app *app, size_t number, int64_t now_ms)
{
    struct pane *pane = app->panes[pane_actions[number].pane];

    if (pane_actions[number].manner != IN_PASSING)
        app_set_focus(app, pane_actions[number].manner == TAKES_FOCUS ? pane_actions[number].pane
                                                                      : app->focus);
    pane->operations->act(pane, pane_actions[number].action, now_ms);
}

void app_perform(struct app *app, enum keys_action action, int64_t now_ms)
{
    struct pane *pane = app_focused(app);

    if (pane->operations->act(pane, action, now_ms))
        return;
    for (size_t i = 0; i < COUNT(focus_actions); i++)
        if (focus_actions[i].action == action)
            app_set_focus(app, focus_actions[i].focus);
    for (size_t i = 0; i < COUNT(pane_actions); i++)
        if (pane_actions[i].action == action)
            run_elsewhere(app, i, now_ms);
    for (size_t i = 0; i < COUNT(actions); i++)
        if (actions[i].action == action)
            actions[i].run(app, now_ms);
}

/* --- errands ---------------------------------------------------------------------------------- */

/* Copies an entry to its form, or to the raw line if it has none. */
static void take_entry(struct app *app, const struct errand *errand)
{
    bool has_form =
        errand->kind == ERRAND_TO_FORM && form_take(&app->form, errand->entry, errand->text);

    if (!has_form)
        raw_load(&app->raw, errand->text);
    app_set_focus(app, has_form ? LAYOUT_FORM : LAYOUT_PANES);
}

/* Sends a verb that takes no argument; another one is completed in the raw line. */
static void say_verb(struct app *app, enum dialect_event verb, int64_t now_ms)
{
    struct guide *guide = &app->guide;
    bool takes_argument = guide->dialect->verbs[verb].label != NULL;
    char name[64];

    app_set_focus(app, takes_argument ? LAYOUT_PANES : app->focus);
    words_verb(guide->dialect, verb, name, sizeof name - 1);
    if (takes_argument) {
        strcat(name, " ");
        raw_load(&app->raw, span_of(name));
        return;
    }
    if (guide_refuses_meanwhile(guide))
        return;
    guide->follows = true;
    if (client_say(&guide->client, span_of(name), now_ms) == 0)
        guide_say_sent(guide);
    else
        guide_say(guide, GUIDE_BAD, words_unsent(errno));
}

static void run_errand(struct app *app, struct pane *from, int64_t now_ms)
{
    struct errand errand = from->errand;

    from->errand = (struct errand){.kind = ERRAND_NONE};
    switch (errand.kind) {
    case ERRAND_NONE:
    case ERRAND_AGAIN:
    case ERRAND_CONFIRM:
        break;
    case ERRAND_ASK:
        raw_leave(&app->raw);
        ask_open(&app->ask, from, &errand);
        app_enter(app);
        break;
    case ERRAND_TO_FORM:
    case ERRAND_TO_RAW:
        take_entry(app, &errand);
        break;
    case ERRAND_ACTION:
        app_set_focus(app, app->focus);
        app_perform(app, errand.action, now_ms);
        break;
    case ERRAND_SAY:
        say_verb(app, errand.verb, now_ms);
        break;
    }
}

static struct pane *pane_with_errand(struct app *app)
{
    for (size_t i = 0; i < PANES; i++)
        if (app->panes[i]->errand.kind != ERRAND_NONE)
            return app->panes[i];
    return NULL;
}

/* Runs the errands of panes after they have handled the key.  An action chosen in the palette may
 * set an errand of another pane. */
void app_run_errands(struct app *app, int64_t now_ms)
{
    struct pane *from;

    while ((from = pane_with_errand(app)) != NULL)
        run_errand(app, from, now_ms);
}
