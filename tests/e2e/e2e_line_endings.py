#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--line-endings in both dialects: what is refused and with which words, what is accepted, what the
log says of it, and what is in the mailbox."""

import e2e
import read_mailbox
from e2e import UNRECOGNIZED, Client, Server, case, equal, truth

WRONG_LINE = b"500 5.5.2 Lines end in CRLF: this one ended in LF alone\r\n"
DIALECTS = ("rfc5321", "prototype")

HEAD = b"A: b\r\n\r\nab"
BEHIND = b"MAIL FROM:<smuggler@x>\r\nRCPT TO:<babydoe@x>\r\nDATA\r\nha\r\n"

# Behind HEAD, which has 10 bytes and ends in its third line: what resembles the end of data; the
# flaw and the place that the reply and the log name; whether lenient accepts it.
FAKES = [
    (b"\n.\n", "bare LF at byte 11 of the message (line 3), in <LF>.<LF>", True),
    (b"\n.\r", "bare LF at byte 11 of the message (line 3), in <LF>.<CR>", False),
    (b"\r.\n", "bare CR at byte 11 of the message (line 3), in <CR>.<LF>", False),
    (b"\r.\r", "bare CR at byte 11 of the message (line 3), in <CR>.<CR>", False),
    (b"\n.\r\n", "bare LF at byte 11 of the message (line 3), in <LF>.<CR><LF>", True),
    (b"\r.\r\n", "bare CR at byte 11 of the message (line 3), in <CR>.<CR><LF>", False),
    (b"\r\n.\n", "bare LF at byte 14 of the message (line 4), in <CR><LF>.<LF>", True),
    (b"\r\n.\r", "bare CR at byte 14 of the message (line 4), in <CR><LF>.<CR>", False),
    (b"\r\n.\r\r\n", "bare CR at byte 14 of the message (line 4), in <CR><LF>.<CR><CR><LF>", False),
    (b"\r\r\n.\r\r\n",
     "bare CR at byte 11 of the message (line 3), in <CR><CR><LF>.<CR><CR><LF>", False),
    (b"\r\n\0.\r\n", "NUL at byte 13 of the message (line 4), in <CR><LF><NUL>.<CR><LF>", False),
    (b"\r\n.\0\r\n", "NUL at byte 14 of the message (line 4), in <CR><LF>.<NUL><CR><LF>", False),
    (b"\n\n.\r\n", "bare LF at byte 11 of the message (line 3), in <LF><LF>.<CR><LF>", True),
]

# The first flaw that counts of each that lenient refuses.
LENIENT_FLAWS = ["a bare CR"] * 7 + ["a NUL byte"] * 2


def in_log(place):
    """PLACE as the log words it."""
    return "a " + place.replace("NUL at", "NUL byte at")


def start(dialect, endings, *options):
    return Server(f"--dialect={dialect}", f"--line-endings={endings}", *options)


class Talk(Client):
    """A client that speaks either dialect, and looks at the codes of the replies."""

    def __init__(self, server, dialect, ending=b"\r\n"):
        super().__init__(server, greeting=None, ending=ending)
        self.is_rfc5321 = dialect == "rfc5321"
        self.code(220)

    def code(self, expected):
        line = self.line()
        truth(line.startswith(b"%d " % expected), f"expected {expected}: {line!r}")
        return line

    def say(self, text, code, ending=None):
        self.send(text.encode() + (self.ending if ending is None else ending))
        return self.code(code)

    def open(self, recipient="johndoe@x"):
        for text, code in (("MAIL FROM:<alice@x>", 250), (f"RCPT TO:<{recipient}>", 250),
                           ("DATA", 354)):
            self.say(text, code)

    def refused(self):
        """The code of a message that is refused."""
        return 550 if self.is_rfc5321 else 500


def lines_with(server, words):
    """The lines of the log with WORDS, once the server has ended."""
    if server.process.poll() is None:
        server.process.terminate()
        server.process.wait(e2e.WAIT)
    return [line for line in server.log().decode().splitlines() if words in line]


def stored(server, name="johndoe"):
    """The messages in the mailbox of NAME, as Python's mail reader finds them."""
    equal(read_mailbox.problems(server.path(name)), [], "the mailbox")
    return [message for _, _, message in read_mailbox.messages(server.path(name))]


