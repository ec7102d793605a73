/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_date.c - what is wrong with a date of RFC 5322 section 3.3; see check.h.
 *
 * date-time = [ day-of-week "," ] day month year hour ":" minute [ ":" second ] zone, with blanks
 * and comments between all of these.  Names are in any case, as in the grammar.
 */
#include <config.h>

#include "common/count.h"
#include "common/grammar.h"
#include "tui-client/message/check_internal.h"
#include "tui-client/message/parts.h"

#define EXAMPLE "3 Jan 2026 10:00:00 +0000"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* RFC 5322 section 4.3; single letters, of which J is none, are zones of the military. */
static const char *const old_zones[] = {"UT",  "GMT", "EST", "EDT", "CST",
                                        "CDT", "MST", "MDT", "PST", "PDT"};

/* What is left of a date, and what was found so far.  After the first flaw nothing is read. */
struct reader {
    struct span text, rest;
    struct check worst;
    bool has_failed;
    unsigned day, month, year; /* month from 0 */
};

static size_t place_of(const struct reader *reader)
{
    return reader->text.size - reader->rest.size;
}

/* What begins at START is wrong. */
static void note(struct reader *reader, enum check_reason reason, size_t start)
{
    struct check check = check_at(reason, start, place_of(reader) - start);

    check.expected = reason == CHECK_NO_DATE ? EXAMPLE : NULL;
    if (!reader->has_failed)
        reader->worst = check_worse(reader->worst, check);
    reader->has_failed = reader->has_failed || !check_is_remark(reason);
}

static void skip_gap(struct reader *reader)
{
    reader->rest = span_skip(reader->rest, parts_gap(reader->rest));
}

static struct span take_run(struct reader *reader, bool (*kind)(char byte))
{
    struct span run = {reader->rest.data, 0};

    while (run.size < reader->rest.size && kind(run.data[run.size]))
        run.size++;
    reader->rest = span_skip(reader->rest, run.size);
    return run;
}

static bool take_byte(struct reader *reader, char byte)
{
    if (reader->rest.size == 0 || reader->rest.data[0] != byte)
        return false;
    reader->rest = span_skip(reader->rest, 1);
    return true;
}

/* The number of WORD among COUNT names; COUNT if it is none. */
static unsigned find_name(struct span word, const char *const *names, unsigned count)
{
    unsigned number = 0;

    while (number < count && !span_equal_ascii(word, span_of(names[number])))
        number++;
    return number;
}

/* A number of LEAST to MOST digits, after which their number goes to *DIGITS. */
static unsigned take_number(struct reader *reader, size_t least, size_t most, size_t *digits)
{
    size_t start = place_of(reader);
    struct span run = take_run(reader, grammar_is_digit);
    unsigned value = 0;

    *digits = run.size;
    if (run.size < least || run.size > most)
        note(reader, CHECK_NO_DATE, start);
    for (size_t i = 0; i < run.size && i < most; i++)
        value = 10 * value + (unsigned)(run.data[i] - '0');
    skip_gap(reader);
    return value;
}

/* --- day ------------------------------------------------------------------------------------- */

/* RFC 5322 section 4.3: two digits from 50 on, and three, are added to 1900, others to 2000. */
static unsigned whole_year(unsigned year, size_t digits)
{
    if (digits == 2)
        return year + (year < 50 ? 2000 : 1900);
    return digits == 3 ? year + 1900 : year;
}

static unsigned days_of(unsigned month, unsigned year)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month] + (month == 1 && is_leap ? 1U : 0U);
}

/* The rule of Sakamoto; 0 is Sunday. */
static unsigned weekday_of(unsigned day, unsigned month, unsigned year)
{
    static const unsigned char shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

    year -= month < 2;
    return (year + year / 4 - year / 100 + year / 400 + shifts[month] + day) % 7;
}

