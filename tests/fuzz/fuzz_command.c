/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_command.c - command lines of any bytes: parts within the line, and what is written reads
 * back.
 */
#include <config.h>

#include "common/command.h"

#include "common/address.h"
#include "tests/support/fuzz.h"

/* ARGUMENT's parts lie within TEXT, and its parameters come to an end. */
static void check_parts(const struct argument *argument, struct span text)
{
    struct argument_parameter parameter;
    struct span rest = argument->parameters;
    size_t count = 0;

    ck_assert(fuzz_lies_within(argument->value, text));
    ck_assert(fuzz_lies_within(argument->parameters, text));
    ck_assert(fuzz_lies_within(argument->response, text));
    while (argument_next_parameter(&rest, &parameter)) {
        ck_assert(fuzz_lies_within(parameter.key, text));
        ck_assert(fuzz_lies_within(parameter.value, text));
        ck_assert_uint_le(++count, text.size);
    }
}

/* A path that was taken is one without its route and parameters too. */
static void check_path(enum argument_rule rule, const struct argument *argument)
{
    char path[4096];
    struct argument again;

    if (argument->value.size == 0 || argument->value.size + 2 > sizeof path ||
        span_equal(argument->value, span_of("<>")))
        return;
    int size =
        snprintf(path, sizeof path, "<%.*s>", (int)argument->value.size, argument->value.data);
    ck_assert_uint_eq((size_t)size, argument->value.size + 2);
    ck_assert_int_eq(argument_parse(rule, (struct span){path, (size_t)size}, &again),
                     ARGUMENT_FLAW_NONE);
    ck_assert(span_equal(again.value, argument->value));
    ck_assert_uint_eq(again.parameters.size, 0);
}

static void check_rules(struct span text)
{
    for (enum argument_rule rule = 0; rule < ARGUMENT_RULES; rule++) {
        struct argument argument;
        enum argument_flaw flaw = argument_parse(rule, text, &argument);

        ck_assert_int_lt(flaw, ARGUMENT_FLAWS);
        check_parts(&argument, text);
        if (flaw != ARGUMENT_FLAW_NONE)
            ck_assert(span_equal(argument.value, text) && argument.parameters.size == 0);
        else if (rule == ARGUMENT_REVERSE_PATH || rule == ARGUMENT_FORWARD_PATH)
            check_path(rule, &argument);
    }
}

/* Paths are read in angle brackets only. */
static bool is_readable(enum argument_rule rule, enum command_style style)
{
    return style != COMMAND_BARE ||
           (rule != ARGUMENT_REVERSE_PATH && rule != ARGUMENT_FORWARD_PATH);
}

/* What is written for COMMAND is read as the same verb with the same argument, if that was
 * valid. */
static void check_written(const struct dialect *dialect, const struct command *command,
                          enum command_style style)
{
    const struct dialect_row *row = dialect_row_of(dialect, command->verb);
    struct argument meant, read;
    struct buffer out;

    buffer_init(&out, (size_t)1 << 20);
    ck_assert_int_eq(command_format(dialect, command->verb, command->argument, style, &out), 0);
    struct command again = command_parse(dialect, buffer_span(&out));
    ck_assert_int_eq(again.verb, command->verb);
    if (row != NULL && dialect_wants_argument(dialect, command->verb) &&
        is_readable(row->argument, style) &&
        argument_parse(row->argument, command->argument, &meant) == ARGUMENT_FLAW_NONE) {
        ck_assert_int_eq(argument_parse(row->argument, again.argument, &read), ARGUMENT_FLAW_NONE);
        ck_assert_msg(span_equal(span_trim(read.value), span_trim(meant.value)),
                      "\"%.*s\" is written \"%.*s\"", (int)meant.value.size, meant.value.data,
                      (int)read.value.size, read.value.data);
    }
    buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span line = {(const char *)data, size};

    for (const struct dialect *const *dialect = dialect_all; *dialect != NULL; dialect++) {
        struct command command = command_parse(*dialect, line);
        ck_assert_int_le(command.verb, DIALECT_HTTP);
        ck_assert(fuzz_lies_within(command.argument, line));
        ck_assert(span_equal(command.argument, span_trim(command.argument)));
        check_rules(command.argument);
        for (enum command_style style = 0; style < COMMAND_STYLES; style++)
            if (command.verb < DIALECT_VERBS)
                check_written(*dialect, &command, style);
    }
    return 0;
}
