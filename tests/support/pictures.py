#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of README from the real programs: `make pictures' writes them to docs/.

FOLDER is where they go; each is made for light and for dark pages.  Names and addresses in them
are the tests' own, not those of the machine, and times do not differ from run to run.
"""

import os
import re
import sys

import e2e
from picture import THEMES, picture
from tui_walk import Walk

DATE = "Sun, 29 Nov 2026 09:30:00 +0000"
MESSAGE_ID = "<lunch.1@lab.test>"


def send(terminal, step, text):
    """Types TEXT into the form of STEP, or leaves what is there, and sends it."""
    terminal.wait_step(step)
    terminal.type(text)
    terminal.wait(lambda screen: text in screen.form, text)
    terminal.key("Enter")


def fill(terminal, label, text):
    """Replaces the header field LABEL, which is next before the one with the focus."""
    terminal.key("BTab")
    terminal.wait(lambda screen: f"{label} " in screen.rows[screen.cursor[1]], label)
    terminal.key("C-a", "C-k")
    terminal.type(text)
    terminal.wait(lambda screen: f"{label} {text}" in " ".join(screen.form.split()), text)


def form(terminal):
    """To the message, with a recipient refused on the way."""
    terminal.wait_step("HELO")
    terminal.key("C-a", "C-k")
    send(terminal, "HELO", "lab.test")
    send(terminal, "MAIL", "alice@lab.test")
    send(terminal, "RCPT", "jon")
    send(terminal, "MAIL", "")
    send(terminal, "RCPT", "johndoe")
    terminal.wait_step("DATA")
    terminal.key("BTab")
    for label, text in (("Message-ID", MESSAGE_ID), ("Date", DATE), ("Subject", "Lunch")):
        fill(terminal, label, text)
    terminal.key(*["Tab"] * 4)
    terminal.type("Hello John, see you at noon.")
    terminal.wait("see you at noon.")


def ladder(terminal):
    """The refusal, selected and explained."""
    form(terminal)
    terminal.key("F5")
    terminal.wait_step("QUIT")
    terminal.key("M-2", "v", *["Up"] * 8)
    terminal.wait(lambda screen: screen.explanation.startswith("550"), "the refusal")


PICTURES = {
    "screen": (form, (100, 30), "The form of a message, the conversation and the explanation"),
    "ladder": (ladder, (124, 30), "A conversation as a ladder, with a refused recipient, which is "
                                  "explained, and a delivery"),
}


def constant(captured):
    """CAPTURED without what differs from run to run: port, clock, milliseconds; all keep their
    columns."""
    captured = re.sub(r"(127\.0\.0\.1):\d{5}", r"\1:49152", captured)
    captured = re.sub(r"\d\d:\d\d( *\x1b| *$)", r"00:42\1", captured, count=1, flags=re.MULTILINE)
    captured = re.sub("(\u2500 )(\\d+) ms ", lambda time: "\u2500" * (len(time[2]) - 1) + "\u2500 1 ms ",
                      captured)
    return re.sub(r"(\d+) ms", lambda time: " " * (len(time[1]) - 1) + "1 ms", captured)


def take(name):
    """The captured screen of PICTURES[NAME]."""
    walk, size, _title = PICTURES[name]
    with Walk(size, "en") as (_server, terminal, _words):
        walk(terminal)
        return constant(terminal.tmux("capture-pane", "-p", "-e", "-N"))


def make(folder):
    """Writes all pictures to FOLDER; returns their names."""
    names = []
    for name, (_walk, size, title) in PICTURES.items():
        captured = take(name)
        for theme in THEMES:
            names.append(f"{name}-{theme}.svg")
            with open(os.path.join(folder, names[-1]), "w", encoding="utf-8") as file:
                file.write(picture(captured, size, title, theme))
    return names


if __name__ == "__main__":
    try:
        print("\n".join(make(sys.argv[1])))
    finally:
        e2e.stop_servers()
