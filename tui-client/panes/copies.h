/* copies.h - the overlay that shows the conversation in a form that runs elsewhere, to be copied.
 */
#ifndef TUI_CLIENT_PANES_COPIES_H
#define TUI_CLIENT_PANES_COPIES_H

#include "tui-client/client/share.h"
#include "tui-client/panes/pane.h"

struct copies {
    struct pane pane;
    enum export_format format;
    struct buffer text; /* the conversation in FORMAT */
    const char *flaw;   /* why it cannot be; NULL: it can; translated */
    size_t skip;        /* rows scrolled out at the top */
    size_t rows;        /* of all of it when it was last drawn */
    int height;
    char title[256];
};

void copies_init(struct copies *copies, struct guide *guide);
void copies_release(struct copies *copies);

#endif
