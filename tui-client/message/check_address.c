/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_address.c - what is wrong with a domain, a mailbox or a path; see check.h.
 *
 * argument.h says whether one is right; this file finds the first place where it is not.
 */
#include <config.h>

#include "common/address.h"
#include "common/argument.h"
#include "common/grammar.h"
#include "tui-client/message/check_internal.h"
#include "tui-client/message/parts.h"

#define LOCAL_PART_MAX 64
#define LABEL_MAX      63
#define DOMAIN_MAX     255

/* The byte at OFFSET is not allowed there. */
static struct check strange_byte(struct span text, size_t offset)
{
    return check_at(span_is_blank(text.data[offset]) ? CHECK_BLANK : CHECK_BYTE, offset, 1);
}

/* --- domains --------------------------------------------------------------------------------- */

static enum check_reason label_flaw(struct span label)
{
    if (label.size == 0)
        return CHECK_DOT;
    if (label.data[0] == '-' || label.data[label.size - 1] == '-')
        return CHECK_HYPHEN;
    return label.size > LABEL_MAX ? CHECK_LONG_DOMAIN : CHECK_OK;
}

/* Domain = sub-domain *("." sub-domain) */
static struct check check_labels(struct span text)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.size; i++) {
        struct span label = {text.data + start, i - start};
        bool is_end = i == text.size || text.data[i] == '.';
        if (!is_end && !grammar_is_label(text.data[i]))
            return strange_byte(text, i);
        if (is_end && label_flaw(label) != CHECK_OK)
            return check_at(label_flaw(label), start, label.size);
        start = is_end ? i + 1 : start;
    }
    return check_at(text.size > DOMAIN_MAX ? CHECK_LONG_DOMAIN : CHECK_OK, 0, text.size);
}

static struct check check_literal(struct span text)
{
    const char *end = memchr(text.data, ']', text.size);
    size_t size = end != NULL ? (size_t)(end - text.data) + 1 : text.size;

    if (end == NULL)
        return check_at(CHECK_OPEN, 0, 1);
    if (!argument_is_domain((struct span){text.data, size}))
        return check_at(CHECK_LITERAL, 0, size);
    return size < text.size ? strange_byte(text, size) : (struct check){.reason = CHECK_OK};
}

static struct check check_domain(struct span text)
{
    if (text.size == 0)
        return check_at(CHECK_NO_DOMAIN, 0, 0);
    return text.data[0] == '[' ? check_literal(text) : check_labels(text);
}

/* Four numbers are labels too, so the grammar allows them; only literals are addresses. */
static bool is_bare_literal(struct span text)
{
    char literal[sizeof "[255.255.255.255]"];

    if (text.size + 2 >= sizeof literal)
        return false;
    literal[0] = '[';
    memcpy(literal + 1, text.data, text.size);
    literal[text.size + 1] = ']';
    return argument_is_domain((struct span){literal, text.size + 2});
}

/* RFC 6531 section 3.7.1: the name in the greeting stays ASCII, since it comes before any offer. */
struct check check_client(struct span text, const struct check_rules *rules)
{
    struct check check = check_domain(text);

    (void)rules;
    if (check.reason == CHECK_OK && !span_is_ascii(text))
        return check_at(CHECK_NOT_ASCII, 0, text.size);
    if (check.reason == CHECK_OK && is_bare_literal(text))
        return check_at(CHECK_BARE_LITERAL, 0, text.size);
    return check;
}

/* --- mailboxes ------------------------------------------------------------------------------- */

/* Dot-string = Atom *("."  Atom) */
struct check check_dot_string(struct span text, size_t *end)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.size; i++) {
        bool is_end = i == text.size || text.data[i] == '@';
        *end = i;
        if (!is_end && text.data[i] != '.' && !grammar_is_atext(text.data[i]))
            return strange_byte(text, i);
        if ((is_end || text.data[i] == '.') && i == start)
            return check_at(CHECK_DOT, i > 0 ? i - 1 : 0, 1);
        if (is_end)
            break;
        start = text.data[i] == '.' ? i + 1 : start;
    }
    return (struct check){.reason = CHECK_OK};
}

/* Quoted-string = DQUOTE *QcontentSMTP DQUOTE */
static struct check check_quoted(struct span text, size_t *end)
{
    size_t i = 1;

