/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_dialogue.c - the client's side of a conversation with a hostile server, and with a person
 * who says anything at any time.
 *
 * What goes out are whole lines; what is kept of it is harmless to look at, can be played again,
 * and is explained.
 */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <errno.h>

#include "common/count.h"
#include "tests/support/fuzz.h"
#include "tui-client/dialogue/completion.h"
#include "tui-client/dialogue/envelope.h"
#include "tui-client/dialogue/explain.h"
#include "tui-client/dialogue/player.h"
#include "tui-client/dialogue/recorder.h"

#define ROOM ((size_t)1 << 24)

/* All that follows a conversation. */
struct observers {
    struct recorder recorder;
    struct buffer recorded;
    struct envelope envelope;
    struct history history;
    struct buffer heard; /* all that the server sent */
    bool is_exact;       /* it says the same to a player, which gives nothing up */
};

static void note(void *context, const struct dialogue_line *line)
{
    struct observers *observers = context;

    ck_assert_int_eq(recorder_line(&observers->recorder, line, &observers->recorded), 0);
    envelope_follow(&observers->envelope, line);
    ck_assert_uint_le(observers->envelope.recipient_count, ENVELOPE_RECIPIENTS_MAX);
    if (line->kind >= DIALOGUE_REPLY && line->kind <= DIALOGUE_NO_REPLY)
        observers->is_exact = observers->is_exact && line->ending == LINE_ENDING_CRLF;
    if (line->kind == DIALOGUE_PARTIAL)
        ck_assert(line->text.size > 0 && line->text.size <= REPLY_PARSE_LINE_MAX + 1);
    if (line->kind == DIALOGUE_COMMAND)
        history_add(&observers->history, HISTORY_COMMAND, line->text);
    if (line->kind != DIALOGUE_REPLY_LAST)
        return;
    struct explanation explanation = explain_reply(&line->reply, reply_text(line->text));
    ck_assert_uint_eq(explanation.code, line->code);
    ck_assert_int_lt(explanation.verdict, EXPLAIN_VERDICTS);
    ck_assert(explanation.class >= EXPLAIN_CLASS_DONE &&
              explanation.class <= EXPLAIN_CLASS_REFUSED);
    if (line->reply.outcome == NULL)
        ck_assert_int_eq(line->reply.before.state, line->reply.after.state);
}

/* Lines that go out are whole, each with its CRLF and no other CR, LF or NUL. */
static void check_out(struct dialogue *dialogue)
{
    struct span out = buffer_span(&dialogue->out);

    while (out.size > 0) {
        struct span line = fuzz_line(&out);
        ck_assert(line.size > 0 && line.data[line.size - 1] == '\r');
        ck_assert_ptr_null(memchr(line.data, '\r', line.size - 1));
        ck_assert_ptr_null(memchr(line.data, '\0', line.size));
    }
    buffer_consume(&dialogue->out, buffer_size(&dialogue->out));
}

static const char *const replies[] = {"250 ok\r\n",  "354 go\r\n", "220 x smtpd-proto\r\n",
                                      "500 no\r\n",  "550 u\r\n",  "250-a\r\n",
                                      "421 bye\r\n", "334 \r\n"};

static const char *const lines[] = {"helo x", "mail from: a", "rcpt to: b",       "data", "quit",
                                    ".",      "..y",          "AUTH PLAIN secret"};

static void complete(const struct dialogue *dialogue, const struct history *history,
                     struct span text)
{
    struct completion completion;

    completion_of_line(&completion, dialogue->dialect, dialogue->position, history, text);
    ck_assert(completion.count <= COMPLETION_MAX && completion.start <= text.size);
    for (size_t i = 0; i < completion.count; i++)
        ck_assert_ptr_nonnull(completion.candidates[i]);
    completion_release(&completion);
}

static int hear(struct dialogue *dialogue, struct observers *observers, struct span bytes,
                long long now_ms)
{
    ck_assert_int_eq(buffer_append(&observers->heard, bytes.data, bytes.size), 0);
    return dialogue_receive(dialogue, bytes, now_ms);
}

/* The server is silent for longer than any pause, and perhaps for as long as somebody waits. */
static void be_silent(struct dialogue *dialogue, struct observers *observers, bool gives_up)
{
    dialogue_show_partial(dialogue, DEADLINE_NEVER - 1);
    ck_assert(dialogue_partial_ms(dialogue) == DEADLINE_NEVER);
    if (!gives_up)
        return;
    /* A player reads on in the line or reply that was given up; whole lines are the same all the
     * same. */
    if (dialogue->parser.framer.discarding ||
        (observers->recorder.mode == RECORDER_CODES && dialogue_is_within_reply(dialogue)))
        observers->is_exact = false;
    dialogue_give_up(dialogue, span_of("given up"));
    ck_assert(!dialogue_is_waiting(dialogue) && !dialogue_is_within_reply(dialogue));
}

