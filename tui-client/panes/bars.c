/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bars.c - see bars.h.
 *
 * Only the status shows text from the server.
 */
#include <config.h>

#include "tui-client/panes/bars.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/panes/guide_resume.h"
#include "tui-client/panes/widgets.h"
#include "tui-client/terminal/clicks.h"
#include "tui-client/terminal/keys.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/text/columns.h"

/* Bytes of queued output from which progress is shown. */
#define PROGRESS_BYTES 65536

/* Who can read along. */
static const char *protection(const struct client *client, char *out, size_t size)
{
    const struct link *link = &client->link;

    if (client->opened_ms < 0)
        return _("not connected");
    if (!link->is_secure)
        return _("plaintext");
    snprintf(out, size, link->report.flaws == 0 ? "%s" : _("%s unverified"), link->report.protocol);
    return out;
}

/* Joins PARTS, which end with NULL, but for empty ones. */
static void join(const char *const *parts, char *out, size_t size)
{
    out[0] = '\0';
    for (; *parts != NULL; parts++) {
        size_t length = strlen(out);
        if ((*parts)[0] != '\0')
            snprintf(out + length, size - length, "%s%s", length > 0 ? "  " : " ", *parts);
    }
}

/* Parts of a title, and the columns that are the fewest to show of the last one. */
#define TITLE_PARTS    6
#define TITLE_PART_MIN 12

/* Which server it is, what is spoken with it and who can read along.  If there is no ROOM for all
 * of it, the name in the greeting is the first to go, and who can read along the last.  Returns
 * whether that fits. */
static bool write_title(const struct guide *guide, int room, char *out, size_t size)
{
    const struct client *client = &guide->client;
    char name[SERVER_NAME_MAX], protected[64];
    const char *scheme = strstr(server_name_format(&client->at, name, sizeof name), "://");
    const char *server = scheme != NULL ? scheme + strlen("://") : name;
    bool is_connected = client->opened_ms >= 0;
    const char *called = is_connected && client->server != NULL ? client->server : "";
    const char *protection_now = protection(client, protected, sizeof protected);
    const char *const titles[][TITLE_PARTS] = {
        {"smtp-tui", server, called, guide->dialect->name, protection_now},
        {"smtp-tui", server, guide->dialect->name, protection_now},
        {"smtp-tui", server, protection_now},
        {is_connected ? protection_now : "smtp-tui", server},
    };

    for (size_t i = 0; i < COUNT(titles); i++) {
        join(titles[i], out, size);
        if ((int)columns_width(span_of(out)) <= room)
            return true;
    }
    if (is_connected && (int)columns_width(span_of(protection_now)) + TITLE_PART_MIN > room)
        snprintf(out, size, " %s", protection_now);
    return !is_connected || (int)columns_width(span_of(protection_now)) < room;
}

/* If who can read along does not fit, how long the connection has lasted is left out. */
void bars_title(const struct guide *guide, int row, int width, int64_t now_ms)
{
    const struct client *client = &guide->client;
    bool goes_on = client->opened_ms >= 0 && !guide->has_finished, fits = false;
    long long seconds = (goes_on ? now_ms - client->opened_ms : guide->lasted_ms) / 1000;
    char name[64], left[512], right[128], clock[64];
    int right_width = 0, room = 0;

    snprintf(clock, sizeof clock, "  %02lld:%02lld ", seconds / 60, seconds % 60);
    for (int is_short = 0; is_short <= 1 && !fits; is_short++) {
        snprintf(right, sizeof right, "%s %zu/%zu %s",
                 guide_name(guide, guide->step, name, sizeof name), guide_number(guide) + 1,
                 guide->steps.count + 1, is_short ? "" : clock);
        right_width = (int)columns_width(span_of(right));
        room = width - right_width - 1;
        fits = write_title(guide, room, left, sizeof left);
    }
    screen_fill(row, 0, width, STYLE_TITLE);
    screen_cut(row, 0, room, STYLE_TITLE, span_of(left));
    screen_text(row, width - right_width, right_width, STYLE_TITLE, span_of(right));
}

