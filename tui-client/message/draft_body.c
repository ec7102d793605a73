/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* draft_body.c - the text of a message, which differs from the one sent once it is changed; see
 * draft.h.
 */
#include <config.h>

#include <errno.h>
#include <unistr.h>

#include "common/text.h"
#include "tui-client/message/draft.h"

/* Marks the message as changed if STATUS is success. */
static int changed(struct draft *draft, int status)
{
    if (status == 0)
        draft->is_sent = false;
    return status;
}

int draft_insert(struct draft *draft, struct span text)
{
    return changed(draft, area_insert(&draft->body, text));
}

int draft_delete(struct draft *draft, enum area_motion motion)
{
    return changed(draft, area_delete(&draft->body, motion));
}

int draft_paste(struct draft *draft, struct span text)
{
    return changed(draft, area_paste(&draft->body, text));
}

int draft_kill(struct draft *draft, enum area_motion motion)
{
    return changed(draft, area_kill(&draft->body, motion, &draft->killed));
}

int draft_transpose(struct draft *draft)
{
    return changed(draft, area_transpose(&draft->body));
}

int draft_yank(struct draft *draft)
{
    return changed(draft, area_yank(&draft->body, &draft->killed));
}

int draft_yank_next(struct draft *draft)
{
    return changed(draft, area_yank_next(&draft->body, &draft->killed));
}

/* The same for a STATUS of area_undo(), which may fail in the middle. */
static int turned(struct draft *draft, int status)
{
    if (status != 0)
        draft->is_sent = false;
    return status;
}

int draft_undo(struct draft *draft)
{
    return turned(draft, area_undo(&draft->body));
}

int draft_redo(struct draft *draft)
{
    return turned(draft, area_redo(&draft->body));
}

static bool is_text(struct span bytes)
{
    return bytes.size == 0 || (memchr(bytes.data, '\0', bytes.size) == NULL &&
                               u8_check((const uint8_t *)bytes.data, bytes.size) == NULL);
}

int draft_take_file(struct draft *draft, struct span bytes, enum draft_place place)
{
    struct span text = text_skip_mark(bytes);

    if (!is_text(text)) {
        errno = EILSEQ;
        return -1;
    }
    return changed(draft, place == DRAFT_INSTEAD ? area_replace(&draft->body, text)
                                                 : area_paste(&draft->body, text));
}
