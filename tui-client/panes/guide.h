/* guide.h - where the person is: the step that is shown, the reply that is explained, the last
 * word.
 *
 * It follows the conversation: when the position moves, the step that comes next is shown.  A
 * person may look at any other step in between.  All panes look at it; none of its facts is theirs.
 */
#ifndef TUI_CLIENT_PANES_GUIDE_H
#define TUI_CLIENT_PANES_GUIDE_H

#include "common/deadline.h"
#include "tui-client/client/client.h"
#include "tui-client/dialogue/steps.h"

/* The step before all verbs: to connect. */
#define GUIDE_CONNECT DIALECT_EVENTS

enum guide_mark { GUIDE_DONE, GUIDE_SHOWN, GUIDE_OPEN, GUIDE_NOT_OPEN };

/* How the last word is meant; what that looks like is for those who show it. */
enum guide_tone {
    GUIDE_SAID,    /* no more than what is going on */
    GUIDE_GOOD,    /* done as it was wanted */
    GUIDE_GO_ON,   /* the server waits for more */
    GUIDE_TROUBLE, /* not now, or not in this way */
    GUIDE_BAD,     /* refused, or failed */
    GUIDE_TONES,
};

struct guide {
    struct client client;
    struct steps steps; /* of dialect */
    const struct dialect *dialect;
    enum dialect_event step;     /* that is shown: a verb, or GUIDE_CONNECT */
    unsigned visits;             /* grows whenever another step is shown */
    unsigned deliveries;         /* grows with every message that is delivered */
    unsigned long long selected; /* line of the transcript, counting those lost too */
    bool follows;                /* the newest line counts as selected */
    char status[WORDS_MAX];      /* the last word to the person; may hold untrusted text */
    enum guide_tone tone;        /* of that word */
};

/* Makes GUIDE ready and its client with it: 0, or -1 as client_init(). */
int guide_init(struct guide *guide, const struct options *options);

/* As client_release(). */
int guide_release(struct guide *guide);

/* Starts to connect. */
void guide_connect(struct guide *guide, int64_t now_ms);

/* Ends the connection, or the attempt. */
void guide_disconnect(struct guide *guide);

/* Goes on after a wait; shows another step if the conversation has moved. */
void guide_step(struct guide *guide, short revents, int64_t now_ms);

/* Shows the step OFFSET (1 or -1) places further, or that of VERB. */
void guide_turn(struct guide *guide, int offset);
void guide_visit(struct guide *guide, enum dialect_event verb);

/* The step NUMBER, 0 being GUIDE_CONNECT, of guide->steps.count + 1. */
enum dialect_event guide_step_at(const struct guide *guide, size_t number);

/* The number of the step that is shown. */
size_t guide_number(const struct guide *guide);

/* How the step VERB is to be marked. */
enum guide_mark guide_mark(const struct guide *guide, enum dialect_event verb);

/* What a step is called: "CONNECT", "MAIL FROM". */
const char *guide_name(const struct guide *guide, enum dialect_event verb, char *out, size_t size);

/* The number of the selected line in the transcript; the newest if that is followed or gone. */
size_t guide_selected(const struct guide *guide);
void guide_select(struct guide *guide, size_t number);

/* The tone of a reply with CODE. */
enum guide_tone guide_tone_of(unsigned code);

/* Says something to the person, in place of the last word. */
void guide_say(struct guide *guide, enum guide_tone tone, const char *text);

#endif
