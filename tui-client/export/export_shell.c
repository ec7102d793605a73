/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_shell.c - delivered messages as command lines of swaks and curl; see export_internal.h.
 *
 * The message comes from a here-document, and a filter adds the CRLFs.  swaks expects wire form,
 * curl doubles dots itself.  What means something to a shell is in single quotes, or in base64.
 */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include <stdio.h>

#include "common/base64.h"
#include "common/text.h"
#include "tui-client/export/transaction.h"
#include "tui-client/message/mime.h"

/* The differences between the programs. */
struct program {
    unsigned mechanisms; /* of AUTH: bits 1 << enum mechanism */
    const char *filter;  /* adds CRLF to the lines */
    bool ends_itself;    /* the message, and doubles dots: so stuffed dots are removed */
    bool ends_last_line; /* with CRLF too */
    bool (*can_say)(const struct transaction *transaction);
    void (*put)(struct writer *writer, const struct export_source *source,
                const struct transaction *transaction);
};

/* A message as passed to a program. */
struct message {
    const struct transcript *transcript;
    const struct program *program;
    size_t begin, end; /* lines */
};

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

/* POSIX shell, 2.2.2: within single quotes only the single quote is special. */
static void put_quoted(struct writer *writer, struct span text)
{
    writer_put_string(writer, "'");
    for (size_t i = 0; i < text.size; i++)
        writer_put(writer,
                   text.data[i] == '\'' ? span_of("'\\''") : (struct span){text.data + i, 1});
    writer_put_string(writer, "'");
}

/* An argument; unprintable bytes are written in octal for printf(1). */
static void put_word(struct writer *writer, struct span text)
{
    if (is_visible(text)) {
        put_quoted(writer, text);
        return;
    }
    writer_put_string(writer, "\"$(printf '");
    for (size_t i = 0; i < text.size; i++) {
        char escape[8];
        snprintf(escape, sizeof escape, "\\%03o", (unsigned char)text.data[i]);
        writer_put_string(writer, escape);
    }
    writer_put_string(writer, "')\"");
}

static void put_option(struct writer *writer, const char *option, struct span value)
{
    writer_put_string(writer, " \\\n  ");
    writer_put_string(writer, option);
    writer_put_string(writer, " ");
    put_word(writer, value);
}

/* --- the message ----------------------------------------------------------------------------- */

static struct message message_of(const struct transcript *transcript,
                                 const struct transaction *transaction,
                                 const struct program *program)
{
    bool has_dot = program->ends_itself && transaction->end > transaction->begin;

    return (struct message){transcript, program, transaction->begin, transaction->end - has_dot};
}

static struct span message_line(const struct message *message, size_t number)
{
    struct span line = transcript_line(message->transcript, number)->text;
    bool is_dotted = message->program->ends_itself && line.size > 0 && line.data[0] == '.';

    return is_dotted ? span_skip(line, 1) : line;
}

static bool is_text(const struct message *message)
{
    for (size_t i = message->begin; i < message->end; i++)
        if (!is_visible(message_line(message, i)))
            return false;
    return true;
}

static bool has_line(const struct message *message, struct span wanted)
{
    for (size_t i = message->begin; i < message->end; i++)
        if (span_equal(message_line(message, i), wanted))
            return true;
    return false;
}

/* A word that is not a line of the message: "EOF", "EOF1", ... */
static void choose_delimiter(const struct message *message, char *out, size_t size)
{
    unsigned number = 0;

    snprintf(out, size, "EOF");
    while (has_line(message, span_of(out)))
        snprintf(out, size, "EOF%u", ++number);
}

/* The lines of a here-document, to which the filter adds CRLF. */
static void put_text(struct writer *writer, const struct message *message)
{
    for (size_t i = message->begin; i < message->end; i++) {
        writer_put(writer, message_line(message, i));
        writer_put_string(writer, "\n");
    }
}

static void put_bytes(struct writer *writer, const struct message *message)
{
    for (size_t i = message->begin; i < message->end; i++) {
        writer_put(writer, message_line(message, i));
        if (i + 1 < message->end || message->program->ends_last_line)
            writer_put_string(writer, "\r\n");
    }
}

static void put_base64(struct writer *writer, const struct message *message)
{
    struct buffer bytes;
    struct writer inner = {.out = &bytes};

    buffer_init(&bytes, writer->out->limit);
    put_bytes(&inner, message);
    writer->failed = writer->failed || inner.failed ||
                     base64_encode_lines(buffer_span(&bytes), writer->out) != 0;
    buffer_release(&bytes);
}

