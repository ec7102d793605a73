#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Line mode and servers that send no line end, no whole reply, or nothing: what arrived is shown and
explained, at a terminal the conversation goes on, and what was saved plays again."""

import threading

import e2e
from e2e import case, truth
from tui import GREETING, Fake, Terminal
from tui_folder import Folder, lines

NO_END = "These bytes have no line end.  A reply ends in CRLF, and the client is still waiting"
LONE_CR = "A CR without LF does not end a line.  A reply ends in CRLF"
CUT = "These bytes had no line end.  A reply ends in CRLF, so this was none."
NULS = "NUL bytes, which are skipped: the server may be sending its whole buffer"
NO_CODE = "Not a reply: it does not begin with a code from 200 to 599."
TALK = ("HELO lab", "MAIL FROM:<a>", "RCPT TO:<b>", "DATA", "hello", ".", "QUIT")


def says(*pieces):
    """A server that sends the first of PIECES at once and each other after a line."""
    def script(peer, _number):
        for number, piece in enumerate(pieces):
            if number == 0 or peer.line() is not None:
                peer.send(piece)
        peer.wait_end()
    return Fake(script)


def in_order(output, *texts):
    at = 0
    for text in texts:
        at = output.find(text, at)
        truth(at >= 0, f"no {text!r} there:\n{output}")


@case("through pipes what arrived is shown before the time-out ends the program")
def shown():
    for pieces, texts in (((b"220 fake",), ("S? 220 fake\n", NO_END, "Only a part of a reply")),
                          ((b"220 fake\r",), ("S? 220 fake\\x0D\n", LONE_CR, "No complete")),
                          ((GREETING, b"250 Hel"), ("C: HELO", "S? 250 Hel\n", NO_END)),
                          ((b" 220 fake\r\n",), ("S:  220 fake", NO_CODE, "nothing before them",
                                                "No complete reply", NO_CODE)),
                          ((b"hello\r\n",), ("S: hello", NO_CODE, "No complete reply", NO_CODE)),
                          ((b"220-a\r\n220",), ("S: 220-a", "S? 220\n", "Only a part"))):
        with says(*pieces) as fake, Folder() as folder:
            output, _ = folder.run("--plain", "--timeout=2", fake.address, status=1,
                                   text=lines(*TALK))
            in_order(output, *texts)
            truth("MAIL FROM" not in output.replace("Next: MAIL FROM", ""), output)


@case("what has arrived of a line is shown once, even if the time-out is no longer than the pause")
def shown_once():
    def shows():
        output, _ = folder.run("--plain", "--timeout=1", fake.address, status=1)
        truth(output.count("S? 220 fake\n") <= 1, output)
        return "S? 220 fake\n" in output

    # On a busy machine it may arrive after the time-out.
    with says(b"220 fake") as fake, Folder() as folder:
        e2e.wait_for(shows, "the line to be shown")


@case("a connection that is closed within a line shows it, and its session plays again")
def closed():
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        peer.send(b"250-Hello\r\n250 la")

    with Fake(script) as fake, Folder() as folder:
        output, _ = folder.run("--plain", "--save=s", fake.address, status=1, text=lines(*TALK))
        in_order(output, "S: 250-Hello", "S? 250 la\n", CUT, "the server closed the connection")
        saved = folder.read("s").decode()
        in_order(saved, "S: 250-Hello", "# Without a line end: 250 la\n", "S!\n")
        folder.run("--replay=s", fake.address)


@case("a server that sends its whole buffer is understood, and its session plays again")
def padded():
    def send(peer):
        return lambda data: peer.send(data.ljust(1024, b"\0"))

    def script(peer, _number):
        send(peer)(GREETING)
        peer.converse(send=send(peer))

    with Fake(script) as fake, Folder() as folder:
        output, _ = folder.run("--plain", "--save=s", fake.address, text=lines(*TALK))
        in_order(output, "S: 220 fake", "x \\x00)\n", NULS, "C: HELO", "S: 250 Hello",
                 "C: QUIT", "S: 221 Bye")
        truth("Not a reply" not in output and len(output) < 4000, output)
        truth("\n# NULs before the next line: " in folder.read("s").decode(), folder.read("s"))
        folder.run("--replay=s", fake.address)


@case("a replay shows what has arrived of a line when it is lost or the time is out")
def replayed():
    def closes(peer, _number):
        peer.send(b"220 fa\x1b")

    for fake in (says(b"220 fa\x1b"), Fake(closes)):
        with fake, Folder() as folder:
            with open(folder.file("s"), "w", encoding="ascii") as file:
                file.write("# smtp-session 1\nS: 220 fake\n")
            output, errors = folder.run("--replay=s", "--timeout=3", fake.address, status=4)
            truth("# Without a line end: 220 fa\\x1B\n" in output, (output, errors))


@case("at a terminal a time-out leaves the connection open: a late reply is taken as such")
def goes_on():
    go_on = threading.Event()

    def script(peer, _number):
        peer.line()  # no greeting: the first word is the client's
        peer.send(b"250 Hello\r\n")
        peer.line()
        go_on.wait(e2e.CASE)
        peer.send(b"250 Sender ok\r\n")
        peer.converse()

    with (Fake(script) as fake,
          Terminal("--plain", fake.address, "--timeout=3", size=(250, 40)) as terminal):
        terminal.wait("The server did not greet")
        truth("still open" in terminal.screen(), terminal.screen())
        terminal.type("HELO lab")
        terminal.key("Enter")
        terminal.wait("S: 250 Hello")
        terminal.type("MAIL FROM:<a>")
        terminal.key("Enter")
        terminal.wait("may not know this command")
        go_on.set()
        terminal.wait("A late reply to a command that was given up.")
        terminal.type("QUIT")
        terminal.key("Enter")
        terminal.wait("S: 221 Bye")
        terminal.wait("Enter connects again")


@case("at a terminal what is left of a line does not spoil the next reply, and Ctrl-C closes")
def dropped():
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        peer.send(b"250 He")
        peer.line()
        peer.send(b"250 Hello again\r\n")
        peer.wait_end()

    with (Fake(script) as fake,
          Terminal("--plain", fake.address, "--timeout=3", size=(250, 40)) as terminal):
        terminal.wait("S: 220 fake")
        terminal.type("HELO lab")
        terminal.key("Enter")
        terminal.wait("Only a part of a reply")
        truth("S? 250 He" in terminal.screen(), terminal.screen())
        terminal.type("HELO lab")
        terminal.key("Enter")
        terminal.wait("S: 250 Hello again")
        terminal.type("MAIL FROM:<a>")
        terminal.key("Enter")
        terminal.wait("may not know this command")
        terminal.key("C-c")
        terminal.wait("Cancelled; the connection is closed.")


@case("Ctrl-C where the reply to the message is awaited says that it may arrive")
def may_arrive():
    has_ended = threading.Event()

    def script(peer, _number):
        peer.send(GREETING)
        for reply in b"250 a\r\n", b"250 b\r\n", b"250 c\r\n", b"354 d\r\n":
            peer.line()
            peer.send(reply)
        while peer.line() != b".":
            pass
        has_ended.set()
        peer.wait_end()

    with Fake(script) as fake, Terminal("--plain", fake.address, size=(100, 40)) as terminal:
        for line in "HELO lab", "MAIL FROM:<a>", "RCPT TO:<b>", "DATA", "Hello.", ".":
            terminal.type(line)
            terminal.key("Enter")
        truth(has_ended.wait(e2e.WAIT), terminal.screen())
        terminal.key("C-c")
        terminal.wait("-- The message may arrive anyway.")


if __name__ == "__main__":
    e2e.run()
