#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The step AUTH of the full screen, and the prompt of line mode: no screen and no file shows a secret,
and what is copied asks for it."""

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import termios
import threading

import e2e
from auth_server import CLEAR, KEYED_SECRET, SECRET, USER, auth_server, b64, no_secret, plain
from e2e import case, equal, truth
from tui import Fake, Terminal, address
from tui_scripted import act
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


# Begins with a password in a file.
WITH_FILE = ("sh", "-c", 'cd "$HOME"; umask 077; echo "$1" >secret; shift; exec "$@"', "sh", SECRET, e2e.CLIENT)


def with_file(*options):
    return f"--auth-user={USER}", "--auth-password-file=secret", *options


def greet(terminal):
    terminal.wait_step("EHLO")
    terminal.key("F5")
    return terminal.wait_step("AUTH")


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
