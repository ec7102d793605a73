/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_python.c - a conversation as a program with smtplib; see export_internal.h.
 *
 * smtplib's own methods would correct the commands; this program sends them unchanged, refused ones
 * included.  The program is always ASCII.
 */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include <stdio.h>

#include "tui-client/export/login.h"

/* The bytes of TEXT, escaped for single quotes. */
static void put_escaped(struct writer *writer, struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        char escape[8];
        bool stays = byte >= ' ' && byte < 127 && byte != '\'' && byte != '\\';
        snprintf(escape, sizeof escape, stays ? "%c" : "\\x%02x", byte);
        writer_put_string(writer, escape);
    }
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return true;
}

static void put_command(struct writer *writer, struct span command)
{
    bool is_plain = is_printable(command);

    writer_put_string(writer, is_plain ? "print(smtp.docmd('" : "smtp.send(b'");
    put_escaped(writer, command);
    writer_put_string(writer, is_plain ? "'))\n" : "\\r\\n')\nprint(smtp.getreply())\n");
}

/* A line of a message; a lone dot ends it. */
static void put_text(struct writer *writer, struct span line, bool is_first)
{
    bool is_last = span_equal(line, span_of("."));

    writer_put_string(writer, is_first ? "smtp.send(\n    b'" : "    b'");
    put_escaped(writer, line);
    writer_put_string(writer, is_last ? "\\r\\n')\nprint(smtp.getreply())\n" : "\\r\\n'\n");
}

static bool starts_tls(const struct dialogue_line *line)
{
    const struct dialect_outcome *outcome = line->reply.outcome;

    return line->kind == DIALOGUE_REPLY_LAST && outcome != NULL && outcome->starts_tls;
}

static bool has_starttls(const struct export_source *source, struct export_lines lines)
{
    for (size_t i = lines.begin; i < lines.end; i++)
        if (starts_tls(transcript_line(source->transcript, i)))
            return true;
    return false;
}

/* Which certificates are trusted. */
static void put_context(struct writer *writer, const struct export_source *source)
{
    bool is_unverified = export_connection(source)->is_unverified;

    writer_put_string(writer, "context = ssl.create_default_context(");
    if (source->tls_ca != NULL && !is_unverified) {
        writer_put_string(writer, "cafile=b'");
        put_escaped(writer, span_of(source->tls_ca));
        writer_put_string(writer, "'");
    }
    writer_put_string(writer, ")\n");
    if (is_unverified)
        writer_put_string(writer, "context.check_hostname = False\n"
                                  "context.verify_mode = ssl.CERT_NONE\n");
}

/* smtplib's own starttls() would say EHLO first. */
static void put_tls(struct writer *writer, const struct export_source *source)
{
    writer_put_string(writer, "smtp.sock = context.wrap_socket(smtp.sock, server_hostname='");
    put_escaped(writer, span_of(source->host));
    writer_put_string(writer, "')\nsmtp.file = None\n");
}

/* Whether any exchange of LINES can be repeated. */
static bool has_login(const struct export_source *source, struct export_lines lines)
{
    struct login login = {0};

    for (size_t i = lines.begin; i < lines.end; i++)
        if (login_follow(&login, transcript_line(source->transcript, i)) && login.has_secret &&
            login_is_known(&login))
            return true;
    return false;
}

/* smtplib has no SCRAM; by CRAM-MD5 the password is not shown either. */
static void put_log_in(struct writer *writer)
{
    writer_put_string(
        writer,
        "password = os.environ.get('SMTP_PASSWORD') or getpass.getpass()\n\n\n"
        "def log_in(mechanism, user):\n"
        "    def bearer(challenge=None):\n"
        "        if challenge is not None:\n"
        "            return '' if mechanism == 'XOAUTH2' else '\\x01'\n"
        "        name = user.replace('=', '=3D').replace(',', '=2C')\n"
        "        head = f'user={user}' if mechanism == 'XOAUTH2' else f'n,a={name},'\n"
        "        return f'{head}\\x01auth=Bearer {password}\\x01\\x01'\n\n"
        "    smtp.user, smtp.password = user, password\n"
        "    methods = {'PLAIN': smtp.auth_plain, 'LOGIN': smtp.auth_login,\n"
        "               'CRAM-MD5': smtp.auth_cram_md5, 'XOAUTH2': bearer, 'OAUTHBEARER': bearer}\n"
        "    try:\n"
        "        print(smtp.auth(mechanism, methods[mechanism]))\n"
        "    except smtplib.SMTPAuthenticationError as error:\n"
        "        print(error)\n\n\n");
}

static void put_exchange(struct writer *writer, const struct login *login)
{
    enum mechanism mechanism =
        login->mechanism == MECHANISM_SCRAM_SHA_256 ? MECHANISM_CRAM_MD5 : login->mechanism;

    if (!login_is_known(login)) {
        writer_put_string(writer, "# A line with a secret was left out.\n");
        return;
    }
    writer_put_string(writer, "log_in('");
    writer_put_string(writer, mechanism_name(mechanism));
    writer_put_string(writer, "', b'");
    put_escaped(writer, login->user);
    writer_put_string(writer, "'.decode())\n");
}

static void put_connect(struct writer *writer, const struct export_source *source,
                        struct export_lines lines)
{
    bool begins_secure = export_connection(source)->begins_secure;
    bool is_secure = begins_secure || has_starttls(source, lines);

    if (has_login(source, lines))
        writer_put_string(writer, "import getpass\nimport os\n");
    writer_put_string(writer, is_secure ? "import smtplib\nimport ssl\n\n" : "import smtplib\n\n");
    if (is_secure)
        put_context(writer, source);
    if (has_login(source, lines))
        put_log_in(writer);
    writer_put_string(writer, begins_secure ? "smtp = smtplib.SMTP_SSL('"
                                            : "smtp = smtplib.SMTP()\nprint(smtp.connect('");
    put_escaped(writer, span_of(source->host));
    writer_put_string(writer, "', ");
    writer_put_string(writer, source->port);
    writer_put_string(writer, begins_secure ? ", context=context)\n" : "))\n");
}

/* A command that says nothing secret is sent as it was; of an exchange only the end counts. */
static void put_line(struct writer *writer, const struct dialogue_line *line, struct login *login)
{
    bool is_end = login_follow(login, line);

    if (is_end && login->has_secret)
        put_exchange(writer, login);
    else if (is_end)
        put_command(writer, login->command);
    else if (line->kind == DIALOGUE_COMMAND && line->secret > 0 && !login->is_open)
        writer_put_string(writer, "# A line with a secret was left out.\n");
    else if (line->kind == DIALOGUE_COMMAND && !login->is_open)
        put_command(writer, line->text);
}

enum export_flaw export_python(struct writer *writer, const struct export_source *source,
                               struct export_lines lines)
{
    struct login login = {0};
    bool is_within = false; /* a message */

    put_connect(writer, source, lines);
    for (size_t i = lines.begin; i < lines.end; i++) {
        const struct dialogue_line *line = transcript_line(source->transcript, i);
        put_line(writer, line, &login);
        if (line->kind == DIALOGUE_TEXT) {
            put_text(writer, line->text, !is_within);
            is_within = !span_equal(line->text, span_of("."));
        } else if (starts_tls(line)) {
            put_tls(writer, source);
        }
    }
    writer_put_string(writer, is_within ? "    b'')\nsmtp.close()\n" : "smtp.close()\n");
    return EXPORT_OK;
}
