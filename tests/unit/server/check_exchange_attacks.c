/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_exchange_attacks.c - what nobody gets by lies, nor learns of who exists. */
#include <config.h>

#include "tests/support/exchange.h"

#define KEY     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SCRAM   "{SCRAM-SHA-256}"
#define BITS(m) (1U << MECHANISM_##m)
#define BEARERS (BITS(OAUTHBEARER) | BITS(XOAUTH2))

/* "pencil" of the example in RFC 7677 section 3. */
#define PENCIL                                                                                     \
    SCRAM "4096,W22ZaJ0SNY7soEsUEjb6gQ==,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=,"            \
          "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

#define OPEN  "alice:one\nbob:two\n"
#define KEYED "carol:" PENCIL "\ndave:" SCRAM "4096,AAAAAAAAAAAAAAAAAAAAAA==," KEY "," KEY "\n"
#define MIXED OPEN KEYED

static struct passwords *passwords;

static struct exchange *begin(enum mechanism mechanism, const char *text)
{
    passwords = exchange_passwords(text);
    return exchange_new(mechanism, passwords, &shared);
}

static void end(struct exchange *exchange)
{
    exchange_free(exchange);
    passwords_drop(passwords);
}

/* --- lies ------------------------------------------------------------------------------------ */

static const struct {
    enum mechanism mechanism;
    unsigned number; /* of the message that proves the password */
} provers[] = {
    {MECHANISM_SCRAM_SHA_256, 1},
    {MECHANISM_CRAM_MD5, 0},
    {MECHANISM_PLAIN, 0},
    {MECHANISM_LOGIN, 1},
};

struct place {
    unsigned number;
    size_t at, size; /* SIZE: of the message */
};

/* To A, or from it to E: in base64 a change to another letter could be one of the bits after the
 * last byte, which mean nothing. */
static void change_byte(unsigned number, char *said, size_t *size, void *context)
{
    struct place *place = context;

    if (number != place->number)
        return;
    place->size = *size;
    if (place->at < *size)
        said[place->at] = said[place->at] == 'A' ? 'E' : 'A';
}

static void cut(unsigned number, char *said, size_t *size, void *context)
{
    struct place *place = context;

    (void)said;
    if (number != place->number)
        return;
    place->size = *size;
    if (place->at < *size)
        *size = place->at;
}

static enum exchange_outcome lie(enum mechanism mechanism, exchange_change *change,
                                 struct place *place)
{
    struct exchange_client client = {"alice", "one", change, place, false};
    struct exchange *exchange = begin(mechanism, OPEN);
    enum exchange_outcome outcome = exchange_play(exchange, &client);

    end(exchange);
    return outcome;
}

static void lie_everywhere(int row, exchange_change *change)
{
    enum mechanism mechanism = provers[row].mechanism;
    struct place place = {.number = provers[row].number, .at = SIZE_MAX};

    ck_assert_int_eq(lie(mechanism, change, &place), EXCHANGE_SUCCEEDS);
    for (place.at = 0; place.at < place.size; place.at++) {
        enum exchange_outcome outcome = lie(mechanism, change, &place);
        ck_assert_msg(outcome == EXCHANGE_IS_DENIED || outcome == EXCHANGE_IS_MALFORMED,
                      "%s, byte %zu: %d", mechanism_name(mechanism), place.at, (int)outcome);
    }
}

/* The nonce, the binding, the proof: no byte may be another. */
START_TEST(changed_at_every_byte)
{
    lie_everywhere(_i, change_byte);
}
END_TEST

START_TEST(cut_at_every_byte)
{
    lie_everywhere(_i, cut);
}
END_TEST

struct record {
    char said[512];
    size_t size;
    unsigned number;
};

static void remember(unsigned number, char *said, size_t *size, void *context)
{
    struct record *record = context;

    if (number != record->number)
        return;
    ck_assert_uint_le(*size, sizeof record->said);
    memcpy(record->said, said, *size);
    record->size = *size;
}

static void repeat(unsigned number, char *said, size_t *size, void *context)
{
    const struct record *record = context;

    if (number != record->number)
        return;
    ck_assert_uint_eq(*size, record->size);
    memcpy(said, record->said, *size);
}

