#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--sandbox: what the log says of it, what a kernel without it means, and files that are replaced while it is in
force.  What it denies is shown by tests/exploit/exploit.py, what it allows by e2e_calls.py."""

import os
import re
import shutil
import signal
import subprocess
import tempfile

import e2e
from e2e import Client, Server, case, equal, truth

WHOLE = rb"^\S+ notice sandbox: no_new_privs, Landlock( \(without [a-zA-Z, ]+\))?, seccomp$"


def started_log(server):
    """What the server has logged when it has started."""
    e2e.wait_for(lambda: b"listening on" in server.log(), "the log")
    return server.whole_log()


def confined(*options, **words):
    """A server that has all layers, on a kernel that has them."""
    if e2e.is_instrumented():
        raise e2e.Skip("such a build has no sandbox by default")
    with Server("--sandbox=auto", **words) as probe:
        if re.search(WHOLE, started_log(probe), re.M) is None:
            raise e2e.Skip("this kernel or this build does not have all layers")
    return Server("--sandbox=required", *options, **words)


@case("one line of the log lists the layers")
def _():
    with confined() as server:
        equal(len(re.findall(WHOLE, started_log(server), re.M)), 1, "lines")
        equal(started_log(server).count(b"sandbox"), 1, "lines")


@case("every thread is in it, so none started before")
def _():
    with confined() as server, Client(server) as client:
        client.helo()
        client.deliver()
        tasks = os.listdir(f"/proc/{server.pid}/task")
        truth(len(tasks) > 20, f"threads: {len(tasks)}")
        for task in tasks:
            with open(f"/proc/{server.pid}/task/{task}/status", encoding="ascii") as file:
                status = file.read()
            truth(re.search(r"^NoNewPrivs:\t1$", status, re.M) and re.search(r"^Seccomp:\t2$", status, re.M), status)


@case("off: there is none, and no word of it")
def _():
    with Server("--sandbox=off") as server, Client(server) as client:
        client.helo()
        client.deliver()
        truth(b"sandbox" not in started_log(server), server.whole_log())
        with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
            truth(re.search(r"^Seccomp:\t0$", file.read(), re.M), "there is no filter")


def without(call, error, mode, *options, **words):
    """A server on a kernel whose CALL fails."""
    return Server(f"--sandbox={mode}", *options, wrapper=e2e.traced(f"trace={call}", f"inject={call}:error={error}"),
                  env=e2e.TRACED, ready=mode == "auto", **words)


LACKING = [("landlock_create_ruleset", "ENOSYS", "Landlock (Function not implemented)", "no_new_privs, seccomp"),
           ("landlock_create_ruleset", "EPERM", "Landlock (Operation not permitted)", "no_new_privs, seccomp"),
           ("landlock_restrict_self", "E2BIG", "Landlock (Argument list too long)", "no_new_privs, seccomp")]


@case("a kernel that lacks a layer: auto goes on and says so")
def _():
    if e2e.is_instrumented():
        raise e2e.Skip("such a build has no sandbox by default")
    for call, error, missing, active in LACKING:
        with without(call, error, "auto") as server:
            truth(f" notice sandbox: {active}; missing: {missing}\n".encode() in started_log(server),
                  server.whole_log())
            with Client(server) as client:
                client.helo()
                client.deliver()


@case("there, required does not start and says what to do, and leaves nothing behind; --check finds out the same")
def _():
    if e2e.is_instrumented():
        raise e2e.Skip("such a build has no sandbox by default")
    files = ["--events=events", "--report=text", "--report-file=report"] + ["--dialect=rfc5321", "--tls=server.pem"] * has("--tls=")
    for call, error, missing, _ in LACKING + [("seccomp", "EINVAL", "seccomp (Invalid argument)", "")]:
        for options in (files, ["--check"]):
            folder = tempfile.mkdtemp(prefix="smtpd-sandbox.")
            server = without(call, error, "required", *options, folder=folder)
            equal(server.process.wait(e2e.WAIT), 1, "exit status")
            equal(server.log().decode(), f"smtpd-proto: cannot confine the server: {missing}; choose a kernel and a build "
                  "that have it, or --sandbox=auto, which does without\n", "log")
            equal(server.standard_output(), b"", "standard output")
            equal(os.listdir(folder), ["users.list"], "the folder")
            server.discard()


@case("where no process can be started to find out, the start itself does")
def _():
    if e2e.is_instrumented():
        raise e2e.Skip("such a build has no sandbox by default")
    tracer = e2e.traced("trace=clone,landlock_create_ruleset", "inject=clone:error=EAGAIN:when=1",
                        "inject=landlock_create_ruleset:error=ENOSYS")
    with Server("--sandbox=required", wrapper=tracer, env=e2e.TRACED, ready=False) as server:
        equal(server.process.wait(e2e.WAIT), 1, "exit status")
        truth(b"cannot confine the server: Landlock (Function not implemented)" in server.log(), server.log())
        server.expect_exit(1)


class Stage:
    """Folders beside the one of the mailboxes; a context manager."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="smtpd-sandbox.")
        for name in ("mail", "lists", "live", "archive", "elsewhere"):
            os.mkdir(self.path(name))
        if e2e.USER is not None:
            e2e.hand_over(self.folder, e2e.USER)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, text, *names):
        """Writes another file, and puts it in place, as an editor does."""
        with open(self.path(*names) + "~", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(*names) + "~", 0o600)
        if e2e.USER is not None:
            e2e.hand_over(self.path(*names) + "~", e2e.USER)
        os.rename(self.path(*names) + "~", self.path(*names))

    def link(self, target, *names):
        """Puts another symbolic link in place."""
        os.symlink(target, self.path(*names) + "~")
        os.rename(self.path(*names) + "~", self.path(*names))

    def server(self, *options):
        server = confined(*options, f"--directory={self.path('mail')}", folder=self.path("lists"), users=None)
        return server


