/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* draft.h - what the user has typed and not sent yet: arguments of commands, and a message.
 *
 * It knows what the user typed and what was filled in, and whether the current message was sent.  A
 * message is kept until it is delivered, whatever happens meanwhile.  Display, keys and files are
 * not known here: the caller passes the contents of files, the time, and the random number of a
 * Message-ID.
 *
 * Only functions of this header change a draft, since a change makes the message differ from the
 * one sent.  Only the body's cursor and visible size are set in draft->body directly.
 */
#ifndef TUI_CLIENT_MESSAGE_DRAFT_H
#define TUI_CLIENT_MESSAGE_DRAFT_H

#include "common/dialect.h"
#include "tui-client/dialogue/envelope.h"
#include "tui-client/message/compose.h"
#include "tui-client/message/letter.h"
#include "tui-client/text/area.h"

/* Maximum bytes of the body as edited. */
#define DRAFT_BODY_MAX ((size_t)32 << 20)

/* Maximum bytes of all attachments together: in base64 they still fit into a message. */
#define DRAFT_ATTACHED_MAX ((size_t)80 << 20)

/* An editable line. */
struct draft_field {
    char *text; /* owned; not ended by NUL; NULL: empty */
    size_t size;
    size_t point;     /* of the cursor, in bytes */
    bool is_edited;   /* by the user: it is no longer filled in */
    bool is_selected; /* refused, used before, or to be chosen anew: what is typed replaces it */
};

struct draft_attachment {
    char *path; /* owned; as the user typed it */
    struct buffer content;
};

struct draft {
    struct draft_field arguments[DIALECT_VERBS]; /* draft_argument() */
    struct draft_field parameters;               /* of the sender's command */
    struct draft_field server;                   /* to connect to */
    struct draft_field headers[COMPOSE_FIELDS];  /* draft_header() */
    struct area body;
    struct kill_ring killed; /* in the body; outlives the message */
    struct draft_attachment attachments[COMPOSE_ATTACHMENTS_MAX];
    size_t attachment_count;
    enum compose_encoding encoding; /* of the current message, as chosen */
    struct draft_attachment file; /* sent instead of what was composed; path NULL: there is none */
    unsigned file_traits;         /* eml_traits() of it */
    bool is_sent;                 /* the current message */
};

/* Initializes DRAFT as empty; NAME is offered as the client's name. */
void draft_init(struct draft *draft, struct span name);
void draft_release(struct draft *draft);

/* --- fields --- */

/* The argument of VERB, or of the verbs that introduce WHAT, and the header field FIELD; borrowed
 * from DRAFT.  Verbs that introduce the same thing, such as HELO and EHLO, share their argument. */
struct draft_field *draft_argument(struct draft *draft, enum dialect_event verb);
struct draft_field *draft_introduced(struct draft *draft, enum dialect_introduces what);
struct draft_field *draft_header(struct draft *draft, enum compose_field field);

/* Sets the server to TEXT, that of the connection. */
void draft_set_server(struct draft *draft, struct span text);

/* Sets the parameters of the sender's command to TEXT, unless the user has edited them. */
void draft_fill_parameters(struct draft *draft, struct span text);

/* The text of a field; borrowed until it changes. */
struct span draft_text(const struct draft_field *field);

/* The user has changed FIELD of DRAFT to TEXT, with the cursor at POINT.  An equal text is not an
 * edit. If allocation fails, the field is unchanged. */
void draft_edit(struct draft *draft, struct draft_field *field, struct span text, size_t point);

/* The server has refused the argument of VERB.  Of a list, some may have been accepted. */
void draft_note_refused(struct draft *draft, enum dialect_event verb);

/* Checks TEXT as the argument of VERB.  It may be longer than a header field, provided that the
 * command line is not too long for DIALECT. */
enum compose_flaw draft_argument_flaw(const struct dialect *dialect, enum dialect_event verb,
                                      struct span text);

/* --- the body --- */

