/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* grammar.h - the classes of bytes that the grammars of addresses and fields name: RFC 5321 section
 * 4.1.2, RFC 5322 sections 3.2.3 and 3.6.8, and RFC 6531, which adds all of UTF-8.
 *
 * Which bytes form a character is not known here: whoever allows a byte that is not ASCII checks
 * that the text is well-formed.
 */
#ifndef COMMON_GRAMMAR_H
#define COMMON_GRAMMAR_H

#include "common/span.h"

static inline bool grammar_is_letter(char byte)
{
    return span_ascii_lower(byte) >= 'a' && span_ascii_lower(byte) <= 'z';
}

static inline bool grammar_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Let-dig = ALPHA / DIGIT */
static inline bool grammar_is_let_dig(char byte)
{
    return grammar_is_letter(byte) || grammar_is_digit(byte);
}

static inline bool grammar_is_let_dig_or_hyphen(char byte)
{
    return grammar_is_let_dig(byte) || byte == '-';
}

/* RFC 5322 section 3.6.8: ftext, of which the name of a field consists */
static inline bool grammar_is_ftext(char byte)
{
    return byte > ' ' && byte <= '~' && byte != ':';
}

/* RFC 6531 section 3.3 extends atext, qtext and labels with all of these. */
static inline bool grammar_is_not_ascii(char byte)
{
    return (unsigned char)byte > 0x7F;
}

/* RFC 5322 section 3.2.3: atext */
static inline bool grammar_is_atext(char byte)
{
    return grammar_is_let_dig(byte) || grammar_is_not_ascii(byte) ||
           (byte != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", byte) != NULL);
}

/* Also "_", which the grammar lacks and names of machines and containers have. */
static inline bool grammar_is_label(char byte)
{
    return grammar_is_let_dig_or_hyphen(byte) || byte == '_' || grammar_is_not_ascii(byte);
}

/* qtextSMTP and the second byte of quoted-pairSMTP */
static inline bool grammar_is_quotable(char byte)
{
    return (byte >= ' ' && byte <= '~') || grammar_is_not_ascii(byte);
}

/* dcontent = %d33-90 / %d94-126 */
static inline bool grammar_is_dcontent(char byte)
{
    return byte >= '!' && byte <= '~' && (byte < '[' || byte > ']');
}

#endif
