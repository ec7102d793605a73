#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Many clients, fast, slow and hostile ones: all are served, memory and idle time stay as they
should."""

import os
import re
import resource
import selectors
import socket
import threading
import time

import e2e
from dialects import PROTOTYPE
from e2e import ACCEPTED, UNRECOGNIZED, Client, Server, case, each_dialect, equal, truth

CLIENTS = 300

# Less than messages under way are given at a stop.
GRACE = 8

# Longer than the server takes a silent client for a busy one.
PAUSE = 0.15
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(server):
    with open(f"/proc/{server.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_kib(server):
    with open(f"/proc/{server.pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise AssertionError("no VmRSS")


def wants_proc():
    if not os.path.exists("/proc/self/stat"):
        raise e2e.Skip("no /proc")


def grown(server, before, most_kib, about):
    """Memory grew by at most MOST_KIB; checkers keep books of their own and are not asked."""
    now = resident_kib(server) - before
    truth(now <= most_kib or e2e.is_instrumented(), f"{about}: memory grew by {now} KiB")


class Slow:
    """A client that sends its whole conversation byte by byte and collects the replies."""

    def __init__(self, number, address):
        self.output = (f"helo client-{number}\r\nmail from: client-{number}\r\nrcpt to: johndoe\r\n"
                       f"data\r\nSubject: {number}\r\n\r\nfrom {number}\r\n.\r\nquit\r\n").encode()
        self.expected = (e2e.GREETING +
                         f"250 Hello client-{number}, pleased to meet you\r\n"
                         f"250 client-{number} Sender ok\r\n250 johndoe Recipient ok\r\n".encode() +
                         e2e.START_MAIL + ACCEPTED + e2e.BYE)
        self.input, self.done = b"", False
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.connect_ex(address)

    def turn(self):
        """Takes what is there, and sends one byte more."""
        try:
            while data := self.socket.recv(4096):
                self.input += data
            self.done = True
        except BlockingIOError:
            pass
        if self.output and not self.done:
            try:
                self.socket.send(self.output[:1])
                self.output = self.output[1:]
            except BlockingIOError:
                pass


@case(f"{CLIENTS} clients at once, each byte by byte: all served; idle, they cost nothing")
def _():
    wants_proc()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 2048)), hard))
    with Server("-q") as server:
        idle = [Client(server) for _ in range(CLIENTS)]
        for client in idle:
            client.helo()
        before = cpu_seconds(server)
        time.sleep(2)
        used = (cpu_seconds(server) - before) / 2
        truth(used < 0.05, f"{used:.0%} of a processor while idle")
        clients = [Slow(n, (server.host, server.port)) for n in range(CLIENTS)]
        deadline = time.monotonic() + 120
        while not all(client.done for client in clients):
            truth(time.monotonic() < deadline, "not all were served in time")
            for client in clients:
                if not client.done:
                    client.turn()
        for client in clients:
            equal(client.input, client.expected, "replies")
            client.socket.close()
        bodies = sorted(e2e.message_of(r) for r in server.records("johndoe"))
        equal(bodies, sorted(f"Subject: {n}\n\nfrom {n}\n".encode() for n in range(CLIENTS)), "mail")
        for client in idle:
            client.deliver(recipient="babydoe")
            client.quit()


@each_dialect("input sent far ahead of the replies is served in order")
def _(dialect):
    count = 500
    paths = [dialect.path(f"s{n}") for n in range(count)]
    recipient = dialect.path("johndoe")
    with Server("-q", dialect=dialect) as server, Client(server) as client:
        data = b"helo tester\r\n" + b"".join(
            b"mail from:%s\r\nrcpt to:%s\r\nnonsense\r\ndata\r\nSubject: %d\r\n\r\n%s\r\n.\r\n"
            % (paths[n].encode(), recipient.encode(), n, b"line\r\n" * 20)
            for n in range(count)) + b"quit\r\n"
        sender = threading.Thread(target=client.send, args=(data,), daemon=True)
        sender.start()
        client.expect(dialect.hello)
        for path in paths:
            client.expect(dialect.echoed(dialect.sender, path),
                          dialect.echoed(dialect.recipient, recipient),
                          dialect.unrecognized, dialect.start_mail, dialect.accepted)
        client.expect(dialect.bye)
        client.expect_close()
        sender.join(e2e.WAIT)
        subjects = [e2e.message_of(r).split(b"\n")[0] for r in server.records("johndoe")]
        equal(subjects, [b"Subject: %d" % n for n in range(count)], "order")


@case("clients that never read replies: others are served, memory stays bounded")
def _():
    wants_proc()
    with Server("-q") as server:
        before = resident_kib(server)
        deaf = [Client(server, buffer=4096) for _ in range(5)]
        # The kernel takes some megabytes on both sides.
        most = 64 << 20
        sent = [push(client.socket, b"nonsense that is refused\r\n" * 1000, most)
                for client in deaf]
        truth(min(sent) < most, "the server took all commands of one who reads no reply")
        with Client(server) as client:
            client.helo()
            for _ in range(20):
                client.deliver()
            client.quit()
        grown(server, before, 1024, "clients that do not read")
        used = cpu_seconds(server)
        time.sleep(1)
        truth(cpu_seconds(server) - used < 0.2, "busy while nobody can go on")
        # One who reads at last finds every reply whole.
        for _ in range(1000):
            deaf[0].expect(UNRECOGNIZED)
        for client in deaf:
            client.socket.close()


def push(sock, data, most):
    """Sends until nothing more is taken; the bytes that were."""
    sent = 0
    sock.setblocking(False)
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        while sent < most and selector.select(0.2):
            place = sent % len(data)
            sent += sock.send(data[place:])
    sock.settimeout(e2e.WAIT)
    return sent


def serve_among_deaf(count, delay_ms):
    """COUNT of them, the sync taking DELAY_MS more: one who listens is served, and all end."""
    wrapper, env = (), {}
    if delay_ms:
        wrapper = e2e.traced("trace=fdatasync", f"inject=fdatasync:delay_enter={delay_ms * 1000}")
        env = e2e.TRACED
    with Server("-q", wrapper=wrapper, env=env) as server:
        deaf = e2e.deaf_senders(server, count)
        with Client(server) as client:
            client.helo()
            for _ in range(5):
                client.deliver(recipient="babydoe")
            client.quit()
        for client in deaf[1::2]:
            client.socket.close()
        with Client(server) as client:
            client.helo()
            client.deliver(recipient="babydoe")
            server.process.terminate()
            client.expect(e2e.CLOSING)
        server.expect_exit(0)


for deaf_count in (1, 5, 50):
    for sync_ms in (0, 60):
        @case(f"{deaf_count} who deliver and read no reply, with {sync_ms or 'no'} ms more per sync: "
              "others are served, all end")
        def _(count=deaf_count, delay_ms=sync_ms):
            serve_among_deaf(count, delay_ms)


def send_much(client, unit, size):
    for _ in range(size // len(unit)):
        client.send(unit)


@each_dialect("a command of 20 MB without a line end: one 500, memory stays flat")
def _(dialect):
    wants_proc()
    with Server(dialect=dialect) as server, Client(server) as client:
        client.helo()
        before = resident_kib(server)
        send_much(client, b"x" * 65536, 20 << 20)
        truth(client.is_silent(), f"before its end: {client.input!r}")
        grown(server, before, 1024, "a long line")
        client.send(b"\r\n")
        client.expect(dialect.too_long)
        client.mail()
        truth(len(server.log()) < 20000, "the log holds the line")


@each_dialect("a refused message of any size keeps memory flat, and is refused at its true end")
def _(dialect):
    wants_proc()
    with Server("--max-message-size=1M", dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.open_message()
        send_much(client, b"x" * 65534 + b"\r\n", 2 << 20)
        client.is_silent()  # by then the server has seen that it is too large
        before = resident_kib(server)
        send_much(client, b"mail from: a\r\n" * 4096, 20 << 20)
        truth(client.is_silent(), f"before its end: {client.input!r}")
        grown(server, before, 1024, "a message too large")
        client.send(b".\r\n")
        client.expect(dialect.echoed(dialect.too_large, str(1 << 20)))
        equal(server.mailbox("johndoe"), b"", "mail")
        client.rcpt("johndoe", dialect.rcpt_too_early)
        if dialect is PROTOTYPE:
            client.command("quit", UNRECOGNIZED)
        client.deliver()
        client.quit()


@each_dialect("--max-message-size counts the message: one that just fits, one byte more")
def _(dialect):
    size = 3000
    with Server(f"--max-message-size={size}", dialect=dialect) as server, Client(server) as client:
        client.helo()
        too_large = dialect.echoed(dialect.too_large, str(size))
        for fill, verdict in ((0, dialect.accepted), (1, too_large), (0, dialect.accepted)):
            text = b"Subject: x\r\n\r\n..stuffed\r\n"
            text += b"y" * (size + 1 - len(text) - 2 + fill) + b"\r\n"
            client.deliver(text + b".\r\n", verdict=verdict)
        equal(len(server.records("johndoe")), 2, "records")


@case("a large message arrives whole")
def _():
    lines = [b"line %d %s" % (n, b"z" * (n % 900)) for n in range(20000)]
    with Server() as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(b"Subject: large\r\n\r\n" + b"\r\n".join(lines) + b"\r\n.\r\n")
        client.expect(ACCEPTED)
        equal(e2e.message_of(server.records("johndoe")[0]),
              b"Subject: large\n\n" + b"\n".join(lines) + b"\n", "message")


@case("connections come and go: no descriptor is left behind")
def _():
    wants_proc()
    with Server("-q") as server:
        folder = f"/proc/{server.pid}/fd"
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()
        e2e.wait_for(lambda: count_sockets(folder) == 1, "only the listener is open")
        before = len(os.listdir(folder))
        for number in range(200):
            client = Client(server)
            if number % 2:
                client.helo()
                client.deliver()
                client.quit()
            client.socket.close()
        e2e.wait_for(lambda: len(os.listdir(folder)) == before, "all descriptors are closed")


@case("descriptors run out: no spinning, one line in the log, served when some are free again")
def _():
    wants_proc()
    with Server() as server:
        folder = f"/proc/{server.pid}/fd"
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()
        e2e.wait_for(lambda: count_sockets(folder) == 1, "only the listener is open")
        limits = e2e.prlimit(server, resource.RLIMIT_NOFILE)
        highest = max(int(name) for name in os.listdir(folder))
        e2e.prlimit(server, resource.RLIMIT_NOFILE, (highest + 3, limits[1]))
        clients = [Client(server, greeting=None) for _ in range(8)]
        e2e.wait_for(lambda: b"cannot accept clients" in server.log(), "the shortage is logged")
        used = cpu_seconds(server)
        time.sleep(1)
        truth(cpu_seconds(server) - used < 0.3, "busy while no descriptor is free")
        equal(server.log().count(b"cannot accept clients"), 1, "lines about it")
        served = [client for client in clients if not client.is_silent(0.1)]
        truth(0 < len(served) < len(clients), f"{len(served)} of {len(clients)} are served")
        e2e.prlimit(server, resource.RLIMIT_NOFILE, limits)
        for client in clients:
            client.expect(e2e.GREETING)
            client.helo()
            client.deliver()
            client.quit()


@case("clients that are silent for a while: served as soon as they speak, wherever they paused")
def _():
    wants_proc()
    parts = (b"helo x\r\n", b"mail fr", b"om: a\r\nrcpt to: johndoe\r\n", b"data\r\n",
             b"Subject: x\r\n\r\nfrom ", b"somebody\r\n.", b"\r\n")
    with Server("-q") as server:
        clients = [Client(server) for _ in range(30)]
        for part in parts:
            time.sleep(PAUSE)
            for client in clients[::2]:
                client.send(part)
        for client in clients[::2]:
            client.expect(b"250 Hello x, pleased to meet you\r\n", b"250 a Sender ok\r\n",
                          b"250 johndoe Recipient ok\r\n", e2e.START_MAIL, ACCEPTED)
        for client in clients[1::2]:
            client.helo()
            client.socket.close()
        e2e.wait_for(lambda: count_sockets(f"/proc/{server.pid}/fd") == 1 + 15, "15 are left")
        equal([e2e.message_of(r) for r in server.records("johndoe")],
              [b"Subject: x\n\nfrom somebody\n"] * 15, "mail")
        time.sleep(PAUSE)
        begin = time.monotonic()
        server.stop()
        truth(time.monotonic() - begin < GRACE, "it waited for clients without a message")
        for client in clients[::2]:
            client.expect(e2e.CLOSING)
            client.expect_close()


@case("--max-per-source: 421 to the next of a source, others are served, a place is free again")
def _():
    with Server("--max-per-source=3", "--max-connections=50") as server:
        clients = [Client(server) for _ in range(3)]
        for _ in range(2):
            with Client(server, greeting=e2e.CLOSING) as surplus:
                surplus.expect_close()
        e2e.wait_for(lambda: b" warning connection 5: turned away: 127.0.0.1 has reached its "
                     b"connection limit (--max-per-source=3)\n" in server.log(), "the reason in the log")
        others = [Client(server, source="127.0.0.2") for _ in range(3)]
        Client(server, source="127.0.0.2", greeting=e2e.CLOSING).socket.close()
        for client in clients + others:
            client.helo()
            client.deliver()
        clients.pop().socket.close()

        def is_welcome():
            with Client(server, greeting=None) as client:
                return client.line() == e2e.GREETING
        e2e.wait_for(is_welcome, "a place that is free")
        for client in clients + others:
            client.quit()


@case("a source that floods: the log tells how many were turned away, in few lines")
def _():
    surplus = 60
    with Server("--max-per-source=1") as server:
        begin = time.monotonic()
        with Client(server) as first:
            # One at a time too may be closed without a word: a busy server sees late who has gone.
            for _ in range(surplus):
                with Client(server, greeting=None) as client:
                    truth(client.line() in (e2e.CLOSING, b""), "turned away")
            flood = [Client(server, greeting=None) for _ in range(surplus)]
            replies = [client.line() for client in flood]
            truth(set(replies) <= {e2e.CLOSING, b""}, replies)
            truth(b"" in replies or time.monotonic() - begin > 1, "none was closed without a word")
            with Client(server, source="127.0.0.2") as other:
                other.helo()
                other.deliver()
            first.helo()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        log = server.log()
        lines = log.count(b"turned away: 127.0.0.1 has reached its connection limit")
        told = sum(map(int, re.findall(rb" warning (\d+) more clients? w\w+ turned away\n", log)))
        equal(lines + told, 2 * surplus, f"turned away: {log[-3000:]!r}")
        truth(lines <= 10 * (2 + time.monotonic() - begin), f"{lines} lines")


def count_sockets(folder):
    count = 0
    for name in os.listdir(folder):
        try:
            count += os.readlink(os.path.join(folder, name)).startswith("socket:")
        except OSError:
            pass
    return count


e2e.run()
