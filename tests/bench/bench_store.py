#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What durable mail costs, measured: group commit, slow disks, large mailboxes, large messages.

Each part prints its figures and the bar that it must reach; the exit status is 1 if one is missed.
`bench_store.py WORD...` runs the parts whose names contain a word.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import e2e
from e2e import Client, Server

missed = []

# Makes every sync take two seconds from the moment at which the file named by SLOW is there.
SLOW_SYNC = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

    if (access(getenv("SLOW"), F_OK) == 0)
        sleep(2);
    return real(fd);
}

int fsync(int fd) { return slowly("fsync", fd); }
int fdatasync(int fd) { return slowly("fdatasync", fd); }
"""


def bar(text, value, reached):
    """Prints a figure that has a bar."""
    print(f"  {text}: {value}{'' if reached else '   MISSED'}", flush=True)
    if not reached:
        missed.append(text)


def source(server, sessions, count):
    """Messages per second of smtp-source with 1 KiB each over kept connections."""
    start = time.monotonic()
    subprocess.run(["smtp-source", "-d", "-s", str(sessions), "-l", "1024", "-m", str(count),
                    "-f", "a@b", "-t", "johndoe", f"{server.host}:{server.port}"],
                   check=True, env=e2e.ENVIRONMENT, timeout=300)
    return count / (time.monotonic() - start)


def raw_syncs(folder, count=300):
    """Appends of 1 KiB per second, each synced."""
    path = os.path.join(folder, "raw")
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    start = time.monotonic()
    for _ in range(count):
        os.write(fd, b"x" * 1024)
        os.fdatasync(fd)
    rate = count / (time.monotonic() - start)
    os.close(fd)
    os.unlink(path)
    return rate


def group_commit():
    """Messages per second of 50 sessions, against one session: every message then has its own syncs."""
    many, alone, raw = [], [], []
    with Server("-q") as server:
        for _ in range(5):
            many.append(source(server, 50, 10000))
            alone.append(source(server, 1, 400))
            raw.append(raw_syncs(server.folder))
    many, alone, raw = (statistics.median(rates) for rates in (many, alone, raw))
    print(f"  50 sessions {many:.0f}/s, one session {alone:.0f}/s, "
          f"append and fdatasync alone {raw:.0f}/s; medians of 5")
    bar("50 sessions to one sync per message (at least 10)", f"{many / alone:.1f}",
        many >= 10 * alone)


def keep_delivering(server, stop):
    with Client(server) as client:
        client.helo()
        while not stop.is_set():
            client.deliver()


def slow_disk():
    """A session that only greets and names a sender, while others wait for a sync of 2 s."""
    folder = tempfile.mkdtemp(prefix="smtpd-bench.")
    code, library, switch = (os.path.join(folder, n) for n in ("slow.c", "slow.so", "on"))
    with open(code, "w", encoding="ascii") as file:
        file.write(SLOW_SYNC)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, code], check=True)
    times, stop = [], threading.Event()
    with Server("-q", env={"LD_PRELOAD": library, "SLOW": switch}) as server:
        with open(switch, "wb"):
            pass
        threads = [threading.Thread(target=keep_delivering, args=(server, stop))
                   for _ in range(20)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        for _ in range(200):
            start = time.monotonic()
            with Client(server) as client:
                client.helo()
                client.command("mail from: a", b"250 a Sender ok\r\n")
            times.append(time.monotonic() - start)
            time.sleep(0.02)
        stop.set()
        os.unlink(switch)
        for thread in threads:
            thread.join()
    shutil.rmtree(folder)
    times.sort()
    print(f"  greeting, HELO and MAIL together: median {times[100] * 1000:.1f} ms, "
          f"99 % {times[197] * 1000:.1f} ms; 20 sessions deliver")
    bar("the slowest (under 50 ms)", f"{times[-1] * 1000:.1f} ms", times[-1] < 0.05)


def start_time(folder):
    start = time.monotonic()
    server = Server(folder=folder, users=None)
    taken = time.monotonic() - start
    return server, taken


def large_mailbox():
    """The start with a mailbox of 1 GB, after a clean end and after a kill within a message."""
    folder = tempfile.mkdtemp(prefix="smtpd-bench.")
    with Server(folder=folder):
        pass
    record = b"From a Thu Jan  1 00:00:00 1970\nA: b\n\n" + b"text of a line\n" * 2000 + b"\n"
    with open(os.path.join(folder, "johndoe.txt"), "wb") as file:
        for _ in range((1 << 30) // len(record) // 64 + 1):
            file.write(record * 64)
        os.fsync(file.fileno())
    clean, killed, repaired = [], [], 0
    for _ in range(5):
        server, taken = start_time(folder)
        server.stop()
        clean.append(taken)
        server, _ = start_time(folder)
        kill_within_message(server, os.path.join(folder, "johndoe.txt"))
        server, taken = start_time(folder)
        repaired += b"repaired '" in server.log()
        server.stop()
        killed.append(taken)
    shutil.rmtree(folder)
    print(f"  {repaired} of 5 kills left something to repair")
    for name, times in (("after a clean end", clean), ("after a kill", killed)):
        bar(f"start {name} (under 100 ms)", f"{statistics.median(times) * 1000:.0f} ms",
            statistics.median(times) < 0.1)


def kill_within_message(server, path):
    """Kills SERVER once the mailbox has begun to take a large message."""
    size = os.path.getsize(path)
    with Client(server) as client:
        client.helo()
        for line, reply in (("mail from: a", b"250 a Sender ok\r\n"),
                            ("rcpt to: johndoe", b"250 johndoe Recipient ok\r\n"),
                            ("data", e2e.START_MAIL)):
            client.command(line, reply)
        client.send((b"x" * 78 + b"\r\n") * 250000 + b".\r\n")
        deadline = time.monotonic() + 10
        while os.path.getsize(path) == size and time.monotonic() < deadline:
            pass
        server.kill()


def memory_of(server, name):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name + ":"))


def large_message():
    """Resident memory while a message of 100 MB arrives and is stored."""
    with Server("-q", "--max-message-size=200M") as server, Client(server) as client:
        client.socket.settimeout(120)
        client.helo()
        piece = (b"x" * 78 + b"\r\n") * 819
        for count in (1, 16, 1526):
            before = memory_of(server, "VmHWM")
            for line, reply in (("mail from: a", b"250 a Sender ok\r\n"),
                                ("rcpt to: johndoe", b"250 johndoe Recipient ok\r\n"),
                                ("data", e2e.START_MAIL)):
                client.command(line, reply)
            for _ in range(count):
                client.send(piece)
            client.send(b".\r\n")
            client.expect(e2e.ACCEPTED)
        peak, size = memory_of(server, "VmHWM"), os.path.getsize(server.path("johndoe"))
    print(f"  before {before} KiB, peak {peak} KiB, mailbox {size} bytes")
    bar("growth (at most 1024 KiB)", f"{peak - before} KiB", peak - before <= 1024)


PARTS = [("group commit", group_commit), ("slow disk", slow_disk),
         ("large mailbox", large_mailbox), ("large message", large_message)]


def main():
    for name, part in PARTS:
        if len(sys.argv) == 1 or any(word in name for word in sys.argv[1:]):
            print(f"{name}: {part.__doc__}", flush=True)
            part()
    for server in e2e.servers[:]:
        server.kill()
    return 1 if missed else 0


sys.exit(main())