def send_split(client, wire, cut):
    """Sends WIRE cut in two at CUT, or byte by byte if that is 0, or whole if it is the size."""
    pieces = [wire[:cut], wire[cut:]] if cut else [wire[i:i + 1] for i in range(len(wire))]
    for piece in pieces:
        client.send(piece)


def cuts_of(fake):
    """Byte by byte, cut everywhere around the FAKE, and whole."""
    return [0, *range(len(HEAD), len(HEAD + fake) + 1), len(message_with(fake))]


def message_with(fake):
    return HEAD + fake + BEHIND + b".\r\n"


def send_fake(client, fake, cut, code):
    """Returns the reply to a message with the FAKE, which is the only one."""
    client.open()
    send_split(client, message_with(fake), cut)
    reply = client.code(code)
    client.say("RCPT TO:<babydoe@x>", 503 if client.is_rfc5321 else 500)
    return reply


def kept(fake):
    """How a mailbox holds the message with the FAKE: stuffed dots off, lines in LF, all else as it
    came."""
    return message_with(fake)[:-3].replace(b"\r\n.", b"\r\n").replace(b"\r\n", b"\n")


def flaws_in_log(server, verb):
    """How often the log tells, as VERB does, of each first flaw and its place."""
    told = [line.partition("contains ")[2].partition(";")[0] for line in lines_with(server, verb)]
    return {place: told.count(place) for place in told}


def strict_case(dialect):
    @case(f"strict, {dialect}: each fake end of data is refused; its sequence, line and byte")
    def _():
        with start(dialect, "strict", "--trace") as server:
            for fake, place, _ in FAKES:
                words = (f"550 5.6.0 Message refused: {place}\r\n".encode()
                         if dialect == "rfc5321" else UNRECOGNIZED)
                with Talk(server, dialect) as client:
                    client.say("HELO x", 250)
                    for cut in cuts_of(fake):
                        reply = send_fake(client, fake, cut, client.refused())
                        equal(reply, words, f"{fake!r} {cut}")
                    client.open()
                    client.send(b"A: b\r\n.\r\n")
                    client.code(250)
            equal(flaws_in_log(server, "refused the message: it contains "),
                  {in_log(place): len(cuts_of(fake)) for fake, place, _ in FAKES}, "the log")
            equal(stored(server), [b"A: b\n"] * len(FAKES), "messages")
            equal(stored(server, "babydoe"), [], "smuggled messages")


def report_case(dialect):
    @case(f"report, {dialect}: each fake end of data is kept as it came, and the log names it")
    def _():
        with start(dialect, "report", "--trace") as server:
            for fake, _, _ in FAKES:
                with Talk(server, dialect) as client:
                    client.say("HELO x", 250)
                    for cut in cuts_of(fake):
                        send_fake(client, fake, cut, 250)
            equal(flaws_in_log(server, "accepted a message that contains "),
                  {in_log(place): len(cuts_of(fake)) for fake, place, _ in FAKES}, "the log")
            equal(stored(server), [kept(fake) for fake, _, _ in FAKES for _ in cuts_of(fake)],
                  "messages")
            equal(stored(server, "babydoe"), [], "smuggled messages")


def lenient_case(dialect):
    @case(f"lenient, {dialect}: a bare LF is kept without a word; a bare CR and a NUL are refused")
    def _():
        with start(dialect, "lenient", "--trace") as server:
            with Talk(server, dialect) as client:
                client.say("HELO x", 250)
                for fake, place, is_accepted in FAKES:
                    code = 250 if is_accepted else client.refused()
                    reply = send_fake(client, fake, len(HEAD), code)
                    if dialect == "rfc5321" and place.startswith(("bare CR", "NUL")):
                        equal(reply, f"550 5.6.0 Message refused: {place}\r\n".encode(), "reply")
            equal(lines_with(server, ": accepted "), [], "deviations")
            refused = [line.partition("contains ")[2].partition(" at ")[0]
                       for line in lines_with(server, "refused the message: ")]
            equal(refused, LENIENT_FLAWS, "flaws")
            equal(stored(server), [kept(fake) for fake, _, is_accepted in FAKES if is_accepted],
                  "messages")
            equal(stored(server, "babydoe"), [], "smuggled messages")


