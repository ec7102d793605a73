/* form.c - what the keys of a form do: editing, moving between fields, sending.
 */
#include <config.h>

#include "tui-client/form.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/i18n.h"
#include "tui-client/prompt.h"

/* --- the borrowed prompt --------------------------------------------------------------------- */

/* Up and Ctrl-R find what was said with the same verb before. */
static void load_history(const struct form *form)
{
    const struct guide *guide = form->pane.guide;
    const struct history *history = &guide->client.archive.history;

    prompt_forget();
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        enum dialect_event verb;
        struct span argument = form_argument(guide, (struct span){entry->text, entry->size}, &verb);
        char *copy;
        if (entry->kind != HISTORY_COMMAND || verb != guide->step || argument.size == 0)
            continue;
        copy = strndup(argument.data, argument.size);
        if (copy != NULL)
            prompt_remember(copy);
        free(copy);
    }
}

/* Without the focus the prompt holds another's line. */
static void load_prompt(struct form *form)
{
    const struct form_field *field = form_field_of(form, form->item);

    if (field == NULL || !form->has_prompt)
        return;
    load_history(form);
    prompt_load(form_text(field), field->point);
}

static void save_prompt(struct form *form)
{
    struct form_field *field = form_field_of(form, form->item);
    struct prompt_view view = prompt_view();
    size_t point = view.point;

    if (!span_equal(view.text, form_text(field))) {
        form_set(field, view.text, true);
        form->is_sent = false;
    }
    field->point = point < field->size ? point : field->size;
}

static void enter(struct pane *pane)
{
    struct form *form = (struct form *)pane;

    form->has_prompt = true;
    form_follow(form);
    load_prompt(form);
}

void form_leave(struct form *form)
{
    form->has_prompt = false;
}

/* --- sending --------------------------------------------------------------------------------- */

/* Whether a server may be sent this all the same, to see what it says.  With any other flaw a
 * message would go without the field. */
static bool is_sendable(const struct form *form, enum compose_flaw flaw)
{
    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return flaw == COMPOSE_NEEDS_QUOTES || flaw == COMPOSE_NOT_ASCII;
    return flaw == COMPOSE_EMPTY || flaw == COMPOSE_TOO_LONG;
}

/* Whether the fields may go; says what is wrong with the first that may not. */
static bool are_fields_good(struct form *form, bool anyway)
{
    char text[256];

    for (size_t i = 0; i < form_item_count(form); i++) {
        enum compose_flaw flaw = form_item(form, i) == FORM_FIELD ? form_flaw(form, i) : COMPOSE_OK;
        if (flaw == COMPOSE_OK || (anyway && is_sendable(form, flaw)))
            continue;
        form->item = i;
        load_prompt(form);
        snprintf(text, sizeof text,
                 is_sendable(form, flaw) ? _("Not sent: the field %s.  Alt-s sends it anyway.")
                                         : _("Not sent: the field %s."),
                 texts_compose_flaw(flaw));
        guide_say(form->pane.guide, GUIDE_BAD, text);
        return false;
    }
    return true;
}

/* Whether the step may go now; one that is not open must be sent anyway. */
static bool is_time(struct form *form, bool anyway)
{
    struct guide *guide = form->pane.guide;
    const struct dialogue *dialogue = &guide->client.dialogue;
    bool takes_message = dialogue_is_in_message(dialogue) && form_kind(form) == STEPS_FORM_MESSAGE;
    bool is_open =
        dialect_why_not(guide->dialect, dialogue->position, guide->step) == DIALECT_REASON_NONE;

    if (guide->client.link.state != LINK_OPEN || dialogue_is_waiting(dialogue)) {
        guide_say(guide, GUIDE_TROUBLE, _("The server has not answered yet.  Ctrl-C gives up."));
        return false;
    }
    if (is_open || anyway || takes_message)
        return true;
    guide_say(guide, GUIDE_TROUBLE, _("Not sent: this step is not open.  Alt-s sends it anyway."));
    return false;
}

