#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A student's program that names the recipient before the sender, and does not mind what it is answered."""

import socket
import sys

host, port, sender, recipient = sys.argv[1:]
server = socket.create_connection((host, int(port)))
replies = server.makefile("rb")


def say(line):
    server.sendall(line.encode() + b"\r\n")


def expect():
    replies.readline()


expect()
say("HELO student.example.org")
expect()
say(f"RCPT TO:<{recipient}>")
expect()
say(f"MAIL FROM:<{sender}>")
expect()
say("DATA")
expect()
for line in sys.stdin.read().splitlines():
    say("." + line if line.startswith(".") else line)
say(".")
expect()
say("QUIT")
expect()
