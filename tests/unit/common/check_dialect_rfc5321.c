/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialect_rfc5321.c - the table of rfc5321 against a literal matrix: every state, set of
 * facts, event and kind of argument.
 *
 * Codes are those of RFC 5321 section 4.3.2, enhanced codes those of RFC 3463 and RFC 5248.  What
 * an action makes of a well-formed argument is checked in check_session_rfc5321.c.
 */
#include <config.h>

#include "common/dialect.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/matrix_rfc5321.h"

#define DELIVERED     DIALECT_FACT_DELIVERED
#define RECIPIENT     DIALECT_FACT_RECIPIENT
#define ROOM          DIALECT_FACT_ROOM
#define ENCRYPTED     DIALECT_FACT_ENCRYPTED
#define AUTHENTICATED DIALECT_FACT_AUTHENTICATED
#define ANY           (DIALECT_FACTS - 1)
#define CLEAR         (ANY & ~(ENCRYPTED | AUTHENTICATED))

/* The state DATA cannot come about.  ALWAYS and EITHER are what is true, and what may be, besides
 * the facts of the lines; NONE and SOME the column of STARTTLS, without and with an argument; HELO,
 * BARE, NAMED, BAD and OPEN the column of AUTH: before the greeting, without a mechanism, with one,
 * with what is none, and in a transaction. */
