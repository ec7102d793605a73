/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form.c - handles the keys of a form: editing, moving between fields, sending. */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <errno.h>
#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/panes/guide_resume.h"
#include "tui-client/panes/saving.h"
#include "tui-client/terminal/prompt.h"

#define DELETE 127

static void enter(struct pane *pane)
{
    struct form *form = (struct form *)pane;

    form->has_prompt = true;
    form_follow(form);
    form_load_prompt(form);
}

void form_leave(struct form *form)
{
    form->has_prompt = false;
    finder_keep(&form->finder);
}

static void press(struct form *form, int64_t now_ms)
{
    struct guide *guide = form->pane.guide;

    switch (form_button_of(form, form->item)) {
    case FORM_ANOTHER:
        guide_visit(guide, steps_next(guide->dialect, &guide->steps,
                                      guide->client.dialogue.position, false));
        break;
    case FORM_SAVE:
        saving_ask(&form->pane, EXPORT_SESSION, N_("Save the session file as: "));
        break;
    case FORM_COPY:
        form->pane.errand = (struct errand){.kind = ERRAND_ACTION, .action = KEYS_COPY_AS};
        break;
    case FORM_ELSEWHERE:
        form_ask_for_server(form);
        break;
    case FORM_REPEAT:
        guide_resume(guide, now_ms);
        break;
    case FORM_CONNECT:
    case FORM_SEND:
        form_send(form, false, now_ms);
        break;
    }
}

/* --- keys ------------------------------------------------------------------------------------ */

static void move_item(struct form *form, size_t offset)
{
    if (form_item(form, form->item) == FORM_FIELD && prompt_accept())
        form_save_prompt(form);
    form->item = (form->item + offset) % form_item_count(form);
    form->is_off_text = false;
    form_load_prompt(form);
}

/* Enter moves to the next field; in the last one, and beyond, it sends. */
static void press_enter(struct form *form, int64_t now_ms)
{
    if (form_item(form, form->item) == FORM_BUTTON)
        press(form, now_ms);
    else if (form_item(form, form->item + 1) == FORM_ENCODING)
        move_item(form, 2);
    else if (form_item(form, form->item + 1) < FORM_OPTION)
        move_item(form, 1);
    else
        form_send(form, false, now_ms);
}

static bool change_item(struct form *form, enum keys_action action)
{
    switch (form_item(form, form->item)) {
    case FORM_BODY:
        return form_act_in_body(form, action);
    case FORM_ATTACHMENT:
        if (action == KEYS_DELETE_RIGHT)
            draft_detach(form->draft, form_attachment_number(form->item));
        return action == KEYS_DELETE_RIGHT;
    case FORM_FILE:
        if (action == KEYS_DELETE_RIGHT)
            form_unload(form);
        return action == KEYS_DELETE_RIGHT;
    case FORM_ENCODING:
    case FORM_OPTION:
        return form_change_choice(form, action);
    default:
        return false;
    }
}

/* The field is restored, and so is what would be sent. */
static bool cancel_search(struct form *form)
{
    bool was_searching = prompt_cancel();

    if (was_searching)
        form_save_prompt(form);
    return was_searching;
}

/* Whether the item with the focus is a text, whether it was left or not. */
static bool is_on_text(const struct form *form)
{
    enum form_item item = form_item(form, form->item);

    return item == FORM_FIELD || item == FORM_SECRET || item == FORM_BODY;
}

/* Ends a search, or leaves the text: letters are then keys. */
static bool go_back(struct form *form)
{
    if (form_item(form, form->item) == FORM_FIELD && cancel_search(form))
        return true;
    if (!is_on_text(form) || form->is_off_text)
        return false;
    form->is_off_text = true;
    guide_say(form->pane.guide, GUIDE_SAID,
              _("Letters are keys now; Enter or Tab goes back to the text."));
    return true;
}

static void take_enter(struct form *form, int64_t now_ms)
{
    if (form->is_off_text)
        form->is_off_text = false;
    else if (form_item(form, form->item) == FORM_FIELD && prompt_accept())
        form_save_prompt(form);
    else if (!change_item(form, KEYS_ENTER))
        press_enter(form, now_ms);
}

static bool act(struct pane *pane, enum keys_action action, int64_t now_ms)
{
    struct form *form = (struct form *)pane;

    form->is_prefixed = false;
    form_follow(form);
    if (form_act_in_search(form, action))
        return true;
    switch (action) {
    case KEYS_SEND:
        form_send(form, false, now_ms);
        return true;
    case KEYS_SEND_ANYWAY:
        form_send(form, true, now_ms);
        return true;
    case KEYS_TRY_AGAIN:
        if (guide_retry(pane->guide, now_ms))
            form_send(form, false, now_ms);
        return true;
    case KEYS_RESUME:
        guide_resume(pane->guide, now_ms);
        return true;
    case KEYS_ENTER:
        take_enter(form, now_ms);
        return true;
    case KEYS_NEXT_FIELD:
        move_item(form, 1);
        return true;
    case KEYS_PREVIOUS_FIELD:
        move_item(form, form_item_count(form) - 1);
        return true;
    case KEYS_CHANGE_ENCODING:
        form_show_message(form);
        if (!form_is_fixed(form))
            form_change_encoding(form, 1);
        return true;
    case KEYS_CHANGE_PACE:
        form_change_pace(form, 1);
        return true;
    case KEYS_CHANGE_STYLE:
        form_change_style(form, 1);
        return true;
    case KEYS_BACK:
        return go_back(form);
    default:
        return form_ask_for_file(form, action) || change_item(form, action);
    }
}

