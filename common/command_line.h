/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line.h - parses a command line by a table of options.
 *
 * A program lists its options and where their values go, one per row; this file parses them with
 * getopt_long(3), reports an error in one line, and prints the options in --help.  The program's
 * own take() handles values of special types.
 */
#ifndef COMMON_COMMAND_LINE_H
#define COMMON_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/program.h"

/* The result of parsing. */
struct command_line {
    const struct command_line_row *rows; /* of the program */
    size_t row_count;                    /* at most COMMAND_LINE_ROWS_MAX */
    void *options;                       /* the program's own, for take() */
    int task;                            /* 0: run; others are the program's; the last one given */
    bool is_settled;              /* parsing is finished early: --help, --version, or an error */
    bool is_wrong;                /* ERROR says why */
    char error[PROGRAM_LINE_MAX]; /* one line, untrusted bytes not yet made visible */
};

#define COMMAND_LINE_ROWS_MAX 48

/* The type of an option, and what it writes to the program's options. */
enum command_line_type {
    COMMAND_LINE_TASK,    /* takes no value; selects TASK */
    COMMAND_LINE_SET,     /* takes no value; writes SETS to an int or enum */
    COMMAND_LINE_FLAG,    /* takes no value; writes SETS to a bool */
    COMMAND_LINE_NUMBER,  /* an unsigned from MIN to MAX */
    COMMAND_LINE_SIZE,    /* a uint64_t: bytes, at least 1; K, M or G may follow */
    COMMAND_LINE_TIME,    /* an int64_t: milliseconds, at least 1; written as in duration.h */
    COMMAND_LINE_TEXT,    /* a const char *: any non-empty text, borrowed from argv */
    COMMAND_LINE_WORD,    /* an int or enum: the index of the word in WORDS */
    COMMAND_LINE_DIALECT, /* a const struct dialect * */
    COMMAND_LINE_OTHER,   /* whatever take() does with it */
};

struct command_line_row {
    const char *name;
    char letter;           /* 0: none */
    const char *value;     /* its name for the value in --help; NULL: takes no value */
    const char *help;      /* lines of --help; NULL: the option is accepted but not shown */
    const char *complaint; /* error message for an invalid value; NULL: take() reports it */
    enum command_line_type type;
    size_t at; /* offsetof() the field that it writes in the program's options */
    int task;
    bool settles; /* of TASK: ends parsing */
    int sets;
    uint64_t min, max;
    const char *const *words; /* NULL at the end */
    /* Parses VALUE; returns false if it is invalid. */
    bool (*take)(struct command_line *line, const char *value);
};

/* Parses ARGV by LINE's rows.  Returns the index of the first argument that is not an option; argv
 * is reordered as getopt_long(3) does.  Stops early when the line is settled. */
int command_line_read(struct command_line *line, int argc, char **argv);

/* Records an error in LINE; only the first one is kept. */
__attribute__((format(printf, 2, 3))) void command_line_complain(struct command_line *line,
                                                                 const char *format, ...);

/* Parses TEXT as a decimal number from MIN to MAX.  Returns false if it is not one. */
bool command_line_number(const char *text, uint64_t min, uint64_t max, uint64_t *number);

/* Prints the --help text of each row. */
void command_line_help(const struct command_line_row *rows, size_t row_count, FILE *out);

#endif