static void read_day(struct reader *reader)
{
    size_t start = place_of(reader), digits, begin;

    reader->day = take_number(reader, 1, 2, &digits);
    begin = place_of(reader);
    reader->month = find_name(take_run(reader, grammar_is_letter), months, COUNT(months));
    if (reader->month == COUNT(months))
        note(reader, CHECK_NO_DATE, begin);
    skip_gap(reader);
    begin = place_of(reader);
    reader->year = take_number(reader, 2, 9, &digits);
    reader->year = whole_year(reader->year, digits);
    if (digits < 4)
        note(reader, CHECK_OLD_YEAR, begin);
    if (!reader->has_failed &&
        (reader->day == 0 || reader->day > days_of(reader->month, reader->year)))
        note(reader, CHECK_NO_SUCH_DAY, start);
}

/* --- time and zone --------------------------------------------------------------------------- */

/* RFC 5322 section 3.3: 60 is the second that is sometimes added at the end of a day. */
static void read_time(struct reader *reader)
{
    size_t start = place_of(reader), digits;
    unsigned hour = take_number(reader, 2, 2, &digits), minute, second = 0;

    if (!take_byte(reader, ':'))
        note(reader, CHECK_NO_DATE, start);
    skip_gap(reader);
    minute = take_number(reader, 2, 2, &digits);
    if (take_byte(reader, ':')) {
        skip_gap(reader);
        second = take_number(reader, 2, 2, &digits);
    }
    if (hour > 23 || minute > 59 || second > 60)
        note(reader, CHECK_NO_SUCH_TIME, start);
}

static bool is_offset(struct span digits)
{
    return digits.size == 4 && digits.data[2] < '6';
}

static bool is_old_zone(struct span name)
{
    bool is_letter = name.size == 1 && span_ascii_lower(name.data[0]) != 'j';

    return is_letter || find_name(name, old_zones, COUNT(old_zones)) < COUNT(old_zones);
}

static void read_zone(struct reader *reader)
{
    size_t start = place_of(reader);

    if (reader->rest.size == 0) {
        note(reader, CHECK_NO_ZONE, start);
    } else if (take_byte(reader, '+') || take_byte(reader, '-')) {
        if (!is_offset(take_run(reader, grammar_is_digit)))
            note(reader, CHECK_NO_SUCH_ZONE, start);
    } else {
        bool is_known = is_old_zone(take_run(reader, grammar_is_letter));
        note(reader, is_known ? CHECK_OLD_ZONE : CHECK_NO_SUCH_ZONE, start);
    }
    skip_gap(reader);
}

/* --- all of it ------------------------------------------------------------------------------- */

/* Returns the number of the weekday that is named at *START, or that of no weekday if none is.
 */
static unsigned read_weekday(struct reader *reader, size_t *start)
{
    unsigned weekday = COUNT(weekdays);

    *start = place_of(reader);
    if (reader->rest.size > 0 && !grammar_is_digit(reader->rest.data[0])) {
        weekday = find_name(take_run(reader, grammar_is_letter), weekdays, COUNT(weekdays));
        skip_gap(reader);
        if (weekday == COUNT(weekdays) || !take_byte(reader, ','))
            note(reader, CHECK_NO_DATE, *start);
        skip_gap(reader);
    }
    return weekday;
}

/* RFC 5322 section 3.3: "the day-of-week MUST be the day implied by the date". */
static void compare_weekday(struct reader *reader, unsigned weekday, size_t start)
{
    unsigned right;

    if (reader->has_failed || weekday == COUNT(weekdays))
        return;
    right = weekday_of(reader->day, reader->month, reader->year);
    if (weekday == right)
        return;
    note(reader, CHECK_WEEKDAY, start);
    reader->worst.size = 3;
    reader->worst.expected = weekdays[right];
}

struct check check_date(struct span text, const struct check_rules *rules)
{
    struct reader reader = {.text = text, .rest = text};
    size_t start, time;
    unsigned weekday;

    (void)rules;
    skip_gap(&reader);
    weekday = read_weekday(&reader, &start);
    read_day(&reader);
    compare_weekday(&reader, weekday, start);
    read_time(&reader);
    read_zone(&reader);
    time = place_of(&reader);
    if (reader.rest.size > 0)
        note(&reader, CHECK_NO_DATE, time);
    return reader.worst;
}