/* A field gets the focus, a choice changes, and a button is pressed. */
static void click(struct pane *pane, size_t number, int64_t now_ms)
{
    struct form *form = (struct form *)pane;

    form_follow(form);
    if (number >= form_item_count(form)) {
        form_choose_next(form, number - form_item_count(form));
        return;
    }
    move_item(form, number + form_item_count(form) - form->item);
    if (form_item(form, number) == FORM_OPTION || form_item(form, number) == FORM_ENCODING)
        form_change_choice(form, KEYS_RIGHT);
    else if (form_item(form, number) == FORM_BUTTON)
        take_enter(form, now_ms);
}

/* What is typed replaces a text that is selected; any other key keeps it. */
static void replace_selected(const struct form *form, const struct input *input)
{
    struct draft_field *field = form_field_of(form, form->item);
    bool is_text = input->kind == INPUT_PASTE ||
                   (input->kind == INPUT_CHARACTER && input->code >= ' ' && input->code != DELETE);

    if (field->is_selected && is_text)
        prompt_load((struct span){0}, 0);
    field->is_selected = false;
}

static void input(struct pane *pane, const struct input *input)
{
    struct form *form = (struct form *)pane;
    struct span text = {input->bytes, input->byte_count};

    form->is_prefixed = false;
    form_follow(form);
    if (form->is_off_text)
        return;
    if (input->kind == INPUT_PASTE)
        text = input->text;
    switch (form_item(form, form->item)) {
    case FORM_FIELD:
        replace_selected(form, input);
        if (input->kind == INPUT_PASTE)
            prompt_paste(text);
        else
            prompt_feed(text.data, text.size);
        form_save_prompt(form);
        break;
    case FORM_BODY:
        form_type_in_body(form, input);
        break;
    case FORM_SECRET:
        form_type_secret(form, input);
        break;
    case FORM_ATTACHMENT:
    case FORM_FILE:
    case FORM_BUTTON:
    case FORM_ENCODING:
    case FORM_OPTION:
        break;
    }
}

static struct keys_place keys_now(const struct pane *pane)
{
    const struct form *form = (const struct form *)pane;
    static const struct keys_place places[] = {
        [FORM_FIELD] = {.scope = KEYS_FORM, .is_text = true, .is_line = true},
        [FORM_SECRET] = {.scope = KEYS_FORM, .is_text = true},
        [FORM_ATTACHMENT] = {.scope = KEYS_ATTACHMENT},
        [FORM_FILE] = {.scope = KEYS_ATTACHMENT},
        [FORM_BODY] = {.scope = KEYS_BODY, .is_text = true},
        [FORM_ENCODING] = {.scope = KEYS_CHOICE},
        [FORM_OPTION] = {.scope = KEYS_CHOICE},
        [FORM_BUTTON] = {.scope = KEYS_BUTTON},
    };

    if (form_searches(form))
        return (struct keys_place){.scope = KEYS_FINDING, .is_text = true};
    if (form->is_prefixed && form_item(form, form->item) == FORM_BODY)
        return (struct keys_place){.scope = KEYS_PREFIXED, .is_text = true};
    return places[form->is_off_text ? FORM_BUTTON : form_item(form, form->item)];
}

static const char *title(struct pane *pane)
{
    struct form *form = (struct form *)pane;
    struct guide *guide = pane->guide;
    char name[64];

    bool is_paced =
        form_kind(form) == STEPS_FORM_MESSAGE && guide->client.dialogue.pace.kind != PACE_WHOLE;

    snprintf(form->title, sizeof form->title,
             is_paced || form_is_finish(form) ? "[1] %s - %s" : "[1] %s",
             guide_name(guide, guide->step, name, sizeof name),
             is_paced ? form_option(form, FORM_OPTION) : _("finished"));
    return form->title;
}

static void take_message(struct form *form, struct span text)
{
    struct compose_message named;
    int status, error_number;

    form_show_message(form);
    status = draft_take_message(form->draft, text, &named);
    error_number = errno;
    form_attach_all(form, &named);
    if (status != 0)
        guide_say(form->pane.guide, GUIDE_BAD, strerror(error_number));
    form->item = form_first_item(form);
}

/* What is kept of AUTH is its mechanism, which is no user. */
static bool names_user(const struct dialect *dialect, struct span command)
{
    enum dialect_event verb = DIALECT_EVENTS;

    (void)draft_line_argument(dialect, command, &verb);
    return verb < DIALECT_VERBS && steps_form(dialect, verb) == STEPS_FORM_CREDENTIALS;
}

bool form_take(struct form *form, enum history_kind kind, struct span text)
{
    struct guide *guide = form->pane.guide;
    enum dialect_event verb;

    if (kind == HISTORY_MESSAGE) {
        take_message(form, text);
        return true;
    }
    if (names_user(guide->dialect, text) ||
        !draft_take_command(form->draft, guide->dialect, text, &verb))
        return false;
    guide_visit(guide, verb);
    return true;
}

void form_init(struct form *form, struct guide *guide, struct draft *draft)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_(
            "Fill in the step and send it with F5, or with Enter in the last field.  \"Will send\" "
            "shows the exact lines to be sent, and a choice beside it how: addresses in another "
            "style, or a message in pieces, for servers that need that.  Alt-n and Alt-p show "
            "other steps, available or not.  A \"!\" beside a field says what is wrong with it.  "
            "Alt-s sends anyway what is wrong, or a step that is not available.  In a field, Up "
            "and Ctrl-R find earlier entries.  An empty header field is left out of the message.  "
            "Alt-3, then ?, tells more of the step."),
        .keys_now = keys_now,
        .enter = enter,
        .draw = form_draw,
        .act = act,
        .click = click,
        .input = input,
    };

    *form = (struct form){.pane = {.operations = &operations, .guide = guide}, .draft = draft};
}
