#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in NAME.txt: the records byte for byte, and as a mail reader sees them."""

import calendar
import mailbox
import os
import re
import resource
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time

import e2e
from e2e import Client, Server, case, each_dialect, equal, truth

DATE = rb"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}"


def deliver(server, wire, sender="alice@example.org", recipient="johndoe", helo="tester"):
    with Client(server) as client:
        client.send(b"helo " + (helo if isinstance(helo, bytes) else helo.encode()) + b"\r\n")
        client.line()
        for verb, address in (("mail from: ", sender), ("rcpt to: ", recipient)):
            address = address if isinstance(address, bytes) else address.encode()
            client.send(verb.encode() + address + b"\r\n")
            truth(client.line().startswith(b"250 "), f"{verb}{address!r}")
        client.command("data", e2e.START_MAIL)
        client.send(wire)
        client.expect(e2e.ACCEPTED)
        client.quit()


def lines_of(server, name="johndoe"):
    return server.mailbox(name).split(b"\n")


def read_as_mail(path):
    """All messages, as Python's mail reader finds them."""
    box = mailbox.mbox(path)
    try:
        return list(box)
    finally:
        box.close()


@case("a record is: From line, Return-Path, Delivered-To, Received, the message, an empty line")
def _():
    with Server() as server:
        before = int(time.time())
        deliver(server, b"Subject: hello\r\nTo: you\r\n\r\nDear you,\r\n..\r\nme\r\n.\r\n",
                recipient="<JohnDoe@example.org>")
        lines = lines_of(server)
        truth(re.fullmatch(rb"From alice@example\.org " + DATE, lines[0]), lines[0])
        written = time.strptime(lines[0].decode().split(" ", 2)[2], "%a %b %d %H:%M:%S %Y")
        truth(abs(calendar.timegm(written) - before) < 60, f"not the time in UTC: {lines[0]}")
        truth(re.fullmatch(rb"From \S+ \w{3} \w{3} [ \d]\d .*", lines[0]), "asctime form")
        equal(lines[1:3], [b"Return-Path: <alice@example.org>",
                           b"Delivered-To: JohnDoe@example.org"], "trace")
        equal(lines[3], b"Received: from tester ([127.0.0.1])", "Received")
        truth(re.fullmatch(rb"\tby smtp\.prototype with SMTP; "
                           rb"\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000", lines[4]), lines[4])
        equal(lines[5:], [b"Subject: hello", b"To: you", b"", b"Dear you,", b".", b"me", b"", b""],
              "message")


@case("the null sender is MAILER-DAEMON and an empty Return-Path")
def _():
    with Server() as server:
        deliver(server, b"Subject: bounce\r\n.\r\n", sender="<>")
        lines = lines_of(server)
        truth(re.fullmatch(rb"From MAILER-DAEMON " + DATE, lines[0]), lines[0])
        equal(lines[1], b"Return-Path: <>", "Return-Path")


@case("blanks and controls of a sender are dashes in the From line, and escaped elsewhere")
def _():
    with Server() as server:
        deliver(server, b"Subject: x\r\n.\r\n", sender=b"a b\tc\x1bd\x7f e\xff",
                recipient=b"johndoe@\x01x", helo=b"he\x1b[2Jlo\x00 \xff")
        lines = lines_of(server)
        truth(re.fullmatch(rb"From a-b-c-d--e\S* " + DATE, lines[0]), lines[0])
        equal(len(lines), 8, "lines")
        truth(all(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line) for line in lines), "controls")
        truth(lines[1].startswith(b"Return-Path: <a b"), lines[1])
        equal(lines[2], b"Delivered-To: johndoe@\\x01x", "Delivered-To")
        truth(lines[3].startswith(b"Received: from he\\x1B[2Jlo\\x00 \\xFF ("), lines[3])
        server.mailbox("johndoe").decode()  # well-formed UTF-8


@case("the longest texts of helo, sender and recipient make lines of at most 998 bytes")
def _():
    with Server() as server:
        for unit in ("x", "\u00e9", "\u20ac", "\x01"):
            deliver(server, b"Subject: x\r\n.\r\n", sender=unit * 600, helo=unit * 600,
                    recipient="johndoe@" + unit * 600)
        for line in lines_of(server):
            truth(len(line) <= 998, f"{len(line)} bytes: {line[:60]!r}")
            line.decode()
        equal(len(server.records("johndoe")), 4, "records")
        equal(len(read_as_mail(server.path("johndoe"))), 4, "messages")


