#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope of a message beside its letter, before and after it is sent, and the bytes that arrive
in the mailbox, for each way in which the text can be sent."""

import e2e
from e2e import case, truth
from tui_walk import Walk, for_sizes, go_to

HEADINGS = ("ENVELOPE (what the server obeys)", "LETTER (what the reader sees)")
RECIPIENT = "johndoe@smtp.prototype"
HIDDEN = "%s gets it, although no header names that address (like Bcc)."


def wait_view(terminal, *texts):
    """Waits for all TEXTS in the explanation."""
    return terminal.wait(lambda screen: all(text in screen.explanation for text in texts),
                         f"{texts} in the explanation")


def begin(terminal, recipients):
    """Walks from EHLO to DATA."""
    terminal.wait_step("EHLO")
    terminal.key("F5")
    for name, text in (("MAIL", "alice@lab.test"), ("RCPT", recipients)):
        terminal.wait_step(name)
        terminal.type(text)
        terminal.wait(text)
        terminal.key("F5")
    terminal.wait_step("DATA")


@for_sizes("envelope and letter are shown before and after the message is sent",
           translated=[(80, 24)], sizes=[(80, 24), (100, 30)])
def both(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "DATA", sender="alice@lab.test")
        headings = [words(text) for text in HEADINGS]
        shown = headings + ["MAIL FROM:<alice@lab.test>", "RCPT TO:<johndoe>",
                            "From: alice@lab.test", "To: johndoe@smtp.prototype"]
        screen = wait_view(terminal, *shown)
        beside = [row for row in screen.pane("[3]") if all(text in row for text in headings)]
        truth(bool(beside) == (size == (80, 24)), f"side by side:\n{screen}")
        terminal.type("Hello.")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        wait_view(terminal, *shown)


@case("what the header does not say is said, and what was sent is what is shown afterwards")
def differences():
    with Walk((200, 60), "en", server=["--dialect=rfc5321"]) as (_server, terminal, _words):
        begin(terminal, RECIPIENT)
        terminal.key(*["BTab"] * 6, "C-a", "C-k")
        terminal.type("Bob <bob@x.test>")
        wait_view(terminal, "If it cannot be delivered, alice@lab.test is told, not the address in From:.")
        terminal.key("Tab", "C-a", "C-k")
        terminal.type("mary@x.test")
        wait_view(terminal, HIDDEN % RECIPIENT,
                  "mary@x.test is only in the header: without RCPT TO it gets nothing.")
        terminal.key("M-s")
        terminal.wait_step("QUIT")
        wait_view(terminal, HIDDEN % RECIPIENT, "From: Bob <bob@x.test>", "To: mary@x.test")
        terminal.key("F7")
        for line in ("MAIL FROM:<>", f"RCPT TO:<{RECIPIENT}>", "DATA"):
            terminal.type(line)
            terminal.key("Enter")
        terminal.wait(lambda screen: screen.conversation.count("S 354") == 2, "another 354")
        terminal.type("From: eve@x")
        terminal.key("Enter")
        wait_view(terminal, "nobody is told if it cannot be delivered", "MAIL FROM:<>", "From: eve@x",
                  "To: (no such field)")


if __name__ == "__main__":
    e2e.run()
