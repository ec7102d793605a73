#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What a server says, and does, about an earlier one that was killed."""

import os
import shutil
import signal
import sys
import tempfile

import e2e
from e2e import case, equal, truth

INTENTS, PID = ".smtpd-proto.intents", ".smtpd-proto.pid"
MARK = 0x736D74702D696E02.to_bytes(8, sys.byteorder)  # of an intent
BODY = b"Subject: hello\r\n\r\n" + b"Hello.\r\n" * 50 + b".\r\n"


class Scene:
    """A folder that outlives its servers; a context manager that removes it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="smtpd-aftermath.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, users="anna bert\n"):
        return e2e.Server(folder=self.folder, users=users)

    def mailbox(self, name="anna"):
        with open(self.path(name + ".txt"), "rb") as file:
            return file.read()

    def leave(self, mark=MARK, missing=100):
        """Leaves a mailbox as a kill may leave it: its second message lacks MISSING bytes, and an
        intent tells of it.  Returns both messages as they were, and what is left."""
        with self.server() as server:
            with e2e.Client(server) as client:
                client.helo()
                client.deliver(BODY, recipient="anna")
                client.deliver(BODY, recipient="anna")
            server.process.kill()
            server.process.wait(e2e.WAIT)
            server.discard()
        with open(self.path(INTENTS), "r+b") as file:
            file.write(mark)
        whole = self.mailbox()
        os.truncate(self.path("anna.txt"), len(whole) - missing)
        return e2e.records(whole), whole[:len(whole) - missing]

    def expect(self, text, content, users="anna bert\n"):
        """Starts a server: its log says TEXT, and "anna.txt" holds CONTENT."""
        with self.server(users) as server:
            e2e.wait_for(lambda: text in server.log(), f"{text!r} in the log")
            equal(self.mailbox(), content, "anna.txt")

    def expect_no_word(self):
        """Starts a server, and has nothing to say but that it listens."""
        with self.server() as server:
            e2e.wait_for(lambda: b"listening on" in server.log(), "the log")
            lines = server.log().splitlines()
            truth(all(b"listening on" in line for line in lines), f"the log: {lines!r}")


@case("an incomplete message is cut off")
def _():
    with Scene() as scene:
        records, _ = scene.leave()
        scene.expect(b"repaired 'anna.txt': cut off", records[0])
        scene.expect_no_word()


@case("a kill that left nothing unfinished is no matter")
def _():
    with Scene() as scene:
        records, left = scene.leave(mark=bytes(8), missing=0)
        equal(left, b"".join(records), "both messages")
        scene.expect_no_word()
        scene.expect_no_word()


@case("intents of another version are reported")
def _():
    with Scene() as scene:
        _, left = scene.leave(mark=0x736D74702D696E03.to_bytes(8, sys.byteorder))
        scene.expect(b"contains 1 record of an unfinished message that this version of smtpd-proto "
                     b"cannot read", left)
        scene.expect_no_word()


@case("intents that are missing after a kill are reported")
def _():
    with Scene() as scene:
        _, left = scene.leave()
        os.unlink(scene.path(INTENTS))
        scene.expect(b"an earlier server was killed, and '.smtpd-proto.intents', its record of "
                     b"unfinished messages, is missing", left)
        scene.expect_no_word()


@case("a folder that was copied is not repaired, and the log says why")
def _():
    with Scene() as scene:
        _, left = scene.leave()
        original = scene.path("anna.txt")
        shutil.copy2(original, original + ".copy")
        os.rename(original + ".copy", original)
        scene.expect(b"'anna.txt' may end in an incomplete message, but was left unchanged: it is "
                     b"not the file that this server wrote to, but a copy or a new one", left)
        scene.expect_no_word()


@case("a mailbox that another program has changed is not repaired, and the log says so")
def _():
    with Scene() as scene:
        _, left = scene.leave()
        with open(scene.path("anna.txt"), "ab") as file:
            file.write(b"\n\nFrom reader Thu Jan  1 00:00:00 1970\n\nadded\n\n")
        scene.expect(b"left unchanged: its last bytes are not what this server wrote",
                     left + b"\n\nFrom reader Thu Jan  1 00:00:00 1970\n\nadded\n\n")


NO_USER = b"'anna.txt' may end in an incomplete message, but was left unchanged: no user has this"


@case("a mailbox of nobody is left alone until somebody has it")
def _():
    with Scene() as scene:
        records, left = scene.leave()
        scene.expect(NO_USER, left, users="bert\n")
        truth(not os.path.exists(scene.path(PID)), "the server ended")
        scene.expect(NO_USER, left, users="bert\n")
        scene.expect(b"repaired 'anna.txt': cut off", records[0])
        scene.expect_no_word()


@case("what a mailbox of nobody needs is forgotten when it is gone")
def _():
    with Scene() as scene:
        scene.leave()
        os.unlink(scene.path("anna.txt"))
        with scene.server("bert\n") as server:
            e2e.wait_for(lambda: b"listening on" in server.log(), "the log")
            truth(b"anna.txt" not in server.log(), f"the log: {server.log()!r}")
        truth(not os.path.exists(scene.path(INTENTS)), "nothing is kept")


@case("a mailbox that somebody has again is repaired before mail is put into it")
def _():
    with Scene() as scene:
        records, left = scene.leave()
        with scene.server("bert\n") as server:
            with open(server.users, "w", encoding="utf-8") as file:
                file.write("bert\nanna\n")
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda: b": 2 mailboxes" in server.log(), "the users are read")
            equal(scene.mailbox(), left, "nothing is put into it")
            with e2e.Client(server) as client:
                client.helo()
                client.deliver(BODY, recipient="bert")
                client.deliver(BODY, recipient="anna")
            e2e.wait_for(lambda: b"repaired 'anna.txt': cut off" in server.log(), "the repair")
            found = e2e.records(scene.mailbox())
            equal(found[0], records[0], "the first message")
            equal(len(found), 2, "messages")
        scene.expect_no_word()


@case("a mailbox that was locked is repaired, though its user has been taken out since")
def _():
    with Scene() as scene:
        records, _ = scene.leave()
        with open(scene.path("anna.txt.lock"), "w", encoding="ascii") as lock:
            lock.write(f"{os.getpid()}\n")
        with scene.server() as server:
            e2e.wait_for(lambda: b"locked by another program" in server.log(), "the log")
            with open(server.users, "w", encoding="utf-8") as file:
                file.write("bert\n")
            server.process.send_signal(signal.SIGHUP)
            e2e.wait_for(lambda: b": 1 mailbox" in server.log(), "the users are read")
            os.unlink(scene.path("anna.txt.lock"))
            e2e.wait_for(lambda: b"repaired 'anna.txt': cut off" in server.log(), "the repair")
            equal(scene.mailbox(), records[0], "anna.txt")


e2e.run()
