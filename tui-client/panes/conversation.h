/* conversation.h - the pane that shows both sides of the conversation as it goes.
 *
 * It follows the newest line unless another one was selected.  In its wire view each line is shown
 * with every byte of it, its ending included, and their number.
 */
#ifndef TUI_CLIENT_PANES_CONVERSATION_H
#define TUI_CLIENT_PANES_CONVERSATION_H

#include "tui-client/panes/pane.h"

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

#endif
