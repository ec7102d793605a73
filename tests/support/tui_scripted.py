# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers by a table, and what a person does in the full screen, as short texts."""

import re

from tui import Fake

ANSWERS = {"EHLO": "250 fake", "HELO": "250 fake", "MAIL": "250 Sender ok",
           "RCPT": "250 Recipient ok", "DATA": "354 Go on", ".": "250 Accepted",
           "RSET": "250 Reset", "QUIT": "221 Bye", "NOOP": "250 Nothing done"}


class Scripted(Fake):
    """A server that greets with GREETING and answers by ANSWERS: a reply, or a list of which each
    is given once and the last again and again, by verb or by whole line.  A reply is lines; the
    empty one closes the connection, as 221 and 421 do.  HEARD is what clients said, without
    messages.  From the second connection on it is an ordinary server."""

    def __init__(self, greeting="220 fake ESMTP", answers=None):
        self.greeting = greeting
        self.answers = {key: [reply] if isinstance(reply, str) else list(reply)
                        for key, reply in (answers or {}).items()}
        self.heard = []
        super().__init__(self.converse)

    def answer(self, line, number):
        for key in (line, line.split(" ")[0].upper()):
            if number == 0 and key in self.answers:
                replies = self.answers[key]
                return replies.pop(0) if len(replies) > 1 else replies[0]
        return ANSWERS.get(line.split(" ")[0].upper(), "500 Unknown")

    def converse(self, peer, number):
        reply = self.greeting if number == 0 else "220 fake ESMTP"
        while reply:
            peer.send("".join(line + "\r\n" for line in reply.split("\n")))
            if reply.startswith(("221", "421")):
                return
            line = peer.line()
            while reply.startswith("354") and line not in (b".", None):
                line = peer.line()
            if line is None:
                return
            self.heard.append(line.decode())
            reply = self.answer(line.decode(), number)


# --- what a person does ----------------------------------------------------------------------

def send_step(terminal, step, text):
    """Waits for the step, fills in TEXT unless it is empty, and sends it."""
    terminal.wait_step(step)
    if text and step != "DATA":
        terminal.key("C-u")
    if text:
        terminal.type(text)
        terminal.wait(text)
    terminal.key("F5")


def type_line(terminal, line):
    """Types LINE into the raw line and goes back to the form."""
    terminal.key("F7")
    terminal.type(line)
    terminal.key("Enter", "M-1")


def choose(terminal, word):
    """Runs the command WORD of the list of commands."""
    terminal.key("F9")
    terminal.type(word)
    terminal.wait(lambda screen: word in screen.rows[screen.cursor[1]])
    terminal.key("Enter")


def act(terminal, action):
    """ACTION is "STEP text" to send a step; ":line" for the raw line; "?text" waits for a text,
    "~pattern" for a status; "/word" a command of the list; "<key>" a key; ">STEP" waits for a step."""
    kind, rest = action[0], action[1:]
    if kind == ":":
        type_line(terminal, rest)
    elif kind == "?":
        terminal.wait(rest)
    elif kind == "~":
        terminal.wait(lambda screen: re.search(rest, screen.status), rest)
    elif kind == "/":
        choose(terminal, rest)
    elif kind == "<":
        terminal.key(rest[:-1])
    elif kind == ">":
        terminal.wait_step(rest)
    else:
        step, _, text = action.partition(" ")
        send_step(terminal, step, text)
