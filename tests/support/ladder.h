/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder.h - conversations for the tests of the ladder, played by a dialogue from a script.
 */
#ifndef TESTS_SUPPORT_LADDER_H
#define TESTS_SUPPORT_LADDER_H

#include "tests/support/check_main.h"
#include "tui-client/dialogue/ladder.h"

/* A script's steps, each ended by LF: "C ..." and "S ..." are lines, "P ..." bytes without an end
 * that are shown as such, "N ..." a remark, "+" a connection, "-" its end by the client, "!" its
 * loss, "=" its end by the server, "~ ..." gives up what is awaited, "t" lets 5 ms pass. */
struct scene {
    struct dialogue dialogue;
    struct transcript transcript;
    struct connection connections[4];
    size_t connection_count;
    int64_t now_ms;
};

static inline void scene_keep(void *context, const struct dialogue_line *line)
{
    transcript_add(context, line);
}

static inline void scene_begin(struct scene *scene)
{
    ck_assert_uint_lt(scene->connection_count, CASES(scene->connections));
    scene->connections[scene->connection_count++] =
        (struct connection){.first = scene->transcript.lost + scene->transcript.count};
    dialogue_start(&scene->dialogue, scene->now_ms);
    dialogue_open(&scene->dialogue, scene->now_ms);
}

static inline void scene_end(struct scene *scene, enum connection_end way)
{
    struct connection *last = &scene->connections[scene->connection_count - 1];

    dialogue_end(&scene->dialogue);
    last->end = way;
    last->behind = scene->transcript.lost + scene->transcript.count;
}

static inline void scene_note(struct scene *scene, struct span text)
{
    struct dialogue_line line = {.kind = DIALOGUE_NOTE, .text = text, .elapsed_ms = -1};

    transcript_add(&scene->transcript, &line);
}

static inline void scene_receive(struct scene *scene, struct span bytes)
{
    ck_assert_int_eq(dialogue_receive(&scene->dialogue, bytes, scene->now_ms), 0);
}

static inline void scene_step(struct scene *scene, char kind, struct span text)
{
    switch (kind) {
    case '+':
        scene_begin(scene);
        break;
    case '-':
        scene_end(scene, CONNECTION_CLOSED_BY_CLIENT);
        break;
    case '!':
        scene_end(scene, CONNECTION_LOST);
        break;
    case '=':
        scene_end(scene, CONNECTION_CLOSED_BY_SERVER);
        break;
    case 'C':
        ck_assert_int_eq(dialogue_say(&scene->dialogue, text, scene->now_ms), 0);
        break;
    case 'P':
        scene_receive(scene, text);
        dialogue_show_rest(&scene->dialogue);
        break;
    case 'S':
        scene_receive(scene, text);
        scene_receive(scene, span_of("\r\n"));
        break;
    case 'N':
        scene_note(scene, text);
        break;
    case '~':
        dialogue_give_up(&scene->dialogue, text);
        break;
    case 't':
        scene->now_ms += 5;
        break;
    default:
        ck_abort_msg("step %c", kind);
    }
}

static inline void scene_play(struct scene *scene, const char *script)
{
    struct dialogue_observer observer = {.line = scene_keep, .context = &scene->transcript};

    *scene = (struct scene){.now_ms = 0};
    transcript_init(&scene->transcript);
    dialogue_init(&scene->dialogue, NULL, observer);
    scene->dialogue.pipelines = true;
    while (*script != '\0') {
        size_t size = strcspn(script, "\n");
        scene_step(scene, script[0], size > 2 ? (struct span){script + 2, size - 2} : span_of(""));
        script += size + 1;
    }
}

static inline struct ladder scene_ladder(const struct scene *scene)
{
    return (struct ladder){.transcript = &scene->transcript,
                           .connections = scene->connections,
                           .connection_count = scene->connection_count,
                           .waits_ms = -1};
}

static inline void scene_release(struct scene *scene)
{
    dialogue_release(&scene->dialogue);
    transcript_release(&scene->transcript);
}

#endif