/* --- the command line ------------------------------------------------------------------------ */

/* The shell's variable, in quotes. */
#define PASSWORD "\"$SMTP_PASSWORD\""

/* Asks for the password, unless the environment has it.  Ctrl-C leaves the terminal as it was. */
static void put_prompt(struct writer *writer)
{
    writer_put_string(writer, "[ -n " PASSWORD " ] || {\n"
                              "    trap 'stty echo </dev/tty' EXIT; trap 'exit 130' HUP INT TERM\n"
                              "    printf 'Password: ' >/dev/tty; stty -echo </dev/tty\n"
                              "    IFS= read -r SMTP_PASSWORD </dev/tty\n"
                              "    stty echo </dev/tty; trap - EXIT HUP INT TERM; echo\n"
                              "}\n");
}

/* By a mechanism that the program lacks, one is not shown the password either. */
static enum mechanism mechanism_for(const struct program *program,
                                    const struct transaction *transaction)
{
    enum mechanism mechanism = transaction->login.mechanism;

    return (program->mechanisms & 1U << mechanism) != 0 ? mechanism : MECHANISM_CRAM_MD5;
}

/* A token is no password to a program without its mechanism. */
static bool can_log_in(const struct program *program, const struct transaction *transaction)
{
    enum mechanism mechanism = transaction->login.mechanism;

    if (!transaction->is_logged_in)
        return true;
    return login_is_known(&transaction->login) &&
           memchr(transaction->login.user.data, ':', transaction->login.user.size) == NULL &&
           ((program->mechanisms & 1U << mechanism) != 0 || mechanism == MECHANISM_SCRAM_SHA_256);
}

static const struct program swaks, curl;

static void put_swaks(struct writer *writer, const struct export_source *source,
                      const struct transaction *transaction)
{
    if (transaction->is_logged_in)
        writer_put_string(writer, "SWAKS_OPT_auth_password=" PASSWORD " ");
    writer_put_string(writer, transaction->is_extended ? "swaks --protocol ESMTP"
                                                       : "swaks --protocol SMTP");
    writer_put_string(writer, " --no-data-fixup --data -");
    if (export_connection(source)->begins_secure)
        writer_put_string(writer, " --tlsc");
    else if (transaction->is_secured)
        writer_put_string(writer, " --tls");
    put_option(writer, "--server", span_of(source->host));
    put_option(writer, "--port", span_of(source->port));
    if (transaction->is_logged_in) {
        put_option(writer, "--auth", span_of(mechanism_name(mechanism_for(&swaks, transaction))));
        put_option(writer, "--auth-user", transaction->login.user);
    }
    put_option(writer, "--helo", transaction->client);
    put_option(writer, "--from", transaction->sender);
    for (size_t i = 0; i < transaction->recipient_count; i++)
        put_option(writer, "--to", transaction->recipients[i]);
}

/* Text after an address in brackets, such as SIZE=100, has no option. */
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

/* swaks treats a word that begins with a hyphen as an option in any place, and a comma as the end
 * of a recipient. */
static bool swaks_can_say(const struct transaction *transaction)
{
    bool can = can_say(transaction) && transaction->client.size > 0 &&
               transaction->client.data[0] != '-' &&
               (transaction->sender.size == 0 || transaction->sender.data[0] != '-');

    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct span recipient = transaction->recipients[i];
        can = can && recipient.size > 0 && recipient.data[0] != '-' &&
              memchr(recipient.data, ',', recipient.size) == NULL;
    }
    return can;
}

/* The name of the client is the path.  RFC 3986 section 2.3 lists the bytes that need no escape. */
static void write_url(struct writer *writer, const struct export_source *source, struct span client)
{
    bool is_ipv6 = strchr(source->host, ':') != NULL;

    writer_put_string(writer, export_connection(source)->begins_secure ? "smtps://" : "smtp://");
    writer_put_string(writer, is_ipv6 ? "[" : "");
    writer_put_string(writer, source->host);
    writer_put_string(writer, is_ipv6 ? "]:" : ":");
    writer_put_string(writer, source->port);
    writer_put_string(writer, "/");
    for (size_t i = 0; i < client.size; i++) {
        char byte = client.data[i], escape[8];
        bool stays = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
        snprintf(escape, sizeof escape, stays ? "%c" : "%%%02X", (unsigned char)byte);
        writer_put_string(writer, escape);
    }
}

