/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app.c - see app.h.
 *
 * A key goes to the focused pane, and is handled here if the pane does not know it.  Each turn of
 * the loop redraws everything; curses sends only the differences.
 */
#include <config.h>

#include "tui-client/app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "tui-client/app/app_internal.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/rescue.h"
#include "tui-client/terminal/screen.h"

/* --- input ----------------------------------------------------------------------------------- */

static void answer(struct app *app, const struct input *input)
{
    struct keys_place place = {.scope = KEYS_QUESTION, .is_text = true};
    enum keys_action action =
        input->kind == INPUT_MOUSE ? app_clicked_key(input) : keys_find(input, place);

    if (action == KEYS_YES)
        app->done = true;
    if (action == KEYS_YES || action == KEYS_NO)
        app->asks_to_quit = false;
}

/* Rows per notch of the wheel in an overlay. */
#define WHEEL_ROWS 3

static void run_errands(struct app *app, bool was_asking, int64_t now_ms)
{
    if (was_asking && !ask_is_open(&app->ask))
        app_enter(app);
    app_run_errands(app, now_ms);
}

static void take_mouse(struct app *app, const struct input *input, int64_t now_ms)
{
    bool is_up = input->code == INPUT_MOUSE_WHEEL_UP;
    bool was_asking = ask_is_open(&app->ask);

    if (input->code == INPUT_MOUSE_PRESS)
        app_click(app, input->row, input->column, now_ms);
    else if (app->overlay == NULL)
        app_perform(app, is_up ? KEYS_CONVERSATION_UP : KEYS_CONVERSATION_DOWN, now_ms);
    else
        for (int i = 0; i < WHEEL_ROWS; i++)
            app->overlay->operations->act(app->overlay, is_up ? KEYS_UP : KEYS_DOWN, now_ms);
    run_errands(app, was_asking, now_ms);
}

/* Whether INPUT, pasted where PLACE is, makes the line of prompt.h too long. */
static bool is_too_long(const struct input *input, struct keys_place place)
{
    return input->kind == INPUT_PASTE && place.is_line && !prompt_has_room(input->text.size);
}

static void take_key(struct app *app, const struct input *input, int64_t now_ms)
{
    struct pane *pane = app_focused(app);
    struct keys_place keys = pane_keys(pane);
    bool was_asking = ask_is_open(&app->ask);
    enum keys_action action = input->kind != INPUT_PASTE ? keys_find(input, keys) : KEYS_NOTHING;

    if (is_too_long(input, keys))
        guide_say_of_text(&app->guide, GUIDE_BAD,
                          _("Nothing was inserted: a line has at most 1 MB."));
    else if (action != KEYS_NOTHING)
        app_perform(app, action, now_ms);
    else if (pane->operations->input != NULL)
        app_edit(app, pane, input);
    run_errands(app, was_asking, now_ms);
}

static void say_lost_paste(struct app *app, int why)
{
    if (why == ECANCELED)
        guide_say_of_text(&app->guide, GUIDE_SAID,
                          _("The paste was cancelled; nothing was inserted."));
    else
        guide_say_of_text(&app->guide, GUIDE_BAD,
                          why == ENOBUFS
                              ? _("Nothing was inserted: the paste is larger than 32 MB.")
                              : _("Nothing was inserted: not enough memory for the paste."));
}

static void dispatch(struct app *app, const struct input *input, int64_t now_ms)
{
    static const struct keys_place anywhere = {.scope = KEYS_EVERYWHERE, .is_text = true};

    if (input->kind == INPUT_PASTE_LOST)
        say_lost_paste(app, input->code);
    else if (app->asks_to_quit)
        answer(app, input);
    /* If nothing is visible, only quitting is allowed. */
    else if (app_is_too_small() && keys_find(input, anywhere) == KEYS_QUIT)
        app_quit(app, now_ms);
    else if (app_is_too_small())
        return;
    else if (input->kind == INPUT_MOUSE)
        take_mouse(app, input, now_ms);
    else
        take_key(app, input, now_ms);
}

/* What an earlier key did is over when this one shows another pane or step; the way to the
 * explanation, which has the whole text, keeps it. */
static void take_input(struct app *app, const struct input *input, int64_t now_ms)
{
    struct guide *guide = &app->guide;
    const struct pane *before = app_focused(app);
    unsigned visits = guide->visits, said = guide->said;

    dispatch(app, input, now_ms);
    if (guide->said == said && app_focused(app) != &app->explanation.pane &&
        (app_focused(app) != before || guide->visits != visits))
        guide_pass(guide);
}

/* --- typing ahead --------------------------------------------------------------------------- */

