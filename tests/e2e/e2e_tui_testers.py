#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Tools of those who test servers: prompts for files, the history, and the mouse."""

import os
import re

import e2e
from e2e import case, equal, truth
from tui import click
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


def entries(screen):
    """The texts of the history's rows, under the line that is typed."""
    return [row[39:].strip() for row in screen.pane("History")[1:] if row.strip()]


@case("the history shows server and time, is searched by typing, and holds nothing twice")
def _():
    with Walk((100, 30), "en") as (server, terminal, _words):
        go_to(terminal, "MAIL")
        for line in ("vrfy Um", "NOOP", "vrfy two", "vrfy Um"):
            terminal.key("F7")
            terminal.type(line)
            terminal.key("Enter")
            terminal.wait("C " + line)
        terminal.key("F8")
        screen = terminal.wait("type to search")
        rows = screen.pane("History")[1:]
        equal(entries(screen)[:3], ["vrfy Um", "vrfy two", "NOOP"])
        truth(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d +%s:%s" % (server.host, server.port), rows[0]), rows)
        terminal.type("UM")
        terminal.wait(lambda screen: entries(screen) == ["vrfy Um"], "what matches")
        terminal.key("BSpace", "BSpace")
        terminal.type("helo")
        terminal.key("Enter")
        terminal.wait_step("HELO")
        path = os.path.join(terminal.folder, "state/smtp-tui/history")
        with open(path, encoding="utf-8") as file:
            truth(re.search(r"^# sent: \d+ %s:%s\nC: NOOP$" % (server.host, server.port), file.read(),
                            re.M), "the file")
        # Where there is no room for columns, time and server of the selected entry are below.
        terminal.key("F8")
        terminal.wait("type to search")
        terminal.resize(60, 20)
        terminal.wait(lambda screen: re.search(r"\d\d:\d\d  %s:" % server.host, screen.pane("History")[-1]))


@case("a message is one line of the history, with its subject and size, and goes back to its form")
def _():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "QUIT", body="Hello.")
        terminal.key("F8")
        screen = terminal.wait("type to search")
        truth(re.match(r"message: Hello\. \(\d+ bytes\)$", entries(screen)[0]), screen)
        terminal.type("hell")
        terminal.wait(lambda screen: len(entries(screen)) == 1, "one entry")
        terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.wait("Hello.")


@case("a click selects lines, steps, fields and entries, and presses buttons and keys")
def _():
    with Walk((100, 30), "en", "--mouse") as (_server, terminal, _words):
        go_to(terminal, "RCPT")
        # A line of the conversation, in the list and in the ladder.
        click(terminal, "C HELO")
        terminal.wait(">C HELO")
        terminal.key("v")
        terminal.wait("ladder")
        click(terminal, "MAIL FROM:<alice>")
        terminal.key("v")
        terminal.wait(">C MAIL FROM:<alice>")
        # A step, a field, a choice and a button.
        click(terminal, "MAIL", row=1)
        terminal.wait("[1] MAIL FROM")
        click(terminal, "RCPT", row=1)
        terminal.wait("[1] RCPT TO")
        terminal.type("johndoe")
        terminal.wait("RCPT TO:<johndoe>")
        click(terminal, "[ :<a> ]")
        terminal.wait("RCPT TO: <johndoe>")
        click(terminal, "[ Send ]")
        terminal.wait_step("DATA")
        # The choices of a message.
        click(terminal, "[ automatic ]")
        terminal.wait("[ as typed ]")
        click(terminal, "[ at once ]")
        terminal.wait("[ dot apart ]")
        click(terminal, "Subject")
        terminal.type("clicked")
        terminal.wait("Subject    clicked")
        # Keys of the bar, in the panes, in an overlay, and in a question.
        click(terminal, "F8", row=-1)
        terminal.wait("type to search")
        click(terminal, "MAIL FROM:<alice>")
        terminal.wait(lambda screen: "type to search" in screen, "selected only")
        click(terminal, "MAIL FROM:<alice>")
        terminal.wait("[1] MAIL FROM")
        click(terminal, "F9", row=-1)
        terminal.wait("Commands - ")
        click(terminal, "Esc", row=-1)
        terminal.wait(lambda screen: "Commands - " not in screen, "closed")
        click(terminal, "F10", row=-1)
        terminal.wait("y / n")
        click(terminal, "No", row=-1)
        terminal.wait(lambda screen: "y / n" not in screen, "the answer")
        click(terminal, "F10", row=-1)
        terminal.wait("y / n")
        click(terminal, "Yes", row=-1)
        terminal.wait_exit()


e2e.run()
