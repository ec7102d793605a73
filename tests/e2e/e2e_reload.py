#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""SIGHUP: nobody waits while the users file is read again, however large it is and however slow the
disk; what the closing of a terminal means."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import e2e
from e2e import Client, Server, case, equal, truth

# Seconds that a call takes on a slow disk, and that nobody may have to wait for an answer.
SLOW = 3
LONG = 2


class Talker(threading.Thread):
    """A client that says something all the time and notes how long the slowest answer took."""

    def __init__(self, server):
        super().__init__()
        self.client = Client(server)
        self.stopped = threading.Event()
        self.slowest = 0
        self.problem = None

    def run(self):
        try:
            while not self.stopped.wait(0.005):
                start = time.monotonic()
                self.client.command("nonsense", e2e.UNRECOGNIZED)
                self.slowest = max(self.slowest, time.monotonic() - start)
        except (AssertionError, OSError) as problem:
            self.problem = problem

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.join()
        self.client.socket.close()
        truth(self.problem is None, self.problem)
        truth(self.slowest < LONG, f"an answer took {self.slowest:.1f} s")


def write_users(server, text):
    with open(server.users, "w", encoding="utf-8") as file:
        file.write(text)


def times_read(server):
    return server.log().count(b"reloaded '")


def logged(server, words):
    """Waits for the first line of the log that has WORDS in it."""
    e2e.wait_for(lambda: any(words in line for line in server.log().splitlines(True)
                             if line.endswith(b"\n")), f"{words} in the log", 120)
    return next(line for line in server.log().splitlines() if words in line)


def hang_up(server):
    """Sends SIGHUP and waits until the users file was read; how long that took, in seconds."""
    start, before = time.monotonic(), times_read(server)
    server.process.send_signal(signal.SIGHUP)
    e2e.wait_for(lambda: times_read(server) > before, "the log to say so", 120)
    return time.monotonic() - start


def slow_disk(path, folder=None, calls="openat,read,newfstatat"):
    """A server for which each of CALLS about PATH takes long."""
    strace = shutil.which("strace")
    if strace is None or e2e.WRAPPER:
        raise e2e.Skip("no strace")
    server = Server(users="johndoe\n", folder=folder, ready=False,
                    env={"ASAN_OPTIONS": "detect_leaks=0"},
                    wrapper=[strace, "-D", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e",
                             f"inject={calls}:delay_enter={SLOW * 1000000}"])
    try:
        server.wait_ready(1)
    except AssertionError as problem:
        raise e2e.Skip("strace may not trace here") from problem
    return server


def is_user(client, name):
    """Whether NAME has a mailbox; CLIENT is between two messages and stays there."""
    client.command("mail from: a", b"250 a Sender ok\r\n")
    client.send(f"rcpt to: {name}\r\n".encode())
    reply = client.line()
    if reply == b"550 Address unknown\r\n":
        return False
    equal(reply, f"250 {name} Recipient ok\r\n".encode(), "reply")
    client.command("data", e2e.START_MAIL)
    client.send(b".\r\n")
    client.expect(e2e.ACCEPTED)
    return True


@case("a disk on which opening and reading the users file take seconds: nobody else waits")
def _():
    with tempfile.TemporaryDirectory(prefix="smtpd-e2e.") as folder:
        with slow_disk(os.path.join(folder, "users.list"), folder) as server:
            write_users(server, "johndoe newcomer\n")
            with Talker(server), Client(server) as client:
                client.helo()
                server.process.send_signal(signal.SIGHUP)
                truth(is_user(client, "johndoe") and not is_user(client, "newcomer"), "the old names")
                equal(times_read(server), 0, "meanwhile the file is being read")
                truth(hang_up(server) >= SLOW, "the disk was not slow")
                truth(is_user(client, "newcomer"), "the new name")


@case("a disk on which examining and creating a mailbox take seconds: nobody else waits")
def _():
    with slow_disk("newcomer.txt") as server:
        write_users(server, "johndoe newcomer\n")
        with Talker(server), Client(server) as client:
            client.helo()
            truth(hang_up(server) >= SLOW, "the disk was not slow")
            truth(is_user(client, "newcomer"), "the new name")


@case("SIGHUP while the file is being read: it is read once more, and only once")
def _():
    with slow_disk("newcomer.txt", calls="newfstatat") as server, Client(server) as client:
        client.helo()
        write_users(server, "johndoe newcomer\n")
        server.process.send_signal(signal.SIGHUP)
        time.sleep(SLOW / 3)
        write_users(server, "johndoe latecomer\n")
        for _ in range(5):
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        e2e.wait_for(lambda: times_read(server) >= 2, "the second reading", 60)
        truth(is_user(client, "latecomer") and not is_user(client, "newcomer"), "the names")
        time.sleep(0.2)
        equal(times_read(server), 2, "readings")


