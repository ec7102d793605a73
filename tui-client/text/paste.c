/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* paste.c - see paste.h. */
#include <config.h>

#include "tui-client/text/paste.h"

#include <errno.h>

#define CTRL_C 3

void paste_init(struct paste *paste, size_t limit)
{
    *paste = (struct paste){.state = PASTE_NONE};
    buffer_init(&paste->text, limit);
    paste->text.is_secret = true;
}

void paste_release(struct paste *paste)
{
    buffer_release(&paste->text);
    paste_init(paste, paste->text.limit);
}

void paste_begin(struct paste *paste)
{
    paste_release(paste);
    paste->state = PASTE_GROWS;
}

bool paste_goes_on(const struct paste *paste)
{
    return paste->state == PASTE_GROWS || paste->state == PASTE_LOST;
}

static void lose(struct paste *paste, int why)
{
    buffer_release(&paste->text);
    paste->state = PASTE_LOST;
    paste->why = why;
}

static void take(struct paste *paste, char byte)
{
    bool is_second = byte == '\n' && paste->after_return;

    paste->after_return = byte == '\r';
    if (byte == CTRL_C)
        lose(paste, ECANCELED);
    else if (!is_second && buffer_append(&paste->text, byte == '\r' ? "\n" : &byte, 1) != 0)
        lose(paste, errno);
}

void paste_take(struct paste *paste, struct span text)
{
    for (size_t i = 0; i < text.size && paste->state == PASTE_GROWS; i++)
        take(paste, text.data[i]);
}

void paste_finish(struct paste *paste)
{
    if (paste->state == PASTE_LOST)
        paste_release(paste);
    else
        paste->state = PASTE_DONE;
}
