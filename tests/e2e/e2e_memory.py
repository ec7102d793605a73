#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Memory runs out at every allocation of a conversation, once each.

A small library in front of the C library makes one allocation fail.  The client then gets an
answer that says so, or is closed with 421, and the log tells of it; nobody else notices, and the
next message is stored.
"""

import contextlib
import re
import socket
import time

import e2e
from e2e import Client, Server, case, equal, truth
from shortage import Shim

SHORTAGE = re.compile(rb"out of memory|Cannot allocate memory")

BIG = b"Subject: big\r\n\r\n" + b"0123456789abcdef" * 10 * 1000 + b"\r\n.\r\n"
SMALL = b"Subject: small\r\n\r\ntext\r\n.\r\n"
ACCEPTED = [b"250", b"250", b"250", b"354", b"250"]


def converse(server, message):
    """The codes of the replies to the commands of one message, until the server closes."""
    codes = []
    try:
        with Client(server, greeting=None) as client:
            if not client.line().startswith(b"220"):
                return [b"421"]
            for command in (b"helo x\r\n", b"mail from: a\r\n", b"rcpt to: johndoe\r\n",
                            b"data\r\n", message):
                client.send(command)
                codes.append(client.line()[:3])
                if codes[-1] not in ACCEPTED:
                    break
    except (ConnectionError, socket.timeout):
        codes.append(b"")
    return codes


def fail_each(message):
    """Lets each allocation of a conversation fail; how many there were."""
    with Shim() as shim, Server(env=shim.env) as server:
        stored, number, told = 0, 0, 0
        equal(converse(server, SMALL), ACCEPTED, "before")
        while True:
            number += 1
            shim.set(number)
            codes = converse(server, message)
            reached = shim.left() == 0
            shim.set(0)
            truth(codes == ACCEPTED or codes[-1] in (b"421", b"451"),
                  f"allocation {number}: {codes}")
            if codes != ACCEPTED:
                told += 1
                time.sleep(0.11)  # not more than ten such lines are logged in a second
                e2e.wait_for(lambda: len(SHORTAGE.findall(server.log())) >= told,
                             f"a line in the log about allocation {number}")
            stored += codes == ACCEPTED
            equal(converse(server, SMALL), ACCEPTED, f"after allocation {number}")
            equal(len(server.records("johndoe")), 1 + number + stored, f"messages at {number}")
            if not reached:
                return number


def pipeline(server, count):
    """Sends COUNT mails in one piece; how many were accepted, and the last line."""
    mails = b"mail from: a\r\nrcpt to: johndoe\r\ndata\r\nx\r\n.\r\n" * count
    accepted, refused, last = 0, 0, b""
    with Client(server, greeting=None) as client:
        with contextlib.suppress(ConnectionError):
            client.send(b"helo x\r\n" + mails)
        with contextlib.suppress(ConnectionError):
            while accepted + refused < count and (line := client.line()):
                accepted += line == e2e.ACCEPTED
                refused += line.startswith(b"451")
                last = line
    return accepted, last


@case("each allocation of pipelined mail fails once: whatever is stored was accepted")
def _():
    count = 5
    with Shim() as shim, Server(env=shim.env) as server:
        equal(pipeline(server, count)[0], count, "before")
        for number in range(1, 200):
            shim.set(number)
            before = len(server.records("johndoe"))
            accepted, last = pipeline(server, count)
            reached = shim.left() == 0
            shim.set(0)
            truth(last[:3] in (b"421", b"451", b"250"),
                  f"allocation {number}: {accepted} accepted, then {last}")
            records = len(server.records("johndoe")) - before
            equal(records, accepted, f"stored and accepted at allocation {number}")
            if not reached:
                break
        truth(number > 10, "few allocations")


@case("each allocation of a small message fails once")
def _():
    truth(fail_each(SMALL) > 5, "few allocations")


@case("each allocation of a large message fails once")
def _():
    truth(fail_each(BIG) > 8, "few allocations")


e2e.run()
