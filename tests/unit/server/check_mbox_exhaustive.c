/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_mbox_exhaustive.c - every short message made of the pieces that matter.
 *
 * The reference has each line whole before it and may look wherever it likes; mbox_body has to
 * write the same while it sees one byte at a time.
 */
#include <config.h>

#include "server/mail/mbox.h"

#include <stdio.h>
#include <strings.h>

#include "common/count.h"
#include "tests/support/check_main.h"

#define LIMIT ((size_t)1 << 20)

static const char *const trusted[] = {
    "Status", "X-Status", "X-Keywords", "X-UID", "X-IMAP", "X-IMAPbase", "Content-Length",
};

static size_t field_name(const char *line)
{
    size_t size = 0;

    while (line[size] > ' ' && line[size] < 0x7f && line[size] != ':')
        size++;
    return size > 0 && line[size + strspn(line + size, " \t")] == ':' ? size : 0;
}

static const char *reference_prefix(const char *line, bool in_header)
{
    size_t size = field_name(line);

    if (strncmp(line + strspn(line, ">"), "From ", 5) == 0)
        return ">";
    for (size_t i = 0; in_header && size > 0 && i < COUNT(trusted); i++)
        if (strlen(trusted[i]) == size && strncasecmp(line, trusted[i], size) == 0)
            return "X-Original-";
    return "";
}

/* Writes LINE, and returns the end of what was written.  In a header a CR starts a line too, but
 * separates nothing. */
static char *reference_line(const char *line, bool in_header, char *out)
{
    size_t size = in_header ? strcspn(line, "\r") : strlen(line);

    out += sprintf(out, "%s%.*s", reference_prefix(line, in_header), (int)size, line);
    while (line[size] != '\0') {
        line += size + 1;
        size = strcspn(line, "\r");
        bool is_trusted = *reference_prefix(line, true) == 'X';
        out += sprintf(out, "\r%s%.*s", is_trusted ? "X-Original-" : "", (int)size, line);
    }
    return out + sprintf(out, "\n");
}

/* Writes the stored form of MESSAGE, which this cuts up, to OUT; returns whether it is headless. */
static bool reference(char *message, char *out)
{
    bool headless = *message != '\0' && *message != '\n' && field_name(message) == 0;
    bool in_header = !headless;

    *out = '\0';
    while (*message != '\0') {
        size_t size = strcspn(message, "\n");
        bool ended = message[size] == '\n';
        message[size] = '\0';
        in_header = in_header && size > 0;
        out = reference_line(message, in_header, out);
        message += size + (ended ? 1 : 0);
    }
    strcpy(out, "\n");
    return headless;
}

static void compare_with_reference(const char *message, size_t stride)
{
    char copy[128], expected[512];
    struct mbox_body body;
    struct buffer out;

    strcpy(copy, message);
    bool headless = reference(copy, expected);
    mbox_body_init(&body);
    buffer_init(&out, LIMIT);
    for (struct span rest = span_of(message); rest.size > 0;) {
        struct span piece = {rest.data, rest.size < stride ? rest.size : stride};
        if (mbox_body_write(&body, piece, &out) != 0)
            ck_abort_msg("out of memory");
        rest = span_skip(rest, piece.size);
    }
    if (mbox_body_end(&body, &out) != 0 || body.headless != headless ||
        !span_equal(buffer_span(&out), span_of(expected)))
        ck_abort_msg("\"%s\" became \"%.*s\", not \"%s\", headless %d", message,
                     (int)buffer_size(&out), buffer_span(&out).data, expected, body.headless);
    buffer_release(&out);
}

/* All messages of up to five of these pieces. */
START_TEST(all_short_messages)
{
    static const char *const pieces[] = {"From ", "From", ">", "\n", " ", "x", "Status", ":", "\r"};
    size_t count = 1;

    for (int length = 1; length <= 5; length++) {
        count *= COUNT(pieces);
        for (size_t number = 0; number < count; number++) {
            char message[64] = "";
            for (size_t rest = number, i = 0; i < (size_t)length; i++, rest /= COUNT(pieces))
                strcat(message, pieces[rest % COUNT(pieces)]);
            compare_with_reference(message, sizeof message);
            compare_with_reference(message, 1);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mbox, exhaustively");
    TCase *messages = tcase_create("messages");

    tcase_set_timeout(messages, 300);
    tcase_add_test(messages, all_short_messages);
    suite_add_tcase(suite, messages);
    return check_main(suite);
}
