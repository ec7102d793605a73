/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* session_file.h - the steps of session files as rows of a table. */
#ifndef TESTS_SUPPORT_SESSION_FILE_H
#define TESTS_SUPPORT_SESSION_FILE_H

#include "common/session_file.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* The step of a row of a table. */
#define NOTHING             .step.kind = SESSION_FILE_NOTHING
#define SEND_LINE(text_)    .step.kind = SESSION_FILE_SEND_LINE, .step.text = BYTES(text_)
#define SEND_BYTES(text_)   .step.kind = SESSION_FILE_SEND_BYTES, .step.text = BYTES(text_)
#define EXPECT_BYTES(text_) .step.kind = SESSION_FILE_EXPECT_BYTES, .step.text = BYTES(text_)
#define EXPECT_LINE(text_)  .step.kind = SESSION_FILE_EXPECT_LINE, .step.text = BYTES(text_)
#define EXPECT_CODE(code_)  .step.kind = SESSION_FILE_EXPECT_CODE, .step.code = code_
#define EXPECT_CLASS(code_)                                                                        \
    .step.kind = SESSION_FILE_EXPECT_CODE, .step.code = (code_), .step.is_class = true
#define ALLOW_CODE(code_) .step.kind = SESSION_FILE_ALLOW, .step.code = code_
#define ALLOW_CLASS(code_)                                                                         \
    .step.kind = SESSION_FILE_ALLOW, .step.code = (code_), .step.is_class = true
#define REMARK(kind_, text_) .step.kind = SESSION_FILE_##kind_, .step.text = BYTES(text_)
#define EXPECT_CLOSE         .step.kind = SESSION_FILE_EXPECT_CLOSE
#define CLOSE                .step.kind = SESSION_FILE_CLOSE
#define CONNECT              .step.kind = SESSION_FILE_CONNECT
#define WAIT(wait_ms_)       .step.kind = SESSION_FILE_WAIT, .step.wait_ms = wait_ms_
#define ENDING(ending_)      .step.kind = SESSION_FILE_ENDING, .step.ending = ending_

#define PACE(kind_, interval_ms_) .step.kind = SESSION_FILE_PACE, .step.pace = {kind_, interval_ms_}

#define AUTH(mechanism_, user_)                                                                    \
    .step.kind = SESSION_FILE_AUTH, .step.mechanism = MECHANISM_##mechanism_,                      \
    .step.text = BYTES(user_)

static inline bool steps_equal(const struct session_file_step *a, const struct session_file_step *b)
{
    bool has_text = a->kind == SESSION_FILE_SEND_LINE || a->kind == SESSION_FILE_SEND_BYTES ||
                    a->kind == SESSION_FILE_EXPECT_LINE || a->kind == SESSION_FILE_EXPECT_BYTES ||
                    a->kind == SESSION_FILE_AUTH || a->kind == SESSION_FILE_TITLE ||
                    a->kind == SESSION_FILE_SEE || a->kind == SESSION_FILE_MEANS;

    return a->kind == b->kind && (!has_text || span_equal(a->text, b->text)) &&
           a->mechanism == b->mechanism && a->code == b->code && a->is_class == b->is_class &&
           a->wait_ms == b->wait_ms && a->ending == b->ending && pace_equal(&a->pace, &b->pace);
}

#endif
