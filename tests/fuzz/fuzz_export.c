/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_export.c - conversations of hostile parties in other forms: quotes are evaluated, and hold
 * just what was said.
 *
 * Lines of the input are the client's name, the sender, the recipient and the server's host; the
 * rest is the message.
 */
#include <config.h>

#include "tui-client/export/export.h"

#include "common/count.h"
#include "tests/support/fuzz_base64.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/player.h"

#define ROOM      ((size_t)1 << 22)
#define PARTS_MAX 256

/* What was said. */
struct conversation {
    struct dialogue dialogue;
    struct transcript transcript;
    struct span client, sender, recipient;
    struct buffer message; /* as the server would store it: CRLF, dots undone */
};

static void keep(void *context, const struct dialogue_line *line)
{
    struct conversation *conversation = context;
    bool is_dotted = line->text.size > 0 && line->text.data[0] == '.';

    transcript_add(&conversation->transcript, line);
    if (line->kind != DIALOGUE_TEXT || span_equal(line->text, span_of(".")))
        return;
    struct span text = span_skip(line->text, is_dotted);
    ck_assert_int_eq(buffer_append(&conversation->message, text.data, text.size), 0);
    ck_assert_int_eq(buffer_append(&conversation->message, "\r\n", 2), 0);
}

/* Says WORDS and TEXT in one line, to which REPLY is the answer; what is no line is not said. */
static bool say(struct conversation *conversation, const char *words, struct span text,
                const char *reply)
{
    char line[PARTS_MAX + 32];
    size_t size = strlen(words);

    memcpy(line, words, size);
    if (text.size > 0)
        memcpy(line + size, text.data, text.size);
    if (dialogue_say(&conversation->dialogue, (struct span){line, size + text.size}, 0) != 0)
        return false;
    if (reply != NULL)
        ck_assert_int_eq(dialogue_receive(&conversation->dialogue, span_of(reply), 0), 0);
    return true;
}

static void say_message(struct conversation *conversation, struct span text)
{
    while (text.size > 0) {
        struct span line = fuzz_line(&text);
        if (!span_equal(line, span_of(".")))
            (void)dialogue_say(&conversation->dialogue, line, 0);
    }
    say(conversation, ".", span_of(""), "250 accepted\r\n");
}

/* Whether all was said as it was meant. */
static bool converse(struct conversation *conversation, struct span message)
{
    struct dialogue_observer observer = {keep, conversation};

    transcript_init(&conversation->transcript);
    buffer_init(&conversation->message, ROOM);
    dialogue_init(&conversation->dialogue, &dialect_prototype, observer);
    dialogue_start(&conversation->dialogue, 0);
    dialogue_open(&conversation->dialogue, 0);
    bool is_said =
        dialogue_receive(&conversation->dialogue, span_of("220 x\033 smtpd-proto\r\n"), 0) == 0 &&
        say(conversation, "helo ", conversation->client, "250 hi\r\n") &&
        say(conversation, "mail from: ", conversation->sender, "250 ok\r\n") &&
        say(conversation, "rcpt to: ", conversation->recipient, "250 ok\r\n") &&
        say(conversation, "data", span_of(""), "354 go\r\n");
    if (is_said)
        say_message(conversation, message);
    return is_said;
}

/* --- a shell, as far as it is spoken --- */

static void put(struct buffer *out, struct span text)
{
    ck_assert_int_eq(buffer_append(out, text.data, text.size), 0);
}

static bool take(struct span *rest, const char *start)
{
    if (rest->size < strlen(start) || memcmp(rest->data, start, strlen(start)) != 0)
        return false;
    *rest = span_skip(*rest, strlen(start));
    return true;
}

/* POSIX shell, 2.2.2: all up to the next single quote is what it is. */
static void read_single_quotes(struct span *rest, struct buffer *word)
{
    const char *end = rest->size > 0 ? memchr(rest->data, '\'', rest->size) : NULL;

    ck_assert_msg(end != NULL, "a quote is open");
    put(word, fuzz_take(rest, (size_t)(end - rest->data)));
    fuzz_take(rest, 1);
}

