/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* eml.c - see eml.h. */
#include <config.h>

#include "tui-client/message/eml.h"

#include "common/dot.h"
#include "tui-client/message/mime.h"
#include "tui-client/message/parts.h"

/* Bytes in which a header is looked for: one that is longer is shown in part. */
#define HEADER_MAX ((size_t)64 * 1024)

/* How a line ends. */
enum ending { ENDING_NONE, ENDING_LF, ENDING_CRLF };

/* Takes the first line off *REST, which is not empty: returned without its ending. */
static struct span next_line(struct span *rest, enum ending *ending)
{
    const char *end = memchr(rest->data, '\n', rest->size);
    struct span line = {rest->data, end != NULL ? (size_t)(end - rest->data) : rest->size};

    *rest = span_skip(*rest, line.size + (end != NULL));
    *ending = end != NULL ? ENDING_LF : ENDING_NONE;
    if (end != NULL && line.size > 0 && line.data[line.size - 1] == '\r') {
        line.size--;
        *ending = ENDING_CRLF;
    }
    return line;
}

unsigned eml_traits(struct span content)
{
    unsigned traits = 0;
    struct span rest = content;

    while (rest.size > 0) {
        bool is_first = rest.data == content.data;
        enum ending ending;
        struct span line = next_line(&rest, &ending);
        traits |= mime_traits(line) & ~(unsigned)MIME_BOUNDARY_LINE;
        traits |= ending == ENDING_LF ? EML_BARE_LF : ending == ENDING_NONE ? EML_OPEN_END : 0;
        if (line.size > 0 && memchr(line.data, '\r', line.size) != NULL)
            traits |= EML_BARE_CR;
        if (line.size > 0 && memchr(line.data, '\0', line.size) != NULL)
            traits |= EML_NUL;
        if (is_first && !letter_is_field(line))
            traits |= EML_NO_FIELD;
    }
    return traits;
}

int eml_wire(struct span content, bool ends, struct buffer *out)
{
    struct dot_encoder encoder;
    int status = 0;

    dot_encoder_init(&encoder, LINE_ENDING_CRLF);
    while (status == 0 && content.size > 0) {
        enum ending ending;
        struct span line = next_line(&content, &ending);
        status = dot_encode(&encoder, line, out);
        if (status == 0 && ending != ENDING_NONE)
            status = dot_encode(&encoder, span_of("\n"), out);
    }
    if (status == 0 && ends)
        status = dot_encode_end(&encoder, out);
    return status;
}

/* Takes the next line of the header off *REST; false at its end. */
static bool next_header_line(struct span *rest, struct span *line)
{
    enum ending ending;

    if (rest->size == 0)
        return false;
    *line = next_line(rest, &ending);
    return line->size > 0;
}

/* The part of CONTENT in which its header is looked for. */
static struct span beginning(struct span content)
{
    return (struct span){content.data, content.size < HEADER_MAX ? content.size : HEADER_MAX};
}

int eml_field(struct span content, const char *name, struct buffer *out)
{
    struct span rest = beginning(content), line;
    bool is_found = false;

    while (next_header_line(&rest, &line)) {
        bool is_folded = span_is_blank(line.data[0]);
        if (is_found && !is_folded)
            return 0;
        if (is_found && buffer_append(out, " ", 1) != 0)
            return -1;
        is_found = is_found || parts_is_field(line, name, &line);
        line = span_trim(line);
        if (is_found && buffer_append(out, line.data, line.size) != 0)
            return -1;
    }
    return 0;
}

void eml_letter(struct span content, struct letter *letter)
{
    struct span rest = beginning(content), line;

    while (next_header_line(&rest, &line))
        letter_take_line(letter, line);
    /* What is beyond was not read. */
    letter->is_cut |= rest.size == 0 && content.size > HEADER_MAX;
}