for name in DIALECTS:
    strict_case(name)
    report_case(name)
    lenient_case(name)


@case("lenient, rfc5321: the first flaw that counts is named, behind a bare LF that does not")
def _():
    with start("rfc5321", "lenient") as server, Talk(server, "rfc5321") as client:
        client.say("HELO x", 250)
        client.open()
        client.send(b"a\nb\r\nc\0\r\n.\r\n")
        client.expect(b"550 5.6.0 Message refused: NUL at byte 7 of the message (line 2), in "
                      b"<NUL><CR><LF>.<CR><LF>\r\n")


@case("strict: a line in LF alone is a 500 at once, the first too, and CRLF goes on")
def _():
    for dialect, words in (("rfc5321", WRONG_LINE), ("prototype", UNRECOGNIZED)):
        with start(dialect, "strict") as server, Talk(server, dialect) as client:
            for text, code in (("HELO x", 250), ("MAIL FROM:<a@x>", 250),
                               ("RCPT TO:<johndoe@x>", 250), ("DATA", 354)):
                equal(client.say(text, 500, b"\n"), words, f"{dialect}: {text}")
                client.say(text, code)
            client.send(b"A: b\r\n.\r\n")
            client.code(250)
            equal(len(lines_with(server, "the line ends in LF alone")), 4, "log")
            equal(stored(server), [b"A: b\n"], "messages")


@case("lenient: the first line decides")
def _():
    for dialect, words in (("rfc5321", WRONG_LINE), ("prototype", UNRECOGNIZED)):
        with start(dialect, "lenient") as server:
            with Talk(server, dialect) as client:
                client.say("HELO x", 250)
                equal(client.say("MAIL FROM:<a@x>", 500, b"\n"), words, dialect)
            with Talk(server, dialect, b"\n") as client:
                client.say("HELO x", 250)
                client.open()
                client.send(b"A: b\n\n.\r\nc\r\n.\n")
                client.code(250)
                client.say("QUIT", 221, b"\r\n")
            equal(stored(server), [b"A: b\n\n\nc\n"], "messages")
            equal(lines_with(server, "accepted"), [], "deviations")


def accepted_lines(server):
    """What the log calls lines that ended in LF alone."""
    words = "accepted LF alone as the end of a line: "
    return [line.partition(words)[2] for line in lines_with(server, words)]


@case("report: on a CRLF connection a command may end in LF, and only CRLF . CRLF ends a message")
def _():
    for dialect in DIALECTS:
        with start(dialect, "report") as server, Talk(server, dialect) as client:
            client.say("HELO x", 250)
            client.say("MAIL FROM:<a@x>", 250, b"\n")
            client.say("foo\x1b bar", 500, b"\n")
            client.say("RCPT TO:<johndoe@x>", 250, b"\r\n")
            client.say("DATA", 354, b"\n")
            client.send(b"A: b\r\n\r\n.\n..\r\n.\r\n")
            client.code(250)
            client.say("QUIT", 221, b"\n")
            client.expect_close()
            equal(accepted_lines(server),
                  ['MAIL "<a@x>"', '"foo\\x1B bar"', "DATA", "QUIT"], f"{dialect}: lines")
            equal(len(lines_with(server, 'refused "foo\\x1B bar": unknown command')), 1,
                  "refusals")
            equal(stored(server), [b"A: b\n\n\n..\n"], "messages")


