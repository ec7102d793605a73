# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The server that the specification describes, with its ways of reading: one recv() is one line, a
blank follows the colon of MAIL, an address has no brackets, and there is one order of commands.
"""

import atexit
import functools
import os
import re
import shutil
import tempfile

USERS = ("johndoe", "jhaneroe", "babydoe")

# Whatever recv() brought is one command; its argument may be any text.
HELO, MAIL, RCPT, DATA, QUIT = (re.compile(command, re.IGNORECASE | re.DOTALL) for command in (
    r"helo +(.+)", r"mail from: +(.+)", r"rcpt to: *(.+)", "data", "quit"))


def say(peer, reply):
    peer.send(reply.encode("latin-1") + b"\r\n")


def expect(peer, *commands):
    """Waits for one of COMMANDS, and returns its match."""
    while True:
        text = peer.piece(1024).decode("latin-1").strip()
        for command in commands:
            if found := command.fullmatch(text):
                return found
        say(peer, "500 Syntax error, command unrecognized")


@functools.lru_cache(maxsize=None)
def own_folder():
    """A folder that is removed when the program ends."""
    folder = tempfile.mkdtemp(prefix="zoo.")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def deliver(peer, path):
    """Reads a message, which ends when recv() brings a dot and its line end alone."""
    text = b""
    while (piece := peer.piece(1024)) != b".\r\n":
        text += piece
    lines = text.splitlines()
    with open(path, "ab") as mailbox:
        mailbox.writelines(line + b"\n" for line in (*lines, b""))
    peer.note(f"appended to {path}")
    peer.keep(lines)


def converse(peer, users=USERS, folder=None):
    """Serves a connection; the mailboxes of USERS are files in FOLDER."""
    say(peer, "220 Welcome to the server of the specification")
    say(peer, f"250 Hello {expect(peer, HELO)[1]}")
    has_delivered = False
    while (command := expect(peer, MAIL, *[QUIT] * has_delivered)).re is MAIL:
        say(peer, f"250 {command[1]} Sender ok")
        recipient = expect(peer, RCPT)[1]
        name = recipient.partition("@")[0].lower()
        if name not in users:
            say(peer, "550 Address unknown")
            continue
        say(peer, f"250 {recipient} Recipient ok")
        expect(peer, DATA)
        say(peer, "354 Enter the message, and end it with a dot")
        deliver(peer, os.path.join(folder or own_folder(), f"{name}.txt"))
        say(peer, "250 Message accepted")
        has_delivered = True
    say(peer, "221 Goodbye")
