/* form_parts.h - what the files that draw a form tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_FORM_PARTS_H
#define TUI_CLIENT_FORM_PARTS_H

#include "tui-client/form.h"

/* A row of text of ours, if the box still has one. */
void form_put(struct box *box, enum style style, const char *text);

/* What the step will send, made visible. */
void form_draw_preview(struct form *form, struct box box);

#endif
