/* command.h - command lines, read and written.
 *
 * Which verb of the dialect a line begins with, and what follows it.  Whether the verb may come
 * now, and whether it wants an argument, is the dialect table's business.
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include "common/buffer.h"
#include "common/dialect.h"
#include "common/span.h"

struct command {
    enum dialect_event verb; /* DIALECT_UNKNOWN if the line begins with no verb of the dialect */
    struct span argument;    /* what follows it without outer blanks, borrowed from the line */
};

/* Parses LINE, which has no line ending. */
struct command command_parse(const struct dialect *dialect, struct span line);

/* Appends the command line for VERB with ARGUMENT, as the dialect wants it: "MAIL
 * FROM:<alice@lab.test>".  ARGUMENT is ignored where the verb takes none.  -1 with errno of
 * buffer_append(). */
int command_format(const struct dialect *dialect, enum dialect_event verb, struct span argument,
                   struct buffer *out);

#endif
