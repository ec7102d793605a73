#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A mail reader has the mailbox open while mail arrives: mutt in a terminal.

It must see new mail come, what it deletes must stay deleted, and nothing that it saves may be lost.
"""

import mailbox
import re
import shutil

import e2e
from e2e import Client, Server, case, equal, wait_for
from tui import Terminal


def mutt(server):
    """mutt on the mailbox of johndoe, looking for new mail every second."""
    if shutil.which("mutt") is None:
        if e2e.os.environ.get("REQUIRE_PEERS"):
            raise AssertionError("mutt is not installed")
        raise e2e.Skip("mutt is not installed")
    commands = ["set timeout=1 mail_check=1 move=no delete=yes sleep_time=0 quit=yes",
                f"set check_new=yes confirmappend=no folder={server.folder}",
                "set index_format='%s;'"]
    argv = ["mutt", "-n", "-F", "/dev/null"]
    for command in commands:
        argv += ["-e", command]
    return Terminal(program=[*argv, "-f", server.path("johndoe")], size=(80, 24))


def subjects(server):
    box = mailbox.mbox(server.path("johndoe"), create=False)
    try:
        return [message["Subject"] for message in box]
    finally:
        box.close()


def shown(terminal):
    """The subjects that the index shows."""
    return re.findall(r"(number \d+);", "\n".join(terminal.screen().rows))


def deliver(client, number):
    client.deliver(b"Subject: number %d\r\n\r\ntext\r\n.\r\n" % number)


def numbers(*values):
    return [f"number {value}" for value in values]


@case("mutt sees mail arrive, and what it deletes stays deleted")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        for number in range(3):
            deliver(client, number)
        with mutt(server) as terminal:
            wait_for(lambda: shown(terminal) == numbers(0, 1, 2), "the mail that is there")
            deliver(client, 3)
            wait_for(lambda: shown(terminal) == numbers(0, 1, 2, 3), "mail that arrives")
            terminal.key("1", "Enter", "d", "$")
            wait_for(lambda: subjects(server) == numbers(1, 2, 3), "the deletion")
            deliver(client, 4)
            wait_for(lambda: shown(terminal) == numbers(1, 2, 3, 4), "mail behind the deletion")
            terminal.key("2", "Enter", "d")
            deliver(client, 5)
            wait_for(lambda: 'number 5;' in "\n".join(terminal.screen().rows), "the last mail")
            terminal.key("$")
            wait_for(lambda: subjects(server) == numbers(1, 3, 4, 5), "the second deletion")
            terminal.key("q")
            wait_for(lambda: terminal.screen().is_dead, "the end of mutt")
        deliver(client, 6)
        equal(subjects(server), numbers(1, 3, 4, 5, 6), "what stays")


@case("mail arrives while Python's mailbox adds and removes messages under its locks")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        for number in range(60):
            deliver(client, number)
            if number % 3 == 2:
                remove_first_and_add(server, number)
        kept = [f"number {n}" for n in range(60)][20:]
        equal([s for s in subjects(server) if s.startswith("number")], kept, "delivered mail")
        equal(sum(s.startswith("added") for s in subjects(server)), 20, "added mail")


def remove_first_and_add(server, number):
    """What a mail program does: locks the mailbox, removes the oldest delivery, adds a message."""
    box = mailbox.mbox(server.path("johndoe"), create=False)
    box.lock()
    try:
        first = next(key for key, message in box.items()
                     if message["Subject"].startswith("number"))
        box.remove(first)
        box.add(f"From: a@b\nSubject: added {number}\n\nx\n")
        box.flush()
        e2e.give(server.path("johndoe"))
    finally:
        box.unlock()
        box.close()


e2e.run()
