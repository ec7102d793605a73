/* draft.h - what a person has written and not sent yet: arguments of commands, and a message.
 *
 * It knows what was written by the person and what was filled in, and whether the message as it is
 * now was sent.  A message stays until it was delivered, whatever happens meanwhile.  Where it is
 * shown, which keys change it and where contents come from is not known here: files are handed in
 * as bytes, and so are the clock and the random number of a Message-ID.
 *
 * All that changes a draft is a function of this file, since a change makes a message another than
 * the one that was sent.  Only the cursor and the size of what is shown of the body are set in
 * draft->body directly.
 */
#ifndef TUI_CLIENT_MESSAGE_DRAFT_H
#define TUI_CLIENT_MESSAGE_DRAFT_H

#include "common/dialect.h"
#include "tui-client/dialogue/envelope.h"
#include "tui-client/message/compose.h"
#include "tui-client/text/area.h"

/* Most bytes of the text of a message under edit. */
#define DRAFT_BODY_MAX ((size_t)32 << 20)

/* Most bytes of all attachments together: in base64 they still are a message that can be sent. */
#define DRAFT_ATTACHED_MAX ((size_t)80 << 20)

/* A line under edit. */
struct draft_field {
    char *text; /* owned; not ended by NUL; NULL: empty */
    size_t size;
    size_t point;   /* of the cursor, in bytes */
    bool is_edited; /* by the person: it is not filled in any more */
};

struct draft_attachment {
    char *path; /* owned; as the person named it */
    struct buffer content;
};

struct draft {
    struct draft_field arguments[DIALECT_VERBS]; /* draft_argument() */
    struct draft_field headers[COMPOSE_FIELDS];  /* draft_header() */
    struct area body;
    struct draft_attachment attachments[COMPOSE_ATTACHMENTS_MAX];
    size_t attachment_count;
    bool is_sent; /* the message, as it is now */
};

/* Makes DRAFT empty; NAME is offered as the client's name. */
void draft_init(struct draft *draft, struct span name);
void draft_release(struct draft *draft);

/* --- fields --- */

/* What goes with the command VERB, and the header field FIELD; borrowed from DRAFT. */
struct draft_field *draft_argument(struct draft *draft, enum dialect_event verb);
struct draft_field *draft_header(struct draft *draft, enum compose_field field);

/* The text of a field; borrowed until it changes. */
struct span draft_text(const struct draft_field *field);

/* The person has made TEXT of FIELD, one of DRAFT, and stands at POINT.  A text that is the same is
 * no edit.  Without memory the field stays as it is. */
void draft_edit(struct draft *draft, struct draft_field *field, struct span text, size_t point);

/* What is wrong with TEXT as what goes with the command VERB.  It may be longer than a header
 * field, as long as the line of the command is not too long for DIALECT. */
enum compose_flaw draft_argument_flaw(const struct dialect *dialect, enum dialect_event verb,
                                      struct span text);

/* --- the body --- */

/* As area_insert(), area_delete() and area_kill_line(). */
int draft_insert(struct draft *draft, struct span text);
int draft_delete(struct draft *draft, enum area_motion motion);
int draft_kill_line(struct draft *draft);

enum draft_place { DRAFT_AT_CURSOR, DRAFT_INSTEAD };

/* What a file holds becomes text at the cursor, or all of the text instead of what is there; a mark
 * of UTF-8 in front is left out.  -1 with errno EILSEQ for what is no text in UTF-8, else as
 * area_insert(); the text is then unchanged. */
int draft_take_file(struct draft *draft, struct span bytes, enum draft_place place);

/* --- attachments --- */

/* Most bytes that one more attachment may have. */
size_t draft_attachment_room(const struct draft *draft);

/* Adds an attachment.  CONTENT is taken over and left empty; -1 with errno ENOSPC (there are as
 * many as may be) or ENOMEM, and CONTENT is still the caller's. */
int draft_attach(struct draft *draft, struct span path, struct buffer *content);

/* Takes out attachment NUMBER. */
void draft_detach(struct draft *draft, size_t number);

/* --- filled in, taken, sent --- */

/* What the header of a message is filled in from. */
struct draft_origin {
    const struct envelope *envelope;
    const char *server; /* its name; NULL: not known */
    struct tm now;      /* local time */
    int zone_minutes;   /* east of UTC */
    uint64_t nonce;     /* random */
};

/* Fills in those header fields that the person has not written.  Date and Message-ID stay what they
 * are as long as the message does. */
void draft_fill(struct draft *draft, const struct draft_origin *origin);

/* What of LINE, a command, belongs into the argument of its verb, which goes to *VERB; empty for a
 * command without one.  Borrows from LINE. */
struct span draft_line_argument(const struct dialect *dialect, struct span line,
                                enum dialect_event *verb);

/* Makes the argument in LINE, a command, that of its verb, which goes to *VERB; false for a command
 * without one. */
bool draft_take_command(struct draft *draft, const struct dialect *dialect, struct span line,
                        enum dialect_event *verb);

/* Makes TEXT, a message as compose_text() writes it, the message.  The files that it names are not
 * in it yet: they are the attachments of *NAMED, which borrows from TEXT.  -1 as area_insert(): it
 * then has the body that was there. */
int draft_take_message(struct draft *draft, struct span text, struct compose_message *named);

/* The message as it would be sent; borrowed from DRAFT.  Its header and attachments alone are made
 * without a look at the body. */
struct compose_message draft_message(struct draft *draft);
struct compose_message draft_message_without_body(const struct draft *draft);

/* Takes note of what was sent just now: the message as it is, or something else. */
void draft_note_sent(struct draft *draft, bool is_message);

/* Takes note that a message was delivered.  If it was this one it is gone, and its recipient: the
 * next message is another.  One that was sent in another way leaves the draft alone. */
void draft_note_delivered(struct draft *draft);

/* Whether a message was begun that is not delivered. */
bool draft_is_begun(const struct draft *draft);

#endif
