#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen and a network that fails: the problem is explained, input is kept, F5 connects
again, and no key waits for the server."""

import socket

import e2e
from e2e import Server, case, equal, truth
from tui import GREETING, Fake, Terminal, scripted, unused_address
from tui_walk import Walk, expect_field, expect_raw, for_sizes, go_to, sent

REFUSED = "connection refused: no server is listening there.  Start one, or check host and port."
CLOSED = "the server closed the connection."
LOST = "the connection was lost.  The server may have stopped; its log may say why."
GIVEN_UP = "No complete reply within 2 seconds; the connection is still open."
WITHIN = "This happened in the middle of a reply."


def spaced(text):
    return " ".join(text.split())


def wait_trouble(terminal, *texts, explained=None):
    """Waits for the step CONNECT, with TEXTS in all panes; EXPLAINED instead in the explanation."""
    screen = terminal.wait(lambda screen: screen.is_at("CONNECT")
                           and all(spaced(text) in screen.form for text in texts), texts)
    for part in ("explanation", "conversation"):
        for text in [explained] if explained and part == "explanation" else texts:
            truth(spaced(text) in getattr(screen, part), f"not in the {part}: {text}\n{screen}")
    truth(screen.status, f"no status:\n{screen}")
    truth("not connected" in screen.rows[0] or screen.size[0] < 80, screen)
    return screen


def wait_refused(terminal, address):
    """Waits for a refusal: the form has it in full, the explanation how to start a server."""
    start = "smtpd-proto --port=" + address.rpartition(":")[2]
    screen = wait_trouble(terminal, REFUSED, explained=start)
    equal(screen.status, "Connection refused.  F5 connects again.")


def wait_given_up(terminal):
    """Waits for the end of the time for a reply, which leaves the connection open."""
    screen = terminal.wait(lambda screen: screen.status.startswith(GIVEN_UP), GIVEN_UP)
    truth("not connected" not in screen.rows[0], screen)
    truth(GIVEN_UP in screen.explanation and GIVEN_UP in screen.conversation, screen)
    return screen


@for_sizes("no server: the problem is explained, and F5 connects once there is one")
def refused(size, _language):
    address = unused_address()
    with Terminal(address, size=size) as terminal:
        wait_refused(terminal, address)
        # The history works without a server; a line that cannot be sent is kept.
        terminal.key("F7")
        terminal.type("helo x")
        terminal.key("Enter")
        expect_raw(terminal, "helo x")
        terminal.wait(lambda screen: "F5" in screen.status, "what to do")
        terminal.key("F5")
        wait_refused(terminal, address)
        with Server(listen=(address,)):
            terminal.key("F5")
            terminal.wait_step("HELO")
            expect_raw(terminal, "helo x")
            terminal.key("Enter")
            terminal.wait_step("MAIL")
            terminal.key("F10")
            terminal.wait_exit()


@case("a command that starts a server which the client wants is in one row")
def start():
    address = unused_address()
    port = address.rpartition(":")[2]
    wishes = (("--tls=required", address, f"smtpd-proto --dialect=rfc5321 --tls=tls.pem --port={port} users.txt"),
              ("--tls=offered", f"smtps://{address}",
               f"smtpd-proto --tls=tls.pem --listen=tls:{address} users.txt"))
    for option, server, command in wishes:
        with Terminal(option, server, size=(80, 24)) as terminal:
            terminal.wait(lambda screen: command in screen.pane("[3]"), command)


@case("host not found, and an invalid host name")
def unknown_host():
    with Terminal("no-such-host.invalid") as terminal:
        # The second if no name server can be asked.
        words = "host not found", "the name could not be looked up"
        terminal.wait(lambda screen: any(text in screen.form for text in words), "words", 20)
        terminal.key("F10")
        terminal.wait_exit()


def closing(half):
    """A server that closes within its reply to MAIL the first time, and is well afterwards."""
    def script(peer, number):
        peer.send(GREETING)
        if number > 0:
            peer.converse()
            return
        peer.line()
        peer.send(b"250 Hello\r\n")
        peer.line()
        peer.send(half)
    return Fake(script)


@for_sizes("a server that closes, between replies or within one")
def closes(size, _language):
    for half, texts in ((b"", [CLOSED]), (b"25", [CLOSED, WITHIN]),
                        (b"250-first\r\n", [CLOSED, WITHIN]), (b"250 not ended", [CLOSED, WITHIN])):
        with closing(half) as fake, Terminal(fake.address, size=size) as terminal:
            go_to(terminal, "MAIL")
            terminal.wait_step("MAIL")
            terminal.fill("alice", "Sender")
            terminal.key("Enter")
            wait_trouble(terminal, *texts)
            terminal.key("F5")
            terminal.wait_step("HELO")
            terminal.key("Enter")
            expect_field(terminal.wait_step("MAIL"), "Sender", "alice")
            terminal.key("Enter")
            terminal.wait_step("RCPT")


@case("a server that resets the connection")
def resets():
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        wait_trouble(terminal, LOST)


@for_sizes("a server that dies while a message is edited: nothing of it is lost")
def killed(size, language):
    with Walk(size, language) as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.type("Kept.")
        terminal.wait("Kept.")
        port = server.port
        server.kill()
        screen = terminal.wait_step("CONNECT")
        truth("F5" in str(screen), screen)
        with Server(listen=(f"127.0.0.1:{port}",)) as next_server:
            terminal.key("F5")
            terminal.wait_step("HELO")
            terminal.key("Enter")
            expect_field(terminal.wait_step("MAIL"), "Sender", "alice")
            terminal.key("Enter")
            expect_field(terminal.wait_step("RCPT"), "Recipient", "johndoe")
            terminal.key("Enter")
            screen = terminal.wait_step("DATA")
            truth("Kept." in screen.form, screen)
            terminal.key("F5")
            terminal.wait_step("QUIT")
            truth(next_server.mailbox("johndoe").endswith(b"\n\nKept.\n\n"), "the message")


@for_sizes("a server that answers byte by byte")
def byte_by_byte(size, _language):
    def script(peer, _number):
        peer.drip(b"220-fake\r\n220 fake smtpd-proto ready\r\n")
        peer.converse({b"MAIL": b"250-one\r\n250-two\r\n250 three\r\n"},
                      lambda data: peer.drip(data, 0.002))

    with Fake(script) as fake, Terminal(fake.address, size=size) as terminal:
        go_to(terminal, "QUIT")
        terminal.key("F5")
        terminal.wait(lambda screen: screen.status.startswith("221"), "the goodbye")
        terminal.key("F10")
        terminal.wait_exit()


@for_sizes("a server that never answers: keys work, and the wait times out")
def silent(size, _language):
    heard = []

    def script(peer, _number):
        peer.send(GREETING)
        while (line := peer.line()) is not None:
            heard.append(line)

    # A reply may take longer here than a key that waited for it would be waited for.
    with Fake(script) as fake, Terminal(fake.address, "--timeout=1000", size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter", "F7")
        terminal.type("typed meanwhile")
        expect_raw(terminal, "typed meanwhile")
        e2e.wait_for(lambda: len(heard) == 1, "HELO")
    heard.clear()
    with Fake(script) as fake, Terminal(fake.address, "--timeout=2", size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter", "F7")
        terminal.type("typed meanwhile")
        wait_given_up(terminal)
        expect_raw(terminal, "typed meanwhile")
        terminal.key("M-1", "F5")
        e2e.wait_for(lambda: len(heard) == 2, "HELO once more")
        wait_given_up(terminal)
        terminal.key("C-c")
        terminal.wait(lambda screen: screen.is_at("CONNECT") and "F5" in screen.status)
        terminal.key("F5")
        screen = terminal.wait_step("HELO")
        truth("smtp> typed meanwhile" in screen, screen)


@case("a server that never greets, one that drips without end, and one that greets with 421")
def no_greeting():
    def never(peer, _number):
        peer.wait_end()

    def drip(peer, _number):
        peer.drip(b"2" * 4000, 0.05)

    def ssh(peer, _number):
        peer.send(b"SSH-2.0-lab\r\n")
        peer.wait_end()

    for script, advice in ((never, "The server did not greet"), (drip, "Only a part of a reply"),
                           (ssh, "does not begin with a code")):
        with (Fake(script) as fake,
              Terminal(fake.address, "--timeout=2", size=(100, 30)) as terminal):
            screen = wait_given_up(terminal)
            truth(screen.is_at("CONNECT") and advice in screen.explanation
                  and advice in screen.form, screen)
            terminal.key("F5")
            e2e.wait_for(lambda fake=fake: len(fake.peers) == 2, "another connection")
    with scripted(greeting=b"421 too many\r\n") as fake, Terminal(fake.address) as terminal:
        screen = terminal.wait("S 421 too many")
        truth("Connect again." in screen.explanation, screen)
        terminal.key("F5")
        terminal.wait(lambda screen: screen.conversation.count("421 too many") == 2, "another 421")


@case("Ctrl-C cancels waiting for a reply")
def cancel():
    def script(peer, _number):
        peer.send(GREETING)
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        terminal.wait_step("HELO")
        terminal.key("Enter")
        terminal.wait("C HELO")
        terminal.key("F5")
        terminal.wait(lambda screen: "has not replied yet" in screen.status, "patience")
        equal(len(sent(terminal.screen())), 1, "sent")
        terminal.key("C-c")
        terminal.wait(lambda screen: screen.is_at("CONNECT") and "F5" in screen.status)
        terminal.key("F5")
        terminal.wait_step("HELO")


@case("a message for which the server has no space is kept, and sent again later")
def no_room():
    def script(peer, _number):
        peer.send(GREETING)
        for _ in range(3):
            peer.line()
            peer.send(b"250 Fine\r\n")
        peer.line()
        peer.send(b"354 Go on\r\n")
        while peer.line() != b".":
            pass
        peer.send(b"452 No room\r\n")
        peer.converse()

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.type("Kept.")
        terminal.wait("Kept.")
        terminal.key("F5")
        screen = terminal.wait("S 452 No room")
        truth("The server has no space left." in screen.explanation, screen)
        expect_field(terminal.wait_step("MAIL"), "Sender", "alice")
        terminal.key("Enter")
        expect_field(terminal.wait_step("RCPT"), "Recipient", "johndoe")
        terminal.key("Enter")
        screen = terminal.wait_step("DATA")
        truth("Kept." in screen.form, screen)
        terminal.key("F10")
        terminal.wait("y / n")
        terminal.key("n", "F5")
        terminal.wait_step("QUIT")
        terminal.key("F10")
        terminal.wait_exit()


if __name__ == "__main__":
    e2e.run()
