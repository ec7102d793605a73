#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The dialect rfc5321 on the wire: greetings, pipelining, errors, line endings, limits."""

import re
import time

import e2e
from dialects import RFC5321
from e2e import Client, case, equal, truth

EXTENSIONS = ["PIPELINING", "SIZE 33554432", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "HELP"]
RESET = b"250 2.0.0 Reset\r\n"
NAMES = [f"user{n}" for n in range(10)]


class Server(e2e.Server):
    """In this dialect."""

    def __init__(self, *options, **others):
        super().__init__(*options, dialect=RFC5321, **others)


def messages(server, name):
    return [e2e.message_of(record) for record in server.records(name)]


@case("the greeting says ESMTP, EHLO lists the extensions, HELO none")
def _():
    with Server() as server, Client(server) as client:
        truth(b"ESMTP" in RFC5321.greeting, "the greeting")
        equal(client.ehlo("client.example"), ["smtp.prototype greets client.example", *EXTENSIONS],
              "the reply to EHLO")
        client.helo()
        client.deliver()
        equal(client.ehlo("[127.0.0.1]")[0], "smtp.prototype greets [127.0.0.1]", "EHLO again")
        client.deliver()
        client.quit()
        equal(len(server.records("johndoe")), 2, "records")


@case("QUIT before anything else")
def _():
    with Server() as server, Client(server) as client:
        client.quit()


@case("EHLO, HELO and RSET forget sender and recipients; NOOP, VRFY and HELP do not")
def _():
    with Server() as server, Client(server) as client:
        for reset in ("ehlo tester", "helo tester", "rset"):
            client.ehlo()
            client.envelope()
            client.send(reset.encode() + b"\r\n")
            while client.line()[3:4] == b"-":
                pass
            client.rcpt("babydoe", RFC5321.rcpt_too_early)
            client.command("data", RFC5321.data_too_early)
        client.envelope()
        for harmless in ("noop", "noop and so on", "vrfy johndoe", "help", "help mail"):
            client.send(harmless.encode() + b"\r\n")
            while (line := client.line())[3:4] == b"-":
                pass
            truth(line[:1] == b"2", f"{harmless}: {line!r}")
        client.command("data", RFC5321.start_mail)
        client.send(b"x\r\n.\r\n")
        client.expect(RFC5321.accepted)
        equal((len(server.records("johndoe")), server.records("babydoe")), (1, []), "records")


# --- pipelining ----------------------------------------------------------------------------------

def replies_to(server, pieces):
    """All that the server says until it closes."""
    with Client(server) as client:
        for piece in pieces:
            client.send(piece)
        return b"".join(iter(client.line, b""))


def session_of_ten():
    """A whole session with ten recipients, of which two are unknown; its replies."""
    names = [*NAMES[:4], "nobody", *NAMES[4:7], "noone", NAMES[7]]
    wire = (b"EHLO tester\r\nMAIL FROM:<alice@x>\r\n" +
            b"".join(f"RCPT TO:<{name}@x>\r\n".encode() for name in names) +
            b"DATA\r\nSubject: ten\r\n\r\nMAIL FROM:<no@command>\r\n.\r\n"
            b"MAIL FROM:<>\r\nRCPT TO:<user9@x>\r\nRSET\r\nRCPT TO:<user9@x>\r\n"
            b"MAIL FROM:<bob@x>\r\nRCPT TO:<user8@x>\r\nDATA\r\nSubject: one\r\n.\r\nQUIT\r\n")
    said = [b"250-smtp.prototype greets tester", *(f"250-{e}".encode() for e in EXTENSIONS[:-1]),
            b"250 HELP", b"250 2.1.0 alice@x Sender ok"]
    said += [f"250 2.1.5 {name}@x Recipient ok".encode() if name in NAMES else
             f"550 5.1.1 {name}@x Address unknown".encode() for name in names]
    said += [RFC5321.start_mail[:-2], RFC5321.accepted[:-2], b"250 2.1.0 <> Sender ok",
             b"250 2.1.5 user9@x Recipient ok", RESET[:-2], RFC5321.rcpt_too_early[:-2],
             b"250 2.1.0 bob@x Sender ok", b"250 2.1.5 user8@x Recipient ok",
             RFC5321.start_mail[:-2], RFC5321.accepted[:-2], RFC5321.bye]
    return wire, b"\r\n".join(said)


def expect_session_of_ten(server, pieces, times):
    equal(replies_to(server, pieces), session_of_ten()[1], f"replies to {pieces!r}"[:200])
    for number, name in enumerate(NAMES):
        equal(messages(server, name),
              [b"Subject: ten\n\nMAIL FROM:<no@command>\n"] * times if number < 8 else
              [b"Subject: one\n"] * times if number == 8 else [], name)


