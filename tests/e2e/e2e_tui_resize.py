#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Resizing in every step with every overlay open: no text is lost, and no cell is stale.

A cell is stale if a redraw (Ctrl-L) changes it.
"""

import re

import e2e
from e2e import case, equal, truth
from tui_walk import Walk, go_to

SIZE = (80, 24)
THROUGH = [(1, 1), (40, 10), (500, 300)]

# The key that opens each overlay, and its text.
OVERLAYS = [(None, "[1]"), ("F1", "Help - "), ("F8", "History - "), ("F9", "Commands - "),
            ("M-e", "Copy as session"), ("M-a", "Attach the file:"), ("C-c", "y / n")]


def still(screen):
    """The screen, without the clock and what Ctrl-L itself changes."""
    return [re.sub(r"\d\d:\d\d ?$", "", screen.rows[0])] + screen.rows[1:]


def is_whole(screen, size):
    """Whether the program has filled the new size."""
    if screen.size != size:
        return False
    if size[0] < 40 or size[1] < 10:
        # Some terminals cannot write the last cell.
        return not any(screen.rows[1:]) and screen.rows[0] in ("", ".", "T", "Q", "A")
    # Where it is narrow, who can read along goes before the name of the program.
    return re.match(" (smtp-tui|plaintext) ", screen.rows[0]) and re.search(r"(F1|\?|Esc|y) ", screen.rows[-1])


def check_here(terminal, step):
    """Opens each overlay, goes through the sizes, and closes it."""
    for key, text in OVERLAYS:
        if key:
            terminal.key(key)
        before = terminal.wait(text)
        for size in THROUGH:
            terminal.resize(*size)
            shown = terminal.wait(lambda screen, size=size: is_whole(screen, size),
                                  f"{size} filled, {step}, {text}")
            if key == "F1":
                terminal.key("C-l")
                again = terminal.wait(lambda screen, size=size: is_whole(screen, size), "a redraw")
                equal(still(again), still(shown), f"stale cells at {size}, {step}, {text}")
        terminal.resize(*SIZE)
        after = terminal.wait(lambda screen, before=before: still(screen) == still(before),
                              f"{step} with {text} as before:\n{before}")
        equal(after.cursor, before.cursor, f"cursor, {step}, {text}")
        if key:
            terminal.key("Escape")
            terminal.wait(lambda screen, text=text: text not in screen, f"{text} gone")


@case("HELO, MAIL and RCPT through sizes with every overlay")
def commands():
    with Walk(SIZE, "en") as (_server, terminal, _words):
        for name, text in (("HELO", "x"), ("MAIL", "Jo\u00e3o@\u5c71"), ("RCPT", "johndoe")):
            terminal.wait_step(name)
            terminal.type(text)
            terminal.wait(text)
            check_here(terminal, name)
            terminal.key("Enter")
        terminal.wait_step("DATA")


@case("DATA, QUIT and no connection through sizes with every overlay")
def message():
    with Walk(SIZE, "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        for number in range(12):
            terminal.type(f"line {number} " + "word " * 20)
            terminal.key("Enter")
        terminal.wait("line 11")
        check_here(terminal, "DATA")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        check_here(terminal, "QUIT")
        terminal.key("F5")
        terminal.wait("QUIT - finished")
        check_here(terminal, "QUIT")
        terminal.key("M-n")
        terminal.wait_step("CONNECT")
        check_here(terminal, "CONNECT")


@case("a text that was scrolled to its end fills a terminal that has grown")
def grown():
    with Walk(SIZE, "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        for number in range(20):
            terminal.type(f"line {number}")
            terminal.key("Enter")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        for key, title in (("F1", "Help - "), ("M-e", "Copy as session")):
            terminal.key(key)
            first = terminal.wait(title).pane(title)[0]
            terminal.key("End")
            terminal.wait(lambda screen, title=title, first=first: screen.pane(title)[0] != first)
            terminal.resize(100, 30)
            grown = terminal.wait(lambda screen: is_whole(screen, (100, 30)))
            truth(all(grown.pane(title)[-3:]), grown)
            terminal.resize(200, 300)
            grown = terminal.wait(lambda screen: is_whole(screen, (200, 300)))
            terminal.key("Home", "C-l")
            truth(grown.pane(title)[0], grown)
            equal(terminal.screen().pane(title), grown.pane(title), title)
            terminal.resize(*SIZE)
            terminal.wait(lambda screen: is_whole(screen, SIZE))
            terminal.key("Escape")
            terminal.wait(lambda screen, title=title: title not in screen)


if __name__ == "__main__":
    e2e.run()
