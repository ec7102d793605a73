/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_address.c - what an address is, and which addresses are one mailbox.
 *
 * The grammar of addresses and the mailbox rule.  Every address is put against an
 * unreadable page.
 */
#include <config.h>

#include "common/address.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tests/support/memory.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct {
    const char *argument, *address;
} arguments[] = {
    {"johndoe", "johndoe"},
    {"johndoe@example", "johndoe@example"},
    {" \tjohndoe \t ", "johndoe"},
    {"john doe", "john doe"},
    {"<johndoe>", "johndoe"},
    {" <johndoe>\t", "johndoe"},
    {"< johndoe >", " johndoe "},
    {"<>", "<>"},
    {" <> ", "<>"},
    {"<<>>", "<>"},
    {"<<a>>", "<a>"},
    {"< >", " "},
    {"<a", "<a"},
    {"a>", "a>"},
    {"<", "<"},
    {">", ">"},
    {"><", "><"},
    {"<a> b", "<a> b"},
    {"John <a@b>", "John <a@b>"},
    {"<a> <b>", "a> <b"},
    {"<a@b> SIZE=1", "<a@b> SIZE=1"},
    {"@", "@"},
    {"", ""},
    {" \t", ""},
};

START_GUARDED_TEST(takes_off_brackets)
{
    size_t size = strlen(arguments[_i].argument);
    char *copy = guard_copy(arguments[_i].argument, size);
    struct span address = address_parse((struct span){copy, size});

    ck_assert_msg(span_equal(address, span_of(arguments[_i].address)), "\"%s\": \"%.*s\"",
                  arguments[_i].argument, (int)address.size, address.data);
    ck_assert_msg(address.data >= copy && address.data + address.size <= copy + size,
                  "\"%s\": not borrowed from the argument", arguments[_i].argument);
    guard_free(copy, size);
}
END_TEST

START_TEST(parses_nothing)
{
    ck_assert_uint_eq(address_parse((struct span){NULL, 0}).size, 0);
}
END_TEST

