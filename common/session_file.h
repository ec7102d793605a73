/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session_file.h - parses and formats the lines of session files.
 *
 * A session file is a recorded conversation that can be played again (smtp-session(5)).
 * This module handles single lines; the caller opens files, sends and compares.
 */
#ifndef COMMON_SESSION_FILE_H
#define COMMON_SESSION_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/line.h"
#include "common/mechanism.h"
#include "common/pace.h"
#include "common/span.h"

#define SESSION_FILE_MAGIC "# smtp-session 1"

/* Longest wait that "W:" may ask for. */
#define SESSION_FILE_WAIT_MAX_MS 3600000

/* Maximum bytes of TEXT in "# title:", "# see:" and "# means:". */
#define SESSION_FILE_REMARK_MAX ((size_t)1000)

enum session_file_kind {
    SESSION_FILE_NOTHING,      /* a comment or an empty line */
    SESSION_FILE_SEND_LINE,    /* "C: TEXT": TEXT and the current line ending */
    SESSION_FILE_AUTH,         /* "C$: AUTH MECHANISM [USER]": the whole exchange (RFC 4954) */
    SESSION_FILE_SEND_BYTES,   /* "C\: TEXT": TEXT after session_file_unescape(), and no ending */
    SESSION_FILE_EXPECT_LINE,  /* "S: TEXT": this reply line */
    SESSION_FILE_EXPECT_BYTES, /* "S\\: TEXT": the line that session_file_unescape() makes of TEXT;
                                  an LF at its end: in place of CRLF */
    SESSION_FILE_EXPECT_CODE,  /* "S: 250" or "S: 2xx": a whole reply with this code, or of this
                                  class */
    SESSION_FILE_ALLOW,        /* "S? 502" or "S? 5xx": with this reply the conversation ends here,
                                  skipped; any other is for the "S:" that follows */
    SESSION_FILE_EXPECT_CLOSE, /* "S!" */
    SESSION_FILE_CLOSE,        /* "C!" */
    SESSION_FILE_CONNECT,      /* "C+": open a further connection */
    SESSION_FILE_WAIT,         /* "W: 500ms" */
    SESSION_FILE_ENDING,       /* "# eol: lf" or "# eol: crlf" */
    SESSION_FILE_PACE,         /* "# pace: line:20ms": how lines to send that follow each other go
                                  out, as pace_parse() reads it */
    SESSION_FILE_TITLE,        /* "# title: TEXT": what the conversation shows */
    SESSION_FILE_SEE,          /* "# see: RFC 5321 4.1.1.4": where that is laid down */
    SESSION_FILE_MEANS,        /* "# means: TEXT": what it means if a reply differs */
};

enum session_file_flaw {
    SESSION_FILE_OK,
    SESSION_FILE_NO_MAGIC,     /* the first line is not SESSION_FILE_MAGIC */
    SESSION_FILE_UNKNOWN_LINE, /* none of the above */
    SESSION_FILE_BAD_ESCAPE,   /* an unknown escape sequence: not \r \n \t \\ \xHH */
    SESSION_FILE_BAD_WAIT,     /* not a duration of at most SESSION_FILE_WAIT_MAX_MS */
    SESSION_FILE_BAD_ENDING,   /* neither lf nor crlf */
    SESSION_FILE_BAD_AUTH,     /* not AUTH and a mechanism that is known */
    SESSION_FILE_BAD_PACE,     /* nothing that pace_parse() takes */
    SESSION_FILE_BAD_ALLOW,    /* "S?" without a code from 200 to 599 or a class */
    SESSION_FILE_LONG_REMARK,  /* longer than SESSION_FILE_REMARK_MAX */
    SESSION_FILE_LONE_ALLOW,   /* player_check(): no "S:" follows an "S?" */
    SESSION_FILE_SECOND_TITLE, /* player_check(): there was one */
    SESSION_FILE_FLAWS,
};

struct session_file_step {
    enum session_file_kind kind;
    struct span text;         /* of SEND_*, EXPECT_LINE, EXPECT_BYTES, TITLE, SEE and MEANS, escapes
                                 still in place; borrowed */
    enum mechanism mechanism; /* of AUTH, whose text is the user, maybe empty */
    unsigned code;            /* of EXPECT_CODE and ALLOW */
    bool is_class;            /* likewise: every code with the first digit of CODE */
    unsigned wait_ms;         /* of WAIT */
    enum line_ending ending;  /* of ENDING */
    struct pace pace;         /* of PACE */
};

/* Parses LINE, whose number in the file is NUMBER, from 1.  The caller has removed its ending: the
 * LF and a CR before it.  One space after the mark belongs to the mark, so "C:" and "C: " both send
 * an empty line; a byte-order mark before the first line is ignored.  "# title:" and the like
 * without a text are comments.  STEP borrows from LINE. */
enum session_file_flaw session_file_parse(struct span line, size_t number,
                                          struct session_file_step *step);

/* Appends TEXT, which session_file_parse() accepted, with its escapes decoded.  Returns -1 with
 * errno of buffer_append(); OUT then has a part of it. */
int session_file_unescape(struct span text, struct buffer *out);

/* Whether LINE can be written with "C:" or "S:".  A control byte other than tab, ill-formed UTF-8,
 * and invisible or bidirectional control characters need escapes: they would deceive a reader. */
bool session_file_may_carry(struct span line);

/* Appends the line, LF included, that session_file_parse() reads as STEP.  The text of SEND_BYTES
 * and EXPECT_BYTES is raw here and is escaped, as needed when session_file_may_carry() is false; an
 * EXPECT_LINE of only three digits must be given as EXPECT_CODE, and one like "2xx" is written as
 * EXPECT_BYTES.  Returns as session_file_unescape(). */
int session_file_format(const struct session_file_step *step, struct buffer *out);

#endif
