/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_text.c - the texts of words.h that explain a line of a message.
 *
 * Whether a line belongs to the header or to the body is decided by the lines before it, back to
 * the command that the message answers.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

enum part {
    PART_END,       /* the dot */
    PART_FIELD,     /* a header field */
    PART_FOLDED,    /* it continues a field */
    PART_NO_FIELD,  /* in the header, and not a field */
    PART_SEPARATOR, /* the empty line after the header */
    PART_BODY,
    PARTS,
};

static const char *const texts[] = {
    [PART_END] = N_("The dot alone ends the message.  It is not a part of it."),
    [PART_FIELD] = N_("A header field: it is for the reader; the server delivers by the envelope."),
    [PART_FOLDED] = N_("It begins with a blank: it continues the header field above."),
    [PART_NO_FIELD] = N_("Not a header field: these have a name and a colon.  Without an empty "
                         "line before it, a reader's program may not find the body."),
    [PART_SEPARATOR] = N_("The empty line ends the header; the body follows."),
    [PART_BODY] = N_("A line of the body: the text of the message."),
};

static_assert(COUNT(texts) == PARTS, "a text per part");

static const struct {
    const char *name, *text;
} fields[] = {
    {"From", N_("The author, as the reader sees it.  MAIL FROM may name another address.")},
    {"To", N_("The recipients, as the reader sees them.  Who gets it is said by RCPT TO.")},
    {"Cc", N_("Who gets a copy, as the reader sees it.  Who gets it is said by RCPT TO.")},
    {"Bcc", N_("Meant for hidden recipients; but what is written here is sent to all.")},
    {"Subject", N_("What the message is about.")},
    {"Date", N_("When the message was written, as the sender's program says.")},
    {"Message-ID", N_("A name for this message that no other one has.")},
    {"Reply-To", N_("Where answers are to go.")},
    {"MIME-Version", N_("It says that the next fields describe the kind of content (MIME).")},
    {"Content-Type", N_("The kind of content, and the charset of a text.")},
    {"Content-Transfer-Encoding", N_("How the content is written as lines that can be sent.")},
};

/* A reply that came while the message was sent is not one to it. */
static bool is_within(const struct dialogue_reply *reply)
{
    return dialect_class_of(reply->before.state) == DIALECT_CLASS_MESSAGE &&
           dialect_class_of(reply->after.state) == DIALECT_CLASS_MESSAGE;
}

/* Whether line NUMBER comes after the empty line of its message. */
static bool is_in_body(const struct transcript *transcript, size_t number)
{
    for (size_t i = number; i > 0; i--) {
        const struct dialogue_line *before = transcript_line(transcript, i - 1);
        if (before->kind == DIALOGUE_COMMAND ||
            (before->kind == DIALOGUE_REPLY_LAST && !is_within(&before->reply)))
            return false;
        if (before->kind == DIALOGUE_TEXT && before->text.size == 0)
            return true;
    }
    /* What came before was dropped: a message that long is mostly body. */
    return transcript->lost > 0;
}

/* Bytes of the field name that TEXT begins with; 0: it begins with none (RFC 5322 section 2.2). */
static size_t name_size(struct span text)
{
    for (size_t i = 0; i < text.size && text.data[i] > ' ' && text.data[i] <= '~'; i++)
        if (text.data[i] == ':')
            return i;
    return 0;
}

static enum part part_of(const struct transcript *transcript, size_t number)
{
    struct span text = transcript_line(transcript, number)->text;

    if (span_equal(text, span_of(".")))
        return PART_END;
    if (is_in_body(transcript, number))
        return PART_BODY;
    if (text.size == 0)
        return PART_SEPARATOR;
    if (span_is_blank(text.data[0]))
        return PART_FOLDED;
    return name_size(text) > 0 ? PART_FIELD : PART_NO_FIELD;
}

static const char *field_text(struct span name)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        if (span_equal_ascii(name, span_of(fields[i].name)))
            return _(fields[i].text);
    return "";
}

const char *words_text(const struct transcript *transcript, size_t number, char *out, size_t size)
{
    struct span text = transcript_line(transcript, number)->text;
    enum part part = part_of(transcript, number);

    snprintf(out, size, "%s\n", _(texts[part]));
    if (part == PART_FIELD) {
        const char *meaning = field_text((struct span){text.data, name_size(text)});
        words_append(out, size, "%s%s", meaning, meaning[0] != '\0' ? "\n" : "");
    }
    if (part != PART_END && text.size > 0 && text.data[0] == '.')
        words_append(out, size, "%s\n",
                     _("The first dot was added for sending; the server takes it away."));
    return out;
}