static void transmit(struct form *form, long long now_ms)
{
    struct guide *guide = form->pane.guide;
    struct compose_message message = form_message(form);
    const struct form_field *field = form_field_of(form, 0);
    struct span argument = field != NULL ? form_text(field) : (struct span){0};
    int status;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        status = client_say_message(&guide->client, guide->step, &message, now_ms);
    else
        status = client_say_step(&guide->client, guide->step, argument, now_ms);
    form->is_sent = status == 0 && form_kind(form) == STEPS_FORM_MESSAGE;
    guide->follows = true;
    if (status != 0)
        guide_say(guide, GUIDE_BAD,
                  errno == ENOBUFS ? _("Not sent: it is larger than this program can send.")
                                   : strerror(errno));
    else
        guide_say(guide, GUIDE_SAID, _("Sent; waiting for the reply."));
}

static void send_step(struct form *form, bool anyway, long long now_ms)
{
    struct guide *guide = form->pane.guide;

    if (!client_can_say(&guide->client))
        guide_connect(guide, now_ms);
    else if (guide->step == GUIDE_CONNECT)
        guide_say(guide, GUIDE_SAID, _("The connection is there, or on its way."));
    else if (are_fields_good(form, anyway) && is_time(form, anyway))
        transmit(form, now_ms);
}

static void press(struct form *form, long long now_ms)
{
    struct guide *guide = form->pane.guide;

    if (form_button_of(form, form->item) == FORM_ANOTHER)
        guide_visit(guide, steps_next(guide->dialect, &guide->steps,
                                      guide->client.dialogue.position, false));
    else
        send_step(form, false, now_ms);
}

/* --- keys ------------------------------------------------------------------------------------ */

static void move_item(struct form *form, size_t offset)
{
    if (form_item(form, form->item) == FORM_FIELD && prompt_accept())
        save_prompt(form);
    form->item = (form->item + offset) % form_item_count(form);
    load_prompt(form);
}

/* Says why the body is as it was, if STATUS is -1. */
static void changed_body(struct form *form, int status)
{
    form->is_sent = false;
    if (status != 0)
        guide_say(form->pane.guide, GUIDE_BAD,
                  errno == ENOBUFS ? _("Not inserted: the text would be larger than 32 MB.")
                                   : strerror(errno));
}

/* Enter goes on to the next field; what is last is sent.  In the body it is a line end. */
static void press_enter(struct form *form, long long now_ms)
{
    if (form_item(form, form->item) == FORM_BODY)
        changed_body(form, area_insert(&form->body, span_of("\n")));
    else if (form_item(form, form->item) == FORM_BUTTON)
        press(form, now_ms);
    else if (form->item + 1 < form_item_count(form))
        move_item(form, 1);
    else
        send_step(form, false, now_ms);
}

/* What an action means in the body: a motion, and whether what lies on the way is deleted. */
static const struct {
    enum keys_action action;
    enum area_motion motion;
    bool deletes;
} motions[] = {
    {KEYS_LEFT, AREA_LEFT, false},
    {KEYS_RIGHT, AREA_RIGHT, false},
    {KEYS_UP, AREA_UP, false},
    {KEYS_DOWN, AREA_DOWN, false},
    {KEYS_WORD_LEFT, AREA_WORD_LEFT, false},
    {KEYS_WORD_RIGHT, AREA_WORD_RIGHT, false},
    {KEYS_ROW_START, AREA_ROW_START, false},
    {KEYS_ROW_END, AREA_ROW_END, false},
    {KEYS_START, AREA_START, false},
    {KEYS_END, AREA_END, false},
    {KEYS_DELETE_LEFT, AREA_LEFT, true},
    {KEYS_DELETE_RIGHT, AREA_RIGHT, true},
    {KEYS_DELETE_WORD, AREA_WORD_LEFT, true},
};