/* What was right in one exchange is worth nothing in the next. */
START_TEST(said_again)
{
    struct record record = {.number = provers[_i].number};
    struct exchange_client client = {"alice", "one", remember, &record, false};
    struct exchange *exchange = begin(provers[_i].mechanism, OPEN);

    ck_assert_int_eq(exchange_play(exchange, &client), EXCHANGE_SUCCEEDS);
    end(exchange);
    client.change = repeat;
    exchange = begin(provers[_i].mechanism, OPEN);
    ck_assert_int_eq(exchange_play(exchange, &client), EXCHANGE_IS_DENIED);
    end(exchange);
}
END_TEST

/* RFC 5802 section 6: "y" is right where no channel can be bound. */
static void say_y(unsigned number, char *said, size_t *size, void *context)
{
    (void)size, (void)context;
    if (number == 0)
        said[0] = 'y';
}

START_TEST(another_header)
{
    struct exchange_client client = {"alice", "one", say_y, NULL, false};
    struct exchange *exchange = begin(MECHANISM_SCRAM_SHA_256, OPEN);

    ck_assert_int_eq(exchange_play(exchange, &client), EXCHANGE_IS_DENIED);
    end(exchange);
}
END_TEST

/* Nobody has such a name; nothing is kept of it. */
START_TEST(names_that_are_forbidden)
{
    static const struct {
        const char *said;
        enum exchange_outcome outcome;
    } names[] = {
        {"n,,n=\xC2\xAD,r=abc", EXCHANGE_IS_DENIED},
        {"n,,n=\xC2\xAD\xC2\xAD,r=abc", EXCHANGE_IS_DENIED},
        {"n,a=x,n=\xC2\x85,r=abc", EXCHANGE_IS_DENIED},
        {"n,,n=\xFF,r=abc", EXCHANGE_IS_DENIED},
        {"n,,n=,r=abc", EXCHANGE_IS_DENIED},
        {"n,,n=\xC2\xAD", EXCHANGE_IS_MALFORMED},
        {"n,", EXCHANGE_IS_MALFORMED},
        {"n,,", EXCHANGE_IS_MALFORMED},
        {"n,,x=\xC2\xAD,r=abc", EXCHANGE_IS_MALFORMED},
        {"n,,n=a=2Cb=3D,r=abc", EXCHANGE_GOES_ON},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct exchange *exchange = begin(MECHANISM_SCRAM_SHA_256, OPEN);
        exchange_say(exchange, names[i].said, strlen(names[i].said));
        ck_assert_msg(exchange->outcome == names[i].outcome, "%s: %d", names[i].said,
                      (int)exchange->outcome);
        end(exchange);
    }
}
END_TEST

/* --- who exists ------------------------------------------------------------------------------ */

/* The part of a challenge from "s=" on: salt and iterations. */
static void ask_salt(const char *text, const char *user, char *salt)
{
    struct exchange *exchange = begin(MECHANISM_SCRAM_SHA_256, text);
    char said[64], *found;

    snprintf(said, sizeof said, "n,,n=%s,r=abc", user);
    ck_assert(!exchange_say(exchange, said, strlen(said)));
    ck_assert_int_eq(exchange->outcome, EXCHANGE_GOES_ON);
    found = memmem(exchange->challenge, exchange->challenge_size, ",s=", 3);
    ck_assert_ptr_nonnull(found);
    snprintf(salt, EXCHANGE_CHALLENGE_MAX, "%.*s",
             (int)(exchange->challenge_size - (size_t)(found - exchange->challenge)), found);
    end(exchange);
}

static const struct {
    const char *name, *text, *end; /* of a salt and iterations that are made up */
    size_t size;
} salts[] = {
    {"all open", OPEN, ",i=4096", 26},
    {"all keyed", KEYED, "==,i=4096", 34},
    {"mixed", MIXED, "==,i=4096", 34},
    {"more iterations", "a:b\nc:" SCRAM "70000,AAAAAAAAAAAAAAAA," KEY "," KEY, ",i=70000", 27},
    {"a long salt", "a:b\nc:" SCRAM "8,AAAA" KEY "," KEY "," KEY, "=,i=8", 51},
};

/* Each user has a salt of its own, the same at each time, also nobody, whose iterations are those
 * of most. */
