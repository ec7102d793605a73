# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A client as the specification describes it: each command, and one recv() for its reply; then the
lines of the message one by one, as a person types them, and the dot.
"""

import time

COMMANDS = ("helo x", "mail from: a", "rcpt to: johndoe", "data")
LINES = ("Subject: hello", "", "My first message.", ".")


def converse(peer, pause=lambda: time.sleep(0.05)):
    """PAUSEs before each line of the message, so that the other side receives each alone."""
    peer.piece(1024)
    for command in COMMANDS:
        peer.send(f"{command}\r\n".encode())
        peer.piece(1024)
    for line in LINES:
        pause()
        peer.send(f"{line}\r\n".encode())
    peer.piece(1024)
    peer.send(b"quit\r\n")
    peer.piece(1024)
