/* export.h - the conversation so far in forms that run elsewhere.
 *
 * A session file, command lines of swaks and curl for a shell, Python code with smtplib: each, run
 * as it is, has the same conversation again or delivers the same messages.  All of it comes from
 * the lines that were sent and the replies to them, so what cannot be said in a form is said to be
 * so, not left out.  What a person typed, and what a server said, cannot break out of the quotes
 * around it.  Showing, copying and saving the text is for others.
 */
#ifndef TUI_CLIENT_EXPORT_EXPORT_H
#define TUI_CLIENT_EXPORT_EXPORT_H

#include "tui-client/dialogue/transcript.h"

enum export_format {
    EXPORT_SESSION, /* the language of session files; every line that was sent and received */
    EXPORT_SWAKS,   /* a command line per message that was delivered */
    EXPORT_CURL,    /* likewise */
    EXPORT_PYTHON,  /* a program with smtplib: the commands that were sent, in their order */
    EXPORT_FORMATS,
};

enum export_flaw {
    EXPORT_OK,
    EXPORT_EMPTY,       /* nothing was sent yet */
    EXPORT_INCOMPLETE,  /* the transcript has dropped lines of this conversation */
    EXPORT_UNDELIVERED, /* the form needs a delivered message, and there is none */
    EXPORT_UNSAYABLE,   /* an address, or their number, is such that the program cannot be told */
    EXPORT_NO_MEMORY,
    EXPORT_FLAWS,
};

/* How the conversation ended. */
enum export_end { EXPORT_STILL_OPEN, EXPORT_CLOSED_BY_SERVER, EXPORT_CLOSED_BY_CLIENT };

struct export_source {
    const struct transcript *transcript;
    unsigned long long first; /* line where the conversation begins, counting those lost too */
    const char *host, *port;  /* as the person named them; host without brackets */
    enum export_end end;
};

/* Appends the conversation in FORMAT to OUT.  Unless EXPORT_OK, OUT holds nothing of use. */
enum export_flaw export_conversation(const struct export_source *source, enum export_format format,
                                     struct buffer *out);

#endif
