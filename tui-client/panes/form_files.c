/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_files.c - files read into a message: attached, inserted, or from the editor; and those sent
 * as they are.
 *
 * A file is read when it is named, so that the preview is what will be sent.
 */
#include <config.h>

#include "tui-client/panes/form_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/i18n.h"
#include "tui-client/client/files.h"

static const char *load(const char *path, struct buffer *content)
{
    if (files_load(path, content) == 0)
        return NULL;
    return errno == ENOBUFS ? _("it is too large") : files_error(errno);
}

__attribute__((format(printf, 3, 4))) static void report(struct form *form, enum guide_tone tone,
                                                         const char *format, ...)
{
    char text[WORDS_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    guide_say(form->pane.guide, tone, text);
}

/* --- attachments ----------------------------------------------------------------------------- */

/* Attaches the file PATH; returns NULL, or why it failed. */
static const char *attach(struct draft *draft, const char *path)
{
    struct buffer content;
    const char *why;

    buffer_init(&content, draft_attachment_room(draft));
    why = load(path, &content);
    if (why == NULL && draft_attach(draft, span_of(path), &content) != 0)
        why = strerror(errno);
    buffer_release(&content);
    return why;
}

bool form_attach(struct form *form, const char *path)
{
    const char *why = form->draft->attachment_count == COMPOSE_ATTACHMENTS_MAX
                          ? _("the message already has the maximum number of attachments")
                          : attach(form->draft, path);

    if (why == NULL)
        report(form, GUIDE_GOOD, _("Attached: %s."), path);
    else
        report(form, GUIDE_BAD, _("cannot read %s: %s"), path, why);
    return why == NULL;
}

/* Loads the file PATH as the message; reports the result. */
static bool load_message(struct form *form, const char *path)
{
    struct buffer content;
    const char *why;

    buffer_init(&content, DRAFT_ATTACHED_MAX);
    why = load(path, &content);
    if (why == NULL && draft_load(form->draft, span_of(path), &content) != 0)
        why = strerror(errno);
    buffer_release(&content);
    if (why == NULL)
        report(form, GUIDE_GOOD, _("Loaded: %s.  It is sent as it is."), path);
    else
        report(form, GUIDE_BAD, _("cannot read %s: %s"), path, why);
    form->item = form_first_item(form);
    return why == NULL;
}

void form_unload(struct form *form)
{
    draft_unload(form->draft);
    form->item = form_first_item(form);
    report(form, GUIDE_SAID, "%s", _("The file is removed; the message is as it was composed."));
}

bool form_is_fixed(struct form *form)
{
    bool is_fixed = draft_has_file(form->draft);

    if (is_fixed)
        report(form, GUIDE_TROUBLE, _("%s is sent as it is; remove it first (Delete)."),
               form->draft->file.path);
    return is_fixed;
}

void form_attach_all(struct form *form, const struct compose_message *message)
{
    char text[WORDS_MAX];
    size_t missing = 0, length = 0;

    if (message->file.path.size > 0) {
        char *path = strndup(message->file.path.data, message->file.path.size);
        if (path != NULL)
            (void)load_message(form, path);
        free(path);
        return;
    }
    for (size_t i = 0; i < message->attachment_count; i++) {
        struct span path = message->attachments[i].path;
        char *copy = strndup(path.data, path.size);
        if (copy == NULL || !form_attach(form, copy)) {
            snprintf(text + length, sizeof text - length, "%s%.*s",
                     missing++ > 0 ? ", " : _("Missing from the message: "), (int)path.size,
                     path.data);
            length = strlen(text);
        }
        free(copy);
    }
    if (missing > 0)
        guide_say(form->pane.guide, GUIDE_BAD, text);
}

/* --- text ------------------------------------------------------------------------------------- */

static const char *text_problem(int error_number)
{
    switch (error_number) {
    case EILSEQ:
        return _("it is not UTF-8 text; Alt-a attaches any file");
    case ENOBUFS:
        return _("it is too large");
    default:
        return strerror(error_number);
    }
}

/* Reads the file PATH into the text of DRAFT; returns NULL, or why it failed. */
static const char *take_text(struct draft *draft, const char *path, enum draft_place place)
{
    struct buffer content;
    const char *why;

    buffer_init(&content, DRAFT_BODY_MAX);
    why = load(path, &content);
    if (why == NULL && draft_take_file(draft, buffer_span(&content), place) != 0)
        why = text_problem(errno);
    buffer_release(&content);
    return why;
}

bool form_take_edited(struct form *form, const char *path)
{
    const char *why;

    form_show_message(form);
    why = take_text(form->draft, path, DRAFT_INSTEAD);
    if (why == NULL)
        report(form, GUIDE_GOOD, "%s", _("Text updated from the editor."));
    else
        report(form, GUIDE_BAD, _("Could not read back %s: %s"), path, why);
    return why == NULL;
}

/* --- asking for a file ----------------------------------------------------------------------- */

/* Keeps the focus on the same item when one is added above it. */
static void take_attachment(struct pane *pane, struct span path, int64_t now_ms)
{
    struct form *form = (struct form *)pane;

    (void)now_ms;
    form_show_message(form);
    if (!form_attach(form, path.data))
        pane->errand = (struct errand){.kind = ERRAND_AGAIN};
    else if (form->item >= COMPOSE_FIELDS)
        form->item++;
}

static void insert_file(struct pane *pane, struct span path, int64_t now_ms)
{
    struct form *form = (struct form *)pane;
    const char *why;

    (void)now_ms;
    form_show_message(form);
    why = take_text(form->draft, path.data, DRAFT_AT_CURSOR);
    if (why == NULL) {
        report(form, GUIDE_GOOD, _("Inserted: %s."), path.data);
        return;
    }
    report(form, GUIDE_BAD, _("cannot read %s: %s"), path.data, why);
    pane->errand = (struct errand){.kind = ERRAND_AGAIN};
}

static void take_message(struct pane *pane, struct span path, int64_t now_ms)
{
    struct form *form = (struct form *)pane;

    (void)now_ms;
    form_show_message(form);
    if (!load_message(form, path.data))
        pane->errand = (struct errand){.kind = ERRAND_AGAIN};
}

bool form_ask_for_file(struct form *form, enum keys_action action)
{
    struct errand errand = {.kind = ERRAND_ASK, .is_path = true};

    switch (action) {
    case KEYS_ATTACH:
        errand.label = N_("Attach the file: ");
        errand.answer = take_attachment;
        break;
    case KEYS_READ_FILE:
        errand.label = N_("Insert the file: ");
        errand.answer = insert_file;
        break;
    case KEYS_LOAD:
        errand.label = N_("Load the message: ");
        errand.answer = take_message;
        break;
    default:
        return false;
    }
    if (action != KEYS_LOAD && form_is_fixed(form))
        return true;
    form->pane.errand = errand;
    return true;
}
