#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--exit-after and --exit-within: when the server ends by itself, what clients may still do then, and
the exit status; and examples/wait-for-mail, which waits with them."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

import e2e
from dialects import RFC5321
from e2e import CLOSING, Client, Server, Skip, case, equal, truth
from tls_clients import IMPLICIT, READY, TlsClient, TlsServer

EXAMPLE = os.path.join(e2e.TESTS, "..", "examples", "wait-for-mail")


def delivery(server, recipient="johndoe"):
    with Client(server) as client:
        client.helo()
        client.deliver(recipient=recipient)
        if server.dialect is RFC5321:
            client.quit()


@case("--exit-after=2: two messages, and status 0")
def _():
    with Server("--exit-after=2") as server:
        delivery(server)
        truth(server.process.poll() is None, "one was enough")
        delivery(server)
        server.process.wait(e2e.WAIT)
        truth(b"notice 2 messages were delivered (--exit-after)\n" in server.log(), server.log())
        server.expect_exit(0)


@case("messages are counted, not their copies; and those that are refused are not")
def _():
    with Server("--exit-after=2", dialect=RFC5321) as server:
        delivery(server, ["johndoe", "babydoe", "jhaneroe"])
        os.remove(server.path("babydoe"))
        os.symlink("/dev/null", server.path("babydoe"))
        with Client(server) as client:
            client.helo()
            client.deliver(recipient=["johndoe", "babydoe"], verdict=re.compile(rb"451 .*\r\n"))
            client.deliver(b"a\0b\r\n.\r\n", verdict=re.compile(rb"550 .*\r\n"))
            client.quit()
        truth(server.process.poll() is None, "a copy was counted")
        delivery(server)
        server.expect_exit(0)


@case("when the messages are there, clients have a second to finish, and nobody else is let in")
def _():
    with Server("--exit-after=1") as server:
        with Client(server) as quick, Client(server) as slow, Client(server) as sender:
            slow.helo()
            sender.helo()
            sender.deliver()
            with socket.create_connection((server.host, server.port)) as late:
                quick.helo()
                quick.deliver()
                quick.quit()
                sender.quit()
                late.settimeout(e2e.WAIT)
                try:
                    equal(late.recv(100), b"", "who comes later")
                except ConnectionResetError:
                    pass
            slow.expect(CLOSING)
            slow.expect_close()
        server.expect_exit(0)


@case("a message that is under way when the second is over is refused")
def _():
    with Server("--exit-after=1") as server:
        with Client(server) as slow, Client(server) as sender:
            slow.helo()
            slow.open_message()
            slow.send(b"never ends\r\n")
            sender.helo()
            sender.deliver()
            slow.expect(CLOSING)
            slow.expect_close()
        server.expect_exit(0)


@case("without clients the end does not wait for the second")
def _():
    with Server("--exit-after=1") as server:
        started = time.monotonic()
        with Client(server) as client:
            client.helo()
            client.deliver()
            client.quit()
        server.process.wait(e2e.WAIT)
        if not e2e.is_instrumented():
            truth(time.monotonic() - started < 0.9, "it waited")
        server.expect_exit(0)


@case("--exit-within: the time is over, status 5; clients are told")
def _():
    with Server("--exit-after=1", "--exit-within=700ms") as server:
        with Client(server) as client:
            client.helo()
            client.expect(CLOSING)
            client.expect_close()
        server.process.wait(e2e.WAIT)
        truth(b"notice the time of --exit-within is over\n" in server.log(), server.log())
        server.expect_exit(5)


STATES = ("--fault=NOOP:stall:first=1", "--fault=NOOP:delay=20m:first=1", "--fault=NOOP:drip=2m:first=1",
          "--fault=MESSAGE:delay=20m:first=1", "--auth-any", "--auth-in-clear")


