#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The output of "copy as", run unchanged, delivers the same messages again.

Each format is saved by the full screen and run by its program against the same server; then the
mailbox contains the message twice.
"""

import os
import re
import shutil
import subprocess
import sys

import e2e
from e2e import Skip, case, equal, message_of, truth
from tui import address
from tui_walk import Walk, go_to

BODY = """It's a "test" of $HOME, `id`, $(id), %DATE%, %%, \\n, \\ and !x
EOF
EOF1
.
..two
.one
\tbegins with a tab
ends with blanks  
From here on
>From there

a line of 5,000: """ + "0123456789" * 500 + "\nOl\u00e1, \U0001f600\n"

# Format, its position in the overlay, the command that runs it.
FORMS = [("session file", 0, [e2e.CLIENT, "--replay=@FILE@", "@ADDRESS@"]),
         ("session file, codes only", 1, [e2e.CLIENT, "--replay=@FILE@", "@ADDRESS@"]),
         ("swaks", 2, ["sh", "@FILE@"]), ("curl", 3, ["sh", "@FILE@"]),
         ("Python", 4, [sys.executable, "@FILE@"])]


def save(terminal, number, path):
    terminal.key("M-e")
    terminal.wait("Copy as ")
    for _ in range(number):
        terminal.key("Tab")
    terminal.wait(f"Copy as {FORMS[number][0]} ")
    terminal.key("s")
    terminal.wait("Save as:")
    terminal.type(path)
    terminal.key("Enter")
    terminal.wait("Saved as ")


def run(server, words, path, folder):
    program = words[0] if words[0] != "sh" else FORMS[int(path[-1])][0]
    if shutil.which(program) is None:
        raise Skip(f"{program} is not installed")
    command = [word.replace("@FILE@", path).replace("@ADDRESS@", address(server)) for word in words]
    environment = dict(e2e.ENVIRONMENT, HOME=folder, XDG_STATE_HOME=folder)
    done = subprocess.run(command, capture_output=True, timeout=e2e.WAIT, check=False,
                          stdin=subprocess.DEVNULL, env=environment)
    equal(done.returncode, 0, (done.stdout + done.stderr).decode(errors="replace"))


def check(name, number, words, prepare):
    """PREPARE has a conversation; its messages are to be there twice in the end."""
    @case(f"{prepare.__doc__}, copied as {name}, is delivered again")
    def repeat():
        with Walk((100, 30), "en") as (server, terminal, _words):
            prepare(terminal)
            path = os.path.join(terminal.folder, f"copy{number}")
            save(terminal, number, path)
            before = server.records("johndoe")
            run(server, words, path, terminal.folder)
            after = server.records("johndoe")
            equal(len(after), 2 * len(before), "messages")
            for first, second in zip(before, after[len(before):]):
                equal(message_of(second), message_of(first), "message")
                equal(re.findall(rb"^Return-Path.*", second), re.findall(rb"^Return-Path.*", first))


def from_forms(terminal):
    """a message from the forms"""
    path = os.path.join(terminal.folder, "body")
    with open(path, "w", encoding="utf-8") as file:
        file.write(BODY)
    with open(os.path.join(terminal.folder, "a'b.bin"), "wb") as file:
        file.write(os.urandom(100000))
    go_to(terminal, "DATA", sender="o'neil \"x\" $y@lab.test")
    terminal.key("M-i")
    terminal.wait("Insert the file:")
    terminal.type(path)
    terminal.key("Enter")
    terminal.wait("Inserted")
    terminal.key("M-a")
    terminal.wait("Attach the file:")
    terminal.type("~/a'b.bin")
    terminal.key("Enter")
    terminal.wait("Attached: ")
    terminal.key("F5")
    terminal.wait_step("QUIT")


def typed(terminal, *lines):
    for line in lines:
        terminal.type(line)
        terminal.key("Enter")
    terminal.wait_step("QUIT")


def from_raw_line(terminal):
    """a message from the raw line, with refused commands and a second one"""
    terminal.wait_step("HELO")
    terminal.key("F7")
    typed(terminal, "nonsense", "helo  it's me", "mail from: <>", "rcpt to: nobody",
          "mail from: a@b", "rcpt to: johndoe", "data", "EOF", ".EOF", "..", "", "$HOME 'x'",
          "Ol\u00e1 raw", ".")
    terminal.wait("S 250 Message accepted")
    # QUIT is the step already, and the first reply may have scrolled away.
    typed(terminal, "mail from: x-", "rcpt to: <johndoe@here>", "data", "second", ".")
    terminal.wait(lambda screen: "S 250 Message accepted" in screen.conversation.partition("C second")[2])


def hidden(terminal):
    """a message with characters that no terminal shows"""
    terminal.wait_step("HELO")
    terminal.key("F7")
    typed(terminal, "helo me", "mail from: a@b", "rcpt to: johndoe", "data",
          "turned \u202ered\u202c \u200b.", ".hidden \u00ad", ".")


@case("at small sizes the bottom row still names the keys; no file is asked for in vain")
def small():
    with Walk((40, 12), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("M-e")
        screen = terminal.wait("Copy as session file")
        equal(screen.rows[-1].split("  "), [" Tab Next", "Enter Copy", "s Save", "Esc Back"])
        terminal.key("Tab", "Tab")
        terminal.wait("Copy as swaks ")
        terminal.key("s")
        screen = terminal.wait(lambda screen: "Nothing has been sent" in screen.status, "why not")
        truth("Save as:" not in screen, screen)


@case("a frame that is too small says how much is hidden, the way back is named, and a drawing is cut")
def beyond():
    with Walk((40, 12), "pt_BR") as (_server, terminal, words):
        terminal.wait_step("HELO")
        terminal.key("F7")
        typed(terminal, "helo lab", "mail from: a@b", "rcpt to: johndoe", "data", "..", ".")
        terminal.key("M-e", "BTab", "BTab")
        title = words("Copy as %s") % words("ladder")
        screen = terminal.wait(lambda screen: screen.box(title + " \u2500") is not None, title)
        truth(screen.rows[-1].endswith("Esc " + words("Back")), screen)
        box = screen.box(title)
        truth(re.search(r" \+\d+ ", screen.rows[box.row + box.height - 1]), screen)
        rows = screen.pane(title)
        truth(words("You") in rows[0] and rows[0].endswith("..."), screen)
        equal([row for row in rows[1:] if not row.startswith(("  |", "  o"))], [], "rows that are none")


for prepared in (from_forms, from_raw_line, hidden):
    for form in FORMS:
        check(*form, prepared)

if __name__ == "__main__":
    e2e.run()