/* The first word of a step's name: there is no room for more. */
static const char *short_name(const struct guide *guide, enum dialect_event verb, char *out,
                              size_t size)
{
    guide_name(guide, verb, out, size);
    out[strcspn(out, " ")] = '\0';
    return out;
}

#define STEP_SEPARATOR " > "

/* Columns of the steps from number FIRST to LAST. */
static int columns_between(const struct guide *guide, size_t first, size_t last)
{
    char name[64];
    int width = 0;

    for (size_t i = first; i <= last; i++)
        width += (i > first ? (int)strlen(STEP_SEPARATOR) : 0) + (int)strlen("[ok] ") +
                 (int)columns_width(
                     span_of(short_name(guide, guide_step_at(guide, i), name, sizeof name)));
    return width;
}

static const struct {
    const char *text;
    enum style style;
    const char *meaning;
} marks[] = {
    [GUIDE_DONE] = {"[ok]", STYLE_GOOD, N_("done")},
    [GUIDE_SHOWN] = {"[>>]", STYLE_STRONG, N_("shown")},
    [GUIDE_OPEN] = {"[..]", STYLE_NORMAL, N_("available")},
    [GUIDE_NOT_OPEN] = {"[  ]", STYLE_NORMAL, N_("not available yet")},
};

static_assert(COUNT(marks) == GUIDE_NOT_OPEN + 1, "a text per mark");

/* What stands for the steps that are left out on either side. */
#define STEPS_CUT "..."

/* If not all fit, the first ones are left out, but never the current one. */
void bars_steps(const struct guide *guide, int row, int width)
{
    int column = 1, cut = (int)strlen(STEPS_CUT STEP_SEPARATOR);
    size_t first = 0, last = guide->steps.count;
    char name[64];

    if (column + columns_between(guide, 0, last) > width)
        for (last = guide_number(guide);
             first < last && column + cut + columns_between(guide, first, last) + cut > width;)
            first++;
    while (last < guide->steps.count &&
           column + cut + columns_between(guide, first, last + 1) + cut <= width)
        last++;
    if (first > 0)
        column += screen_print(row, column, width - column, STYLE_NORMAL, STEPS_CUT);
    for (size_t i = first; i <= last; i++) {
        enum dialect_event verb = guide_step_at(guide, i);
        enum guide_mark mark = guide_mark(guide, verb);
        int begin;
        if (i > 0)
            column += screen_print(row, column, width - column, STYLE_NORMAL, STEP_SEPARATOR);
        begin = column;
        column +=
            screen_print(row, column, width - column, marks[mark].style, "%s", marks[mark].text);
        column += screen_print(row, column, width - column,
                               mark == GUIDE_SHOWN ? STYLE_STRONG : STYLE_NORMAL, " %s",
                               short_name(guide, verb, name, sizeof name));
        clicks_add((struct box){row, begin, 1, column - begin}, CLICK_STEP, (size_t)verb);
    }
    if (last < guide->steps.count)
        screen_print(row, column, width - column, STYLE_NORMAL, STEP_SEPARATOR STEPS_CUT);
}

/* --- the marks explained --------------------------------------------------------------------- */

/* The last mark is blank inside, and must not be wrapped there. */
const char *bars_marks_text(char *out, size_t size)
{
    snprintf(out, size, "%s", _("Marks of the steps:"));
    for (size_t i = 0; i < COUNT(marks); i++) {
        size_t length = strlen(out);
        const char *separator = i == 0 ? " " : i + 1 < COUNT(marks) ? ", " : ",\n";
        snprintf(out + length, size - length, "%s%s %s", separator, marks[i].text,
                 _(marks[i].meaning));
    }
    return out;
}

#define MARK_GAP 2

