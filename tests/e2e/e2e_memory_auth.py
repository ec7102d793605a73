#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Memory runs out at every allocation of an AUTH, of the server's own and of its libraries, once each: a
right password is never called wrong, since a person would change it."""

import base64
import hmac
import re

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


def greet(client):
    """The last reply until the end of that to EHLO, or what came in its place."""
    heard = client.line()
    if heard.startswith(b"220"):
        client.send(b"EHLO client.example\r\n")
        heard = client.line()
        while heard.startswith(b"250-"):
            heard = client.line()
    return heard


def say(client, lines):
    """The number of the last of LINES that was said, and the reply to it."""
    for number, line in enumerate(lines, 1):
        client.send((line(heard) if callable(line) else line).encode() + b"\r\n")
        heard = client.line()
        if not heard.startswith(b"334"):
            break
    return number, heard


def converse(server, lines):
    """As say(), after EHLO; 0 and the reply to that, or nothing, if it does not succeed."""
    with Client(server, greeting=None) as client:
        try:
            heard = greet(client)
        except ConnectionError:
            heard = b""
        return say(client, lines) if heard.startswith(b"250 ") else (0, heard)


def fail_each(server, shim, name, lines):
    """Lets each allocation of a conversation fail; the replies in place of a success.  Where the session lacks memory for
    a line, it ends (421); where the exchange does, later, only that fails (454)."""
    refused = set()
    done = (len(lines), OK)
    equal(converse(server, lines), done, f"{name}: before")
    for allocation in range(1, 500):
        shim.set(allocation)
        line, reply = converse(server, lines)
        reached = shim.left() == 0
        shim.set(0)
        where = f"{name}, allocation {allocation}: {reply} to line {line}"
        truth((line, reply) == done or re.match(rb"(421|454) " if line > 0 else rb"421 |$", reply), where)
        truth(reply[:3] != b"421" or (line, b"454") not in refused, where)
        if reply != OK:
            refused.add((line, reply[:3]))
        if not reached:
            equal(converse(server, lines), done, f"{name}: after")
            return {reply for _, reply in refused}
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
