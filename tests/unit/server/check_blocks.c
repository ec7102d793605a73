/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_blocks.c - blocks of one file: whose bytes stand where, and what becomes of the space. */
#include <config.h>

#include "server/mail/blocks.h"

#include <string.h>
#include <sys/stat.h>

#include "tests/support/check_main.h"
#include "tests/support/folder.h"

/* Blocks that are in use, listed against the order of the file. */
#define BODIES 2
#define SIZE   (BODIES * BLOCKS_SIZE)

static struct folder folder;
static struct blocks blocks;
static uint32_t list[BODIES];
static char written[SIZE];

static void set_up(void)
{
    folder = folder_new();
    blocks_init(&blocks, folder.fd);
    ck_assert_int_eq(blocks_open(&blocks), 0);
    for (size_t i = 0; i < BODIES; i++)
        ck_assert_int_eq(blocks_take(&blocks, &list[BODIES - 1 - i]), 0);
    for (size_t i = 0; i < SIZE; i++)
        written[i] = (char)(i * 7 + i / BLOCKS_SIZE);
}

static void tear_down(void)
{
    blocks_release(&blocks);
    folder_free(&folder);
}

static void write_all(void)
{
    for (size_t offset = 0; offset < SIZE;) {
        ssize_t size = blocks_write(&blocks, list, offset, written + offset, SIZE - offset);
        ck_assert_int_gt(size, 0);
        offset += (size_t)size;
    }
}

static uint64_t file_size(void)
{
    struct stat file;

    ck_assert_int_eq(fstat(blocks.fd, &file), 0);
    return (uint64_t)file.st_size;
}

/* From any offset on, each piece within one block. */
START_TEST(read_as_written)
{
    static const size_t offsets[] = {0, 1, BLOCKS_SIZE - 1, BLOCKS_SIZE, SIZE - 1};
    static char read[SIZE];

    write_all();
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++)
        for (size_t offset = offsets[i]; offset < SIZE;) {
            size_t size = blocks_read(&blocks, list, offset, read, SIZE - offset);
            ck_assert_uint_gt(size, 0);
            ck_assert_uint_eq(offset / BLOCKS_SIZE, (offset + size - 1) / BLOCKS_SIZE);
            ck_assert_int_eq(memcmp(read, written + offset, size), 0);
            offset += size;
        }
    blocks_give(&blocks, list, BODIES);
}
END_TEST

START_TEST(taken_again_when_given_back)
{
    uint32_t block;

    write_all();
    blocks_give(&blocks, &list[1], 1);
    ck_assert(!blocks_are_unneeded(&blocks));
    ck_assert_int_eq(blocks_take(&blocks, &block), 0);
    ck_assert_uint_eq(block, list[1]);
    blocks_give(&blocks, list, BODIES);
    ck_assert_uint_eq(file_size(), SIZE);
}
END_TEST

START_TEST(space_given_back)
{
    write_all();
    blocks_give(&blocks, list, BODIES);
    ck_assert(blocks_are_unneeded(&blocks));
    blocks_forget(&blocks);
    ck_assert(!blocks_are_unneeded(&blocks));
    blocks_cut(&blocks);
    ck_assert_uint_eq(file_size(), 0);
    ck_assert_int_eq(blocks_take(&blocks, &list[0]), 0);
    ck_assert_uint_eq(list[0], 0);
    blocks_give(&blocks, list, 1);
}
END_TEST

/* So many that the list of free ones grows. */
START_TEST(room_to_give_all_back)
{
    enum { MANY = 1000 };
    uint32_t many[MANY];

    for (size_t i = 0; i < MANY; i++) {
        ck_assert_int_eq(blocks_take(&blocks, &many[i]), 0);
        ck_assert_uint_eq(many[i], BODIES + i);
    }
    blocks_give(&blocks, many, MANY);
    ck_assert(!blocks_are_unneeded(&blocks));
    blocks_give(&blocks, list, BODIES);
    ck_assert(blocks_are_unneeded(&blocks));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("blocks");
    TCase *tests = tcase_create("blocks");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, read_as_written);
    tcase_add_test(tests, taken_again_when_given_back);
    tcase_add_test(tests, space_given_back);
    tcase_add_test(tests, room_to_give_all_back);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
