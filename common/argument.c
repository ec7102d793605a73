/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* argument.c - see argument.h.
 *
 * The grammar of RFC 5321 section 4.1.2 from the bottom up; each take_ function removes what it is
 * named for from the front of a span and returns false if it is not there, leaving the span
 * undefined.  Several blanks may separate path and parameters; otherwise the grammar is followed
 * strictly.
 */
#include <config.h>

#include "common/argument.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <unistr.h>

#include "common/address.h"
#include "common/auth_line.h"
#include "common/grammar.h"
#include "common/mechanism.h"

/* esmtp-value = 1*(%d33-60 / %d62-126) */
static bool is_esmtp_value(char byte)
{
    return byte >= '!' && byte <= '~' && byte != '=';
}

static bool is_no_blank(char byte)
{
    return !span_is_blank(byte);
}

/* Removes the longest run of bytes of KIND from the front of *REST and returns it. */
static struct span take_run(struct span *rest, bool (*kind)(char byte))
{
    struct span run = {rest->data, 0};

    while (run.size < rest->size && kind(rest->data[run.size]))
        run.size++;
    *rest = span_skip(*rest, run.size);
    return run;
}

static bool take_byte(struct span *rest, char byte)
{
    if (rest->size == 0 || rest->data[0] != byte)
        return false;
    *rest = span_skip(*rest, 1);
    return true;
}

static bool is_all(struct span text, bool (*kind)(char byte))
{
    take_run(&text, kind);
    return text.size == 0;
}

/* --- domains --------------------------------------------------------------------------------- */

/* sub-domain = Let-dig [Ldh-str]; neither end of it is a hyphen. */
static bool take_label(struct span *rest)
{
    struct span label = take_run(rest, grammar_is_label);

    return label.size > 0 && label.data[0] != '-' && label.data[label.size - 1] != '-';
}

/* Domain = sub-domain *("." sub-domain) */
static bool take_domain(struct span *rest)
{
    do {
        if (!take_label(rest))
            return false;
    } while (take_byte(rest, '.'));
    return true;
}

/* Snum = 1*3DIGIT, of a value from 0 to 255 */
static bool take_number(struct span *rest)
{
    struct span digits = take_run(rest, grammar_is_digit);
    unsigned value = 0;

    for (size_t i = 0; i < digits.size && i < 3; i++)
        value = 10 * value + (unsigned)(digits.data[i] - '0');
    return digits.size >= 1 && digits.size <= 3 && value <= 255;
}

/* IPv4-address-literal = Snum 3("."  Snum) */
static bool is_ipv4(struct span text)
{
    for (int i = 0; i < 4; i++)
        if ((i > 0 && !take_byte(&text, '.')) || !take_number(&text))
            return false;
    return text.size == 0;
}

static bool is_ipv6(struct span text)
{
    char address[INET6_ADDRSTRLEN];
    struct in6_addr ignored;

    if (text.size >= sizeof address || memchr(text.data, '\0', text.size) != NULL)
        return false;
    memcpy(address, text.data, text.size);
    address[text.size] = '\0';
    return inet_pton(AF_INET6, address, &ignored) == 1;
}

/* IPv6-address-literal = "IPv6:" IPv6-addr
 * General-address-literal = Standardized-tag ":" 1*dcontent */
static bool is_tagged(struct span text)
{
    struct span tag = text;

    if (!take_label(&text) || !take_byte(&text, ':'))
        return false;
    tag.size -= text.size;
    if (span_equal_ascii(tag, span_of("ipv6:")))
        return is_ipv6(text);
    return text.size > 0 && is_all(text, grammar_is_dcontent);
}

/* address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal )
 * "]" */
static bool take_literal(struct span *rest)
{
    struct span content;

    if (!take_byte(rest, '['))
        return false;
    content = take_run(rest, grammar_is_dcontent);
    return take_byte(rest, ']') && (is_ipv4(content) || is_tagged(content));
}

