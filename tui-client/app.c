/* app.c - see app.h.
 *
 * A key goes to the pane with the focus; what that does not know is done here.  After each turn of
 * the loop everything is drawn anew; curses sends only what differs.
 */
#include <config.h>

#include "tui-client/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/app_state.h"
#include "tui-client/loop.h"

/* --- focus --------------------------------------------------------------------------------------
 */

static struct pane *focused(const struct app *app)
{
    return app->overlay != NULL ? app->overlay : app->panes[app->focus];
}

static void enter(struct app *app)
{
    struct pane *pane = focused(app);

    if (pane != &app->raw.pane)
        raw_leave(&app->raw);
    app->visits = app->guide.visits;
    if (pane->operations->enter != NULL)
        pane->operations->enter(pane);
}

static void set_focus(struct app *app, size_t number)
{
    app->overlay = NULL;
    app->focus = number;
    enter(app);
}

static void open_overlay(struct app *app, struct pane *overlay)
{
    app->overlay = overlay;
    enter(app);
}

/* --- actions ------------------------------------------------------------------------------------
 */

static void help(struct app *app, long long now_ms)
{
    (void)now_ms;
    help_about(&app->help, focused(app));
    open_overlay(app, &app->help.pane);
}

static void send_step(struct app *app, long long now_ms)
{
    app->overlay = NULL;
    app->form.pane.operations->act(&app->form.pane, KEYS_SEND, now_ms);
}

static void next_pane(struct app *app, long long now_ms)
{
    (void)now_ms;
    set_focus(app, (app->focus + 1) % FOCUSABLE);
}

static void previous_pane(struct app *app, long long now_ms)
{
    (void)now_ms;
    set_focus(app, (app->focus + FOCUSABLE - 1) % FOCUSABLE);
}

static void history(struct app *app, long long now_ms)
{
    (void)now_ms;
    open_overlay(app, &app->past.pane);
}

static void quit(struct app *app, long long now_ms)
{
    (void)now_ms;
    if (form_has_unsent(&app->form))
        app->question = N_("A message is not sent.  Quit all the same?  y / n");
    else
        app->done = true;
}

static void next_step(struct app *app, long long now_ms)
{
    (void)now_ms;
    guide_turn(&app->guide, 1);
    set_focus(app, LAYOUT_FORM);
}

static void previous_step(struct app *app, long long now_ms)
{
    (void)now_ms;
    guide_turn(&app->guide, -1);
    set_focus(app, LAYOUT_FORM);
}

static void conversation_up(struct app *app, long long now_ms)
{
    app->conversation.pane.operations->act(&app->conversation.pane, KEYS_CONVERSATION_UP, now_ms);
}

static void conversation_down(struct app *app, long long now_ms)
{
    app->conversation.pane.operations->act(&app->conversation.pane, KEYS_CONVERSATION_DOWN, now_ms);
}

static void back(struct app *app, long long now_ms)
{
    (void)now_ms;
    if (app->overlay != NULL)
        set_focus(app, app->focus);
    else
        set_focus(app, LAYOUT_FORM);
}

static void cancel(struct app *app, long long now_ms)
{
    (void)now_ms;
    if (client_is_busy(&app->guide.client))
        guide_disconnect(&app->guide);
    else
        app->question = form_has_unsent(&app->form)
                            ? N_("A message is not sent.  Quit all the same?  y / n")
                            : N_("Quit?  y / n");
}

static void redraw(struct app *app, long long now_ms)
{
    (void)app;
    (void)now_ms;
    screen_redraw();
}

static void suspend(struct app *app, long long now_ms)
{
    (void)app;
    (void)now_ms;
    screen_suspend();
}

/* What no pane does by itself. */
static const struct {
    enum keys_action action;
    void (*run)(struct app *app, long long now_ms);
} actions[] = {
    {KEYS_HELP, help},
    {KEYS_SEND, send_step},
    {KEYS_NEXT_PANE, next_pane},
    {KEYS_PREVIOUS_PANE, previous_pane},
    {KEYS_HISTORY, history},
    {KEYS_QUIT, quit},
    {KEYS_NEXT_STEP, next_step},
    {KEYS_PREVIOUS_STEP, previous_step},
    {KEYS_CONVERSATION_UP, conversation_up},
    {KEYS_CONVERSATION_DOWN, conversation_down},
    {KEYS_BACK, back},
    {KEYS_CANCEL, cancel},
    {KEYS_REDRAW, redraw},
    {KEYS_SUSPEND, suspend},
};

/* Actions that only lead to a pane. */
static const struct {
    enum keys_action action;
    size_t focus;
} ways[] = {
    {KEYS_PANE_1, LAYOUT_FORM},
    {KEYS_PANE_2, LAYOUT_CONVERSATION},
    {KEYS_PANE_3, LAYOUT_EXPLANATION},
    {KEYS_RAW, LAYOUT_PANES},
};

static void act(struct app *app, enum keys_action action, long long now_ms)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].action == action)
            set_focus(app, ways[i].focus);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (actions[i].action == action)
            actions[i].run(app, now_ms);
}

/* --- input --------------------------------------------------------------------------------------
 */

static void answer(struct app *app, const struct screen_input *input)
{
    enum keys_action action = keys_find(input, KEYS_QUESTION, true);

    if (action == KEYS_YES)
        app->done = true;
    if (action == KEYS_YES || action == KEYS_NO)
        app->question = NULL;
}

