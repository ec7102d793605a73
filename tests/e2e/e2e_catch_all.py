#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""--catch-all: mail for names without a mailbox goes into that of one user, who must exist."""

import os
import signal
import subprocess
import tempfile

import e2e
from e2e import Client, Server, case, equal, truth

USERS = "JohnDoe\nbabydoe\nJo\u00e3o\n"
UNKNOWN = b"550 Address unknown\r\n"

# Names without a mailbox, of which many can be no file name, and what Delivered-To shows.
NAMES = {name: name for name in (
    "nobody", "nobody@example.org", "johndoes@x", "john doe", "jo\u00e4o", "\u03a3\u03af\u03c3",
    "\U0001f600@x", "../x", "../johndoe", "a/b", "/etc/passwd", ".", "..", ".smtpd-proto.pid",
    "-rf", "johndoe.txt", "users.list", "x" * 300, "x" * 300 + "@y", "%s%n", "*")}
NAMES["a\x1b[2Jb"] = "a\\x1B[2Jb"


def folder_of(server):
    return sorted(os.listdir(server.folder))


def to_of(record):
    """The addresses in Delivered-To."""
    head = record.decode().split("\nReceived: ")[0].split("\n")
    return [line[14:] for line in head if line.startswith("Delivered-To: ")]


def deliver(client, recipient, subject):
    recipient = recipient if isinstance(recipient, bytes) else recipient.encode()
    client.command("mail from: a", b"250 a Sender ok\r\n")
    client.send(b"rcpt to: " + recipient + b"\r\n")
    reply = client.line()
    truth(reply.startswith(b"250 "), f"{recipient!r}: {reply!r}")
    client.command("data", e2e.START_MAIL)
    client.send(b"Subject: " + subject.encode() + b"\r\n.\r\n")
    client.expect(e2e.ACCEPTED)


def refuse(client, recipient):
    client.command("mail from: a", b"250 a Sender ok\r\n")
    client.command(b"rcpt to: " + recipient, UNKNOWN)


def run(*arguments, folder):
    """Runs the server program to its end."""
    return subprocess.run([*e2e.WRAPPER, e2e.SMTPD, *arguments], cwd=folder, env=e2e.ENVIRONMENT,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False,
                          timeout=e2e.WAIT * 2)


class Folder(tempfile.TemporaryDirectory):
    """A folder with a users file."""

    def __enter__(self):
        with open(os.path.join(self.name, "users"), "w", encoding="utf-8") as file:
            file.write(USERS)
        return self


@case("any name without a mailbox goes to the catch-all, and Delivered-To keeps the address")
def _():
    with Server("--catch-all=johndoe", users=USERS) as server:
        before = folder_of(server)
        with Client(server) as client:
            client.helo()
            for number, name in enumerate(NAMES):
                deliver(client, name, f"mail {number}")
            client.quit()
        found = server.records("johndoe")
        equal([to_of(record) for record in found], [[shown] for shown in NAMES.values()], "to")
        equal([e2e.message_of(record) for record in found],
              [f"Subject: mail {number}\n".encode() for number in range(len(NAMES))], "messages")
        equal(folder_of(server), before, "files in the folder")
        equal((server.mailbox("babydoe"), server.mailbox("jo\u00e3o")), (b"", b""), "others")


@case("a name with a mailbox keeps it, however the name is written")
def _():
    with Server("--catch-all=johndoe", users=USERS) as server, Client(server) as client:
        client.helo()
        for name in ("BabyDoe@x", "JO\u00c3O", "joa\u0303o@y", "JohnDoe"):
            deliver(client, name, name)
        equal([to_of(record) for record in server.records("babydoe")], [["BabyDoe@x"]], "babydoe")
        equal([to_of(record) for record in server.records("jo\u00e3o")],
              [["JO\u00c3O"], ["joa\u0303o@y"]], "jo\u00e3o")
        equal([to_of(record) for record in server.records("johndoe")], [["JohnDoe"]], "johndoe")


@case("an address that names nobody is refused nevertheless")
def _():
    with Server("--catch-all=johndoe", users=USERS) as server, Client(server) as client:
        client.helo()
        for recipient in (b"@x", b"<@x>", b"<>", b"@", b"jo\xe3o", b"\xc0\xaf", b"\xff@x", b"a\0b"):
            refuse(client, recipient)
        equal(server.mailbox("johndoe"), b"", "mailbox")


@case("without the option, unknown names are refused")
def _():
    with Server(users=USERS) as server, Client(server) as client:
        client.helo()
        for recipient in (b"nobody", b"../x", b"x" * 300):
            refuse(client, recipient)