/* Rows of the marks in WIDTH columns; draws them from ROW on unless that is negative. */
static int lay_marks(int row, int left, int width)
{
    int column = 0, rows = 1;

    for (size_t i = 0; i < COUNT(marks); i++) {
        char text[128];
        int own;
        snprintf(text, sizeof text, "%s %s", marks[i].text, _(marks[i].meaning));
        own = (int)columns_width(span_of(text));
        if (column > 0 && column + own > width) {
            column = 0;
            rows++;
        }
        if (row >= 0)
            screen_text(row + rows - 1, left + column, width - column, STYLE_NORMAL, span_of(text));
        column += own + MARK_GAP;
    }
    return rows;
}

void bars_marks(struct box box, size_t used)
{
    int rows = lay_marks(-1, 0, box.width);

    if (used + (size_t)rows <= (size_t)box.height)
        (void)lay_marks(box.row + box.height - rows, box.column, box.width);
}

/* Whether a long operation is in progress: connecting, or sending a long message. */
static bool is_under_way(const struct guide *guide, int64_t now_ms, char *out, size_t size)
{
    const struct client *client = &guide->client;
    size_t unsent = dialogue_unsent(&client->dialogue);
    long long seconds = (now_ms - client->activity_ms) / 1000;

    if (guide_is_retrying(guide))
        snprintf(out, size,
                 _("Refused for now; trying again in %lld s.  Alt-t: now; Ctrl-C cancels."),
                 (long long)(guide->retry_ms - now_ms + 999) / 1000);
    else if (client->link.state == LINK_RESOLVING || client->link.state == LINK_CONNECTING)
        snprintf(out, size, _("Connecting: %lld s.  Ctrl-C cancels."), seconds);
    else if (client->link.state == LINK_SECURING)
        snprintf(out, size, _("TLS handshake: %lld s.  Ctrl-C cancels."), seconds);
    else if (unsent >= PROGRESS_BYTES || dialogue_is_sending(&client->dialogue))
        snprintf(out, size, _("Sending: %zu of %zu bytes, %lld s.  Ctrl-C cancels."),
                 client->sending > unsent ? client->sending - unsent : 0, client->sending,
                 (long long)(now_ms - client->sending_ms) / 1000);
    else if (dialogue_awaits_server(&client->dialogue) && seconds >= 2 &&
             !client_is_doubted(client))
        snprintf(out, size, _("No reply for %lld s.  Ctrl-C cancels."), seconds);
    else
        return false;
    return true;
}

/* Bytes of a paste from which progress is shown. */
#define LONG_PASTE ((size_t)256 << 10)

static bool is_pasting(char *out, size_t size)
{
    size_t pasted = screen_pasted();

    if (pasted < LONG_PASTE)
        return false;
    snprintf(out, size, _("Pasting: %zu KB so far.  Ctrl-C cancels."), pasted >> 10);
    return true;
}

/* Bytes of the code that TEXT, a summary of a reply, begins with. */
static size_t code_size(const char *text)
{
    size_t size = strspn(text, "0123456789");

    return text[size] == ':' ? size : 0;
}

/* Only the beginning is coloured: the code, or a sign that stands for none. */
static void draw_said(const struct guide *guide, int row, int width)
{
    struct span text = span_of(guide->status), code = {text.data, code_size(guide->status)};
    const char *sign = code.size > 0 || text.size == 0 ? "" : widgets_sign(guide->tone);
    int column = 1;

    column += screen_text(row, column, width - column, widgets_style(guide->tone), code);
    column += screen_text(row, column, width - column, widgets_style(guide->tone), span_of(sign));
    column += sign[0] != '\0';
    screen_cut(row, column, width - column, STYLE_NORMAL, span_skip(text, code.size));
}

void bars_status(const struct guide *guide, int row, int width, int64_t now_ms)
{
    char text[256];

    if (is_pasting(text, sizeof text) || is_under_way(guide, now_ms, text, sizeof text))
        screen_cut(row, 1, width - 1, STYLE_NORMAL, span_of(text));
    else
        draw_said(guide, row, width);
}

/* --- keys ------------------------------------------------------------------------------------ */

/* Maximum number of hints. */
#define HINTS_MAX 32

