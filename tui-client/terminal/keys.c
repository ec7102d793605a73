/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.c - see keys.h. */
#include <config.h>

#include "tui-client/terminal/keys.h"

#include <assert.h>
#include <ctype.h>
#include <curses.h>

#include "common/count.h"
#include "common/i18n.h"

#define CTRL(letter)                                                                               \
    {                                                                                              \
        INPUT_CHARACTER, (letter) - '@'                                                            \
    }
#define CHARACTER(code)                                                                            \
    {                                                                                              \
        INPUT_CHARACTER, code                                                                      \
    }
#define ALT(character)                                                                             \
    {                                                                                              \
        INPUT_ALT, character                                                                       \
    }
#define NAMED(code)                                                                                \
    {                                                                                              \
        INPUT_KEY, code                                                                            \
    }
#define FUNCTION(number)                                                                           \
    {                                                                                              \
        INPUT_KEY, KEY_F(number)                                                                   \
    }

#define ESCAPE    27
#define BACKSPACE 127

/* clang-format off */
const struct keys_row keys_rows[] = {
    {KEYS_EVERYWHERE, KEYS_HELP, {FUNCTION(1), ALT('h')},
     N_("F1, Alt-h"), N_("help on the current pane, then all keys"), N_("Help")},
    {KEYS_EVERYWHERE, KEYS_SEND, {FUNCTION(5), ALT('\r')},
     N_("F5, Alt-Enter"), N_("send this step; without a connection: connect"), N_("Send")},
    {KEYS_EVERYWHERE, KEYS_RESUME, {ALT('w')},
     "Alt-w", N_("connect again, and repeat the steps that were done"), N_("Repeat")},
    {KEYS_EVERYWHERE, KEYS_NEXT_PANE, {FUNCTION(6)}, "F6", N_("next pane"), N_("Pane")},
    {KEYS_EVERYWHERE, KEYS_PREVIOUS_PANE, {NAMED(INPUT_KEY_SHIFT_F6)},
     N_("Shift-F6"), N_("previous pane"), NULL},
    {KEYS_EVERYWHERE, KEYS_PANE_1, {ALT('1')}, "Alt-1", N_("the form of the step"), NULL},
    {KEYS_EVERYWHERE, KEYS_PANE_2, {ALT('2')}, "Alt-2", N_("the conversation"), NULL},
    {KEYS_EVERYWHERE, KEYS_PANE_3, {ALT('3')}, "Alt-3", N_("the explanation"), NULL},
    {KEYS_EVERYWHERE, KEYS_RAW, {FUNCTION(7)},
     "F7", N_("the raw line: type any command"), N_("Raw")},
    {KEYS_EVERYWHERE, KEYS_HISTORY, {FUNCTION(8)},
     "F8", N_("earlier commands and messages"), N_("History")},
    {KEYS_EVERYWHERE, KEYS_COMMANDS, {FUNCTION(9), ALT('x')},
     N_("F9, Alt-x"), N_("all commands; type to search them"), N_("Commands")},
    {KEYS_EVERYWHERE, KEYS_EDITOR, {FUNCTION(4)},
     "F4", N_("edit the text of the message in $VISUAL or $EDITOR"), NULL},
    {KEYS_EVERYWHERE, KEYS_READ_FILE, {ALT('i')},
     "Alt-i", N_("insert a file into the text of the message"), NULL},
    {KEYS_EVERYWHERE, KEYS_ATTACH, {ALT('a')}, "Alt-a", N_("attach a file to the message"), NULL},
    {KEYS_EVERYWHERE, KEYS_LOAD, {ALT('o')},
     "Alt-o", N_("load a message from a file (.eml); it is sent as it is"), NULL},
    {KEYS_EVERYWHERE, KEYS_CHANGE_ENCODING, {ALT('g')},
     "Alt-g", N_("choose the encoding of the text: 8bit, base64..."), NULL},
    {KEYS_EVERYWHERE, KEYS_CHANGE_PACE, {ALT('m')},
     "Alt-m", N_("send messages at once, dot apart or line by line"), NULL},
    {KEYS_EVERYWHERE, KEYS_CHANGE_STYLE, {ALT('k')},
     "Alt-k", N_("write addresses as :<a>, : <a> or : a"), NULL},
    {KEYS_EVERYWHERE, KEYS_SEND_ANYWAY, {ALT('s')},
     "Alt-s", N_("send this step even if it is not available, or wrong"), NULL},
    {KEYS_EVERYWHERE, KEYS_TRY_AGAIN, {ALT('t')},
     "Alt-t", N_("try again in a while, or in the way that is offered"), NULL},
    {KEYS_EVERYWHERE, KEYS_ZOOM, {ALT('z')},
     "Alt-z", N_("zoom the pane to the whole screen, or back"), NULL},
    {KEYS_EVERYWHERE, KEYS_COPY_AS, {ALT('e')},
     "Alt-e", N_("copy as: session file, swaks, curl, Python or ladder"), NULL},
    {KEYS_EVERYWHERE, KEYS_SECURITY, {ALT('v')},
     "Alt-v", N_("TLS: how the connection is encrypted, certificates"), NULL},
    {KEYS_EVERYWHERE, KEYS_NEXT_STEP, {ALT('n')},
     "Alt-n", N_("show the next step, available or not"), NULL},
    {KEYS_EVERYWHERE, KEYS_PREVIOUS_STEP, {ALT('p')},
     "Alt-p", N_("show the previous step"), NULL},
    {KEYS_EVERYWHERE, KEYS_CONVERSATION_UP, {NAMED(KEY_PPAGE)},
     "PgUp", N_("scroll the conversation back"), NULL},
    {KEYS_EVERYWHERE, KEYS_CONVERSATION_DOWN, {NAMED(KEY_NPAGE)},
     "PgDn", N_("scroll the conversation forward"), NULL},
    {KEYS_ALWAYS, KEYS_BACK, {CHARACTER(ESCAPE)},
     "Esc", N_("close, go back, or leave the text; never quits"), N_("Back")},
    {KEYS_ALWAYS, KEYS_CANCEL, {CTRL('C')},
     "Ctrl-C", N_("cancel the current operation; when idle, ask to quit"), NULL},
    {KEYS_ALWAYS, KEYS_REDRAW, {CTRL('L')}, "Ctrl-L", N_("redraw the screen"), NULL},
    {KEYS_ALWAYS, KEYS_SUSPEND, {CTRL('Z')}, "Ctrl-Z", N_("suspend; fg resumes"), NULL},
    {KEYS_ALWAYS, KEYS_QUIT, {FUNCTION(10), CTRL('Q')},
     N_("F10, Ctrl-Q"), N_("quit; asks if a message is unsent"), N_("Quit")},

    {KEYS_OUTSIDE_TEXT, KEYS_HELP, {CHARACTER('?')}, "?", N_("help"), N_("Help")},
    {KEYS_OUTSIDE_TEXT, KEYS_SEND, {CHARACTER('s')},
     "s", N_("send this step; without a connection: connect"), N_("Send")},
    {KEYS_OUTSIDE_TEXT, KEYS_RESUME, {CHARACTER('r')},
     "r", N_("connect again, and repeat the steps that were done"), N_("Repeat")},
    {KEYS_OUTSIDE_TEXT, KEYS_RAW, {CHARACTER(':')}, ":", N_("the raw line"), N_("Raw")},
    {KEYS_OUTSIDE_TEXT, KEYS_PANE_1, {CHARACTER('1')}, "1", N_("the form of the step"), N_("Form")},
    {KEYS_OUTSIDE_TEXT, KEYS_PANE_2, {CHARACTER('2')},
     "2", N_("the conversation"), N_("Conversation")},
    {KEYS_OUTSIDE_TEXT, KEYS_PANE_3, {CHARACTER('3')}, "3", N_("the explanation"), N_("Explain")},
    {KEYS_OUTSIDE_TEXT, KEYS_NEXT_STEP, {CHARACTER('n')},
     "n", N_("show the next step, available or not"), N_("Next step")},
    {KEYS_OUTSIDE_TEXT, KEYS_PREVIOUS_STEP, {CHARACTER('p')},
     "p", N_("show the previous step"), N_("Previous")},
    {KEYS_OUTSIDE_TEXT, KEYS_COMMANDS, {CHARACTER('c')},
     "c", N_("all commands; type to search them"), N_("Commands")},
    {KEYS_OUTSIDE_TEXT, KEYS_HISTORY, {CHARACTER('h')},
     "h", N_("earlier commands and messages"), N_("History")},
    {KEYS_OUTSIDE_TEXT, KEYS_TRY_AGAIN, {CHARACTER('t')},
     "t", N_("try again in a while, or in the way that is offered"), NULL},
    {KEYS_OUTSIDE_TEXT, KEYS_SEND_ANYWAY, {CHARACTER('a')},
     "a", N_("send this step even if it is not available, or wrong"), NULL},
    {KEYS_OUTSIDE_TEXT, KEYS_EDITOR, {CHARACTER('e')},
     "e", N_("edit the text of the message in $VISUAL or $EDITOR"), NULL},
    {KEYS_OUTSIDE_TEXT, KEYS_SECURITY, {CHARACTER('l')},
     "l", N_("TLS: how the connection is encrypted, certificates"), NULL},
    {KEYS_OUTSIDE_TEXT, KEYS_ZOOM, {CHARACTER('z')},
     "z", N_("zoom the pane to the whole screen, or back"), NULL},
    {KEYS_OUTSIDE_TEXT, KEYS_QUIT, {CHARACTER('q')},
     "q", N_("quit; asks if a message is unsent"), N_("Quit")},

    {KEYS_OVERLAY, KEYS_BACK, {CHARACTER('q')}, "q", N_("close"), NULL},

    {KEYS_FORM, KEYS_NEXT_FIELD, {CHARACTER('\t')}, "Tab", N_("next field"), NULL},
    {KEYS_FORM, KEYS_PREVIOUS_FIELD, {NAMED(KEY_BTAB)},
     "Shift-Tab", N_("previous field"), NULL},
    {KEYS_FORM, KEYS_ENTER, {CHARACTER('\r'), CHARACTER('\n'), NAMED(KEY_ENTER)},
     "Enter", N_("next field; in the last one: send; on a button: press"), NULL},

    {KEYS_BODY, KEYS_ENTER, {CHARACTER('\r'), CHARACTER('\n'), NAMED(KEY_ENTER)},
     "Enter", N_("a new line"), NULL},
    {KEYS_BODY, KEYS_LEFT, {NAMED(KEY_LEFT), CTRL('B')}, N_("Left, Ctrl-B"), N_("back"), NULL},
    {KEYS_BODY, KEYS_RIGHT, {NAMED(KEY_RIGHT), CTRL('F')},
     N_("Right, Ctrl-F"), N_("forward"), NULL},
    {KEYS_BODY, KEYS_UP, {NAMED(KEY_UP), CTRL('P')}, N_("Up, Ctrl-P"), N_("one row up"), NULL},
    {KEYS_BODY, KEYS_DOWN, {NAMED(KEY_DOWN), CTRL('N')},
     N_("Down, Ctrl-N"), N_("one row down"), NULL},
    {KEYS_BODY, KEYS_WORD_LEFT, {ALT('b'), NAMED(INPUT_KEY_CTRL_LEFT)},
     N_("Alt-b, Ctrl-Left"), N_("a word back"), NULL},
    {KEYS_BODY, KEYS_WORD_RIGHT, {ALT('f'), NAMED(INPUT_KEY_CTRL_RIGHT)},
     N_("Alt-f, Ctrl-Right"), N_("a word forward"), NULL},
    {KEYS_BODY, KEYS_ROW_START, {NAMED(KEY_HOME)}, "Home", N_("start of the row"), NULL},
    {KEYS_BODY, KEYS_ROW_END, {NAMED(KEY_END)}, "End", N_("end of the row"), NULL},
    {KEYS_BODY, KEYS_LINE_START, {CTRL('A')}, "Ctrl-A", N_("start of the line"), NULL},
    {KEYS_BODY, KEYS_LINE_END, {CTRL('E')}, "Ctrl-E", N_("end of the line"), NULL},
    {KEYS_BODY, KEYS_START, {NAMED(INPUT_KEY_CTRL_HOME), ALT('<')},
     N_("Ctrl-Home, Alt-<"), N_("start of the text"), NULL},
    {KEYS_BODY, KEYS_END, {NAMED(INPUT_KEY_CTRL_END), ALT('>')},
     N_("Ctrl-End, Alt->"), N_("end of the text"), NULL},
    {KEYS_BODY, KEYS_DELETE_LEFT, {NAMED(KEY_BACKSPACE), CHARACTER(BACKSPACE), CTRL('H')},
     N_("Backspace"), N_("delete back"), NULL},
    {KEYS_BODY, KEYS_DELETE_RIGHT, {NAMED(KEY_DC), CTRL('D')},
     N_("Delete, Ctrl-D"), N_("delete forward"), NULL},
    {KEYS_BODY, KEYS_KILL_CHUNK, {CTRL('W')}, "Ctrl-W", N_("delete back to a blank"), NULL},
    {KEYS_BODY, KEYS_KILL_WORD_LEFT, {ALT(BACKSPACE), ALT('H' - '@')},
     N_("Alt-Backspace"), N_("delete a word back"), NULL},
    {KEYS_BODY, KEYS_KILL_WORD_RIGHT, {ALT('d')}, "Alt-d", N_("delete a word forward"), NULL},
    {KEYS_BODY, KEYS_KILL_LINE_START, {CTRL('U')},
     "Ctrl-U", N_("delete to the start of the line"), NULL},
    {KEYS_BODY, KEYS_KILL_LINE_REST, {CTRL('K')},
     "Ctrl-K", N_("delete to the end of the line"), NULL},
    {KEYS_BODY, KEYS_YANK, {CTRL('Y')},
     "Ctrl-Y", N_("insert what Ctrl-K and the like deleted last"), NULL},
    {KEYS_BODY, KEYS_YANK_NEXT, {ALT('y')},
     "Alt-y", N_("after Ctrl-Y: what was deleted before that"), NULL},
    {KEYS_BODY, KEYS_TRANSPOSE, {CTRL('T')},
     "Ctrl-T", N_("swap the characters before and at the cursor"), NULL},
    {KEYS_BODY, KEYS_UNDO, {CTRL('_')}, N_("Ctrl-_, Ctrl-/"), N_("undo"), NULL},
    {KEYS_BODY, KEYS_PREFIX, {CTRL('X')}, "Ctrl-X Ctrl-U", N_("undo"), NULL},
    {KEYS_BODY, KEYS_REDO, {ALT('r'), ALT('_')}, N_("Alt-r, Alt-_"), N_("redo"), NULL},
    {KEYS_BODY, KEYS_FIND, {CTRL('S')},
     "Ctrl-S", N_("search the text; again: the next match"), NULL},
    {KEYS_BODY, KEYS_FIND_BACK, {CTRL('R')},
     "Ctrl-R", N_("search back; again: the match before"), NULL},

    {KEYS_PREFIXED, KEYS_UNDO, {CTRL('U')}, "Ctrl-U", N_("undo"), NULL},

    {KEYS_FINDING, KEYS_ENTER, {CHARACTER('\r'), CHARACTER('\n'), NAMED(KEY_ENTER)},
     "Enter", N_("stay at the match"), NULL},
    {KEYS_FINDING, KEYS_BACK, {CHARACTER(ESCAPE), CTRL('G')},
     N_("Esc, Ctrl-G"), N_("return to where the search began"), NULL},

    {KEYS_BUTTON, KEYS_NEXT_FIELD, {NAMED(KEY_DOWN)}, N_("Down"), N_("next field"), NULL},
    {KEYS_BUTTON, KEYS_PREVIOUS_FIELD, {NAMED(KEY_UP)}, N_("Up"), N_("previous field"), NULL},

    {KEYS_ATTACHMENT, KEYS_DELETE_RIGHT,
     {NAMED(KEY_DC), NAMED(KEY_BACKSPACE), CHARACTER('d')},
     N_("Delete, d"), N_("remove the file from the message"), N_("Remove")},

    {KEYS_CHOICE, KEYS_RIGHT, {CHARACTER(' '), NAMED(KEY_RIGHT)},
     N_("Space, Right"), N_("next choice"), N_("Change")},
    {KEYS_CHOICE, KEYS_LEFT, {NAMED(KEY_LEFT)}, N_("Left"), N_("previous choice"), NULL},

    {KEYS_LIST, KEYS_UP, {NAMED(KEY_UP), CHARACTER('k')}, N_("Up, k"), N_("one line up"), NULL},
    {KEYS_LIST, KEYS_DOWN, {NAMED(KEY_DOWN), CHARACTER('j')},
     N_("Down, j"), N_("one line down"), NULL},
    {KEYS_LIST, KEYS_PAGE_UP, {NAMED(KEY_PPAGE)}, "PgUp", N_("a page up"), NULL},
    {KEYS_LIST, KEYS_PAGE_DOWN, {NAMED(KEY_NPAGE)}, "PgDn", N_("a page down"), NULL},
    {KEYS_LIST, KEYS_START, {NAMED(KEY_HOME), CHARACTER('g')},
     N_("Home, g"), N_("the first line"), NULL},
    {KEYS_LIST, KEYS_END, {NAMED(KEY_END), CHARACTER('G')}, N_("End, G"), N_("the last line"), NULL},

    {KEYS_CONVERSATION, KEYS_WIRE_VIEW, {CHARACTER('w')},
     "w", N_("toggle the wire view: every byte, with counts"), N_("Wire")},
    {KEYS_CONVERSATION, KEYS_LADDER, {CHARACTER('v')},
     "v", N_("toggle the ladder: who said what to whom"), N_("Ladder")},
    {KEYS_CONVERSATION, KEYS_SEARCH, {CHARACTER('/')}, "/", N_("search the conversation"), N_("Search")},
    {KEYS_CONVERSATION, KEYS_SEARCH_NEXT, {CHARACTER('n')}, "n", N_("next match"), NULL},
    {KEYS_CONVERSATION, KEYS_SEARCH_PREVIOUS, {CHARACTER('N')},
     "N", N_("previous match"), NULL},
    {KEYS_CONVERSATION, KEYS_TAKE_LINE, {CHARACTER('y')},
     "y", N_("copy the line to the raw line, to edit and resend it"), N_("Reuse")},
    {KEYS_CONVERSATION, KEYS_SAVE, {CHARACTER('s')},
     "s", N_("save the conversation as a session file"), N_("Save")},
    {KEYS_CONVERSATION, KEYS_SAVE_CODES, {CHARACTER('S')},
     "S", N_("save it with only the codes of the replies"), NULL},

    {KEYS_COPIES, KEYS_NEXT_FIELD, {CHARACTER('\t'), NAMED(KEY_RIGHT)},
     N_("Tab, Right"), N_("next format"), N_("Next")},
    {KEYS_COPIES, KEYS_PREVIOUS_FIELD, {NAMED(KEY_BTAB), NAMED(KEY_LEFT)},
     N_("Shift-Tab, Left"), N_("previous format"), NULL},
    {KEYS_COPIES, KEYS_ENTER, {CHARACTER('\r'), CHARACTER('\n'), NAMED(KEY_ENTER)},
     "Enter", N_("copy to the clipboard of the terminal"), N_("Copy")},
    {KEYS_COPIES, KEYS_SAVE, {CHARACTER('s')}, "s", N_("save as a file"), N_("Save")},

    {KEYS_DOUBT, KEYS_YES, {CHARACTER('y'), CHARACTER('Y')},
     N_("y, Y"), N_("go on with this connection all the same"), N_("Go on")},
    {KEYS_DOUBT, KEYS_NO, {CHARACTER('n'), CHARACTER('N'), CHARACTER(ESCAPE), CTRL('C')},
     N_("n, Esc"), N_("close the connection"), N_("Close")},

    {KEYS_LINE, KEYS_ENTER, {CHARACTER('\r'), CHARACTER('\n'), NAMED(KEY_ENTER)},
     "Enter", N_("accept what is typed or selected"), N_("OK")},
    {KEYS_MENU, KEYS_UP, {NAMED(KEY_UP), CTRL('P')}, N_("Up, Ctrl-P"), N_("one line up"), NULL},
    {KEYS_MENU, KEYS_DOWN, {NAMED(KEY_DOWN), CTRL('N')},
     N_("Down, Ctrl-N"), N_("one line down"), NULL},
    {KEYS_MENU, KEYS_PAGE_UP, {NAMED(KEY_PPAGE)}, "PgUp", N_("a page up"), NULL},
    {KEYS_MENU, KEYS_PAGE_DOWN, {NAMED(KEY_NPAGE)}, "PgDn", N_("a page down"), NULL},

    {KEYS_QUESTION, KEYS_YES, {CHARACTER('y'), CHARACTER('Y'), CHARACTER('\r'), NAMED(KEY_ENTER)},
     N_("y, Enter"), N_("yes"), N_("Yes")},
    {KEYS_QUESTION, KEYS_NO, {CHARACTER('n'), CHARACTER('N'), CHARACTER(ESCAPE), CTRL('C')},
     N_("n, Esc"), N_("no"), N_("No")},
};
/* clang-format on */

