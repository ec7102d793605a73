/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_json.h - the findings about one client as an object of JSON.
 *
 * Keys, identifiers and severities are never translated; what a finding says is in the user's
 * language.
 */
#ifndef SERVER_VERDICT_VERDICT_JSON_H
#define SERVER_VERDICT_VERDICT_JSON_H

#include "server/base/outlet.h"
#include "server/verdict/verdict.h"

/* Adds VERDICT to OUTLET, as one line. */
void verdict_put_json(const struct verdict *verdict, struct outlet *outlet);

#endif
