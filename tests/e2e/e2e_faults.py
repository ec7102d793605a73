#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--fault and --magic-addresses: what clients meet with, whom it concerns, and who is left alone."""

import json
import os
import re
import signal
import socket
import subprocess
import time

import e2e
from dialects import PROTOTYPE, RFC5321
from e2e import Client, Server, Skip, case, each_dialect, equal, truth
from tls_clients import READY, TlsClient, TlsServer

GREYLISTED = b"450 4.2.0 Greylisted\r\n"


def refused(code, dialect):
    """The reply of a rule that has no text of its own; rfc5321 has enhanced codes."""
    enhanced = f"{code[0]}.0.0 " if dialect is RFC5321 else ""
    return f"{code} {enhanced}Refused on purpose (--fault)\r\n".encode()


def rest_of(client):
    """What the server sends until it closes."""
    rest = client.input
    client.input = b""
    while data := client.socket.recv(65536):
        rest += data
    return rest


def begin(client):
    """Up to the sender."""
    client.helo()
    client.mail()


def rcpt(client, recipient, reply):
    """Names a recipient, after MAIL again where the refusal of one has ended the transaction."""
    client.command(f"rcpt to:{client.dialect.blank}{client.dialect.path(recipient)}", reply)
    if client.dialect is PROTOTYPE and not reply.startswith(b"250"):
        client.mail()


def accepted(client, recipient):
    return client.dialect.echoed(client.dialect.recipient, client.dialect.path(recipient))


# --- refusals --------------------------------------------------------------------------------

@each_dialect("greylisting: the first try for each recipient is refused, the next ones are not")
def _(dialect):
    with Server("--fault=RCPT:450 4.2.0 Greylisted:first=1:per=recipient", dialect=dialect) as server:
        with Client(server) as client, Client(server) as other:
            begin(client)
            begin(other)
            rcpt(client, "johndoe", GREYLISTED)
            rcpt(other, "babydoe", GREYLISTED)
            rcpt(other, "johndoe", accepted(other, "johndoe"))
            rcpt(client, "johndoe", accepted(client, "johndoe"))
            client.command("data", dialect.start_mail)
            client.send(b"x\r\n.\r\n")
            client.expect(dialect.accepted)
            equal(len(server.records("johndoe")), 1, "records")
        e2e.wait_for(lambda: server.log().count(b"fault: refused RCPT") == 2, "the log to say so")
        truth(b': 450 4.2.0 Greylisted\n' in server.log(), server.log())



@each_dialect("refusals of every command, and of a message, each once")
def _(dialect):
    rules = [f"--fault={verb}:5{n:02}:first=1" for n, verb in enumerate(("HELO", "MAIL", "RCPT", "DATA", "MESSAGE",
                                                                         "QUIT"))]
    texts = [refused(f"5{n:02}", dialect) for n in range(6)]
    texts[0] = b"500 Refused on purpose (--fault)\r\n"
    with Server(*rules, dialect=dialect) as server, Client(server) as client:
        client.command("helo tester", texts[0])
        client.helo()
        client.command(f"mail from:{dialect.blank}{dialect.path('alice')}", texts[1])
        client.mail()
        rcpt(client, "johndoe", texts[2])
        client.rcpt("johndoe")
        client.command("data", texts[3])
        client.command("data", dialect.start_mail)
        client.send(b"lost\r\n.\r\n")
        client.expect(texts[4])
        client.deliver(b"kept\r\n.\r\n")
        client.command("quit", texts[5])
        client.quit()
        found = [e2e.message_of(record) for record in server.records("johndoe")]
        equal(found, [b"\nkept\n"], "mail")


