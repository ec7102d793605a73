#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""SIGTERM, SIGINT and SIGHUP in every state, clients that take too long, too many clients."""

import os
import signal
import socket
import time

import e2e
from dialects import DIALECTS
from e2e import ACCEPTED, CLOSING, Client, Server, case, each_dialect, equal, truth

MESSAGE = b"Subject: in flight\r\n\r\ntext\r\n"


def told_to_go(client, reply=None):
    client.expect(reply or client.dialect.closing)
    client.expect_close()


def timed_out(client):
    told_to_go(client, client.dialect.timed_out)


@case("SIGTERM while the server starts and makes its files: it leaves none of them behind")
def _():
    # --seccomp-bpf would leave the signal out.
    wrapper = e2e.traced("trace=fsync", "inject=fsync:signal=SIGTERM:when=1", until_end=False)
    server = Server(users="anna\n", wrapper=wrapper, env=e2e.TRACED, ready=False)
    equal(server.process.wait(e2e.WAIT), 0, "exit status")
    truth(server.log().endswith(b" notice stopped\n"), server.log())
    equal([name for name in os.listdir(server.folder) if name.startswith(".smtpd-proto")], [], "files left")
    server.discard()


def make_stop_cases(number, dialect):
    name = f"{dialect.name}: {signal.Signals(number).name}"

    @case(f"{name} without a client: exit 0")
    def _():
        with Server(dialect=dialect) as server:
            server.stop(number)

    @case(f"{name} in every state between messages: 421, close, exit 0")
    def _():
        with Server(dialect=dialect) as server:
            clients = [Client(server) for _ in range(7)]
            for client in clients[1:]:
                client.helo()
            clients[2].mail()
            clients[3].envelope()
            clients[4].deliver()
            clients[5].command("nonsense", dialect.unrecognized)
            clients[6].send(b"mail fro")  # an unfinished command
            time.sleep(0.1)
            server.process.send_signal(number)
            for client in clients:
                told_to_go(client)
            server.stop(number)

    @case(f"{name} inside a message: it finishes and gets its 250, then 421, exit 0")
    def _():
        with Server(dialect=dialect) as server, Client(server) as client, Client(server) as other:
            client.helo()
            client.open_message()
            client.send(MESSAGE)
            server.process.send_signal(number)
            told_to_go(other)
            truth(client.is_silent(), f"during the message: {client.input!r}")
            client.send(b"more\r\n.\r\n")
            client.expect(dialect.accepted)
            told_to_go(client)
            found = server.records("johndoe")
            server.stop(number)
        equal([e2e.message_of(record) for record in found],
              [b"Subject: in flight\n\ntext\nmore\n"], "mail")

    @case(f"{name} with a message and further commands in one packet: the message is done, no more")
    def _():
        with Server(dialect=dialect) as server, Client(server) as client:
            client.helo()
            client.open_message()
            client.send(MESSAGE)
            server.process.send_signal(number)
            e2e.wait_for(lambda: b"shutting down" in server.log(), "the log to say so")
            client.send(b".\r\nmail from:<late@x>\r\nrcpt to:<johndoe@x>\r\ndata\r\nlate\r\n.\r\n")
            client.expect(dialect.accepted)
            told_to_go(client)
            equal(len(server.records("johndoe")), 1, "records")


for spoken in DIALECTS:
    make_stop_cases(signal.SIGTERM, spoken)
    make_stop_cases(signal.SIGINT, spoken)


def flood(server):
    """Starts a process that sends a message without end; its id."""
    child = os.fork()
    if child == 0:
        try:
            client = Client(server)
            client.helo()
            client.open_message()
            lines = (b"x" * 900 + b"\r\n") * 200
            while True:
                client.send(lines)
        finally:
            os._exit(0)
    return child


@case("SIGTERM among clients that never pause: the stop begins at once")
def _():
    with Server("-q") as server:
        children = [flood(server) for _ in range(30)]
        try:
            time.sleep(2)
            server.process.terminate()
            status = server.process.wait(25)
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        equal(status, 0, "exit status")


@case("SIGTERM: nobody is accepted any more")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        client.open_message()
        server.process.send_signal(signal.SIGTERM)
        e2e.wait_for(lambda: b"shutting down" in server.log(), "the log to say so")
        late = socket.create_connection((server.host, server.port), 5)
        late.settimeout(0.5)
        try:
            greeting = late.recv(100)
        except (socket.timeout, ConnectionError):
            greeting = b""
        truth(not greeting.startswith(b"220"), greeting)
        client.send(MESSAGE + b".\r\n")
        client.expect(ACCEPTED)
        told_to_go(client)
        late.close()


@case("SIGTERM with a message that never ends: 421 within ten seconds, nothing stored, exit 0")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(MESSAGE)
        started = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        told_to_go(client)
        truth(5 < time.monotonic() - started < 60, "nearly ten seconds")
        equal(server.mailbox("johndoe"), b"", "mail")


@case("SIGHUP reads the users file again: new names are served, open conversations go on")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        client.envelope()
        with open(server.users, "a", encoding="utf-8") as file:
            file.write("newcomer\n")
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"reloaded '" in server.log(), "the log to say so")
        client.command("data", e2e.START_MAIL)
        client.send(b"x\r\n.\r\n")
        client.expect(ACCEPTED)
        with Client(server) as second:
            second.helo()
            second.deliver(recipient="Newcomer@x")
        client.deliver(recipient="newcomer")
        equal(len(server.records("newcomer")), 2, "records")


