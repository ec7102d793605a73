#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A person without function keys and without Alt: Esc leaves the text, then letters act."""

import e2e
from e2e import case, equal, truth
from tui import SIZES
from tui_walk import Walk, for_sizes, sent

SMALL = [(40, 12), (60, 20)]


def leave_text(terminal, words):
    """A letter that follows Esc at once would be read as Alt with it."""
    terminal.key("Escape")
    terminal.wait(lambda screen: "? " in screen.rows[-1], "letters in the key bar")
    screen = terminal.screen()
    truth(words("Letters are keys now; Enter or Tab goes back to the text.")[:30] in screen, screen)


def send_text(terminal, words, step, text):
    terminal.wait_step(step)
    if text:
        terminal.type(text)
        terminal.wait(text)
    leave_text(terminal, words)
    terminal.key("s")


def deliver(terminal, words, body):
    send_text(terminal, words, "MAIL", "alice")
    send_text(terminal, words, "RCPT", "johndoe")
    send_text(terminal, words, "DATA", body)


@for_sizes("two messages without F-keys and Alt", translated=SIZES[:1], sizes=SMALL + SIZES)
def two_messages(size, language):
    with Walk(size, language, env={"NO_COLOR": "1"} if size == SIZES[0] else None) as \
            (server, terminal, words):
        send_text(terminal, words, "HELO", "")
        deliver(terminal, words, "First.")
        terminal.wait_step("QUIT")
        terminal.key("Up", "Enter")
        deliver(terminal, words, "Second.")
        terminal.wait_step("QUIT")
        terminal.key("s")
        screen = terminal.wait(lambda screen: screen.status.startswith("221"), "the goodbye")
        truth(screen.is_at("QUIT"), screen)
        truth(size[0] < 80 or screen.steps.startswith("[ok] CONNECT > [ok] HELO > [ok] MAIL"), screen)
        terminal.key("q")
        terminal.wait(lambda screen: screen.is_dead, "the end")
        equal(len(server.records("johndoe")), 2, "messages")


@case("every form ends in Send, which Tab reaches and Enter presses")
def button():
    with Walk((100, 30), "en") as (server, terminal, _words):
        for step, text, tabs in (("HELO", "", 1), ("MAIL", "alice", 2), ("RCPT", "johndoe", 2),
                                 ("DATA", "Hello.", 2)):
            screen = terminal.wait_step(step)
            if text:
                terminal.type(text)
                screen = terminal.wait(text)
            terminal.key(*["Tab"] * tabs)
            terminal.wait_cursor(*screen.find("[ Send ]"))
            terminal.key("Enter")
        terminal.wait_step("QUIT")
        equal(len(server.records("johndoe")), 1, "messages")


@case("letters are text until Esc, and again after Enter or Tab")
def text_again():
    with Walk((100, 30), "en") as (_server, terminal, words):
        terminal.wait_step("HELO")
        terminal.key("C-u")
        terminal.type("s")
        terminal.wait("HELO s")
        leave_text(terminal, words)
        terminal.key("n")
        terminal.wait_step("MAIL")
        terminal.type("n")
        terminal.wait("MAIL FROM:<n>")
        leave_text(terminal, words)
        terminal.key("x", "Enter", "p")
        terminal.wait("MAIL FROM:<np>")
        leave_text(terminal, words)
        terminal.key("Tab", "Tab", "BTab", "BTab", "q")
        terminal.wait("MAIL FROM:<npq>")
        equal(sent(terminal.screen()), [], "lines sent")


@case("letters reach every pane, list and view")
def panes():
    with Walk((100, 30), "en") as (_server, terminal, words):
        terminal.wait_step("HELO")
        leave_text(terminal, words)
        for letter, text in (("?", "Help - "), ("h", "History - "), ("c", "Commands - ")):
            terminal.key(letter)
            terminal.wait(text)
            terminal.key("Escape")
            terminal.wait(lambda screen, text=text: text not in screen)
        for letter, bar in (("2", "w Wire"), ("3", "2 Conversation"), ("1", "s Send")):
            terminal.key(letter)
            terminal.wait(lambda screen, bar=bar: bar in screen.rows[-1], bar)
        terminal.key(":")
        terminal.type("vrfy x")
        terminal.key("Enter")
        terminal.wait("S 500 ")


@case("an overlay takes all keys but those that apply always, such as F10")
def overlay():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        for opener, title in (("F1", "Help - "), ("F8", "History - "), ("M-e", "Copy as ")):
            terminal.key(opener)
            terminal.wait(title)
            # In the field of F8 Alt-n is a search of Readline, which does not free what it needs for it.
            terminal.key("F5", "M-s", "F7", *(["M-n"] if opener != "F8" else []), "n")
            truth(title in terminal.screen(), f"{title} is gone")
            terminal.key("Escape" if opener == "F8" else "q")
            terminal.wait(lambda screen, title=title: title not in screen)
        screen = terminal.wait_step("HELO")
        equal(sent(screen), [], "lines sent")
        truth("y / n" not in screen, screen)
        terminal.key("F8")
        terminal.wait("History - ")
        terminal.key("F10")
        terminal.wait_exit()


if __name__ == "__main__":
    e2e.run()
