/* paste.c - see paste.h.
 */
#include <config.h>

#include "tui-client/paste.h"

#include <errno.h>
#include <stdint.h>
#include <unistr.h>

#define CTRL_C 3
#define ESCAPE 27

static const char end_mark[] = "\033[201~";
static const char replacement[] = "\xEF\xBF\xBD";

void paste_init(struct paste *paste, size_t limit)
{
    *paste = (struct paste){.state = PASTE_NONE};
    buffer_init(&paste->text, limit);
}

void paste_release(struct paste *paste)
{
    buffer_release(&paste->text);
    paste_init(paste, paste->text.limit);
}

void paste_begin(struct paste *paste)
{
    paste_release(paste);
    paste->state = PASTE_GROWS;
}

bool paste_goes_on(const struct paste *paste)
{
    return paste->state == PASTE_GROWS || paste->state == PASTE_LOST;
}

/* Bytes of the end's sequence that have come. */
static size_t matched(const struct paste *paste)
{
    size_t size = paste->sequence_size;

    return size < PASTE_END_BYTES && memcmp(paste->sequence, end_mark, size) == 0 ? size : 0;
}

size_t paste_wants(const struct paste *paste)
{
    return PASTE_END_BYTES - matched(paste);
}

static void lose(struct paste *paste, int why)
{
    buffer_release(&paste->text);
    paste->state = PASTE_LOST;
    paste->why = why;
}

/* --- text ------------------------------------------------------------------------------------ */

static void append(struct paste *paste, const char *bytes, size_t size)
{
    if (paste->state == PASTE_GROWS && buffer_append(&paste->text, bytes, size) != 0)
        lose(paste, errno);
}

/* Bytes that will be no character any more. */
static void give_up_partial(struct paste *paste)
{
    if (paste->partial_size > 0)
        append(paste, replacement, sizeof replacement - 1);
    paste->partial_size = 0;
}

/* Takes a byte that is not ASCII; one that breaks a character off may begin the next. */
static void take_high(struct paste *paste, char byte)
{
    ucs4_t character;
    int length;

    for (;;) {
        bool is_first = paste->partial_size == 0;
        paste->partial[paste->partial_size++] = byte;
        length = u8_mbtoucr(&character, (const uint8_t *)paste->partial, paste->partial_size);
        if (length != -1)
            break;
        give_up_partial(paste);
        if (is_first)
            return;
    }
    if (length < 0)
        return;
    append(paste, paste->partial, paste->partial_size);
    paste->partial_size = 0;
}

static void take_text(struct paste *paste, char byte)
{
    bool is_second = byte == '\n' && paste->after_return;

    paste->after_return = byte == '\r';
    if ((unsigned char)byte >= 0x80) {
        take_high(paste, byte);
        return;
    }
    give_up_partial(paste);
    if (byte == '\r')
        byte = '\n';
    if (!is_second)
        append(paste, &byte, 1);
}

/* --- sequences ------------------------------------------------------------------------------- */

/* ECMA-48 5.4: after CSI parameters are 02/00 to 03/15, the final byte is 04/00 to 07/14.  After
 * ESC O, as keys send it, one byte follows. */
static bool continues(const struct paste *paste, char byte)
{
    size_t size = paste->sequence_size;
    bool is_csi = size > 1 && paste->sequence[1] == '[';

    if (size == 1)
        return byte == '[' || byte == 'O';
    return size < sizeof paste->sequence && byte >= ' ' && byte < 0x7F && (is_csi || size == 2);
}

static bool is_final(const struct paste *paste)
{
    char last = paste->sequence[paste->sequence_size - 1];

    return paste->sequence_size > 2 && (paste->sequence[1] == 'O' || (last >= '@' && last <= '~'));
}

/* Adds BYTE to the sequence, which is over if that is its last. */
static void take_sequence(struct paste *paste, char byte)
{
    paste->sequence[paste->sequence_size++] = byte;
    if (!is_final(paste))
        return;
    if (paste->sequence_size == PASTE_END_BYTES &&
        memcmp(paste->sequence, end_mark, PASTE_END_BYTES) == 0)
        paste_finish(paste);
    paste->sequence_size = 0;
}

static void take(struct paste *paste, char byte)
{
    if (byte == ESCAPE) {
        give_up_partial(paste);
        paste->sequence[0] = byte;
        paste->sequence_size = 1;
    } else if (byte == CTRL_C && paste->state == PASTE_GROWS) {
        lose(paste, ECANCELED);
    } else if (paste->sequence_size > 0 && continues(paste, byte)) {
        take_sequence(paste, byte);
    } else {
        paste->sequence_size = 0;
        take_text(paste, byte);
    }
}

void paste_take(struct paste *paste, struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        take(paste, bytes.data[i]);
}

void paste_finish(struct paste *paste)
{
    give_up_partial(paste);
    if (paste->state == PASTE_LOST)
        paste_release(paste);
    else
        paste->state = PASTE_DONE;
}
