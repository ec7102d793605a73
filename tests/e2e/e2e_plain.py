#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Line mode through pipes and in a terminal, --save and --replay."""

import os
import re

import e2e
from e2e import Server, case, equal, message_of, truth
from tui import GREETING, Fake, Terminal, address, scripted, unused_address
from tui_folder import TALK, Folder, lines
from tui_walk import Walk, go_to


# --- pipes -----------------------------------------------------------------------------------

@case("a conversation through pipes")
def pipes():
    with Server() as server, Folder() as folder:
        output, errors = folder.run("--plain", address(server), text=lines(*TALK))
        equal(errors, "", "standard error")
        said = [line for line in output.split("\n") if not line.startswith("-- ")]
        said = [re.sub(r"  \(\d+ ms\)$", "", line) for line in said if line]
        equal(said, ["S: 220 smtp.prototype smtpd-proto ready", "C: helo lab",
                     "S: 250 Hello lab, pleased to meet you", "C: mail from: Jo\u00e3o@lab.test",
                     "S: 250 Jo\u00e3o@lab.test Sender ok", "C: rcpt to: nobody",
                     "S: 550 Address unknown", "C: mail from: <>", "S: 250 <> Sender ok",
                     "C: rcpt to: johndoe", "S: 250 johndoe Recipient ok", "C: data",
                     'S: 354 Enter mail, end with "." on a line by itself', "C: Subject: plain",
                     "C: ", "C: ..dot", "C: .", "S: 250 Message accepted for delivery", "C: quit",
                     "S: 221 smtp.prototype closing connection"])
        truth("-- This server has no mailbox for the recipient. " in output, output)
        equal(message_of(server.records("johndoe")[0]), b"Subject: plain\n\n.dot\n")


@case("through pipes the end of the input ends the program, and trouble is a failure")
def pipe_ends():
    with Server() as server, Folder() as folder:
        folder.run("--plain", address(server))
        folder.run("--plain", address(server), text="helo lab\r\nmail from: x")
        output, _ = folder.run("--plain", address(server), status=1,
                               text=lines(*TALK[:1], *TALK[3:-2]))
        truth("-- The input ended inside the message, which was not delivered." in output, output)
        equal(server.mailbox("johndoe"), b"", "mailbox")
        output, _ = folder.run("--plain", unused_address(), status=1)
        truth("connection refused" in output, output)
    with scripted({b"MAIL": b"25"}) as fake, Folder() as folder:
        # Long enough for the replies before, however busy the machine is.
        output, _ = folder.run("--plain", "--timeout=3", fake.address, status=1, text=lines(*TALK))
        truth("No complete reply within 3 seconds" in output, output)
        truth("rcpt" not in output, "went on after the loss")


@case("through pipes a conversation that the server ends unasked is a failure, and a goodbye is none")
def pipe_server_ends():
    unasked = "-- The server ended the conversation before QUIT; input after that was not sent."
    gone = b"421 gone\r\n"

    def server(answers, greeting=GREETING):
        def script(peer, _number):
            def send(reply):
                peer.send(reply)
                if reply.endswith(gone):
                    raise ConnectionError
            send(greeting)
            peer.converse(answers, send)
        return Fake(script)

    ends = ((server({}, gone), 1), (server({b"MAIL": gone}), 1),
            (server({b"DATA": b"354 Go on\r\n" + gone}), 1),
            (server({b".": b"250 Accepted\r\n" + gone}), 1),
            (server({b"QUIT": b"500 no\r\n" + gone}), 1),
            (Fake(lambda peer, _number: peer.send(b"554 not you\r\n")), 1),
            (server({b"QUIT": gone}), 0), (server({b"QUIT": b"221 Bye\r\n" + gone}), 0))
    for fake, status in ends:
        with fake, Folder() as folder:
            output, errors = folder.run("--plain", fake.address, status=status, text=lines(*TALK))
            equal((output.count(unasked), errors), (status, ""), output)


