/* lines.h - lines of replies that no template holds, for they hang on the conversation.
 *
 * One function per generator of the dialect tables, as verbs.h has one per action.
 */
#ifndef SERVER_SESSION_LINES_H
#define SERVER_SESSION_LINES_H

#include "common/dialect.h"
#include "common/reply.h"
#include "server/session/session.h"

/* What GENERATOR yields for SESSION, which must not change until it was used. */
struct reply_lines lines_of(enum dialect_lines generator, const struct session *session);

#endif
