#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Random keys, pastes, clicks and sizes: the program survives any input, and ends when asked.

The seeds are fixed.  A terminal of its own, without tmux, takes the keys as fast as they come.
"""

import fcntl
import os
import pty
import random
import select
import shutil
import signal
import struct
import tempfile
import termios
import time

import e2e
from e2e import case, equal, truth
from tui import GREETING, Fake

KEYS = 4000
PLAIN = [bytes([byte]) for byte in b"\r\r\r\t\x1b\x7f\x0b\x17\x12\x0c\x16\x15\x19\x13\x1f\x07\x0fw/nNyskjgGd? "]
WORDS = [b"abc", b"johndoe", b"a.txt", b"b.bin", b"mail from: x", b".", b"\xc3\xa9",
         b"\xf0\x9f\x98\x80", b"e\xcc\x81", b"\xff\xfe", b"\x18\x18", b"\x03n"]
FUNCTIONS = [b"\x1bOP", b"\x1bOS"] + [b"\x1b[%d~" % code for code in (15, 17, 18, 19, 20)]
NAMED = [b"\x1b[%b" % key for key in (b"A", b"B", b"C", b"D", b"H", b"F", b"Z", b"3~", b"5~", b"6~")]
ALT = [b"\x1b" + bytes([byte]) for byte in b"hxaiszenp123bfdyr\x7f<>#"]
OTHER = [b"\x1b[200~pasted\nline\n\xe2\x80\xae\x1b[201~", b"\x1b[M !!", b"\x1b[<0;10;10M",
         b"\x1b[<64;5;5M", b"\x1b[999;1~", b"\x1bO\x7f", b"\x1b]11;rgb:1/2/3\x1b\\", b"\x1b]0;cut", b"\x1bPq\x9c",
         b"\x1b[[A", b"\x1bOq", b"\x1b[97;5u", b"\x1b[M", b"\x9b1;1R", b"\xc2\x9b1;1R"]
ROWS, COLUMNS = (1, 5, 10, 24, 30, 60, 300), (1, 20, 40, 80, 100, 200, 500)


def answers(chance):
    """A script for a Fake that now and then refuses, babbles, or hangs up."""
    def script(peer, _number):
        def send(data):
            if chance.random() < 0.02:
                raise ConnectionError
            if chance.random() < 0.1:
                data = b"250-" + chance.randbytes(30).replace(b"\n", b"") + b"\r\n" + data
            peer.send(data)
        peer.send(GREETING)
        peer.converse(send=send)
    return script


class Keyboard:
    """The full screen in a terminal whose output is discarded."""

    def __init__(self, address, folder):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            # Keys that are not read before the end get to a terminal in its usual mode; there Ctrl-S would
            # hold what the program prints last.
            mode = termios.tcgetattr(0)
            mode[0] &= ~termios.IXON
            termios.tcsetattr(0, termios.TCSANOW, mode)
            # Readline leaks memory when a quoted insert is cancelled; that is not our bug.
            environment = dict(e2e.ENVIRONMENT, TERM="xterm-256color", XDG_STATE_HOME=folder,
                               TMPDIR=folder, VISUAL="sed -i s/a/b/", ASAN_OPTIONS="detect_leaks=0:exitcode=99")
            os.execve(e2e.CLIENT, [e2e.CLIENT, "--mouse", address], environment)
        self.resize(24, 80)

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def drain(self, seconds):
        while select.select([self.terminal], [], [], seconds)[0]:
            try:
                os.read(self.terminal, 65536)
            except OSError:  # it has gone
                return

    def status(self):
        """Its exit status; None while it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None

    def stop(self):
        """Its exit status."""
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + e2e.WAIT
        while time.monotonic() < deadline:
            self.drain(0.01)
            status = self.status()
            if status is not None:
                return status
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return "hangs"


def press(keyboard, chance):
    """Presses KEYS keys; returns the exit status if the program has ended by itself."""
    for number in range(KEYS):
        kind = chance.choice((PLAIN, PLAIN, WORDS, FUNCTIONS, NAMED, ALT, OTHER))
        os.write(keyboard.terminal, chance.choice(kind))
        if chance.random() < 0.02:
            keyboard.resize(chance.choice(ROWS), chance.choice(COLUMNS))
        keyboard.drain(0 if number % 20 else 0.01)
        status = keyboard.status() if number % 50 == 0 else None
        if status is not None:
            return status
    return None


def check(seed):
    @case(f"{KEYS} random keys, seed {seed}")
    def random_keys():
        chance = random.Random(seed)
        folder = tempfile.mkdtemp(prefix="smtp-tui.")
        with open(os.path.join(folder, "a.txt"), "w", encoding="utf-8") as file:
            file.write("h\u00e9llo\n" * 50)
        with open(os.path.join(folder, "b.bin"), "wb") as file:
            file.write(bytes(range(256)) * 20)
        with Fake(answers(chance)) as fake:
            keyboard = Keyboard(fake.address, folder)
            keyboard.drain(0.5)
            status = press(keyboard, chance)
            # The random keys may have chosen "quit" in the list of commands.
            truth(status in (None, 0), f"it ended with {status}")
            if status is None:
                equal(keyboard.stop(), 1, "exit status")
        shutil.rmtree(folder)


for given in (1, 2, 3):
    check(given)

if __name__ == "__main__":
    e2e.run()
