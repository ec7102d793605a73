#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Under a service manager: sockets that it has opened, and what it is told of the server."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

import e2e
from e2e import Client, Server, case, equal, truth

# Becomes the program that follows, with the descriptors of its first argument from 3 on.
PASS = """
import fcntl, os, sys
passed = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 20) for fd in sys.argv[1].split(",")]
for number, fd in enumerate(passed, 3):
    os.dup2(fd, number)
    os.close(fd)
os.environ.setdefault("LISTEN_PID", str(os.getpid()))
os.environ["LISTEN_FDS"] = str(len(passed))
os.execvp(sys.argv[2], sys.argv[2:])
"""

# Becomes the program that follows; the journal reads its standard error.
JOURNALED = """
import os, sys
facts = os.fstat(2)
os.environ["JOURNAL_STREAM"] = f"{facts.st_dev}:{facts.st_ino}"
os.execvp(sys.argv[1], sys.argv[1:])
"""


def listening():
    """A socket such as a service manager opens."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def activated(sockets, *options, **how):
    """A server that SOCKETS are passed to."""
    fds = [each.fileno() for each in sockets]
    how.setdefault("listen", ())
    return Server(*options, wrapper=[sys.executable, "-c", PASS, ",".join(map(str, fds))],
                  pass_fds=fds, **how)


def deliver(address, server):
    """Delivers a message at ADDRESS."""
    before = len(server.records("johndoe"))
    with Client(server, address=address) as client:
        client.helo()
        client.deliver()
        client.quit()
    equal(len(server.records("johndoe")), before + 1, "messages")


@case("passed sockets are served, and the default addresses are not")
def _():
    with listening() as first, listening() as second:
        with activated([first, second]) as server:
            e2e.wait_for(lambda: len(server.listening()) == 2, "two lines")
            equal(server.listening(), [first.getsockname(), second.getsockname()], "addresses")
            deliver(first.getsockname(), server)
            deliver(second.getsockname(), server)


@case("--listen adds to the passed sockets")
def _():
    with listening() as passed, activated([passed], listen=("127.0.0.1:0",)) as server:
        e2e.wait_for(lambda: len(server.listening()) == 2, "two lines")
        equal(server.listening()[0], passed.getsockname(), "the first")
        deliver(server.listening()[1], server)


@case("who connects before the server starts is served")
def _():
    with listening() as passed, socket.create_connection(passed.getsockname()) as early:
        early.settimeout(e2e.WAIT)
        with activated([passed]):
            equal(early.recv(100), e2e.GREETING, "the greeting")


@case("sockets that were meant for another process are left alone")
def _():
    with listening() as passed:
        with activated([passed], listen=("127.0.0.1:0",), env={"LISTEN_PID": "1"}) as server:
            equal(len(server.listening()), 1, "addresses")
            truth(server.listening()[0] != passed.getsockname(), "it is served")


@case("a descriptor that is no listening socket stops the start")
def _():
    with socket.socket() as passed:
        server = activated([passed], ready=False)
        equal(server.process.wait(e2e.WAIT), 1, "status")
        equal(server.log(), b"smtpd-proto: descriptor 3 of the service manager is not a listening "
              b"TCP socket; its socket unit needs ListenStream= with a port, and Accept=no\n",
              "what is said")
        equal(os.listdir(server.folder), ["users.list"], "the folder")
        server.discard()


class Manager:
    """The socket that a service manager listens on."""

    def __init__(self):
        self.path = os.path.join(e2e.SCRATCH, f"manager-{time.monotonic_ns()}")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        e2e.give(self.path)
        self.socket.settimeout(e2e.WAIT)
        self.environment = {"NOTIFY_SOCKET": self.path}

    def fill(self):
        """Leaves no room for another word."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as other:
            try:
                while True:
                    other.sendto(b"another service", self.path)
            except BlockingIOError:
                pass

    def hear(self):
        return self.socket.recv(1000).decode()

    def hears_of_reload(self):
        begin = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)", self.hear())
        truth(begin, "no RELOADING")
        equal(self.hear(), "READY=1", "after the reload")
        return int(begin[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        os.unlink(self.path)


@case("the manager hears that the server is ready, reloads and stops")
def _():
    with Manager() as manager, Server(env=manager.environment, ready=False) as server:
        equal(manager.hear(), "READY=1", "at first")
        equal(len(server.listening()), 1, "ready before it listens")
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        server.process.send_signal(signal.SIGHUP)
        truth(manager.hears_of_reload() >= before, "a time before the request")
        e2e.wait_for(lambda: b"reloaded '" in server.log(), "the reload in the log")
        server.stop()
        equal(manager.hear(), "STOPPING=1", "at the end")


@case("a reload that fails ends too")
def _():
    with Manager() as manager, Server(env=manager.environment) as server:
        equal(manager.hear(), "READY=1", "at first")
        os.unlink(server.users)
        server.process.send_signal(signal.SIGHUP)
        manager.hears_of_reload()
        e2e.wait_for(lambda: b"keeping the old users" in server.log(), "the failure in the log")


@case("a manager that had no room is told again")
def _():
    with Manager() as manager:
        manager.fill()
        with Server(env=manager.environment) as server:
            deliver(server.addresses[0], server)
            while (word := manager.hear()) == "another service":
                pass
            equal(word, "READY=1", "after the others")
            manager.fill()
            server.stop()


@case("a manager that is not there is logged, and the server goes on")
def _():
    with Server(env={"NOTIFY_SOCKET": e2e.NOWHERE}) as server:
        e2e.wait_for(lambda: b"cannot notify the service manager (NOTIFY_SOCKET): No such file"
                     in server.log(), "a warning")
        deliver(server.addresses[0], server)


@case("--check before a reload: in the journal, what it warns of has its level")
def _():
    with tempfile.TemporaryDirectory(prefix="smtpd-service.") as folder:
        users, journal = (os.path.join(folder, name) for name in ("users.list", "journal"))
        with open(users, "w", encoding="ascii") as file:
            file.write("a,b\n")
        with open(journal, "wb") as file:
            facts = os.fstat(file.fileno())
            for stream in f"{facts.st_dev}:{facts.st_ino}", f"{facts.st_dev}:1":
                subprocess.run([e2e.SMTPD, "--check", f"--directory={folder}", users], check=True, stderr=file,
                               stdout=subprocess.DEVNULL, env=dict(e2e.ENVIRONMENT, JOURNAL_STREAM=stream))
        with open(journal, "rb") as file:
            lines = file.read().splitlines()
        equal([line.partition(b"/")[0] for line in lines],
              [b"<4>smtpd-proto: warning: ", b"smtpd-proto: warning: "], "lines")


@case("in the journal, the lines that say where it listens are no errors")
def _():
    with Server("--events=-", wrapper=[sys.executable, "-c", JOURNALED], ready=False) as server:
        e2e.wait_for(lambda: re.search(rb"^.*listening on [0-9.:]+\n", server.log(), re.M), "the line")
        truth(re.search(rb"^<5>listening on [0-9.:]+\n", server.log(), re.M), f"without a level: {server.log()}")


e2e.run()