static bool take_host(struct span *rest)
{
    return rest->size > 0 && rest->data[0] == '[' ? take_literal(rest) : take_domain(rest);
}

/* --- paths ----------------------------------------------------------------------------------- */

/* Dot-string = Atom *("."  Atom) */
static bool take_dot_string(struct span *rest)
{
    do {
        if (take_run(rest, grammar_is_atext).size == 0)
            return false;
    } while (take_byte(rest, '.'));
    return true;
}

/* Quoted-string = DQUOTE *QcontentSMTP DQUOTE, of printable ASCII; a quote or a backslash in it is
 * escaped with a backslash */
static bool take_quoted(struct span *rest)
{
    if (!take_byte(rest, '"'))
        return false;
    while (rest->size > 0 && rest->data[0] != '"') {
        take_byte(rest, '\\');
        if (rest->size == 0 || !grammar_is_quotable(rest->data[0]))
            return false;
        *rest = span_skip(*rest, 1);
    }
    return take_byte(rest, '"');
}

/* Mailbox = Local-part "@" ( Domain / address-literal ) */
static bool take_mailbox(struct span *rest)
{
    bool is_quoted = rest->size > 0 && rest->data[0] == '"';

    if (!(is_quoted ? take_quoted(rest) : take_dot_string(rest)) || !take_byte(rest, '@'))
        return false;
    return take_host(rest);
}

/* "<Postmaster>", which needs no domain (section 4.1.1.3) */
static bool take_postmaster(struct span *rest)
{
    return span_equal_ascii(take_run(rest, grammar_is_atext), span_of("postmaster"));
}

/* A-d-l ":", A-d-l = At-domain *( "," At-domain ).  Such routes must be accepted and should be
 * ignored (section 4.1.1.3 and appendix C). */
static bool take_route(struct span *rest)
{
    do {
        if (!take_byte(rest, '@') || !take_domain(rest))
            return false;
    } while (take_byte(rest, ','));
    return take_byte(rest, ':');
}

/* Reverse-path = Path / "<>"
 * Path = "<" [ A-d-l ":" ] Mailbox ">"
 * A forward path may also be "<Postmaster>". */
static enum argument_flaw take_path(enum argument_rule rule, struct span *rest, struct span *value)
{
    struct span postmaster;

    *value = *rest;
    if (!take_byte(rest, '<'))
        return ARGUMENT_FLAW_NO_BRACKETS;
    if (rule == ARGUMENT_REVERSE_PATH && take_byte(rest, '>')) {
        value->size -= rest->size;
        return ARGUMENT_FLAW_NONE;
    }
    if (rest->size > 0 && rest->data[0] == '@' && !take_route(rest))
        return ARGUMENT_FLAW_PATH;
    *value = postmaster = *rest;
    if (rule == ARGUMENT_FORWARD_PATH && take_postmaster(&postmaster) &&
        (postmaster.size == 0 || postmaster.data[0] == '>'))
        *rest = postmaster;
    else if (!take_mailbox(rest))
        return ARGUMENT_FLAW_PATH;
    value->size -= rest->size;
    if (rest->size == 0)
        return ARGUMENT_FLAW_NO_BRACKETS;
    return take_byte(rest, '>') ? ARGUMENT_FLAW_NONE : ARGUMENT_FLAW_PATH;
}

/* --- parameters ------------------------------------------------------------------------------ */

static bool is_no_equals_sign(char byte)
{
    return byte != '=';
}

bool argument_next_parameter(struct span *rest, struct argument_parameter *parameter)
{
    struct span word;

    take_run(rest, span_is_blank);
    word = take_run(rest, is_no_blank);
    parameter->key = take_run(&word, is_no_equals_sign);
    parameter->value = take_byte(&word, '=') ? word : (struct span){NULL, 0};
    return parameter->key.size > 0 || parameter->value.data != NULL;
}

