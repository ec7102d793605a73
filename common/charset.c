/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* charset.c - see charset.h.
 *
 * Charsets of locales have no shift states, so each character is converted by itself.
 */
#include <config.h>

#include "common/charset.h"

#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <unistr.h>

#include "common/count.h"

/* Buffer size for one character in any charset, or its substitute. */
#define UNIT_MAX 16

/* Number of bytes that a stream converts at a time. */
#define PIECE_BYTES 1024

static struct {
    char name[64]; /* empty: UTF-8 */
    const char *variable;
    iconv_t encoder, decoder;
    pthread_mutex_t mutex; /* guards the encoder */
} charset = {.variable = "LANG", .mutex = PTHREAD_MUTEX_INITIALIZER};

const char *charset_name(void)
{
    return charset.name[0] != '\0' ? charset.name : NULL;
}

const char *charset_variable(void)
{
    return charset.variable;
}

/* --- out ------------------------------------------------------------------------------------- */

/* Converts the SIZE bytes of one character.  Returns the number of bytes written; 0 if the charset
 * has neither it nor a transliteration: iconv(3) then writes a question mark. */
static size_t convert(const char *bytes, size_t size, char *out)
{
    char *in = (char *)(uintptr_t)bytes, *end = out;
    size_t room = UNIT_MAX, converted, written;

    pthread_mutex_lock(&charset.mutex);
    converted = iconv(charset.encoder, (ICONV_CONST char **)&in, &size, &end, &room);
    pthread_mutex_unlock(&charset.mutex);
    written = (size_t)(end - out);
    if (converted == (size_t)-1 || (converted > 0 && written == 1 && out[0] == '?'))
        return 0;
    return written;
}

/* Writes the first character of TEXT.  Returns the number of bytes consumed, 0 if it is
 * incomplete. */
static size_t encode_first(struct span text, char *out, size_t *written)
{
    ucs4_t character;
    int length = u8_mbtoucr(&character, (const uint8_t *)text.data, text.size);

    if (length == -2)
        return 0;
    if (length < 0) {
        *written = (size_t)snprintf(out, UNIT_MAX, "\\x%02X", (unsigned char)text.data[0]);
        return 1;
    }
    *out = text.data[0];
    *written = 1;
    if (character < 0x80)
        return 1;
    *written = convert(text.data, (size_t)length, out);
    if (*written == 0)
        *written = (size_t)snprintf(out, UNIT_MAX, "\\u{%X}", (unsigned)character);
    return (size_t)length;
}

size_t charset_encode(struct span text, char *out, size_t size, size_t *taken)
{
    size_t total = 0;

    *taken = 0;
    while (*taken < text.size) {
        char unit[UNIT_MAX];
        size_t written, length = encode_first(span_skip(text, *taken), unit, &written);
        if (length == 0 || written > size - total)
            break;
        memcpy(out + total, unit, written);
        total += written;
        *taken += length;
    }
    return total;
}

/* Only the GNU C library lets stdout and stderr be assigned, and of the other C libraries none has
 * locales in other charsets. */
#ifdef __GLIBC__

/* Incomplete character at the end of what was written to a stream. */
static struct stream {
    int fd;
    size_t held;
    char bytes[PIECE_BYTES];
} output = {.fd = STDOUT_FILENO}, errors = {.fd = STDERR_FILENO};

static int write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

/* For fopencookie(3), which expects 0 on failure. */
static ssize_t write_stream(void *cookie, const char *data, size_t size)
{
    struct stream *stream = cookie;
    size_t done = 0;

    while (done < size) {
        char encoded[CHARSET_GROWTH * PIECE_BYTES];
        size_t room = PIECE_BYTES - stream->held, taken, written;
        size_t piece = size - done < room ? size - done : room;
        memcpy(stream->bytes + stream->held, data + done, piece);
        stream->held += piece;
        done += piece;
        written = charset_encode((struct span){stream->bytes, stream->held}, encoded,
                                 sizeof encoded, &taken);
        stream->held -= taken;
        memmove(stream->bytes, stream->bytes + taken, stream->held);
        if (write_all(stream->fd, encoded, written) != 0)
            return 0;
    }
    return (ssize_t)size;
}

