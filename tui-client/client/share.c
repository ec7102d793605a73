/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* share.c - see share.h.
 */
#include <config.h>

#include "tui-client/client/share.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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
               "contains a comma or is followed by text, there are too many recipients, or the "
               "program lacks the mechanism of the login."),
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
        .tls_ca = client->options->tls_ca,
        .words = words_ladder(),
    };

    return flaw_text(export_conversation(&source, format, out));
}

/* Each returns 0, or the errno of the failure. */

/* A part of a session would pass for a shorter one, so none is left. */
static int write_new(const char *path, struct span text)
{
    FILE *file = files_open(path, FILES_NEW);
    bool is_written;
    int error_number;

    if (file == NULL)
        return errno;
    is_written = fwrite(text.data, 1, text.size, file) == text.size && fflush(file) == 0;
    error_number = errno;
    if (fclose(file) != 0 && is_written) {
        is_written = false;
        error_number = errno;
    }
    if (is_written)
        return 0;
    unlink(path);
    return error_number;
}

static int write_over(const char *path, struct span text)
{
    struct files_replacement replacement;

    if (files_replace(&replacement, path) != 0)
        return errno;
    if (fwrite(text.data, 1, text.size, replacement.file) != text.size) {
        files_replace_abandon(&replacement);
        return errno;
    }
    return files_replace_finish(&replacement) == 0 ? 0 : errno;
}

enum share_outcome share_save(const struct client *client, enum export_format format,
                              struct span path, bool replaces, char *message, size_t size)
{
    struct buffer text;
    char *name = strndup(path.data, path.size);
    const char *why;
    int error_number = ENOMEM;

    buffer_init(&text, SHARE_MAX);
    why = share_text(client, format, &text);
    if (why == NULL && name != NULL)
        error_number = (replaces ? write_over : write_new)(name, buffer_span(&text));
    if (why != NULL)
        snprintf(message, size, "%s", why);
    else if (error_number != 0)
        snprintf(message, size, _("cannot write %s: %s; name another file"),
                 name != NULL ? name : "", files_error(error_number));
    else
        snprintf(message, size, _("Saved as %s."), name);
    free(name);
    buffer_release(&text);
    if (why == NULL && error_number == EEXIST)
        return SHARE_EXISTS;
    return why == NULL && error_number == 0 ? SHARE_SAVED : SHARE_FAILED;
}

/* --- names ----------------------------------------------------------------------------------- */

/* Names that are tried. */
#define NAMES_MAX 1000

/* Copies HOST without what file names should not have: an IPv6 address has colons. */
static void copy_host(const char *host, char *out, size_t size)
{
    size_t length = 0;

    for (; *host != '\0' && length + 1 < size; host++) {
        bool is_plain = (*host >= '0' && *host <= '9') ||
                        (span_ascii_lower(*host) >= 'a' && span_ascii_lower(*host) <= 'z');
        if (is_plain || (length > 0 && (*host == '.' || *host == '-' || *host == ':')))
            out[length++] = *host == ':' ? '-' : *host;
    }
    out[length] = '\0';
}

void share_propose(const struct client *client, enum export_format format, char *out, size_t size)
{
    static const char *const endings[] = {
        [EXPORT_SESSION] = "session", [EXPORT_CODES] = "session", [EXPORT_SWAKS] = "sh",
        [EXPORT_CURL] = "sh",         [EXPORT_PYTHON] = "py",     [EXPORT_LADDER] = "txt",
        [EXPORT_SVG] = "svg",
    };
    time_t now = time(NULL);
    char host[128], date[32] = "", number[16] = "";
    struct stat status;
    struct tm local;

    static_assert(COUNT(endings) == EXPORT_FORMATS, "an ending per format");
    copy_host(client->link.host, host, sizeof host);
    if (localtime_r(&now, &local) != NULL)
        strftime(date, sizeof date, "%Y-%m-%d", &local);
    for (int i = 2; i < NAMES_MAX; i++) {
        snprintf(out, size, "%s-%s%s.%s", host, date, number, endings[format]);
        if (lstat(out, &status) != 0)
            return;
        snprintf(number, sizeof number, "-%d", i);
    }
}
