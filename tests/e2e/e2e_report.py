#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts of --report: as text and as JSON, of clients that make mistakes, of many at once, of
those that say nothing, that the server cuts off, or that have secrets."""

import base64
import json
import os
import re
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading

import e2e
from dialects import RFC5321
from e2e import Client, Server, case, equal, truth, wait_for
from tls_clients import TlsServer, careless
from verdicts import Judging

HEAD = b"From: <a@b.example>\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\nMessage-ID: <1@b.example>\r\n"


def ids(verdict):
    return [finding["id"] for finding in verdict["findings"]]


def talk(server, *pieces):
    """Says each piece, reads a line of reply to it, and closes."""
    client = Client(server)
    for piece in filter(None, pieces):
        client.send(piece)
        client.line()
    client.socket.close()


def textbook(message, end=b"quit\r\n"):
    return [b"helo lab\r\n", b"mail from: ana\r\n", b"rcpt to: johndoe\r\n", b"data\r\n",
            message + b"\r\n.\r\n", end]


@case("text: every line of a verdict")
def _():
    with Judging(form="text") as server:
        talk(server, *textbook(b"Subject: a\r\nsubject: b\r\n\r\n.hi\r\n.there", end=b""), b"foo \x1b bar\r\n")
        wait_for(lambda: b"from 127" in server.report(), "the summary")
        equal(server.report().decode(), """\
connection 1: remark: a field that may be there once is repeated: Subject
    field-repeated at byte 13 of message 1 (line 2)
    RFC 5322 section 3.6: keep one; several addresses stand in one field, with commas
connection 1: remark: the field Date is missing
    date-missing at byte 25 of message 1 (line 3)
    RFC 5322 section 3.6: add the time as in Date: Fri, 21 Nov 1997 09:55:06 -0600
connection 1: remark: the field From is missing
    from-missing at byte 25 of message 1 (line 3)
    RFC 5322 section 3.6: add the author as in From: Ana <ana@example.com>
connection 1: remark: the field Message-ID is missing
    message-id-missing at byte 25 of message 1 (line 3)
    RFC 5322 section 3.6.4: add one that is never used again: Message-ID: <unique@host>
connection 1: error: a line begins with a single dot, which is taken off
    dot-stuffing at byte 27 of message 1 (line 4), 2 times
    RFC 5321 section 4.5.2: put a second dot before every line that begins with one
connection 1: error: the line is no command: foo
    command-unknown at byte 93 of what the client sent (line 11)
    RFC 5321 section 4.1.1: send only commands of SMTP between messages
connection 1: error: the client closed without QUIT
    quit-missing at byte 104 of what the client sent (line 12)
    RFC 5321 section 4.1.1.10: send QUIT, and close after its reply
connection 1 from 127.0.0.1: 3 errors, 4 remarks
""", "report")


@case("text: a client without mistakes has one line")
def _():
    with Judging(form="text") as server:
        message = HEAD.replace(b"Fri, 21 Nov 1997 09:55:06 -0600", now())
        talk(server, *textbook(message + b"\r\nhi"))
        wait_for(lambda: server.report(), "the summary")
        equal(server.report(), b"connection 1 from 127.0.0.1: 0 errors, 0 remarks\n", "report")


def now():
    return subprocess.run(["date", "-R"], capture_output=True, check=True,
                          env=e2e.ENVIRONMENT).stdout.strip()


@case("text on standard output, after the line 'listening on'")
def _():
    with Server("--report=text") as server:
        talk(server, b"helo lab\r\n", b"hallo\x01\x02 Ana\r\n")
        wait_for(lambda: b"from 127" in server.standard_output(), "the summary")
        equal(server.standard_output().split(b"\n", 1)[1], b"""\
connection 1: error: the line is no command: hallo\\x01\\x02
    command-unknown at byte 11 of what the client sent (line 2)
    RFC 5321 section 4.1.1: send only commands of SMTP between messages