const size_t keys_row_count = COUNT(keys_rows);

/* The scope to search next for a key without a row in a scope. */
static const struct {
    enum keys_scope parent; /* KEYS_ALWAYS: no other parent */
    const char *title;
} scopes[] = {
    [KEYS_ALWAYS] = {KEYS_ALWAYS, N_("Always")},
    [KEYS_EVERYWHERE] = {KEYS_ALWAYS, N_("Everywhere")},
    [KEYS_OUTSIDE_TEXT] = {KEYS_ALWAYS,
                           N_("Outside text; Esc leaves a text, Enter goes back to it")},
    [KEYS_OVERLAY] = {KEYS_ALWAYS, N_("In help and \"copy as\"")},
    [KEYS_FORM] = {KEYS_ALWAYS, N_("In a form")},
    [KEYS_BODY] = {KEYS_FORM, N_("In the text of a message")},
    [KEYS_PREFIXED] = {KEYS_BODY, N_("In the text of a message, after Ctrl-X")},
    [KEYS_FINDING] = {KEYS_BODY, N_("In a search of the text")},
    [KEYS_BUTTON] = {KEYS_FORM, N_("On a button")},
    [KEYS_ATTACHMENT] = {KEYS_BUTTON, N_("On a file of the message")},
    [KEYS_CHOICE] = {KEYS_BUTTON, N_("On a choice")},
    [KEYS_LIST] = {KEYS_ALWAYS, N_("In the conversation, the explanation and this help")},
    [KEYS_CONVERSATION] = {KEYS_LIST, N_("In the conversation")},
    [KEYS_COPIES] = {KEYS_LIST, N_("In \"copy as\"")},
    [KEYS_DOUBT] = {KEYS_LIST, N_("Where a certificate is not trusted")},
    [KEYS_LINE] = {KEYS_ALWAYS, N_("In a prompt")},
    [KEYS_MENU] = {KEYS_LINE, N_("In the list of commands and the history")},
    [KEYS_QUESTION] = {KEYS_ALWAYS, N_("In a yes/no question")},
};
static_assert(COUNT(scopes) == KEYS_SCOPES, "a row per scope");