@case("what a server of others says is told by its words, and quoted where they are not known")
def foreign():
    refusals = (
        (b"550 relay not permitted", "does not pass on mail from this client"),
        (b"451-4.7.1 Greylisted,\r\n451 4.7.1 see our site", "(greylisting). Wait some minutes"),
        (b"452-4.2.2 The mailbox\r\n452 4.2.2 is full", "The recipient's mailbox is full."),
        (b"550 5.7.0 \x1b[31mno", 'The server refused it. Its words: "5.7.0 \\x1B[31mno" Next: '),
        (b"550 no", "-- Likely: The server has no mailbox for the recipient, or accepts no mail"),
    )
    for reply, words in refusals:
        with (scripted({b"RCPT": reply + b"\r\n"}, greeting=b"220 mx.lab.test ready\r\n") as fake,
              Folder() as folder):
            output, _ = folder.run("--plain", fake.address, text=lines(*TALK[:3]))
            truth(words in output, f"{words!r} is not in {output!r}")
            truth("Check the spelling" not in output and "\x1b" not in output, output)


@case("through pipes a line that cannot be sent is a failure, and the others are sent")
def pipe_nul():
    for line in ("helo me\0", "helo\rme"):
        with Server() as server, Folder() as folder:
            output, errors = folder.run("--plain", address(server), status=1,
                                        text=lines(line, "helo you", "quit"))
            equal(errors, "", "standard error")
            equal(output.count("-- Not sent: the line contains a NUL or a CR."), 1, output)
            truth("S: 250 Hello you" in output and "Hello me" not in output, output)


@case("a standard output that is full, or closed, is a failure that names its reason once")
def no_output():
    if not os.path.exists("/dev/full"):
        raise e2e.Skip("no /dev/full")
    talk = lines(*TALK)
    with Folder() as folder:
        with Server() as server:
            folder.run("--plain", "--save=s", address(server), text=talk)
        for shell, reason in ((">/dev/full", "No space left on device"),
                              (">&-", "Bad file descriptor")):
            for words in (["--plain"], ["--replay=s"]):
                with Server() as server:
                    _, errors = folder.run("-c", f'"$0" "$@" {shell}', e2e.CLIENT, *words,
                                           address(server), program="sh", status=1, text=talk)
                    equal(errors, f"smtp-tui: cannot write to standard output: {reason}\n", words)
                    equal(len(server.records("johndoe")), 1, "messages")
                # Another failure is told as well, and its status stands.
                _, errors = folder.run("-c", f'"$0" "$@" {shell}', e2e.CLIENT, *words,
                                       unused_address(), program="sh", text=talk,
                                       status=4 if words == ["--replay=s"] else 1)
                if words == ["--plain"]:
                    equal(errors.count("cannot write to standard output"), 1, errors)


# --- sessions --------------------------------------------------------------------------------

@case("what --save writes is private, and replayed it passes")
def save_and_replay():
    with Folder() as folder:
        with Server() as server:
            folder.run("--plain", "--save=s", address(server), text=lines(*TALK))
        equal(folder.mode(folder.file("s")), 0o600, "mode")
        equal(folder.read("s").decode().count("\nS: 550 Address unknown\n"), 1, "550 in the file")
        for _ in range(2):
            with Server() as server:
                output, errors = folder.run("--replay=s", address(server))
                equal(errors, "", "standard error")
                truth("C: quit" in output, output)
                equal(len(server.records("johndoe")), 1, "messages")


@case("a replay that finds another reply exits 3 and shows it")
def replay_differs():
    with Folder() as folder, Server() as server:
        folder.run("--plain", "--save=s", address(server), text=lines(*TALK[:3], *TALK[3:]))
        text = folder.read("s").decode()
        for old, new in (("550 Address unknown", "250 nobody Recipient ok"),
                         ("354 Enter mail", "354 Enter post"),
                         ("221 smtp.prototype closing connection", "250 closing")):
            truth(old in text, text)
            changed = text.replace(old, new, 1)
            with open(folder.file("changed"), "w", encoding="utf-8") as file:
                file.write(changed)
            number = next(n for n, line in enumerate(changed.split("\n"), 1) if new in line)
            _, errors = folder.run("--replay=changed", address(server), status=3)
            truth(errors.startswith(f"changed:{number}: "), errors)
            truth(re.search(rf"expected: .*{re.escape(new)}.*\n.*got: .*{re.escape(old)}", errors),
                  errors)