@case("report: on an LF connection each line in LF is reported, and only LF . LF ends a message")
def _():
    for dialect in DIALECTS:
        with start(dialect, "report") as server, Talk(server, dialect, b"\n") as client:
            client.say("HELO x", 250)
            client.say("MAIL FROM:<a@x>", 250)
            client.say("RCPT TO:<johndoe@x>", 250, b"\r\n")
            client.say("DATA", 354)
            client.send(b"A: b\n\n.\r\n..\rc\n.\n")
            client.code(250)
            equal(accepted_lines(server), ['HELO "x"', 'MAIL "<a@x>"', "DATA"],
                  f"{dialect}: lines")
            equal(len(lines_with(server, "accepted a message that contains a bare CR at byte 12 of "
                                         "the message (line 4), in <CR>")), 1, "messages")
            equal(stored(server), [b"A: b\n\n\n.\rc\n"], "messages")


# Texts that could mislead what makes records of them, or what reads these.
HOSTILE = [
    b"A: b\r\n\r\na\rFrom x Thu Jan  1 00:00:00 1970\rStatus: RO\r\n\r\nend\r\n",
    b"A: b\r\n\r\na\nFrom x Thu Jan  1 00:00:00 1970\nStatus: RO\n\nend\r\n",
    b"A: b\r\n\r\n\0From x\r\nFrom\0 x\r\nFro\0m x\r\nFrom \0\r\n>\0From x\r\n\r\0\r\n",
    b"A: b\r\nSta\0tus: x\r\nX-\0: y\r\n\0\r\n\r\n\0\0\0\r\r\r\r\n",
    b"A: b\r\n\r\n" + b"\r" * 5000 + b"\0" * 5000 + b"\n" * 5000 + b"\r\n",
    b"A: b\r\n\r\n" + b"\r\n\r\r\n\0\n.\r" * 3000 + b"x\r\n",
]


@case("report: bare CRs, bare LFs and NULs anywhere are read back byte for byte")
def _():
    for dialect in DIALECTS:
        with start(dialect, "report") as server, Talk(server, dialect) as client:
            client.say("HELO x", 250)
            for text in HOSTILE:
                client.open()
                client.send(text.replace(b"\r\n.", b"\r\n..") + b".\r\n")
                client.code(250)
            expected = [text.replace(b"\r\n", b"\n") for text in HOSTILE]
            equal(stored(server), expected, "messages")
            equal([e2e.message_of(record) for record in server.records("johndoe")], expected,
                  "records")


@case("report: a text whose first line is no field because of a NUL or a CR is all body")
def _():
    texts = [b"\0A: b\r\nc\r\n", b"A\0: b\r\nc\r\n", b"\rA: b\r\nc\r\n", b"A\r: b\r\nc\r\n"]
    with start("rfc5321", "report") as server, Talk(server, "rfc5321") as client:
        client.say("HELO x", 250)
        for text in texts:
            client.open()
            client.send(text + b".\r\n")
            client.code(250)
        equal(stored(server), [b"\n" + text.replace(b"\r\n", b"\n") for text in texts], "messages")


@case("report: a message that is refused for another reason is not called accepted")
def _():
    with start("rfc5321", "report", "--max-message-size=1K") as server:
        with Talk(server, "rfc5321") as client:
            client.say("HELO x", 250)
            client.open()
            client.send(b"a\n" + b"x" * 2000 + b"\r\n.\r\n")
            client.code(552)
        equal(len(lines_with(server, "refused the message: too large")), 1, "refusals")
        equal(lines_with(server, "accepted"), [], "deviations")


@case("report: ten deviations of a connection are logged, then a sum; --trace: each")
def _():
    for options, logged, sums in (([], 10, ["accepted 15 more deviations from CRLF"]),
                                  (["--trace"], 25, [])):
        with start("rfc5321", "report", *options) as server:
            with Talk(server, "rfc5321") as client:
                client.say("HELO x", 250)
                for _ in range(5):
                    client.say("NOOP", 250, b"\n")
                for _ in range(20):
                    client.open()
                    client.send(b"a\n\r\n.\r\n")
                    client.code(250)
                client.say("QUIT", 221)
                client.expect_close()
            equal(len(accepted_lines(server)) + len(lines_with(server, "accepted a message")),
                  logged, "deviations logged")
            found = lines_with(server, "more deviation")
            equal([line.partition(": ")[2].partition(" (")[0] for line in found], sums, f"{found}")
            equal(len(stored(server)), 20, "messages")


e2e.run()
