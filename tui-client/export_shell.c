/* export_shell.c - delivered messages as command lines of swaks and curl; see export_parts.h.
 *
 * The message comes from a here-document and is given its CRLFs on the way.  swaks takes it as it
 * is on the wire, curl doubles dots itself.  What a shell would take for anything but text stands
 * in single quotes, or in base64.
 */
#include <config.h>

#include "tui-client/export_parts.h"

#include <stdio.h>

#include "common/address.h"
#include "common/text.h"
#include "tui-client/mime.h"

/* Most recipients of a message that can be told. */
#define RECIPIENTS_MAX 1000

/* What is to be said for one message; spans borrow from the transcript. */
struct transaction {
    struct span client; /* the name it gave */
    struct span sender;
    struct span recipients[RECIPIENTS_MAX];
    size_t recipient_count;
    bool has_more;     /* recipients than there is room for */
    size_t begin, end; /* lines of the message */
};

/* --- what was delivered ---------------------------------------------------------------------- */

/* Takes what success of EVENT, said with ARGUMENT, means, whether or not the dialect foresaw it:
 * the server decides who the recipients are.  True if a message was delivered. */
static bool take_success(struct transaction *transaction, enum dialect_event event,
                         struct span argument)
{
    switch (event) {
    case DIALECT_HELO:
        transaction->client = argument;
        return false;
    case DIALECT_MAIL:
        transaction->sender = address_parse(argument);
        transaction->recipient_count = 0;
        transaction->has_more = false;
        return false;
    case DIALECT_RCPT:
        transaction->has_more = transaction->recipient_count == RECIPIENTS_MAX;
        if (!transaction->has_more)
            transaction->recipients[transaction->recipient_count++] = address_parse(argument);
        return false;
    default:
        return event == DIALECT_END_OF_DATA;
    }
}

/* --- words for a shell ----------------------------------------------------------------------- */

static bool is_visible(struct span text)
{
    while (text.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t size, taken = text_unit(TEXT_VISIBLE, text, unit, &size);
        if ((size != taken || memcmp(unit, text.data, size) != 0) && text.data[0] != '\t')
            return false;
        text = span_skip(text, taken);
    }
    return true;
}

/* POSIX shell, 2.2.2: within single quotes only the single quote means anything. */
static void put_quoted(struct export_writer *writer, struct span text)
{
    export_put_string(writer, "'");
    for (size_t i = 0; i < text.size; i++)
        export_put(writer,
                   text.data[i] == '\'' ? span_of("'\\''") : (struct span){text.data + i, 1});
    export_put_string(writer, "'");
}

/* An argument; what a terminal would not show is written in octal, as printf(1) reads it. */
static void put_word(struct export_writer *writer, struct span text)
{
    if (is_visible(text)) {
        put_quoted(writer, text);
        return;
    }
    export_put_string(writer, "\"$(printf '");
    for (size_t i = 0; i < text.size; i++) {
        char escape[8];
        snprintf(escape, sizeof escape, "\\%03o", (unsigned char)text.data[i]);
        export_put_string(writer, escape);
    }
    export_put_string(writer, "')\"");
}

static void put_option(struct export_writer *writer, const char *option, struct span value)
{
    export_put_string(writer, " \\\n  ");
    export_put_string(writer, option);
    export_put_string(writer, " ");
    put_word(writer, value);
}

/* --- the message ----------------------------------------------------------------------------- */

/* A line of the message, as the program of FORMAT wants it. */
static struct span message_line(const struct export_lines *lines, size_t number,
                                enum export_format format)
{
    struct span line = transcript_line(lines->transcript, number)->text;

    return format == EXPORT_CURL && line.size > 0 && line.data[0] == '.' ? span_skip(line, 1)
                                                                         : line;
}

/* How many lines go to the program: curl ends the message itself. */
static size_t message_end(const struct transaction *transaction, enum export_format format)
{
    return format == EXPORT_CURL ? transaction->end - 1 : transaction->end;
}

static bool is_text(const struct export_lines *lines, const struct transaction *transaction)
{
    for (size_t i = transaction->begin; i < transaction->end; i++)
        if (!is_visible(transcript_line(lines->transcript, i)->text))
            return false;
    return true;
}

static bool has_line(const struct export_lines *lines, const struct transaction *transaction,
                     enum export_format format, struct span wanted)
{
    for (size_t i = transaction->begin; i < transaction->end; i++)
        if (span_equal(message_line(lines, i, format), wanted))
            return true;
    return false;
}

/* A word that is no line of the message: "EOF", "EOF1", ... */
static void choose_delimiter(const struct export_lines *lines,
                             const struct transaction *transaction, enum export_format format,
                             char *out, size_t size)
{
    unsigned number = 0;

    snprintf(out, size, "EOF");
    while (has_line(lines, transaction, format, span_of(out)))
        snprintf(out, size, "EOF%u", ++number);
}

static void put_lines(struct export_writer *writer, const struct export_lines *lines,
                      const struct transaction *transaction, enum export_format format,
                      const char *ending)
{
    size_t end = message_end(transaction, format);

    for (size_t i = transaction->begin; i < end; i++) {
        export_put(writer, message_line(lines, i, format));
        if (ending[0] == '\n' || i + 1 < end || format == EXPORT_CURL)
            export_put_string(writer, ending);
    }
}

static void put_base64(struct export_writer *writer, const struct export_lines *lines,
                       const struct transaction *transaction, enum export_format format)
{
    struct buffer bytes;
    struct export_writer inner = {.out = &bytes};

    buffer_init(&bytes, writer->out->limit);
    put_lines(&inner, lines, transaction, format, "\r\n");
    writer->failed =
        writer->failed || inner.failed || mime_base64(buffer_span(&bytes), writer->out) != 0;
    buffer_release(&bytes);
}