/* As area_insert(), area_paste(), area_delete(), area_kill() and so on. */
int draft_insert(struct draft *draft, struct span text);
int draft_paste(struct draft *draft, struct span text);
int draft_delete(struct draft *draft, enum area_motion motion);
int draft_kill(struct draft *draft, enum area_motion motion);
int draft_transpose(struct draft *draft);
int draft_yank(struct draft *draft);
int draft_yank_next(struct draft *draft);
int draft_undo(struct draft *draft);
int draft_redo(struct draft *draft);

enum draft_place { DRAFT_AT_CURSOR, DRAFT_INSTEAD };

/* Inserts the contents of a file at the cursor, or replaces all of the text, as one change to be
 * undone; a leading byte-order mark is removed.  -1 with errno EILSEQ if it is not UTF-8 text, else
 * as area_insert(); the text is then unchanged. */
int draft_take_file(struct draft *draft, struct span bytes, enum draft_place place);

/* --- attachments --- */

/* Maximum bytes of one more attachment. */
size_t draft_attachment_room(const struct draft *draft);

/* Adds an attachment.  Takes ownership of CONTENT and leaves it empty; -1 with errno ENOSPC (too
 * many attachments) or ENOMEM, and CONTENT still belongs to the caller. */
int draft_attach(struct draft *draft, struct span path, struct buffer *content);

/* Removes attachment NUMBER. */
void draft_detach(struct draft *draft, size_t number);

/* The user has chosen ENCODING for the current message. */
void draft_choose_encoding(struct draft *draft, enum compose_encoding encoding);

/* --- a file instead --- */

/* The message is the file PATH with CONTENT, sent as it is, until it is delivered or removed; what
 * was composed is kept.  Ownership as draft_attach(); -1 with errno ENOMEM. */
int draft_load(struct draft *draft, struct span path, struct buffer *content);
void draft_unload(struct draft *draft);

static inline bool draft_has_file(const struct draft *draft)
{
    return draft->file.path != NULL;
}

/* --- filled in, taken, sent --- */

/* The data that header fields are filled in from. */
struct draft_origin {
    const struct envelope *envelope;
    const char *server; /* its name; NULL: unknown */
    struct tm now;      /* local time */
    int zone_minutes;   /* east of UTC */
    uint64_t nonce;     /* random */
};

/* Fills in the header fields that the user has not edited.  Date and Message-ID are kept as long as
 * the message. */
void draft_fill(struct draft *draft, const struct draft_origin *origin);

/* The argument in the command LINE, whose verb goes to *VERB; empty for a command without one.
 * Borrows from LINE. */
struct span draft_line_argument(const struct dialect *dialect, struct span line,
                                enum dialect_event *verb);

/* Sets the argument of LINE's verb, which goes to *VERB, from the command LINE; false for a command
 * without one. */
bool draft_take_command(struct draft *draft, const struct dialect *dialect, struct span line,
                        enum dialect_event *verb);

/* Replaces the message by TEXT, as written by compose_text().  The files that it names are not
 * attached or loaded yet: they are those of *NAMED, which borrows from TEXT; of a file that is sent
 * as it is, what was composed is kept.  The old body can be
 * brought back by undoing, the old fields cannot.  -1 as area_insert(); the old body is then kept.
 */
int draft_take_message(struct draft *draft, struct span text, struct compose_message *named);

/* The message as it would be sent; borrowed from DRAFT.  The variant for header and attachments
 * does not touch the body. */
struct compose_message draft_message(struct draft *draft);
struct compose_message draft_message_without_body(const struct draft *draft);

/* Sets the fields of LETTER, which is empty, to those of the message. */
void draft_letter(const struct draft *draft, struct letter *letter);

/* Records what was just sent: the current message, or something else. */
void draft_note_sent(struct draft *draft, bool is_message);

/* Records that a message was delivered.  If it was this one, the message and its recipient are
 * cleared: the next message begins afresh.  Undoing does not bring it back if it is in the history;
 * it does bring back a body that is too long for that, since the delivery may be withdrawn.  The
 * sender stays, selected.  What was composed behind a file that was sent is kept.  A message sent
 * in another way does not affect the draft. */
void draft_note_delivered(struct draft *draft);

/* Whether there is a message that was begun and not delivered. */
bool draft_is_begun(const struct draft *draft);

#endif
