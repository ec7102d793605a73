/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* scene.h - the messages of durability tests, and checks of the resulting mailboxes.
 *
 * A scene is some mailboxes and some messages for them.  What a mailbox may hold afterwards: its
 * former contents, then complete records of the scene, each at most once and in order; all
 * acknowledged ones are among them.
 */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include "tests/support/engine.h"

#define SCENE_MAILBOXES 2
#define SCENE_MESSAGES  4
#define SCENE_RECORD    "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"

/* What a mail reader does between the first messages and the others. */
enum scene_reader {
    READER_REMOVES, /* the last message, in the file */
    READER_RENAMES, /* the same, by a new file that it renames over the old one; the folder is not
                       synced */
    READER_APPENDS, /* the next message, and syncs nothing */
};

struct scene {
    const char *name;
    const char *before[SCENE_MAILBOXES]; /* the initial contents of the mailboxes; NULL: none */
    struct {
        unsigned mailboxes; /* bit N: mailbox N gets it */
        size_t size;        /* bytes of the record; 0: there is no such message */
    } messages[SCENE_MESSAGES];
    unsigned batch; /* messages delivered before the reader acts; 0: all, and no reader */
    enum scene_reader reader;
    bool is_alike; /* messages of one size are all the same */
};

#define FIRST  1U
#define SECOND 2U

static const struct scene scenes[] = {
    {"a mailbox that exists", {SCENE_RECORD}, {{FIRST, 400}}, 0, 0, false},
    {"a mailbox that is missing", {NULL}, {{FIRST, 400}}, 0, 0, false},
    {"an empty mailbox", {""}, {{FIRST, 400}}, 0, 0, false},
    {"a mailbox that ends within a line", {"From x\n\ny"}, {{FIRST, 1500}}, 0, 0, false},
    {"three messages at once",
     {SCENE_RECORD},
     {{FIRST, 100}, {FIRST, 700}, {FIRST, 333}},
     0,
     0,
     false},
    {"messages that are alike",
     {SCENE_RECORD},
     {{FIRST, 600}, {FIRST, 600}, {FIRST, 600}},
     0,
     0,
     true},
    {"two mailboxes at once",
     {SCENE_RECORD, SCENE_RECORD},
     {{FIRST, 1000}, {SECOND, 1000}},
     0,
     0,
     false},
    {"a message for both",
     {SCENE_RECORD, SCENE_RECORD},
     {{FIRST, 100}, {FIRST | SECOND, 900}, {SECOND, 333}},
     0,
     0,
     false},
    {"a large message for both", {SCENE_RECORD, NULL}, {{FIRST | SECOND, 300000}}, 0, 0, false},
    {"a large message", {SCENE_RECORD}, {{FIRST, 400000}, {FIRST, 200}}, 0, 0, false},
    {"a reader that removes",
     {SCENE_RECORD},
     {{FIRST, 100}, {FIRST, 700}, {FIRST, 333}, {FIRST, 500}},
     3,
     READER_REMOVES,
     false},
    {"a reader that renames",
     {SCENE_RECORD},
     {{FIRST, 100}, {FIRST, 700}, {FIRST, 333}, {FIRST, 500}},
     3,
     READER_RENAMES,
     false},
    {"a reader that appends",
     {SCENE_RECORD},
     {{FIRST, 600}, {FIRST, 900}, {FIRST, 700}},
     1,
     READER_APPENDS,
     false},
};
#define SCENES CASES(scenes)

static const char *const scene_files[SCENE_MAILBOXES] = {"a.txt", "b.txt"};
static const char *const scene_names[SCENE_MAILBOXES] = {"a", "b"};

/* A record of SIZE bytes with this NUMBER in it, for free(). */
static inline char *scene_record(unsigned number, size_t size)
{
    char *text = malloc(size + 1);
    size_t at;

    ck_assert_ptr_nonnull(text);
    at = (size_t)sprintf(text, "From m%u Thu Jan  1 00:00:00 1970\nNumber: %u\n\n", number, number);
    for (size_t i = at; i < size; i++)
        text[i] = i % 64 == 0 ? '\n' : (char)('!' + (i / 64 + i * 7 + number) % 90);
    text[size - 2] = text[size - 1] = '\n';
    text[size] = '\0';
    return text;
}

/* The record of message NUMBER of SCENE, for free(). */
static inline char *scene_message(const struct scene *scene, unsigned number)
{
    return scene_record(scene->is_alike ? 0 : number, scene->messages[number].size);
}

static inline unsigned scene_count(const struct scene *scene)
{
    unsigned count = 0;

    while (count < SCENE_MESSAGES && scene->messages[count].size > 0)
        count++;
    return count;
}

static inline void scene_set(const struct scene *scene, const struct folder *folder)
{
    for (unsigned i = 0; i < SCENE_MAILBOXES; i++)
        if (scene->before[i] != NULL)
            folder_write(folder, scene_files[i], scene->before[i]);
}

/* Whether message NUMBER is for several mailboxes. */
static inline bool scene_is_shared(const struct scene *scene, unsigned number)
{
    unsigned mailboxes = scene->messages[number].mailboxes;

    return (mailboxes & (mailboxes - 1)) != 0;
}

