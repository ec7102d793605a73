#!/usr/bin/env python3
"""Line mode through pipes and in a terminal, --save and --replay, and the files that are kept."""

import os
import re
import stat
import subprocess
import tempfile

import e2e
from e2e import Server, case, equal, message_of, truth
from tui import GREETING, Fake, Terminal, address, scripted, unused_address
from tui_walk import Walk, expect_raw, go_to

TALK = ["helo lab", "mail from: Jo\u00e3o@lab.test", "rcpt to: nobody", "mail from: <>",
        "rcpt to: johndoe", "data", "Subject: plain", "", "..dot", ".", "quit"]


class Folder:
    """A scratch folder with a state folder in it."""

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="smtp-tui.")
        self.path = self.scratch.name
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()

    def file(self, name):
        return os.path.join(self.path, name)

    @property
    def history(self):
        return self.file("state/smtp-tui/history")

    def run(self, *arguments, text="", status=0, program=e2e.CLIENT):
        """Runs the client, or PROGRAM, to its end; returns its standard output and error."""
        env = dict(e2e.ENVIRONMENT, HOME=self.path, XDG_STATE_HOME=self.file("state"))
        done = subprocess.run([program, *arguments], input=text.encode(), env=env,
                              capture_output=True, timeout=e2e.WAIT, cwd=self.path, check=False)
        output, errors = done.stdout.decode(), done.stderr.decode()
        equal(done.returncode, status, f"exit status; {output[-3000:]}\n{errors[-3000:]}")
        return output, errors

    def read(self, name):
        with open(self.file(name), "rb") as file:
            return file.read()

    def mode(self, path):
        return stat.S_IMODE(os.lstat(path).st_mode)


def lines(*text):
    return "".join(line + "\n" for line in text)


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
        truth("-- The input ended within the message: it was not delivered." in output, output)
        equal(server.mailbox("johndoe"), b"", "mailbox")
        output, _ = folder.run("--plain", unused_address(), status=1)
        truth("connection refused" in output, output)
    with scripted({b"MAIL": b"25"}) as fake, Folder() as folder:
        output, _ = folder.run("--plain", "--timeout=1", fake.address, status=1, text=lines(*TALK))
        truth("No whole reply within 1 second" in output, output)
        truth("rcpt" not in output, "went on after the loss")


@case("through pipes a line that cannot be sent is a failure, and the others are sent")
def pipe_nul():
    for line in ("helo me\0", "helo\rme"):
        with Server() as server, Folder() as folder:
            output, errors = folder.run("--plain", address(server), status=1,
                                        text=lines(line, "helo you", "quit"))
            equal(errors, "", "standard error")
            equal(output.count("-- Not sent: the line holds a NUL or a CR."), 1, output)
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
            folder.run("--replay=s", "--timeout=1", fake.address, status=3)  # another greeting
        with Fake(lambda peer, _number: peer.send(e2e.GREETING)) as fake:
            folder.run("--replay=s", fake.address, status=4)
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


# --- files -----------------------------------------------------------------------------------

@case("--save follows no symbolic link and takes nothing but a file")
def save_refused():
    with Folder() as folder, Server() as server:
        with open(folder.file("target"), "w", encoding="ascii") as file:
            file.write("untouched")
        os.symlink("target", folder.file("link"))
        os.symlink("nowhere", folder.file("dangling"))
        os.mkfifo(folder.file("fifo"))
        os.mkdir(folder.file("folder"))
        for name in ("link", "dangling", "fifo", "folder", "no/such/folder", "/dev/null"):
            for mode in ([], ["--plain"]):
                if mode:
                    output, errors = folder.run(*mode, f"--save={name}", address(server), status=1,
                                                text=lines(*TALK))
                    equal(output, "", "said")
                    truth(errors.startswith("smtp-tui: ") and name in errors, errors)
                    continue
                shell = ("sh", "-c", '"$0" "$@"; echo status $?; exec cat', e2e.CLIENT)
                with Terminal(f"--save={folder.file(name)}", address(server),
                              program=shell) as terminal:
                    screen = terminal.wait("status 1")
                    truth("smtp-tui: cannot write " in screen, screen)
        equal(folder.read("target"), b"untouched")
        equal(os.path.lexists(folder.file("nowhere")), False, "made through a link")
        equal(server.log().count(b"connection 1"), 0, "connections")


@case("a history that is a symbolic link is not followed, and the program works without")
def history_link():
    with Folder() as folder, Server() as server:
        os.makedirs(os.path.dirname(folder.history))
        with open(folder.file("target"), "w", encoding="ascii") as file:
            file.write("C: vrfy secret\n")
        os.symlink(folder.file("target"), folder.history)
        folder.run("--plain", address(server), text=lines(*TALK))
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F8")
            terminal.wait("Nothing was sent yet.")
            terminal.key("Escape", "Enter")
            terminal.wait_step("MAIL")
        equal(folder.read("target"), b"C: vrfy secret\n")
        truth(os.path.islink(folder.history), "the link is gone")


@case("the history survives the program, in all modes, and a SIGKILL")
def history_survives():
    with Folder() as folder, Server() as server:
        folder.run("--plain", address(server), text=lines(*TALK))
        equal(folder.mode(folder.history), 0o600, "mode")
        os.chmod(folder.history, 0o644)
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7")
            terminal.type("vrfy killed")
            terminal.key("Enter")
            terminal.wait("S 500 ")
            os.kill(terminal.pid, 9)
            terminal.wait_exit(-9)
        equal(folder.mode(folder.history), 0o600, "mode")
        with Terminal(address(server), folder=folder.path) as terminal:
            terminal.wait_step("HELO")
            terminal.key("F7", "Up")
            expect_raw(terminal, "vrfy killed")
            terminal.key("Up")
            expect_raw(terminal, "quit")
            terminal.key("F8")
            screen = terminal.wait("mail from: Jo\u00e3o@lab.test")
            equal(screen.pane("History")[:3], ["vrfy killed", "quit", "data"])
        equal(folder.mode(folder.history), 0o600, "mode")


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
        wait_prompt(terminal, "the message, then a line that holds only a dot")
        for line in ("Subject: x", "", "Hello.", "."):
            terminal.type(line)
            terminal.key("Enter")
        screen = wait_prompt(terminal, "MAIL FROM or QUIT")
        truth(any("S: 250 Message accepted for delivery" in row for row in screen.rows), screen)
        terminal.type("quit")
        terminal.key("Enter")
        wait_prompt(terminal, "Enter connects again, Ctrl-D leaves")
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
    lost = "Enter connects again, Ctrl-D leaves"

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
        truth("the server closed the connection. That was in the middle of a reply." in text,
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
        wait_prompt(terminal, "Enter connects again, Ctrl-D leaves")
        terminal.key("C-d")
        terminal.wait_exit()


if __name__ == "__main__":
    e2e.run()
