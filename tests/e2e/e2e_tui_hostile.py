#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen against servers that are hostile: no byte of a reply steers the terminal or moves
a cell outside the places for replies, and a line that is not a reply is reported, without a
hang."""

import os
import re
import threading

import e2e
from e2e import case, equal, truth
from hostile import FLAWS, LONG_LINE, MANY_LINES, PAYLOADS, steering, visible
from tui import FORBIDDEN, GREETING, Fake, Terminal, width
from tui_walk import compare, expect_raw, for_sizes, foreign, inside, look

BENIGN = [("benign", b"benign")]
# With this one curses itself sends no SI.
TERM = "xterm-256color"

REPLY = b"250-A%bB\r\n250 A%bB end%02d\r\n"


class Tap:
    """Keeps all that the program writes to its terminal."""

    def __init__(self, terminal):
        self.path = os.path.join(terminal.folder, "written")
        terminal.tmux("pipe-pane", "-O", f"exec cat >{self.path}")

    def check(self):
        with open(self.path, "rb") as file:
            written = file.read()
        truth(len(written) > 1000, f"only {len(written)} bytes were seen")
        for name, payload in PAYLOADS:
            for part in steering(payload):
                truth(part not in written, f"{name}: {part!r} reached the terminal")
        found = FORBIDDEN.search(written.decode())
        truth(not found, found and f"{found[0]!r} reached the terminal, byte {found.start()}")


@for_sizes("hostile bytes in replies are shown and do nothing")
def replies(size, _language):
    def script(peer, _number):
        peer.send(GREETING)
        for number, (_name, payload) in enumerate(BENIGN + PAYLOADS):
            peer.line()
            peer.send(REPLY % (payload, payload, number))
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, size=size, term=TERM) as terminal:
        terminal.wait_step("HELO")
        tap = Tap(terminal)
        terminal.key("F7", "C-l")
        expected = None
        for number, (name, payload) in enumerate(BENIGN + PAYLOADS):
            terminal.type("x")
            terminal.key("Enter")
            screen = terminal.wait(lambda screen: f"end{number:02d}" in screen.conversation,
                                   f"the reply {name}")
            if expected is None:
                expected = look(terminal, screen)
            compare(look(terminal, screen), expected, name)
            # Text that may be wrapped anywhere is compared without blanks; a long one may not fit.
            text = visible(payload) or ""
            shown = "".join(screen.conversation.split())
            truth(width(text) > 150 or "".join(text.split()) in shown,
                  f"{name} is not shown as {text!r}:\n{screen}")
        expect_raw(terminal, "")
        tap.check()


@case("hostile bytes in greetings are shown and do nothing")
def greetings():
    everything = BENIGN + PAYLOADS

    def script(peer, number):
        payload = everything[number][1]
        peer.send(b"220-a.example A%bB\r\n220 a.example A%bB smtpd-proto end%02d\r\n" % (payload, payload, number))
        peer.line()

    with Fake(script) as fake, Terminal(fake.address, term=TERM) as terminal:
        expected = tap = None
        for number, (name, _payload) in enumerate(everything):
            screen = terminal.wait(lambda screen: f"end{number:02d}" in screen.conversation
                                   and screen.is_at("HELO"), f"the greeting {name}")
            if expected is None:
                expected = look(terminal, screen)
                tap = Tap(terminal)
            compare(look(terminal, screen), expected, name)
            terminal.key("F5")
            terminal.wait_step("CONNECT")
            if number + 1 < len(everything):
                terminal.key("F5")
        tap.check()


@case("hostile bytes in the reply to each step of a form")
def steps():
    for name, payload in PAYLOADS[::7]:
        answers = {verb: b"250 A%bB\r\n" % payload for verb in (b"HELO", b"MAIL", b"RCPT", b".")}
        answers.update({b"DATA": b"354 A%bB\r\n" % payload, b"QUIT": b"221 A%bB\r\n" % payload})

        def script(peer, _number, answers=answers):
            peer.send(GREETING)
            peer.converse(answers)

        with Fake(script) as fake, Terminal(fake.address, term=TERM) as terminal:
            tap = Tap(terminal)
            for step, keys in (("HELO", ["Enter"]), ("MAIL", ["a", "Enter"]),
                               ("RCPT", ["b", "Enter"]), ("DATA", ["c", "F5"]), ("QUIT", ["F5"])):
                terminal.wait_step(step)
                terminal.key(*keys)
            terminal.wait(lambda screen: screen.status.startswith("221"), f"the end, {name}")
            terminal.key("F10")
            terminal.wait_exit()
            tap.check()


@for_sizes("a line that is not a reply is reported, and the conversation continues")
def flaws(size, _language):
    go_on = [threading.Event() for _ in FLAWS]

    def script(peer, _number):
        peer.send(GREETING)
        for number, (_name, flaw, _words) in enumerate(FLAWS):
            peer.line()
            peer.send(flaw)
            go_on[number].wait(e2e.WAIT)
            peer.send(b"\r\n250 fine%02d\r\n" % number)
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        for number, (name, _flaw, words) in enumerate(FLAWS):
            terminal.type(f"x{number}")
            terminal.key("Enter")
            screen = terminal.wait(lambda screen: words in screen.explanation, f"{name}: {words}")
            truth("? " in screen.conversation, f"{name}: no mark\n{screen}")
            terminal.type("typed")
            expect_raw(terminal, "typed")
            terminal.key("C-u")
            go_on[number].set()
            terminal.wait(f"S 250 fine{number:02d}")
        terminal.key("F10")
        terminal.wait_exit()


@for_sizes("a hundred thousand continuation lines")
def many_lines(size, _language):
    def script(peer, _number):
        peer.send(GREETING)
        peer.line()
        # When the count of a cut-off reply restarts, the first line may be cut off too.
        peer.send(b"250-more\r\n" * 100000 + b"250 end\r\n" * 2)
        peer.wait_end()

    with Fake(script) as fake, Terminal(fake.address, "--timeout=1000", size=size) as terminal:
        terminal.wait_step("HELO")
        terminal.key("F7")
        terminal.type("x")
        terminal.key("Enter")
        screen = terminal.wait("S 250 end")
        truth(any(re.search(r"live - \d+ lines (dropped|\.\.\.)", row) for row in screen.rows), screen)
        terminal.key("M-2", "Home")
        terminal.wait("Conversation - scrolled")
        terminal.key("End")
        terminal.wait("S 250 end")
        terminal.key("F10")
        terminal.wait_exit()


@case("a code alone is a reply")
def code_alone():
    def script(peer, _number):
        peer.send(b"220\r\n")
        peer.converse({b"EHLO": b"250\r\n", b"MAIL": b"250-\r\n250\r\n"})

    with Fake(script) as fake, Terminal(fake.address) as terminal:
        terminal.wait_step("EHLO")
        terminal.key("Enter")
        terminal.wait_step("MAIL")
        terminal.type("alice")
        terminal.wait("<alice>")
        terminal.key("F5")
        terminal.wait_step("RCPT")


def memory_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])


class Flood(Fake):
    """Greets, waits for a line, and sends CHUNK without end."""

    def __init__(self, chunk):
        self.chunk, self.sent, self.stopped = chunk, 0, threading.Event()
        super().__init__(self.pour)

    def pour(self, peer, _number):
        peer.send(GREETING)
        peer.line()
        while not self.stopped.is_set():
            peer.send(self.chunk)
            self.sent += len(self.chunk)

    def __exit__(self, *exception):
        self.stopped.set()
        super().__exit__(*exception)


def begin(terminal):
    """Lets the flood begin."""
    terminal.wait_step("HELO")
    terminal.key("F7")
    terminal.type("x")
    terminal.key("Enter")


def outlast(chunk, words):
    """Keys are answered while CHUNK is sent without end, and memory stays flat."""
    # The benchmark measures how fast they are.
    with Flood(chunk) as fake, Terminal(fake.address, "--timeout=1000") as terminal:
        begin(terminal)
        terminal.wait(lambda screen: words[:60] in screen.status, words, steady=False)
        before = memory_kib(terminal.pid) if not e2e.is_instrumented() else None
        sent = fake.sent
        for text in ("o", "on", "on ", "on a", "on an", "on and"):
            terminal.type(text[-1])
            terminal.wait(lambda screen, text=text: screen.raw == f"smtp> {text}".rstrip(),
                          f"{text!r} in the raw line", steady=False)
        e2e.wait_for(lambda: fake.sent - sent > 1 << 20, "bytes that are taken")
        after = memory_kib(terminal.pid) if before else 0
        # The conversation itself may keep eight megabytes.
        truth(not before or after - before < 24 << 10, f"{before} KiB have become {after} KiB")


def run_out(chunk):
    """An endless CHUNK is not a reply: the wait for one times out."""
    with Flood(chunk) as fake, Terminal(fake.address, "--timeout=2") as terminal:
        begin(terminal)
        terminal.wait(lambda screen: "2 seconds" in screen.explanation,
                      "the end of the time for a reply", steady=False)
        terminal.key("C-c")
        terminal.wait_step("CONNECT")


@case("a line without end is cut off")
def endless_line():
    outlast(b"x" * 65536, LONG_LINE)
    run_out(b"x" * 65536)


@case("a reply without end is cut off")
def endless_reply():
    outlast(b"250-more\r\n" * 6000, MANY_LINES)
    run_out(b"250-more\r\n" * 6000)


if __name__ == "__main__":
    e2e.run()