#define LINES(always, either, none, some, helo, bare, named, bad, open)                            \
    {DIALECT_STATE_CONNECTED, 0 | (always), CLEAR | (either), {"...................gx....."}},     \
        {DIALECT_STATE_HELO,                                                                       \
         0 | (always),                                                                             \
         CLEAR | (either),                                                                         \
         {"12" none helo "aipsNvnPQuywLWK....ztx", "EH" some helo "aipXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_MAIL,                                                                       \
         0 | (always),                                                                             \
         CLEAR | (either),                                                                         \
         {"12" none bare "cipSNvnPQuywLWK....ztx", "EH" some named "dipXNVnPXuywLWK....ztx",       \
          "EH" some bad "MipXNVnPXuywLWK....ztx", "EH" some bad "dipXNVnPXuywLWK....ztx",          \
          "EH" some bad "fipXNVnPXuywLWK....ztx", "EH" some bad "hipXNVnPXuywLWK....ztx",          \
          "EH" some bad "MipXNVnPXuywLWK....ztx", "EH" some bad "fipXNVnPXuywLWK....ztx"}},        \
        {DIALECT_STATE_RCPT,                                                                       \
         ROOM | (always),                                                                          \
         DELIVERED | (either),                                                                     \
         {"12" none open "bkqSNvnPQuywLWK....ztx", "EH" some open "blqXNVnPXuywLWK....ztx",        \
          "EH" some open "bRqXNVnPXuywLWK....ztx", "EH" some open "blqXNVnPXuywLWK....ztx",        \
          "EH" some open "bmqXNVnPXuywLWK....ztx", "EH" some open "boqXNVnPXuywLWK....ztx",        \
          "EH" some open "bmqXNVnPXuywLWK....ztx", "EH" some open "bRqXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_RCPT,                                                                       \
         RECIPIENT | ROOM | (always),                                                              \
         DELIVERED | (either),                                                                     \
         {"12" none open "bkDSNvnPQuywLWK....ztx", "EH" some open "blXXNVnPXuywLWK....ztx",        \
          "EH" some open "bRXXNVnPXuywLWK....ztx", "EH" some open "blXXNVnPXuywLWK....ztx",        \
          "EH" some open "bmXXNVnPXuywLWK....ztx", "EH" some open "boXXNVnPXuywLWK....ztx",        \
          "EH" some open "bmXXNVnPXuywLWK....ztx", "EH" some open "bRXXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_RCPT,                                                                       \
         RECIPIENT | (always),                                                                     \
         DELIVERED | (either),                                                                     \
         {"12" none open "bjDSNvnPQuywLWK....ztx", "EH" some open "bjXXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_RCPT,                                                                       \
         0 | (always),                                                                             \
         DELIVERED | (either),                                                                     \
         {"12" none open "bjqSNvnPQuywLWK....ztx", "EH" some open "bjqXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_DATA,                                                                       \
         0 | (always),                                                                             \
         CLEAR | (either),                                                                         \
         {"12" none open "OipSNvnPQuywLWK....ztx", "EH" some open "OipXNVnPXuywLWK....ztx"}},      \
        {DIALECT_STATE_MESSAGE, 0 | (always), CLEAR | (either), {".....................e..tx"}},   \
        {DIALECT_STATE_CREDENTIALS,                                                                \
         0 | (always),                                                                             \
         CLEAR | (either),                                                                         \
         {"................LZY...Cztx"}},                                                          \
        {DIALECT_STATE_CLOSED, 0 | (always), CLEAR | (either), {".........................."}},

/* Without STARTTLS, as the dialect is defined. */
static const struct matrix_line plain_lines[] = {
    LINES(0, ENCRYPTED | AUTHENTICATED, "n", "n", "n", "n", "n", "n", "n")};

/* With it: in clear, and under TLS, where it is refused whatever its argument. */
static const struct matrix_line offering_lines[] = {
    LINES(0, AUTHENTICATED, "T", "X", "n", "n", "n", "n", "n")
        LINES(ENCRYPTED, AUTHENTICATED, "U", "U", "n", "n", "n", "n", "n")};

/* If TLS is required, in clear: all but EHLO, STARTTLS, NOOP and QUIT is refused. */
static const struct matrix_line requiring_lines[] = {
    {DIALECT_STATE_CONNECTED, 0, CLEAR | AUTHENTICATED, {"...................gx....."}},
    {DIALECT_STATE_HELO,
     0,
     CLEAR | AUTHENTICATED,
     {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_MAIL,
     0,
     CLEAR | AUTHENTICATED,
     {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_RCPT,
     0,
     CLEAR | AUTHENTICATED,
     {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_DATA,
     0,
     CLEAR | AUTHENTICATED,
     {"1?T?????N???Q??wLWK....ztx", "E?X?????N???X??wLWK....ztx"}},
    {DIALECT_STATE_MESSAGE, 0, CLEAR | AUTHENTICATED, {".....................e..tx"}},
    {DIALECT_STATE_CREDENTIALS, 0, CLEAR | AUTHENTICATED, {"................LZY...Cztx"}},
    {DIALECT_STATE_CLOSED, 0, CLEAR | AUTHENTICATED, {".........................."}},
    LINES(ENCRYPTED, AUTHENTICATED, "U", "U", "n", "n", "n", "n", "n")};
/* With AUTH and STARTTLS: no secret in clear, and AUTH only once. */
static const struct matrix_line knowing_lines[] = {
    LINES(0, AUTHENTICATED, "T", "X", "6", "6", "6", "6", "6")
        LINES(ENCRYPTED, 0, "U", "U", "3", "7", "A", "8", "4")
            LINES(ENCRYPTED | AUTHENTICATED, 0, "U", "U", "5", "5", "5", "5", "5")};

/* If AUTH is required, and may be in clear: before it all but EHLO, HELO, AUTH, RSET, NOOP and QUIT
 * is refused; STARTTLS is not offered. */
static const struct matrix_line demanding_lines[] = {
    {DIALECT_STATE_CONNECTED, 0, CLEAR | ENCRYPTED, {"...................gx....."}},
    {DIALECT_STATE_HELO,
     0,
     CLEAR | ENCRYPTED,
     {"12n3!!!sN!!!Q!!wLWK....ztx", "EHn3!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_MAIL,
     0,
     CLEAR | ENCRYPTED,
     {"12n7!!!SN!!!Q!!wLWK....ztx", "EHnA!!!XN!!!X!!wLWK....ztx", "EHn8!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_RCPT,
     0,
     CLEAR | ENCRYPTED,
     {"12n4!!!SN!!!Q!!wLWK....ztx", "EHn4!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_DATA,
     0,
     CLEAR | ENCRYPTED,
     {"12n4!!!SN!!!Q!!wLWK....ztx", "EHn4!!!XN!!!X!!wLWK....ztx"}},
    {DIALECT_STATE_MESSAGE, 0, CLEAR | ENCRYPTED, {".....................e..tx"}},
    {DIALECT_STATE_CREDENTIALS, 0, CLEAR | ENCRYPTED, {"................LZY...Cztx"}},
    {DIALECT_STATE_CLOSED, 0, CLEAR | ENCRYPTED, {".........................."}},
    LINES(AUTHENTICATED, ENCRYPTED, "n", "n", "5", "5", "5", "5", "5")};
/* clang-format on */

static struct dialect offering, requiring, knowing, demanding;

static const struct matrix matrices[] = {
    {&dialect_rfc5321, meanings, COUNT(meanings), kinds, COUNT(kinds), plain_lines,
     COUNT(plain_lines)},
    {&offering, meanings, COUNT(meanings), kinds, COUNT(kinds), offering_lines,
     COUNT(offering_lines)},
    {&requiring, meanings, COUNT(meanings), kinds, COUNT(kinds), requiring_lines,
     COUNT(requiring_lines)},
    {&knowing, meanings, COUNT(meanings), kinds, COUNT(kinds), knowing_lines, COUNT(knowing_lines)},
    {&demanding, meanings, COUNT(meanings), kinds, COUNT(kinds), demanding_lines,
     COUNT(demanding_lines)},
};

/* What a server with a certificate serves, with --require-tls, with --auth; and without one, with
 * --require-auth. */
static void make_dialects(void)
{
    offering = dialect_rfc5321;
    offering.policy.extensions |= DIALECT_EXTENSION_STARTTLS;
    requiring = offering;
    requiring.policy.requires_tls = true;
    knowing = offering;
    knowing.policy.extensions |= DIALECT_EXTENSION_AUTH;
    demanding = dialect_rfc5321;
    demanding.policy.extensions |= DIALECT_EXTENSION_AUTH;
    demanding.policy.requires_auth = demanding.policy.takes_secrets_in_clear = true;
}

START_TEST(every_cell)
{
    for (size_t i = 0; i < COUNT(matrices); i++)
        matrix_check_position(&matrices[i], _i);
}
END_TEST

START_TEST(every_line_counts)
{
    for (size_t i = 0; i < COUNT(matrices); i++)
        matrix_check_lines(&matrices[i]);
}
END_TEST

START_TEST(every_refusal)
{
    matrix_check_refusals(matrices, COUNT(matrices));
}
END_TEST

/* Without its extension a verb is one that the server knows and does not carry out. */
START_TEST(without_help)
{
    static const enum dialect_state states[] = {DIALECT_STATE_HELO, DIALECT_STATE_MAIL,
                                                DIALECT_STATE_RCPT};
    struct dialect hidden = dialect_rfc5321;

    hidden.policy.extensions &= ~(unsigned)DIALECT_EXTENSION_HELP;
    for (size_t i = 0; i < COUNT(states); i++) {
        struct dialect_match match = dialect_find(&hidden, (struct dialect_position){states[i], 0},
                                                  DIALECT_HELP, span_of(""));
        ck_assert_int_eq(match.reason, DIALECT_REASON_NOT_IMPLEMENTED);
        ck_assert_uint_eq(dialect_refusal(match.row, match.reason)->code, 502);
    }
}
END_TEST

/* Facts and states that can come about: every cell that a client can reach has a meaning there. */
static bool can_come_about(struct dialect_position position)
{
    unsigned transaction = position.facts & (RECIPIENT | ROOM);

    switch (position.state) {
    case DIALECT_STATE_CONNECTED:
    case DIALECT_STATE_HELO:
        return (position.facts & ~(unsigned)ENCRYPTED) == 0;
    case DIALECT_STATE_MAIL:
    case DIALECT_STATE_CREDENTIALS:
        return transaction == 0;
    case DIALECT_STATE_RCPT:
        return transaction != 0;
    case DIALECT_STATE_MESSAGE:
        return (transaction & RECIPIENT) != 0;
    case DIALECT_STATE_CLOSED:
        return true;
    default:
        return false;
    }
}

/* No outcome of a row leads from a position that can come about to one that cannot. */
static void check_outcomes_lead_on(struct dialect_position position, enum dialect_event event,
                                   const struct dialect_row *row)
{
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++) {
        struct dialect_position next = position;
        dialect_advance(&next, &row->outcomes[i]);
        ck_assert_msg(can_come_about(next), "from %s, facts %u, by %s to %s, facts %u",
                      dialect_state_name(position.state), position.facts,
                      dialect_event_name(&dialect_rfc5321, event), dialect_state_name(next.state),
                      next.facts);
    }
}

START_TEST(what_can_come_about)
{
    struct dialect_position position = {(enum dialect_state)(_i / DIALECT_FACTS),
                                        (unsigned)_i % DIALECT_FACTS};

    for (enum dialect_event event = 0; can_come_about(position) && event < DIALECT_EVENTS; event++)
        for (size_t kind = 0; kind < COUNT(kinds); kind++) {
            struct dialect_match match =
                dialect_find(&knowing, position, event, span_of(kinds[kind].example));
            if (match.row != NULL)
                check_outcomes_lead_on(position, event, match.row);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialect_rfc5321");
    TCase *table = tcase_create("table");

    make_dialects();
    tcase_add_test(table, every_line_counts);
    tcase_add_loop_test(table, every_cell, 0, MATRIX_POSITIONS);
    tcase_add_test(table, every_refusal);
    tcase_add_test(table, without_help);
    tcase_add_loop_test(table, what_can_come_about, 0, MATRIX_POSITIONS);
    suite_add_tcase(suite, table);
    return check_main(suite);
}
