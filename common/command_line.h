/* command_line.h - the words of a command line, read by a table of options.
 *
 * A program says which options it has and where their values go, in rows; this file reads them with
 * getopt_long(3), says in one line what is wrong, and prints the options' part of --help.  What is
 * of no common type is for the program's own take().
 */
#ifndef COMMON_COMMAND_LINE_H
#define COMMON_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The result of reading; the first value counts as "go on". */
struct command_line {
    const struct command_line_row *rows; /* of the program */
    size_t row_count;                    /* at most COMMAND_LINE_ROWS_MAX */
    void *options;                       /* the program's own, for take() */
    int task;                            /* 0: run; others are the program's: the last asked for */
    bool is_settled; /* the task needs no further words: --help, --version, or an error */
    bool is_wrong;   /* ERROR says why */
    char error[512]; /* one line, untrusted bytes not yet made visible */
};

#define COMMAND_LINE_ROWS_MAX 32

/* What an option is, and what it writes to the program's options. */
enum command_line_type {
    COMMAND_LINE_TASK,    /* nothing: it asks for TASK */
    COMMAND_LINE_SET,     /* takes no value; writes SETS to an int or enum */
    COMMAND_LINE_FLAG,    /* takes no value; writes SETS to a bool */
    COMMAND_LINE_NUMBER,  /* an unsigned from MIN to MAX */
    COMMAND_LINE_SIZE,    /* a uint64_t: bytes, at least 1; K, M or G may follow */
    COMMAND_LINE_TEXT,    /* a const char *: any non-empty text, borrowed from argv */
    COMMAND_LINE_WORD,    /* an int or enum: the number of the word of WORDS, from 0 */
    COMMAND_LINE_DIALECT, /* a const struct dialect * */
    COMMAND_LINE_OTHER,   /* whatever take() does with it */
};

struct command_line_row {
    const char *name;
    char letter;           /* 0: none */
    const char *value;     /* what --help calls its value; NULL: it takes none */
    const char *help;      /* lines of --help; NULL: it is taken, but not shown there */
    const char *complaint; /* said of a value that is refused; NULL: something has complained */
    enum command_line_type type;
    size_t at; /* offsetof() what it writes in the program's options */
    int task;
    bool settles; /* of TASK: no further words are needed */
    int sets;
    uint64_t min, max;
    const char *const *words; /* NULL at the end */
    /* Takes VALUE; false if it cannot be taken. */
    bool (*take)(struct command_line *line, const char *value);
};

/* Reads ARGV by LINE's rows.  Returns the index of the first word that is no option; argv is
 * reordered as getopt_long(3) does.  Stops early when the line is settled. */
int command_line_read(struct command_line *line, int argc, char **argv);

/* Says what is wrong with the command line; the first complaint stays. */
__attribute__((format(printf, 2, 3))) void command_line_complain(struct command_line *line,
                                                                 const char *format, ...);

/* Decimal digits up to the end of TEXT: a number from MIN to MAX. */
bool command_line_number(const char *text, uint64_t min, uint64_t max, uint64_t *number);

/* Prints what --help says of each row. */
void command_line_help(const struct command_line_row *rows, size_t row_count, FILE *out);

#endif