@case("lines like 'From ' are quoted wherever they stand, and can be restored")
def _():
    body = [b"From me", b">From me", b">>From me", b"from me", b"Fromme", b" From me", b"From",
            b"", b"From: no", b">From", b"", b"From last"]
    with Server() as server:
        deliver(server, b"Subject: quoting\r\n\r\n" + b"\r\n".join(body) + b"\r\n.\r\n")
        deliver(server, b"From first@line Thu Jan  1 00:00:00 1970\r\nSubject: x\r\n\r\nFrom \r\n.\r\n")
        deliver(server, b"Subject: x\nFrom bare@lf Thu Jan  1 00:00:00 1970\n\nFrom \r\n.\r\n")
        deliver(server, b"Subject: x\r\n\r\n..From stuffed\r\n..\r\nFrom \r\n.\r\n")
        found = server.records("johndoe")
        equal(len(found), 4, "records")
        equal(e2e.message_of(found[0]), b"Subject: quoting\n\n" + b"\n".join(body) + b"\n", "restored")
        truth(b"\n>From me\n>>From me\n>>>From me\nfrom me\n" in found[0], "quoted as mboxrd does")
        truth(b"\n.From stuffed\n.\n>From \n" in found[3], found[3])
        equal(len(read_as_mail(server.path("johndoe"))), 4, "messages")


@case("fields that mail readers trust are kept as X-Original-..., in the header only")
def _():
    names = [b"Status", b"X-Status", b"X-Keywords", b"X-UID", b"X-IMAP", b"X-IMAPbase",
             b"Content-Length", b"X-UIDL", b"X-Mozilla-Status", b"X-Mozilla-Status2", b"X-Evolution"]
    spellings = [name for n in names for name in (n, n.upper(), n.lower())]
    others = [b"Statuses", b"X-Statu", b"X-UIDs", b"Content-Lengths", b"Content-Type", b"XStatus"]
    header = [name + b": 1" for name in spellings + others] + [b"Status : D"]
    wire = b"\r\n".join(header + [b"", b"Status: RO", b"Content-Length: 3", b"."]) + b"\r\n"
    with Server() as server:
        deliver(server, wire)
        deliver(server, b"Subject: folded\r\n Status: RO\r\nX-UID\r\n\r\nx\r\n.\r\n")
        first, second = server.records("johndoe")
        lines = e2e.message_of(first).split(b"\n")
        equal(lines[:len(spellings)], [b"X-Original-" + name + b": 1" for name in spellings],
              "trusted fields")
        equal(lines[len(spellings):len(spellings) + len(others)],
              [name + b": 1" for name in others], "other fields")
        truth(not lines[len(header) - 1].lower().startswith(b"status"), "blank before the colon")
        equal(lines[len(header):], [b"", b"Status: RO", b"Content-Length: 3", b""], "body")
        truth(b"\nSubject: folded\n Status: RO\n" in second, second)
        message = read_as_mail(server.path("johndoe"))[0]
        truth(message["Status"] is None and message["Content-Length"] is None, "trusted fields")


@case("a message without a header gets the empty line that makes it a body")
def _():
    with Server() as server:
        deliver(server, b"just text\r\nStatus: RO\r\n.\r\n")
        deliver(server, b"a b: c\r\n.\r\n")
        deliver(server, b" blank: x\r\n.\r\n")
        deliver(server, b": x\r\n.\r\n")
        deliver(server, b"\r\nbody only\r\n.\r\n")
        found = [e2e.message_of(record) for record in server.records("johndoe")]
        equal(found, [b"\njust text\nStatus: RO\n", b"\na b: c\n", b"\n blank: x\n", b"\n: x\n",
                      b"\nbody only\n"], "bodies")
        messages = read_as_mail(server.path("johndoe"))
        equal([m.get_payload().strip() for m in messages],
              ["just text\nStatus: RO", "a b: c", "blank: x", ": x", "body only"], "payloads")


@case("an empty message is a record")
def _():
    with Server() as server:
        deliver(server, b".\r\n")
        deliver(server, b"\r\n.\r\n")
        found = server.records("johndoe")
        equal(len(found), 2, "records")
        for record in found:
            truth(record.endswith(b"\n\n"), record)
        equal([m.get_payload() for m in read_as_mail(server.path("johndoe"))], ["", ""], "payloads")


