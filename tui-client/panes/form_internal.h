/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form_internal.h - shared by the form*.c files; no other file includes it.
 *
 * Calls go one way: form.c (keys) calls form_send.c, form_files.c, form_body.c and form_draw.c;
 * form_send.c calls form_prompt.c and form_check.c; form_draw.c calls form_next.c, form_message.c,
 * form_loaded.c, form_command.c, form_connection.c and form_finish.c, which call form_items.c,
 * form_body.c and form_preview.c; these call form_check.c; all of them call form_arguments.c,
 * form_option.c and form_step.c, which ask the draft.
 */
#ifndef TUI_CLIENT_PANES_FORM_INTERNAL_H
#define TUI_CLIENT_PANES_FORM_INTERNAL_H

#include "common/deadline.h"
#include "tui-client/panes/form.h"

/* --- form_step.c: what the step that is shown consists of --- */

enum form_item {
    FORM_FIELD,      /* of a command or a header: form_field_of() */
    FORM_SECRET,     /* the password */
    FORM_ATTACHMENT, /* an attachment: form_attachment_number() */
    FORM_FILE,       /* the file that is sent instead of what was composed */
    FORM_ENCODING,   /* how the text of a message is encoded, in the row of its label */
    FORM_BODY,       /* the text of a message */
    FORM_OPTION,     /* how the step is sent: form_option() */
    FORM_BUTTON,     /* form_button_of(); the last item, which sends */
};

enum form_button {
    FORM_CONNECT,
    FORM_REPEAT,  /* the steps, after connecting */
    FORM_ANOTHER, /* message on this connection */
    FORM_SEND,
    FORM_SAVE,      /* the conversation */
    FORM_COPY,      /* it as something else */
    FORM_ELSEWHERE, /* to another server */
};

/* The kind of the current step; STEPS_FORM_NOTHING for GUIDE_CONNECT too. */
enum steps_form form_kind(const struct form *form);

size_t form_item_count(const struct form *form);
enum form_item form_item(const struct form *form, size_t number);

/* The number of items in rows of their own: those before the body, if any, FORM_OPTION and the
 * button beside it. */
size_t form_row_count(const struct form *form);

/* The item that has the focus first. */
size_t form_first_item(const struct form *form);

/* The field of item NUMBER; NULL for an item that is not a field. */
struct draft_field *form_field_of(const struct form *form, size_t number);

/* The attachment of the draft, or the button, of item NUMBER. */
size_t form_attachment_number(size_t number);
enum form_button form_button_of(const struct form *form, size_t number);

/* Whether it is the last page, of a conversation that has ended. */
bool form_is_finish(const struct form *form);

/* Whether the step sends a command for each of several recipients. */
bool form_is_list(const struct form *form);

/* Whether the step's command takes parameters, which are its second field. */
bool form_has_parameters(const struct form *form);

/* The mechanism by which AUTH sends the password; MECHANISMS: none that is offered is known. */
enum mechanism form_mechanism(const struct form *form);
void form_change_mechanism(struct form *form, size_t offset);

/* What is to be known of that mechanism before it is used; "" if nothing is. */
const char *form_mechanism_warning(const struct form *form);

/* Switches to the step that sends a message. */
void form_show_message(struct form *form);

/* --- form_arguments.c: what the commands of the step say --- */

/* Which of several recipients. */
enum form_choice {
    FORM_UNANSWERED, /* those that the server has not answered; if there is none, those that it has
                        refused for now */
    FORM_ALL,
};

/* Calls TAKE for each argument that the step sends, one or none if it is no list.  Stops when it
 * returns false.  Returns the number of calls. */
size_t form_each_argument(const struct form *form, enum form_choice choice,
                          bool (*take)(void *context, struct span argument), void *context);

/* The flaw of the field of item NUMBER; COMPOSE_OK for an item that is not a field. */
enum compose_flaw form_flaw(const struct form *form, size_t number);

/* Fills in the parameters that the message and its addresses need, of those that are offered. */
void form_fill_parameters(struct form *form);

/* --- form_secret.c: the password --- */

/* A key or a paste changes it. */
void form_type_secret(struct form *form, const struct input *input);

/* Draws item NUMBER, which is the password: whether there is one, and nothing else of it. */
void form_draw_secret(const struct form *form, size_t number, struct box *box, bool has_focus,
                      struct pane_cursor *cursor);

/* Draws what is to be known before it is sent, if anything. */
void form_draw_secret_warning(const struct form *form, struct box *box);

/* Begins to log in, or reports why not. */
void form_log_in(struct form *form, int64_t now_ms);

/* --- form_check.c: what is wrong with what was typed --- */

/* The name of the field of item NUMBER, translated; and columns of the longest, with a blank. */
const char *form_label(const struct form *form, size_t number);
int form_label_width(const struct form *form);

/* What is wrong with a field that can be sent. */
struct form_trouble {
    bool is_flaw;    /* it is held back */
    size_t place;    /* in its text, in bytes */
    char words[256]; /* without a full stop; "": nothing is wrong */
};

/* Of item NUMBER; nothing for a field that the user has not edited. */
struct form_trouble form_trouble(const struct form *form, size_t number);

/* How that, or form_flaw(), is shown. */
struct form_note {
    enum style style;
    bool is_beside; /* it fits into the field's row */
    char text[280]; /* with a mark in front; "": there is none */
};

/* The note on item NUMBER if its row has WIDTH columns, the label included. */
struct form_note form_note(const struct form *form, size_t number, int width);

/* --- form_option.c: how the step is sent --- */

/* The name of what is chosen by ITEM, FORM_OPTION or FORM_ENCODING; and what the choice is of, ""
 * if the name says it.  Translated. */
