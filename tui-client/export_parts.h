/* export_parts.h - what the files of export tell each other; nobody else includes it.
 */
#ifndef TUI_CLIENT_EXPORT_PARTS_H
#define TUI_CLIENT_EXPORT_PARTS_H

#include "tui-client/export.h"

/* Text under way; without memory the rest of it is lost. */
struct export_writer {
    struct buffer *out; /* borrowed */
    bool failed;
};

void export_put(struct export_writer *writer, struct span text);
void export_put_string(struct export_writer *writer, const char *text);

/* The lines of a conversation, by their place in the transcript. */
struct export_lines {
    const struct transcript *transcript;
    size_t begin, end;
};

/* export_shell.c: a command line of the program of FORMAT per message that was delivered. */
enum export_flaw export_shell(struct export_writer *writer, const struct export_source *source,
                              struct export_lines lines, enum export_format format);

/* export_python.c: a program that says all that was said. */
void export_python(struct export_writer *writer, const struct export_source *source,
                   struct export_lines lines);

#endif
