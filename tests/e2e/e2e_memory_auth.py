#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Memory runs out at every allocation of an AUTH, of the server's own and of its libraries, once each: a
right password is never called wrong, since a person would change it."""

import base64
import hmac
import re
import socket

import e2e
from auth_server import CLEAR, KEYED, KEYED_SECRET, OK, SECRET, USER, auth_server, b64, plain, scram_hello, scram_proof
from e2e import Client, case, equal, truth
from shortage import Shim

# Not ASCII, so that the library prepares it, too.
USERS = f"{USER}:{SECRET}\n\u2168:caf\u00e9\n"


def digest(challenge):
    """What CRAM-MD5 answers to CHALLENGE."""
    return b64(f"{USER} " + hmac.new(SECRET.encode(), base64.b64decode(challenge[4:]), "md5").hexdigest())


WAYS = [
    ("PLAIN", [f"AUTH PLAIN {plain(USER, SECRET)}"]),
    ("PLAIN, for oneself", ["AUTH PLAIN " + b64(f"{USER}\0{USER}\0{SECRET}")]),
    ("PLAIN, prepared", [f"AUTH PLAIN {plain(chr(0x2168), 'cafe' + chr(0x301))}"]),
    ("LOGIN", ["AUTH LOGIN", b64(USER), b64(SECRET)]),
    ("CRAM-MD5", ["AUTH CRAM-MD5", digest]),
    ("SCRAM-SHA-256", [scram_hello(), scram_proof, ""]),
    ("XOAUTH2", ["AUTH XOAUTH2 " + b64(f"user={USER}\1auth=Bearer {SECRET}\1\1")]),
]


def converse(server, lines):
    """The last reply to LINES after EHLO, or what came in its place."""
    heard = b""
    try:
        with Client(server, greeting=None) as client:
            if not (heard := client.line()).startswith(b"220"):
                return heard
            client.send(b"EHLO client.example\r\n")
            while (heard := client.line()).startswith(b"250-"):
                pass
            for line in lines if heard.startswith(b"250 ") else ():
                client.send((line(heard) if callable(line) else line).encode() + b"\r\n")
                heard = client.line()
                if not heard.startswith(b"334"):
                    break
    except (ConnectionError, socket.timeout):
        heard = b""
    return heard


def fail_each(server, shim, name, lines):
    """Lets each allocation of a conversation fail; the replies in place of a success."""
    others = set()
    equal(converse(server, lines), OK, f"{name}: before")
    for number in range(1, 500):
        shim.set(number)
        reply = converse(server, lines)
        reached = shim.left() == 0
        shim.set(0)
        truth(reply == OK or re.match(rb"(421|454) |$", reply), f"{name}, allocation {number}: {reply}")
        if reply != OK:
            others.add(reply[:3])
        if not reached:
            equal(converse(server, lines), OK, f"{name}: after")
            return others
    raise AssertionError(f"{name}: no end")


@case("each allocation of each mechanism fails once: 454 or 421, never 535 or 501")
def _():
    with Shim() as shim, auth_server(CLEAR, passwords=USERS, env=shim.env) as server:
        for name, lines in WAYS:
            truth(b"454" in fail_each(server, shim, name, lines), name)


@case("the same where only keys are known")
def _():
    ways = [("PLAIN", [f"AUTH PLAIN {plain(KEYED, KEYED_SECRET)}"]),
            ("LOGIN", ["AUTH LOGIN", b64(KEYED), b64(KEYED_SECRET)]),
            ("SCRAM-SHA-256", [scram_hello(user=KEYED), lambda said: scram_proof(said, KEYED_SECRET, KEYED), ""])]
    with Shim() as shim, auth_server(CLEAR, env=shim.env) as server:
        for name, lines in ways:
            truth(b"454" in fail_each(server, shim, name, lines), name)


e2e.run()
