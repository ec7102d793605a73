/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* saving.c - see saving.h. */
#include <config.h>

#include "tui-client/panes/saving.h"

#include "common/i18n.h"

static void replace(struct pane *pane, struct span path, int64_t now_ms);

static void save(struct pane *pane, struct span path, bool replaces)
{
    char message[WORDS_MAX];
    enum share_outcome outcome = share_save(&pane->guide->client, pane->saving.format, path,
                                            replaces, message, sizeof message);

    if (outcome == SHARE_EXISTS) {
        pane->errand = (struct errand){
            .kind = ERRAND_CONFIRM, .label = N_("Replace this file? y / n: "), .answer = replace};
        return;
    }
    if (outcome == SHARE_FAILED)
        pane->errand = (struct errand){.kind = ERRAND_AGAIN};
    guide_say(pane->guide, outcome == SHARE_SAVED ? GUIDE_GOOD : GUIDE_BAD, message);
}

static void replace(struct pane *pane, struct span path, int64_t now_ms)
{
    (void)now_ms;
    save(pane, path, true);
}

static void save_new(struct pane *pane, struct span path, int64_t now_ms)
{
    (void)now_ms;
    save(pane, path, false);
}

void saving_ask(struct pane *pane, enum export_format format, const char *label)
{
    pane->saving.format = format;
    share_propose(&pane->guide->client, format, pane->saving.name, sizeof pane->saving.name);
    pane->errand = (struct errand){.kind = ERRAND_ASK,
                                   .label = label,
                                   .text = span_of(pane->saving.name),
                                   .is_proposed = true,
                                   .is_path = true,
                                   .answer = save_new};
}