def reload(server, text):
    """Sends SIGHUP, and expects TEXT in the log."""
    before = len(server.log())
    server.process.send_signal(signal.SIGHUP)
    e2e.wait_for(lambda: text in server.log()[before:], f"{text!r} in the log")


@case("a users file that an editor replaces is read again, wherever it stands")
def _():
    with Stage() as stage:
        stage.write("anna\n", "lists", "users.list")
        with stage.server() as server:
            stage.write("anna bert\n", "lists", "users.list")
            reload(server, b": 2 mailboxes")
            with Client(server) as client:
                client.helo()
                client.deliver(recipient="bert")
            truth(os.path.getsize(stage.path("mail", "bert.txt")) > 0, "the mailbox is in its folder")
            stage.link("../elsewhere/users", "lists", "users.list")
            stage.write("anna bert cleo\n", "elsewhere", "users")
            reload(server, b"keeping the old users: ")


BY_SANDBOX = (b": Permission denied; its permissions allow it, so the sandbox may deny it: put it in the folder "
              b"that it was in at the start, or restart the server\n")


@case("a file that was moved to another folder: the log does not blame its permissions")
def _():
    with Stage() as stage:
        options, kinds = ["--dialect=rfc5321"], ["users"]
        stage.write("anna\n", "lists", "users.list")
        stage.write("anna:secret\n", "live", "passwords")
        if has("--auth="):
            options, kinds = options + ["--auth-in-clear", f"--auth={stage.path('live', 'passwords')}"], kinds + ["passwords"]
        if has("--tls-cert="):
            certify(stage, 1)
            options, kinds = options + [f"--tls-cert={stage.path('live', 'cert')}",
                                        f"--tls-key={stage.path('live', 'key')}"], kinds + ["certificate"]
        with stage.server(*options) as server:
            stage.write("anna\n", "elsewhere", "users")
            stage.write("anna:secret\n", "elsewhere", "passwords")
            stage.write("no certificate\n", "elsewhere", "cert")
            stage.link("../elsewhere/users", "lists", "users.list")
            for name in ("passwords", "cert"):
                stage.link(f"../elsewhere/{name}", "live", name)
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda: server.log().count(b"keeping the old ") == len(kinds), "the outcome")
            for kind in kinds:
                truth(re.search(b"keeping the old %s: .*%s" % (kind.encode(), re.escape(BY_SANDBOX)), server.log()),
                      server.log())
            # Permissions that deny it are what is to be changed first; to root, none does.
            os.chmod(stage.path("elsewhere", "users"), 0)
            expected = BY_SANDBOX if os.getuid() == 0 and e2e.USER is None else (
                b": Permission denied; make it readable by the user that the server runs as (--user)\n")
            reload(server, b"users.list'" + expected)


