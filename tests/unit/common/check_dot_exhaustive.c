/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dot_exhaustive.c - every short string over the bytes that matter, decoded in every way.
 *
 * All strings over {CR, LF, ".", NUL, "a"}, for both line endings, whole, byte by
 * byte and at every two-way split, against a reference that is written in another style: it looks
 * for the literal end of data in the whole, then goes through the lines one by one.  The variable
 * EXHAUSTIVE_LENGTH in the environment sets the length of the longest strings.
 */
#include <config.h>

#include "common/dot.h"

#include <check.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define LENGTH_DEFAULT 9
#define LENGTH_MAX     14

static const char alphabet[] = {'\r', '\n', '.', '\0', 'a'};

/* What becomes of a string. */
struct verdict {
    bool ended;
    unsigned flaws;
    struct dot_place place;
    size_t consumed, size, text_size; /* bytes */
    char text[LENGTH_MAX];
};

/* One string to judge. */
struct trial {
    enum line_ending ending;
    unsigned watched;
    size_t size; /* bytes */
    const char *wire;
};

/* A line of the message. */
struct line {
    const char *text; /* after its leading dot, which follows an ending like any dot in the wire */
    size_t size;      /* bytes of the text */
    size_t offset;    /* of the text, in the message */
    size_t before;    /* bytes before the text: the connection's own ending, and the dot */
    size_t number;
    bool is_terminated;
};

static void reference_flaw(struct verdict *verdict, const struct trial *trial,
                           const struct line *line, size_t at, enum dot_flaw flaw)
{
    struct dot_place *place = &verdict->place;
    size_t before = at == 0 ? line->before : 0;
    const char *start = line->text + at - before;
    size_t left = before + verdict->consumed - line->offset - at;
    size_t run = before + 1;

    verdict->flaws |= flaw;
    if (place->flaw != DOT_FLAW_NONE || (flaw & trial->watched) == 0)
        return;
    while (run < left && memchr("\r\n.", start[run], sizeof "\r\n.") != NULL)
        run++;
    *place = (struct dot_place){flaw, line->offset + at, line->number, "", 0, false};
    place->is_open = run == left && run < DOT_SEQUENCE_MAX && !verdict->ended;
    place->sequence_size = (unsigned char)(run < DOT_SEQUENCE_MAX ? run : DOT_SEQUENCE_MAX);
    memcpy(place->sequence, start, place->sequence_size);
}

/* The text of LINE, byte by byte. */
static void reference_content(struct verdict *verdict, const struct trial *trial,
                              const struct line *line)
{
    for (size_t i = 0; i < line->size; i++) {
        bool last = i + 1 == line->size;
        char byte = line->text[i];

        /* Nobody knows yet what follows the last CR of an unfinished message; on an LF connection
         * it belongs to the ending if the line has one. */
        bool harmless_cr = last && (!line->is_terminated || trial->ending == LINE_ENDING_LF);
        if (byte == '\r' && harmless_cr)
            continue;
        if (byte == '\r')
            reference_flaw(verdict, trial, line, i, DOT_FLAW_BARE_CR);
        if (byte == '\n')
            reference_flaw(verdict, trial, line, i, DOT_FLAW_BARE_LF);
        if (byte == '\0')
            reference_flaw(verdict, trial, line, i, DOT_FLAW_NUL);
        verdict->text[verdict->text_size++] = byte;
    }
}

