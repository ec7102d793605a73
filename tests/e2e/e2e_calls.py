#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The filter of system calls is what a server needs: each row is used, and nothing that it does is denied.

Servers with everything that they can do run under strace(1); what they call after the filter is there is held against
its table, which tests/unit/server/check_filter prints.  It fails an assertion, too, as no server does."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import e2e
import locales
from dialects import RFC5321
from e2e import Client, Server, case, equal
from tls_clients import TlsClient

ROWS = os.path.join(e2e.BUILD, "tests", "unit", "server", "check_filter")
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
RESUMED = re.compile(r"^(?:\d+ +)?<\.\.\. (\w+) resumed>.* = -1 (EPERM|EACCES) ")
DENIED = re.compile(r"^(?:\d+ +)?(\w+)\(.* = -1 (EPERM|EACCES) ")
FILTERED = re.compile(r"^(?:\d+ +)?(?:seccomp\(SECCOMP_SET_MODE_FILTER|prctl\(PR_SET_SECCOMP, SECCOMP_MODE_FILTER).* = 0$")

# The name of the initial PID namespace: in another, nobody looks for processes in /proc (server/base/alive.c).
OUTERMOST = "pid:[4026531836]"

MESSAGE = b"Subject: hello\r\n\r\nHello.\r\n.\r\n"
LARGE = b"Subject: large\r\n\r\n" + b"x" * 70 + (b"\r\n" + b"x" * 70) * 20000 + b"\r\n.\r\n"