/* Whether INPUT belongs to the form that comes after the reply.  Keys that act on the rest of the
 * screen do not. */
static bool is_for_next_form(struct app *app, const struct input *input)
{
    struct keys_place place = pane_keys(&app->form.pane);
    enum keys_action action = keys_find(input, place);
    bool is_form_key = (action == KEYS_NOTHING && place.is_text) || action == KEYS_ENTER ||
                       action == KEYS_NEXT_FIELD || action == KEYS_PREVIOUS_FIELD;

    return app_focused(app) == &app->form.pane && !app->asks_to_quit && is_form_key &&
           (input->kind == INPUT_CHARACTER || input->kind == INPUT_KEY ||
            input->kind == INPUT_PASTE);
}

/* Keeps INPUT, or says that it cannot. */
static void keep_ahead(struct app *app, const struct input *input)
{
    bool has_room = app->ahead_count < AHEAD_MAX && input->kind != INPUT_PASTE;

    if (has_room)
        app->ahead[app->ahead_count++] = *input;
    else
        guide_say(&app->guide, GUIDE_TROUBLE,
                  _("Not typed: the server has not replied yet.  Ctrl-C cancels."));
}

/* The reply has come: what was typed goes to the form that it has opened.  If it has opened none,
 * that would be the wrong one; in one without text, or over it, letters would be keys that act. */
static void take_ahead(struct app *app, int64_t now_ms)
{
    size_t taken = 0, before = app->ahead_count;
    bool is_lost = !guide_awaits(&app->guide) && !guide_has_led_on(&app->guide);

    while (!is_lost && taken < before && !guide_awaits(&app->guide)) {
        struct input input = app->ahead[taken];
        is_lost = !is_for_next_form(app, &input);
        if (is_lost)
            break;
        taken++;
        take_input(app, &input, now_ms);
        if (app->visits != app->guide.visits)
            app_enter(app);
    }
    app->ahead_count -= taken;
    memmove(app->ahead, app->ahead + taken, app->ahead_count * sizeof app->ahead[0]);
    /* They may have been a password. */
    explicit_bzero(app->ahead + app->ahead_count,
                   (before - app->ahead_count) * sizeof app->ahead[0]);
    if (is_lost)
        app_drop_ahead(app);
}

static void read_input(struct app *app, int64_t now_ms)
{
    for (;;) {
        struct input input = screen_read(monotonic_ms());
        if (input.kind == INPUT_NOTHING || app->done)
            return;
        if (input.kind == INPUT_END) {
            app->done = true;
            app->status = EXIT_FAILURE;
            return;
        }
        if ((guide_awaits(&app->guide) || app->ahead_count > 0) && is_for_next_form(app, &input))
            keep_ahead(app, &input);
        else
            take_input(app, &input, now_ms);
        if (app->visits != app->guide.visits)
            app_enter(app);
        if (editor_runs(&app->editor))
            return;
    }
}

/* --- the editor ------------------------------------------------------------------------------- */

/* Handles an editor that has stopped, or has ended and left a text. */
static void take_editor(struct app *app)
{
    enum editor_state state = editor_look(&app->editor);
    char text[WORDS_MAX];

    if (state == EDITOR_RUNS)
        return;
    if (state == EDITOR_STOPPED) {
        rescue_stop_process();
        editor_continue(&app->editor);
        return;
    }
    screen_return();
    app_set_focus(app, LAYOUT_FORM);
    /* A text that cannot be read back stays in its file; the form has reported why. */
    if (state == EDITOR_DONE) {
        if (form_take_edited(&app->form, app->editor.path))
            editor_discard(&app->editor);
        return;
    }
    snprintf(text, sizeof text,
             _("The editor failed and left %s; the text is unchanged.  Check VISUAL and EDITOR."),
             app->editor.path);
    guide_say(&app->guide, GUIDE_BAD, text);
}

/* While the editor has the terminal, only the conversation continues. */
static void take_signals_in_editor(struct app *app, unsigned signals)
{
    if (signals & LOOP_SIGNAL_TERMINATE) {
        editor_terminate(&app->editor);
        app->done = true;
        app->status = EXIT_FAILURE;
    } else if (signals & LOOP_SIGNAL_CHILD) {
        take_editor(app);
    }
}

static void take_signals(struct app *app, unsigned signals, int64_t now_ms)
{
    if (signals & LOOP_SIGNAL_RESIZE)
        screen_resize();
    if (signals & LOOP_SIGNAL_SUSPEND)
        screen_suspend();
    /* After a stop by another process the terminal may be in other modes. */
    if (signals & LOOP_SIGNAL_CONTINUE) {
        screen_leave();
        screen_return();
    }
    if (signals & LOOP_SIGNAL_INTERRUPT)
        app_cancel(app, now_ms);
    if (signals & LOOP_SIGNAL_TERMINATE) {
        app->done = true;
        app->status = EXIT_FAILURE;
    }
}