static void put_url(struct writer *writer, const struct export_source *source, struct span client)
{
    struct buffer url;
    struct writer inner = {.out = &url};

    buffer_init(&url, writer->out->limit);
    write_url(&inner, source, client);
    writer_put_string(writer, " \\\n  ");
    put_word(writer, buffer_span(&url));
    writer->failed = writer->failed || inner.failed;
    buffer_release(&url);
}

/* curl verifies the certificate, unless it is told not to. */
static void put_curl_tls(struct writer *writer, const struct export_source *source,
                         const struct transaction *transaction)
{
    const struct connection *connection = export_connection(source);

    if (!connection->begins_secure && !transaction->is_secured)
        return;
    if (transaction->is_secured)
        writer_put_string(writer, " --ssl-reqd");
    if (connection->is_unverified)
        writer_put_string(writer, " --insecure");
    else if (source->tls_ca != NULL)
        put_option(writer, "--cacert", span_of(source->tls_ca));
}

static void put_curl_login(struct writer *writer, const struct transaction *transaction)
{
    enum mechanism mechanism = mechanism_for(&curl, transaction);

    if (!transaction->is_logged_in)
        return;
    put_option(writer, "--user", transaction->login.user);
    writer_put_string(writer, mechanism_sends_token(mechanism) ? ": --oauth2-bearer " PASSWORD
                                                               : ":" PASSWORD);
    writer_put_string(writer, " --login-options AUTH=");
    writer_put_string(writer, mechanism_name(mechanism));
}

static void put_curl(struct writer *writer, const struct export_source *source,
                     const struct transaction *transaction)
{
    bool is_null = span_equal(transaction->sender, span_of("<>"));

    writer_put_string(writer, "curl --globoff --upload-file -");
    put_curl_tls(writer, source, transaction);
    put_curl_login(writer, transaction);
    put_url(writer, source, transaction->client);
    put_option(writer, "--mail-from", is_null ? span_of("") : transaction->sender);
    for (size_t i = 0; i < transaction->recipient_count; i++)
        put_option(writer, "--mail-rcpt", transaction->recipients[i]);
}

/* awk adds CRLF after each line; for swaks only between lines, since it ends the last one itself.
 */
static const struct program swaks = {
    .filter = "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }'",
    .mechanisms = 1U << MECHANISM_PLAIN | 1U << MECHANISM_LOGIN | 1U << MECHANISM_CRAM_MD5,
    .can_say = swaks_can_say,
    .put = put_swaks,
};

static const struct program curl = {
    .mechanisms = ((1U << MECHANISMS) - 1) & ~(1U << MECHANISM_SCRAM_SHA_256),
    .filter = "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }'",
    .ends_itself = true,
    .ends_last_line = true,
    .can_say = can_say,
    .put = put_curl,
};

static void put_transaction(struct writer *writer, const struct export_source *source,
                            const struct transaction *transaction, const struct program *program)
{
    struct message message = message_of(source->transcript, transaction, program);
    bool as_text = is_text(&message);
    char delimiter[32];

    choose_delimiter(&message, delimiter, sizeof delimiter);
    if (transaction->is_logged_in)
        put_prompt(writer);
    writer_put_string(writer, as_text ? program->filter : "base64 -d");
    writer_put_string(writer, " <<'");
    writer_put_string(writer, delimiter);
    /* A here-document begins after the whole command. */
    writer_put_string(writer, "' | \\\n");
    program->put(writer, source, transaction);
    writer_put_string(writer, "\n");
    if (as_text)
        put_text(writer, &message);
    else
        put_base64(writer, &message);
    writer_put_string(writer, delimiter);
    writer_put_string(writer, "\n");
}

static enum export_flaw put_all(struct writer *writer, const struct export_source *source,
                                struct export_lines lines, const struct program *program)
{
    struct transaction transaction;
    enum export_flaw flaw = EXPORT_UNDELIVERED;

    transaction_init(&transaction);
    for (size_t i = lines.begin; i < lines.end; i++) {
        if (!transaction_follow(&transaction, transcript_line(source->transcript, i), i))
            continue;
        if (!program->can_say(&transaction) || !can_log_in(program, &transaction))
            return EXPORT_UNSAYABLE;
        put_transaction(writer, source, &transaction, program);
        flaw = EXPORT_OK;
    }
    return flaw;
}

enum export_flaw export_swaks(struct writer *writer, const struct export_source *source,
                              struct export_lines lines)
{
    return put_all(writer, source, lines, &swaks);
}

enum export_flaw export_curl(struct writer *writer, const struct export_source *source,
                             struct export_lines lines)
{
    return put_all(writer, source, lines, &curl);
}
