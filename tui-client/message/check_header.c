/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_header.c - what is wrong with a list of mailboxes or a Message-ID; see check.h.
 *
 * Names of mailboxes are not checked: those that are no phrases are sent in quotes.
 */
#include <config.h>

#include "common/grammar.h"
#include "tui-client/message/check_internal.h"
#include "tui-client/message/parts.h"

/* --- blanks and comments --------------------------------------------------------------------- */

/* An address without the blanks and comments that may stand in it, and where each byte of it was in
 * the text. */
struct bare {
    char bytes[CHECK_HEADER_MAX];
    size_t places[CHECK_HEADER_MAX + 1];
    size_t size;
};

static void add(struct bare *bare, char byte, size_t place)
{
    bare->bytes[bare->size] = byte;
    bare->places[bare->size++] = place;
}

/* RFC 5322 sections 3.4.1 and 4.4: they may stand at both ends and around each "." and "@". */
static bool may_part(char byte)
{
    return byte == '.' || byte == '@';
}

/* Between two atoms a blank is kept, which is wrong there. */
static void make_bare(struct span text, struct bare *bare)
{
    bare->size = 0;
    for (size_t i = 0; i < text.size;) {
        size_t gap = parts_gap(span_skip(text, i)), part;
        bool is_end = i + gap == text.size || bare->size == 0;
        if (gap > 0 && !is_end && !may_part(text.data[i + gap]) &&
            !may_part(bare->bytes[bare->size - 1]))
            add(bare, ' ', i);
        i += gap;
        part = i < text.size ? parts_size(span_skip(text, i)) : 0;
        for (size_t end = i + part; i < end; i++)
            add(bare, text.data[i], i);
    }
    bare->places[bare->size] = text.size;
}

/* --- lists of mailboxes ---------------------------------------------------------------------- */

/* addr-spec, with blanks and comments */
static struct check check_spec(struct span text, const struct check_rules *rules)
{
    struct bare bare;
    struct check check;

    /* An "@" in brackets within brackets is there, but the brackets are wrong. */
    if (text.size > 0 && parts_find(text, "<@") == text.size)
        return check_at(CHECK_NO_AT, 0, text.size);
    make_bare(text, &bare);
    check = check_mailbox((struct span){bare.bytes, bare.size});
    check.offset = bare.places[check.offset];
    if (check.reason == CHECK_OK && !rules->is_international &&
        !span_is_ascii((struct span){bare.bytes, bare.size}))
        return check_at(CHECK_NOT_ASCII, 0, text.size);
    return check;
}

/* angle-addr = "<" [obs-route] addr-spec ">"; obs-route = A-d-l ":", which is ignored. */
static struct check check_angle(struct span text, const struct check_rules *rules)
{
    struct span inside = span_skip(text, 1);
    size_t end = parts_find(inside, ">"), route, after;
    struct check check;

    if (end == inside.size)
        return check_at(CHECK_OPEN, 0, 1);
    after = end + 1 + parts_gap(span_skip(inside, end + 1));
    inside.size = end;
    route = end > 0 && inside.data[0] == '@' ? parts_find(inside, ":") + 1 : 0;
    route = route <= end ? route : 0;
    check = check_shifted(check_spec(span_skip(inside, route), rules), route + 1);
    if (check.reason == CHECK_OK && after + 1 < text.size)
        return check_at(CHECK_AFTER_ADDRESS, after + 1, text.size - after - 1);
    return check;
}

/* mailbox = [display-name] angle-addr / addr-spec */
static struct check check_item(struct span text, const struct check_rules *rules)
{
    size_t bracket = parts_find(text, "<");

    if (bracket == text.size)
        return check_spec(text, rules);
    return check_shifted(check_angle(span_skip(text, bracket), rules), bracket);
}

/* An item that is empty, or the name of a group; BEFORE is the separator before it.  No comma
 * follows the end of a group without need, and a group may be empty. */
static enum check_reason gap_flaw(const struct parts_item *item, char before)
{
    if (item->stop == ':')
        return item->text.size == 0 ? CHECK_NO_GROUP_NAME : CHECK_OK;
    if (before == ',' || (item->stop == ',' && before != ';'))
        return CHECK_EMPTY_ITEM;
    return CHECK_OK;
}

struct check check_mailboxes(struct span text, const struct check_rules *rules)
{
    struct span list = text;
    const char *stops = parts_stops(text);
    struct check worst = {.reason = CHECK_OK};
    char before = '\0';
    bool in_group = false;

    if (text.size > CHECK_HEADER_MAX)
        return worst;
    while (list.size > 0) {
        struct parts_item item = parts_take_item(&list, stops);
        struct check check = check_at(gap_flaw(&item, before), 0, 0);
        if (item.text.size > 0 && item.stop != ':')
            check = check_item(item.text, rules);
        worst = check_worse(worst, check_shifted(check, (size_t)(item.text.data - text.data)));
        in_group = item.stop == ':' || (in_group && item.stop != ';');
        before = item.stop;
    }
    /* What follows the last comma. */
    if (before == ',')
        worst = check_worse(worst, check_at(CHECK_EMPTY_ITEM, text.size, 0));
    return check_worse(worst, check_at(in_group ? CHECK_OPEN_GROUP : CHECK_OK, text.size, 0));
}

/* --- Message-ID ------------------------------------------------------------------------------ */

/* id-right = dot-atom-text / no-fold-literal; no-fold-literal = "[" *dtext "]" */
static struct check check_id_right(struct span text)
{
    size_t end;
    struct check check;

    if (text.size == 0)
        return check_at(CHECK_NO_DOMAIN, 0, 0);
    if (text.data[0] == '[') {
        for (end = 1; end < text.size && grammar_is_dcontent(text.data[end]); end++)
            ;
        if (end == text.size)
            return check_at(CHECK_OPEN, 0, 1);
        if (end + 1 < text.size || text.data[end] != ']')
            return check_at(CHECK_BYTE, end, 1);
        return check_at(CHECK_OK, 0, 0);
    }
    check = check_dot_string(text, &end);
    return check.reason == CHECK_OK && end < text.size ? check_at(CHECK_TWO_ATS, end, 1) : check;
}

/* msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]; blanks and comments inside are obsolete, and
 * readers that compare identifiers do not expect them. */
struct check check_message_id(struct span text, const struct check_rules *rules)
{
    size_t start = parts_gap(text), end;
    struct span id = span_skip(text, start), inside;
    struct check check;

    (void)rules;
    end = id.size > 0 && id.data[0] == '<' ? parts_find(span_skip(id, 1), ">") + 2 : id.size + 1;
    if (end > id.size || end + parts_gap(span_skip(id, end)) < id.size)
        return check_at(CHECK_NO_BRACKETS, start, id.size);
    inside = (struct span){id.data + 1, end - 2};
    check = check_local_part(inside, &end);
    if (check.reason == CHECK_OK && end == inside.size)
        check = check_at(CHECK_NO_AT, end, 0);
    else if (check.reason == CHECK_OK)
        check = check_shifted(check_id_right(span_skip(inside, end + 1)), end + 1);
    return check_shifted(check, start + 1);
}
