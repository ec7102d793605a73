/* session_file.h - the language of session files, one line at a time.
 *
 * A session file is a recorded conversation that can be played again (README, "Session files").
 * This file reads and writes its lines; opening files, sending and comparing belong to whoever
 * plays it.
 */
#ifndef COMMON_SESSION_FILE_H
#define COMMON_SESSION_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/line.h"
#include "common/span.h"

#define SESSION_FILE_MAGIC "# smtp-session 1"

/* Longest wait that "W:" may ask for. */
#define SESSION_FILE_WAIT_MAX_MS 3600000

enum session_file_kind {
    SESSION_FILE_NOTHING,      /* a comment or an empty line */
    SESSION_FILE_SEND_LINE,    /* "C: TEXT": TEXT and the line ending in force */
    SESSION_FILE_SEND_BYTES,   /* "C\: TEXT": TEXT after session_file_unescape(), and no ending */
    SESSION_FILE_EXPECT_LINE,  /* "S: TEXT": this reply line */
    SESSION_FILE_EXPECT_BYTES, /* "S\\: TEXT": the line that session_file_unescape() makes of TEXT
                                */
    SESSION_FILE_EXPECT_CODE,  /* "S: 250": a whole reply with this code */
    SESSION_FILE_EXPECT_CLOSE, /* "S!" */
    SESSION_FILE_CLOSE,        /* "C!" */
    SESSION_FILE_WAIT,         /* "W: 500ms" */
    SESSION_FILE_ENDING,       /* "# eol: lf" or "# eol: crlf" */
};

enum session_file_flaw {
    SESSION_FILE_OK,
    SESSION_FILE_NO_MAGIC,     /* the first line is not SESSION_FILE_MAGIC */
    SESSION_FILE_UNKNOWN_LINE, /* none of the above */
    SESSION_FILE_BAD_ESCAPE,   /* a backslash that begins none of \r \n \t \\ \xHH */
    SESSION_FILE_BAD_WAIT,     /* no number of ms up to SESSION_FILE_WAIT_MAX_MS */
    SESSION_FILE_BAD_ENDING,   /* neither lf nor crlf */
};

struct session_file_step {
    enum session_file_kind kind;
    struct span text;        /* of SEND_*, EXPECT_LINE and EXPECT_BYTES, escapes still in place;
                                borrowed */
    unsigned code;           /* of EXPECT_CODE */
    unsigned wait_ms;        /* of WAIT */
    enum line_ending ending; /* of ENDING */
};

/* Reads LINE, the NUMBER-th of the file counted from 1.  The caller has taken off its ending: the
 * LF and, if there is one, the CR before it.  One space behind the mark belongs to the mark, so
 * "C:" and "C: " both send an empty line; a byte-order mark before the first line is nothing.  STEP
 * borrows from LINE. */
enum session_file_flaw session_file_parse(struct span line, size_t number,
                                          struct session_file_step *step);

/* Appends TEXT with its escapes undone.  TEXT passed session_file_parse().  -1 with errno of
 * buffer_append(); OUT then holds a part. */
int session_file_unescape(struct span text, struct buffer *out);

/* Whether "C:" and "S:" may carry LINE: a control byte but tab, ill-formed UTF-8, and characters
 * that hide or turn the direction of writing would deceive who looks at the file. */
bool session_file_may_carry(struct span line);

/* Appends the line, LF included, that session_file_parse() reads as STEP.  The text of SEND_BYTES
 * and EXPECT_BYTES is raw here and is escaped, which session_file_may_carry() calls for; an
 * EXPECT_LINE of three digits alone must come as EXPECT_CODE.  -1 as session_file_unescape(). */
int session_file_format(const struct session_file_step *step, struct buffer *out);

#endif
