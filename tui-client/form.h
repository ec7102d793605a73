/* form.h - the pane in which the step that is shown is filled in and sent.
 *
 * What a step asks for comes from the dialect's table, so each step's form is one of a few kinds.
 * What was typed stays, whatever happens to the connection or the screen; a message goes only when
 * it was delivered. Single lines are edited by Readline, which the form borrows while it has the
 * focus.
 */
#ifndef TUI_CLIENT_FORM_H
#define TUI_CLIENT_FORM_H

#include "tui-client/area.h"
#include "tui-client/compose.h"
#include "tui-client/pane.h"

enum form_item {
    FORM_FIELD,      /* of a command or a header: form_field_of() */
    FORM_ATTACHMENT, /* a file that goes with the message: form_attachment_of() */
    FORM_BODY,       /* the text of a message */
    FORM_BUTTON,     /* to go on: form_button_of() */
};

/* Most bytes of the text of a message under edit. */
#define FORM_BODY_MAX ((size_t)32 << 20)

enum form_button { FORM_CONNECT, FORM_ANOTHER, FORM_SEND };

struct form_field {
    char *text; /* owned; not ended by NUL; NULL: empty */
    size_t size;
    size_t point;   /* of the cursor, in bytes */
    bool is_edited; /* by the person: it is not filled in any more */
};

struct form_attachment {
    char *path; /* owned; as the person named it */
    struct buffer content;
};

struct form {
    struct pane pane;
    unsigned visits; /* guide->visits and guide->deliveries as of the last look */
    unsigned deliveries;
    struct form_field arguments[DIALECT_VERBS];
    struct form_field headers[COMPOSE_FIELDS];
    struct form_attachment attachments[COMPOSE_ATTACHMENTS_MAX];
    size_t attachment_count;
    struct area body;
    size_t item;     /* that has the focus, from 0 */
    bool is_sent;    /* the message, as it is now */
    bool has_prompt; /* the form has the focus, and Readline is its to fill */
    char title[160];
};

/* HOSTNAME is offered as the client's name. */
void form_init(struct form *form, struct guide *guide, const char *hostname);
void form_release(struct form *form);

/* The focus goes elsewhere. */
void form_leave(struct form *form);

/* Whether a message was begun that is not delivered. */
bool form_has_unsent(const struct form *form);

/* Puts a command or message of the history into its form and shows that; false for a command of no
 * form. */
bool form_take(struct form *form, enum history_kind kind, struct span text);

/* What of LINE, a command, belongs into the field of its verb, which goes to *VERB; empty for a
 * command without field.  Borrows from LINE. */
struct span form_argument(const struct guide *guide, struct span line, enum dialect_event *verb);

/* Shows the step that sends a message, if another is shown. */
void form_show_message(struct form *form);

/* Reads the file PATH and adds it to the message; says how that went. */
bool form_attach(struct form *form, const char *path);

/* Adds the files that MESSAGE names; says which of them are missing. */
void form_attach_all(struct form *form, const struct compose_message *message);

/* Takes out attachment NUMBER, or all of them. */
void form_detach(struct form *form, size_t number);
void form_detach_all(struct form *form);

/* Asks for the file that ACTION needs; false if it needs none. */
bool form_ask_for_file(struct form *form, enum keys_action action);

/* Makes what the file PATH holds the text of the message; says how that went. */
bool form_take_edited(struct form *form, const char *path);

/* Brings the form in line with the step that is shown; called before it is used or drawn. */
void form_follow(struct form *form);

/* What the step that is shown consists of. */
size_t form_item_count(const struct form *form);
enum form_item form_item(const struct form *form, size_t number);
struct form_field *form_field_of(struct form *form, size_t number);
const struct form_attachment *form_attachment_of(const struct form *form, size_t number);
enum form_button form_button_of(const struct form *form, size_t number);

/* The kind of the step that is shown; STEPS_FORM_NOTHING for GUIDE_CONNECT too. */
enum steps_form form_kind(const struct form *form);

/* The text of a field; borrowed until it changes. */
struct span form_text(const struct form_field *field);

/* Gives FIELD a copy of TEXT, with the cursor behind it; without memory it stays as it is. */
void form_set(struct form_field *field, struct span text, bool is_edited);

/* Makes the fields, for form_init(). */
void form_init_fields(struct form *form, const char *hostname);

/* What is wrong with field NUMBER. */
enum compose_flaw form_flaw(struct form *form, size_t number);

/* The message as it would be sent; borrowed from the form.  Its header and attachments alone are
 * made without a look at the body. */
struct compose_message form_message(struct form *form);
struct compose_message form_message_without_body(const struct form *form);

/* Rows that the form would like to have, its frame not counted; WIDTH is what it has. */
int form_wish(const struct form *form, int width);

/* Draws it; see struct pane_operations. */
void form_draw(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor);

#endif