static void convert_streams(void)
{
    static const cookie_io_functions_t functions = {.write = write_stream};
    FILE *out = fopencookie(&output, "w", functions), *err = fopencookie(&errors, "w", functions);

    if (out != NULL) {
        setvbuf(out, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFSIZ);
        stdout = out;
    }
    if (err != NULL) {
        setvbuf(err, NULL, _IONBF, 0);
        stderr = err;
    }
}

#else

static void convert_streams(void)
{
}

#endif

/* --- in -------------------------------------------------------------------------------------- */

/* Incomplete character at the end of the input. */
static struct {
    size_t held;
    char bytes[CHARSET_READ_MIN / CHARSET_GROWTH - 1];
} input;

/* Converts SIZE BYTES to OUT, which is large enough.  Returns the number of bytes written; an
 * incomplete character at the end is held back. */
static size_t decode(const char *bytes, size_t size, char *out)
{
    char *in = (char *)(uintptr_t)bytes, *end = out;
    size_t room = CHARSET_GROWTH * size;

    while (size > 0 &&
           iconv(charset.decoder, (ICONV_CONST char **)&in, &size, &end, &room) == (size_t)-1) {
        if (errno == EINVAL && size <= sizeof input.bytes)
            break;
        *end++ = *in++;
        size--;
        room--;
    }
    memcpy(input.bytes, in, size);
    input.held = size;
    return (size_t)(end - out);
}

/* At the end of input, which may be in the middle of a character. */
static ssize_t read_held(char *out)
{
    size_t held = input.held;

    memcpy(out, input.bytes, held);
    input.held = 0;
    return (ssize_t)held;
}

ssize_t charset_read(char *out, size_t size)
{
    char bytes[PIECE_BYTES];
    size_t most = size / CHARSET_GROWTH - sizeof input.bytes, held = input.held;
    ssize_t count;

    if (charset_name() == NULL)
        return read(STDIN_FILENO, out, size);
    if (most > sizeof bytes - held)
        most = sizeof bytes - held;
    memcpy(bytes, input.bytes, held);
    count = read(STDIN_FILENO, bytes + held, most);
    if (count == 0)
        return read_held(out);
    if (count > 0)
        count = (ssize_t)decode(bytes, held + (size_t)count, out);
    if (count != 0)
        return count;
    errno = EAGAIN;
    return -1;
}

/* --- the locale ------------------------------------------------------------------------------ */

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Names that C libraries give to the charset of the C locale. */
static bool is_ascii(const char *name)
{
    static const char *const names[] = {"ANSI_X3.4-1968", "US-ASCII", "ASCII", "646"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void find_variable(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = COUNT(names); i-- > 0;) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            charset.variable = names[i];
    }
}

/* Changes only those environment variables that determine LC_CTYPE. */
static void use_utf8(void)
{
    static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
    bool all = strcmp(charset.variable, "LC_ALL") == 0;

    for (size_t i = 0; i < COUNT(names); i++)
        if (setlocale(LC_CTYPE, names[i]) != NULL && is_utf8()) {
            (void)setenv(all ? "LC_ALL" : "LC_CTYPE", names[i], 1);
            return;
        }
}

/* A charset that iconv(3) does not know is treated as UTF-8. */
static void start_conversion(const char *name)
{
    char lenient[sizeof charset.name + 16];

    snprintf(lenient, sizeof lenient, "%s//TRANSLIT", name);
    charset.encoder = iconv_open(lenient, "UTF-8");
    if (charset.encoder == (iconv_t)-1)
        charset.encoder = iconv_open(name, "UTF-8");
    charset.decoder = iconv_open("UTF-8", name);
    if (charset.encoder == (iconv_t)-1 || charset.decoder == (iconv_t)-1)
        return;
    snprintf(charset.name, sizeof charset.name, "%s", name);
    convert_streams();
}

void charset_start(void)
{
    char name[sizeof charset.name];
    bool is_foreign;

    find_variable();
    (void)setlocale(LC_MESSAGES, "");
    is_foreign = setlocale(LC_CTYPE, "") != NULL && !is_ascii(nl_langinfo(CODESET));
    if (is_utf8())
        return;
    snprintf(name, sizeof name, "%s", nl_langinfo(CODESET));
    use_utf8();
    if (is_foreign)
        start_conversion(name);
}
