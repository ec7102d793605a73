#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope of a message beside its letter, before and after it is sent, and the bytes that arrive
in the mailbox, for each way in which the text can be sent."""

import base64
import os

import e2e
from e2e import case, equal, message_of, truth
from tui_walk import Walk, for_sizes, go_to

HEADINGS = ("ENVELOPE (what the server obeys)", "LETTER (what the reader sees)")
RECIPIENT = "johndoe@smtp.prototype"
HIDDEN = "%s gets it, although no header names that address (like Bcc)."


def wait_view(terminal, *texts):
    """Waits for all TEXTS in the explanation."""
    return terminal.wait(lambda screen: all(text in screen.explanation for text in texts),
                         f"{texts} in the explanation")


def begin(terminal, recipients):
    """Walks from EHLO to DATA."""
    terminal.wait_step("EHLO")
    terminal.key("F5")
    for name, text in (("MAIL", "alice@lab.test"), ("RCPT", recipients)):
        terminal.wait_step(name)
        terminal.type(text)
        terminal.wait(text)
        terminal.key("F5")
    terminal.wait_step("DATA")


@for_sizes("envelope and letter are shown before and after the message is sent",
           translated=[(80, 24)], sizes=[(80, 24), (100, 30)])
def both(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "DATA", sender="alice@lab.test")
        headings = [words(text) for text in HEADINGS]
        shown = headings + ["MAIL FROM:<alice@lab.test>", "RCPT TO:<johndoe>",
                            "From: alice@lab.test", "To: johndoe@smtp.prototype"]
        screen = wait_view(terminal, *shown)
        beside = [row for row in screen.pane("[3]") if all(text in row for text in headings)]
        truth(bool(beside) == (size == (80, 24)), f"side by side:\n{screen}")
        terminal.type("Hello.")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        wait_view(terminal, *shown)


@for_sizes("envelope and letter are a key away where there is little room", sizes=[(40, 12), (60, 20)])
def small(size, _language):
    with Walk(size, "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("Hello.")
        terminal.wait("Hello.")
        for step in ("DATA", "QUIT"):
            terminal.wait_step(step)
            terminal.key("M-3")
            wait_view(terminal, HEADINGS[0], "MAIL FROM:<alice>", "RCPT TO:<johndoe>", HEADINGS[1])
            terminal.key("Down", "Down")
            wait_view(terminal, "To: johndoe@smtp.prototype")
            if step == "DATA":
                terminal.key("F5")


@case("what the header does not say is said, and what was sent is what is shown afterwards")
def differences():
    with Walk((200, 60), "en", server=["--dialect=rfc5321"]) as (_server, terminal, _words):
        begin(terminal, RECIPIENT)
        terminal.key(*["BTab"] * 6, "C-a", "C-k")
        terminal.type("Bob <bob@x.test>")
        wait_view(terminal, "If it cannot be delivered, alice@lab.test is told, not the address in From:.")
        terminal.key("Tab", "C-a", "C-k")
        terminal.type("mary@x.test")
        wait_view(terminal, HIDDEN % RECIPIENT,
                  "mary@x.test is only in the header: without RCPT TO, no mail.")
        terminal.key("M-s")
        terminal.wait_step("QUIT")
        wait_view(terminal, HIDDEN % RECIPIENT, "From: Bob <bob@x.test>", "To: mary@x.test")
        terminal.key("F7")
        for line in ("MAIL FROM:<>", f"RCPT TO:<{RECIPIENT}>", "DATA"):
            terminal.type(line)
            terminal.key("Enter")
        terminal.wait(lambda screen: screen.conversation.count("S 354") == 2, "another 354")
        terminal.type("From: eve@x")
        terminal.key("Enter")
        wait_view(terminal, "nobody is told if it cannot be delivered", "MAIL FROM:<>", "From: eve@x",
                  "To: (no such field)")

TEXT = "Ol\u00e1.\n.dot\n" + "x" * 70 + "\n"
DESCRIBED = ("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: ")
# What is chosen, and what follows the fields of the form in the mailbox.
ENCODINGS = {
    "as typed": "\n" + TEXT,
    "8bit": DESCRIBED + "8bit\n\n" + TEXT,
    "quoted-printable": DESCRIBED + "quoted-printable\n\nOl=C3=A1.\n.dot\n" + "x" * 70 + "\n",
    "base64": DESCRIBED + "base64\n\n" + base64.encodebytes(TEXT.replace("\n", "\r\n").encode()).decode(),
    "automatic": DESCRIBED + "quoted-printable\n\nOl=C3=A1.\n.dot\n" + "x" * 70 + "\n",
}


@case("the mailbox has the bytes of each way in which the text can be sent")
def encodings():
    with Walk((100, 30), "en") as (server, terminal, _words):
        for number, (name, expected) in enumerate(ENCODINGS.items()):
            if number == 0:
                go_to(terminal, "DATA")
            else:
                terminal.key("Up", "Enter")
                go_on(terminal)
            terminal.paste(TEXT.rstrip("\n"))
            # The key works in any pane.
            terminal.key("M-2" if number == 0 else "M-1")
            for _ in range((number + 1) % len(ENCODINGS)):
                terminal.key("M-g")
            terminal.wait(f"[ {name} ]")
            terminal.key("M-1")
            terminal.key("F5")
            terminal.wait_step("QUIT")
            header, _, rest = message_of(server.records("johndoe")[number]).partition(b"\nMessage-ID: ")
            truth(header.startswith(b"From: alice@"), header)
            equal(rest.partition(b"\n")[2], expected.encode(), name)


def go_on(terminal, sender="alice", recipient="johndoe"):
    """From MAIL to DATA."""
    for name, text in (("MAIL", sender), ("RCPT", recipient)):
        terminal.wait_step(name)
        terminal.key("C-e", "C-u")
        terminal.type(text)
        terminal.wait(f"<{text}>")
        terminal.key("F5")
    terminal.wait_step("DATA")


FILE = ("From: Al <al@lab.test>\r\nTo: johndoe@smtp.prototype,\n bob@x.test\nSubject: Ol\u00e1\n"
        "Date: Sun, 29 Nov 2026 08:00:00 +0000\n\n").encode() + b".\n..\n.dot \xe7\r\nFrom me\nno end"


def load(terminal, name, content):
    with open(os.path.join(terminal.folder, name), "wb") as file:
        file.write(content)
    terminal.key("M-o")
    terminal.wait("Load the message:")
    terminal.type(os.path.join(terminal.folder, name))
    terminal.key("Enter")


@case("a file is sent as it is, and what was composed comes back")
def eml():
    with Walk((100, 30), "en") as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.type("composed text")
        # What cannot be read is asked for again.
        terminal.key("M-o")
        terminal.wait("Load the message:")
        terminal.type("none")
        terminal.key("Enter")
        terminal.wait("cannot read none: No such file or directory")
        terminal.key("C-u")
        terminal.type(os.path.join(terminal.folder, "none"))
        terminal.key("C-c")
        terminal.wait("composed text")
        load(terminal, "m.eml", FILE)
        screen = terminal.wait(f"{len(FILE)} bytes")
        for shown in ("From     Al <al@lab.test>", "Subject  Ol\u00e1", "Date     Sun, 29 Nov 2026"):
            truth(shown in screen, f"{shown}\n{screen}")
        # Nothing of it can be changed; it can be removed, and what was composed is back.
        terminal.key("M-a")
        terminal.wait("remove it first (Delete).")
        terminal.key("DC")
        terminal.wait("composed text")
        load(terminal, "m.eml", FILE)
        terminal.wait(f"{len(FILE)} bytes")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        expected = FILE.replace(b"\r\n", b"\n") + b"\n"
        equal(message_of(server.records("johndoe")[0]), expected, "the message")
        # The history has its name, and loads it again; the composed message waits behind it.
        terminal.key("F8")
        terminal.wait("message: the file ")
        terminal.key("Escape")
        terminal.wait("Another message")
        terminal.key("Up", "Enter")
        go_on(terminal)
        terminal.wait("composed text")
        terminal.key("F8")
        terminal.wait("type to search")
        terminal.type("m.eml")
        terminal.wait(lambda screen: screen.flow("History").count("message: the file") == 1, "one entry")
        terminal.key("Enter")
        terminal.wait(f"{len(FILE)} bytes")
        terminal.key("s")
        terminal.wait_step("QUIT")
        equal(message_of(server.records("johndoe")[1]), expected, "the message again")


@case("what a server may refuse in a file is said, and the file is sent nevertheless")
def flawed():
    with Walk((200, 60), "en", server=["--dialect=rfc5321"]) as (server, terminal, _words):
        terminal.wait_step("EHLO")
        terminal.key("F5")
        terminal.wait_step("MAIL")
        load(terminal, "bad", b"A: \xe7\r\n")
        terminal.wait_step("DATA")
        terminal.key("M-p", "M-p")
        terminal.wait_step("MAIL")
        terminal.wait("BODY=8BITMIME")
        terminal.key("Tab", "C-a", "C-k", "BTab")
        go_on(terminal, "alice@lab.test", RECIPIENT)
        load(terminal, "bad", b"Hello\rthere\n\0\xe7\n" + b"x" * 999 + b"\n")
        for remark in ("8-bit text, but MAIL FROM was sent without BODY=8BITMIME.",
                       "A line has more than 998 bytes", "A CR stands without LF",
                       "The first line is not a header field.", "It contains NUL bytes",
                       "Line ends: LF is sent as CRLF."):
            terminal.wait(lambda screen, remark=remark: remark in screen.form, remark)
        terminal.key("F5")
        terminal.wait("bare CR")
        equal(server.records("johndoe"), [], "messages")


if __name__ == "__main__":
    e2e.run()
