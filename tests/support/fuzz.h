/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h - how every fuzz target runs, and how it reads its input.
 *
 * A target is LLVMFuzzerTestOneInput() in a program of its own: it takes any bytes, and what must
 * never be ends the program.  Without arguments the program replays its corpus, each file as a case
 * of TAP; every build can do that.  With arguments libFuzzer runs it, in a build configured with
 * --enable-fuzzers.  A target asserts with the macros of libcheck, whose failures abort here, so
 * that it shares what is asserted with the unit tests.
 */
#ifndef TESTS_SUPPORT_FUZZ_H
#define TESTS_SUPPORT_FUZZ_H

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/span.h"
#include "tests/support/guard.h"

/* Returns 0; aborts at a finding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- findings --- */

static const char *fuzz_case; /* name of the input that is replayed; NULL: libFuzzer runs */

__attribute__((noreturn, format(printf, 4, 5))) static inline void
fuzz_fail(const char *file, int line, const char *expression, const char *format, ...)
{
    va_list arguments;

    printf("Bail out! %s: %s:%d: %s", fuzz_case != NULL ? fuzz_case : "finding", file, line,
           expression);
    if (format != NULL) {
        printf(": ");
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
    }
    printf("\n");
    fflush(stdout);
    abort();
}

/* libcheck's own would look for the test that runs, and there is none. */
#define _ck_assert_failed       fuzz_fail
#define _mark_point(file, line) ((void)0)

/* --- input --- */

/* The next byte of *INPUT, 0 behind its end. */
static inline uint8_t fuzz_byte(struct span *input)
{
    uint8_t byte = 0;

    if (input->size > 0) {
        byte = (uint8_t)input->data[0];
        *input = span_skip(*input, 1);
    }
    return byte;
}

/* The next SIZE bytes of *INPUT, or those that are left. */
static inline struct span fuzz_take(struct span *input, size_t size)
{
    struct span piece = {input->data, size < input->size ? size : input->size};

    *input = span_skip(*input, piece.size);
    return piece;
}

/* The next line of *INPUT without its LF, which is taken too. */
static inline struct span fuzz_line(struct span *input)
{
    const char *end = input->size > 0 ? memchr(input->data, '\n', input->size) : NULL;
    struct span line = fuzz_take(input, end != NULL ? (size_t)(end - input->data) : input->size);

    fuzz_take(input, 1);
    return line;
}

/* A copy of PIECE that may be changed, and whose ends are those of memory; for fuzz_free().  While
 * libFuzzer runs, the address sanitizer watches over them. */
static inline char *fuzz_copy(struct span piece)
{
    char *copy;

    if (fuzz_case != NULL)
        return guard_copy(piece.data, piece.size);
    copy = malloc(piece.size > 0 ? piece.size : 1);
    if (copy == NULL)
        abort();
    if (piece.size > 0)
        memcpy(copy, piece.data, piece.size);
    return copy;
}

static inline void fuzz_free(char *copy, size_t size)
{
    if (fuzz_case != NULL)
        guard_free(copy, size);
    else
        free(copy);
}

/* Chance for where INPUT is cut, the same whenever this input comes. */
static inline uint32_t fuzz_seed(struct span input)
{
    uint32_t seed = 2166136261U;

    for (size_t i = 0; i < input.size; i++)
        seed = (seed ^ (uint8_t)input.data[i]) * 16777619U;
    return seed | 1;
}

/* A number from 1 to MOST. */
static inline size_t fuzz_chance(uint32_t *seed, size_t most)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return 1 + *seed % most;
}

/* Longest input that is also handed over byte by byte, which costs the square of it. */
#define FUZZ_BYTEWISE_MAX 256

/* --- what many targets ask --- */

/* Nothing in TEXT acts on a terminal, or ends a line: no C0, DEL or C1. */
static inline void fuzz_expect_harmless(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_c1 =
            i > 0 && (unsigned char)text.data[i - 1] == 0xC2 && byte >= 0x80 && byte < 0xA0;
        ck_assert_msg(byte >= 0x20 && byte != 0x7F && !is_c1, "byte %#x at %zu of \"%.*s\"", byte,
                      i, (int)text.size, text.data);
    }
}

/* Whether PART lies within WHOLE, or is empty. */
static inline bool fuzz_lies_within(struct span part, struct span whole)
{
    return part.size == 0 ||
           (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

/* --- the replay --- */

/* Largest file of a corpus. */
#define FUZZ_FILE_MAX ((size_t)16 << 10)

static inline void fuzz_replay_bytes(const char *name, struct span bytes, unsigned number)
{
    fuzz_case = name;
    for (guard_side = GUARD_END; guard_side < GUARD_SIDES; guard_side++) {
        char *copy = guard_copy(bytes.data, bytes.size);
        LLVMFuzzerTestOneInput((const uint8_t *)copy, bytes.size);
        guard_free(copy, bytes.size);
    }
    printf("ok %u - %s\n", number, name);
    fflush(stdout);
}

static inline void fuzz_replay_file(const char *name, unsigned number)
{
    static char bytes[FUZZ_FILE_MAX + 1];
    FILE *file = fopen(name, "rb");
    size_t size = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;

    if (file == NULL || ferror(file) || size > FUZZ_FILE_MAX) {
        printf("Bail out! %s: %s\n", name, file == NULL ? strerror(errno) : "too large");
        exit(1);
    }
    fclose(file);
    fuzz_replay_bytes(name, (struct span){bytes, size}, number);
}

static inline int fuzz_is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Replays tests/fuzz/corpus/NAME for the program fuzz_NAME, and no bytes at all. */
static inline int fuzz_replay(void)
{
    const char *top = getenv("top_srcdir"), *name = strchr(program_invocation_short_name, '_');
    struct dirent **files = NULL;
    char folder[PATH_MAX];
    int count;

    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", top != NULL ? top : ".",
             name != NULL ? name + 1 : "");
    count = scandir(folder, &files, fuzz_is_file, alphasort);
    if (count <= 0 || chdir(folder) != 0) {
        printf("Bail out! %s: no corpus\n", folder);
        return 1;
    }
    printf("1..%d\n", count + 1);
    fuzz_replay_bytes("nothing", span_of(""), 1);
    for (int i = 0; i < count; i++) {
        fuzz_replay_file(files[i]->d_name, (unsigned)i + 2);
        free(files[i]);
    }
    free(files);
    return 0;
}

#ifdef FUZZERS
/* Comes first in libFuzzer's main(). */
int LLVMFuzzerInitialize(int *argument_count, char ***arguments);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    (void)arguments;
    if (*argument_count < 2)
        exit(fuzz_replay());
    return 0;
}
#else
int main(void)
{
    return fuzz_replay();
}
#endif

#endif