@each_dialect("CONNECT: a greeting that refuses, and the close, or 421 anywhere")
def _(dialect):
    with Server("--fault=CONNECT:554 No service: go away:first=1", "--fault=MAIL:421 4.3.2 Bye",
                dialect=dialect) as server:
        with Client(server, greeting=b"554 No service: go away\r\n") as client:
            client.expect_close()
        with Client(server) as client:
            client.helo()
            client.command(f"mail from:{dialect.blank}{dialect.path('a')}", b"421 4.3.2 Bye\r\n")
            client.expect_close()


@each_dialect("a text is sent as it was written")
def _(dialect):
    text = "100% %s%n {argument} {detail} \\r\\n \u00e9 $(id)"
    with Server(f"--fault=MAIL:451 {text}", "-q", dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.command(f"mail from:{dialect.blank}{dialect.path('a')}", f"451 {text}\r\n".encode())


# --- whom it concerns ------------------------------------------------------------------------

@each_dialect("per=client: two addresses are counted apart, however many connections each has")
def _(dialect):
    with Server("--fault=RCPT:450 4.2.0 Greylisted:first=1:per=client", dialect=dialect) as server:
        for source in ("127.0.0.2", "127.0.0.3"):
            for reply in (GREYLISTED, accepted(server, "johndoe"), accepted(server, "johndoe")):
                with Client(server, source=source) as client:
                    begin(client)
                    rcpt(client, "johndoe", reply)


@each_dialect("per=connection and per=sender: one does not disturb the other")
def _(dialect):
    for scope in ("connection", "sender"):
        with Server(f"--fault=RCPT:450 4.2.0 Greylisted:from=2..2:per={scope}", dialect=dialect) as server:
            with Client(server) as one, Client(server) as two:
                for client, sender in ((one, "a"), (two, "b")):
                    client.helo()
                    client.mail(sender)
                rcpt(one, "nobody", dialect.echoed(dialect.unknown, dialect.path("nobody")))
                rcpt(two, "johndoe", accepted(two, "johndoe"))
                if dialect is PROTOTYPE and scope == "sender":
                    continue  # the sender of what follows is another one
                rcpt(one, "babydoe", GREYLISTED)
                rcpt(one, "johndoe", accepted(one, "johndoe"))


@each_dialect("SIGHUP leaves the counts alone")
def _(dialect):
    with Server("--fault=RCPT:450 4.2.0 Greylisted:from=2..3", dialect=dialect) as server:
        with Client(server) as client:
            begin(client)
            rcpt(client, "nobody", dialect.echoed(dialect.unknown, dialect.path("nobody")))
            rcpt(client, "johndoe", GREYLISTED)
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda: b"reloaded '" in server.log(), "the log to say so")
            rcpt(client, "johndoe", GREYLISTED)
            rcpt(client, "johndoe", accepted(client, "johndoe"))


@case("a rate: so many in each window, the rest is refused")
def _():
    with Server("--fault=HELO:450:rate=3/1") as server:
        for _ in range(2):
            started = time.monotonic()
            replies = []
            for _ in range(6):
                with Client(server) as client:
                    client.send(b"helo tester\r\n")
                    replies.append(client.line()[:3])
            if time.monotonic() - started > 0.7:
                raise Skip("this machine is too busy")
            equal(replies, [b"250"] * 3 + [b"450"] * 3, "replies")
            time.sleep(max(0.0, started + 1.1 - time.monotonic()))


# --- replies that are late, partial or missing -----------------------------------------------

@each_dialect("delay: the reply is late, and so is what was sent with the command")
def _(dialect):
    with Server("--fault=MAIL:delay=400ms", "--fault=CONNECT:delay=300ms:first=1", dialect=dialect) as server:
        started = time.monotonic()
        with Client(server) as client:
            truth(time.monotonic() - started > 0.28, "the greeting came early")
            started = time.monotonic()
            path = dialect.path("a")
            client.send(f"helo tester\r\nmail from:{dialect.blank}{path}\r\nnonsense\r\n".encode())
            client.expect(dialect.hello)
            truth(time.monotonic() - started < 0.35, "an earlier reply came late")
            client.expect(dialect.echoed(dialect.sender, path), dialect.unrecognized)
            truth(time.monotonic() - started > 0.38, "the reply came early")