def in_every_state(server):
    """Clients that wait for something, or let the server wait: in lines, in messages, in the exchange
    of AUTH, in a handshake, and in faults; one has delivered a message without hearing of it."""
    clients = [Client(server) for _ in range(9)]
    clients += [Client(server, greeting=None, address=server.addresses[IMPLICIT]), TlsClient(server),
                TlsClient(server, starttls=True)]
    for client in clients[:9] + clients[10:]:
        client.ehlo()
    clients[0].send(b"mail fr")
    clients[1].mail()
    clients[2].open_message()
    clients[2].send(b"Subject: unended\r\n")
    clients[3].command("auth login", re.compile(rb"334 .*\r\n"))
    clients[3].send(b"YQ")
    clients[4].command("starttls", READY)
    for client in clients[4], clients[9]:
        client.send(b"\x16\x03\x01")
    for client in clients[5:8]:
        client.send(b"noop\r\n")
    clients[8].open_message()
    clients[8].send(b"unheard of\r\n.\r\n")
    for client in clients[10:]:
        client.open_message()
    return clients


@case("whatever clients are doing, the end comes when the messages are there")
def _():
    with TlsServer("--exit-after=2", *STATES) as server:
        clients = in_every_state(server)
        clients[11].send(b"heard of\r\n.\r\n")
        clients[11].expect(RFC5321.accepted)
        server.process.wait(e2e.WAIT)
        clients[8].expect(RFC5321.accepted)
        for client in (*clients[:4], clients[8]):
            client.expect(RFC5321.closing)
            client.expect_close()
        mail = [e2e.message_of(record) for record in server.records("johndoe")]
        equal(mail, [b"\nunheard of\n", b"\nheard of\n"], "mail")
        server.expect_exit(0)
        for client in clients:
            client.socket.close()


@case("whatever clients are doing, the end comes when the time is over")
def _():
    with TlsServer("--exit-after=2", "--exit-within=3s", *STATES) as server:
        try:
            clients = in_every_state(server)
        except (OSError, AssertionError) as reason:
            raise Skip("this machine is too busy") from reason
        server.process.wait(e2e.WAIT)
        equal(len(server.records("johndoe")), 1, "records")
        server.expect_exit(5)
        for client in clients:
            client.socket.close()


@case("--exit-within alone: status 0, with messages or without")
def _():
    for count in range(2):
        with Server("--exit-within=500ms") as server:
            for _ in range(count):
                delivery(server)
            server.expect_exit(0)


@case("--exit-within is no limit for the last second")
def _():
    with Server("--exit-after=1", "--exit-within=30s") as server:
        delivery(server)
        server.expect_exit(0)


@case("--report: status 3 if a client made an error, but 5 if the time was over; 0 without an end of its own")
def _():
    for options, status in ((["--exit-after=1"], 3), (["--exit-within=1s"], 3),
                            (["--exit-after=2", "--exit-within=1s"], 5), ([], 0)):
        with Server("--report=json", "--report-file=report", *options, dialect=RFC5321) as server:
            with Client(server) as client:
                client.helo()
                client.command("NONSENSE")
                client.line()
                client.deliver(b"From: a@x\r\nDate: x\r\n\r\n.\r\n")
                client.quit()
            if not options:
                server.process.send_signal(signal.SIGTERM)
            server.expect_exit(status)
    with Server("--report=text", "--exit-after=1", dialect=RFC5321) as server:
        with Client(server) as cut_off, Client(server) as client:
            cut_off.ehlo("lab.example.org")
            client.ehlo("lab.example.org")
            date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
            client.deliver(f"From: a@x.example\r\nDate: {date}\r\nMessage-ID: <1@x.example>\r\n\r\n.\r\n".encode())
            client.quit()
            client.socket.close()
            cut_off.expect(RFC5321.closing)
        server.process.wait(e2e.WAIT)
        equal(server.standard_output().count(b"error:"), 0, server.standard_output())
        server.expect_exit(0)