const char *form_option(const struct form *form, enum form_item item);
const char *form_option_label(const struct form *form, enum form_item item);

/* Chooses the encoding OFFSET places further, for this message. */
void form_change_encoding(struct form *form, size_t offset);

/* Choose the option OFFSET places further, for this step and all others. */
void form_change_pace(struct form *form, size_t offset);
void form_change_style(struct form *form, size_t offset);

/* Changes what the item with the focus chooses; false if ACTION does not. */
bool form_change_choice(struct form *form, enum keys_action action);

/* --- form_prompt.c: Readline, which edits the field with the focus --- */

/* Loads the field into the prompt, if the form uses it. */
void form_load_prompt(const struct form *form);

/* Switches to the step that connects, with its server selected. */
void form_ask_for_server(struct form *form);

/* Stores the prompt's line in the field. */
void form_save_prompt(struct form *form);

/* --- form_body.c: the text of a message --- */

/* Whether the body has the focus and is being searched: what is typed is sought. */
bool form_searches(const struct form *form);

/* Performs ACTION in such a search; false if it is not one of the search's, which then has ended.
 */
bool form_act_in_search(struct form *form, enum keys_action action);

/* Performs ACTION in the body; false if it does not handle it. */
bool form_act_in_body(struct form *form, enum keys_action action);

/* Types or pastes INPUT into the body or what is sought. */
void form_type_in_body(struct form *form, const struct input *input);

/* Draws the body, below it the search. */
void form_draw_body(const struct form *form, struct box box, bool has_focus,
                    struct pane_cursor *cursor);

/* --- form_send.c --- */

/* Sends the step, or reports why not.  ANYWAY: even if it is not open or a field is flawed,
 * provided that it can be sent. */
void form_send(struct form *form, bool anyway, int64_t now_ms);

/* --- form_files.c --- */

/* Attaches the files that MESSAGE names, or loads the one that is sent as it is; reports those that
 * are missing. */
void form_attach_all(struct form *form, const struct compose_message *message);

/* Removes the file that is sent as it is. */
void form_unload(struct form *form);

/* Asks for the file that ACTION needs; false if it needs none. */
bool form_ask_for_file(struct form *form, enum keys_action action);

/* --- form_draw.c, form_message.c, form_command.c, form_connection.c, form_finish.c --- */

/* Draws the form; see struct pane_operations. */
void form_draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor);

/* Draws the file that is sent instead of what was composed, and its header. */
void form_draw_loaded(const struct form *form, struct box box, bool has_focus,
                      struct pane_cursor *cursor);

/* Draw the form of a message, of any other command, of the step that connects, of the one that ends
 * the conversation, and the page that comes after it. */
void form_draw_message(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor);
void form_draw_command(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor);
void form_draw_connect(const struct form *form, struct box box, bool has_focus,
                       struct pane_cursor *cursor);
void form_draw_end(const struct form *form, struct box box, bool has_focus,
                   struct pane_cursor *cursor);
void form_draw_finish(const struct form *form, struct box box, bool has_focus,
                      struct pane_cursor *cursor);

/* Rows that the form of a message, the one that connects and the last page need at WIDTH columns.
 */
int form_message_rows(const struct form *form, int width);
int form_connect_rows(const struct form *form, int width);
int form_finish_rows(const struct form *form, int width);

/* --- form_next.c: the room that a form leaves --- */

/* Draws what comes next, or the servers used before, into the rows at the end of BOX that are
 * blank. */
void form_draw_next(const struct form *form, struct box box);

/* Rows that it asks for at WIDTH columns; 0: it takes only what is left. */
int form_next_rows(const struct form *form, int width);

/* Takes the server of entry NUMBER of the history. */
void form_choose_next(struct form *form, size_t number);

/* --- form_items.c, form_preview.c --- */

/* Each draws item NUMBER in the first row of the box, which it takes off, if there is one. */
void form_draw_field(const struct form *form, size_t number, struct box *box, bool has_focus,
                     struct pane_cursor *cursor);
void form_draw_attachment(const struct form *form, size_t number, struct box *box, bool has_focus,
                          struct pane_cursor *cursor);
/* The file that is sent instead. */
void form_draw_file(const struct form *form, size_t number, struct box *box, bool has_focus,
                    struct pane_cursor *cursor);
/* The label of the body, and how it is encoded. */
void form_draw_encoding(const struct form *form, size_t number, struct box *box, bool has_focus,
                        struct pane_cursor *cursor);
void form_draw_button(const struct form *form, size_t number, struct box *box, bool has_focus,
                      struct pane_cursor *cursor, const char *label);

/* Draws the buttons of the items FIRST and so on, COUNT of them, as many in a row as fit, from the
 * top of BOX.  Returns their rows; a box without rows only counts. */
int form_lay_buttons(const struct form *form, size_t first, const char *const *labels, size_t count,
                     struct box box, bool has_focus, struct pane_cursor *cursor);

/* The rows of our own text in WIDTH columns. */
int form_rows(const char *text, int width);

/* Draws our own text in as many rows as it needs. */
void form_put_wrapped(struct box *box, enum style style, const char *text);

/* The same for a warning, with a sign before it; and the rows that it needs in WIDTH columns. */
void form_put_warning(struct box *box, const char *text);
int form_warning_rows(int width, const char *text);

/* What the step will send, made visible; in the first row, which is the last to go, also how.  What
 * is wrong with the field that has the focus goes before it if its row, of FIELD_WIDTH columns, has
 * no room. */
void form_draw_preview(const struct form *form, struct box box, int field_width, bool has_focus,
                       struct pane_cursor *cursor);

/* Draws a row of our own text, if the box has one left. */
void form_put(struct box *box, enum style style, const char *text);

#endif