/* One event of the conversation; false once it cannot go on. */
static bool happen(struct dialogue *dialogue, struct observers *observers, struct span *input,
                   long long now_ms)
{
    uint8_t kind = fuzz_byte(input);
    struct span text = fuzz_take(input, kind >> 3);
    char *copy = fuzz_copy(text);
    struct span given = {copy, text.size};
    int status = 0;

    switch (kind % 8) {
    case 0:
        if (text.size == 0)
            be_silent(dialogue, observers, now_ms % 2 == 0);
        __attribute__((fallthrough));
    case 1:
        status = hear(dialogue, observers, given, now_ms);
        break;
    case 2:
        status = hear(dialogue, observers, span_of(replies[(kind >> 3) % COUNT(replies)]), now_ms);
        break;
    case 3:
        if (dialogue_say(dialogue, given, now_ms) != 0)
            ck_assert(errno == EINVAL || dialogue_is_closed(dialogue));
        break;
    case 4:
    case 5:
        (void)dialogue_say(dialogue, span_of(lines[(kind >> 3) % COUNT(lines)]), now_ms);
        break;
    case 6:
        if (dialogue_say_message(dialogue, DIALECT_DATA, span_of("A: b\r\n\r\n..c\r\n.\r\n"),
                                 now_ms) != 0)
            ck_assert(dialogue_is_waiting(dialogue) || dialogue_is_closed(dialogue));
        break;
    case 7:
        complete(dialogue, &observers->history, given);
        break;
    }
    fuzz_free(copy, text.size);
    return status == 0;
}

/* The history is the same again once it was written and read. */
static void check_history(const struct history *history)
{
    struct history again;
    struct buffer out;

    history_init(&again);
    for (size_t i = 0; i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        buffer_init(&out, 8 * HISTORY_ENTRY_MAX);
        ck_assert_int_eq(history_format(entry->kind, (struct span){entry->text, entry->size}, &out),
                         0);
        struct span text = buffer_span(&out), line = fuzz_line(&text);
        ck_assert_uint_eq(text.size, 0);
        history_read(&again, line);
        buffer_release(&out);
    }
    ck_assert_uint_eq(again.count, history->count);
    for (size_t i = 0; i < again.count; i++)
        ck_assert(again.entries[i].kind == history->entries[i].kind &&
                  strcmp(again.entries[i].text, history->entries[i].text) == 0);
    history_release(&again);
}

/* What was recorded is a session file that may be looked at. */
static void check_recorded(struct span recorded)
{
    size_t number;
    enum session_file_flaw flaw = player_check(recorded, &number);

    ck_assert_msg(flaw == SESSION_FILE_OK, "line %zu of \"%.*s\"", number, (int)recorded.size,
                  recorded.data);
    while (recorded.size > 0)
        ck_assert(session_file_may_carry(fuzz_line(&recorded)));
}

/* What was recorded passes against a server that says the same again. */
static void play(struct span recorded, struct span heard)
{
    struct player player;
    enum player_status status;
    int64_t now_ms = 0;

    player_init(&player, recorded, 1000);
    do {
        status = player_step(&player, now_ms);
        if (status == PLAYER_OPENING)
            ck_assert_int_eq(player_receive(&player, heard), 0);
        else if (status == PLAYER_SENDING)
            buffer_consume(&player.out, buffer_size(&player.out));
        else if (status == PLAYER_WAITING)
            player_end(&player);
        else if (status == PLAYER_PAUSING)
            now_ms = player.deadline_ms;
    } while (status <= PLAYER_OPENING);
    struct span expected = buffer_span(&player.expected), got = buffer_span(&player.got);
    ck_assert_msg(status == PLAYER_PASSED, "status %d, \"%.*s\" instead of \"%.*s\"", (int)status,
                  (int)got.size, got.data, (int)expected.size, expected.data);
    player_release(&player);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    struct observers observers = {.is_exact = true};
    struct dialogue dialogue;
    long long now_ms = 0;
    uint8_t choice = fuzz_byte(&input);

    recorder_init(&observers.recorder, choice & 2 ? RECORDER_CODES : RECORDER_WHOLE);
    buffer_init(&observers.recorded, ROOM);
    buffer_init(&observers.heard, ROOM);
    envelope_init(&observers.envelope);
    history_init(&observers.history);
    ck_assert_int_eq(recorder_start(&observers.recorded), 0);
    dialogue_init(&dialogue, choice % 2 == 0 ? NULL : &dialect_prototype,
                  (struct dialogue_observer){note, &observers});
    dialogue.pace = (struct pace){choice / 4 % PACE_KINDS, choice / 16};
    dialogue_start(&dialogue, now_ms);
    dialogue_open(&dialogue, now_ms);
    envelope_start(&observers.envelope);
    while (input.size > 0 && happen(&dialogue, &observers, &input, now_ms++)) {
        check_out(&dialogue);
        ck_assert_int_eq(dialogue_go_on(&dialogue, now_ms), 0);
    }
    dialogue_show_rest(&dialogue);
    dialogue_end(&dialogue);
    ck_assert_int_eq(recorder_closed(&observers.recorder, true, &observers.recorded), 0);
    check_recorded(buffer_span(&observers.recorded));
    if (observers.is_exact)
        play(buffer_span(&observers.recorded), buffer_span(&observers.heard));
    check_history(&observers.history);
    dialogue_release(&dialogue);
    recorder_release(&observers.recorder);
    buffer_release(&observers.recorded);
    buffer_release(&observers.heard);
    envelope_release(&observers.envelope);
    history_release(&observers.history);
    return 0;
}
