#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing inside a message is ever taken for its end, or run as a command."""

import re

import e2e
from dialects import DIALECTS, PROTOTYPE, RFC5321
from e2e import Client, Server, case, each_dialect, equal, truth

# What resembles the end of data of a CRLF connection.
FAKES = [b"\n.\n", b"\n.\r", b"\r.\n", b"\r.\r", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r",
         b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\n\n.\r\n",
         b"\r\n..\r\n", b"\r\n. \r\n", b"\r\n.\t\r\n", b"\r\n .\r\n", b"\n.\n\r\n", b"\r\n.\n.\r\n",
         b"\n\r.\r\n", b"\r\n.\n\r\n"]

# And of an LF connection.
FAKES_LF = [b"\n.\r\n", b"\r\n.\r\n", b"\n.\r", b"\r.\n", b"\r.\r\n", b"\r.\r", b"\n.\0\n",
            b"\n\0.\n", b"\n..\n", b"\n. \n", b"\n.\r\r\n", b"\r.\r.\n"]

SMUGGLED = [b"MAIL FROM:<smuggler@x>", b"RCPT TO:<babydoe@x>", b"DATA", b"Subject: smuggled", b"",
            b"ha"]


def flaw_of(dialect, text):
    """By an independent rule: what refuses the message TEXT in DIALECT, or None."""
    lenient, strict = rb"\r(?!\n)|\0", rb"\r(?!\n)|(?<!\r)\n|\0"
    return re.search(lenient if dialect is PROTOTYPE else strict, text)


CRLF = b"\r\n"
NAMES = {b"\r": "<CR>", b"\n": "<LF>", b"\0": "<NUL>", b".": "."}
FLAWS = {b"\r": "bare CR", b"\n": "bare LF", b"\0": "NUL"}


def place_of(text):
    """What rfc5321 says of the first flaw in TEXT: its kind, its byte and its line, both from 1, and
    the sequence that it is in, which begins with the line ending and the dot that it follows."""
    wire, at = text + b".\r\n", flaw_of(RFC5321, text).start()
    line = wire.rfind(CRLF, 0, at) + 2 if CRLF in wire[:at] else 0
    before = CRLF + wire[line:at] if wire[line:at] in (b"", b".") else b""
    sequence = (before + wire[at:at + 1] + re.match(rb"[\r\n\0.]*", wire[at + 1:])[0])[:8]
    shown = "".join(NAMES[bytes([byte])] for byte in sequence)
    return (f"{FLAWS[wire[at:at + 1]]} at byte {at + 1} of the message "
            f"(line {wire.count(CRLF, 0, at) + 1}), in {shown}")


def verdict_on(dialect, text):
    """The reply to the message TEXT."""
    if flaw_of(dialect, text) is None:
        return dialect.accepted
    if dialect is PROTOTYPE:
        return dialect.unrecognized
    return f"550 5.6.0 Message refused: {place_of(text)}\r\n".encode()


def stored_form(text, ending):
    """What the mailbox holds of the wire TEXT: stuffed dots off behind the connection's own ending,
    line endings as LF."""
    stuffed = (ending + text).replace(ending + b".", ending)[len(ending):]
    return stuffed.replace(b"\r\n", b"\n")


def whole(wire, _fake):
    yield [wire]


def bytewise(wire, _fake):
    yield [wire[place:place + 1] for place in range(len(wire))]


def split(wire, fake):
    """Cut in two in and around the FAKE, and at the true end."""
    start = wire.index(fake)
    for place in [*range(start - 1, start + len(fake) + 2), *range(len(wire) - 5, len(wire))]:
        yield [wire[:place], wire[place:]]


def smuggle(server, fake, ending, pieces):
    """Sends PIECES of a message with FAKE in it and a mail behind the fake."""
    dialect, text = server.dialect, b"".join(pieces)[:-1 - len(ending)]
    before = len(server.records("johndoe"))
    with Client(server, ending=ending) as client:
        client.helo()
        client.open_message()
        for piece in pieces:
            client.send(piece)
        client.expect(verdict_on(dialect, text))
        truth(client.is_silent(0.02), f"more than one reply: {client.input!r}")
        # Whatever the verdict: mail from is next, and nothing is left of the envelope.
        client.rcpt("babydoe", dialect.rcpt_too_early)
        client.command("data", dialect.data_too_early)
        client.deliver(b"Subject: after" + ending + b"." + ending)
        client.quit()
    equal(server.records("babydoe"), [], f"smuggled mail, by {fake!r} in {pieces!r}")
    expected = [stored_form(text, ending)] * (flaw_of(dialect, text) is None)
    equal([e2e.message_of(record) for record in server.records("johndoe")[before:]],
          [*expected, b"Subject: after\n"], "the stored messages")


def make_cases(dialect, fakes, ending, kind):
    for fake in fakes:
        @case(f"{dialect.name}: {kind} connection: {fake!r} ends nothing: whole, bytewise and split")
        def _(fake=fake):
            wire = ending.join([b"Subject: outer", b"", b"text"]) + fake + ending.join(
                [*SMUGGLED, b".", b""])
            with Server("-q", dialect=dialect) as server:
                for way in (whole, bytewise, split):
                    for pieces in way(wire, fake):
                        smuggle(server, fake, ending, pieces)


for each in DIALECTS:
    make_cases(each, FAKES, CRLF, "CRLF")
make_cases(PROTOTYPE, FAKES_LF, b"\n", "LF")


@each_dialect("CRLF connection: every fake at the very start and at the very end of a message")
def _(dialect):
    with Server("-q", dialect=dialect) as server, Client(server) as client:
        client.helo()
        for fake in [*FAKES, *FAKES_LF]:
            for text in (fake.lstrip(b"\r\n") + b"\r\n", fake + b"\r\n"):
                if text.startswith(b".\r\n") or b"\r\n.\r\n" in text:
                    continue  # the ending of DATA counts as the first, so this is a true end
                client.deliver(text + b".\r\n", verdict=verdict_on(dialect, text))
                truth(client.is_silent(0.02), f"{text!r}: more replies: {client.input!r}")
        equal(server.records("babydoe"), [], "smuggled mail")


@each_dialect("the end of data is found wherever the packets are cut")
def _(dialect):
    middle = b"\n.\n." if dialect is PROTOTYPE else b" .\r\n..."
    text = b"Subject: cut\r\n\r\n..stuffed\r\n" + middle + b"\r\n..\r\nlast\r\n"
    wire = text + b".\r\n"
    with Server("-q", dialect=dialect) as server, Client(server) as client:
        client.helo()
        for place in range(1, len(wire)):
            client.open_message()
            client.send(wire[:place])
            client.send(wire[place:])
            client.expect(dialect.accepted)
        messages = {e2e.message_of(record) for record in server.records("johndoe")}
        equal(messages, {stored_form(text, b"\r\n")}, "stored messages")


e2e.run()
