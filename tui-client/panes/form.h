/* form.h - the pane in which the step that is shown is filled in and sent.
 *
 * What a step asks for comes from the dialect's table, so each step's form is one of a few kinds.
 * What is written there is the draft's: the form is the way to it, by keys and by files.  Single
 * lines are edited by Readline, which the form borrows while it has the focus.
 */
#ifndef TUI_CLIENT_PANES_FORM_H
#define TUI_CLIENT_PANES_FORM_H

#include "tui-client/message/draft.h"
#include "tui-client/panes/pane.h"

struct form {
    struct pane pane;
    struct draft *draft; /* borrowed */
    unsigned visits;     /* guide->visits and guide->deliveries as of the last look */
    unsigned deliveries;
    size_t item;     /* that has the focus, from 0 */
    bool has_prompt; /* the form has the focus, and Readline is its to fill */
    char title[160];
};

/* GUIDE and DRAFT live as long as the form does, which owns nothing. */
void form_init(struct form *form, struct guide *guide, struct draft *draft);

/* The focus goes elsewhere. */
void form_leave(struct form *form);

/* Brings the form, and its draft, in line with what has happened since; called before either is
 * used or drawn. */
void form_follow(struct form *form);

/* Puts a command or message of the history into its form and shows that; false for a command of no
 * form. */
bool form_take(struct form *form, enum history_kind kind, struct span text);

/* Makes what the file PATH holds the text of the message; says how that went. */
bool form_take_edited(struct form *form, const char *path);

/* Reads the file PATH and adds it to the message; says how that went. */
bool form_attach(struct form *form, const char *path);

/* Rows that the form would like to have, its frame not counted; WIDTH is what it has. */
int form_wish(const struct form *form, int width);

#endif