/* esmtp-param = esmtp-keyword ["=" esmtp-value]
 * esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-") */
bool argument_is_parameter(const struct argument_parameter *parameter)
{
    bool has_value = parameter->value.data != NULL;

    return parameter->key.size > 0 && parameter->key.data[0] != '-' &&
           is_all(parameter->key, grammar_is_let_dig_or_hyphen) &&
           (!has_value || (parameter->value.size > 0 && is_all(parameter->value, is_esmtp_value)));
}

static enum argument_flaw check_parameters(struct span rest)
{
    struct argument_parameter parameter;

    if (rest.size > 0 && !span_is_blank(rest.data[0]))
        return ARGUMENT_FLAW_PARAMETER;
    while (argument_next_parameter(&rest, &parameter))
        if (!argument_is_parameter(&parameter))
            return ARGUMENT_FLAW_PARAMETER;
    return ARGUMENT_FLAW_NONE;
}

/* --- rules ----------------------------------------------------------------------------------- */

static bool is_well_formed(struct span text)
{
    return u8_check((const uint8_t *)text.data, text.size) == NULL;
}

bool argument_is_domain(struct span text)
{
    return is_well_formed(text) && take_host(&text) && text.size == 0;
}

bool argument_is_mailbox(struct span text)
{
    return is_well_formed(text) && take_mailbox(&text) && text.size == 0;
}

static enum argument_flaw parse_path(enum argument_rule rule, struct span text,
                                     struct argument *argument)
{
    struct span path = text, value;
    enum argument_flaw flaw = take_path(rule, &text, &value);

    path.size -= text.size;
    if (flaw == ARGUMENT_FLAW_NONE && !is_well_formed(path))
        flaw = ARGUMENT_FLAW_PATH;
    if (flaw == ARGUMENT_FLAW_NONE)
        flaw = check_parameters(text);
    argument->value = value;
    argument->parameters = span_trim(text);
    argument->is_quoted = value.size > 0 && value.data[0] == '"';
    argument->is_international = !span_is_ascii(path);
    return flaw;
}

static enum argument_flaw parse_mechanism(struct span text, struct argument *argument)
{
    struct auth_line parts = auth_line_split(text);

    argument->value = parts.mechanism;
    if (parts.response.size > 0)
        argument->response = parts.response;
    return mechanism_is_name(parts.mechanism) && is_all(parts.response, is_no_blank)
               ? ARGUMENT_FLAW_NONE
               : ARGUMENT_FLAW_MECHANISM;
}

/* Parses a non-empty TEXT. */
static enum argument_flaw parse_text(enum argument_rule rule, struct span text,
                                     struct argument *argument)
{
    switch (rule) {
    case ARGUMENT_NONE:
        return ARGUMENT_FLAW_UNEXPECTED;
    case ARGUMENT_ADDRESS:
        argument->value = address_parse(text);
        return ARGUMENT_FLAW_NONE;
    case ARGUMENT_REVERSE_PATH:
    case ARGUMENT_FORWARD_PATH:
        return parse_path(rule, text, argument);
    case ARGUMENT_MECHANISM:
        return parse_mechanism(text, argument);
    case ARGUMENT_IGNORED:
    case ARGUMENT_TEXT:
    case ARGUMENT_RULES:
        break;
    }
    return ARGUMENT_FLAW_NONE;
}

enum argument_flaw argument_parse(enum argument_rule rule, struct span text,
                                  struct argument *argument)
{
    struct argument parsed = {.value = text};
    enum argument_flaw flaw;

    *argument = parsed;
    if (text.size == 0)
        return rule == ARGUMENT_IGNORED || rule == ARGUMENT_NONE ? ARGUMENT_FLAW_NONE
                                                                 : ARGUMENT_FLAW_MISSING;
    flaw = parse_text(rule, text, &parsed);
    if (flaw == ARGUMENT_FLAW_NONE)
        *argument = parsed;
    return flaw;
}