@case("a whole session in one packet: ten recipients, of which two are unknown, RSET, a second mail")
def _():
    with Server(users="\n".join(NAMES)) as server:
        expect_session_of_ten(server, [session_of_ten()[0]], 1)


@case("the same byte by byte and cut at every point: the same replies and mailboxes")
def _():
    wire, _ = session_of_ten()
    with Server("-q", users="\n".join(NAMES)) as server:
        expect_session_of_ten(server, [bytes([byte]) for byte in wire], 1)
        for place in range(1, len(wire)):
            equal(replies_to(server, [wire[:place], wire[place:]]), session_of_ten()[1],
                  f"replies if cut at {place}")
        equal([len(server.records(name)) for name in NAMES], [len(wire)] * 9 + [0], "records")
        equal({text for name in NAMES[:8] for text in messages(server, name)},
              {b"Subject: ten\n\nMAIL FROM:<no@command>\n"}, "messages")


@case("a message and the next commands in one packet, if the message is refused")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        client.open_message()
        client.send(b"a\rb\r\n.\r\nRCPT TO:<babydoe@x>\r\nMAIL FROM:<bob@x>\r\n"
                    b"RCPT TO:<ivan@x>\r\nDATA\r\nx\r\n.\r\nNOOP\r\n")
        client.expect(re.compile(rb"550 5\.6\.0 .*\r\n"), RFC5321.rcpt_too_early,
                      b"250 2.1.0 bob@x Sender ok\r\n", b"250 2.1.5 ivan@x Recipient ok\r\n",
                      RFC5321.start_mail, RFC5321.accepted, b"250 2.0.0 Nothing done\r\n")
        equal([len(server.records(name)) for name in ("johndoe", "babydoe", "ivan")], [0, 0, 1],
              "records")


# --- line endings --------------------------------------------------------------------------------

@case("a message with a bare CR, a bare LF or a NUL is refused at its true end, and only there")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        for text in (b"a\rb", b"a\nb", b"a\0b", b"\r", b"\n", b"\0", b"a\r\r\n", b"a\n\r\n"):
            client.open_message()
            client.send(text + b"\r\n")
            truth(client.is_silent(0.05), f"{text!r} is answered early: {client.input!r}")
            client.send(b"more\r\n.\r\n")
            client.expect(re.compile(rb"550 5\.6\.0 .*\r\n"))
            client.rcpt("babydoe", RFC5321.rcpt_too_early)
            client.deliver(b"Subject: next\r\n.\r\n")
        equal(messages(server, "johndoe"), [b"Subject: next\n"] * 8, "messages")


WRONG_ENDING = b"500 5.5.2 Lines end in CRLF: this one ended in LF alone\r\n"


@case("a command that ends in a bare LF is answered at once, is not executed, and nothing changes")
def _():
    with Server() as server, Client(server) as client:
        for words in (b"ehlo tester", b"quit"):
            client.send(words + b"\n")
            client.expect(WRONG_ENDING)
        client.ehlo()
        client.envelope()
        for words in (b"rset", b"", b"mail from:<x@y>", b"rcpt to:<babydoe@x>", b"data"):
            client.send(words + b"\n")
            client.expect(WRONG_ENDING)
        client.command("data", RFC5321.start_mail)
        client.send(b"x\r\n.\r\n")
        client.expect(RFC5321.accepted)
        equal((len(server.records("johndoe")), server.records("babydoe")), (1, []), "records")


# --- errors --------------------------------------------------------------------------------------

def timed(client, text, reply):
    """Seconds until REPLY."""
    started = time.monotonic()
    client.command(text, reply)
    return time.monotonic() - started


@case("from the 11th error on each reply waits a second, the 21st is 421 4.7.0 and the end")
def _():
    with Server() as server, Client(server) as client, Client(server) as other:
        client.ehlo()
        for number in range(1, 21):
            took = timed(client, "foo", RFC5321.unrecognized)
            truth(number <= 10 or took >= 0.9, f"error {number} was answered after {took:.2f} s")
            if number == 11:
                truth(timed(client, "noop", b"250 2.0.0 Nothing done\r\n") >= 0.9, "no error waits")
        started = time.monotonic()
        client.send(b"foo\r\nmail from:<a@x>\r\nrcpt to:<johndoe@x>\r\n")
        other.ehlo()
        other.deliver()
        client.expect(b"421 4.7.0 Too many errors: closing connection\r\n")
        truth(time.monotonic() - started >= 0.9, "the last reply")
        client.expect_close()
        e2e.wait_for(lambda: b"connection 1: closing: too many errors since the last delivery\n"
                     in server.log(), "the reason in the log")
        other.deliver()


