#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A student's program that says all without reading a reply."""

import socket
import sys

host, port, sender, recipient = sys.argv[1:]
server = socket.create_connection((host, int(port)))


def say(line):
    server.sendall(line.encode() + b"\r\n")


say("HELO student.example.org")
say(f"MAIL FROM:<{sender}>")
say(f"RCPT TO:<{recipient}>")
say("DATA")
for line in sys.stdin.read().splitlines():
    say("." + line if line.startswith(".") else line)
say(".")
say("QUIT")
server.shutdown(socket.SHUT_WR)
# Or the answers, which nobody reads, would break the connection off.
while server.recv(1024):
    pass
