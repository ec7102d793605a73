#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the log tells the author of a client that does something wrong: each habit is named in
exactly one line at the default level, and nothing else is said of it."""

import concurrent.futures
import json
import re
import socket

import e2e
from e2e import Client, Server, case, equal, truth

READY = b"helo x\r\nmail from:<a>\r\nrcpt to:<johndoe>\r\n"
OPEN = READY + b"data\r\n"
OPEN_LF = OPEN.replace(b"\r\n", b"\n")

UNENDED = "received %s without a line ending: a command ends in CRLF"
TEXT = r'; "\r\n" at its end is text, not a line ending'
NUL = "; it contains NUL bytes: send only the bytes of the text"
DROPPED = "dropped an incomplete message from a to johndoe.txt: BYTES bytes received"
WAITING = 'waiting for the end of the message, a line with only "." that ends in %s'
WRONG_LF = '; its line "." ends in LF, but the first line of this connection ended in CRLF'
MORE = "refused %d more lines or messages (--trace shows each)"
ONE_MORE = "refused 1 more line or message (--trace shows each)"
UNKNOWN = 'refused "%s": unknown command; expected "helo"'
PAIRS = 'refused "%s": MAIL must be followed by FROM:, and RCPT by TO:; expected "helo"'


def guessed(line, guess, words=UNKNOWN):
    return words % line + f'; did you mean "{guess}"?'


# What is sent before the client closes, and the lines about its connection.
HABITS = [
    # Bytes that are no line.
    ("no line ending", b"HELO lab", [UNENDED % '"HELO lab"']),
    ("a line ending as text", rb"HELO lab\r\n", [UNENDED % r'"HELO lab\r\n"' + TEXT]),
    ("only a CR", b"HELO lab\r", [UNENDED % r'"HELO lab\x0D"']),
    ("a line that is too long", b"x" * 12 + rb"\r\n" + b"x" * 3000 + b"\r\n",
     [r'refused "xxxxxxxxxxxx\r\n...": the line is too long; expected "helo"']),
    ("a very long line without an end", b"x" * 5000, [UNENDED % '"xxxxxxxxxxxxxxxx..."']),
    ("the rest of a buffer", b"helo x\r\n" + b"\0" * 973, [UNENDED % r'"(973 x \x00)"' + NUL]),
    ("bytes as Python prints them", rb"b'HELO lab\r\n'",
     [UNENDED % r'''"b'HELO lab\r\n'"''' + TEXT]),
    ("LF CR", b"helo x\n\rfoo\n\r",
     [r'refused "\x0Dfoo": unknown command; expected "mail from:"; it begins with CR: a line ends in '
      "CR and then LF", UNENDED % r'"\x0D"']),
    ("a line, then an ending as text", OPEN[:-2] + rb"\r\n" + b"\r\n",
     [r'refused "data\r\n": unknown command; expected "data"' + TEXT]),
    # Endings.
    ("a command in LF after one in CRLF", b"helo x\r\nmail from:<a>\n",
     ['refused "mail from:<a>": the line ends in LF alone on a connection whose lines end in CRLF; '
      'expected "mail from:"']),
    ("the dot in LF after lines in CRLF", OPEN + b"hi\r\n.\n", [DROPPED + WRONG_LF]),
    ("the dot in LF, then QUIT", OPEN + b"hi\r\n.\nquit\r\n", [DROPPED + WRONG_LF]),
    ("the dot in CRLF after lines in LF", OPEN_LF + b"hi\n.\r\nquit\n",
     [DROPPED + '; its line "." ends in CRLF, but the first line of this connection ended in '
      'LF']),
    ("a text in LF before the dot in CRLF", OPEN + b"hi\n.\r\nquit\r\n",
     [DROPPED + '; the line before its "." ends in LF, but the first line of this connection '
      'ended in CRLF']),
    ("a text in LF and a dot long ago", OPEN + b"hi\n.\n" + b"x" * 100 + b"\r\n",
     [DROPPED + "; it has lines that end in LF, but the first line of this connection ended "
      "in CRLF"]),
    # Dots.
    ("a blank behind the dot", OPEN + b"hi\r\n. \r\n",
     [DROPPED + '; its line "." has a blank before or after the dot']),
    ("a blank before the dot", OPEN + b"hi\r\n .\r\nquit\r\n",
     [DROPPED + '; its line "." has a blank before or after the dot']),
    ("the dot glued to the text", OPEN + b"hi.\r\n",
     [DROPPED + '; its last line ends in ".", but only a "." on a line of its own ends it']),
    ("two dots", OPEN + b"hi\r\n..\r\nquit\r\n",
     [DROPPED + '; its last line is "..", which stands for a dot in the text']),
    ("the dot without a line ending", OPEN + b"hi\r\n.",
     [DROPPED + '; its last line, ".", has no line ending']),
    ("the dot and a line ending as text", OPEN + b"hi\r\n." + rb"\r\n",
     [DROPPED + r'; the line ending after its "." was sent as text, such as "\r\n"']),
    ("no dot before QUIT", OPEN + b"hi\r\nquit\r\n",
     [DROPPED + '; its last line is "QUIT", which is text of the message']),
    ("a message broken off", OPEN + b"hi\r\n", [DROPPED]),
    # Addresses.
    ("a blank in the brackets", READY[:-19] + b"rcpt to:< johndoe@x>\r\n",
     ['refused RCPT "< johndoe@x>": no mailbox; expected "mail from:"']),
    ("a line ending as text behind an address", READY[:-2] + rb"\r\n" + b"\r\n",
     [r'refused RCPT "<johndoe>\r\n": no mailbox; expected "mail from:"' + TEXT]),
    # Near misses.
    *((f"near miss: {line}", line.encode() + b"\r\n", [guessed(line, guess)]) for line, guess in [
        ("HELLO lab", "HELO lab"), ("HEL0 lab", "HELO lab"), ("HELO:", "HELO"),
        ("HELOlab", "HELO lab"), ("FROM :<a>", "MAIL FROM:<a>"), ("MAILFROM:<a>", "MAIL FROM:<a>"),
        ("RCTP TO:<a>", "RCPT TO:<a>"), ("DATA.", "DATA"), ("QUIT.", "QUIT"), ("QIUT", "QUIT")]),
    *((f"near miss: {line}", line.encode() + b"\r\n", [guessed(line, guess, PAIRS)])
      for line, guess in [
          ("MAIL FROM <a>", "MAIL FROM:<a>"), ("MAIL FROM : <a>", "MAIL FROM:<a>"),
          ("RCPT <a>", "RCPT TO:<a>"), ("RCPT FROM:<a>", "RCPT TO:<a>"),
          ("MAIL TO:<a>", "MAIL FROM:<a>")]),
    ("a whole buffer", b"QUIT" + b"\0" * 1020 + b"\r\n",
     [UNKNOWN % r"QUIT(1020 x \x00)" + NUL]),
    ("a command of the other dialect", b"EHLO lab\r\n",
     [UNKNOWN % "EHLO lab" + "; --dialect=rfc5321 has this command"]),
    ("nothing like a command", b"foo\r\n", [UNKNOWN % "foo"]),
    # What is no SMTP.
    ("TLS", b"\x16\x03\x01\x00\x06\x01\n\x00\x02\n\x03",
     ["this client speaks TLS, which this address does not: switch TLS off in the client, or listen with "
      "--listen=tls:ADDRESS:PORT (received "
      r'"\x16\x03\x01\x00\x06\x01\x0A\x00\x02\x0A\x03")', MORE % 2]),
    ("HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
     ['this client speaks HTTP ("GET / HTTP/1.1"); SMTP commands in its request are executed',
      MORE % 2]),
    ("a length of two bytes", b"\0\x08HELO lab",
     ["this client sends a length before its text: a command is only text that ends in CRLF "
      r'(received "\x00\x08HELO lab")']),
    ("a length of four bytes", b"\0\0\0\x0bHELO lab1\r\n",
     ["this client sends a length before its text: a command is only text that ends in CRLF "
      r'(received "\x00\x00\x00\x0BHELO lab1\x0D\x0A")', ONE_MORE]),
    ("UTF-16", "QUIT\n".encode("utf-16-le"),
     ["this client sends two bytes for each character: encode commands as ASCII or UTF-8 (received "
      r'"Q\x00U\x00I\x00T\x00\x0A\x00")', ONE_MORE]),
    # Nothing is wrong.
    ("a dot with a blank, in a message that ends", OPEN + b". \r\n.\n.\r\n.\r\n",
     ["delivered a message from a to johndoe.txt: BYTES bytes"]),
    ("an ordinary end", OPEN + b"hi.\r\n.\r\nquit\r\n",
     ["delivered a message from a to johndoe.txt: BYTES bytes"]),
    ("silence", b"", []),
]


def lines_about(server, number):
    """What the log says of connection NUMBER, without the size of what is delivered or dropped."""
    found = re.findall(rf"^\S+ \w+ connection {number}: (.*)$", server.log().decode(), re.M)
    return [re.sub(r": \d+ bytes", ": BYTES bytes", line) for line in found]


def send_and_end(client, sent, piece):
    """Sends SENT in pieces, ends, and reads all that the server says."""
    for at in range(0, len(sent), piece):
        client.send(sent[at:at + piece])
    client.socket.shutdown(socket.SHUT_WR)
    while client.socket.recv(65536):
        pass


def without_bytes(lines):
    """LINES without the first bytes of what is no SMTP: how many arrive at first is not fixed."""
    return [line.partition(" (received ")[0] for line in lines]


@case("each habit is named in one line at the default level")
def _():
    with Server() as server:
        for number, (name, sent, expected) in enumerate(HABITS, 1):
            with Client(server) as client:
                send_and_end(client, sent, 1 << 16)
            e2e.wait_for(lambda n=number, e=expected: len(lines_about(server, n)) >= len(e), name)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        for number, (name, _sent, expected) in enumerate(HABITS, 1):
            equal(lines_about(server, number), expected, name)


@case("the same if each byte comes by itself")
def _():
    # A wrong dot at the end of a piece is remembered, and which bytes make a piece is up to TCP.
    habits = [habit for habit in HABITS
              if len(habit[1]) < 200 and habit[0] != "a text in LF and a dot long ago"]
    with Server() as server:
        for name, sent, _ in habits:
            with Client(server) as client:
                send_and_end(client, sent, 1)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        for number, (name, _sent, expected) in enumerate(habits, 1):
            equal(without_bytes(lines_about(server, number)), without_bytes(expected), name)


@case("a client that waits within a message is told of after some seconds, once per message")
def _():
    waits = [(OPEN, b"", WAITING % "CRLF"), (OPEN, b"hi\r\n", WAITING % "CRLF"),
             (OPEN, b"hi\r\n.\n", WAITING % "CRLF" + WRONG_LF),
             (OPEN, b"hi.\r\n", WAITING % "CRLF" +
              '; its last line ends in ".", but only a "." on a line of its own ends it'),
             (OPEN, b"hi\r\nquit\r\n", WAITING % "CRLF" +
              '; its last line is "QUIT", which is text of the message'),
             (OPEN_LF, b"hi\n", WAITING % "LF"), (b"", b"", None), (READY, b"", None)]
    with Server() as server:
        clients = [Client(server) for _ in waits]
        for client, (before, text, _) in zip(clients, waits):
            client.send(before + text)
        for number, (_, _, expected) in enumerate(waits, 1):
            if expected:
                e2e.wait_for(lambda n=number: lines_about(server, n), "the line")
            equal(lines_about(server, number), [expected] if expected else [], f"{number}")
        clients[1].send(b".\r\nmail from:<a>\r\nrcpt to:<johndoe>\r\ndata\r\n")
        e2e.wait_for(lambda: lines_about(server, 2).count(WAITING % "CRLF") == 2, "the second")
        for client in clients:
            client.socket.close()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(lines_about(server, 3)[1:], [DROPPED], "what was told is not told again")


@case("with a --timeout that is shorter, and at a shutdown, the line comes with the end")
def _():
    idle = "closing: idle for too long (--timeout)"
    unended = UNENDED % '"HELO lab"'
    with Server("--timeout=1") as server, Client(server) as first, Client(server) as second:
        first.send(b"HELO lab")
        second.send(OPEN + b"hi\r\n.\n")
        for number, expected in ((1, [idle, unended]), (2, [idle, DROPPED + WRONG_LF])):
            e2e.wait_for(lambda n=number: len(lines_about(server, n)) == 2, "both lines")
            equal(lines_about(server, number), expected, f"{number}")
    with Server() as server, Client(server) as first:
        first.send(b"HELO x\r\nHELO lab")
        truth(first.line().startswith(b"250 "), "HELO")
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(lines_about(server, 1), [unended], "shutdown")


def check_secrets(dialect, options):
    talk = (b"helo x\r\nAUTH PLAIN c2VjcmV0MQ==\r\nauth c2VjcmV0Mg==\r\nAUTH LOGIN\r\nc2VjcmV0Mw==\r\n"
            b"c2VjcmV0NA==\r\nfoo\r\nAUTH LOGIN\nc2VjcmV0NQ==\nmail from:<a>\r\nbar\r\n"
            b"AUTH PLAIN c2VjcmV0Ng" + b"=" * 5000 + b"\r\nAUTH LOGIN\r\nc2VjcmV0Nw")
    with Server(*options, dialect=dialect) as server:
        for piece in (1 << 16, 7):
            with Client(server) as client:
                send_and_end(client, talk, piece)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        log = server.log().decode()
    truth("c2Vj" not in log and "==" not in log, f"{options}: {log}")
    truth(re.search('AUTH "?PLAIN', log) and re.search('AUTH "?LOGIN', log) and "***" in log, f"{log}")
    truth("foo" in log and "bar" in log, "lines that are no credentials")


@case("what follows a refused AUTH is shown nowhere")
def _():
    # Errors slow a client down: all wait at the same time.
    options = ([], ["-v"], ["--trace"], ["--trace", "--log-format=json"])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        checks = [pool.submit(check_secrets, dialect, each)
                  for dialect in e2e.DIALECTS for each in options]
        for check in checks:
            check.result()


@case("nor what stands behind a length or in the first bytes of TLS")
def _():
    for start in (b"\0\x0f", b"\0\0\0\x0f", b"\x16\x03\x01"):
        for end in (b"", b"\r\n"):
            with Server("--trace") as server, Client(server) as client:
                send_and_end(client, start + b"AUTH PLAIN c2VjcmV0" + end, 1 << 16)
                server.process.terminate()
                server.process.wait(e2e.WAIT)
                log = server.log().decode()
            truth("c2Vj" not in log and "AUTH PLAIN" in log, f"{start + end}: {log}")


@case("--trace: each line shows its ending, an unfinished one after some seconds")
def _():
    with Server("--trace") as server:
        with Client(server) as client:
            client.send(b"HELO x\r\nfoo\nHELO lab")
            e2e.wait_for(lambda: b" C HELO lab (no line ending yet) [MAIL]" in server.log(), "the line")
            client.send(b"\n")
            e2e.wait_for(lambda: b" C HELO lab\\n [MAIL]" in server.log(), "the same, ended")
            client.send(b"mail from:<a>\r\nrcpt to:<johndoe>\r\ndata\r\nhi\n.")
            e2e.wait_for(lambda: b" C . (no line ending yet) [MESSAGE]" in server.log(), "the dot")
        log = server.log()
    for line in (rb" S 250 Hello x, pleased to meet you\r\n [MAIL]", rb" C HELO x\r\n [HELO]",
                 rb" C foo\n [MAIL]", rb" C hi\n [MESSAGE]"):
        truth(line + b"\n" in log, f"{line!r} is not in {log!r}")


@case("--trace as JSON: each line names its ending")
def _():
    with Server("--trace", "--log-format=json") as server:
        with Client(server) as client:
            client.send(b"HELO x\r\nfoo\n" + b"x" * 4000 + b"\r\nHELO")
            client.socket.shutdown(socket.SHUT_WR)
            while client.socket.recv(65536):
                pass
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        rows = [json.loads(line) for line in server.log().decode().splitlines()]
    said = [(row["line"][:6], row["ending"]) for row in rows if row.get("side") == "C"]
    equal(said, [("HELO x", "CRLF"), ("foo", "LF"), ("xxxxxx", "later"), ("xxxxxx", "CRLF"),
                 ("HELO", "none")], "lines")
    equal({row["ending"] for row in rows if row.get("side") == "S"}, {"CRLF"}, "replies")


@case("rfc5321: a line is shown as it is, also if its refusal had to wait")
def _():
    with Server("--trace", dialect=e2e.DIALECTS[1]) as server:
        with Client(server) as client:
            send_and_end(client, b"foo\r\n" * 10 + b"QUIT" + b"\0" * 1000 + b"\r\n", 1 << 16)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        words = r'refused "QUIT(1000 x \x00)": unknown command; expected "ehlo" or "helo" or "quit"'
        equal(lines_about(server, 1)[10:], [words + NUL], "the eleventh")


@case("rfc5321: HELO is expected as well as EHLO, and HTTP is one line")
def _():
    with Server(dialect=e2e.DIALECTS[1]) as server:
        for sent in (b"EHLLO lab\r\n", b"GET / HTTP/1.1\r\n\r\n"):
            with Client(server) as client:
                send_and_end(client, sent, 1 << 16)
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        equal(lines_about(server, 1), ['refused "EHLLO lab": unknown command; expected "ehlo" or '
                                       '"helo" or "quit"; did you mean "EHLO lab"?'], "EHLLO")
        equal(lines_about(server, 2), ["closing: this client speaks HTTP"], "HTTP")


e2e.run()