    for (; i < text.size && text.data[i] != '"'; i++) {
        i += text.data[i] == '\\' && i + 1 < text.size;
        if (!grammar_is_quotable(text.data[i]))
            return strange_byte(text, i);
    }
    if (i >= text.size)
        return check_at(CHECK_OPEN, 0, 1);
    *end = i + 1;
    return *end < text.size && text.data[*end] != '@' ? strange_byte(text, *end)
                                                      : (struct check){.reason = CHECK_OK};
}

struct check check_local_part(struct span text, size_t *end)
{
    *end = 0;
    if (text.size == 0)
        return check_at(CHECK_NO_ADDRESS, 0, 0);
    if (text.data[0] == '@')
        return check_at(CHECK_NO_LOCAL_PART, 0, 0);
    return text.data[0] == '"' ? check_quoted(text, end) : check_dot_string(text, end);
}

/* Mailbox = Local-part "@" ( Domain / address-literal ) */
struct check check_mailbox(struct span text)
{
    size_t end;
    struct check check = check_local_part(text, &end);

    if (check.reason != CHECK_OK)
        return check;
    if (end == text.size)
        return check_at(CHECK_NO_AT, end, 0);
    check = check_shifted(check_domain(span_skip(text, end + 1)), end + 1);
    if (check.reason == CHECK_BYTE && text.data[check.offset] == '@')
        check.reason = CHECK_TWO_ATS;
    if (check.reason == CHECK_OK && end > LOCAL_PART_MAX)
        return check_at(CHECK_LONG_LOCAL, 0, end);
    return check;
}

/* --- paths ----------------------------------------------------------------------------------- */

/* The address in the brackets that PATH begins with. */
static struct check check_inside(struct span path)
{
    struct span inside = span_skip(path, 1);
    bool is_open = parts_find(inside, ">") == inside.size;
    struct check check;

    inside.size = parts_find(inside, ">");
    check = check_mailbox(inside);
    if (check.reason == CHECK_NO_ADDRESS && is_open)
        return check_at(CHECK_OPEN, 0, 1);
    if (check.reason == CHECK_NO_ADDRESS)
        return check_at(CHECK_NULL_RECIPIENT, 0, path.size);
    return check_shifted(check, 1);
}

/* A path with its brackets, perhaps with a source route or parameters. */
static struct check check_bracketed(enum argument_rule rule, struct span path)
{
    struct argument argument;
    enum argument_flaw flaw = argument_parse(rule, path, &argument);
    size_t end = parts_find(span_skip(path, 1), ">") + 2;
    struct check check;

    if (flaw == ARGUMENT_FLAW_NONE)
        return (struct check){.reason = CHECK_OK};
    if (flaw == ARGUMENT_FLAW_PARAMETER && end <= path.size)
        return check_at(CHECK_AFTER_ADDRESS, end, path.size - end);
    check = check_inside(path);
    return check.reason == CHECK_OK ? check_at(CHECK_OPEN, 0, 1) : check;
}

/* Any text is right in the dialect; RFC 5321 has more to ask of one with an "@". */
static struct check check_any(struct span path)
{
    struct span address = address_parse(path);
    struct check check = check_mailbox(address);

    if (check.reason == CHECK_NO_AT || span_equal(address, span_of("<>")))
        return (struct check){.reason = CHECK_OK};
    return check_shifted(check, (size_t)(address.data - path.data));
}

static struct check check_path(enum argument_rule rule, struct span text,
                               const struct check_rules *rules)
{
    struct check check;

    if (rules->takes_any)
        return check_any(text);
    check = text.data[0] == '<' ? check_bracketed(rule, text) : check_mailbox(text);
    if (check.reason == CHECK_NO_AT)
        check.reason = CHECK_LOCAL_NAME;
    return check;
}

struct check check_sender(struct span text, const struct check_rules *rules)
{
    return check_path(ARGUMENT_REVERSE_PATH, text, rules);
}

struct check check_recipient(struct span text, const struct check_rules *rules)
{
    if (span_equal_ascii(text, span_of("postmaster")))
        return (struct check){.reason = CHECK_OK};
    return check_path(ARGUMENT_FORWARD_PATH, text, rules);
}
