/* verbs.h - what the server does at each verb, before it replies.
 *
 * One function per action of the dialect tables.  It acts on the session's envelope and says how it
 * went; what is replied, and what comes next, stands in the table.
 */
#ifndef SERVER_SESSION_VERBS_H
#define SERVER_SESSION_VERBS_H

#include "common/dialect.h"
#include "server/session/session.h"

/* Carries out the action of ROW with ARGUMENT, read by the row's rule.  Sets
 * session->out_of_memory when memory ran out; the result then means nothing. */
enum dialect_result verbs_act(struct session *session, const struct dialect_row *row,
                              const struct argument *argument);

/* A copy of TEXT as a string for the caller to free, NULL if memory ran out.  A NUL, which a string
 * cannot hold, is kept as the four characters by which replies show it. */
char *verbs_copy(struct span text);

#endif
