#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Text in the full screen: characters of many bytes and columns, whole conversations in one burst
of keys, and pastes."""

import threading

import e2e
from e2e import case, equal, message_of, truth
from tui import GREETING, HOST, SIZES, Fake, Terminal, unused_address, width
from tui_walk import (Walk, expect_body_cursor, expect_field, expect_raw, for_sizes, go_to, sent,
                      text_of)

# Composed, decomposed, wide, beyond the basic plane.
NAMES = ["Jo\u00e3o", "Joa\u0303o", "\u5c71\u7530", "\U0001f600x"]
MARKS = "e\u0301\u0323"


@for_sizes("names of many alphabets in a field, with the cursor where it belongs",
           translated=SIZES[:1])
def fields(size, language):
    with Walk(size, language) as (server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        label = words("Sender")
        for name in NAMES:
            expect_field(terminal.fill(name, label), label, name)
            # A character is passed and deleted as a unit, whatever its code points.
            screen = terminal.screen()
            terminal.key("Left")
            step = width(name[-1])
            terminal.wait_cursor(screen.cursor[0] - step, screen.cursor[1])
            terminal.key("C-e", "C-u")
            terminal.wait(lambda screen, name=name: f"<{name}>" not in screen, "an empty field")
        terminal.fill("x" + MARKS, label)
        terminal.key("BSpace")
        expect_field(terminal.wait("MAIL FROM:<x>"), label, "x")
        terminal.key("C-u")
        for name in NAMES:
            terminal.type(name)
        everything = "".join(NAMES)
        expect_field(terminal.wait(f"MAIL FROM:<{everything}>"), label, everything)
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.fill(NAMES[1], words("Recipient"))
        terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.type("\u5c71 " + MARKS)
        terminal.key("Enter")
        terminal.type("\U0001f600y")
        screen = terminal.wait(lambda screen: "\U0001f600y" in screen.form
                               and "=F0=9F=98=80y" in screen.form)
        expect_body_cursor(screen, 1, "\U0001f600y")
        terminal.key("Up")
        screen = terminal.wait(lambda screen: screen.cursor[1] == screen.box("[1]").row + 7)
        expect_body_cursor(screen, 0, "\u5c71 ")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        record = server.records("jo\u00e3o")[0]
        truth(f"Return-Path: <{everything}>\n" in record.decode(), record)
        equal(text_of(record), f"\u5c71 {MARKS}\n\U0001f600y\n", "text")


@for_sizes("names of many alphabets in the raw line, found again by Ctrl-R")
def raw_line(size, language):
    with Walk(size, language) as (_server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.key("F7")
        for name in NAMES + [MARKS]:
            terminal.type(f"vrfy {name}")
            expect_raw(terminal, f"vrfy {name}")
            terminal.key("Enter")
            terminal.wait(f"C vrfy {name}")
            expect_raw(terminal, "")
        for name in NAMES:
            terminal.key("C-r")
            terminal.type(name)
            screen = terminal.wait(lambda screen, name=name: screen.raw.endswith(f"vrfy {name}"),
                                   f"{name} found")
            # The cursor is on the match.
            column = width(screen.raw[:screen.raw.rindex(name)]) + 1
            terminal.wait_cursor(column, screen.size[1] - 3)
            terminal.key("Escape")
            terminal.wait(lambda screen: screen.raw.startswith("smtp>"), "the end of the search")
            terminal.key("C-e", "C-u")
            expect_raw(terminal, "")


@for_sizes("Ctrl-R and Up in a field find what was sent in that step")
def field_history(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.key("F7")
        for line in ("mail from: alice", "rcpt to: nobody", "mail from: " + NAMES[0],
                     "rcpt to: nobody"):
            terminal.type(line)
            terminal.key("Enter")
        terminal.wait(lambda screen: "550" in screen.status and screen.raw == "smtp>")
        terminal.key("M-1")
        terminal.wait(lambda screen: screen.is_at("MAIL") and screen.cursor[1] == 3)
        commands = sent(terminal.screen())
        terminal.key("C-u", "C-r")
        terminal.type("al")
        screen = terminal.wait("MAIL FROM:<alice>")
        truth("`al'" in screen.pane("[1]")[0], f"what is searched for is not shown:\n{screen}")
        terminal.key("Enter")  # takes it, and sends nothing yet
        screen = terminal.wait(lambda screen: "-search" not in screen)
        truth(screen.pane("[1]")[0].startswith(f"{words('Sender')} alice"), screen)
        terminal.key("C-u", "Down")
        expect_field(terminal.wait(f"MAIL FROM:<{NAMES[0]}>"), words("Sender"), NAMES[0])
        terminal.key("Up")
        expect_field(terminal.wait("MAIL FROM:<alice>"), words("Sender"), "alice")
        equal(sent(terminal.screen()), commands, "sent by the search")


@case("keys that end a line in Readline send no field, no search and no answer")
def only_the_raw_line_sends():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        terminal.wait_step("HELO")
        for key, shown in (("C-o", HOST), ("M-#", f"#{HOST}+")):
            terminal.key(key)
            terminal.type("+")
            terminal.wait(f"HELO {shown}+")
        for opener, asks in (("F9", "Commands - "), ("M-i", "Insert the file:")):
            for key in ("C-o", "M-#"):
                terminal.key(opener)
                terminal.wait(asks)
                terminal.type("secret")
                terminal.wait("secret")
                terminal.key(key)
                terminal.type("x")
                terminal.wait("secretx")
                terminal.key("Escape")
                terminal.wait(lambda screen, asks=asks: asks not in screen, f"the end of {asks!r}")
        equal(sent(terminal.screen()), [], "lines that were sent")
        terminal.key("F7")
        terminal.type("HELO raw")
        terminal.key("M-#")
        terminal.wait("C #HELO raw")


@case("a search cancelled with Esc leaves the field, the raw line and what is sent unchanged")
def cancelled_search():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.key("F7")
        terminal.type("mail from: alice")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.key("M-p")
        terminal.wait_step("MAIL")
        terminal.key("C-u")
        terminal.type("mine")
        terminal.wait("MAIL FROM:<mine>")
        terminal.key("C-r")
        terminal.type("ali")
        terminal.wait("MAIL FROM:<alice>")
        terminal.key("Escape")
        terminal.wait("MAIL FROM:<mine>")
        terminal.key("F7")
        terminal.type("mytext")
        terminal.key("C-r")
        terminal.type("mail")
        terminal.wait("`mail'")
        terminal.key("Escape")
        terminal.wait(lambda screen: screen.raw == "smtp> mytext")
        terminal.key("F6", "F7")
        expect_raw(terminal, "mytext")


@case("a paste that makes a line too long for keys to be answered at once is refused; a text of many lines takes it")
def long_paste():
    refusal, text = "Nothing was inserted: a line has at most 1 MB.", "i" * (1 << 20)
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.paste(text)
        terminal.wait(lambda screen: "Will send (excerpt)" in screen and refusal not in screen)
        terminal.key("BTab", "BTab", "C-u")
        terminal.type("kept")
        terminal.wait(lambda screen: "kept" in screen.form)
        terminal.paste(text)
        terminal.wait(lambda screen: "kept" in screen.form and refusal in screen)
        terminal.key("Left")
        terminal.wait(lambda screen: refusal in screen and screen.rests, "nothing was changed")
        terminal.type("x")
        terminal.wait(lambda screen: "kepxt" in screen.form and refusal not in screen)
        terminal.key("F7")
        terminal.paste("NOOP")
        terminal.paste(text)
        terminal.wait(refusal)
        expect_raw(terminal, "NOOP")
        terminal.paste(" x")
        expect_raw(terminal, "NOOP x")
        terminal.wait(lambda screen: refusal not in screen, "it has gone in")
        terminal.key("F9")
        terminal.wait("Commands - ")
        terminal.paste(text)
        terminal.wait("No matching command.")


@case("what Tab offers is offered until the line is another")
def offered():
    with Walk((100, 30), "en", server=["--dialect=rfc5321"]) as (_server, terminal, _words):
        terminal.wait_step("EHLO")
        before = terminal.screen().status
        terminal.key("F7")
        terminal.type("h")
        terminal.key("Tab", "Tab")
        terminal.wait(lambda screen: screen.status.split() == ["HELO", "HELP"], "an offer")
        terminal.key("Left")
        terminal.wait(lambda screen: screen.cursor[0] < 10 and "HELP" in screen.status, "the offer")
        terminal.type("x")
        terminal.wait(lambda screen: screen.status == before, "none")


@case("a field that may not be sent does not take the place of the raw line")
def raw_line_stays():
    with Walk((100, 30), "en") as (_server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.key("BTab", "BTab")
        terminal.paste("i" * 1000)
        terminal.wait("too long")
        terminal.key("F7")
        terminal.type("NOOP mine")
        terminal.key("M-s")
        terminal.wait("Not sent: the field")
        expect_raw(terminal, "NOOP mine")
        terminal.key("Enter")
        terminal.wait("C NOOP mine")


@for_sizes("a message of invisible characters keeps the cursor where they are shown")
def invisible(size, language):
    with Walk(size, language) as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.type("a\u200db\u2764\ufe0f")
        shown = "a\\u{200D}b\u2764"
        expect_body_cursor(terminal.wait(shown), 0, shown)
        terminal.type("\u202e!")
        shown += "\\u{202E}!"
        if width(shown) < terminal.screen().box("[1]").width // 2 - 4:
            expect_body_cursor(terminal.wait(shown), 0, shown)
        terminal.key("F5")
        terminal.wait_step("QUIT")
        message = text_of(server.records("johndoe")[0])
        equal(message[-8:], "a\u200db\u2764\ufe0f\u202e!\n", "text")


@case("joined emoji typed by the user are not escaped and sent unchanged; a server's are escaped")
def own_emoji():
    family, shown = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\U0001f469\U0001f467"
    with Walk((100, 30), "en") as (server, terminal, _words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.type(family + "x")
        screen = terminal.wait(f"Sender {shown}x")
        expect_field(screen, "Sender", shown + "x")
        truth(f"MAIL FROM:<{shown}x>" in screen, screen)
        terminal.key("Enter")
        screen = terminal.wait_step("RCPT")
        truth("\\u{200D}" in screen.conversation and "\\u{200D}" not in screen.form, screen)
        terminal.key("F7")
        terminal.type(family + "y")
        expect_raw(terminal, shown + "y")
        terminal.key("C-u", "M-1")
        terminal.type("johndoe")
        terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.type(family + "z")
        expect_body_cursor(terminal.wait(shown + "z"), 0, shown + "z")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        record = server.records("johndoe")[0]
        equal(text_of(record), family + "z\n", "text")
        truth(f"\nReturn-Path: <{family}x>\n".encode() in record, record)


CONVERSATION = ["helo burst", "mail from: alice", "rcpt to: nobody", "mail from: alice",
                "rcpt to: johndoe", "data", "Subject: burst", "", "One.", ".", "mail from: bob",
                "rcpt to: babydoe", "data", "Two.", ".", "quit"]


@for_sizes("a whole conversation in one burst of keys")
def burst(size, language):
    with Walk(size, language) as (server, terminal, _words):
        terminal.wait_step("HELO")
        terminal.tmux("send-keys", "F7", *(key for line in CONVERSATION for key in (line, "Enter")))
        screen = terminal.wait("S 221 ")
        equal(screen.raw, "smtp>", "raw line")
        equal([message_of(server.records(box)[0]) for box in ("johndoe", "babydoe")],
              [b"Subject: burst\n\nOne.\n", b"\nTwo.\n"], "messages")


def dripping(heard, may_greet):
    """A server that takes its time over every byte, and keeps what it HEARD."""
    def script(peer, _number):
        may_greet.wait(e2e.WAIT)
        peer.drip(GREETING, 0.002)
        line, in_message = peer.line(), False
        while line is not None:
            heard.append(line.decode())
            in_message = line == b"data" or (in_message and line != b".")
            if line == b"data":
                peer.drip(b"354 Go on\r\n", 0.002)
            elif not in_message:
                peer.drip(b"221 Bye\r\n" if line == b"quit" else b"250 Fine\r\n", 0.002)
            if line == b"quit":
                return
            line = peer.line()
    return Fake(script)


def burst_early(is_open):
    """All keys are typed before the greeting, or even before the connection."""
    heard, may_greet = [], threading.Event()
    lines = [line for line in CONVERSATION if line != "rcpt to: nobody"]
    with dripping(heard, may_greet) as fake, Terminal(fake.address) as terminal:
        if is_open:
            terminal.wait("plaintext")
        terminal.tmux("send-keys", "F7", *(key for line in lines for key in (line, "Enter")))
        if is_open:
            terminal.wait(lambda screen: screen.raw == "smtp>" and screen.cursor == (7, 21))
        may_greet.set()
        terminal.wait("S 221 ")
        equal(heard, lines, "what the server heard")


@case("a whole conversation in one burst before a slow server's greeting")
def before_greeting():
    burst_early(True)


@case("a whole conversation in one burst before the connection is established")
def before_connection():
    burst_early(False)


@case("a burst into a field and a message loses no character")
def burst_text():
    text = "0123456789" * 40
    with Walk((80, 24), "en") as (server, terminal, _words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.type(text)
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.type("johndoe")
        terminal.wait("<johndoe>")
        terminal.key("Enter")
        terminal.wait_step("DATA")
        lines = [f"{number} {text}" for number in range(20)]
        terminal.tmux("send-keys", *(key for line in lines for key in (line, "Enter")), "F5")
        terminal.wait_step("QUIT")
        record = server.records("johndoe")[0].decode()
        truth(f"Return-Path: <{text}>\n" in record, record[:900])
        body = "".join(line + "\n" for line in lines)
        truth(record.endswith(f"\n\n{body}\n"), record[-900:])


@for_sizes("a paste with line ends submits nothing",
           translated=SIZES[:1])
def paste(size, language):
    with Walk(size, language) as (server, terminal, words):
        go_to(terminal, "MAIL")
        screen = terminal.wait_step("MAIL")
        commands = sent(screen)
        # A key that is part of a paste is text, or nothing.
        terminal.paste("alice\nquit\r\n\x1b[15~bob\n")
        screen = terminal.wait("MAIL FROM:<alice quit")
        terminal.type("!")
        screen = terminal.wait(lambda screen: "!" in screen.pane("[1]")[0])
        truth(screen.is_at("MAIL"), screen)
        equal(sent(screen), commands, "sent by a paste into a field")
        terminal.key("C-u", "F7")
        terminal.paste("rset\nquit\n")
        terminal.type("!")
        terminal.wait(lambda screen: screen.raw == "smtp> rset quit !", "the paste in the raw line")
        equal(sent(terminal.screen()), commands, "sent by a paste into the raw line")
        terminal.key("C-u", "M-1")
        terminal.type("alice")
        terminal.wait("MAIL FROM:<alice>")
        terminal.key("Enter")
        terminal.wait_step("RCPT")
        terminal.fill("johndoe", words("Recipient"))
        terminal.key("Enter")
        terminal.wait_step("DATA")
        terminal.paste("First\nSecond\n.\nThird \u5c71\n")
        terminal.type("fin")
        screen = terminal.wait(lambda screen: screen.form.count("fin") == 2)
        # If five rows are not shown, the text has scrolled.
        expect_body_cursor(screen, min(4, screen.box("[1]").height - (9 if size == (80, 24) else 13)), "fin")
        truth(screen.is_at("DATA"), "sent by a paste into the text")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        message = text_of(server.records("johndoe")[0])
        equal(message, "First\nSecond\n.\nThird \u5c71\nfin\n", "text")


@case("a line of 1 MB is pasted as one piece, can be edited, and arrives")
def long_line():
    line = "0123456789 abcdefgh " * 52429
    with Walk((80, 24), "en") as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.paste(line)
        terminal.type("Z")
        terminal.wait(lambda screen: screen.form.count("Z") == 2, "the end of the paste", 60)
        # Both ends of the line, and its middle: no key processes the whole line.
        terminal.key("C-Home")
        terminal.type("A")
        terminal.wait("A0123456789")
        terminal.key("C-End", "Up", "Enter")
        terminal.type("M")
        terminal.wait(lambda screen: screen.form.count("M") > 1, "a line of its own")
        terminal.key("BSpace", "BSpace", "F5")
        terminal.wait(lambda screen: screen.is_at("QUIT"), "the delivery", 60)
        equal(text_of(server.records("johndoe")[0]), f"A{line}Z\n", "text")


@case("Ctrl-C cancels a paste in progress, and the rest of it acts neither as text nor as keys")
def cancelled_paste():
    with Walk((80, 24), "en") as (server, terminal, _words):
        go_to(terminal, "DATA")
        terminal.wait_step("DATA")
        terminal.type("before ")
        terminal.type("\x1b[200~" + "lost " * 1000)
        terminal.key("C-c")
        terminal.wait("The paste was cancelled; nothing was inserted.")
        terminal.type("lost too\x1b[15~\n.\n\x1b[201~")
        terminal.type("after")
        screen = terminal.wait("before after")
        truth(screen.is_at("DATA") and "lost" not in screen.form, screen)
        terminal.paste(" whole")
        terminal.wait("before after whole")
        terminal.key("F5")
        terminal.wait_step("QUIT")
        equal(text_of(server.records("johndoe")[0]), "before after whole\n", "text")


@case("a long paste shows its progress")
def progress_of_paste():
    with Terminal(unused_address(), size=(100, 30)) as terminal:
        terminal.wait(lambda screen: "refused" in screen.status)
        terminal.key("F7")
        # Without an end the paste is under way as long as more comes.  What begins it is typed, since
        # tmux makes control bytes of its buffers visible from version 3.7 on.
        terminal.type("\x1b[200~")
        terminal.tmux("load-buffer", "-b", "long", "-", text=b"text " * 60000)
        terminal.tmux("paste-buffer", "-b", "long")
        terminal.wait(lambda screen: terminal.type("x") or "Pasting: 29" in screen, "the progress",
                      60, steady=False)


@case("a paste that loses its end does not swallow what comes later")
def lost_end_of_paste():
    with Terminal(unused_address(), size=(100, 30)) as terminal:
        terminal.wait(lambda screen: "refused" in screen.status)
        terminal.key("F7")
        terminal.type("\x1b[200~cut\noff")
        expect_raw(terminal, "cut off")
        terminal.type("!")
        expect_raw(terminal, "cut off!")
        terminal.type("\x1b[200~")
        terminal.type("\x1b[201~ whole")
        expect_raw(terminal, "cut off! whole")


if __name__ == "__main__":
    e2e.run()