@case("what counts as an error: not a refused sender, recipient or message; a delivery forgets all")
def _():
    with Server("--max-message-size=1000") as server, Client(server) as client:
        client.ehlo()
        started = time.monotonic()
        for _ in range(3):
            for _ in range(9):
                client.command("foo", RFC5321.unrecognized)
            for _ in range(5):
                client.command("mail from:<bad>", re.compile(rb"553 5\.1\.7 .*\r\n"))
            client.mail()
            for _ in range(20):
                client.rcpt("nobody", RFC5321.unknown)
            client.rcpt("johndoe")
            client.command("data", RFC5321.start_mail)
            client.send(b"a\0b\r\n.\r\n")
            client.expect(re.compile(rb"550 5\.6\.0 .*\r\n"))
            client.command("foo", RFC5321.unrecognized)
            client.deliver()
        truth(b"too many errors" not in server.log(), "the log")
        for text, code in (("mail", b"501"), ("rcpt to:<a@x>", b"503"), ("data x", b"503"),
                           ("expn x", b"502"), ("mail from:<a@x> FOO=1", b"555"),
                           ("mail from:<a@x> BODY=x", b"504"), ("foo", b"500"), ("x" * 3000, b"500"),
                           ("vrfy", b"501"), ("helo", b"501")):
            client.command(text, re.compile(code + rb" .*\r\n"))
        truth(timed(client, "foo", RFC5321.unrecognized) >= 0.9, "one of them does not count")
        truth(time.monotonic() - started < 60, "something else waited")


@case("GET, POST, CONNECT and the like as first word: 421 4.7.0, nothing behind it is executed")
def _():
    behind = (b"Host: x\r\n\r\nMAIL FROM:<a@x>\r\nRCPT TO:<johndoe@x>\r\nDATA\r\nx\r\n.\r\n")
    with Server() as server:
        for request in (b"GET / HTTP/1.1", b"POST /x HTTP/1.1", b"CONNECT mail:25 HTTP/1.0",
                        b"get / HTTP/1.1", b"PUT / HTTP/1.1", b"HEAD / HTTP/1.1", b"OPTIONS * HTTP/1.1",
                        b"POST /" + b"x" * 3000 + b" HTTP/1.1"):
            for greeting in (b"", b"EHLO x\r\n", b"EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<johndoe@x>\r\n"):
                said = replies_to(server, [greeting + request + b"\r\n" + behind])
                lines = said.splitlines(True)
                equal(lines[-1], b"421 4.7.0 This is SMTP, not HTTP: closing connection\r\n",
                      f"the last reply to {request!r}")
                truth(all(line.startswith(b"250") for line in lines[:-1]), said)
        equal(server.records("johndoe"), [], "mail")
        e2e.wait_for(lambda: b"closing: this client speaks HTTP" in server.log(), "the log")


# --- hidden extensions ---------------------------------------------------------------------------

# For each extension what is not understood without it; SMTPUTF8 needs 8BITMIME.
UNKNOWN_PARAMETER = b"555 5.5.4 The parameter %s is not implemented\r\n"
SENDER = b"250 2.1.0 a@x Sender ok\r\n"
HIDDEN = {
    "PIPELINING": [],
    "SIZE": [("mail from:<a@x> SIZE=1", UNKNOWN_PARAMETER % b"SIZE")],
    "8BITMIME": [("mail from:<a@x> BODY=8BITMIME", UNKNOWN_PARAMETER % b"BODY"),
                 ("mail from:<a@x> SMTPUTF8", UNKNOWN_PARAMETER % b"SMTPUTF8")],
    "SMTPUTF8": [("mail from:<a@x> SMTPUTF8", UNKNOWN_PARAMETER % b"SMTPUTF8")],
    "ENHANCEDSTATUSCODES": [("rset", b"250 Reset\r\n"), ("foo", b"500 Command unrecognized\r\n"),
                            ("mail from:<a@x>", b"250 a@x Sender ok\r\n"), ("rset", b"250 Reset\r\n")],
    "HELP": [("help", b"502 5.5.1 Command not implemented\r\n")],
}


