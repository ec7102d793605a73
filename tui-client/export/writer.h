/* writer.h - text that is put together piece by piece.
 *
 * Whoever writes asks once, at the end, whether all of it is there.
 */
#ifndef TUI_CLIENT_EXPORT_WRITER_H
#define TUI_CLIENT_EXPORT_WRITER_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"

/* Text under way; what is put after a failure is lost too. */
struct writer {
    struct buffer *out; /* borrowed */
    bool failed;        /* OUT could not take a piece */
};

void writer_put(struct writer *writer, struct span text);
void writer_put_string(struct writer *writer, const char *text);

#endif
