#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen and TLS: STARTTLS as a step, certificates that are not trusted, what the title and the
overlay say, and what a server that does it wrong brings about."""

import time

import certificates
import e2e
from certificates import secure
from e2e import case, equal, truth
from tui import Fake, Terminal, Words

BODY = "Hello under TLS"


class Lab:
    """A server that offers STARTTLS, and keeps what it was told; a script for Fake."""

    def __init__(self, name="good", offers=True, answer=b"220 2.0.0 go\r\n", behind=b""):
        self.name, self.offers, self.answer, self.behind = name, offers, answer, behind
        self.heard = []
        self.in_clear = []

    def __call__(self, peer, _number):
        peer.send(b"220 mx.test ESMTP\r\n")
        is_secure = in_message = False
        while (line := peer.line()) is not None:
            (self.heard if is_secure else self.in_clear).append(line)
            verb = line.split(b" ")[0].upper()
            if in_message and line != b".":
                continue
            in_message = verb == b"DATA"
            if verb == b"EHLO":
                offer = b"250-STARTTLS\r\n" if self.offers and not is_secure else b""
                peer.send(b"250-mx.test\r\n" + offer + b"250 SIZE 1000\r\n")
            elif verb == b"STARTTLS":
                peer.send(self.answer + self.behind)
                if self.answer.startswith(b"220"):
                    secure(peer, self.name)
                    is_secure = True
            elif verb == b"QUIT":
                peer.send(b"221 bye\r\n")
                return
            else:
                peer.send(b"354 go on\r\n" if in_message else b"250 ok\r\n")


def trusting():
    return f"--tls-ca={certificates.root('root')}"


def send(terminal, step, text=""):
    terminal.wait_step(step)
    if text:
        terminal.type(text)
        terminal.wait(text)
    terminal.key("F5")


@case("STARTTLS is a step, and the message goes through TLS")
def starttls():
    lab = Lab()
    with Fake(lab) as fake, Terminal(trusting(), fake.address) as terminal:
        send(terminal, "EHLO")
        screen = terminal.wait_step("STARTTLS")
        truth("[ok] EHLO > [>>] STARTTLS > [..] MAIL" in screen.steps, screen)
        truth("plaintext" in screen and "STARTTLS asks to encrypt" in screen.explanation, screen)
        terminal.key("F7")
        terminal.wait(lambda s: "smtp>" in s.rows[s.cursor[1]])
        terminal.type("st")
        terminal.key("Tab")
        terminal.wait("smtp> STARTTLS")
        terminal.key("C-u", "F9")
        terminal.wait("type to search")
        terminal.type("startt")
        terminal.wait("encrypt the connection from now on")
        terminal.key("Enter", "M-1")
        screen = terminal.wait(lambda s: s.is_at("EHLO") and "TLS 1.3" in s.rows[0])
        truth("[ok] CONNECT > [ok] STARTTLS > [>>] EHLO > [  ] MAIL" in screen.steps, screen)
        truth("Encrypted from here on: TLS 1.3" in screen.conversation, screen)
        send(terminal, "EHLO")
        truth("STARTTLS" not in terminal.wait_step("MAIL").form, "offers are forgotten")
        send(terminal, "MAIL", "a@b.test")
        send(terminal, "RCPT", "c@d.test")
        send(terminal, "DATA", BODY)
        send(terminal, "QUIT")
        terminal.wait("finished")
        equal([line.split()[0] for line in lab.in_clear], [b"EHLO", b"STARTTLS"], "in clear")
        truth(lab.heard[:2] == [lab.in_clear[0], b"MAIL FROM:<a@b.test>"], lab.heard)
        truth(BODY.encode() in lab.heard, lab.heard)


@case("a step that is passed over, refused, or required")
def ways():
    lab = Lab()
    with Fake(lab) as fake, Terminal(trusting(), fake.address) as terminal:
        send(terminal, "EHLO")
        terminal.wait_step("STARTTLS")
        terminal.key("M-n")
        send(terminal, "MAIL", "a@b.test")
        screen = terminal.wait_step("RCPT")
        truth("[..] STARTTLS" in screen.steps and "plaintext" in screen, screen)
    with Fake(Lab(answer=b"454 4.7.0 not now\r\n")) as fake, Terminal(fake.address) as terminal:
        send(terminal, "EHLO")
        send(terminal, "STARTTLS")
        truth("[..] STARTTLS" in terminal.wait_step("MAIL").steps, "it can be tried again")
    with Fake(Lab()) as fake, Terminal("--tls=required", fake.address) as terminal:
        send(terminal, "EHLO")
        terminal.wait_step("STARTTLS")
        terminal.key("M-n")
        send(terminal, "MAIL", "a@b.test")
        terminal.wait("Not sent: TLS is required; STARTTLS comes first.")
    with Fake(Lab(offers=False)) as fake, Terminal("--tls=required", fake.address) as terminal:
        send(terminal, "EHLO")
        terminal.wait("does not offer STARTTLS, and TLS is required")
        terminal.wait_step("CONNECT")
    with Fake(Lab()) as fake, Terminal("--tls=never", fake.address) as terminal:
        send(terminal, "EHLO")
        truth("STARTTLS >" not in terminal.wait_step("MAIL").steps, "it is no step")


@case("bytes behind the 220 are thrown away, and have no effect")
def injection():
    lab = Lab(behind=b"250-mx.evil\r\n250 AUTH PLAIN\r\n")
    with Fake(lab) as fake, Terminal(trusting(), fake.address) as terminal:
        send(terminal, "EHLO")
        send(terminal, "STARTTLS")
        terminal.wait(lambda s: s.is_at("EHLO") and "TLS 1.3" in s.rows[0])
        truth("29 bytes that came in clear before TLS were thrown away" in
              terminal.screen().conversation, terminal.screen())
        send(terminal, "EHLO")
        screen = terminal.wait_step("MAIL")
        truth("AUTH" not in screen and "evil" not in screen, screen)


@case("a certificate that is not trusted: read, refused, accepted for once")
def doubt():
    with Words("pt_BR") as words:
        languages = [("en", lambda text: text, "y", "n", None),
                     ("pt_BR", words, words("y, Y")[0], words("n, Esc")[0], words.env)]
        for language, say, yes, no, env in languages:
            lab = Lab("self-signed")
            with Fake(lab) as fake, Terminal(trusting(), fake.address, size=(40, 12), env=env) as terminal:
                send(terminal, "EHLO")
                send(terminal, "STARTTLS")
                terminal.wait(lambda s, say=say: s.box(say("TLS: go on with this connection?  y / n")[:20]))
                terminal.key("Down", "Up", "Enter")  # no answer
                terminal.type(no)
                terminal.wait_step("CONNECT")
                equal(lab.heard, [], f"{language}: nothing is sent")
                terminal.key("F5")
                send(terminal, "EHLO")
                send(terminal, "STARTTLS")
                terminal.wait(lambda s, say=say: s.box(say("TLS: go on with this connection?  y / n")[:20]))
                terminal.type(yes)
                terminal.wait(lambda s, say=say: say("%s unverified") % "TLS 1.3" in s.rows[0])
                terminal.wait_step("EHLO")
                terminal.key("M-v")
                screen = terminal.wait(lambda s: "CN=self-signed" in s or terminal.key("Down"))
                truth(say("%s unverified") % "TLS 1.3" in screen.rows[0], screen)
                terminal.key("Escape")
                send(terminal, "EHLO")
                truth(say("%s unverified") % "TLS 1.3" in terminal.wait_step("MAIL").rows[0],
                      terminal.screen())


@case("a question waits for an answer, not for the server; the title says what it is worth on a narrow screen too")
def question():
    def script(peer, _number):
        secure(peer, "self-signed")
        Lab(offers=False)(peer, 0)
    with Fake(script) as fake, Terminal(f"smtps://{fake.address}", size=(60, 20)) as terminal:
        terminal.wait("go on with this connection?")
        later = time.monotonic() + 2.5
        terminal.wait(lambda _: time.monotonic() > later)
        screen = terminal.wait("The certificate of 127.0.0.1 is not trusted.  It is")
        truth("No reply" not in screen.status, screen)
        terminal.type("y")
        truth("TLS 1.3 unverified" in terminal.wait_step("EHLO").rows[0], terminal.screen())


@case("the overlay shows protocol, cipher, names, dates and fingerprint; smtps:// begins with TLS")
def overlay():
    def script(peer, _number):
        secure(peer)
        Lab(offers=False)(peer, 0)
    with Fake(script) as fake, Terminal(trusting(), f"smtps://{fake.address}") as terminal:
        terminal.wait_step("EHLO")
        terminal.key("M-v")
        screen = terminal.wait("1. CN=good")
        for text in ("The certificate of 127.0.0.1 is trusted.", "TLS 1.3, cipher TLS_",
                     "For: localhost, 127.0.0.1", "Valid: 2020-01-01", "to 2091-01-01", "Key: EC 256",
                     "SHA-256", "Issuer: CN=root"):
            truth(text in screen.flow("TLS"), f"{text!r}:\n{screen}")
        terminal.key("Escape")
        terminal.wait_step("EHLO")
        terminal.key("F9")
        terminal.wait("type to search")
        terminal.type("encrypted")
        terminal.key("Enter")
        terminal.wait("1. CN=good")


@case("the first step has a choice of when TLS begins")
def choice():
    def script(peer, number):
        if number > 0:
            secure(peer)
        Lab(offers=False)(peer, number)
    with Fake(script) as fake, Terminal(trusting(), fake.address) as terminal:
        terminal.wait_step("EHLO")
        terminal.key("M-p")
        terminal.wait("[ Connect F5 ] [ TLS if offered ]")
        terminal.key("Tab", "Right")
        terminal.wait("[ TLS required ]")
        terminal.key("Right")
        screen = terminal.wait("[ TLS first ]")
        truth(f"Server smtps://{fake.address}" in screen.form, screen)
        terminal.key("M-s")
        terminal.wait(lambda s: s.is_at("EHLO") and "TLS 1.3" in s.rows[0])
        terminal.key("M-p")
        terminal.wait("[ TLS first ]")
        terminal.key("Tab", "Right")
        screen = terminal.wait("[ no TLS ]")
        truth(f"Server {fake.address}" in screen.form, screen)
        terminal.key("M-2")
        terminal.wait(">[2]")
        terminal.type("w")
        terminal.wait("wire view, inside TLS")


@case("a handshake that fails leaves the steps to be repeated")
def failure():
    def script(peer, number):
        if number > 0:
            Lab()(peer, number)
            return
        peer.send(b"220 mx.test ESMTP\r\n")
        peer.line()
        peer.send(b"250-mx.test\r\n250 STARTTLS\r\n")
        peer.line()
        peer.send(b"220 go\r\n")
        peer.socket.recv(65536)
        peer.send(b"220 what?\r\n")
        peer.wait_end()
    with Fake(script) as fake, Terminal(trusting(), fake.address) as terminal:
        send(terminal, "EHLO")
        send(terminal, "STARTTLS")
        terminal.wait("plain text came instead of a TLS handshake")
        terminal.key("M-w")
        screen = terminal.wait(lambda s: s.is_at("EHLO") and "TLS 1.3" in s.rows[0])
        truth("2 steps were repeated" in screen, screen)


@case("records without end: the keys answer, and what has nothing in it is ended")
def flood():
    def script(peer, number):
        peer.send(b"220 mx.test ESMTP\r\n")
        peer.line()
        peer.send(b"250-mx.test\r\n250 STARTTLS\r\n")
        peer.line()
        peer.send(b"220 go\r\n")
        try:
            if number > 0:
                secure(peer)
            while number > 0:
                peer.send(b"2")
            peer.socket.recv(65536)
            while True:
                peer.send(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000)
        except OSError:
            pass
    with Fake(script) as fake, Terminal(trusting(), fake.address) as terminal:
        send(terminal, "EHLO")
        send(terminal, "STARTTLS")
        screen = terminal.wait("the server sends TLS records without end, and nothing")
        truth("[  ] STARTTLS" in screen.steps, screen)
        terminal.key("F5")
        send(terminal, "EHLO")
        send(terminal, "STARTTLS")
        terminal.wait("Encrypted from here on")
        terminal.wait(lambda s: s.is_at("EHLO"))
        terminal.key("F1")
        terminal.wait("Esc closes")
        terminal.key("Escape")
        terminal.wait(lambda s: "Esc closes" not in s)
        terminal.key("C-c")
        terminal.wait("Quit?")


if __name__ == "__main__":
    certificates.run()
