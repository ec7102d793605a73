#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Fields are checked as one types: what is wrong is said beside them, holds them back where it cannot
be right, and is sent anyway with Alt-s."""

import os

import e2e
from e2e import case, equal, truth
from tui import Terminal
from tui_scripted import Scripted, act
from tui_walk import Walk, for_sizes, go_to, sent

REFUSED = "Not sent; Alt-s sends it anyway.  %s: %s."


def set_field(terminal, text, label):
    """Replaces the text of the field with the focus."""
    terminal.key("C-a", "C-k")
    terminal.type(text)
    return terminal.wait(lambda screen: any(label in row and text in row for row in screen.pane("[1]")),
                         f"{label} {text}")


def expect_mark(terminal, words, label, text):
    """TEXT is shown, with a mark, in the row of the field LABEL; or elsewhere, and there the mark."""
    note = f"! {words(text)}"
    screen = terminal.wait(lambda screen: note in screen.form, note)
    row = next(row for row in screen.pane("[1]") if row.startswith(label))
    truth(note in row or " ! " in row + " ", screen)


def expect_refused(terminal, words, label, text):
    before = sent(terminal.screen())
    terminal.key("F5")
    status = (words(REFUSED) % (label, words(text)))[:terminal.screen().size[0] - 12]
    screen = terminal.wait(lambda screen: status in screen.status, status)
    equal(sent(screen), before, "what was sent")


@for_sizes("where any text is taken, it is remarked upon and sent", translated=[(80, 24)],
           sizes=[(80, 24), (40, 12)])
def remarks(size, language):
    with Walk(size, language) as (_server, terminal, words):
        terminal.wait_step("HELO")
        set_field(terminal, "a b", words("Domain"))
        expect_mark(terminal, words, words("Domain"), "a blank inside")
        terminal.key("F5")
        for text, note in (("@", "nothing before the @"), ("a@", "nothing after the @"),
                           ("a@b@c", "a second @")):
            terminal.wait_step("MAIL")
            set_field(terminal, text, words("Sender"))
            expect_mark(terminal, words, words("Sender"), note)
        set_field(terminal, "alice", words("Sender"))
        terminal.wait(lambda screen: "!" not in screen.form, "no mark")
        terminal.key("F5")
        terminal.wait_step("RCPT")
        set_field(terminal, "@x", words("Recipient"))
        expect_mark(terminal, words, words("Recipient"), "nothing before the @")
        expect_refused(terminal, words, words("Recipient"), "nothing before the @")
        terminal.key("M-s")
        terminal.wait("S 550")


@case("what the RFCs do not allow is held back, and sent with Alt-s")
def flaws():
    with Walk((80, 24), "en", server=["--dialect=rfc5321"]) as (server, terminal, words):
        terminal.wait_step("EHLO")
        set_field(terminal, "a b", "Domain")
        expect_refused(terminal, words, "Domain", "a blank inside")
        set_field(terminal, "ab", "Domain")
        terminal.key("F5")
        terminal.wait_step("MAIL")
        set_field(terminal, "x@y> SIZE=1", "Sender")
        expect_mark(terminal, words, "Sender", 'not allowed here: ">"')
        expect_refused(terminal, words, "Sender", 'not allowed here: ">"')
        terminal.wait_cursor(*terminal.screen().find("> SIZE"))
        set_field(terminal, "a@b", "Sender")
        terminal.key("Tab")
        set_field(terminal, "SIZE=x", "Parameters")
        expect_refused(terminal, words, "Parameters", 'must be a number: "SIZE"')
        set_field(terminal, "SIZE=1", "Parameters")
        terminal.key("F5")
        terminal.wait_step("RCPT")
        set_field(terminal, "johndoe@x", "Recipient")
        terminal.key("F5")
        terminal.wait_step("DATA")
        terminal.type("Hello.")
        terminal.key("BTab", "BTab", "BTab")
        set_field(terminal, "tomorrow", "Date")
        expect_mark(terminal, words, "Date", "not a date like")
        terminal.key("BTab", "BTab")
        set_field(terminal, "not an address,, <<", "To")
        expect_mark(terminal, words, "To", "no @ with a domain")
        expect_refused(terminal, words, "To", "no @ with a domain")
        set_field(terminal, "P (a) <p . q@x>, N:;", "To")
        terminal.wait(lambda screen: "Not sent" not in screen.status, "nothing of it any more")
        terminal.wait(lambda screen: all("!" not in row for row in screen.pane("[1]")
                                         if row.startswith("To")), "no mark")
        terminal.key("M-s")
        terminal.wait_step("QUIT")
        with open(os.path.join(server.folder, "johndoe.txt"), encoding="utf-8") as file:
            truth("Date: tomorrow\n" in file.read(), "the date is missing")


@case("what was filled in and not edited is neither marked nor held back")
def filled_in():
    with Scripted() as server, Terminal(server.address) as terminal:
        act(terminal, "EHLO")
        terminal.wait_step("MAIL")
        terminal.type("a@b@c")
        terminal.key("M-s")
        act(terminal, "RCPT d@e")
        terminal.wait_step("DATA")
        terminal.type("Hello.")
        screen = terminal.wait("From: a@b@c")
        truth("!" not in screen.form, screen)
        terminal.key("F5")
        terminal.wait_step("QUIT")
        equal(server.heard[1:], ["MAIL FROM:<a@b@c>", "RCPT TO:<d@e>", "DATA", "."], "heard")


@case("what a key did goes with one that shows something else, and the last reply is back")
def passing():
    with Walk((40, 12), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        last = terminal.wait(lambda screen: screen.status.startswith("250: ")).status
        terminal.key("F5")
        # What is cut can be read in the explanation.
        terminal.wait(lambda screen: screen.status == "Not sent: the message is empty. ...")
        terminal.key("Tab", "M-3")
        terminal.wait("Alt-s sends it anyway.")
        for key in ("M-e", "v"):
            terminal.key("M-2", "n")
            terminal.wait(lambda screen: screen.status == "No search text yet: / searches.")
            terminal.key(key)
            terminal.wait(lambda screen: screen.status == last, key)
            terminal.key("Escape")


if __name__ == "__main__":
    e2e.run()
