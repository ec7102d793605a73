/* help.h - the overlay with help: first on what has the focus, then all keys, from the key table.
 */
#ifndef TUI_CLIENT_PANES_HELP_H
#define TUI_CLIENT_PANES_HELP_H

#include "tui-client/panes/pane.h"

struct help {
    struct pane pane;
    const char *topic;     /* of the pane that help is wanted on; marked for translation */
    enum keys_scope scope; /* of its keys */
    size_t skip;           /* rows scrolled out at the top */
    size_t rows;           /* of all of it when it was last drawn */
    int height;
};

void help_init(struct help *help, struct guide *guide);

/* Says what help is wanted on. */
void help_about(struct help *help, const struct pane *topic);

#endif
