#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen with our own server in the dialect rfc5321: a whole conversation in terminals of
all sizes and in several languages, by the places of things on the screen."""

import e2e
from e2e import equal, message_of, truth
from tui import HOST
from tui_walk import Walk, for_sizes, text_of

ALL_SIZES = [(40, 12), (60, 20), (80, 24), (100, 30), (200, 60)]
RFC5321 = ["--dialect=rfc5321"]
SENDER = "jo\u00e3o@x"
RECIPIENTS = "johndoe@x, nobody@x, babydoe@x"
TEXT = "Ol\u00e1, \u00c9lia."


def before_cursor(screen):
    """The first row of the form up to the cursor, if it is there."""
    box = screen.box("[1]")
    row = screen.cells[box.row + 1][box.column + 2:screen.cursor[0]]
    return " ".join("".join(row).split()) if screen.cursor[1] == box.row + 1 else None


def fill(terminal, step, label, text, filled_in=""):
    """The step is shown with the cursor in its field after what is FILLED_IN; TEXT is typed, which
    may scroll the field, and sent."""
    terminal.wait_step(step)
    terminal.wait(lambda screen: before_cursor(screen) == f"{label} {filled_in}".strip(), label)
    terminal.type(text)
    screen = terminal.wait(lambda screen: (before_cursor(screen) or "").endswith(text[-12:]), text)
    truth(f"{step} " in screen.form, f"no preview: {screen}")
    terminal.key("F5")


@for_sizes("several recipients, 8-bit text and an address in UTF-8", ALL_SIZES, ALL_SIZES)
def whole(size, language):
    with Walk(size, language, server=RFC5321) as (server, terminal, words):
        fill(terminal, "EHLO", words("Domain"), "", HOST)
        fill(terminal, "MAIL", words("Sender"), SENDER)
        fill(terminal, "RCPT", words("Recipient"), RECIPIENTS)

        # One is refused, the others are not: the message comes next.
        terminal.wait_step("DATA")
        terminal.key("M-p")
        screen = terminal.wait_step("RCPT")
        if size[1] >= 20:
            for verdict in ("250 johndoe@x", "550 nobody@x", "250 babydoe@x"):
                truth(verdict in screen.form, f"no {verdict}: {screen}")
        terminal.key("M-n")
        terminal.wait_step("DATA")
        terminal.type(TEXT)
        terminal.wait(TEXT)
        terminal.key("F5")

        screen = terminal.wait_step("QUIT")
        truth(screen.status.startswith("250: "), screen)
        terminal.key("F5")
        screen = terminal.wait(lambda screen: screen.status.startswith("221: "), "the goodbye")
        terminal.key("F10")
        terminal.wait_exit()

        for name in ("johndoe", "babydoe"):
            equal(len(server.records(name)), 1, f"messages for {name}")
            record = server.records(name)[0]
            equal(text_of(record), TEXT + "\n", "text")
            truth(f"From: {SENDER}\n".encode() in message_of(record), record)
            truth(b"\nTo: johndoe@x, babydoe@x\n" in message_of(record), record)
            truth(f"Return-Path: <{SENDER}>\n".encode() in record, record)


if __name__ == "__main__":
    e2e.run()