/* --- the command line ------------------------------------------------------------------------ */

/* Puts CRLF behind each line, and for swaks between them: it ends the last one itself. */
static const char *const filters[] = {
    [EXPORT_SWAKS] = "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }'",
    [EXPORT_CURL] = "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }'",
};

static void put_swaks(struct export_writer *writer, const struct export_source *source,
                      const struct transaction *transaction)
{
    export_put_string(writer, "swaks --protocol SMTP --no-data-fixup --data -");
    put_option(writer, "--server", span_of(source->host));
    put_option(writer, "--port", span_of(source->port));
    put_option(writer, "--helo", transaction->client);
    put_option(writer, "--from", transaction->sender);
    for (size_t i = 0; i < transaction->recipient_count; i++)
        put_option(writer, "--to", transaction->recipients[i]);
}

/* What follows an address in brackets, such as SIZE=100, no option says. */
static bool has_text_behind(struct span address)
{
    return address.size > 0 && address.data[0] == '<' && !span_equal(address, span_of("<>"));
}

static bool can_say(const struct transaction *transaction)
{
    bool can = !transaction->has_more && !has_text_behind(transaction->sender);

    for (size_t i = 0; i < transaction->recipient_count; i++)
        can = can && !has_text_behind(transaction->recipients[i]);
    return can;
}

/* swaks takes a word that begins with a hyphen for an option, wherever it stands, and a comma for
 * the end of a recipient. */
static bool swaks_can_say(const struct transaction *transaction)
{
    bool can = transaction->client.size > 0 && transaction->client.data[0] != '-' &&
               (transaction->sender.size == 0 || transaction->sender.data[0] != '-');

    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct span recipient = transaction->recipients[i];
        can = can && recipient.size > 0 && recipient.data[0] != '-' &&
              memchr(recipient.data, ',', recipient.size) == NULL;
    }
    return can;
}

/* The name of the client is the path.  RFC 3986 section 2.3 has what stays. */
static void write_url(struct export_writer *writer, const struct export_source *source,
                      struct span client)
{
    bool is_ipv6 = strchr(source->host, ':') != NULL;

    export_put_string(writer, is_ipv6 ? "smtp://[" : "smtp://");
    export_put_string(writer, source->host);
    export_put_string(writer, is_ipv6 ? "]:" : ":");
    export_put_string(writer, source->port);
    export_put_string(writer, "/");
    for (size_t i = 0; i < client.size; i++) {
        char byte = client.data[i], escape[8];
        bool stays = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
        snprintf(escape, sizeof escape, stays ? "%c" : "%%%02X", (unsigned char)byte);
        export_put_string(writer, escape);
    }
}

static void put_url(struct export_writer *writer, const struct export_source *source,
                    struct span client)
{
    struct buffer url;
    struct export_writer inner = {.out = &url};

    buffer_init(&url, writer->out->limit);
    write_url(&inner, source, client);
    export_put_string(writer, " \\\n  ");
    put_word(writer, buffer_span(&url));
    writer->failed = writer->failed || inner.failed;
    buffer_release(&url);
}

static void put_curl(struct export_writer *writer, const struct export_source *source,
                     const struct transaction *transaction)
{
    bool is_null = span_equal(transaction->sender, span_of("<>"));

    export_put_string(writer, "curl --globoff --upload-file -");
    put_url(writer, source, transaction->client);
    put_option(writer, "--mail-from", is_null ? (struct span){0} : transaction->sender);
    for (size_t i = 0; i < transaction->recipient_count; i++)
        put_option(writer, "--mail-rcpt", transaction->recipients[i]);
}

static void put_transaction(struct export_writer *writer, const struct export_source *source,
                            const struct export_lines *lines, const struct transaction *transaction,
                            enum export_format format)
{
    bool as_text = is_text(lines, transaction);
    char delimiter[32];

    choose_delimiter(lines, transaction, format, delimiter, sizeof delimiter);
    export_put_string(writer, as_text ? filters[format] : "base64 -d");
    export_put_string(writer, " <<'");
    export_put_string(writer, delimiter);
    /* The lines of a here-document begin behind the whole command. */
    export_put_string(writer, "' | \\\n");
    if (format == EXPORT_SWAKS)
        put_swaks(writer, source, transaction);
    else
        put_curl(writer, source, transaction);
    export_put_string(writer, "\n");
    if (as_text)
        put_lines(writer, lines, transaction, format, "\n");
    else
        put_base64(writer, lines, transaction, format);
    export_put_string(writer, delimiter);
    export_put_string(writer, "\n");
}

enum export_flaw export_shell(struct export_writer *writer, const struct export_source *source,
                              struct export_lines lines, enum export_format format)
{
    struct transaction transaction = {.begin = lines.end};
    struct span argument = {0};
    enum export_flaw flaw = EXPORT_UNDELIVERED;

    for (size_t i = lines.begin; i < lines.end; i++) {
        const struct dialogue_line *line = transcript_line(lines.transcript, i);
        bool is_success = line->kind == DIALOGUE_REPLY_LAST && line->reply.code / 100 == 2;
        if (line->kind == DIALOGUE_COMMAND) {
            argument = line->command.argument;
            transaction.begin = lines.end;
        } else if (line->kind == DIALOGUE_TEXT) {
            transaction.begin = transaction.begin < i ? transaction.begin : i;
            transaction.end = i + 1;
        } else if (is_success && take_success(&transaction, line->reply.event, argument)) {
            if (!can_say(&transaction) || (format == EXPORT_SWAKS && !swaks_can_say(&transaction)))
                return EXPORT_UNSAYABLE;
            put_transaction(writer, source, &lines, &transaction, format);
            flaw = EXPORT_OK;
        }
    }
    return flaw;
}