/* Prepares the deliveries of message NUMBER at FIRST, which has room for SCENE_MAILBOXES. */
static inline void scene_prepare(const struct scene *scene, const struct engine *engine,
                                 struct delivery *first, unsigned number)
{
    const char *names[SCENE_MAILBOXES];
    char *text = scene_message(scene, number);
    size_t count = 0;

    for (unsigned i = 0; i < SCENE_MAILBOXES; i++)
        if (scene->messages[number].mailboxes & 1U << i)
            names[count++] = scene_names[i];
    engine_prepare_set(engine, first, names, count, text, scene->messages[number].size);
    free(text);
}

/* Consumes the record of message NUMBER if *REST begins with it. */
static inline bool scene_take(const struct scene *scene, unsigned number, const char **rest)
{
    static struct {
        char *text;
        const struct scene *scene;
    } made[SCENE_MESSAGES]; /* the last one of each number, which is usually needed again */
    size_t size = scene->messages[number].size;

    if (made[number].scene != scene) {
        free(made[number].text);
        made[number].text = scene_message(scene, number);
        made[number].scene = scene;
    }
    bool stands = strncmp(*rest, made[number].text, size) == 0;
    *rest += stands ? size : 0;
    return stands;
}

/* What must separate BEFORE from a record. */
static inline const char *scene_separation(const char *before)
{
    size_t size = strlen(before);

    if (size == 0 || (size > 1 && strcmp(before + size - 2, "\n\n") == 0))
        return "";
    return before[size - 1] == '\n' ? "\n" : "\n\n";
}

/* The same if all messages are alike: there must be at least as many as were acknowledged, and at
 * most as many as were not refused. */
static inline const char *scene_judge_alike(const struct scene *scene, const char *rest,
                                            unsigned acknowledged, unsigned forbidden)
{
    unsigned all = (1U << scene_count(scene)) - 1;
    int stand = 0;

    while (scene_take(scene, 0, &rest))
        stand++;
    if (stand < __builtin_popcount(acknowledged))
        return "an acknowledged message is lost";
    if (stand > __builtin_popcount(all & ~forbidden))
        return "a message is there twice, or a refused one";
    return *rest == '\0' ? NULL : "something is there that is no whole message";
}

/* Judges the contents of MAILBOX: bit N of ACKNOWLEDGED means that message N must be there, of
 * FORBIDDEN that it must not; one for several mailboxes may be there although it was refused, since
 * another of them may have failed.  NULL, or what is wrong. */
static inline const char *scene_judge(const struct scene *scene, unsigned mailbox,
                                      const char *content, unsigned acknowledged,
                                      unsigned forbidden)
{
    const char *before = scene->before[mailbox] != NULL ? scene->before[mailbox] : "";
    const char *separation = scene_separation(before), *rest = content + strlen(before);

    if (strncmp(content, before, strlen(before)) != 0)
        return "what was there before was changed";
    if (*rest != '\0' && strncmp(rest, separation, strlen(separation)) != 0)
        return "the record is not set apart";
    rest += *rest != '\0' ? strlen(separation) : 0;
    if (scene->is_alike)
        return mailbox == 0 ? scene_judge_alike(scene, rest, acknowledged, forbidden) : NULL;
    for (unsigned number = 0; number < scene_count(scene); number++) {
        if ((scene->messages[number].mailboxes & 1U << mailbox) == 0)
            continue;
        bool stands = scene_take(scene, number, &rest);
        if (!stands && (acknowledged & 1U << number))
            return "an acknowledged message is lost";
        if (stands && (forbidden & 1U << number) && !scene_is_shared(scene, number))
            return "a refused or removed message is there";
    }
    return *rest == '\0' ? NULL : "something is there that is no whole message, or there twice";
}

/* Fails unless scene_judge() accepts all mailboxes of SCENE in FOLDER.  ABOUT is the case. */
static inline void scene_expect(const struct scene *scene, const struct folder *folder,
                                unsigned acknowledged, unsigned forbidden, const char *about)
{
    for (unsigned i = 0; i < SCENE_MAILBOXES; i++) {
        bool exists = folder_has(folder, scene_files[i]);
        char *content = exists ? folder_read(folder, scene_files[i]) : strdup("");
        const char *problem = scene_judge(scene, i, content, acknowledged, forbidden);
        ck_assert_msg(problem == NULL, "%s, %s: %s: %s (acknowledged %#x, %zu bytes)", scene->name,
                      about, scene_files[i], problem, acknowledged, strlen(content));
        free(content);
    }
}

/* Does what the server does at its start. */
static inline void scene_recover(struct journal *journal, const struct folder *folder,
                                 const char *about)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    uint64_t cut_bytes;

    for (int slot = 0; (slot = journal_next_kept(journal, slot, file_name)) >= 0; slot++) {
        enum recovery_outcome outcome = recovery_run(journal, folder->fd, file_name, &cut_bytes);
        ck_assert_msg(outcome != RECOVERY_BUSY && outcome != RECOVERY_FAILED,
                      "%s: recovery of %s: %d", about, file_name, (int)outcome);
    }
}

#endif
