/* command.h - the one parser of command lines.
 *
 * Which verb of the dialect a line begins with, and what follows it.  Whether the verb may come
 * now, and whether it wants an argument, is the dialect table's business.
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include "common/dialect.h"
#include "common/span.h"

struct command {
    enum dialect_event verb; /* DIALECT_UNKNOWN if the line begins with no verb of the dialect */
    struct span argument;    /* what follows it without outer blanks, borrowed from the line */
};

/* Parses LINE, which has no line ending. */
struct command command_parse(const struct dialect *dialect, struct span line);

#endif
