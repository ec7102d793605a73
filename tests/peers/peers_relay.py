#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers of others hand all their mail to smtpd-proto, their relay host.

Each is given messages by SMTP, as a mail program does; the mailboxes are read back byte for byte: the
one field that the other server adds, then the message as it was handed in.  What smtpd-proto refuses
comes back to the sender, as a message to a mailbox of smtpd-proto too.

A server that is missing or cannot run here is skipped, or fails its case with REQUIRE_PEERS=1."""

import os
import re
import smtplib

from collections import namedtuple

import daemons
import e2e
from daemons import Daemon, Missing, Running
from e2e import Server, case, equal, truth
from mail_programs import (ACCENTS, ACCENTS_IN_HEAD, KNOWN, MANY, PLAIN, SENDER, UNKNOWN, USERS,
                           addresses, current)
from verdicts import Judging, table

DOMAIN = "relay.test"

# --- the servers, and how they are told that smtpd-proto gets all ---------------------------------

POSTFIX = f"""\
myhostname = {DOMAIN}
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:%d
smtpd_recipient_restrictions = permit_mynetworks, reject
"""
# Of the prototype dialect no server can learn that it takes 8-bit text.
POSTFIX_PROTOTYPE = "disable_mime_output_conversion = yes\n"
POSTFIX_SERVICES = """\
smtp unix - - n - - smtp
scache unix - - n - 1 scache
"""

OPENSMTPD = """\
action "relay" relay host "smtp://127.0.0.1:%d"
match from any for any action "relay"
"""

EXIM = f"""\
primary_hostname = {DOMAIN}
begin acl
all:
  accept
begin routers
relay:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = relay
begin transports
relay:
  driver = smtp
  port = %d
  allow_localhost
