/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export.h - the conversation so far in formats that other programs run or show.
 *
 * A session file, command lines of swaks and curl for a shell, Python code with smtplib: each
 * repeats the conversation when run, or delivers the same messages.  A ladder, as text or as SVG,
 * is for people, and shows no secret.  Session files and ladders hold all connections of which no
 * line was dropped, the others only the last.  The source is the lines sent and the replies to
 * them; what a format cannot express is an error, not left out.  Text from the user or the server
 * cannot break out of its quotes.  Showing, copying and saving the text is done elsewhere.
 */
#ifndef TUI_CLIENT_EXPORT_EXPORT_H
#define TUI_CLIENT_EXPORT_EXPORT_H

#include "tui-client/dialogue/connection.h"
#include "tui-client/dialogue/transcript.h"
#include "tui-client/export/ladder_row.h"

enum export_format {
    EXPORT_SESSION, /* the language of session files; every line that was sent and received */
    EXPORT_CODES,   /* likewise, but of each reply only its code */
    EXPORT_SWAKS,   /* a command line per message that was delivered */
    EXPORT_CURL,    /* likewise */
    EXPORT_PYTHON,  /* a program with smtplib: the commands that were sent, in their order */
    EXPORT_LADDER,  /* a drawing of who said what, as text of EXPORT_LADDER_WIDTH columns */
    EXPORT_SVG,     /* likewise, as a picture */
    EXPORT_FORMATS,
};

#define EXPORT_LADDER_WIDTH 76

enum export_flaw {
    EXPORT_OK,
    EXPORT_EMPTY,       /* nothing has been sent yet */
    EXPORT_INCOMPLETE,  /* the transcript has dropped lines of this conversation */
    EXPORT_UNDELIVERED, /* the format needs a delivered message, and there is none */
    EXPORT_UNSAYABLE,   /* the format cannot express an address, or so many */
    EXPORT_NO_MEMORY,
    EXPORT_FLAWS,
};

struct export_source {
    const struct transcript *transcript;
    const struct connection *connections; /* in their order; borrowed */
    size_t connection_count;
    const char *host, *port;          /* as the user typed them; host without brackets */
    const struct ladder_words *words; /* of ladders; borrowed */
    const char *tls_ca; /* the file of certificates that are trusted; NULL: the system's */
};

/* Appends the conversation in FORMAT to OUT.  The contents of OUT are valid only with EXPORT_OK. */
enum export_flaw export_conversation(const struct export_source *source, enum export_format format,
                                     struct buffer *out);

#endif
