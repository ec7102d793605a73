/* form_internal.h - what the files of the form tell each other; nobody else includes it.
 *
 * Calls go one way: form.c (keys) calls form_send.c, form_files.c and form_draw.c; form_send.c
 * calls form_prompt.c, form_draw.c calls form_preview.c; all of them call form_step.c, which asks
 * the draft.
 */
#ifndef TUI_CLIENT_PANES_FORM_INTERNAL_H
#define TUI_CLIENT_PANES_FORM_INTERNAL_H

#include "common/deadline.h"
#include "tui-client/panes/form.h"

/* --- form_step.c: what the step that is shown consists of --- */

enum form_item {
    FORM_FIELD,      /* of a command or a header: form_field_of() */
    FORM_ATTACHMENT, /* a file that goes with the message: form_attachment_number() */
    FORM_BODY,       /* the text of a message */
    FORM_BUTTON,     /* to go on: form_button_of() */
};

enum form_button { FORM_CONNECT, FORM_ANOTHER, FORM_SEND };

/* The kind of the step that is shown; STEPS_FORM_NOTHING for GUIDE_CONNECT too. */
enum steps_form form_kind(const struct form *form);

size_t form_item_count(const struct form *form);
enum form_item form_item(const struct form *form, size_t number);

/* The item where a person begins. */
size_t form_first_item(const struct form *form);

/* The field that item NUMBER is, and what is wrong with it; NULL and COMPOSE_OK for an item that is
 * none. */
struct draft_field *form_field_of(const struct form *form, size_t number);
enum compose_flaw form_flaw(const struct form *form, size_t number);

/* Which attachment of the draft, and which button, item NUMBER is. */
size_t form_attachment_number(size_t number);
enum form_button form_button_of(const struct form *form, size_t number);

/* What goes with the command of the step; empty for one without argument. */
struct span form_argument(const struct form *form);

/* Shows the step that sends a message, if another is shown. */
void form_show_message(struct form *form);

/* --- form_prompt.c: Readline, which edits the field with the focus --- */

/* The prompt gets the field, if it is the form's. */
void form_load_prompt(const struct form *form);

/* The field gets what stands in the prompt. */
void form_save_prompt(struct form *form);

/* --- form_send.c --- */

/* Sends the step, or says why not.  ANYWAY: also one that is not open, or a field that is flawed as
 * far as that can be sent. */
void form_send(struct form *form, bool anyway, int64_t now_ms);

/* --- form_files.c --- */

/* Adds the files that MESSAGE names; says which of them are missing. */
void form_attach_all(struct form *form, const struct compose_message *message);

/* Asks for the file that ACTION needs; false if it needs none. */
bool form_ask_for_file(struct form *form, enum keys_action action);

/* --- form_draw.c, form_preview.c --- */

/* Draws it; see struct pane_operations. */
void form_draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor);

/* What the step will send, made visible. */
void form_draw_preview(const struct form *form, struct box box);

/* A row of text of ours, if the box still has one. */
void form_put(struct box *box, enum style style, const char *text);

#endif
