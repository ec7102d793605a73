#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The zoo of small servers and clients (tests/support/zoo) itself: each shows its habit on the
wire, byte for byte, and loses no message for another reason."""

import functools
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading

import e2e
from e2e import case, equal, truth, wait_for
from zoo import clients, servers, specification_client, specification_server, wire


class Shown:
    """What passed through a server or a client of the zoo."""

    def __init__(self):
        self.writes, self.heard, self.mail, self.notes = [], b"", [], []

    def __call__(self, who, what):
        if who == "S":
            self.writes.append(what)
        elif who == "C":
            self.heard += what
        else:
            (self.mail if who == "message" else self.notes).append(what)


# --- servers ---------------------------------------------------------------------------------

TEXT = b"Subject: hello\r\n\r\nHello.\r\n..dots\r\n"
DELIVERED = [b"Subject: hello", b"", b"Hello.", b".dots"]

# A conversation with a server that has no habit: what is written, and what is answered.  A list
# of writes is sent one by one, each after the one before was received.
STEPS = {
    "greeting": (b"", b"220 zoo ready\r\n"),
    "hello": (b"HELO x\r\n", b"250 zoo\r\n"),
    "sender": (b"MAIL FROM:<a@x>\r\n", b"250 Sender ok\r\n"),
    "recipient": (b"RCPT TO:<johndoe@x>\r\n", b"250 Recipient ok\r\n"),
    "data": (b"DATA\r\n", b"354 End with a dot on a line of its own\r\n"),
    "message": (TEXT + b".\r\n", b"250 Message accepted\r\n"),
    "quit": (b"QUIT\r\n", b"221 Bye\r\n"),
    "end": (b"", b""),
}


def formed(form):
    """STEPS with each reply as FORM makes it."""
    return {name: (write, form(reply[:-2]) if reply else b"")
            for name, (write, reply) in STEPS.items()}


UNKNOWN = b"500 Unknown command\r\n"
SYNTAX = b"501 Syntax error\r\n"
PIECES = [b"Subject: hello\r\n", b"\r\n", b"Hello.\r\n..dots\r\n", b".\r\n"]

# What differs with each server.  An empty reply is an end of the connection, None is silence, and
# a step before those of STEPS has a name of its own.
WALKS = {
    "no-line-end-replies": formed(bytes),
    "lf-replies": formed(lambda reply: reply + b"\n"),
    "cr-replies": formed(lambda reply: reply + b"\r"),
    "nul-padded-replies": formed(lambda reply: (reply + b"\r\n").ljust(1024, b"\0")),
    "python-bytes-replies": formed(lambda reply: b"b'" + reply + b"\\r\\n'"),
    "blank-before-code": formed(lambda reply: b" " + reply + b"\r\n"),
    "no-code": formed(lambda reply: reply[4:] + b"\r\n"),
    "split-replies": {},
    "no-greeting": {"greeting": (b"", None)},
    "two-replies": {"hello": (b"HELO x\r\n", b"250 zoo\r\n250 Pleased to meet you\r\n")},
    "multiline-broken": {"hello": (b"HELO x\r\n", b"250-zoo\r\n220 Pleased to meet you\r\n")},
    "multiline-unended": {"hello": (b"HELO x\r\n", b"250-zoo\r\n")},
    "changed-echo": {
        "sender": (b"MAIL FROM:<a@x>\r\n", b"250 <somebody@else.example> Sender ok\r\n")},
    "data-250": {"data": (b"DATA\r\n", b"250 Go on\r\n")},
    "wrong-354": {"recipient": (b"RCPT TO:<johndoe@x>\r\n", b"354 Go on\r\n"), "data": None},
    "any-greeting": {"hello": ([b"HELO x\r\n", b"HELLO x\r\n"], UNKNOWN + b"250 Hello\r\n")},
    "lower-case": {
        "hello": ([b"HELO x\r\n", b"helo x\r\n"], UNKNOWN + b"250 zoo\r\n"),
        "sender": (b"mail from:<a@x>\r\n", b"250 Sender ok\r\n"),
        "recipient": (b"rcpt to:<johndoe@x>\r\n", b"250 Recipient ok\r\n"),
        "data": (b"data\r\n", b"354 End with a dot on a line of its own\r\n"),
        "quit": (b"quit\r\n", b"221 Bye\r\n")},
    "bare-addresses": {
        "sender": ([b"MAIL FROM:<a>\r\n", b"MAIL FROM:a\r\n", b"MAIL FROM: <a>\r\n",
                    b"MAIL FROM: a\r\n"], SYNTAX * 3 + b"250 Sender ok\r\n"),
        "recipient": ([b"RCPT TO:<johndoe>\r\n", b"RCPT TO: johndoe\r\n"],
                      SYNTAX + b"250 Recipient ok\r\n")},
    "blank-addresses": {
        "sender": ([b"MAIL FROM:<a>\r\n", b"MAIL FROM: a\r\n", b"MAIL FROM: <a>\r\n"],
                   SYNTAX * 2 + b"250 Sender ok\r\n"),
        "recipient": ([b"RCPT TO:<johndoe>\r\n", b"RCPT TO: <johndoe>\r\n"],
                      SYNTAX + b"250 Recipient ok\r\n")},
    "dot-alone": {"message": ([TEXT, b".\r\n"], b"250 Message accepted\r\n")},
    "dot-anywhere": {
        "message": (b"Hello. Goodbye.\r\n.\r\n", b"250 Message accepted\r\n" + UNKNOWN * 2)},
    "message-at-once": {
        "message": ([b"Hello.\r\n", b".\r\n"], b"250 Message accepted\r\n" + UNKNOWN)},
    "reply-per-piece": {"message": (PIECES, b"250 Ok\r\n" * 3 + b"250 Message accepted\r\n")},
    "reply-per-line": {
        "message": (TEXT + b".\r\n", b"250 Ok\r\n" * 4 + b"250 Message accepted\r\n")},
    "keeps-dots": {},
    "closes-after-delivery": {"quit": None},
    "closes-at-quit": {"quit": (b"QUIT\r\n", b"")},
    "stays-open": {"end": (b"NOOP\r\n", b"250 Nothing done\r\n")},
    "tls-first": {"greeting": (b"", None), "hello": (b"HELO x\r\n", b"\x15\x03\x03\0\2\2\x0a"),
                  "sender": None, "recipient": None, "data": None, "message": None, "quit": None},
    "specification-server": {
        "greeting": (b"", b"220 Welcome to the server of the specification\r\n"),
        "hello": ([b"EHLO x\r\n", b"helo\r\n", b"helo x\r\n"],
                  e2e.UNRECOGNIZED * 2 + b"250 Hello x\r\n"),
        "sender": ([b"quit\r\n", b"MAIL FROM:<a>\r\n", b"mail from: a\r\n", b"mail from: a\r\n",
                    b"RCPT TO:<johndoe>\r\n", b"MAIL FROM: A\r\n"],
                   e2e.UNRECOGNIZED * 2 + b"250 a Sender ok\r\n" + e2e.UNRECOGNIZED
                   + b"550 Address unknown\r\n250 A Sender ok\r\n"),
        "recipient": (b"rcpt to: JohnDoe@x\r\n", b"250 JohnDoe@x Recipient ok\r\n"),
        "data": (b"DATA\r\n", b"354 Enter the message, and end it with a dot\r\n"),
        "message": ([b"Hello.\r\n.\r\n", b".\r\n"], b"250 Message accepted\r\n"),
        "quit": (b"quit\r\n", b"221 Goodbye\r\n")},
}

# Those that are shown by EHLO, or by an address, alone.
STOPS = {
    "closes-at-ehlo": ("hello", b"EHLO x\r\n", b""),
    "silent-at-ehlo": ("hello", b"EHLO x\r\n", None),
    "closes-at-brackets": ("sender", b"MAIL FROM:<a@x>\r\n", b""),
}

# Messages that arrive in another form than DELIVERED.
MAIL = {
    "dot-anywhere": [b"Hello"],
    "message-at-once": [b"Hello."],
    "keeps-dots": DELIVERED[:-1] + [b"..dots"],
    "dot-alone": TEXT.splitlines(),
    "reply-per-piece": TEXT.splitlines(),
    "specification-server": [b"Hello.", b"."],
    "tls-first": None,
}


def arrived(connection, count):
    """COUNT bytes, or fewer if the server closes before."""
    data = b""
    while len(data) < count and (piece := connection.recv(count - len(data))):
        data += piece
    return data


def is_silent(connection):
    """Whether nothing comes, not even the end; what is late would be in the next reply."""
    return not select.select([connection], [], [], 0.05)[0]


def take(connection, shown, name, writes, reply):
    """Makes one step, and looks what is answered to it."""
    for write in writes if isinstance(writes, list) else [writes]:
        expected = shown.heard + write
        connection.sendall(write)
        wait_for(lambda: len(shown.heard) >= len(expected), f"{name}: {write!r} is received")
    if reply is None:
        truth(is_silent(connection), f"{name}: silence")
    else:
        # One byte more would be told by the next step.
        equal(arrived(connection, len(reply) or 1), reply, name)


def walk(name):
    """Speaks to the server NAME in the way that it wants."""
    steps = STEPS | WALKS.get(name, {})
    last, *stop = STOPS.get(name, ("end",))
    shown = Shown()
    with wire.Server(servers.HABITS[name][1], shown) as server, \
            socket.create_connection((server.host, server.port), e2e.WAIT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for step in steps:
            if step == last and stop:
                take(connection, shown, step, *stop)
                break
            if steps[step]:
                take(connection, shown, step, *steps[step])
    message = MAIL.get(name, DELIVERED)
    equal(shown.mail, [] if stop or message is None else [message], "delivered")
    return shown


for each in servers.HABITS:
    case(f"server: {each}")(functools.partial(walk, each))


@case("server: split-replies, three writes for each")
def three_writes():
    writes = walk("split-replies").writes
    replies = [reply for _write, reply in STEPS.values() if reply]
    equal([b"".join(writes[place:place + 3]) for place in range(0, len(writes), 3)], replies)
    truth(all(writes), "no write is empty")


# --- clients ---------------------------------------------------------------------------------

HELO = b"HELO x\r\n"
OPENING = HELO + b"MAIL FROM:<a@x>\r\nRCPT TO:<johndoe@x>\r\nDATA\r\n"
LINES = b"Subject: hello\r\n\r\nHello.\r\n"
LF_LINES = b"Subject: hello\n\nHello.\n"
QUIT = b"QUIT\r\n"
HELLO_LINES = [b"Subject: hello", b"", b"Hello."]

# What each client sends to a server without a habit, and whether that takes it for a message.
SENT = {
    "no-line-end-commands": (b"HELO x", False),
    "backslash-r-n": (b"HELO x\\r\\n", False),
    "lf-cr": (b"HELO x\n\rMAIL FROM:<a@x>\n\rQUIT\n\r", False),
    "lf-dot": (OPENING + LF_LINES + b".\n" + QUIT, True),
    "crlf-dot": (OPENING.replace(b"\r", b"") + LF_LINES + b".\r\nQUIT\n", True),
    "dot-with-blank": (OPENING + LINES + b". \r\n", False),
    "dot-glued": (OPENING + LINES[:-2] + b".\r\n", False),
    "waits-in-message": (OPENING + LINES, False),
    "closes-in-message": (OPENING + LINES, False),
    "hello": (b"HELLO x\r\n" + QUIT, False),
    "no-colon": (HELO + b"MAIL FROM <a@x>\r\n" + QUIT, False),
    "blank-before-colon": (HELO + b"MAIL FROM : <a@x>\r\n" + QUIT, False),
    "from-only": (HELO + b"FROM: <a@x>\r\n" + QUIT, False),
    "blank-in-brackets": (
        OPENING.replace(b"<johndoe", b"< johndoe") + LINES + b".\r\n" + QUIT, True),
    "auth-anyway": (HELO + b"AUTH LOGIN\r\nc3R1ZGVudA==\r\ndG9wIHNlY3JldA==\r\n" + OPENING[8:]
                    + LINES + b".\r\n" + QUIT, True),
    "does-not-wait": (OPENING + LINES + b".\r\n" + QUIT, True),
    "nul-padded-commands": (b"".join(write.ljust(1024, b"\0") for write in (
        HELO, b"MAIL FROM:<a@x>\r\n", QUIT)), False),
    "python-bytes-commands": (b"b'HELO x\\r\\n'", False),
    "utf-16": (b"H\0E\0L\0O\0 \0x\0\r\0\n\0Q\0U\0I\0T\0\r\0\n\0", False),
    "write-utf": (b"\0\x08HELO x\r\n\0\x06QUIT\r\n", False),
    "length-prefixed": (b"\0\0\0\x06HELO x", False),
    "talks-tls": (b"\x16\x03\x01\0\x2d\1\0\0\x29\3\3" + b"z" * 32 + b"\0\0\2\x13\1\1\0", False),
    "talks-http": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", False),
    "specification-client": (
        b"helo x\r\nmail from: a\r\nrcpt to: johndoe\r\ndata\r\n"
        b"Subject: hello\r\n\r\nMy first message.\r\n.\r\nquit\r\n", False),
}


def listen_to(name):
    """Runs the client NAME against a server without a habit, until it has sent what it should."""
    expected, is_delivered = SENT[name]
    shown, seen = Shown(), Shown()
    with wire.Server(servers.converse, shown) as server:
        client = threading.Thread(target=wire.call, daemon=True, args=(
            clients.HABITS[name][1], seen, server.host, server.port, e2e.WAIT))
        client.start()
        wait_for(lambda: len(shown.heard) >= len(expected) or not client.is_alive(), name)
    client.join(e2e.WAIT)
    truth(not client.is_alive(), "the client has ended with the connection")
    equal(shown.heard, expected, name)
    equal(shown.mail, [HELLO_LINES] if is_delivered else [], "delivered")


for each in clients.HABITS:
    case(f"client: {each}")(functools.partial(listen_to, each))

@case("client: does-not-wait, even for the greeting")
def without_waiting():
    def mute(peer):
        while True:
            peer.piece()

    shown, seen = Shown(), Shown()
    with wire.Server(mute, shown) as server:
        wire.call(clients.HABITS["does-not-wait"][1], seen, server.host, server.port, e2e.WAIT)
    equal(shown.heard, SENT["does-not-wait"][0])


@case("a client that waits in vain ends by itself")
def patience():
    shown, seen = Shown(), Shown()
    with wire.Server(servers.converse, shown) as server:
        wire.call(clients.HABITS["waits-in-message"][1], seen, server.host, server.port, 0.5)
    equal(seen.notes, ["nothing came for too long"])


# --- the pair of the specification -----------------------------------------------------------

@case("the specification's client delivers to its server")
def pair():
    shown, seen = Shown(), Shown()
    with tempfile.TemporaryDirectory() as folder, wire.Server(
            functools.partial(specification_server.converse, folder=folder), shown) as server:
        def pause():
            wait_for(lambda: seen.heard == shown.heard, "all that was written is received")
        wire.call(functools.partial(specification_client.converse, pause=pause), seen, server.host,
                  server.port, e2e.WAIT)
        equal(shown.writes[-2:], [b"250 Message accepted\r\n", b"221 Goodbye\r\n"])
        equal(shown.mail, [[b"Subject: hello", b"", b"My first message."]])
        equal(os.listdir(folder), ["johndoe.txt"])
        with open(os.path.join(folder, "johndoe.txt"), "rb") as mailbox:
            equal(mailbox.read(), b"Subject: hello\n\nMy first message.\n\n")


@case("several messages, each appended to a mailbox of its own name")
def several():
    shown = Shown()
    with tempfile.TemporaryDirectory() as folder, wire.Server(
            functools.partial(specification_server.converse, folder=folder), shown) as server, \
            socket.create_connection((server.host, server.port), e2e.WAIT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        take(connection, shown, "helo", b"HELO x\r\n",
             b"220 Welcome to the server of the specification\r\n250 Hello x\r\n")
        for name in ("johndoe", "BabyDoe@x", "JOHNDOE@y"):
            take(connection, shown, name, [
                b"mail from: a\r\n", b"rcpt to: %b\r\n" % name.encode(), b"data\r\n",
                b"for %b\r\n" % name.encode(), b".\r\n"],
                 b"250 a Sender ok\r\n250 %b Recipient ok\r\n"
                 b"354 Enter the message, and end it with a dot\r\n"
                 b"250 Message accepted\r\n" % name.encode())
        texts = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as mailbox:
                texts[name] = mailbox.read()
        equal(texts, {"babydoe.txt": b"for BabyDoe@x\n\n",
                      "johndoe.txt": b"for johndoe\n\nfor JOHNDOE@y\n\n"})


# --- by hand ---------------------------------------------------------------------------------

ZOO = [sys.executable, os.path.join(e2e.SUPPORT, "zoo")]


@case("a list of all, each under a name of its own")
def listing():
    lines = subprocess.run(ZOO, capture_output=True, text=True, check=True).stdout.splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    equal(names, [*servers.HABITS, *clients.HABITS])
    equal(len(set(names)), len(names), "names that differ")


@case("a server and a client from the command line, and the end of a server by signals")
def by_hand():
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen([*ZOO, "nul-padded-replies", "0"], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT) as server:
            try:
                address = server.stdout.readline().removeprefix("listening on ").strip()
                client = subprocess.run([*ZOO, "lf-dot", address], capture_output=True, text=True,
                                        check=True, timeout=e2e.WAIT)
            finally:
                server.send_signal(number)
            output = server.stdout.read()
        equal(server.returncode, 0, output)
        truth("... (1024 bytes)\n" in client.stdout, client.stdout)
        truth("C: Subject: hello\\n\\nHello.\\n.\\n\n" in output, output)
        truth("-- accepted a message of 3 lines:\n   | Subject: hello\n" in output, output)


@case("only addresses of this machine, and names that are known")
def wrong_use():
    for arguments, problem in [(["no-code", "192.0.2.1:25"], "192.0.2.1 is not an address of this"),
                               (["hello", "192.0.2.1:25"], "192.0.2.1 is not an address of this"),
                               (["hello", "65536"], "no port has this number"),
                               (["hello", "abc"], "the port is a number"),
                               (["hullo"], "nothing is called hullo")]:
        done = subprocess.run(ZOO + arguments, capture_output=True, text=True, check=False,
                              timeout=e2e.WAIT)
        equal((done.returncode, done.stdout), (1, ""), arguments)
        truth(problem in done.stderr and done.stderr.count("\n") == 1, done.stderr)


e2e.run()
