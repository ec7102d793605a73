#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen and servers that send no line end, no whole reply, or nothing: what arrived is
shown and explained when it comes, and after a time-out the conversation goes on."""

import threading

import e2e
from e2e import case, truth
from tui import GREETING, Fake, Terminal
from tui_scripted import type_line
from tui_walk import go_to

SIZE = (120, 40)
NO_END = "These bytes have no line end. A reply ends in CRLF, and the client is still waiting"
LONE_CR = "A CR without LF does not end a line. A reply ends in CRLF"
NULS = "NUL bytes, which are skipped: the server may be sending its whole buffer"
NO_CODE = "Not a reply: it does not begin with a code from 200 to 599."
OPEN = "the connection is still open."


def then(*pieces):
    """A server that sends the first of PIECES at once and each other after a line."""
    def script(peer, _number):
        for number, piece in enumerate(pieces):
            if number == 0 or peer.line() is not None:
                peer.send(piece)
        peer.wait_end()
    return Fake(script)


def wait_explained(terminal, shown, words):
    """Waits for SHOWN in the conversation, and for WORDS in the status and the explanation."""
    def is_explained(screen):
        return (shown in screen.conversation and words in screen.explanation
                and words[:40] in " ".join(screen.status.split()))
    return terminal.wait(is_explained, (shown, words))


@case("bytes without a line end are shown and explained, and are a reply once it comes")
def no_line_end():
    go_on = threading.Event()

    def script(peer, _number):
        peer.send(b"220 fake smtpd-proto")
        go_on.wait(e2e.CASE)
        peer.send(b"\r\n")
        peer.converse({b"HELO": b"250 Hel"})

    with Fake(script) as fake, Terminal(fake.address, "--timeout=1000", size=SIZE) as terminal:
        screen = wait_explained(terminal, "? 220 fake smtpd-proto no line end", NO_END)
        truth(screen.is_at("CONNECT"), screen)
        go_on.set()
        screen = terminal.wait_step("HELO")
        truth("S 220 fake smtpd-proto" in screen.conversation, screen)
        terminal.key("Enter")
        wait_explained(terminal, "? 250 Hel no line end", NO_END)
        terminal.key("C-c")
        terminal.wait_step("CONNECT")


@case("a CR without LF is named, and shown in the wire view")
def lone_cr():
    with then(b"220 fake\r") as fake, Terminal(fake.address, size=SIZE) as terminal:
        wait_explained(terminal, "? 220 fake\\x0D CR without LF", LONE_CR)
        terminal.key("M-2", "w")
        terminal.wait(lambda screen: "? 220 fake\\r CR without LF" in screen.conversation)


@case("what had arrived of a line is shown when the server closes")
def closes():
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        peer.send(b"250-Hello\r\n250 la")

    with Fake(script) as fake, Terminal(fake.address, size=SIZE) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        screen = terminal.wait_step("CONNECT")
        truth("S 250-Hello" in screen.conversation
              and "? 250 la no line end" in screen.conversation, screen)


@case("a malformed reply is explained when it comes, and again when the time is out")
def malformed():
    for greeting, words in ((b" 220 fake\r\n", NO_CODE), (b"hello\r\n", NO_CODE),
                            (b"22x hi\r\n", NO_CODE), (b"2200 hi\r\n", "Not a reply: a space")):
        with then(greeting) as fake, Terminal(fake.address, "--timeout=2", size=SIZE) as terminal:
            wait_explained(terminal, "? " + " ".join(greeting.decode().split()), words)
            screen = terminal.wait(lambda screen: OPEN in screen.explanation, OPEN)
            truth(words in screen.explanation and "The server must" in screen.explanation, screen)
    with (then(GREETING, b"250-a\r\n251 b\r\n") as fake,
          Terminal(fake.address, "--timeout=1000", size=SIZE) as terminal):
        terminal.wait_step("HELO")
        terminal.key("Enter")
        wait_explained(terminal, "? 251 b", "Not a reply: its code differs")


@case("a server that sends its whole buffer carries a conversation to its end")
def padded():
    def script(peer, _number):
        peer.send(GREETING.ljust(1024, b"\0"))
        peer.converse(send=lambda data: peer.send(data.ljust(1024, b"\0")))

    with Fake(script) as fake, Terminal(fake.address, size=SIZE) as terminal:
        screen = terminal.wait(lambda screen: "x \\x00" in screen.conversation, "the NULs")
        truth(screen.is_at("HELO") and "The server is ready." in screen.explanation, screen)
        terminal.key("M-2", "Up", "Down")
        terminal.wait(lambda screen: "The server is ready." in screen.explanation)
        terminal.key("M-1")
        go_to(terminal, "QUIT")
        terminal.key("F5")
        screen = terminal.wait(lambda screen: screen.status.startswith("221"), "the farewell")
        truth("Not a reply" not in screen, screen)


@case("a server without a greeting: a command goes on, and a late reply is said to be late")
def late():
    go_on = threading.Event()

    def script(peer, _number):
        peer.line()
        peer.send(b"250 Hello\r\n")
        peer.line()
        go_on.wait(e2e.CASE)
        peer.send(b"250 Sender ok\r\n")
        peer.converse()

    with Fake(script) as fake, Terminal(fake.address, "--timeout=3", size=SIZE) as terminal:
        screen = terminal.wait(lambda screen: OPEN in screen.status, OPEN)
        truth(screen.is_at("CONNECT") and "so type one" in screen.explanation, screen)
        type_line(terminal, "HELO lab")
        terminal.wait(lambda screen: screen.is_at("MAIL"), "the step that follows")
        terminal.type("alice")
        terminal.wait("<alice>")
        terminal.key("F5")
        screen = terminal.wait(lambda screen: OPEN in screen.status, OPEN)
        truth(screen.is_at("MAIL") and "may not know this command" in screen.explanation, screen)
        truth("taken if it comes before another line is sent" in screen.explanation, screen)
        go_on.set()
        terminal.wait(lambda screen: screen.is_at("RCPT") and "A late reply" in screen.explanation)
        truth("late" in terminal.screen().status, terminal.screen())


@case("where a line to a server that did not greet is typed is said; its name is not taken for one")
def no_greeting():
    with then() as fake, Terminal(fake.address, "--timeout=1", size=(80, 24)) as terminal:
        terminal.wait(lambda screen: "Connected; F7 types a line to this server." in screen.form)
        terminal.key("End")
        terminal.type("a@b")
        terminal.wait("needs a port from 1 to 65535")
        terminal.key("F5")
        screen = terminal.wait("The connection stays as it is: the server needs a port")
        truth("Not connected" not in screen and "plaintext" in screen.rows[0], screen)


@case("after a time-out at the dot the message is not sent twice, and a dot ends it")
def dot():
    def script(peer, _number):
        peer.send(GREETING)
        for reply in (b"250 a\r\n", b"250 b\r\n", b"250 c\r\n", b"354 d\r\n"):
            peer.line()
            peer.send(reply)
        while peer.line() != b".":
            pass
        truth(peer.line() == b".", "something else than a dot")
        peer.send(b"250 Accepted\r\n")
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, "--timeout=3", size=SIZE) as terminal:
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.type("hello")
        terminal.wait("hello")
        terminal.key("F5")
        screen = terminal.wait(lambda screen: OPEN in screen.explanation, OPEN)
        truth("in a write of its own" in screen.explanation, screen)
        terminal.key("F5")
        terminal.wait(lambda screen: "may still wait for the end" in screen.status, "a warning")
        type_line(terminal, ".")
        screen = terminal.wait_step("QUIT")
        truth("S 250 Accepted" in screen.conversation, screen)


if __name__ == "__main__":
    e2e.run()