@case("a replay without a server, with one that goes, and without a file")
def replay_fails():
    with Folder() as folder:
        with Server() as server:
            folder.run("--plain", "--save=s", address(server), text=lines(*TALK))
        folder.run("--replay=s", unused_address(), status=4)
        with scripted({b"MAIL": b""}) as fake:
            folder.run("--replay=s", fake.address, status=3)  # another greeting
        with Fake(lambda peer, _number: peer.send(e2e.GREETING)) as fake:
            folder.run("--replay=s", fake.address, status=4)
        with Fake(lambda peer, _number: peer.wait_end()) as fake:
            _, errors = folder.run("--replay=s", "--timeout=1", fake.address, status=4)
            truth("The server did not greet" in errors, errors)
        folder.run("--replay=none", unused_address(), status=1)
        with open(folder.file("bad"), "w", encoding="ascii") as file:
            file.write("# smtp-session 1\nC: helo x\nX: what\n")
        _, errors = folder.run("--replay=bad", unused_address(), status=1)
        truth(errors.startswith("bad:3: "), errors)


@case("the full screen saves what passes as well")
def save_screen():
    with Folder() as folder:
        path = folder.file("s")
        walk = Walk((80, 24), "en", f"--save={path}", folder=folder.path)
        with walk as (_server, terminal, _words):
            go_to(terminal, "QUIT", sender="Jo\u00e3o", body="Hello.")
            terminal.key("F5")
            terminal.wait(lambda screen: screen.status.startswith("221"), "the goodbye")
            terminal.key("F10")
            terminal.wait_exit()
        equal(folder.mode(path), 0o600, "mode of the session")
        equal(folder.mode(folder.history), 0o600, "mode of the history")
        equal(folder.mode(os.path.dirname(folder.history)), 0o700, "mode of the folder")
        with Server() as server:
            folder.run(f"--replay={path}", address(server))
            truth(b"\n\nHello.\n\n" in server.mailbox("johndoe"), server.mailbox("johndoe"))


def check_connections(folder, name, count, *options):
    """The session NAME plays COUNT connections against a new server, and delivers one message."""
    text = folder.read(name).decode()
    equal(text.count("\nC+\n"), count - 1, text)
    with Server(*options) as server:
        output, _ = folder.run(f"--replay={name}", address(server))
        truth(output.endswith(": all as expected\n"), output)
        equal(len(server.records("johndoe")), 1, "messages")


@case("what is saved over a reconnect is replayed on as many connections")
def save_over_reconnect():
    for options in ([], ["--codes-only"]):
        with Folder() as folder:
            with Server() as server, Terminal("--plain", f"--save={folder.file('s')}", *options,
                                              address(server)) as terminal:
                wait_prompt(terminal, "HELO")
                for line in (*TALK, ""):
                    terminal.type(line)
                    terminal.key("Enter")
                wait_prompt(terminal, "HELO")
                terminal.type("helo again")
                terminal.key("Enter")
                wait_prompt(terminal, "MAIL FROM")
                terminal.key("C-d")
                terminal.wait_exit()
            check_connections(folder, "s", 2)


@case("an attempt to connect that fails is not saved")
def save_failed_attempt():
    with Folder() as folder, Server() as server, \
            Terminal("--plain", f"--save={folder.file('s')}", address(server)) as terminal:
        wait_prompt(terminal, "HELO")
        server.stop()
        wait_prompt(terminal, "Enter connects again, Ctrl-D quits")
        terminal.key("Enter")
        terminal.wait(lambda screen: "connection refused" in " ".join(str(screen).split()))
        terminal.key("C-d")
        terminal.wait_exit()
        text = folder.read("s").decode()
        truth(text.endswith("\nS!\n") and text.count("S!") == 1 and "C+" not in text, text)


