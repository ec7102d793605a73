#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is slow, hangs or is full: who does not need it does not wait, and the end comes in
time."""

import os
import re
import signal
import tempfile
import time

import e2e
from e2e import ACCEPTED, CLOSING, UNRECOGNIZED, Client, Server, case, equal, truth

NO_STORAGE = b"452 Insufficient system storage\r\n"
LOCAL_ERROR = b"451 Local error in processing\r\n"

# More than stays in memory.
LARGE = b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 20000


def slowest_answer(client, seconds):
    """The longest that CLIENT waits for an answer within SECONDS, asking often."""
    slowest, end = 0, time.monotonic() + seconds
    while (start := time.monotonic()) < end:
        client.command("foo", UNRECOGNIZED)
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.005)
    return slowest


@case("the spool's file is slow: only the sender of a large message waits")
def _():
    delay = 4
    wrapper = e2e.traced("trace=pwrite64", f"inject=pwrite64:delay_enter={delay}s:when=1..3")
    with Server("-q", wrapper=wrapper, env=e2e.TRACED) as server:
        with Client(server) as sender, Client(server) as other:
            sender.helo()
            sender.open_message()
            started = time.monotonic()
            sender.send(LARGE)
            slowest = slowest_answer(other, delay - 1)
            truth(slowest < delay / 2, f"another client waited {slowest:.1f} s")
            sender.send(b".\r\n")
            sender.expect(ACCEPTED)
            truth(time.monotonic() - started >= delay, "the spool was not slow")
            equal(e2e.message_of(server.records("johndoe")[0]), LARGE.replace(b"\r\n", b"\n"),
                  "the message")


def tracer_of(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return int(next(line for line in file if line.startswith("TracerPid:")).split()[1])


def expect_exit(server, started, calls, status):
    """The server has called exit with STATUS in time, as CALLS tells, the file of its system calls.
    The kernel keeps it until the call that hangs returns: that is, until the tracer is gone."""
    def has_called():
        with open(calls, "rb") as file:
            return re.search(rb"^%d +exit_group\(" % server.pid, file.read(), re.M)
    e2e.wait_for(has_called, "exit is called")
    took = time.monotonic() - started
    truth(took < 25, f"the end took {took:.1f} s")
    try:
        Client(server, greeting=None).socket.close()
        raise AssertionError("the server still listens")
    except ConnectionRefusedError:
        pass
    log = server.log()
    os.kill(tracer_of(server), signal.SIGKILL)
    server.expect_exit(status)
    return log


def stop(server):
    """Sends SIGTERM; the time."""
    server.process.terminate()
    return time.monotonic()


def hanging(call):
    """A wrapper under which CALL takes much longer than a stop, and the file of system calls."""
    handle, calls = tempfile.mkstemp(prefix="smtpd-e2e.")
    os.close(handle)
    return e2e.traced(f"trace={call},exit_group", f"inject={call}:delay_enter=100s",
                      output=calls), calls


@case("SIGTERM while a sync hangs: 451 and 421 in time, one line names the file, exit 1")
def _():
    wrapper, calls = hanging("fdatasync")
    with Server(wrapper=wrapper, env=e2e.TRACED) as server:
        sender, waiting, idle = Client(server), Client(server), Client(server)
        for client in (sender, waiting, idle):
            client.helo()
        sender.open_message()
        sender.send(b"under way\r\n.\r\n")
        e2e.wait_for(lambda: os.path.exists(server.path("johndoe") + ".lock"), "the delivery begins")
        waiting.open_message()
        waiting.send(b"not begun\r\n.\r\n")
        time.sleep(0.3)
        started = time.monotonic()
        server.process.terminate()
        idle.expect(CLOSING)
        idle.expect_close()
        for client in (waiting, sender):
            client.expect(LOCAL_ERROR, CLOSING)
            client.expect_close()
        log = expect_exit(server, started, calls, 1)
        equal(log.count(b"gave up on 'johndoe.txt'"), 1, "lines that name the file")
    os.unlink(calls)


@case("SIGTERM while the spool hangs: 421 in time, exit 0, since no delivery is undecided")
def _():
    wrapper, calls = hanging("pwrite64")
    with Server(wrapper=wrapper, env=e2e.TRACED) as server, Client(server) as client:
        client.helo()
        client.open_message()
        client.send(LARGE)
        time.sleep(0.3)
        started = time.monotonic()
        server.process.terminate()
        client.expect(CLOSING)
        client.expect_close()
        log = expect_exit(server, started, calls, 0)
        equal(log.count(b"gave up on "), 1, "lines about the disk")
    os.unlink(calls)


@case("SIGTERM while unlink hangs, with which the server's files go: the end comes in time")
def _():
    wrapper, calls = hanging("unlinkat")
    with Server(wrapper=wrapper, env=e2e.TRACED) as server:
        time.sleep(0.2)
        expect_exit(server, stop(server), calls, 0)
    os.unlink(calls)


@case("--max-spool: small messages have room beside large ones that are not finished")
def _():
    with Server("--max-spool=1M", "-q") as server:
        holders = [Client(server) for _ in range(6)]
        for holder in holders:
            holder.helo()
            holder.open_message()
            holder.send(b"x\r\n" * 70000)
        time.sleep(0.3)
        with Client(server) as client:
            client.helo()
            for _ in range(3):
                client.deliver()
            client.quit()


@case("--max-spool: what is under way takes no more; the message is a 452, the log says why")
def _():
    with Server("--max-spool=1M") as server, Client(server) as first, Client(server) as second:
        for client in (first, second):
            client.helo()
            client.open_message()
        first.send(LARGE)
        e2e.wait_for(lambda: second.is_silent(0.05), "the first is taken")
        second.send(LARGE * 3)
        second.send(b".\r\n")
        second.expect(NO_STORAGE)
        e2e.wait_for(lambda: server.log().count(b"--max-spool") == 1, "the line in the log")
        first.send(b".\r\n")
        first.expect(ACCEPTED)
        second.deliver(LARGE + b".\r\n")
        equal(len(server.records("johndoe")), 2, "messages")


e2e.run()
