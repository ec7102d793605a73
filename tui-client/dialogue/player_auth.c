/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_auth.c - does the exchange of a line "C$: AUTH MECHANISM USER".
 *
 * The reply that ends it is left to the line after it.
 */
#include <config.h>

#include <errno.h>

#include "tui-client/auth/decoded.h"
#include "tui-client/dialogue/player_internal.h"
#include "tui-client/dialogue/secret.h"

static enum player_status flawed(struct player *player, enum exchange_flaw flaw)
{
    player->flaw = flaw;
    exchange_free(player->exchange);
    player->exchange = NULL;
    return PLAYER_FLAWED;
}

/* The response in LINE of EXCHANGE: all of it, or what follows AUTH and the mechanism.  Empty if
 * nothing in it is secret. */
static struct span secret_of(const struct exchange *exchange, struct span line)
{
    struct secret secret = {.state = SECRET_NONE};
    struct span kept = secret_sent(&secret, line);
    struct span response = secret.state == SECRET_LIKELY ? span_skip(line, kept.size) : line;
    struct decoded decoded;
    bool is_harmless = exchange->responses > 0 &&
                       decoded_response(exchange->mechanism, exchange->responses - 1,
                                        span_trim(response), &decoded) &&
                       !decoded.has_secret;

    return is_harmless ? (struct span){NULL, 0} : response;
}

/* Sends LINE, unless the exchange has a flaw. */
static enum player_status send(struct player *player, struct span line, int64_t now_ms)
{
    if (player->exchange->flaw != EXCHANGE_SOUND)
        return flawed(player, player->exchange->flaw);
    player->out.is_secret = true;
    repeated_expect(&player->repeated, secret_of(player->exchange, line));
    player->deadline_ms = DEADLINE_NEVER;
    if (buffer_append(&player->out, line.data, line.size) != 0 ||
        buffer_append(&player->out, "\r\n", 2) != 0)
        return PLAYER_NO_MEMORY;
    return player_transmit(player, now_ms);
}

static enum player_status begin(struct player *player, int64_t now_ms)
{
    const struct session_file_step *step = &player->step;
    struct span user =
        step->text.size == 0 && player->user != NULL ? span_of(player->user) : step->text;

    player_trace(player, player->line);
    player->exchange = exchange_new(step->mechanism, user, player->password);
    if (player->exchange == NULL)
        return errno == ENOMEM ? PLAYER_NO_MEMORY : flawed(player, EXCHANGE_UNFIT);
    return send(player, exchange_begin(player->exchange), now_ms);
}

/* Finds the whole reply that is next: its last LINE, and its bytes in *SIZE.  PARSER is left behind
 * it. */
static enum reply_status peek(const struct player *player, struct reply_parser *parser,
                              struct span *line, size_t *size)
{
    struct span in = buffer_span(&player->in);
    enum reply_status status = REPLY_LINE;

    *parser = player->parser;
    *size = 0;
    while (status == REPLY_LINE) {
        size_t consumed;
        status = reply_parse(parser, in.data + *size, in.size - *size, line, &consumed);
        *size += consumed;
    }
    return status;
}

enum player_status player_log_in(struct player *player, int64_t now_ms)
{
    struct reply_parser parser;
    struct span line;
    size_t size;
    enum reply_status status;

    if (player->exchange == NULL)
        return begin(player, now_ms);
    status = peek(player, &parser, &line, &size);
    if (status == REPLY_DONE && parser.code == MECHANISM_CHALLENGE_CODE) {
        struct span answer = exchange_answer(player->exchange, reply_text(line));
        player->parser = parser;
        buffer_consume(&player->in, size);
        return send(player, answer, now_ms);
    }
    if (status == REPLY_DONE && exchange_conclude(player->exchange, parser.code) != EXCHANGE_SOUND)
        return flawed(player, player->exchange->flaw);
    if (status == REPLY_MORE && !player->at_end)
        return player_is_late(player, player->timeout_ms, now_ms) ? PLAYER_TIMED_OUT
                                                                  : PLAYER_WAITING;
    exchange_free(player->exchange);
    player->exchange = NULL;
    return PLAYER_PASSED;
}