static bool edit_body(struct form *form, enum keys_action action)
{
    for (size_t i = 0; i < sizeof motions / sizeof motions[0]; i++) {
        if (motions[i].action != action)
            continue;
        if (motions[i].deletes)
            changed_body(form, area_delete(&form->body, motions[i].motion));
        else
            area_move(&form->body, motions[i].motion);
        return true;
    }
    if (action != KEYS_DELETE_LINE_END)
        return false;
    changed_body(form, area_kill_line(&form->body));
    return true;
}

static bool change_item(struct form *form, enum keys_action action)
{
    switch (form_item(form, form->item)) {
    case FORM_BODY:
        return edit_body(form, action);
    case FORM_ATTACHMENT:
        if (action == KEYS_DELETE_RIGHT)
            form_detach(form, form->item - COMPOSE_FIELDS);
        return action == KEYS_DELETE_RIGHT;
    default:
        return false;
    }
}

/* The field is what it was before, and so is what would be sent. */
static bool cancel_search(struct form *form)
{
    bool was_searching = prompt_cancel();

    if (was_searching)
        save_prompt(form);
    return was_searching;
}

static bool act(struct pane *pane, enum keys_action action, long long now_ms)
{
    struct form *form = (struct form *)pane;

    form_follow(form);
    switch (action) {
    case KEYS_SEND:
        send_step(form, false, now_ms);
        return true;
    case KEYS_SEND_ANYWAY:
        send_step(form, true, now_ms);
        return true;
    case KEYS_ENTER:
        if (form_item(form, form->item) == FORM_FIELD && prompt_accept())
            save_prompt(form);
        else
            press_enter(form, now_ms);
        return true;
    case KEYS_NEXT_FIELD:
        move_item(form, 1);
        return true;
    case KEYS_PREVIOUS_FIELD:
        move_item(form, form_item_count(form) - 1);
        return true;
    case KEYS_BACK:
        return form_item(form, form->item) == FORM_FIELD && cancel_search(form);
    default:
        return form_ask_for_file(form, action) || change_item(form, action);
    }
}

static void input(struct pane *pane, const struct input *input)
{
    struct form *form = (struct form *)pane;
    struct span text = {input->bytes, input->byte_count};

    form_follow(form);
    if (input->kind == INPUT_PASTE)
        text = input->text;
    switch (form_item(form, form->item)) {
    case FORM_FIELD:
        if (input->kind == INPUT_PASTE)
            prompt_paste(text);
        else
            prompt_feed(text.data, text.size);
        save_prompt(form);
        break;
    case FORM_BODY:
        if (input->kind == INPUT_PASTE || (input->kind == INPUT_CHARACTER && input->code >= ' '))
            changed_body(form, area_insert(&form->body, text));
        break;
    case FORM_ATTACHMENT:
    case FORM_BUTTON:
        break;
    }
}

static struct pane_keys keys_now(const struct pane *pane)
{
    const struct form *form = (const struct form *)pane;
    static const struct pane_keys keys[] = {
        [FORM_FIELD] = {KEYS_FORM, true},
        [FORM_ATTACHMENT] = {KEYS_ATTACHMENT, false},
        [FORM_BODY] = {KEYS_BODY, true},
        [FORM_BUTTON] = {KEYS_BUTTON, false},
    };

    return keys[form_item(form, form->item)];
}

static const char *title(struct pane *pane)
{
    struct form *form = (struct form *)pane;
    struct guide *guide = pane->guide;
    char name[64];

    snprintf(form->title, sizeof form->title, "[1] %s",
             guide_name(guide, guide->step, name, sizeof name));
    return form->title;
}

void form_init(struct form *form, struct guide *guide, const char *hostname)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_(
            "Fill in the step and send it with F5, or with Enter in the last field.  \"Will send\" "
            "shows the very lines that go out.  A step that is not open can be looked at with "
            "Alt-n and Alt-p, and sent all the same with Alt-s.  In a field Up and Ctrl-R find "
            "what was sent before.  A header field that is emptied is left out of the message."),
        .keys_now = keys_now,
        .enter = enter,
        .draw = form_draw,
        .act = act,
        .input = input,
    };

    *form = (struct form){.pane = {&operations, guide}};
    form_init_fields(form, hostname);
}