@case("--hide: each extension is neither listed nor understood, the others are")
def _():
    for extension, conversation in HIDDEN.items():
        with Server(f"--hide={extension}") as server, Client(server, greeting=None) as client:
            truth(b"ESMTP" in client.line(), "the greeting")
            gone = {extension, "SMTPUTF8"} if extension == "8BITMIME" else {extension}
            equal(client.ehlo()[1:], [e for e in EXTENSIONS if e.split()[0] not in gone], extension)
            for command, reply in conversation:
                client.command(command, reply)
            for other in (o for o in HIDDEN if o not in {*gone, "ENHANCEDSTATUSCODES"}):
                for command, refusal in HIDDEN[other][:1]:
                    client.send(command.encode() + b"\r\n")
                    while (line := client.line())[3:4] == b"-":
                        pass
                    truth(line[0:1] == b"2" and line != refusal, f"{other}: {line!r}")
                    client.send(b"rset\r\n")
                    truth(client.line().startswith(b"250 "), "rset")
            client.send(b"quit\r\n")
            client.expect(RFC5321.bye.replace(b"2.0.0 ", b"") if extension == "ENHANCEDSTATUSCODES"
                          else RFC5321.bye)


@case("--hide, repeated: all of them; a whole session without an enhanced code")
def _():
    with Server(*(f"--hide={extension}" for extension in HIDDEN)) as server:
        with Client(server) as client:
            equal(client.ehlo(), ["smtp.prototype greets tester"], "the reply to EHLO")
            client.send(b"MAIL FROM:<a@x>\r\nRCPT TO:<nobody@x>\r\nRCPT TO:<johndoe@x>\r\nDATA\r\n"
                        b"x\r\n.\r\nfoo\r\nDATA\r\nVRFY x\r\nQUIT\r\n")
            lines = list(iter(client.line, b""))
        equal([line[:3] for line in lines], b"250 550 250 354 250 500 503 252 221".split(), "codes")
        truth(not any(re.match(rb"\d{3} \d\.\d", line) for line in lines), f"enhanced: {lines}")
        equal(len(server.records("johndoe")), 1, "records")


# --- limits --------------------------------------------------------------------------------------

@case("what RFC 5321 section 4.5.3.1 demands is accepted")
def _():
    domain = ".".join(["d" * 63] * 4)  # of 255 bytes
    longest = "l" * 64 + "@" + domain[:189]  # with its brackets a path of 256 bytes
    users = "\n".join(["l" * 64, "johndoe", *(f"user{n}" for n in range(99))]) + "\n"
    with Server("--catch-all=johndoe", users=users) as server, Client(server) as client:
        equal(client.ehlo(domain)[0], f"smtp.prototype greets {domain}", "a domain")
        client.mail(longest)
        client.rcpt(longest)
        client.rcpt("a@" + domain[:252])
        for number in range(98):
            client.rcpt(f"user{number}")
        client.command("data", RFC5321.start_mail)
        client.send(b"x" * 998 + b"\r\n" + b"." + b"." * 998 + b"\r\n.\r\n")
        client.expect(RFC5321.accepted)
        client.command("noop " + "x" * 505, b"250 2.0.0 Nothing done\r\n")
        equal(messages(server, "l" * 64)[0].split(b"\n")[-3:-1], [b"x" * 998, b"." * 998], "lines")
        client.quit()


@case("a command line that is too long is refused at its end, and none of it is executed")
def _():
    with Server() as server, Client(server) as client:
        client.ehlo()
        client.command(b"noop " + b"x" * 2043, b"250 2.0.0 Nothing done\r\n")
        client.command(b"noop " + b"x" * 2044, RFC5321.too_long)
        client.mail()
        client.send(b"rset " + b"x" * 100_000)
        truth(client.is_silent(0.05), f"before its end: {client.input!r}")
        client.send(b"\r\nrcpt to:<johndoe@x>\r\n")
        client.expect(RFC5321.too_long, b"250 2.1.5 johndoe@x Recipient ok\r\n")


@case("what is echoed cannot make a line of its own, nor control a terminal, nor exceed 512 bytes")
def _():
    with Server() as server, Client(server) as client:
        for unit in ("x", "\u00e9", "\u20ac", "\x01", "\x1b[2J", "\x00", "\r"):
            long = unit * (1900 // len(unit.encode()))
            for command in (f"ehlo {long}", f"helo {long}", f'mail from:<"{long}"@x>', "rset"):
                client.send(command.encode() + b"\r\n")
                while True:
                    line = client.line()
                    truth(len(line) <= 512 and line.endswith(b"\r\n"), f"{len(line)} bytes: {line!r}")
                    truth(not re.search(rb"[\x00-\x1f\x7f]", line[:-2]), f"controls: {line!r}")
                    line.decode()
                    if line[3:4] == b" ":
                        break
            client.deliver()
        client.quit()
        for line in server.mailbox("johndoe").split(b"\n"):
            truth(len(line) <= 998 and not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line),
                  f"{len(line)} bytes: {line!r}")


e2e.run()
