/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* draft_file.c - a file that is sent instead of what was composed, which it leaves as it is; see
 * draft.h.
 */
#include <config.h>

#include "tui-client/message/draft.h"
#include "tui-client/message/eml.h"

int draft_load(struct draft *draft, struct span path, struct buffer *content)
{
    char *copy = strndup(path.data, path.size);

    if (copy == NULL)
        return -1;
    draft_unload(draft);
    draft->file = (struct draft_attachment){copy, *content};
    draft->file_traits = eml_traits(buffer_span(content));
    buffer_init(content, 0);
    return 0;
}

void draft_letter(const struct draft *draft, struct letter *letter)
{
    if (draft_has_file(draft)) {
        eml_letter(buffer_span(&draft->file.content), letter);
        return;
    }
    letter_set(letter, LETTER_FROM, draft_text(&draft->headers[COMPOSE_FROM]));
    letter_set(letter, LETTER_TO, draft_text(&draft->headers[COMPOSE_TO]));
}
