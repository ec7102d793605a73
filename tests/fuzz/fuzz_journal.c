/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_journal.c - files of intents of any bytes: what is no whole intent is none, what is one is
 * read as it was written, and nobody is sent out of the folder by a name in it.
 */
#include <config.h>

#include "server/mail/journal.h"

#include "tests/support/fuzz_folder.h"
#include "tests/support/fuzz_intent.h"

#define SLOT_SIZE ((INTENT_ENCODED_MAX + 4095) / 4096 * 4096)

static struct intent meant, decoded;
static char encoded[INTENT_ENCODED_MAX];

/* What every reader of INTENT relies on. */
static void check_intent(const struct intent *intent)
{
    uint32_t record = 0;
    size_t count = 0;

    ck_assert_uint_le(intent->size, INTENT_STRETCH_MAX);
    ck_assert_uint_le(intent->record_count, INTENT_RECORDS_MAX);
    ck_assert_uint_ge(intent->begin, intent->start);
    ck_assert_uint_le(intent->begin, INT64_MAX - intent->size);
    ck_assert_ptr_nonnull(memchr(intent->file_name, '\0', sizeof intent->file_name));
    ck_assert_ptr_null(strchr(intent->file_name, '/'));
    for (size_t done = 0; done < intent->size; count++) {
        size_t size = intent_granule_size(intent, done, &record);
        ck_assert(size > 0 && size <= INTENT_GRANULE && size <= intent->size - done);
        done += size;
    }
    ck_assert_uint_le(count, INTENT_GRANULES_MAX);
}

/* Whether A and B say the same; of names what is behind the NUL does not count. */
static bool is_same(const struct intent *a, const struct intent *b)
{
    return strcmp(a->file_name, b->file_name) == 0 && a->inode == b->inode &&
           a->start == b->start && a->begin == b->begin && a->before == b->before &&
           a->size == b->size && a->record_count == b->record_count &&
           a->is_refused == b->is_refused &&
           memcmp(a->ends, b->ends, a->record_count * sizeof a->ends[0]) == 0;
}

/* Encodes MEANT; a single byte that differs makes it none.  Returns whether it is one. */
static bool check_encoded(struct span *input)
{
    size_t size = intent_encode(&meant, encoded), place = fuzz_number(input) % size;
    uint8_t change = fuzz_byte(input);

    ck_assert_uint_le(size, sizeof encoded);
    bool is_whole = intent_decode(encoded, size, &decoded);
    if (is_whole) {
        ck_assert(is_same(&decoded, &meant));
        ck_assert(!intent_decode(encoded, size - 1, &decoded));
    }
    encoded[place] = (char)(encoded[place] ^ change);
    if (change != 0)
        ck_assert(!intent_decode(encoded, size, &decoded));
    encoded[place] = (char)(encoded[place] ^ change);
    return is_whole;
}

/* Opens the file; intents that are kept are sound, and are gone once they are released. */
static unsigned read_journal(void)
{
    char name[MAILBOX_FILE_NAME_MAX + 1];
    struct journal *journal = journal_open(folder.fd);
    unsigned count = 0;

    ck_assert_ptr_nonnull(journal);
    for (int slot = 0; (slot = journal_next_kept(journal, slot, name)) >= 0; slot++) {
        ck_assert_int_lt(slot, JOURNAL_SLOTS);
        ck_assert_int_eq(journal_read(journal, slot, &decoded), 1);
        check_intent(&decoded);
        ck_assert_str_eq(decoded.file_name, name);
        ck_assert_int_le(journal_find_kept(journal, name, 0), slot);
        ck_assert_int_eq(journal_release(journal, slot), 0);
        ck_assert_int_eq(journal_read(journal, slot, &decoded), 0);
        count++;
    }
    journal_close(journal);
    ck_assert(!folder_has(&folder, journal_file_name()));
    return count;
}

/* The first byte says in which slot, and the intent's fields follow; what is left stands in another
 * slot as it is.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    unsigned slot = fuzz_byte(&input) % (JOURNAL_SLOTS - 1);

    fuzz_begin_folder();
    fuzz_fill_intent(&meant, &input);
    bool is_whole = check_encoded(&input);
    fuzz_write(journal_file_name(), (struct span){encoded, intent_encode(&meant, encoded)},
               (off_t)(slot * SLOT_SIZE));
    if (input.size > 0)
        fuzz_write(journal_file_name(), fuzz_take(&input, SLOT_SIZE),
                   (off_t)((slot + 1) * SLOT_SIZE));
    ck_assert_uint_ge(read_journal(), is_whole);
    return 0;
}
