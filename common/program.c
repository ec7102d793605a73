/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* program.c - see program.h. */
#include <config.h>

#include "common/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/charset.h"
#include "common/i18n.h"
#include "common/text.h"

static const char *program_name;

/* errno of the first failed write to standard output; 0: none failed. */
static int output_error;

/* If a standard descriptor is closed, the next file that is opened, perhaps a mailbox, would take
 * its number and receive our messages.  Read-only, so that output to it is still an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
            _exit(EXIT_FAILURE);
}

/* As for gettext(1), TEXTDOMAINDIR names the folder of catalogues, for a program that is not
 * installed. */
static void start_translations(void)
{
    const char *folder = getenv("TEXTDOMAINDIR");

    charset_start();
    bindtextdomain(PACKAGE, folder != NULL ? folder : LOCALEDIR);
    bind_textdomain_codeset(PACKAGE, "UTF-8");
    textdomain(PACKAGE);
}

void program_start(const char *name)
{
    program_name = name;
    fill_standard_descriptors();
    start_translations();
}

void program_print_visible(struct span text, FILE *out)
{
    while (text.size > 0) {
        char visible[1024];
        size_t taken;
        size_t size = text_print(TEXT_VISIBLE, text, visible, sizeof visible, &taken);
        fwrite(visible, 1, size, out);
        text = span_skip(text, taken);
    }
    program_note_output();
}

/* The limit is for files, and does not count for a program that the kernel hands cores to. */
void program_forbid_core(void)
{
    static const struct rlimit none;

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

void program_complain(const char *format, ...)
{
    char message[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: ", program_name);
    program_print_visible(span_of(message), stderr);
    fputc('\n', stderr);
}

void program_note_output(void)
{
    if (output_error == 0 && ferror(stdout))
        output_error = errno;
}

void program_flush_output(void)
{
    fflush(stdout);
    program_note_output();
}

bool program_output_is_lost(void)
{
    return output_error != 0;
}

bool program_output_is_unread(void)
{
    return output_error == EPIPE;
}

/* A pipe that is open for reading too has a reader as long as this program runs. */
int program_output_watched(void)
{
    struct stat facts;
    int flags = fcntl(STDOUT_FILENO, F_GETFL);

    return output_error == 0 && flags >= 0 && (flags & O_ACCMODE) == O_WRONLY &&
                   fstat(STDOUT_FILENO, &facts) == 0 && S_ISFIFO(facts.st_mode)
               ? STDOUT_FILENO
               : -1;
}

void program_note_unread(void)
{
    output_error = output_error != 0 ? output_error : EPIPE;
}

int program_check_output(int status)
{
    program_flush_output();
    if (output_error == 0)
        return status;
    /* Whoever stopped reading, as head(1) does, knows. */
    if (!program_output_is_unread())
        program_complain(_("cannot write to standard output: %s"), strerror(output_error));
    return status != EXIT_SUCCESS ? status : EXIT_FAILURE;
}
