#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Each client of the zoo (tests/support/zoo) with the server: one line of the log at its default
level says what the client does wrong, and nothing is complained about where nothing is wrong.

The same lines byte for byte, and how bytes that arrive in pieces change nothing: e2e_client_log.py.
"""

import concurrent.futures
import functools
import re
import socket
import threading

import e2e
from dialects import DIALECTS
from e2e import Server, case, equal, truth, wait_for
from zoo import clients, wire

PROTOTYPE, RFC5321 = DIALECTS

UNENDED = "received %s without a line ending: a command ends in CRLF"
TEXT = r'; "\\r\\n" at its end is text, not a line ending$'
PAIRS = r'MAIL must be followed by FROM:, and RCPT by TO:; .*; did you mean "MAIL FROM:<a@x>"\?$'
LENGTH = "this client sends a length before its text: a command is only text that ends in CRLF"
ALONE = "the line ends in LF alone on a connection whose lines end in CRLF"

# What the one line says about each client (a regular expression), and what is delivered.  Without a
# line the client makes no mistake: all that the log says is that the message was delivered.
HELLO = [b"Subject: hello\n\nHello.\n"]
SAID = {
    # The server needs no brackets here, and reads lines, however they arrive.
    "specification-client": (None, [b"Subject: hello\n\nMy first message.\n"]),
    # How its lines end.
    "no-line-end-commands": (UNENDED % '"HELO x"' + "$", []),
    "backslash-r-n": (UNENDED % r'"HELO x\\r\\n"' + TEXT, []),
    "lf-cr": (r'"\\x0DMAIL FROM:<a@x>": .*; it begins with CR: a line ends in CR and then LF$', []),
    "lf-dot": (r'; its line "\." ends in LF, but the first line of this connection ended in CRLF$', []),
    "crlf-dot": (r'; its line "\." ends in CRLF, but the first line of this connection ended in LF$',
                 []),
    # How its message ends.
    "dot-with-blank": (r'; its line "\." has a blank before or after the dot$', []),
    "dot-glued": (r'; its last line ends in "\.", but only a "\." on a line of its own ends it$', []),
    "waits-in-message": (r'waiting for the end of the message, a line with only "\." that ends in CRLF',
                         []),
    "closes-in-message": ("dropped an incomplete message from a@x to johndoe.txt: 26 bytes received",
                          []),
    # How it writes its commands.
    "hello": (r'refused "HELLO x": unknown command; .*; did you mean "HELO x"\?$', []),
    "no-colon": ('refused "MAIL FROM <a@x>": ' + PAIRS, []),
    "blank-before-colon": ('refused "MAIL FROM : <a@x>": ' + PAIRS, []),
    "from-only": (r'refused "FROM: <a@x>": unknown command; .*; did you mean "MAIL FROM:<a@x>"\?$', []),
    "blank-in-brackets": ('refused RCPT "< johndoe@x>": no mailbox; expected "mail from:"$', []),
    "auth-anyway": ('refused "AUTH LOGIN": unknown command; expected "mail from:"; --dialect=rfc5321 has this command$',
                    HELLO),
    # It is answered in order, as if it had waited.
    "does-not-wait": (None, HELLO),
    # What else it sends.
    "nul-padded-commands":
        (r'"\(1016 x \\x00\)MAIL FROM:<a@x>": .*; it contains NUL bytes: send only the bytes of the text$',
         []),
    "python-bytes-commands": (UNENDED % r'''"b'HELO x\\r\\n'"''' + TEXT, []),
    "utf-16": ("this client sends two bytes for each character: encode commands as ASCII or UTF-8", []),
    "write-utf": (LENGTH, []),
    "length-prefixed": (LENGTH, []),
    "talks-tls": ("this client speaks TLS, which this address does not: switch TLS off in the client",
                  []),
    "talks-http": (r'this client speaks HTTP \("GET / HTTP/1.1"\)', []),
}

# Those of which the other dialect says something else.
SAID_RFC5321 = {
    "specification-client": ('refused MAIL "a": the address is not in angle brackets', []),
    "lf-cr": (f'refused "HELO x": {ALONE}', []),
    "crlf-dot": (f'refused "HELO x": {ALONE}', []),
    "blank-in-brackets": ('refused RCPT "< johndoe@x>": the angle brackets do not contain a valid '
                          "address", []),
    "auth-anyway": ('refused AUTH "LOGIN": this command is not implemented; expected "mail from:" or "quit"$', HELLO),
    "does-not-wait": (None, HELLO),
    "talks-http": ("closing: this client speaks HTTP$", []),
}

DELIVERED = r"^delivered a message from \S+ to johndoe\.txt: \d+ bytes$"

TABLES = [(PROTOTYPE, SAID), (RFC5321, SAID_RFC5321)]

# Those who wait for ever for a reply to their first line, of which nothing is said before they close.
UNANSWERED = ("no-line-end-commands", "backslash-r-n", "python-bytes-commands", "length-prefixed")


class Visitor:
    """The client NAME, which can be made to close its connection."""

    def __init__(self, name, server):
        self.habit, self.peer, self.has_sent = clients.HABITS[name][1], None, False
        self.thread = threading.Thread(target=wire.call, daemon=True, args=(
            self.visit, lambda *_: None, server.host, server.port, 2 * e2e.WAIT))
        self.thread.start()

    def visit(self, peer):
        send = peer.send

        def send_and_tell(data):
            send(data)
            self.has_sent = True

        self.peer, peer.send = peer, send_and_tell
        self.habit(peer)

    def leave(self):
        """Closes unless it has, and returns when the server has closed too."""
        try:
            self.peer.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.thread.join(e2e.WAIT)
        truth(not self.thread.is_alive(), "the client has ended with the connection")


def listen_to(name, dialect, options=()):
    """The log, and what is in the mailbox, when the client NAME has ended, or waits in vain."""
    with Server(*options, dialect=dialect) as server:
        client = Visitor(name, server)
        wait_for(lambda: not client.thread.is_alive() or b"waiting for the end" in server.log()
                 or (client.has_sent and name in UNANSWERED), name)
        client.leave()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        return server.log().decode(), [e2e.message_of(each) for each in server.records("johndoe")]


@functools.lru_cache(maxsize=None)
def heard():
    """All at once, since most of their time is waiting."""
    rows = [(name, dialect) for dialect, table in TABLES for name in table]
    with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
        return {row: pool.submit(listen_to, *row) for row in rows}


def check(name, dialect, expected, mail):
    log, delivered = heard()[name, dialect].result()
    said = re.findall(r"^\S+ \w+ connection 1: (.*)$", log, re.M)
    equal(delivered, mail, f"delivered; {log}")
    equal(len([line for line in said if re.search(expected or DELIVERED, line)]), 1,
          f"{expected or DELIVERED} in {said}")
    truth(expected or len(said) == 1, f"more than that it was delivered: {said}")


@case("each client of the zoo is met")
def test_all():
    equal(sorted(SAID), sorted(clients.HABITS), "clients")


for each_dialect, each_table in TABLES:
    for each_name, (each_line, each_mail) in each_table.items():
        case(f"{each_dialect.name}: the client {each_name}")(
            functools.partial(check, each_name, each_dialect, each_line, each_mail))


@case("the name and the password of auth-anyway are in no log")
def secrets():
    rows = [(dialect, options) for dialect in DIALECTS for options in (
        [], ["-v"], ["--log-format=json"], ["--trace"], ["--trace", "--log-format=json"])]
    with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
        logs = [pool.submit(listen_to, "auth-anyway", *row) for row in rows]
    for row, log in zip(rows, logs):
        text, mail = log.result()
        truth("AUTH" in text and "LOGIN" in text and "***" in text, f"{row}: {text}")
        for secret in (b"c3R1ZGVudA", b"dG9wIHNlY3JldA", b"student", b"top secret"):
            truth(secret not in text.encode() + b"".join(mail), f"{row}: {text}")


e2e.run()
