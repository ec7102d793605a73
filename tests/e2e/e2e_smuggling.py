#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing inside a message is ever taken for its end, or run as a command."""

import re

import e2e
from e2e import ACCEPTED, UNRECOGNIZED, Client, Server, case, equal, truth

# What resembles the end of data of a CRLF connection.
FAKES = [b"\n.\n", b"\n.\r", b"\r.\n", b"\r.\r", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r",
         b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\n\n.\r\n",
         b"\r\n..\r\n", b"\r\n. \r\n", b"\r\n.\t\r\n", b"\r\n .\r\n", b"\n.\n\r\n", b"\r\n.\n.\r\n",
         b"\n\r.\r\n", b"\r\n.\n\r\n"]

# And of an LF connection.
FAKES_LF = [b"\n.\r\n", b"\r\n.\r\n", b"\n.\r", b"\r.\n", b"\r.\r\n", b"\r.\r", b"\n.\0\n",
            b"\n\0.\n", b"\n..\n", b"\n. \n", b"\n.\r\r\n", b"\r.\r.\n"]

SMUGGLED = [b"MAIL FROM:<smuggler@x>", b"RCPT TO:<babydoe>", b"DATA", b"Subject: smuggled", b"",
            b"ha"]


def verdict_on(text):
    """By an independent rule: a bare CR or a NUL refuses the message."""
    return UNRECOGNIZED if re.search(rb"\r(?!\n)|\0", text) else ACCEPTED


def stored_form(text, ending):
    """What the mailbox holds of the wire TEXT: stuffed dots off behind the connection's own ending,
    line endings as LF."""
    stuffed = (ending + text).replace(ending + b".", ending)[len(ending):]
    return stuffed.replace(b"\r\n", b"\n")


def smuggle(server, fake, ending, recipient):
    text = b"Subject: outer" + 2 * ending + b"text" + fake + ending.join(SMUGGLED) + ending
    expected = verdict_on(text)
    before = len(server.records(recipient))
    with Client(server, ending=ending) as client:
        client.helo()
        client.open_message(recipient=recipient)
        client.send(text + b"." + ending)
        client.expect(expected)
        truth(client.is_silent(0.05), f"more than one reply: {client.input!r}")
        # Whatever the verdict: mail from is next, and nothing is left of the envelope.
        client.command("rcpt to: babydoe", UNRECOGNIZED)
        client.command("data", UNRECOGNIZED)
        client.deliver(b"Subject: after" + ending + b"." + ending, recipient=recipient)
        client.quit()
    equal(server.records("babydoe"), [], "smuggled mail")
    found = server.records(recipient)[before:]
    equal(len(found), 1 + (expected == ACCEPTED), "records")
    if expected == ACCEPTED:
        equal(e2e.message_of(found[0]), stored_form(text, ending), "the stored message")


def make_cases(fakes, ending, kind):
    for fake in fakes:
        @case(f"{kind} connection: {fake!r} ends nothing")
        def _(fake=fake):
            with Server() as server:
                smuggle(server, fake, ending, "johndoe")


make_cases(FAKES, b"\r\n", "CRLF")
make_cases(FAKES_LF, b"\n", "LF")


@case("CRLF connection: every fake at the very start and at the very end of a message")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        for fake in FAKES:
            for text in (fake.lstrip(b"\r\n") + b"\r\n", fake + b"\r\n"):
                if text.startswith(b".\r\n"):
                    continue  # the ending of DATA counts as the first, so this is a true end
                client.deliver(text + b".\r\n", verdict=verdict_on(text))
                truth(client.is_silent(0.02), f"{text!r}: more replies: {client.input!r}")
        equal(server.records("babydoe"), [], "smuggled mail")


@case("the end of data is found wherever the packets are cut")
def _():
    text = b"Subject: cut\r\n\r\n..stuffed\r\n\n.\n.\r\n..\r\nlast\r\n"
    wire = text + b".\r\n"
    with Server() as server, Client(server) as client:
        client.helo()
        for place in range(1, len(wire)):
            client.open_message()
            client.send(wire[:place])
            client.send(wire[place:])
            client.expect(ACCEPTED)
        messages = {e2e.message_of(record) for record in server.records("johndoe")}
        equal(messages, {stored_form(text, b"\r\n")}, "stored messages")


e2e.run()