/* Rows of the key table, in their order. */
struct hints {
    const struct keys_row *rows[HINTS_MAX];
    size_t count;
    bool has_ended; /* there is no connection */
};

/* What the key of ROW does now, in a word. */
static const char *meaning(const struct hints *hints, const struct keys_row *row)
{
    return hints->has_ended && row->action == KEYS_SEND ? _("Connect") : _(row->bar);
}

/* The first of the names of ROW's keys. */
static struct span first_name(const struct keys_row *row)
{
    const char *names = _(row->names);

    return (struct span){names, strcspn(names, ",")};
}

static int hint_width(const struct hints *hints, const struct keys_row *row)
{
    return (int)columns_width(first_name(row)) + 1 +
           (int)columns_width(span_of(meaning(hints, row))) + 2;
}

/* Whether ROW is in the bar in PLACE: its first key does what it says, and outside text no letter
 * does the same. */
static bool is_hint(const struct keys_row *row, struct keys_place place)
{
    struct input key = {.kind = row->keys[0].kind, .code = row->keys[0].code};
    bool has_letter = keys_apply(place, KEYS_OUTSIDE_TEXT) && row->scope != KEYS_OUTSIDE_TEXT &&
                      (row->scope == KEYS_EVERYWHERE || row->action == KEYS_QUIT);

    return row->bar != NULL && keys_apply(place, row->scope) && !has_letter &&
           keys_find(&key, place) == row->action;
}

/* Keys of the place itself first. */
static struct hints find_hints(const struct guide *guide, struct keys_place place)
{
    struct hints hints = {.has_ended = !client_can_say(&guide->client)};
    bool can_resume = guide_can_resume(guide);

    for (int is_general = 0; is_general <= 1; is_general++)
        for (size_t i = 0; i < keys_row_count && hints.count < HINTS_MAX; i++)
            if ((keys_rows[i].scope <= KEYS_ALWAYS) == (is_general != 0) &&
                is_hint(&keys_rows[i], place) && (can_resume || keys_rows[i].action != KEYS_RESUME))
                hints.rows[hints.count++] = &keys_rows[i];
    return hints;
}

/* The last ones to go; from an overlay one goes back first. */
static bool is_essential(const struct keys_row *row, struct keys_place place)
{
    return row->action == KEYS_HELP || row->action == KEYS_RESUME ||
           (row->action == KEYS_BACK && place.is_overlay) ||
           (row->action == KEYS_QUIT && keys_apply(place, KEYS_EVERYWHERE));
}

/* Leaves out the last hints, but for the essential ones, until all fit into WIDTH. */
static void fit(struct hints *hints, struct keys_place place, int width)
{
    int needed = 0;

    for (size_t i = 0; i < hints->count; i++)
        needed += hint_width(hints, hints->rows[i]);
    for (size_t i = hints->count; i-- > 0 && needed - 2 > width;) {
        if (is_essential(hints->rows[i], place))
            continue;
        needed -= hint_width(hints, hints->rows[i]);
        hints->count--;
        for (size_t k = i; k < hints->count; k++)
            hints->rows[k] = hints->rows[k + 1];
    }
}

void bars_keys(const struct guide *guide, struct keys_place place, int row, int width)
{
    struct hints hints = find_hints(guide, place);
    int column = 1;

    screen_fill(row, 0, width, STYLE_TITLE);
    fit(&hints, place, width - 1);
    for (size_t i = 0; i < hints.count && column < width; i++) {
        struct span name = first_name(hints.rows[i]);
        int own = screen_text(row, column, width - column, STYLE_STRONG, name) + 1;
        screen_print(row, column + own, width - column - own, STYLE_TITLE, "%s",
                     meaning(&hints, hints.rows[i]));
        clicks_add((struct box){row, column, 1, hint_width(&hints, hints.rows[i]) - 2}, CLICK_KEY,
                   (size_t)hints.rows[i]->action);
        column += hint_width(&hints, hints.rows[i]);
    }
}