/* The SIZE bytes of message text at BODY, line by line. */
static void reference_body(struct verdict *verdict, const struct trial *trial, const char *body,
                           size_t size)
{
    struct span eol = span_of(trial->ending == LINE_ENDING_CRLF ? "\r\n" : "\n");
    size_t number = 0;
    struct span rest = {body, size};

    while (rest.size > 0) {
        const char *found = memmem(rest.data, rest.size, eol.data, eol.size);
        size_t length = found != NULL ? (size_t)(found - rest.data) : rest.size;
        size_t dots = length > 0 && rest.data[0] == '.';
        struct span content = {rest.data + dots, length - dots};
        struct line line = {content.data,    content.size, (size_t)(content.data - body),
                            eol.size + dots, ++number,     found != NULL};

        reference_content(verdict, trial, &line);
        verdict->size += content.size;
        /* ".\r" may be the beginning of the end of data. */
        if (found == NULL && trial->ending == LINE_ENDING_CRLF && dots == 1 &&
            span_equal(content, span_of("\r")))
            verdict->size--;
        if (found == NULL)
            return;
        verdict->text[verdict->text_size++] = '\n';
        verdict->size += eol.size;
        rest = span_skip(rest, length + eol.size);
    }
}

static struct verdict reference(const struct trial *trial)
{
    bool crlf = trial->ending == LINE_ENDING_CRLF;
    struct span eol = span_of(crlf ? "\r\n" : "\n");
    struct span end = span_of(crlf ? "\r\n.\r\n" : "\n.\n");
    char whole[2 + LENGTH_MAX];
    struct verdict verdict = {.consumed = trial->size};
    size_t body = trial->size;
    const char *found;

    /* The line ending of the DATA command counts as the first of the message. */
    memcpy(whole, eol.data, eol.size);
    memcpy(whole + eol.size, trial->wire, trial->size);
    found = memmem(whole, eol.size + trial->size, end.data, end.size);
    if (found != NULL) {
        body = (size_t)(found - whole);
        verdict.ended = true;
        verdict.consumed = body + end.size - eol.size;
    }
    reference_body(&verdict, trial, whole + eol.size, body);
    return verdict;
}

/* Decodes the trial as FIRST bytes and then pieces of STRIDE bytes, each in its place within
 * ARENA, which ends, or begins, where memory does. */
static struct verdict decode(const struct trial *trial, size_t first, size_t stride, char *arena)
{
    struct dot_decoder decoder;
    struct verdict verdict = {.ended = false};
    char *in = arena + (guard_side == GUARD_END ? LENGTH_MAX - trial->size : 0);
    size_t piece = first;

    memcpy(in, trial->wire, trial->size);
    dot_decoder_init(&decoder, trial->ending, trial->watched);
    for (size_t at = 0; at < trial->size && !verdict.ended; piece = stride) {
        size_t size = trial->size - at < piece ? trial->size - at : piece;
        size_t consumed, produced;

        if (dot_take_bare_cr(&decoder, in + at, size))
            verdict.text[verdict.text_size++] = '\r';
        verdict.ended = dot_decode(&decoder, in + at, size, in + at, &consumed, &produced);
        if (consumed > size || produced > consumed || (!verdict.ended && consumed < size))
            ck_abort_msg("%zu bytes of %zu became %zu", consumed, size, produced);
        memcpy(verdict.text + verdict.text_size, in + at, produced);
        verdict.text_size += produced;
        verdict.consumed += consumed;
        at += size;
    }
    verdict.flaws = decoder.flaws;
    verdict.place = decoder.place;
    verdict.size = (size_t)decoder.size;
    return verdict;
}

static bool same_place(const struct dot_place *a, const struct dot_place *b)
{
    return a->flaw == b->flaw && a->offset == b->offset && a->line == b->line &&
           a->is_open == b->is_open && a->sequence_size == b->sequence_size &&
           memcmp(a->sequence, b->sequence, a->sequence_size) == 0;
}

static bool agree(const struct verdict *a, const struct verdict *b)
{
    return a->ended == b->ended && a->flaws == b->flaws && a->consumed == b->consumed &&
           same_place(&a->place, &b->place) && a->size == b->size && a->text_size == b->text_size &&
           memcmp(a->text, b->text, a->text_size) == 0;
}

/* C's way to write the bytes at DATA. */
static const char *quoted(const char *data, size_t size, char *out)
{
    char *end = out;

    for (size_t i = 0; i < size; i++)
        end += sprintf(end,
                       data[i] == '\r'   ? "\\r"
                       : data[i] == '\n' ? "\\n"
                       : data[i] == '\0' ? "\\0"
                                         : "%c",
                       data[i]);
    *end = '\0';
    return out;
}

