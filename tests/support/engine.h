/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* engine.h - the mailbox engine in a scratch folder, as one worker of the store uses it. */
#ifndef TESTS_SUPPORT_ENGINE_H
#define TESTS_SUPPORT_ENGINE_H

#include <errno.h>
#include <sys/syscall.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "server/mail/commit.h"
#include "server/mail/journal.h"
#include "server/mail/mailbox.h"
#include "server/mail/recovery.h"
#include "tests/support/folder.h"
#include "tests/support/spool.h"

#define ENGINE_HEAD_MAX ((size_t)1 << 16)

struct engine {
    struct folder folder;
    struct journal *journal;
    struct spool *spool;
    struct commit *commit;
};

/* Opens everything for the folder of ENGINE. */
static inline void engine_open(struct engine *engine)
{
    engine->journal = journal_open(engine->folder.fd);
    engine->spool = spool_new(engine->folder.fd, UINT64_MAX);
    ck_assert(engine->journal != NULL && engine->spool != NULL);
    engine->commit = commit_new(engine->journal);
    ck_assert_ptr_nonnull(engine->commit);
}

static inline void engine_close(struct engine *engine)
{
    commit_free(engine->commit);
    ck_assert(spool_finish(engine->spool, DEADLINE_NEVER));
    spool_free(engine->spool);
    journal_close(engine->journal);
}

static inline struct engine engine_new(void)
{
    struct engine engine = {.folder = folder_new()};

    engine_open(&engine);
    return engine;
}

static inline void engine_free(struct engine *engine)
{
    engine_close(engine);
    folder_free(&engine->folder);
}

/* Whether the file NAME is open at FD. */
static inline bool engine_is_open(const struct engine *engine, const char *name, int fd)
{
    struct stat open, named;

    return syscall(SYS_fstat, fd, &open) == 0 &&
           syscall(SYS_newfstatat, engine->folder.fd, name, &named, 0) == 0 &&
           open.st_ino == named.st_ino;
}

/* Makes the COUNT deliveries at FIRST a set: a record of TEXT, half of it head, for each of
 * MAILBOXES. */
static inline void engine_prepare_set(const struct engine *engine, struct delivery *first,
                                      const char *const *mailboxes, size_t count, const char *text,
                                      size_t size)
{
    size_t head = size < 1000 ? size / 2 : 500;
    struct delivery_set *set = calloc(1, sizeof *set);

    ck_assert_ptr_nonnull(set);
    *set = (struct delivery_set){.deliveries = first, .count = count, .owner = first};
    for (size_t i = 0; i < count; i++) {
        first[i] =
            (struct delivery){.set = set, .mailbox = mailboxes[i], .status = MAILBOX_STOPPED};
        buffer_init(&first[i].head, ENGINE_HEAD_MAX);
        ck_assert_int_eq(buffer_append(&first[i].head, text, head), 0);
    }
    spooled_init(&set->body, engine->spool);
    while (head < size) {
        size_t piece = size - head < 20000 ? size - head : 20000;
        ck_assert_int_eq(buffer_append(&set->body.tail, text + head, piece), 0);
        ck_assert_int_eq(spool_settle_body(engine->spool, &set->body), 0);
        head += piece;
    }
}

/* The same for one mailbox. */
static inline void engine_prepare(const struct engine *engine, struct delivery *delivery,
                                  const char *mailbox, const char *text, size_t size)
{
    engine_prepare_set(engine, delivery, &mailbox, 1, text, size);
}

/* FIRST is the first delivery of its set. */
static inline void engine_discard(struct delivery *first)
{
    struct delivery_set *set = first->set;

    for (size_t i = 0; i < set->count; i++)
        buffer_release(&first[i].head);
    spooled_release(&set->body);
    free(set);
}

/* Opens the mailbox "johndoe.txt", waiting for its locks for at most WAIT_MS. */
static inline enum mailbox_status engine_lock(const struct engine *engine, struct mailbox *mailbox,
                                              unsigned wait_ms)
{
    int64_t deadline_ms = monotonic_ms() + wait_ms;
    enum mailbox_status status;

    while ((status = mailbox_open(mailbox, engine->folder.fd, "johndoe.txt", true)) ==
               MAILBOX_BUSY &&
           monotonic_ms() < deadline_ms)
        folder_pause(10);
    return status;
}

/* Whether the record of DELIVERY, which is TEXT, is where its offset says. */
static inline bool engine_finds(const struct mailbox *mailbox, const struct delivery *delivery,
                                const char *text)
{
    size_t size = strlen(text);
    char *found = malloc(size + 1);
    bool is_there =
        syscall(SYS_pread64, mailbox->fd, found, size, (off_t)delivery->offset) == (long)size &&
        memcmp(found, text, size) == 0;

    free(found);
    return is_there;
}

/* Appends COUNT records to "johndoe.txt" as one group, and checks where each of them is. */
static inline enum mailbox_status
engine_append(const struct engine *engine, const char *const *texts, size_t count, unsigned wait_ms)
{
    struct delivery deliveries[8];
    struct delivery_queue queue = STAILQ_HEAD_INITIALIZER(queue);
    struct mailbox mailbox;
    enum mailbox_status status = engine_lock(engine, &mailbox, wait_ms);
    int error;

    if (status != MAILBOX_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        engine_prepare(engine, &deliveries[i], "johndoe", texts[i], strlen(texts[i]));
        STAILQ_INSERT_TAIL(&queue, &deliveries[i], next);
    }
    status = commit_group(engine->commit, &mailbox, deliveries, count, mailbox.size > 0);
    error = errno;
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(status != MAILBOX_OK || engine_finds(&mailbox, &deliveries[i], texts[i]),
                      "record %zu is not at %llu", i, (unsigned long long)deliveries[i].offset);
        engine_discard(&deliveries[i]);
    }
    mailbox_close(&mailbox);
    errno = error;
    return status;
}

#endif
