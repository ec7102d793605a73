/* mime.h - text and files in forms that any mail system carries: seven bits, short lines.
 *
 * Which form a message needs is for compose.h to decide; here is what each form looks like.  Text
 * is UTF-8 with LF as line ending, and so is all output.  All functions append to OUT and return 0,
 * or -1 with errno of buffer_append(); OUT then holds a part.
 */
#ifndef TUI_CLIENT_MESSAGE_MIME_H
#define TUI_CLIENT_MESSAGE_MIME_H

#include <stdbool.h>

#include "common/buffer.h"

/* RFC 2045 section 6.7.  No line of the result begins with "From " or ">From ", which mailboxes
 * would change, and none holds "=_". */
int mime_quoted_printable(struct span text, struct buffer *out);

/* Whether TEXT can go as it is: ASCII, lines that RFC 5322 section 2.1.1 allows (998 bytes), none
 * that a mailbox would change. */
bool mime_is_plain(struct span text);

/* Whether TEXT is ASCII. */
bool mime_is_ascii(struct span text);

/* A header field whose text is free (RFC 5322 section 2.2.1), folded; what is not ASCII becomes
 * encoded words (RFC 2047).  TEXT holds no control bytes but tab. */
int mime_unstructured(const char *name, struct span text, struct buffer *out);

/* A header field that holds mailboxes, separated by commas, and groups of them (RFC 5322 section
 * 3.4): names are encoded, or quoted unless they can stand as they are; comments are encoded;
 * addresses stay as they are. */
int mime_mailboxes(const char *name, struct span text, struct buffer *out);

/* Whether a comma in TEXT, a list of mailboxes, cuts off a word that is not ASCII and no address:
 * it belongs to a name. */
bool mime_mailboxes_need_quotes(struct span text);

/* "; NAME=VALUE" as header fields of MIME have it, on a line of its own; values that are long or no
 * ASCII as RFC 2231 has them. */
int mime_parameter(const char *name, struct span value, struct buffer *out);

#endif