static void describe(const struct verdict *verdict, char *out)
{
    const struct dot_place *place = &verdict->place;
    char text[2 * LENGTH_MAX + 1], sequence[DOT_SEQUENCE_TEXT_MAX];

    dot_sequence_text(place, sequence);
    sprintf(out,
            "end %d, consumed %zu, flaws %u, first %d in %s%s, offset %ju, line %ju, size %zu, "
            "text \"%s\"",
            verdict->ended, verdict->consumed, verdict->flaws, (int)place->flaw, sequence,
            place->is_open ? "..." : "", (uintmax_t)place->offset, (uintmax_t)place->line,
            verdict->size, quoted(verdict->text, verdict->text_size, text));
}

static void check_way(const struct trial *trial, const struct verdict *expected, size_t first,
                      size_t stride, char *arena)
{
    struct verdict got = decode(trial, first, stride, arena);
    char wire[2 * LENGTH_MAX + 1], wanted_text[300], got_text[300];

    if (agree(&got, expected))
        return;
    describe(expected, wanted_text);
    describe(&got, got_text);
    ck_abort_msg("\"%s\", %s, %zu bytes and then %zu at a time: %s; expected: %s",
                 quoted(trial->wire, trial->size, wire),
                 trial->ending == LINE_ENDING_CRLF ? "CRLF" : "LF", first, stride, got_text,
                 wanted_text);
}

static void check_trial(const struct trial *trial, char *arena)
{
    struct verdict expected = reference(trial);

    check_way(trial, &expected, 1, 1, arena);
    for (size_t first = 1; first <= trial->size; first++)
        check_way(trial, &expected, first, trial->size, arena);
}

/* A decoder that watches for fewer flaws has another place, and nothing else. */
static void check_watch(struct trial trial, unsigned watched, char *arena)
{
    trial.watched = watched;
    struct verdict expected = reference(&trial);
    check_way(&trial, &expected, 1, 1, arena);
    check_way(&trial, &expected, trial.size, 1, arena);
}

/* Case _i: all strings of the length _i / 2, for one of the line endings. */
START_GUARDED_TEST(all_strings)
{
    static const char blank[LENGTH_MAX];
    char *arena = guard_copy(blank, sizeof blank);
    unsigned digits[LENGTH_MAX] = {0};
    char wire[LENGTH_MAX];
    struct trial trial = {_i % 2 == 0 ? LINE_ENDING_CRLF : LINE_ENDING_LF, DOT_FLAWS,
                          (size_t)_i / 2, wire};
    size_t place;

    memset(wire, alphabet[0], sizeof wire);
    do {
        check_trial(&trial, arena);
        check_watch(trial, DOT_FLAW_BARE_CR | DOT_FLAW_NUL, arena);
        /* Counts on, in a number system with the alphabet for digits. */
        for (place = 0; place < trial.size; place++) {
            digits[place] = (digits[place] + 1) % sizeof alphabet;
            wire[place] = alphabet[digits[place]];
            if (digits[place] != 0)
                break;
        }
    } while (place < trial.size);
    guard_free(arena, sizeof blank);
}
END_TEST

static int longest(void)
{
    const char *wanted = getenv("EXHAUSTIVE_LENGTH");
    int length = wanted != NULL ? atoi(wanted) : LENGTH_DEFAULT;

    return length < 0 || length > LENGTH_MAX ? LENGTH_MAX : length;
}

int main(void)
{
    Suite *suite = suite_create("dot_exhaustive");
    TCase *strings = tcase_create("strings");

    /* Each byte more takes five times as long. */
    tcase_set_timeout(strings, longest() > LENGTH_DEFAULT ? 0 : 600);
    tcase_add_loop_test(strings, all_strings, 0, 2 * (longest() + 1));
    suite_add_tcase(suite, strings);
    return check_main(suite);
}