/* Of what is expanded only this is spoken: printf(1) with bytes in octal. */
static void read_printf(struct span *rest, struct buffer *word)
{
    while (!take(rest, "')\"")) {
        struct span escape = fuzz_take(rest, 4);
        unsigned byte = 0;
        ck_assert(escape.size == 4 && escape.data[0] == '\\');
        for (int i = 1; i < 4; i++) {
            ck_assert(escape.data[i] >= '0' && escape.data[i] <= '7');
            byte = byte * 8 + (unsigned)(escape.data[i] - '0');
        }
        ck_assert_uint_le(byte, 255);
        put(word, (struct span){&(char){(char)byte}, 1});
    }
}

/* Takes a word off *REST: false where the command ends. */
static bool read_word(struct span *rest, struct buffer *word)
{
    buffer_release(word);
    while (take(rest, " ") || take(rest, "\\\n"))
        continue;
    if (rest->size == 0 || rest->data[0] == '\n')
        return false;
    while (rest->size > 0 && rest->data[0] != ' ' && rest->data[0] != '\n') {
        if (take(rest, "'"))
            read_single_quotes(rest, word);
        else if (take(rest, "\\'"))
            put(word, span_of("'"));
        else if (take(rest, "\"$(printf '"))
            read_printf(rest, word);
        else {
            char byte = fuzz_take(rest, 1).data[0];
            bool is_plain =
                (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-';
            ck_assert_msg(is_plain, "'%c' stands outside of quotes", byte);
            put(word, (struct span){&byte, 1});
        }
    }
    return true;
}

static void expect_word(struct span *rest, struct buffer *word, struct span expected)
{
    ck_assert(read_word(rest, word));
    struct span found = buffer_span(word);
    ck_assert_msg(span_equal(found, expected), "\"%.*s\" is \"%.*s\" to the shell",
                  (int)expected.size, expected.data, (int)found.size, found.data);
}

/* The here-document of *REST up to the line DELIMITER, as the program gets it with CRLF. */
static void read_document(struct span *rest, struct span delimiter, bool is_base64,
                          struct buffer *out)
{
    for (;;) {
        ck_assert_msg(rest->size > 0, "the here-document does not end");
        struct span line = fuzz_line(rest);
        if (span_equal(line, delimiter))
            return;
        if (is_base64)
            fuzz_decode_base64(line, out);
        else
            put(out, line);
        if (!is_base64)
            put(out, span_of("\r\n"));
    }
}

/* COMMAND of curl delivers what was delivered. */
static void check_curl(struct span command, const struct conversation *conversation)
{
    struct buffer word, message;
    struct span sender = conversation->sender;
    bool is_base64 = take(&command, "base64 -d");

    buffer_init(&word, ROOM);
    buffer_init(&message, ROOM);
    ck_assert(is_base64 || take(&command, "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }'"));
    ck_assert(take(&command, " <<'EOF"));
    struct span delimiter = {command.data - 3, 3};
    for (; command.size > 0 && command.data[0] != '\''; fuzz_take(&command, 1))
        delimiter.size++;
    ck_assert(take(&command, "' | \\\n"));
    expect_word(&command, &word, span_of("curl"));
    expect_word(&command, &word, span_of("--globoff"));
    expect_word(&command, &word, span_of("--upload-file"));
    expect_word(&command, &word, span_of("-"));
    ck_assert(read_word(&command, &word)); /* the URL */
    expect_word(&command, &word, span_of("--mail-from"));
    expect_word(&command, &word, span_equal(sender, span_of("<>")) ? span_of("") : sender);
    expect_word(&command, &word, span_of("--mail-rcpt"));
    expect_word(&command, &word, conversation->recipient);
    ck_assert(!read_word(&command, &word));
    ck_assert(take(&command, "\n"));
    read_document(&command, delimiter, is_base64, &message);
    ck_assert(span_equal(buffer_span(&message), buffer_span(&conversation->message)));
    ck_assert_uint_eq(command.size, 0);
    buffer_release(&word);
    buffer_release(&message);
}

/* The words of a command of swaks are those that were said. */
static void check_swaks(struct span command, const char *host,
                        const struct conversation *conversation)
{
    const struct span words[] = {
        span_of("swaks"),  span_of("--protocol"), span_of("SMTP"),     span_of("--no-data-fixup"),
        span_of("--data"), span_of("-"),          span_of("--server"), span_of(host),
        span_of("--port"), span_of("25"),         span_of("--helo"),   conversation->client,
        span_of("--from"), conversation->sender,  span_of("--to"),     conversation->recipient,
    };
    struct buffer word;

    buffer_init(&word, ROOM);
    fuzz_line(&command);
    for (size_t i = 0; i < COUNT(words); i++)
        expect_word(&command, &word, words[i]);
    ck_assert(!read_word(&command, &word));
    buffer_release(&word);
}

/* --- Python --- */

/* PROGRAM is ASCII, and each of its strings ends in the line in which it begins. */
static void check_python(struct span program)
{
    while (program.size > 0) {
        struct span line = fuzz_line(&program);
        size_t quotes = 0;
        for (size_t i = 0; i < line.size; i++) {
            ck_assert(line.data[i] >= ' ' && line.data[i] <= '~');
            quotes += line.data[i] == '\'';
            if (line.data[i] == '\\') {
                ck_assert(i + 1 < line.size && quotes % 2 == 1);
                ck_assert_ptr_nonnull(memchr("xrn", line.data[++i], 3));
            }
        }
        ck_assert(quotes == 0 || quotes == 2);
    }
}

/* --- all forms --- */

static void check_form(const struct export_source *source, enum export_format format,
                       const struct conversation *conversation)
{
    struct buffer out;
    size_t number;

    buffer_init(&out, ROOM);
    enum export_flaw flaw = export_conversation(source, format, &out);
    ck_assert(flaw == EXPORT_OK || flaw == EXPORT_UNSAYABLE || flaw == EXPORT_UNDELIVERED);
    struct span text = buffer_span(&out), rest = text;
    while (flaw == EXPORT_OK && rest.size > 0) {
        struct span line = fuzz_line(&rest);
        while (line.size > 0) {
            const char *tab = memchr(line.data, '\t', line.size);
            fuzz_expect_harmless(
                fuzz_take(&line, tab != NULL ? (size_t)(tab - line.data) : line.size));
            fuzz_take(&line, 1);
        }
    }
    if (flaw == EXPORT_OK && (format == EXPORT_SESSION || format == EXPORT_CODES))
        ck_assert_int_eq(player_check(text, &number), SESSION_FILE_OK);
    if (flaw == EXPORT_OK && format == EXPORT_CURL)
        check_curl(text, conversation);
    if (flaw == EXPORT_OK && format == EXPORT_SWAKS)
        check_swaks(text, source->host, conversation);
    if (flaw == EXPORT_OK && format == EXPORT_PYTHON)
        check_python(text);
    buffer_release(&out);
}

/* What an address is without its outer blanks and brackets. */
static struct span bare(struct span address)
{
    address = span_trim(address);
    if (address.size > 2 && address.data[0] == '<' && address.data[address.size - 1] == '>')
        return (struct span){address.data + 1, address.size - 2};
    return address;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size}, lines[4] = {0};
    struct conversation conversation = {0};

    for (size_t i = 0; i < COUNT(lines); i++) {
        lines[i] = fuzz_line(&input);
        lines[i].size = lines[i].size < PARTS_MAX ? lines[i].size : PARTS_MAX;
    }
    char *host =
        strndup(lines[3].size > 0 ? lines[3].data : "h", lines[3].size + (lines[3].size == 0));
    conversation.client = span_trim(lines[0]);
    conversation.sender = lines[1];
    conversation.recipient = lines[2];
    bool is_said = converse(&conversation, input);
    conversation.sender = bare(lines[1]);
    conversation.recipient = bare(lines[2]);
    static const struct connection connection = {.end = CONNECTION_OPEN};
    struct export_source source = {&conversation.transcript, &connection, 1, host, "25",
                                   words_ladder(),           NULL};
    for (enum export_format format = 0; format < EXPORT_FORMATS && is_said; format++)
        check_form(&source, format, &conversation);
    dialogue_release(&conversation.dialogue);
    transcript_release(&conversation.transcript);
    buffer_release(&conversation.message);
    free(host);
    return 0;
}
