/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* scroller.h - a text that fills a pane and is scrolled by keys.
 *
 * Where the text comes from is the pane's concern.  One that is long, and stays until another
 * begins, is wrapped once, so that a key costs no more than the rows that are shown.
 */
#ifndef TUI_CLIENT_PANES_SCROLLER_H
#define TUI_CLIENT_PANES_SCROLLER_H

#include "tui-client/panes/pane.h"
#include "tui-client/panes/widgets.h"

/* Rows from one place that is kept of a long text to the next. */
#define SCROLLER_STRIDE 256

/* {0}: an empty text. */
struct scroller {
    size_t skip; /* rows scrolled off at the top */
    size_t rows; /* of all of the text when last drawn */
    int height;  /* of the pane then */
    bool is_cut; /* lines of a text that stays, a drawing, are cut where they are too long, and not
                    wrapped; set before scroller_draw_kept() */
    struct scroller_places {
        struct widgets_rows *at; /* owned; NULL: they are not known.  Each SCROLLER_STRIDE rows */
        size_t count;
        size_t width; /* columns for which they hold */
    } places;         /* of a text that stays */
};

void scroller_release(struct scroller *scroller);

/* Another text is shown, from its beginning. */
void scroller_begin(struct scroller *scroller);

/* Draws TEXT, whose paragraphs end in LF; it may be another one each time.  What is scrolled off is
 * reduced if the text would end above the end of BOX, as after the terminal has grown. */
void scroller_draw(struct scroller *scroller, struct box box, struct span text);

/* The same for a text that stays, at its place too, until scroller_begin(). */
void scroller_draw_kept(struct scroller *scroller, struct box box, struct span text);

/* How much is hidden. */
struct pane_beyond scroller_beyond(const struct scroller *scroller);

/* Scrolls by ACTION; false if it is not a motion. */
bool scroller_act(struct scroller *scroller, enum keys_action action);

#endif
