/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ask.c - see ask.h. */
#include <config.h>

#include "tui-client/panes/ask.h"

#include <stdlib.h>

#include "common/i18n.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/prompt.h"
#include "tui-client/terminal/screen.h"

bool ask_is_open(const struct ask *ask)
{
    return ask->errand.kind != ERRAND_NONE;
}

void ask_open(struct ask *ask, struct pane *from, const struct errand *errand)
{
    ask->from = from;
    ask->errand = *errand;
    prompt_forget();
    prompt_load(errand->text, errand->text.size);
}

void ask_close(struct ask *ask)
{
    ask->errand = (struct errand){.kind = ERRAND_NONE};
    ask->doubt = ask->errand;
    prompt_complete_paths(false);
}

static bool is_in_doubt(const struct ask *ask)
{
    return ask->doubt.kind != ERRAND_NONE;
}

static void enter(struct pane *pane)
{
    prompt_complete_paths(((struct ask *)pane)->errand.is_path);
}

/* Takes what the answer wants of the prompt: that LINE, asked for by ERRAND, stays open. */
static void stay(struct ask *ask, const struct errand *errand, struct span line)
{
    struct errand wish = ask->from->errand, again = *errand;

    if (wish.kind != ERRAND_AGAIN && wish.kind != ERRAND_CONFIRM)
        return;
    ask->from->errand = (struct errand){.kind = ERRAND_NONE};
    again.text = line;
    again.is_proposed = false;
    ask_open(ask, ask->from, &again);
    enter(&ask->pane);
    if (wish.kind == ERRAND_CONFIRM)
        ask->doubt = wish;
}

/* The answer may ask for something else, so close this prompt first.  An empty path counts as
 * cancelled. */
static void finish(struct ask *ask, int64_t now_ms)
{
    struct errand errand = ask->errand;
    void (*answer)(struct pane *, struct span, int64_t) =
        is_in_doubt(ask) ? ask->doubt.answer : errand.answer;
    struct span view = prompt_view().text;
    char *line = strndup(view.data, view.size);
    char *copy = errand.is_path ? prompt_expand_path(view) : strndup(view.data, view.size);

    ask_close(ask);
    if (copy == NULL || line == NULL) {
        guide_say(ask->pane.guide, GUIDE_BAD, _("Not enough memory."));
    } else if (copy[0] != '\0' || !errand.is_path) {
        answer(ask->from, span_of(copy), now_ms);
        stay(ask, &errand, span_of(line));
    }
    free(line);
    free(copy);
}

static const char *title(struct pane *pane)
{
    const struct ask *ask = (const struct ask *)pane;

    return _(is_in_doubt(ask) ? ask->doubt.label : ask->errand.label);
}

static void draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor)
{
    struct prompt_view view = prompt_view();
    int used = screen_text(box.row, box.column, box.width, STYLE_STRONG, span_of(title(pane)));

    used = widgets_line(box.row, box.column + used, box.width - used,
                        ((struct ask *)pane)->errand.is_proposed ? STYLE_SELECTED : STYLE_FIELD,
                        view.text, view.point);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, used};
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct ask *ask = (struct ask *)pane;

    switch (action) {
    case KEYS_YES:
        finish(ask, now_ms);
        return true;
    case KEYS_NO:
        ask->doubt = (struct errand){.kind = ERRAND_NONE};
        return true;
    case KEYS_ENTER:
        if (!prompt_accept())
            finish(ask, now_ms);
        return true;
    case KEYS_BACK:
        if (!prompt_cancel())
            ask_close(ask);
        return true;
    case KEYS_CANCEL:
        ask_close(ask);
        return true;
    default:
        return false;
    }
}

static void input(struct pane *pane, const struct input *input)
{
    struct ask *ask = (struct ask *)pane;
    bool is_text =
        input->kind == INPUT_PASTE || (input->kind == INPUT_CHARACTER && input->code >= ' ');

    if (is_in_doubt(ask))
        return;
    if (ask->errand.is_proposed && is_text)
        prompt_load((struct span){0}, 0);
    ask->errand.is_proposed = false;
    if (input->kind == INPUT_PASTE)
        prompt_paste(input->text);
    else
        prompt_feed(input->bytes, input->byte_count);
}

/* Whether the line is meant is answered by a letter. */
static struct keys_place keys_now(const struct pane *pane)
{
    bool is_doubt = is_in_doubt((const struct ask *)pane);

    return (struct keys_place){.scope = is_doubt ? KEYS_QUESTION : KEYS_LINE,
                               .is_text = true,
                               .is_line = !is_doubt,
                               .is_overlay = true};
}

void ask_init(struct ask *ask, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("Type the line and press Enter; Esc cancels.  In a file name, Tab completes and "
                   "~ is the home folder."),
        .keys_now = keys_now,
        .enter = enter,
        .draw = draw,
        .act = act,
        .input = input,
    };

    *ask = (struct ask){.pane = {.operations = &operations, .guide = guide}};
}
