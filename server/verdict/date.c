/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* date.c - see date.h.
 *
 * date-time = [ day-name "," ] day month year hour ":" minute [ ":" second ] zone
 */
#include <config.h>

#include "server/verdict/date.h"

#include "common/count.h"
#include "common/grammar.h"

/* Nobody writes more digits; the sum cannot overflow. */
#define DIGITS_MAX 6

/* Skips blanks and comments, which may be nested. */
static void skip_blanks(struct span *rest)
{
    size_t depth = 0;

    while (rest->size > 0 && (depth > 0 || span_is_blank(rest->data[0]) || rest->data[0] == '(')) {
        bool is_quoted = rest->data[0] == '\\' && rest->size > 1;
        depth += rest->data[0] == '(';
        depth -= rest->data[0] == ')';
        *rest = span_skip(*rest, is_quoted ? 2 : 1);
    }
}

static bool take_byte(struct span *rest, char byte)
{
    skip_blanks(rest);
    if (rest->size == 0 || rest->data[0] != byte)
        return false;
    *rest = span_skip(*rest, 1);
    return true;
}

/* Takes a number of at least FEWEST digits.  Returns how many it has; 0: none. */
static size_t take_number(struct span *rest, size_t fewest, int *number)
{
    size_t digits = 0;

    skip_blanks(rest);
    *number = 0;
    while (digits < rest->size && digits < DIGITS_MAX && grammar_is_digit(rest->data[digits]))
        *number = *number * 10 + (rest->data[digits++] - '0');
    *rest = span_skip(*rest, digits);
    return digits >= fewest ? digits : 0;
}

static struct span take_word(struct span *rest)
{
    size_t size = 0;

    skip_blanks(rest);
    while (size < rest->size && grammar_is_letter(rest->data[size]))
        size++;
    struct span word = {rest->data, size};
    *rest = span_skip(*rest, size);
    return word;
}

/* Returns the place of WORD in NAMES, or -1. */
static int find_name(struct span word, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (span_equal_ascii(word, span_of(names[i])))
            return i;
    return -1;
}

/* Days from 1970-01-01 to DAY of MONTH, from 0, of YEAR. */
static int64_t days_of(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t past = year - 1;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return past * 365 + past / 4 - past / 100 + past / 400 + before[month] +
           (month > 1 && is_leap) + day - 719163;
}

static int days_in(int year, int month)
{
    return (int)(days_of(month == 11 ? year + 1 : year, (month + 1) % 12, 1) -
                 days_of(year, month, 1));
}

/* Takes the zone, and stores its difference from UTC in minutes.  An unknown name counts as UTC
 * (RFC 5322 section 4.3). */
static bool take_zone(struct span *rest, int *minutes)
{
    static const char *const names[] = {"EDT", "EST", "CDT", "CST", "MDT", "MST", "PDT", "PST"};
    static const int hours[] = {-4, -5, -5, -6, -6, -7, -7, -8};
    bool is_west = take_byte(rest, '-');
    int number, known;

    *minutes = 0;
    if (!is_west && !take_byte(rest, '+')) {
        struct span name = take_word(rest);
        known = find_name(name, names, (int)COUNT(names));
        *minutes = known >= 0 ? hours[known] * 60 : 0;
        return name.size > 0;
    }
    if (take_number(rest, 4, &number) != 4 || number % 100 > 59)
        return false;
    *minutes = (number / 100 * 60 + number % 100) * (is_west ? -1 : 1);
    return true;
}

/* Takes the day, month and year, as days since 1970. */
static bool take_day(struct span *rest, int64_t *days)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int day, month, year;
    size_t digits;

    if (take_number(rest, 1, &day) == 0)
        return false;
    month = find_name(take_word(rest), names, (int)COUNT(names));
    digits = take_number(rest, 2, &year);
    if (month < 0 || digits == 0)
        return false;
    if (digits < 4)
        year += digits == 2 && year < 50 ? 2000 : 1900;
    if (day < 1 || year < 1900 || day > days_in(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

/* Takes the time of day, in seconds. */
static bool take_time(struct span *rest, int *seconds)
{
    int hour, minute, second = 0;

    if (take_number(rest, 1, &hour) == 0 || !take_byte(rest, ':') ||
        take_number(rest, 2, &minute) != 2 ||
        (take_byte(rest, ':') && take_number(rest, 2, &second) != 2))
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour < 24 && minute < 60 && second <= 60;
}

bool date_read(struct span text, int64_t *seconds)
{
    static const char *const names[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    struct span name = take_word(&text);
    int time, zone, weekday = find_name(name, names, (int)COUNT(names));
    int64_t days;

    if (name.size > 0 && (weekday < 0 || !take_byte(&text, ',')))
        return false;
    if (!take_day(&text, &days) || !take_time(&text, &time) || !take_zone(&text, &zone))
        return false;
    skip_blanks(&text);
    *seconds = days * 86400 + time - zone * 60;
    return text.size == 0 && (weekday < 0 || (days % 7 + 7) % 7 == weekday);
}
