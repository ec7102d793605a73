#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmark: large texts are pasted into the body of a message.

Prints for each how long it took until the screen had settled, the slowest key afterwards, how long
Ctrl-C took to be answered in the middle of such a paste, and the memory beside the size of the
text; and whether that is within the bars.  No part of `make check`: `make bench-paste` runs it.
"""

import os
import re
import select
import sys
import tempfile
import threading
import time

import bench_flood
import e2e
from tui import unused_address

MEGABYTE = 1 << 20
LONG_LINE = b"0123456789 abcdefgh " * (MEGABYTE // 20)
LONG_WORD = b"x" * MEGABYTE
WIDE_LINE = "\u6f22\u5b57".encode() * (MEGABYTE // 6)
SHORT_LINES = b"A line as people write them, of some sixty characters or so.\r" * 170000

# Name, what stands there before, what is pasted, seconds that it may take.
PASTES = [
    ("a line of 1 MB into an empty body", b"", LONG_LINE, 2),
    ("a line of 1 MB into a full body", SHORT_LINES, LONG_LINE, 2),
    ("a word of 1 MB", b"", LONG_WORD, 2),
    ("a line of 1 MB of wide characters", b"", WIDE_LINE, 2),
    ("10 MB of short lines", b"", SHORT_LINES, 10),
]
KEY_BAR_MS = 50
MEMORY_BAR = 3

BEGIN, END = b"\x1b[200~", b"\x1b[201~"

# Keys that go far, and those that change something there.
KEYS = [("Ctrl-Home", b"\x1b[1;5H"), ("a letter", b"z"), ("Backspace", b"\x7f"),
        ("Ctrl-End", b"\x1b[1;5F"), ("a letter at the end", b"z"), ("Up", b"\x1b[A"),
        ("Home", b"\x1b[H"), ("Enter twice", b"\r\r"), ("Ctrl-K", b"\x0b"), ("Ctrl-Left", b"\x1b[1;5D"),
        ("Ctrl-Right", b"\x1b[1;5C"), ("Ctrl-W", b"\x17")]


class Body(bench_flood.Client):
    """The client with the cursor in the body."""

    def __init__(self):
        super().__init__("--no-color", unused_address())
        self.drain(0.5)
        for _ in range(4):  # to DATA
            os.write(self.terminal, b"\x1bn")
            self.drain(0.1)
        self.before_kib = self.memory_kib()

    def memory_kib(self):
        """The most that it ever had."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))

    def answer(self, data):
        """Milliseconds until something is written in reply to DATA."""
        begin = time.monotonic()
        os.write(self.terminal, data)
        if not select.select([self.terminal], [], [], e2e.WAIT)[0]:
            raise TimeoutError(f"{data!r} was not answered")
        return (time.monotonic() - begin) * 1000

    def feed(self, data):
        """Writes DATA while what the client draws is read; returns that."""
        writer = threading.Thread(target=self.write, args=(data,), daemon=True)
        writer.start()
        shown = b""
        while writer.is_alive():
            if select.select([self.terminal], [], [], 0.01)[0]:
                shown += os.read(self.terminal, 65536)
        return shown

    def write(self, data):
        while data:
            data = data[os.write(self.terminal, data[:4096]):]

    def paste(self, text, seconds=e2e.CASE):
        """Pastes TEXT and types a character behind it; seconds until that is shown."""
        mark = "\u03a9".encode()
        begin = time.monotonic()
        shown = self.feed(BEGIN + text + END + mark)
        while mark not in shown:
            if time.monotonic() > begin + seconds:
                raise TimeoutError("the paste was never shown")
            if select.select([self.terminal], [], [], 0.1)[0]:
                shown = shown[-8:] + os.read(self.terminal, 65536)
        taken = time.monotonic() - begin
        self.drain(0.3)
        os.write(self.terminal, b"\x7f")
        self.drain(0.3)
        return taken

    def cancel(self, text, seconds=e2e.CASE):
        """Milliseconds until Ctrl-C in the middle of a paste of TEXT is answered."""
        self.feed(BEGIN + text)
        begin = time.monotonic()
        os.write(self.terminal, b"\x03")
        shown = b""
        while b"given up" not in shown:
            if time.monotonic() > begin + seconds:
                raise TimeoutError("Ctrl-C was not answered")
            if select.select([self.terminal], [], [], 0.1)[0]:
                shown = shown[-4096:] + os.read(self.terminal, 65536)
        taken = (time.monotonic() - begin) * 1000
        os.write(self.terminal, b"rest" + END)
        self.drain(0.2)
        return taken

    def slowest_key(self):
        """The key that took longest to show something, and its milliseconds."""
        times = []
        for name, key in KEYS:
            times.append((self.answer(key), name))
            self.drain(0.1)
        return max(times)


def measure(name, before, text, bar):
    """Whether all bars were kept."""
    body = Body()
    try:
        if before:
            body.paste(before)
        seconds = body.paste(text)
        memory = (body.memory_kib() - body.before_kib) * 1024 / (len(before) + len(text))
        key_ms, key = body.slowest_key()
        cancel_ms = body.cancel(text[:len(text) // 2])
    finally:
        body.stop()
    print(f"{name}: {seconds:.2f} s (bar {bar}), slowest key {key_ms:.1f} ms ({key}; bar "
          f"{KEY_BAR_MS}), Ctrl-C {cancel_ms:.1f} ms (bar {KEY_BAR_MS}), memory {memory:.2f} times "
          f"the text (bar {MEMORY_BAR})")
    return (seconds <= bar and key_ms <= KEY_BAR_MS and cancel_ms <= KEY_BAR_MS
            and memory <= MEMORY_BAR)


def main():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        return 0 if all([measure(*paste) for paste in PASTES]) else 1


if __name__ == "__main__":
    sys.exit(main())