START_TEST(salts_are_kept)
{
    static const char *const users[] = {"alice", "bob", "nobody", "somebody"};
    char seen[COUNT(users)][EXCHANGE_CHALLENGE_MAX], again[EXCHANGE_CHALLENGE_MAX];

    for (size_t i = 0; i < COUNT(users); i++) {
        size_t size;
        ask_salt(salts[_i].text, users[i], seen[i]);
        ask_salt(salts[_i].text, users[i], again);
        ck_assert_str_eq(seen[i], again);
        size = strlen(seen[i]);
        ck_assert_msg(size == salts[_i].size &&
                          strcmp(seen[i] + size - strlen(salts[_i].end), salts[_i].end) == 0,
                      "%s, %s: %s", salts[_i].name, users[i], seen[i]);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(seen[i], seen[j]);
    }
    ask_salt(salts[_i].text,
             "no\xC2\xAD"
             "body",
             again);
    ck_assert_str_eq(seen[2], again);
    exchange_unshare(&shared);
    exchange_setup();
    ask_salt(salts[_i].text, "nobody", again);
    ck_assert_str_ne(seen[2], again);
}
END_TEST

START_TEST(keyed_users_keep_their_salt)
{
    char salt[EXCHANGE_CHALLENGE_MAX];

    ask_salt(MIXED, "carol", salt);
    ck_assert_str_eq(salt, ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
}
END_TEST

/* Mechanisms in which each wrong password costs a derived key, and each right one of a user whose
 * password is known, and whose keys are. */
static const struct {
    const char *name, *text;
    unsigned wrong, right_if_open, right_if_keyed;
} files[] = {
    {"all open", OPEN, BITS(SCRAM_SHA_256), BITS(SCRAM_SHA_256), 0},
    {"all keyed", KEYED, BEARERS | BITS(PLAIN) | BITS(LOGIN), 0,
     BEARERS | BITS(PLAIN) | BITS(LOGIN)},
    {"mixed", MIXED, BEARERS | BITS(PLAIN) | BITS(LOGIN) | BITS(SCRAM_SHA_256), BITS(SCRAM_SHA_256),
     BEARERS | BITS(PLAIN) | BITS(LOGIN) | BITS(SCRAM_SHA_256)},
};

static void attempt(int file, enum mechanism mechanism, const char *user, const char *secret,
                    enum exchange_outcome outcome, unsigned derive)
{
    struct exchange_client client = {.user = user, .secret = secret};
    struct exchange *exchange = begin(mechanism, files[file].text);
    enum exchange_outcome got = exchange_play(exchange, &client);

    ck_assert_msg(got == outcome, "%s, %s, %s:%s: %d", files[file].name, mechanism_name(mechanism),
                  user, secret, (int)got);
    ck_assert_msg(client.has_derived == ((derive & 1U << mechanism) != 0),
                  "%s, %s, %s:%s: derived: %d", files[file].name, mechanism_name(mechanism), user,
                  secret, client.has_derived);
    end(exchange);
}

/* Who is wrong waits as long whoever he says he is; who is right and need not wait does not. */
START_TEST(keys_are_derived)
{
    static const char *const users[] = {"alice", "carol", "nobody"};
    bool is_open = strstr(files[_i].text, "alice") != NULL;
    bool is_keyed = strstr(files[_i].text, "carol") != NULL;

    for (unsigned m = 0; m < MECHANISMS; m++) {
        bool is_cram = m == MECHANISM_CRAM_MD5;
        for (size_t i = 0; i < COUNT(users); i++)
            attempt(_i, m, users[i], "wrong",
                    is_cram && i == 1 && is_keyed ? EXCHANGE_IS_TOO_WEAK : EXCHANGE_IS_DENIED,
                    files[_i].wrong);
        if (is_open)
            attempt(_i, m, "alice", "one", EXCHANGE_SUCCEEDS, files[_i].right_if_open);
        if (is_keyed && !is_cram)
            attempt(_i, m, "carol", "pencil", EXCHANGE_SUCCEEDS, files[_i].right_if_keyed);
        if (!is_cram)
            attempt(_i, m, "nobody", "pencil", EXCHANGE_IS_DENIED, files[_i].wrong);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange_attacks");
    TCase *all = tcase_create("exchange_attacks");

    tcase_add_checked_fixture(all, exchange_setup, exchange_teardown);
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, changed_at_every_byte, 0, 2);
    tcase_add_loop_test(all, cut_at_every_byte, 0, CASES(provers));
    tcase_add_loop_test(all, said_again, 0, 2);
    tcase_add_test(all, another_header);
    tcase_add_test(all, names_that_are_forbidden);
    tcase_add_loop_test(all, salts_are_kept, 0, CASES(salts));
    tcase_add_test(all, keyed_users_keep_their_salt);
    tcase_add_loop_test(all, keys_are_derived, 0, CASES(files));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
