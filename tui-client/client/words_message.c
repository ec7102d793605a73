/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_message.c - the texts of words.h on what becomes of a message on its way.
 */
#include <config.h>

#include <assert.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"
#include "tui-client/message/eml.h"
#include "tui-client/message/mime.h"

const char *words_encoding(enum compose_encoding encoding)
{
    static const char *const names[] = {
        [COMPOSE_AUTOMATIC] = N_("automatic"), [COMPOSE_AS_TYPED] = N_("as typed"),
        [COMPOSE_EIGHT_BIT] = "8bit",          [COMPOSE_QUOTED_PRINTABLE] = "quoted-printable",
        [COMPOSE_BASE64] = "base64",
    };

    static_assert(COUNT(names) == COMPOSE_ENCODINGS, "a name per encoding");
    return _(names[encoding]);
}

/* Begins one more sentence of OUT. */
static void separate(char *out, size_t size)
{
    words_append(out, size, "%s", out[0] != '\0' ? "  " : "");
}

/* Appends what of CAUSES led to an encoding, as a list; false if nothing did. */
static bool append_causes(char *out, size_t size, unsigned causes)
{
    static const struct {
        enum mime_trait trait;
        const char *text;
    } texts[] = {
        {MIME_EIGHT_BIT, N_("8-bit text")},
        {MIME_LONG_LINE, N_("lines of more than 998 bytes")},
        {MIME_FROM_LINE, N_("a line that begins with \"From\"")},
        {MIME_BOUNDARY_LINE, N_("a line like the boundary of the parts")},
    };
    bool has_any = false;

    for (size_t i = 0; i < COUNT(texts); i++) {
        if ((causes & texts[i].trait) == 0)
            continue;
        words_append(out, size, "%s%s", has_any ? ", " : "", _(texts[i].text));
        has_any = true;
    }
    return has_any;
}

static void append_body(char *out, size_t size, const struct changes *changes)
{
    if (changes->is_chosen && changes->encoding == COMPOSE_EIGHT_BIT)
        words_append(out, size, "%s", _("Text: unchanged, described as 8bit in UTF-8."));
    else if (changes->is_chosen && changes->encoding > COMPOSE_EIGHT_BIT)
        words_append(out, size, _("Text: sent as %s."), words_encoding(changes->encoding));
    else if (append_causes(out, size, changes->causes))
        words_append(out, size, _(": sent as %s."), words_encoding(changes->encoding));
}

static void append_fields(char *out, size_t size, const struct changes *changes)
{
    static const char *const texts[] = {
        [CHANGES_NONE] = NULL,
        [CHANGES_FOLDED] = N_("folded over several lines."),
        [CHANGES_QUOTED] = N_("a name in quotes."),
        [CHANGES_TIDIED] = N_("blanks or commas tidied."),
        [CHANGES_ENCODED] = N_("encoded word."),
    };

    static_assert(COUNT(texts) == CHANGES_FIELDS, "a text per change");
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        if (texts[changes->fields[field]] == NULL)
            continue;
        separate(out, size);
        words_append(out, size, "%s: %s", compose_field_name(field),
                     _(texts[changes->fields[field]]));
    }
}

const char *words_changes(const struct changes *changes, char *out, size_t size)
{
    out[0] = '\0';
    append_body(out, size, changes);
    if (changes->file_count > 0) {
        separate(out, size);
        words_append(out, size,
                     ngettext("%zu file attached: sent as multipart/mixed.",
                              "%zu files attached: sent as multipart/mixed.",
                              (unsigned long)changes->file_count),
                     changes->file_count);
    }
    append_fields(out, size, changes);
    return out;
}

const char *words_risks(unsigned risks, enum words_eight_bit eight_bit, char *out, size_t size)
{
    static const char *const texts[] = {
        [WORDS_EIGHT_BIT_NOT_OFFERED] = N_("8-bit text, but the server does not offer 8BITMIME: it "
                                           "may refuse the text or change it."),
        [WORDS_EIGHT_BIT_NOT_ANNOUNCED] =
            N_("8-bit text, but MAIL FROM was sent without BODY=8BITMIME."),
        [WORDS_EIGHT_BIT_ANNOUNCED] = NULL,
    };

    out[0] = '\0';
    if ((risks & MIME_EIGHT_BIT) != 0 && texts[eight_bit] != NULL)
        words_append(out, size, "%s", _(texts[eight_bit]));
    if ((risks & MIME_LONG_LINE) != 0) {
        separate(out, size);
        words_append(out, size, "%s",
                     _("A line has more than 998 bytes: servers may refuse or break it."));
    }
    if ((risks & MIME_FROM_LINE) != 0) {
        separate(out, size);
        words_append(out, size, "%s",
                     _("A line begins with \"From\": mailboxes may put \">\" before it."));
    }
    return out;
}

struct remark {
    unsigned trait;
    const char *text;
};

/* Writes those of COUNT TEXTS whose trait is among TRAITS. */
static const char *remarks(const struct remark *texts, size_t count, unsigned traits, char *out,
                           size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if ((traits & texts[i].trait) == 0)
            continue;
        separate(out, size);
        words_append(out, size, "%s", _(texts[i].text));
    }
    return out;
}

const char *words_file_risks(unsigned traits, char *out, size_t size)
{
    static const struct remark texts[] = {
        {EML_NO_FIELD, N_("The first line is not a header field.")},
        {EML_BARE_CR, N_("A CR stands without LF: servers may refuse it.")},
        {EML_NUL, N_("It contains NUL bytes: servers may refuse or drop them.")},
    };

    return remarks(texts, COUNT(texts), traits, out, size);
}

const char *words_file_changes(unsigned traits, char *out, size_t size)
{
    static const struct remark texts[] = {
        {EML_BARE_LF, N_("Line ends: LF is sent as CRLF.")},
        {EML_OPEN_END, N_("The last line gets a line end.")},
    };

    return remarks(texts, COUNT(texts), traits, out, size);
}