@case("a link to the users file: it, and what it leads to, may be replaced")
def _():
    with Stage() as stage:
        stage.write("anna\n", "elsewhere", "users")
        stage.link("../elsewhere/users", "lists", "users.list")
        with stage.server() as server:
            stage.write("anna bert\n", "elsewhere", "users")
            reload(server, b": 2 mailboxes")
            stage.write("anna bert cleo\n", "lists", "users.list")
            reload(server, b": 3 mailboxes")


def certify(stage, number):
    """Renews the certificate as programs do that keep all of them: new files, then new links."""
    subprocess.run([e2e.peer("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", str(10 + number), "-subj", "/CN=localhost", "-out", stage.path("archive", f"cert{number}"),
                    "-keyout", stage.path("archive", f"key{number}")], check=True, capture_output=True, timeout=e2e.WAIT)
    for kind in ("cert", "key"):
        os.chmod(stage.path("archive", f"{kind}{number}"), 0o600)
        if e2e.USER is not None:
            e2e.hand_over(stage.path("archive", f"{kind}{number}"), e2e.USER)
        stage.link(f"../archive/{kind}{number}", "live", kind)


def has(option):
    return option in subprocess.run([e2e.SMTPD, "--help"], env=e2e.ENVIRONMENT, capture_output=True,
                                    check=True).stdout.decode()


@case("certificates that are renewed with new links are read again")
def _():
    if not has("--tls-cert="):
        raise e2e.Skip("built without OpenSSL")
    with Stage() as stage:
        certify(stage, 1)
        stage.write("anna\n", "lists", "users.list")
        with stage.server("--dialect=rfc5321", f"--tls-cert={stage.path('live', 'cert')}",
                          f"--tls-key={stage.path('live', 'key')}") as server:
            certify(stage, 2)
            reload(server, b"a certificate valid until")


@case("passwords that an editor replaces are read again")
def _():
    if not has("--auth="):
        raise e2e.Skip("built without GNU SASL")
    with Stage() as stage:
        stage.write("anna:secret\n", "live", "passwords")
        stage.write("anna\n", "lists", "users.list")
        with stage.server("--dialect=rfc5321", "--auth-in-clear", f"--auth={stage.path('live', 'passwords')}") as server:
            stage.write("anna:secret\nbert:secret\n", "live", "passwords")
            reload(server, b"the passwords of 2 users")


@case("a server that is stopped and continued goes on: the kernel repeats its waits by a call of its own")
def _():
    with confined() as server, Client(server) as client:
        client.helo()
        for _ in range(5):
            os.kill(server.pid, signal.SIGSTOP)
            e2e.wait_for(lambda: is_stopped(server), "it is stopped")
            os.kill(server.pid, signal.SIGCONT)
            client.deliver()
        client.quit()


def is_stopped(server):
    with open(f"/proc/{server.pid}/stat", encoding="ascii", errors="replace") as file:
        return file.read().rpartition(")")[2].split()[0] == "T"


e2e.run()
