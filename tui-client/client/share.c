/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* share.c - see share.h.
 */
#include <config.h>

#include "tui-client/client/share.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/files.h"

const char *share_name(enum export_format format)
{
    static const char *const names[] = {
        [EXPORT_SESSION] = N_("session file"),
        [EXPORT_CODES] = N_("session file, codes only"),
        [EXPORT_SWAKS] = "swaks",
        [EXPORT_CURL] = "curl",
        [EXPORT_PYTHON] = "Python",
        [EXPORT_LADDER] = N_("ladder"),
        [EXPORT_SVG] = N_("ladder, SVG"),
    };

    static_assert(COUNT(names) == EXPORT_FORMATS, "a name per format");
    return _(names[format]);
}

static const char *flaw_text(enum export_flaw flaw)
{
    static const char *const texts[] = {
        [EXPORT_OK] = NULL,
        [EXPORT_EMPTY] = N_("Nothing has been sent yet."),
        [EXPORT_INCOMPLETE] = N_("The conversation is too long: its beginning was dropped.  "
                                 "smtp-tui --save=FILE saves all of it."),
        [EXPORT_UNDELIVERED] =
            N_("This format can only deliver messages, and none has been delivered yet."),
        [EXPORT_UNSAYABLE] =
            N_("This format cannot express the conversation: an address begins with a hyphen, "
               "contains a comma or is followed by text, or there are too many recipients."),
        [EXPORT_NO_MEMORY] = N_("Not enough memory."),
    };

    static_assert(COUNT(texts) == EXPORT_FLAWS, "a text per flaw");
    return flaw != EXPORT_OK ? _(texts[flaw]) : NULL;
}

const char *share_text(const struct client *client, enum export_format format, struct buffer *out)
{
    struct export_source source = {
        .transcript = &client->transcript,
        .connections = client->connections,
        .connection_count = client->connection_count,
        .host = client->link.host,
        .port = client->link.port,
        .words = words_ladder(),
    };

    return flaw_text(export_conversation(&source, format, out));
}

/* Returns 0, or the errno of the failure. */
static int write_file(const char *path, struct span text)
{
    FILE *file = files_open(path, FILES_NEW);
    bool is_written;

    if (file == NULL)
        return errno;
    is_written = fwrite(text.data, 1, text.size, file) == text.size && fflush(file) == 0;
    if (fclose(file) == 0 && is_written)
        return 0;
    return errno;
}

bool share_save(const struct client *client, enum export_format format, struct span path,
                char *message, size_t size)
{
    struct buffer text;
    char *name = strndup(path.data, path.size);
    const char *why;
    int error_number = 0;

    buffer_init(&text, SHARE_MAX);
    why = share_text(client, format, &text);
    if (why == NULL)
        error_number = name != NULL ? write_file(name, buffer_span(&text)) : ENOMEM;
    if (why != NULL)
        snprintf(message, size, "%s", why);
    else if (error_number != 0)
        snprintf(message, size, _("cannot write %s: %s; name another file"), name,
                 files_error(error_number));
    else
        snprintf(message, size, _("Saved as %s."), name);
    free(name);
    buffer_release(&text);
    return why == NULL && error_number == 0;
}
