#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""How a message is written, and how an address: by options, in the forms, and in session files.

Which bytes each write has is read from the client's own system calls, so that no clock of a busy
machine decides.
"""

import os
import re
import threading

import e2e
from dialects import PROTOTYPE
from e2e import Server, case, equal, message_of, truth
from tui import GREETING, Fake, Terminal, address, scripted
from tui_folder import Folder, lines
from tui_scripted import act
from tui_walk import Walk, for_sizes, go_to
from zoo import servers, wire

SMALL = [(80, 24), (60, 20), (40, 12)]
MESSAGE = ["Subject: pace", "", "..dot", "last", "."]
WIRE = [(line + "\r\n").encode() for line in MESSAGE]

# What each pace makes of the message.
PIECES = {"whole": [b"".join(WIRE)], "dot:5ms": [b"".join(WIRE[:-1]), WIRE[-1]], "line:5ms": WIRE}


def talk(greeting="helo"):
    return lines(f"{greeting} lab", "mail from:<a@lab.test>", "rcpt to:<johndoe@lab.test>", "data",
                 *MESSAGE, "quit")


class Traced:
    """The client under strace, and what it has sent by then; a context manager."""

    def __init__(self, folder):
        self.path = folder.file("trace")
        wrapper = [word for word in e2e.traced("trace=sendto", output=self.path) if word != "-D"]
        self.program = [*wrapper, "-s", "65536", "-x", e2e.CLIENT]

    def writes(self):
        """The bytes of each write to the server."""
        with open(self.path, encoding="ascii") as file:
            calls = re.findall(r'sendto\(\d+, "((?:[^"\\]|\\.)*)", \d+, .* = (\d+)$', file.read(), re.M)
        os.unlink(self.path)
        written = [text.encode().decode("unicode_escape").encode("latin-1") for text, _ in calls]
        return [text[:int(count)] for text, (_, count) in zip(written, calls)]

    def message(self):
        """Those after DATA and before QUIT."""
        writes = self.writes()
        upper = [write.upper() for write in writes]
        return writes[upper.index(b"DATA\r\n") + 1:upper.index(b"QUIT\r\n")]


def run(folder, *arguments, text="", status=0):
    """Runs the client under strace; returns the writes of its message."""
    traced = Traced(folder)
    folder.run(*traced.program[1:], *arguments, text=text, status=status,
               program=traced.program[0], env=e2e.TRACED)
    return traced.message()


# --- through pipes ----------------------------------------------------------------------------

@e2e.each_dialect("a message through pipes is written, saved and played in each pace")
def paces(dialect):
    text = talk("helo" if dialect is PROTOTYPE else "ehlo")
    for pace, pieces in PIECES.items():
        with Server(dialect=dialect) as server, Folder() as folder:
            plain = ["--plain", f"--pace={pace}", address(server)]
            equal(run(folder, "--save=a", *plain, text=text), pieces, pace)
            equal(run(folder, "--replay=a", address(server)), pieces, f"{pace}, played")
            folder.run("--save=b", "--pipelining", *plain, text=text)
            folder.run("--replay=b", address(server))
            noted = folder.read("a").count(b"# pace: " + pace.encode() + b"\nC: Subject: pace\n")
            equal(noted, int(pace != "whole"), folder.read("a"))
            messages = [message_of(record) for record in server.records("johndoe")]
            equal(messages, [b"Subject: pace\n\n.dot\nlast\n"] * 4, pace)


@case("a server that answers each line of a message is sent all of it")
def answers():
    got = []

    def script(peer, _number):
        peer.send(GREETING)
        while (line := peer.line()) is not None:
            got.append(line)
            peer.send(b"354 Go on\r\n" if line == b"data" else b"250 Ok\r\n")
            if line == b"quit":
                return

    with Fake(script) as fake, Folder() as folder:
        # How it ends depends on which reply comes when.
        folder.run("-c", '"$@"; :', "sh", e2e.CLIENT, "--plain", "--pace=line:5ms", fake.address,
                   text=talk(), program="/bin/sh")
        equal(got, talk().encode().split(b"\n")[:-1], "lines")


@case("a pace or style that is none is wrong usage")
def wrong_usage():
    with Folder() as folder:
        for option in ("--pace=slow", "--pace=line:1h", "--style=none"):
            _, errors = folder.run(option, status=2)
            truth(f"'{option.partition('=')[2]}' is not a" in errors, errors)
        with open(folder.file("flawed"), "w", encoding="ascii") as file:
            file.write("# smtp-session 1\n# pace: slow\n")
        _, errors = folder.run("--replay=flawed", status=1)
        truth("flawed:2: not whole, dot or line" in errors, errors)


# --- in the full screen -----------------------------------------------------------------------

def go_bare(terminal):
    """Walks to DATA; addresses have no brackets."""
    terminal.wait_step("HELO")
    terminal.key("Enter")
    for step, name in (("MAIL", "alice"), ("RCPT", "johndoe")):
        terminal.wait_step(step)
        terminal.type(name)
        terminal.wait(f": {name}")
        terminal.key("Enter")


def insert(terminal, path):
    """Inserts the file PATH into the message."""
    terminal.wait_step("DATA")
    terminal.key("M-i")
    terminal.wait("Insert the file:")
    terminal.type(path)
    terminal.key("Enter")
    terminal.wait("Inserted: ")


def progress(terminal, least):
    """Waits until at least LEAST bytes are sent; returns how many."""
    shown = re.compile(r"Sending: (\d+) of (\d+) bytes, \d+ s.  Ctrl-C cancels.")

    def is_shown(screen):
        found = shown.match(screen.status)
        return found and least <= int(found[1]) < int(found[2])

    screen = terminal.wait(is_shown, f"progress from {least} bytes on", steady=False)
    return int(shown.match(screen.status)[1])


def choose(terminal, key, shown):
    """Presses KEY and waits until the choice is SHOWN, with the cursor on it."""
    terminal.key(key)
    screen = terminal.wait(f"[ {shown} ]")
    terminal.wait_cursor(*screen.find(f"[ {shown} ]"))


@for_sizes("the choices cost no row of the form, and are reached by keys", sizes=SMALL)
def choices(size, language):
    with Walk(size, language) as (_server, terminal, words):
        go_to(terminal, "MAIL")
        terminal.wait_step("MAIL")
        terminal.type("alice")
        terminal.wait("MAIL FROM:<alice>")
        choose(terminal, "Tab", ":<a>")
        terminal.wait(lambda screen: f" {words('Change')} " in screen.rows[-1], "the key for it")
        choose(terminal, "Right", ": <a>")
        terminal.wait("MAIL FROM: <alice>")
        choose(terminal, "Space", ": a")
        terminal.wait("MAIL FROM: alice")
        terminal.key("Tab", "Enter")
        terminal.wait_step("RCPT")
        terminal.type("johndoe")
        terminal.wait("RCPT TO: johndoe")
        terminal.key("M-k")
        terminal.wait("RCPT TO:<johndoe>")
        terminal.key("Enter")
        before = terminal.wait_step("DATA").pane("[1]")
        choose(terminal, "Tab", "at once")
        choose(terminal, "Left", "line by line")
        choose(terminal, "Left", "dot apart")
        choose(terminal, "Left", "at once")
        terminal.key("BTab")
        terminal.wait(lambda screen: screen.pane("[1]") == before, "the form as it was")
        terminal.key("F9")
        terminal.type("line by line")
        terminal.key("Enter")
        terminal.wait("[1] DATA - dot apart")
        terminal.wait("The final dot is sent apart now.")
        equal(terminal.screen().pane("[1]")[-1], before[-1], "last row of the body")


@case("what is chosen in the forms is what is sent and saved")
def forms():
    with scripted() as fake, Folder() as folder:
        traced = Traced(folder)
        with Terminal(fake.address, "--style=bare", "--save=" + folder.file("a"), size=(100, 30),
                      program=traced.program, env=e2e.TRACED) as terminal:
            go_bare(terminal)
            terminal.wait_step("DATA")
            terminal.type("one")
            terminal.key("M-m", "M-m")
            terminal.wait("[1] DATA - line by line")
            terminal.key("F5")
            terminal.wait_step("QUIT")
            terminal.key("F5")
            terminal.wait("S 221")
            terminal.key("F10")
            terminal.wait_exit()
        pieces = traced.message()
        truth(len(pieces) > 3 and all(piece.count(b"\n") == 1 for piece in pieces), pieces)
        truth(b"# pace: line:20ms\nC: From: " in folder.read("a"), folder.read("a"))
        equal(pieces[-2:], [b"one\r\n", b".\r\n"], "the end of the message")
        for line in (b"MAIL FROM: alice", b"RCPT TO: johndoe"):
            truth(b"C: " + line + b"\n" in folder.read("a"), line)


@case("10,000 lines, line by line: progress is shown, keys are answered, Ctrl-C cancels")
def cancelled():
    got = []

    def script(peer, _number):
        peer.send(GREETING)
        peer.converse(send=lambda reply: (got.append(reply), peer.send(reply)))

    with Fake(script) as fake, Folder() as folder:
        with open(folder.file("long"), "w", encoding="ascii") as file:
            file.write("a line of some length\n" * 10000)
        with Terminal(fake.address, "--pace=line", size=(100, 30)) as terminal:
            go_to(terminal, "DATA")
            insert(terminal, folder.file("long"))
            terminal.key("F5")
            seen = [progress(terminal, 1)]
            seen.append(progress(terminal, seen[0] + 1))
            terminal.key("F7")
            terminal.type("typed meanwhile")
            terminal.wait("smtp> typed meanwhile")
            seen.append(progress(terminal, seen[1] + 1))
            terminal.key("C-c")
            terminal.wait("Cancelled: the connection is closed.")
            terminal.wait_step("CONNECT")
    truth(b"354 Go on\r\n" in got and b"250 Message accepted for delivery\r\n" not in got, got)


@case("a server that does not read the message: that is said, and the connection closed")
def unread():
    done = threading.Event()

    def script(peer, _number):
        peer.send(GREETING)
        while (line := peer.line()) is not None:
            peer.send(b"354 Go on\r\n" if line == b"DATA" else b"250 Ok\r\n")
            if line == b"DATA":
                done.wait(e2e.WAIT)
                return

    with Fake(script) as fake, Folder() as folder:
        with open(folder.file("long"), "w", encoding="ascii") as file:
            file.write("a line of some length\n" * 500000)
        with Terminal(fake.address, "--pace=dot", "--timeout=2", size=(100, 30)) as terminal:
            go_to(terminal, "DATA")
            insert(terminal, folder.file("long"))
            terminal.key("F5")
            terminal.wait("The server does not read the message, so the connection was closed.")
            terminal.wait_step("CONNECT")
            done.set()


@case("the server of the specification takes a message, given how it reads")
def specification():
    messages = []

    def show(who, what):
        if who == "message":
            messages.append(what)

    habit = servers.HABITS["specification-server"][1]
    with (wire.Server(habit, show) as server,
          Terminal(server.address, "--style=bare", "--pace=dot:2s", size=(100, 30)) as terminal):
        for action in ("EHLO", "MAIL alice", "RCPT johndoe", "DATA Kept.", "QUIT", "?S 221"):
            act(terminal, action)
    equal(len(messages), 1, "messages delivered")
    truth("Kept." in str(messages[0]), messages)


if __name__ == "__main__":
    e2e.run()