@case("without a connection --save neither replaces a file nor creates one, and says so")
def save_nothing():
    words = "smtp-tui: no connection was made, so %s was not written\n"
    for old in (b"# smtp-session 1\nS: 220\n", None):
        with Folder() as folder:
            if old is not None:
                with open(folder.file("s"), "wb") as file:
                    file.write(old)
            _, errors = folder.run("--plain", "--save=s", unused_address(), status=1, text=lines(*TALK))
            equal(errors, words % "s")
            with Terminal("-c", '"$0" "$@" 2>"$HOME/errors"', e2e.CLIENT, f"--save={folder.file('s')}",
                          unused_address(), program=("sh",), folder=folder.path) as terminal:
                terminal.wait("connection refused")
                terminal.key("F10")
                terminal.wait_exit()
            equal(folder.read("errors").decode(), words % folder.file("s"))
            equal(folder.read("s") if os.path.exists(folder.file("s")) else None, old)
            equal([name for name in os.listdir(folder.path) if name.startswith("smtp-tui.")], [])


@case("the full screen saves connections from the conversation, whole or with codes only")
def save_screen_reconnected():
    with Folder() as folder:
        with Walk((80, 24), "en", f"--save={folder.file('all')}", folder=folder.path) as \
                (_server, terminal, _words):
            go_to(terminal, "QUIT", body="Hello.")
            terminal.key("F5")
            terminal.wait(lambda screen: screen.status.startswith("221"), "the goodbye")
            terminal.key("F5")
            terminal.wait_step("HELO")
            terminal.key("M-2")
            for key, name in (("s", "whole"), ("S", "codes")):
                terminal.key(key)
                terminal.wait("Save the session file")
                terminal.type(f"~/{name}")
                terminal.key("Enter")
                terminal.wait(lambda screen, name=name: re.match(f"Saved as .*{name}", screen.status))
            terminal.key("F10")
            terminal.wait_exit()
        for name in ("all", "whole", "codes"):
            check_connections(folder, name, 2)
        equal(folder.read("all").decode(), folder.read("whole").decode() + "C!\n", "files")
        truth(re.search(r"^S: \d\d\d.", folder.read("codes").decode(), re.M) is None, "a text")


# Commands that mean the same in all dialects of the server.
COMMON = ["HELO lab", "MAIL FROM:<alice@lab.test>", "RCPT TO:<johndoe@smtp.prototype>", "DATA",
          "Subject: x", "", "Hello.", ".", "QUIT"]


@case("with codes only a session passes in either dialect of the server, with whole replies in one")
def save_codes():
    dialects = [[], ["--dialect=rfc5321"]]
    for own in dialects:
        with Folder() as folder:
            for name, options in (("whole", []), ("codes", ["--codes-only"])):
                with Server(*own) as server:
                    folder.run("--plain", f"--save={name}", *options, address(server),
                               text=lines(*COMMON))
            for dialect in dialects:
                check_connections(folder, "codes", 1, *dialect)
                with Server(*dialect) as server:
                    folder.run("--replay=whole", address(server), status=0 if dialect == own else 3)
            equal([line for line in folder.read("codes").decode().split("\n") if line[:2] == "S:"],
                  ["S: 220", "S: 250", "S: 250", "S: 250", "S: 354", "S: 250", "S: 221"], "codes")


@case("with codes only a reply of several lines is one line, and what is no reply stays whole")
def save_codes_lines():
    def script(peer, _number):
        peer.send(b"hello\r\n220-a\r\n220 12:34:56\r\n")
        peer.line()
        peer.send(b"250-b\r\n250-SIZE\r\n250 c\r\n221-bye\r\n")

    with Fake(script) as fake, Folder() as folder:
        folder.run("--plain", "--save=s", "--codes-only", fake.address, status=1,
                   text=lines("EHLO x", "QUIT"))
        equal(folder.read("s").decode(), "# smtp-session 1\n# Recorded by smtp-tui.\nS: hello\n"
              "S: 220\nC: EHLO x\nS: 250\nC: QUIT\nS: 221-bye\nS!\n")
        folder.run("--replay=s", fake.address)


# --- a terminal ------------------------------------------------------------------------------

def wait_prompt(terminal, text, typed=""):
    """The last row holds the prompt that names TEXT, and what is TYPED."""
    def is_there(screen):
        rows = [row for row in screen.rows if row.strip()]
        return rows and rows[-1].rstrip() == f"[{text}] > {typed}".rstrip()
    return terminal.wait(is_there, f"the prompt [{text}] > {typed}")


