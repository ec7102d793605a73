#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Tools of those who test servers: prompts for files, the history, and the mouse."""

import os
import re

import e2e
from e2e import case, equal, truth
from tui_walk import Walk, go_to


def opened(terminal):
    terminal.key("M-2", "s")
    return terminal.wait("Save the session file as:")


@case("saving proposes a name, asks before it replaces a file, and keeps a path that failed")
def _():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        found = re.search(r"as: (127\.0\.0\.1-[0-9-]+\.session)", "\n".join(opened(terminal).rows))
        truth(found, "a proposed name")
        terminal.key("Escape")
        opened(terminal)
        # What is typed replaces the name; a path that failed stays.
        terminal.type("~/no/a")
        terminal.key("Enter")
        terminal.wait("cannot write ")
        terminal.wait("as: ~/no/a")
        terminal.key("BSpace", "BSpace", "BSpace", "BSpace")
        terminal.type("x")
        terminal.key("Enter")
        terminal.wait("Saved as ")
        path = os.path.join(terminal.folder, "x")
        with open(path, "w", encoding="ascii") as file:
            file.write("kept")
        opened(terminal)
        terminal.type("~/x")
        terminal.key("Enter")
        terminal.wait("Replace this file? y / n: ~/x")
        terminal.type("zn")
        terminal.wait("as: ~/x")
        with open(path, encoding="ascii") as file:
            equal(file.read(), "kept")
        terminal.key("Enter")
        terminal.wait("Replace this file?")
        terminal.type("y")
        terminal.wait("Saved as ")
        with open(path, encoding="ascii") as file:
            truth(file.read().startswith("# smtp-session 1"), "replaced")


@case("a file that cannot be read needs not be named again")
def _():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        for key, label in ("M-i", "Insert the file:"), ("M-a", "Attach the file:"):
            terminal.key(key)
            terminal.wait(label)
            terminal.type("~/none")
            terminal.key("Enter")
            terminal.wait("cannot read ")
            terminal.wait(label + " ~/none")
            terminal.key("Escape")
            terminal.wait("smtp>")


e2e.run()
