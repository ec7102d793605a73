/* program.c - see program.h.
 */
#include <config.h>

#include "common/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/charset.h"
#include "common/i18n.h"
#include "common/text.h"

static const char *program_name;

/* A standard descriptor that came closed would be taken by the next file that is opened, a mailbox
 * say, and get our messages.  Read-only, so that output that goes nowhere is still an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
            _exit(EXIT_FAILURE);
}

/* As gettext(1) does, TEXTDOMAINDIR names a folder of catalogues: a program that is not installed
 * has its own elsewhere. */
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

int program_check_output(int status)
{
    if (status != EXIT_SUCCESS || (fflush(stdout) == 0 && !ferror(stdout)))
        return status;
    program_complain(_("cannot write to standard output: %s"), strerror(errno));
    return EXIT_FAILURE;
}