def talk_in_terminal(term):
    with Server() as server, Terminal("--plain", address(server), term=term) as terminal:
        wait_prompt(terminal, "HELO")
        terminal.type("h")
        terminal.key("Tab")
        wait_prompt(terminal, "HELO", "HELO ")
        terminal.type("lab")
        terminal.key("Enter")
        wait_prompt(terminal, "MAIL FROM")
        terminal.type("mail from: Jo\u00e3o")
        terminal.key("Enter")
        wait_prompt(terminal, "RCPT TO")
        terminal.type("rcpt to: nobody")
        terminal.key("Enter")
        screen = wait_prompt(terminal, "MAIL FROM")
        truth("S: 550 Address unknown" in screen, screen)
        terminal.key("Up", "Up")
        wait_prompt(terminal, "MAIL FROM", "mail from: Jo\u00e3o")
        terminal.key("Enter")
        wait_prompt(terminal, "RCPT TO")
        # An empty line says nothing here.
        terminal.key("Enter")
        terminal.type("rcpt to: johndoe")
        terminal.key("Enter")
        wait_prompt(terminal, "DATA")
        terminal.type("data")
        terminal.key("Enter")
        wait_prompt(terminal, "the message, then a line with only a dot")
        for line in ("Subject: x", "", "Hello.", "."):
            terminal.type(line)
            terminal.key("Enter")
        screen = wait_prompt(terminal, "MAIL FROM or QUIT")
        truth(any("S: 250 Message accepted for delivery" in row for row in screen.rows), screen)
        terminal.type("quit")
        terminal.key("Enter")
        wait_prompt(terminal, "Enter connects again, Ctrl-D quits")
        terminal.key("C-d")
        terminal.wait_exit()
        equal(message_of(server.records("johndoe")[0]), b"Subject: x\n\nHello.\n")


@case("line mode in a terminal: the prompt names what may come, with completion and history")
def terminal_talk():
    talk_in_terminal("screen-256color")


@case("line mode in a dumb terminal")
def dumb_terminal():
    talk_in_terminal("dumb")


@case("in a terminal a lost connection does not end line mode, and Enter connects again")
def terminal_loss():
    lost = "Enter connects again, Ctrl-D quits"

    def script(peer, number):
        peer.send(GREETING)
        if number > 0:
            peer.converse()
            return
        peer.line()
        peer.send(b"250-Hel")

    with Fake(script) as fake, Terminal("--plain", fake.address) as terminal:
        wait_prompt(terminal, "HELO")
        terminal.type("helo lab")
        terminal.key("Enter")
        screen = wait_prompt(terminal, lost)
        text = " ".join("".join(row.ljust(screen.size[0]) for row in screen.rows).split())
        truth("the server closed the connection. This happened in the middle of a reply." in text,
              screen)
        terminal.type("kept")
        terminal.key("Enter")
        wait_prompt(terminal, lost, "kept")
        terminal.key("C-u", "Enter")
        wait_prompt(terminal, "HELO")
        terminal.key("Up")
        wait_prompt(terminal, "HELO", "helo lab")
        terminal.key("Enter")
        wait_prompt(terminal, "MAIL FROM")
        terminal.key("C-d")
        terminal.wait_exit()


@case("in a terminal Ctrl-C gives up what is under way, and no more")
def terminal_cancel():
    def script(peer, _number):
        peer.send(GREETING)
        peer.wait_end()

    with Fake(script) as fake, Terminal("--plain", fake.address) as terminal:
        wait_prompt(terminal, "HELO")
        terminal.type("half a line")
        terminal.key("C-c")
        wait_prompt(terminal, "HELO")
        terminal.type("helo x")
        terminal.key("Enter")
        terminal.wait(lambda screen: "helo x" in str(screen))
        terminal.key("C-c")
        wait_prompt(terminal, "Enter connects again, Ctrl-D quits")
        terminal.key("C-d")
        terminal.wait_exit()


if __name__ == "__main__":
    e2e.run()
