#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmark: a server floods the full screen with replies while keys are typed into the raw line.

Prints for each kind of flood how long a key took until its character was written to the terminal,
the speed, and the memory of the client.  The bar is 50 ms for the slowest key.  No part of `make
check`: `make bench-flood` runs it.
"""

import fcntl
import os
import pty
import re
import select
import signal
import socket
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time

import e2e

FLOOD = 100 << 20
BAR_MS = 50
PAUSE = 0.02
SETTLE = 2

# What is typed: characters that nothing else on the screen has.
KEYS = "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be"

KINDS = {
    "ordinary lines": b"250 an ordinary line of a reply, as most of them are\r\n",
    "replies of many lines": b"250-one\r\n" * 50 + b"250 last\r\n",
    "lines of 4 KB": b"250 " + b"x" * 4000 + b"\r\n",
    "control bytes": b"250 " + b"\x1b[31m\x07\xff" * 60 + b"\r\n",
}


class Server(threading.Thread):
    """Greets, waits for a word, and floods."""

    def __init__(self, line):
        super().__init__(daemon=True)
        self.block = line * (65536 // len(line) + 1)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.go = threading.Event()
        self.lines = self.block.count(b"\n")
        self.seconds = None
        self.sent = 0
        self.start()

    def run(self):
        connection, _ = self.listener.accept()
        connection.sendall(b"220 flood smtpd-proto\r\n")
        self.go.wait()
        begin = time.monotonic()
        while self.sent < FLOOD:
            connection.sendall(self.block)
            self.sent += len(self.block)
        self.seconds = time.monotonic() - begin
        connection.recv(1)


class Client:
    """The full screen in a terminal of its own, 100x30."""

    def __init__(self, *argv):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execv(e2e.CLIENT, [e2e.CLIENT, *argv])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    def drain(self, seconds):
        """Reads what is written for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                os.read(self.terminal, 65536)

    def type(self, key):
        """Milliseconds until KEY is shown."""
        wanted, shown, begin = key.encode(), b"", time.monotonic()
        os.write(self.terminal, wanted)
        while wanted not in shown:
            if not select.select([self.terminal], [], [], e2e.WAIT)[0]:
                raise TimeoutError(f"{key!r} was never shown")
            shown = shown[-8:] + os.read(self.terminal, 65536)
        return (time.monotonic() - begin) * 1000

    def memory_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def flood(name, line, *argv):
    """Returns whether no key took longer than the bar, and how often LINE was sent."""
    server = Server(line)
    client = Client(*argv, "--no-color", f"127.0.0.1:{server.port}")
    client.drain(1)
    os.write(client.terminal, b"\x1b[18~")  # F7
    client.drain(0.3)
    times, memory = [], [client.memory_kib()]
    server.go.set()
    client.drain(0.2)
    while server.seconds is None:
        times.append(client.type(KEYS[len(times) % len(KEYS)]))
        if len(times) % len(KEYS) == 0:
            os.write(client.terminal, b"\x15")  # Ctrl-U
            memory.append(client.memory_kib())
        client.drain(PAUSE)
    # What was sent last may still be under way.
    client.drain(SETTLE)
    client.stop()
    times.sort()
    print(f"{name}: {len(times)} keys, median {statistics.median(times):.1f} ms, "
          f"99th percentile {times[len(times) * 99 // 100]:.1f} ms, slowest {times[-1]:.1f} ms; "
          f"{server.sent / server.seconds / 1e6:.0f} MB/s; memory {memory[0]} KiB before, "
          f"{memory[len(memory) // 2]} in the middle, {max(memory)} at most")
    return times[-1] < BAR_MS, server.sent // len(line)


def main():
    with tempfile.TemporaryDirectory(prefix="smtp-tui.") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        is_fast = all([flood(name, line)[0] for name, line in KINDS.items()])
        saved = os.path.join(folder, "saved")
        line = KINDS["ordinary lines"]
        fast, sent = flood("ordinary lines, --save", line, f"--save={saved}")
        with open(saved, "rb") as file:
            kept = sum(kept_line == b"S: " + line.replace(b"\r", b"") for kept_line in file)
        print(f"--save kept {kept} of {sent} lines")
        return 0 if is_fast and fast and kept == sent else 1


if __name__ == "__main__":
    sys.exit(main())