const char *keys_scope_title(enum keys_scope scope)
{
    return _(scopes[scope].title);
}

enum keys_scope keys_scope_parent(enum keys_scope scope)
{
    return scopes[scope].parent;
}

static bool names_key(const struct keys_row *row, const struct input *input)
{
    for (size_t i = 0; i < KEYS_PER_ROW && row->keys[i].kind != INPUT_NOTHING; i++)
        if (row->keys[i].kind == input->kind && row->keys[i].code == input->code)
            return true;
    return false;
}

/* Whether INPUT is the letter with which the translated names of ROW, the answer to a question,
 * begin. */
static bool is_translated_letter(const struct keys_row *row, const struct input *input)
{
    return (row->scope == KEYS_QUESTION || row->scope == KEYS_DOUBT) &&
           input->kind == INPUT_CHARACTER && input->code < 128 &&
           tolower(input->code) == (unsigned char)_(row->names)[0];
}

static enum keys_action find_in(const struct input *input, enum keys_scope scope)
{
    for (size_t i = 0; i < keys_row_count; i++)
        if (keys_rows[i].scope == scope &&
            (names_key(&keys_rows[i], input) || is_translated_letter(&keys_rows[i], input)))
            return keys_rows[i].action;
    return KEYS_NOTHING;
}