@case("the option follows the mailbox rule, and the log names the file of the mailbox")
def _():
    for written, name in (("JohnDoe", "johndoe"), ("JohnDoe@x", "johndoe"),
                          ("joa\u0303o", "jo\u00e3o"), ("JO\u00c3O@", "jo\u00e3o")):
        with Server("--catch-all=nobody", f"--catch-all={written}", users=USERS) as server:
            with Client(server) as client:
                client.helo()
                deliver(client, "Nobody@x", "x")
            equal([to_of(record) for record in server.records(name)], [["Nobody@x"]], written)
            e2e.wait_for(lambda s=server, n=name: f"{n}.txt".encode() in s.log(),
                         "the mailbox in the log")


@case("a name that is not in the users file: no start, and one line names file, name and remedy")
def _():
    with Folder() as folder:
        for written, shown in (("Nobody@x", "nobody"), ("John", "john"), ("../x", "../x"),
                               ("a\x1b[2J\n", "a\\x1B[2j\\x0A"), ("johndoe.txt", "johndoe.txt"),
                               ("x" * 196, "x" * 20)):
            for task in ("--listen=127.0.0.1:0", "--check"):
                done = run(task, f"--catch-all={written}", "users", folder=folder.name)
                text = done.stderr.decode()
                equal((done.returncode, done.stdout), (1, b""), text)
                truth(text.startswith(f"smtpd-proto: users: the catch-all user '{shown}"), text)
                truth("add the name to the file" in text and text.count("\n") == 1, text)
        equal(os.listdir(folder.name), ["users"], "the folder")


@case("a name that no mailbox can have: wrong usage")
def _():
    with Folder() as folder:
        for written in (b"", b"@x", b"jo\xe3o", b"x" * 197):
            done = run(b"--catch-all=" + written, "--check", "users", folder=folder.name)
            equal((done.returncode, done.stdout), (2, b""), done.stderr.decode())
            equal(done.stderr.count(b"\n"), 1, done.stderr.decode())
            truth(b"'--catch-all'" in done.stderr, done.stderr.decode())


@case("--check names the catch-all, if there is one")
def _():
    with Folder() as folder:
        for options, expected in (([], []), (["--catch-all=JohnDoe@x"], ["catch-all: johndoe"]),
                                  (["--catch-all=JO\u00c3O"], ["catch-all: jo\u00e3o"])):
            done = run("--check", *options, "users", folder=folder.name)
            equal((done.returncode, done.stderr), (0, b""), options)
            lines = done.stdout.decode().split("\n")
            equal([line for line in lines if "catch-all" in line], expected, options)
            equal(len(lines), len(set(lines)), "lines")
        equal(os.listdir(folder.name), ["users"], "the folder")


def hang_up(server, users, words):
    """Sends SIGHUP with USERS as the file; returns the next line of the log with WORDS."""
    def lines():
        return [line for line in server.log().splitlines(True)
                if words in line and line.endswith(b"\n")]
    before = len(lines())
    with open(server.users, "w", encoding="utf-8") as file:
        file.write(users)
    server.process.send_signal(signal.SIGHUP)
    e2e.wait_for(lambda: len(lines()) > before, f"{words} in the log")
    equal(len(lines()), before + 1, "lines of the log")
    return lines()[-1].decode()


@case("SIGHUP: a users file without the name is refused and the old names stay, one with it is taken")
def _():
    with Server("--catch-all=JohnDoe", users=USERS) as server, Client(server) as client:
        client.helo()
        for users in ("babydoe newcomer\n", "johndoe.txt\n", "john doe\n"):
            line = hang_up(server, users, b"keeping the old users: ")
            truth("users.list: the catch-all user 'johndoe' is missing; add the name" in line, line)
            for name in ("newcomer", "babydoe", "JohnDoe"):
                deliver(client, name, "old")
            truth(not os.path.exists(server.path("newcomer")), "newcomer.txt")
        equal(len(server.records("johndoe")), 6, "records of the catch-all")
        hang_up(server, "newcomer\nJOHNDOE@x\n", b"reloaded '")
        for name in ("newcomer", "babydoe"):
            deliver(client, name, "new")
        equal([to_of(record) for record in server.records("newcomer")], [["newcomer"]], "newcomer")
        equal(len(server.records("babydoe")), 3, "records of one who is gone")
        equal(to_of(server.records("johndoe")[6]), ["babydoe"], "the last one of the catch-all")


e2e.run()