connection 1 from 127.0.0.1: 1 error, 0 remarks
""", "report")


@case("JSON: every member, in any language of the texts")
def _():
    with Judging(env={"LANGUAGE": "pt_BR"}) as server:
        talk(server, *textbook(HEAD + b"\r\nhi\0", end=b""), b"FOO\xff\r\n")
        verdict, = server.verdicts(1)
        equal(sorted(verdict), ["client", "connection", "errors", "findings", "remarks"], "members")
        equal([verdict[key] for key in ("client", "connection", "errors", "remarks")],
              ["127.0.0.1", 1, 2, 1], "values")
        far, nul, unknown = verdict["findings"]
        for finding in verdict["findings"]:
            truth(finding.pop("what") and finding.pop("remedy"), "texts")
        equal(far, {"id": "date-far", "severity": "remark", "detail": "Fri, 21 Nov 1997 09:55:06 -0600",
                    "in": "message", "message": 1, "line": 2, "byte": 22, "count": 1, "rfc": 5322,
                    "section": "3.6.1"}, "a remark")
        equal(nul, {"id": "nul", "severity": "error", "in": "message", "message": 1, "line": 5,
                    "byte": len(HEAD) + 5, "count": 1, "rfc": 5322, "section": "2.2"}, "in a message")
        place = len(b"".join(textbook(HEAD + b"\r\nhi\0", end=b""))) + 1
        equal(unknown, {"id": "command-unknown", "severity": "error", "detail": "FOO\ufffd",
                        "in": "connection", "line": 11, "byte": place, "count": 1, "rfc": 5321,
                        "section": "4.1.1"}, "on the connection")


@case("nothing of clients that say nothing")
def _():
    with Judging() as server:
        Client(server, greeting=None).socket.close()
        Client(server).socket.close()
        talk(server, b"helo lab\r\n")
        equal([verdict["connection"] for verdict in server.verdicts(1)], [3], "verdicts")


@case("a client that the server cuts off could not say QUIT")
def _():
    with Judging() as server:
        in_command, in_line, in_message = Client(server), Client(server), Client(server)
        for client in (in_command, in_line, in_message):
            client.helo()
        talk(server, *textbook(HEAD + b"\r\nhi"))
        in_command.send(b"mail from: a\r\nmail")
        in_command.line()
        for piece in textbook(HEAD)[1:4]:
            in_message.send(piece)
            in_message.line()
        in_message.send(HEAD)
        report = os.path.join(server.folder, "report")
        server.process.send_signal(signal.SIGTERM)
        in_message.send(b"\r\nhi\r\n.\r\n")
        server.process.wait(e2e.WAIT)
        with open(report, encoding="ascii") as file:
            found = {verdict["connection"]: ids(verdict) for verdict in map(json.loads, file)}
        equal(found, {1: [], 2: [], 3: ["date-far"], 4: ["date-far"]}, "findings")
        server.expect_exit(0)


@case("a client that is silent until the server closes")
def _():
    with Judging("--timeout=1") as server:
        pieces = (b"helo lab\r\n", b"helo lab\r\nmail from: a", b"".join(textbook(HEAD)[:4]) + HEAD)
        clients = [Client(server) for _ in pieces]
        for client, piece in zip(clients, pieces):
            client.send(piece)
        equal([ids(verdict)[-1] for verdict in server.verdicts(3)],
              ["client-silent", "line-unended", "message-unended"], "findings")


@case("many clients at once: the lines of a verdict stay together")
def _():
    def client(number):
        talk(server, *textbook(b"Subject: x\r\n" + b"\r\n." * (number + 1), end=b""))
    with Judging(form="text") as server:
        threads = [threading.Thread(target=client, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_for(lambda: server.report().count(b" from 127") == 50, "50 summaries")
        seen, current = set(), None
        for line in server.report().decode().splitlines():
            number = re.match(r"connection (\d+)", line)
            truth(number or line.startswith("    "), line)
            if number and number[1] != current:
                truth(number[1] not in seen, f"in two parts: {line}")
                current = number[1]
                seen.add(current)
        equal(len(seen), 50, "connections")


@case("a FIFO that nobody reads yet does not keep the server from starting")
def _():
    with tempfile.TemporaryDirectory() as folder:
        fifo = os.path.join(folder, "fifo")
        os.mkfifo(fifo)
        with Server("--report=text", f"--report-file={fifo}") as server:
            talk(server, b"foo\r\n")
            with open(fifo, "rb") as report:
                equal(report.readline(), b"connection 1: error: the line is no command: foo\n")


@case("nobody reads the report: no client waits, and what is lost is counted")
def _():
    read, write = os.pipe()
    with Judging(f"--report-file=/dev/fd/{write}", pass_fds=[write]) as server:
        os.close(write)
        for _ in range(3000):
            with socket.create_connection((server.host, server.port), e2e.WAIT) as client:
                client.sendall(b"a\r\n" + b"mail x\r\n" + b"rcpt x\r\n")
                client.recv(100)
        with Client(server) as client:
            client.helo()
        text = bytearray()
        os.set_blocking(read, False)

        def has_count():
            try:
                text.extend(os.read(read, 1 << 20))
            except BlockingIOError:
                pass
            return re.search(rb'^\{"event":"dropped",.*,"count":\d+\}$', text, re.M)
        wait_for(has_count, "the number of dropped verdicts")
        for line in bytes(text).splitlines()[:-1]:
            json.loads(line)
    os.close(read)


def greet_and_leave(server, *lines):
    with socket.create_connection((server.host, server.port), e2e.WAIT) as client:
        client.recv(1000)
        for line in lines:
            client.sendall(line)
            if not client.recv(1000):
                break


@case("faults on purpose are not the client's, but what it makes of them is")
def _():
    helo, mail, rcpt, data, *_ = textbook(b"")
    for rule, lines, expected in (
            ("RCPT:450 4.2.0 Later", [helo, mail, rcpt], []),
            ("RCPT:450 4.2.0 Later", [helo, mail, rcpt, data], ["refusal-ignored"]),
            ("MAIL:421", [helo, mail], []),
            ("MAIL:drop", [helo, mail], []),
            ("MAIL:cut=3", [helo, mail], []),
            ("MAIL:delay=200ms", [helo, mail + rcpt], ["reply-unawaited", "transaction-unfinished"])):
        with Judging(f"--fault={rule}") as server:
            greet_and_leave(server, *lines)
            equal(ids(server.verdicts(1)[0]), expected, rule)


@case("secrets are not shown, whatever is wrong with them")
def _():
    secret = base64.b64encode(b"\0johndoe\0geheim").decode()
    lines = (f"AUTH PLAIN {secret}\r\n", f"AUTH\r\n{secret}\r\n", f"AUTH {secret}\r\n",
             f"auth plain {secret} {secret}\r\n", f"AUTH LOGIN\r\n{secret}\r\n{secret}\r\n",
             f"AUTH PLAIN {secret}", f"AUTH CRAM-MD5\r\n{secret}!\r\n")
    for options in ([], ["--dialect=rfc5321"], ["--dialect=rfc5321", "--auth-any", "--auth-in-clear"]):
        with Judging(*options) as server:
            for line in lines:
                client = Client(server, greeting=None)
                client.line()
                client.send(b"EHLO x.example\r\n")
                client.line()
                client.send(line.encode())
                client.socket.shutdown(socket.SHUT_WR)
                while client.line():
                    pass
                client.socket.close()
            for verdict in server.verdicts(len(lines)):
                truth(verdict["findings"], f"nothing is wrong: {verdict}")
            for word in (secret, secret[:12], "geheim"):
                truth(word.encode() not in server.report(), f"{word}: {server.report()}")


class TlsJudging(TlsServer, Judging):
    """Listens in clear and with TLS."""


@case("TLS and AUTH as they should be, and bytes before TLS")
def _():
    with TlsJudging("--auth-any") as server:
        with smtplib.SMTP(server.host, server.port, "c.example", e2e.WAIT) as client:
            client.starttls(context=careless())
            client.login("johndoe", "geheim")
        with Client(server) as client:
            client.ehlo("c.example")
            client.send(b"STARTTLS\r\nEHLO c.example\r\n")
            client.line()
        equal([ids(verdict) for verdict in server.verdicts(2)], [[], ["tls-early-bytes"]], "findings")


@case("a request of HTTP, and a handshake of TLS at a port without")
def _():
    for options in ([], ["--dialect=rfc5321"]):
        with Judging(*options) as server:
            for line in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n"):
                talk_raw(server, line)
            equal([ids(verdict) for verdict in server.verdicts(2)], [["not-smtp"]] * 2, "findings")


def talk_raw(server, data):
    with socket.create_connection((server.host, server.port), e2e.WAIT) as client:
        client.recv(1000)
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        while client.recv(1000):
            pass


@case("--exit-after: the exit status, and whoever is cut off then")
def _():
    good = textbook(HEAD + b"\r\nhi")
    for pieces, status in ((good, 0), (textbook(HEAD + b"\r\n.hi"), 3), (good[:-1], 0)):
        with Judging("--exit-after=1") as server:
            client = Client(server)
            for piece in pieces:
                client.send(piece)
                client.line()
            server.process.wait(e2e.WAIT)
            verdict, = server.verdicts(1)
            truth("quit-missing" not in ids(verdict), f"the server has ended it: {verdict}")
            server.expect_exit(status)
            client.socket.close()


@case("JSON on standard output is nothing but JSON")
def _():
    with Server("--report=json", ready=False) as server:
        wait_for(lambda: b"\nlistening on " in b"\n" + server.log(), "the address")
        address = re.search(rb"^listening on (\S+):(\d+)\n", server.log(), re.M)
        server.host, server.port = address[1].decode(), int(address[2])
        talk(server, b"helo lab\r\n", b"foo\r\n")
        wait_for(server.standard_output, "a verdict")
        equal(ids(json.loads(server.standard_output())), ["command-unknown"], "findings")


@case("a mailbox, and what the server reads, are never written over")
def _():
    with tempfile.TemporaryDirectory() as folder:
        with Server(folder=folder) as server, Client(server) as client:
            client.helo()
            client.deliver()
        mailbox = server.mailbox("johndoe")
        for name in (os.path.basename(server.path("johndoe")), "users.list"):
            with Server("--report=text", f"--report-file={name}", folder=folder, ready=False) as second:
                second.process.wait(e2e.WAIT)
                truth(f"'{name}' is a mailbox or a file that the server reads".encode() in second.log(), second.log())
                second.expect_exit(1)
        equal(server.mailbox("johndoe"), mailbox, "the mailbox")
        truth(b"From " in mailbox and os.path.getsize(server.users) > 0, "they are empty")
        with Server("--tls=pem", folder=folder, dialect=RFC5321):
            pass
        for name in "pem", "pem.crt":
            with Server("--tls-cert=pem.crt", "--tls-key=pem", "--report=text", f"--report-file={name}",
                        folder=folder, dialect=RFC5321, ready=False) as second:
                second.process.wait(e2e.WAIT)
                truth(f"'{name}' is a mailbox or a file that the server reads".encode() in second.log(), second.log())
                second.expect_exit(1)


@case("a report that cannot be written is one line in the log")
def _():
    with Server("--report=text", "--report-file=/dev/full") as server:
        for _ in range(2):
            talk(server, b"foo\r\n")
            wait_for(lambda: b"cannot write" in server.log(), "the warning")
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(server.log().count(b"warning cannot write the report to '/dev/full': No space left on device\n"), 1,
              server.log())
        server.expect_exit(0)


@case("a FIFO that nobody reads keeps the server neither from the start nor from the end")
def _():
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(path := os.path.join(folder, "fifo"))
        with open(os.open(path, os.O_RDWR | os.O_NONBLOCK), "wb", 0) as fifo:
            fifo.write(b"x" * (1 << 20))  # as much as it holds
            with Server("--report=text", "--report-file=fifo", folder=folder) as server:
                talk(server, b"foo\r\n")
                server.process.terminate()
                equal(server.process.wait(e2e.WAIT), 0, "status")
                truth(re.search(rb" warning \d+ lines of the report were not written\n", server.log()), server.log())


@case("option errors")
def _():
    for options, status, line in (
            (["--report-file=report"], 2, b"option '--report-file' needs --report=text or --report=json"),
            (["--report=text", "--events=-"], 2, b"options '--events=-' and '--report' exclude each other"),
            (["--report=text", "--report-file=missing/report"], 1,
             b"cannot write the report to 'missing/report': No such file or directory")):
        with Server(*options, ready=False) as server:
            wait_for(lambda: server.process.poll() is not None, "the end")
            truth(line in server.log(), server.log())
            server.expect_exit(status)


if __name__ == "__main__":
    e2e.run()
