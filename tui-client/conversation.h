/* conversation.h - the pane that shows both sides of the conversation as it goes.
 *
 * It follows the newest line unless another one was selected.  In its wire view each line is shown
 * with every byte of it, its ending included, and their number.
 */
#ifndef TUI_CLIENT_CONVERSATION_H
#define TUI_CLIENT_CONVERSATION_H

#include "tui-client/pane.h"

/* Most bytes that can be searched for. */
#define CONVERSATION_SOUGHT_MAX 255

struct conversation {
    struct pane pane;
    struct box box; /* where it was last drawn */
    /* After the last motion LINE, counting those lost too, began in row ROW of the box.  What is
     * shown where follows from that and from what is selected. */
    struct {
        unsigned long long line;
        int row; /* negative: its first rows were above the box */
    } anchor;
    bool has_anchor; /* there was a motion */
    bool is_wire;
    char sought[CONVERSATION_SOUGHT_MAX + 1]; /* last; "": nothing yet */
    char title[256];
};

void conversation_init(struct conversation *conversation, struct guide *guide);

/* Where SOUGHT (not empty) first occurs in TEXT, A-Z and a-z being the same; TEXT's size: nowhere.
 */
size_t conversation_find(struct span text, struct span sought);

/* Drawing (conversation_draw.c), a slot of the pane. */
void conversation_draw(struct pane *pane, struct box box, bool has_focus,
                       struct pane_cursor *cursor);

/* How many rows of the box line NUMBER takes. */
int conversation_rows(const struct conversation *conversation, size_t number);

/* The rows that the lines from FIRST on, but those from BEHIND on, take; counted as far as ENOUGH.
 */
int conversation_rows_between(const struct conversation *conversation, size_t first, size_t behind,
                              int enough);

/* The row of the box where the selected line begins; negative: above it. */
int conversation_row(const struct conversation *conversation);

#endif
