/* conversation.h - the pane that shows both sides of the conversation as it goes.
 *
 * It follows the newest line unless another one was selected.
 */
#ifndef TUI_CLIENT_CONVERSATION_H
#define TUI_CLIENT_CONVERSATION_H

#include "tui-client/pane.h"

struct conversation {
    struct pane pane;
    int height; /* rows shown when it was last drawn: a page */
    char title[256];
};

void conversation_init(struct conversation *conversation, struct guide *guide);

#endif
