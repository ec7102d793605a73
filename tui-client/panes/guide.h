/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide.h - the state shared by the panes: current step, explained reply, status.
 *
 * It follows the conversation: when the position moves, or the step is done, the next step is
 * shown. The user may view any other step in between.  All panes read it; none of them stores its
 * facts.  Which step comes next and which were done is in guide_marks.c, what is sent again in
 * guide_retry.c, the status in guide_status.c; guide_resume.h repeats steps.
 */
#ifndef TUI_CLIENT_PANES_GUIDE_H
#define TUI_CLIENT_PANES_GUIDE_H

#include "common/deadline.h"
#include "tui-client/client/client.h"
#include "tui-client/dialogue/steps.h"
#include "tui-client/dialogue/tally.h"

/* The step before all verbs: connecting. */
#define GUIDE_CONNECT DIALECT_EVENTS

enum guide_mark { GUIDE_DONE, GUIDE_SHOWN, GUIDE_OPEN, GUIDE_NOT_OPEN };

/* The meaning of the status text; the panes choose its looks. */
enum guide_tone {
    GUIDE_SAID,    /* neutral */
    GUIDE_GOOD,    /* success */
    GUIDE_GO_ON,   /* the server expects more */
    GUIDE_TROUBLE, /* temporary failure or warning */
    GUIDE_BAD,     /* refused, or failed */
    GUIDE_TONES,
};

/* What is to be said of the newest line of the server. */
enum guide_news {
    GUIDE_NEWS_NONE, /* nothing: a step was shown since */
    GUIDE_NEWS_DONE, /* in a few words: what was sent is done, the step that it leads to is shown */
    GUIDE_NEWS_REPLY, /* everything: it is no plain success */
};

/* Steps of the last connection that are repeated on this one. */
struct guide_resumption {
    struct resume steps; /* owned */
    size_t sent;         /* of them */
    unsigned refused;    /* of the user's own, meanwhile */
    unsigned done;       /* as in struct guide, before the connection that repeats them */
    bool is_active;
    bool awaits_login; /* it goes on once the user has logged in: there is no password */
};

struct guide {
    struct client client;
    struct steps steps; /* of dialect, and STARTTLS and AUTH if they are possible */
    const struct dialect *dialect;
    enum dialect_event step;         /* the current step: a verb, or GUIDE_CONNECT */
    unsigned visits;                 /* incremented whenever another step is shown */
    bool has_moved;                  /* the conversation has, and other replies are still awaited */
    bool has_tls_step;               /* STARTTLS is, or was, possible on this connection */
    bool passes_tls;                 /* it was refused, or passed over */
    bool has_auth_step;              /* AUTH is, or was, possible on this connection */
    bool passes_auth;                /* it was passed over */
    bool was_refused_for_now;        /* something, since the last step was sent */
    enum dialect_event refused;      /* the step of it */
    unsigned retry_s;                /* how long to wait before REFUSED is repeated */
    int64_t retry_ms;                /* when REFUSED is repeated; DEADLINE_NEVER: it is not */
    bool has_sent;                   /* a step, of which replies are still awaited */
    unsigned long long way_request;  /* of the line that was typed and is sent again when a way is
                                        gone; 0: that is the step */
    unsigned sent_visits;            /* VISITS when a step was last sent, or the connection begun */
    unsigned sent_refusals;          /* refusals of TALLY then */
    unsigned refusals;               /* incremented for every step refused for good */
    enum dialect_event refused_step; /* the last of them */
    unsigned deliveries;             /* messages delivered, and not withdrawn */
    unsigned failures; /* incremented for every message that was refused, or may not be delivered */
    unsigned done;     /* steps that succeeded on this connection, or the last: bits 1 << verb */
    struct tally tally;                 /* of it */
    int64_t lasted_ms;                  /* for how long it has been, or was, established */
    struct guide_resumption resumption; /* see guide_resume.h */
    bool has_finished;                  /* guide_is_finished() when last compared */
    unsigned long long selected;        /* line of the transcript; dropped lines count too */
    bool follows;                       /* the newest line counts as selected */
    bool explains_selected; /* the selected line is explained, unless the newest counts as it: no
                               step was shown since */
    enum guide_news news;
    char status[WORDS_MAX]; /* the last message to the user; may contain untrusted text */
    enum guide_tone tone;   /* of STATUS */
    bool is_about_text;     /* STATUS is about a text that is edited: see guide_unsay() */
    bool is_passing;        /* STATUS says what a key did: see guide_pass() */
    unsigned said;          /* incremented for every one that does */
    char kept[WORDS_MAX];   /* what it gives way to: what the conversation has come to */
    enum guide_tone kept_tone;
};