@case("a message is kept byte for byte: eight bits, long lines, tabs, dots, blanks at ends")
def _():
    lines = [bytes(b for b in range(256) if b not in b"\r\n\0"), b"x" * 100_000, b"\t tab \t", b".",
             b"..", b". ", b"caf\xc3\xa9", b"\xff\xfe", b"", b"", b"\x1b[31mred", b"", b""]
    wire = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    with Server() as server:
        deliver(server, b"Subject: bytes\r\n\r\n" + wire + b"\r\n.\r\n")
        equal(e2e.message_of(server.records("johndoe")[0]),
              b"Subject: bytes\n\n" + b"\n".join(lines) + b"\n", "message")


@case("every spelling of a name goes to one mailbox, others to none")
def _():
    with Server() as server:
        for spelling in ("jo\u00e3o", "JO\u00c3O", "Joa\u0303o@x", "JOA\u0303O@y@z", "jo\u00e3O@"):
            deliver(server, b"Subject: x\r\n.\r\n", recipient=spelling)
        equal(len(server.records("jo\u00e3o")), 5, "records")
        equal(sorted(n for n in os.listdir(server.folder) if n.endswith(".txt")),
              sorted(["johndoe.txt", "jhaneroe.txt", "babydoe.txt", "jo\u00e3o.txt", "ivan.txt",
                      "\u03c3\u03bf\u03c6\u03cc\u03c3.txt"]), "files")


@case("the mailbox rule does not depend on the locale")
def _():
    for locale in ("C", "tr_TR.UTF-8", "POSIX"):
        with Server(env={"LC_ALL": locale}) as server:
            deliver(server, b"Subject: x\r\n.\r\n", recipient="IVAN")
            deliver(server, b"Subject: x\r\n.\r\n", recipient="JO\u00c3O")
            equal([len(server.records(n)) for n in ("ivan", "jo\u00e3o")], [1, 1], locale)


@case("new mailboxes are private files, made at the start")
def _():
    old = os.umask(0)
    try:
        with Server() as server:
            for name in ("johndoe", "jhaneroe", "babydoe", "jo\u00e3o"):
                status = os.stat(server.path(name))
                equal((stat.S_IMODE(status.st_mode), status.st_size), (0o600, 0), name)
    finally:
        os.umask(old)


@case("mail that is already there is kept byte for byte, and new mail comes behind it")
def _():
    old = [b"From x Thu Jan  1 00:00:00 1970\nSubject: old\n\nold\n\n", b"no mail at all, no newline",
           b"From x Thu Jan  1 00:00:00 1970\nSubject: cut\n\nno end"]
    for text in old:
        with Server() as server:
            path = server.path("johndoe")
            with open(path, "wb") as file:
                file.write(text)
            deliver(server, b"Subject: new\r\n.\r\n")
            now = server.mailbox("johndoe")
            truth(now.startswith(text), f"old mail is gone: {now!r}")
            truth(re.match(rb"\n*From alice@", now[len(text):]), now)
            truth(now[:now.index(b"From alice@")].endswith(b"\n\n"), "new mail stands on its own")


@case("mail survives a restart byte for byte")
def _():
    with Server() as outer:
        deliver(outer, b"Subject: one\r\n\r\none\r\n.\r\n")
        outer.process.terminate()
        outer.process.wait(e2e.WAIT)
        before = outer.everything()
        with Server(folder=outer.folder) as inner:
            equal(inner.everything(), before, "after the restart")
            kept = inner.mailbox("johndoe")
            deliver(inner, b"Subject: two\r\n\r\ntwo\r\n.\r\n")
            truth(inner.mailbox("johndoe").startswith(kept), "the first message changed")
            equal(len(inner.records("johndoe")), 2, "records")


@each_dialect("a client that goes before the end of data leaves no trace, one that goes after it has "
              "its mail")
def _(dialect):
    whole = b"Subject: gone\r\n\r\ntext\r\n.\r\n"
    with Server(dialect=dialect) as server:
        for abrupt in (False, True):
            for size in range(0, len(whole), 3):
                leave(server, whole[:size], abrupt)
        with Client(server) as client:  # whatever came before has been dealt with by now
            client.helo()
            client.deliver(recipient="babydoe")
        equal(server.mailbox("johndoe"), b"", "partial mail")
        for count, abrupt in enumerate((False, True), 1):
            leave(server, whole, abrupt)
            e2e.wait_for(lambda count=count: len(server.records("johndoe")) == count, "the mail")
        with Client(server) as client:
            client.helo()
            client.deliver(recipient="babydoe")
        equal(len(server.records("johndoe")), 2, "exactly once")


