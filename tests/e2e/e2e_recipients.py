#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A message with several recipients: what each mailbox gets, and what the sender is told."""

import contextlib
import os
import re
import resource

import e2e
from dialects import RFC5321
from e2e import Client, case, equal, truth

MAIL = b"Subject: hello\r\n\r\nHello.\r\n.\r\n"
STORED = b"Subject: hello\n\nHello.\n"
ALL = ("johndoe", "jhaneroe", "babydoe", "ivan")


class Server(e2e.Server):
    """In the dialect that has several recipients."""

    def __init__(self, *options, **others):
        super().__init__(*options, dialect=RFC5321, **others)


def to_of(record):
    """The addresses in Delivered-To."""
    head = record.partition(b"\nReceived: ")[0].decode()
    return re.findall(r"(?m)^Delivered-To: (.*)$", head)


def found_by(server):
    """The addresses and the message of each record, by mailbox; without empty ones."""
    found = {name: [(to_of(record), e2e.message_of(without_more_to(record)))
                    for record in server.records(name)] for name in ALL}
    return {name: records for name, records in found.items() if records}


def without_more_to(record):
    """RECORD with its first Delivered-To only."""
    return re.sub(rb"(?<=\n)(Delivered-To: .*\n)(?:Delivered-To: .*\n)+", rb"\1", record, count=1)


def expect_empty_envelope(client):
    client.rcpt("johndoe", RFC5321.rcpt_too_early)
    client.command("data", RFC5321.data_too_early)


@case("each mailbox has the message once, unknown recipients are refused, the others stay")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        client.mail()
        client.rcpt("johndoe")
        client.rcpt("nobody", RFC5321.unknown)
        client.rcpt("BabyDoe@else.example")
        client.rcpt("ivan@", b"553 5.1.3 The angle brackets contain no valid recipient: "
                             b"RCPT TO:<local-part@domain>\r\n")
        client.rcpt("ivan")
        client.command("data", RFC5321.start_mail)
        client.send(MAIL)
        client.expect(RFC5321.accepted)
        expect_empty_envelope(client)
        equal(found_by(server), {"johndoe": [(["johndoe@example.org"], STORED)],
                                 "babydoe": [(["BabyDoe@else.example"], STORED)],
                                 "ivan": [(["ivan@example.org"], STORED)]}, "the mailboxes")


@case("two addresses of one mailbox: one record with both in Delivered-To")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        names = ["johndoe@a.example", "babydoe@a.example", "JOHNDOE@b.example",
                 '"John\\Doe"@c.example', "johndoe@a.example"]
        client.deliver(MAIL, recipient=names)
        equal(found_by(server), {
            "johndoe": [([names[0], names[2], names[3], names[4]], STORED)],
            "babydoe": [([names[1]], STORED)]}, "the mailboxes")


@case("--catch-all: one record for all who have no mailbox")
def _():
    with Server("--catch-all=johndoe") as server, Client(server) as client:
        client.ehlo()
        client.deliver(MAIL, recipient=["x@a.example", "babydoe", '"../y"@b.example', "<postmaster>",
                                        "johndoe"])
        equal(found_by(server), {
            "johndoe": [(["x@a.example", '"../y"@b.example', "postmaster", "johndoe@example.org"],
                         STORED)],
            "babydoe": [(["babydoe@example.org"], STORED)]}, "the mailboxes")


@case("Received says SMTP, ESMTP or UTF8SMTP, and never for whom")
def _():
    for greeting, parameters, protocol in (("helo", "", b"SMTP"), ("ehlo", "", b"ESMTP"),
                                           ("ehlo", " SMTPUTF8", b"UTF8SMTP")):
        for names in (["johndoe"], ["johndoe", "babydoe"]):
            with Server() as server, Client(server) as client:
                client.helo() if greeting == "helo" else client.ehlo()
                client.command(f"mail from:<a@x>{parameters}", b"250 2.1.0 a@x Sender ok\r\n")
                for name in names:
                    client.rcpt(name)
                client.command("data", RFC5321.start_mail)
                client.send(MAIL)
                client.expect(RFC5321.accepted)
                for name in names:
                    received = re.search(rb"(?m)^Received: .*(?:\n\t.*)*", server.mailbox(name))[0]
                    truth(re.fullmatch(rb"Received: from tester \(\[127\.0\.0\.1\]\)\n"
                                       rb"\tby smtp\.prototype with " + protocol +
                                       rb"; [^;\n]* \+0000", received), f"{name}: {received!r}")


@case("a large message is the same in all mailboxes, byte for byte")
def _():
    lines = [b"line %d %s" % (n, b"\xff" * (n % 900)) for n in range(4000)]
    with Server() as server, Client(server) as client:
        client.ehlo()
        client.deliver(b"Subject: large\r\n\r\n" + b"\r\n".join(lines) + b"\r\n.\r\n", recipient=ALL)
        for name in ALL:
            equal(e2e.message_of(server.records(name)[0]),
                  b"Subject: large\n\n" + b"\n".join(lines) + b"\n", name)


def block_by_folder(server, name):
    """There is a folder in place of the mailbox NAME; returns what undoes it."""
    path = server.path(name)
    os.rename(path, path + ".aside")
    os.mkdir(path)

    def undo():
        os.rmdir(path)
        os.rename(path + ".aside", path)
    return undo


