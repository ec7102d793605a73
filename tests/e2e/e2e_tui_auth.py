#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The step AUTH of the full screen, and the prompt of line mode: no screen and no file shows a secret,
and what is copied asks for it."""

import os
import shutil
import subprocess
import sys

import e2e
from auth_server import CLEAR, SECRET, USER, auth_server, no_secret
from e2e import case, equal, truth
from tui import Terminal, address
from tui_walk import expect_raw


class Watched(Terminal):
    """A terminal whose every screen, and folder in the end, is looked at for secrets."""

    def screen(self):
        screen = super().screen()
        no_secret(str(screen).encode(), "a screen")
        return screen

    def __exit__(self, *details):
        for path, _folders, names in os.walk(self.folder):
            for name in names:
                file = os.path.join(path, name)
                if name != "secret" and os.path.isfile(file):
                    with open(file, "rb") as content:
                        no_secret(content.read(), name)
        super().__exit__(*details)


def greet(terminal):
    terminal.wait_step("EHLO")
    terminal.key("F5")
    return terminal.wait_step("AUTH")


@case("user, password and mechanism: a wrong one stays, the right one goes on; nothing shows")
def step():
    with auth_server(CLEAR) as server, Watched(f"--auth-user={USER}", address(server), size=(100, 30)) as terminal:
        screen = greet(terminal)
        truth(USER in screen.form and "[ SCRAM-SHA-256 ]" in screen.form and "in between" not in screen.form, screen)
        terminal.key("F5")
        terminal.wait("Not sent: the password is missing.")
        terminal.type("wrong")
        terminal.wait(lambda screen: "***" in screen.form)
        terminal.key("Tab", "Right", "Right")
        screen = terminal.wait(lambda screen: "[ PLAIN ]" in screen.form)
        truth("readable to all in between" in " ".join(screen.form.split()), screen)
        terminal.key("F5")
        screen = terminal.wait(lambda screen: "S 535 5.7.8" in screen.conversation)
        truth(screen.is_at("AUTH") and "AUTH PLAIN [secret]" in screen.conversation, screen)
        terminal.key("BTab")
        terminal.type(SECRET + "xé")
        terminal.key("BSpace", "BSpace", "F5")
        screen = terminal.wait_step("MAIL")
        truth("[ok] AUTH" in screen.steps and f"\\x00{USER}\\x00***" in screen.conversation, screen)


@case("a server that offers it may be left without: the next step can be visited and sent")
def passed_over():
    with auth_server(CLEAR) as server, Watched(address(server)) as terminal:
        greet(terminal)
        terminal.key("M-n")
        terminal.wait_step("MAIL")
        terminal.type("a@b.test")
        terminal.key("F5")
        truth("[..] AUTH" not in terminal.wait_step("RCPT").steps, "it is passed")


@case("what is typed in the raw line is recognized, and $AUTH is done by the client")
def raw_line():
    with auth_server(CLEAR) as server, Watched(f"--auth-user={USER}", "--auth-password-file=secret", address(server),
                                               program=("sh", "-c", 'cd "$HOME"; umask 077; echo "$1" >secret; shift; '
                                                        'exec "$@"', "sh", SECRET, e2e.CLIENT)) as terminal:
        greet(terminal)
        terminal.key("F7")
        terminal.type("$AUTH CRAM-MD5")
        terminal.key("Enter")
        terminal.wait(lambda screen: "235 2.7.0" in screen)
        expect_raw(terminal, "")


@case("line mode asks for the password, and shows nothing of it")
def prompt():
    with auth_server(CLEAR) as server, Watched("--plain", f"--auth-user={USER}", address(server)) as terminal:
        terminal.wait(f"Password of {USER}:")
        terminal.type(SECRET)
        terminal.key("Enter")
        terminal.wait("EHLO")
        terminal.type("EHLO me")
        terminal.key("Enter")
        terminal.wait("AUTH SCRAM")
        terminal.type("$AUTH")
        terminal.key("Enter")
        terminal.wait("235 2.7.0")


COPIES = [("session file", 0, [e2e.CLIENT, "--replay=FILE", "--auth-password-file=secret", "ADDRESS"]),
          ("swaks", 2, ["sh", "FILE"]), ("curl", 3, ["sh", "FILE"]), ("Python", 4, [sys.executable, "FILE"])]


@case("what was said, copied, asks for the password and is delivered again")
def copies():
    with auth_server(CLEAR) as server, Watched(f"--auth-user={USER}", address(server), size=(100, 30)) as terminal:
        greet(terminal)
        terminal.type(SECRET)
        terminal.key("F5")
        terminal.wait_step("MAIL")
        terminal.key("F7")
        for line in ("MAIL FROM:<a@b.test>", f"RCPT TO:<{USER}@b.test>", "DATA", "Subject: x", "", "Hello.", "."):
            terminal.type(line)
            terminal.key("Enter")
            expect_raw(terminal, "")
        terminal.wait("250 2.0.0")
        with open(os.path.join(terminal.folder, "secret"), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(SECRET)
        count = 1
        for name, number, words in COPIES:
            terminal.key("M-e")
            terminal.wait("Copy as ")
            terminal.wait(lambda screen, name=name: f"Copy as {name} " in screen or terminal.key("Tab"))
            terminal.key("s")
            terminal.wait("Save as:")
            path = os.path.join(terminal.folder, f"copy{number}")
            terminal.type(path)
            terminal.key("Enter")
            terminal.wait("Saved as ")
            if words[0] == "sh" and shutil.which(name) is None:
                continue
            done = subprocess.run(
                [word.replace("FILE", path).replace("ADDRESS", address(server)) for word in words],
                capture_output=True, timeout=e2e.WAIT, check=False, stdin=subprocess.DEVNULL, cwd=terminal.folder,
                env=dict(e2e.ENVIRONMENT, SMTP_PASSWORD=SECRET, HOME=terminal.folder))
            equal(done.returncode, 0, (done.stdout + done.stderr).decode(errors="replace"))
            count += 1
            equal(len(server.records(USER)), count, name)
        equal(server.mailbox(USER).count(b"with ESMTPA;"), count, "all have logged in")


e2e.run()
