#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmark: large texts are edited in the body of a message, key by key.

At the start, in the middle and at the end of each text every kind of key is pressed: typing, moving,
killing, yanking, undoing, redoing, searching.  Prints how long a key took until the screen answered,
and the most memory that the client ever had beside the size of the text, without the little that may
be kept beside a small one; and whether that is within the bars.  No part of `make check`: `make bench-keys` runs it.
"""

import os
import select
import statistics
import sys
import tempfile
import time

import bench_paste

KEY_BAR_MS = 50
MEMORY_BAR = 3
SPARE_KIB = 512  # TEXT_STORE_SPARE, whatever the size of the text
ROUNDS = 3
QUIET = 0.02

MIDDLE = b"Middlemost"

TEXTS = [
    ("a line of 1 MB", bench_paste.LONG_LINE),
    ("a word of 1 MB", bench_paste.LONG_WORD),
    ("100,000 lines", b"A line of a text that has very many of them.\r" * 100000),
    ("10 MB of short lines", bench_paste.SHORT_LINES),
]

NEXT = b"\x1by"
NEXT_WAIT = 1

HOME, END, UP, DOWN = b"\x1b[1;5H", b"\x1b[1;5F", b"\x1b[A", b"\x1b[B"
FIND, ESCAPE, ENTER = b"\x13", b"\x1b", b"\r"

# Each key changes the screen, or moves the cursor.
KEYS = [("a letter", bytes([byte])) for byte in b"zz zz zz"] + [
    ("Backspace", b"\x7f"), ("Ctrl-_", b"\x1f"), ("Ctrl-W", b"\x17"), ("Ctrl-_", b"\x1f"),
    ("Left", b"\x1b[D"), ("Alt-b", b"\x1bb"), ("Alt-f", b"\x1bf"), ("Ctrl-A", b"\x01"),
    ("Right", b"\x1b[C"), ("Ctrl-E", b"\x05"), ("Alt-Backspace", b"\x1b\x7f"), ("Ctrl-W", b"\x17"),
    ("Ctrl-Y", b"\x19"), ("Ctrl-_", b"\x1f"), ("Alt-r", b"\x1br"), ("Ctrl-U", b"\x15"),
    ("Ctrl-Y", b"\x19"), ("Alt-y", NEXT), ("Alt-y", NEXT), ("Ctrl-_", b"\x1f"),
    ("Ctrl-_", b"\x1f"), ("Ctrl-A", b"\x01"), ("Ctrl-K", b"\x0b"), ("Ctrl-_", b"\x1f"),
    ("Alt-r", b"\x1br"), ("Ctrl-_", b"\x1f"), ("Ctrl-A", b"\x01"), ("Alt-d", b"\x1bd"),
    ("Ctrl-_", b"\x1f"), ("Enter", ENTER), ("Backspace", b"\x7f"), ("Ctrl-S", FIND),
    ("what is missing", b"#"), ("what is missing", b"~"), ("Esc", ESCAPE), ("Ctrl-R", b"\x12"),
    ("what is missing", b"#"), ("Ctrl-C", b"\x03"),
]

# How a place is reached, and a move up and down from there.
PLACES = [
    ("start", [HOME], [("Down", DOWN), ("Up", UP)]),
    ("middle", [HOME, FIND, *(bytes([byte]) for byte in MIDDLE), ENTER], [("Down", DOWN), ("Up", UP)]),
    ("end", [END], [("Up", UP), ("Down", DOWN)]),
]


class Body(bench_paste.Body):
    """One in which every key is waited for."""

    def settle(self):
        """Reads what is written until nothing more comes."""
        while select.select([self.terminal], [], [], QUIET)[0]:
            os.read(self.terminal, 65536)

    def press(self, key):
        """Milliseconds until KEY was answered; None for an Alt-y that had nothing older to give."""
        if key == NEXT:
            begin = time.monotonic()
            os.write(self.terminal, key)
            is_answered = select.select([self.terminal], [], [], NEXT_WAIT)[0]
            taken = (time.monotonic() - begin) * 1000 if is_answered else None
        else:
            taken = self.answer(key)
        self.settle()
        return taken


def go(body, keys):
    """Where the cursor is already, nothing answers."""
    for key in keys:
        os.write(body.terminal, key)
        time.sleep(0.1)
        body.settle()


def measure(name, text):
    """Whether all bars were kept."""
    middle = text[:len(text) // 2].rfind(b"\r") + 1 or len(text) // 2
    body, times = Body(), []
    try:
        body.paste(text[:middle] + MIDDLE + b" " + text[middle:])
        for place, way, moves in PLACES:
            for _ in range(ROUNDS):
                go(body, way)
                for key, data in moves + KEYS:
                    if (taken := body.press(data)) is not None:
                        times.append((taken, f"{key}, {place}"))
        memory = (body.memory_kib() - body.before_kib - SPARE_KIB) * 1024 / len(text)
    finally:
        body.stop()
    times.sort()
    slowest, key = times[-1]
    late = times[len(times) * 99 // 100][0]
    print(f"{name}: {len(times)} keys, median {statistics.median(taken for taken, _ in times):.1f} ms, 99th percentile "
          f"{late:.1f} ms (bar {KEY_BAR_MS}), slowest {slowest:.1f} ms ({key}); memory {memory:.2f} "
          f"times the text (bar {MEMORY_BAR})", flush=True)
    return late <= KEY_BAR_MS and memory <= MEMORY_BAR


def main():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        return 0 if all([measure(*text) for text in TEXTS]) else 1


if __name__ == "__main__":
    sys.exit(main())
