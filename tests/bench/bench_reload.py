#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What reading a large users file again at SIGHUP costs those who are served meanwhile.

Each part prints how long the reading took and the slowest answer to a client that says something
every 5 ms; the exit status is 1 if one exceeds the bar.  `bench_reload.py WORD...` runs the parts
whose names contain a word.
"""

import os
import shutil
import signal
import sys
import tempfile
import threading
import time

import e2e
from e2e import Client, Server

BAR_MS = 50
missed = []


def names(start, count):
    return "".join(f"user{number}\n" for number in range(start, start + count))


def resident(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


class Prober(threading.Thread):
    """Speaks every 5 ms until it is stopped."""

    def __init__(self, server):
        super().__init__()
        self.client = Client(server)
        self.stopped = threading.Event()
        self.slowest = self.count = 0

    def run(self):
        while not self.stopped.wait(0.005):
            start = time.monotonic()
            self.client.command("nonsense", e2e.UNRECOGNIZED)
            self.slowest = max(self.slowest, time.monotonic() - start)
            self.count += 1

    def stop(self):
        self.stopped.set()
        self.join()
        self.client.socket.close()


def read_again(server, text, content, times=1):
    """Lets SERVER read CONTENT as its users file, and prints how slow it was meanwhile."""
    with open(server.users, "w", encoding="utf-8") as file:
        file.write(content)
    prober = Prober(server)
    prober.start()
    start = time.monotonic()
    for _ in range(times):
        read_before = server.log().count(b"reloaded '")
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: server.log().count(b"reloaded '") > read_before, "the log", 900)
    took_s = time.monotonic() - start
    time.sleep(0.5)  # the old table is freed
    prober.stop()
    slowest_ms = prober.slowest * 1000
    is_missed = slowest_ms > BAR_MS
    if is_missed:
        missed.append(text)
    print(f"  {text}: {took_s:.2f} s, slowest of {prober.count} answers {slowest_ms:.1f} ms, "
          f"{resident(server):.0f} MiB resident{'   MISSED' * is_missed}", flush=True)


def many():
    with Server(users=names(0, 100000)) as server:
        read_again(server, "100,000 names, all old", names(0, 100000))
        read_again(server, "100,000 names, all new", names(100000, 100000))
        read_again(server, "100,000 names, all old, 20 times", names(100000, 100000), times=20)


def million():
    with Server(users="johndoe\n") as server:
        read_again(server, "1,000,000 names, all new", names(0, 1000000))
        read_again(server, "1,000,000 names, all old", names(0, 1000000))
        read_again(server, "one name", "johndoe\n")


def large():
    thousand = names(0, 1000)
    with Server(users=thousand) as server:
        read_again(server, "64 MB: 1,000 names, repeated", thousand * (64000000 // len(thousand)))
        read_again(server, "64 MB: 1,000 names, empty lines", thousand + "\n" * 64000000)


def slow_disk():
    """Every call about the users file, and about a new mailbox, takes two seconds."""
    if shutil.which("strace") is None:
        print("  no strace")
        return
    with tempfile.TemporaryDirectory(prefix="smtpd-bench.") as folder:
        for path in (os.path.join(folder, "users.list"), "newcomer.txt"):
            with Server(users="johndoe\n", folder=folder, wrapper=[
                    "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e",
                    "inject=openat,read,pread64,newfstatat:delay_enter=2000000"]) as server:
                read_again(server, f"each call about {os.path.basename(path)} takes 2 s",
                           "johndoe\nnewcomer\n")


PARTS = (many, million, large, slow_disk)


def main():
    words = sys.argv[1:]
    try:
        for part in PARTS:
            if not words or any(word in part.__name__ for word in words):
                part()
    finally:
        for server in e2e.servers[:]:
            server.kill()
    sys.exit(bool(missed))


main()