@case("--events=- and --report cannot both have standard output")
def _():
    with tempfile.NamedTemporaryFile("w") as users:
        users.write("johndoe\n")
        users.flush()
        for more, status in ((["--report-file=report"], 0), ([], 2)):
            run = subprocess.run([e2e.SMTPD, "--check", "--events=-", "--report=text", *more, users.name],
                                 capture_output=True, check=False, env=e2e.ENVIRONMENT, cwd=tempfile.mkdtemp())
            equal(run.returncode, status, run.stderr)


@case("SIGTERM before the messages are there is a failure, and later or with a time alone it is none")
def _():
    for options, status in ((["--exit-after=1"], 1), (["--exit-after=1", "--exit-within=1m"], 1),
                            (["--exit-within=1m"], 0)):
        with Server(*options) as server:
            server.process.send_signal(signal.SIGTERM)
            server.expect_exit(status)
    with Server("--exit-after=1") as server:
        with Client(server) as client:
            client.helo()
            client.deliver()
            server.process.send_signal(signal.SIGTERM)
            client.expect(CLOSING)
        server.expect_exit(0)


@case("what is no number of messages, or no time, is a usage error")
def _():
    for option in ("--exit-after=0", "--exit-after=x", "--exit-within=0s", "--exit-within=10", "--exit-within=5h"):
        run = subprocess.run([e2e.SMTPD, option, "users"], capture_output=True, check=False, env=e2e.ENVIRONMENT)
        equal((run.returncode, run.stderr.count(b"\n")), (2, 1), option)


@case("all events are there when the server ends by itself")
def _():
    with Server("--exit-after=3", "--events=events", dialect=RFC5321) as server:
        for _ in range(3):
            delivery(server)
        server.process.wait(e2e.WAIT)
        with open(os.path.join(server.folder, "events"), "rb") as file:
            events = [json.loads(line) for line in file]
        equal((len(events), events[0]["event"]), (10, "listening"), "events")
        for connection in (1, 2, 3):
            kinds = [event["event"] for event in events if event.get("connection") == connection]
            equal(kinds, ["connected", "delivered", "closed"], f"events of connection {connection}")
        server.expect_exit(0)


SEND = r'''
import os, smtplib
host, _, port = os.environ["SMTP_SERVER"].rpartition(":")
with smtplib.SMTP(host, int(port)) as server:
    server.sendmail("me@example.org", ["anybody@example.org"], b"Subject: it works\r\n\r\nHello\r\n")
'''


def waiting(within, *command, interrupt=False):
    """Runs the example with COMMAND, which is ended as by Ctrl-C when it has said something.  Returns the exit status,
    the output and the errors."""
    path = os.path.dirname(e2e.SMTPD) + ":" + e2e.ENVIRONMENT["PATH"]
    folder = tempfile.mkdtemp()
    with subprocess.Popen(["sh", EXAMPLE, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                          start_new_session=True, env=dict(e2e.ENVIRONMENT, PATH=path, WITHIN=within,
                                                           TMPDIR=folder)) as process:
        said = process.stdout.readline() if interrupt else b""
        if interrupt:
            os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=e2e.WAIT)
    equal(os.listdir(folder), [], "left behind")
    return process.returncode, said + output, e2e.ROOT_WARNING.sub(b"", errors)


@case("examples/wait-for-mail prints the message that its command sends, and fails if none comes")
def _():
    status, output, errors = waiting("30s", "python3", "-c", SEND)
    equal((status, errors), (0, b""), "status")
    truth(b"\nSubject: it works\n\nHello\n" in output, output)
    equal(waiting("500ms", "true"), (5, b"", b"no message came within 500ms\n"), "no message")


@case("examples/wait-for-mail without a server runs nothing, and leaves nothing when it is interrupted")
def _():
    status, output, errors = waiting("1x", "echo", "sent")
    equal((status, output, errors.count(b"\n")), (2, b"", 1), errors)
    equal(waiting("10m", "sh", "-c", "echo started; exec sleep 3600", interrupt=True)[:2], (1, b"started\n"), "interrupted")


e2e.run()
