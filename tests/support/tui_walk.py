# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the walks through the full screen share: server, terminal and catalogue together, a case per
size and language, and what forms, raw line and stored messages are expected to hold.
"""

import email
import email.policy
import re

from e2e import Server, case, equal, message_of, truth
from tui import HOST, SIZES, Box, Terminal, Words, address, width


def for_sizes(name, translated=(), sizes=SIZES):
    """Registers a case per size of SIZES in English, and per size TRANSLATED in Portuguese."""
    def register(function):
        for language, chosen in (("en", sizes), ("pt_BR", translated)):
            for size in chosen:
                title = f"{name}, {size[0]}x{size[1]}"
                title += "" if language == "en" else f", {language}"
                case(title)(lambda size=size, language=language: function(size, language))
        return function
    return register


class Walk:
    """Server, with its options SERVER, catalogue and terminal together."""

    def __init__(self, size, language, *options, folder=None, env=None, server=()):
        self.server = Server(*server)
        self.words = Words(language)
        self.size = size
        self.options = options
        self.folder = folder
        self.env = env or {}

    def __enter__(self):
        self.words.__enter__()
        self.terminal = Terminal(address(self.server), *self.options, size=self.size,
                                 env={**self.words.env, **self.env}, folder=self.folder)
        return self.server, self.terminal, self.words

    def __exit__(self, *exception):
        self.terminal.kill()
        self.words.__exit__(*exception)
        self.server.__exit__(*exception)


def text_of(record):
    """The text of the message in the record, as a mail reader shows it."""
    return email.message_from_bytes(message_of(record), policy=email.policy.default).get_content()


def check_message(record, sender, recipient, body, domain=HOST):
    """The record holds what the DATA form makes of it."""
    header, _, text = message_of(record).decode().partition("\n\n")
    equal(text, body, "body")
    fields = dict(line.split(": ", 1) for line in header.split("\n"))
    equal(fields["From"], sender if "@" in sender else f"{sender}@{domain}", "From")
    equal(fields["To"], recipient if "@" in recipient else f"{recipient}@smtp.prototype", "To")
    truth(re.fullmatch(r"\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", fields["Date"]), header)
    truth(re.fullmatch(rf"<[0-9a-f]+@{re.escape(domain)}>", fields["Message-ID"]), header)


def expect_field(screen, label, text):
    """The form's first row is the field LABEL with TEXT, and the cursor comes after it."""
    row = screen.pane("[1]")[0]
    expected = re.escape(f"{label} {text.rstrip()}")
    truth(re.match(f"{expected}(  |$)", row + "  "), f"no {text!r}:\n{screen}")
    box = screen.box("[1]")
    column = box.column + 2 + width(label) + 1 + width(text)
    screen.terminal.wait_cursor(column, box.row + 1)


def expect_body_cursor(screen, row, text):
    """The cursor comes into the text of the message, in ROW after TEXT."""
    box = screen.box("[1]")
    screen.terminal.wait_cursor(box.column + 2 + width(text), box.row + 7 + row)


def expect_raw(terminal, text):
    """The raw line contains TEXT with the cursor after it."""
    row = terminal.screen().size[1] - 3
    terminal.wait(lambda screen: screen.raw == f"smtp> {text}".rstrip()
                  and screen.cursor == (7 + width(text), row), f"the raw line {text!r}")


def go_to(terminal, step, sender="alice", recipient="johndoe", body="Hello."):
    """Walks from HELO to STEP through the forms."""
    terminal.wait_step("HELO")
    for name, text in (("HELO", ""), ("MAIL", sender), ("RCPT", recipient)):
        terminal.wait_step(name)
        if name == step:
            return
        if text:
            terminal.type(text)
            terminal.wait(f"<{text}>")
        terminal.key("Enter")
    terminal.wait_step("DATA")
    if step == "QUIT":
        terminal.type(body)
        terminal.wait(body)
        terminal.key("F5")
        terminal.wait_step("QUIT")


def sent(screen):
    """The commands that the conversation shows."""
    return [row for row in screen.pane("[2]") if row.startswith("C ")]


# --- what a reply must not change -------------------------------------------------------------

def inside(box):
    return Box(box.row + 1, box.column + 1, box.height - 2, box.width - 2)


def foreign(screen):
    """The places for replies: conversation, ladder, explanation and the status row."""
    columns, rows = screen.size
    frames = [screen.box(title) for title in ("[2]", "[3]", "Ladder")]
    return [inside(frame) for frame in frames if frame] + [Box(rows - 2, 0, 1, columns)]


def look(terminal, screen):
    """All that a reply must not change: cells, cursor, modes, colours of the bars, title
    and clipboard."""
    # The clock; blanks, which curses may leave out; what undoes the colour of the row above.
    undone = re.compile(r"^((?:\x1b\[[\d;]*m)*?)(?:\x1b\[[34]9m)+")
    clock, end = re.compile(r"\d\d:\d\d ?$"), re.compile(r"(?:\d\d:\d\d|\s|\x1b\[[\d;]*m)+$")
    asked = terminal.tmux("capture-pane", "-p", "-e", ";", "display-message", "-p", "#{pane_title}",
                          ";", "list-buffers").split("\n")
    rows = screen.size[1]
    # How many lines are hidden, in the frame, differs with the replies.
    hidden = re.compile("(?: \\+\\d+ )(?=[\u2510\u2518\u2524\u252c\u2534+])")
    outside = [hidden.sub(lambda found: "\u2500" * len(found[0]), row.rstrip())
               for row in screen.outside(*foreign(screen))]
    return {"cells": [clock.sub("", row) for row in outside],
            "cursor": screen.cursor, "modes": screen.modes,
            "bars": [undone.sub(r"\1", end.sub("", asked[row]))
                     for row in (0, 1, rows - 3, rows - 1)],
            "title and clipboard": asked[rows:]}


def compare(got, expected, name):
    for part, value in expected.items():
        for number, (one, other) in enumerate(zip(got[part], value)):
            equal(one, other, f"{name}: {part} {number}")
        equal(got[part], value, f"{name}: {part}")