def leave(server, wire, abrupt):
    client = Client(server)
    client.helo()
    client.open_message()
    client.send(wire)
    if abrupt and not wire.endswith(b"\r\n.\r\n"):
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()


def refused_then_accepted(server, client, verdict, make_possible):
    """The message is refused with VERDICT, nothing is stored, the next transaction works."""
    before = server.mailbox("johndoe")
    client.deliver(b"x" * (2 << 20) + b"\r\n.\r\n", verdict=verdict)
    equal(server.mailbox("johndoe"), before, "the mailbox")
    client.rcpt("johndoe", client.dialect.rcpt_too_early)
    make_possible()
    client.deliver()
    truth(server.mailbox("johndoe").startswith(before), "what was there before")
    equal(len(server.records("johndoe")), len(e2e.records(before)) + 1, "records")


@each_dialect("no room for a message: 452, the file is as before, and later messages are accepted")
def _(dialect):
    with Server(dialect=dialect) as server, Client(server) as client:
        client.helo()
        client.deliver()
        limits = e2e.prlimit(server, resource.RLIMIT_FSIZE)
        e2e.prlimit(server, resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
        refused_then_accepted(
            server, client, dialect.no_storage,
            lambda: e2e.prlimit(server, resource.RLIMIT_FSIZE, limits))


class Reader:
    """Another process that keeps a mailbox locked: this one could not even read the file without
    losing its lock."""

    def __init__(self, path):
        code = ("import fcntl, sys; box = open(sys.argv[1], 'r+b'); fcntl.lockf(box, fcntl.LOCK_EX);"
                "print(flush=True); sys.stdin.read()")
        self.process = subprocess.Popen([sys.executable, "-c", code, path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def leave(self):
        self.process.communicate(timeout=e2e.WAIT)


@each_dialect("a mailbox that a mail reader keeps locked: 451, others are served meanwhile")
def _(dialect):
    with Server(dialect=dialect) as server, Client(server) as client:
        client.helo()
        reader = Reader(server.path("johndoe"))
        client.open_message()
        client.send(b"held up\r\n.\r\n")
        with Client(server) as other:
            other.helo()
            other.deliver(recipient="babydoe")
        truth(client.is_silent(0.1), "the verdict came while the lock was held")
        client.expect(dialect.local_error)
        equal(server.mailbox("johndoe"), b"", "the mailbox")
        refused_then_accepted(server, client, dialect.local_error, reader.leave)


@case("a mailbox that is locked for a moment only: the message is stored once it is free")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        reader = Reader(server.path("johndoe"))
        client.open_message()
        client.send(b"held up\r\n.\r\n")
        truth(client.is_silent(), "the verdict came while the lock was held")
        reader.leave()
        client.expect(e2e.ACCEPTED)


def attempt(server, name):
    """Tries once to take the dotlock of the mailbox NAME as other programs do, which take over what
    looks old; the exit statuses."""
    path = server.path(name) + ".lock"
    commands = ([e2e.peer("dotlockfile"), "-l", "-r", "0", path],
                [e2e.peer("lockfile"), "-r", "0", "-l", "1024", "-s", "0", path])
    return [subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                           timeout=e2e.WAIT).returncode for command in commands]


def make_old(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


@case("a dotlock looks young however long the server runs, and however long the append takes")
def _():
    hang = e2e.traced("trace=fdatasync", "inject=fdatasync:delay_enter=200000000", until_end=False)
    with Server(env=e2e.TRACED, wrapper=hang) as server, Client(server) as client:
        try:
            check_age(server, client)
        finally:
            e2e.end_tracing(server)
        client.expect(e2e.ACCEPTED)
        truth(not os.path.exists(server.path("johndoe") + ".lock"), "the dotlock stays")


def check_age(server, client):
    owner, lock = os.path.join(server.folder, ".smtpd-proto.pid"), server.path("johndoe") + ".lock"
    make_old(owner, 86400)
    client.helo()
    client.open_message()
    client.send(b"held up\r\n.\r\n")
    e2e.wait_for(lambda: os.path.exists(lock), "the dotlock")
    before = os.stat(lock)
    truth(0 not in attempt(server, "johndoe"), "it was taken over at once")
    make_old(owner, 3600)
    e2e.wait_for(lambda: time.time() - os.stat(lock).st_mtime < 3000, "a fresh dotlock")
    truth(0 not in attempt(server, "johndoe"), "it was taken over later")
    equal(os.stat(lock).st_ino, before.st_ino, "the dotlock")
    truth(client.is_silent(0.1), "the append has ended")


def switches(server):
    """How often the threads of SERVER have gone to sleep by themselves."""
    total = 0
    for task in os.listdir(f"/proc/{server.pid}/task"):
        with open(f"/proc/{server.pid}/task/{task}/status", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file
                          if line.startswith("voluntary_ctxt_switches"))
    return total


@case("a mailbox that stays locked is not tried while no mail waits for it")
def _():
    with Server("-q") as server, Client(server) as client:
        client.helo()
        with open(server.path("johndoe") + ".lock", "wb"):
            pass
        client.deliver(verdict=b"451 Local error in processing\r\n")
        time.sleep(0.5)
        before = switches(server)
        time.sleep(2)
        tried = switches(server) - before
        truth(tried < 50, f"{tried} times in two seconds")


@case("other programs hold the dotlock: 451, and theirs stays")
def _():
    takers = {"johndoe": [e2e.peer("dotlockfile"), "-l", "-r", "0"],
              "babydoe": [e2e.peer("lockfile"), "-r", "0"]}
    with Server() as server:
        clients = {}
        for name, command in takers.items():
            lock = server.path(name) + ".lock"
            subprocess.run([*command, lock], check=True, timeout=e2e.WAIT)
            clients[name] = Client(server)
            clients[name].helo()
            clients[name].open_message(recipient=name)
            clients[name].send(b"held up\r\n.\r\n")
        for name, client in clients.items():
            client.expect(b"451 Local error in processing\r\n")
            equal(server.mailbox(name), b"", name)
            os.unlink(server.path(name) + ".lock")
            client.deliver(recipient=name)
            client.quit()


@case("in a PID namespace, a dotlock of a process that is not seen counts until it is old")
def _():
    unshare = [e2e.peer("unshare"), "--fork", "--kill-child", "--pid", "--mount-proc"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode != 0:
        raise e2e.Skip("no PID namespaces here")
    with Server(wrapper=unshare) as server, Client(server) as client:
        lock = server.path("johndoe") + ".lock"
        with open(lock, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        client.helo()
        client.open_message()
        client.send(b"held up\r\n.\r\n")
        truth(client.is_silent(1), "the dotlock was not respected")
        truth(os.path.exists(lock), "the dotlock was removed")
        make_old(lock, 360)
        client.expect(e2e.ACCEPTED)
        truth(not os.path.exists(lock), "the dotlock stays")
        client.quit()
        with open(f"/proc/{server.pid}/task/{server.pid}/children", encoding="ascii") as children:
            os.kill(int(children.read()), signal.SIGTERM)
        server.expect_exit(0)


@case("a folder that is moved while another comes in its place: the log says where mail goes")
def _():
    outer = tempfile.mkdtemp(prefix="smtpd-e2e.")
    folder, moved = os.path.join(outer, "mail"), os.path.join(outer, "moved")
    os.mkdir(folder)
    e2e.give(outer)
    warning, notice = (f"'{folder}' {text}".encode() for text in (
        "is no longer the mailbox folder", "is the mailbox folder again"))
    try:
        with Server(folder=folder) as server, Client(server) as client:
            client.helo()
            client.deliver()
            os.rename(folder, moved)
            os.mkdir(folder)
            client.deliver()
            e2e.wait_for(lambda: warning in server.log(), "the warning")
            truth(b"restart the server" in server.log(), "the remedy")
            equal(os.listdir(folder), [], "the other folder")
            os.rmdir(folder)
            os.rename(moved, folder)
            e2e.wait_for(lambda: notice in server.log(), "the notice")
            equal(server.log().count(warning), 1, "warnings")
            equal(len(server.records("johndoe")), 2, "records")
    finally:
        shutil.rmtree(outer, ignore_errors=True)


@case("a mailbox that became a symlink or a FIFO: 451, nothing is followed, nobody waits")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        outside = os.path.join(server.folder, "outside")
        for make in (lambda path: os.symlink("outside", path), os.mkfifo, os.mkdir):
            os.rename(server.path("johndoe"), outside)
            make(server.path("johndoe"))
            client.deliver(verdict=b"451 Local error in processing\r\n")
            equal(os.path.getsize(outside), 0, "what the symlink points at")
            (os.rmdir if os.path.isdir(server.path("johndoe")) else os.unlink)(server.path("johndoe"))
            os.rename(outside, server.path("johndoe"))
        client.deliver()
        equal(len(server.records("johndoe")), 1, "records")


@case("a mailbox that a mail reader took away or replaced while the server runs")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        client.deliver()
        os.unlink(server.path("johndoe"))
        client.deliver(b"Subject: second\r\n.\r\n")
        equal(len(server.records("johndoe")), 1, "records after removal")
        equal(os.stat(server.path("johndoe")).st_mode & 0o777, 0o600, "mode")
        with open(server.path("new"), "wb") as file:
            file.write(server.mailbox("johndoe"))
        e2e.give(server.path("new"))
        os.rename(server.path("new"), server.path("johndoe"))
        client.deliver(b"Subject: third\r\n.\r\n")
        equal([e2e.message_of(r) for r in server.records("johndoe")],
              [b"Subject: second\n", b"Subject: third\n"], "messages after replacement")


@case("250 comes after the sync of what was written, and of the folder if the file is new")
def _():
    strace = shutil.which("strace")
    if strace is None or e2e.WRAPPER:
        raise e2e.Skip("no strace")
    with Server(env={"ASAN_OPTIONS": "detect_leaks=0"}, ready=False, wrapper=[
            strace, "-D", "-f", "-y", "-qq", "-o", "/dev/fd/2", "-e",
            "trace=write,writev,pwritev,pwrite64,fsync,fdatasync,sendto,sendmsg"]) as server:
        try:
            server.wait_ready(1)
        except AssertionError as problem:
            raise e2e.Skip("strace may not trace here") from problem
        with Client(server) as client:
            client.helo()
            client.deliver()
            os.unlink(server.path("johndoe"))
            client.deliver()
            client.quit()
        server.process.terminate()
        server.process.wait(e2e.WAIT)
        calls = server.log().decode(errors="replace")
        first, second = calls.split("250 Message accepted")[:2]
        truth(is_intended(first), "the intent was not synced before the first write")
        truth(is_synced(first, r"johndoe\.txt>"), "the file was not synced after its last write")
        truth(is_synced(second, r"johndoe\.txt>"), "the new file was not synced")
        folder = re.escape(os.path.basename(server.folder)) + ">"
        truth(re.search(rf"f(data)?sync\(\d+<[^>]*{folder}", second), "the folder was not synced")


def is_intended(calls):
    """Whether the intent is on disk before the mailbox is written."""
    before = calls[:re.search(r"write\(\d+<[^>]*johndoe\.txt>", calls).start()]
    return is_synced(before, r"\.intents>")


def is_synced(calls, name):
    """Whether the last write to NAME in the trace CALLS is followed by a sync."""
    writes = [m.end() for m in re.finditer(rf"p?writev?(64)?\(\d+<[^>]*{name}", calls)]
    return bool(writes) and re.search(rf"f(data)?sync\(\d+<[^>]*{name}", calls[writes[-1]:])


@case("a name is never a path: what looks like one is an unknown address")
def _():
    with Server() as server, Client(server) as client:
        client.helo()
        for name in ("../users.list", "johndoe/../babydoe", "./johndoe", "/etc/passwd", ".", "..",
                     "-rf", "johndoe.txt", "users.list", "x" * 300, "johndoe%00"):
            client.command("mail from: a", b"250 a Sender ok\r\n")
            client.command(f"rcpt to: {name}", b"550 Address unknown\r\n")
        equal(len([f for f in os.listdir(server.folder) if not f.startswith(".")]), 7, "files")


@case("Python's mail reader finds every message, with what was sent")
def _():
    with Server() as server:
        for number in range(20):
            deliver(server, f"Subject: number {number}\r\n\r\nFrom me\r\nbody {number}\r\n.\r\n".encode())
        messages = read_as_mail(server.path("johndoe"))
        equal([m["Subject"] for m in messages], [f"number {n}" for n in range(20)], "subjects")
        equal([m["Return-Path"] for m in messages], ["<alice@example.org>"] * 20, "senders")


e2e.run()
