/* errand.h - what a pane wants done that leads out of it.
 *
 * A pane sets its errand while it acts or takes a key; it is done after that, by whoever knows the
 * other panes.  So a pane knows neither who asks for a line nor who takes a command.
 */
#ifndef TUI_CLIENT_PANES_ERRAND_H
#define TUI_CLIENT_PANES_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "tui-client/dialogue/history.h"
#include "tui-client/terminal/keys.h"

struct pane;

enum errand_kind {
    ERRAND_NONE,
    ERRAND_ASK,     /* ask the person for a line */
    ERRAND_TO_FORM, /* put an entry of the history into its form, or else into the raw line */
    ERRAND_TO_RAW,  /* put TEXT into the raw line */
    ERRAND_ACTION,  /* do ACTION where the focus was before this pane covered it */
};

struct errand {
    enum errand_kind kind;
    const char *label;       /* ASK: in front of the line; marked for translation */
    struct span text;        /* what it starts with; borrowed until the errand is done */
    bool is_path;            /* ASK: names of files are completed, "~" stands for the home */
    enum history_kind entry; /* TO_FORM */
    enum keys_action action; /* ACTION */
    /* ASK: takes the line when the person has finished it; not called for a cancelled one.  FROM is
     * the pane whose errand it was. */
    void (*answer)(struct pane *from, struct span line, int64_t now_ms);
};

#endif
