/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_check.c - the texts of words.h on what is wrong with a field.
 */
#include <config.h>

#include <assert.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* Bytes of what is quoted: the words stand beside the field. */
#define PART_MAX 40

static const struct {
    const char *text; /* what is expected goes behind it */
    bool names_part;
} texts[] = {
    [CHECK_OK] = {"", false},
    [CHECK_NO_ADDRESS] = {N_("no address"), false},
    [CHECK_NO_LOCAL_PART] = {N_("nothing before the @"), false},
    [CHECK_NO_AT] = {N_("no @ with a domain"), false},
    [CHECK_LOCAL_NAME] = {N_("a local name, without @ and domain"), false},
    [CHECK_NO_DOMAIN] = {N_("nothing after the @"), false},
    [CHECK_TWO_ATS] = {N_("a second @"), false},
    [CHECK_BLANK] = {N_("a blank inside"), false},
    [CHECK_BYTE] = {N_("not allowed here"), true},
    [CHECK_DOT] = {N_("a dot too many"), false},
    [CHECK_HYPHEN] = {N_("a hyphen at an end"), true},
    [CHECK_LITERAL] = {N_("not an IP address"), true},
    [CHECK_OPEN] = {N_("not closed"), true},
    [CHECK_OPEN_GROUP] = {N_("a group ends in ;"), false},
    [CHECK_LONG_LOCAL] = {N_("more than 64 bytes before the @"), false},
    [CHECK_LONG_DOMAIN] = {N_("the domain is too long"), false},
    [CHECK_NOT_ASCII] = {N_("must be ASCII"), false},
    [CHECK_BARE_LITERAL] = {N_("an IP address goes in [ ]"), false},
    [CHECK_NULL_RECIPIENT] = {N_("<> cannot receive mail"), false},
    [CHECK_AFTER_ADDRESS] = {N_("more text after the address"), false},
    [CHECK_EMPTY_ITEM] = {N_("a comma too many"), false},
    [CHECK_NO_GROUP_NAME] = {N_("a group without a name"), false},
    [CHECK_NO_BRACKETS] = {N_("must be in < >"), false},
    [CHECK_PARAMETER] = {N_("neither KEY nor KEY=VALUE"), true},
    [CHECK_TWICE] = {N_("occurs twice"), true},
    [CHECK_NOT_OFFERED] = {N_("not offered by the server"), true},
    [CHECK_UNKNOWN_KEY] = {N_("an unknown parameter"), true},
    [CHECK_NO_VALUE] = {N_("a value is missing"), true},
    [CHECK_NEEDLESS_VALUE] = {N_("takes no value"), true},
    [CHECK_NO_NUMBER] = {N_("must be a number"), true},
    [CHECK_VALUE] = {N_("must be one of"), false},
    [CHECK_NO_DATE] = {N_("not a date like"), false},
    [CHECK_NO_SUCH_DAY] = {N_("there is no such day"), false},
    [CHECK_WEEKDAY] = {N_("the weekday is"), false},
    [CHECK_NO_SUCH_TIME] = {N_("there is no such time"), false},
    [CHECK_NO_ZONE] = {N_("no time zone, like +0000"), false},
    [CHECK_NO_SUCH_ZONE] = {N_("not a time zone like +0000"), false},
    [CHECK_OLD_ZONE] = {N_("an obsolete name of a zone"), false},
    [CHECK_OLD_YEAR] = {N_("the year has four digits"), false},
};

static_assert(COUNT(texts) == CHECK_REASONS, "a text per reason");

const char *words_check(const struct check *check, struct span field, char *out, size_t size)
{
    struct span part = {field.data + check->offset, check->size};

    out[0] = '\0';
    if (check->reason == CHECK_OK)
        return out;
    words_append(out, size, "%s", _(texts[check->reason].text));
    if (check->expected != NULL)
        words_append(out, size, " %s", check->expected);
    part.size = part.size < PART_MAX ? part.size : PART_MAX;
    if (!texts[check->reason].names_part)
        return out;
    words_append(out, size, ": ");
    words_append_quoted(out, size, part);
    return out;
}
