/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_check.c - the names of fields, and what is wrong with what was typed into them.
 *
 * What the program has filled in is its own concern: only what the user has edited is checked.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <stdio.h>

#include "common/i18n.h"
#include "tui-client/message/recipients.h"
#include "tui-client/text/columns.h"

/* Columns that are left to a text beside words on it, while it is typed and later; fewer do for a
 * shorter one. */
#define TYPED_COLUMNS 16
#define FIELD_COLUMNS 8

const char *form_label(const struct form *form, size_t number)
{
    const struct guide *guide = form->pane.guide;
    const char *label;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return compose_field_name((enum compose_field)number);
    if (guide->step == GUIDE_CONNECT)
        return _("Server");
    if (form_kind(form) == STEPS_FORM_CREDENTIALS)
        return number == 0 ? _("User") : _("Password");
    if (number == 1)
        return _("Parameters");
    label = guide->dialect->verbs[guide->step].label;
    return label != NULL ? _(label) : "";
}

int form_label_width(const struct form *form)
{
    size_t width = 0;

    for (size_t i = 0; i < form_item_count(form); i++) {
        size_t own =
            form_item(form, i) <= FORM_SECRET ? columns_width(span_of(form_label(form, i))) : 0;
        width = own > width ? own : width;
    }
    return (int)width + 1;
}

/* --- what is wrong --------------------------------------------------------------------------- */

static enum check_kind kind_of(const struct form *form, size_t number)
{
    static const enum check_kind headers[COMPOSE_FIELDS] = {
        [COMPOSE_FROM] = CHECK_MAILBOXES,        [COMPOSE_TO] = CHECK_MAILBOXES,
        [COMPOSE_SUBJECT] = CHECK_ANYTHING,      [COMPOSE_DATE] = CHECK_DATE,
        [COMPOSE_MESSAGE_ID] = CHECK_MESSAGE_ID,
    };
    static const enum check_kind arguments[] = {
        [DIALECT_INTRODUCES_NOTHING] = CHECK_ANYTHING,
        [DIALECT_INTRODUCES_CLIENT] = CHECK_CLIENT,
        [DIALECT_INTRODUCES_SENDER] = CHECK_SENDER,
        [DIALECT_INTRODUCES_RECIPIENT] = CHECK_RECIPIENT,
        [DIALECT_INTRODUCES_MESSAGE] = CHECK_ANYTHING,
        [DIALECT_INTRODUCES_CREDENTIALS] = CHECK_ANYTHING,
    };
    const struct guide *guide = form->pane.guide;

    if (form_kind(form) == STEPS_FORM_MESSAGE)
        return headers[number];
    if (guide->step == GUIDE_CONNECT)
        return CHECK_ANYTHING;
    if (number == 1)
        return CHECK_PARAMETERS;
    return arguments[dialect_introduces(guide->dialect, guide->step)];
}

/* A dialect takes any text if it takes any sender. */
static struct check_rules rules_of(const struct form *form)
{
    const struct guide *guide = form->pane.guide;
    const struct dialect_row *sender = dialect_row_of(guide->dialect, DIALECT_MAIL);

    return (struct check_rules){
        .takes_any = sender != NULL && sender->argument == ARGUMENT_ADDRESS,
        .is_international = guide->client.envelope.is_international,
        .offered = &guide->client.dialogue.offered,
    };
}

/* Of several recipients, the first with a flaw, or else with a remark. */
static struct check check_recipients(struct span text, const struct check_rules *rules)
{
    struct span rest = text, address;
    struct check first = {0};

    while (recipients_next(&rest, &address)) {
        struct check check = check_text(CHECK_RECIPIENT, address, rules);
        bool is_flaw = check_is_flaw(CHECK_RECIPIENT, check.reason, rules);
        check.offset += (size_t)(address.data - text.data);
        if (is_flaw)
            return check;
        first = first.reason == CHECK_OK ? check : first;
    }
    return first;
}

/* What cannot be sent at all, or is too long, is not checked further. */
static struct check check_of(const struct form *form, size_t number,
                             const struct check_rules *rules)
{
    const struct draft_field *field = form_field_of(form, number);

    if (field == NULL || !field->is_edited || form_flaw(form, number) != COMPOSE_OK)
        return (struct check){0};
    if (form_is_list(form) && kind_of(form, number) == CHECK_RECIPIENT)
        return check_recipients(draft_text(field), rules);
    return check_text(kind_of(form, number), draft_text(field), rules);
}

struct form_trouble form_trouble(const struct form *form, size_t number)
{
    struct check_rules rules = rules_of(form);
    struct check check = check_of(form, number, &rules);
    struct form_trouble trouble = {.place = check.offset};

    if (check.reason == CHECK_OK)
        return trouble;
    trouble.is_flaw = check_is_flaw(kind_of(form, number), check.reason, &rules);
    words_check(&check, draft_text(form_field_of(form, number)), trouble.words,
                sizeof trouble.words);
    return trouble;
}

/* --- where it is shown ----------------------------------------------------------------------- */

/* A field that is empty is not marked: nothing was typed wrong. */
struct form_note form_note(const struct form *form, size_t number, int width)
{
    enum compose_flaw flaw = form_flaw(form, number);
    struct form_trouble trouble = form_trouble(form, number);
    const char *words = flaw != COMPOSE_OK ? words_compose_flaw(flaw) : trouble.words;
    struct form_note note = {.style = STYLE_NORMAL};
    int needed, most;

    if (form_item(form, number) != FORM_FIELD || words[0] == '\0')
        return note;
    if (flaw != COMPOSE_OK || trouble.is_flaw)
        note.style = STYLE_TROUBLE;
    snprintf(note.text, sizeof note.text, flaw == COMPOSE_EMPTY ? "%s" : "! %s", words);
    needed = (int)columns_width(draft_text(form_field_of(form, number))) + 1;
    most = number == form->item ? TYPED_COLUMNS : FIELD_COLUMNS;
    needed = needed < most ? needed : most;
    note.is_beside =
        form_label_width(form) + needed + 2 + (int)columns_width(span_of(note.text)) <= width;
    return note;
}
