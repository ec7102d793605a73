#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the server writes on standard error: --trace, the reasons of refusals, --log-format=json,
and that nobody from outside can write a line, or a terminal control, of their own there."""

import json
import os
import re
import socket
import struct
import subprocess
import threading

import e2e
from e2e import ACCEPTED, UNRECOGNIZED, Client, Server, case, equal, truth

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
TRACE = re.compile(rf"{TIME} (\d+) ([CS]) (.*?)(?:\\r)?\\n \[(\w+)\]")


def lines_after(server, talk):
    """The lines that TALK adds to the log, once the server has ended."""
    with Client(server) as client:
        talk(client)
    server.process.terminate()
    server.process.wait(e2e.WAIT)
    return server.log().decode().split("\n")[:-1]


def traced(lines):
    return [match.groups() for match in map(TRACE.fullmatch, lines) if match]


@case("--trace: every line of both sides, with connection and state")
def _():
    def talk(client):
        client.helo()
        client.deliver(b"Subject: x\r\n\r\n..dots\r\n.\r\n", "alice", "johndoe")
        client.quit()
    with Server("--trace") as server:
        lines = lines_after(server, talk)
    expected = [("S", "220 smtp.prototype smtpd-proto ready", "HELO"),
                ("C", "helo tester", "HELO"),
                ("S", "250 Hello tester, pleased to meet you", "MAIL"),
                ("C", "mail from: alice", "MAIL"), ("S", "250 alice Sender ok", "RCPT"),
                ("C", "rcpt to: johndoe", "RCPT"), ("S", "250 johndoe Recipient ok", "DATA"),
                ("C", "data", "DATA"),
                ("S", '354 Enter mail, end with "." on a line by itself', "MESSAGE"),
                ("C", "Subject: x", "MESSAGE"), ("C", "", "MESSAGE"), ("C", "..dots", "MESSAGE"),
                ("C", ".", "MESSAGE"), ("S", "250 Message accepted for delivery", "MAIL"),
                ("C", "quit", "MAIL"), ("S", "221 smtp.prototype closing connection", "CLOSED")]
    got = traced(lines)
    equal([entry[1:] for entry in got], expected, "trace")
    equal({entry[0] for entry in got}, {"1"}, "connection")


@case("--trace: control bytes are visible, whatever their side")
def _():
    def talk(client):
        client.send(b"helo a\x1b[31m\x00\xff\x07b\r\n")
        client.line()
        client.open_message()
        client.send(b"\x1b]0;title\x07\xe2\x80\xae\r\n.\r\n")
        client.expect(ACCEPTED)
    with Server("--trace") as server:
        lines = lines_after(server, talk)
    spoken = [entry[2] for entry in traced(lines)]
    truth("helo a\\x1B[31m\\x00\\xFF\\x07b" in spoken, spoken)
    truth("250 Hello a\\x1B[31m\\x00\\xFF\\x07b, pleased to meet you" in spoken, spoken)
    truth("\\x1B]0;title\\x07\\u{202E}" in spoken, spoken)


@case("--trace: pipelined, byte by byte and with LF, the lines are the same")
def _():
    wire = b"helo x\nnonsense\nmail from: a\nrcpt to: johndoe\ndata\nhi\n\n.\nquit\n"

    def at_once(client):
        client.send(wire)
        while client.line():
            pass

    def bytewise(client):
        for byte in wire:
            client.send(bytes([byte]))
        while client.line():
            pass
    found = []
    for talk in (at_once, bytewise):
        with Server("--trace") as server:
            found.append([e[1:] for e in traced(lines_after(server, talk)) if e[1] == "C"])
    equal([line for _, line, _ in found[0]], wire.decode().split("\n")[:-1], "lines")
    equal(found[1], found[0], "byte by byte")


@case("--trace: a line of any length is cut, not dropped, and memory does not follow it")
def _():
    def talk(client):
        client.send(b"x" * 100_000 + b"\r\n")
        client.expect(UNRECOGNIZED)
        client.helo()
    with Server("--trace") as server:
        lines = lines_after(server, talk)
    truth(all(len(line) < 4500 for line in lines), f"{max(map(len, lines))} bytes in a line")
    truth(any("xxxx" in line for line in lines), "the line is missing")
    truth(any(entry[2] == "helo tester" for entry in traced(lines)), "the next line")


def refusal_cases():
    """What is said, where, and the words that the log must have."""
    ready = ["helo x", "mail from: a", "rcpt to: johndoe"]
    return [("nonsense", [], ['refused "nonsense": unknown command; expected "helo"']),
            ("data", [], ["DATA", "out of order", '"helo"']),
            ("helo", [], ["HELO", "needs an argument", '"helo"']),
            ("rcpt to: johndoe", ["helo x"], ["RCPT", "out of order", '"mail from:"']),
            ("quit", ["helo x"], ["QUIT", "only after a message was delivered", '"mail from:"']),
            ("data now", ready, ["DATA", "takes no argument", '"data"']),
            ("rcpt to: babydoe", ready, ["RCPT", '"data"']),
            ("x" * 2049, ["helo x"], ['"xxxxxxxxxxxxxxxx...": the line is too long', '"mail from:"'])]


@case("the log says why a command was refused, and what was expected")
def _():
    for command, before, words in refusal_cases():
        def talk(client, command=command, before=before):
            for line in before:
                client.send(line.encode() + b"\r\n")
                truth(client.line().startswith(b"250 "), line)
            client.command(command, UNRECOGNIZED)
        for options in ([], ["--trace"]):
            with Server(*options) as server:
                lines = lines_after(server, talk)
            found = [line for line in lines if "refused" in line]
            equal(len(found), 1, f"refusals logged for {command[:40]!r}: {lines}")
            truth("connection 1" in found[0] and "expected" in found[0], found[0])
            for word in words:
                truth(word in found[0], f"{word!r} is not in {found[0]!r}")


@case("the log says why a command that ended in a bare LF, a recipient, a message was refused")
def _():
    def talk(client):
        client.helo()
        client.send(b"mail from: a\n")
        client.expect(UNRECOGNIZED)
        client.command("mail from: a", b"250 a Sender ok\r\n")
        client.command("rcpt to: No\x1bbody", b"550 Address unknown\r\n")
        client.deliver(b"a\0b\rc\r\n.\r\n", verdict=UNRECOGNIZED)
        client.deliver(b"x" * 3000 + b"\r\n.\r\n", verdict=b"552 Message too large\r\n")
        client.deliver()
    with Server("--max-message-size=1K") as server:
        lines = lines_after(server, talk)
    refusals = [line for line in lines if "refused" in line]
    equal(len(refusals), 4, f"{lines}")
    flaws = "it contains a NUL byte at byte 2 of the message (line 1), in <NUL>; later a bare CR"
    for line, words in zip(refusals, (['refused "mail from: a": the line ends in LF alone'],
                                      ['RCPT "No\\x1Bbody": no mailbox'], [flaws], ["large"])):
        for word in words:
            truth(word in line, f"{word!r} is not in {line!r}")
    truth(any("johndoe" in line and "alice" in line for line in lines), "the delivery")


@case("the log shows a refused command whole: a NUL hides nothing, and a long one ends in ...")
def _():
    def talk(client):
        client.send(b"\0foo\0bar\r\n" + b"x" * 2000 + b"\r\n")
        client.expect(*[UNRECOGNIZED] * 2)
    with Server() as server:
        lines = [line for line in lines_after(server, talk) if "refused" in line]
    truth('refused "\\x00foo\\x00bar": unknown' in lines[0], lines[0])
    truth('xxx...": unknown' in lines[1], lines[1])


@case("a client that is refused without end: ten lines, then a sum when it is gone")
def _():
    count = 200000
    with Server() as server:
        with Client(server) as client:
            sender = threading.Thread(target=client.send, args=(b"\r\n" * count,), daemon=True)
            sender.start()
            client.expect(*[UNRECOGNIZED] * count)
            sender.join(e2e.WAIT)
        e2e.wait_for(lambda: b"more lines" in server.log(), "the sum")
        lines = server.log().decode().splitlines()
        truth(len(lines) < 20, f"{len(lines)} lines")
        equal(sum("unknown command" in line for line in lines), 10, "refusals one by one")
        truth(any(f"refused {count - 10} more lines" in line for line in lines), f"{lines}")


@case("--trace: each refusal is told, however many there are")
def _():
    with Server("--trace") as server:
        with Client(server) as client:
            client.send(b"foo\r\n" * 100)
            client.expect(*[UNRECOGNIZED] * 100)
        e2e.wait_for(lambda: server.log().count(b'refused "foo"') == 100, "each refusal")


@case("HTTP is refused line by line as any nonsense is; the log warns once per connection")
def _():
    request = (b"POST / HTTP/1.1\r\nHost: localhost\r\nGET / HTTP/1.1\r\n\r\nhelo x\r\n"
               b"mail from: a\r\nrcpt to: johndoe\r\ndata\r\nx\r\n.\r\nquit\r\n")
    with Server() as server:
        for _ in range(2):
            with Client(server) as client:
                client.send(request)
                client.expect(*[UNRECOGNIZED] * 4, b"250 Hello x, pleased to meet you\r\n")
                client.expect(b"250 a Sender ok\r\n", b"250 johndoe Recipient ok\r\n",
                              e2e.START_MAIL, e2e.ACCEPTED, e2e.BYE)
        equal(len(server.records("johndoe")), 2, "messages")
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(server.log().count(b"speaks HTTP"), 2, "warnings")


@case("a bare LF that is no reason for a refusal is not called one")
def _():
    def talk(client):
        client.helo()
        client.deliver(b"a\nb\r\n.\0\r\n.\r\n", verdict=UNRECOGNIZED)
    with Server() as server:
        lines = [line for line in lines_after(server, talk) if "refused" in line]
    flaw = "contains a NUL byte at byte 7 of the message (line 2), in <CR><LF>.<NUL><CR><LF>.<CR>"
    truth(len(lines) == 1 and lines[0].endswith(flaw), f"{lines}")


@case("the log reports every incomplete message")
def _():
    def leave(client, _server):
        client.socket.close()

    def break_off(client, _server):
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.socket.close()

    def wait(client, _server):
        client.expect(e2e.CLOSING)

    def lose(client, _server):
        client.send(b"x" * 3000 + b"\r\n")
        client.socket.close()

    def stop(client, server):
        server.process.terminate()
        client.expect(e2e.CLOSING)
    for end, size in ((leave, 12), (break_off, 12), (wait, 12), (lose, 3014), (stop, 12)):
        options = ["--timeout=1", "--max-message-size=1K"] if end is wait or end is lose else []
        with Server(*options) as server, Client(server) as client:
            client.helo()
            client.open_message()
            client.send(b"Subject: x\r\n")
            end(client, server)
            e2e.wait_for(lambda server=server: b"dropped an incomplete" in server.log(), "the log line")
            lines = [line for line in server.log().decode().split("\n") if "dropped" in line]
            equal(len(lines), 1, f"{end.__name__}: {lines}")
            truth(lines[0].endswith("notice connection 1: dropped an incomplete message from alice "
                                    f"to johndoe.txt: {size} bytes received"), lines[0])
    with Server() as server:
        lines = lines_after(server, lambda client: (client.helo(), client.deliver()))
        truth(not any("dropped" in line for line in lines), f"{lines}")


@case("nobody can write a log line of their own, nor control a terminal")
def _():
    evil = b"x\r2026-01-01T00:00:00.000Z notice shutting down\x1b[2J\x85\xc2\x85\xe2\x80\xa8\x0b\x0c"

    def talk(client):
        client.send(b"helo " + evil + b"\r\n")
        client.line()
        client.send(b"mail from: " + evil + b"\r\nrcpt to: " + evil + b"\r\n" + evil + b"\r\n")
        client.line(), client.line(), client.line()
        client.send(b"mail from: " + evil + b"\r\nrcpt to: johndoe@" + evil + b"\r\ndata\r\n.\r\n")
        equal([client.line()[:3] for _ in range(4)], [b"250", b"250", b"354", b"250"], "codes")
    for options in (["--trace"], ["--verbose"], ["--trace", "--log-format=json"]):
        with Server(*options) as server:
            with Client(server) as client:
                talk(client)
            server.process.terminate()
            server.process.wait(e2e.WAIT)
            log = server.log()
            for line in log.split(b"\n")[:-1]:
                truth(re.match(TIME.encode() if "json" not in options[-1] else rb"\{\"time\":\"",
                               line), f"a line of no event: {line!r}")
            truth(not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xa8", log),
                  "control bytes in the log")
            log.decode()


@case("--log-format=json: every line is an object with time, level or side, and a text")
def _():
    def talk(client):
        client.send(b'helo "quoted" \\ back\\slash \x01\xff caf\xc3\xa9\r\n')
        client.line()
        client.command('no"n\\sense', UNRECOGNIZED)
        client.deliver()
        client.quit()
    with Server("--log-format=json", "--trace", "--verbose") as server:
        events = [json.loads(line) for line in lines_after(server, talk)]
    for event in events:
        truth(re.fullmatch(TIME, event["time"]), event)
        truth(("level" in event and "message" in event) or
              (event.get("side") in ("C", "S") and "line" in event and
               event.get("ending") == "CRLF" and "state" in event), event)
    said = [event["line"] for event in events if event.get("side") == "C"]
    truth('helo "quoted" \\ back\\slash \\x01\\xFF caf\u00e9' in said, said)
    truth('no"n\\sense' in said, said)


@case("-q logs no more than warnings, -v the coming and going of clients")
def _():
    def talk(client):
        client.helo()
        client.command("nonsense", UNRECOGNIZED)
        client.deliver()
        client.quit()
    with Server("-q") as server:
        equal(lines_after(server, talk), [], "quiet")
    with Server() as server:
        normal = lines_after(server, talk)
    with Server("-v") as server:
        verbose = lines_after(server, talk)
    truth(0 < len(normal) < len(verbose), f"{len(normal)} and {len(verbose)} lines")
    truth(any("127.0.0.1" in line for line in verbose), verbose)


@case("a log that nobody reads does not stop the server")
def _():
    import os
    import subprocess
    with Server() as reference:
        readable, writable = os.pipe()
        folder = os.path.join(reference.folder, "mail")
        os.mkdir(folder)
        process = subprocess.Popen(
            [e2e.SMTPD, "--trace", "--listen=127.0.0.1:0", f"--directory={folder}", reference.users],
            stdout=subprocess.PIPE, stderr=writable, env=e2e.ENVIRONMENT)
        try:
            port = int(process.stdout.readline().decode().rpartition(":")[2])
            with Client(None, address=("127.0.0.1", port)) as client:
                client.helo()
                for _ in range(10000):
                    client.command("nonsense", UNRECOGNIZED)
                client.deliver()
            process.terminate()
            equal(process.wait(e2e.WAIT), 0, "exit status")
        finally:
            process.kill()
            process.wait(e2e.WAIT)
            process.stdout.close()
            os.close(readable)
            os.close(writable)


e2e.run()
