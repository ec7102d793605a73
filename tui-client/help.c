/* help.c - see help.h.
 */
#include <config.h>

#include "tui-client/help.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "tui-client/columns.h"
#include "tui-client/widgets.h"

/* Column at which the keys are explained. */
#define EXPLAIN_COLUMN 20

/* Room for all of help. */
#define HELP_MAX 16384

void help_about(struct help *help, const struct pane *topic)
{
    help->topic = topic->operations->help;
    help->skip = 0;
}

static const char *title(struct pane *pane)
{
    (void)pane;
    return _("Help - Up and Down scroll, Esc closes");
}

static void append(char *out, const char *text)
{
    size_t length = strlen(out);

    snprintf(out + length, HELP_MAX - length, "%s", text);
}

static void append_row(char *out, const struct keys_row *row)
{
    const char *names = _(row->names);
    size_t width = columns_width(span_of(names));

    append(out, "  ");
    append(out, names);
    do
        append(out, " ");
    while (++width < EXPLAIN_COLUMN);
    append(out, _(row->help));
    append(out, "\n");
}

static void write_help(const struct help *help, char *out)
{
    out[0] = '\0';
    if (help->topic != NULL)
        append(out, _(help->topic));
    append(out, "\n");
    for (enum keys_scope scope = 0; scope < KEYS_SCOPES; scope++) {
        append(out, "\n");
        append(out, keys_scope_title(scope));
        append(out, "\n");
        for (size_t i = 0; i < keys_row_count; i++)
            if (keys_rows[i].scope == scope)
                append_row(out, &keys_rows[i]);
    }
}

static void draw(struct pane *pane, struct screen_box box, bool has_focus,
                 struct pane_cursor *cursor)
{
    struct help *help = (struct help *)pane;
    char text[HELP_MAX];

    write_help(help, text);
    help->height = box.height;
    help->rows = widgets_paragraphs(box, SCREEN_NORMAL, span_of(text), help->skip);
    if (has_focus)
        *cursor = (struct pane_cursor){box.row, box.column};
}

static bool act(struct pane *pane, enum keys_action action, long long now_ms)
{
    struct help *help = (struct help *)pane;
    size_t height = help->height > 1 ? (size_t)help->height : 2;
    size_t last = help->rows > height ? help->rows - height : 0;

    (void)now_ms;
    switch (action) {
    case KEYS_UP:
        help->skip -= help->skip > 0;
        return true;
    case KEYS_DOWN:
        help->skip += help->skip < last;
        return true;
    case KEYS_PAGE_UP:
        help->skip -= help->skip > height - 1 ? height - 1 : help->skip;
        return true;
    case KEYS_PAGE_DOWN:
        help->skip = help->skip + height - 1 < last ? help->skip + height - 1 : last;
        return true;
    case KEYS_START:
        help->skip = 0;
        return true;
    case KEYS_END:
        help->skip = last;
        return true;
    default:
        return false;
    }
}

void help_init(struct help *help, struct guide *guide)
{
    static const struct pane_operations operations = {
        .title = title,
        .help = N_("This is help itself."),
        .keys = {KEYS_LIST, false},
        .draw = draw,
        .act = act,
    };

    *help = (struct help){.pane = {&operations, guide}};
}
