#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a mailbox with Python's mail reader, and restores the messages sent.

Python's `mailbox` alone decides where a message begins; this module only removes our own lines and
undoes mboxrd quoting.  As a program it prints one line per message of each FILE, then its defects,
and exits with 1 if there are any.
"""

import mailbox
import re
import sys

TRACE = (b"Return-Path: ", b"Delivered-To: ", b"Received: ")
TRUSTED = re.compile(rb"^(?:Status|X-Status|X-Keywords|X-UID|X-IMAP|X-IMAPbase|Content-Length)"
                     rb"[ \t]*:", re.IGNORECASE | re.MULTILINE)
SEPARATOR = re.compile(rb"From \S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}")
LINE_MAX = 998


def messages(path):
    """A list of (From line, our header lines, message) for the mailbox at PATH, all bytes.

    The From line has no newline, the rest is whole lines with LF.  The message has its quoting
    undone; X-Original- stays, and so does the empty line that was put before a message without a
    header, which cannot be told from one that was sent.
    """
    box = mailbox.mbox(path, create=False)
    try:
        return [split(box.get_bytes(key, from_=True)) for key in box.iterkeys()]
    finally:
        box.close()


def split(record):
    """(From line, our header lines, message) of a record without its final empty line."""
    envelope, _, rest = record.partition(b"\n")
    end = 0
    for name in TRACE:
        field = re.compile(re.escape(name) + rb"[^\n]*\n(?:[ \t][^\n]*\n)*").match(rest, end)
        if field is None:
            break
        end = field.end()
    return envelope, rest[:end], unquote(rest[end:])


def unquote(text):
    """TEXT as it was before mboxrd quoting."""
    return re.sub(rb"^>(>*From )", rb"\1", text, flags=re.MULTILINE)


def problems(path):
    """The defects of the mailbox at PATH, as text."""
    found = []
    with open(path, "rb") as file:
        content = file.read()
    if content and not content.endswith(b"\n\n"):
        found.append("does not end in an empty line")
    if content and not content.startswith(b"From "):
        found.append("does not begin with a From line")
    for number, (envelope, trace, message) in enumerate(messages(path), 1):
        header = b"" if message.startswith(b"\n") else message.partition(b"\n\n")[0]
        if not SEPARATOR.fullmatch(envelope):
            found.append(f"message {number}: odd From line {envelope!r}")
        if [name for name in TRACE if re.search(b"^" + name, trace, re.MULTILINE)] != list(TRACE):
            found.append(f"message {number}: lacks a trace field")
        if any(len(line) > LINE_MAX for line in [envelope, *trace.split(b"\n")]):
            found.append(f"message {number}: a line of ours is too long")
        if TRUSTED.search(header):
            found.append(f"message {number}: a field that readers trust")
    return found


def main(paths):
    status = 0
    for path in paths:
        for number, (envelope, trace, message) in enumerate(messages(path), 1):
            print(f"{path}:{number}: {envelope.decode(errors='replace')}, "
                  f"{len(trace)} + {len(message)} bytes")
        for problem in problems(path):
            print(f"{path}: {problem}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