@each_dialect("delay of a message: it is delivered at once, the reply is late")
def _(dialect):
    with Server("--fault=MESSAGE:delay=20s", "-v", dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(b"x\r\n.\r\n")
        e2e.wait_for(lambda: server.mailbox("johndoe") != b"", "the delivery")
        truth(client.is_silent(), client.input)


@each_dialect("drip: one byte after the other, and a whole reply in the end")
def _(dialect):
    with Server("--fault=HELO:drip=5ms", dialect=dialect) as server, Client(server) as client:
        client.send(b"helo tester\r\n")
        pieces = []
        started = time.monotonic()
        while b"".join(pieces) != dialect.hello:
            pieces.append(client.socket.recv(4096))
        truth(time.monotonic() - started > 0.005 * (len(dialect.hello) - 1), "too fast")
        truth(len(pieces) > 1, "at once")
        client.mail()


@each_dialect("cut: the front of a reply, then the close; the message is delivered")
def _(dialect):
    with Server("--fault=MESSAGE:cut=7", "--fault=QUIT:cut=4096", "--trace", dialect=dialect) as server:
        with Client(server) as client:
            client.helo()
            client.open_message()
            client.send(b"x\r\n.\r\n")
            equal(rest_of(client), dialect.accepted[:7], "the reply")
        equal(len(server.records("johndoe")), 1, "records")
        e2e.wait_for(lambda: b" S " + dialect.accepted[:7] + b" (no line ending yet)" in server.log(), "the trace")


@each_dialect("drop: the connection is closed without a word; a message is not delivered")
def _(dialect):
    with Server("--fault=MESSAGE:drop:first=1", "--fault=CONNECT:drop:from=2..2", dialect=dialect) as server:
        with Client(server) as client:
            client.helo()
            client.open_message()
            client.send(b"x\r\n.\r\n")
            equal(rest_of(client), b"", "the reply")
        with Client(server, greeting=None) as client:
            equal(rest_of(client), b"", "the greeting")
        equal(server.mailbox("johndoe"), b"", "mail")
        with Client(server) as client:
            client.helo()
            client.deliver()


@case("stall: no reply in either dialect, up to --timeout; then the close")
def _():
    options = ("--fault=MAIL:stall", "--timeout=1")
    with Server(*options) as server, Server(*options, dialect=RFC5321) as other:
        with Client(server) as one, Client(other) as two:
            started = time.monotonic()
            for client in (one, two):
                client.helo()
                client.send(f"mail from:{client.dialect.blank}{client.dialect.path('a')}\r\nquit\r\n".encode())
            for client in (one, two):
                equal(rest_of(client), b"", "the reply")
            truth(0.9 < time.monotonic() - started < 20, "not after the timeout")



# --- who leaves, and who goes on -------------------------------------------------------------

WAITS = ("HELO:stall", "HELO:delay=20m", "HELO:drip=2m", "CONNECT:stall", "CONNECT:delay=20m")


def leave(client, how):
    if how == "reset":
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.socket.close()


@case("a client that leaves meanwhile is noticed at once")
def _():
    for rule in WAITS:
        for how in ("close", "reset"):
            if rule == "HELO:drip=2m" and how == "close":
                continue  # the next byte shows it
            with Server(f"--fault={rule}", "-v") as server:
                client = Client(server, greeting=None if "CONNECT" in rule else Client.PROPER)
                client.send(b"helo x\r\n")
                e2e.wait_for(lambda server=server: b"fault: " in server.log(), "the fault")
                leave(client, how)
                e2e.wait_for(lambda server=server: b"connection 1: closed" in server.log(), f"{rule}: {how}")


@case("a client that leaves while a reply drips is noticed by one of its bytes")
def _():
    with Server("--fault=HELO:drip=50ms", "-v") as server:
        client = Client(server)
        client.send(b"helo x\r\n")
        client.socket.recv(1)
        leave(client, "close")
        e2e.wait_for(lambda: b"connection 1: closed" in server.log(), "the end")


@case("a client that ends TLS meanwhile is noticed at once")
def _():
    for rule in ("HELO:stall", "HELO:delay=20m"):
        with TlsServer(f"--fault={rule}", "-v") as server:
            client = TlsClient(server, server.trust())
            client.send(b"helo x\r\n")
            e2e.wait_for(lambda server=server: b"fault: " in server.log(), "the fault")
            client.socket.close()
            e2e.wait_for(lambda server=server: b"connection 1: closed" in server.log(), rule)


@each_dialect("SIGTERM ends every wait: exit 0")
def _(dialect):
    hello = {"HELO:stall": b"", "HELO:delay=20m": dialect.hello + dialect.closing,
             "HELO:drip=2m": dialect.hello + dialect.closing, "CONNECT:stall": b"",
             "CONNECT:delay=20m": dialect.greeting + dialect.closing}
    for rule in WAITS:
        with Server(f"--fault={rule}", dialect=dialect) as server:
            client = Client(server, greeting=None if "CONNECT" in rule else Client.PROPER)
            client.send(b"helo tester\r\n")
            e2e.wait_for(lambda server=server: b"fault: " in server.log(), "the fault")
            started = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            equal(rest_of(client), hello[rule], rule)
            client.socket.close()
            server.expect_exit(0)
            truth(time.monotonic() - started < 5, f"{rule}: {time.monotonic() - started:.1f} s")


def cpu_seconds(server):
    with open(f"/proc/{server.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@case("a hundred stalled clients cost nothing, and hinder nobody")
def _():
    if not os.path.exists("/proc/self/stat"):
        raise Skip("no /proc")
    with Server("--fault=RCPT:stall:first=100", "-q") as server:
        stalled = [Client(server) for _ in range(100)]
        for client in stalled:
            client.helo()
            client.mail("stalled")
            client.send(b"rcpt to: johndoe\r\nmore of it\r\n")
        time.sleep(0.2)
        before = cpu_seconds(server)
        time.sleep(0.7)
        used = cpu_seconds(server) - before
        truth(used < 0.2, f"{used} s of processor time while nothing happened")
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()
        for client in stalled:
            truth(client.is_silent(0.001), client.input)
            client.socket.close()


# --- TLS -------------------------------------------------------------------------------------

@case("under TLS too: drip, cut, drop and stall")
def _():
    dialect = PROTOTYPE
    rules = ("--fault=CONNECT:drip=2ms:first=1", "--fault=HELO:cut=9:first=1", "--fault=HELO:drop:from=1..1",
             "--fault=HELO:stall:from=1..1")
    with TlsServer(*rules, "--timeout=1", dialect=dialect) as server:
        with TlsClient(server, server.trust()) as client:
            client.send(b"helo tester\r\n")
            equal(rest_of(client), dialect.hello[:9], "the cut reply, and the end of TLS")
        for what in ("drop", "stall"):
            with TlsClient(server, server.trust()) as client:
                client.send(b"helo tester\r\n")
                equal(rest_of(client), b"", what)
        with TlsClient(server, server.trust()) as client:
            client.helo()
            client.deliver()


@case("STARTTLS: refused, cut and delayed, then done")
def _():
    rules = ("--fault=STARTTLS:454 4.7.0 Later:first=1", "--fault=STARTTLS:cut=3:first=1",
             "--fault=STARTTLS:delay=200ms:first=1", "--fault=STARTTLS:drip=2ms:first=1")
    with TlsServer(*rules) as server:
        with Client(server) as client:
            client.ehlo()
            client.command("starttls", b"454 4.7.0 Later\r\n")
            client.send(b"starttls\r\n")
            equal(rest_of(client), READY[:3], "the cut reply")
        for _ in ("delay", "drip", "neither"):
            with TlsClient(server, server.trust(), starttls=True) as client:
                client.ehlo()
                client.deliver()


# Each effect on MAIL, and what clients do meanwhile that begin TLS in either way.
EFFECTS = ("drop", "cut=3", "drip=1ms", "delay=1ms", "450 4.0.0 Later", "delay=20m", "stall")
ENDLESS = EFFECTS[-2:]
LEAVES = [(starttls, how) for starttls in (False, True) for how in ("close", "reset", "go on")]


@case("many clients under TLS at a time: whatever a fault does and however they leave, nothing stays behind")
def _():
    rules = [f"--fault=MAIL:{effect}:first={len(LEAVES)}" for effect in EFFECTS]
    with TlsServer(*rules, "-q") as server:
        def held():
            return len(os.listdir(f"/proc/{server.pid}/fd")) if os.path.exists("/proc/self/fd") else 0
        before = held()
        clients = [(TlsClient(server, starttls=starttls), "close" if effect in ENDLESS and how == "go on" else how)
                   for effect in EFFECTS for starttls, how in LEAVES]
        for client, how in clients:
            client.ehlo()
            client.send(b"mail from:<a@x>\r\n" + (b"noop\r\nquit\r\n" if how == "go on" else b""))
        for client, how in clients:
            if how == "go on":
                rest_of(client)
            leave(client, how)
        e2e.wait_for(lambda: held() <= before, "the end of all connections")
        with TlsClient(server, server.trust(), starttls=True) as client:
            client.ehlo()
            client.deliver()
        equal(len(server.records("johndoe")), 1, "records")


# --- magic addresses -------------------------------------------------------------------------

def magic(code, enhanced, dialect):
    enhanced = f"{enhanced} " if enhanced and dialect is RFC5321 else ""
    return f"{code} {enhanced}Refused on purpose (--magic-addresses)\r\n".encode()


@each_dialect("magic addresses: each in its place, and no one else is disturbed")
def _(dialect):
    with Server("--magic-addresses", dialect=dialect) as server, Client(server) as client, Client(server) as other:
        other.helo()
        client.command("helo helo504.example", magic(504, "", dialect))
        client.helo()
        client.command(f"mail from:{dialect.blank}{dialect.path('mail451@x')}", magic(451, "4.0.0", dialect))
        client.mail("mail250@x")
        rcpt(client, "rcpt550_5.1.1@x", magic(550, "5.1.1", dialect))
        rcpt(client, "rcpt450@x", magic(450, "4.0.0", dialect))
        rcpt(client, "rcpt250@x", dialect.echoed(dialect.unknown, dialect.path("rcpt250@x")))
        other.deliver()
        if dialect is RFC5321:
            client.command("rset", b"250 2.0.0 Reset\r\n")
        else:
            client.rcpt("johndoe")
            client.command("data", dialect.start_mail)
            client.send(b".\r\n")
            client.expect(dialect.accepted)
        client.deliver(sender="data552_5.3.4@x", verdict=magic(552, "5.3.4", dialect))
        client.envelope()
        e2e.wait_for(lambda: b"magic address: refused MESSAGE: 552" in server.log(), "the log to say so")
    with Server(dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.mail("mail451@x")
        rcpt(client, "rcpt550@x", dialect.echoed(dialect.unknown, dialect.path("rcpt550@x")))


# Paths that are valid, or not, and what RCPT with each is answered: the code that is asked for, 250
# for the user rcpt550, or another refusal.
HOSTILE = (("rcpt550@[1.2.3.4]", b"550 5.0.0 Refused"), ("@relay:rcpt451@x", b"451 4.0.0 Refused"),
           ("@rcpt451:johndoe@x", b"250 "), ('"rcpt550"@x', b"250 "), ('"rcpt550@x"@y', b"250 "),
           ("rcpt550@rcpt451", b"550 5.0.0 Refused"), ("rcpt550@b\u00fccher", b"550 5.0.0 Refused"),
           ("rcpt\uff15\uff15\uff10@x", b"550 5.1.1 rcpt"), ("rcpt999@x", b"550 5.1.1 rcpt999@x Address"),
           ("rcpt5505@x", b"550 5.1.1 rcpt5505@x Address"), ("rcpt550_5.999.999@x", b"550 5.999.999 Refused"),
           ("rcpt550_5.1000.1@x", b"550 5.1.1 rcpt550_5.1000.1@x Address"), ("rcpt550.@x", b"553 5.1.3 The angle"),
           (f"rcpt550_5.{'1' * 50}.1@x", b"550 5.1.1 rcpt550_5.11111"), ("rcpt550", b"553 5.1.3 The angle"))


@case("magic addresses that are strange: only what is spelled right asks for anything")
def _():
    with Server("--magic-addresses", dialect=RFC5321, users="johndoe\nrcpt550\n") as server, Client(server) as client:
        client.ehlo()
        client.command("mail from:<a@x> SMTPUTF8", b"250 2.1.0 a@x Sender ok\r\n")
        for path, expected in HOSTILE:
            client.send(f"rcpt to:<{path}>\r\n".encode())
            reply = client.line()
            truth(reply.startswith(expected), f"{path}: {reply}")


# The sender and the recipient that the N-th of a hundred tests writes to, and what he is told.
ASKS = (("alice", "rcpt550_5.1.1@x", "rcpt", "5.1.1"), ("mail451@x", None, "mail", "4.0.0"),
        ("data552@x", None, "data", "5.0.0"), ("alice", None, None, None))


@each_dialect("a hundred tests share a server: each gets what it asks for, and no one another's mail")
def _(dialect):
    names = [f"user{n}" for n in range(100)]
    with Server("--magic-addresses", "--events=events", "-q", users="\n".join(names), dialect=dialect) as server:
        clients = [Client(server) for _ in names]
        for client in clients:
            client.helo()
        for n, client in enumerate(clients):
            sender, recipient, stage, enhanced = ASKS[n % 4]
            path = dialect.path(sender)
            client.send(f"mail from:{dialect.blank}{path}\r\n".encode())
            if stage == "mail":
                client.expect(magic(451, enhanced, dialect))
                client.mail()
            else:
                client.expect(dialect.echoed(dialect.sender, path))
            if stage == "rcpt":
                rcpt(client, recipient, magic(550, enhanced, dialect))
        for n, client in enumerate(clients):
            client.rcpt(names[n])
            client.command("data", dialect.start_mail)
        for n, client in enumerate(clients):
            client.send(f"for {names[n]}\r\n.\r\n".encode())
        for n, client in enumerate(clients):
            client.expect(magic(552, "5.0.0", dialect) if n % 4 == 2 else dialect.accepted)
            client.socket.close()
        for n, name in enumerate(names):
            found = [e2e.message_of(record) for record in server.records(name)]
            equal(found, [] if n % 4 == 2 else [f"\nfor {name}\n".encode()], name)
        wanted = {n + 1: f"{name}.txt" for n, name in enumerate(names) if n % 4 != 2}
        e2e.wait_for(lambda: len(delivered(server)) == len(wanted), "the events")
        equal(delivered(server), wanted, "events")


def delivered(server):
    """The mailbox that got the message of each connection, as the events say; each has one at most."""
    with open(os.path.join(server.folder, "events"), encoding="ascii") as file:
        events = [json.loads(line) for line in file.read().rpartition("\n")[0].splitlines()]
    found = [(event["connection"], event["file"]) for event in events if event["event"] == "delivered"]
    equal(len(dict(found)), len(found), "messages of a connection")
    return dict(found)


# --- the command line, and what is said of it ------------------------------------------------

def run(*words, **more):
    return subprocess.run([e2e.SMTPD, *words], capture_output=True, env=e2e.ENVIRONMENT, check=False, timeout=e2e.WAIT,
                          **more)


WRONG = (
    ("RCPT", "is not VERB:CODE TEXT"),
    ("FOO:450", "neither a verb of SMTP nor CONNECT or MESSAGE"),
    ("EHLO:502", "the dialect does not carry out"),
    ("STARTTLS:454", "the dialect does not carry out"),
    ("RCPT:250", "lacks a code from 400 to 599"),
    ("RCPT:450 a\r\nb", "one line of at most 500 bytes"),
    ("RCPT:450 \x1b[31m", "one line of at most 500 bytes"),
    ("RCPT:later", "lacks what happens"),
    ("RCPT:delay=99999999999999999999s", "a time that is not like 500ms"),
    ("RCPT:cut=0", "from 1 to 4096"),
    ("RCPT:450:first=0", "not from 1 to 1000000000"),
    ("RCPT:450:from=5..2", "not from=N..M"),
    ("RCPT:450:rate=5", "not rate=N/SECONDS"),
    ("RCPT:450:first=1:per=person", "counts per something other than"),
    ("RCPT:450:first=1:first=2", "has two of"),
    ("RCPT:450:per=client", "nothing to count"),
    ("CONNECT:450:first=1:per=sender", "counts per sender"),
    ("MESSAGE:450:first=1:per=recipient", "counts per recipient"),
    ("x" * 100000, "..."),
    ("RCPT:450 " + ":" * 5000, "one line of at most 500 bytes"),
)


@case("a rule that cannot be stops the start: one line that says why, status 2")
def _():
    for rule, words in WRONG:
        result = run(f"--fault={rule}", "users.list")
        lines = result.stderr.decode().splitlines()
        truth(result.returncode == 2 and result.stdout == b"" and len(lines) == 1, f"{rule[:50]!r}: {result}")
        truth(words in lines[0] and lines[0].endswith("; see smtpd-proto --help"), f"{rule[:50]!r}: {lines[0]}")
        truth("\x1b" not in lines[0], lines[0])
    result = run(*["--fault=RCPT:450"] * 33, "users.list")
    equal((result.returncode, b"at most 32 times" in result.stderr), (2, True), "too many")
    result = run("--dialect=rfc5321", "--hide=HELP", "--fault=HELP:450", "users.list")
    equal((result.returncode, b"not offered" in result.stderr), (2, True), "what is not offered")


@case("--explain-dialect and --check show what is laid over the dialect")
def _():
    rules = ("--fault=RCPT:450 4.2.0 Greylisted:first=1:per=recipient", "--fault=MAIL:drip=20ms")
    table = run("--explain-dialect", *rules, "--magic-addresses").stdout.decode()
    squeezed = re.sub(" +", " ", table)
    for part in ("\nRCPT RCPT room address\n fault 450 4.2.0 Greylisted MAIL* -room\n first=1:per=recipient\nMAIL MAIL",
                 "\nMAIL MAIL - address\n fault - drip=20ms -\nCONNECTED CONNECT", "\n magic addresses: "):
        truth(part in squeezed, f"{part!r} is not in:\n{table}")
    with Server() as server:
        shown = run("--check", *e2e.OPTIONS, *rules, "--magic-addresses", server.users, cwd=server.folder).stdout.decode()
    truth("\nfault: RCPT:450 4.2.0 Greylisted:first=1:per=recipient\nfault: MAIL:drip=20ms\n" in shown, shown)


@case("the log names ten faults of a connection, and counts the others")
def _():
    with Server("--fault=NOOP:500", dialect=RFC5321) as server:
        with Client(server) as client:
            for _ in range(25):
                client.command("noop", refused("500", RFC5321))
        e2e.wait_for(lambda: b"15 more faults" in server.log(), "the sum")
        equal(server.log().count(b"fault: refused NOOP: 500"), 10, "faults")


e2e.run()