static const struct {
    const char *name;
    struct span address;
    const char *mailbox; /* NULL: none, because of flaw */
    enum address_flaw flaw;
} mailboxes[] = {
    {"plain", BYTES("johndoe"), "johndoe", ADDRESS_OK},
    {"mixed case", BYTES("johnDoe@example"), "johndoe", ADDRESS_OK},
    {"all capitals", BYTES("JOHNDOE"), "johndoe", ADDRESS_OK},
    {"a domain", BYTES("johndoe@example.example"), "johndoe", ADDRESS_OK},
    {"the first @ counts", BYTES("a@b@c"), "a", ADDRESS_OK},
    {"a @ at the end", BYTES("a@"), "a", ADDRESS_OK},
    {"one letter", BYTES("A"), "a", ADDRESS_OK},
    {"blanks inside", BYTES("John Doe@x"), "john doe", ADDRESS_OK},
    {"blanks at the ends", BYTES(" a "), " a ", ADDRESS_OK},
    {"a slash", BYTES("../A"), "../a", ADDRESS_OK},
    {"brackets", BYTES("<A"), "<a", ADDRESS_OK},
    {"a control byte", BYTES("A\x01"), "a\x01", ADDRESS_OK},

    {"capital I, undotted in Turkish", BYTES("I"), "i", ADDRESS_OK},
    {"small dotless i", BYTES("\xC4\xB1"), "\xC4\xB1", ADDRESS_OK},
    {"capital dotted I", BYTES("\xC4\xB0"), "i\xCC\x87", ADDRESS_OK},
    {"capital dotted I, decomposed", BYTES("I\xCC\x87"), "i\xCC\x87", ADDRESS_OK},
    {"Kelvin sign", BYTES("\xE2\x84\xAA"), "k", ADDRESS_OK},
    {"Angstrom sign", BYTES("\xE2\x84\xAB"), "\xC3\xA5", ADDRESS_OK},
    {"Ohm sign", BYTES("\xE2\x84\xA6"), "\xCF\x89", ADDRESS_OK},
    {"long s is no s", BYTES("\xC5\xBF"), "\xC5\xBF", ADDRESS_OK},
    {"sharp s is no ss",
     BYTES("stra\xC3\x9F"
           "e"),
     "stra\xC3\x9F"
     "e",
     ADDRESS_OK},
    {"capital sharp s",
     BYTES("STRA\xE1\xBA\x9E"
           "E"),
     "stra\xC3\x9F"
     "e",
     ADDRESS_OK},
    {"a ligature stays", BYTES("\xEF\xAC\x81"), "\xEF\xAC\x81", ADDRESS_OK},
    {"full-width letters stay so", BYTES("\xEF\xBC\xA1"), "\xEF\xBD\x81", ADDRESS_OK},

    {"composed", BYTES("Jo\xC3\xA3o"), "jo\xC3\xA3o", ADDRESS_OK},
    {"composed capitals", BYTES("JO\xC3\x83O"), "jo\xC3\xA3o", ADDRESS_OK},
    {"decomposed", BYTES("Joa\xCC\x83o"), "jo\xC3\xA3o", ADDRESS_OK},
    {"decomposed capitals", BYTES("JOA\xCC\x83O"), "jo\xC3\xA3o", ADDRESS_OK},
    {"two marks, out of order", BYTES("a\xCC\x82\xCC\xA3"), "\xE1\xBA\xAD", ADDRESS_OK},
    {"two marks, in order", BYTES("A\xCC\xA3\xCC\x82"), "\xE1\xBA\xAD", ADDRESS_OK},
    {"marks without a composed form", BYTES("X\xCC\x83"), "x\xCC\x83", ADDRESS_OK},
    {"a mark behind the @", BYTES("a@\xCC\x83"), "a", ADDRESS_OK},
    {"no mark", BYTES("joao"), "joao", ADDRESS_OK},

    {"Greek capitals", BYTES("\xCE\x91\xCE\xA3"), "\xCE\xB1\xCF\x83", ADDRESS_OK},
    {"final sigma", BYTES("\xCE\xB1\xCF\x82"), "\xCE\xB1\xCF\x83", ADDRESS_OK},
    {"sigma", BYTES("\xCE\xB1\xCF\x83"), "\xCE\xB1\xCF\x83", ADDRESS_OK},
    {"final sigmas in every place", BYTES("\xCF\x82\xCF\x82\xCE\xB1\xCF\x82"),
     "\xCF\x83\xCF\x83\xCE\xB1\xCF\x83", ADDRESS_OK},
    {"Greek with a tonos", BYTES("\xCE\x86"), "\xCE\xAC", ADDRESS_OK},
    {"Greek with a combining tonos", BYTES("\xCE\x91\xCC\x81"), "\xCE\xAC", ADDRESS_OK},
    {"Cyrillic", BYTES("\xD0\x96@x"), "\xD0\xB6", ADDRESS_OK},
    {"beyond the first plane", BYTES("\xF0\x90\x90\x80"), "\xF0\x90\x90\xA8", ADDRESS_OK},
    {"no letters", BYTES("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80", ADDRESS_OK},

    {"nothing", BYTES(""), NULL, ADDRESS_EMPTY},
    {"nothing before the @", BYTES("@example"), NULL, ADDRESS_EMPTY},
    {"only a @", BYTES("@"), NULL, ADDRESS_EMPTY},
    {"nothing before ill-formed bytes", BYTES("@\xFF"), NULL, ADDRESS_EMPTY},

    {"a stray continuation byte", BYTES("a\x80"), NULL, ADDRESS_ILL_FORMED},
    {"a byte that UTF-8 has not", BYTES("a\xFF"), NULL, ADDRESS_ILL_FORMED},
    {"Latin-1", BYTES("Jo\xE3o@x"), NULL, ADDRESS_ILL_FORMED},
    {"overlong, two bytes", BYTES("\xC0\xAF"), NULL, ADDRESS_ILL_FORMED},
    {"overlong, three bytes", BYTES("\xE0\x80\xAF"), NULL, ADDRESS_ILL_FORMED},
    {"overlong, four bytes", BYTES("\xF0\x80\x80\xAF"), NULL, ADDRESS_ILL_FORMED},
    {"overlong NUL", BYTES("\xC0\x80"), NULL, ADDRESS_ILL_FORMED},
    {"a surrogate", BYTES("\xED\xA0\x80"), NULL, ADDRESS_ILL_FORMED},
    {"a surrogate pair", BYTES("\xED\xA0\x80\xED\xB0\x80"), NULL, ADDRESS_ILL_FORMED},
    {"beyond U+10FFFF", BYTES("\xF4\x90\x80\x80"), NULL, ADDRESS_ILL_FORMED},
    {"truncated, two bytes", BYTES("a\xC3"), NULL, ADDRESS_ILL_FORMED},
    {"truncated, three bytes", BYTES("a\xE2\x84"), NULL, ADDRESS_ILL_FORMED},
    {"truncated, four bytes", BYTES("a\xF0\x9F\x98"), NULL, ADDRESS_ILL_FORMED},
    {"truncated by the @", BYTES("a\xC3@\x83"), NULL, ADDRESS_ILL_FORMED},
    {"a NUL", BYTES("a\0b"), NULL, ADDRESS_ILL_FORMED},
    {"a NUL first", BYTES("\0"), NULL, ADDRESS_ILL_FORMED},
    {"a NUL last", BYTES("a\0"), NULL, ADDRESS_ILL_FORMED},

    {"ill-formed behind the @", BYTES("A@\xFF\xC0\xAF"), "a", ADDRESS_OK},
    {"a surrogate behind the @", BYTES("A@\xED\xA0\x80"), "a", ADDRESS_OK},
    {"truncated behind the @", BYTES("A@\xC3"), "a", ADDRESS_OK},
    {"a NUL behind the @", BYTES("A@\0b"), "a", ADDRESS_OK},
};

static void check_mailbox(int i)
{
    const char *name = mailboxes[i].name;
    size_t size = mailboxes[i].address.size;
    char *copy = guard_copy(mailboxes[i].address.data, size);
    enum address_flaw flaw = ADDRESS_NO_MEMORY;
    char *mailbox = address_mailbox((struct span){copy, size}, &flaw);

    ck_assert_msg(flaw == mailboxes[i].flaw, "%s: flaw %d", name, (int)flaw);
    ck_assert_msg((mailbox == NULL) == (mailboxes[i].mailbox == NULL), "%s: %s", name,
                  mailbox != NULL ? mailbox : "no mailbox");
    if (mailbox != NULL)
        ck_assert_msg(strcmp(mailbox, mailboxes[i].mailbox) == 0, "%s: \"%s\"", name, mailbox);
    free(mailbox);
    guard_free(copy, size);
}

START_GUARDED_TEST(finds_the_mailbox)
{
    check_mailbox(_i);
}
END_TEST

/* Where that locale is not installed the C locale stays, and the case repeats the one above. */
START_GUARDED_TEST(finds_the_mailbox_in_turkish)
{
    setlocale(LC_ALL, "tr_TR.UTF-8");
    check_mailbox(_i);
}
END_TEST

/* The name of a mailbox names that mailbox, or a users file would not find its own names. */
START_TEST(a_mailbox_names_itself)
{
    enum address_flaw flaw;
    char *again;

    if (mailboxes[_i].mailbox == NULL)
        return;
    again = address_mailbox(span_of(mailboxes[_i].mailbox), &flaw);
    ck_assert_msg(again != NULL && strcmp(again, mailboxes[_i].mailbox) == 0, "%s: \"%s\"",
                  mailboxes[_i].name, again != NULL ? again : "no mailbox");
    free(again);
}
END_TEST

/* Longer than any buffer that a library may keep on its stack. */
START_TEST(long_names)
{
    enum { LENGTH = 100000 };
    char *name = malloc(LENGTH);
    enum address_flaw flaw;
    char *mailbox;

    ck_assert_ptr_nonnull(name);
    memset(name, 'A', LENGTH);
    mailbox = address_mailbox((struct span){name, LENGTH}, &flaw);
    ck_assert_ptr_nonnull(mailbox);
    ck_assert_uint_eq(strspn(mailbox, "a"), LENGTH);
    ck_assert_uint_eq(strlen(mailbox), LENGTH);
    free(mailbox);
    free(name);
}
END_TEST

static const struct {
    const char *address, *unquoted;
} quoted[] = {
    {"\"joe\"@h", "joe@h"},
    {"\"joe\"", "joe"},
    {"\"\"@h", "@h"},
    {"\"a b\"@h", "a b@h"},
    {"\"a@b\"@c", "a@b@c"},
    {"\"a\\\"b\"@c", "a\"b@c"},
    {"\"a\\\\\"@c", "a\\@c"},
    {"\"\\a\\b\"@c", "ab@c"},
    {"\">\"@c", ">@c"},
    {"\"Jo\xC3\xA3o\"@c", "Jo\xC3\xA3o@c"},
    {"\"a\"@[IPv6:::1]", "a@[IPv6:::1]"},
};

START_GUARDED_TEST(unquotes)
{
    size_t size = strlen(quoted[_i].address);
    char *copy = guard_copy(quoted[_i].address, size);
    char *unquoted = address_unquote((struct span){copy, size});

    ck_assert_ptr_nonnull(unquoted);
    ck_assert_msg(strcmp(unquoted, quoted[_i].unquoted) == 0, "%s: %s", quoted[_i].address,
                  unquoted);
    free(unquoted);
    guard_free(copy, size);
}
END_TEST

START_TEST(unquotes_nothing_without_memory)
{
    memory_fail_at(1);
    ck_assert_ptr_null(address_unquote(span_of("\"joe\"@h")));
    ck_assert(memory_has_failed());
}
END_TEST

static const struct {
    const char *name;
    unsigned allocations; /* at least, each of which fails once */
} scarce[] = {
    {"JohnDoe@x", 1},
    {"Jo\xC3\xA3o@x", 3},
    {"\xCE\xA3", 3},
};

START_TEST(bears_the_end_of_memory)
{
    char *mailbox = NULL;
    unsigned number;

    for (number = 1; mailbox == NULL; number++) {
        enum address_flaw flaw;
        memory_fail_at(number);
        mailbox = address_mailbox(span_of(scarce[_i].name), &flaw);
        bool has_failed = memory_has_failed();
        ck_assert_msg(flaw == (has_failed ? ADDRESS_NO_MEMORY : ADDRESS_OK),
                      "%s, allocation %u: flaw %d", scarce[_i].name, number, (int)flaw);
        ck_assert_msg((mailbox == NULL) == has_failed, "%s, allocation %u", scarce[_i].name,
                      number);
    }
    ck_assert_uint_gt(number - 1, scarce[_i].allocations);
    free(mailbox);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *grammar = tcase_create("grammar");
    TCase *rule = tcase_create("mailbox rule");

    tcase_add_loop_test(grammar, takes_off_brackets, 0, CASES(arguments));
    tcase_add_test(grammar, parses_nothing);
    tcase_add_loop_test(grammar, unquotes, 0, CASES(quoted));
    tcase_add_test(grammar, unquotes_nothing_without_memory);
    tcase_add_loop_test(rule, finds_the_mailbox, 0, CASES(mailboxes));
    tcase_add_loop_test(rule, finds_the_mailbox_in_turkish, 0, CASES(mailboxes));
    tcase_add_loop_test(rule, a_mailbox_names_itself, 0, CASES(mailboxes));
    tcase_add_test(rule, long_names);
    tcase_add_loop_test(rule, bears_the_end_of_memory, 0, CASES(scarce));
    suite_add_tcase(suite, grammar);
    suite_add_tcase(suite, rule);
    return check_main(suite);
}