"""


def postfix(relay, dialect):
    settings = POSTFIX % relay + (POSTFIX_PROTOTYPE if dialect == "prototype" else "")
    return lambda program, folder, port: daemons.postfix(program, folder, port, settings,
                                                         POSTFIX_SERVICES)


def opensmtpd(relay, _dialect):
    return lambda program, folder, port: daemons.opensmtpd(program, folder, port, DOMAIN,
                                                           OPENSMTPD % relay)


def exim(relay, _dialect):
    return lambda program, folder, port: daemons.exim(program, folder, port, EXIM % relay)


# What a server is called, its program, the settings that make it relay, where its queue is below
# /var/spool, what is in the field that it adds to a message, and whether it knows SMTPUTF8.
Relay = namedtuple("Relay", "name program begin queue received utf8")

# The field that each adds, with its further lines.
RECEIVED = re.compile(rb"\AReceived: from .*\n([ \t].*\n)*")
RELAYS = [
    Relay("Postfix", "postfix", postfix,
          [f"postfix/{queue}" for queue in ("maildrop", "incoming", "active", "deferred")],
          b"by relay.test (Postfix) with ", True),
    Relay("OpenSMTPD", "smtpd", opensmtpd, ["smtpd/queue", "smtpd/incoming"],
          b"by relay.test (OpenSMTPD) with ", False),
    Relay("Exim", "exim4", exim, ["exim/input"],
          b"by relay.test with ", True),
]


def unavailable(reason):
    """What to raise if a relay cannot run here for this REASON."""
    return AssertionError(reason) if os.environ.get("REQUIRE_PEERS") else e2e.Skip(reason)


def need(relay):
    try:
        daemons.need_root()
        daemons.find(relay.program)
    except Missing as reason:
        raise unavailable(reason) from reason


class Relaying:
    """A RELAY at work for the server; a context manager."""

    def __init__(self, relay, server, dialect):
        self.relay, self.server, self.dialect = relay, server, dialect

    def __enter__(self):
        try:
            self.running = Running(Daemon(self.relay.name, self.relay.program,
                                          self.relay.begin(self.server.port, self.dialect)))
            self.running.__enter__()
        except Missing as reason:
            raise unavailable(reason) from reason
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.show_log()
        self.running.__exit__()

    def show_log(self):
        """Prints what the end of its log says, which for OpenSMTPD is what it prints."""
        folder = f"{self.running.folder}/var/log"
        for path in [f"{folder}/{name}" for name in sorted(os.listdir(folder))] + [
                f"{self.running.folder}/output"]:
            with open(path, errors="replace", encoding="utf-8") as file:
                for line in file.read().splitlines()[-15:]:
                    print(f"# {self.relay.name}: {line[:300]}")

    def hand_in(self, message, recipients, *options):
        """Gives it MESSAGE, or one for each recipient in the dialect that takes no more."""
        envelopes = [[each] for each in recipients] if self.dialect == "prototype" else [recipients]
        with smtplib.SMTP(self.running.host, self.running.port, "laptop", e2e.WAIT) as client:
            for envelope in envelopes:
                equal(client.sendmail(SENDER, envelope, message.replace(b"\n", b"\r\n"), options), {},
                      "recipients that it refuses")

    def wait_until_empty(self):
        """Waits until it has got rid of everything."""
        queues = [f"{self.running.folder}/var/spool/{queue}" for queue in self.relay.queue]
        for queue in queues:
            truth(os.path.isdir(queue), f"{queue} is no folder")
        e2e.wait_for(lambda: not any(files for queue in queues for _, _, files in os.walk(queue)),
                     "an empty queue")

    def expect(self, name, *messages, protocol=b"ESMTP"):
        """The mailbox NAME holds MESSAGES, each after the one field of the relay, in any order: a relay
        has several connections.  In the dialect that has it, the PROTOCOL of each was this one."""
        ours = b"with SMTP" if self.dialect == "prototype" else b"with " + protocol
        found = []
        for record in self.server.records(name):
            message = e2e.message_of(record)
            field = RECEIVED.match(message)
            truth(field and self.relay.received in field[0], f"{name}: begins with {message[:300]!r}")
            for line in (b"\nReturn-Path: <alice@example.org>\n", ours):
                truth(line in record[:-len(message)], f"{name}: no {line!r} in {record[:300]!r}")
            found.append(message[field.end():])
        equal(len(found), len(messages), f"messages of {name}")
        for got, expected in zip(sorted(found), sorted(messages)):
            equal(got, expected, name)

    def expect_returned(self, *recipients):
        """What has come back to the sender is about these RECIPIENTS, once about each."""
        records = self.server.records("alice")
        for record in records:
            truth(b"\nReturn-Path: <>\n" in record, f"sender of what came back: {record[:300]!r}")
        equal(sorted(re.findall(rb"(?i)^Final-Recipient: rfc822; ?(\S+)$", b"".join(records), re.M)),
              sorted(f"{name}@example.org".encode() for name in recipients), "came back")


def make_cases(relay, dialect):
    def case_with(name):
        def register(function):
            @case(f"{relay.name}, {dialect}: {name}")
            def _():
                need(relay)
                with Server(f"--dialect={dialect}", users=USERS) as server:
                    with Relaying(relay, server, dialect) as relaying:
                        function(relaying)
        return register

    @case_with("a message for ten recipients, of which two are unknown and come back")
    def _(relaying):
        relaying.hand_in(PLAIN, addresses(MANY))
        relaying.wait_until_empty()
        for name in KNOWN:
            relaying.expect(name, PLAIN)
        relaying.expect_returned(*UNKNOWN)

    @case_with("8-bit messages, several at once")
    def _(relaying):
        for message in (ACCENTS, PLAIN, ACCENTS):
            relaying.hand_in(message, addresses(KNOWN[:2]), "BODY=8BITMIME")
        relaying.wait_until_empty()
        for name in KNOWN[:2]:
            relaying.expect(name, ACCENTS, PLAIN, ACCENTS)

    @case(f"{relay.name}, {dialect}: what --report finds is what docs/verdicts.md says")
    def _():
        need(relay)
        with Judging(f"--dialect={dialect}", users=USERS) as server, Relaying(relay, server, dialect) as relaying:
            relaying.hand_in(current(PLAIN), addresses(KNOWN[:1]))
            relaying.wait_until_empty()
            verdict, = server.verdicts(1)
            equal(" ".join(finding["id"] for finding in verdict["findings"]) or "none",
                  table()[relay.name][dialect], "findings")

    if relay.utf8 and dialect != "prototype":
        @case_with("SMTPUTF8, in the header and in a recipient")
        def _(relaying):
            relaying.hand_in(ACCENTS_IN_HEAD, addresses(["johndoe", "jo\u00e3o"]), "SMTPUTF8",
                             "BODY=8BITMIME")
            relaying.wait_until_empty()
            for name in ("johndoe", "jo\u00e3o"):
                relaying.expect(name, ACCENTS_IN_HEAD, protocol=b"UTF8SMTP")


for each in RELAYS:
    for language in ("prototype", "rfc5321"):
        make_cases(each, language)

e2e.run()
