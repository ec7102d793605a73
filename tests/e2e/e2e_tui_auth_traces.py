#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""What the full screen leaves of a password once it was used: nothing in memory, in a core or in a file."""

import os
import re
import signal
import threading

import e2e
from auth_server import CLEAR, KEYED_SECRET, SECRET, USER, auth_server, b64, no_secret, plain
from auth_terminal import Watched, greet
from e2e import case, equal, truth
from tui import Fake, address
from tui_scripted import act
from tui_walk import expect_raw


def memory(pid):
    """All that the process has in memory."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as file:
        for row in maps:
            start, end = (int(number, 16) for number in row.split()[0].split("-"))
            if row.split()[1].startswith("r") and "[v" not in row and end - start < 1 << 28:
                file.seek(start)
                yield file.read(end - start)


@case("once it was used no password is left in memory, however it was given")
def wiped():
    if os.getuid() != 0:
        raise e2e.Skip("only root may read the memory of a program that dumps no core")
    for line in ("", "pasted", "AUTH LOGIN", f"AUTH PLAIN {plain(USER, SECRET)}"):
        with auth_server(CLEAR) as server, Watched(f"--auth-user={USER}", address(server), size=(100, 30)) as terminal:
            greet(terminal)
            for text in (line, b64(USER), b64(SECRET))[:3 if line == "AUTH LOGIN" else 1] if line[:4] == "AUTH" else ():
                terminal.key("F7")
                terminal.type(text)
                terminal.key("Enter")
                expect_raw(terminal, "")
            if line[:4] != "AUTH":
                (terminal.paste if line else terminal.type)(SECRET)
                terminal.wait("***")
                # What takes the place of a copy may be shorter.
                equal(sum(part.count(SECRET[8:].encode()) for part in memory(terminal.pid)), 1, f"copies before, {line}")
                terminal.key("F5")
            terminal.wait("S 235 2.7.0")
            for part in memory(terminal.pid):
                no_secret(part, f"memory after {line.partition(' ')[0]!r}")


@case("nor if the line with it was no command that the client or the server knows")
def wiped_unknown():
    if os.getuid() != 0:
        raise e2e.Skip("only root may read the memory of a program that dumps no core")

    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        while (line := peer.line()) is not None:
            peer.send({b"EHLO me": "250 ok\r\n", b"NOOP": "250 nothing done\r\n"}.get(line, "500 unknown\r\n"))

    with Fake(script) as server, Watched(server.address, size=(100, 30)) as terminal:
        terminal.wait_step("EHLO")
        terminal.key("F7")
        for text in ("EHLO me", f"AUTH:PLAIN {plain(USER, SECRET)}", "AUTH LOGIN", b64(USER), b64(SECRET), "NOOP"):
            terminal.type(text)
            terminal.key("Enter")
            expect_raw(terminal, "")
        terminal.wait("S 250 nothing done")
        for part in memory(terminal.pid):
            no_secret(part, "memory")


@case("nor if it was typed before the form was open: the keys that were kept are wiped too, used or dropped")
def wiped_ahead():
    if os.getuid() != 0:
        raise e2e.Skip("only root may read the memory of a program that dumps no core")
    may_answer = threading.Event()

    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        peer.line()
        may_answer.wait(e2e.CASE)
        peer.send("250-fake\r\n250 AUTH PLAIN\r\n")
        peer.line()
        peer.send("235 in\r\n")
        peer.wait_end()

    def kept(terminal):
        """Whether the characters of the secret are anywhere in memory at equal distances, as in an array of keys."""
        keys = [re.compile(b"(?s)" + b".{%d}".join(re.escape(bytes([byte])) for byte in SECRET[:7].encode()).replace(
            b"%d", b"%d" % (distance - 1))) for distance in range(8, 129, 8)]
        return any(key.search(part) for part in memory(terminal.pid) for key in keys)

    for key in ("C-c", "F5"):
        with Fake(script) as server, Watched(f"--auth-user={USER}", server.address, size=(100, 30)) as terminal:
            terminal.wait_step("EHLO")
            terminal.key("F5")
            terminal.wait("C EHLO")
            terminal.type(SECRET)
            terminal.key("PageUp")
            terminal.wait("scrolled")
            truth(kept(terminal), "it can be found before")
            if key == "F5":
                may_answer.set()
                terminal.wait_step("AUTH")
                terminal.wait("***")
                truth(not kept(terminal), "keys in memory")
            terminal.key(key)
            terminal.wait("S 235" if key == "F5" else "What was typed meanwhile was dropped.")
            truth(not kept(terminal), f"keys in memory after {key}")


# Writes down what an editor is given.
EDITOR = """sh -c 'cat "$0" >>"$HOME/edited"; env >>"$HOME/edited"'"""


@case("no core is dumped, and no file holds what was typed: neither history nor record, for an editor or by a crash")
def nowhere():
    with auth_server(CLEAR) as server, Watched(
            f"--auth-user={USER}", "--save=saved", address(server), size=(100, 30), env={"VISUAL": EDITOR},
            program=("sh", "-c", 'cd "$HOME"; ulimit -c unlimited; exec "$@"', "sh", e2e.CLIENT)) as terminal:
        greet(terminal)
        act(terminal, f":AUTH PLAIN {plain(USER, KEYED_SECRET)}")
        terminal.wait("S 535 5.7.8")
        terminal.type(SECRET)
        terminal.key("F5")
        act(terminal, "MAIL a@b.test")
        act(terminal, f"RCPT {USER}@b.test")
        terminal.wait_step("DATA")
        terminal.key("F4")
        e2e.wait_for(lambda: os.path.exists(os.path.join(terminal.folder, "edited")), "the editor")
        terminal.wait_step("DATA")
        terminal.key("M-2", "S")
        terminal.wait("(codes only) as: ")
        terminal.key("Enter")
        terminal.wait("Saved as ")
        terminal.key("F8")
        terminal.wait("AUTH PLAIN")
        with open(f"/proc/{terminal.pid}/limits", encoding="ascii") as limits:
            truth(re.search(r"Max core file size +0 +0 ", limits.read()), "a core may be dumped")
        if not e2e.is_instrumented():
            os.kill(terminal.pid, signal.SIGSEGV)
            terminal.wait(lambda screen: screen.is_dead, "the end")
        files = sum(len(names) for _path, _folders, names in os.walk(terminal.folder))
        truth(files >= 4, f"{files} files: history, record, a saved session, what the editor was given")


e2e.run()
