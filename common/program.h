/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* program.h - startup, error messages and exit status of both programs. */
#ifndef COMMON_PROGRAM_H
#define COMMON_PROGRAM_H

#include <stdbool.h>
#include <stdio.h>

#include "common/span.h"

/* Buffer size for one line that says what is wrong, in bytes. */
#define PROGRAM_LINE_MAX 1024

/* Exit status for an invalid command line. */
#define PROGRAM_USAGE 2

/* Starts the program: NAME (static) prefixes its error messages.  Opens standard descriptors that
 * are closed, so that no file takes their place, and sets the locale. */
void program_start(const char *name);

/* No core is dumped from now on, even if the program crashes, so that no secret gets into one. */
void program_forbid_core(void);

/* Prints "NAME: " and one line on standard error, formatted as printf(3) does and then made
 * visible. */
__attribute__((format(printf, 1, 2))) void program_complain(const char *format, ...);

/* Prints the visible form of TEXT to OUT, without control sequences. */
void program_print_visible(struct span text, FILE *out);

/* Must be called after printing to standard output, before anything else sets errno: it saves the
 * errno of the first failure, since stdio only records that there was one. */
void program_note_output(void);

/* Flushes standard output, and notes a failure. */
void program_flush_output(void);

/* Whether a failure was noted; and whether it was that nobody reads the output any more. */
bool program_output_is_lost(void);
bool program_output_is_unread(void);

/* A descriptor that poll(2) finds readable, or in error, only once nobody reads the output any
 * more: that of standard output, if it is a pipe; else -1. */
int program_output_watched(void);

/* Notes that this has come. */
void program_note_unread(void);

/* Checks that all output was written.  Returns STATUS if so; otherwise prints an error, unless
 * nobody reads the output any more, and returns STATUS, or 1 if that is 0. */
int program_check_output(int status);

#endif