def block_by_size(server, name):
    """No file may grow beyond what the mailbox NAME holds; returns what undoes it."""
    with open(server.path(name), "wb") as file:
        file.write(b"From x Thu Jan  1 00:00:00 1970\nSubject: old\n\n" + (1 << 20) * b"x" + b"\n\n")
        size = file.tell()
    limits = e2e.prlimit(server, resource.RLIMIT_FSIZE)
    e2e.prlimit(server, resource.RLIMIT_FSIZE, (size, limits[1]))
    return lambda: e2e.prlimit(server, resource.RLIMIT_FSIZE, limits)


def failures(server, count=1):
    """COUNT lines of the log, or more, about messages that could not be delivered."""
    def lines():
        return re.findall(r"could not deliver a message from (.*)\n", server.log().decode())
    e2e.wait_for(lambda: len(lines()) >= count, "the failure in the log")
    return lines()


def make_blocked_case(about, block, verdict, reason):
    for place in range(3):
        @case(f"{about}, number {place + 1} of three: {verdict[:9].decode()}, the others have their "
              "copy, the log names it")
        def _(place=place):
            names = ["johndoe", "babydoe", "ivan"]
            blocked, others = names[place], names[:place] + names[place + 1:]
            with Server() as server, Client(server) as client:
                client.ehlo()
                undo = block(server, blocked)
                client.deliver(MAIL, recipient=names, verdict=verdict)
                for name in others:
                    equal([e2e.message_of(r) for r in server.records(name)], [STORED], name)
                equal(failures(server), [f"alice@example.org to {blocked}.txt: {reason}"], "the log")
                expect_empty_envelope(client)
                undo()
                before = server.mailbox(blocked)
                truth(STORED not in before, "it has the message")
                client.deliver(MAIL, recipient=names)
                equal([e2e.message_of(r) for r in e2e.records(server.mailbox(blocked)[len(before):])],
                      [STORED], blocked)
                for name in others:
                    equal([e2e.message_of(r) for r in server.records(name)], [STORED] * 2, name)


make_blocked_case("a mailbox that is a folder", block_by_folder, RFC5321.local_error,
                  "it is not a regular file")
make_blocked_case("a mailbox without room", block_by_size, RFC5321.no_storage, "File too large")


@case("two mailboxes that fail differently: one of both replies, and the log names both")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        block_by_size(server, "johndoe")
        block_by_folder(server, "babydoe")
        client.open_message(recipient=["babydoe", "ivan", "johndoe"])
        client.send(MAIL)
        client.expect(re.compile(rb"45(1 4\.3\.0|2 4\.3\.1) [^\r\n]*\r\n"))
        equal([e2e.message_of(r) for r in server.records("ivan")], [STORED], "ivan")
        equal(sorted(failures(server, 2)),
              ["alice@example.org to babydoe.txt: it is not a regular file",
               "alice@example.org to johndoe.txt: File too large"], "the log")


@case("100 recipients are taken, the next is 452 4.5.3 until the transaction ends")
def _():
    names = [f"user{n}" for n in range(102)]
    with Server(users="\n".join(names) + "\n") as server, Client(server) as client:
        client.ehlo()
        for end in ("rset", "data", "data"):
            client.mail()
            for name in names[:100]:
                client.rcpt(name)
            for name in names[100:]:
                client.rcpt(name, b"452 4.5.3 Too many recipients: DATA sends the message to those "
                                  b"accepted\r\n")
            if end == "rset":
                client.command("rset", b"250 2.0.0 Reset\r\n")
                expect_empty_envelope(client)
                continue
            client.command("data", RFC5321.start_mail)
            client.send(MAIL)
            client.expect(RFC5321.accepted)
        equal([len(server.records(name)) for name in names], [2] * 100 + [0] * 2, "records")


@case("a refused recipient takes no room, one who is named twice does")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        client.mail()
        for _ in range(150):
            client.rcpt("nobody", RFC5321.unknown)
        for _ in range(100):
            client.rcpt("johndoe")
        client.command("rcpt to:<babydoe@x>", re.compile(rb"452 4\.5\.3 .*\r\n"))
        client.command("data", RFC5321.start_mail)
        client.send(MAIL)
        client.expect(RFC5321.accepted)
        equal(to_of(server.records("johndoe")[0]), ["johndoe@example.org"] * 100, "Delivered-To")
        equal(server.records("babydoe"), [], "one too many")


def memory_kib(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])


@case("a hundred recipients as long as a line allows take little more memory than their bytes")
def _():
    if e2e.is_instrumented():
        raise e2e.Skip("memory is not that of the program itself")
    size, count = 2000, 20
    line = b"rcpt to:<johndoe@" + b"x" * size + b">\r\n"
    with Server() as server, contextlib.ExitStack() as stack:
        before = memory_kib(server)
        for _ in range(count):
            client = stack.enter_context(Client(server))
            client.ehlo()
            client.mail()
            client.send(line * 100)
            client.expect(*[re.compile(rb"250 2\.1\.5 .*\r\n")] * 100)
        used = memory_kib(server) - before
        truth(used < 2 * count * 100 * size / 1024, f"{used} KiB for {count} clients")


@case("a message that is refused reaches nobody")
def _():
    with Server("--max-message-size=1000") as server, Client(server) as client:
        client.ehlo()
        for wire, verdict in ((b"x" * 2000 + b"\r\n.\r\n",
                               b"552 5.3.4 Message too large: at most 1000 bytes\r\n"),
                              (b"a\0b\r\n.\r\n", re.compile(rb"550 5\.6\.0 .*\r\n"))):
            client.deliver(wire, recipient=ALL, verdict=verdict)
            expect_empty_envelope(client)
        client.deliver(MAIL, recipient=ALL)
        equal({name: len(records) for name, records in found_by(server).items()},
              dict.fromkeys(ALL, 1), "records")


e2e.run()
