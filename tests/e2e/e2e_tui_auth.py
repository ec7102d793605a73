#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The step AUTH of the full screen, and the prompt of line mode: no screen and no file shows a secret,
and what is copied asks for it."""

import base64
import os
import shutil
import subprocess
import sys
import termios

import e2e
from auth_server import CLEAR, SECRET, USER, auth_server, b64, plain
from auth_terminal import WITH_FILE, Watched, greet, with_file
from e2e import case, equal, truth
from tui import Fake, address
from tui_scripted import act
from tui_walk import expect_raw


def token_server(peer, _number):
    """Asks for what is too long for the command."""
    peer.send("220 fake ESMTP\r\n")
    peer.line()
    peer.send("250-fake\r\n250 AUTH XOAUTH2\r\n")
    if peer.line() == b"AUTH XOAUTH2":
        peer.send("334 \r\n")
        peer.line()
    peer.send("235 in\r\n")
    peer.wait_end()


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
        # On a small screen the remedy has the room that the form can do without.
        terminal.resize(80, 24)
        screen = terminal.wait(lambda screen: "a token (XOAUTH2)." in screen.explanation, "the remedy")
        truth("readable to all in between" in screen.form and "What comes next" not in screen.form, screen)
        terminal.key("BTab")
        terminal.type(SECRET + "xé")
        terminal.key("BSpace", "BSpace", "F5")
        screen = terminal.wait_step("MAIL")
        truth("[ok] AUTH" in screen.steps and f"\\x00{USER}\\x00***" in screen.conversation, screen)


@case("what is shown before it is sent says whether the secret goes with the command")
def preview():
    with Fake(token_server) as server, Watched(f"--auth-user={USER}", server.address, size=(100, 30)) as terminal:
        greet(terminal)
        terminal.type("token")
        terminal.wait(lambda screen: "AUTH XOAUTH2 [secret]" in screen.form)
        terminal.paste("t" * 600)
        terminal.wait(lambda screen: "AUTH XOAUTH2" in screen.form and "[secret]" not in screen.form)
        terminal.key("F5")
        terminal.wait("S 235")
        truth("AUTH XOAUTH2 [secret]" not in terminal.screen().conversation, terminal.screen())


@case("a field whose line has no room left does not keep a password from being pasted")
def room():
    with auth_server(CLEAR) as server, Watched(f"--auth-user={USER}", address(server), size=(100, 30)) as terminal:
        greet(terminal)
        terminal.key("BTab", "C-u")
        terminal.paste("u" * (1 << 20))
        terminal.wait(lambda screen: "uuu" in screen.form)
        terminal.key("Tab")
        terminal.paste(SECRET)
        terminal.wait(lambda screen: "***" in screen.form or "Nothing was inserted" in screen)
        truth("Nothing was inserted" not in terminal.screen(), "it is refused")


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
    with auth_server(CLEAR) as server, Watched(*with_file(address(server)), program=WITH_FILE) as terminal:
        greet(terminal)
        terminal.key("F7")
        terminal.type("$AUTH CRAM-MD5")
        terminal.key("Enter")
        terminal.wait(lambda screen: "235 2.7.0" in screen)
        expect_raw(terminal, "")


@case("a secret in the raw line shows as stars, and is in no history")
def stars():
    with auth_server(CLEAR) as server, Watched(address(server)) as terminal:
        greet(terminal)
        terminal.key("F7")
        for line, shown, answer in (("AUTH LOGIN", "AUTH LOGIN", "User Name"), (b64(USER), "************", f"says: {USER}"),
                                    (b64(SECRET), "*" * 28, "235 2.7.0")):
            terminal.type(line)
            expect_raw(terminal, shown)
            terminal.key("Enter")
            terminal.wait(lambda screen, answer=answer: answer in screen.conversation)
        terminal.type(f"AUTH PLAIN {plain(USER, SECRET)}")
        expect_raw(terminal, "AUTH PLAIN " + "*" * len(plain(USER, SECRET)))
        terminal.key("C-u")
        for line in ("AUTH LOGIN", "EHLO"):
            terminal.key("Up")
            terminal.wait(lambda screen, line=line: screen.raw.startswith(f"smtp> {line}"))


@case("a server that asks for much hashing stops no key, and Ctrl-C ends it")
def hashing():
    heard = []

    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        while (line := peer.line()) is not None:
            heard.append(line)
            nonce = base64.b64decode(line.split()[-1]).decode().partition(",r=")[2] if line[:4] == b"AUTH" else ""
            peer.send(f"334 {b64(f'r={nonce}x,s=QUFB,i=1000000')}\r\n" if nonce
                      else "250-fake\r\n250 AUTH SCRAM-SHA-256\r\n")

    with Fake(script) as server, Watched(*with_file(server.address), program=WITH_FILE) as terminal:
        greet(terminal)
        terminal.key("F5")
        terminal.wait(lambda screen: "i=1000000" in screen.conversation, steady=False)
        terminal.key("F1")
        terminal.wait("Help - Up and Down scroll", steady=False)
        equal(len(heard), 2, "heard while the hash is made")
        terminal.key("Escape")
        terminal.wait(lambda screen: "Help - " not in screen, steady=False)
        terminal.key("C-c")
        terminal.wait("Cancelled: the connection is closed.", steady=False)
        equal(len(heard), 2, "heard")
        terminal.key("F10")
        terminal.wait_exit()


@case("an exchange whose reply does not come is over: another can begin")
def silence():
    def script(peer, _number):
        peer.send("220 fake ESMTP\r\n")
        asked = 0
        while (line := peer.line()) is not None:
            asked += line[:4] == b"AUTH"
            if line[:4] == b"EHLO" or asked > 1:
                peer.send("235 in\r\n" if asked else "250-fake\r\n250 AUTH PLAIN\r\n")

    with Fake(script) as server, Watched("--timeout=3", *with_file(server.address), program=WITH_FILE) as terminal:
        greet(terminal)
        terminal.key("F5")
        terminal.wait("No complete reply within 3 seconds")
        terminal.key("F5")
        terminal.wait_step("MAIL")


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


def losing(peer, number):
    """A server that loses its first connection at NOOP."""
    peer.send("220 fake ESMTP\r\n")
    while (line := peer.line()) is not None:
        verb = line.split(b" ")[0].upper()
        if verb == b"NOOP" and number == 0:
            return
        good = verb != b"AUTH" or plain(USER, SECRET).encode() in line
        peer.send({b"EHLO": "250-fake\r\n250 AUTH PLAIN\r\n", b"AUTH": "235 in\r\n"}.get(verb, "250 ok\r\n")
                  if good else "535 5.7.8 no\r\n")


def lose(terminal):
    """Has logged in, and loses the connection behind a sender."""
    act(terminal, "MAIL a@b.test")
    act(terminal, ">RCPT")
    act(terminal, ":NOOP")
    terminal.wait("[ Connect, repeat 3 steps Alt-w ]")
    terminal.key("M-w")


@case("after a lost connection the login is repeated too: of a password that was typed, once it is typed again")
def repeated():
    with Fake(losing) as server, Watched(f"--auth-user={USER}", server.address, size=(100, 30)) as terminal:
        greet(terminal)
        terminal.type(SECRET)
        terminal.key("F5")
        lose(terminal)
        screen = terminal.wait("Type the password to go on: 1 of 3 steps were repeated.")
        truth(screen.is_at("AUTH"), screen)
        terminal.type("wrong")
        terminal.key("F5")
        terminal.wait(lambda screen: "S 535 5.7.8" in screen.conversation)
        terminal.type(SECRET)
        terminal.key("F5")
        screen = terminal.wait("Connected again; 3 steps were repeated.")
        truth(screen.is_at("RCPT"), screen)
    with Fake(losing) as server, Watched(*with_file(server.address), program=WITH_FILE) as terminal:
        greet(terminal)
        terminal.key("F5")
        lose(terminal)
        terminal.wait("Connected again; 3 steps were repeated.")


# What is copied, and how it is run; None: it is only saved.
COPIES = [("session file", 0, [e2e.CLIENT, "--replay=@FILE@", "--auth-password-file=secret", "@ADDRESS@"]),
          ("swaks", 2, ["sh", "@FILE@"]), ("curl", 3, ["sh", "@FILE@"]), ("Python", 4, [sys.executable, "@FILE@"]),
          ("session file, codes only", 1, None), ("ladder", 5, None), ("ladder, SVG", 6, None)]


def interrupt_prompt(path):
    """Runs the script PATH, and presses Ctrl-C at its question for the password."""
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    with subprocess.Popen(["setsid", "-c", "sh", path], stdin=slave, stdout=slave, stderr=slave) as script:
        e2e.wait_for(lambda: not termios.tcgetattr(slave)[3] & termios.ECHO, "the question")
        os.write(master, b"\x03")
        equal(script.wait(e2e.WAIT), 130, "status")
    equal(termios.tcgetattr(slave), before, "the terminal")
    os.close(master)
    os.close(slave)


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
            if name == "swaks":
                interrupt_prompt(path)
            if words is None or (words[0] == "sh" and shutil.which(name) is None):
                continue
            done = subprocess.run(
                [word.replace("@FILE@", path).replace("@ADDRESS@", address(server)) for word in words],
                capture_output=True, timeout=e2e.WAIT, check=False, stdin=subprocess.DEVNULL, cwd=terminal.folder,
                env=dict(e2e.ENVIRONMENT, SMTP_PASSWORD=SECRET, HOME=terminal.folder))
            equal(done.returncode, 0, (done.stdout + done.stderr).decode(errors="replace"))
            count += 1
            equal(len(server.records(USER)), count, name)
        equal(server.mailbox(USER).count(b"with ESMTPA;"), count, "all have logged in")


e2e.run()
