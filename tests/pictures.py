#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of README from the real programs: `make pictures' writes them to docs/.

FOLDER is where they go; each is made for light and for dark pages.  Names and addresses in them
are the tests' own, not those of the machine.
"""

import os
import sys

import e2e
from picture import THEMES, picture
from tui_walk import Walk

SIZE = (100, 28)


def send(terminal, step, text):
    """Types TEXT into the form of STEP, or leaves what is there, and sends it."""
    terminal.wait_step(step)
    terminal.type(text)
    terminal.wait(lambda screen: text in screen.form, text)
    terminal.key("Enter")


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
    terminal.type("Hello John, see you at noon.")
    terminal.wait("see you at noon.")


def ladder(terminal):
    form(terminal)
    terminal.key("F5")
    terminal.wait_step("QUIT")
    terminal.key("M-2", "v", "M-z")
    terminal.wait("DELIVERED")


PICTURES = {
    "screen": (form, "The form of a message, the conversation and the explanation"),
    "ladder": (ladder, "A conversation as a ladder, with a refused recipient and a delivery"),
}


def take(name):
    """The captured screen of PICTURES[NAME]."""
    with Walk(SIZE, "en") as (_server, terminal, _words):
        PICTURES[name][0](terminal)
        return terminal.tmux("capture-pane", "-p", "-e", "-N")


def make(folder):
    """Writes all pictures to FOLDER; returns their names."""
    names = []
    for name, (_walk, title) in PICTURES.items():
        captured = take(name)
        for theme in THEMES:
            names.append(f"{name}-{theme}.svg")
            with open(os.path.join(folder, names[-1]), "w", encoding="utf-8") as file:
                file.write(picture(captured, SIZE, title, theme))
    return names


if __name__ == "__main__":
    try:
        print("\n".join(make(sys.argv[1])))
    finally:
        e2e.stop_servers()
