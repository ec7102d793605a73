#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Line mode against hostile servers: through pipes and in a terminal none of their bytes comes out
as it is, and what is no reply is told in words, without a hang."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import tempfile
import termios
import threading
import time

import e2e
from e2e import case, equal, truth
from hostile import FLAWS, LONG_LINE, MANY_LINES, PAYLOADS, steering, visible
from tui import FORBIDDEN, GREETING, UNWANTED, Fake

# What Readline itself sends to a terminal: where pastes begin and end, and moving the cursor.
READLINE = re.compile(r"\x1b\[\?2004[hl]|\x1b\[\d*[ACDJKP@]|\x1b\[m|\x1b\(B|\r|\x08")


def check(output, about):
    """OUTPUT holds no byte that steers, and the payloads in their visible form."""
    text = output.decode()  # ill-formed UTF-8 would fail here
    found = FORBIDDEN.search(text) or re.search("[\x08\x09\x0d\x1b]", text)
    truth(not found, found and f"{about}: {text[max(0, found.start() - 60):found.end() + 20]!r}")
    for name, payload in PAYLOADS:
        if visible(payload):
            count = text.count(f"A{visible(payload)}B")
            truth(count >= 2, f"{about}: {name} is shown {count} times:\n{text[:3000]!r}")


def hostile_server():
    """Greets with all payloads, then answers with one after the other."""
    def script(peer, _number):
        for _name, payload in PAYLOADS:
            peer.send(b"220-A%bB\r\n" % payload)
        peer.send(GREETING)
        for _name, payload in PAYLOADS:
            peer.line()
            peer.send(b"250-A%bB\r\n250 A%bB\r\n" % (payload, payload))
        peer.line()
        peer.send(b"421 end of it\r\n")
    return Fake(script)


def run(*arguments, text=b"", status=0):
    """Runs the client with a home of its own; returns its standard output."""
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        done = subprocess.run([e2e.CLIENT, "--plain", *arguments], input=text, capture_output=True,
                              env=dict(e2e.ENVIRONMENT, HOME=folder, XDG_STATE_HOME=folder),
                              timeout=e2e.WAIT, check=False)
        equal((done.returncode, done.stderr), (status, b""), done.stdout[-500:])
        return done.stdout


@case("hostile bytes through a pipe")
def through_pipe():
    with hostile_server() as fake:
        check(run(fake.address, text=b"x\n" * (len(PAYLOADS) + 1), status=1), "pipe")


class PseudoTerminal:
    """The client in a terminal that only keeps what is written to it."""

    def __init__(self, *arguments, term):
        self.folder = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.output = b""
        env = {name: value for name, value in e2e.ENVIRONMENT.items() if name not in UNWANTED}
        env.update(TERM=term, HOME=self.folder.name, XDG_STATE_HOME=self.folder.name)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 200, 0, 0))
        self.process = subprocess.Popen([e2e.CLIENT, "--plain", *arguments], stdin=slave, env=env,
                                        stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(e2e.WAIT)
        os.close(self.master)
        self.folder.cleanup()

    def send(self, text):
        os.write(self.master, text.encode())

    def read_until(self, text):
        deadline = time.monotonic() + e2e.WAIT
        while text.encode() not in self.output:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            truth(ready, f"waited in vain for {text!r}: {self.output[-2000:]!r}")
            self.output += os.read(self.master, 65536)


@case("hostile bytes in a terminal, a dumb one too")
def in_terminal():
    for term in ("xterm-256color", "dumb"):
        with hostile_server() as fake, PseudoTerminal(fake.address, term=term) as terminal:
            terminal.read_until("] > ")
            for number, _payload in enumerate(PAYLOADS):
                terminal.send(f"x{number}\r")
                # As the prompt comes back, the reply has been shown.
                terminal.read_until(f"x{number}")
            terminal.send("x\r")
            terminal.read_until("421 end of it")
            for name, payload in PAYLOADS:
                for part in steering(payload):
                    truth(part not in terminal.output, f"{term}: {name} reached the terminal")
            check(READLINE.sub("", terminal.output.decode()).encode(), term)


@case("what is no reply is told in words, and the conversation goes on")
def flaws():
    def script(peer, _number):
        peer.send(GREETING)
        for number, (_name, flaw, _words) in enumerate(FLAWS):
            peer.line()
            peer.send(flaw + b"\r\n250 fine%02d\r\n" % number)
        peer.line()
        peer.send(b"421 end of it\r\n")

    with Fake(script) as fake:
        output = run(fake.address, text=b"x\n" * (len(FLAWS) + 1), status=1).decode()
    parts = re.split(r"fine\d\d", output)
    equal(len(parts), len(FLAWS) + 1, "replies that were understood")
    for part, (name, _flaw, words) in zip(parts, FLAWS):
        truth(f"-- {words}\n" in part, f"{name}: no {words!r} in {part[-600:]!r}")
    truth(len(output) < 1 << 20, f"{len(output)} bytes of output")


@case("floods, drips and silence end in words, through pipes too")
def endless():
    stop = threading.Event()

    def flood(chunk, pause=0.0):
        def script(peer, _number):
            peer.send(GREETING)
            peer.line()
            while not stop.is_set():
                peer.send(chunk)
                time.sleep(pause)
        return Fake(script)

    for chunk, pause, words in ((b"x" * 65536, 0, LONG_LINE),
                                (b"250-more\r\n" * 2000, 0.05, MANY_LINES), (b"2", 0.05, ""),
                                (b"250-drip\r\n", 0.2, ""), (b"", 0.2, "")):
        with flood(chunk, pause) as fake:
            output = None
            # run() itself waits no longer than a hang takes.  On a busy machine a flood may begin late.
            deadline = time.monotonic() + e2e.WAIT
            while output is None or (words not in output and time.monotonic() < deadline):
                output = run("--timeout=1", fake.address, text=b"x\ny\n", status=1).decode()
            truth(words in output and output.count(f"-- {LONG_LINE}\n") <= 1, output[-600:])
            truth("-- No complete reply within 1 second, so the connection was closed." in output,
                  output[-600:])
            truth("C: y" not in output, "went on without a reply")
    stop.set()


if __name__ == "__main__":
    e2e.run()
