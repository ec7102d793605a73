/* verbs.h - what the server does at each verb, before it replies.
 *
 * One function per action of the dialect tables.  It acts on the session's envelope and says how it
 * went; what is replied, and what comes next, stands in the table.
 */
#ifndef SERVER_VERBS_H
#define SERVER_VERBS_H

#include "common/dialect.h"
#include "server/session.h"

/* Carries out the action of ROW with ARGUMENT, read by the row's rule.  Sets
 * session->out_of_memory when memory ran out; the result then means nothing. */
enum dialect_result verbs_act(struct session *session, const struct dialect_row *row,
                              const struct argument *argument);

#endif