# Looking at the mailbox of newcomer takes for ever; the file named by HANGS then says so.
HANGING = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int fstatat(int folder, const char *restrict name, struct stat *restrict file, int flags)
{
    if (strcmp(name, "newcomer.txt") == 0) {
        close(open(getenv("HANGS"), O_CREAT | O_WRONLY, 0600));
        for (;;)
            pause();
    }
    return (int)syscall(SYS_newfstatat, folder, name, file, flags);
}
"""


@case("SIGTERM while a disk hangs: the end does not wait for the users file")
def _():
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or e2e.is_instrumented():
        raise e2e.Skip("no compiler, or calls are watched already")
    with tempfile.TemporaryDirectory(prefix="smtpd-e2e.") as folder:
        source, library, hangs = (os.path.join(folder, n) for n in ("h.c", "h.so", "hangs"))
        with open(source, "w", encoding="ascii") as file:
            file.write(HANGING)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
        e2e.give(folder)
        # The sandbox does not let the library write its file.
        with Server("--sandbox=off", env={"LD_PRELOAD": library, "HANGS": hangs}) as server:
            write_users(server, "johndoe newcomer\n")
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda: os.path.exists(hangs), "the disk that hangs")
            with Client(server) as client:
                client.helo()
                client.deliver()
            server.stop()


@case("100,000 new names, then the same again: nobody else waits")
def _():
    many = "".join(f"user{number}\n" for number in range(100000))
    with Server() as server:
        write_users(server, many)
        with Talker(server), Client(server) as client:
            client.helo()
            hang_up(server)
            truth(is_user(client, "user99999"), "a new name")
            hang_up(server)
            write_users(server, "johndoe\n")
            hang_up(server)
            truth(not is_user(client, "user99999"), "a name that is gone")


@case("a users file of 64 MB with 1,000 names: nobody else waits")
def _():
    thousand = "".join(f"user{number}\n" for number in range(1000))
    for rest in (thousand * (64000000 // len(thousand) - 1), "\n" * 64000000):
        with Server() as server:
            write_users(server, thousand + rest)
            with Talker(server), Client(server) as client:
                client.helo()
                hang_up(server)
                truth(is_user(client, "user999"), "a new name")


@case("more than 1,000,000 names: the old ones stay, the log names file, line and limit")
def _():
    with Server() as server:
        write_users(server, "".join(f"{number}\n" for number in range(1000001)))
        with Talker(server), Client(server) as client:
            client.helo()
            server.process.send_signal(signal.SIGHUP)
            line = logged(server, b"keeping the old users")
            truth(b"users.list:1000001: " in line and b"1,000,000" in line, line)
            truth(is_user(client, "johndoe") and not is_user(client, "999999"), "the old names")


@case("a users file that looks like another format: the log names the line after SIGHUP")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        truth(b" warning " not in server.log(), server.log())
        write_users(server, "johndoe\nroe:x:1000\nbabydoe:x:1001\n")
        hang_up(server)
        line = logged(server, b" warning ")
        truth(b"users.list:2: " in line and b" 1 more line" in line, line)
        truth(is_user(client, "roe:x:1000"), "the name as it was written")


# --- terminals -------------------------------------------------------------------------------

# Runs a program as the first of the session of a terminal, with SIGHUP ignored or not.
IN_TERMINAL = """
import fcntl, os, signal, sys, termios
os.setsid()
fcntl.ioctl(os.open(sys.argv[1], os.O_RDWR), termios.TIOCSCTTY, 0)
signal.signal(signal.SIGHUP, getattr(signal, sys.argv[2]))
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Terminal:
    """A terminal to start a server in; a context manager."""

    def __enter__(self):
        self.master, self.slave = pty.openpty()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for fd in (self.slave, self.master):
            if fd is not None:
                os.close(fd)
        self.master = self.slave = None

    def server(self, hangup="SIG_DFL"):
        return Server(wrapper=[sys.executable, "-c", IN_TERMINAL, os.ttyname(self.slave), hangup])


@case("the terminal is closed: the server ends as after SIGTERM, and says why")
def _():
    with Terminal() as terminal, terminal.server() as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(b"text\r\n")
        terminal.close()
        e2e.wait_for(lambda: b"shutting down" in server.log(), "the log to say so")
        truth(b"the terminal was closed" in server.log(), server.log())
        client.send(b".\r\n")
        client.expect(e2e.ACCEPTED, e2e.CLOSING)
        equal(server.process.wait(e2e.WAIT), 0, "status")
        equal(times_read(server), 0, "readings")
        equal(len(server.records("johndoe")), 1, "records")


@case("SIGHUP with the terminal open reads the users file again")
def _():
    with Terminal() as terminal, terminal.server() as server:
        for _ in range(3):
            hang_up(server)
        with Client(server) as client:
            client.helo()
        terminal.close()
        equal(server.process.wait(e2e.WAIT), 0, "status")


@case("nohup: the server outlives its terminal, and SIGHUP still reads the users file again")
def _():
    with Terminal() as terminal, terminal.server("SIG_IGN") as server:
        hang_up(server)
        before = times_read(server)
        terminal.close()
        e2e.wait_for(lambda: times_read(server) > before, "the signal of the terminal")
        hang_up(server)
        with Client(server) as client:
            client.helo()
            client.deliver()
        truth(b"the terminal was closed" not in server.log(), server.log())


@case("without a terminal SIGHUP reads the users file again")
def _():
    with Server(wrapper=[sys.executable, "-c", "import os, sys\nos.setsid()\n"
                         "os.execvp(sys.argv[1], sys.argv[1:])"]) as server:
        hang_up(server)
        with Client(server) as client:
            client.helo()


e2e.run()