/* Initializes GUIDE and its client: 0, or -1 as client_init(). */
int guide_init(struct guide *guide, const struct options *options);

/* As client_release(). */
int guide_release(struct guide *guide);

/* Starts to connect. */
void guide_connect(struct guide *guide, int64_t now_ms);

/* Ends the repeating of steps, if there is any: all of them can be repeated again, and are marked.
 */
void guide_stop_repeating(struct guide *guide);

/* Ends the connection, or the attempt. */
void guide_disconnect(struct guide *guide);

/* Continues after a wait; shows another step if the position has changed. */
void guide_step(struct guide *guide, short revents, int64_t now_ms);

/* Shows the next or previous step (OFFSET 1 or -1), or that of VERB. */
void guide_turn(struct guide *guide, int offset);
void guide_visit(struct guide *guide, enum dialect_event verb);

/* The step NUMBER, 0 being GUIDE_CONNECT, of guide->steps.count + 1. */
enum dialect_event guide_step_at(const struct guide *guide, size_t number);

/* The step that the position asks for: once the conversation has ended as asked, the one that ended
 * it.  A message that is awaited belongs to the verb that asks for one, although no row allows that
 * verb now.  PREFER_END: as steps_next(). */
enum dialect_event guide_wanted(const struct guide *guide, bool prefer_end);

/* Whether the conversation has ended as asked: its last step sums up. */
bool guide_is_finished(const struct guide *guide);

/* Notes the step that REPLY did, if any. */
void guide_note_done(struct guide *guide, const struct dialogue_reply *reply);

/* Counts the message that REPLY delivered, withdrew or refused, if any. */
void guide_note_delivery(struct guide *guide, const struct dialogue_reply *reply);

/* Whether VERB has succeeded on this connection, or the last: STARTTLS once TLS has begun, since
 * the handshake may fail after the reply. */
bool guide_is_done(const struct guide *guide, enum dialect_event verb);

/* REPLY may be that to STARTTLS, or to what comes without it. */
void guide_note_tls(struct guide *guide, const struct dialogue_reply *reply);

/* The number of the current step. */
size_t guide_number(const struct guide *guide);

/* The mark of the step VERB.  After the end of a connection the marks of what was done on it stay.
 */
enum guide_mark guide_mark(const struct guide *guide, enum dialect_event verb);

/* The name of a step: "CONNECT", "MAIL FROM". */
const char *guide_name(const struct guide *guide, enum dialect_event verb, char *out, size_t size);

/* The number of the selected line in the transcript; the newest if it follows, or if the line was
 * dropped. */
size_t guide_selected(const struct guide *guide);
void guide_select(struct guide *guide, size_t number);

/* The number of the line that is explained instead of the step: the selected one until a step is
 * shown, or the newest if there is more to say of it than that it succeeded.  The number of lines:
 * none is. */
size_t guide_explained(const struct guide *guide);

/* Goes another way, if one is offered; otherwise shows the step that was refused for now and waits
 * to repeat it.  Returns true if the step must be sent now: in the other way, or since it was
 * waiting already.  Reports why if there is nothing to repeat. */
bool guide_retry(struct guide *guide, int64_t now_ms);

bool guide_is_retrying(const struct guide *guide);

/* Cancels the wait. */
void guide_stop_retrying(struct guide *guide);

/* A step is being sent. */
void guide_note_sent(struct guide *guide);

/* Whether replies to a step that was sent are awaited: which step comes next is not known yet. */
bool guide_awaits(const struct guide *guide);

/* Whether they have led from that step to the one that is shown: it was left, nothing was refused
 * or given up, and there still is a connection. */
bool guide_has_led_on(const struct guide *guide);

/* The tone of a reply with CODE. */
enum guide_tone guide_tone_of(unsigned code);

/* Sets the status text to what a key did, or why it did nothing. */
void guide_say(struct guide *guide, enum guide_tone tone, const char *text);

/* The status text is what the conversation has come to, and stays until there is more to say of
 * that. */
void guide_keep(struct guide *guide);

/* Something else is looked at: what a key did is over, and what was kept is shown again. */
void guide_pass(struct guide *guide);

/* Says that a command was sent, or waits to be; kept.  What goes out says so by itself. */
void guide_say_sent(struct guide *guide);

/* Sets it to TEXT, which is about what stands in a field, a line or the message, or could not be
 * inserted there; and takes such a text back, once that has changed.  Any other text stays. */
void guide_say_of_text(struct guide *guide, enum guide_tone tone, const char *text);
void guide_unsay(struct guide *guide);

#endif