@case("SIGHUP: a name that is gone is unknown, its mail stays; a message under way still arrives")
def _():
    with Server() as server, Client(server) as client, Client(server) as other:
        client.helo()
        other.helo()
        client.deliver()
        client.open_message()
        with open(server.users, "w", encoding="utf-8") as file:
            file.write("babydoe\n")
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"reloaded '" in server.log(), "the log to say so")
        other.command("mail from: a", b"250 a Sender ok\r\n")
        other.command("rcpt to: johndoe", b"550 Address unknown\r\n")
        client.send(b"x\r\n.\r\n")
        client.expect(ACCEPTED)
        equal(len(server.records("johndoe")), 2, "records")


@case("SIGHUP with a bad users file: the old one stays, the log names file and line")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        for content, words in (("johndoe\na/b\n", b"users.list:2"), ("", b"users.list")):
            with open(server.users, "w", encoding="utf-8") as file:
                file.write(content)
            log = len(server.log())
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda log=log, words=words: words in server.log()[log:],
                         "the log to say so")
            client.deliver(recipient="babydoe")
        os.unlink(server.users)
        log = len(server.log())
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"users.list" in server.log()[log:], "the log to say so")
        client.deliver(recipient="jhaneroe")
        client.quit()


@case("SIGPIPE and SIGXFSZ are ignored")
def _():
    with Server() as server:
        server.process.send_signal(signal.SIGPIPE)
        server.process.send_signal(signal.SIGXFSZ)
        with Client(server) as client:
            client.helo()
            client.deliver()


def closed_after(client, least, most=30):
    started = time.monotonic()
    timed_out(client)
    took = time.monotonic() - started
    truth(least <= took <= most, f"after {took:.1f} s")


@each_dialect("idle too long, in every state: 421 and close")
def _(dialect):
    with Server("--timeout=1", dialect=dialect) as server:
        clients = [Client(server) for _ in range(5)]
        for client in clients[1:]:
            client.helo()
        clients[2].mail()
        clients[3].open_message()
        clients[3].send(MESSAGE)
        clients[4].send(b"mail fr")
        closed_after(clients[0], 0.3)
        for client in clients[1:]:
            timed_out(client)
        equal(server.mailbox("johndoe"), b"", "mail")


@each_dialect("a client that says something in time is not idle")
def _(dialect):
    with Server("--timeout=2", dialect=dialect) as server, Client(server) as client:
        for _ in range(5):
            time.sleep(0.7)
            client.command("nonsense", dialect.unrecognized)
        client.helo()
        client.open_message()
        for _ in range(4):
            time.sleep(0.7)
            client.send(b"a line\r\n")
        client.send(b".\r\n")
        client.expect(dialect.accepted)


def drip(client, data):
    """Sends a byte now and then until the server speaks; the time that took."""
    started = time.monotonic()
    while client.is_silent(0.1):
        truth(time.monotonic() - started < 60, "dripped for a minute unhindered")
        try:
            client.send(data)
        except ConnectionError:
            break
    return time.monotonic() - started


@each_dialect("a command dripped one byte at a time meets a deadline")
def _(dialect):
    with Server("--timeout=1", dialect=dialect) as server, Client(server) as client:
        drip(client, b"x")
        timed_out(client)


@each_dialect("a message dripped one byte, or one line, at a time meets a deadline")
def _(dialect):
    with Server("--timeout=1", dialect=dialect) as server:
        for data in (b"x", b"\r\n"):
            with Client(server) as client:
                client.helo()
                client.open_message()
                drip(client, data)
                timed_out(client)
        equal(server.mailbox("johndoe"), b"", "mail")
        e2e.wait_for(lambda: server.log().count(b"closing: ") == 2, "two reasons in the log")
        reasons = [line for line in server.log().decode().splitlines() if "closing: " in line]
        equal([("idle" in line, "10 times --timeout" in line) for line in reasons],
              [(True, False), (False, True)], "reasons")


@each_dialect("after a timeout in a message its rest is not executed")
def _(dialect):
    with Server("--timeout=1", dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(MESSAGE)
        client.expect(dialect.timed_out)
        try:
            client.send(b".\r\nmail from:<late@x>\r\nrcpt to:<johndoe@x>\r\n")
            client.expect_close()
        except ConnectionError:
            pass
        equal(server.mailbox("johndoe"), b"", "mail")


@case("too many connections: 421 to the next, who is welcome once another is gone")
def _():
    with Server("--max-connections=3") as server:
        clients = [Client(server) for _ in range(3)]
        for _ in range(3):
            with Client(server, greeting=CLOSING) as surplus:
                surplus.expect_close()
        clients[0].helo()
        clients[0].deliver()
        clients.pop().socket.close()

        def is_welcome():
            with Client(server, greeting=None) as client:
                return client.line() == e2e.GREETING
        e2e.wait_for(is_welcome, "a place that is free")
        for client in clients:
            client.socket.close()


@case("clients that vanish in every state harm nobody")
def _():
    with Server() as server:
        for steps in range(6):
            for abrupt in (False, True):
                vanish(server, steps, abrupt)
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()


def vanish(server, steps, abrupt):
    client = Client(server)
    for text in (b"helo x\r\n", b"mail from: a\r\n", b"rcpt to: babydoe\r\n", b"data\r\n",
                 b"text\r\n")[:steps]:
        client.send(text)
        if text != b"text\r\n":
            client.line()
    if abrupt:  # a reset in place of an orderly end
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.socket.close()


@case("a client that closes its sending side still gets its replies")
def _():
    with Server() as server, Client(server) as client:
        client.send(b"helo tester\r\nmail from: alice\r\nrcpt to: johndoe\r\ndata\r\nhi\r\n.\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        client.expect(b"250 Hello tester, pleased to meet you\r\n", b"250 alice Sender ok\r\n",
                      b"250 johndoe Recipient ok\r\n", e2e.START_MAIL, ACCEPTED)
        client.expect_close()
        equal(len(server.records("johndoe")), 1, "records")


e2e.run()