/* Scopes that are no parents of others: while a question is open, only its own keys count. */
static bool applies_by_itself(struct keys_place place, enum keys_scope scope)
{
    if (place.scope == KEYS_QUESTION)
        return false;
    switch (scope) {
    case KEYS_ALWAYS:
        return true;
    case KEYS_EVERYWHERE:
        return !place.is_overlay;
    case KEYS_OUTSIDE_TEXT:
        return !place.is_overlay && !place.is_text;
    case KEYS_OVERLAY:
        return place.is_overlay && !place.is_text;
    default:
        return false;
    }
}

bool keys_apply(struct keys_place place, enum keys_scope scope)
{
    for (enum keys_scope at = place.scope; at != KEYS_ALWAYS; at = scopes[at].parent)
        if (at == scope)
            return true;
    return applies_by_itself(place, scope);
}

enum keys_action keys_find(const struct input *input, struct keys_place place)
{
    static const enum keys_scope others[] = {KEYS_OUTSIDE_TEXT, KEYS_OVERLAY, KEYS_EVERYWHERE,
                                             KEYS_ALWAYS};
    enum keys_action action = KEYS_NOTHING;

    for (enum keys_scope at = place.scope; at != KEYS_ALWAYS && action == KEYS_NOTHING;
         at = scopes[at].parent)
        action = find_in(input, at);
    for (size_t i = 0; i < COUNT(others) && action == KEYS_NOTHING; i++)
        if (applies_by_itself(place, others[i]))
            action = find_in(input, others[i]);
    return action;
}