/* An entry that was chosen goes into its form, or into the raw line where there is none. */
static void take_chosen(struct app *app)
{
    const struct history_entry *entry = app->past.chosen;
    struct span text;

    if (entry == NULL)
        return;
    app->past.chosen = NULL;
    text = (struct span){entry->text, entry->size};
    if (form_take(&app->form, entry->kind, text)) {
        set_focus(app, LAYOUT_FORM);
    } else {
        raw_load(&app->raw, text);
        set_focus(app, LAYOUT_PANES);
    }
}

static void take_input(struct app *app, const struct screen_input *input, long long now_ms)
{
    struct pane *pane = focused(app);
    const struct pane_operations *operations = pane->operations;
    struct pane_keys keys = pane_keys(pane);
    enum keys_action action = KEYS_NOTHING;

    if (app->question != NULL) {
        answer(app, input);
        return;
    }
    /* What cannot be seen must not be done. */
    if (app_is_too_small()) {
        if (keys_find(input, KEYS_EVERYWHERE, true) == KEYS_QUIT)
            quit(app, now_ms);
        return;
    }
    if (input->kind != SCREEN_PASTE)
        action = keys_find(input, keys.scope, keys.is_text);
    if (action == KEYS_NOTHING && operations->input != NULL)
        operations->input(pane, input);
    else if (action != KEYS_NOTHING && !operations->act(pane, action, now_ms))
        act(app, action, now_ms);
    take_chosen(app);
}

static void read_input(struct app *app, long long now_ms)
{
    for (;;) {
        struct screen_input input = screen_read();
        if (input.kind == SCREEN_NO_INPUT || app->done)
            return;
        if (input.kind == SCREEN_END) {
            app->done = true;
            app->status = EXIT_FAILURE;
            return;
        }
        take_input(app, &input, now_ms);
        if (app->visits != app->guide.visits)
            enter(app);
    }
}

static void take_signals(struct app *app, unsigned signals, long long now_ms)
{
    if (signals & LOOP_SIGNAL_RESIZE)
        screen_resize();
    if (signals & LOOP_SIGNAL_SUSPEND)
        screen_suspend();
    /* Whoever stopped the process otherwise has left the terminal in modes of his own. */
    if (signals & LOOP_SIGNAL_CONTINUE) {
        screen_leave();
        screen_return();
    }
    if (signals & LOOP_SIGNAL_INTERRUPT)
        cancel(app, now_ms);
    if (signals & LOOP_SIGNAL_TERMINATE) {
        app->done = true;
        app->status = EXIT_FAILURE;
    }
}

/* --- turns --------------------------------------------------------------------------------------
 */

static void prepare(void *context, long long now_ms, struct loop_wants *wants)
{
    struct app *app = context;
    struct link_wants link = client_wants(&app->guide.client);

    wants->done = app->done;
    wants->input_fd = STDIN_FILENO;
    wants->link_fd = link.fd;
    wants->link_events = link.events;
    wants->deadline_ms = link.deadline_ms;
    /* The clock in the title. */
    if (client_is_connected(&app->guide.client) &&
        (wants->deadline_ms < 0 || wants->deadline_ms > now_ms + 1000))
        wants->deadline_ms = now_ms + 1000;
}

static void handle(void *context, const struct loop_ready *ready)
{
    struct app *app = context;

    take_signals(app, ready->signals, ready->now_ms);
    /* Before a key can put a new connection in the place of the one that was watched. */
    guide_step(&app->guide, ready->link_revents, ready->now_ms);
    if (app->visits != app->guide.visits)
        enter(app);
    read_input(app, ready->now_ms);
    if (app->visits != app->guide.visits)
        enter(app);
    if (!app->done)
        app_draw(app, ready->now_ms);
}

static void make_panes(struct app *app)
{
    char hostname[256] = "";

    if (gethostname(hostname, sizeof hostname - 1) != 0 || hostname[0] == '\0')
        snprintf(hostname, sizeof hostname, "localhost");
    form_init(&app->form, &app->guide, hostname);
    conversation_init(&app->conversation, &app->guide);
    explanation_init(&app->explanation, &app->guide);
    past_init(&app->past, &app->guide);
    help_init(&app->help, &app->guide);
    app->panes[LAYOUT_FORM] = &app->form.pane;
    app->panes[LAYOUT_CONVERSATION] = &app->conversation.pane;
    app->panes[LAYOUT_EXPLANATION] = &app->explanation.pane;
    app->panes[LAYOUT_PANES] = &app->raw.pane;
}

static int run(struct app *app)
{
    static const struct loop_front front = {.prepare = prepare, .handle = handle};

    set_focus(app, LAYOUT_FORM);
    guide_connect(&app->guide, loop_now_ms());
    app_draw(app, loop_now_ms());
    if (loop_run(&front, app) != 0)
        app->status = EXIT_FAILURE;
    return app->status;
}

/* Readline comes first: it may have something to say of an inputrc. */
static int start_and_run(struct app *app, const struct options *options, const char **why)
{
    int status = EXIT_FAILURE;

    *why = N_("Readline cannot be used");
    if (raw_init(&app->raw, &app->guide) == 0 &&
        screen_start(options->color, options->ascii, why) == 0) {
        *why = NULL;
        make_panes(app);
        status = run(app);
        form_release(&app->form);
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
    else
        why = app->guide.client.problem;
    if (guide_release(&app->guide) != 0) {
        status = EXIT_FAILURE;
        why = app->guide.client.problem;
    }
    if (why != NULL)
        program_complain("%s", _(why));
    free(app);
    return status;
}