/* --- turns ------------------------------------------------------------------------------------ */

/* Interval of drawing during a paste, which may arrive in many small pieces. */
#define PASTE_DRAW_MS 100

static void draw(struct app *app, int64_t now_ms)
{
    app->draw_ms = DEADLINE_NEVER;
    if (screen_pasted() > 0 && now_ms < app->drawn_ms + PASTE_DRAW_MS) {
        app->draw_ms = app->drawn_ms + PASTE_DRAW_MS;
        return;
    }
    app->drawn_ms = now_ms;
    app_draw(app, now_ms);
}

static void prepare(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct app *app = context;
    struct link_wants link = client_wants(&app->guide.client);

    wants->done = app->done;
    wants->input_fd = editor_runs(&app->editor) ? -1 : STDIN_FILENO;
    wants->link_fd = link.fd;
    wants->link_events = link.events;
    wants->deadline_ms = link.deadline_ms;
    if (!editor_runs(&app->editor)) {
        wants->deadline_ms = deadline_sooner(wants->deadline_ms, screen_deadline_ms());
        wants->deadline_ms = deadline_sooner(wants->deadline_ms, app->draw_ms);
    }
    /* The clock in the title, and the time until a step is repeated. */
    if (client_is_connected(&app->guide.client) || guide_is_retrying(&app->guide))
        wants->deadline_ms = deadline_sooner(wants->deadline_ms, now_ms + 1000);
}

/* The time to repeat a step has come; what is being read or typed over the panes stays. */
static void repeat_step(struct app *app, int64_t now_ms)
{
    struct pane *form = &app->form.pane;

    form->operations->act(form, KEYS_TRY_AGAIN, now_ms);
}

static void handle(void *context, const struct loop_ready *ready)
{
    struct app *app = context;

    if (editor_runs(&app->editor))
        take_signals_in_editor(app, ready->signals);
    else
        take_signals(app, ready->signals, ready->now_ms);
    /* Handle the watched connection before a key can replace it. */
    guide_step(&app->guide, ready->link_revents, ready->now_ms);
    app_follow_doubt(app);
    if (editor_runs(&app->editor) || app->done)
        return;
    if (ready->now_ms >= app->guide.retry_ms)
        repeat_step(app, ready->now_ms);
    if (app->visits != app->guide.visits)
        app_enter(app);
    take_ahead(app, ready->now_ms);
    read_input(app, ready->now_ms);
    guide_resume_step(&app->guide, ready->now_ms);
    app_follow_doubt(app);
    if (!app->done && !editor_runs(&app->editor))
        draw(app, ready->now_ms);
}

static int run(struct app *app, const char **why)
{
    static const struct loop_front front = {.prepare = prepare, .handle = handle};

    app_set_focus(app, LAYOUT_FORM);
    guide_connect(&app->guide, monotonic_ms());
    draw(app, monotonic_ms());
    if (loop_run(&front, app) != 0) {
        *why = strerror(errno);
        app->status = EXIT_FAILURE;
    }
    return app->status;
}

/* Start Readline first: it may report errors in inputrc. */
static int start_and_run(struct app *app, const struct options *options, const char **why)
{
    int status = EXIT_FAILURE;

    *why = N_("Readline cannot be used");
    if (raw_init(&app->raw, &app->guide) == 0 &&
        screen_start(options->color, options->ascii, options->mouse, why) == 0) {
        *why = NULL;
        app_make_panes(app);
        status = run(app, why);
        draft_release(&app->draft);
        copies_release(&app->copies);
        screen_stop();
    }
    raw_release(&app->raw);
    return status;
}

int app_run(const struct options *options)
{
    struct app *app = calloc(1, sizeof *app);
    const char *why = NULL;
    int status = EXIT_FAILURE;

    if (app == NULL) {
        program_complain("%s", strerror(errno));
        return EXIT_FAILURE;
    }
    if (guide_init(&app->guide, options) == 0)
        status = start_and_run(app, options, &why);
    if (guide_release(&app->guide) != 0)
        status = EXIT_FAILURE;
    if (why != NULL)
        program_complain("%s", _(why));
    if (app->guide.client.problem[0] != '\0')
        program_complain("%s", app->guide.client.problem);
    if (editor_runs(&app->editor))
        program_complain(_("the text that was being edited is in %s"), app->editor.path);
    free(app);
    return status;
}
