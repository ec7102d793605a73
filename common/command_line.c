/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line.c - see command_line.h.
 *
 * getopt_long(3) reads the words; its own messages are switched off.
 */
#include <config.h>

#include "common/command_line.h"

#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <string.h>

#include "common/dialect.h"
#include "common/duration.h"
#include "common/i18n.h"
#include "common/utf8.h"

/* Column at which --help explains. */
#define HELP_COLUMN 30

void command_line_complain(struct command_line *line, const char *format, ...)
{
    va_list arguments;

    if (line->is_wrong)
        return;
    va_start(arguments, format);
    vsnprintf(line->error, sizeof line->error, format, arguments);
    va_end(arguments);
    line->is_wrong = true;
    line->is_settled = true;
}

/* Reads the decimal digits of TEXT up to *END.  Returns false if there are none or the number
 * exceeds MAX. */
static bool read_digits(const char *text, uint64_t max, uint64_t *number, const char **end)
{
    *number = 0;
    *end = text;
    for (; **end >= '0' && **end <= '9'; (*end)++) {
        uint64_t digit = (uint64_t)(**end - '0');
        if (digit > max || *number > (max - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return *end != text;
}

bool command_line_number(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
    const char *end;

    return read_digits(text, max, number, &end) && *end == '\0' && *number >= min;
}

/* First value that getopt_long() returns for a row; greater than any character. */
#define FIRST_CODE 256

static void describe(const struct command_line *line, struct option *words, char *letters)
{
    /* The leading colon distinguishes a missing value from an unknown option. */
    *letters++ = ':';
    for (size_t i = 0; i < line->row_count; i++) {
        words[i] = (struct option){.name = line->rows[i].name,
                                   .has_arg = line->rows[i].value != NULL ? required_argument
                                                                          : no_argument,
                                   .val = FIRST_CODE + (int)i};
        if (line->rows[i].letter == 0)
            continue;
        *letters++ = line->rows[i].letter;
        if (line->rows[i].value != NULL)
            *letters++ = ':';
    }
    words[line->row_count] = (struct option){0};
    *letters = '\0';
}

static const struct command_line_row *row_of(const struct command_line *line, int code)
{
    for (size_t i = 0; i < line->row_count; i++)
        if (code == FIRST_CODE + (int)i || (code != 0 && code == line->rows[i].letter))
            return &line->rows[i];
    return NULL;
}

/* Writes the options that WORD abbreviates to OUT; getopt_long() returns the same for none and for
 * several. */
static const char *list_abbreviated(const struct command_line *line, const char *word, char *out,
                                    size_t size)
{
    size_t length = strcspn(word + 2, "=");

    out[0] = '\0';
    for (size_t i = 0; i < line->row_count; i++) {
        size_t used = strlen(out);
        if (strncmp(line->rows[i].name, word + 2, length) == 0)
            snprintf(out + used, size - used, "%s--%s", used > 0 ? ", " : "", line->rows[i].name);
    }
    return out;
}

/* getopt_long() rejected WORD with CODE; optopt is the row's code if it knew the option. */
static void complain_word(struct command_line *line, int code, const char *word)
{
    const struct command_line_row *row = row_of(line, optopt);
    char meant[PROGRAM_LINE_MAX / 2];

    if (row != NULL && code == ':')
        command_line_complain(line, _("option '--%s' needs a value"), row->name);
    else if (row != NULL)
        command_line_complain(line, _("option '--%s' takes no value"), row->name);
    else if (optopt != 0)
        command_line_complain(line, _("unknown option '-%c'"), optopt);
    else if (list_abbreviated(line, word, meant, sizeof meant)[0] == '\0')
        command_line_complain(line, _("unknown option '%s'"), word);
    else
        command_line_complain(line, _("option '%s' is ambiguous: %s"), word, meant);
}

/* Parses a size in bytes, at least 1. */
static bool read_size(const char *value, uint64_t *bytes)
{
    static const char units[] = "KMG";
    const char *end;
    uint64_t size;
    unsigned shift = 0;

    if (!read_digits(value, UINT64_MAX, &size, &end) || size == 0)
        return false;
    const char *unit = *end != '\0' ? strchr(units, toupper((unsigned char)*end)) : NULL;
    if (unit != NULL) {
        shift = 10 * (unsigned)(unit - units + 1);
        end++;
    }
    *bytes = size << shift;
    return *end == '\0' && *bytes >> shift == size;
}

static bool read_time(const char *value, int64_t *ms)
{
    return duration_parse(span_of(value), ms) && *ms > 0;
}

static bool read_number(const struct command_line_row *row, const char *value, unsigned *number)
{
    uint64_t read;
    bool is_good = command_line_number(value, row->min, row->max, &read);

    if (is_good)
        *number = (unsigned)read;
    return is_good;
}

static bool read_word(const struct command_line_row *row, const char *value, int *number)
{
    for (int i = 0; row->words[i] != NULL; i++)
        if (strcmp(value, row->words[i]) == 0) {
            *number = i;
            return true;
        }
    return false;
}

static bool read_dialect(struct command_line *line, const char *value,
                         const struct dialect **dialect)
{
    char known[128] = "";

    *dialect = dialect_by_name(value);
    if (*dialect != NULL)
        return true;
    for (size_t i = 0; dialect_all[i] != NULL; i++) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", i > 0 ? ", " : "",
                 dialect_all[i]->name);
    }
    command_line_complain(line, _("option '--dialect': '%s' is not a dialect (known: %s)"), value,
                          known);
    return false;
}

static bool read_text(const char *value, const char **text)
{
    *text = value;
    return value[0] != '\0';
}

/* Writes VALUE to the field of ROW.  Returns false if it is invalid. */
static bool write_value(struct command_line *line, const struct command_line_row *row,
                        const char *value)
{
    void *place = (char *)line->options + row->at;

    switch (row->type) {
    case COMMAND_LINE_TASK:
        line->task = row->task;
        line->is_settled = row->settles;
        return true;
    case COMMAND_LINE_SET:
        *(int *)place = row->sets;
        return true;
    case COMMAND_LINE_FLAG:
        *(bool *)place = row->sets != 0;
        return true;
    case COMMAND_LINE_NUMBER:
        return read_number(row, value, place);
    case COMMAND_LINE_SIZE:
        return read_size(value, place);
    case COMMAND_LINE_TIME:
        return read_time(value, place);
    case COMMAND_LINE_TEXT:
        return read_text(value, place);
    case COMMAND_LINE_WORD:
        return read_word(row, value, place);
    case COMMAND_LINE_DIALECT:
        return read_dialect(line, value, place);
    case COMMAND_LINE_OTHER:
        return row->take(line, value);
    }
    return false;
}

static void take(struct command_line *line, const struct command_line_row *row, const char *value)
{
    if (!write_value(line, row, value) && !line->is_wrong)
        command_line_complain(line, _("option '--%s': '%s' %s"), row->name, value,
                              _(row->complaint));
}

int command_line_read(struct command_line *line, int argc, char **argv)
{
    struct option words[COMMAND_LINE_ROWS_MAX + 1];
    char letters[2 * COMMAND_LINE_ROWS_MAX + 2];
    int code = 0;

    describe(line, words, letters);
    optind = 0; /* glibc: restart, even after an earlier command line */
    opterr = 0;
    while (!line->is_settled && (code = getopt_long(argc, argv, letters, words, NULL)) != -1) {
        if (code == '?' || code == ':')
            complain_word(line, code, argv[optind - 1]);
        else
            take(line, row_of(line, code), optarg);
    }
    return optind;
}

static void help_on(const struct command_line_row *row, FILE *out)
{
    char head[80];
    const char *line = _(row->help);
    int width, length = row->letter != 0 ? snprintf(head, sizeof head, "  -%c, ", row->letter)
                                         : snprintf(head, sizeof head, "      ");

    snprintf(head + length, sizeof head - (size_t)length, "--%s%s%s", row->name,
             row->value != NULL ? "=" : "", row->value != NULL ? _(row->value) : "");
    width = (int)utf8_count(span_of(head));
    fprintf(out, "%s%*s", head, width < HELP_COLUMN ? HELP_COLUMN - width : 0, "");
    if (width >= HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        fprintf(out, "%.*s\n%*s", (int)(end - line), line, HELP_COLUMN, "");
    fprintf(out, "%s\n", line);
}

void command_line_help(const struct command_line_row *rows, size_t row_count, FILE *out)
{
    for (size_t i = 0; i < row_count; i++)
        if (rows[i].help != NULL)
            help_on(&rows[i], out);
}