class Traced:
    """Servers in a folder whose system calls are noted; a context manager."""

    def __init__(self):
        if not os.access(ROWS, os.X_OK):
            raise e2e.Skip("check_filter is not built")
        if e2e.is_instrumented():
            raise e2e.Skip("such a build has no sandbox by default")
        self.folder = tempfile.mkdtemp(prefix="smtpd-calls.")
        self.calls, self.denied, self.count = [], [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def wrapper(self):
        """Of the next server."""
        self.count += 1
        return e2e.traced(output=self.path(f"calls.{self.count}"), until_end=False)

    def read(self):
        """Takes note of what the servers have called under their filter."""
        for number in range(1, self.count + 1):
            with open(self.path(f"calls.{number}"), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
            starts = [place for place, line in enumerate(lines) if FILTERED.match(line)]
            if not starts:
                raise e2e.Skip("there is no filter here")
            for line in lines[starts[-1] + 1:]:
                if found := CALL.match(line):
                    self.calls.append((found[1], found[2]))
                if DENIED.match(line) or RESUMED.match(line):
                    self.denied.append(line)


def rows():
    """Rows of the filter: the call, its family, and a word of its arguments."""
    shown = subprocess.run([ROWS], env=dict(os.environ, FILTER_ROWS="1"), capture_output=True, check=True).stdout
    return [line.split("\t") for line in shown.decode().splitlines()]


def unused(calls):
    """The families of the filter of which no member is among CALLS."""
    used = {}
    for name, family, word in rows():
        # strace shows it between blanks, commas and parentheses, perhaps with a note behind it.
        pattern = re.compile(rf"(?:^|[ (,]){re.escape(word)}(?:$|[ ,)])")
        used[family] = used.get(family, False) or any(
            call == name and (not word or pattern.search(arguments)) for call, arguments in calls)
    return sorted(family for family, is_used in used.items() if not is_used)


def write(path, text, mode=0o600):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
    if e2e.USER is not None:
        e2e.hand_over(path, e2e.USER)


def replace(path, text):
    """As an editor does."""
    write(path + "~", text)
    os.rename(path + "~", path)


def send(server, message=MESSAGE, recipient="johndoe"):
    with Client(server) as client:
        client.helo()
        client.deliver(message, recipient=recipient)
        client.quit()


def log_in(server):
    """Through TLS, if the server has it, and if it has AUTH."""
    with TlsClient(server, starttls=True) if has("--tls=") else Client(server) as client:
        client.ehlo()
        if has("--auth="):
            # A challenge is made of numbers by chance.
            client.command("auth cram-md5", re.compile(rb"334 .*\r\n"))
            client.command("*", re.compile(rb"501 .*\r\n"))
            client.command("auth plain AGFubmEAc2VjcmV0", re.compile(rb"235 .*\r\n"))
        client.quit()


def has(option):
    return option in subprocess.run([e2e.SMTPD, "--help"], env=e2e.ENVIRONMENT, capture_output=True,
                                    check=True).stdout.decode()


def is_stopped(server):
    """Whether all threads are, as strace(1) has it."""
    states = set()
    for task in os.listdir(f"/proc/{server.pid}/task"):
        with open(f"/proc/{server.pid}/task/{task}/stat", encoding="ascii", errors="replace") as file:
            states.add(file.read().rpartition(")")[2].split()[0])
    return states <= {"T", "t"}


def all_features(traced):
    """A server that has and does all there is, and whose files are replaced."""
    write(traced.path("passwords"), "anna:secret\n")
    write(traced.path("users.list"), e2e.USERS)
    options = ["--events=events.json", "--report=text", "--report-file=report", "--trace", "--fault=VRFY:delay=10ms"]
    options += ["--tls=server.pem"] * has("--tls=") + ["--auth=passwords", "--auth-in-clear"] * has("--auth=")
    manager = Manager(traced.path("manager"))
    with manager, Server(*options, "--sandbox=auto", folder=traced.folder, users=None, dialect=RFC5321,
                         wrapper=traced.wrapper(), env={"NOTIFY_SOCKET": manager.path}) as server:
        started = time.time()
        log_in(server)
        send(server, LARGE)
        # Somebody else's lock, of a process that has ended.
        child = subprocess.Popen(["true"])
        child.wait()
        write(server.path("babydoe") + ".lock", f"{child.pid}\n", 0o644)
        send(server, recipient=["babydoe", "johndoe"])
        # All waits are interrupted, and go on; SIGCONT alone would call off a stop that has not happened yet.
        os.kill(server.pid, signal.SIGSTOP)
        e2e.wait_for(lambda: is_stopped(server), "all threads are stopped")
        os.kill(server.pid, signal.SIGCONT)
        for name in ("users.list", "passwords"):
            replace(traced.path(name), "".join(f"name{n}:secret\n" if name == "passwords" else f"name{n}\n"
                                               for n in range(200)))
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b": 200 mailboxes" in server.log(), "the users are read")
        if has("--auth="):
            e2e.wait_for(lambda: b"the passwords of 200 users" in server.log(), "the passwords are read")
        # A second later, the time of the dotlocks' file is set again.
        e2e.wait_for(lambda: time.time() > started + 1.1, "a second has passed")
        send(server, recipient="name7")
        manager.expect(["READY=1", "RELOADING=1", "READY=1"])
    manager.expect(["STOPPING=1"])


class Manager:
    """The socket of a service manager; a context manager."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(e2e.WAIT)
        self.socket.bind(path)
        os.chmod(path, 0o777)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def expect(self, states):
        for state in states:
            equal(self.socket.recv(100).decode().split("\n")[0], state, "what the manager hears")


def recovery(traced, missing):
    """A server that examines what an earlier one left when it was killed, which lacks MISSING bytes."""
    def is_marked():
        with open(traced.path(".smtpd-proto.intents"), "rb") as file:
            return any(file.read(8))
    with Server("--sandbox=auto", folder=traced.folder, users="anna\n", wrapper=traced.wrapper()) as server:
        send(server, recipient="anna")
        os.kill(server.pid, signal.SIGKILL)
        server.process.wait(e2e.WAIT)
        server.discard()
    with open(traced.path(".smtpd-proto.intents"), "r+b") as file:
        file.write(0x736D74702D696E02.to_bytes(8, sys.byteorder))
    os.truncate(traced.path("anna.txt"), os.path.getsize(traced.path("anna.txt")) - missing)
    with Server("--sandbox=auto", folder=traced.folder, users="anna\n", wrapper=traced.wrapper()):
        e2e.wait_for(lambda: not is_marked(), "the examination")


def abort(traced):
    """A program under the filter that fails an assertion, which no server does."""
    ended = subprocess.run([*traced.wrapper(), ROWS], env=dict(os.environ, FILTER_ABORT="1"), capture_output=True,
                           check=False, timeout=e2e.WAIT)
    equal((ended.returncode, b"Assertion `" in ended.stderr), (-signal.SIGABRT, True), ended.stderr)


@case("each row of the filter is used by a server, or by abort(3), and nothing that either does is denied")
def _():
    with Traced() as traced:
        all_features(traced)
        recovery(traced, 0)
        recovery(traced, 9)
        if "abort" in {family for _, family, _ in rows()}:
            abort(traced)
        traced.read()
        left = set(unused(traced.calls))
        if os.readlink("/proc/self/ns/pid") != OUTERMOST:
            left -= {"access", "getdents64"}
        if not has("--tls="):
            left -= {"getrandom", "lseek"}
        equal(traced.denied, [], "calls that are denied")
        equal(sorted(left), [], "rows that nobody uses")


def catalogues(traced):
    """The folder of the translations of this build, which need not be installed."""
    folder = traced.path("locale", "pt_BR", "LC_MESSAGES")
    os.makedirs(folder, exist_ok=True)
    for source in (e2e.BUILD, os.path.dirname(e2e.TESTS)):
        name = os.path.join(source, "po", "pt_BR.gmo")
        if os.path.exists(name):
            shutil.copy(name, os.path.join(folder, "smtp-workbench.mo"))
    return traced.path("locale")


def speak_of_errors(traced, environment):
    """A server that has to say much in the language of ENVIRONMENT."""
    write(traced.path("users.list"), "anna\n")
    with Server("--sandbox=auto", "--verbose", folder=traced.folder, users=None, wrapper=traced.wrapper(),
                env=environment) as server:
        with Client(server) as client:
            client.command("nonsense", e2e.UNRECOGNIZED)
        os.remove(traced.path("users.list"))
        before = len(server.log())
        server.process.send_signal(signal.SIGHUP)
        e2e.wait_for(lambda: b"users.list" in server.log()[before:], "the users cannot be read")


@case("catalogues and converters of any language are there before files can no longer be opened")
def _():
    with Traced() as traced:
        for environment in ({"LC_ALL": "C", "LANGUAGE": ""}, locales.env("pt_BR"), locales.env("pt_BR", "ISO-8859-1"),
                            dict(locales.env("de_DE"), LANGUAGE="de:pt_BR:en")):
            environment.setdefault("LANGUAGE", "")
            environment["TEXTDOMAINDIR"] = catalogues(traced)
            speak_of_errors(traced, environment)
        traced.read()
        equal(traced.denied, [], "calls that are denied")


e2e.run()
